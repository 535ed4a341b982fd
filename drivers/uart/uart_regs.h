/* SPDX-License-Identifier: BSD-3-Clause */
/** PL011: hardware.md 15.1. */
#ifndef DRIVERS_UART_UART_REGS_H
#define DRIVERS_UART_UART_REGS_H

#define UART_DR_OFFSET    0x00u
#define UART_FR_OFFSET    0x18u
#define UART_IBRD_OFFSET  0x24u
#define UART_FBRD_OFFSET  0x28u
#define UART_LCR_H_OFFSET 0x2cu
#define UART_CR_OFFSET    0x30u

#define UART_FR_BUSY      (1u << 3)
#define UART_FR_TXFF      (1u << 5)
#define UART_LCR_H_FEN    (1u << 4)
#define UART_LCR_H_WLEN_8 (3u << 5)
#define UART_CR_UARTEN    (1u << 0)
#define UART_CR_TXE       (1u << 8)

#endif /* DRIVERS_UART_UART_REGS_H */
