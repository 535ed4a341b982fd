/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_kmu.h"

#include "qemu/bitops.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "exec/address-spaces.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "hw/arm/rss/rss_mmio.h"

REG32(KMUBC, 0x000)
    FIELD(KMUBC, NKS, 16, 3)
    FIELD(KMUBC, NHWKSLTS, 19, 4)
REG32(KMUIS, 0x004)
    FIELD(KMUIS, KEC, 0, 1)
    FIELD(KMUIS, AWBE, 1, 1)
    FIELD(KMUIS, IPE, 2, 1)
    FIELD(KMUIS, INPPE, 3, 1)
    FIELD(KMUIS, WDADDKPA, 4, 1)
    FIELD(KMUIS, WTE, 5, 1)
    FIELD(KMUIS, AEWNR, 6, 1)
    FIELD(KMUIS, KSNL, 7, 1)
    FIELD(KMUIS, KSKRSM, 8, 1)
    FIELD(KMUIS, KSDPANS, 9, 1)
    FIELD(KMUIS, AIKSWE, 10, 1)
    FIELD(KMUIS, MWKSW, 11, 1)
    FIELD(KMUIS, AKSWPI, 12, 1)
    FIELD(KMUIS, AWBHKSKR, 13, 1)
    FIELD(KMUIS, WDALSBDKPA, 14, 1)
REG32(KMUIE, 0x008)
REG32(KMUIC, 0x00C)
REG32(KMUPRBGSI, 0x010)
REG32(KMUKSC, 0x030)
    FIELD(KMUKSC, DPWD, 0, 8)
    FIELD(KMUKSC, DPAI, 8, 8)
    FIELD(KMUKSC, DPDW, 16, 2)
    FIELD(KMUKSC, NDPW, 18, 2)
    FIELD(KMUKSC, NMNKW, 20, 1)
    FIELD(KMUKSC, WMD, 21, 1)
    FIELD(KMUKSC, LKS, 22, 1)
    FIELD(KMUKSC, LKSKR, 23, 1)
    FIELD(KMUKSC, VKS, 24, 1)
    FIELD(KMUKSC, KSR, 25, 1)
    FIELD(KMUKSC, IKS, 26, 1)
    FIELD(KMUKSC, KSIP, 27, 1)
    FIELD(KMUKSC, EK, 28, 1)
    FIELD(KMUKSC, L_KMUPRBGSI, 31, 1)
REG32(KMUDKPA, 0x0B0)
REG32(KMUKSK, 0x130)
REG32(KMURD_8, 0x530)
REG32(KMURD_16, 0x534)
REG32(KMURD_32, 0x538)
REG32(PIDR4, 0xFD0)
REG32(PIDR0, 0xFE0)
REG32(PIDR1, 0xFE4)
REG32(PIDR2, 0xFE8)
REG32(PIDR3, 0xFEC)
REG32(CIDR0, 0xFF0)
REG32(CIDR1, 0xFF4)
REG32(CIDR2, 0xFF8)
REG32(CIDR3, 0xFFC)

#define KMU_SIZE 0x1000
#define KMU_EVENTS 0x7FFF                   /* bits of KMUIS, KMUIE and KMUIC */
#define KMU_SETTINGS 0x003FFFFF             /* KMUKSC fields that LKS protects */
#define KMU_LOCKS (R_KMUKSC_LKS_MASK | R_KMUKSC_LKSKR_MASK)
#define KMU_LOG2_SLOTS 5

QEMU_BUILD_BUG_ON(1 << KMU_LOG2_SLOTS != RSS_KMU_SLOTS);

/* Addresses that the export port reaches. */
static const struct {
    uint32_t first, last;
} export_window[] = {
    { 0x50154400, 0x5015443F },             /* CryptoCell AES_KEY_0 and AES_KEY_1 */
};

/* What a hardware slot is preset to: eight 32-bit writes to consecutive words, locked. */
#define HARDWARE_SLOT_DESTINATION 0x50154400
#define HARDWARE_SLOT_CONFIG ((1u << R_KMUKSC_DPAI_SHIFT) | (2u << R_KMUKSC_DPDW_SHIFT) | \
                              (1u << R_KMUKSC_NDPW_SHIFT) | KMU_LOCKS)

