/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/cc3xx/cc3xx.h"

#include <stdbool.h>
#include <string.h>

#include "drivers/cc3xx/cc3xx_regs.h"
#include "lib/base/bytes.h"
#include "lib/base/mmio.h"

#define POLLS        1000000u
#define RNG_ATTEMPTS 16u /* sound blocks are the rule: this many bad ones in a row is a broken source */
#define RNG_SAMPLE_COUNT                                                                                     \
    0x1337u /* clocks between samples; not the reset value, so that the end of reset shows */
#define RNG_RESET_VALUE_POLLS 10000u
#define DMA_PIECE_BYTES       0x8000u /* the length register ends at 0xffff */

static void write_reg(uintptr_t base, uint32_t offset, uint32_t value)
{
    mmio_write32(base + offset, value);
}

static uint32_t read_reg(uintptr_t base, uint32_t offset)
{
    return mmio_read32(base + offset);
}

static void write_words(uintptr_t address, const uint8_t *bytes, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i += sizeof(uint32_t)) {
        mmio_write32(address + i, bytes_get_le32(&bytes[i]));
    }
}

/* Identification: what drivers accept (hardware.md 12.4). bits: those of the register that are compared. */
static const struct {
    uint16_t offset;
    uint8_t value;
    uint8_t bits;
} identity[] = {
    { CC3XX_PERIPHERAL_ID_0_OFFSET, 0xc0, 0xfe },       { CC3XX_PERIPHERAL_ID_0_OFFSET + 0x4, 0xb0, 0xff },
    { CC3XX_PERIPHERAL_ID_0_OFFSET + 0x8, 0x0b, 0xcf }, { CC3XX_PERIPHERAL_ID_0_OFFSET + 0xc, 0x00, 0xff },
    { CC3XX_PERIPHERAL_ID_4_OFFSET, 0x04, 0xff },       { CC3XX_COMPONENT_ID_0_OFFSET, 0x0d, 0xff },
    { CC3XX_COMPONENT_ID_0_OFFSET + 0x4, 0xf0, 0xff },  { CC3XX_COMPONENT_ID_0_OFFSET + 0x8, 0x05, 0xff },
    { CC3XX_COMPONENT_ID_0_OFFSET + 0xc, 0xb1, 0xff },
};

rss_status_t cc3xx_init(uintptr_t base)
{
    for (size_t i = 0; i < sizeof(identity) / sizeof(identity[0]); i++) {
        if ((read_reg(base, identity[i].offset) & identity[i].bits) != identity[i].value) {
            return RSS_ERR_CC3XX_ID;
        }
    }
    write_reg(base, CC3XX_HOST_RGF_ENDIAN_OFFSET, 0);
    write_reg(base, CC3XX_AHBM_HNONSEC_OFFSET, 0);

    const uint32_t locks = (read_reg(base, CC3XX_HOST_AO_LOCK_BITS_OFFSET) & ~CC3XX_AO_FORCE_DFA_ENABLE) |
                           CC3XX_AO_DFA_ENABLE_LOCK;

    write_reg(base, CC3XX_HOST_AO_LOCK_BITS_OFFSET, locks);
    if (read_reg(base, CC3XX_HOST_AO_LOCK_BITS_OFFSET) != locks) {
        return RSS_ERR_CC3XX_LOCKED;
    }
    write_reg(base, CC3XX_AES_DFA_IS_ON_OFFSET, 0);
    return RSS_OK;
}

static void rng_restart(uintptr_t base)
{
    write_reg(base, CC3XX_RST_BITS_COUNTER_OFFSET, 1);
    write_reg(base, CC3XX_RNG_ICR_OFFSET, CC3XX_RNG_ALL);
}

