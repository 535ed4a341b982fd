/* SPDX-License-Identifier: BSD-3-Clause */
/** PL011, transmit only, polled. See README.md. */
#ifndef DRIVERS_UART_UART_H
#define DRIVERS_UART_UART_H

#include <stdint.h>

#include "lib/base/status.h"

/** 8 data bits, no parity, 1 stop bit, FIFO on. Characters still being sent are lost when the divisor
 * changes. */
void uart_init(uintptr_t base, uint32_t clock_hz, uint32_t baud);

/** RSS_ERR_PLATFORM: the FIFO stayed full for the whole wait; the character is lost. */
rss_status_t uart_put(uintptr_t base, char c) RSS_MUST_USE;

/** Wait, within a limit, until everything is out. */
void uart_flush(uintptr_t base);

#endif /* DRIVERS_UART_UART_H */
