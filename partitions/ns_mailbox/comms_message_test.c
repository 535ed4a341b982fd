/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "hal/mailbox.h"
#include "interface/comms/ctrl_param.h"
#include "interface/comms/embed.h"
#include "interface/comms/pointer_access.h"
#include "partitions/ns_mailbox/comms_message.h"

/* services.md Annex A: measured boot READ of slot 2 by pointer access, pointers of our own. */
static const uint8_t pointer_read[60] = {
    1,    1,    1,    0, 0x10, 1,    0,    0x40, 3,    1,    0xe9, 3,    3,    0,    0,
    0,    0x2c, 0,    0, 0,    0x40, 0,    0,    0,    0x40, 0,    0,    0,    0x00, 0x30,
    0x07, 0x04, 0,    0, 0,    0,    0x10, 0x30, 0x07, 0x04, 0,    0,    0,    0,    0x20,
    0x30, 0x07, 0x04, 1, 0,    0,    0,    0xf0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
};

/* Annex A: measured boot EXTEND embedded, 32 + 32 + 0 + 32 bytes. */
static const uint8_t embed_extend_head[20] = {
    0, 5, 1, 0, 0x10, 1, 0, 0x40, 0, 4, 0xea, 3, 0x20, 0, 0x20, 0, 0, 0, 0x20, 0,
};

static struct comms_request request;

static void test_ctrl_param(
    void **state) /* services.md 1.4: type 1002, 4 in, 0 out; a negative type keeps its sign */
{
    (void)state;
    struct comms_ctrl ctrl = { 1002, 4, 0 };

    assert_int_equal(comms_ctrl_pack(&comms_ctrl_layout_1_7, ctrl), 0x03ea0400);
    ctrl = comms_ctrl_unpack(&comms_ctrl_layout_1_7, 0xffff0203);
    assert_int_equal(ctrl.type, -1);
    assert_int_equal(ctrl.in_count, 2);
    assert_int_equal(ctrl.out_count, 3);
    assert_int_equal(comms_ctrl_pack(&comms_ctrl_layout_2_0, ctrl), 0x0203ffff);
    ctrl =
        comms_ctrl_unpack(&comms_ctrl_layout_2_0, 0xfafbffff); /* and all the bits that mean nothing here */
    assert_int_equal(ctrl.type, -1);
    assert_int_equal(ctrl.in_count, 2);
    assert_int_equal(ctrl.out_count, 3);
}

static void test_pointer_access(void **state)
{
    (void)state;
    assert_int_equal(comms_parse(pointer_read, sizeof(pointer_read), &request), RSS_OK);
    assert_int_equal(request.header.protocol_version, 1);
    assert_int_equal(request.header.sequence_number, 1);
    assert_int_equal(request.header.client_id, 1);
    assert_int_equal(request.handle, 0x40000110);
    assert_int_equal(request.type, 1001);
    assert_int_equal(request.in_count, 1);
    assert_int_equal(request.out_count, 3);
    assert_int_equal(request.size_bytes[0], 3);
    assert_int_equal(request.size_bytes[1], 0x2c);
    assert_int_equal(request.size_bytes[3], 0x40);
    assert_true(request.host_address[0] == 0x04073000u);
    assert_true(request.host_address[2] == 0x104073020u);
    assert_true(request.host_address[3] == 0xfffffffffffffff0u);
    assert_null(request.in_data[0]);
}

static void test_embed(void **state)
{
    (void)state;
    uint8_t message[116];

    memset(message, 0x11, sizeof(message));
    memcpy(message, embed_extend_head, sizeof(embed_extend_head));
    assert_int_equal(comms_parse(message, sizeof(message), &request), RSS_OK);
    assert_int_equal(request.type, 1002);
    assert_int_equal(request.in_count, 4);
    assert_int_equal(request.out_count, 0);
    assert_ptr_equal(request.in_data[0], message + 20);
    assert_ptr_equal(request.in_data[1], message + 52);
    assert_ptr_equal(request.in_data[3], message + 84);
    assert_int_equal(request.size_bytes[2], 0);
    assert_int_equal(request.size_bytes[3], 32);
}

static void test_short(void **state) /* shorter than the header: nothing is read, nothing echoed */
{
    (void)state;
    for (size_t bytes = 0; bytes < 4; bytes++) {
        uint8_t *exact = malloc(bytes + 1u); /* the sanitizer sees a read beyond */
        memset(exact, 1, bytes);
        assert_int_equal(comms_parse(exact, bytes, &request), RSS_ERR_COMMS_SHORT);
        assert_int_equal(request.header.sequence_number, 0);
        free(exact);
    }
}

