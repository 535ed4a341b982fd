/* SPDX-License-Identifier: BSD-3-Clause */
/* What the RSS may reach on tc's host: its console, and the memory that the AP may name in a request. */
#include "hal/mailbox.h"
#include "platforms/rss/board.h"
#include "platforms/tc/config.h"

const struct host_uart host_uart = {
    .physical = TC_RSS_UART_PHYSICAL,
    .clock_hz = TC_RSS_UART_CLOCK_HZ,
    .baud = TC_RSS_UART_BAUD,
};

#define AP (1u << HAL_MAILBOX_AP)

/* services.md 2.7. The SCP sends its data in its messages and names no memory. */
const struct host_range host_ranges[] = {
    { 0x00000000, 0x00080000, .read = true, .write = false, AP }, /* AP boot SRAM */
    { 0x04000000, 0x04080000, .read = true, .write = true, AP },  /* trusted SRAM */
    { 0x05000000, 0x05080000, .read = true, .write = false, AP }, /* non-secure ROM */
    { 0x06000000, 0x06080000, .read = true, .write = true, AP },  /* non-secure SRAM */
};
const uint32_t host_range_count = sizeof(host_ranges) / sizeof(host_ranges[0]);
