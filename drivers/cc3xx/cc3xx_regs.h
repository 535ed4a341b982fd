/* SPDX-License-Identifier: BSD-3-Clause */
/** CryptoCell-3xx: hardware.md 12.1, 12.2, 12.4. */
#ifndef DRIVERS_CC3XX_CC3XX_REGS_H
#define DRIVERS_CC3XX_CC3XX_REGS_H

/* Random numbers */
#define CC3XX_RNG_IMR_OFFSET            0x100u
#define CC3XX_RNG_ISR_OFFSET            0x104u
#define CC3XX_RNG_ICR_OFFSET            0x108u
#define CC3XX_TRNG_CONFIG_OFFSET        0x10cu
#define CC3XX_EHR_DATA0_OFFSET          0x114u
#define CC3XX_RND_SOURCE_ENABLE_OFFSET  0x12cu
#define CC3XX_SAMPLE_CNT1_OFFSET        0x130u
#define CC3XX_TRNG_DEBUG_CONTROL_OFFSET 0x138u
#define CC3XX_RNG_SW_RESET_OFFSET       0x140u
#define CC3XX_RST_BITS_COUNTER_OFFSET   0x1bcu
#define CC3XX_RNG_CLK_ENABLE_OFFSET     0x1c4u

#define CC3XX_RNG_EHR_VALID (1u << 0)
#define CC3XX_RNG_ERRORS    (7u << 1) /* autocorrelation, continuous test, von Neumann */
#define CC3XX_RNG_ALL       0x3fu
#define CC3XX_RNG_SOP_SEL   (1u << 2)
#define CC3XX_EHR_WORDS     6u

/* AES */
#define CC3XX_AES_KEY_0_OFFSET           0x400u
#define CC3XX_AES_CTR_0_OFFSET           0x460u
#define CC3XX_AES_REMAINING_BYTES_OFFSET 0x4bcu
#define CC3XX_AES_CONTROL_OFFSET         0x4c0u
#define CC3XX_AES_DFA_IS_ON_OFFSET       0x4f0u

/* Clocks, data path, DMA */
#define CC3XX_AES_CLK_ENABLE_OFFSET  0x810u
#define CC3XX_DMA_CLK_ENABLE_OFFSET  0x820u
#define CC3XX_CRYPTO_CTL_OFFSET      0x900u
#define CC3XX_CRYPTO_BUSY_OFFSET     0x910u
#define CC3XX_HOST_IRR_OFFSET        0xa00u
#define CC3XX_HOST_IMR_OFFSET        0xa04u
#define CC3XX_HOST_ICR_OFFSET        0xa08u
#define CC3XX_HOST_RGF_ENDIAN_OFFSET 0xa0cu
#define CC3XX_AHBM_HNONSEC_OFFSET    0xb0cu
#define CC3XX_SRC_LLI_WORD0_OFFSET   0xc28u
#define CC3XX_SRC_LLI_WORD1_OFFSET   0xc2cu
#define CC3XX_DST_LLI_WORD0_OFFSET   0xd28u
#define CC3XX_DST_LLI_WORD1_OFFSET   0xd2cu

#define CC3XX_CRYPTO_CTL_PASS        0u
#define CC3XX_CRYPTO_CTL_AES         1u
#define CC3XX_HOST_EVENTS_ALL        0xff0u
#define CC3XX_HOST_AHB_ERROR         (1u << 8)
#define CC3XX_HOST_SYM_DMA_COMPLETED (1u << 11)

/* Identification, always-on domain */
#define CC3XX_PERIPHERAL_ID_4_OFFSET   0xfd0u
#define CC3XX_PERIPHERAL_ID_0_OFFSET   0xfe0u
#define CC3XX_COMPONENT_ID_0_OFFSET    0xff0u
#define CC3XX_HOST_AO_LOCK_BITS_OFFSET 0x1e34u

#define CC3XX_AO_FATAL_ERR        (1u << 0)
#define CC3XX_AO_FORCE_DFA_ENABLE (1u << 7)
#define CC3XX_AO_DFA_ENABLE_LOCK  (1u << 8)

#endif /* DRIVERS_CC3XX_CC3XX_REGS_H */
