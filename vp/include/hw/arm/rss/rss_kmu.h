/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Key management unit (KMU) of the RSS.
 *
 * Followed: hardware.md section 9. 32 key slots of eight words. Slots 0 to 7 are the hardware slots: the life-cycle
 * manager fills 0 to 6 at reset; they are locked, preset to be exported to the CryptoCell's AES key 0, and neither
 * readable nor writable by software. Slots 8 to 31 are the software's.
 *
 * QEMU interface:
 *  + sysbus MMIO region 0: the registers, 4 KiB
 *  + sysbus IRQ 0: level, (KMUIS & KMUIE) != 0 (NVIC 20)
 *  + link property "bus": MemoryRegion in which key exports are written
 *  + bool property "latch-kec", default true: KMUIS.KEC stays set until KMUIC clears it. False never shows KEC, for
 *    TF-M 1.7 binaries, which wait for it to go away.
 *
 * Chosen where the public drivers say nothing:
 *  + KMUBC: 32 slots, 8 of them hardware slots
 *  + KMUPRBGSI reads as zero
 *  + a slot verifies when LKS is set; LKSKR is not looked at
 *  + KMUDKPA takes only the CryptoCell's AES key registers: the export port reaches nothing else, so that a slot
 *    locked against reading does not come out in RAM. Another address sets WDADDKPA, a misaligned one WDALSBDKPA,
 *    and the register keeps its value.
 *  + the masking of key words is not modelled; KMURD_n do not stall; PIDR and CIDR read as zero
 */
#ifndef HW_ARM_RSS_KMU_H
#define HW_ARM_RSS_KMU_H

#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_KMU "rss-kmu"
OBJECT_DECLARE_SIMPLE_TYPE(RssKmuState, RSS_KMU)

#define RSS_KMU_SLOTS 32
#define RSS_KMU_HARDWARE_SLOTS 8
#define RSS_KMU_KEY_WORDS 8
#define RSS_KMU_KEY_BYTES 32

struct RssKmuState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    MemoryRegion *bus;
    AddressSpace bus_as;
    bool latch_kec;

    uint32_t status;                             /* KMUIS */
    uint32_t enable;                             /* KMUIE */
    bool seed_locked;                            /* KMUKSC.L_KMUPRBGSI, one bit for all slots */
    uint32_t config[RSS_KMU_SLOTS];              /* KMUKSC without the command bits and L_KMUPRBGSI */
    uint32_t destination[RSS_KMU_SLOTS];         /* KMUDKPA */
    uint32_t key[RSS_KMU_SLOTS * RSS_KMU_KEY_WORDS];
    uint8_t written[RSS_KMU_SLOTS];              /* one bit for each key word that holds a value */
};

/* Fill a hardware slot; called by the life-cycle manager while the machine leaves reset, after the KMU's own reset. */
void rss_kmu_load_hardware_key(RssKmuState *s, unsigned slot, const uint8_t key[RSS_KMU_KEY_BYTES]);

/* Invalidate every hardware slot until the next reset: the life-cycle manager went into its fatal-error mode. */
void rss_kmu_drop_hardware_keys(RssKmuState *s);

#endif
