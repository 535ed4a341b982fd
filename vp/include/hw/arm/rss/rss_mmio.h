/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the RSS register blocks have in common: words only, log lines in one shape.
 */
#ifndef RSS_MMIO_H
#define RSS_MMIO_H

#include "exec/memory.h"
#include "qemu/log.h"

/* Registers are 32-bit words: another width, or an address that is not a multiple of 4, is a bus error. */
#define RSS_WORD_OPS(read_function, write_function)                  \
    {                                                               \
        .read = (read_function),                                    \
        .write = (write_function),                                  \
        .endianness = DEVICE_LITTLE_ENDIAN,                         \
        .valid.min_access_size = 4,                                 \
        .valid.max_access_size = 4,                                 \
        .impl.min_access_size = 4,                                  \
        .impl.max_access_size = 4,                                  \
    }

/* Peripheral and component identification: RAZ/WI in the blocks whose values nobody published. */
#define RSS_ID_FIRST 0xFD0
#define RSS_ID_LAST  0xFFC

static inline bool rss_offset_is_id(hwaddr offset)
{
    return offset >= RSS_ID_FIRST && offset <= RSS_ID_LAST;
}

/* A guest's mistake: @what is "read of write-only", "write while locked", "bad read" ... */
static inline void rss_log_guest(const char *device, const char *what, hwaddr offset)
{
    qemu_log_mask(LOG_GUEST_ERROR, "%s: %s offset 0x%" HWADDR_PRIx "\n", device, what, offset);
}

#endif
