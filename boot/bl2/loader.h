/* SPDX-License-Identifier: BSD-3-Clause */
/** From eight slots in flash to four verified images in their places, with the SCP running. */
#ifndef BOOT_BL2_LOADER_H
#define BOOT_BL2_LOADER_H

#include <stdbool.h>
#include <stdint.h>

#include "boot/bl2/choice.h"
#include "hal/images.h"
#include "lib/base/status.h"
#include "lib/image/image.h"

_Static_assert(HAL_IMAGE_COUNT == IMAGE_COUNT, "the format's image IDs are the platform's");

/* The answer whether an image in RAM is verified, and started. */
#define LOADER_VERIFIED     0x69c35a96u
#define LOADER_NOT_VERIFIED 0x963ca569u

#define LOADER_STEP_PLACED 0x01000003u
#define LOADER_STEPS_IMAGE                                                                                   \
    (IMAGE_STEPS_VALID + LOADER_STEP_PLACED) /* what an image that is in its place adds */
#define LOADER_STEPS_ALL (IMAGE_COUNT * LOADER_STEPS_IMAGE)

struct loader_image {
    uint32_t verified; /* LOADER_... */
    uint32_t slot;     /* of the copy in RAM, when verified */
    bool started;
    struct image_rules rules;
    struct image_identity identity; /* of the copy in RAM, when verified */
};

struct loader {
    struct choice choice;
    struct loader_image images[IMAGE_COUNT];
};

/**
 * Load and verify every image, falling back to the other slot of one that is refused, and start what starts by itself
 * (hal_image.start_when_verified). An image that depends on others is started once all are verified: a dependency that
 * falls later could not take it back.
 *
 * Each refusal is printed. The load window of a refused image is zeroed; flash is never written.
 * @return RSS_OK: four verified images, LOADER_STEPS_ALL were added to fih_steps;
 *         RSS_ERR_IMG_NO_SLOT: neither slot of an image may boot;
 *         RSS_ERR_OTP_*, RSS_ERR_LCM_*, RSS_ERR_ATU_*, RSS_ERR_MHU_*, RSS_ERR_HOST_*: a device failed.
 */
rss_status_t loader_load_images(struct loader *loader) RSS_MUST_USE;

/** Start what is not started yet, highest ID first. Call it once, when nothing else can fail any more. */
rss_status_t loader_start_host(struct loader *loader) RSS_MUST_USE;

/** The candidate of the copy in RAM. */
const struct image_candidate *loader_get_candidate(const struct loader *loader, uint32_t image_id);

#endif /* BOOT_BL2_LOADER_H */
