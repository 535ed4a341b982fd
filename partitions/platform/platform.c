/* SPDX-License-Identifier: BSD-3-Clause */
/** Platform service: platform requests (IOCTL). */
#include <stddef.h>
#include <stdint.h>

#include "interface/psa/service.h"
#include "interface/psa/services.h"
#include "psa_manifest/platform.h"

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

/* Input and output sizes are part of a request: any other is an invalid parameter. */
static const struct ioctl {
    uint32_t request;
    uint32_t in_bytes, out_bytes;
    psa_status_t (*run)(const psa_msg_t *msg);
} ioctls[] = {
    { RSS_PLATFORM_IOCTL_VERSION, 0, sizeof(struct rss_platform_version), ioctl_version },
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

psa_status_t platform_sfn(const psa_msg_t *msg)
{
    if (msg->type == RSS_PLATFORM_TYPE_IOCTL) {
        return platform_ioctl(msg);
    }
    return PSA_ERROR_NOT_SUPPORTED;
}
