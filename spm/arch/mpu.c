/* SPDX-License-Identifier: BSD-3-Clause */
/* MPU of Armv8-M (PMSAv8): regions may not overlap, granule of 32 bytes. */
#include "lib/base/mmio.h"
#include "spm/arch/arch.h"
#include "spm/isolation.h"

#define MPU_TYPE  0xe000ed90u
#define MPU_CTRL  0xe000ed94u
#define MPU_RNR   0xe000ed98u
#define MPU_RBAR  0xe000ed9cu
#define MPU_RLAR  0xe000eda0u
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

static uint32_t partition_now; /* whose regions are set */

static void set_region(uint32_t number, const struct spm_region *region, bool unprivileged, bool pxn)
{
    uint32_t rbar = region->start;
    uint32_t rlar = ((region->end - 1u) & ~GRANULE_MASK) | RLAR_ENABLE;

    if (region->start == region->end) {
        rlar = 0;
    }
    if ((region->access & SPM_EXECUTE) == 0) {
        rbar |= RBAR_XN;
    }
    if (unprivileged) {
        rbar |= RBAR_ANY;
    }
    if ((region->access & SPM_WRITE) == 0) {
        rbar |= RBAR_READ_ONLY;
    }
    if ((region->access & SPM_DEVICE) != 0) {
        rlar |= RLAR_DEVICE;
    }
    if (pxn) {
        rlar |= RLAR_PXN;
    }
    mmio_write32(MPU_RNR, number);
    mmio_write32(MPU_RLAR, 0); /* new base and old limit could overlap what we stand on */
    mmio_write32(MPU_RBAR, rbar);
    mmio_write32(MPU_RLAR, rlar);
}

void arch_mpu_init(void)
{
    const uint32_t count = mmio_read32(MPU_TYPE) >> 8 & 0xffu;

    for (uint32_t i = 0; i < count; i++) {
        mmio_write32(MPU_RNR, i);
        mmio_write32(MPU_RLAR, 0);
    }
    for (uint32_t i = 0; i < spm_fixed_region_count; i++) {
        const struct spm_fixed_region *fixed = &spm_fixed_regions[i];

        set_region(i, &fixed->region, fixed->unprivileged != 0, fixed->pxn);
    }
    partition_now = SPM_IDLE_THREAD;
    mmio_write32(MPU_MAIR0, ATTRIBUTES);
    mmio_write32(MPU_CTRL, CTRL_ENABLE | CTRL_PRIVDEFENA);
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

void arch_mpu_switch(uint32_t partition)
{
    if (partition == SPM_IDLE_THREAD || partition == partition_now || spm_is_privileged(partition)) {
        return;
    }
    const struct spm_partition *p = &spm_partitions[partition];
    for (uint32_t i = 0; i < SPM_REGION_LIMIT; i++) {
        static const struct spm_region none;

        set_region(spm_fixed_region_count + i, i < p->region_count ? &p->regions[i] : &none, true, true);
    }
    partition_now = partition;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}
