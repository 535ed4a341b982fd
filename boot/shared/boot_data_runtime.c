/* SPDX-License-Identifier: BSD-3-Clause */
/* Apart from boot_data.c: what only the runtime does with the area. */
#include "boot/shared/boot_data.h"

#include <stdbool.h>
#include <string.h>

#ifdef BOOT_DATA_MOCK
#define AREA ((const uint8_t *)boot_data_area)
#else
#define AREA ((const uint8_t *)BOOT_DATA_ADDRESS)
#endif

#define MEASUREMENT_SLOTS       32u /* what attestation reports at most (boot.md 5.6) */
#define MEASUREMENT_LIMIT_BYTES 48u

/* A look-up of any entry walks the whole area and checks each length. */
static bool area_is_sound(struct boot_data_header *header)
{
    const rss_status_t status = boot_data_get(UINT16_MAX, header, 0);

    memcpy(header, AREA, sizeof(*header));
    return status == RSS_ERR_SHARED_MISSING;
}

psa_status_t boot_data_copy_major(uint32_t major, void *out, size_t out_bytes)
{
    struct boot_data_header header, copied = { BOOT_DATA_MAGIC, sizeof(copied) };
    uint8_t *to = out;

    if (!area_is_sound(&header)) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    if (out_bytes < sizeof(copied)) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    for (uint32_t at = sizeof(header); at < header.total_bytes;) {
        struct boot_data_entry entry;

        memcpy(&entry, &AREA[at], sizeof(entry));
        const uint32_t bytes = sizeof(entry) + entry.size_bytes;
        if ((uint32_t)entry.type >> 12 == major) {
            if (bytes > out_bytes - copied.total_bytes) {
                return PSA_ERROR_BUFFER_TOO_SMALL;
            }
            memcpy(&to[copied.total_bytes], &AREA[at], bytes);
            copied.total_bytes = (uint16_t)(copied.total_bytes + bytes);
        }
        at += bytes;
    }
    memcpy(to, &copied, sizeof(copied));
    return PSA_SUCCESS;
}

rss_status_t boot_data_count_measurements(uint32_t *count)
{
    struct boot_data_measurement metadata;
    uint8_t value[MEASUREMENT_LIMIT_BYTES];

    *count = 0;
    for (uint32_t slot = 0; slot < MEASUREMENT_SLOTS; slot++) {
        rss_status_t status =
            boot_data_get(BOOT_DATA_MBS_TYPE(slot, BOOT_DATA_CLAIM_METADATA), &metadata, sizeof(metadata));
        if (status == RSS_ERR_SHARED_MISSING) {
            continue;
        }
        if (status == RSS_OK) {
            status = boot_data_get(BOOT_DATA_MBS_TYPE(slot, BOOT_DATA_CLAIM_VALUE), value,
                                   metadata.measurement_type == BOOT_DATA_MEASURED_SHA384 ? 48 : 32);
        }
        if (status != RSS_OK) {
            return status;
        }
        (*count)++;
    }
    return RSS_OK;
}
