/* SPDX-License-Identifier: BSD-3-Clause */
/** Agent for the application processor: its RSS comms messages become psa_calls. Entry point:
 * interface/psa/service.h. */
#ifndef PARTITIONS_NS_MAILBOX_NS_MAILBOX_H
#define PARTITIONS_NS_MAILBOX_NS_MAILBOX_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/** Client ID of every call from the AP; the ID in the message is only echoed (as TF-M 1.7). */
#define NS_MAILBOX_CLIENT_ID (-1)

/**
 * Carry out one message.
 *
 * @param message      In RSS memory, stays unchanged.
 * @param[out] reply   HAL_MAILBOX_MESSAGE_BYTES, 4-byte aligned.
 * @param[out] reply_bytes  0: no reply is due.
 * @return RSS_OK when a service was called, whatever it answered; else why not: RSS_ERR_COMMS_*,
 * RSS_ERR_ATU_*. No host memory stays mapped.
 */
rss_status_t ns_mailbox_handle(const uint8_t *message, size_t size_bytes, uint8_t *reply,
                               size_t *reply_bytes) RSS_MUST_USE;

#endif /* PARTITIONS_NS_MAILBOX_NS_MAILBOX_H */
