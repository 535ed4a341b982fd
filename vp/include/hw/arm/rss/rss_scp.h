/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System control processor of the host: Cortex-M3 in its own address space, its memories, timer, clock blocks and the
 * power units of the AP (host-tc.md section 9).
 *
 * GPIO in:    unnamed, interrupts of the core.
 * Properties: "boot-sram" link to the MemoryRegion at SCP address 0; "host" link to the host's address space, seen
 *             through two windows; "ap" link; "sysctrl" link: where the core's SYSRESETREQ goes (cause: host reset).
 *
 * The core is held from every reset until rss_scp_release().
 */
#ifndef HW_ARM_RSS_RSS_SCP_H
#define HW_ARM_RSS_RSS_SCP_H

#include "hw/arm/armv7m.h"
#include "hw/arm/rss/rss_ap.h"
#include "hw/arm/rss/rss_sysctrl.h"
#include "hw/cpu/cluster.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_SCP "rss-scp"
OBJECT_DECLARE_SIMPLE_TYPE(RssScpState, RSS_SCP)

#define RSS_SCP_IRQS 128
#define RSS_SCP_RAM_SIZE 0x80000

struct RssScpState {
    SysBusDevice parent_obj;

    MemoryRegion *boot_sram, *host;
    RssApState *ap;
    RssSysctrlState *sysctrl;

    MemoryRegion container, boot_alias, ram, window[2];
    CPUClusterState cluster;
    ARMv7MState armv7m;
    Clock *cpu_clock, *ref_clock;
    bool released;
};

/* Let the core start from the vectors at its address 0, if it is still held. */
void rss_scp_release(RssScpState *s);

/* Map a device frame that only the SCP sees. */
void rss_scp_map(RssScpState *s, uint32_t address, MemoryRegion *region);

#endif
