/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System counter of the RSS: the time base of its system timers and watchdogs.
 *
 * Regions:    0 control frame (0x1000), 1 read frame (0x1000).
 * Properties: "clock-hz" (default 32 MHz): ticks per second at scale 1.0.
 * Follows:    hardware.md 14.1. Its open points, as decided here: all reset to 0 except the scales (1.0);
 *             CNTID says scaling present, clock 0 selected; CNTCV and the scales can be written only while
 *             EN is 0; halt on debug and the counter's own interrupt are storage; CNTSCR1 is storage (one
 *             clock only).
 */
#ifndef RSS_SYSCOUNTER_H
#define RSS_SYSCOUNTER_H

#include "exec/memory.h"
#include "hw/sysbus.h"
#include "qemu/notify.h"
#include "qom/object.h"

#define TYPE_RSS_SYSCOUNTER "rss-syscounter"
OBJECT_DECLARE_SIMPLE_TYPE(RssSyscounterState, RSS_SYSCOUNTER)

struct RssSyscounterState {
    SysBusDevice parent_obj;

    MemoryRegion control;
    MemoryRegion read_frame;
    NotifierList changed;
    uint32_t clock_hz;

    uint32_t cntcr;
    uint32_t cntscr[2];
    int64_t base_ns;             /* virtual time at which the counter had base_count */
    uint64_t base_count;
};

/* The count at this moment of virtual time. */
uint64_t rss_syscounter_now(RssSyscounterState *s);

/* Virtual time (ns) at which the count reaches @target if nothing changes; in the past or now when it has been
 * reached; INT64_MAX when it never will (counter stopped, scale 0, or beyond the clock's range). */
int64_t rss_syscounter_reaches_ns(RssSyscounterState *s, uint64_t target);

/* Have @notifier called whenever the answers above change other than by time passing. */
void rss_syscounter_watch(RssSyscounterState *s, Notifier *notifier);

#endif