/* During its reset the RNG does not take writes: repeat one until it holds. */
static bool rng_start(uintptr_t base)
{
    write_reg(base, CC3XX_RNG_CLK_ENABLE_OFFSET, 1);
    write_reg(base, CC3XX_RNG_SW_RESET_OFFSET, 1);
    for (uint32_t poll = 0; poll < RNG_RESET_VALUE_POLLS; poll++) {
        write_reg(base, CC3XX_RNG_CLK_ENABLE_OFFSET, 1);
        write_reg(base, CC3XX_SAMPLE_CNT1_OFFSET, RNG_SAMPLE_COUNT);
        if (read_reg(base, CC3XX_SAMPLE_CNT1_OFFSET) == RNG_SAMPLE_COUNT) {
            write_reg(base, CC3XX_RND_SOURCE_ENABLE_OFFSET, 0);
            write_reg(base, CC3XX_RNG_ICR_OFFSET, CC3XX_RNG_ALL);
            write_reg(base, CC3XX_RNG_IMR_OFFSET, CC3XX_RNG_ALL & ~CC3XX_RNG_EHR_VALID);
            write_reg(base, CC3XX_TRNG_CONFIG_OFFSET, CC3XX_RNG_SOP_SEL);
            write_reg(base, CC3XX_TRNG_DEBUG_CONTROL_OFFSET, 0); /* all of the hardware's tests stay on */
            write_reg(base, CC3XX_RND_SOURCE_ENABLE_OFFSET, 1);
            return true;
        }
    }
    return false;
}

static void rng_stop(uintptr_t base)
{
    write_reg(base, CC3XX_RND_SOURCE_ENABLE_OFFSET, 0);
    write_reg(base, CC3XX_RNG_CLK_ENABLE_OFFSET, 0);
}

/* 192 bits that passed the hardware's tests. */
static bool rng_read_block(uintptr_t base, uint32_t words[CC3XX_EHR_WORDS])
{
    uint32_t attempts = 0;

    for (uint32_t poll = 0; poll < POLLS && attempts < RNG_ATTEMPTS; poll++) {
        const uint32_t events = read_reg(base, CC3XX_RNG_ISR_OFFSET);

        if ((events & CC3XX_RNG_ERRORS) != 0) {
            attempts++;
            rng_restart(base);
        } else if ((events & CC3XX_RNG_EHR_VALID) != 0) {
            for (uint32_t i = 0; i < CC3XX_EHR_WORDS; i++) {
                words[i] = read_reg(base, CC3XX_EHR_DATA0_OFFSET + i * sizeof(uint32_t));
            }
            rng_restart(base);
            return true;
        }
    }
    return false;
}

/* A block that equals the one before comes from a register that does not change. */
static bool rng_fill(uintptr_t base, uint8_t *out, size_t size_bytes)
{
    uint32_t previous[CC3XX_EHR_WORDS] = { 0 };
    uint32_t words[CC3XX_EHR_WORDS];
    bool good = true;

    for (size_t done = 0; good && done < size_bytes; done += sizeof(words)) {
        good = rng_read_block(base, words) && bytes_equal(words, previous, sizeof(words)) != RSS_OK;
        if (good) {
            const size_t left = size_bytes - done;

            memcpy(&out[done], words, left < sizeof(words) ? left : sizeof(words));
            memcpy(previous, words, sizeof(words));
        }
    }
    bytes_wipe(words, sizeof(words));
    bytes_wipe(previous, sizeof(previous));
    return good;
}

rss_status_t cc3xx_random(uintptr_t base, uint8_t *out, size_t size_bytes)
{
    const bool good = rng_start(base) && rng_fill(base, out, size_bytes);

    rng_stop(base);
    if (!good) {
        bytes_wipe(out, size_bytes);
        return RSS_ERR_CC3XX_RNG;
    }
    return RSS_OK;
}