static void rss_kmu_update_irq(RssKmuState *s)
{
    qemu_set_irq(s->irq, (s->status & s->enable) != 0);
}

static void rss_kmu_raise(RssKmuState *s, uint32_t event)
{
    s->status |= event;
    rss_kmu_update_irq(s);
}

/* A refused action: the guest hears of it in KMUIS, its author in the log. */
static void rss_kmu_refuse(RssKmuState *s, uint32_t event, unsigned slot, const char *reason)
{
    qemu_log_mask(LOG_GUEST_ERROR, "rss-kmu: slot %u: %s\n", slot, reason);
    rss_kmu_raise(s, event);
}

static uint32_t *rss_kmu_key(RssKmuState *s, unsigned slot)
{
    return &s->key[slot * RSS_KMU_KEY_WORDS];
}

static bool rss_kmu_is_invalid(const RssKmuState *s, unsigned slot)
{
    return s->config[slot] & R_KMUKSC_KSIP_MASK;
}

static unsigned rss_kmu_write_count(uint32_t config)
{
    return 4u << FIELD_EX32(config, KMUKSC, NDPW);
}

static unsigned rss_kmu_write_bytes(uint32_t config)
{
    return 1u << FIELD_EX32(config, KMUKSC, DPDW);
}

/* True when every write of an export with this configuration stays inside one window. */
static bool rss_kmu_destination_allowed(uint32_t address, uint32_t config)
{
    uint64_t step = 4 * FIELD_EX32(config, KMUKSC, DPAI);
    uint64_t last = address + (rss_kmu_write_count(config) - 1) * step + rss_kmu_write_bytes(config) - 1;

    for (size_t i = 0; i < ARRAY_SIZE(export_window); i++) {
        if (address >= export_window[i].first && last <= export_window[i].last) {
            return true;
        }
    }
    return false;
}

/* Words 0 up to the configured size, no more and no fewer, hold values. */
static bool rss_kmu_size_matches(const RssKmuState *s, unsigned slot)
{
    uint32_t config = s->config[slot];
    unsigned bytes = rss_kmu_write_count(config) * rss_kmu_write_bytes(config);

    if (FIELD_EX32(config, KMUKSC, DPDW) == 3 || bytes > RSS_KMU_KEY_BYTES) {
        return false;
    }
    return s->written[slot] == MAKE_64BIT_MASK(0, bytes / 4);
}

static void rss_kmu_verify(RssKmuState *s, unsigned slot)
{
    s->config[slot] &= ~R_KMUKSC_KSR_MASK;
    if (!(s->config[slot] & R_KMUKSC_LKS_MASK)) {
        rss_kmu_refuse(s, R_KMUIS_KSNL_MASK, slot, "verify: configuration not locked");
    } else if (!rss_kmu_size_matches(s, slot)) {
        rss_kmu_refuse(s, R_KMUIS_KSKRSM_MASK, slot, "verify: key words and configured size differ");
    } else if (s->destination[slot] == 0) {
        rss_kmu_refuse(s, R_KMUIS_KSDPANS_MASK, slot, "verify: no destination");
    } else if (!rss_kmu_destination_allowed(s->destination[slot], s->config[slot])) {
        rss_kmu_refuse(s, R_KMUIS_WDADDKPA_MASK, slot, "verify: export leaves the allowed destination");
    } else {
        s->config[slot] |= R_KMUKSC_KSR_MASK;
    }
}

