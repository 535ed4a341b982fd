/* SPDX-License-Identifier: BSD-3-Clause */
/** Delegated Attestation, the client's calls (services.md 3.5). */
#ifndef INTERFACE_PSA_DELEGATED_ATTESTATION_H
#define INTERFACE_PSA_DELEGATED_ATTESTATION_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/error.h"

#define RSS_DELEGATED_ATTEST_GET_DELEGATED_KEY  1001 /* in: u8 curve, u32 key bits, u32 hash; out[0]: key */
#define RSS_DELEGATED_ATTEST_GET_PLATFORM_TOKEN 1002 /* in[0]: hash of the public key; out[0]: token */

#define RSS_DELEGATED_ATTEST_CURVE_SECP_R1 0x12u /* PSA_ECC_FAMILY_SECP_R1 */

/**
 * A private key derived from the device's secret and all measurements.
 *
 * @param ecc_curve  RSS_DELEGATED_ATTEST_CURVE_SECP_R1.
 * @param key_bits   256, 384 or 521: 32, 48 or 66 bytes, big-endian.
 * @param hash_algo  PSA algorithm that the caller will hash the public key with.
 * @return PSA_SUCCESS; PSA_ERROR_INVALID_ARGUMENT: curve, bits, or key_size is NULL; PSA_ERROR_BUFFER_TOO_SMALL; the error of
 *         the hash. *key_size is 0 on an error.
 */
psa_status_t rss_delegated_attest_get_delegated_key(uint8_t ecc_curve, uint32_t key_bits, uint8_t *key_buf,
                                                    size_t key_buf_size, size_t *key_size,
                                                    uint32_t hash_algo);

/**
 * The platform token, bound to the key of the caller's last call above by the hash of its public part.
 *
 * @return PSA_SUCCESS; PSA_ERROR_INVALID_ARGUMENT: no key yet, not the hash of its public key, or token_size is NULL;
 *         PSA_ERROR_BUFFER_TOO_SMALL. *token_size is 0 on an error.
 */
psa_status_t rss_delegated_attest_get_token(const uint8_t *dak_pub_hash, size_t dak_pub_hash_size,
                                            uint8_t *token_buf, size_t token_buf_size, size_t *token_size);

#endif /* INTERFACE_PSA_DELEGATED_ATTESTATION_H */
