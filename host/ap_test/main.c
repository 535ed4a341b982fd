/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * A hostile application processor: messages that break the rules of RSS comms one by one, and what must come
 * back.
 *
 * After each case a good call is sent, and its reply must be the next one: so "no reply" is seen by an event,
 * and a refused message can't have broken the RSS for the messages after it. A line names the status code
 * that the RSS prints on its own console for the case, in parentheses; tests compare the two sequences.
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
#include "interface/psa/crypto_wire.h"
#include "interface/psa/services.h"
#include "lib/base/mmio.h"

#define CLIENT_ID            1u
#define CANARY               0xa5u
#define LARGEST_OUTPUT_BYTES 0x1000u

static union message {
    uint32_t words[(sizeof(struct comms_embed_request) + COMMS_EMBED_PAYLOAD_BYTES + 64u) / 4u];
    uint8_t bytes[sizeof(struct comms_embed_request) + COMMS_EMBED_PAYLOAD_BYTES + 64u];
    struct comms_header header;
    struct comms_embed_request embed;
    struct comms_embed_reply embed_reply;
    struct comms_pointer_request pointer;
    struct comms_pointer_reply pointer_reply;
} message;

static struct mhu mhu = { .sender = AP_RSS_SENDER_FRAME,
                          .receiver = AP_RSS_RECEIVER_FRAME,
                          .poll_limit = AP_RSS_POLLS };

static struct crypto_pack_iovec pack = { .function_id = CRYPTO_GENERATE_RANDOM };
static uint32_t ioctl_request = RSS_PLATFORM_IOCTL_VERSION;
static uint8_t output[LARGEST_OUTPUT_BYTES] __attribute__((aligned(8)));

/* Good messages, each changed by a case in a few fields. */
enum base { EMBED_VERSION, EMBED_RANDOM, POINTER_VERSION, POINTER_RANDOM };

struct base_row {
    uint8_t protocol;
    psa_handle_t handle;
    int32_t type;
    const void *input;
    uint32_t in_bytes, out_bytes;
};

static const struct base_row bases[] = {
    [EMBED_VERSION] = { COMMS_PROTOCOL_EMBED, RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_IOCTL, &ioctl_request,
                        sizeof(ioctl_request), sizeof(struct rss_platform_version) },
    [EMBED_RANDOM] = { COMMS_PROTOCOL_EMBED, RSS_CRYPTO_HANDLE, PSA_IPC_CALL, &pack, sizeof(pack), 32 },
    [POINTER_VERSION] = { COMMS_PROTOCOL_POINTER_ACCESS, RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_IOCTL,
                          &ioctl_request, sizeof(ioctl_request), sizeof(struct rss_platform_version) },
    [POINTER_RANDOM] = { COMMS_PROTOCOL_POINTER_ACCESS, RSS_CRYPTO_HANDLE, PSA_IPC_CALL, &pack, sizeof(pack),
                         32 },
};

struct patch {
    uint16_t offset_bytes, size_bytes; /* 0: none */
    uint64_t value;
};

enum outcome { NO_REPLY, REPLY };

struct hostile_case {
    const char *name;
    enum base base;
    struct patch patches[6];
    enum outcome outcome;
    int32_t status;       /* of the reply */
    uint32_t out_bytes;   /* in the reply, first output */
    const char *rss_code; /* on the RSS console; NULL: none */
    bool set_length;      /* announce length_bytes instead of the true length */
    uint32_t length_bytes;
    bool first_round_only; /* announce more than is sent */
    bool given_up;         /* only after a while: the RSS waits for the rest */
    uint32_t doorbell;     /* 0: the right one */
    bool again;            /* send once more with the same sequence number, same result */
};