static void rss_kmu_export(RssKmuState *s, unsigned slot)
{
    uint32_t config = s->config[slot];
    unsigned width = rss_kmu_write_bytes(config);
    uint8_t bytes[RSS_KMU_KEY_BYTES];
    MemTxResult result = MEMTX_OK;

    if (!(config & R_KMUKSC_KSR_MASK)) {
        rss_kmu_refuse(s, R_KMUIS_AEWNR_MASK, slot, "export: slot not ready");
        return;
    }
    for (unsigned word = 0; word < RSS_KMU_KEY_WORDS; word++) {
        stl_le_p(&bytes[4 * word], rss_kmu_key(s, slot)[word]);
    }
    for (unsigned i = 0; i < rss_kmu_write_count(config) && result == MEMTX_OK; i++) {
        hwaddr address = s->destination[slot] + (hwaddr)i * 4 * FIELD_EX32(config, KMUKSC, DPAI);

        result = address_space_write(&s->bus_as, address, MEMTXATTRS_UNSPECIFIED, &bytes[i * width], width);
    }
    if (result != MEMTX_OK) {
        rss_kmu_refuse(s, R_KMUIS_WTE_MASK, slot, "export: bus error");
    } else if (s->latch_kec) {
        rss_kmu_raise(s, R_KMUIS_KEC_MASK);
    }
}

static void rss_kmu_clear_slot(RssKmuState *s, unsigned slot)
{
    memset(rss_kmu_key(s, slot), 0, RSS_KMU_KEY_BYTES);
    s->written[slot] = 0;
    s->config[slot] = 0;
    s->destination[slot] = 0;
}

/* A hardware slot stays unusable until reset, one of the software's can be filled anew. */
static void rss_kmu_invalidate(RssKmuState *s, unsigned slot)
{
    rss_kmu_clear_slot(s, slot);
    if (slot < RSS_KMU_HARDWARE_SLOTS) {
        s->config[slot] = R_KMUKSC_KSIP_MASK | KMU_LOCKS;
    }
}

void rss_kmu_load_hardware_key(RssKmuState *s, unsigned slot, const uint8_t key[RSS_KMU_KEY_BYTES])
{
    if (slot >= RSS_KMU_HARDWARE_SLOTS) {
        rss_kmu_raise(s, R_KMUIS_AWBHKSKR_MASK);
        return;
    }
    for (unsigned word = 0; word < RSS_KMU_KEY_WORDS; word++) {
        rss_kmu_key(s, slot)[word] = ldl_le_p(&key[4 * word]);
    }
    s->written[slot] = MAKE_64BIT_MASK(0, RSS_KMU_KEY_WORDS);
    s->config[slot] = HARDWARE_SLOT_CONFIG;
    s->destination[slot] = HARDWARE_SLOT_DESTINATION;
}

void rss_kmu_drop_hardware_keys(RssKmuState *s)
{
    for (unsigned slot = 0; slot < RSS_KMU_HARDWARE_SLOTS; slot++) {
        rss_kmu_invalidate(s, slot);
    }
}

static uint32_t rss_kmu_read_key(RssKmuState *s, unsigned index)
{
    unsigned slot = index / RSS_KMU_KEY_WORDS;

    if (s->config[slot] & R_KMUKSC_LKSKR_MASK) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-kmu: slot %u: read of a locked key\n", slot);
        return 0;
    }
    return s->key[index];
}

static void rss_kmu_write_key(RssKmuState *s, unsigned index, uint32_t value)
{
    unsigned slot = index / RSS_KMU_KEY_WORDS;
    uint8_t word_bit = 1u << (index % RSS_KMU_KEY_WORDS);

    if (rss_kmu_is_invalid(s, slot)) {
        rss_kmu_refuse(s, R_KMUIS_AKSWPI_MASK, slot, "key write to an invalidated slot");
    } else if (s->config[slot] & R_KMUKSC_LKSKR_MASK) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-kmu: slot %u: write of a locked key\n", slot);
    } else if (s->written[slot] & word_bit) {
        rss_kmu_refuse(s, R_KMUIS_MWKSW_MASK, slot, "second write of a key word");
    } else {
        s->key[index] = value;
        s->written[slot] |= word_bit;
        s->config[slot] &= ~R_KMUKSC_KSR_MASK;
    }
}

