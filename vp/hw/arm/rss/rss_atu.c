/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qapi/error.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "hw/arm/rss/rss_atu.h"
#include "hw/arm/rss/rss_cpu.h"

REG32(ATUBC, 0x000)
    FIELD(ATUBC, RC, 0, 3)
    FIELD(ATUBC, PS, 4, 4)
REG32(ATUC, 0x004)
REG32(ATUIS, 0x008)
REG32(ATUIE, 0x00C)
REG32(ATUIC, 0x010)
REG32(ATUMA, 0x014)
REG32(ATURSLA, 0x020)
REG32(ATURELA, 0x0A0)
REG32(ATURAV_L, 0x120)
REG32(ATURAV_M, 0x1A0)
REG32(ATUROBA, 0x220)
REG32(ATURGP, 0x2A0)
REG32(PIDR4, 0xFD0)
REG32(PIDR0, 0xFE0)
REG32(PIDR1, 0xFE4)
REG32(PIDR2, 0xFE8)
REG32(PIDR3, 0xFEC)
REG32(CIDR0, 0xFF0)
REG32(CIDR1, 0xFF4)
REG32(CIDR2, 0xFF8)
REG32(CIDR3, 0xFFC)

#define RSS_ATU_SIZE 0x1000
#define RSS_ATU_ARRAY_SIZE 0x80
#define ATU_MISMATCH 0x1

static unsigned rss_atu_region_count(const RssAtuState *s)
{
    return 1u << s->log2_regions;
}

static void rss_atu_update_irq(RssAtuState *s)
{
    qemu_set_irq(s->irq, (s->atuis & s->atuie & ATU_MISMATCH) != 0);
}

static void rss_atu_place(RssAtuState *s, RssAtuPiece *piece, uint64_t logical, uint64_t physical, uint64_t size)
{
    memory_region_set_enabled(&piece->container, size != 0);
    if (size != 0) {
        memory_region_set_size(&piece->container, size);
        memory_region_set_size(&piece->hole, size);
        memory_region_set_size(&piece->alias, size);
        memory_region_set_alias_offset(&piece->alias, physical);
        memory_region_set_address(&piece->container, logical - s->window_base);
    }
}

/* PA = ((LA >> PS) + RAV) << PS, cut to the host's address width; the region's part inside the window is mapped. */
static void rss_atu_map_region(RssAtuState *s, unsigned n)
{
    uint64_t host_size = UINT64_C(1) << s->host_address_bits;
    uint64_t rav = (uint64_t)s->rav_m[n] << 32 | s->rav_l[n];
    uint64_t start = MAX((uint64_t)s->rsla[n] << s->page_shift, s->window_base);
    uint64_t end = MIN(((uint64_t)s->rela[n] + 1) << s->page_shift, s->window_base + s->window_size);
    uint64_t physical = 0, size = 0, first = 0;

    /* Disabled, the last page before the first, or nothing of it in the window: never hit. */
    if ((s->atuc & (1u << n)) && start < end) {
        physical = (((start >> s->page_shift) + rav) << s->page_shift) & (host_size - 1);
        size = end - start;
        first = MIN(size, host_size - physical);
    }
    rss_atu_place(s, &s->region[n].piece[0], start, physical, first);
    rss_atu_place(s, &s->region[n].piece[1], start + first, 0, size - first);
}

/* Bring the window in line with the registers of the given regions. */
static void rss_atu_remap(RssAtuState *s, uint32_t regions)
{
    memory_region_transaction_begin();
    for (unsigned n = 0; n < rss_atu_region_count(s); n++) {
        if (regions & (1u << n)) {
            rss_atu_map_region(s, n);
        }
    }
    memory_region_transaction_commit();
    rss_cpu_map_changed();
}

