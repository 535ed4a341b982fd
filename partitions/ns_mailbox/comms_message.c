/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/ns_mailbox/comms_message.h"

#include <string.h>

#include "interface/comms/ctrl_param.h"
#include "interface/comms/embed.h"
#include "interface/comms/pointer_access.h"

static rss_status_t parse_call(int32_t handle, uint32_t ctrl_param, struct comms_request *request)
{
    struct comms_ctrl ctrl = comms_ctrl_unpack(comms_ctrl_layout, ctrl_param);

    if (ctrl.in_count > COMMS_VECTORS || ctrl.out_count > COMMS_VECTORS - ctrl.in_count) {
        return RSS_ERR_COMMS_VECTORS;
    }
    request->handle = handle;
    request->type = ctrl.type;
    request->in_count = ctrl.in_count;
    request->out_count = ctrl.out_count;
    return RSS_OK;
}

static rss_status_t parse_embed(const uint8_t *message, size_t size_bytes, struct comms_request *request)
{
    struct comms_embed_request wire;
    size_t offset_bytes = sizeof(wire);
    uint32_t payload_bytes = 0; /* four 16-bit sizes: can't wrap */

    if (size_bytes < sizeof(wire)) {
        return RSS_ERR_COMMS_LENGTH;
    }
    memcpy(&wire, message, sizeof(wire));
    rss_status_t status = parse_call(wire.handle, wire.ctrl_param, request);
    if (status != RSS_OK) {
        return status;
    }
    for (uint32_t i = 0; i < request->in_count + request->out_count; i++) {
        uint32_t bytes = wire.io_size_bytes[i];

        if (i < request->in_count) {
            if (bytes > size_bytes - offset_bytes) {
                return RSS_ERR_COMMS_LENGTH;
            }
            request->in_data[i] = message + offset_bytes;
            offset_bytes += bytes;
        }
        request->size_bytes[i] = bytes;
        payload_bytes += bytes;
    }
    if (offset_bytes != size_bytes || payload_bytes > COMMS_EMBED_PAYLOAD_BYTES) {
        return RSS_ERR_COMMS_LENGTH;
    }
    return RSS_OK;
}

static rss_status_t parse_pointer_access(const uint8_t *message, size_t size_bytes,
                                         struct comms_request *request)
{
    struct comms_pointer_request wire;

    if (size_bytes != sizeof(wire)) {
        return RSS_ERR_COMMS_LENGTH;
    }
    memcpy(&wire, message, sizeof(wire));
    rss_status_t status = parse_call(wire.handle, wire.ctrl_param, request);
    if (status != RSS_OK) {
        return status;
    }
    for (uint32_t i = 0; i < request->in_count + request->out_count; i++) {
        request->size_bytes[i] = wire.io_size_bytes[i];
        request->host_address[i] = ((uint64_t)wire.host_ptr[i].high << 32) | wire.host_ptr[i].low;
    }
    return RSS_OK;
}

static rss_status_t (*const parsers[])(const uint8_t *, size_t, struct comms_request *) = {
    [COMMS_PROTOCOL_EMBED] = parse_embed,
    [COMMS_PROTOCOL_POINTER_ACCESS] = parse_pointer_access,
};

rss_status_t comms_parse(const uint8_t *message, size_t size_bytes, struct comms_request *request)
{
    struct comms_header header;

    memset(request, 0, sizeof(*request));
    if (size_bytes < sizeof(header)) {
        return RSS_ERR_COMMS_SHORT;
    }
    memcpy(&header, message, sizeof(header));
    if (header.protocol_version >= sizeof(parsers) / sizeof(parsers[0])) {
        return RSS_ERR_COMMS_PROTOCOL;
    }
    request->header = header;
    return parsers[header.protocol_version](message, size_bytes, request);
}

static size_t reply_embed(struct comms_header header, psa_status_t status, const psa_outvec *out_vec,
                          uint32_t out_count, uint8_t *reply)
{
    struct comms_embed_reply wire = { .header = header, .return_value = status };
    size_t offset_bytes = sizeof(wire);

    for (uint32_t i = 0; i < out_count; i++) {
        if (out_vec[i].len != 0u) {
            memmove(reply + offset_bytes, out_vec[i].base, out_vec[i].len);
        }
        wire.out_size_bytes[i] = (uint16_t)out_vec[i].len;
        offset_bytes += out_vec[i].len;
    }
    memcpy(reply, &wire, sizeof(wire));
    return offset_bytes;
}

static size_t reply_pointer_access(struct comms_header header, psa_status_t status, const psa_outvec *out_vec,
                                   uint32_t out_count, uint8_t *reply)
{
    struct comms_pointer_reply wire = { .header = header, .return_value = status };

    for (uint32_t i = 0; i < out_count; i++) {
        wire.out_size_bytes[i] = (uint32_t)out_vec[i].len;
    }
    memcpy(reply, &wire, sizeof(wire));
    return sizeof(wire);
}

size_t comms_reply(struct comms_header header, psa_status_t status, const psa_outvec *out_vec,
                   uint32_t out_count, uint8_t *reply)
{
    if (header.protocol_version == COMMS_PROTOCOL_EMBED) {
        return reply_embed(header, status, out_vec, out_count, reply);
    }
    return reply_pointer_access(header, status, out_vec, out_count, reply);
}