rss_status_t cc3xx_aes_begin(uintptr_t base, enum cc3xx_aes_mode mode)
{
    uint32_t poll = 0;

    if ((read_reg(base, CC3XX_HOST_AO_LOCK_BITS_OFFSET) & CC3XX_AO_FATAL_ERR) != 0) {
        return RSS_ERR_CC3XX_LOCKED;
    }
    write_reg(base, CC3XX_AES_CLK_ENABLE_OFFSET, 1);
    write_reg(base, CC3XX_DMA_CLK_ENABLE_OFFSET, 1);
    while (read_reg(base, CC3XX_CRYPTO_BUSY_OFFSET) != 0) {
        if (++poll == POLLS) {
            return RSS_ERR_CC3XX_TIMEOUT;
        }
    }
    write_reg(base, CC3XX_HOST_IMR_OFFSET, CC3XX_HOST_EVENTS_ALL);
    write_reg(base, CC3XX_CRYPTO_CTL_OFFSET, CC3XX_CRYPTO_CTL_AES);
    write_reg(base, CC3XX_AES_REMAINING_BYTES_OFFSET, 0);
    write_reg(base, CC3XX_AES_CONTROL_OFFSET, (uint32_t)mode);
    return RSS_OK;
}

void cc3xx_aes_set_key(uintptr_t base, const uint8_t key[CC3XX_KEY_BYTES])
{
    write_words(base + CC3XX_AES_KEY_0_OFFSET, key, CC3XX_KEY_BYTES);
}

void cc3xx_aes_set_counter(uintptr_t base, const uint8_t counter[CC3XX_BLOCK_BYTES])
{
    write_words(base + CC3XX_AES_CTR_0_OFFSET, counter, CC3XX_BLOCK_BYTES);
}

static rss_status_t dma_run(uintptr_t base, const uint8_t *in, uint8_t *out, uint32_t size_bytes)
{
    write_reg(base, CC3XX_HOST_ICR_OFFSET, CC3XX_HOST_EVENTS_ALL);
    write_reg(base, CC3XX_DST_LLI_WORD0_OFFSET, (uint32_t)(uintptr_t)out);
    write_reg(base, CC3XX_DST_LLI_WORD1_OFFSET, size_bytes);
    write_reg(base, CC3XX_SRC_LLI_WORD0_OFFSET, (uint32_t)(uintptr_t)in);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* the engine reads and writes the buffers from here on */
    write_reg(base, CC3XX_SRC_LLI_WORD1_OFFSET, size_bytes);
    for (uint32_t poll = 0; poll < POLLS; poll++) {
        const uint32_t events = read_reg(base, CC3XX_HOST_IRR_OFFSET);

        if ((events & CC3XX_HOST_AHB_ERROR) != 0) {
            return RSS_ERR_CC3XX_BUS;
        }
        if ((events & CC3XX_HOST_SYM_DMA_COMPLETED) != 0) {
            __atomic_thread_fence(__ATOMIC_SEQ_CST);
            return RSS_OK;
        }
    }
    return RSS_ERR_CC3XX_TIMEOUT;
}

rss_status_t cc3xx_aes_run(uintptr_t base, const uint8_t *in, uint8_t *out, size_t size_bytes)
{
    rss_status_t status = RSS_OK;

    for (size_t done = 0; done < size_bytes && status == RSS_OK; done += DMA_PIECE_BYTES) {
        const size_t left = size_bytes - done;

        status = dma_run(base, &in[done], &out[done], left < DMA_PIECE_BYTES ? left : DMA_PIECE_BYTES);
    }
    return status;
}

void cc3xx_aes_end(uintptr_t base)
{
    static const uint8_t no_key[CC3XX_KEY_BYTES];

    cc3xx_aes_set_key(base, no_key);
    write_reg(base, CC3XX_HOST_ICR_OFFSET, CC3XX_HOST_EVENTS_ALL);
    write_reg(base, CC3XX_CRYPTO_CTL_OFFSET, CC3XX_CRYPTO_CTL_PASS);
    write_reg(base, CC3XX_AES_CLK_ENABLE_OFFSET, 0);
    write_reg(base, CC3XX_DMA_CLK_ENABLE_OFFSET, 0);
}
