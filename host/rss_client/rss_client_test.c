/* SPDX-License-Identifier: BSD-3-Clause */
/** The client against a model of the MHU pair with a peer behind it; framing as services.md 2.2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "psa/crypto.h"

#include "host/rss_client/mhu.h"
#include "host/rss_client/rss_client.h"
#include "host/rss_client/rss_client_irq.h"
#include "lib/base/mmio.h"

#define SENDER             0x1000u
#define RECEIVER           0x2000u
#define MODEL_CHANNELS_MAX 124u
#define ROUNDS_MAX         1000u

static uint32_t channel_count, aidr;
static uint32_t to_peer[MODEL_CHANNELS_MAX], from_peer[MODEL_CHANNELS_MAX], masked[MODEL_CHANNELS_MAX];
static bool access_requested;
static bool peer_dead;
static uint32_t receiver_int_en;
static bool peer_waits; /* its reply comes only while the client sleeps */

/* Every round that the client rang, as it was in the channels. */
static uint32_t rounds[ROUNDS_MAX][MODEL_CHANNELS_MAX];
static uint32_t round_count;

static uint8_t received[4096], reply[4096];
static size_t received_bytes, expected_bytes, reply_bytes, reply_sent_bytes;
static size_t (*make_reply)(void);
static uint32_t announce_bytes; /* length that the peer claims, 0: the true one */

/* Put the next round of the reply in the channels. */
static void peer_send_round(bool first)
{
    uint32_t channel = 0;

    if (first) {
        from_peer[channel++] = announce_bytes != 0u ? announce_bytes : (uint32_t)reply_bytes;
    }
    for (; channel < channel_count - 1u && reply_sent_bytes < reply_bytes; channel++) {
        memcpy(&from_peer[channel], reply + reply_sent_bytes, 4);
        reply_sent_bytes += 4;
    }
    from_peer[channel_count - 1u] = 1234;
}

static void peer_take_round(void)
{
    uint32_t channel = 0;

    if (peer_dead || to_peer[channel_count - 1u] != 1234u) {
        return;
    }
    assert_true(access_requested);
    assert_true(round_count < ROUNDS_MAX);
    memcpy(rounds[round_count++], to_peer, sizeof(to_peer));
    if (expected_bytes == 0u) {
        expected_bytes = to_peer[channel++];
    }
    for (; channel < channel_count - 1u && received_bytes < expected_bytes; channel++) {
        memcpy(received + received_bytes, &to_peer[channel], 4);
        received_bytes += 4;
    }
    memset(to_peer, 0, sizeof(to_peer));
    if (received_bytes >= expected_bytes) {
        received_bytes = expected_bytes;
        reply_bytes = make_reply != NULL ? make_reply() : 0;
        reply_sent_bytes = 0;
        if (reply_bytes != 0u && !peer_waits) {
            peer_send_round(true);
        }
        expected_bytes = received_bytes = 0;
    }
}

uint32_t mmio_read32(uintptr_t address)
{
    uint32_t offset = address & 0xfffu;
    uint32_t *channels = address >= RECEIVER ? from_peer : to_peer;

    switch (offset) {
    case 0xf80:
        return channel_count;
    case 0xf8c:
        return access_requested ? 1 : 0;
    case 0xfcc:
        return aidr;
    default:
        assert_true(offset < 0x20u * channel_count && offset % 0x20u == 0u);
        return channels[offset / 0x20u];
    }
}

static void write_receiver(uint32_t channel, uint32_t offset, uint32_t value)
{
    switch (offset) {
    case 0x08:
        from_peer[channel] &= ~value;
        if (channel == channel_count - 1u && reply_sent_bytes < reply_bytes) {
            peer_send_round(false);
        }
        break;
    case 0x14:
        masked[channel] |= value;
        break;
    case 0x18:
        masked[channel] &= ~value;
        break;
    default:
        fail();
    }
}

void mmio_write32(uintptr_t address, uint32_t value)
{
    uint32_t offset = address & 0xfffu, channel = offset / 0x20u;

    if (address >= RECEIVER && offset == 0xf98u) {
        receiver_int_en = value;
    } else if (address >= RECEIVER) {
        write_receiver(channel, offset % 0x20u, value);
    } else if (offset == 0xf88u) {
        access_requested = value == 1u;
    } else {
        assert_int_equal(offset % 0x20u, 0x0c);
        assert_true(channel < channel_count);
        assert_int_equal(to_peer[channel], 0); /* set only ORs: the peer must have cleared it */
        to_peer[channel] |= value;
        if (channel == channel_count - 1u) {
            peer_take_round();
        }
    }
}

