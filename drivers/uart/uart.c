/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/uart/uart.h"

#include <stdbool.h>

#include "drivers/uart/uart_regs.h"
#include "lib/base/mmio.h"

#define POLLS 100000u /* a character takes 87 us at 115200 baud */

void uart_init(uintptr_t base, uint32_t clock_hz, uint32_t baud)
{
    const uint32_t divisor = clock_hz * 4u / baud; /* clock / (16 * baud), in 64ths */

    mmio_write32(base + UART_CR_OFFSET, 0);
    mmio_write32(base + UART_IBRD_OFFSET, divisor >> 6);
    mmio_write32(base + UART_FBRD_OFFSET, divisor & 0x3fu);
    mmio_write32(base + UART_LCR_H_OFFSET, UART_LCR_H_WLEN_8 | UART_LCR_H_FEN); /* takes the divisor over */
    mmio_write32(base + UART_CR_OFFSET, UART_CR_UARTEN | UART_CR_TXE);
}

static bool wait_clear(uintptr_t base, uint32_t flag)
{
    for (uint32_t poll = 0; poll < POLLS; poll++) {
        if ((mmio_read32(base + UART_FR_OFFSET) & flag) == 0) {
            return true;
        }
    }
    return false;
}

rss_status_t uart_put(uintptr_t base, char c)
{
    if (!wait_clear(base, UART_FR_TXFF)) {
        return RSS_ERR_PLATFORM;
    }
    mmio_write32(base + UART_DR_OFFSET, (uint8_t)c);
    return RSS_OK;
}

void uart_flush(uintptr_t base)
{
    (void)wait_clear(base, UART_FR_BUSY);
}
