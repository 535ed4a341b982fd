/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Power policy unit v1 of the host, as far as SCP-firmware uses it (host-tc.md section 9.3).
 *
 * Regions:    0 registers (0x1000).
 * Properties: "ap" link and "core": the AP core that this unit powers; without "ap" it powers nothing (cluster, system).
 *             "parent" link: a unit that must be on before this one goes on.
 *
 * On and off take effect at once, with one exception: a core goes off only when its software has asked for that and
 * waits in WFI, which is looked at whenever PWSR is read. In dynamic mode a core keeps running; switching it off when it
 * idles is not modelled. The other power modes are shown in PWSR and do nothing.
 */
#ifndef HW_ARM_RSS_RSS_PPU_H
#define HW_ARM_RSS_RSS_PPU_H

#include "hw/arm/rss/rss_ap.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_PPU "rss-ppu"
OBJECT_DECLARE_SIMPLE_TYPE(RssPpuState, RSS_PPU)

struct RssPpuState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    RssApState *ap;
    RssPpuState *parent;
    uint32_t core;

    uint32_t pwpr, pwsr, unlk, imr, aimr, isr, aisr, iesr, opsr;
};

#endif
