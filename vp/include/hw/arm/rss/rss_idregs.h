/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks whose registers carry no function that firmware depends on: identification words, plain storage,
 * RAZ/WI.
 *
 * Regions:    0 registers ("size" bytes, default 0x1000).
 * Properties: "kind", one of
 *               sysinfo cpu-pwrctrl cpu-secctrl cpu-identity ppu ewic gpio   hardware.md 6.4-6.7, 15.2
 *               host-timer-control                                           CNTCTLBase, host-tc.md 5.3
 *               raz                                                          NIC-400, PCIe control, V2M, ...
 *             "size" bytes, multiple of 4.
 * A register not in the kind's table is RAZ/WI and logged as unimplemented, for "raz" silently.
 */
#ifndef RSS_IDREGS_H
#define RSS_IDREGS_H

#include "exec/memory.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_IDREGS "rss-idregs"
OBJECT_DECLARE_SIMPLE_TYPE(RssIdregsState, RSS_IDREGS)

#define RSS_IDREGS_WORDS 0x400          /* storage for the first 4 KiB; the rest of a larger block is RAZ/WI */

struct RssIdregsState {
    SysBusDevice parent_obj;

    MemoryRegion registers;
    char *kind;
    uint32_t size;
    const struct RssIdregsKind *table;
    uint32_t word[RSS_IDREGS_WORDS];
};

#endif