static void rss_kmu_write_destination(RssKmuState *s, unsigned slot, uint32_t value)
{
    if (rss_kmu_is_invalid(s, slot)) {
        rss_kmu_refuse(s, R_KMUIS_AKSWPI_MASK, slot, "KMUDKPA write to an invalidated slot");
    } else if (s->config[slot] & R_KMUKSC_LKS_MASK) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-kmu: slot %u: KMUDKPA is locked\n", slot);
    } else if (value & 3) {
        rss_kmu_refuse(s, R_KMUIS_WDALSBDKPA_MASK, slot, "KMUDKPA not word aligned");
    } else if (value != 0 && !rss_kmu_destination_allowed(value, 0)) {
        rss_kmu_refuse(s, R_KMUIS_WDADDKPA_MASK, slot, "KMUDKPA outside the export windows");
    } else {
        s->destination[slot] = value;
    }
}

static void rss_kmu_store_settings(RssKmuState *s, unsigned slot, uint32_t value)
{
    if (s->config[slot] & R_KMUKSC_LKS_MASK) {
        if ((s->config[slot] ^ value) & KMU_SETTINGS) {
            qemu_log_mask(LOG_GUEST_ERROR, "rss-kmu: slot %u: KMUKSC is locked\n", slot);
        }
    } else {
        s->config[slot] = (s->config[slot] & ~KMU_SETTINGS) | (value & KMU_SETTINGS);
    }
    s->config[slot] |= value & KMU_LOCKS;
}

/* Settings and locks take effect before a command in the same write. */
static void rss_kmu_write_config(RssKmuState *s, unsigned slot, uint32_t value)
{
    if (value & R_KMUKSC_L_KMUPRBGSI_MASK) {
        s->seed_locked = true;
    }
    if (rss_kmu_is_invalid(s, slot)) {
        /* Boot stages invalidate the hardware slots one after the other: a second time is no error. */
        if (!(value & R_KMUKSC_IKS_MASK) && (value & ~R_KMUKSC_L_KMUPRBGSI_MASK) != s->config[slot]) {
            rss_kmu_refuse(s, R_KMUIS_AKSWPI_MASK, slot, "KMUKSC write to an invalidated slot");
        }
        return;
    }
    rss_kmu_store_settings(s, slot, value);
    if (value & R_KMUKSC_IKS_MASK) {
        rss_kmu_invalidate(s, slot);
        return;
    }
    if (value & R_KMUKSC_VKS_MASK) {
        rss_kmu_verify(s, slot);
    }
    if (value & R_KMUKSC_EK_MASK) {
        rss_kmu_export(s, slot);
    }
}

static uint64_t rss_kmu_read(void *opaque, hwaddr offset, unsigned size)
{
    RssKmuState *s = RSS_KMU(opaque);

    switch (offset) {
    case A_KMUBC:
        return KMU_LOG2_SLOTS << R_KMUBC_NKS_SHIFT | RSS_KMU_HARDWARE_SLOTS << R_KMUBC_NHWKSLTS_SHIFT;
    case A_KMUIS:
        return s->status;
    case A_KMUIE:
        return s->enable;
    case A_KMUIC:
    case A_KMUPRBGSI:
    case A_KMURD_8:
    case A_KMURD_16:
    case A_KMURD_32:
        return 0;
    case A_KMUKSC ... A_KMUDKPA - 4:
        return s->config[(offset - A_KMUKSC) / 4] | (s->seed_locked ? R_KMUKSC_L_KMUPRBGSI_MASK : 0);
    case A_KMUDKPA ... A_KMUKSK - 4:
        return s->destination[(offset - A_KMUDKPA) / 4];
    case A_KMUKSK ... A_KMURD_8 - 4:
        return rss_kmu_read_key(s, (offset - A_KMUKSK) / 4);
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(TYPE_RSS_KMU, "bad read", offset);
        }
        return 0;
    }
}