static MemTxResult rss_atu_miss(RssAtuState *s, hwaddr offset, MemTxAttrs attrs)
{
    uint32_t logical = s->window_base + offset;

    if (attrs.debug) {
        return MEMTX_DECODE_ERROR;
    }
    qemu_log_mask(LOG_GUEST_ERROR, "rss-atu: no region for 0x%08x\n", logical);
    if (!(s->atuis & ATU_MISMATCH)) {
        s->atuis |= ATU_MISMATCH;
        s->atuma = logical;
        rss_atu_update_irq(s);
    }
    return MEMTX_DECODE_ERROR;
}

static MemTxResult rss_atu_miss_read(void *opaque, hwaddr offset, uint64_t *value, unsigned size, MemTxAttrs attrs)
{
    *value = 0;
    return rss_atu_miss(RSS_ATU(opaque), offset, attrs);
}

static MemTxResult rss_atu_miss_write(void *opaque, hwaddr offset, uint64_t value, unsigned size, MemTxAttrs attrs)
{
    return rss_atu_miss(RSS_ATU(opaque), offset, attrs);
}

static MemTxResult rss_atu_hole_read(void *opaque, hwaddr offset, uint64_t *value, unsigned size, MemTxAttrs attrs)
{
    *value = 0;
    return MEMTX_DECODE_ERROR;
}

static MemTxResult rss_atu_hole_write(void *opaque, hwaddr offset, uint64_t value, unsigned size, MemTxAttrs attrs)
{
    return MEMTX_DECODE_ERROR;
}

#define ANY_ACCESS { .min_access_size = 1, .max_access_size = 8, .unaligned = true }

static const MemoryRegionOps rss_atu_miss_ops = {
    .read_with_attrs = rss_atu_miss_read,
    .write_with_attrs = rss_atu_miss_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = ANY_ACCESS,
    .impl = ANY_ACCESS,
};

static const MemoryRegionOps rss_atu_hole_ops = {
    .read_with_attrs = rss_atu_hole_read,
    .write_with_attrs = rss_atu_hole_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = ANY_ACCESS,
    .impl = ANY_ACCESS,
};

/* The per-region arrays: storage, and whether a change moves the mapping. */
static uint32_t *rss_atu_array(RssAtuState *s, hwaddr offset, bool *moves_mapping)
{
    unsigned n = (offset - A_ATURSLA) / 4 % RSS_ATU_MAX_REGIONS;

    *moves_mapping = offset < A_ATUROBA;
    if (n >= rss_atu_region_count(s)) {
        return NULL;
    }
    switch (offset) {
    case A_ATURSLA ... A_ATURSLA + RSS_ATU_ARRAY_SIZE - 4:
        return &s->rsla[(offset - A_ATURSLA) / 4];
    case A_ATURELA ... A_ATURELA + RSS_ATU_ARRAY_SIZE - 4:
        return &s->rela[(offset - A_ATURELA) / 4];
    case A_ATURAV_L ... A_ATURAV_L + RSS_ATU_ARRAY_SIZE - 4:
        return &s->rav_l[(offset - A_ATURAV_L) / 4];
    case A_ATURAV_M ... A_ATURAV_M + RSS_ATU_ARRAY_SIZE - 4:
        return &s->rav_m[(offset - A_ATURAV_M) / 4];
    case A_ATUROBA ... A_ATUROBA + RSS_ATU_ARRAY_SIZE - 4:
        return &s->roba[(offset - A_ATUROBA) / 4];
    case A_ATURGP ... A_ATURGP + RSS_ATU_ARRAY_SIZE - 4:
        return &s->rgp[(offset - A_ATURGP) / 4];
    default:
        return NULL;
    }
}