static void test_protocol(void **state)
{
    (void)state;
    uint8_t message[60];

    memcpy(message, pointer_read, sizeof(message));
    for (uint32_t version = 2; version <= 255; version++) {
        message[0] = (uint8_t)version;
        assert_int_equal(comms_parse(message, sizeof(message), &request), RSS_ERR_COMMS_PROTOCOL);
    }
}

static void test_pointer_length(void **state) /* 60 and nothing else */
{
    (void)state;
    uint8_t message[64] = { 0 };

    memcpy(message, pointer_read, sizeof(pointer_read));
    for (size_t bytes = 4; bytes <= sizeof(message); bytes++) {
        rss_status_t want = bytes == 60 ? RSS_OK : RSS_ERR_COMMS_LENGTH;

        assert_int_equal(comms_parse(message, bytes, &request), want);
        assert_int_equal(request.header.sequence_number, 1); /* kept for the reply */
    }
}

static void test_embed_length(void **state) /* header plus inputs, to the byte */
{
    (void)state;
    uint8_t message[128] = { 0 };

    memcpy(message, embed_extend_head, sizeof(embed_extend_head));
    for (size_t bytes = 4; bytes <= sizeof(message); bytes++) {
        rss_status_t want = bytes == 116 ? RSS_OK : RSS_ERR_COMMS_LENGTH;

        assert_int_equal(comms_parse(message, bytes, &request), want);
        assert_int_equal(request.header.sequence_number, 5);
    }
}

static size_t embed_message(uint8_t *message, uint32_t ctrl_param, const uint16_t sizes[4], size_t data_bytes)
{
    struct comms_embed_request wire = { .handle = 0x40000100, .ctrl_param = ctrl_param };

    memcpy(wire.io_size_bytes, sizes, sizeof(wire.io_size_bytes));
    memcpy(message, &wire, sizeof(wire));
    return sizeof(wire) + data_bytes;
}

static void test_embed_payload_limit(void **state) /* inputs plus outputs share 0x840 bytes */
{
    (void)state;
    static uint8_t message[HAL_MAILBOX_MESSAGE_BYTES];
    static const struct {
        uint16_t sizes[4];
        uint32_t ctrl_param;
        size_t data_bytes;
        rss_status_t want;
    } rows[] = {
        { { 48, 0x810 }, 0x0101, 48, RSS_OK },
        { { 48, 0x811 }, 0x0101, 48, RSS_ERR_COMMS_LENGTH },
        { { 0, 0x840 }, 0x0101, 0, RSS_OK },
        { { 0, 0x841 }, 0x0101, 0, RSS_ERR_COMMS_LENGTH },
        { { 0x840, 0 }, 0x0101, 0x840, RSS_OK },
        { { 0xffff, 0xffff, 0xffff, 0xffff }, 0x0004, 0, RSS_ERR_COMMS_LENGTH },
        { { 0xffff, 0xffff, 0xffff, 0xffff }, 0x0400, 100, RSS_ERR_COMMS_LENGTH },
        { { 10, 0, 0, 0xffff }, 0x0100, 10, RSS_OK }, /* sizes beyond the counts mean nothing */
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t bytes = embed_message(message, rows[i].ctrl_param, rows[i].sizes, rows[i].data_bytes);

        assert_int_equal(comms_parse(message, bytes, &request), rows[i].want);
    }
}

static void test_vector_counts(void **state) /* every pair of counts: four together, no wrap */
{
    (void)state;
    static const uint16_t none[4];
    uint8_t message[60] = { 0 };

    for (uint32_t in = 0; in < 256; in++) {
        for (uint32_t out = 0; out < 256; out++) {
            size_t bytes = embed_message(message, (in << 8) | out, none, 0);
            rss_status_t want = in + out <= 4 ? RSS_OK : RSS_ERR_COMMS_VECTORS;

            message[0] = 0;
            assert_int_equal(comms_parse(message, bytes, &request), want);
            message[0] = 1;
            assert_int_equal(comms_parse(message, sizeof(message), &request), want);
        }
    }
}

