/* SPDX-License-Identifier: BSD-3-Clause */
/** Measure an image before it runs, as TF-A's BL1 does with BL2. */
#ifndef HOST_AP_MEASURE_H
#define HOST_AP_MEASURE_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/error.h"
#include "interface/psa/measured_boot.h"

#define MEASURE_BYTES 32u /* SHA-256 */

/**
 * Hash the image, extend the slot by it and lock the slot.
 *
 * @param slot  One of the AP's, 6 to 19 or 31 (docs/design/measured-boot.md).
 * @param sw_type  At most 20 characters.
 * @param image  In memory that the RSS may read.
 * @param[out] hash  Of the image.
 * @return PSA_SUCCESS; PSA_ERROR_BAD_STATE: measured before, and the RSS was not reset since; the errors of the hash and of the
 *         call. The slot is then as it was, and the image is not to be run.
 */
psa_status_t measure_image(uint8_t slot, const char *sw_type, const uint8_t *image, size_t image_bytes,
                           uint8_t hash[MEASURE_BYTES]);

/**
 * Read the register of a slot, and whether it holds one locked measurement of this hash.
 * @return PSA_SUCCESS; PSA_ERROR_INVALID_SIGNATURE: it holds another; the errors of the calls.
 */
psa_status_t measure_check(uint8_t slot, const uint8_t hash[MEASURE_BYTES],
                           uint8_t value[MEASURED_BOOT_MOST_BYTES], size_t *value_bytes);

#endif /* HOST_AP_MEASURE_H */