static uint64_t rss_atu_read(void *opaque, hwaddr offset, unsigned size)
{
    RssAtuState *s = RSS_ATU(opaque);
    uint32_t *word;
    bool moves_mapping;

    switch (offset) {
    case A_ATUBC:
        return s->log2_regions << R_ATUBC_RC_SHIFT | s->page_shift << R_ATUBC_PS_SHIFT;
    case A_ATUC:
        return s->atuc;
    case A_ATUIS:
        return s->atuis;
    case A_ATUIE:
        return s->atuie;
    case A_ATUIC:
        return 0;
    case A_ATUMA:
        return s->atuma;
    case A_PIDR4 ... A_CIDR3:
        return 0;               /* no public source gives the values */
    default:
        word = rss_atu_array(s, offset, &moves_mapping);
        if (!word) {
            qemu_log_mask(LOG_GUEST_ERROR, "rss-atu: bad read offset 0x%" HWADDR_PRIx "\n", offset);
            return 0;
        }
        return *word;
    }
}

static void rss_atu_write_array(RssAtuState *s, hwaddr offset, uint32_t value)
{
    bool moves_mapping;
    uint32_t *word = rss_atu_array(s, offset, &moves_mapping);
    uint32_t region = 1u << ((offset - A_ATURSLA) / 4 % RSS_ATU_MAX_REGIONS);

    if (!word) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-atu: bad write offset 0x%" HWADDR_PRIx "\n", offset);
        return;
    }
    if (offset >= A_ATURGP) {
        value &= 0xFF;
    }
    if (*word == value) {
        return;
    }
    *word = value;
    if (moves_mapping && (s->atuc & region)) {
        rss_atu_remap(s, region);
    }
}

static void rss_atu_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssAtuState *s = RSS_ATU(opaque);
    uint32_t changed;

    switch (offset) {
    case A_ATUC:
        changed = s->atuc ^ (uint32_t)value;
        s->atuc = value;
        if (changed) {
            rss_atu_remap(s, changed);
        }
        break;
    case A_ATUIE:
        s->atuie = value & ATU_MISMATCH;
        rss_atu_update_irq(s);
        break;
    case A_ATUIC:
        s->atuis &= ~value;
        rss_atu_update_irq(s);
        break;
    case A_ATUBC:
    case A_ATUIS:
    case A_ATUMA:
    case A_PIDR4 ... A_CIDR3:
        qemu_log_mask(LOG_GUEST_ERROR, "rss-atu: write to read-only offset 0x%" HWADDR_PRIx "\n", offset);
        break;
    default:
        rss_atu_write_array(s, offset, value);
        break;
    }
}

static const MemoryRegionOps rss_atu_ops = {
    .read = rss_atu_read,
    .write = rss_atu_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 4, .max_access_size = 4 },
};

static void rss_atu_reset_hold(Object *obj, ResetType type)
{
    RssAtuState *s = RSS_ATU(obj);
    uint32_t enabled = s->atuc;

    s->atuc = s->atuis = s->atuie = s->atuma = 0;
    memset(s->rsla, 0, sizeof(s->rsla));
    memset(s->rela, 0, sizeof(s->rela));
    memset(s->rav_l, 0, sizeof(s->rav_l));
    memset(s->rav_m, 0, sizeof(s->rav_m));
    memset(s->roba, 0, sizeof(s->roba));
    memset(s->rgp, 0, sizeof(s->rgp));
    if (enabled) {
        rss_atu_remap(s, enabled);
    }
    rss_atu_update_irq(s);
}

static int rss_atu_post_load(void *opaque, int version)
{
    rss_atu_remap(opaque, UINT32_MAX);
    return 0;
}

static void rss_atu_create_piece(RssAtuState *s, unsigned n, RssAtuPiece *piece)
{
    memory_region_init(&piece->container, OBJECT(s), "atu-region", 1);
    memory_region_init_io(&piece->hole, OBJECT(s), &rss_atu_hole_ops, s, "atu-host-hole", 1);
    memory_region_init_alias(&piece->alias, OBJECT(s), "atu-host", s->host, 0, 1);
    memory_region_add_subregion_overlap(&piece->container, 0, &piece->hole, -1);
    memory_region_add_subregion_overlap(&piece->container, 0, &piece->alias, 0);
    memory_region_set_enabled(&piece->container, false);
    /* The lowest region number wins where regions overlap; the miss region lies below all of them. */
    memory_region_add_subregion_overlap(&s->window, 0, &piece->container, RSS_ATU_MAX_REGIONS - n);
}

