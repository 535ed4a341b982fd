/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/rss_client/rss_client.h"

#include <stdbool.h>

#include "host/rss_client/rss_client_mhu.h"
#include "interface/comms/ctrl_param.h"
#include "interface/comms/embed.h"
#include "interface/comms/pointer_access.h"

#define CLIENT_ID 1u /* as TF-A: the RSS only echoes it */

/** One message at a time; the reply goes over the request. */
static union message {
    uint32_t words[(sizeof(struct comms_embed_request) + COMMS_EMBED_PAYLOAD_BYTES) / 4u];
    struct comms_header header;
    struct {
        struct comms_embed_request request;
        uint8_t data[COMMS_EMBED_PAYLOAD_BYTES];
    } embed;
    struct {
        struct comms_embed_reply reply;
        uint8_t data[COMMS_EMBED_PAYLOAD_BYTES];
    } embed_reply;
    struct comms_pointer_request pointer;
    struct comms_pointer_reply pointer_reply;
} message;

struct mhu rss_client_mhu;
static enum rss_client_encoding encoding;
static uint8_t
    sequence_number; /* last one used; counts over timeouts too, so that a late reply is told apart */

/** A psa_call's vectors, inputs then outputs. */
struct vectors {
    const psa_invec *in;
    psa_outvec *out;
    size_t in_count, out_count;
};

/* Requests and replies hold keys and random bytes. Volatile: the stores stay. */
static void forget_message(void)
{
    volatile uint32_t *words = message.words;

    for (size_t i = 0; i < sizeof(message.words) / sizeof(message.words[0]); i++) {
        words[i] = 0;
    }
}

/* Each boot stage counts its calls from 1, so the reply would pass for the answer to this stage's call.
 * Whether all of it comes does not matter. */
static void drop_stale_reply(void)
{
    size_t reply_bytes;

    if (mhu_is_waiting(&rss_client_mhu)) {
        (void)!mhu_receive(&rss_client_mhu, message.words, sizeof(message.words), &reply_bytes);
        forget_message();
    }
}

psa_status_t rss_client_init(uintptr_t sender_frame, uintptr_t receiver_frame, uint32_t poll_limit)
{
    rss_client_mhu =
        (struct mhu){ .sender = sender_frame, .receiver = receiver_frame, .poll_limit = poll_limit };
    encoding = RSS_CLIENT_BY_SIZE;
    if (mhu_init(&rss_client_mhu) != RSS_OK) {
        return PSA_ERROR_COMMUNICATION_FAILURE;
    }
    drop_stale_reply();
    return PSA_SUCCESS;
}

void rss_client_set_encoding(enum rss_client_encoding chosen)
{
    encoding = chosen;
}

static size_t vector_bytes(const struct vectors *vectors, size_t index)
{
    return index < vectors->in_count ? vectors->in[index].len : vectors->out[index - vectors->in_count].len;
}

/* Request and reply together within limit_bytes of data? Subtracts, so that huge sizes don't wrap. */
static bool data_fits(const struct vectors *vectors, size_t limit_bytes)
{
    for (size_t i = 0; i < vectors->in_count + vectors->out_count; i++) {
        if (vector_bytes(vectors, i) > limit_bytes) {
            return false;
        }
        limit_bytes -= vector_bytes(vectors, i);
    }
    return true;
}

/* One round: all channels but the length's and the doorbell's. */
static bool fits_one_round(const struct vectors *vectors)
{
    uint32_t channels = rss_client_mhu.sender_channels < rss_client_mhu.receiver_channels
                            ? rss_client_mhu.sender_channels
                            : rss_client_mhu.receiver_channels;
    size_t round_bytes = (channels - 2u) * 4u;
    size_t header_bytes = sizeof(struct comms_embed_request);

    return round_bytes >= header_bytes && data_fits(vectors, round_bytes - header_bytes);
}

static void copy(uint8_t *to, const uint8_t *from, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        to[i] = from[i];
    }
}

static size_t write_embed(const struct vectors *vectors)
{
    size_t offset_bytes = 0;

    for (size_t i = 0; i < COMMS_VECTORS; i++) {
        bool used = i < vectors->in_count + vectors->out_count;

        message.embed.request.io_size_bytes[i] = used ? (uint16_t)vector_bytes(vectors, i) : 0;
        if (i < vectors->in_count) {
            copy(message.embed.data + offset_bytes, vectors->in[i].base, vectors->in[i].len);
            offset_bytes += vectors->in[i].len;
        }
    }
    return sizeof(message.embed.request) + offset_bytes;
}

static size_t write_pointer_access(const struct vectors *vectors)
{
    for (size_t i = 0; i < COMMS_VECTORS; i++) {
        uint64_t address = 0;
        uint32_t bytes = 0;

        if (i < vectors->in_count) {
            address = (uintptr_t)vectors->in[i].base;
            bytes = (uint32_t)vectors->in[i].len;
        } else if (i - vectors->in_count < vectors->out_count) {
            address = (uintptr_t)vectors->out[i - vectors->in_count].base;
            bytes = (uint32_t)vectors->out[i - vectors->in_count].len;
        }
        message.pointer.io_size_bytes[i] = bytes;
        message.pointer.host_ptr[i] =
            (struct comms_host_pointer){ (uint32_t)address, (uint32_t)(address >> 32) };
    }
    return sizeof(message.pointer);
}

