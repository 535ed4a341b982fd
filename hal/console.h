/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HAL_CONSOLE_H
#define HAL_CONSOLE_H

#include <stddef.h>

/** Send bytes to the RSS console; "\n" goes out as "\r\n". Bounded wait per byte; a dead UART loses text, never hangs. */
void hal_console_write(const char *text, size_t size_bytes);

#endif /* HAL_CONSOLE_H */
