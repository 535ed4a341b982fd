/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's system counter: control frame with CNTFID0 (CNTControlBase) and read frame.
 *
 * Regions:    0 control frame (0x10000), 1 read frame (0x10000).
 * Properties: "clock-hz" (default 100 MHz): real rate of the count;
 *             "fid0" reset value of CNTFID0 (default 100,000,000; 0 makes the SCP set it, as on the real part).
 * Follows:    host-tc.md 5.2. CNTFID0 is a statement by software, it does not change the rate.
 */
#ifndef RSS_HOSTCOUNTER_H
#define RSS_HOSTCOUNTER_H

#include "exec/memory.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_HOSTCOUNTER "rss-hostcounter"
OBJECT_DECLARE_SIMPLE_TYPE(RssHostcounterState, RSS_HOSTCOUNTER)

struct RssHostcounterState {
    SysBusDevice parent_obj;

    MemoryRegion control;
    MemoryRegion read_frame;
    uint32_t clock_hz;
    uint32_t fid0_reset;

    uint32_t cntcr;
    uint32_t cntfid0;
    int64_t base_ns;
    uint64_t base_count;
};

/* The count at this moment of virtual time. */
uint64_t rss_hostcounter_now(RssHostcounterState *s);

#endif
