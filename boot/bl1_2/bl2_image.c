/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl1_2/bl2_image.h"

#include "boot/shared/boot_data.h"
#include "hal/flash.h"
#include "hal/keys.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"

_Static_assert(sizeof(struct bl2_image) == HAL_FLASH_BL2_SLOT_BYTES, "an image fills its slot");

static const uint8_t key_label[] = "BL2_DECRYPTION_KEY"; /* with its zero byte (boot.md 4.2) */

static const uint8_t *signed_part(const struct bl2_image *image)
{
    return (const uint8_t *)image + offsetof(struct bl2_image, version_major);
}

static rss_status_t decrypt(struct bl2_image *image)
{
    uint8_t *encrypted = (uint8_t *)image + offsetof(struct bl2_image, decrypt_magic);
    uint8_t context[4];
    uint8_t key[32];
    rss_status_t status;

    if (image->security_counter >= BL2_IMAGE_COUNTER_BOUND) {
        return RSS_ERR_BL2_COUNTER_BOUND;
    }
    bytes_put_le32(context, image->security_counter);
    status = hal_key_derive(HAL_KEY_BL2_ENCRYPTION_KEY, key_label, sizeof(key_label), context,
                            sizeof(context), key);
    if (status == RSS_OK) {
        status = hal_aes256_ctr(key, image->ctr_iv, encrypted, encrypted, BL2_IMAGE_ENCRYPTED_BYTES);
    }
    bytes_wipe(key, sizeof(key));
    if (status != RSS_OK) {
        return status;
    }
    if (image->decrypt_magic != BL2_IMAGE_DECRYPT_MAGIC) {
        return RSS_ERR_BL2_DECRYPT;
    }
    fih_step(BL2_IMAGE_STEP_DECRYPTED);
    return RSS_OK;
}

/* The key is read once more behind the verification: what went wrong in there did not change it. */
static rss_status_t verify_signature(const struct bl2_image *image)
{
    uint8_t public_key[LMS_PUBLIC_KEY_BYTES];
    uint8_t stored_key[LMS_PUBLIC_KEY_BYTES];
    rss_status_t status = hal_otp_read(HAL_OTP_BL1_ROTPK_0, public_key, sizeof(public_key));

    if (status != RSS_OK) {
        return status;
    }
    status = lms_verify(public_key, signed_part(image), BL2_IMAGE_SIGNED_BYTES, image->signature);
    if (fih_differ(status, RSS_OK)) {
        return RSS_ERR_BL2_SIGNATURE;
    }
    FIH_REQUIRE(status, RSS_OK);
    status = hal_otp_read(HAL_OTP_BL1_ROTPK_0, stored_key, sizeof(stored_key));
    FIH_REQUIRE_AGAIN(bytes_equal(public_key, stored_key, sizeof(stored_key)), RSS_OK);
    return status;
}

static rss_status_t compare_counter(const struct bl2_image *image)
{
    uint32_t counter = image->security_counter;
    uint32_t stored = HAL_OTP_COUNTER_LIMIT;
    rss_status_t status = hal_otp_counter_read(HAL_OTP_COUNTER_BL1_0, &stored);

    if (status != RSS_OK) {
        return status;
    }
    if (counter > HAL_OTP_COUNTER_LIMIT) {
        return RSS_ERR_OTP_COUNTER_LIMIT;
    }
    return counter < stored ? RSS_ERR_BL2_ROLLBACK : RSS_OK;
}

static rss_status_t verify_counter(const struct bl2_image *image)
{
    const rss_status_t status = compare_counter(image);

    if (fih_differ(status, RSS_OK)) {
        return status;
    }
    FIH_REQUIRE_AGAIN(compare_counter(image), RSS_OK);
    fih_step(BL2_IMAGE_STEP_COUNTER);
    return status;
}

rss_status_t bl2_image_load(uint32_t slot, struct bl2_image *image)
{
    rss_status_t status = hal_flash_read(hal_flash_bl2_offset(slot), image, sizeof(*image));

    fih_steps_start();
    if (status == RSS_OK) {
        status = decrypt(image);
    }
    if (status == RSS_OK) {
        status = verify_signature(image);
    }
    if (status == RSS_OK) {
        status = verify_counter(image);
    }
    if (status != RSS_OK) {
        bytes_wipe(image, sizeof(*image));
    }
    return status;
}

rss_status_t bl2_image_record(const struct bl2_image *image)
{
    uint8_t public_key[LMS_PUBLIC_KEY_BYTES];
    uint8_t signer_id[SHA256_BYTES];
    uint8_t hash[SHA256_BYTES];
    char version[14];
    rss_status_t status = hal_otp_read(HAL_OTP_BL1_ROTPK_0, public_key, sizeof(public_key));

    if (status == RSS_OK) {
        status = sha256_compute(public_key, sizeof(public_key), signer_id);
    }
    if (status == RSS_OK) {
        status = sha256_compute(signed_part(image), BL2_IMAGE_SIGNED_BYTES, hash);
    }
    if (status == RSS_OK) {
        status = boot_data_format_version(image->version_major, image->version_minor, image->version_revision,
                                          image->version_build, version);
    }
    if (status == RSS_OK) {
        status = boot_data_add_measurement(BOOT_DATA_SLOT_BL2, hash, signer_id, "BL2", version);
    }
    if (status == RSS_OK) {
        status = boot_data_add(BOOT_DATA_BL2_SECURITY_COUNTER, &image->security_counter,
                               sizeof(image->security_counter));
    }
    if (status == RSS_OK) {
        fih_step(BL2_IMAGE_STEP_RECORDED);
    }
    return status;
}
