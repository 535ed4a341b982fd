/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * What the boot stages hand on: TLV area of 0x400 bytes at 0x31500000 (boot.md 5.6), format of TF-M 1.7.
 * BL1_1 clears it, BL1_1, BL1_2 and BL2 append, the runtime reads.
 */
#ifndef BOOT_SHARED_BOOT_DATA_H
#define BOOT_SHARED_BOOT_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/boot_data.h"
#include "lib/base/status.h"

#define BOOT_DATA_ADDRESS 0x31500000u

/* Our own core entries: for the next stage only, each a little-endian word. */
#define BOOT_DATA_BL2_SECURITY_COUNTER                                                                       \
    BOOT_DATA_TYPE(BOOT_DATA_MAJOR_CORE, 0x001u) /* from BL1_2, raised by BL2 */

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

/**
 * For the runtime: a copy of the entries of one major type, header first, as interface/psa/boot_data.h says.
 * @return What rss_get_boot_data is to answer: PSA_SUCCESS; PSA_ERROR_GENERIC_ERROR: area malformed; PSA_ERROR_BUFFER_TOO_SMALL.
 *         out is undefined on an error.
 */
psa_status_t boot_data_copy_major(uint32_t major, void *out, size_t out_bytes) RSS_MUST_USE;

/**
 * Number of measurements, each of which must have its value. RSS_ERR_SHARED_FORMAT: area or a measurement malformed;
 * RSS_ERR_SHARED_MISSING: metadata without a value.
 */
rss_status_t boot_data_count_measurements(uint32_t *count) RSS_MUST_USE;

#endif /* BOOT_SHARED_BOOT_DATA_H */
