/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_slowclk.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/arm/rss/rss_sysctrl.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/module.h"

/* Watchdog */
REG32(LOAD, 0x000)
REG32(VALUE, 0x004)
REG32(CTRL, 0x008)
    FIELD(CTRL, INTEN, 0, 1)
    FIELD(CTRL, RESEN, 1, 1)
REG32(INTCLR, 0x00C)
REG32(RIS, 0x010)
REG32(MIS, 0x014)
REG32(LOCK, 0xC00)
REG32(ITCR, 0xF00)
REG32(ITOP, 0xF04)
    FIELD(ITOP, WDOGRES, 0, 1)
    FIELD(ITOP, WDOGINT, 1, 1)

/* Timer */
REG32(TIMER_CTRL, 0x000)
    FIELD(TIMER_CTRL, EN, 0, 1)
    FIELD(TIMER_CTRL, EXTEN, 1, 1)
    FIELD(TIMER_CTRL, EXTCLK, 2, 1)
    FIELD(TIMER_CTRL, IRQEN, 3, 1)
REG32(TIMER_VALUE, 0x004)
REG32(TIMER_RELOAD, 0x008)
REG32(TIMER_INTSTATUS, 0x00C)

#define WATCHDOG_NAME   "rss-slowclk-watchdog"
#define TIMER_NAME      "rss-slowclk-timer"
#define REGISTERS_BYTES 0x1000
#define UNLOCK_VALUE    0x1ACCE551u
#define INT_BIT         1u
#define CTRL_WRITABLE   (R_CTRL_INTEN_MASK | R_CTRL_RESEN_MASK)
#define ITOP_WRITABLE   (R_ITOP_WDOGRES_MASK | R_ITOP_WDOGINT_MASK)
#define TIMER_WRITABLE  (R_TIMER_CTRL_EN_MASK | R_TIMER_CTRL_EXTEN_MASK | R_TIMER_CTRL_EXTCLK_MASK | \
                         R_TIMER_CTRL_IRQEN_MASK)
/* 0 is a value of its own and lasts one clock before the reload; only a real count-down to it is an event. */
#define COUNT_POLICY    (PTIMER_POLICY_WRAP_AFTER_ONE_PERIOD | PTIMER_POLICY_TRIGGER_ONLY_ON_DECREMENT | \
                         PTIMER_POLICY_NO_IMMEDIATE_RELOAD | PTIMER_POLICY_NO_COUNTER_ROUND_DOWN)

/* ---- watchdog ---- */

static uint32_t watchdog_masked_status(const RssSlowclkWatchdogState *s)
{
    return s->ctrl & R_CTRL_INTEN_MASK ? s->ris : 0;
}

static void watchdog_update_irq(RssSlowclkWatchdogState *s)
{
    qemu_set_irq(s->irq, s->itcr ? (s->itop & R_ITOP_WDOGINT_MASK) != 0 : watchdog_masked_status(s) != 0);
}

static void watchdog_request_reset(RssSlowclkWatchdogState *s)
{
    rss_sysctrl_request_reset(s->sysctrl, RSS_RESET_SLOWCLK_WATCHDOG);
}

static void watchdog_expired(void *opaque)
{
    RssSlowclkWatchdogState *s = opaque;

    if (!s->ris) {
        s->ris = INT_BIT;
        watchdog_update_irq(s);
    } else if (s->ctrl & R_CTRL_RESEN_MASK) {
        ptimer_stop(s->ptimer);
        watchdog_request_reset(s);
    }
}

/* A LOAD of 0 expires after one clock, like 1: the counter has no shorter period. */
static void watchdog_write_load(RssSlowclkWatchdogState *s, uint32_t value)
{
    s->load = value;
    ptimer_transaction_begin(s->ptimer);
    ptimer_set_limit(s->ptimer, MAX(value, 1), 1);
    ptimer_transaction_commit(s->ptimer);
}

static void watchdog_reload(RssSlowclkWatchdogState *s)
{
    ptimer_transaction_begin(s->ptimer);
    ptimer_set_count(s->ptimer, ptimer_get_limit(s->ptimer));
    ptimer_transaction_commit(s->ptimer);
}

static void watchdog_write_ctrl(RssSlowclkWatchdogState *s, uint32_t value)
{
    bool was_counting = s->ctrl & R_CTRL_INTEN_MASK;
    bool counts = value & R_CTRL_INTEN_MASK;

    s->ctrl = value & CTRL_WRITABLE;
    if (was_counting != counts) {
        ptimer_transaction_begin(s->ptimer);
        if (counts) {
            ptimer_set_count(s->ptimer, ptimer_get_limit(s->ptimer));
            ptimer_run(s->ptimer, 0);
        } else {
            ptimer_stop(s->ptimer);
        }
        ptimer_transaction_commit(s->ptimer);
    }
    watchdog_update_irq(s);
}