static void start(uint32_t channels)
{
    channel_count = channels;
    aidr = 0x11;
    memset(to_peer, 0, sizeof(to_peer));
    memset(from_peer, 0, sizeof(from_peer));
    memset(masked, 0, sizeof(masked));
    round_count = 0;
    received_bytes = expected_bytes = reply_bytes = reply_sent_bytes = 0;
    make_reply = NULL;
    announce_bytes = 0;
    peer_dead = peer_waits = false;
    receiver_int_en = 0;
}

static struct mhu new_mhu(void)
{
    return (struct mhu){ .sender = SENDER, .receiver = RECEIVER, .poll_limit = 10 };
}

static void test_init(void **state) /* versions 2.0 and 2.1, at least three channels */
{
    (void)state;
    static const struct {
        uint32_t aidr, channels;
        rss_status_t want;
    } rows[] = {
        { 0x10, 5, RSS_OK },
        { 0x11, 3, RSS_OK },
        { 0x11, 124, RSS_OK },
        { 0x12, 5, RSS_ERR_MHU_VERSION },
        { 0x20, 5, RSS_ERR_MHU_VERSION },
        { 0x00, 5, RSS_ERR_MHU_VERSION },
        { 0x11, 2, RSS_ERR_MHU_VERSION },
        { 0x11, 125, RSS_ERR_MHU_VERSION },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mhu mhu = new_mhu();

        start(rows[i].channels);
        aidr = rows[i].aidr;
        assert_int_equal(mhu_init(&mhu), rows[i].want);
        for (uint32_t channel = 0; rows[i].want == RSS_OK && channel < channel_count; channel++) {
            assert_int_equal(masked[channel], channel == channel_count - 1u ? 0 : UINT32_MAX);
        }
    }
}

static void test_send_rounds(void **state) /* services.md Annex A: 4 channels, 16 bytes */
{
    (void)state;
    static const uint32_t words[4] = { 0xa0, 0xa1, 0xa2, 0xa3 };
    struct mhu mhu = new_mhu();

    start(4);
    assert_int_equal(mhu_init(&mhu), RSS_OK);
    assert_int_equal(mhu_send(&mhu, words, 16), RSS_OK);
    assert_int_equal(round_count, 2);
    assert_memory_equal(rounds[0], ((uint32_t[4]){ 16, 0xa0, 0xa1, 1234 }), 16);
    assert_memory_equal(rounds[1], ((uint32_t[4]){ 0xa2, 0xa3, 0, 1234 }), 16);
    assert_false(access_requested);
}

static void test_send_full_round_rings_once(void **state)
{
    (void)state;
    static const uint32_t words[5] = { 1, 2, 3, 4, 5 };
    struct mhu mhu = new_mhu();

    start(4);
    assert_int_equal(mhu_init(&mhu), RSS_OK);
    assert_int_equal(mhu_send(&mhu, words, 8), RSS_OK); /* 2 words: full */
    assert_int_equal(round_count, 1);
    round_count = 0;
    assert_int_equal(mhu_send(&mhu, words, 20), RSS_OK); /* 2 + 3 words: full */
    assert_int_equal(round_count, 2);
    round_count = 0;
    assert_int_equal(mhu_send(&mhu, words, 1), RSS_OK); /* a byte is a word */
    assert_int_equal(round_count, 1);
    assert_int_equal(rounds[0][0], 1);
}

static size_t echo(void)
{
    memcpy(reply, received, received_bytes);
    return received_bytes;
}

static void test_receive(void **state) /* every length over several channel counts comes back as it went */
{
    (void)state;
    static const uint32_t counts[] = { 3, 4, 5, 31, 124 };

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        struct mhu mhu = new_mhu();

        start(counts[i]);
        assert_int_equal(mhu_init(&mhu), RSS_OK);
        make_reply = echo;
        for (size_t bytes = 1; bytes < 700; bytes += 1 + bytes / 16u) {
            static uint32_t out[256], back[256];
            size_t back_bytes = 0;

            for (size_t word = 0; word < 256; word++) {
                out[word] = 0x01010101u * (uint32_t)((word + bytes) % 251u + 1u);
            }
            memset(back, 0, sizeof(back));
            round_count = 0;
            assert_int_equal(mhu_send(&mhu, out, bytes), RSS_OK);
            assert_int_equal(mhu_receive(&mhu, back, sizeof(back), &back_bytes), RSS_OK);
            assert_int_equal(back_bytes, bytes);
            assert_memory_equal(out, back, bytes);
            assert_int_equal(from_peer[channel_count - 1u], 0); /* acknowledged */
        }
    }
}

