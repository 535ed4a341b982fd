/* SPDX-License-Identifier: BSD-3-Clause */
/* Both ends of the driver on one small MHU of the test. What the other end does between two polls is a
 * function. */
#include "drivers/mhu/mhu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/mmio.h"

#define SENDER        0x50160000u
#define RECEIVER      0x50170000u
#define CHANNELS_MAX  124u
#define MESSAGE_BYTES 2200u

static struct {
    uint32_t channels, aidr;
    uint32_t status[CHANNELS_MAX], mask[CHANNELS_MAX];
    uint32_t request, receiver_int_en, sender_int_en, ack_enabled; /* ack: of the last channel */
    bool never_ready, not_ready_yet, acknowledged, awake;
    void (*other_end)(void); /* called before each read of the last channel */
} mhu;

static uint32_t read_register(uint32_t offset)
{
    switch (offset) {
    case 0xf80:
        return mhu.channels;
    case 0xf88:
        return mhu.request;
    case 0xf8c:
        return mhu.never_ready || mhu.not_ready_yet ? 0 : mhu.request;
    case 0xfcc:
        return mhu.aidr;
    default:
        break;
    }
    assert_int_equal(offset % 0x20, 0);
    assert_in_range(offset / 0x20, 0, mhu.channels - 1);
    if (offset / 0x20 == mhu.channels - 1 && mhu.other_end != NULL) {
        mhu.other_end();
    }
    return mhu.status[offset / 0x20];
}

uint32_t mmio_read32(uintptr_t address)
{
    return read_register((uint32_t)address & 0xfff);
}

void mmio_write32(uintptr_t address, uint32_t value)
{
    const bool receiver = address >= RECEIVER;
    const uint32_t offset = (uint32_t)address & 0xfff;
    const uint32_t channel = offset / 0x20;

    if (offset == 0xf88) {
        mhu.request = value;
    } else if (offset == 0xf94) {
        mhu.awake = mhu.awake && (value & 1u) == 0;
    } else if (offset == 0xf98) {
        *(receiver ? &mhu.receiver_int_en : &mhu.sender_int_en) = value;
    } else if (!receiver && (offset % 0x20 == 0x14 || offset % 0x20 == 0x18)) {
        assert_int_equal(channel, mhu.channels - 1);
        if (offset % 0x20 == 0x14) {
            mhu.acknowledged = mhu.acknowledged && (value & 1u) == 0;
        } else {
            mhu.ack_enabled = value;
        }
    } else {
        assert_in_range(channel, 0, mhu.channels - 1);
        switch (offset % 0x20) {
        case 0x08:
            assert_true(receiver);
            mhu.status[channel] &= ~value;
            break;
        case 0x0c:
            assert_false(receiver);
            assert_int_equal(mhu.request, 1);
            assert_int_equal(mhu.status[channel], 0); /* set is an OR: words would mix */
            mhu.status[channel] |= value;
            break;
        case 0x14:
            mhu.mask[channel] |= value;
            break;
        case 0x18:
            mhu.mask[channel] &= ~value;
            break;
        default:
            fail();
        }
    }
}

static int reset(void **state)
{
    (void)state;
    memset(&mhu, 0, sizeof(mhu));
    mhu.channels = 31;
    mhu.aidr = 0x11;
    return 0;
}

static uint8_t sent[MESSAGE_BYTES] __attribute__((aligned(4))),
    received[MESSAGE_BYTES] __attribute__((aligned(4)));

/* Another implementation of the receiving end: takes a part whenever the bell rings. */
static struct {
    uint32_t length, words;
} peer;

static void peer_receives(void)
{
    const uint32_t last = mhu.channels - 1;
    uint32_t index = 0;

    if (mhu.status[last] != 1234) {
        return;
    }
    if (peer.length == 0) {
        peer.length = mhu.status[index++];
    }
    for (; index < last && peer.words * 4 < peer.length; index++) {
        memcpy(&received[4 * peer.words++], &mhu.status[index], 4);
    }
    memset(mhu.status, 0, sizeof(mhu.status));
}

/* The sending end: puts the next part when the bell is down. */
static void peer_sends(void)
{
    const uint32_t last = mhu.channels - 1;
    uint32_t index = 0;

    if (mhu.status[last] != 0 || peer.words * 4 >= peer.length) {
        return;
    }
    if (peer.words == 0) {
        mhu.status[index++] = peer.length;
    }
    for (; index < last && peer.words * 4 < peer.length; index++) {
        memcpy(&mhu.status[index], &sent[4 * peer.words++ % MESSAGE_BYTES], 4);
    }
    mhu.status[last] = 1234;
}

