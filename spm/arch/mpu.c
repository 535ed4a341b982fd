/* SPDX-License-Identifier: BSD-3-Clause */
/* MPU of Armv8-M (PMSAv8): regions may not overlap, granule of 32 bytes. */
#include "lib/base/mmio.h"
#include "spm/arch/arch.h"
#include "spm/isolation.h"

#define MPU_CTRL  0xe000ed94u
#define MPU_RNR   0xe000ed98u
#define MPU_RBAR  0xe000ed9cu
#define MPU_MAIR0 0xe000edc0u

#define CTRL_ENABLE     0x1u
#define CTRL_PRIVDEFENA 0x4u
#define RBAR_XN         0x01u
#define RBAR_ANY        0x02u /* unprivileged too */
#define RBAR_READ_ONLY  0x04u
#define RLAR_ENABLE     0x01u
#define RLAR_DEVICE     0x02u /* attribute 1 */
#define RLAR_PXN        0x10u
#define GRANULE_MASK    0x1fu
#define ATTRIBUTES      0x04ffu /* 0: normal memory, write-back; 1: device, nGnRE */

#define GROUP_REGIONS    4u /* RBAR, RLAR and three aliases of both: one group is eight words in a row */
#define FIRST_OWN        8u /* region; those before it are the fixed ones */
#define AROUND_REGIONS   4u /* what of the Application RoT's memory is before and behind its two */
#define SWITCHED_REGIONS (SPM_REGION_LIMIT + AROUND_REGIONS)

extern const uint8_t spm_app_bss_start[], spm_app_bss_end[], spm_app_data_start[], spm_app_data_end[];

struct region_words {
    uint32_t rbar, rlar;
};

/* What goes to the registers for each unprivileged partition; zero (off) where there is nothing. */
static struct region_words switched_regions[SPM_PARTITION_COUNT][SWITCHED_REGIONS];
_Static_assert(SPM_REGION_LIMIT == GROUP_REGIONS && FIRST_OWN + SWITCHED_REGIONS <= 16u,
               "whole groups, 16 regions");

static uint32_t partition_now; /* whose regions are set */

static struct region_words region_words(const struct spm_region *region, bool unprivileged, bool pxn)
{
    struct region_words words = { region->start, ((region->end - 1u) & ~GRANULE_MASK) | RLAR_ENABLE };

    if (region->start == region->end) {
        return (struct region_words){ 0, 0 };
    }
    if ((region->access & SPM_EXECUTE) == 0) {
        words.rbar |= RBAR_XN;
    }
    if (unprivileged) {
        words.rbar |= RBAR_ANY;
    }
    if ((region->access & SPM_WRITE) == 0) {
        words.rbar |= RBAR_READ_ONLY;
    }
    if ((region->access & SPM_DEVICE) != 0) {
        words.rlar |= RLAR_DEVICE;
    }
    if (pxn) {
        words.rlar |= RLAR_PXN;
    }
    return words;
}

static void set_group(uint32_t first, const struct region_words *words)
{
    mmio_write32(MPU_RNR, first);
    __asm__ volatile("ldmia %0, {r4-r11}\n\t"
                     "stmia %1, {r4-r11}\n\t" ::"r"(words),
                     "r"(MPU_RBAR)
                     : "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "memory");
}

static void set_fixed_regions(void)
{
    struct region_words words[FIRST_OWN] = { 0 };

    for (uint32_t i = 0; i < spm_fixed_region_count; i++) {
        const struct spm_fixed_region *fixed = &spm_fixed_regions[i];

        words[i] = region_words(&fixed->region, fixed->unprivileged != 0, fixed->pxn);
    }
    set_group(0, &words[0]);
    set_group(GROUP_REGIONS, &words[GROUP_REGIONS]);
}

static struct region_words privileged_words(uintptr_t start, uintptr_t end)
{
    const struct spm_region region = { start, end, SPM_READ_WRITE };

    return region_words(&region, false, true);
}

/*
 * A partition's own regions; and its neighbours' memory, which is the SPM's to read and write, and nobody's to execute. The first
 * two regions of an Application RoT partition are in .bss and .data (tools/manifest.py).
 */
static void prepare_partition(uint32_t partition)
{
    const struct spm_partition *p = &spm_partitions[partition];
    struct region_words *words = switched_regions[partition];

    for (uint32_t r = 0; r < p->region_count; r++) {
        words[r] = region_words(&p->regions[r], true, true);
    }
    words += SPM_REGION_LIMIT;
    words[0] = privileged_words((uintptr_t)spm_app_bss_start, p->regions[0].start);
    words[1] = privileged_words(p->regions[0].end, (uintptr_t)spm_app_bss_end);
    words[2] = privileged_words((uintptr_t)spm_app_data_start, p->regions[1].start);
    words[3] = privileged_words(p->regions[1].end, (uintptr_t)spm_app_data_end);
}

void arch_mpu_init(void)
{
    for (uint32_t p = 0; p < SPM_PARTITION_COUNT; p++) {
        if (!spm_is_privileged(p)) {
            prepare_partition(p);
        }
    }
    set_fixed_regions();
    partition_now = SPM_IDLE_THREAD;
    mmio_write32(MPU_MAIR0, ATTRIBUTES);
    mmio_write32(MPU_CTRL, CTRL_ENABLE | CTRL_PRIVDEFENA);
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

/* Off while regions move: a new base with an old limit could overlap what we stand on. */
void arch_mpu_switch(uint32_t partition)
{
    if (partition == SPM_IDLE_THREAD || partition == partition_now || spm_is_privileged(partition)) {
        return;
    }
    partition_now = partition;
    mmio_write32(MPU_CTRL, 0);
    set_group(FIRST_OWN, &switched_regions[partition][0]);
    set_group(FIRST_OWN + GROUP_REGIONS, &switched_regions[partition][GROUP_REGIONS]);
    mmio_write32(MPU_CTRL, CTRL_ENABLE | CTRL_PRIVDEFENA);
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}
