/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/platform.h"

#include "drivers/cc3xx/cc3xx.h"
#include "drivers/kmu/kmu.h"
#include "drivers/sysctrl/sysctrl.h"
#include "lib/base/bytes.h"
#include "platforms/rss/board.h"
#include "platforms/rss/memory_map.h"

static rss_status_t seed_key_masking(void)
{
    uint8_t seed[KMU_KEY_BYTES];
    const rss_status_t status = hal_random(seed, sizeof(seed));

    if (status == RSS_OK) {
        kmu_seed(RSS_KMU_BASE, seed);
    }
    bytes_wipe(seed, sizeof(seed));
    return status;
}

rss_status_t hal_platform_init(enum hal_stage stage)
{
    failure_enter_stage(stage);
    sysctrl_route_cpu_reset(RSS_SYSCTRL_BASE);
    if (stage == HAL_STAGE_BL1_1) {
        sysctrl_clear_host_signals(RSS_SYSCTRL_BASE); /* it outlives resets: the host is not released yet */
    }
    rss_status_t status = console_init();
    if (status == RSS_OK) {
        status = cc3xx_init(RSS_CC3XX_BASE);
    }
    if (status == RSS_OK && stage == HAL_STAGE_BL1_1) {
        status = seed_key_masking();
    }
    return status;
}

void hal_platform_quit(enum hal_stage stage)
{
    (void)stage;
    console_quit();
    cc3xx_aes_end(RSS_CC3XX_BASE);
}

rss_status_t hal_random(uint8_t *out, size_t size_bytes)
{
    return cc3xx_random(RSS_CC3XX_BASE, out, size_bytes);
}
