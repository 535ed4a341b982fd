/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Runtime Security Subsystem as one device: Cortex-M55 in its own address space, IDAU, memories, RSS devices
 * and their interrupts (hardware.md sections 1 to 3). The host around it is the machine's.
 *
 * + property "host" (link to MemoryRegion): the address space behind the ATU
 * + properties "rom", "flash", "otp" (strings): image files; see rss_soc_load_images()
 * + property "mhu-channels": channels of every MHU frame
 * + property "kmu-latch-kec": as the KMU's "latch-kec"
 *
 * A second platform differs in its RssSocConfig, set with rss_soc_configure() before realize.
 */
#ifndef HW_ARM_RSS_RSS_SOC_H
#define HW_ARM_RSS_RSS_SOC_H

#include "hw/arm/armv7m.h"
#include "hw/arm/rss/rss_atu.h"
#include "hw/arm/rss/rss_lcm.h"
#include "hw/arm/rss/rss_mhu.h"
#include "hw/arm/rss/rss_sysctrl.h"
#include "hw/cpu/cluster.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_SOC "rss-soc"
OBJECT_DECLARE_SIMPLE_TYPE(RssSocState, RSS_SOC)

#define RSS_SOC_MAX_MHU 9
#define RSS_SOC_VM_BANKS 2
#define RSS_SOC_IRQS 96

typedef struct RssSocConfig {
    const char *cpu_type;
    uint32_t cpu_clock_hz;
    uint32_t rom_size;
    uint32_t itcm_size, dtcm_size;
    uint32_t vm_size[RSS_SOC_VM_BANKS];     /* VM1 follows VM0 */
    uint32_t mhu_count;                     /* frames n = 0 .. mhu_count - 1 */
} RssSocConfig;

/* Facts of a platform; the table must outlive the device. */
void rss_soc_configure(RssSocState *s, const RssSocConfig *config);

/*
 * Contents at power-on: SRAM cleared, flash image copied into VM0. Called by the machine's reset, which also drops
 * translated code.
 */
void rss_soc_power_on(RssSocState *s);

/* The host's end of MHU n: the frame to read from the RSS, and the frame to write to it. */
RssMhuState *rss_soc_mhu_to_host(RssSocState *s, unsigned n);
RssMhuState *rss_soc_mhu_from_host(RssSocState *s, unsigned n);

RssSysctrlState *rss_soc_sysctrl(RssSocState *s);
RssLcmState *rss_soc_lcm(RssSocState *s);
ARMCPU *rss_soc_cpu(RssSocState *s);

#endif
