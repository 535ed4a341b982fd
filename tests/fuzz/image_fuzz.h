/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * What differs between the builds of image_fuzz.c: image_plain.c for images in the clear, image_decrypt.c for encrypted
 * ones. FUZZ_IMAGE_SEEDS names the folder of the target's seeds.
 */
#ifndef TESTS_FUZZ_IMAGE_FUZZ_H
#define TESTS_FUZZ_IMAGE_FUZZ_H

#include <stdbool.h>

#include "lib/image/image.h"

extern const bool image_fuzz_may_be_encrypted;

/** What the loader does between loading and validation. */
rss_status_t image_fuzz_decrypt(const struct image_candidate *candidate, uint8_t *image) RSS_MUST_USE;

#endif /* TESTS_FUZZ_IMAGE_FUZZ_H */
