/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/ns_mailbox/ns_mailbox.h"

#include <stdbool.h>
#include <string.h>

#include "hal/failure.h"
#include "interface/comms/embed.h"
#include "interface/comms/pointer_access.h"
#include "interface/psa/agent.h"
#include "interface/psa/service.h"
#include "lib/base/bytes.h"
#include "lib/base/log.h"
#include "psa_manifest/ns_mailbox.h"

_Static_assert(sizeof(struct comms_embed_request) + COMMS_EMBED_PAYLOAD_BYTES <= HAL_MAILBOX_MESSAGE_BYTES,
               "largest request fits");
_Static_assert(sizeof(struct comms_embed_reply) + COMMS_EMBED_PAYLOAD_BYTES <= HAL_MAILBOX_MESSAGE_BYTES,
               "largest reply fits");
_Static_assert(HAL_HOST_WINDOWS_PER_REQUEST == COMMS_VECTORS, "a window for each vector");

static void release_vectors(struct ns_mailbox_request *request)
{
    for (uint32_t i = 0; i < request->mapped_count; i++) {
        hal_host_memory_unmap(request->index * COMMS_VECTORS + i);
    }
    request->mapped_count = 0;
}

static void bind_embed(struct ns_mailbox_request *request)
{
    const struct comms_request *parsed = &request->parsed;
    uint8_t *out_data = comms_reply_data(request->reply);

    for (uint32_t i = 0; i < parsed->in_count; i++) {
        request->in_vec[i] = (psa_invec){ parsed->in_data[i], parsed->size_bytes[i] };
    }
    for (uint32_t i = 0; i < parsed->out_count; i++) {
        uint32_t bytes = parsed->size_bytes[parsed->in_count + i];

        request->out_vec[i] = (psa_outvec){ out_data, bytes };
        out_data += bytes;
    }
    request->room_bytes = (size_t)(out_data - request->reply);
}

/* An empty vector needs no memory, whatever its address: TF-A sends empty version strings. */
static rss_status_t bind_pointer_access(struct ns_mailbox_request *request)
{
    const struct comms_request *parsed = &request->parsed;

    for (uint32_t i = 0; i < parsed->in_count + parsed->out_count; i++) {
        uint32_t bytes = parsed->size_bytes[i];
        bool output = i >= parsed->in_count;
        void *base = NULL;

        if (bytes != 0u) {
            rss_status_t status = hal_host_memory_map(request->caller, request->index * COMMS_VECTORS + i,
                                                      parsed->host_address[i], bytes, output, &base);
            if (status != RSS_OK) {
                release_vectors(request);
                return status;
            }
        }
        request->mapped_count = i + 1u;
        if (output) {
            request->out_vec[i - parsed->in_count] = (psa_outvec){ base, bytes };
        } else {
            request->in_vec[i] = (psa_invec){ base, bytes };
        }
    }
    return RSS_OK;
}

/* The permission check looks into in[0]; the service must see the bytes that were checked, so it gets the
 * copy. */
static void copy_first_input(struct ns_mailbox_request *request)
{
    psa_invec *first = &request->in_vec[0];

    if (first->len != 0u && first->len <= sizeof(request->in0)) {
        memcpy(request->in0, first->base, first->len);
        first->base = request->in0;
    }
}

static rss_status_t bind_vectors(struct ns_mailbox_request *request)
{
    if (request->parsed.header.protocol_version == COMMS_PROTOCOL_EMBED) {
        bind_embed(request);
    } else {
        rss_status_t status = bind_pointer_access(request);
        if (status != RSS_OK) {
            return status;
        }
    }
    copy_first_input(request);
    return RSS_OK;
}

static rss_status_t check_permission(const struct ns_mailbox_request *request)
{
    size_t in0_bytes = request->in_vec[0].len;

    return comms_permission_check(request->caller, request->parsed.handle, request->parsed.type, request->in0,
                                  in0_bytes);
}

static void refuse(struct ns_mailbox_request *request, psa_status_t answer)
{
    release_vectors(request);
    request->reply_bytes = comms_reply(request->parsed.header, answer, NULL, 0, request->reply);
}

/* Each caller is one client, whatever ID its messages name: that is only echoed. */
static const struct {
    psa_signal_t signal;
    int32_t client_id;
} callers[HAL_MAILBOX_COUNT] = {
    [HAL_MAILBOX_AP] = { MAILBOX_AP_SIGNAL, NS_MAILBOX_CLIENT_ID_LIMIT },
    [HAL_MAILBOX_SCP] = { MAILBOX_SCP_SIGNAL, NS_MAILBOX_CLIENT_ID_LIMIT - 1 },
};

static rss_status_t start_call(struct ns_mailbox_request *request)
{
    const struct agent_call call = {
        .client_id = callers[request->caller].client_id,
        .handle = request->parsed.handle,
        .type = request->parsed.type,
        .in_vec = request->in_vec,
        .out_vec = request->out_vec,
        .in_count = request->parsed.in_count,
        .out_count = request->parsed.out_count,
        .tag = request,
    };
    const psa_status_t status = agent_call(&call);

    if (status != PSA_SUCCESS) {
        refuse(request, status);
        return RSS_ERR_COMMS_CALL;
    }
    return RSS_OK;
}

