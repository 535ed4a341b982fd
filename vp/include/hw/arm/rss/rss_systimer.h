/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System timer of the RSS: compares with the system counter, once or with auto-increment.
 *
 * Regions:    0 registers (0x1000).
 * IRQ:        0 level.
 * Properties: "counter" link to an rss-syscounter.
 * Follows:    hardware.md 14.2. Its open points, as decided here: all reset to 0; ISTATUS reads 0 while EN
 *             is 0; in auto-increment mode AIVAL becomes count + RELOAD when the mode is enabled, when
 *             RELOAD is written and when the timer is enabled, moves on by RELOAD at each match, and the
 *             match stays until IRQ_CLR is written 0.
 */
#ifndef RSS_SYSTIMER_H
#define RSS_SYSTIMER_H

#include "exec/memory.h"
#include "hw/arm/rss/rss_syscounter.h"
#include "hw/irq.h"
#include "hw/sysbus.h"
#include "qemu/timer.h"
#include "qom/object.h"

#define TYPE_RSS_SYSTIMER "rss-systimer"
OBJECT_DECLARE_SIMPLE_TYPE(RssSystimerState, RSS_SYSTIMER)

struct RssSystimerState {
    SysBusDevice parent_obj;

    MemoryRegion registers;
    qemu_irq irq;
    QEMUTimer timer;
    Notifier counter_changed;
    RssSyscounterState *counter;

    uint32_t cntfrq;
    uint64_t cntp_cval;
    uint32_t cntp_ctl;
    uint64_t cntp_aival;
    uint32_t cntp_aival_reload;
    uint32_t cntp_aival_ctl;
};

#endif