/* Every length that the RSS claims is checked against what was asked for and what came. */
static psa_status_t read_embed(const struct vectors *vectors, size_t reply_bytes)
{
    const struct comms_embed_reply *reply = &message.embed_reply.reply;
    size_t offset_bytes = 0, data_bytes = reply_bytes - sizeof(*reply);

    for (size_t i = 0; i < vectors->out_count; i++) {
        size_t bytes = reply->out_size_bytes[i];

        if (bytes > vectors->out[i].len || bytes > data_bytes - offset_bytes) {
            return PSA_ERROR_COMMUNICATION_FAILURE;
        }
        copy(vectors->out[i].base, message.embed_reply.data + offset_bytes, bytes);
        vectors->out[i].len = bytes;
        offset_bytes += bytes;
    }
    return reply->return_value;
}

static psa_status_t read_pointer_access(const struct vectors *vectors)
{
    const struct comms_pointer_reply *reply = &message.pointer_reply;

    for (size_t i = 0; i < vectors->out_count; i++) {
        if (reply->out_size_bytes[i] > vectors->out[i].len) {
            return PSA_ERROR_COMMUNICATION_FAILURE;
        }
        vectors->out[i].len = reply->out_size_bytes[i];
    }
    return reply->return_value;
}

/* Wait for the reply with this header; replies to earlier calls that were given up are passed over. */
static psa_status_t receive_reply(struct comms_header sent, size_t least_bytes, size_t *reply_bytes)
{
    for (uint32_t stale = 0; stale <= UINT8_MAX; stale++) {
        if (mhu_receive(&rss_client_mhu, message.words, sizeof(message.words), reply_bytes) != RSS_OK) {
            return PSA_ERROR_COMMUNICATION_FAILURE;
        }
        if (*reply_bytes < sizeof(sent) || message.header.sequence_number != sent.sequence_number) {
            continue;
        }
        if (*reply_bytes < least_bytes || message.header.protocol_version != sent.protocol_version ||
            message.header.client_id != sent.client_id) {
            return PSA_ERROR_COMMUNICATION_FAILURE;
        }
        return PSA_SUCCESS;
    }
    return PSA_ERROR_COMMUNICATION_FAILURE;
}

static psa_status_t exchange(uint8_t protocol, psa_handle_t handle, uint32_t ctrl_param,
                             const struct vectors *vectors)
{
    bool embed = protocol == COMMS_PROTOCOL_EMBED;
    size_t reply_bytes;

    size_t request_bytes = embed ? write_embed(vectors) : write_pointer_access(vectors);
    struct comms_header header = { protocol, ++sequence_number, CLIENT_ID };
    message.embed.request.header = header; /* header, handle and control word lie alike in both encodings */
    message.embed.request.handle = handle;
    message.embed.request.ctrl_param = ctrl_param;
    if (mhu_send(&rss_client_mhu, message.words, request_bytes) != RSS_OK) {
        return PSA_ERROR_COMMUNICATION_FAILURE;
    }
    size_t least_bytes = embed ? sizeof(struct comms_embed_reply) : sizeof(struct comms_pointer_reply);
    psa_status_t status = receive_reply(header, least_bytes, &reply_bytes);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return embed ? read_embed(vectors, reply_bytes) : read_pointer_access(vectors);
}

static psa_status_t call_failed(const struct vectors *vectors, psa_status_t status)
{
    for (size_t i = 0; i < vectors->out_count && i < PSA_MAX_IOVEC; i++) {
        vectors->out[i].len = 0;
    }
    return status;
}

psa_status_t psa_call(psa_handle_t handle, int32_t type, const psa_invec *in_vec, size_t in_count,
                      psa_outvec *out_vec, size_t out_count)
{
    struct vectors vectors = { in_vec, out_vec, in_count, out_count };

    if (type < 0 || type > INT16_MAX || in_count > PSA_MAX_IOVEC || out_count > PSA_MAX_IOVEC - in_count) {
        return call_failed(&vectors, PSA_ERROR_PROGRAMMER_ERROR);
    }
    if (!data_fits(&vectors, UINT32_MAX) ||
        (encoding == RSS_CLIENT_EMBED && !data_fits(&vectors, COMMS_EMBED_PAYLOAD_BYTES))) {
        return call_failed(&vectors, PSA_ERROR_INVALID_ARGUMENT);
    }
    bool embed = encoding == RSS_CLIENT_EMBED || (encoding == RSS_CLIENT_BY_SIZE && fits_one_round(&vectors));
    uint32_t ctrl_param = comms_ctrl_pack(
        comms_ctrl_layout, (struct comms_ctrl){ type, (uint32_t)in_count, (uint32_t)out_count });
    psa_status_t status =
        exchange(embed ? COMMS_PROTOCOL_EMBED : COMMS_PROTOCOL_POINTER_ACCESS, handle, ctrl_param, &vectors);

    forget_message();
    return status == PSA_ERROR_COMMUNICATION_FAILURE ? call_failed(&vectors, status) : status;
}

psa_status_t rss_client_get_version(struct rss_platform_version *version)
{
    static const uint32_t request = RSS_PLATFORM_IOCTL_VERSION;
    psa_invec in = { &request, sizeof(request) };
    psa_outvec out = { version, sizeof(*version) };

    *version = (struct rss_platform_version){ 0 };
    psa_status_t status = psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_IOCTL, &in, 1, &out, 1);
    if (status == PSA_SUCCESS && out.len != sizeof(*version)) {
        status = PSA_ERROR_COMMUNICATION_FAILURE;
    }
    if (status != PSA_SUCCESS) {
        *version = (struct rss_platform_version){ 0 };
    }
    return status;
}

uint32_t psa_framework_version(void)
{
    struct rss_platform_version version;

    return rss_client_get_version(&version) == PSA_SUCCESS ? version.framework_version : 0;
}
