/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/mailbox.h"

#include "drivers/mhu/mhu.h"
#include "lib/base/mmio.h"
#include "platforms/rss/memory_map.h"

/* Set-enable, set-pending and clear-pending register of the mailbox interrupt in the NVIC, and its bit. */
#define NVIC_WORD(first) ((first) + RSS_IRQ_MHU0_RECEIVER / 32 * 4)
#define NVIC_ISER        NVIC_WORD(0xe000e100u)
#define NVIC_ISPR        NVIC_WORD(0xe000e200u)
#define NVIC_ICPR        NVIC_WORD(0xe000e280u)
#define NVIC_BIT         (1u << (RSS_IRQ_MHU0_RECEIVER % 32))

rss_status_t hal_mailbox_init(void)
{
    const rss_status_t status = mhu_check(RSS_MHU0_SENDER_BASE, RSS_MHU0_RECEIVER_BASE);

    if (status == RSS_OK) {
        mhu_receiver_enable(RSS_MHU0_RECEIVER_BASE);
        mmio_write32(NVIC_ISER, NVIC_BIT);
    }
    return status;
}

/* The interrupt stays masked (PRIMASK): being pending is enough to end the sleep. While a message waits, the
 * request is a level, and the clear does not take it away. */
void hal_mailbox_wait(void)
{
    mmio_write32(NVIC_ICPR, NVIC_BIT);
    while ((mmio_read32(NVIC_ISPR) & NVIC_BIT) == 0) {
        __asm__ volatile("dsb\n\twfi" ::: "memory");
    }
}

rss_status_t hal_mailbox_receive(uint8_t *buffer, size_t buffer_bytes, size_t *size_bytes)
{
    return mhu_receive(RSS_MHU0_RECEIVER_BASE, buffer, buffer_bytes, size_bytes);
}

rss_status_t hal_mailbox_send(const uint8_t *message, size_t size_bytes)
{
    return mhu_send(RSS_MHU0_SENDER_BASE, message, size_bytes);
}
