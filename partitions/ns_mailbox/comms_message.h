/* SPDX-License-Identifier: BSD-3-Clause */
/** RSS comms messages in and out: both encodings, one parsed form. No hardware, no memory of its own. */
#ifndef PARTITIONS_NS_MAILBOX_COMMS_MESSAGE_H
#define PARTITIONS_NS_MAILBOX_COMMS_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "interface/comms/header.h"
#include "interface/psa/client.h"
#include "lib/base/status.h"

/** Vectors are numbered over both kinds: inputs 0 .. in_count - 1, then outputs. */
struct comms_request {
    struct comms_header header;
    psa_handle_t handle;
    int32_t type;
    uint32_t in_count, out_count;          /* together at most COMMS_VECTORS */
    uint32_t size_bytes[COMMS_VECTORS];    /* data of an input, room of an output; 0 beyond the counts */
    const uint8_t *in_data[COMMS_VECTORS]; /* embed: inside the message; else NULL */
    uint64_t host_address[COMMS_VECTORS];  /* pointer access: host physical; else 0. Not checked here */
};

/**
 * Decode one message.
 *
 * @param message  In RSS memory that nobody else writes; in_data points into it.
 * @return RSS_OK;
 *         RSS_ERR_COMMS_SHORT (shorter than the header), RSS_ERR_COMMS_PROTOCOL (unknown encoding): no reply
 * is due and request is all zeros; RSS_ERR_COMMS_LENGTH (not the length that the encoding and the sizes in it
 * ask for, or sizes above COMMS_EMBED_PAYLOAD_BYTES), RSS_ERR_COMMS_VECTORS (more than four): only
 * request->header is valid.
 */
rss_status_t comms_parse(const uint8_t *message, size_t size_bytes,
                         struct comms_request *request) RSS_MUST_USE;

/**
 * Write the reply in the request's encoding.
 *
 * @param header      Of the request, echoed; its protocol_version is a known one.
 * @param out_vec     What the service wrote, out_count of them; embed: their bytes are moved into the reply, and may lie in its
 * buffer, in order, none before its place in the reply. out_count 0 for a refusal.
 * @param[out] reply  HAL_MAILBOX_MESSAGE_BYTES, 4-byte aligned.
 * @return Length in bytes.
 */
size_t comms_reply(struct comms_header header, psa_status_t status, const psa_outvec *out_vec,
                   uint32_t out_count, uint8_t *reply);

#endif /* PARTITIONS_NS_MAILBOX_COMMS_MESSAGE_H */
