/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Which slot of each image boots: the highest version whose dependencies the whole choice meets. No hardware, no output.
 */
#ifndef BOOT_BL2_CHOICE_H
#define BOOT_BL2_CHOICE_H

#include <stdint.h>

#include "lib/base/status.h"
#include "lib/image/image.h"

#define CHOICE_SLOTS 2u /* primary, secondary */

/* The answer whether a slot may boot, as words far apart. */
#define CHOICE_AVAILABLE 0x3ca5965au
#define CHOICE_REFUSED   0xc35a69a5u

struct choice_slot {
    uint32_t state; /* CHOICE_...; anything but CHOICE_AVAILABLE is refused */
    struct image_candidate candidate;
};

struct choice {
    struct choice_slot slots[IMAGE_COUNT][CHOICE_SLOTS];
    uint32_t chosen[IMAGE_COUNT]; /* slot numbers, valid after RSS_OK */
};

/** The slot that cannot boot and, for the log, of which image. */
struct choice_refusal {
    uint32_t image_id;
    uint32_t slot;
};

/**
 * Choose among the available slots: for each image the higher version, the primary slot when both are equal.
 *
 * @param[out] refusal  Set on RSS_ERR_IMG_DEPENDENCY and, without its slot, on RSS_ERR_IMG_NO_SLOT.
 * @return RSS_OK: every image has a slot and every dependency is met;
 *         RSS_ERR_IMG_DEPENDENCY: the slot of the refusal needs more than the choice offers. Versions in the choice only
 *         ever fall, so the slot can be refused for good; the caller does that and asks again (at most 8 times);
 *         RSS_ERR_IMG_NO_SLOT: no slot of an image is left.
 */
rss_status_t choice_make(struct choice *choice, struct choice_refusal *refusal) RSS_MUST_USE;

#endif /* BOOT_BL2_CHOICE_H */
