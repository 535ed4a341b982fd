/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Load of the application processor: interface/load/registers.h. Several requests under way at a time, in both encodings; replies
 * are matched by their sequence numbers, in whatever order they come.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/ap/console.h"
#include "host/ap/image.h"
#include "host/rss_client/mhu.h"
#include "interface/comms/ctrl_param.h"
#include "interface/comms/embed.h"
#include "interface/comms/pointer_access.h"
#include "interface/load/registers.h"

#define CLIENT_ID 1u
#define UNDER_WAY 3u /* as many as the RSS takes before it says CONNECTION_BUSY */

static struct mhu mhu = { .sender = AP_RSS_SENDER_FRAME,
                          .receiver = AP_RSS_RECEIVER_FRAME,
                          .poll_limit = AP_RSS_POLLS };

static union message {
    uint32_t words[(sizeof(struct comms_pointer_request) + 4u) / 4u];
    struct comms_header header;
    struct {
        struct comms_embed_request request;
        uint32_t in;
    } embed;
    struct {
        struct comms_embed_reply reply;
        uint32_t out;
    } embed_reply;
    struct comms_pointer_request pointer;
    struct comms_pointer_reply pointer_reply;
} message;

static struct request {
    bool under_way;
    struct comms_header header;
    uint32_t in, out; /* where the RSS reads and writes in pointer access */
} requests[UNDER_WAY];

static uint32_t answer_now; /* of the reply taken last */

static size_t build_embed(const struct request *request, uint32_t ctrl_param)
{
    message.embed.request = (struct comms_embed_request){
        .header = request->header,
        .handle = LOAD_HANDLE,
        .ctrl_param = ctrl_param,
        .io_size_bytes = { sizeof(request->in), sizeof(request->out) },
    };
    message.embed.in = request->in;
    return sizeof(message.embed);
}

static size_t build_pointer(const struct request *request, uint32_t ctrl_param)
{
    message.pointer = (struct comms_pointer_request){
        .header = request->header,
        .handle = LOAD_HANDLE,
        .ctrl_param = ctrl_param,
        .io_size_bytes = { sizeof(request->in), sizeof(request->out) },
        .host_ptr = { { (uint32_t)(uintptr_t)&request->in, 0 }, { (uint32_t)(uintptr_t)&request->out, 0 } },
    };
    return sizeof(message.pointer);
}

static bool send(struct request *request, uint8_t sequence_number, uint32_t type)
{
    const uint8_t protocol =
        sequence_number % 3u == 0u ? COMMS_PROTOCOL_POINTER_ACCESS : COMMS_PROTOCOL_EMBED;
    const struct comms_ctrl ctrl = { (int32_t)type, 1, 1 };
    const uint32_t ctrl_param = comms_ctrl_pack(comms_ctrl_layout, ctrl);

    *request = (struct request){
        .under_way = true,
        .header = { protocol, sequence_number, CLIENT_ID },
        .in = type,
        .out = ~type,
    };
    return mhu_send(&mhu, message.words,
                    protocol == COMMS_PROTOCOL_EMBED ? build_embed(request, ctrl_param)
                                                     : build_pointer(request, ctrl_param)) == RSS_OK;
}

static struct request *find(struct comms_header header)
{
    for (uint32_t i = 0; i < UNDER_WAY; i++) {
        struct request *request = &requests[i];

        if (request->under_way && request->header.sequence_number == header.sequence_number &&
            request->header.protocol_version == header.protocol_version && header.client_id == CLIENT_ID) {
            return request;
        }
    }
    return NULL;
}

/* NULL, or what is wrong with the reply. */
static const char *check(struct request *request, size_t reply_bytes)
{
    const bool embed = request->header.protocol_version == COMMS_PROTOCOL_EMBED;
    const size_t want_bytes = embed ? sizeof(message.embed_reply) : sizeof(message.pointer_reply);
    const uint32_t out_bytes =
        embed ? message.embed_reply.reply.out_size_bytes[0] : message.pointer_reply.out_size_bytes[0];
    const uint32_t out = embed ? message.embed_reply.out : *(volatile uint32_t *)&request->out;

    answer_now = (uint32_t)message.embed_reply.reply.return_value; /* at the same place in both */
    if (reply_bytes != want_bytes || out_bytes != sizeof(out)) {
        return "length of a reply";
    }
    return out == answer_now && out <= LOAD_VALUE_MASK ? NULL : "answer";
}

static bool receive(void)
{
    size_t reply_bytes = 0;

    if (mhu_receive(&mhu, message.words, sizeof(message.words), &reply_bytes) != RSS_OK) {
        ap_fail("no reply", 0);
        return false;
    }
    struct request *request = find(message.header);
    if (request == NULL) {
        ap_fail("reply to nothing", message.header.sequence_number);
        return false;
    }
    const char *problem = check(request, reply_bytes);
    if (problem != NULL) {
        ap_fail(problem, (int32_t)answer_now);
        return false;
    }
    request->under_way = false;
    return true;
}

static struct request *find_unused(uint32_t limit)
{
    for (uint32_t i = 0; i < limit; i++) {
        if (!requests[i].under_way) {
            return &requests[i];
        }
    }
    return NULL;
}

/* Now one, now up to four at a time: how many is another matter of chance. */
static bool run(uint32_t calls, uint32_t *state)
{
    uint32_t sent = 0, taken = 0;

    while (taken < calls) {
        struct request *unused = find_unused(1u + load_random(state) % UNDER_WAY);

        if (sent < calls && unused != NULL) {
            if (!send(unused, (uint8_t)sent, load_next(state))) {
                ap_fail("request not taken", (int32_t)sent);
                return false;
            }
            sent++;
        } else if (!receive()) {
            return false;
        } else {
            taken++;
        }
    }
    return true;
}

static bool ask(uint32_t type)
{
    return send(&requests[0], 0, type) && receive();
}

void ap_main(void)
{
    const uint32_t calls = load_parameters.calls;
    uint32_t state = load_parameters.seed;

    console_init();
    if (mhu_init(&mhu) != RSS_OK) {
        ap_fail("MHU", PSA_ERROR_COMMUNICATION_FAILURE);
        return;
    }
    if (!run(calls, &state) || !ask(load_type(LOAD_ADD, LOAD_DONE_KEY, 1))) {
        return;
    }
    do { /* until the others are done, too */
        if (!ask(load_type(LOAD_GET, LOAD_DONE_KEY, 0))) {
            return;
        }
    } while (answer_now != LOAD_CLIENTS);
    console_text("[AP] PASS load calls=");
    console_number((int32_t)calls);
    console_text("\n");
}
