/* SPDX-License-Identifier: BSD-3-Clause */
/** The key with which the firmware on the AP attests what it runs itself. */
#ifndef HOST_AP_DELEGATED_KEY_H
#define HOST_AP_DELEGATED_KEY_H

#include <stdint.h>

#include "psa/crypto.h"

#define DELEGATED_KEY_POINT_BYTES 97u /* uncompressed, on P-384 */
#define DELEGATED_KEY_HASH_BYTES  32u /* SHA-256 of it: what the platform token has as its nonce */

/**
 * Get the delegated key and make it a key of the Crypto service, to sign and verify hashes of SHA-384 with. The caller destroys it.
 *
 * @param[out] point, hash  In memory that the RSS may write.
 * @return PSA_SUCCESS, or the error of a call; no key is left then.
 */
psa_status_t delegated_key_take(psa_key_id_t *key, uint8_t point[DELEGATED_KEY_POINT_BYTES],
                                uint8_t hash[DELEGATED_KEY_HASH_BYTES]);

#endif /* HOST_AP_DELEGATED_KEY_H */
