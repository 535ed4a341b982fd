/* SPDX-License-Identifier: BSD-3-Clause */
/** Platform service: counters of the host, reset, and requests by number (services.md 3.6). */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hal/failure.h"
#include "hal/lifecycle.h"
#include "hal/otp.h"
#include "interface/psa/measured_boot.h"
#include "interface/psa/service.h"
#include "interface/psa/services.h"
#include "psa_manifest/ns_agent_tz.h"
#include "psa_manifest/ns_mailbox.h"
#include "psa_manifest/platform.h"

#define AP NS_MAILBOX_CLIENT_ID_LIMIT

/* Kept from the start: a good boot ends the row of failures in the record. */
static uint32_t failure_before;

static bool sizes_are(const psa_msg_t *msg, size_t in_bytes, size_t out_bytes)
{
    for (uint32_t i = 1; i < PSA_MAX_IOVEC; i++) {
        if (msg->in_size[i] != 0u || msg->out_size[i] != 0u) {
            return false;
        }
    }
    return msg->in_size[0] == in_bytes && msg->out_size[0] == out_bytes;
}

/* ---- counters ---- */

/*
 * They are the AP firmware's, against its own rollback, and have 128 steps in the life of a device: nobody else can use them up.
 * Counters of the boot stages are out of reach by their number; they can be read as part of an image's state, below.
 */
static const struct {
    int32_t first, last; /* client IDs */
    bool increment;
} counter_users[] = {
    { AP, AP, .increment = true },
    { NS_AGENT_TZ_CLIENT_ID_BASE, NS_AGENT_TZ_CLIENT_ID_LIMIT, .increment = false },
};

static bool may_use_counters(int32_t client_id, bool increment)
{
    for (size_t i = 0; i < sizeof(counter_users) / sizeof(counter_users[0]); i++) {
        if (client_id >= counter_users[i].first && client_id <= counter_users[i].last) {
            return !increment || counter_users[i].increment;
        }
    }
    return false;
}

/* The counter that a request names, and its value; one status for all that is wrong (services.md 3.6). */
static psa_status_t find_counter(const psa_msg_t *msg, enum hal_otp_counter_id *id, uint32_t *value)
{
    const bool increment = msg->type == RSS_PLATFORM_TYPE_NV_INCREMENT;
    uint32_t number;

    if (!sizes_are(msg, sizeof(number), increment ? 0u : sizeof(*value)) ||
        !may_use_counters(msg->client_id, increment)) {
        return RSS_PLATFORM_SYSTEM_ERROR;
    }
    psa_read(msg->handle, 0, &number, sizeof(number));
    if (number >= RSS_PLATFORM_NV_COUNTERS) {
        return RSS_PLATFORM_SYSTEM_ERROR;
    }
    *id = (enum hal_otp_counter_id)(HAL_OTP_COUNTER_NS_0 + number);
    return hal_otp_counter_read(*id, value) == RSS_OK ? RSS_PLATFORM_SUCCESS : RSS_PLATFORM_SYSTEM_ERROR;
}
_Static_assert(HAL_OTP_COUNTER_NS_0 + RSS_PLATFORM_NV_COUNTERS == HAL_OTP_COUNTER_COUNT,
               "the host's counters are the last");

static psa_status_t counter_read(const psa_msg_t *msg)
{
    enum hal_otp_counter_id id;
    uint32_t value;
    const psa_status_t status = find_counter(msg, &id, &value);

    if (status == RSS_PLATFORM_SUCCESS) {
        psa_write(msg->handle, 0, &value, sizeof(value));
    }
    return status;
}

static psa_status_t counter_increment(const psa_msg_t *msg)
{
    enum hal_otp_counter_id id;
    uint32_t value;
    const psa_status_t status = find_counter(msg, &id, &value);

    if (status != RSS_PLATFORM_SUCCESS) {
        return status;
    }
    return hal_otp_counter_raise(id, value + 1u) == RSS_OK ? RSS_PLATFORM_SUCCESS : RSS_PLATFORM_SYSTEM_ERROR;
}

/* ---- reset ---- */

static psa_status_t system_reset(const psa_msg_t *msg)
{
    if (msg->client_id < 0 || !sizes_are(msg, 0, 0)) {
        return RSS_PLATFORM_SYSTEM_ERROR;
    }
    hal_reset_system();
}

/* ---- requests by number ---- */

static psa_status_t ioctl_version(const psa_msg_t *msg)
{
    static const struct rss_platform_version version_text = { .version = RSS_VERSION };
    struct rss_platform_version version = version_text;

    version.framework_version = PSA_FRAMEWORK_VERSION;
    version.lifecycle = psa_rot_lifecycle_state();
    psa_write(msg->handle, 0, &version, sizeof(version));
    return RSS_PLATFORM_SUCCESS;
}
_Static_assert(sizeof(RSS_VERSION) <= sizeof(((struct rss_platform_version *)0)->version),
               "version text and its zero fit");

static psa_status_t ioctl_boot_status(const psa_msg_t *msg)
{
    const struct rss_platform_boot_status status = {
        .lifecycle = psa_rot_lifecycle_state(),
        .last_failure = HAL_FAILURE_STATUS(failure_before),
        .last_failure_stage = HAL_FAILURE_STAGE(failure_before),
        .failures_in_a_row = HAL_FAILURE_COUNT(failure_before),
    };

    psa_write(msg->handle, 0, &status, sizeof(status));
    return RSS_PLATFORM_SUCCESS;
}

