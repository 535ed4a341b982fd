/* SPDX-License-Identifier: BSD-3-Clause */
/* The border to the core's non-secure state: security attribution (SAU) and the veneers. */
#include "interface/psa/veneers.h"
#include "lib/base/mmio.h"
#include "spm/arch/arch.h"
#include "spm/svc.h"

#define SCB_AIRCR 0xe000ed0cu
#define SCB_SCR   0xe000ed10u
#define SCB_NSACR 0xe000ed8cu
#define SAU_CTRL  0xe000edd0u
#define SAU_RNR   0xe000edd8u
#define SAU_RBAR  0xe000eddcu
#define SAU_RLAR  0xe000ede0u

#define AIRCR_KEY          0x05fa0000u
#define AIRCR_PRIS         0x00004000u /* non-secure exceptions get the lower half of the priorities */
#define AIRCR_SYSRESETREQS 0x00000008u /* only secure code resets the system */
#define SCR_SLEEPDEEPS     0x00000008u /* only secure code sends it to deep sleep */
#define NSACR_NONE         0u          /* no coprocessor, no FPU: secure code does not save its registers */
#define SAU_ENABLE         0x1u
#define RLAR_ENABLE        0x1u
#define RLAR_NSC           0x2u /* secure, and non-secure code may enter at an SG instruction */
#define GRANULE_MASK       0x1fu

extern const uint8_t spm_veneers_start[], spm_veneers_end[];

static void set_region(uint32_t number, uintptr_t start, uintptr_t end, uint32_t kind)
{
    mmio_write32(SAU_RNR, number);
    mmio_write32(SAU_RBAR, start);
    mmio_write32(SAU_RLAR, ((end - 1u) & ~GRANULE_MASK) | kind | RLAR_ENABLE);
}

void arch_trustzone_init(void)
{
    for (uint32_t i = 0; i < SPM_PARTITION_COUNT; i++) {
        const struct spm_partition *p = &spm_partitions[i];

        if ((p->flags & SPM_TRUSTZONE) != 0) {
            for (uint32_t r = 0; r < p->region_count; r++) {
                set_region(r, p->regions[r].start, p->regions[r].end, 0);
            }
            set_region(p->region_count, (uintptr_t)spm_veneers_start, (uintptr_t)spm_veneers_end, RLAR_NSC);
            mmio_write32(SCB_AIRCR, AIRCR_KEY | AIRCR_PRIS | AIRCR_SYSRESETREQS);
            mmio_write32(SCB_SCR, SCR_SLEEPDEEPS);
            mmio_write32(SCB_NSACR, NSACR_NONE);
            mmio_write32(SAU_CTRL, SAU_ENABLE);
            __asm__ volatile("dsb\n\tisb" ::: "memory");
        }
    }
}

/* The veneers' numbers are those of the supervisor calls (veneers.S). */
_Static_assert(SPM_SVC_VERSION == RSS_VENEER_VERSION && SPM_SVC_CONNECT == RSS_VENEER_CONNECT, "veneers");
_Static_assert(SPM_SVC_CALL == RSS_VENEER_CALL && SPM_SVC_CLOSE == RSS_VENEER_CLOSE &&
                   SPM_SVC_NS_END == RSS_VENEER_END,
               "veneers");