static void watchdog_write_itop(RssSlowclkWatchdogState *s, uint32_t value)
{
    s->itop = value & ITOP_WRITABLE;
    watchdog_update_irq(s);
    if (s->itcr && (s->itop & R_ITOP_WDOGRES_MASK)) {
        watchdog_request_reset(s);
    }
}

static uint64_t watchdog_read(void *opaque, hwaddr offset, unsigned size)
{
    RssSlowclkWatchdogState *s = opaque;

    switch (offset) {
    case A_LOAD:
        return s->load;
    case A_VALUE:
        return ptimer_get_count(s->ptimer);
    case A_CTRL:
        return s->ctrl;
    case A_RIS:
        return s->ris;
    case A_MIS:
        return watchdog_masked_status(s);
    case A_LOCK:
        return s->locked;
    case A_ITCR:
        return s->itcr;
    case A_INTCLR:
    case A_ITOP:
        rss_log_guest(WATCHDOG_NAME, "read of write-only", offset);
        return 0;
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(WATCHDOG_NAME, "bad read", offset);
        }
        return 0;
    }
}

static void watchdog_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssSlowclkWatchdogState *s = opaque;

    if (s->locked && offset != A_LOCK) {
        rss_log_guest(WATCHDOG_NAME, "write while locked to", offset);
        return;
    }
    switch (offset) {
    case A_LOAD:
        watchdog_write_load(s, value);
        break;
    case A_CTRL:
        watchdog_write_ctrl(s, value);
        break;
    case A_INTCLR:
        s->ris = 0;
        watchdog_reload(s);
        watchdog_update_irq(s);
        break;
    case A_LOCK:
        s->locked = value != UNLOCK_VALUE;
        break;
    case A_ITCR:
        s->itcr = value & 1;
        watchdog_update_irq(s);
        break;
    case A_ITOP:
        watchdog_write_itop(s, value);
        break;
    default:
        rss_log_guest(WATCHDOG_NAME, "bad or read-only write", offset);
        break;
    }
}

static const MemoryRegionOps watchdog_ops = RSS_WORD_OPS(watchdog_read, watchdog_write);

static void watchdog_reset_hold(Object *obj, ResetType type)
{
    RssSlowclkWatchdogState *s = RSS_SLOWCLK_WATCHDOG(obj);

    s->load = UINT32_MAX;
    s->ctrl = 0;
    s->ris = 0;
    s->locked = 0;
    s->itcr = 0;
    s->itop = 0;
    ptimer_transaction_begin(s->ptimer);
    ptimer_stop(s->ptimer);
    ptimer_set_limit(s->ptimer, UINT32_MAX, 1);
    ptimer_transaction_commit(s->ptimer);
    watchdog_update_irq(s);
}

static void watchdog_init(Object *obj)
{
    RssSlowclkWatchdogState *s = RSS_SLOWCLK_WATCHDOG(obj);

    memory_region_init_io(&s->registers, obj, &watchdog_ops, s, WATCHDOG_NAME, REGISTERS_BYTES);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->registers);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
}

/* A ptimer of this file's policy at @clock_hz; NULL and an error when that is 0. */
static ptimer_state *slowclk_new_counter(const char *name, uint32_t clock_hz, ptimer_cb expired, void *opaque,
                                         Error **errp)
{
    ptimer_state *ptimer;

    if (clock_hz == 0) {
        error_setg(errp, "%s: property 'clock-hz' must not be 0", name);
        return NULL;
    }
    ptimer = ptimer_init(expired, opaque, COUNT_POLICY);
    ptimer_transaction_begin(ptimer);
    ptimer_set_freq(ptimer, clock_hz);
    ptimer_transaction_commit(ptimer);
    return ptimer;
}

static void watchdog_realize(DeviceState *dev, Error **errp)
{
    RssSlowclkWatchdogState *s = RSS_SLOWCLK_WATCHDOG(dev);

    if (!s->sysctrl) {
        error_setg(errp, WATCHDOG_NAME ": property 'sysctrl' is not set");
        return;
    }
    s->ptimer = slowclk_new_counter(WATCHDOG_NAME, s->clock_hz, watchdog_expired, s, errp);
}

