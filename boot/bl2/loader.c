/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl2/loader.h"

#include <string.h>

#include "boot/bl2/decrypt.h"
#include "hal/flash.h"
#include "hal/otp.h"
#include "lib/base/fih.h"
#include "lib/base/log.h"

static uint8_t *load_window(uint32_t image_id)
{
    return (uint8_t *)(uintptr_t)hal_image_get(image_id)->load_address;
}

static void refuse_slot(struct loader *loader, uint32_t image_id, uint32_t slot, rss_status_t status)
{
    loader->choice.slots[image_id][slot].state = CHOICE_REFUSED;
    LOG_INF("[WRN] BL2 image %u slot %u refused: " RSS_STATUS_FORMAT "\n", (unsigned int)image_id,
            (unsigned int)slot, RSS_STATUS_ARGUMENTS(status));
}

static rss_status_t read_rules(uint32_t image_id, struct image_rules *rules)
{
    const struct hal_image *image = hal_image_get(image_id);

    rules->load_address = image->load_address;
    rules->may_be_encrypted = image->may_be_encrypted;
    rules->limit_bytes =
        image->window_bytes < HAL_FLASH_IMAGE_SLOT_BYTES ? image->window_bytes : HAL_FLASH_IMAGE_SLOT_BYTES;
    rss_status_t status = hal_otp_read((enum hal_otp_id)(HAL_OTP_BL2_ROTPK_0 + image_id), rules->key_hash,
                                       sizeof(rules->key_hash));
    if (status != RSS_OK) {
        return status;
    }
    return hal_otp_counter_read((enum hal_otp_counter_id)(HAL_OTP_COUNTER_BL2_0 + image_id),
                                &rules->security_counter);
}

static rss_status_t read_slot(void *context, uint32_t offset_bytes, void *out, size_t size_bytes)
{
    return hal_flash_read(*(const uint32_t *)context + offset_bytes, out, size_bytes);
}

static rss_status_t read_all_candidates(struct loader *loader)
{
    for (uint32_t image_id = 0; image_id < IMAGE_COUNT; image_id++) {
        struct loader_image *image = &loader->images[image_id];

        image->verified = LOADER_NOT_VERIFIED;
        rss_status_t status = read_rules(image_id, &image->rules);
        if (status != RSS_OK) {
            return status;
        }
        for (uint32_t slot = 0; slot < CHOICE_SLOTS; slot++) {
            struct choice_slot *choice_slot = &loader->choice.slots[image_id][slot];
            uint32_t flash_offset = hal_flash_image_offset(image_id, slot);

            choice_slot->state = CHOICE_AVAILABLE;
            status = image_read_candidate(read_slot, &flash_offset, &image->rules, &choice_slot->candidate);
            if (status != RSS_OK) {
                refuse_slot(loader, image_id, slot, status);
            }
        }
    }
    return RSS_OK;
}

/* Take back a verified image, because the choice fell on its other slot. */
static void unload_image(struct loader_image *image)
{
    if (image->verified == LOADER_VERIFIED) {
        image->verified = LOADER_NOT_VERIFIED;
        fih_steps -= LOADER_STEPS_IMAGE;
    }
}

/* Load and verify the chosen slot, window open. */
static rss_status_t load_and_validate(struct loader *loader, uint32_t image_id, uint32_t slot)
{
    const struct image_candidate *candidate = &loader->choice.slots[image_id][slot].candidate;
    struct loader_image *image = &loader->images[image_id];
    const uint32_t steps = fih_steps;

    rss_status_t status =
        hal_flash_read(hal_flash_image_offset(image_id, slot), load_window(image_id), candidate->total_bytes);
    if (status == RSS_OK && candidate->header.key_bytes != 0) {
        status = decrypt_image(image_id, candidate, load_window(image_id));
    }
    if (status == RSS_OK) {
        status = image_validate(load_window(image_id), candidate, &image->rules, &image->identity);
    }
    if (fih_differ(status, RSS_OK)) {
        return status;
    }
    FIH_REQUIRE(status, RSS_OK);
    FIH_REQUIRE_STEPS(steps + IMAGE_STEPS_VALID);
    image->verified = LOADER_VERIFIED;
    image->slot = slot;
    return status;
}

/**
 * Put the chosen slot of one image in its place.
 * @param[out] verdict  Of the slot: RSS_OK, or why it is refused. The function's status is the devices'.
 */
static rss_status_t load_image(struct loader *loader, uint32_t image_id, rss_status_t *verdict)
{
    const uint32_t slot = loader->choice.chosen[image_id];
    const struct image_header *header = &loader->choice.slots[image_id][slot].candidate.header;
    struct loader_image *image = &loader->images[image_id];

    unload_image(image);
    rss_status_t status = hal_image_open(image_id);
    if (status != RSS_OK) {
        return status;
    }
    *verdict = load_and_validate(loader, image_id, slot);
    if (*verdict == RSS_OK) {
        FIH_REQUIRE(image->verified, LOADER_VERIFIED);
        hal_image_place(image_id, header->header_bytes);
        fih_step(LOADER_STEP_PLACED);
    } else {
        memset(load_window(image_id), 0, hal_image_get(image_id)->window_bytes);
    }
    hal_image_close(image_id);
    return RSS_OK;
}

