/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/crypto/operations.h"

#include "lib/base/bytes.h"

static union crypto_operation operations[OPERATIONS_COUNT];
static uint8_t kinds[OPERATIONS_COUNT];
static int32_t owners[OPERATIONS_COUNT];

bool crypto_share_allows(const int32_t *owner_of, size_t count, int32_t client_id)
{
    size_t own = 0, free = 0;

    for (size_t i = 0; i < count; i++) {
        own += owner_of[i] == client_id ? 1u : 0u;
        free += owner_of[i] == 0 ? 1u : 0u;
    }
    return own < count / 2u && free > (client_id < 0 ? count / 4u : 0u);
}

psa_status_t operations_take(int32_t client_id, enum crypto_operation_kind kind, uint32_t *handle)
{
    if (!crypto_share_allows(owners, OPERATIONS_COUNT, client_id)) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    for (uint32_t i = 0; i < OPERATIONS_COUNT; i++) {
        if (owners[i] == 0) {
            owners[i] = client_id;
            kinds[i] = (uint8_t)kind;
            *handle = i + 1u;
            return PSA_SUCCESS;
        }
    }
    return PSA_ERROR_NOT_PERMITTED;
}

union crypto_operation *operations_find(int32_t client_id, enum crypto_operation_kind kind, uint32_t handle)
{
    const uint32_t i = handle - 1u;

    return i < OPERATIONS_COUNT && owners[i] == client_id && kinds[i] == kind ? &operations[i] : NULL;
}

void operations_give_back(uint32_t handle)
{
    const uint32_t i = handle - 1u;
    union crypto_operation *operation = &operations[i];

    switch (kinds[i]) {
    case CRYPTO_HASH:
        (void)psa_hash_abort(&operation->hash);
        break;
    case CRYPTO_MAC:
        (void)psa_mac_abort(&operation->mac);
        break;
    case CRYPTO_CIPHER:
        (void)psa_cipher_abort(&operation->cipher);
        break;
    case CRYPTO_AEAD:
        (void)psa_aead_abort(&operation->aead);
        break;
    default:
        (void)psa_key_derivation_abort(&operation->derivation);
        break;
    }
    bytes_wipe(operation, sizeof(*operation));
    kinds[i] = CRYPTO_NO_OPERATION;
    owners[i] = 0;
}
