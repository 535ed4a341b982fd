/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * An application processor that breaks the order of things rather than the form of a message (that is host/ap_test): a message that
 * it does not finish, requests without end whose replies it does not take, two requests with one sequence number, an input that
 * changes while the RSS reads it. After each the RSS answers a good call. tests/scenarios/test_unruly_ap.py has the SCP call
 * meanwhile.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/ap/console.h"
#include "host/ap/image.h"
#include "host/rss_client/mhu.h"
#include "host/rss_client/mhu_regs.h"
#include "interface/comms/ctrl_param.h"
#include "interface/comms/embed.h"
#include "interface/comms/pointer_access.h"
#include "interface/psa/client.h"
#include "interface/psa/services.h"
#include "lib/base/mmio.h"

#define CLIENT_ID   1u
#define CUT_BYTES   0x800u   /* announced; one round is sent */
#define FLOOD_POLLS 1000000u /* long enough for a request to be taken, if it ever is */
#define UNDER_WAY   3u       /* requests that the RSS takes, and one more to say that it is too many */
#define RACES       100u
#define TAKEN_END   64u

static union message {
    uint32_t words[(sizeof(struct comms_embed_reply) + 64u) / 4u];
    struct comms_header header;
    struct {
        struct comms_embed_request request;
        uint32_t in;
    } embed;
    struct comms_embed_reply embed_reply;
    struct comms_pointer_request pointer;
    struct comms_pointer_reply pointer_reply;
} message;

static struct mhu mhu = { .sender = AP_RSS_SENDER_FRAME,
                          .receiver = AP_RSS_RECEIVER_FRAME,
                          .poll_limit = AP_RSS_POLLS };

static volatile uint32_t ioctl_request = RSS_PLATFORM_IOCTL_VERSION;
static struct rss_platform_version version;

static uint32_t version_ctrl(void)
{
    return comms_ctrl_pack(comms_ctrl_layout, (struct comms_ctrl){ RSS_PLATFORM_TYPE_IOCTL, 1, 1 });
}

static size_t build_embed(uint8_t sequence_number)
{
    message.embed.request = (struct comms_embed_request){
        .header = { COMMS_PROTOCOL_EMBED, sequence_number, CLIENT_ID },
        .handle = RSS_PLATFORM_HANDLE,
        .ctrl_param = version_ctrl(),
        .io_size_bytes = { sizeof(uint32_t), sizeof(version) },
    };
    message.embed.in = RSS_PLATFORM_IOCTL_VERSION;
    return sizeof(message.embed);
}

static size_t build_pointer(uint8_t sequence_number)
{
    message.pointer = (struct comms_pointer_request){
        .header = { COMMS_PROTOCOL_POINTER_ACCESS, sequence_number, CLIENT_ID },
        .handle = RSS_PLATFORM_HANDLE,
        .ctrl_param = version_ctrl(),
        .io_size_bytes = { sizeof(ioctl_request), sizeof(version) },
        .host_ptr = { { (uint32_t)(uintptr_t)&ioctl_request, 0 }, { (uint32_t)(uintptr_t)&version, 0 } },
    };
    return sizeof(message.pointer);
}

static bool send(uint8_t sequence_number)
{
    return mhu_send(&mhu, message.words, build_embed(sequence_number)) == RSS_OK;
}

static bool receive(void)
{
    size_t reply_bytes = 0;

    return mhu_receive(&mhu, message.words, sizeof(message.words), &reply_bytes) == RSS_OK;
}

static bool good_call(uint8_t sequence_number)
{
    return send(sequence_number) && receive() && message.header.sequence_number == sequence_number &&
           message.embed_reply.return_value == PSA_SUCCESS;
}

