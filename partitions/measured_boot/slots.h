/* SPDX-License-Identifier: BSD-3-Clause */
/** The registers and what is known of each, without clients and messages. */
#ifndef PARTITIONS_MEASURED_BOOT_SLOTS_H
#define PARTITIONS_MEASURED_BOOT_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interface/psa/measured_boot.h"

/** Hash of the registers, a choice of the build: 256, 384 or 512 bits of SHA-2. */
#ifndef MEASURED_BOOT_HASH_BITS
#define MEASURED_BOOT_HASH_BITS 256
#endif
#define SLOT_VALUE_BYTES (MEASURED_BOOT_HASH_BITS / 8)

/** What is said of a value. Bytes beyond a length are zero. */
struct measurement {
    uint32_t algorithm;
    uint8_t signer_id[MEASURED_BOOT_MOST_BYTES];
    uint8_t signer_id_bytes;
    uint8_t sw_type_bytes;
    uint8_t version_bytes;
    uint8_t sw_type[MEASURED_BOOT_SW_TYPE_BYTES];
    uint8_t version[MEASURED_BOOT_VERSION_BYTES];
};

struct slot {
    struct measurement about;
    uint8_t value[SLOT_VALUE_BYTES]; /* zero before the first extend */
    bool is_populated, is_locked;
};

/** Of an index below MEASURED_BOOT_SLOTS. */
const struct slot *slots_get(uint32_t index);

/**
 * Extend a slot.
 *
 * @param index  Below MEASURED_BOOT_SLOTS.
 * @param value_bytes  32 to 64.
 * @param lock  This is the last one.
 * @return PSA_SUCCESS; PSA_ERROR_BAD_STATE: locked; PSA_ERROR_NOT_PERMITTED: signer or algorithm are not those of the first
 *         extend; the hash's error. Any error leaves the slot as it was.
 */
psa_status_t slots_extend(uint32_t index, const struct measurement *about, const uint8_t *value,
                          size_t value_bytes, bool lock);

#endif /* PARTITIONS_MEASURED_BOOT_SLOTS_H */