static void test_bounds(void **state) /* nobody there, and a reply longer than the room */
{
    (void)state;
    uint32_t words[2] = { 1, 2 };
    size_t bytes = 9;
    struct mhu mhu = new_mhu();

    start(5);
    assert_int_equal(mhu_init(&mhu), RSS_OK);
    assert_int_equal(mhu_receive(&mhu, words, sizeof(words), &bytes), RSS_ERR_MHU_TIMEOUT);
    assert_int_equal(bytes, 0);
    make_reply = echo;
    announce_bytes = 12;
    assert_int_equal(mhu_send(&mhu, words, 8), RSS_OK);
    assert_int_equal(mhu_receive(&mhu, words, sizeof(words), &bytes), RSS_ERR_MHU_LENGTH);
    announce_bytes = 64; /* more than comes */
    uint32_t room[32];
    assert_int_equal(mhu_send(&mhu, words, 8), RSS_OK);
    assert_int_equal(mhu_receive(&mhu, room, sizeof(room), &bytes), RSS_ERR_MHU_TIMEOUT);
    peer_dead = true;
    assert_int_equal(mhu_send(&mhu, words, 8), RSS_ERR_MHU_TIMEOUT);
    assert_false(access_requested);
}

static void test_given_up_message_is_left_alone(void **state) /* the next one would be ORed into it */
{
    (void)state;
    static const uint32_t first[2] = { 1, 2 }, second[2] = { 4, 8 };
    struct mhu mhu = new_mhu();

    start(5);
    assert_int_equal(mhu_init(&mhu), RSS_OK);
    peer_dead = true;
    assert_int_equal(mhu_send(&mhu, first, 8), RSS_ERR_MHU_TIMEOUT);
    assert_int_equal(mhu_send(&mhu, second, 8), RSS_ERR_MHU_TIMEOUT);
    assert_false(access_requested);
    peer_dead = false;
    access_requested = true; /* the model takes a round only then */
    peer_take_round();
    assert_memory_equal(rounds[0], ((uint32_t[5]){ 8, 1, 2, 0, 1234 }), 20);
    assert_int_equal(mhu_send(&mhu, second, 8), RSS_OK);
    assert_memory_equal(rounds[1], ((uint32_t[5]){ 8, 4, 8, 0, 1234 }), 20);
}

/* A peer that answers like the RSS: header echoed, a status, and outputs as the test asks. */
static int32_t answer_status;
static uint32_t answer_out[4];
static uint8_t answer_data[64];
static size_t answer_data_bytes;
static struct {
    uint8_t protocol;
    int8_t sequence_change;
} answer_change;
static uint8_t request[4096];
static size_t request_bytes;

static size_t answer(void)
{
    memcpy(request, received, received_bytes);
    request_bytes = received_bytes;
    memset(reply, 0, sizeof(reply));
    memcpy(reply, received, 4);
    reply[0] ^= answer_change.protocol;
    reply[1] = (uint8_t)(reply[1] + answer_change.sequence_change);
    memcpy(reply + 4, &answer_status, 4);
    for (size_t i = 0; i < 4; i++) {
        if (received[0] == 0u) {
            memcpy(reply + 8 + 2 * i, &answer_out[i], 2);
        } else {
            memcpy(reply + 8 + 4 * i, &answer_out[i], 4);
        }
    }
    if (received[0] == 1u) {
        return 24;
    }
    memcpy(reply + 16, answer_data, answer_data_bytes);
    return 16 + answer_data_bytes;
}

static void start_client(uint32_t channels, enum rss_client_encoding encoding)
{
    start(channels);
    make_reply = answer;
    answer_status = 0;
    memset(answer_out, 0, sizeof(answer_out));
    answer_data_bytes = 0;
    memset(&answer_change, 0, sizeof(answer_change));
    assert_int_equal(rss_client_init(SENDER, RECEIVER, 10), PSA_SUCCESS);
    rss_client_set_encoding(encoding);
}

