/* SPDX-License-Identifier: BSD-3-Clause */
/** Encrypted images: the image key is wrapped under a key that the device derives (docs/adr/0007-image-encryption.md). */
#ifndef BOOT_BL2_DECRYPT_H
#define BOOT_BL2_DECRYPT_H

#include <stdint.h>

#include "lib/image/image.h"

/**
 * Decrypt the payload of a loaded image in place; nothing of it is trusted yet, image_validate comes next.
 *
 * @param candidate  Of an encrypted image, its sizes bounded by image_read_candidate.
 * @param image      candidate->total_bytes of it, in memory that only the RSS writes.
 * @return RSS_OK; RSS_ERR_IMG_TLV_*, RSS_ERR_IMG_KEY_HASH, RSS_ERR_IMG_NO_WRAPPED_KEY, RSS_ERR_IMG_WRAPPED_SIZE,
 *         RSS_ERR_IMG_UNWRAP: the image is to blame; RSS_ERR_LCM_*, RSS_ERR_CC3XX_*. No key is left in memory.
 */
rss_status_t decrypt_image(uint32_t image_id, const struct image_candidate *candidate,
                           uint8_t *image) RSS_MUST_USE;

#endif /* BOOT_BL2_DECRYPT_H */
