/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Clock control blocks of the host's SCP ("power integration kits") and their like: register storage in which a
 * clock's current setting follows the requested one at once (host-tc.md section 9.3).
 *
 * Regions:    0 registers (0x1000).
 * Properties: "kind": scp (PLL lock bits read as ones), system, display, cluster (core clocks, RVBAR of each core),
 *             pll (plain storage), interconnect (a root node with no children);
 *             "ap" link: whose RVBARs the cluster kit holds.
 */
#ifndef HW_ARM_RSS_RSS_PIK_H
#define HW_ARM_RSS_RSS_PIK_H

#include "hw/arm/rss/rss_ap.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_PIK "rss-pik"
OBJECT_DECLARE_SIMPLE_TYPE(RssPikState, RSS_PIK)

#define RSS_PIK_SIZE 0x1000

struct RssPikState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    char *kind_name;
    const struct RssPikKind *kind;
    RssApState *ap;

    uint32_t regs[RSS_PIK_SIZE / 4];
};

#endif
