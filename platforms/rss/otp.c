/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/otp.h"

#include "drivers/lcm/lcm.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "platforms/rss/memory_map.h"
#include "platforms/rss/otp_elements.h"
#include "platforms/rss/otp_layout.h"

#define COUNTER_MAGIC 0x3333cafeu

#define AT(member)                                                                                           \
    .offset_bytes = offsetof(struct otp_layout, member),                                                     \
    .size_bytes = sizeof(((struct otp_layout *)0)->member)
#define COUNTED(member)                                                                                      \
    {                                                                                                        \
        AT(member), .zero_count_offset_bytes = offsetof(struct otp_layout, zc_##member)                      \
    }
#define UNCOUNTED(member)                                                                                    \
    {                                                                                                        \
        AT(member), .zero_count_offset_bytes = OTP_NO_ZERO_COUNT                                             \
    }

const struct otp_element otp_elements[HAL_OTP_COUNT] = {
    [HAL_OTP_HUK] = UNCOUNTED(huk),
    [HAL_OTP_GUK] = UNCOUNTED(guk),
    [HAL_OTP_BOOT_SEED] = COUNTED(boot_seed),
    [HAL_OTP_IMPLEMENTATION_ID] = COUNTED(implementation_id),
    [HAL_OTP_CERT_REF] = COUNTED(cert_ref),
    [HAL_OTP_VERIFICATION_SERVICE_URL] = COUNTED(verification_service_url),
    [HAL_OTP_PROFILE_DEFINITION] = COUNTED(profile_definition),
    [HAL_OTP_BL2_ROTPK_0] = UNCOUNTED(rotpk),
    [HAL_OTP_BL2_ROTPK_1] = COUNTED(bl2_rotpk[0]),
    [HAL_OTP_BL2_ROTPK_2] = COUNTED(bl2_rotpk[1]),
    [HAL_OTP_BL2_ROTPK_3] = COUNTED(bl2_rotpk[2]),
    [HAL_OTP_BL2_ENCRYPTION_KEY] = COUNTED(bl2_encryption_key),
    [HAL_OTP_BL1_2_IMAGE] = UNCOUNTED(bl1_2_image),
    [HAL_OTP_BL1_2_IMAGE_HASH] = COUNTED(bl1_2_image_hash),
    [HAL_OTP_BL2_IMAGE_HASH] = COUNTED(bl2_image_hash),
    [HAL_OTP_BL1_ROTPK_0] = COUNTED(bl1_rotpk_0),
    [HAL_OTP_HOST_ROTPK_S] = COUNTED(host_rotpk_s),
    [HAL_OTP_HOST_ROTPK_NS] = COUNTED(host_rotpk_ns),
    [HAL_OTP_HOST_ROTPK_CCA] = COUNTED(host_rotpk_cca),
    [HAL_OTP_CCA_SYSTEM_PROPERTIES] = COUNTED(cca_system_properties),
    [HAL_OTP_AT_BUNDLE_DIGEST] = UNCOUNTED(at_bundle_digest),
};

static const uint16_t counters[HAL_OTP_COUNTER_COUNT] = {
    [HAL_OTP_COUNTER_BL1_0] = offsetof(struct otp_layout, bl1_nv_counter),
    [HAL_OTP_COUNTER_BL2_0] = offsetof(struct otp_layout, bl2_nv_counter[0]),
    [HAL_OTP_COUNTER_BL2_1] = offsetof(struct otp_layout, bl2_nv_counter[1]),
    [HAL_OTP_COUNTER_BL2_2] = offsetof(struct otp_layout, bl2_nv_counter[2]),
    [HAL_OTP_COUNTER_BL2_3] = offsetof(struct otp_layout, bl2_nv_counter[3]),
    [HAL_OTP_COUNTER_NS_0] = offsetof(struct otp_layout, host_nv_counter[0]),
    [HAL_OTP_COUNTER_NS_1] = offsetof(struct otp_layout, host_nv_counter[1]),
    [HAL_OTP_COUNTER_NS_2] = offsetof(struct otp_layout, host_nv_counter[2]),
};

static const struct otp_element *find_element(enum hal_otp_id id, size_t size_bytes)
{
    if ((uint32_t)id >= HAL_OTP_COUNT || otp_elements[id].size_bytes != size_bytes) {
        return NULL;
    }
    return &otp_elements[id];
}

rss_status_t hal_otp_read(enum hal_otp_id id, void *out, size_t size_bytes)
{
    const struct otp_element *element = find_element(id, size_bytes);

    if (element == NULL) {
        bytes_wipe(out, size_bytes);
        return RSS_ERR_OTP_ELEMENT;
    }
    return lcm_read_otp(RSS_LCM_BASE, element->offset_bytes, out, size_bytes);
}

rss_status_t hal_otp_write(enum hal_otp_id id, const void *data, size_t size_bytes)
{
    const struct otp_element *element = find_element(id, size_bytes);
    uint32_t zero_count;

    if (element == NULL) {
        return RSS_ERR_OTP_ELEMENT;
    }
    rss_status_t status = lcm_write_otp(RSS_LCM_BASE, element->offset_bytes, data, size_bytes);
    if (status != RSS_OK || element->zero_count_offset_bytes == OTP_NO_ZERO_COUNT) {
        return status;
    }
    zero_count = bytes_count_zero_bits(data, size_bytes);
    return lcm_write_otp(RSS_LCM_BASE, element->zero_count_offset_bytes, &zero_count, sizeof(zero_count));
}

rss_status_t hal_otp_counter_read(enum hal_otp_counter_id id, uint32_t *value)
{
    uint32_t count = 0;
    uint32_t after_last = 0;
    uint32_t i;

    if ((uint32_t)id >= HAL_OTP_COUNTER_COUNT) {
        return RSS_ERR_OTP_ELEMENT;
    }
    for (i = 0; i < HAL_OTP_COUNTER_LIMIT; i++) {
        uint32_t word;
        const rss_status_t status =
            lcm_read_otp(RSS_LCM_BASE, counters[id] + i * sizeof(word), &word, sizeof(word));

        if (status != RSS_OK) {
            return status;
        }
        /* Magic words, then perhaps part of one that lost power, then zeros to the end: anything else, a gap
         * too, is not what hal_otp_counter_raise leaves. */
        if (word == COUNTER_MAGIC && count == i) {
            count++;
        } else if (count == i) {
            after_last = word;
        } else if (word != 0) {
            return RSS_ERR_OTP_COUNTER;
        }
    }
    FIH_REQUIRE(i, HAL_OTP_COUNTER_LIMIT);
    if (fih_differ(after_last & ~COUNTER_MAGIC, 0)) {
        return RSS_ERR_OTP_COUNTER;
    }
    FIH_REQUIRE(after_last & ~COUNTER_MAGIC, 0);
    *value = count;
    return RSS_OK;
}

rss_status_t hal_otp_counter_raise(enum hal_otp_counter_id id, uint32_t value)
{
    static const uint32_t magic = COUNTER_MAGIC;
    uint32_t present;
    rss_status_t status = hal_otp_counter_read(id, &present);

    if (status != RSS_OK) {
        return status;
    }
    if (value > HAL_OTP_COUNTER_LIMIT) {
        return RSS_ERR_OTP_COUNTER_LIMIT;
    }
    if (value < present) {
        return RSS_ERR_OTP_COUNTER_LOWER;
    }
    /* Rising order: a power cut leaves a smaller value, never a gap; inside a word, one that this completes. */
    for (uint32_t i = present; i < value && status == RSS_OK; i++) {
        status = lcm_write_otp(RSS_LCM_BASE, counters[id] + i * sizeof(magic), &magic, sizeof(magic));
    }
    if (status != RSS_OK) {
        return status;
    }
    status = hal_otp_counter_read(id, &present);
    if (status != RSS_OK) {
        return status;
    }
    FIH_REQUIRE(present, value);
    return status;
}
