/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TZC-400: filters, regions and the gate keeper's handshake, without enforcement (every access to DRAM passes).
 *
 * Regions:    0 registers (0x1000).
 * Follows:    host-tc.md 5.6. Four filters, 48 address bits, nine regions.
 */
#ifndef RSS_TZC400_H
#define RSS_TZC400_H

#include "exec/memory.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_TZC400 "rss-tzc400"
OBJECT_DECLARE_SIMPLE_TYPE(RssTzc400State, RSS_TZC400)

#define RSS_TZC400_REGIONS 9
#define RSS_TZC400_REGION_WORDS 8       /* base low/high, top low/high, attributes, id access, two reserved */

struct RssTzc400State {
    SysBusDevice parent_obj;

    MemoryRegion registers;
    uint32_t action;
    uint32_t gate_keeper;               /* filters open */
    uint32_t speculation_ctrl;
    uint32_t region[RSS_TZC400_REGIONS][RSS_TZC400_REGION_WORDS];
};

#endif