/* Each region's pieces exist from the start, switched off; the registers place them. */
static void rss_atu_create_regions(RssAtuState *s)
{
    for (unsigned n = 0; n < rss_atu_region_count(s); n++) {
        rss_atu_create_piece(s, n, &s->region[n].piece[0]);
        rss_atu_create_piece(s, n, &s->region[n].piece[1]);
    }
}

static void rss_atu_realize(DeviceState *dev, Error **errp)
{
    RssAtuState *s = RSS_ATU(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

    if (!s->host) {
        error_setg(errp, "rss-atu: property 'host' is not set");
        return;
    }
    if (s->page_shift > 15 || s->log2_regions > 5 || s->host_address_bits > 63) {
        error_setg(errp, "rss-atu: at most 32 regions, pages of 32 KiB and 63 host address bits");
        return;
    }
    memory_region_init(&s->window, OBJECT(s), "rss-host-window", s->window_size);
    memory_region_init_io(&s->miss, OBJECT(s), &rss_atu_miss_ops, s, "atu-miss", s->window_size);
    memory_region_add_subregion_overlap(&s->window, 0, &s->miss, -1);
    rss_atu_create_regions(s);
    sysbus_init_mmio(sbd, &s->window);
}

static void rss_atu_init(Object *obj)
{
    RssAtuState *s = RSS_ATU(obj);

    memory_region_init_io(&s->iomem, obj, &rss_atu_ops, s, "rss-atu", RSS_ATU_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
}

static const VMStateDescription rss_atu_vmstate = {
    .name = TYPE_RSS_ATU,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = rss_atu_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(atuc, RssAtuState),
        VMSTATE_UINT32(atuis, RssAtuState),
        VMSTATE_UINT32(atuie, RssAtuState),
        VMSTATE_UINT32(atuma, RssAtuState),
        VMSTATE_UINT32_ARRAY(rsla, RssAtuState, RSS_ATU_MAX_REGIONS),
        VMSTATE_UINT32_ARRAY(rela, RssAtuState, RSS_ATU_MAX_REGIONS),
        VMSTATE_UINT32_ARRAY(rav_l, RssAtuState, RSS_ATU_MAX_REGIONS),
        VMSTATE_UINT32_ARRAY(rav_m, RssAtuState, RSS_ATU_MAX_REGIONS),
        VMSTATE_UINT32_ARRAY(roba, RssAtuState, RSS_ATU_MAX_REGIONS),
        VMSTATE_UINT32_ARRAY(rgp, RssAtuState, RSS_ATU_MAX_REGIONS),
        VMSTATE_END_OF_LIST()
    },
};

static const Property rss_atu_properties[] = {
    DEFINE_PROP_LINK("host", RssAtuState, host, TYPE_MEMORY_REGION, MemoryRegion *),
    DEFINE_PROP_UINT64("window-base", RssAtuState, window_base, 0x60000000),
    DEFINE_PROP_UINT64("window-size", RssAtuState, window_size, 0x20000000),
    DEFINE_PROP_UINT8("page-shift", RssAtuState, page_shift, 13),
    DEFINE_PROP_UINT8("log2-regions", RssAtuState, log2_regions, 5),
    DEFINE_PROP_UINT8("host-address-bits", RssAtuState, host_address_bits, 52),
};

static void rss_atu_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = rss_atu_realize;
    dc->vmsd = &rss_atu_vmstate;
    RESETTABLE_CLASS(klass)->phases.hold = rss_atu_reset_hold;
    device_class_set_props(dc, rss_atu_properties);
}

static const TypeInfo rss_atu_info = {
    .name = TYPE_RSS_ATU,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssAtuState),
    .instance_init = rss_atu_init,
    .class_init = rss_atu_class_init,
};

static void rss_atu_register_types(void)
{
    type_register_static(&rss_atu_info);
}
type_init(rss_atu_register_types)
