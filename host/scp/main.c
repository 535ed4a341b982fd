/* SPDX-License-Identifier: BSD-3-Clause */
/** SCP boot image: what the AP finds prepared, the hand-shake with the RSS, power for AP core 0
 * (host-tc.md 10.2). */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/rss_client/rss_client.h"
#include "host/scp/scp.h"
#include "host/scp/scp_regs.h"
#include "lib/base/mmio.h"

#define POLL_LIMIT     1000000u
#define RSS_POLL_LIMIT 4000000u /* the runtime starts after the AP */

/* Counter frequency that AP firmware reads, refuses when it is 0, and puts in CNTFRQ. */
#define REFCLK_HZ 100000000u

/* Shared data storage: region header, then structures as id and version, valid and size, contents
 * (host-tc.md 6.1). */
#define SDS_STRUCTURES    3u
#define SDS_REGION_BYTES  0xdc0u
#define SDS_REGION(count) (0x10000000u | ((count) << 16) | 0xaa7au)
#define SDS_ID(id)        (0x01000000u | (id))
#define SDS_VALID(bytes)  (((bytes) << 1) | 1u)

static const uint32_t sds_words[] = {
    SDS_REGION(SDS_STRUCTURES),
    SDS_REGION_BYTES,
    SDS_ID(1u),
    SDS_VALID(8u),
    0,
    0, /* AP CPU info: the primary is core 0 */
    SDS_ID(6u),
    SDS_VALID(8u),
    0,
    0, /* features available: none yet */
    SDS_ID(9u),
    SDS_VALID(16u),
    0,
    0,
    0,
    0, /* SCP RAM image: none named by the AP yet */
};

static void put(char c)
{
    for (uint32_t poll = 0; poll < POLL_LIMIT; poll++) {
        if ((mmio_read32(UART_BASE + UART_FR_OFFSET) & UART_FR_TXFF) == 0u) {
            mmio_write32(UART_BASE + UART_DR_OFFSET, (uint8_t)c);
            return;
        }
    }
}

void scp_print(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            put('\r');
        }
        put(*text);
    }
}

void scp_print_number(uint32_t number)
{
    uint32_t power = 1;

    while (number / power >= 10u) {
        power *= 10u;
    }
    for (; power != 0u; power /= 10u) {
        put((char)('0' + number / power % 10u));
    }
}

static void console_init(void)
{
    mmio_write32(UART_BASE + UART_CR_OFFSET, 0);
    mmio_write32(UART_BASE + UART_IBRD_OFFSET, UART_IBRD_115200);
    mmio_write32(UART_BASE + UART_FBRD_OFFSET, UART_FBRD_115200);
    mmio_write32(UART_BASE + UART_LCR_H_OFFSET, UART_LCR_H_8BIT_FIFO);
    mmio_write32(UART_BASE + UART_CR_OFFSET, UART_CR_ENABLE);
}

static void idle(void) __attribute__((noreturn));
static void idle(void)
{
    for (;;) {
        __asm__ volatile("wfi" ::: "memory");
    }
}

void scp_fail(const char *what)
{
    scp_print("[SCP] FAIL ");
    scp_print(what);
    scp_print("\n");
    idle();
}

static bool poll(uintptr_t address, uint32_t mask, uint32_t want)
{
    for (uint32_t i = 0; i < POLL_LIMIT; i++) {
        if ((mmio_read32(address) & mask) == want) {
            return true;
        }
    }
    return false;
}

static void start_counter(void)
{
    mmio_write32(COUNTER_BASE + COUNTER_CNTCR_OFFSET, 0);
    mmio_write32(COUNTER_BASE + COUNTER_CNTFID0_OFFSET, REFCLK_HZ);
    mmio_write32(COUNTER_BASE + COUNTER_CNTCR_OFFSET, COUNTER_CNTCR_ENABLE_FREQUENCY_0);
}

