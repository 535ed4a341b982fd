/* SPDX-License-Identifier: BSD-3-Clause */
/** Byte strings: comparison without early exit, wiping that is not optimised away, little-endian words. */
#ifndef LIB_BASE_BYTES_H
#define LIB_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/**
 * Compare two byte strings. Every byte is looked at whatever the result; the loop counter is checked at the end
 * (fih_panic when it is not size_bytes).
 *
 * @return RSS_OK when equal, RSS_ERR_ARGUMENT otherwise; callers map it to their own code.
 */
rss_status_t bytes_equal(const void *a, const void *b, size_t size_bytes) RSS_MUST_USE;

/** Overwrite a secret with zeros; the stores are kept by the compiler. */
void bytes_wipe(void *secret, size_t size_bytes);

/** RSS_OK when the bytes are neither all 0x00 nor all 0xff, RSS_ERR_ARGUMENT when they are. */
rss_status_t bytes_not_blank(const void *bytes, size_t size_bytes) RSS_MUST_USE;

/** Number of zero bits, 0 to 8 * size_bytes (OTP tamper counts). size_bytes is a multiple of 4, as all that OTP holds. */
uint32_t bytes_count_zero_bits(const void *bytes, size_t size_bytes);

static inline uint32_t bytes_get_le32(const uint8_t *p)
{
    return (uint32_t)p[0] | ((uint32_t)p[1] << 8) | ((uint32_t)p[2] << 16) | ((uint32_t)p[3] << 24);
}

static inline uint16_t bytes_get_le16(const uint8_t *p)
{
    return (uint16_t)(p[0] | (p[1] << 8));
}

static inline void bytes_put_le32(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)v;
    p[1] = (uint8_t)(v >> 8);
    p[2] = (uint8_t)(v >> 16);
    p[3] = (uint8_t)(v >> 24);
}

#endif /* LIB_BASE_BYTES_H */
