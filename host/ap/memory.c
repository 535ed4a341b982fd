/* SPDX-License-Identifier: BSD-3-Clause */
/** The four functions that the compiler may call in a freestanding build. */
#include "host/ap/libc/string.h"

void *memcpy(void *restrict to, const void *restrict from, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        ((unsigned char *)to)[i] = ((const unsigned char *)from)[i];
    }
    return to;
}

void *memmove(void *to, const void *from, size_t size_bytes)
{
    unsigned char *t = to;
    const unsigned char *f = from;

    for (size_t i = 0; i < size_bytes; i++) {
        size_t at = t < f ? i : size_bytes - 1u - i;

        t[at] = f[at];
    }
    return to;
}

void *memset(void *to, int value, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        ((unsigned char *)to)[i] = (unsigned char)value;
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        int difference = ((const unsigned char *)a)[i] - ((const unsigned char *)b)[i];

        if (difference != 0) {
            return difference;
        }
    }
    return 0;
}
