/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/measured_boot/boot_measurements.h"

#include <stdbool.h>
#include <string.h>

#include "interface/psa/boot_data.h"
#include "partitions/measured_boot/slots.h"

/* Bytes not yet looked at. */
struct rest {
    const uint8_t *at;
    size_t bytes;
};

struct entry {
    uint16_t type;
    const uint8_t *value; /* not aligned */
    size_t value_bytes;
};

static bool take(struct rest *rest, void *out, size_t bytes)
{
    if (bytes > rest->bytes) {
        return false;
    }
    memcpy(out, rest->at, bytes);
    rest->at += bytes;
    rest->bytes -= bytes;
    return true;
}

static bool take_entry(struct rest *rest, struct entry *entry)
{
    struct boot_data_entry header;

    if (!take(rest, &header, sizeof(header)) || header.size_bytes > rest->bytes) {
        return false;
    }
    *entry = (struct entry){ header.type, rest->at, header.size_bytes };
    rest->at += header.size_bytes;
    rest->bytes -= header.size_bytes;
    return true;
}

static uint8_t copy_text(uint8_t *out, const char *text, size_t limit)
{
    uint8_t bytes = 0;

    while (bytes < limit && text[bytes] != '\0') {
        out[bytes] = (uint8_t)text[bytes];
        bytes++;
    }
    return bytes;
}

/* BL1_2 is in OTP and nobody has signed it: its metadata has no signer, which the slot shows as zeros (as TF-M 2.0, TF-A). */
static bool convert(const struct entry *entry, struct measurement *about)
{
    struct boot_data_measurement metadata;

    if (entry->value_bytes != sizeof(metadata)) {
        return false;
    }
    memcpy(&metadata, entry->value, sizeof(metadata));
    if (metadata.signer_id_bytes == 0) {
        metadata.signer_id_bytes = MEASURED_BOOT_LEAST_BYTES;
        memset(metadata.signer_id, 0, sizeof(metadata.signer_id));
    }
    if (metadata.signer_id_bytes < MEASURED_BOOT_LEAST_BYTES ||
        metadata.signer_id_bytes > MEASURED_BOOT_MOST_BYTES) {
        return false;
    }
    *about = (struct measurement){ .algorithm = metadata.measurement_type,
                                   .signer_id_bytes = (uint8_t)metadata.signer_id_bytes };
    memcpy(about->signer_id, metadata.signer_id, metadata.signer_id_bytes);
    about->sw_type_bytes = copy_text(about->sw_type, metadata.sw_type, sizeof(metadata.sw_type));
    about->version_bytes = copy_text(about->version, metadata.sw_version, sizeof(metadata.sw_version));
    return true;
}
_Static_assert(sizeof(((struct boot_data_measurement *)0)->sw_type) <= MEASURED_BOOT_SW_TYPE_BYTES &&
                   sizeof(((struct boot_data_measurement *)0)->sw_version) == MEASURED_BOOT_VERSION_BYTES,
               "texts of the boot stages fit a slot");

/* Only BL1 comes before those two slots are full, so nothing may follow. The images' slots stay as upstream: not locked. */
static bool is_last(uint32_t slot, uint16_t value_type)
{
    return slot <= BOOT_DATA_SLOT_BL2 ||
           value_type == BOOT_DATA_MBS_TYPE(slot, BOOT_DATA_CLAIM_VALUE_NON_EXTENDABLE);
}

static psa_status_t load_pair(const struct entry *metadata, const struct entry *value)
{
    const uint32_t slot = metadata->type >> 6 & 0x3fu;
    struct measurement about;

    if (slot >= MEASURED_BOOT_SLOTS || metadata->type != BOOT_DATA_MBS_TYPE(slot, BOOT_DATA_CLAIM_METADATA) ||
        (value->type != BOOT_DATA_MBS_TYPE(slot, BOOT_DATA_CLAIM_VALUE) &&
         value->type != BOOT_DATA_MBS_TYPE(slot, BOOT_DATA_CLAIM_VALUE_NON_EXTENDABLE)) ||
        value->value_bytes < MEASURED_BOOT_LEAST_BYTES || value->value_bytes > MEASURED_BOOT_MOST_BYTES ||
        !convert(metadata, &about)) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    return slots_extend(slot, &about, value->value, value->value_bytes, is_last(slot, value->type));
}

psa_status_t boot_measurements_load(const uint8_t *data, size_t data_bytes)
{
    struct rest rest = { data, data_bytes };
    struct boot_data_header header;

    if (!take(&rest, &header, sizeof(header)) || header.magic != BOOT_DATA_MAGIC ||
        header.total_bytes <= sizeof(header) || header.total_bytes > data_bytes) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    rest.bytes = header.total_bytes - sizeof(header);
    while (rest.bytes != 0) {
        struct entry metadata, value;

        if (!take_entry(&rest, &metadata) || !take_entry(&rest, &value)) {
            return PSA_ERROR_GENERIC_ERROR;
        }
        const psa_status_t status = load_pair(&metadata, &value);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
}
