/* SPDX-License-Identifier: BSD-3-Clause */
/** In place of comms_permissions.c, for runtimes under test: what the host calls is the SPM's to judge. */
#include "partitions/ns_mailbox/comms_permissions.h"

rss_status_t comms_permission_check(enum hal_mailbox caller, psa_handle_t handle, int32_t type,
                                    const uint8_t *in0, size_t in0_bytes)
{
    (void)caller;
    (void)handle;
    (void)type;
    (void)in0;
    (void)in0_bytes;
    return RSS_OK;
}
