/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_syswdog.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/arm/rss/rss_sysctrl.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/bitops.h"
#include "qemu/host-utils.h"
#include "qemu/module.h"

/* Control frame */
REG32(WCS, 0x000)
    FIELD(WCS, EN, 0, 1)
    FIELD(WCS, WS0, 1, 1)
    FIELD(WCS, WS1, 2, 1)
REG32(WOR, 0x008)
REG32(WOR_HI, 0x00C)
REG32(WCV, 0x010)
REG32(WCV_HI, 0x014)
REG32(W_IIDR, 0xFCC)

/* Refresh frame */
REG32(WRR, 0x000)

#define DEVICE_NAME     "rss-syswdog"
#define FRAME_BYTES     0x1000
#define WOR_HI_BITS     16
#define NEVER_SECONDS   (1ull << 32)

static uint64_t syswdog_count(RssSyswdogState *s)
{
    if (s->counter) {
        return rss_syscounter_now(s->counter);
    }
    return muldiv64(qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL), s->clock_hz, NANOSECONDS_PER_SECOND);
}

/* When the count exceeds WCV. */
static int64_t syswdog_expiry_ns(RssSyswdogState *s)
{
    if (s->wcv == UINT64_MAX) {
        return INT64_MAX;
    }
    if (s->counter) {
        return rss_syscounter_reaches_ns(s->counter, s->wcv + 1);
    }
    if (s->wcv / s->clock_hz >= NEVER_SECONDS) {
        return INT64_MAX;
    }
    return muldiv64_round_up(s->wcv + 1, NANOSECONDS_PER_SECOND, s->clock_hz);
}

static void syswdog_update(RssSyswdogState *s)
{
    qemu_set_irq(s->ws0_irq, (s->wcs & R_WCS_WS0_MASK) != 0);
    qemu_set_irq(s->ws1_irq, (s->wcs & R_WCS_WS1_MASK) != 0);
    if ((s->wcs & R_WCS_EN_MASK) && !(s->wcs & R_WCS_WS1_MASK)) {
        timer_mod(&s->timer, syswdog_expiry_ns(s));
    } else {
        timer_del(&s->timer);
    }
}

/* Start the first period again. */
static void syswdog_refresh(RssSyswdogState *s)
{
    s->wcs &= R_WCS_EN_MASK;
    s->wcv = syswdog_count(s) + s->wor;
    syswdog_update(s);
}

static void syswdog_second_timeout(RssSyswdogState *s)
{
    s->wcs |= R_WCS_WS1_MASK;
    qemu_log_mask(CPU_LOG_RESET, DEVICE_NAME ": %s: WS1\n", object_get_canonical_path_component(OBJECT(s)));
    if (s->sysctrl) {
        rss_sysctrl_request_reset(s->sysctrl, s->cause);
    }
}

static void syswdog_expired(void *opaque)
{
    RssSyswdogState *s = opaque;

    if (syswdog_count(s) > s->wcv) {
        if (!(s->wcs & R_WCS_WS0_MASK)) {
            s->wcs |= R_WCS_WS0_MASK;
            s->wcv = syswdog_count(s) + s->wor;
        } else {
            syswdog_second_timeout(s);
        }
    }
    syswdog_update(s);
}

static void syswdog_counter_changed(Notifier *notifier, void *data)
{
    syswdog_update(container_of(notifier, RssSyswdogState, counter_changed));
}

static uint64_t syswdog_control_read(void *opaque, hwaddr offset, unsigned size)
{
    RssSyswdogState *s = opaque;

    switch (offset) {
    case A_WCS:
        return s->wcs;
    case A_WOR:
        return extract64(s->wor, 0, 32);
    case A_WOR_HI:
        return extract64(s->wor, 32, WOR_HI_BITS);
    case A_WCV:
        return extract64(s->wcv, 0, 32);
    case A_WCV_HI:
        return extract64(s->wcv, 32, 32);
    case A_W_IIDR:
        return 0;
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(DEVICE_NAME, "bad control-frame read", offset);
        }
        return 0;
    }
}