/* clang-format off */
#define PROTOCOL(v) { offsetof(struct comms_header, protocol_version), 1, (v) }
#define CLIENT(v) { offsetof(struct comms_header, client_id), 2, (v) }
#define HANDLE(v) { offsetof(struct comms_embed_request, handle), 4, (v) }
#define CTRL(type, in, out) { offsetof(struct comms_embed_request, ctrl_param), 4, ((uint64_t)(type) << 16) | ((in) << 8) | (out) }
#define EMBED_SIZE(i, v) { offsetof(struct comms_embed_request, io_size_bytes) + 2u * (i), 2, (v) }
#define EMBED_DATA(offset, bytes, v) { sizeof(struct comms_embed_request) + (offset), (bytes), (v) }
#define SIZE(i, v) { offsetof(struct comms_pointer_request, io_size_bytes) + 4u * (i), 4, (v) }
#define POINTER(i, v) { offsetof(struct comms_pointer_request, host_ptr) + 8u * (i), 8, (v) }
#define FUNCTION(v) EMBED_DATA(offsetof(struct crypto_pack_iovec, function_id), 2, (v))

#define DROPPED .outcome = NO_REPLY
#define ANSWERED(v, bytes) .outcome = REPLY, .status = (v), .out_bytes = (bytes)
#define REFUSED_MESSAGE .outcome = REPLY, .status = PSA_ERROR_CONNECTION_BUSY
#define REFUSED_CALL .outcome = REPLY, .status = PSA_ERROR_NOT_PERMITTED, .rss_code = "CO06"
#define REFUSED_MEMORY REFUSED_MESSAGE, .rss_code = "CO05"
#define LENGTH(v) .set_length = true, .length_bytes = (v)

