/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/base/bytes.h"

#include "lib/base/fih.h"

rss_status_t bytes_equal(const void *a, const void *b, size_t size_bytes)
{
    const volatile uint8_t *left = a;
    const volatile uint8_t *right = b;
    uint32_t difference = 0;
    volatile size_t i;

    for (i = 0; i < size_bytes; i++) {
        difference |= (uint32_t)(left[i] ^ right[i]);
    }
    /* A loop that was left early has compared less than it was asked to. */
    FIH_REQUIRE(i, size_bytes);
    if (fih_differ(difference, 0)) {
        return RSS_ERR_ARGUMENT;
    }
    FIH_REQUIRE(difference, 0);
    return RSS_OK;
}

void bytes_wipe(void *secret, size_t size_bytes)
{
    volatile uint8_t *p = secret;

    while (size_bytes-- > 0) {
        *p++ = 0;
    }
}

rss_status_t bytes_not_blank(const void *bytes, size_t size_bytes)
{
    const uint8_t *p = bytes;
    uint8_t any = 0x00;
    uint8_t all = 0xff;

    for (size_t i = 0; i < size_bytes; i++) {
        any |= p[i];
        all &= p[i];
    }
    return any == 0x00 || all == 0xff ? RSS_ERR_ARGUMENT : RSS_OK;
}

/* Pairs, nibbles, bytes, their sum: as many steps for every value, as keys are counted too. */
static uint32_t count_one_bits(uint32_t word)
{
    const uint32_t pairs = word - ((word >> 1) & 0x55555555u);
    const uint32_t nibbles = (pairs & 0x33333333u) + ((pairs >> 2) & 0x33333333u);

    return (((nibbles + (nibbles >> 4)) & 0x0f0f0f0fu) * 0x01010101u) >> 24;
}

uint32_t bytes_count_zero_bits(const void *bytes, size_t size_bytes)
{
    const uint8_t *p = bytes;
    uint32_t count = 0;

    for (size_t i = 0; i < size_bytes; i += 4) {
        count += 32u - count_one_bits(bytes_get_le32(p + i));
    }
    return count;
}