static void rss_kmu_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssKmuState *s = RSS_KMU(opaque);

    switch (offset) {
    case A_KMUIE:
        s->enable = value & KMU_EVENTS;
        rss_kmu_update_irq(s);
        break;
    case A_KMUIC:
        s->status &= ~value;
        rss_kmu_update_irq(s);
        break;
    case A_KMUPRBGSI:
        /* The seed feeds the masking, which is not modelled. BL1_2 of TF-M 1.7 writes it again once it is locked. */
        break;
    case A_KMUKSC ... A_KMUDKPA - 4:
        rss_kmu_write_config(s, (offset - A_KMUKSC) / 4, value);
        break;
    case A_KMUDKPA ... A_KMUKSK - 4:
        rss_kmu_write_destination(s, (offset - A_KMUDKPA) / 4, value);
        break;
    case A_KMUKSK ... A_KMURD_8 - 4:
        rss_kmu_write_key(s, (offset - A_KMUKSK) / 4, value);
        break;
    case A_KMUBC:
    case A_KMUIS:
    case A_KMURD_8:
    case A_KMURD_16:
    case A_KMURD_32:
        rss_log_guest(TYPE_RSS_KMU, "write to read-only", offset);
        break;
    default:
        rss_log_guest(TYPE_RSS_KMU, rss_offset_is_id(offset) ? "write to read-only" : "bad write", offset);
        break;
    }
}

static const MemoryRegionOps rss_kmu_ops = RSS_WORD_OPS(rss_kmu_read, rss_kmu_write);

static void rss_kmu_reset_hold(Object *obj, ResetType type)
{
    RssKmuState *s = RSS_KMU(obj);

    s->status = 0;
    s->enable = 0;
    s->seed_locked = false;
    for (unsigned slot = 0; slot < RSS_KMU_SLOTS; slot++) {
        rss_kmu_clear_slot(s, slot);
    }
    /* A hardware slot that the life-cycle manager leaves empty is not for software either. */
    for (unsigned slot = 0; slot < RSS_KMU_HARDWARE_SLOTS; slot++) {
        s->config[slot] = KMU_LOCKS;
    }
    rss_kmu_update_irq(s);
}

static void rss_kmu_realize(DeviceState *dev, Error **errp)
{
    RssKmuState *s = RSS_KMU(dev);

    if (s->bus == NULL) {
        error_setg(errp, TYPE_RSS_KMU ": property 'bus' is not set");
        return;
    }
    address_space_init(&s->bus_as, s->bus, TYPE_RSS_KMU);
}

static void rss_kmu_unrealize(DeviceState *dev)
{
    address_space_destroy(&RSS_KMU(dev)->bus_as);
}

static void rss_kmu_init(Object *obj)
{
    RssKmuState *s = RSS_KMU(obj);

    memory_region_init_io(&s->iomem, obj, &rss_kmu_ops, s, TYPE_RSS_KMU, KMU_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
}

static const VMStateDescription rss_kmu_vmstate = {
    .name = TYPE_RSS_KMU,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(status, RssKmuState),
        VMSTATE_UINT32(enable, RssKmuState),
        VMSTATE_BOOL(seed_locked, RssKmuState),
        VMSTATE_UINT32_ARRAY(config, RssKmuState, RSS_KMU_SLOTS),
        VMSTATE_UINT32_ARRAY(destination, RssKmuState, RSS_KMU_SLOTS),
        VMSTATE_UINT32_ARRAY(key, RssKmuState, RSS_KMU_SLOTS * RSS_KMU_KEY_WORDS),
        VMSTATE_UINT8_ARRAY(written, RssKmuState, RSS_KMU_SLOTS),
        VMSTATE_END_OF_LIST()
    },
};

static const Property rss_kmu_properties[] = {
    DEFINE_PROP_LINK("bus", RssKmuState, bus, TYPE_MEMORY_REGION, MemoryRegion *),
    DEFINE_PROP_BOOL("latch-kec", RssKmuState, latch_kec, true),
};

static void rss_kmu_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->realize = rss_kmu_realize;
    dc->unrealize = rss_kmu_unrealize;
    dc->vmsd = &rss_kmu_vmstate;
    rc->phases.hold = rss_kmu_reset_hold;
    device_class_set_props(dc, rss_kmu_properties);
}

static const TypeInfo rss_kmu_info = {
    .name = TYPE_RSS_KMU,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssKmuState),
    .instance_init = rss_kmu_init,
    .class_init = rss_kmu_class_init,
};

static void rss_kmu_register_types(void)
{
    type_register_static(&rss_kmu_info);
}
type_init(rss_kmu_register_types)
