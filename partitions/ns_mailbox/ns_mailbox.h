/* SPDX-License-Identifier: BSD-3-Clause */
/** Agent for the host's processors: their RSS comms messages become calls of clients, several at a time. */
#ifndef PARTITIONS_NS_MAILBOX_NS_MAILBOX_H
#define PARTITIONS_NS_MAILBOX_NS_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hal/mailbox.h"
#include "interface/psa/client.h"
#include "lib/base/status.h"
#include "partitions/ns_mailbox/comms_message.h"
#include "partitions/ns_mailbox/comms_permissions.h"

/** One message and all that its answer needs. To begin with index, caller and buffer are set, reply_bytes and mapped_count 0. */
struct ns_mailbox_request {
    struct ns_mailbox_request *next; /* reply to the same caller that goes out after this one */
    bool in_use;
    uint32_t index; /* its windows to host memory: HAL_HOST_WINDOWS_PER_REQUEST from index times that */
    enum hal_mailbox caller; /* where it came from and the reply goes */
    uint32_t *buffer;        /* HAL_MAILBOX_MESSAGE_BYTES: the message and room for outputs, then the reply */
    size_t used_bytes;       /* of buffer: the message, then all that may hold something of the exchange */
    size_t reply_bytes;      /* 0: no reply is due */
    struct comms_request parsed;
    psa_invec in_vec[COMMS_VECTORS];
    psa_outvec out_vec[COMMS_VECTORS];
    uint32_t mapped_count; /* vectors 0 .. mapped_count - 1 may hold a host window */
    uint8_t in0[COMMS_PERMISSION_IN0_BYTES];
};

/**
 * Start on the message (buffer, used_bytes, caller are set).
 * @return RSS_OK: a service has the call, ns_mailbox_finish follows with its answer. Else why not (RSS_ERR_COMMS_*,
 * RSS_ERR_ATU_*): buffer and reply_bytes are what the caller is told, and no host memory stays mapped.
 */
rss_status_t ns_mailbox_begin(struct ns_mailbox_request *request) RSS_MUST_USE;

/** Make the reply from the service's answer, in the buffer; no host memory stays mapped. */
void ns_mailbox_finish(struct ns_mailbox_request *request, psa_status_t answer);

void ns_mailbox_entry(void) __attribute__((noreturn));

#endif /* PARTITIONS_NS_MAILBOX_NS_MAILBOX_H */
