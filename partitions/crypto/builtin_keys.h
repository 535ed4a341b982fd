/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Keys that nobody imports: derived by the boot stages and left in the key management unit, or in OTP. They are loaded for the
 * time of one call, diversified by client where they serve to derive, and never leave the service (services.md 6.3 to 6.5).
 */
#ifndef PARTITIONS_CRYPTO_BUILTIN_KEYS_H
#define PARTITIONS_CRYPTO_BUILTIN_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "psa/crypto.h"

#include "interface/psa/crypto_keys.h"

struct builtin_key;

/** Whether a number is kept for built-in keys, of which not all exist. */
bool builtin_key_in_range(psa_key_id_t id);

/** NULL: there is no such key. */
const struct builtin_key *builtin_key_find(psa_key_id_t id);

/** What the client sees of the key: its usage is what the policy gives to this client. */
void builtin_key_attributes(const struct builtin_key *builtin, int32_t client_id,
                            psa_key_attributes_t *attributes);

/**
 * Put the key into the library as a volatile one, with the client's usage. The caller destroys it after use.
 * @return PSA_SUCCESS; PSA_ERROR_DOES_NOT_EXIST: the device has no such key (it is not provisioned yet);
 * PSA_ERROR_HARDWARE_FAILURE; PSA_ERROR_INVALID_ARGUMENT: what OTP holds is no key.
 */
psa_status_t builtin_key_load(const struct builtin_key *builtin, int32_t client_id, psa_key_id_t *key);

/**
 * The key's public part: of a key pair, an uncompressed point; of one in OTP the bytes that are there, which have no leading
 * byte 4. PSA_ERROR_BUFFER_TOO_SMALL; PSA_ERROR_INVALID_ARGUMENT: it has none; and the errors of builtin_key_load.
 */
psa_status_t builtin_key_export_public(const struct builtin_key *builtin, uint8_t *data, size_t room_bytes,
                                       size_t *size_bytes);

#endif /* PARTITIONS_CRYPTO_BUILTIN_KEYS_H */
