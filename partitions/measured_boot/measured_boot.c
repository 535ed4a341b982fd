/* SPDX-License-Identifier: BSD-3-Clause */
/** Measured Boot service: requests in the wire format of interface/psa/measured_boot.h (services.md 3.4). */
#include "interface/psa/measured_boot.h"

#include <string.h>

#include "interface/psa/boot_data.h"
#include "interface/psa/service.h"
#include "partitions/measured_boot/boot_measurements.h"
#include "partitions/measured_boot/policy.h"
#include "partitions/measured_boot/slots.h"
#include "psa_manifest/measured_boot.h"

static bool in_range(size_t bytes)
{
    return bytes >= MEASURED_BOOT_LEAST_BYTES && bytes <= MEASURED_BOOT_MOST_BYTES;
}

static psa_status_t extend(const psa_msg_t *msg)
{
    struct measured_boot_extend request;
    struct measurement about = { 0 };
    uint8_t value[MEASURED_BOOT_MOST_BYTES];

    if (msg->in_size[0] != sizeof(request)) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    psa_read(msg->handle, 0, &request, sizeof(request));
    if (request.index >= MEASURED_BOOT_SLOTS || request.sw_type_bytes > sizeof(request.sw_type) ||
        !in_range(msg->in_size[1]) || msg->in_size[2] > sizeof(about.version) || !in_range(msg->in_size[3])) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!policy_may_extend(msg->client_id, request.index)) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    about.algorithm = request.measurement_algo;
    about.sw_type_bytes = request.sw_type_bytes;
    memcpy(about.sw_type, request.sw_type, request.sw_type_bytes);
    about.signer_id_bytes = (uint8_t)psa_read(msg->handle, 1, about.signer_id, sizeof(about.signer_id));
    if (msg->in_size[2] != 0) { /* TF-A has none, and a call of the SPM is dear */
        about.version_bytes = (uint8_t)psa_read(msg->handle, 2, about.version, sizeof(about.version));
    }
    const size_t value_bytes = psa_read(msg->handle, 3, value, sizeof(value));
    return slots_extend(request.index, &about, value, value_bytes, request.lock_measurement != 0);
}

static psa_status_t read_slot(const psa_msg_t *msg)
{
    struct measured_boot_read request;
    struct measured_boot_metadata metadata = { 0 };

    if (msg->in_size[0] != sizeof(request) || msg->out_size[0] != sizeof(metadata)) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    psa_read(msg->handle, 0, &request, sizeof(request));
    if (request.index >= MEASURED_BOOT_SLOTS) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const struct slot *slot = slots_get(request.index);
    const struct measurement *about = &slot->about;
    if (!slot->is_populated) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    if (msg->out_size[1] < about->signer_id_bytes || msg->out_size[2] < sizeof(slot->value) ||
        request.sw_type_bytes < about->sw_type_bytes || request.version_bytes < about->version_bytes) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    metadata.is_locked = slot->is_locked ? 1 : 0;
    metadata.measurement_algo = about->algorithm;
    metadata.sw_type_bytes = about->sw_type_bytes;
    memcpy(metadata.sw_type, about->sw_type, sizeof(metadata.sw_type));
    metadata.version_bytes = about->version_bytes;
    memcpy(metadata.version, about->version, sizeof(metadata.version));
    psa_write(msg->handle, 0, &metadata, sizeof(metadata));
    psa_write(msg->handle, 1, about->signer_id, about->signer_id_bytes);
    psa_write(msg->handle, 2, slot->value, sizeof(slot->value));
    return PSA_SUCCESS;
}

psa_status_t measured_boot_sfn(const psa_msg_t *msg)
{
    switch (msg->type) {
    case RSS_MEASURED_BOOT_READ:
        return read_slot(msg);
    case RSS_MEASURED_BOOT_EXTEND:
        return extend(msg);
    default:
        return PSA_ERROR_NOT_SUPPORTED;
    }
}

psa_status_t measured_boot_init(void)
{
    static uint8_t data[BOOT_DATA_BYTES]; /* too much for the stack, and needed once */
    const psa_status_t status = rss_get_boot_data(BOOT_DATA_MAJOR_MBS, data, sizeof(data));

    return status == PSA_SUCCESS ? boot_measurements_load(data, sizeof(data)) : status;
}
