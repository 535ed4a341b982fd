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
               "largest request fits, with room for its outputs behind it");
_Static_assert(sizeof(struct comms_embed_reply) <= sizeof(struct comms_embed_request),
               "outputs move down into the reply");
_Static_assert(HAL_HOST_WINDOWS_PER_REQUEST == COMMS_VECTORS, "a window for each vector");

/* The AP's calls come first, since a request's number says which windows are its own; the SCP names no memory. */
#define SCP_REQUESTS  1u
#define CALLS         (HAL_HOST_REQUESTS + SCP_REQUESTS)
#define REQUEST_COUNT (CALLS + HAL_MAILBOX_COUNT) /* the last ones: is_busy_request */

/* Of a message that is told CONNECTION_BUSY the header is enough. */
#define BUSY_BYTES 64u
_Static_assert(sizeof(struct comms_pointer_reply) <= BUSY_BYTES, "its reply fits");

static void release_vectors(struct ns_mailbox_request *request)
{
    for (uint32_t i = 0; i < request->mapped_count; i++) {
        hal_host_memory_unmap(request->index * COMMS_VECTORS + i);
    }
    request->mapped_count = 0;
}

/* Outputs go behind the request, from where comms_reply moves them into the reply. */
static void bind_embed(struct ns_mailbox_request *request)
{
    const struct comms_request *parsed = &request->parsed;
    uint8_t *const start = (uint8_t *)request->buffer, *out_data = start + request->used_bytes;

    for (uint32_t i = 0; i < parsed->in_count; i++) {
        request->in_vec[i] = (psa_invec){ parsed->in_data[i], parsed->size_bytes[i] };
    }
    for (uint32_t i = 0; i < parsed->out_count; i++) {
        uint32_t bytes = parsed->size_bytes[parsed->in_count + i];

        request->out_vec[i] = (psa_outvec){ out_data, bytes };
        out_data += bytes;
    }
    request->used_bytes = (size_t)(out_data - start);
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

    if (request->parsed.in_count == 0u) {
        *first = (psa_invec){ NULL, 0 };
    }
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

static void make_reply(struct ns_mailbox_request *request, psa_status_t answer, uint32_t out_count)
{
    request->reply_bytes =
        comms_reply(request->parsed.header, answer, request->out_vec, out_count, (uint8_t *)request->buffer);
    if (request->used_bytes < request->reply_bytes) {
        request->used_bytes = request->reply_bytes;
    }
}

static void refuse(struct ns_mailbox_request *request, psa_status_t answer)
{
    release_vectors(request);
    make_reply(request, answer, 0);
}

/* Each caller is one client, whatever ID its messages name: that is only echoed. Its requests are its own, so that what one
 * caller does takes nothing from another. */
static const struct caller {
    psa_signal_t sent, taken; /* it has sent something; it has taken what we sent */
    int32_t client_id;
    uint32_t first_request, request_end;
} callers[HAL_MAILBOX_COUNT] = {
    [HAL_MAILBOX_AP] = { MAILBOX_AP_SIGNAL, MAILBOX_AP_TAKEN_SIGNAL, NS_MAILBOX_CLIENT_ID_LIMIT, 0,
                         HAL_HOST_REQUESTS },
    [HAL_MAILBOX_SCP] = { MAILBOX_SCP_SIGNAL, MAILBOX_SCP_TAKEN_SIGNAL, NS_MAILBOX_CLIENT_ID_LIMIT - 1,
                          HAL_HOST_REQUESTS, CALLS },
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
    rss_status_t status =
        comms_parse((const uint8_t *)request->buffer, request->used_bytes, &request->parsed);

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
    make_reply(request, answer, request->parsed.out_count);
    release_vectors(request);
}

static struct ns_mailbox_request requests[REQUEST_COUNT];
static uint32_t buffers[CALLS][HAL_MAILBOX_MESSAGE_BYTES / sizeof(uint32_t)];
static uint32_t busy_buffers[HAL_MAILBOX_COUNT][BUSY_BYTES / sizeof(uint32_t)];

/* What goes on with a caller. */
static struct {
    struct ns_mailbox_request *receiving; /* NULL: no message has begun */
    bool stalls;                          /* nothing of that message came since the last look */
    struct ns_mailbox_request *first_reply, *last_reply; /* the first is on its way */
} states[HAL_MAILBOX_COUNT];

/* A caller with all requests in use is not heard until it takes a reply: its message waits in its own mailbox. */
static psa_signal_t heard = PSA_WAIT_ANY;

/** One line for each message that got no service; tests go by the code. */
static void report_refused(rss_status_t status)
{
    LOG_INF("[WRN] comms refused: " RSS_STATUS_FORMAT "\n", RSS_STATUS_ARGUMENTS(status));
}

/* What a client sent or got (keys, random bytes) is not kept. */
static void release(struct ns_mailbox_request *request)
{
    bytes_wipe(request->buffer, (request->used_bytes + 3u) & ~3u);
    bytes_wipe(request->in0, sizeof(request->in0));
    request->in_use = false;
    heard |= callers[request->caller].sent;
}

/* Replies go out in the order of the answers, each when the caller has taken the one before. */
static void send_reply(struct ns_mailbox_request *request)
{
    const enum hal_mailbox caller = request->caller;

    if (request->reply_bytes == 0u) {
        release(request);
        return;
    }
    request->next = NULL;
    if (states[caller].first_reply == NULL) {
        states[caller].first_reply = request;
        hal_mailbox_send(caller, request->buffer, request->reply_bytes);
    } else {
        states[caller].last_reply->next = request;
    }
    states[caller].last_reply = request;
}

static void reply_taken(enum hal_mailbox caller)
{
    struct ns_mailbox_request *taken = states[caller].first_reply;

    if (taken == NULL || !hal_mailbox_send_next(caller)) {
        return;
    }
    states[caller].first_reply = taken->next;
    if (taken->next != NULL) {
        hal_mailbox_send(caller, taken->next->buffer, taken->next->reply_bytes);
    }
    release(taken);
}

static struct ns_mailbox_request *use(enum hal_mailbox caller, uint32_t index, uint32_t *buffer)
{
    struct ns_mailbox_request *request = &requests[index];

    request->in_use = true;
    request->index = index;
    request->caller = caller;
    request->buffer = buffer;
    request->reply_bytes = 0;
    request->mapped_count = 0;
    return request;
}

/* A caller's last request serves to tell it that all others are in use. */
static bool is_busy_request(const struct ns_mailbox_request *request)
{
    return request->index >= CALLS;
}

static size_t room_bytes(const struct ns_mailbox_request *request)
{
    return is_busy_request(request) ? BUSY_BYTES : HAL_MAILBOX_MESSAGE_BYTES;
}

/* NULL: all are in use. */
static struct ns_mailbox_request *take_request(enum hal_mailbox caller)
{
    for (uint32_t index = callers[caller].first_request; index < callers[caller].request_end; index++) {
        if (!requests[index].in_use) {
            return use(caller, index, buffers[index]);
        }
    }
    return requests[CALLS + caller].in_use ? NULL : use(caller, CALLS + caller, busy_buffers[caller]);
}

static rss_status_t begin_if_there_is_room(struct ns_mailbox_request *request)
{
    if (!is_busy_request(request)) {
        return ns_mailbox_begin(request);
    }
    if (request->used_bytes > BUSY_BYTES) {
        request->used_bytes = BUSY_BYTES;
    }
    rss_status_t status =
        comms_parse((const uint8_t *)request->buffer, request->used_bytes, &request->parsed);
    if (status != RSS_ERR_COMMS_SHORT && status != RSS_ERR_COMMS_PROTOCOL) {
        refuse(request, PSA_ERROR_CONNECTION_BUSY);
        status = RSS_ERR_COMMS_FULL;
    }
    return status;
}

/* Of a message that was not received as a whole nothing can be answered. */
static void end_reception(struct ns_mailbox_request *request, rss_status_t status)
{
    request->used_bytes = room_bytes(request); /* what has come of it can be anywhere */
    report_refused(status);
    release(request);
}

static void message_complete(struct ns_mailbox_request *request)
{
    const rss_status_t status = begin_if_there_is_room(request);

    if (status != RSS_OK) {
        report_refused(status);
        send_reply(request);
    }
}

static void watch_reception(enum hal_mailbox caller, struct ns_mailbox_request *request)
{
    states[caller].receiving = request;
    states[caller].stalls = false;
    hal_mailbox_watch(true);
}

static void receive(enum hal_mailbox caller)
{
    struct ns_mailbox_request *request = states[caller].receiving;

    if (request == NULL) {
        request = take_request(caller);
    }
    if (request == NULL) {
        heard &= ~callers[caller].sent;
        return;
    }
    const rss_status_t status =
        hal_mailbox_receive(caller, request->buffer, room_bytes(request), &request->used_bytes);

    psa_eoi(callers[caller].sent);
    states[caller].receiving = NULL;
    if (status != RSS_OK) {
        end_reception(request, status);
    } else if (request->used_bytes != 0u) {
        message_complete(request);
    } else if (hal_mailbox_is_receiving(caller)) {
        watch_reception(caller, request);
    } else {
        release(request);
    }
}

/* Twice without a part in between: the sender has stopped, and its next message shall not be taken for the rest. */
static void look_for_stopped_senders(void)
{
    bool waits = false;

    for (uint32_t caller = 0; caller < HAL_MAILBOX_COUNT; caller++) {
        struct ns_mailbox_request *request = states[caller].receiving;

        if (request != NULL && states[caller].stalls) {
            hal_mailbox_drop((enum hal_mailbox)caller);
            states[caller].receiving = NULL;
            end_reception(request, RSS_ERR_MHU_TIMEOUT);
        } else if (request != NULL) {
            states[caller].stalls = true;
            waits = true;
        }
    }
    hal_mailbox_watch(waits);
}

static void answer_all(void)
{
    struct agent_answer answer;

    while (agent_get_answer(&answer) == PSA_SUCCESS) {
        struct ns_mailbox_request *request = answer.tag;

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
        psa_irq_enable(callers[caller].sent);
        psa_irq_enable(callers[caller].taken);
    }
    psa_irq_enable(MAILBOX_WATCH_SIGNAL);
}

static void attend(enum hal_mailbox caller, psa_signal_t signals)
{
    if ((signals & callers[caller].taken) != 0u) {
        reply_taken(caller);
        psa_eoi(callers[caller].taken);
    }
    if ((signals & callers[caller].sent) != 0u) {
        receive(caller);
    }
}

void ns_mailbox_entry(void)
{
    open_mailboxes();
    for (;;) {
        const psa_signal_t signals = psa_wait(heard, PSA_BLOCK);

        if ((signals & PSA_AGENT_ANSWER) != 0u) {
            answer_all();
        }
        for (uint32_t caller = 0; caller < HAL_MAILBOX_COUNT; caller++) {
            attend((enum hal_mailbox)caller, signals);
        }
        if ((signals & MAILBOX_WATCH_SIGNAL) != 0u) { /* behind all that has come in the meantime */
            look_for_stopped_senders();
            psa_eoi(MAILBOX_WATCH_SIGNAL);
        }
    }
}
