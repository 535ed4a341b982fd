/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/crypto/keys.h"

#include "partitions/crypto/operations.h"

/*
 * The library numbers a volatile key by the first slot that is free, from PSA_KEY_ID_VENDOR_MIN. The last two slots are for
 * loading a built-in key, so that clients' keys cannot be in its way.
 */
static int32_t owners[MBEDTLS_PSA_KEY_SLOT_COUNT - 2];
#define KEY_COUNT (sizeof(owners) / sizeof(owners[0]))

psa_status_t keys_check_owner(int32_t client_id, psa_key_id_t key)
{
    const uint32_t slot = key - PSA_KEY_ID_VENDOR_MIN;

    return slot < KEY_COUNT && owners[slot] == client_id ? PSA_SUCCESS : PSA_ERROR_INVALID_HANDLE;
}

psa_status_t keys_check_room(int32_t client_id)
{
    return crypto_share_allows(owners, KEY_COUNT, client_id) ? PSA_SUCCESS : PSA_ERROR_INSUFFICIENT_MEMORY;
}

void keys_set_owner(psa_key_id_t key, int32_t client_id)
{
    const uint32_t slot = key - PSA_KEY_ID_VENDOR_MIN;

    if (slot < KEY_COUNT) {
        owners[slot] = client_id;
    }
}
