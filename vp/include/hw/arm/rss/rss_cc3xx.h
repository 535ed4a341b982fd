/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CryptoCell-3xx of the RSS.
 *
 * Followed: hardware.md section 12. Modelled: RNG, AES (ECB, CBC, CTR, OFB, CBC-MAC, CMAC; 128, 192, 256 bits), HASH
 * (SHA-1, SHA-224, SHA-256), plain DMA copy, AES with HASH in parallel or behind it, host interface, identification,
 * lock bits. Not modelled, logged as unimplemented: PKA, ChaCha, GHASH, RNG DMA, tunnelling, ciphertext stealing,
 * direct access, SRAM DMA, key loading by HOST_CRYPTOKEY_SEL.
 *
 * Operations complete within the register write that starts them. Entropy is qemu_guest_getrandom(), so that -seed
 * repeats a run. Key registers read as zero.
 *
 * QEMU interface:
 *  + sysbus MMIO region 0: the registers, 8 KiB
 *  + sysbus IRQ 0: level, (HOST_IRR & ~HOST_IMR) != 0 (NVIC 58)
 *  + link property "bus": MemoryRegion that the DMA reads and writes
 *  + link property "lcm": RssLcmState, source of LCS_REG, HOST_GPPC and the fatal-error lock bit
 *
 * Chosen where the public drivers say nothing:
 *  + RNG_SW_RESET swallows the next write of SAMPLE_CNT1 (the reset takes a while) and stops the RNG clock
 *  + a DMA transfer whose engine or DMA clock is off, or whose length or mode is not possible, is logged as a guest
 *    error and does not start; HOST_IRR then never shows its end
 *  + writing HASH_H or HASH_CUR_LEN drops a partial block that is still held
 *  + HOST_IMR resets to all masked; versions, SIGNATURE and BOOT read as zero
 */
#ifndef HW_ARM_RSS_CC3XX_H
#define HW_ARM_RSS_CC3XX_H

#include "hw/sysbus.h"
#include "qom/object.h"
#include "hw/arm/rss/rss_lcm.h"

#define TYPE_RSS_CC3XX "rss-cc3xx"
OBJECT_DECLARE_SIMPLE_TYPE(RssCc3xxState, RSS_CC3XX)

#define RSS_CC3XX_REGION_BYTES 0x2000
#define RSS_CC3XX_REGISTERS (RSS_CC3XX_REGION_BYTES / 4)
#define RSS_CC3XX_KEY_BYTES 32
#define RSS_CC3XX_HASH_BLOCK_BYTES 64

struct RssCc3xxState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    MemoryRegion *bus;
    AddressSpace bus_as;
    RssLcmState *lcm;

    uint32_t regs[RSS_CC3XX_REGISTERS];          /* plain storage, by offset / 4 */
    uint8_t aes_key[2][RSS_CC3XX_KEY_BYTES];
    uint8_t cmac_subkey[2][16];                  /* K1, K2 of the last AES_CMAC_INIT */
    bool destination_set;                        /* DST_LLI_WORD1 was written and is not consumed yet */
    bool hash_auto_pad;
    uint8_t hash_partial[RSS_CC3XX_HASH_BLOCK_BYTES];
    uint32_t hash_partial_bytes;
    bool rng_resetting;
};

#endif
