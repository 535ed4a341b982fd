/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/platform.h"

#include <stdint.h>

#include "platforms/rss/memory_map.h"

/* Armv8-M MPU */
#define MPU_CTRL             0xe000ed94u
#define MPU_RNR              0xe000ed98u
#define MPU_RBAR             0xe000ed9cu
#define MPU_RLAR             0xe000eda0u
#define MPU_MAIR0            0xe000edc0u
#define MPU_CTRL_ENABLE      (1u << 0)
#define MPU_CTRL_PRIVDEFENA  (1u << 2)
#define MPU_RBAR_XN          (1u << 0)
#define MPU_RBAR_READ_ONLY   (2u << 1)
#define MPU_RLAR_ENABLE      (1u << 0)
#define MPU_LIMIT_MASK       0xffffffe0u
#define MAIR_NORMAL_UNCACHED 0x44u

extern const uint8_t stage_code_start[];
extern const uint8_t stage_code_limit[];

static void write_register(uintptr_t address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}

static void set_region(uint32_t number, uintptr_t first, uintptr_t end, uint32_t rights)
{
    write_register(MPU_RNR, number);
    write_register(MPU_RBAR, first | rights);
    write_register(MPU_RLAR, ((end - 1) & MPU_LIMIT_MASK) | MPU_RLAR_ENABLE);
}

/* Where no region is, the default map is: ROM can be executed, peripherals cannot. */
void hal_platform_limit_code(void)
{
    const uintptr_t code = (uintptr_t)stage_code_start;
    const uintptr_t code_end = (uintptr_t)stage_code_limit;

    write_register(MPU_MAIR0, MAIR_NORMAL_UNCACHED);
    set_region(0, 0, RSS_ROM_BASE, MPU_RBAR_XN);
    set_region(1, RSS_ROM_BASE + RSS_ROM_BYTES, code, MPU_RBAR_XN);
    set_region(2, code, code_end, MPU_RBAR_READ_ONLY);
    set_region(3, code_end, RSS_PERIPHERALS_BASE, MPU_RBAR_XN);
    set_region(4, RSS_HOST_MEMORY_BASE, RSS_HOST_MEMORY_END, MPU_RBAR_XN);
    write_register(MPU_CTRL, MPU_CTRL_PRIVDEFENA | MPU_CTRL_ENABLE);
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}
