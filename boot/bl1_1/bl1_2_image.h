/* SPDX-License-Identifier: BSD-3-Clause */
/** BL1_2 out of OTP, and the keys that depend on it. */
#ifndef BOOT_BL1_1_BL1_2_IMAGE_H
#define BOOT_BL1_1_BL1_2_IMAGE_H

#include <stdint.h>

#include "boot/shared/stage_layout.h"
#include "hal/lifecycle.h"
#include "lib/base/bytes.h"
#include "lib/base/status.h"

/** Sum that bl1_2_image_load adds to fih_steps: image verified, three keys stored, image measured. */
#define BL1_2_IMAGE_STEP_VERIFIED 0x0a31u
#define BL1_2_IMAGE_STEP_KEY      0x0107u
#define BL1_2_IMAGE_STEP_MEASURED 0x4005u
#define BL1_2_IMAGE_STEPS         (BL1_2_IMAGE_STEP_VERIFIED + 3u * BL1_2_IMAGE_STEP_KEY + BL1_2_IMAGE_STEP_MEASURED)

/**
 * Whether an image calls the ROM by this ROM's interface; its calls would end anywhere otherwise.
 * @param image  BL1_2_BYTES.
 * @return RSS_OK; RSS_ERR_BL1_2_ROM_API.
 */
static inline RSS_MUST_USE rss_status_t bl1_2_image_check_rom_api(const uint8_t *image)
{
    return bytes_get_le32(&image[BL1_2_ROM_API_OFFSET]) == RSS_ROM_API_WORD ? RSS_OK : RSS_ERR_BL1_2_ROM_API;
}

/**
 * Copy BL1_2 from OTP to RAM, compare the copy's hash with OTP's, derive VHUK, CPAK seed and DAK seed into
 * KMU slots, and add the measurement to the shared boot data.
 *
 * @param[out] ram    BL1_2_BYTES at the address BL1_2 is linked for.
 * @param lifecycle   Input of the key derivation.
 * @return RSS_OK; RSS_ERR_BL1_2_HASH; RSS_ERR_BL1_2_ROM_API; RSS_ERR_LCM_*, RSS_ERR_KMU_*, RSS_ERR_CC3XX_*, RSS_ERR_SHARED_*.
 */
rss_status_t bl1_2_image_load(uint8_t *ram, enum hal_lifecycle lifecycle) RSS_MUST_USE;

#endif /* BOOT_BL1_1_BL1_2_IMAGE_H */
