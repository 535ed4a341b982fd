/* SPDX-License-Identifier: BSD-3-Clause */
/** Multi-part operations that clients have under way. A client knows its own by a handle, 1 to OPERATIONS_COUNT. */
#ifndef PARTITIONS_CRYPTO_OPERATIONS_H
#define PARTITIONS_CRYPTO_OPERATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psa/crypto.h"

#define OPERATIONS_COUNT 8u

enum crypto_operation_kind {
    CRYPTO_NO_OPERATION,
    CRYPTO_HASH,
    CRYPTO_MAC,
    CRYPTO_CIPHER,
    CRYPTO_AEAD,
    CRYPTO_DERIVATION,
};

union crypto_operation {
    psa_hash_operation_t hash;
    psa_mac_operation_t mac;
    psa_cipher_operation_t cipher;
    psa_aead_operation_t aead;
    psa_key_derivation_operation_t derivation;
};

/**
 * Whether a client may have one more of a pool: half of it at most, and a quarter is kept for secure clients. So no client can
 * use up what another needs, whether it holds on to it or was reset and forgot.
 *
 * @param owners  Client of each place, 0: free.
 */
bool crypto_share_allows(const int32_t *owners, size_t count, int32_t client_id);

/** Take a place, cleared. PSA_ERROR_NOT_PERMITTED: none is free for this client. */
psa_status_t operations_take(int32_t client_id, enum crypto_operation_kind kind, uint32_t *handle);

/** The client's operation of this kind; NULL when the handle is not one. */
union crypto_operation *operations_find(int32_t client_id, enum crypto_operation_kind kind, uint32_t handle);

/** End an operation that operations_find has found, in whatever state it is, and wipe it. */
void operations_give_back(uint32_t handle);

#endif /* PARTITIONS_CRYPTO_OPERATIONS_H */
