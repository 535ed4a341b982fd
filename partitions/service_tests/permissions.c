/* SPDX-License-Identifier: BSD-3-Clause */
/** In place of the platform's table, for tests: the application processor may call any function of the Crypto service. */
#include "interface/psa/services.h"
#include "partitions/ns_mailbox/comms_permissions.h"

rss_status_t comms_permission_check(enum hal_mailbox caller, psa_handle_t handle, int32_t type, const uint8_t *in0,
                                    size_t in0_bytes)
{
    (void)caller;
    (void)type;
    (void)in0;
    (void)in0_bytes;
    return handle == RSS_CRYPTO_HANDLE || handle == RSS_PLATFORM_HANDLE ? RSS_OK : RSS_ERR_COMMS_PERMISSION;
}
