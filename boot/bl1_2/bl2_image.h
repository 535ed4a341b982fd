/* SPDX-License-Identifier: BSD-3-Clause */
/** BL2 as it lies in a flash slot (boot.md 4.2), and the steps from there to a verified image in RAM. */
#ifndef BOOT_BL1_2_BL2_IMAGE_H
#define BOOT_BL1_2_BL2_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/crypto/lms.h"

#define BL2_IMAGE_DECRYPT_MAGIC 0xdeadbeefu
#define BL2_IMAGE_COUNTER_BOUND 1024u /* signatures of one LMS key */

/** Little-endian. Signed from version_major on, encrypted from decrypt_magic on. */
struct bl2_image {
    uint8_t ctr_iv[16];
    uint8_t signature[LMS_SIGNATURE_BYTES];
    uint8_t version_major;
    uint8_t version_minor;
    uint16_t version_revision;
    uint32_t version_build;
    uint32_t security_counter;
    uint32_t decrypt_magic;
    uint8_t padding[564];
    uint8_t code[0x1f800];
};
_Static_assert(offsetof(struct bl2_image, version_major) == 0x5bc, "BL2 image layout");
_Static_assert(offsetof(struct bl2_image, decrypt_magic) == 0x5c8, "BL2 image layout");
_Static_assert(offsetof(struct bl2_image, code) == 0x800, "BL2 image layout");
_Static_assert(sizeof(struct bl2_image) == 0x20000, "BL2 image layout");

#define BL2_IMAGE_SIGNED_BYTES    (sizeof(struct bl2_image) - offsetof(struct bl2_image, version_major))
#define BL2_IMAGE_ENCRYPTED_BYTES (sizeof(struct bl2_image) - offsetof(struct bl2_image, decrypt_magic))

/** Sum that bl2_image_load adds to fih_steps: decrypted, signature right, counter not below OTP's. */
#define BL2_IMAGE_STEP_DECRYPTED 0x0c13u
#define BL2_IMAGE_STEP_COUNTER   0x5102u
#define BL2_IMAGE_STEPS          (BL2_IMAGE_STEP_DECRYPTED + LMS_STEP + BL2_IMAGE_STEP_COUNTER)

/**
 * Copy a slot to RAM, decrypt it there and verify it. The slot is read once; everything is decided on the
 * copy.
 *
 * @param slot         0 or 1.
 * @param[out] image   In RAM, at the address BL2 is linked for. Zeroed on any error.
 * @return RSS_OK; RSS_ERR_BL2_COUNTER_BOUND, RSS_ERR_BL2_DECRYPT, RSS_ERR_BL2_SIGNATURE,
 * RSS_ERR_BL2_ROLLBACK; RSS_ERR_OTP_COUNTER_LIMIT: the counter can never be stored, so BL2 could not take the
 * image into use; RSS_ERR_ARGUMENT (slot outside the flash), RSS_ERR_LCM_*, RSS_ERR_OTP_*, RSS_ERR_CC3XX_*.
 */
rss_status_t bl2_image_load(uint32_t slot, struct bl2_image *image) RSS_MUST_USE;

/** Added to fih_steps by bl2_image_record. */
#define BL2_IMAGE_STEP_RECORDED 0x1003u

/**
 * Record the measurement of a verified image and its security counter for the next stages.
 * @return RSS_OK; RSS_ERR_SHARED_*; RSS_ERR_LCM_*.
 */
rss_status_t bl2_image_record(const struct bl2_image *image) RSS_MUST_USE;

#endif /* BOOT_BL1_2_BL2_IMAGE_H */
