/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "qemu/module.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "hw/arm/rss/rss_gtimer.h"
#include "hw/arm/rss/rss_mmio.h"

REG32(CNTPCT_LOW, 0x000)
REG32(CNTPCT_HIGH, 0x004)
REG32(CNTFRQ, 0x010)
REG32(CNTP_CVAL_LOW, 0x020)
REG32(CNTP_CVAL_HIGH, 0x024)
REG32(CNTP_TVAL, 0x028)
REG32(CNTP_CTL, 0x02C)
    FIELD(CNTP_CTL, ENABLE, 0, 1)
    FIELD(CNTP_CTL, IMASK, 1, 1)
    FIELD(CNTP_CTL, ISTATUS, 2, 1)

#define RSS_GTIMER_SIZE 0x1000

static uint64_t rss_gtimer_count(const RssGtimerState *s)
{
    return muldiv64(qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL), s->clock_hz, NANOSECONDS_PER_SECOND);
}

static bool rss_gtimer_condition(const RssGtimerState *s)
{
    return (s->ctl & R_CNTP_CTL_ENABLE_MASK) && rss_gtimer_count(s) >= s->cval;
}

/* First nanosecond at which the count is the compare value; a value beyond the clock's range is never reached. */
static int64_t rss_gtimer_deadline(const RssGtimerState *s)
{
    uint64_t last = muldiv64(INT64_MAX, s->clock_hz, NANOSECONDS_PER_SECOND);

    return s->cval >= last ? INT64_MAX : muldiv64_round_up(s->cval, NANOSECONDS_PER_SECOND, s->clock_hz);
}

static void rss_gtimer_update(RssGtimerState *s)
{
    bool condition = rss_gtimer_condition(s);

    qemu_set_irq(s->irq, condition && !(s->ctl & R_CNTP_CTL_IMASK_MASK));
    if ((s->ctl & R_CNTP_CTL_ENABLE_MASK) && !condition) {
        timer_mod(&s->timer, rss_gtimer_deadline(s));
    } else {
        timer_del(&s->timer);
    }
}

static void rss_gtimer_expired(void *opaque)
{
    rss_gtimer_update(RSS_GTIMER(opaque));
}

static uint64_t rss_gtimer_read(void *opaque, hwaddr offset, unsigned size)
{
    RssGtimerState *s = RSS_GTIMER(opaque);

    switch (offset) {
    case A_CNTPCT_LOW:
        return extract64(rss_gtimer_count(s), 0, 32);
    case A_CNTPCT_HIGH:
        return extract64(rss_gtimer_count(s), 32, 32);
    case A_CNTFRQ:
        return s->clock_hz;
    case A_CNTP_CVAL_LOW:
        return extract64(s->cval, 0, 32);
    case A_CNTP_CVAL_HIGH:
        return extract64(s->cval, 32, 32);
    case A_CNTP_TVAL:
        return extract64(s->cval - rss_gtimer_count(s), 0, 32);
    case A_CNTP_CTL:
        return s->ctl | (rss_gtimer_condition(s) ? R_CNTP_CTL_ISTATUS_MASK : 0);
    default:
        qemu_log_mask(LOG_UNIMP, "rss-gtimer: read offset 0x%" HWADDR_PRIx "\n", offset);
        return 0;
    }
}

static void rss_gtimer_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssGtimerState *s = RSS_GTIMER(opaque);

    switch (offset) {
    case A_CNTP_CVAL_LOW:
        s->cval = deposit64(s->cval, 0, 32, value);
        break;
    case A_CNTP_CVAL_HIGH:
        s->cval = deposit64(s->cval, 32, 32, value);
        break;
    case A_CNTP_TVAL:
        s->cval = rss_gtimer_count(s) + (int64_t)(int32_t)value;
        break;
    case A_CNTP_CTL:
        s->ctl = value & (R_CNTP_CTL_ENABLE_MASK | R_CNTP_CTL_IMASK_MASK);
        break;
    case A_CNTPCT_LOW:
    case A_CNTPCT_HIGH:
    case A_CNTFRQ:
        rss_log_guest("rss-gtimer", "write to read-only", offset);
        return;
    default:
        qemu_log_mask(LOG_UNIMP, "rss-gtimer: write offset 0x%" HWADDR_PRIx "\n", offset);
        return;
    }
    rss_gtimer_update(s);
}

static const MemoryRegionOps rss_gtimer_ops = RSS_WORD_OPS(rss_gtimer_read, rss_gtimer_write);

static void rss_gtimer_reset_hold(Object *obj, ResetType type)
{
    RssGtimerState *s = RSS_GTIMER(obj);

    s->cval = 0;
    s->ctl = 0;
    rss_gtimer_update(s);
}

static void rss_gtimer_init(Object *obj)
{
    RssGtimerState *s = RSS_GTIMER(obj);

    memory_region_init_io(&s->iomem, obj, &rss_gtimer_ops, s, "rss-gtimer", RSS_GTIMER_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
    timer_init_ns(&s->timer, QEMU_CLOCK_VIRTUAL, rss_gtimer_expired, s);
}

static int rss_gtimer_post_load(void *opaque, int version)
{
    rss_gtimer_update(opaque);
    return 0;
}

static const VMStateDescription rss_gtimer_vmstate = {
    .name = TYPE_RSS_GTIMER,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = rss_gtimer_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(cval, RssGtimerState),
        VMSTATE_UINT32(ctl, RssGtimerState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property rss_gtimer_properties[] = {
    DEFINE_PROP_UINT32("clock-hz", RssGtimerState, clock_hz, 100000000),
};

static void rss_gtimer_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->vmsd = &rss_gtimer_vmstate;
    RESETTABLE_CLASS(klass)->phases.hold = rss_gtimer_reset_hold;
    device_class_set_props(dc, rss_gtimer_properties);
}

static const TypeInfo rss_gtimer_info = {
    .name = TYPE_RSS_GTIMER,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssGtimerState),
    .instance_init = rss_gtimer_init,
    .class_init = rss_gtimer_class_init,
};

static void rss_gtimer_register_types(void)
{
    type_register_static(&rss_gtimer_info);
}
type_init(rss_gtimer_register_types)
