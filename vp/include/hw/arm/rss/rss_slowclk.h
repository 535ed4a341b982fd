/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two blocks on the 32 kHz clock: rss-slowclk-watchdog and rss-slowclk-timer, both of CMSDK behaviour.
 *
 * rss-slowclk-watchdog
 *   Regions:    0 registers (0x1000).
 *   IRQ:        0 level, MIS. hardware.md 2 names no NVIC line for it; leave it open unless that is
 *               settled.
 *   Properties: "sysctrl" link to the rss-sysctrl that carries out the reset (cause: SLOWCLK watchdog,
 *               syndrome bit 3);
 *               "clock-hz" (default 32768).
 *   INTEN starts the count from LOAD. The first time it reaches 0 sets RIS and reloads; the second, with
 *   RIS still set and RESEN 1, requests the reset. Writing LOAD or INTCLR restarts the count. LOCK guards
 *   every other register.
 * rss-slowclk-timer
 *   Regions:    0 registers (0x1000).  IRQ: 0 level, NVIC 2.  Properties: "clock-hz" (default 32768).
 *   External enable and external clock are storage (nothing drives the pin).
 * Follows:    hardware.md 14.3 and 14.4.
 */
#ifndef RSS_SLOWCLK_H
#define RSS_SLOWCLK_H

#include "exec/memory.h"
#include "hw/irq.h"
#include "hw/ptimer.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_SLOWCLK_WATCHDOG "rss-slowclk-watchdog"
OBJECT_DECLARE_SIMPLE_TYPE(RssSlowclkWatchdogState, RSS_SLOWCLK_WATCHDOG)

struct RssSlowclkWatchdogState {
    SysBusDevice parent_obj;

    MemoryRegion registers;
    qemu_irq irq;
    ptimer_state *ptimer;
    struct RssSysctrlState *sysctrl;
    uint32_t clock_hz;

    uint32_t load;
    uint32_t ctrl;
    uint32_t ris;
    uint32_t locked;
    uint32_t itcr;
    uint32_t itop;
};

#define TYPE_RSS_SLOWCLK_TIMER "rss-slowclk-timer"
OBJECT_DECLARE_SIMPLE_TYPE(RssSlowclkTimerState, RSS_SLOWCLK_TIMER)

struct RssSlowclkTimerState {
    SysBusDevice parent_obj;

    MemoryRegion registers;
    qemu_irq irq;
    ptimer_state *ptimer;
    uint32_t clock_hz;

    uint32_t ctrl;
    uint32_t intstatus;
};

#endif
