/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/platform.h"

#include <stdint.h>

#include "platforms/rss/memory_map.h"

#define MPU_BASE             0xe000ed90u
#define MPU_CTRL_ENABLE      (1u << 0)
#define MPU_CTRL_PRIVDEFENA  (1u << 2)
#define MPU_XN               (1u << 0) /* in RBAR */
#define MPU_READ_ONLY        (2u << 1)
#define MPU_ENABLE           (1u << 0) /* in RLAR */
#define MAIR_NORMAL_UNCACHED 0x44u

/* Armv8-M MPU: RNR selects region[0], a multiple of 4, and the three behind it. */
struct mpu {
    uint32_t type;
    uint32_t ctrl;
    uint32_t rnr;
    struct {
        uint32_t rbar;
        uint32_t rlar;
    } region[4];
    uint32_t reserved;
    uint32_t mair[2];
};
_Static_assert(offsetof(struct mpu, mair) == 0x30, "MPU_MAIR0 is at 0xe000edc0");

#define LIMIT(end) (((end)-32u) | MPU_ENABLE) /* the last 32 bytes of the region */

/* Where no region is, the default map is: ROM can be executed, peripherals cannot. */
void hal_platform_limit_code(uintptr_t code, size_t code_bytes)
{
    volatile struct mpu *mpu = (volatile struct mpu *)MPU_BASE;
    const uint32_t code_end = code + code_bytes;

    mpu->mair[0] = MAIR_NORMAL_UNCACHED;
    mpu->rnr = 4;
    mpu->region[0].rbar = RSS_HOST_MEMORY_BASE | MPU_XN;
    mpu->region[0].rlar = LIMIT(RSS_HOST_MEMORY_END);
    mpu->rnr = 0;
    mpu->region[0].rbar = MPU_XN;
    mpu->region[0].rlar = LIMIT(RSS_ROM_BASE);
    mpu->region[1].rbar = (RSS_ROM_BASE + RSS_ROM_BYTES) | MPU_XN;
    mpu->region[1].rlar = LIMIT(code);
    mpu->region[2].rbar = code | MPU_READ_ONLY;
    mpu->region[2].rlar = LIMIT(code_end);
    mpu->region[3].rbar = code_end | MPU_XN;
    mpu->region[3].rlar = LIMIT(RSS_PERIPHERALS_BASE);
    mpu->ctrl = MPU_CTRL_PRIVDEFENA | MPU_CTRL_ENABLE;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}
