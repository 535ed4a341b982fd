/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_systimer.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/bitops.h"
#include "qemu/module.h"

REG32(CNTPCT, 0x000)
REG32(CNTPCT_HI, 0x004)
REG32(CNTFRQ, 0x010)
REG32(CNTP_CVAL, 0x020)
REG32(CNTP_CVAL_HI, 0x024)
REG32(CNTP_TVAL, 0x028)
REG32(CNTP_CTL, 0x02C)
    FIELD(CNTP_CTL, EN, 0, 1)
    FIELD(CNTP_CTL, IMASK, 1, 1)
    FIELD(CNTP_CTL, ISTATUS, 2, 1)
REG32(CNTP_AIVAL, 0x040)
REG32(CNTP_AIVAL_HI, 0x044)
REG32(CNTP_AIVAL_RELOAD, 0x048)
REG32(CNTP_AIVAL_CTL, 0x04C)
    FIELD(CNTP_AIVAL_CTL, EN, 0, 1)
    FIELD(CNTP_AIVAL_CTL, IRQ_CLR, 1, 1)
REG32(CNTP_CFG, 0x050)
    FIELD(CNTP_CFG, AIVAL, 0, 1)

#define DEVICE_NAME     "rss-systimer"
#define REGISTERS_BYTES 0x1000

static bool systimer_auto_increments(const RssSystimerState *s)
{
    return s->cntp_aival_ctl & R_CNTP_AIVAL_CTL_EN_MASK;
}

static bool systimer_enabled(const RssSystimerState *s)
{
    return s->cntp_ctl & R_CNTP_CTL_EN_MASK;
}

/* Take the auto-increment matches since the last look: one pending interrupt, however many there were. */
static void systimer_take_matches(RssSystimerState *s)
{
    uint64_t count = rss_syscounter_now(s->counter);

    if (!systimer_enabled(s) || !systimer_auto_increments(s) || count < s->cntp_aival) {
        return;
    }
    s->cntp_aival_ctl |= R_CNTP_AIVAL_CTL_IRQ_CLR_MASK;
    if (s->cntp_aival_reload) {
        uint64_t periods = (count - s->cntp_aival) / s->cntp_aival_reload + 1;

        s->cntp_aival += periods * s->cntp_aival_reload;
    }
}

static bool systimer_status(RssSystimerState *s)
{
    if (!systimer_enabled(s)) {
        return false;
    }
    if (systimer_auto_increments(s)) {
        return s->cntp_aival_ctl & R_CNTP_AIVAL_CTL_IRQ_CLR_MASK;
    }
    return rss_syscounter_now(s->counter) >= s->cntp_cval;
}

/* Line and wake-up from the state. A pending match needs no wake-up: it stays until a write changes it. */
static void systimer_update(RssSystimerState *s)
{
    bool status;

    systimer_take_matches(s);
    status = systimer_status(s);
    qemu_set_irq(s->irq, status && !(s->cntp_ctl & R_CNTP_CTL_IMASK_MASK));
    if (systimer_enabled(s) && !status) {
        uint64_t target = systimer_auto_increments(s) ? s->cntp_aival : s->cntp_cval;

        timer_mod(&s->timer, rss_syscounter_reaches_ns(s->counter, target));
    } else {
        timer_del(&s->timer);
    }
}

static void systimer_expired(void *opaque)
{
    systimer_update(opaque);
}

static void systimer_counter_changed(Notifier *notifier, void *data)
{
    systimer_update(container_of(notifier, RssSystimerState, counter_changed));
}

static void systimer_restart_auto_increment(RssSystimerState *s)
{
    s->cntp_aival = rss_syscounter_now(s->counter) + s->cntp_aival_reload;
}

static void systimer_write_control(RssSystimerState *s, uint32_t value)
{
    bool was_enabled = systimer_enabled(s);

    s->cntp_ctl = value & (R_CNTP_CTL_EN_MASK | R_CNTP_CTL_IMASK_MASK);
    if (!was_enabled && systimer_enabled(s)) {
        systimer_restart_auto_increment(s);
    }
}

static void systimer_write_auto_control(RssSystimerState *s, uint32_t value)
{
    bool was_auto = systimer_auto_increments(s);

    s->cntp_aival_ctl = (value & R_CNTP_AIVAL_CTL_EN_MASK) |
                        (s->cntp_aival_ctl & value & R_CNTP_AIVAL_CTL_IRQ_CLR_MASK);
    if (!was_auto && systimer_auto_increments(s)) {
        systimer_restart_auto_increment(s);
    }
}

