/* SPDX-License-Identifier: BSD-3-Clause */
/** The platform's table of MCUboot images, and what it takes to put a host image in its place and start it. */
#ifndef HAL_IMAGES_H
#define HAL_IMAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define HAL_IMAGE_S     0u
#define HAL_IMAGE_NS    1u
#define HAL_IMAGE_AP    2u
#define HAL_IMAGE_SCP   3u
#define HAL_IMAGE_COUNT 4u

struct hal_image {
    const char *name;         /* "RSS S", for the log */
    const char *sw_type;      /* measurement's software type, at most 9 characters: "RT_0" .. "RT_3" */
    uint32_t load_address;    /* the only load address accepted (RSS memory map) */
    uint32_t window_bytes;    /* header, payload and TLVs must fit */
    bool start_when_verified; /* SCP: start as soon as its own image is verified */
    bool may_be_encrypted;    /* its window is the RSS's own memory */
};

/** Row of the table, NULL for an unknown ID. */
const struct hal_image *hal_image_get(uint32_t image_id);

/** Make the image's load window reachable (ATU for host images, nothing for RSS images). RSS_ERR_ATU_*. */
rss_status_t hal_image_open(uint32_t image_id) RSS_MUST_USE;

/** Close the window again. Safe when it is not open. */
void hal_image_close(uint32_t image_id);

/**
 * Called with the window open and the image verified: put the payload where the core expects it (SCP: moved down by
 * header_bytes, rest of the window cleared; AP: left in place) .
 */
void hal_image_place(uint32_t image_id, uint32_t header_bytes);

/**
 * Start the subsystem that runs the image: SCP by SYSCTRL.GRETREG and wait for its event on MHU 2; AP by a message to
 * the SCP. Nothing for RSS images. RSS_ERR_HOST_SCP_TIMEOUT, RSS_ERR_MHU_*.
 */
rss_status_t hal_image_start(uint32_t image_id) RSS_MUST_USE;

#endif /* HAL_IMAGES_H */
