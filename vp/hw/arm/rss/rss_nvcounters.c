/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_nvcounters.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "qemu/module.h"

REG32(TRUSTED_NVCTR, 0x000)
REG32(NON_TRUSTED_NVCTR, 0x004)

/* Key hash region */
REG32(KEY_HASH, 0x000)

#define DEVICE_NAME     "rss-nvcounters"
#define REGISTERS_BYTES 0x1000
#define HASH_BYTES      (RSS_NVCOUNTERS_HASH_WORDS * 4)
#define DEVELOPMENT_KEY_HASH "b0f382091297d83a377a72471bec3273e99232e24959f65e8b4a4a46d8229ada"

static uint64_t nvcounters_read(void *opaque, hwaddr offset, unsigned size)
{
    const RssNvcountersState *s = opaque;

    switch (offset) {
    case A_TRUSTED_NVCTR:
        return s->trusted;
    case A_NON_TRUSTED_NVCTR:
        return s->non_trusted;
    default:
        rss_log_guest(DEVICE_NAME, "bad counter read", offset);
        return 0;
    }
}

static uint64_t nvcounters_hash_read(void *opaque, hwaddr offset, unsigned size)
{
    const RssNvcountersState *s = opaque;

    if (offset >= A_KEY_HASH + HASH_BYTES) {
        rss_log_guest(DEVICE_NAME, "bad key-hash read", offset);
        return 0;
    }
    return s->hash_word[offset / 4];
}

static void nvcounters_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    rss_log_guest(DEVICE_NAME, "write to read-only", offset);
}

static const MemoryRegionOps nvcounters_ops = RSS_WORD_OPS(nvcounters_read, nvcounters_write);
static const MemoryRegionOps nvcounters_hash_ops = RSS_WORD_OPS(nvcounters_hash_read, nvcounters_write);

/* The registers hold the hash reversed: word i has bytes 4 * (7 - i) onwards, little-endian. */
static bool nvcounters_parse_hash(RssNvcountersState *s, Error **errp)
{
    const char *hex = s->key_hash_hex ? s->key_hash_hex : DEVELOPMENT_KEY_HASH;
    uint8_t hash[HASH_BYTES];

    if (strlen(hex) != 2 * HASH_BYTES || strspn(hex, "0123456789abcdefABCDEF") != 2 * HASH_BYTES) {
        error_setg(errp, DEVICE_NAME ": 'key-hash' is not 64 hexadecimal digits");
        return false;
    }
    for (unsigned i = 0; i < HASH_BYTES; i++) {
        hash[i] = g_ascii_xdigit_value(hex[2 * i]) << 4 | g_ascii_xdigit_value(hex[2 * i + 1]);
    }
    for (unsigned i = 0; i < RSS_NVCOUNTERS_HASH_WORDS; i++) {
        s->hash_word[i] = ldl_le_p(&hash[4 * (RSS_NVCOUNTERS_HASH_WORDS - 1 - i)]);
    }
    return true;
}

static void nvcounters_realize(DeviceState *dev, Error **errp)
{
    RssNvcountersState *s = RSS_NVCOUNTERS(dev);

    if (!nvcounters_parse_hash(s, errp)) {
        return;
    }
    memory_region_init_io(&s->counters, OBJECT(dev), &nvcounters_ops, s, DEVICE_NAME, REGISTERS_BYTES);
    memory_region_init_io(&s->key_hash, OBJECT(dev), &nvcounters_hash_ops, s, "rss-keyhash", REGISTERS_BYTES);
    sysbus_init_mmio(SYS_BUS_DEVICE(dev), &s->counters);
    sysbus_init_mmio(SYS_BUS_DEVICE(dev), &s->key_hash);
}

static const Property nvcounters_properties[] = {
    DEFINE_PROP_UINT32("trusted", RssNvcountersState, trusted, 31),
    DEFINE_PROP_UINT32("non-trusted", RssNvcountersState, non_trusted, 223),
    DEFINE_PROP_STRING("key-hash", RssNvcountersState, key_hash_hex),
};

static void nvcounters_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = nvcounters_realize;       /* no state of its own: nothing to reset, nothing to migrate */
    dc->user_creatable = false;
    device_class_set_props(dc, nvcounters_properties);
}

static const TypeInfo nvcounters_types[] = {
    {
        .name = TYPE_RSS_NVCOUNTERS,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssNvcountersState),
        .class_init = nvcounters_class_init,
    },
};

DEFINE_TYPES(nvcounters_types)
