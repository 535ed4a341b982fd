/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Application processor: one to eight AArch64 cores as TF-A's tc expects them (host-tc.md section 4) and their GICv3.
 *
 * Regions:    0 GICD, 1 GICR (128 KiB per core).
 * GPIO in:    unnamed, RSS_AP_SPIS shared peripheral interrupts (INTID - 32).
 * Properties: "cores"; "memory" link to the address space of the cores; "rvbar" reset value of each core's RVBAR.
 *
 * A core is off until rss_ap_core_on(): it then starts from reset at its RVBAR, in EL3. CPUPWRCTLR_EL1 and
 * CLUSTERPWRDN_EL1 are storage on top of what QEMU's core has.
 */
#ifndef HW_ARM_RSS_RSS_AP_H
#define HW_ARM_RSS_RSS_AP_H

#include "hw/cpu/cluster.h"
#include "hw/sysbus.h"
#include "qom/object.h"
#include "target/arm/cpu.h"

#define TYPE_RSS_AP "rss-ap"
OBJECT_DECLARE_SIMPLE_TYPE(RssApState, RSS_AP)

#define RSS_AP_MAX_CORES 8
#define RSS_AP_SPIS 512

typedef struct RssApCore {
    ARMCPU *cpu;
    uint64_t rvbar, cpupwrctlr, clusterpwrdn;
} RssApCore;

struct RssApState {
    SysBusDevice parent_obj;

    MemoryRegion *memory;
    uint32_t cores;
    uint64_t rvbar_reset;

    CPUClusterState cluster;
    DeviceState *gic;
    RssApCore core[RSS_AP_MAX_CORES];
};

void rss_ap_core_on(RssApState *s, unsigned n);
void rss_ap_core_off(RssApState *s, unsigned n);

/* A core may lose power when its software has asked for it (CPUPWRCTLR_EL1 bit 0) and waits in WFI. */
bool rss_ap_core_may_go_off(RssApState *s, unsigned n);

/* Where the core starts after its next power-on. */
void rss_ap_set_rvbar(RssApState *s, unsigned n, uint64_t address);
uint64_t rss_ap_get_rvbar(RssApState *s, unsigned n);

#endif