static const struct hostile_case cases[] = {
    /* framing */
    { "length-0", EMBED_VERSION, { { 0 } }, DROPPED, .rss_code = "MH03", LENGTH(0) },
    { "length-above-buffer", EMBED_VERSION, { { 0 } }, DROPPED, .rss_code = "MH03", LENGTH(0x861) },
    { "length-all-ones", EMBED_VERSION, { { 0 } }, DROPPED, .rss_code = "MH03", LENGTH(0xffffffff),
      .first_round_only = true },
    { "sender-stops", EMBED_VERSION, { { 0 } }, DROPPED, .rss_code = "MH02", LENGTH(0x800), .first_round_only = true,
      .given_up = true },
    { "doorbell-1233", EMBED_VERSION, { { 0 } }, DROPPED, .rss_code = "MH04", .doorbell = 1233 },
    { "doorbell-all-ones", EMBED_VERSION, { { 0 } }, DROPPED, .rss_code = "MH04", .doorbell = 0xffffffff },
    /* header */
    { "length-1", EMBED_VERSION, { { 0 } }, DROPPED, .rss_code = "CO01", LENGTH(1) },
    { "length-3", EMBED_VERSION, { { 0 } }, DROPPED, .rss_code = "CO01", LENGTH(3) },
    { "protocol-2", EMBED_VERSION, { PROTOCOL(2) }, DROPPED, .rss_code = "CO02" },
    { "protocol-255", EMBED_VERSION, { PROTOCOL(255) }, DROPPED, .rss_code = "CO02" },
    /* length against protocol and sizes */
    { "embed-length-4", EMBED_VERSION, { { 0 } }, REFUSED_MESSAGE, .rss_code = "CO03", LENGTH(4) },
    { "embed-length-19", EMBED_VERSION, { { 0 } }, REFUSED_MESSAGE, .rss_code = "CO03", LENGTH(19) },
    { "embed-input-missing", EMBED_VERSION, { { 0 } }, REFUSED_MESSAGE, .rss_code = "CO03", LENGTH(20) },
    { "embed-trailing-byte", EMBED_VERSION, { { 0 } }, REFUSED_MESSAGE, .rss_code = "CO03", LENGTH(25) },
    { "embed-input-overlong", EMBED_VERSION, { EMBED_SIZE(0, 0xffff) }, REFUSED_MESSAGE, .rss_code = "CO03" },
    { "embed-sizes-overflow", EMBED_VERSION,
      { CTRL(1013u, 4u, 0u), EMBED_SIZE(1, 0xffff), EMBED_SIZE(2, 0xffff), EMBED_SIZE(3, 0xffff) },
      REFUSED_MESSAGE, .rss_code = "CO03" },
    { "embed-output-above-payload", EMBED_RANDOM, { EMBED_SIZE(1, 0x841) }, REFUSED_MESSAGE, .rss_code = "CO03" },
    { "embed-sum-above-payload", EMBED_RANDOM, { EMBED_SIZE(1, 0x811) }, REFUSED_MESSAGE, .rss_code = "CO03" },
    { "pointer-length-59", POINTER_RANDOM, { { 0 } }, REFUSED_MESSAGE, .rss_code = "CO03", LENGTH(59) },
    { "pointer-length-61", POINTER_RANDOM, { { 0 } }, REFUSED_MESSAGE, .rss_code = "CO03", LENGTH(61) },
    /* vectors */
    { "vectors-3-2", EMBED_VERSION, { CTRL(1013u, 3u, 2u) }, REFUSED_MESSAGE, .rss_code = "CO04" },
    { "vectors-0-5", POINTER_RANDOM, { CTRL(0u, 0u, 5u) }, REFUSED_MESSAGE, .rss_code = "CO04" },
    { "vectors-255-255", POINTER_RANDOM, { CTRL(0u, 255u, 255u) }, REFUSED_MESSAGE, .rss_code = "CO04" },
    { "vectors-255-1", POINTER_RANDOM, { CTRL(0u, 255u, 1u) }, REFUSED_MESSAGE, .rss_code = "CO04" },
    /* host memory */
    { "memory-mhu-frame", POINTER_RANDOM, { POINTER(1, AP_RSS_SENDER_FRAME) }, REFUSED_MEMORY },
    { "memory-rss-uart", POINTER_RANDOM, { POINTER(1, 0x2a400000) }, REFUSED_MEMORY },
    { "memory-rss-rom", POINTER_RANDOM, { POINTER(0, 0x11000000) }, REFUSED_MEMORY },
    { "memory-rss-sram", POINTER_RANDOM, { POINTER(0, 0x31500400) }, REFUSED_MEMORY },
    { "memory-rss-sram-by-the-other-alias", POINTER_RANDOM, { POINTER(1, 0x21600000) }, REFUSED_MEMORY },
    { "memory-rss-lcm", POINTER_RANDOM, { POINTER(0, 0x500a0000) }, REFUSED_MEMORY },
    { "memory-rss-host-window", POINTER_RANDOM, { POINTER(1, 0x70000000) }, REFUSED_MEMORY },
    { "memory-dram", POINTER_RANDOM, { POINTER(1, 0x80000000) }, REFUSED_MEMORY },
    { "memory-scp", POINTER_RANDOM, { POINTER(0, 0x40000000) }, REFUSED_MEMORY },
    { "memory-above-4g", POINTER_RANDOM, { POINTER(1, 0x104074000) }, REFUSED_MEMORY },
    { "memory-hole", POINTER_RANDOM, { POINTER(0, 0x03fffff0) }, REFUSED_MEMORY },
    { "memory-past-end", POINTER_RANDOM, { POINTER(1, 0x0407fff0) }, REFUSED_MEMORY },
    { "memory-wraps-64-bit", POINTER_RANDOM, { POINTER(1, 0xfffffffffffffff0) }, REFUSED_MEMORY },
    { "memory-wraps-32-bit", POINTER_RANDOM, { POINTER(1, 0xfffffff0) }, REFUSED_MEMORY },
    { "memory-size-all-ones", POINTER_RANDOM, { SIZE(1, 0xffffffff) }, REFUSED_MEMORY },
    { "memory-above-window", POINTER_RANDOM, { POINTER(1, 0x04010000), SIZE(1, 0x10001) }, REFUSED_MEMORY },
    { "memory-write-to-rom", POINTER_RANDOM, { POINTER(1, 0x00001000) }, REFUSED_MEMORY },
    { "memory-write-to-ns-rom", POINTER_RANDOM, { POINTER(1, 0x05000000) }, REFUSED_MEMORY },
    { "memory-null", POINTER_RANDOM, { POINTER(1, 0) }, REFUSED_MEMORY },
    { "memory-last-vector", POINTER_RANDOM,
      { CTRL(0u, 1u, 3u), SIZE(2, 4), POINTER(2, 0x04074000), SIZE(3, 4), POINTER(3, 0x80000000) }, REFUSED_MEMORY },
    /* first and last bytes of what may be read: refused for the handle, so they were mapped and fetched */
    { "memory-read-rom-start", POINTER_RANDOM, { HANDLE(0x40000103), POINTER(0, 0) }, REFUSED_CALL },
    { "memory-read-rom-end", POINTER_RANDOM, { HANDLE(0x40000103), POINTER(0, 0x0007ffd0) }, REFUSED_CALL },
    { "memory-read-sram-end", POINTER_RANDOM, { HANDLE(0x40000103), POINTER(0, 0x0407ffd0) }, REFUSED_CALL },
    { "memory-read-ns-rom-start", POINTER_RANDOM, { HANDLE(0x40000103), POINTER(0, 0x05000000) }, REFUSED_CALL },
    { "memory-read-ns-rom-end", POINTER_RANDOM, { HANDLE(0x40000103), POINTER(0, 0x0507ffd0) }, REFUSED_CALL },
    { "memory-read-ns-sram-end", POINTER_RANDOM, { HANDLE(0x40000103), POINTER(0, 0x0607ffd0) }, REFUSED_CALL },
    { "memory-write-ns-sram-end", POINTER_RANDOM, { POINTER(1, 0x0607ffe0) }, ANSWERED(PSA_SUCCESS, 32) },
    /* who may call what */
    { "handle-null", EMBED_RANDOM, { HANDLE(0) }, REFUSED_CALL },
    { "handle-unknown", EMBED_RANDOM, { HANDLE(0x12345678) }, REFUSED_CALL },
    { "handle-negative", EMBED_RANDOM, { HANDLE(0xc0000100) }, REFUSED_CALL },
    { "handle-without-service", EMBED_RANDOM, { HANDLE(0x40000103) }, REFUSED_CALL },
    { "handle-index-32", POINTER_RANDOM, { HANDLE(0x40000120) }, REFUSED_CALL },
    { "handle-version-2", EMBED_RANDOM, { HANDLE(0x40000200) }, REFUSED_CALL },
    { "type-crypto-1", EMBED_RANDOM, { CTRL(1u, 1u, 1u) }, REFUSED_CALL },
    { "type-negative", EMBED_RANDOM, { CTRL(0xffffu, 1u, 1u) }, REFUSED_CALL },
    { "type-platform-0", EMBED_VERSION, { CTRL(0u, 1u, 1u) }, REFUSED_CALL },
    { "type-platform-reset", EMBED_VERSION, { CTRL(1012u, 1u, 1u) }, REFUSED_CALL },
    { "ctrl-new-layout", EMBED_VERSION, { { 8, 4, 0x010103f5 } }, REFUSED_MESSAGE, .rss_code = "CO04" },
    { "ioctl-unknown", EMBED_VERSION, { EMBED_DATA(0, 4, 0) }, REFUSED_CALL },
    { "ioctl-request-short", EMBED_VERSION, { EMBED_SIZE(0, 3) }, REFUSED_CALL, LENGTH(23) },
    { "function-export-key-of-no-key", EMBED_RANDOM, { FUNCTION(0x0601) }, ANSWERED(PSA_ERROR_INVALID_HANDLE, 0) },
    { "function-export-public-of-no-key", EMBED_RANDOM, { FUNCTION(0x0701) }, ANSWERED(PSA_ERROR_INVALID_HANDLE, 0) },
    { "function-2.1-random", EMBED_RANDOM, { FUNCTION(0x0100) }, ANSWERED(PSA_ERROR_NOT_SUPPORTED, 0) },
    { "function-unknown", EMBED_RANDOM, { FUNCTION(0xffff) }, ANSWERED(PSA_ERROR_NOT_SUPPORTED, 0) },
    { "pack-47", EMBED_RANDOM, { EMBED_SIZE(0, 47) }, ANSWERED(PSA_ERROR_GENERIC_ERROR, 0), LENGTH(67) },
    { "pack-56", EMBED_RANDOM, { EMBED_SIZE(0, 56) }, ANSWERED(PSA_ERROR_GENERIC_ERROR, 0), LENGTH(76) },
    /* TF-A's measured boot: EXTEND with an empty version, here of a slot of the boot stages */
    { "extend-as-tf-a", POINTER_RANDOM,
      { HANDLE(0x40000110), CTRL(1002u, 4u, 0u), SIZE(0, 32), POINTER(2, 0x04074020), SIZE(3, 32), POINTER(3, 0x04074020) },
      ANSWERED(PSA_ERROR_NOT_PERMITTED, 0) },
    { "extend-short-request", POINTER_RANDOM,
      { HANDLE(0x40000110), CTRL(1002u, 1u, 0u), SIZE(0, 31) }, ANSWERED(PSA_ERROR_PROGRAMMER_ERROR, 0) },
    { "extend-large-request", POINTER_RANDOM,
      { HANDLE(0x40000110), CTRL(1002u, 1u, 0u), POINTER(0, 0x04000000), SIZE(0, 0x8000) }, ANSWERED(PSA_ERROR_PROGRAMMER_ERROR, 0) },
    { "measured-boot-type-1003", POINTER_RANDOM, { HANDLE(0x40000110), CTRL(1003u, 1u, 1u) }, REFUSED_CALL },
    { "pack-empty", POINTER_RANDOM, { SIZE(0, 0) }, ANSWERED(PSA_ERROR_GENERIC_ERROR, 0) },
    { "pack-64k", POINTER_RANDOM, { POINTER(0, 0x04000000), SIZE(0, 0x8000) }, ANSWERED(PSA_ERROR_GENERIC_ERROR, 0) },
    { "no-vectors", EMBED_RANDOM, { CTRL(0u, 0u, 0u) }, ANSWERED(PSA_ERROR_GENERIC_ERROR, 0), LENGTH(20) },
    /* the service itself refuses, or the call is odd but good */
    { "random-surplus-input", POINTER_RANDOM,
      { CTRL(0u, 2u, 1u), POINTER(1, 0x04000000), SIZE(2, 32), POINTER(2, 0x04074000) },
      ANSWERED(PSA_ERROR_GENERIC_ERROR, 0) },
    { "random-5121", POINTER_RANDOM, { SIZE(1, 5121) }, ANSWERED(PSA_ERROR_INSUFFICIENT_MEMORY, 0) },
    { "random-2048", POINTER_RANDOM, { SIZE(1, 2048) }, ANSWERED(PSA_SUCCESS, 2048) },
    { "random-1", POINTER_RANDOM, { SIZE(1, 1) }, ANSWERED(PSA_SUCCESS, 1) },
    { "random-embed-2048", EMBED_RANDOM, { EMBED_SIZE(1, 2048) }, ANSWERED(PSA_SUCCESS, 2048) },
    { "random-0", EMBED_RANDOM, { EMBED_SIZE(1, 0) }, ANSWERED(PSA_SUCCESS, 0) },
    { "random-0-bad-pointer", POINTER_RANDOM, { SIZE(1, 0), POINTER(1, 0xfffffffffffffff0) }, ANSWERED(PSA_SUCCESS, 0) },
    { "random-empty-inputs", POINTER_RANDOM,
      { CTRL(0u, 3u, 1u), SIZE(1, 0), POINTER(1, 0x80000000) }, ANSWERED(PSA_SUCCESS, 0) },
    { "version-room-23", EMBED_VERSION, { EMBED_SIZE(1, 23) }, ANSWERED(RSS_PLATFORM_INVALID_PARAMETER, 0) },
    { "version-room-65", POINTER_VERSION, { SIZE(1, 65) }, ANSWERED(PSA_ERROR_PROGRAMMER_ERROR, 0) },
    { "client-id-65535", EMBED_RANDOM, { CLIENT(0xffff) }, ANSWERED(PSA_SUCCESS, 32) },
    { "sequence-replay", EMBED_RANDOM, { { 0 } }, ANSWERED(PSA_SUCCESS, 32), .again = true },
    { "sequence-replay-pointer", POINTER_RANDOM, { { 0 } }, ANSWERED(PSA_SUCCESS, 32), .again = true },
};
/* clang-format on */