static uint64_t systimer_read(void *opaque, hwaddr offset, unsigned size)
{
    RssSystimerState *s = opaque;

    systimer_take_matches(s);
    switch (offset) {
    case A_CNTPCT:
        return extract64(rss_syscounter_now(s->counter), 0, 32);
    case A_CNTPCT_HI:
        return extract64(rss_syscounter_now(s->counter), 32, 32);
    case A_CNTFRQ:
        return s->cntfrq;
    case A_CNTP_CVAL:
        return extract64(s->cntp_cval, 0, 32);
    case A_CNTP_CVAL_HI:
        return extract64(s->cntp_cval, 32, 32);
    case A_CNTP_TVAL:
        return extract64(s->cntp_cval - rss_syscounter_now(s->counter), 0, 32);
    case A_CNTP_CTL:
        return FIELD_DP32(s->cntp_ctl, CNTP_CTL, ISTATUS, systimer_status(s));
    case A_CNTP_AIVAL:
        return extract64(s->cntp_aival, 0, 32);
    case A_CNTP_AIVAL_HI:
        return extract64(s->cntp_aival, 32, 32);
    case A_CNTP_AIVAL_RELOAD:
        return s->cntp_aival_reload;
    case A_CNTP_AIVAL_CTL:
        return s->cntp_aival_ctl;
    case A_CNTP_CFG:
        return R_CNTP_CFG_AIVAL_MASK;
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(DEVICE_NAME, "bad read", offset);
        }
        return 0;
    }
}

static void systimer_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssSystimerState *s = opaque;

    systimer_take_matches(s);
    switch (offset) {
    case A_CNTFRQ:
        s->cntfrq = value;
        break;
    case A_CNTP_CVAL:
        s->cntp_cval = deposit64(s->cntp_cval, 0, 32, value);
        break;
    case A_CNTP_CVAL_HI:
        s->cntp_cval = deposit64(s->cntp_cval, 32, 32, value);
        break;
    case A_CNTP_TVAL:
        s->cntp_cval = rss_syscounter_now(s->counter) + (int32_t)value;
        break;
    case A_CNTP_CTL:
        systimer_write_control(s, value);
        break;
    case A_CNTP_AIVAL_RELOAD:
        s->cntp_aival_reload = value;
        systimer_restart_auto_increment(s);
        break;
    case A_CNTP_AIVAL_CTL:
        systimer_write_auto_control(s, value);
        break;
    default:
        rss_log_guest(DEVICE_NAME, "bad or read-only write", offset);
        break;
    }
    systimer_update(s);
}

static const MemoryRegionOps systimer_ops = RSS_WORD_OPS(systimer_read, systimer_write);

static void systimer_reset_hold(Object *obj, ResetType type)
{
    RssSystimerState *s = RSS_SYSTIMER(obj);

    s->cntfrq = 0;
    s->cntp_cval = 0;
    s->cntp_ctl = 0;
    s->cntp_aival = 0;
    s->cntp_aival_reload = 0;
    s->cntp_aival_ctl = 0;
    timer_del(&s->timer);
    qemu_set_irq(s->irq, 0);
}

static void systimer_init(Object *obj)
{
    RssSystimerState *s = RSS_SYSTIMER(obj);

    memory_region_init_io(&s->registers, obj, &systimer_ops, s, DEVICE_NAME, REGISTERS_BYTES);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->registers);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
    timer_init_ns(&s->timer, QEMU_CLOCK_VIRTUAL, systimer_expired, s);
}

static void systimer_realize(DeviceState *dev, Error **errp)
{
    RssSystimerState *s = RSS_SYSTIMER(dev);

    if (!s->counter) {
        error_setg(errp, DEVICE_NAME ": property 'counter' is not set");
        return;
    }
    s->counter_changed.notify = systimer_counter_changed;
    rss_syscounter_watch(s->counter, &s->counter_changed);
}

static const VMStateDescription systimer_vmstate = {
    .name = DEVICE_NAME,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_TIMER(timer, RssSystimerState),
        VMSTATE_UINT32(cntfrq, RssSystimerState),
        VMSTATE_UINT64(cntp_cval, RssSystimerState),
        VMSTATE_UINT32(cntp_ctl, RssSystimerState),
        VMSTATE_UINT64(cntp_aival, RssSystimerState),
        VMSTATE_UINT32(cntp_aival_reload, RssSystimerState),
        VMSTATE_UINT32(cntp_aival_ctl, RssSystimerState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property systimer_properties[] = {
    DEFINE_PROP_LINK("counter", RssSystimerState, counter, TYPE_RSS_SYSCOUNTER, RssSyscounterState *),
};

static void systimer_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = systimer_realize;
    dc->vmsd = &systimer_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = systimer_reset_hold;
    device_class_set_props(dc, systimer_properties);
}

static const TypeInfo systimer_types[] = {
    {
        .name = TYPE_RSS_SYSTIMER,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssSystimerState),
        .instance_init = systimer_init,
        .class_init = systimer_class_init,
    },
};

DEFINE_TYPES(systimer_types)