static void prepare_shared_memory(void)
{
    for (size_t i = 0; i < sizeof(sds_words) / sizeof(sds_words[0]); i++) {
        mmio_write32(TRUSTED_SRAM_BASE + i * sizeof(uint32_t), sds_words[i]);
    }
    mmio_write32(TRUSTED_SRAM_BASE + SCMI_STATUS_OFFSET, SCMI_STATUS_FREE);
    for (uint32_t offset = AP_CONTEXT_OFFSET; offset < AP_CONTEXT_OFFSET + AP_CONTEXT_BYTES; offset += 4u) {
        mmio_write32(TRUSTED_SRAM_BASE + offset,
                     0); /* a warm entry point left here would be taken at AP reset */
    }
}

static void ring_rss(void)
{
    mmio_write32(RSS_SENDER_BASE + MHU_ACCESS_REQUEST_OFFSET, 1);
    if (!poll(RSS_SENDER_BASE + MHU_ACCESS_READY_OFFSET, 1, 1)) {
        scp_fail("RSS mailbox not ready");
    }
    mmio_write32(RSS_SENDER_BASE + MHU_CH_SET_OFFSET, 1);
    mmio_write32(RSS_SENDER_BASE + MHU_ACCESS_REQUEST_OFFSET, 0);
}

static void prepare_rss_receiver(void)
{
    uint32_t channels = mmio_read32(RSS_RECEIVER_BASE + MHU_CFG_OFFSET);

    for (uint32_t channel = 1; channel < channels && channel < MHU_CHANNELS_MAX; channel++) {
        mmio_write32(RSS_RECEIVER_BASE + MHU_CH_MSK_SET_OFFSET + channel * MHU_CHANNEL_STRIDE, UINT32_MAX);
    }
    mmio_write32(RSS_RECEIVER_BASE + MHU_CH_MSK_CLR_OFFSET, UINT32_MAX);
    mmio_write32(RSS_RECEIVER_BASE + MHU_INT_EN_OFFSET, MHU_INT_CHCOMB);
    mmio_write32(NVIC_ISER(RSS_RECEIVER_IRQ), NVIC_BIT(RSS_RECEIVER_IRQ));
}

/* No limit: the RSS lets the AP start when everything is verified, and never if something is not. */
static void wait_for_rss(void)
{
    while ((mmio_read32(RSS_RECEIVER_BASE + MHU_CH_ST_OFFSET) & 1u) == 0u) {
        __asm__ volatile("wfi" ::: "memory");
        mmio_write32(NVIC_ICPR(RSS_RECEIVER_IRQ), NVIC_BIT(RSS_RECEIVER_IRQ));
    }
    mmio_write32(RSS_RECEIVER_BASE + MHU_CH_CLR_OFFSET, UINT32_MAX);
    /* A pending interrupt that nobody takes would end every later wfi at once. */
    mmio_write32(NVIC_ICPR(RSS_RECEIVER_IRQ), NVIC_BIT(RSS_RECEIVER_IRQ));
}

static void power_on(uintptr_t ppu, const char *what)
{
    mmio_write32(ppu + PPU_PWPR_OFFSET, PPU_POLICY_ON);
    if (!poll(ppu + PPU_PWSR_OFFSET, PPU_STATE_MASK, PPU_POLICY_ON)) {
        scp_fail(what);
    }
}

/* The AP calls at the same time: two callers, each with its own mailbox. */
static void open_rss(void)
{
    mmio_write32(NVIC_ICER(RSS_RECEIVER_IRQ), NVIC_BIT(RSS_RECEIVER_IRQ)); /* the client polls */
    if (rss_client_init(RSS_SENDER_BASE, RSS_RECEIVER_BASE, RSS_POLL_LIMIT) != PSA_SUCCESS) {
        scp_fail("RSS mailbox");
    }
}

void scp_main(void)
{
    console_init();
    scp_print("[SCP] boot image " RSS_VERSION "\n");
    start_counter();
    prepare_shared_memory();
    prepare_rss_receiver();
    ring_rss();
    scp_print("[SCP] host prepared, RSS told\n");
    wait_for_rss();
    power_on(CLUSTER_PPU_BASE, "cluster power");
    power_on(CORE_PPU_BASE(0u), "core power");
    scp_print("[SCP] AP core 0 on\n");
    open_rss();
    scp_ask_rss();
    idle();
}