#define CASE_COUNT (sizeof(cases) / sizeof(cases[0]))

static void fill(uint8_t *to, uint8_t value, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        to[i] = value;
    }
}

static size_t build(enum base base, uint8_t sequence_number)
{
    const struct base_row *row = &bases[base];
    uintptr_t in_address = (uintptr_t)row->input, out_address = (uintptr_t)output;

    fill(message.bytes, 0, sizeof(message.bytes));
    message.header = (struct comms_header){ row->protocol, sequence_number, CLIENT_ID };
    message.embed.handle = row->handle;
    message.embed.ctrl_param = comms_ctrl_pack(comms_ctrl_layout, (struct comms_ctrl){ row->type, 1, 1 });
    if (row->protocol == COMMS_PROTOCOL_EMBED) {
        message.embed.io_size_bytes[0] = (uint16_t)row->in_bytes;
        message.embed.io_size_bytes[1] = (uint16_t)row->out_bytes;
        for (uint32_t i = 0; i < row->in_bytes; i++) {
            message.bytes[sizeof(message.embed) + i] = ((const uint8_t *)row->input)[i];
        }
        return sizeof(message.embed) + row->in_bytes;
    }
    message.pointer.io_size_bytes[0] = row->in_bytes;
    message.pointer.io_size_bytes[1] = row->out_bytes;
    message.pointer.host_ptr[0].low = (uint32_t)in_address;
    message.pointer.host_ptr[1].low = (uint32_t)out_address;
    return sizeof(message.pointer);
}

