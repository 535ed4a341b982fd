/* SPDX-License-Identifier: BSD-3-Clause */
/** The AP's console: UART0 of the host. */
#ifndef HOST_AP_CONSOLE_H
#define HOST_AP_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void console_init(void);

/** "\n" goes out as "\r\n". Bounded wait per character: a dead UART loses text. */
void console_text(const char *text);

void console_number(int32_t number);

/** 0x and eight or sixteen digits. */
void console_hex32(uint32_t word);
void console_hex64(uint64_t word);

/** Two digits a byte, in order, no separator. */
void console_bytes(const uint8_t *bytes, size_t size_bytes);

/** Bytes that somebody types, two digits each. false: another character came, or none for a while. */
bool console_read_bytes(uint8_t *bytes, size_t size_bytes);

#endif /* HOST_AP_CONSOLE_H */