static void syswdog_control_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssSyswdogState *s = opaque;

    switch (offset) {
    case A_WCS:
        s->wcs = value & R_WCS_EN_MASK;
        syswdog_refresh(s);
        break;
    case A_WOR:
        s->wor = deposit64(s->wor, 0, 32, value);
        syswdog_refresh(s);
        break;
    case A_WOR_HI:
        s->wor = deposit64(s->wor, 32, WOR_HI_BITS, value);
        syswdog_refresh(s);
        break;
    case A_WCV:
        s->wcv = deposit64(s->wcv, 0, 32, value);
        syswdog_update(s);
        break;
    case A_WCV_HI:
        s->wcv = deposit64(s->wcv, 32, 32, value);
        syswdog_update(s);
        break;
    default:
        rss_log_guest(DEVICE_NAME, "bad or read-only control-frame write", offset);
        break;
    }
}

static uint64_t syswdog_refresh_read(void *opaque, hwaddr offset, unsigned size)
{
    if (offset != A_WRR && offset != A_W_IIDR && !rss_offset_is_id(offset)) {
        rss_log_guest(DEVICE_NAME, "bad refresh-frame read", offset);
    }
    return 0;
}

static void syswdog_refresh_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    if (offset != A_WRR) {
        rss_log_guest(DEVICE_NAME, "bad or read-only refresh-frame write", offset);
        return;
    }
    syswdog_refresh(opaque);
}

static const MemoryRegionOps syswdog_control_ops = RSS_WORD_OPS(syswdog_control_read, syswdog_control_write);
static const MemoryRegionOps syswdog_refresh_ops = RSS_WORD_OPS(syswdog_refresh_read, syswdog_refresh_write);

static void syswdog_reset_hold(Object *obj, ResetType type)
{
    RssSyswdogState *s = RSS_SYSWDOG(obj);

    s->wcs = 0;
    s->wor = 0;
    s->wcv = 0;
    syswdog_update(s);
}

static void syswdog_init(Object *obj)
{
    RssSyswdogState *s = RSS_SYSWDOG(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->control, obj, &syswdog_control_ops, s, "rss-syswdog.control", FRAME_BYTES);
    memory_region_init_io(&s->refresh, obj, &syswdog_refresh_ops, s, "rss-syswdog.refresh", FRAME_BYTES);
    sysbus_init_mmio(sbd, &s->control);
    sysbus_init_mmio(sbd, &s->refresh);
    sysbus_init_irq(sbd, &s->ws0_irq);
    sysbus_init_irq(sbd, &s->ws1_irq);
    timer_init_ns(&s->timer, QEMU_CLOCK_VIRTUAL, syswdog_expired, s);
}

static void syswdog_realize(DeviceState *dev, Error **errp)
{
    RssSyswdogState *s = RSS_SYSWDOG(dev);

    if (s->clock_hz == 0) {
        error_setg(errp, DEVICE_NAME ": property 'clock-hz' must not be 0");
        return;
    }
    if (s->cause >= 32) {
        error_setg(errp, DEVICE_NAME ": property 'cause' is a bit number below 32");
        return;
    }
    if (s->counter) {
        s->counter_changed.notify = syswdog_counter_changed;
        rss_syscounter_watch(s->counter, &s->counter_changed);
    }
}

static const VMStateDescription syswdog_vmstate = {
    .name = DEVICE_NAME,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_TIMER(timer, RssSyswdogState),
        VMSTATE_UINT32(wcs, RssSyswdogState),
        VMSTATE_UINT64(wor, RssSyswdogState),
        VMSTATE_UINT64(wcv, RssSyswdogState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property syswdog_properties[] = {
    DEFINE_PROP_LINK("counter", RssSyswdogState, counter, TYPE_RSS_SYSCOUNTER, RssSyscounterState *),
    DEFINE_PROP_LINK("sysctrl", RssSyswdogState, sysctrl, TYPE_RSS_SYSCTRL, RssSysctrlState *),
    DEFINE_PROP_UINT32("cause", RssSyswdogState, cause, RSS_RESET_S_WATCHDOG),
    DEFINE_PROP_UINT32("clock-hz", RssSyswdogState, clock_hz, 100000000),
};

static void syswdog_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = syswdog_realize;
    dc->vmsd = &syswdog_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = syswdog_reset_hold;
    device_class_set_props(dc, syswdog_properties);
}

static const TypeInfo syswdog_types[] = {
    {
        .name = TYPE_RSS_SYSWDOG,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssSyswdogState),
        .instance_init = syswdog_init,
        .class_init = syswdog_class_init,
    },
};

DEFINE_TYPES(syswdog_types)
