/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * What the boot stages hand on: TLV area of 0x400 bytes at 0x31500000 (boot.md 5.6), format of TF-M 1.7.
 * BL1_1 clears it, BL1_1, BL1_2 and BL2 append, the runtime reads.
 */
#ifndef BOOT_SHARED_BOOT_DATA_H
#define BOOT_SHARED_BOOT_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define BOOT_DATA_ADDRESS 0x31500000u
#define BOOT_DATA_BYTES   0x400u
#define BOOT_DATA_MAGIC   0x2016u

#define BOOT_DATA_MAJOR_CORE            0x0u
#define BOOT_DATA_MAJOR_MBS             0x3u /* measured boot: minor = slot << 6 | claim */
#define BOOT_DATA_TYPE(major, minor)    ((uint16_t)(((major) << 12) | (minor)))
#define BOOT_DATA_MBS_TYPE(slot, claim) BOOT_DATA_TYPE(BOOT_DATA_MAJOR_MBS, ((slot) << 6) | (claim))
#define BOOT_DATA_CLAIM_VALUE           0x08u
#define BOOT_DATA_CLAIM_METADATA        0x0au

/* Our own core entries: for the next stage only, each a little-endian word. */
#define BOOT_DATA_BL2_SECURITY_COUNTER                                                                       \
    BOOT_DATA_TYPE(BOOT_DATA_MAJOR_CORE, 0x001u) /* from BL1_2, raised by BL2 */

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

#ifdef BOOT_DATA_MOCK
extern uint8_t boot_data_area[BOOT_DATA_BYTES]; /* host tests: their own memory, not the fixed address */
#endif

/** Start an empty area. */
void boot_data_clear(void);

/** Append one entry. RSS_ERR_SHARED_FULL, RSS_ERR_SHARED_DUPLICATE, RSS_ERR_SHARED_FORMAT: the area is unchanged. */
rss_status_t boot_data_add(uint16_t type, const void *value, size_t size_bytes) RSS_MUST_USE;

/**
 * Find an entry of exactly size_bytes. RSS_ERR_SHARED_MISSING; RSS_ERR_SHARED_FORMAT: area malformed or size differs.
 */
rss_status_t boot_data_get(uint16_t type, void *value, size_t size_bytes) RSS_MUST_USE;

/**
 * Add the two entries of one SHA-256 measurement (metadata, value).
 * @param signer_id  32 bytes, NULL for none.
 * @param version    NUL-terminated, at most 13 characters.
 */
rss_status_t boot_data_add_measurement(uint32_t slot, const uint8_t value[32], const uint8_t *signer_id,
                                       const char *sw_type, const char *version) RSS_MUST_USE;

/**
 * The same for a hash of 32 (SHA-256) or 48 bytes (SHA-384). RSS_ERR_SHARED_FORMAT: another length.
 */
rss_status_t boot_data_add_measured_hash(uint32_t slot, const uint8_t *hash, size_t hash_bytes,
                                         const uint8_t *signer_id, const char *sw_type,
                                         const char *version) RSS_MUST_USE;

/**
 * Text of an image version, "%u.%u.%u+%u".
 * @return RSS_OK; RSS_ERR_SHARED_FORMAT: longer than 13 characters, text is empty.
 */
rss_status_t boot_data_format_version(uint8_t major, uint8_t minor, uint16_t revision, uint32_t build,
                                      char text[14]) RSS_MUST_USE;

#endif /* BOOT_SHARED_BOOT_DATA_H */
