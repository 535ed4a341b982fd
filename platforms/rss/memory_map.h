/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Addresses of the RSS, secure aliases unless named _NS, sizes in bytes. Plain numbers: the linker scripts'
 * MEMORY (CMakeLists.txt of each image) uses them too. Sources: boot.md 2.1 to 2.3, hardware.md 1.2, 1.3.
 */
#ifndef PLATFORMS_RSS_MEMORY_MAP_H
#define PLATFORMS_RSS_MEMORY_MAP_H

/* Memories */
#define RSS_ROM_BASE         0x11000000
#define RSS_ROM_BYTES        0x20000
#define RSS_VM0_BASE         0x31000000
#define RSS_VM0_BASE_NS      0x21000000
#define RSS_VM1_BASE         0x31800000
#define RSS_HOST_WINDOW_BASE 0x70000000

/* Bounds of the architecture's default map (Armv8-M B8.1): peripherals behind the RSS's memories, external memory */
#define RSS_PERIPHERALS_BASE 0x40000000
#define RSS_HOST_MEMORY_BASE 0x60000000
#define RSS_HOST_MEMORY_END  0xa0000000

/* ROM */
#define RSS_BL1_1_CODE_BASE  RSS_ROM_BASE
#define RSS_BL1_1_CODE_BYTES 0xe000

/* VM0: image of the boot flash, then data */
#define RSS_FLASH_BASE         RSS_VM0_BASE
#define RSS_FLASH_BYTES        0x440000
#define RSS_BL1_1_DATA_BYTES   0x3c00
#define RSS_BL1_2_DATA_BASE    0x31504000
#define RSS_BL1_2_DATA_BYTES   0x4000
#define RSS_BL2_DATA_BASE      0x31500400
#define RSS_BL2_DATA_BYTES     0x7c00
#define RSS_RUNTIME_DATA_BASE  0x31500400
#define RSS_RUNTIME_DATA_BYTES 0xffc00
#define RSS_NS_DATA_BASE_NS    0x21600000
#define RSS_NS_DATA_BYTES      0x100000

/* VM1: code. The runtime images stand behind their MCUboot header, BL2 behind BL1's. */
#define RSS_S_IMAGE_BASE        0x31800000
#define RSS_NS_IMAGE_BASE       0x31880000
#define RSS_RUNTIME_IMAGE_BYTES 0x80000
#define RSS_S_CODE_BASE         0x31801000
#define RSS_NS_CODE_BASE_NS     0x21881000
#define RSS_BL1_2_CODE_BASE     0x31900000
#define RSS_BL1_2_CODE_BYTES    0x2000
#define RSS_BL2_CODE_BASE       0x31902800
#define RSS_BL2_CODE_BYTES      0x1f800

/* Devices */
#define RSS_SACFG_BASE            0x50080000
#define RSS_MPC_VM0_BASE          0x50083000
#define RSS_MPC_VM1_BASE          0x50084000
#define RSS_KMU_BASE              0x5009e000
#define RSS_LCM_BASE              0x500a0000
#define RSS_ATU_BASE              0x50150000
#define RSS_CC3XX_BASE            0x50154000
#define RSS_SYSCOUNTER_BASE       0x5015a000
#define RSS_MHU0_SENDER_BASE      0x50160000
#define RSS_MHU0_RECEIVER_BASE    0x50170000
#define RSS_MHU2_SENDER_BASE      0x501a0000
#define RSS_MHU2_RECEIVER_BASE    0x501b0000
#define RSS_SYSTIMER0_BASE        0x58000000
#define RSS_SYSTIMER1_BASE        0x58001000
#define RSS_SYSTIMER3_BASE        0x58003000
#define RSS_SYSCTRL_BASE          0x58021000
#define RSS_SLOWCLK_WATCHDOG_BASE 0x5802e000
#define RSS_UART0_BASE_NS         0x6ff00000 /* in the host window: reached through the last ATU region */
#define RSS_UART0_WINDOW_BYTES    0x2000

#endif /* PLATFORMS_RSS_MEMORY_MAP_H */
