/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory-mapped generic timer frame (CNTBASEn), physical timer only: the SCP's REFCLK timer (host-tc.md section 9.3).
 *
 * Regions:    0 registers (0x1000).
 * IRQ:        0 level, the timer's condition.
 * Properties: "clock-hz" (default 100 MHz). The count runs from virtual time 0 and never stops.
 * The virtual timer's registers read 0 and are logged as unimplemented.
 */
#ifndef HW_ARM_RSS_RSS_GTIMER_H
#define HW_ARM_RSS_RSS_GTIMER_H

#include "hw/sysbus.h"
#include "qemu/timer.h"
#include "qom/object.h"

#define TYPE_RSS_GTIMER "rss-gtimer"
OBJECT_DECLARE_SIMPLE_TYPE(RssGtimerState, RSS_GTIMER)

struct RssGtimerState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    QEMUTimer timer;
    uint32_t clock_hz;

    uint64_t cval;
    uint32_t ctl;
};

#endif