static void test_reply_embed(
    void **state) /* outputs move together when the service wrote less than there was room */
{
    (void)state;
    static uint8_t reply[HAL_MAILBOX_MESSAGE_BYTES] __attribute__((aligned(4)));
    struct comms_header header = { 0, 7, 0x1234 };
    uint8_t *data = reply + sizeof(struct comms_embed_request); /* behind a request without inputs */
    psa_outvec out[3] = { { data, 2 }, { data + 10, 0 }, { data + 20, 3 } };
    static const uint8_t want[] = { 0, 7, 0x34, 0x12, 0xfb, 0xff, 0xff, 0xff, 2,   0,  0,
                                    0, 3, 0,    0,    0,    'a',  'b',  'c',  'd', 'e' };

    memset(reply, 0xee, sizeof(reply));
    memcpy(data, "ab", 2);
    memcpy(data + 20, "cde", 3);
    assert_int_equal(comms_reply(header, -5, out, 3, reply), sizeof(want));
    assert_memory_equal(reply, want, sizeof(want));
}

static void test_reply_pointer(void **state)
{
    (void)state;
    uint8_t reply[HAL_MAILBOX_MESSAGE_BYTES] __attribute__((aligned(4)));
    psa_outvec out[1] = { { NULL, 0x12345 } };
    static const uint8_t want[24] = { 1, 9, 1, 0, 0, 0, 0, 0, 0x45, 0x23, 1, 0 };

    assert_int_equal(comms_reply((struct comms_header){ 1, 9, 1 }, 0, out, 1, reply), sizeof(want));
    assert_memory_equal(reply, want, sizeof(want));
}

static void test_reply_refusal(
    void **state) /* services.md 2.6: embed 16 bytes, pointer access 24, sizes zero */
{
    (void)state;
    uint8_t reply[HAL_MAILBOX_MESSAGE_BYTES] __attribute__((aligned(4)));
    static const uint8_t busy[24] = { 0, 3, 1, 0, 0x7d, 0xff, 0xff, 0xff };

    assert_int_equal(comms_reply((struct comms_header){ 0, 3, 1 }, PSA_ERROR_CONNECTION_BUSY, NULL, 0, reply),
                     16);
    assert_memory_equal(reply, busy, 16);
    assert_int_equal(comms_reply((struct comms_header){ 1, 3, 1 }, PSA_ERROR_CONNECTION_BUSY, NULL, 0, reply),
                     24);
    assert_memory_equal(reply + 1, busy + 1, 23);
}

/* Whatever comes: an accepted message's inputs lie in it back to back, and the sizes keep to the limits. */
static void check_parsed(const uint8_t *message, size_t bytes)
{
    const uint8_t *next = message + 20;
    uint32_t sum = 0;

    assert_true(request.in_count + request.out_count <= COMMS_VECTORS);
    for (uint32_t i = 0; request.header.protocol_version == 0 && i < request.in_count + request.out_count;
         i++) {
        sum += request.size_bytes[i];
        if (i < request.in_count) {
            assert_ptr_equal(request.in_data[i], next);
            next += request.size_bytes[i];
        }
    }
    assert_true(sum <= COMMS_EMBED_PAYLOAD_BYTES);
    assert_true(request.header.protocol_version == 1 || next == message + bytes);
}

static void test_random_messages(void **state)
{
    (void)state;
    uint32_t accepted = 0, seed = 1;

    for (uint32_t round = 0; round < 200000; round++) {
        uint8_t source[128];
        for (size_t i = 0; i < sizeof(source); i++) {
            seed = seed * 1664525u + 1013904223u;
            source[i] =
                (seed >> 28) < 13 ? 0 : (uint8_t)(seed >> 20); /* mostly zeros, so that checks are passed */
        }
        size_t bytes = (seed >> 8) % sizeof(source);
        uint8_t *exact = malloc(bytes + 1u);
        memcpy(exact, source, bytes);
        if (comms_parse(exact, bytes, &request) == RSS_OK) {
            check_parsed(exact, bytes);
            accepted++;
        }
        free(exact);
    }
    assert_true(accepted > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ctrl_param),      cmocka_unit_test(test_pointer_access),
        cmocka_unit_test(test_embed),           cmocka_unit_test(test_short),
        cmocka_unit_test(test_protocol),        cmocka_unit_test(test_pointer_length),
        cmocka_unit_test(test_embed_length),    cmocka_unit_test(test_embed_payload_limit),
        cmocka_unit_test(test_vector_counts),   cmocka_unit_test(test_reply_embed),
        cmocka_unit_test(test_reply_pointer),   cmocka_unit_test(test_reply_refusal),
        cmocka_unit_test(test_random_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