static void peer_start(uint32_t length, void (*other_end)(void))
{
    for (size_t i = 0; i < sizeof(sent); i++) {
        sent[i] = (uint8_t)(i * 7 + 1);
    }
    memset(received, 0, sizeof(received));
    memset(&peer, 0, sizeof(peer));
    peer.length = length;
    mhu.other_end = other_end;
}

/* A round, and whatever the other end does about it, until all is taken; or the sender never sees an end. */
static bool send_whole(size_t size_bytes)
{
    struct mhu_transmission transmission = { (const uint32_t *)sent, size_bytes, 0 };

    mhu_send(SENDER, &transmission);
    for (uint32_t rounds = 0; rounds < MESSAGE_BYTES; rounds++) {
        mhu.acknowledged = true;
        if (mhu_send_next(SENDER, &transmission)) {
            return true;
        }
        assert_false(mhu.acknowledged); /* or it would interrupt for ever */
    }
    return false;
}

static struct mhu_reception reception;

/* As many calls as there can be rounds. */
static rss_status_t receive_whole(size_t buffer_bytes, size_t *bytes)
{
    rss_status_t status = RSS_OK;

    reception = (struct mhu_reception){ .buffer = (uint32_t *)received,
                                        .buffer_bytes = buffer_bytes,
                                        .limit_bytes = buffer_bytes };
    *bytes = 0;
    for (uint32_t rounds = 0; rounds < 0x10000 && status == RSS_OK && *bytes == 0; rounds++) {
        status = mhu_receive(RECEIVER, &reception, bytes);
    }
    return status;
}

static const uint32_t channel_counts[] = { 3, 4, 5, 31, 124 };
/* around one and two full rounds of 31 channels (29 and 59 words), and the largest message */
static const uint32_t lengths[] = { 1, 3, 4, 5, 60, 115, 116, 117, 120, 235, 236, 237, 240, 2144 };

static void test_send(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof(channel_counts) / sizeof(channel_counts[0]); c++) {
        mhu.channels = channel_counts[c];
        for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
            peer_start(0, peer_receives);
            assert_true(send_whole(lengths[i]));
            assert_int_equal(peer.length, lengths[i]);
            assert_int_equal(peer.words, (lengths[i] + 3) / 4);
            assert_memory_equal(received, sent, lengths[i]);
            assert_int_equal(mhu.request, 0);
        }
    }
}

static void test_receive(void **state)
{
    static const uint32_t clear[CHANNELS_MAX];

    (void)state;
    for (size_t c = 0; c < sizeof(channel_counts) / sizeof(channel_counts[0]); c++) {
        mhu.channels = channel_counts[c];
        for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
            size_t bytes = 99;

            peer_start(lengths[i], peer_sends);
            assert_int_equal(receive_whole(sizeof(received), &bytes), RSS_OK);
            assert_int_equal(bytes, lengths[i]);
            assert_int_equal(reception.size_bytes, 0);
            assert_memory_equal(received, sent, lengths[i]);
            assert_memory_equal(mhu.status, clear, sizeof(clear));
        }
    }
}

static void test_receive_keeps_inside_the_buffer(void **state)
{
    size_t bytes;

    (void)state;
    peer_start(8, peer_sends);
    received[8] = 0xa5;
    assert_int_equal(receive_whole(8, &bytes), RSS_OK);
    assert_int_equal(received[8], 0xa5);
}

/* What stands behind the message in its last word is not the other side's. */
static void test_last_word(void **state)
{
    (void)state;
    for (uint32_t bytes = 1; bytes < 4; bytes++) {
        peer_start(0, peer_receives);
        memset(sent, 0xff, sizeof(sent));
        assert_true(send_whole(bytes));
        assert_int_equal(*(uint32_t *)received, (1u << 8 * bytes) - 1u);
    }
}

static void test_nothing_waits(void **state)
{
    size_t bytes = 99;

    (void)state;
    reception = (struct mhu_reception){ .buffer = (uint32_t *)received,
                                        .buffer_bytes = sizeof(received),
                                        .limit_bytes = sizeof(received) };
    assert_int_equal(mhu_receive(RECEIVER, &reception, &bytes), RSS_OK);
    assert_int_equal(bytes, 0);
    assert_int_equal(reception.size_bytes, 0);
}

