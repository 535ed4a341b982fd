/* SPDX-License-Identifier: BSD-3-Clause */
/** Named elements of the OTP (layout of TF-M 1.7's arm/rss, see platforms/rss/otp_layout.h). */
#ifndef HAL_OTP_H
#define HAL_OTP_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

enum hal_otp_id {
    HAL_OTP_HUK,
    HAL_OTP_GUK,
    HAL_OTP_BOOT_SEED,
    HAL_OTP_IMPLEMENTATION_ID,
    HAL_OTP_CERT_REF,
    HAL_OTP_VERIFICATION_SERVICE_URL,
    HAL_OTP_PROFILE_DEFINITION,
    HAL_OTP_BL2_ROTPK_0, /* + MCUboot image ID 0..3: SHA-256 of the image's public key */
    HAL_OTP_BL2_ROTPK_1,
    HAL_OTP_BL2_ROTPK_2,
    HAL_OTP_BL2_ROTPK_3,
    HAL_OTP_BL2_ENCRYPTION_KEY,
    HAL_OTP_BL1_2_IMAGE,
    HAL_OTP_BL1_2_IMAGE_HASH,
    HAL_OTP_BL2_IMAGE_HASH,
    HAL_OTP_BL1_ROTPK_0,
    HAL_OTP_HOST_ROTPK_S,
    HAL_OTP_HOST_ROTPK_NS,
    HAL_OTP_HOST_ROTPK_CCA,
    HAL_OTP_CCA_SYSTEM_PROPERTIES,
    HAL_OTP_AT_BUNDLE_DIGEST, /* of the assembly-and-test bundle that this device took */
    HAL_OTP_COUNT
};

enum hal_otp_counter_id {
    HAL_OTP_COUNTER_BL1_0,
    HAL_OTP_COUNTER_BL2_0, /* + MCUboot image ID 0..3 */
    HAL_OTP_COUNTER_BL2_1,
    HAL_OTP_COUNTER_BL2_2,
    HAL_OTP_COUNTER_BL2_3,
    HAL_OTP_COUNTER_NS_0,
    HAL_OTP_COUNTER_NS_1,
    HAL_OTP_COUNTER_NS_2,
    HAL_OTP_COUNTER_COUNT
};

#define HAL_OTP_COUNTER_LIMIT     128u /* words of 512 bytes, one magic word a step */
#define HAL_OTP_BL1_2_IMAGE_BYTES 0x2000u

/**
 * Read a whole element; each word is read twice.
 * @param size_bytes  Must be the element's size: 32, BL1_ROTPK_0 56, HOST_ROTPK_* 96, BL1_2_IMAGE 0x2000,
 *                    CCA_SYSTEM_PROPERTIES 4; else RSS_ERR_OTP_ELEMENT.
 * @return RSS_OK; RSS_ERR_LCM_MISMATCH. out is zeroed on any error.
 */
rss_status_t hal_otp_read(enum hal_otp_id id, void *out, size_t size_bytes) RSS_MUST_USE;

/**
 * Program a whole element and its zero count. Repeating a write is harmless and completes what lost power.
 * RSS_ERR_LCM_WRITE_REFUSED: the element has a bit that would have to be cleared, nothing was written.
 */
rss_status_t hal_otp_write(enum hal_otp_id id, const void *data, size_t size_bytes) RSS_MUST_USE;

/**
 * Number of leading magic words. The word after them may be part of one: a raise that lost power, not counted.
 * RSS_ERR_OTP_COUNTER: any other word is not zero; *value is then untouched.
 */
rss_status_t hal_otp_counter_read(enum hal_otp_counter_id id, uint32_t *value) RSS_MUST_USE;

/** Raise to value; equal is a no-op. RSS_ERR_OTP_COUNTER_LIMIT, RSS_ERR_OTP_COUNTER_LOWER, RSS_ERR_OTP_COUNTER. */
rss_status_t hal_otp_counter_raise(enum hal_otp_counter_id id, uint32_t value) RSS_MUST_USE;

#endif /* HAL_OTP_H */
