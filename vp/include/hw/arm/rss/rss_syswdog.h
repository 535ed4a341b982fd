/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Armv8-M generic watchdog: S and NS system watchdog of the RSS, and the AP's secure watchdog on the host.
 *
 * Regions:    0 control frame (0x1000), 1 refresh frame (0x1000).
 * IRQ:        0 level, WS0 (first period over); 1 level, WS1 (second period over).
 * Properties: "counter" link to an rss-syscounter; without it the watchdog counts "clock-hz" ticks of
 *             virtual time (default 100 MHz, the host's REFCLK);
 *             "sysctrl" link to the rss-sysctrl asked for a reset at WS1; without it WS1 is only the line
 *             and a log entry;
 *             "cause" RESET_SYNDROME bit of that reset.
 * Follows:    hardware.md 14.5 and host-tc.md 5.4. The RSS blocks have no public register map; the layout
 *             is the one the host's watchdog is known to have (WCS, WOR, WCV, W_IIDR; WRR). QEMU's
 *             sbsa_gwdt has the same layout but can only reset by the machine's watchdog action, which
 *             names no cause, so one model serves all three.
 */
#ifndef RSS_SYSWDOG_H
#define RSS_SYSWDOG_H

#include "exec/memory.h"
#include "hw/arm/rss/rss_syscounter.h"
#include "hw/irq.h"
#include "hw/sysbus.h"
#include "qemu/timer.h"
#include "qom/object.h"

#define TYPE_RSS_SYSWDOG "rss-syswdog"
OBJECT_DECLARE_SIMPLE_TYPE(RssSyswdogState, RSS_SYSWDOG)

struct RssSyswdogState {
    SysBusDevice parent_obj;

    MemoryRegion control;
    MemoryRegion refresh;
    qemu_irq ws0_irq;
    qemu_irq ws1_irq;
    QEMUTimer timer;
    Notifier counter_changed;
    RssSyscounterState *counter;
    struct RssSysctrlState *sysctrl;
    uint32_t cause;
    uint32_t clock_hz;

    uint32_t wcs;
    uint64_t wor;                /* 48 bits */
    uint64_t wcv;
};

#endif
