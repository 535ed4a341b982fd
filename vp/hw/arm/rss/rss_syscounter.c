/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_syscounter.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/bitops.h"
#include "qemu/host-utils.h"
#include "qemu/module.h"
#include "qemu/timer.h"

/* Control frame */
REG32(CNTCR, 0x000)
    FIELD(CNTCR, EN, 0, 1)
    FIELD(CNTCR, HDBG, 1, 1)
    FIELD(CNTCR, SCEN, 2, 1)
    FIELD(CNTCR, INTRMASK, 3, 1)
    FIELD(CNTCR, PSLVERRDIS, 4, 1)
REG32(CNTSR, 0x004)
REG32(CNTCV, 0x008)
REG32(CNTCV_HI, 0x00C)
REG32(CNTSCR, 0x010)
REG32(CNTID, 0x01C)
REG32(CNTSCR0, 0x0D0)
REG32(CNTSCR1, 0x0D4)

/* Read frame */
REG32(READ_CNTCV, 0x000)
REG32(READ_CNTCV_HI, 0x004)

#define DEVICE_NAME     "rss-syscounter"
#define FRAME_BYTES     0x1000
#define CNTCR_WRITABLE  (R_CNTCR_EN_MASK | R_CNTCR_HDBG_MASK | R_CNTCR_SCEN_MASK | R_CNTCR_INTRMASK_MASK | \
                         R_CNTCR_PSLVERRDIS_MASK)
#define CNTID_VALUE     0x00020001u     /* CNTSC present, SELCLK = clock 0, no overwrite of running scales */
#define SCALE_SHIFT     24              /* 8.24 fixed point */
#define SCALE_ONE       (1u << SCALE_SHIFT)

#define NEVER_SECONDS   (1ull << 32)    /* beyond this the virtual clock's range would be left */

static uint32_t syscounter_scale(const RssSyscounterState *s)
{
    return s->cntcr & R_CNTCR_SCEN_MASK ? s->cntscr[0] : SCALE_ONE;
}

uint64_t rss_syscounter_now(RssSyscounterState *s)
{
    uint64_t ticks;
    uint64_t low;
    uint64_t high;

    if (!(s->cntcr & R_CNTCR_EN_MASK)) {
        return s->base_count;
    }
    ticks = muldiv64(qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) - s->base_ns, s->clock_hz, NANOSECONDS_PER_SECOND);
    mulu64(&low, &high, ticks, syscounter_scale(s));
    return s->base_count + (high << (64 - SCALE_SHIFT) | low >> SCALE_SHIFT);
}

int64_t rss_syscounter_reaches_ns(RssSyscounterState *s, uint64_t target)
{
    uint32_t scale = syscounter_scale(s);
    uint64_t ahead = target - s->base_count;
    uint64_t low = ahead << SCALE_SHIFT;
    uint64_t high = ahead >> (64 - SCALE_SHIFT);

    if (target <= rss_syscounter_now(s)) {
        return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    }
    if (!(s->cntcr & R_CNTCR_EN_MASK) || scale == 0) {
        return INT64_MAX;
    }
    if (divu128(&low, &high, scale) != 0) {
        low++;                          /* round up: the count has reached the target at that time */
    }
    if (high || low / s->clock_hz >= NEVER_SECONDS) {
        return INT64_MAX;
    }
    return s->base_ns + muldiv64_round_up(low, NANOSECONDS_PER_SECOND, s->clock_hz);
}

void rss_syscounter_watch(RssSyscounterState *s, Notifier *notifier)
{
    notifier_list_add(&s->changed, notifier);
}