/* By measurement slot. BL1_2 is in OTP and has no counter. */
static const enum hal_otp_counter_id image_counters[] = {
    HAL_OTP_COUNTER_COUNT, HAL_OTP_COUNTER_BL1_0, HAL_OTP_COUNTER_BL2_0,
    HAL_OTP_COUNTER_BL2_1, HAL_OTP_COUNTER_BL2_2, HAL_OTP_COUNTER_BL2_3,
};
_Static_assert(sizeof(image_counters) / sizeof(image_counters[0]) == RSS_PLATFORM_IMAGES, "a row for each");

static psa_status_t read_image(uint32_t index, struct rss_platform_image *image)
{
    uint8_t value[MEASURED_BOOT_MOST_BYTES], signer_id[MEASURED_BOOT_MOST_BYTES];
    uint8_t sw_type[MEASURED_BOOT_SW_TYPE_BYTES];
    size_t version_bytes, sw_type_bytes, value_bytes, signer_id_bytes;
    uint32_t algorithm;
    bool is_locked;

    if (rss_measured_boot_read_measurement(
            (uint8_t)index, signer_id, sizeof(signer_id), &signer_id_bytes, (uint8_t *)image->version,
            sizeof(image->version) - 1u, &version_bytes, &algorithm, sw_type, sizeof(sw_type), &sw_type_bytes,
            value, sizeof(value), &value_bytes, &is_locked) != PSA_SUCCESS) {
        return RSS_PLATFORM_SYSTEM_ERROR;
    }
    if (image_counters[index] == HAL_OTP_COUNTER_COUNT) {
        return RSS_PLATFORM_SUCCESS;
    }
    image->security_counter_limit = HAL_OTP_COUNTER_LIMIT;
    return hal_otp_counter_read(image_counters[index], &image->security_counter) == RSS_OK
               ? RSS_PLATFORM_SUCCESS
               : RSS_PLATFORM_SYSTEM_ERROR;
}

static psa_status_t ioctl_image(const psa_msg_t *msg)
{
    struct rss_platform_image image = { 0 };
    uint32_t index;

    psa_read(msg->handle, 1, &index, sizeof(index));
    if (index >= RSS_PLATFORM_IMAGES) {
        return RSS_PLATFORM_INVALID_PARAMETER;
    }
    const psa_status_t status = read_image(index, &image);
    if (status == RSS_PLATFORM_SUCCESS) {
        psa_write(msg->handle, 0, &image, sizeof(image));
    }
    return status;
}

/* Input and output sizes are part of a request: any other is an invalid parameter. */
static const struct ioctl {
    uint32_t request;
    uint32_t in_bytes, out_bytes;
    psa_status_t (*run)(const psa_msg_t *msg);
} ioctls[] = {
    { RSS_PLATFORM_IOCTL_VERSION, 0, sizeof(struct rss_platform_version), ioctl_version },
    { RSS_PLATFORM_IOCTL_BOOT_STATUS, 0, sizeof(struct rss_platform_boot_status), ioctl_boot_status },
    { RSS_PLATFORM_IOCTL_IMAGE, sizeof(uint32_t), sizeof(struct rss_platform_image), ioctl_image },
};

static psa_status_t run_request(const psa_msg_t *msg, uint32_t request)
{
    for (size_t i = 0; i < sizeof(ioctls) / sizeof(ioctls[0]); i++) {
        if (ioctls[i].request == request) {
            if (msg->in_size[1] != ioctls[i].in_bytes || msg->out_size[0] != ioctls[i].out_bytes) {
                return RSS_PLATFORM_INVALID_PARAMETER;
            }
            return ioctls[i].run(msg);
        }
    }
    return RSS_PLATFORM_NOT_SUPPORTED;
}

/* Statuses in the order and with the values of TF-M's service (services.md 3.6). */
static psa_status_t platform_ioctl(const psa_msg_t *msg)
{
    uint32_t request;

    if (msg->in_size[0] == 0u || msg->in_size[2] != 0u || msg->in_size[3] != 0u || msg->out_size[1] != 0u) {
        return RSS_PLATFORM_SYSTEM_ERROR;
    }
    if (msg->in_size[0] != sizeof(request)) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    if (msg->in_size[1] > RSS_PLATFORM_IOCTL_MAX_BYTES) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (msg->out_size[0] > RSS_PLATFORM_IOCTL_MAX_BYTES) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    psa_read(msg->handle, 0, &request, sizeof(request));
    return run_request(msg, request);
}

psa_status_t platform_init(void)
{
    failure_before = hal_failure_last();
    return PSA_SUCCESS;
}

psa_status_t platform_sfn(const psa_msg_t *msg)
{
    switch (msg->type) {
    case RSS_PLATFORM_TYPE_NV_READ:
        return counter_read(msg);
    case RSS_PLATFORM_TYPE_NV_INCREMENT:
        return counter_increment(msg);
    case RSS_PLATFORM_TYPE_SYSTEM_RESET:
        return system_reset(msg);
    case RSS_PLATFORM_TYPE_IOCTL:
        return platform_ioctl(msg);
    default:
        return PSA_ERROR_NOT_SUPPORTED;
    }
}
