/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_idregs.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/module.h"

/* SYSINFO */
REG32(SOC_IDENTITY, 0x000)
REG32(SYS_CONFIG0, 0x004)
REG32(SYS_CONFIG1, 0x008)
REG32(SYS_CONFIG2, 0x00C)
REG32(SYSINFO_IIDR, 0xFC8)

/* CPU0_PWRCTRL and CPU0_SECCTRL */
REG32(CPUPWRCFG, 0x000)
REG32(CPUSECCFG, 0x000)

/* PPU */
REG32(PWPR, 0x000)
REG32(PMER, 0x004)
REG32(PWSR, 0x008)
REG32(DISR, 0x010)
REG32(MISR, 0x014)
REG32(STSR, 0x018)
REG32(UNLK, 0x01C)
REG32(PWCR, 0x020)
REG32(PTCR, 0x024)
REG32(IMR, 0x030)
REG32(AIMR, 0x034)
REG32(ISR, 0x038)
REG32(AISR, 0x03C)
REG32(IESR, 0x040)
REG32(OPSR, 0x044)
REG32(FUNRR, 0x050)
REG32(FULRR, 0x054)
REG32(MEMRR, 0x058)
REG32(EDTR0, 0x160)
REG32(EDTR1, 0x164)
REG32(DCDR0, 0x170)
REG32(DCDR1, 0x174)
REG32(IDR0, 0xFB0)
REG32(IDR1, 0xFB4)
REG32(PPU_IIDR, 0xFC8)
REG32(PPU_AIDR, 0xFCC)

/* EWIC */
REG32(EWIC_CR, 0x000)
REG32(EWIC_ASCR, 0x004)
REG32(EWIC_CLRMASK, 0x008)
REG32(EWIC_NUMID, 0x00C)
REG32(EWIC_MASKA, 0x200)
REG32(EWIC_PENDA, 0x400)
REG32(EWIC_PSR, 0x600)
REG32(EWIC_ITCTRL, 0xF00)
REG32(EWIC_CLAIMSET, 0xFA0)

/* Host timer control (CNTCTLBase) */
REG32(CNTFRQ, 0x00)
REG32(CNTNSAR, 0x04)
REG32(CNTTIDR, 0x08)
REG32(CNTACR0, 0x40)

#define DEVICE_NAME "rss-idregs"

/* The 16 words MASKA, MASK0..14 (and PENDA, PEND0..14); CLAIMSET to DEVTYPE are one run. */
#define EWIC_VECTOR_LAST  0x3C
#define EWIC_DEBUG_LAST   0x2C
#define CNTACR_LAST       0x1C      /* CNTACR0..7 */

/* A run of registers with one access rule, first to last offset. */
typedef struct RssIdregsRange {
    uint16_t first, last;
    uint32_t reset;
    uint32_t writable;      /* bits that hold what is written; the others keep their reset value */
    uint32_t sticky;        /* writable bits that cannot be cleared before reset */
} RssIdregsRange;

struct RssIdregsKind {
    const char *name;
    bool silent;            /* RAZ/WI by nature: do not log what is not in the table */
    const RssIdregsRange *range;
    unsigned range_count;
};

#define RO(reg)        { A_##reg, A_##reg, 0, 0, 0 }
#define RW(reg, bits)  { A_##reg, A_##reg, 0, (bits), 0 }
#define ID_REGISTERS   { RSS_ID_FIRST, RSS_ID_LAST, 0, 0, 0 }

static const RssIdregsRange sysinfo_ranges[] = {
    RO(SOC_IDENTITY), RO(SYS_CONFIG0), RO(SYS_CONFIG1), RO(SYS_CONFIG2), RO(SYSINFO_IIDR), ID_REGISTERS,
};

static const RssIdregsRange cpu_pwrctrl_ranges[] = {
    RW(CPUPWRCFG, UINT32_MAX), ID_REGISTERS,
};

static const RssIdregsRange cpu_secctrl_ranges[] = {
    { A_CPUSECCFG, A_CPUSECCFG, 0, 0x3F, 0x3F }, ID_REGISTERS,
};

/* Nothing changes power here: policy words are stored, statuses and identification read 0. */
static const RssIdregsRange ppu_ranges[] = {
    RW(PWPR, UINT32_MAX), RW(PMER, UINT32_MAX), RO(PWSR), RO(DISR), RO(MISR), RO(STSR),
    RW(UNLK, UINT32_MAX), RW(PWCR, UINT32_MAX), RW(PTCR, UINT32_MAX), RW(IMR, UINT32_MAX),
    RW(AIMR, UINT32_MAX), RO(ISR), RO(AISR), RW(IESR, UINT32_MAX), RW(OPSR, UINT32_MAX),
    RW(FUNRR, UINT32_MAX), RW(FULRR, UINT32_MAX), RW(MEMRR, UINT32_MAX), RW(EDTR0, UINT32_MAX),
    RW(EDTR1, UINT32_MAX), RW(DCDR0, UINT32_MAX), RW(DCDR1, UINT32_MAX), RO(IDR0), RO(IDR1), RO(PPU_IIDR),
    RO(PPU_AIDR), ID_REGISTERS,
};

