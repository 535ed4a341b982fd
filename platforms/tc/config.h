/* SPDX-License-Identifier: BSD-3-Clause */
/** Facts of tc's host: physical addresses as the RSS's address translation reaches them (boot.md 2.4,
 * hardware.md 18.1). */
#ifndef PLATFORMS_TC_CONFIG_H
#define PLATFORMS_TC_CONFIG_H

#define TC_RSS_UART_PHYSICAL 0x2a400000u
#define TC_RSS_UART_CLOCK_HZ 25000000u
#define TC_RSS_UART_BAUD     115200u

#define TC_AP_SRAM_PHYSICAL  0x00000000u
#define TC_AP_WINDOW_BYTES   0x20000u
#define TC_SCP_SRAM_PHYSICAL 0x40000000u
#define TC_SCP_WINDOW_BYTES  0x10000u

/* Where BL2 sees the two: load addresses that host images are signed for. */
#define TC_AP_LOAD_ADDRESS  0x70000000u
#define TC_SCP_LOAD_ADDRESS 0x70100000u

#endif /* PLATFORMS_TC_CONFIG_H */
