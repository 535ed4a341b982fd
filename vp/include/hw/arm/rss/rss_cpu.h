/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the machine and its devices do to processors: start, stop, time slices, translation caches.
 */
#ifndef HW_ARM_RSS_RSS_CPU_H
#define HW_ARM_RSS_RSS_CPU_H

#include "hw/core/cpu.h"
#include "target/arm/cpu.h"

/* Reset a held core and let it run. Takes effect in that core's own thread. */
void rss_cpu_start(ARMCPU *cpu);

/* Stop a core where it is; only a later rss_cpu_start() or a system reset lets it run again. */
void rss_cpu_hold(ARMCPU *cpu);

/*
 * To be called right after qemu_system_reset_request(): under -icount no processor executes another instruction and
 * virtual time stands still until that reset, so that runs repeat. Without -icount, cores may run on for a moment.
 */
void rss_cpu_stop_all_until_reset(void);

/*
 * Call after changing the memory map from a register write. The running core's remaining instructions in this
 * translation block would else use translations, and section numbers, of the old map.
 */
void rss_cpu_map_changed(void);

/*
 * Bound the time slice of each processor under -icount while more than one may be active. Without a pending virtual
 * timer a slice grows to 2^31 instructions and a core that polls starves the one that it waits for.
 * Called by whatever wakes another processor; a core that its own timer wakes waits for at most a millisecond. Does
 * nothing without -icount.
 */
void rss_cpu_keep_slices_short(void);

/* At the end of a system reset: ends the wait above; every boot starts with a whole slice. */
void rss_cpu_reset_done(void);

#endif
