/* SPDX-License-Identifier: BSD-3-Clause */
/** Boot flash of the host (in tc: an image of it in VM0, memory mapped). Hostile input: copy, then check the copy. */
#ifndef HAL_FLASH_H
#define HAL_FLASH_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/** Offsets from the start of the flash; sizes in bytes (seed, "Running the code"). */
#define HAL_FLASH_BL2_SLOT_BYTES   0x20000u
#define HAL_FLASH_IMAGE_SLOT_BYTES 0x80000u

/** RSS_ERR_ARGUMENT when the extent is not inside the flash (0x440000 bytes in tc); out is untouched then. */
rss_status_t hal_flash_read(uint32_t offset_bytes, void *out, size_t size_bytes) RSS_MUST_USE;

/** Offset of BL2 slot 0 or 1; of slot 0 or 1 of MCUboot image 0..3. */
uint32_t hal_flash_bl2_offset(uint32_t slot);
uint32_t hal_flash_image_offset(uint32_t image_id, uint32_t slot);

#endif /* HAL_FLASH_H */