static const VMStateDescription watchdog_vmstate = {
    .name = WATCHDOG_NAME,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_PTIMER(ptimer, RssSlowclkWatchdogState),
        VMSTATE_UINT32(load, RssSlowclkWatchdogState),
        VMSTATE_UINT32(ctrl, RssSlowclkWatchdogState),
        VMSTATE_UINT32(ris, RssSlowclkWatchdogState),
        VMSTATE_UINT32(locked, RssSlowclkWatchdogState),
        VMSTATE_UINT32(itcr, RssSlowclkWatchdogState),
        VMSTATE_UINT32(itop, RssSlowclkWatchdogState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property watchdog_properties[] = {
    DEFINE_PROP_LINK("sysctrl", RssSlowclkWatchdogState, sysctrl, TYPE_RSS_SYSCTRL, RssSysctrlState *),
    DEFINE_PROP_UINT32("clock-hz", RssSlowclkWatchdogState, clock_hz, 32768),
};

static void watchdog_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = watchdog_realize;
    dc->vmsd = &watchdog_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = watchdog_reset_hold;
    device_class_set_props(dc, watchdog_properties);
}

/* ---- timer ---- */

static void slowtimer_update_irq(RssSlowclkTimerState *s)
{
    qemu_set_irq(s->irq, s->intstatus);
}

static void slowtimer_expired(void *opaque)
{
    RssSlowclkTimerState *s = opaque;

    if (s->ctrl & R_TIMER_CTRL_IRQEN_MASK) {
        s->intstatus = INT_BIT;
        slowtimer_update_irq(s);
    }
}

/* Run or stop the counter as CTRL.EN says; with RELOAD 0 it counts down once and stays at 0. */
static void slowtimer_apply_enable(RssSlowclkTimerState *s)
{
    if (s->ctrl & R_TIMER_CTRL_EN_MASK) {
        if (ptimer_get_count(s->ptimer) || ptimer_get_limit(s->ptimer)) {
            ptimer_run(s->ptimer, ptimer_get_limit(s->ptimer) == 0);
        }
    } else {
        ptimer_stop(s->ptimer);
    }
}

static uint64_t slowtimer_read(void *opaque, hwaddr offset, unsigned size)
{
    RssSlowclkTimerState *s = opaque;

    switch (offset) {
    case A_TIMER_CTRL:
        return s->ctrl;
    case A_TIMER_VALUE:
        return ptimer_get_count(s->ptimer);
    case A_TIMER_RELOAD:
        return ptimer_get_limit(s->ptimer);
    case A_TIMER_INTSTATUS:
        return s->intstatus;
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(TIMER_NAME, "bad read", offset);
        }
        return 0;
    }
}

static void slowtimer_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssSlowclkTimerState *s = opaque;

    ptimer_transaction_begin(s->ptimer);
    switch (offset) {
    case A_TIMER_CTRL:
        s->ctrl = value & TIMER_WRITABLE;
        slowtimer_apply_enable(s);
        break;
    case A_TIMER_VALUE:
        ptimer_stop(s->ptimer);
        ptimer_set_count(s->ptimer, value);
        slowtimer_apply_enable(s);
        break;
    case A_TIMER_RELOAD:
        ptimer_stop(s->ptimer);
        ptimer_set_limit(s->ptimer, value, 0);
        slowtimer_apply_enable(s);
        break;
    case A_TIMER_INTSTATUS:
        s->intstatus &= ~value;
        slowtimer_update_irq(s);
        break;
    default:
        rss_log_guest(TIMER_NAME, "bad write", offset);
        break;
    }
    ptimer_transaction_commit(s->ptimer);
}

static const MemoryRegionOps slowtimer_ops = RSS_WORD_OPS(slowtimer_read, slowtimer_write);

static void slowtimer_reset_hold(Object *obj, ResetType type)
{
    RssSlowclkTimerState *s = RSS_SLOWCLK_TIMER(obj);

    s->ctrl = 0;
    s->intstatus = 0;
    ptimer_transaction_begin(s->ptimer);
    ptimer_stop(s->ptimer);
    ptimer_set_limit(s->ptimer, 0, 1);
    ptimer_transaction_commit(s->ptimer);
    slowtimer_update_irq(s);
}

static void slowtimer_init(Object *obj)
{
    RssSlowclkTimerState *s = RSS_SLOWCLK_TIMER(obj);

    memory_region_init_io(&s->registers, obj, &slowtimer_ops, s, TIMER_NAME, REGISTERS_BYTES);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->registers);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
}

static void slowtimer_realize(DeviceState *dev, Error **errp)
{
    RssSlowclkTimerState *s = RSS_SLOWCLK_TIMER(dev);

    s->ptimer = slowclk_new_counter(TIMER_NAME, s->clock_hz, slowtimer_expired, s, errp);
}

static const VMStateDescription slowtimer_vmstate = {
    .name = TIMER_NAME,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_PTIMER(ptimer, RssSlowclkTimerState),
        VMSTATE_UINT32(ctrl, RssSlowclkTimerState),
        VMSTATE_UINT32(intstatus, RssSlowclkTimerState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property slowtimer_properties[] = {
    DEFINE_PROP_UINT32("clock-hz", RssSlowclkTimerState, clock_hz, 32768),
};

static void slowtimer_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = slowtimer_realize;
    dc->vmsd = &slowtimer_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = slowtimer_reset_hold;
    device_class_set_props(dc, slowtimer_properties);
}

static const TypeInfo slowclk_types[] = {
    {
        .name = TYPE_RSS_SLOWCLK_WATCHDOG,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssSlowclkWatchdogState),
        .instance_init = watchdog_init,
        .class_init = watchdog_class_init,
    },
    {
        .name = TYPE_RSS_SLOWCLK_TIMER,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssSlowclkTimerState),
        .instance_init = slowtimer_init,
        .class_init = slowtimer_class_init,
    },
};

DEFINE_TYPES(slowclk_types)