/* Bring the base up to now; call before anything that the count depends on changes. */
static void syscounter_rebase(RssSyscounterState *s)
{
    s->base_count = rss_syscounter_now(s);
    s->base_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static void syscounter_write_control(RssSyscounterState *s, uint32_t value)
{
    syscounter_rebase(s);
    s->cntcr = value & CNTCR_WRITABLE;
    notifier_list_notify(&s->changed, s);
}

static void syscounter_write_while_stopped(RssSyscounterState *s, hwaddr offset, uint32_t value)
{
    if (s->cntcr & R_CNTCR_EN_MASK) {
        rss_log_guest(DEVICE_NAME, "write while the counter runs to", offset);
        return;
    }
    switch (offset) {
    case A_CNTCV:
        s->base_count = deposit64(s->base_count, 0, 32, value);
        break;
    case A_CNTCV_HI:
        s->base_count = deposit64(s->base_count, 32, 32, value);
        break;
    case A_CNTSCR:
    case A_CNTSCR0:
        s->cntscr[0] = value;
        break;
    case A_CNTSCR1:
        s->cntscr[1] = value;
        break;
    }
    notifier_list_notify(&s->changed, s);
}

static uint64_t syscounter_read(void *opaque, hwaddr offset, unsigned size)
{
    RssSyscounterState *s = opaque;

    switch (offset) {
    case A_CNTCR:
        return s->cntcr;
    case A_CNTSR:
        return 0;
    case A_CNTCV:
        return extract64(rss_syscounter_now(s), 0, 32);
    case A_CNTCV_HI:
        return extract64(rss_syscounter_now(s), 32, 32);
    case A_CNTSCR:
    case A_CNTSCR0:
        return s->cntscr[0];
    case A_CNTSCR1:
        return s->cntscr[1];
    case A_CNTID:
        return CNTID_VALUE;
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(DEVICE_NAME, "bad read", offset);
        }
        return 0;
    }
}

static void syscounter_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssSyscounterState *s = opaque;

    switch (offset) {
    case A_CNTCR:
        syscounter_write_control(s, value);
        break;
    case A_CNTCV:
    case A_CNTCV_HI:
    case A_CNTSCR:
    case A_CNTSCR0:
    case A_CNTSCR1:
        syscounter_write_while_stopped(s, offset, value);
        break;
    default:
        rss_log_guest(DEVICE_NAME, "bad or read-only write", offset);
        break;
    }
}

static uint64_t syscounter_frame_read(void *opaque, hwaddr offset, unsigned size)
{
    RssSyscounterState *s = opaque;

    switch (offset) {
    case A_READ_CNTCV:
        return extract64(rss_syscounter_now(s), 0, 32);
    case A_READ_CNTCV_HI:
        return extract64(rss_syscounter_now(s), 32, 32);
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(DEVICE_NAME, "bad read-frame read", offset);
        }
        return 0;
    }
}

static void syscounter_frame_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    rss_log_guest(DEVICE_NAME, "write to read frame", offset);
}

static const MemoryRegionOps syscounter_ops = RSS_WORD_OPS(syscounter_read, syscounter_write);
static const MemoryRegionOps syscounter_frame_ops = RSS_WORD_OPS(syscounter_frame_read, syscounter_frame_write);

static void syscounter_reset_hold(Object *obj, ResetType type)
{
    RssSyscounterState *s = RSS_SYSCOUNTER(obj);

    s->cntcr = 0;
    s->cntscr[0] = SCALE_ONE;
    s->cntscr[1] = SCALE_ONE;
    s->base_count = 0;
    s->base_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

/* The notifier list must exist before any consumer is realised, which may be before this device is. */
static void syscounter_init(Object *obj)
{
    RssSyscounterState *s = RSS_SYSCOUNTER(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    notifier_list_init(&s->changed);
    memory_region_init_io(&s->control, obj, &syscounter_ops, s, "rss-syscounter.control", FRAME_BYTES);
    memory_region_init_io(&s->read_frame, obj, &syscounter_frame_ops, s, "rss-syscounter.read", FRAME_BYTES);
    sysbus_init_mmio(sbd, &s->control);
    sysbus_init_mmio(sbd, &s->read_frame);
}

static void syscounter_realize(DeviceState *dev, Error **errp)
{
    if (RSS_SYSCOUNTER(dev)->clock_hz == 0) {
        error_setg(errp, DEVICE_NAME ": property 'clock-hz' must not be 0");
    }
}

static const VMStateDescription syscounter_vmstate = {
    .name = DEVICE_NAME,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(cntcr, RssSyscounterState),
        VMSTATE_UINT32_ARRAY(cntscr, RssSyscounterState, 2),
        VMSTATE_INT64(base_ns, RssSyscounterState),
        VMSTATE_UINT64(base_count, RssSyscounterState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property syscounter_properties[] = {
    DEFINE_PROP_UINT32("clock-hz", RssSyscounterState, clock_hz, 32000000),
};

static void syscounter_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = syscounter_realize;
    dc->vmsd = &syscounter_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = syscounter_reset_hold;
    device_class_set_props(dc, syscounter_properties);
}

static const TypeInfo syscounter_types[] = {
    {
        .name = TYPE_RSS_SYSCOUNTER,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssSyscounterState),
        .instance_init = syscounter_init,
        .class_init = syscounter_class_init,
    },
};

DEFINE_TYPES(syscounter_types)