static void test_random_embed(void **state) /* byte for byte: services.md 2.4, 3.2.2 */
{
    (void)state;
    uint8_t random[8], want[68] = { 0, 0, 1, 0, 0, 1, 0, 0x40, 1, 1, 0, 0, 48, 0, 8, 0 };

    start_client(31, RSS_CLIENT_EMBED);
    answer_out[0] = answer_data_bytes = 8;
    memcpy(answer_data, "12345678", 8);
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_SUCCESS);
    assert_memory_equal(random, "12345678", 8);
    want[1] = request[1];
    assert_int_equal(request_bytes, sizeof(want));
    assert_memory_equal(request, want, sizeof(want));
    uint8_t first = request[1];
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_SUCCESS);
    assert_int_equal(request[1], (uint8_t)(first + 1));
}

static void test_random_pointer_access(void **state)
{
    (void)state;
    uint8_t random[8];
    uint64_t address;

    start_client(5, RSS_CLIENT_POINTER_ACCESS);
    answer_out[0] = 8;
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_SUCCESS);
    assert_int_equal(request_bytes, 60);
    assert_int_equal(request[0], 1);
    assert_int_equal(request[12], 48);
    assert_int_equal(request[16], 8);
    memcpy(&address, request + 36, 8);
    assert_true(address == (uintptr_t)random);
}

static void test_encoding_by_size(void **state) /* 31 channels: 116 bytes a round, 20 of them head */
{
    (void)state;
    static const struct {
        uint32_t channels, out_bytes;
        uint8_t protocol;
    } rows[] = { { 31, 48, 0 }, { 31, 49, 1 }, { 5, 1, 1 }, { 124, 420, 0 }, { 124, 421, 1 } };
    static uint8_t random[512];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        start_client(rows[i].channels, RSS_CLIENT_BY_SIZE);
        answer_status = -1;
        assert_int_equal(psa_generate_random(random, rows[i].out_bytes), -1);
        assert_int_equal(request[0], rows[i].protocol);
    }
}

static void test_version(void **state)
{
    (void)state;
    struct rss_platform_version version;

    start_client(31, RSS_CLIENT_EMBED);
    answer_out[0] = answer_data_bytes = 24;
    memset(answer_data, 0, sizeof(answer_data));
    answer_data[0] = answer_data[1] = 1;
    answer_data[5] = 0x30;
    assert_int_equal(rss_client_get_version(&version), PSA_SUCCESS);
    assert_int_equal(version.framework_version, 0x0101);
    assert_int_equal(version.lifecycle, 0x3000);
    assert_int_equal(psa_framework_version(), 0x0101);
    assert_memory_equal(
        request + 4, ((uint8_t[]){ 5, 1, 0, 0x40, 1, 1, 0xf5, 3, 4, 0, 24, 0, 0, 0, 0, 0, 1, 0, 0x53, 0x52 }),
        20);
    answer_status = -133;
    assert_int_equal(rss_client_get_version(&version), -133);
    assert_int_equal(psa_framework_version(), 0);
}

static void test_lying_replies(
    void **state) /* lengths beyond the buffer or the message, wrong encoding, wrong number */
{
    (void)state;
    uint8_t random[8];

    start_client(31, RSS_CLIENT_EMBED);
    answer_out[0] = answer_data_bytes = 9; /* more than asked for */
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_ERROR_COMMUNICATION_FAILURE);
    answer_out[0] = 8;
    answer_data_bytes = 7; /* more than came */
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_ERROR_COMMUNICATION_FAILURE);
    answer_out[0] = answer_data_bytes = 7; /* less than the service promises */
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_ERROR_COMMUNICATION_FAILURE);
    answer_out[0] = answer_data_bytes = 8;
    answer_change.protocol = 1;
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_ERROR_COMMUNICATION_FAILURE);
    answer_change.protocol = 0;
    answer_change.sequence_change = -1; /* late reply of an earlier call; the right one never comes */
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_ERROR_COMMUNICATION_FAILURE);
    answer_change.sequence_change = 0;
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_SUCCESS);
    rss_client_set_encoding(RSS_CLIENT_POINTER_ACCESS);
    answer_out[0] = 9;
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_ERROR_COMMUNICATION_FAILURE);
}

static void test_stale_reply_is_dropped(
    void **state) /* of an earlier stage, with our first sequence number */
{
    (void)state;
    uint8_t random[8];

    start_client(31, RSS_CLIENT_POINTER_ACCESS);
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_ERROR_COMMUNICATION_FAILURE);
    uint8_t next = (uint8_t)(request[1] + 1);
    memcpy(reply, ((uint8_t[24]){ 1, next, 1, 0, 0, 0, 0, 0, 8 }), 24);
    reply_bytes = 24;
    reply_sent_bytes = 0;
    peer_send_round(true);
    assert_int_equal(rss_client_init(SENDER, RECEIVER, 10), PSA_SUCCESS);
    assert_int_equal(from_peer[channel_count - 1u], 0); /* taken */
    answer_status = PSA_ERROR_INSUFFICIENT_ENTROPY;
    assert_int_equal(psa_generate_random(random, sizeof(random)), PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(request[1], next);
}

