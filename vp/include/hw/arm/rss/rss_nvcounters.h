/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's read-only fuses: non-volatile counters and root-of-trust key hash.
 *
 * Regions:    0 counters (0x1000; first two words), 1 key hash (0x1000; first eight words).
 * Properties: "trusted" (default 31), "non-trusted" (default 223): see host-tc.md 5.11 for why these
 *             values;
 *             "key-hash" 64 hexadecimal digits, SHA-256 of the DER public key (default: TF-A's development
 *             key).
 * Follows:    host-tc.md 5.11 and 5.12.
 */
#ifndef RSS_NVCOUNTERS_H
#define RSS_NVCOUNTERS_H

#include "exec/memory.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_NVCOUNTERS "rss-nvcounters"
OBJECT_DECLARE_SIMPLE_TYPE(RssNvcountersState, RSS_NVCOUNTERS)

#define RSS_NVCOUNTERS_HASH_WORDS 8

struct RssNvcountersState {
    SysBusDevice parent_obj;

    MemoryRegion counters;
    MemoryRegion key_hash;
    uint32_t trusted;
    uint32_t non_trusted;
    char *key_hash_hex;
    uint32_t hash_word[RSS_NVCOUNTERS_HASH_WORDS];
};

#endif