rss_status_t ns_mailbox_begin(struct ns_mailbox_request *request)
{
    rss_status_t status = comms_parse(request->message, request->message_bytes, &request->parsed);

    if (status == RSS_ERR_COMMS_SHORT || status == RSS_ERR_COMMS_PROTOCOL) {
        return status;
    }
    if (status == RSS_OK) {
        status = bind_vectors(request);
    }
    if (status != RSS_OK) {
        refuse(request, PSA_ERROR_CONNECTION_BUSY);
        return status;
    }
    status = check_permission(request);
    if (status != RSS_OK) {
        refuse(request, PSA_ERROR_NOT_PERMITTED);
        return status;
    }
    return start_call(request);
}

void ns_mailbox_finish(struct ns_mailbox_request *request, psa_status_t answer)
{
    request->reply_bytes = comms_reply(request->parsed.header, answer, request->out_vec,
                                       request->parsed.out_count, request->reply);
    release_vectors(request);
}

/* One more than calls under way: the message that finds all others in use is answered from it. */
#define REQUEST_COUNT (HAL_HOST_REQUESTS + 1u)
static struct ns_mailbox_request requests[REQUEST_COUNT];
static bool in_use[HAL_HOST_REQUESTS];
static uint8_t messages[REQUEST_COUNT][HAL_MAILBOX_MESSAGE_BYTES] __attribute__((aligned(4)));
static uint8_t replies[REQUEST_COUNT][HAL_MAILBOX_MESSAGE_BYTES] __attribute__((aligned(4)));

/** One line for each message that got no service; tests go by the code. */
static void report(const char *what, rss_status_t status)
{
    LOG_INF("[WRN] comms %s: " RSS_STATUS_FORMAT "\n", what, RSS_STATUS_ARGUMENTS(status));
}

/* What a client sent or got (keys, random bytes) is not kept past the answer. */
static void send_reply(struct ns_mailbox_request *request)
{
    if (request->reply_bytes != 0u) {
        rss_status_t status = hal_mailbox_send(request->caller, request->reply, request->reply_bytes);
        if (status != RSS_OK) {
            report("reply lost", status);
        }
    }
    bytes_wipe(request->message, request->message_bytes);
    bytes_wipe(request->reply,
               request->room_bytes > request->reply_bytes ? request->room_bytes : request->reply_bytes);
}

static uint32_t find_unused(void)
{
    uint32_t index = 0;

    while (index < HAL_HOST_REQUESTS && in_use[index]) {
        index++;
    }
    return index;
}

static rss_status_t begin_if_there_is_room(struct ns_mailbox_request *request)
{
    if (request->index < HAL_HOST_REQUESTS) {
        return ns_mailbox_begin(request);
    }
    rss_status_t status = comms_parse(request->message, request->message_bytes, &request->parsed);
    if (status != RSS_ERR_COMMS_SHORT && status != RSS_ERR_COMMS_PROTOCOL) {
        refuse(request, PSA_ERROR_CONNECTION_BUSY);
        status = RSS_ERR_COMMS_FULL;
    }
    return status;
}

static void receive(enum hal_mailbox caller)
{
    const uint32_t index = find_unused();
    struct ns_mailbox_request *request = &requests[index];

    *request = (struct ns_mailbox_request){
        .index = index,
        .caller = caller,
        .message = messages[index],
        .reply = replies[index],
    };
    rss_status_t status =
        hal_mailbox_receive(caller, request->message, HAL_MAILBOX_MESSAGE_BYTES, &request->message_bytes);
    if (status == RSS_OK && request->message_bytes == 0u) {
        return;
    }
    if (status == RSS_OK) {
        status = begin_if_there_is_room(request);
    }
    if (status == RSS_OK) {
        in_use[index] = true;
        return;
    }
    report("refused", status);
    send_reply(request);
}

static void answer_all(void)
{
    struct agent_answer answer;

    while (agent_get_answer(&answer) == PSA_SUCCESS) {
        struct ns_mailbox_request *request = answer.tag;

        in_use[request->index] = false;
        ns_mailbox_finish(request, answer.status);
        send_reply(request);
    }
}

/* The agent is of the lowest priority: what runs before it has started, and with the host's door open the boot is a good one. */
static void open_mailboxes(void)
{
    for (uint32_t caller = 0; caller < HAL_MAILBOX_COUNT; caller++) {
        const rss_status_t status = hal_mailbox_init((enum hal_mailbox)caller);

        if (status != RSS_OK) {
            hal_failure_stop(HAL_STAGE_RUNTIME, status);
        }
    }
    hal_failure_clear();
    for (uint32_t caller = 0; caller < HAL_MAILBOX_COUNT; caller++) {
        psa_irq_enable(callers[caller].signal);
    }
}

void ns_mailbox_entry(void)
{
    open_mailboxes();
    for (;;) {
        const psa_signal_t signals = psa_wait(PSA_WAIT_ANY, PSA_BLOCK);

        if ((signals & PSA_AGENT_ANSWER) != 0u) {
            answer_all();
        }
        for (uint32_t caller = 0; caller < HAL_MAILBOX_COUNT; caller++) {
            if ((signals & callers[caller].signal) != 0u) {
                receive((enum hal_mailbox)caller);
                psa_eoi(callers[caller].signal);
            }
        }
    }
}