static rss_status_t start_image(struct loader *loader, uint32_t image_id)
{
    struct loader_image *image = &loader->images[image_id];

    FIH_REQUIRE(image->verified, LOADER_VERIFIED);
    image->started = true;
    return hal_image_start(image_id);
}

/* RSS_OK, or not yet. noipa: two calls stay two. */
static __attribute__((noipa)) rss_status_t check_early_start(const struct loader *loader, uint32_t image_id)
{
    return hal_image_get(image_id)->start_when_verified &&
                   loader_get_candidate(loader, image_id)->protected_tlvs.depends_on == 0
               ? RSS_OK
               : RSS_ERR_ARGUMENT;
}

/* An image whose core runs before the others are verified. Apart, so that nobody falls into it. */
static __attribute__((noinline)) rss_status_t start_early(struct loader *loader, uint32_t image_id)
{
    const rss_status_t status = check_early_start(loader, image_id);

    if (fih_differ(status, RSS_OK)) {
        return RSS_OK;
    }
    FIH_REQUIRE_AGAIN(check_early_start(loader, image_id), RSS_OK);
    return start_image(loader, image_id);
}

/**
 * Load what the choice asks for and is not in RAM yet. RSS_ERR_IMG_CHANGED: a slot was refused, choose again.
 */
static rss_status_t load_chosen(struct loader *loader)
{
    for (uint32_t image_id = IMAGE_COUNT; image_id-- > 0;) {
        const uint32_t slot = loader->choice.chosen[image_id];
        struct loader_image *image = &loader->images[image_id];
        rss_status_t verdict;

        if (image->verified == LOADER_VERIFIED && image->slot == slot) {
            continue;
        }
        rss_status_t status = load_image(loader, image_id, &verdict);
        if (status != RSS_OK) {
            return status;
        }
        if (verdict != RSS_OK) {
            refuse_slot(loader, image_id, slot, verdict);
            return RSS_ERR_IMG_CHANGED;
        }
        LOG_INF("[INF] BL2 image %u slot %u verified: %s\n", (unsigned int)image_id, (unsigned int)slot,
                hal_image_get(image_id)->name);
        status = start_early(loader, image_id);
        if (status != RSS_OK) {
            return status;
        }
    }
    return RSS_OK;
}

/* Choose, refusing slots whose dependencies are not met, until the choice stands. */
static rss_status_t choose(struct loader *loader)
{
    struct choice_refusal refusal;
    rss_status_t status = choice_make(&loader->choice, &refusal);

    for (uint32_t i = 0; i < IMAGE_COUNT * CHOICE_SLOTS && status == RSS_ERR_IMG_DEPENDENCY; i++) {
        refuse_slot(loader, refusal.image_id, refusal.slot, status);
        status = choice_make(&loader->choice, &refusal);
    }
    if (status == RSS_ERR_IMG_NO_SLOT) {
        LOG_ERR("[ERR] BL2 image %u has no slot that may boot\n", (unsigned int)refusal.image_id);
    }
    return status;
}

rss_status_t loader_load_images(struct loader *loader)
{
    const uint32_t steps = fih_steps;
    struct choice_refusal refusal;

    memset(loader, 0, sizeof(*loader));
    rss_status_t status = read_all_candidates(loader);
    if (status != RSS_OK) {
        return status;
    }
    status = RSS_ERR_IMG_CHANGED;
    for (uint32_t i = 0; i <= IMAGE_COUNT * CHOICE_SLOTS && status == RSS_ERR_IMG_CHANGED; i++) {
        status = choose(loader);
        if (status == RSS_OK) {
            status = load_chosen(loader);
        }
    }
    if (fih_differ(status, RSS_OK)) {
        return status;
    }
    /* Decide everything once more: the choice, its dependencies, and that what was verified is what was chosen. */
    status = choice_make(&loader->choice, &refusal);
    FIH_REQUIRE(status, RSS_OK);
    for (uint32_t image_id = 0; image_id < IMAGE_COUNT; image_id++) {
        FIH_REQUIRE(loader->images[image_id].verified, LOADER_VERIFIED);
        FIH_REQUIRE(loader->images[image_id].slot, loader->choice.chosen[image_id]);
    }
    FIH_REQUIRE_STEPS(steps + LOADER_STEPS_ALL);
    return status;
}

rss_status_t loader_start_host(struct loader *loader)
{
    for (uint32_t image_id = IMAGE_COUNT; image_id-- > 0;) {
        if (!loader->images[image_id].started) {
            rss_status_t status = start_image(loader, image_id);
            if (status != RSS_OK) {
                return status;
            }
        }
    }
    return RSS_OK;
}

const struct image_candidate *loader_get_candidate(const struct loader *loader, uint32_t image_id)
{
    return &loader->choice.slots[image_id][loader->images[image_id].slot].candidate;
}
