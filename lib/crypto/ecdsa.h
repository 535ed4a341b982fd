/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Verification of ECDSA signatures over P-256 and P-384 (FIPS 186-5, 6.4.2). Curve arithmetic is Mbed TLS's, on a heap
 * of its own that lives for one call; the encodings and the decision are ours. All inputs are public.
 */
#ifndef LIB_CRYPTO_ECDSA_H
#define LIB_CRYPTO_ECDSA_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define ECDSA_STEP 0x0003c5a1u /* added to fih_steps by a verification that succeeds */

#define ECDSA_P256_KEY_BYTES 91u /* SubjectPublicKeyInfo, DER, uncompressed point */
#define ECDSA_P384_KEY_BYTES 120u

/* SEQUENCE of two INTEGERs: at least one byte each, at most a curve's bytes and a zero byte. */
#define ECDSA_SIGNATURE_LEAST_BYTES      8u
#define ECDSA_P256_SIGNATURE_LIMIT_BYTES 72u
#define ECDSA_P384_SIGNATURE_LIMIT_BYTES 104u

/** One of the two curves. */
struct ecdsa_curve;
extern const struct ecdsa_curve ecdsa_p256;
extern const struct ecdsa_curve ecdsa_p384;

/**
 * @param key        SubjectPublicKeyInfo; only the one DER form of a point of this curve, uncompressed, is taken.
 * @param hash       The message's SHA-256 (P-256) or SHA-384 (P-384).
 * @param signature  DER; only its one canonical form is taken, with nothing behind it.
 * @return RSS_OK, ECDSA_STEP was added to fih_steps: the signature is the key's for this hash. RSS_ERR_ARGUMENT: it is
 *         not, or key or signature is malformed, or r or s is not in 1 to n - 1; callers map it to their own code.
 */
rss_status_t ecdsa_verify(const struct ecdsa_curve *curve, const uint8_t *key, size_t key_bytes,
                          const uint8_t *hash, const uint8_t *signature, size_t signature_bytes) RSS_MUST_USE;

#endif /* LIB_CRYPTO_ECDSA_H */
