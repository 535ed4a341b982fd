/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * What the boot stages hand on (services.md 5), as the stages write it and as the SPM serves it to partitions: a header, then
 * entries, each with its value behind it; nothing is aligned.
 */
#ifndef INTERFACE_PSA_BOOT_DATA_H
#define INTERFACE_PSA_BOOT_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/error.h"

#define BOOT_DATA_BYTES 0x400u
#define BOOT_DATA_MAGIC 0x2016u

#define BOOT_DATA_MAJOR_CORE                 0x0u /* for the stages themselves */
#define BOOT_DATA_MAJOR_IAS                  0x1u /* attestation */
#define BOOT_DATA_MAJOR_FWU                  0x2u /* firmware update */
#define BOOT_DATA_MAJOR_MBS                  0x3u /* measured boot: minor = slot << 6 | claim */
#define BOOT_DATA_TYPE(major, minor)         ((uint16_t)(((major) << 12) | (minor)))
#define BOOT_DATA_MBS_TYPE(slot, claim)      BOOT_DATA_TYPE(BOOT_DATA_MAJOR_MBS, ((slot) << 6) | (claim))
#define BOOT_DATA_CLAIM_VALUE                0x08u
#define BOOT_DATA_CLAIM_METADATA             0x0au
#define BOOT_DATA_CLAIM_VALUE_NON_EXTENDABLE 0x0bu /* a value, and the slot's last */

/* Measurement slots (design.md section 4; boot.md 4.7, 5.6). */
#define BOOT_DATA_SLOT_BL1_2           0u
#define BOOT_DATA_SLOT_BL2             1u
#define BOOT_DATA_SLOT_IMAGE(image_id) (2u + (image_id))

struct boot_data_header {
    uint16_t magic;
    uint16_t total_bytes; /* header included */
};
_Static_assert(sizeof(struct boot_data_header) == 4, "hand-over layout");

struct boot_data_entry {
    uint16_t type;
    uint16_t size_bytes; /* of the value that follows; no padding */
};
_Static_assert(sizeof(struct boot_data_entry) == 4, "hand-over layout");

#define BOOT_DATA_MEASURED_SHA256 0x02000009u /* PSA_ALG_SHA_256, value of 32 bytes */
#define BOOT_DATA_MEASURED_SHA384 0x0200000au /* PSA_ALG_SHA_384, value of 48 bytes */

struct boot_data_measurement {
    uint32_t measurement_type; /* BOOT_DATA_MEASURED_... */
    uint8_t signer_id[64];
    uint32_t signer_id_bytes;
    char sw_type[10];
    char sw_version[14]; /* "%u.%u.%u+%u" */
};
_Static_assert(sizeof(struct boot_data_measurement) == 96, "hand-over layout");

/**
 * For partitions: a copy of the entries of one major type, behind a header with their length.
 *
 * @param major  BOOT_DATA_MAJOR_*; the partition's manifest must have it in boot_data.
 * @param[out] buffer  Without alignment; BOOT_DATA_BYTES is always enough.
 * @return PSA_SUCCESS; PSA_ERROR_NOT_PERMITTED: not the partition's; PSA_ERROR_INVALID_ARGUMENT: not the partition's memory;
 *         PSA_ERROR_BUFFER_TOO_SMALL; PSA_ERROR_GENERIC_ERROR: the stages left no sound area. The buffer is
 *         undefined on an error.
 */
psa_status_t rss_get_boot_data(uint32_t major, void *buffer, size_t buffer_bytes);

#endif /* INTERFACE_PSA_BOOT_DATA_H */
