/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/shared/boot_data.h"

#include <stdbool.h>
#include <string.h>

#ifdef BOOT_DATA_MOCK
#define AREA boot_data_area
#else
#define AREA ((uint8_t *)BOOT_DATA_ADDRESS)
#endif

#define SIGNER_ID_BYTES 32u

/* Entries have no alignment: everything is copied. */
static void read_at(uint32_t offset_bytes, void *out, size_t size_bytes)
{
    memcpy(out, &AREA[offset_bytes], size_bytes);
}

static void write_at(uint32_t offset_bytes, const void *data, size_t size_bytes)
{
    memcpy(&AREA[offset_bytes], data, size_bytes);
}

void boot_data_clear(void)
{
    const struct boot_data_header header = { .magic = BOOT_DATA_MAGIC, .total_bytes = sizeof(header) };

    memset(AREA, 0, BOOT_DATA_BYTES);
    write_at(0, &header, sizeof(header));
}

/*
 * Walk the area. The stage before wrote it, so every length is checked before it is used.
 * *value_offset_bytes: where the value of the first entry of the type begins, 0 when there is none.
 */
static rss_status_t boot_data_find(uint16_t type, struct boot_data_entry *found, uint32_t *value_offset_bytes,
                                   uint32_t *total_bytes)
{
    struct boot_data_header header;
    uint32_t offset_bytes = sizeof(header);

    *value_offset_bytes = 0;
    read_at(0, &header, sizeof(header));
    if (header.magic != BOOT_DATA_MAGIC || header.total_bytes < sizeof(header) ||
        header.total_bytes > BOOT_DATA_BYTES) {
        return RSS_ERR_SHARED_FORMAT;
    }
    *total_bytes = header.total_bytes;
    while (offset_bytes != header.total_bytes) {
        struct boot_data_entry entry;

        if (header.total_bytes - offset_bytes < sizeof(entry)) {
            return RSS_ERR_SHARED_FORMAT;
        }
        read_at(offset_bytes, &entry, sizeof(entry));
        offset_bytes += sizeof(entry);
        if (header.total_bytes - offset_bytes < entry.size_bytes) {
            return RSS_ERR_SHARED_FORMAT;
        }
        if (entry.type == type && *value_offset_bytes == 0) {
            *found = entry;
            *value_offset_bytes = offset_bytes;
        }
        offset_bytes += entry.size_bytes;
    }
    return RSS_OK;
}

rss_status_t boot_data_add(uint16_t type, const void *value, size_t size_bytes)
{
    struct boot_data_header header = { .magic = BOOT_DATA_MAGIC };
    struct boot_data_entry entry;
    uint32_t offset_bytes;
    uint32_t total_bytes;
    rss_status_t status = boot_data_find(type, &entry, &offset_bytes, &total_bytes);

    if (status != RSS_OK) {
        return status;
    }
    if (offset_bytes != 0) {
        return RSS_ERR_SHARED_DUPLICATE;
    }
    if (BOOT_DATA_BYTES - total_bytes < sizeof(entry) ||
        size_bytes > BOOT_DATA_BYTES - total_bytes - sizeof(entry)) {
        return RSS_ERR_SHARED_FULL;
    }
    entry.type = type;
    entry.size_bytes = (uint16_t)size_bytes;
    write_at(total_bytes, &entry, sizeof(entry));
    write_at(total_bytes + sizeof(entry), value, size_bytes);
    header.total_bytes = (uint16_t)(total_bytes + sizeof(entry) + size_bytes);
    write_at(0, &header, sizeof(header));
    return RSS_OK;
}

rss_status_t boot_data_get(uint16_t type, void *value, size_t size_bytes)
{
    struct boot_data_entry entry = { 0 };
    uint32_t offset_bytes;
    uint32_t total_bytes;
    rss_status_t status = boot_data_find(type, &entry, &offset_bytes, &total_bytes);

    if (status != RSS_OK) {
        return status;
    }
    if (offset_bytes == 0) {
        return RSS_ERR_SHARED_MISSING;
    }
    if (entry.size_bytes != size_bytes) {
        return RSS_ERR_SHARED_FORMAT;
    }
    read_at(offset_bytes, value, size_bytes);
    return RSS_OK;
}

/* Copy a string into a zeroed field of field_bytes; the last byte stays zero. */
static bool copy_text(char *field, size_t field_bytes, const char *text)
{
    for (size_t i = 0; i < field_bytes; i++) {
        field[i] = text[i];
        if (text[i] == '\0') {
            return true;
        }
    }
    return false;
}

rss_status_t boot_data_add_measured_hash(uint32_t slot, const uint8_t *hash, size_t hash_bytes,
                                         const uint8_t *signer_id, const char *sw_type, const char *version)
{
    struct boot_data_measurement metadata = { .measurement_type = hash_bytes == 32
                                                                      ? BOOT_DATA_MEASURED_SHA256
                                                                      : BOOT_DATA_MEASURED_SHA384 };
    rss_status_t status;

    if (hash_bytes != 32 && hash_bytes != 48) {
        return RSS_ERR_SHARED_FORMAT;
    }

    if (signer_id != NULL) {
        memcpy(metadata.signer_id, signer_id, SIGNER_ID_BYTES);
        metadata.signer_id_bytes = SIGNER_ID_BYTES;
    }
    if (!copy_text(metadata.sw_type, sizeof(metadata.sw_type), sw_type) ||
        !copy_text(metadata.sw_version, sizeof(metadata.sw_version), version)) {
        return RSS_ERR_SHARED_FORMAT;
    }
    status = boot_data_add(BOOT_DATA_MBS_TYPE(slot, BOOT_DATA_CLAIM_METADATA), &metadata, sizeof(metadata));
    if (status != RSS_OK) {
        return status;
    }
    return boot_data_add(BOOT_DATA_MBS_TYPE(slot, BOOT_DATA_CLAIM_VALUE), hash, hash_bytes);
}

rss_status_t boot_data_add_measurement(uint32_t slot, const uint8_t value[32], const uint8_t *signer_id,
                                       const char *sw_type, const char *version)
{
    return boot_data_add_measured_hash(slot, value, 32, signer_id, sw_type, version);
}