static void apply(const struct patch *patch)
{
    for (uint32_t i = 0; i < patch->size_bytes; i++) {
        message.bytes[patch->offset_bytes + i] = (uint8_t)(patch->value >> (8u * i));
    }
}

static void set_channel(uint32_t channel, uint32_t value)
{
    mmio_write32(mhu.sender + MHU_SENDER_CH_SET_OFFSET + channel * MHU_CHANNEL_STRIDE, value);
}

static bool ring(uint32_t doorbell)
{
    uint32_t channel = mhu.sender_channels - 1u;

    set_channel(channel, doorbell);
    for (uint32_t poll = 0; poll < mhu.poll_limit; poll++) {
        if (mmio_read32(mhu.sender + MHU_SENDER_CH_ST_OFFSET + channel * MHU_CHANNEL_STRIDE) == 0u) {
            return true;
        }
    }
    return false;
}

/* As mhu_send, but length and doorbell are what the case says, and rounds go on only as far as there is a
 * message. */
static bool send_raw(uint32_t announced_bytes, size_t word_count, uint32_t doorbell)
{
    uint32_t channel = 1;

    mmio_write32(mhu.sender + MHU_SENDER_ACCESS_REQUEST_OFFSET, 1);
    set_channel(0, announced_bytes);
    for (size_t word = 0; word < word_count; word++) {
        if (channel == mhu.sender_channels - 1u) {
            if (!ring(doorbell)) {
                return false;
            }
            channel = 0;
        }
        set_channel(channel++, message.words[word]);
    }
    bool taken = ring(doorbell);
    mmio_write32(mhu.sender + MHU_SENDER_ACCESS_REQUEST_OFFSET, 0);
    return taken;
}

