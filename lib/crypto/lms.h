/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Verification of LMS signatures (RFC 8554, SP 800-208), parameter set LMS_SHA256_M32_H10 with
 * LMOTS_SHA256_N32_W8. The one-time signature is Mbed TLS's; the way up the tree and the decision are ours,
 * so that the decision is hardened.
 */
#ifndef LIB_CRYPTO_LMS_H
#define LIB_CRYPTO_LMS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/base/status.h"

#define LMS_PUBLIC_KEY_BYTES       56u
#define LMS_KEY_ID_OFFSET          8u /* I, 16 bytes */
#define LMS_SIGNATURE_BYTES        1452u
#define LMS_TYPE_SHA256_M32_H10    6u
#define LMS_OTS_TYPE_SHA256_N32_W8 4u

static inline uint32_t lms_get_be32(const uint8_t *p)
{
    return __builtin_bswap32(bytes_get_le32(p));
}

/** RSS_OK when the key's two type codes are the supported ones, RSS_ERR_ARGUMENT otherwise. */
static inline rss_status_t lms_check_public_key(const uint8_t public_key[LMS_PUBLIC_KEY_BYTES])
{
    if (lms_get_be32(public_key) != LMS_TYPE_SHA256_M32_H10 ||
        lms_get_be32(&public_key[4]) != LMS_OTS_TYPE_SHA256_N32_W8) {
        return RSS_ERR_ARGUMENT;
    }
    return RSS_OK;
}

/** Added to fih_steps by a verification that succeeds. */
#define LMS_STEP 0x2a01u

/**
 * @return RSS_OK, LMS_STEP was added to fih_steps: the signature is the key's for this message. RSS_ERR_ARGUMENT: it is not, or a type code or
 * the leaf number is not of this parameter set; callers map it to their own code.
 */
rss_status_t lms_verify(const uint8_t public_key[LMS_PUBLIC_KEY_BYTES], const uint8_t *message,
                        size_t message_bytes, const uint8_t signature[LMS_SIGNATURE_BYTES]) RSS_MUST_USE;

#endif /* LIB_CRYPTO_LMS_H */
