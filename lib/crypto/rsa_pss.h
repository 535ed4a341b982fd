/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Verification of RSA-3072 PSS signatures (RFC 8017, 8.1.2): SHA-256, MGF1 with SHA-256, salt of 32 bytes, exponent
 * 65537. Montgomery arithmetic is Mbed TLS's; the encoding and the decision are ours, so that the decision is hardened
 * and neither a heap nor the generic RSA layer is linked. All inputs are public: nothing here is secret.
 */
#ifndef LIB_CRYPTO_RSA_PSS_H
#define LIB_CRYPTO_RSA_PSS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define RSA_PSS_KEY_BYTES       398u /* PKCS#1 RSAPublicKey, DER */
#define RSA_PSS_SIGNATURE_BYTES 384u
#define RSA_PSS_STEP            0x0003c5a1u /* added to fih_steps by a verification that succeeds */

/**
 * @param key, key_bytes  RSAPublicKey; only the one DER form of a 3072-bit modulus and the exponent 65537 is taken.
 * @param hash            The message's SHA-256.
 * @return RSS_OK: the signature is the key's for this hash. RSS_ERR_ARGUMENT: it is not, or the key is malformed, or the
 *         signature is not smaller than the modulus or has another length; callers map it to their own code.
 */
rss_status_t rsa_pss_verify(const uint8_t *key, size_t key_bytes, const uint8_t hash[32],
                            const uint8_t *signature, size_t signature_bytes) RSS_MUST_USE;

#endif /* LIB_CRYPTO_RSA_PSS_H */
