/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/ap/gic.h"

#include "lib/base/mmio.h"

#define GICD_BASE       0x30000000u
#define GICD_CTLR       0x0000u
#define GICD_IGROUPR    0x0080u
#define GICD_ISENABLER  0x0100u
#define GICD_IPRIORITYR 0x0400u /* a byte each */
#define GICD_IGRPMODR   0x0d00u
#define GICD_IROUTER    0x6000u     /* two words each */
#define GICR_BASE       0x30080000u /* frame of core 0 */
#define GICR_WAKER      0x0014u

#define CTLR_GROUP_0          (1u << 0)
#define CTLR_ARE              (3u << 4) /* affinity routing, secure and not */
#define WAKER_SLEEP           (1u << 1)
#define WAKER_CHILDREN_ASLEEP (1u << 2)
#define SRE_ALL               0xfu /* system registers at this level and below, no bypass */
#define SCR_FIQ               (1u << 2)
#define PRIORITY              0x80u
#define POLLS                 1000000u

static void clear_bit(uint32_t registers, uint32_t intid)
{
    const uintptr_t word = GICD_BASE + registers + 4u * (intid / 32u);

    mmio_write32(word, mmio_read32(word) & ~(1u << intid % 32u));
}

static void wake_redistributor(void)
{
    mmio_write32(GICR_BASE + GICR_WAKER, mmio_read32(GICR_BASE + GICR_WAKER) & ~WAKER_SLEEP);
    for (uint32_t poll = 0; poll < POLLS; poll++) {
        if ((mmio_read32(GICR_BASE + GICR_WAKER) & WAKER_CHILDREN_ASLEEP) == 0u) {
            return;
        }
    }
}

void gic_init(void)
{
    mmio_write32(GICD_BASE + GICD_CTLR, CTLR_ARE);
    mmio_write32(GICD_BASE + GICD_CTLR, CTLR_ARE | CTLR_GROUP_0);
    wake_redistributor();
    __asm__ volatile("msr S3_6_C12_C12_5, %0\n\t" /* ICC_SRE_EL3 */
                     "isb\n\t"
                     "msr S3_0_C4_C6_0, %1\n\t"   /* ICC_PMR_EL1 */
                     "msr S3_0_C12_C12_6, %2\n\t" /* ICC_IGRPEN0_EL1 */
                     "mrs x9, scr_el3\n\t"
                     "orr x9, x9, %3\n\t"
                     "msr scr_el3, x9\n\t"
                     "isb" ::"r"((uint64_t)SRE_ALL),
                     "r"((uint64_t)0xff), "r"((uint64_t)1), "i"(SCR_FIQ)
                     : "x9", "memory");
}

void gic_enable(uint32_t intid)
{
    const uintptr_t priorities = GICD_BASE + GICD_IPRIORITYR + (intid & ~3u);
    const uint32_t shift = 8u * (intid % 4u);

    clear_bit(GICD_IGROUPR, intid);
    clear_bit(GICD_IGRPMODR, intid);
    mmio_write32(priorities, (mmio_read32(priorities) & ~(0xffu << shift)) | PRIORITY << shift);
    mmio_write32(GICD_BASE + GICD_IROUTER + 8u * intid, 0); /* affinity of core 0 */
    mmio_write32(GICD_BASE + GICD_IROUTER + 8u * intid + 4u, 0);
    mmio_write32(GICD_BASE + GICD_ISENABLER + 4u * (intid / 32u), 1u << intid % 32u);
}

uint32_t gic_acknowledge(void)
{
    uint64_t intid;

    __asm__ volatile("mrs %0, S3_0_C12_C8_0\n\tdsb sy" : "=r"(intid)::"memory"); /* ICC_IAR0_EL1 */
    return (uint32_t)intid;
}

void gic_end(uint32_t intid)
{
    __asm__ volatile("dsb sy\n\tmsr S3_0_C12_C8_1, %0\n\tisb" ::"r"((uint64_t)intid)
                     : "memory"); /* ICC_EOIR0_EL1 */
}

void gic_sleep(void)
{
    __asm__ volatile("dsb sy\n\twfi\n\tmsr daifclr, #1\n\tisb\n\tmsr daifset, #1" ::: "memory");
}