/* After any refusal the channels are clear, and the next message gets through. */
static void check_recovered(void)
{
    size_t bytes;

    for (uint32_t i = 0; i < mhu.channels; i++) {
        assert_int_equal(mhu.status[i], 0);
    }
    assert_int_equal(reception.size_bytes, 0);
    peer_start(200, peer_sends);
    assert_int_equal(receive_whole(sizeof(received), &bytes), RSS_OK);
    assert_int_equal(bytes, 200);
}

static void test_oversize_is_drained(void **state)
{
    static const uint32_t sizes[] = { 61, 64, 1000, 0x10000 };
    size_t bytes = 99;

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        peer_start(sizes[i], peer_sends);
        assert_int_equal(receive_whole(60, &bytes), RSS_ERR_MHU_LENGTH);
        assert_int_equal(bytes, 0);
        assert_true(peer.words * 4 >= peer.length); /* the sender got all its acknowledges */
        assert_int_equal(received[60], 0);
        check_recovered();
    }
}

static void test_short_buffer(void **state) /* takes the start of a message that is within the limit */
{
    size_t bytes = 0;

    (void)state;
    peer_start(400, peer_sends);
    reception =
        (struct mhu_reception){ .buffer = (uint32_t *)received, .buffer_bytes = 64, .limit_bytes = 400 };
    while (bytes == 0) {
        assert_int_equal(mhu_receive(RECEIVER, &reception, &bytes), RSS_OK);
    }
    assert_int_equal(bytes, 400);
    assert_memory_equal(received, sent, 64);
    assert_int_equal(received[64], 0);
    check_recovered();
}

static void test_absurd_lengths(void **state) /* not waited for */
{
    static const uint32_t sizes[] = { 0, 0x10001, 0x80000000, 0xffffffff };
    size_t bytes = 99;

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        mhu.other_end = NULL;
        mhu.status[0] = sizes[i];
        mhu.status[mhu.channels - 1] = 1234;
        assert_int_equal(receive_whole(sizeof(received), &bytes), RSS_ERR_MHU_LENGTH);
        assert_int_equal(bytes, 0);
        check_recovered();
    }
}

static void test_wrong_doorbell(void **state)
{
    size_t bytes = 99;

    (void)state;
    mhu.status[0] = 60;
    mhu.status[30] = 1235;
    assert_int_equal(receive_whole(sizeof(received), &bytes), RSS_ERR_MHU_PROTOCOL);
    assert_int_equal(bytes, 0);
    check_recovered();
}

static void ring_wrong(void)
{
    if (mhu.status[30] == 0) {
        mhu.status[30] = 1;
    }
}

static void test_wrong_doorbell_later(void **state)
{
    size_t bytes = 99;

    (void)state;
    mhu.status[0] = 200;
    mhu.status[30] = 1234;
    mhu.other_end = ring_wrong;
    assert_int_equal(receive_whole(sizeof(received), &bytes), RSS_ERR_MHU_PROTOCOL);
    check_recovered();
}

/* The round is acknowledged, and the rest may come at any time; given up, the next message is one of its own. */
static void test_sender_stops(void **state)
{
    size_t bytes = 99;

    (void)state;
    reception = (struct mhu_reception){ .buffer = (uint32_t *)received,
                                        .buffer_bytes = sizeof(received),
                                        .limit_bytes = sizeof(received) };
    mhu.status[0] = 200;
    mhu.status[30] = 1234;
    assert_int_equal(mhu_receive(RECEIVER, &reception, &bytes), RSS_OK);
    assert_int_equal(bytes, 0);
    assert_int_equal(reception.size_bytes, 200);
    assert_int_equal(mhu.status[30], 0);
    assert_int_equal(mhu_receive(RECEIVER, &reception, &bytes), RSS_OK);
    assert_int_equal(bytes, 0);
    reception.size_bytes = 0;
    check_recovered();
}

static void test_receiver_stops(void **state)
{
    (void)state;
    peer_start(0, NULL);
    assert_false(send_whole(200));
    assert_int_equal(mhu.status[0], 200);
    assert_int_equal(mhu.request, 1); /* what is in the channels stays until it is taken */
}

/* The words of a message do not mix with what is still in the channels. */
static void test_channels_in_use(void **state)
{
    (void)state;
    mhu.status[0] = 7;
    mhu.status[30] = 1234;
    peer_start(0, NULL);
    assert_false(send_whole(8));
    assert_int_equal(mhu.status[0], 7);
    memset(mhu.status, 0, sizeof(mhu.status));
    peer_start(0, peer_receives);
    assert_true(send_whole(8));
}