/* One round of a longer message. The RSS gives it up; nothing of it is in the message that follows. */
static const char *cut(uint32_t *count)
{
    const uintptr_t last = mhu.sender + (mhu.sender_channels - 1u) * MHU_CHANNEL_STRIDE;
    uint32_t polls_to_be_taken = AP_RSS_POLLS;

    mmio_write32(mhu.sender + MHU_SENDER_ACCESS_REQUEST_OFFSET, 1);
    mmio_write32(mhu.sender + MHU_SENDER_CH_SET_OFFSET, CUT_BYTES);
    mmio_write32(last + MHU_SENDER_CH_SET_OFFSET, COMMS_DOORBELL);
    while (mmio_read32(last + MHU_SENDER_CH_ST_OFFSET) != 0u) {
        if (polls_to_be_taken-- == 0u) {
            return "not taken";
        }
    }
    ap_outwait_reception();
    *count = 1;
    return good_call(0) ? NULL : "no answer afterwards";
}

/* Requests until the RSS does not take one more; then every one is answered once, the one too many with CONNECTION_BUSY. */
static const char *flood(uint32_t *count)
{
    uint32_t sent = 0, answered = 0, busy = 0;

    if (!good_call(0)) { /* the runtime starts after us */
        return "no answer";
    }
    mhu.poll_limit = FLOOD_POLLS;
    while (sent < TAKEN_END && send((uint8_t)sent)) {
        sent++;
    }
    mhu.poll_limit = AP_RSS_POLLS;
    *count = sent;
    if (sent != UNDER_WAY + 1u) {
        return "not as many taken as there is room for";
    }
    sent++; /* the last one waits in the MHU */
    for (uint32_t i = 0; i < sent; i++) {
        if (!receive()) {
            return "a reply is missing";
        }
        answered |= 1u << message.header.sequence_number;
        busy += message.embed_reply.return_value == PSA_ERROR_CONNECTION_BUSY ? 1u : 0u;
    }
    return answered == (1u << sent) - 1u && busy == 1u ? NULL : "wrong replies";
}

/* The RSS echoes the number, it does not ask what for: both are answered. */
static const char *same_sequence_number(uint32_t *count)
{
    for (uint32_t i = 0; i < 2u; i++) {
        if (!send(7)) {
            return "not taken";
        }
    }
    for (*count = 0; *count < 2u; (*count)++) {
        if (!receive() || message.header.sequence_number != 7u ||
            message.embed_reply.return_value != PSA_SUCCESS) {
            return "not answered";
        }
    }
    return NULL;
}

/* What may be asked, or what may not: without a period that the time of the RSS's read could be a multiple of. */
static void toss_request(void)
{
    static uint32_t state = 1;

    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    ioctl_request = RSS_PLATFORM_IOCTL_VERSION ^ (state & 1u);
}

static bool race_once(uint32_t *good)
{
    const uint32_t start = *good;

    toss_request();
    if (mhu_send(&mhu, message.words, build_pointer(9)) != RSS_OK) {
        return false;
    }
    while (!mhu_is_waiting(&mhu)) {
        toss_request();
    }
    ioctl_request = RSS_PLATFORM_IOCTL_VERSION;
    if (!receive() || message.header.sequence_number != 9u) {
        return false;
    }
    *good += message.pointer_reply.return_value == PSA_SUCCESS ? 1u : 0u;
    return message.pointer_reply.out_size_bytes[0] == (*good == start ? 0u : sizeof(version));
}

/* What is checked is what is used: a call goes through or is refused, never something in between. */
static const char *changing_input(uint32_t *count)
{
    for (uint32_t i = 0; i < RACES; i++) {
        if (!race_once(count)) {
            return "wrong reply";
        }
    }
    return NULL;
}

static const struct {
    const char *name;
    const char *(*run)(uint32_t *count);
} cases[] = {
    { "flood", flood },
    { "cut", cut },
    { "same-sequence-number", same_sequence_number },
    { "changing-input", changing_input },
};

void ap_main(void)
{
    console_init();
    if (mhu_init(&mhu) != RSS_OK) {
        ap_fail("MHU", PSA_ERROR_COMMUNICATION_FAILURE);
        return;
    }
    for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint32_t count = 0;
        const char *problem = cases[i].run(&count);

        console_text("[AP] case ");
        console_text(cases[i].name);
        console_text(": ");
        console_number((int32_t)count);
        console_text("\n");
        if (problem != NULL || !good_call(1)) {
            ap_fail(problem != NULL ? problem : "good call", (int32_t)count);
            return;
        }
    }
    console_text("[AP] PASS unruly\n");
}