static const RssIdregsRange ewic_ranges[] = {
    RO(EWIC_CR), RO(EWIC_ASCR), RO(EWIC_CLRMASK), RO(EWIC_NUMID),
    { A_EWIC_MASKA, A_EWIC_MASKA + EWIC_VECTOR_LAST, 0, 0, 0 },
    { A_EWIC_PENDA, A_EWIC_PENDA + EWIC_VECTOR_LAST, 0, 0, 0 },
    RO(EWIC_PSR), RO(EWIC_ITCTRL),
    { A_EWIC_CLAIMSET, A_EWIC_CLAIMSET + EWIC_DEBUG_LAST, 0, 0, 0 },
    ID_REGISTERS,
};

static const RssIdregsRange host_timer_control_ranges[] = {
    RW(CNTFRQ, UINT32_MAX), RW(CNTNSAR, 0xFF), RO(CNTTIDR),
    { A_CNTACR0, A_CNTACR0 + CNTACR_LAST, 0, 0x3F, 0 },
    ID_REGISTERS,
};

static const RssIdregsRange id_only_ranges[] = {
    ID_REGISTERS,
};

#define KIND(name, ranges) { name, false, ranges, ARRAY_SIZE(ranges) }
static const struct RssIdregsKind idregs_kinds[] = {
    KIND("sysinfo", sysinfo_ranges),
    KIND("cpu-pwrctrl", cpu_pwrctrl_ranges),
    KIND("cpu-secctrl", cpu_secctrl_ranges),
    KIND("cpu-identity", id_only_ranges),
    KIND("ppu", ppu_ranges),
    KIND("ewic", ewic_ranges),
    KIND("gpio", id_only_ranges),
    KIND("host-timer-control", host_timer_control_ranges),
    { "raz", true, NULL, 0 },
};

static const RssIdregsRange *idregs_find_range(const RssIdregsState *s, hwaddr offset)
{
    for (unsigned i = 0; i < s->table->range_count; i++) {
        if (offset >= s->table->range[i].first && offset <= s->table->range[i].last) {
            return &s->table->range[i];
        }
    }
    return NULL;
}

static void idregs_log_unknown(const RssIdregsState *s, const char *what, hwaddr offset)
{
    if (!s->table->silent) {
        qemu_log_mask(LOG_UNIMP, DEVICE_NAME ": %s: %s offset 0x%" HWADDR_PRIx "\n", s->kind, what, offset);
    }
}

static uint64_t idregs_read(void *opaque, hwaddr offset, unsigned size)
{
    RssIdregsState *s = opaque;

    if (!idregs_find_range(s, offset)) {
        idregs_log_unknown(s, "read of unknown", offset);
        return 0;
    }
    return s->word[offset / 4];
}

static void idregs_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssIdregsState *s = opaque;
    const RssIdregsRange *range = idregs_find_range(s, offset);

    if (!range) {
        idregs_log_unknown(s, "write to unknown", offset);
        return;
    }
    if (range->writable == 0) {
        rss_log_guest(DEVICE_NAME, "write to read-only", offset);
        return;
    }
    value |= s->word[offset / 4] & range->sticky;
    s->word[offset / 4] = (range->reset & ~range->writable) | (value & range->writable);
}

static const MemoryRegionOps idregs_ops = RSS_WORD_OPS(idregs_read, idregs_write);

static void idregs_reset_hold(Object *obj, ResetType type)
{
    RssIdregsState *s = RSS_IDREGS(obj);

    memset(s->word, 0, sizeof(s->word));
    for (unsigned i = 0; i < s->table->range_count; i++) {
        const RssIdregsRange *range = &s->table->range[i];

        for (hwaddr offset = range->first; offset <= range->last; offset += 4) {
            s->word[offset / 4] = range->reset;
        }
    }
}

static const struct RssIdregsKind *idregs_find_kind(const char *name)
{
    for (unsigned i = 0; name && i < ARRAY_SIZE(idregs_kinds); i++) {
        if (g_str_equal(name, idregs_kinds[i].name)) {
            return &idregs_kinds[i];
        }
    }
    return NULL;
}

static void idregs_realize(DeviceState *dev, Error **errp)
{
    RssIdregsState *s = RSS_IDREGS(dev);

    s->table = idregs_find_kind(s->kind);
    if (!s->table) {
        error_setg(errp, DEVICE_NAME ": unknown kind '%s'", s->kind ? s->kind : "");
        return;
    }
    if (s->size == 0 || s->size % 4) {
        error_setg(errp, DEVICE_NAME ": size 0x%x is not a multiple of 4", s->size);
        return;
    }
    memory_region_init_io(&s->registers, OBJECT(dev), &idregs_ops, s, s->kind, s->size);
    sysbus_init_mmio(SYS_BUS_DEVICE(dev), &s->registers);
}

static const VMStateDescription idregs_vmstate = {
    .name = DEVICE_NAME,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(word, RssIdregsState, RSS_IDREGS_WORDS),
        VMSTATE_END_OF_LIST()
    },
};

static const Property idregs_properties[] = {
    DEFINE_PROP_STRING("kind", RssIdregsState, kind),
    DEFINE_PROP_UINT32("size", RssIdregsState, size, RSS_IDREGS_WORDS * 4),
};

static void idregs_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = idregs_realize;
    dc->vmsd = &idregs_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = idregs_reset_hold;
    device_class_set_props(dc, idregs_properties);
}

static const TypeInfo idregs_types[] = {
    {
        .name = TYPE_RSS_IDREGS,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssIdregsState),
        .class_init = idregs_class_init,
    },
};

DEFINE_TYPES(idregs_types)
