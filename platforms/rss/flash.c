/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot flash as 1.7 has it: an image in VM0, memory mapped. */
#include "hal/flash.h"

#include <string.h>

#include "hal/images.h"
#include "platforms/rss/memory_map.h"

/* boot.md 2.3. Slots of an image are two S and NS slots, or two AP and SCP slots, apart. */
static const uint32_t image_slots[HAL_IMAGE_COUNT][2] = {
    [HAL_IMAGE_S] = { 0x040000, 0x140000 },
    [HAL_IMAGE_NS] = { 0x0c0000, 0x1c0000 },
    [HAL_IMAGE_AP] = { 0x240000, 0x340000 },
    [HAL_IMAGE_SCP] = { 0x2c0000, 0x3c0000 },
};

rss_status_t hal_flash_read(uint32_t offset_bytes, void *out, size_t size_bytes)
{
    if (size_bytes > RSS_FLASH_BYTES || offset_bytes > RSS_FLASH_BYTES - size_bytes) {
        return RSS_ERR_ARGUMENT;
    }
    memcpy(out, (const void *)(uintptr_t)(RSS_FLASH_BASE + offset_bytes), size_bytes);
    return RSS_OK;
}

uint32_t hal_flash_bl2_offset(uint32_t slot)
{
    return slot * HAL_FLASH_BL2_SLOT_BYTES;
}

uint32_t hal_flash_image_offset(uint32_t image_id, uint32_t slot)
{
    return image_slots[image_id % HAL_IMAGE_COUNT][slot & 1u];
}
