/* SPDX-License-Identifier: BSD-3-Clause */
/* BL2: verify the four images, start the host, hand over to the secure runtime. README.md has the flow. */
#include <stdint.h>

#include "boot/bl2/loader.h"
#include "boot/shared/boot_data.h"
#include "boot/shared/stage_layout.h"
#include "hal/failure.h"
#include "hal/otp.h"
#include "hal/platform.h"
#include "lib/base/fih.h"
#include "lib/base/log.h"
#include "lib/image/image.h"

#define STEP_COUNTER       0x00200005u /* for BL2 and each image */
#define STEP_MEASURED      0x04000009u /* for each image */
#define STEPS_BEFORE_ENTRY (LOADER_STEPS_ALL + (1 + IMAGE_COUNT) * STEP_COUNTER + IMAGE_COUNT * STEP_MEASURED)

const enum hal_stage hal_this_stage = HAL_STAGE_BL2;

static struct loader loader;

static void stop(rss_status_t status)
{
    hal_failure_stop(HAL_STAGE_BL2, status);
}

/* Counter of one image, or of BL2 itself, against the OTP's: nothing is raised before all are known to be acceptable. */
static rss_status_t check_counter(enum hal_otp_counter_id id, uint32_t value)
{
    uint32_t current;
    rss_status_t status = hal_otp_counter_read(id, &current);

    if (status != RSS_OK) {
        return status;
    }
    if (value > HAL_OTP_COUNTER_LIMIT) {
        return RSS_ERR_OTP_COUNTER_LIMIT;
    }
    return value < current ? RSS_ERR_OTP_COUNTER_LOWER : RSS_OK;
}

/**
 * Raise the counters of BL2 (verified by BL1_2, which leaves this to us) and of the four images. A power cut in between
 * is harmless: each value is that of an image that booted, and the next boot raises the rest.
 */
static rss_status_t raise_counters(void)
{
    enum hal_otp_counter_id ids[1 + IMAGE_COUNT];
    uint32_t values[1 + IMAGE_COUNT];

    ids[0] = HAL_OTP_COUNTER_BL1_0;
    rss_status_t status = boot_data_get(BOOT_DATA_BL2_SECURITY_COUNTER, &values[0], sizeof(values[0]));
    if (status != RSS_OK) {
        return status;
    }
    for (uint32_t image_id = 0; image_id < IMAGE_COUNT; image_id++) {
        ids[1 + image_id] = (enum hal_otp_counter_id)(HAL_OTP_COUNTER_BL2_0 + image_id);
        values[1 + image_id] = loader_get_candidate(&loader, image_id)->protected_tlvs.security_counter;
    }
    for (uint32_t i = 0; i < 1 + IMAGE_COUNT; i++) {
        status = check_counter(ids[i], values[i]);
        if (status != RSS_OK) {
            return status;
        }
    }
    for (uint32_t i = 0; i < 1 + IMAGE_COUNT; i++) {
        status = hal_otp_counter_raise(ids[i], values[i]);
        if (fih_differ(status, RSS_OK)) {
            return status;
        }
        FIH_REQUIRE(status, RSS_OK);
        fih_step(STEP_COUNTER);
    }
    return status;
}

static rss_status_t add_measurements(void)
{
    rss_status_t status = RSS_ERR_RETURNED;

    for (uint32_t image_id = 0; image_id < IMAGE_COUNT; image_id++) {
        const struct image_identity *identity = &loader.images[image_id].identity;
        char version[IMAGE_VERSION_TEXT_BYTES];

        image_version_text(&loader_get_candidate(&loader, image_id)->header.version, version);
        status = boot_data_add_measured_hash(BOOT_DATA_SLOT_IMAGE(image_id), identity->hash,
                                             image_signature_scheme.hash_bytes, identity->signer_id,
                                             hal_image_get(image_id)->sw_type, version);
        if (fih_differ(status, RSS_OK)) {
            return status;
        }
        FIH_REQUIRE(status, RSS_OK);
        fih_step(STEP_MEASURED);
    }
    return status;
}

/* Each step has no meaning without the ones before it. */
static rss_status_t prepare(void)
{
    rss_status_t status = loader_load_images(&loader);

    if (status == RSS_OK) {
        status = raise_counters();
    }
    if (status == RSS_OK) {
        status = add_measurements();
    }
    if (status == RSS_OK) {
        FIH_REQUIRE_STEPS(STEPS_BEFORE_ENTRY);
        status = loader_start_host(&loader);
    }
    return status;
}

void stage_main(void)
{
    hal_platform_limit_code(BL2_CODE_ADDRESS, BL2_CODE_BYTES);
    fih_steps_start();
    rss_status_t status = hal_platform_init(HAL_STAGE_BL2);
    if (status != RSS_OK) {
        stop(status);
    }
    LOG_INF("[INF] BL2 %s\n", RSS_VERSION);
    status = prepare();
    if (fih_differ(status, RSS_OK)) {
        stop(status);
    }
    FIH_REQUIRE(status, RSS_OK);
    FIH_REQUIRE_STEPS(STEPS_BEFORE_ENTRY);

    const struct image_header *header = &loader_get_candidate(&loader, HAL_IMAGE_S)->header;
    const uint32_t *vector_table = (const uint32_t *)(uintptr_t)(header->load_address + header->header_bytes);
    LOG_INF("[INF] BL2 entering the runtime at %08x\n",
            (unsigned int)(header->load_address + header->header_bytes));
    hal_platform_quit(HAL_STAGE_BL2);
    FIH_REQUIRE_STEPS(STEPS_BEFORE_ENTRY);
    /* The shared data before it is the runtime's to read. */
    hal_platform_enter(vector_table, (void *)BL2_DATA_ADDRESS, BL2_DATA_BYTES);
}
