/* SPDX-License-Identifier: BSD-3-Clause */
/** Which calls each of the host's processors may make. */
#ifndef PARTITIONS_NS_MAILBOX_COMMS_PERMISSIONS_H
#define PARTITIONS_NS_MAILBOX_COMMS_PERMISSIONS_H

#include <stddef.h>
#include <stdint.h>

#include "hal/mailbox.h"
#include "interface/psa/client.h"
#include "lib/base/status.h"

/** Largest in[0] that a rule looks into. A longer one is not copied, and only rules that don't look into it can allow it. */
#define COMMS_PERMISSION_IN0_BYTES 56u

/**
 * @param in0  Of in0_bytes, when these are not more than COMMS_PERMISSION_IN0_BYTES. Copy of the first input in RSS memory, NULL when in0_bytes is 0. The call that follows must use
 * the same copy: the client can change its own memory after the check.
 * @return RSS_OK, or RSS_ERR_COMMS_PERMISSION when no rule allows this handle, type and first input.
 */
rss_status_t comms_permission_check(enum hal_mailbox caller, psa_handle_t handle, int32_t type,
                                    const uint8_t *in0, size_t in0_bytes) RSS_MUST_USE;

#endif /* PARTITIONS_NS_MAILBOX_COMMS_PERMISSIONS_H */
