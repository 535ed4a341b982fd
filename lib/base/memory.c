/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * memset and memcpy a word at a time, in place of the C library's byte loops. Mbed TLS wipes 300 bytes of state for each
 * block that it hashes, and BL2 clears a whole image window before it loads: bytewise this was a quarter of the boot.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The compiler knows these loops, and would call the functions that they implement. */
#pragma GCC optimize("no-tree-loop-distribute-patterns")

#define WORD_BYTES sizeof(uint32_t)

typedef uint32_t __attribute__((may_alias)) word_t;

void *memset(void *destination, int value, size_t size_bytes)
{
    uint8_t *to = destination;
    uint8_t *const end = to + size_bytes;
    const uint32_t word = 0x01010101u * (uint8_t)value;

    while ((uintptr_t)to % WORD_BYTES != 0 && to < end) {
        *to++ = (uint8_t)value;
    }
    for (; (size_t)(end - to) >= 4 * WORD_BYTES; to += 4 * WORD_BYTES) {
        word_t *words = (word_t *)(void *)to;

        words[0] = word;
        words[1] = word;
        words[2] = word;
        words[3] = word;
    }
    while (to < end) {
        *to++ = (uint8_t)value;
    }
    return destination;
}

/* Words only where both sides stand on a word boundary: device memory behind the ATU takes no unaligned access. */
void *memcpy(void *restrict destination, const void *restrict source, size_t size_bytes)
{
    uint8_t *to = destination;
    const uint8_t *from = source;
    uint8_t *const end = to + size_bytes;

    while ((uintptr_t)to % WORD_BYTES != 0 && to < end) {
        *to++ = *from++;
    }
    if ((uintptr_t)from % WORD_BYTES == 0) {
        for (; (size_t)(end - to) >= 4 * WORD_BYTES; to += 4 * WORD_BYTES, from += 4 * WORD_BYTES) {
            word_t *words = (word_t *)(void *)to;
            const word_t *input = (const word_t *)(const void *)from;

            words[0] = input[0];
            words[1] = input[1];
            words[2] = input[2];
            words[3] = input[3];
        }
    }
    while (to < end) {
        *to++ = *from++;
    }
    return destination;
}