static bool send_case(const struct hostile_case *c, uint8_t sequence_number)
{
    size_t size_bytes = build(c->base, sequence_number);

    for (size_t i = 0; i < sizeof(c->patches) / sizeof(c->patches[0]); i++) {
        apply(&c->patches[i]);
    }
    uint32_t announced_bytes = c->set_length ? c->length_bytes : (uint32_t)size_bytes;
    /* A wrong doorbell ends the message; each further round would be refused as another one. */
    bool one_round = c->first_round_only || c->doorbell != 0u;
    size_t word_count = one_round ? mhu.sender_channels - 2u : (announced_bytes + 3u) / 4u;
    return send_raw(announced_bytes, word_count, c->doorbell != 0u ? c->doorbell : COMMS_DOORBELL);
}

/* What a good reply to the good call says; its sequence number tells it from a reply to the case. */
static const char *check_good_reply(size_t reply_bytes, uint8_t sequence_number)
{
    if (message.header.sequence_number != sequence_number) {
        return "unexpected reply";
    }
    if (reply_bytes != sizeof(message.embed_reply) + sizeof(struct rss_platform_version) ||
        message.embed_reply.return_value != PSA_SUCCESS) {
        return "good call refused";
    }
    return NULL;
}

/* NULL: well. */
static const char *good_call(uint8_t sequence_number)
{
    size_t reply_bytes = 0;
    const size_t size_bytes = build(EMBED_VERSION, sequence_number);

    if (mhu_send(&mhu, message.words, size_bytes) != RSS_OK) {
        return "good call not taken";
    }
    if (mhu_receive(&mhu, message.words, sizeof(message.words), &reply_bytes) != RSS_OK) {
        return "no reply to the good call";
    }
    return check_good_reply(reply_bytes, sequence_number);
}

