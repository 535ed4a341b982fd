/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/fuzz/image_fuzz.h"

const bool image_fuzz_may_be_encrypted = false;

rss_status_t image_fuzz_decrypt(const struct image_candidate *candidate, uint8_t *image)
{
    (void)candidate;
    (void)image;
    return RSS_OK;
}
