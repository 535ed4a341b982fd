/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/base/log.h"

#include "drivers/atu/atu.h"
#include "drivers/uart/uart.h"
#include "platforms/rss/board.h"
#include "platforms/rss/memory_map.h"

/* Zero at start-up, so that text from before console_init (or after its failure) goes nowhere instead of
 * faulting. */
static bool console_is_on;

rss_status_t console_init(void)
{
    console_is_on = false;
    const rss_status_t status = atu_map(RSS_ATU_BASE, atu_last_region(RSS_ATU_BASE), RSS_UART0_BASE_NS,
                                        host_uart.physical, RSS_UART0_WINDOW_BYTES);

    if (status == RSS_OK) {
        uart_init(RSS_UART0_BASE_NS, host_uart.clock_hz, host_uart.baud);
        console_is_on = true;
    }
    return status;
}

static void put(char c)
{
    /* A UART that is stuck is given up: waiting for each further character would look like a hang. */
    if (console_is_on && uart_put(RSS_UART0_BASE_NS, c) != RSS_OK) {
        console_is_on = false;
    }
}

void log_write(const char *text, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        if (text[i] == '\n') {
            put('\r');
        }
        put(text[i]);
    }
}

void console_flush(void)
{
    if (console_is_on) {
        uart_flush(RSS_UART0_BASE_NS);
    }
}

void console_quit(void)
{
    console_flush();
    console_is_on = false;
}