static void test_call_arguments(void **state)
{
    (void)state;
    psa_invec in[5] = { { "x", 1 } };
    psa_outvec out[5] = { { NULL, 4 } };

    start_client(31, RSS_CLIENT_EMBED);
    assert_int_equal(psa_call(1, -1, in, 1, out, 1), PSA_ERROR_PROGRAMMER_ERROR);
    assert_int_equal(out[0].len, 0);
    assert_int_equal(psa_call(1, 0x8000, in, 1, out, 1), PSA_ERROR_PROGRAMMER_ERROR);
    assert_int_equal(psa_call(1, 0, in, 3, out, 2), PSA_ERROR_PROGRAMMER_ERROR);
    assert_int_equal(psa_call(1, 0, in, SIZE_MAX, out, 2), PSA_ERROR_PROGRAMMER_ERROR);
    in[0].len = 0x841;
    assert_int_equal(psa_call(1, 0, in, 1, out, 0), PSA_ERROR_INVALID_ARGUMENT);
    in[0].len = SIZE_MAX;
    in[1].len = 2;
    assert_int_equal(psa_call(1, 0, in, 2, out, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(round_count, 0); /* none of it was sent */
    peer_dead = true;
    in[0].len = 1;
    assert_int_equal(psa_call(1, 0, in, 1, out, 0), PSA_ERROR_COMMUNICATION_FAILURE);
}

static uint32_t sleeps, taken;

static bool line_is_up(void)
{
    return (from_peer[channel_count - 1u] & ~masked[channel_count - 1u]) != 0u;
}

/* wfi: the reply comes if it has not, the interrupt is taken, and its handler brings the line down. */
static void sleep_till_interrupt(void)
{
    sleeps++;
    assert_int_equal(receiver_int_en, 1u << 2);
    assert_int_equal(masked[channel_count - 1u], 0);
    if (from_peer[channel_count - 1u] == 0u && reply_bytes != 0u) {
        peer_send_round(reply_sent_bytes == 0u);
    }
    if (line_is_up()) {
        taken++;
        rss_client_interrupt();
        assert_false(line_is_up());
    }
}

static void test_by_interrupt(void **state) /* asleep until the reply has come, awake for nothing else */
{
    (void)state;
    struct rss_platform_version version;

    start_client(31, RSS_CLIENT_EMBED);
    answer_out[0] = answer_data_bytes = 24;
    assert_int_equal(rss_client_init(SENDER, RECEIVER, 3), PSA_SUCCESS);
    rss_client_use_interrupt(sleep_till_interrupt);
    assert_int_not_equal(masked[30], 0); /* until somebody waits */
    peer_waits = true;
    make_reply = answer;
    sleeps = taken = 0;
    assert_int_equal(rss_client_get_version(&version), PSA_SUCCESS);
    assert_int_equal(sleeps, 1);
    assert_int_equal(taken, 1);
    peer_waits = false; /* there before the client looks: no sleep */
    assert_int_equal(rss_client_get_version(&version), PSA_SUCCESS);
    assert_int_equal(sleeps, 1);
    make_reply = NULL; /* other interrupts end the sleep: given up after poll_limit of them */
    assert_int_equal(rss_client_get_version(&version), PSA_ERROR_COMMUNICATION_FAILURE);
    assert_int_equal(sleeps, 4);
    assert_int_equal(rss_client_init(SENDER, RECEIVER, 3), PSA_SUCCESS); /* polls again */
    make_reply = answer;
    assert_int_equal(rss_client_get_version(&version), PSA_SUCCESS);
    assert_int_equal(sleeps, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_init),
        cmocka_unit_test(test_send_rounds),
        cmocka_unit_test(test_send_full_round_rings_once),
        cmocka_unit_test(test_receive),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_given_up_message_is_left_alone),
        cmocka_unit_test(test_random_embed),
        cmocka_unit_test(test_random_pointer_access),
        cmocka_unit_test(test_encoding_by_size),
        cmocka_unit_test(test_version),
        cmocka_unit_test(test_lying_replies),
        cmocka_unit_test(test_stale_reply_is_dropped),
        cmocka_unit_test(test_call_arguments),
        cmocka_unit_test(test_by_interrupt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
