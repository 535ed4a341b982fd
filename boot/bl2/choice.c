/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl2/choice.h"

static const struct image_version *slot_version(const struct choice *choice, uint32_t image_id, uint32_t slot)
{
    return &choice->slots[image_id][slot].candidate.header.version;
}

static rss_status_t choose_slot(struct choice *choice, uint32_t image_id)
{
    uint32_t best = CHOICE_SLOTS;

    for (uint32_t slot = 0; slot < CHOICE_SLOTS; slot++) {
        if (choice->slots[image_id][slot].state != CHOICE_AVAILABLE) {
            continue;
        }
        if (best == CHOICE_SLOTS || image_compare_versions(slot_version(choice, image_id, slot),
                                                           slot_version(choice, image_id, best)) > 0) {
            best = slot;
        }
    }
    if (best == CHOICE_SLOTS) {
        return RSS_ERR_IMG_NO_SLOT;
    }
    choice->chosen[image_id] = best;
    return RSS_OK;
}

static rss_status_t check_dependencies(const struct choice *choice, uint32_t image_id)
{
    const struct image_protected *needs =
        &choice->slots[image_id][choice->chosen[image_id]].candidate.protected_tlvs;

    for (uint32_t other = 0; other < IMAGE_COUNT; other++) {
        if ((needs->depends_on & (1u << other)) != 0 &&
            image_compare_versions(slot_version(choice, other, choice->chosen[other]),
                                   &needs->minimum[other]) < 0) {
            return RSS_ERR_IMG_DEPENDENCY;
        }
    }
    return RSS_OK;
}

rss_status_t choice_make(struct choice *choice, struct choice_refusal *refusal)
{
    for (uint32_t image_id = 0; image_id < IMAGE_COUNT; image_id++) {
        refusal->image_id = image_id;
        rss_status_t status = choose_slot(choice, image_id);
        if (status != RSS_OK) {
            return status;
        }
    }
    for (uint32_t image_id = 0; image_id < IMAGE_COUNT; image_id++) {
        refusal->image_id = image_id;
        refusal->slot = choice->chosen[image_id];
        rss_status_t status = check_dependencies(choice, image_id);
        if (status != RSS_OK) {
            return status;
        }
    }
    return RSS_OK;
}
