/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_hostcounter.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/bitops.h"
#include "qemu/module.h"
#include "qemu/timer.h"

/* Control frame */
REG32(CNTCR, 0x00)
    FIELD(CNTCR, EN, 0, 1)
    FIELD(CNTCR, HDBG, 1, 1)
    FIELD(CNTCR, FCREQ, 8, 10)
REG32(CNTSR, 0x04)
    FIELD(CNTSR, FCACK, 8, 24)
REG32(CNTCV, 0x08)
REG32(CNTCV_HI, 0x0C)
REG32(CNTFID0, 0x20)
REG32(CNTFID1, 0x24)

/* Read frame */
REG32(READ_CNTCV, 0x00)
REG32(READ_CNTCV_HI, 0x04)

#define DEVICE_NAME     "rss-hostcounter"
#define FRAME_BYTES     0x10000
#define CNTCR_WRITABLE  (R_CNTCR_EN_MASK | R_CNTCR_HDBG_MASK | R_CNTCR_FCREQ_MASK)

uint64_t rss_hostcounter_now(RssHostcounterState *s)
{
    if (!(s->cntcr & R_CNTCR_EN_MASK)) {
        return s->base_count;
    }
    return s->base_count +
           muldiv64(qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) - s->base_ns, s->clock_hz, NANOSECONDS_PER_SECOND);
}

static void hostcounter_set_count(RssHostcounterState *s, uint64_t count)
{
    s->base_count = count;
    s->base_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static void hostcounter_write_control(RssHostcounterState *s, uint32_t value)
{
    hostcounter_set_count(s, rss_hostcounter_now(s));
    s->cntcr = value & CNTCR_WRITABLE;
}

static uint64_t hostcounter_read(void *opaque, hwaddr offset, unsigned size)
{
    RssHostcounterState *s = opaque;

    switch (offset) {
    case A_CNTCR:
        return s->cntcr;
    case A_CNTSR:
        return FIELD_DP32(0, CNTSR, FCACK, FIELD_EX32(s->cntcr, CNTCR, FCREQ));
    case A_CNTCV:
        return extract64(rss_hostcounter_now(s), 0, 32);
    case A_CNTCV_HI:
        return extract64(rss_hostcounter_now(s), 32, 32);
    case A_CNTFID0:
        return s->cntfid0;
    case A_CNTFID1:                     /* end of the frequency table */
        return 0;
    default:
        rss_log_guest(DEVICE_NAME, "bad read", offset);
        return 0;
    }
}

static void hostcounter_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssHostcounterState *s = opaque;

    switch (offset) {
    case A_CNTCR:
        hostcounter_write_control(s, value);
        break;
    case A_CNTCV:
        hostcounter_set_count(s, deposit64(rss_hostcounter_now(s), 0, 32, value));
        break;
    case A_CNTCV_HI:
        hostcounter_set_count(s, deposit64(rss_hostcounter_now(s), 32, 32, value));
        break;
    case A_CNTFID0:
        s->cntfid0 = value;
        break;
    default:
        rss_log_guest(DEVICE_NAME, "bad or read-only write", offset);
        break;
    }
}

static uint64_t hostcounter_frame_read(void *opaque, hwaddr offset, unsigned size)
{
    RssHostcounterState *s = opaque;

    switch (offset) {
    case A_READ_CNTCV:
        return extract64(rss_hostcounter_now(s), 0, 32);
    case A_READ_CNTCV_HI:
        return extract64(rss_hostcounter_now(s), 32, 32);
    default:
        rss_log_guest(DEVICE_NAME, "bad read-frame read", offset);
        return 0;
    }
}

static void hostcounter_frame_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    rss_log_guest(DEVICE_NAME, "write to read frame", offset);
}

static const MemoryRegionOps hostcounter_ops = RSS_WORD_OPS(hostcounter_read, hostcounter_write);
static const MemoryRegionOps hostcounter_frame_ops =
    RSS_WORD_OPS(hostcounter_frame_read, hostcounter_frame_write);

static void hostcounter_reset_hold(Object *obj, ResetType type)
{
    RssHostcounterState *s = RSS_HOSTCOUNTER(obj);

    s->cntcr = 0;
    s->cntfid0 = s->fid0_reset;
    hostcounter_set_count(s, 0);
}

static void hostcounter_init(Object *obj)
{
    RssHostcounterState *s = RSS_HOSTCOUNTER(obj);

    memory_region_init_io(&s->control, obj, &hostcounter_ops, s, "rss-hostcounter.control", FRAME_BYTES);
    memory_region_init_io(&s->read_frame, obj, &hostcounter_frame_ops, s, "rss-hostcounter.read", FRAME_BYTES);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->control);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->read_frame);
}

static void hostcounter_realize(DeviceState *dev, Error **errp)
{
    if (RSS_HOSTCOUNTER(dev)->clock_hz == 0) {
        error_setg(errp, DEVICE_NAME ": property 'clock-hz' must not be 0");
    }
}

static const VMStateDescription hostcounter_vmstate = {
    .name = DEVICE_NAME,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(cntcr, RssHostcounterState),
        VMSTATE_UINT32(cntfid0, RssHostcounterState),
        VMSTATE_INT64(base_ns, RssHostcounterState),
        VMSTATE_UINT64(base_count, RssHostcounterState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property hostcounter_properties[] = {
    DEFINE_PROP_UINT32("clock-hz", RssHostcounterState, clock_hz, 100000000),
    DEFINE_PROP_UINT32("fid0", RssHostcounterState, fid0_reset, 100000000),
};

static void hostcounter_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = hostcounter_realize;
    dc->vmsd = &hostcounter_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = hostcounter_reset_hold;
    device_class_set_props(dc, hostcounter_properties);
}

static const TypeInfo hostcounter_types[] = {
    {
        .name = TYPE_RSS_HOSTCOUNTER,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssHostcounterState),
        .instance_init = hostcounter_init,
        .class_init = hostcounter_class_init,
    },
};

DEFINE_TYPES(hostcounter_types)
