/* SPDX-License-Identifier: BSD-3-Clause */
/** Keys of clients: who made which. The library holds them, all volatile, and knows no clients. */
#ifndef PARTITIONS_CRYPTO_KEYS_H
#define PARTITIONS_CRYPTO_KEYS_H

#include <stdint.h>

#include "psa/crypto.h"

/** Whether the client made this key: PSA_SUCCESS, PSA_ERROR_INVALID_HANDLE. A key is not there for anyone else. */
psa_status_t keys_check_owner(int32_t client_id, psa_key_id_t key);

/** PSA_ERROR_INSUFFICIENT_MEMORY: the client has its share of keys already (crypto_share_allows). */
psa_status_t keys_check_room(int32_t client_id);

/** Remember who made a key, 0 forgets it. */
void keys_set_owner(psa_key_id_t key, int32_t client_id);

#endif /* PARTITIONS_CRYPTO_KEYS_H */
