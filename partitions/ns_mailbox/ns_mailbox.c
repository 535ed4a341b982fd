/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/ns_mailbox/ns_mailbox.h"

#include <string.h>

#include "hal/mailbox.h"
#include "interface/comms/embed.h"
#include "interface/comms/pointer_access.h"
#include "interface/psa/service.h"
#include "lib/base/bytes.h"
#include "lib/base/log.h"
#include "partitions/ns_mailbox/comms_message.h"
#include "partitions/ns_mailbox/comms_permissions.h"

_Static_assert(sizeof(struct comms_embed_request) + COMMS_EMBED_PAYLOAD_BYTES <= HAL_MAILBOX_MESSAGE_BYTES,
               "largest request fits");
_Static_assert(sizeof(struct comms_embed_reply) + COMMS_EMBED_PAYLOAD_BYTES <= HAL_MAILBOX_MESSAGE_BYTES,
               "largest reply fits");

/** A request's vectors as memory that the RSS can reach. */
struct call {
    psa_invec in_vec[COMMS_VECTORS];
    psa_outvec out_vec[COMMS_VECTORS];
    uint32_t mapped_count; /* vectors 0 .. mapped_count - 1 may hold a host window */
    uint8_t in0[COMMS_PERMISSION_IN0_BYTES];
};

static void release_vectors(struct call *call)
{
    for (uint32_t i = 0; i < call->mapped_count; i++) {
        hal_host_memory_unmap(i);
    }
    call->mapped_count = 0;
}

static void bind_embed(const struct comms_request *request, uint8_t *reply, struct call *call)
{
    uint8_t *out_data = comms_reply_data(reply);

    for (uint32_t i = 0; i < request->in_count; i++) {
        call->in_vec[i] = (psa_invec){ request->in_data[i], request->size_bytes[i] };
    }
    for (uint32_t i = 0; i < request->out_count; i++) {
        uint32_t bytes = request->size_bytes[request->in_count + i];

        call->out_vec[i] = (psa_outvec){ out_data, bytes };
        out_data += bytes;
    }
}

/* An empty vector needs no memory, whatever its address: TF-A sends empty version strings. */
static rss_status_t bind_pointer_access(const struct comms_request *request, struct call *call)
{
    for (uint32_t i = 0; i < request->in_count + request->out_count; i++) {
        uint32_t bytes = request->size_bytes[i];
        bool output = i >= request->in_count;
        void *base = NULL;

        if (bytes != 0u) {
            rss_status_t status = hal_host_memory_map(i, request->host_address[i], bytes, output, &base);
            if (status != RSS_OK) {
                release_vectors(call);
                return status;
            }
        }
        call->mapped_count = i + 1u;
        if (output) {
            call->out_vec[i - request->in_count] = (psa_outvec){ base, bytes };
        } else {
            call->in_vec[i] = (psa_invec){ base, bytes };
        }
    }
    return RSS_OK;
}

/* The permission check looks into in[0]; the service must see the bytes that were checked, so it gets the
 * copy. */
static void copy_first_input(struct call *call)
{
    if (call->in_vec[0].len != 0u && call->in_vec[0].len <= sizeof(call->in0)) {
        memcpy(call->in0, call->in_vec[0].base, call->in_vec[0].len);
        call->in_vec[0].base = call->in0;
    }
}

static rss_status_t bind_vectors(const struct comms_request *request, uint8_t *reply, struct call *call)
{
    memset(call, 0, sizeof(*call));
    if (request->header.protocol_version == COMMS_PROTOCOL_EMBED) {
        bind_embed(request, reply, call);
    } else {
        rss_status_t status = bind_pointer_access(request, call);
        if (status != RSS_OK) {
            return status;
        }
    }
    copy_first_input(call);
    return RSS_OK;
}

static rss_status_t check_permission(const struct comms_request *request, const struct call *call)
{
    size_t in0_bytes = call->in_vec[0].len;

    if (in0_bytes > sizeof(call->in0)) {
        return RSS_ERR_COMMS_PERMISSION; /* no rule looks into that much, and it was not copied */
    }
    return comms_permission_check(request->handle, request->type, call->in0, in0_bytes);
}

rss_status_t ns_mailbox_handle(const uint8_t *message, size_t size_bytes, uint8_t *reply, size_t *reply_bytes)
{
    struct comms_request request;
    struct call call;

    *reply_bytes = 0;
    rss_status_t status = comms_parse(message, size_bytes, &request);
    if (status == RSS_ERR_COMMS_SHORT || status == RSS_ERR_COMMS_PROTOCOL) {
        return status;
    }
    if (status == RSS_OK) {
        status = bind_vectors(&request, reply, &call);
    }
    if (status != RSS_OK) {
        *reply_bytes = comms_reply(request.header, PSA_ERROR_CONNECTION_BUSY, NULL, 0, reply);
        return status;
    }
    status = check_permission(&request, &call);
    if (status != RSS_OK) {
        *reply_bytes = comms_reply(request.header, PSA_ERROR_NOT_PERMITTED, NULL, 0, reply);
    } else {
        psa_status_t answer = agent_psa_call(NS_MAILBOX_CLIENT_ID, request.handle, request.type, call.in_vec,
                                             request.in_count, call.out_vec, request.out_count);
        *reply_bytes = comms_reply(request.header, answer, call.out_vec, request.out_count, reply);
    }
    release_vectors(&call);
    return status;
}

/** One line for each message that got no service; tests go by the code. */
static void report(const char *what, rss_status_t status)
{
    LOG_INF("[WRN] comms %s: " RSS_STATUS_FORMAT "\n", what, RSS_STATUS_ARGUMENTS(status));
}

static uint8_t request_buffer[HAL_MAILBOX_MESSAGE_BYTES] __attribute__((aligned(4)));
static uint8_t reply_buffer[HAL_MAILBOX_MESSAGE_BYTES] __attribute__((aligned(4)));

static void serve_one(void)
{
    size_t size_bytes = 0, reply_bytes = 0;
    rss_status_t status = hal_mailbox_receive(request_buffer, sizeof(request_buffer), &size_bytes);

    if (status == RSS_OK && size_bytes == 0u) {
        return;
    }
    if (status == RSS_OK) {
        status = ns_mailbox_handle(request_buffer, size_bytes, reply_buffer, &reply_bytes);
    }
    if (status != RSS_OK) {
        report("refused", status);
    }
    if (reply_bytes != 0u) {
        status = hal_mailbox_send(reply_buffer, reply_bytes);
        if (status != RSS_OK) {
            report("reply lost", status);
        }
    }
    /* What a client sent or got (keys, random bytes) is not kept past the answer. */
    bytes_wipe(request_buffer, size_bytes);
    bytes_wipe(reply_buffer, sizeof(reply_buffer));
}

void ns_mailbox_entry(void)
{
    for (;;) {
        hal_mailbox_wait();
        serve_one();
    }
}
