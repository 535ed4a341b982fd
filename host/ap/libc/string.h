/* SPDX-License-Identifier: BSD-3-Clause */
/** The part of the C library that code shared with the RSS uses; there is none for the AP. host/ap/memory.c has the functions. */
#ifndef HOST_AP_LIBC_STRING_H
#define HOST_AP_LIBC_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size_bytes);
void *memmove(void *to, const void *from, size_t size_bytes);
void *memset(void *to, int value, size_t size_bytes);
int memcmp(const void *a, const void *b, size_t size_bytes);

#endif /* HOST_AP_LIBC_STRING_H */
