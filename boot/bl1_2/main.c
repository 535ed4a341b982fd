/* SPDX-License-Identifier: BSD-3-Clause */
/* Second stage, from OTP, with the ROM as its library: finds a BL2 that may run. See README.md. */
#include <stdint.h>

#include "boot/bl1_2/bl2_image.h"
#include "boot/shared/stage_layout.h"
#include "hal/failure.h"
#include "hal/keys.h"
#include "hal/platform.h"
#include "lib/base/fih.h"
#include "lib/base/log.h"

#define SLOT_COUNT 2u

const enum hal_stage hal_this_stage = HAL_STAGE_BL1_2;

/* At BL1_2_ROM_API_OFFSET. */
static const uint32_t rom_api_word __attribute__((section(".vectors.rom_api"), used)) = RSS_ROM_API_WORD;

static void require(rss_status_t status)
{
    if (fih_differ(status, RSS_OK)) {
        hal_failure_stop(HAL_STAGE_BL1_2, status);
    }
    FIH_REQUIRE(status, RSS_OK);
}

/* The first slot that verifies, primary before secondary; versions are not compared (boot.md 4.1). */
static rss_status_t load_first(struct bl2_image *image)
{
    for (uint32_t slot = 0; slot < SLOT_COUNT; slot++) {
        rss_status_t status = bl2_image_load(slot, image);

        if (status == RSS_OK) {
            return status;
        }
        LOG_ERR("[WRN] BL1_2 BL2 slot %u refused: " RSS_STATUS_FORMAT "\n", (unsigned)slot,
                RSS_STATUS_ARGUMENTS(status));
    }
    return RSS_ERR_BL2_NO_SLOT;
}

void stage_main(void)
{
    struct bl2_image *image = (struct bl2_image *)BL2_IMAGE_ADDRESS;

    hal_platform_limit_code(BL1_2_ADDRESS, BL1_2_BYTES);
    require(hal_platform_init(HAL_STAGE_BL1_2));
    LOG_INF("[INF] BL1_2 %s\n", RSS_VERSION);
    require(load_first(image));
    require(bl2_image_record(image));
    require(hal_keys_retire());
    LOG_INF("[INF] BL1_2 entering BL2 %u.%u.%u+%u\n", (unsigned)image->version_major,
            (unsigned)image->version_minor, (unsigned)image->version_revision,
            (unsigned)image->version_build);
    hal_platform_quit(HAL_STAGE_BL1_2);
    FIH_REQUIRE_STEPS(BL2_IMAGE_STEPS + BL2_IMAGE_STEP_RECORDED + HAL_KEYS_STEP_RETIRED);
    hal_platform_enter((const uint32_t *)image->code, (void *)BL1_DATA_ADDRESS, BL1_DATA_BYTES);
}