/* Nothing is sent before the other side is awake; that raises the interrupt. */
static void test_access_comes_later(void **state)
{
    struct mhu_transmission transmission = { (const uint32_t *)sent, 4, 0 };

    (void)state;
    mhu_sender_enable(SENDER);
    peer_start(0, peer_receives);
    mhu.not_ready_yet = true;
    mhu_send(SENDER, &transmission);
    assert_int_equal(mhu.status[0], 0);
    assert_int_equal(mhu.sender_int_en, 1u << 2 | 1u << 0);
    mhu.not_ready_yet = false;
    mhu.awake = true;
    assert_false(mhu_send_next(SENDER, &transmission));
    assert_false(mhu.awake);
    assert_true(mhu_send_next(SENDER, &transmission));
    assert_int_equal(peer.length, 4);
}

static void test_access_not_granted(void **state)
{
    (void)state;
    mhu.never_ready = true;
    assert_false(send_whole(4));
    assert_int_equal(mhu_signal(SENDER, 1), RSS_ERR_MHU_TIMEOUT);
    assert_int_equal(mhu.status[0], 0);
}

static void test_versions(void **state)
{
    static const struct {
        uint32_t aidr, channels;
        rss_status_t status;
    } rows[] = { { 0x11, 3, RSS_OK },
                 { 0x11, 124, RSS_OK },
                 { 0x10, 31,
                   RSS_ERR_MHU_VERSION }, /* without interrupts for messages: it would never wake us */
                 { 0x12, 31, RSS_ERR_MHU_VERSION },
                 { 0x20, 31, RSS_ERR_MHU_VERSION },
                 { 0x00, 31, RSS_ERR_MHU_VERSION },
                 { 0x11, 2, RSS_ERR_MHU_VERSION },
                 { 0x11, 0, RSS_ERR_MHU_VERSION } };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        mhu.aidr = rows[i].aidr;
        mhu.channels = rows[i].channels;
        assert_int_equal(mhu_check(SENDER, RECEIVER), rows[i].status);
    }
}

static void test_interrupt_follows_last_channel(void **state)
{
    (void)state;
    mhu.status[30] = 1234; /* a message that came before us */
    mhu.mask[30] = 0xffffffff;
    mhu_receiver_enable(RECEIVER);
    for (uint32_t i = 0; i < 31; i++) {
        assert_int_equal(mhu.mask[i], i == 30 ? 0 : 0xffffffff);
    }
    assert_int_equal(mhu.receiver_int_en, 1u << 2);
    assert_int_equal(mhu.status[30], 1234);
    mhu_sender_enable(SENDER);
    assert_int_equal(mhu.ack_enabled, 1);
    assert_int_equal(mhu.sender_int_en, 1u << 2);
}

static void test_signals(void **state)
{
    (void)state;
    assert_int_equal(mhu_wait_signal(RECEIVER, 10), RSS_ERR_MHU_TIMEOUT);
    assert_int_equal(mhu_signal(SENDER, 1), RSS_OK);
    assert_int_equal(mhu.status[0], 1);
    assert_int_equal(mhu.request, 1); /* stays on until the word is taken */
    assert_int_equal(mhu_wait_signal(RECEIVER, 10), RSS_OK);
    assert_int_equal(mhu.status[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_send, reset),
        cmocka_unit_test_setup(test_receive, reset),
        cmocka_unit_test_setup(test_receive_keeps_inside_the_buffer, reset),
        cmocka_unit_test_setup(test_last_word, reset),
        cmocka_unit_test_setup(test_nothing_waits, reset),
        cmocka_unit_test_setup(test_oversize_is_drained, reset),
        cmocka_unit_test_setup(test_short_buffer, reset),
        cmocka_unit_test_setup(test_absurd_lengths, reset),
        cmocka_unit_test_setup(test_wrong_doorbell, reset),
        cmocka_unit_test_setup(test_wrong_doorbell_later, reset),
        cmocka_unit_test_setup(test_sender_stops, reset),
        cmocka_unit_test_setup(test_receiver_stops, reset),
        cmocka_unit_test_setup(test_channels_in_use, reset),
        cmocka_unit_test_setup(test_access_comes_later, reset),
        cmocka_unit_test_setup(test_access_not_granted, reset),
        cmocka_unit_test_setup(test_versions, reset),
        cmocka_unit_test_setup(test_interrupt_follows_last_channel, reset),
        cmocka_unit_test_setup(test_signals, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
