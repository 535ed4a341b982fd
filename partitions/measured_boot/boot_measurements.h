/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PARTITIONS_MEASURED_BOOT_BOOT_MEASUREMENTS_H
#define PARTITIONS_MEASURED_BOOT_BOOT_MEASUREMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/error.h"

/**
 * Extend the slots by what the boot stages measured.
 *
 * @param data  As rss_get_boot_data copies major MBS; data_bytes is the size of its buffer.
 * @return PSA_SUCCESS; PSA_ERROR_GENERIC_ERROR: no measurement at all, metadata not followed by its value, a size out of range;
 *         an error of slots_extend.
 */
psa_status_t boot_measurements_load(const uint8_t *data, size_t data_bytes);

#endif /* PARTITIONS_MEASURED_BOOT_BOOT_MEASUREMENTS_H */