static bool out_sizes_match(const struct hostile_case *c, bool embed)
{
    for (uint32_t i = 0; i < COMMS_VECTORS; i++) {
        uint32_t bytes =
            embed ? message.embed_reply.out_size_bytes[i] : message.pointer_reply.out_size_bytes[i];

        if (bytes != (i == 0u ? c->out_bytes : 0u)) {
            return false;
        }
    }
    return true;
}

static const char *check_reply(const struct hostile_case *c, uint8_t sequence_number, int32_t *status)
{
    bool embed = bases[c->base].protocol == COMMS_PROTOCOL_EMBED;
    size_t want_bytes = embed ? sizeof(message.embed_reply) + c->out_bytes : sizeof(message.pointer_reply);
    size_t reply_bytes = 0;

    if (mhu_receive(&mhu, message.words, sizeof(message.words), &reply_bytes) != RSS_OK) {
        return "no reply";
    }
    *status = message.embed_reply.return_value; /* at the same place in both */
    if (message.header.protocol_version != bases[c->base].protocol ||
        message.header.sequence_number != sequence_number) {
        return "header not echoed";
    }
    if (*status != c->status) {
        return "wrong status";
    }
    if (reply_bytes != want_bytes || !out_sizes_match(c, embed)) {
        return "wrong reply length";
    }
    return NULL;
}

/* Outputs of pointer access: nothing is written beyond what the reply says. */
static const char *check_output(const struct hostile_case *c)
{
    bool embed = bases[c->base].protocol == COMMS_PROTOCOL_EMBED;

    for (size_t i = embed ? 0 : c->out_bytes; i < sizeof(output); i++) {
        if (output[i] != CANARY) {
            return "wrote where it may not";
        }
    }
    return NULL;
}

static const char *run_once(const struct hostile_case *c, uint8_t sequence_number, int32_t *status)
{
    fill(output, CANARY, sizeof(output));
    if (!send_case(c, sequence_number)) {
        return "not acknowledged";
    }
    if (c->outcome == REPLY) {
        const char *problem = check_reply(c, sequence_number, status);
        if (problem != NULL) {
            return problem;
        }
    }
    return check_output(c);
}

static const char *run(const struct hostile_case *c, uint8_t sequence_number, int32_t *status)
{
    const char *problem = run_once(c, sequence_number, status);

    if (problem == NULL && c->again) {
        problem = run_once(c, sequence_number, status);
    }
    if (problem != NULL) {
        return problem;
    }
    if (c->given_up) {
        ap_outwait_reception();
    }
    return good_call((uint8_t)(sequence_number + 1u));
}

static void report(const struct hostile_case *c, int32_t status)
{
    console_text("[AP] case ");
    console_text(c->name);
    console_text(": ");
    if (c->outcome == NO_REPLY) {
        console_text("no reply");
    } else {
        console_number(status);
    }
    if (c->rss_code != NULL) {
        console_text(" (");
        console_text(c->rss_code);
        console_text(")");
    }
    console_text("\n");
}

void ap_main(void)
{
    console_init();
    console_text("[AP] hostile messages to the RSS\n");
    if (mhu_init(&mhu) != RSS_OK) {
        ap_fail("MHU", PSA_ERROR_COMMUNICATION_FAILURE);
        return;
    }
    for (size_t i = 0; i < CASE_COUNT; i++) {
        int32_t status = 0;
        const char *problem = run(&cases[i], (uint8_t)(2u * i), &status);

        if (problem != NULL) {
            console_text("[AP] case ");
            console_text(cases[i].name);
            console_text(": ");
            console_text(problem);
            console_text("\n");
            ap_fail(cases[i].name, status);
            return;
        }
        report(&cases[i], status);
    }
    console_text("[AP] PASS cases=");
    console_number((int32_t)CASE_COUNT);
    console_text("\n");
}
