/* SPDX-License-Identifier: BSD-3-Clause */
/** Services for the cases: interface/psa/spm_tests.h. */
#include <stdbool.h>
#include <string.h>

#include "interface/psa/spm_tests.h"
#include "psa_manifest/pid.h"
#include "psa_manifest/sid.h"
#include "psa_manifest/test_server.h"

extern uint8_t spm_own_data_start[];

static psa_status_t connect_answer = PSA_SUCCESS;
static uint32_t broken_on_open = TEST_rule_none, broken_on_close = TEST_rule_none;
static psa_msg_t *message_goes_to = NULL; /* when it is not the server's own */
static uint32_t disconnects = 0, disagreements = 0;
static int32_t connect_id, disconnect_id, last_type;
static void *last_rhandle;

static uint32_t read_word(const psa_msg_t *msg, uint32_t index)
{
    uint32_t word = 0;

    (void)psa_read(msg->handle, index, &word, sizeof(word));
    return word;
}

static psa_status_t exchange_words(const psa_msg_t *msg)
{
    const uint32_t out = TEST_WORD_OUT;

    if (read_word(msg, 0) != TEST_WORD_IN || read_word(msg, 1) != TEST_WORD_IN) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_write(msg->handle, 0, &out, sizeof(out));
    psa_write(msg->handle, 1, &out, sizeof(out));
    return PSA_SUCCESS;
}

static psa_status_t read_in_pieces(const psa_msg_t *msg)
{
    uint8_t bytes[8] = { 0 }, untouched = 0x77;

    if (psa_read(msg->handle, 0, bytes, 0) != 0 || psa_read(msg->handle, 0, &bytes[0], 2) != 2 ||
        psa_skip(msg->handle, 0, 3) != 3 || psa_read(msg->handle, 0, &bytes[2], 2) != 2 ||
        psa_read(msg->handle, 0, &bytes[4], 4) != 1 || psa_read(msg->handle, 0, &untouched, 1) != 0 ||
        psa_skip(msg->handle, 0, 1) != 0 || untouched != 0x77) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    psa_write(msg->handle, 0, &bytes[0], 2);
    psa_write(msg->handle, 0, &bytes[2], 3);
    return PSA_SUCCESS;
}

static psa_status_t skip(const psa_msg_t *msg)
{
    return psa_skip(msg->handle, 0, 0) == 0 && psa_skip(msg->handle, 0, 5) == 5 &&
                   psa_skip(msg->handle, 0, 5) == 3
               ? PSA_SUCCESS
               : PSA_ERROR_GENERIC_ERROR;
}

static psa_status_t check_sizes(const psa_msg_t *msg)
{
    static const size_t in_size[PSA_MAX_IOVEC] = { 1, 2, 3, 0 }, out_size[PSA_MAX_IOVEC];

    return memcmp(msg->in_size, in_size, sizeof(in_size)) == 0 &&
                   memcmp(msg->out_size, out_size, sizeof(out_size)) == 0
               ? PSA_SUCCESS
               : PSA_ERROR_GENERIC_ERROR;
}

static psa_status_t write_outputs(const psa_msg_t *msg)
{
    uint8_t bytes[4];

    for (uint32_t i = 0; i < PSA_MAX_IOVEC; i++) {
        memset(bytes, (int)(i + 1u), sizeof(bytes));
        psa_write(msg->handle, i, bytes, i < 3u ? i + 1u : 1u);
    }
    psa_write(msg->handle, 3, bytes, 3);
    return PSA_SUCCESS;
}

static psa_status_t read_and_fill(const psa_msg_t *msg)
{
    uint8_t bytes[8];

    (void)psa_read(msg->handle, 0, bytes, sizeof(bytes));
    memset(bytes, 0x5a, sizeof(bytes));
    psa_write(msg->handle, 0, bytes, sizeof(bytes));
    return PSA_SUCCESS;
}

static psa_status_t mask_signals(void)
{
    psa_notify(TEST_SERVER_PARTITION);
    const psa_signal_t others = psa_wait(~PSA_DOORBELL, PSA_POLL),
                       doorbell = psa_wait(PSA_DOORBELL, PSA_BLOCK);
    psa_clear();
    return (others & PSA_DOORBELL) == 0 && doorbell == PSA_DOORBELL && psa_wait(PSA_DOORBELL, PSA_POLL) == 0
               ? PSA_SUCCESS
               : PSA_ERROR_GENERIC_ERROR;
}

#if PSA_FRAMEWORK_HAS_MM_IOVEC
static psa_status_t map_and_copy(const psa_msg_t *msg, bool unmap)
{
    const void *in = psa_map_invec(msg->handle, 0);
    void *out = psa_map_outvec(msg->handle, 0);

    memcpy(out, in, msg->in_size[0]);
    if (unmap) {
        psa_unmap_invec(msg->handle, 0);
        psa_unmap_outvec(msg->handle, 0, msg->in_size[0]);
    }
    return PSA_SUCCESS;
}

/* in[0] has been read, in[1] is untouched, in[2] is empty; out[0] of 4 bytes. */
static psa_status_t break_map_rule(const psa_msg_t *msg, enum test_rule rule)
{
    uint8_t byte = 0;

    switch (rule) {
    case TEST_rule_map_twice:
        (void)psa_map_invec(msg->handle, 1);
        (void)psa_map_invec(msg->handle, 1);
        break;
    case TEST_rule_map_again:
        (void)psa_map_invec(msg->handle, 1);
        psa_unmap_invec(msg->handle, 1);
        (void)psa_map_invec(msg->handle, 1);
        break;
    case TEST_rule_map_missing:
        (void)psa_map_invec(msg->handle, 3);
        break;
    case TEST_rule_map_empty:
        (void)psa_map_invec(msg->handle, 2);
        break;
    case TEST_rule_map_index_4:
        (void)psa_map_invec(msg->handle, PSA_MAX_IOVEC);
        break;
    case TEST_rule_map_read:
        (void)psa_map_invec(msg->handle, 0);
        break;
    case TEST_rule_map_written:
        psa_write(msg->handle, 0, &byte, 1);
        (void)psa_map_outvec(msg->handle, 0);
        break;
    case TEST_rule_read_mapped:
        (void)psa_map_invec(msg->handle, 1);
        (void)psa_read(msg->handle, 1, &byte, 1);
        break;
    case TEST_rule_skip_mapped:
        (void)psa_map_invec(msg->handle, 1);
        (void)psa_skip(msg->handle, 1, 1);
        break;
    case TEST_rule_write_mapped:
        (void)psa_map_outvec(msg->handle, 0);
        psa_write(msg->handle, 0, &byte, 1);
        break;
    case TEST_rule_unmap_not_mapped:
        psa_unmap_invec(msg->handle, 1);
        break;
    case TEST_rule_unmap_twice:
        (void)psa_map_invec(msg->handle, 1);
        psa_unmap_invec(msg->handle, 1);
        psa_unmap_invec(msg->handle, 1);
        break;
    case TEST_rule_unmap_too_much:
        (void)psa_map_outvec(msg->handle, 0);
        psa_unmap_outvec(msg->handle, 0, msg->out_size[0] + 1u);
        break;
    default: /* of a service that has not asked for it */
        (void)psa_map_invec(msg->handle, 1);
        break;
    }
    return PSA_ERROR_GENERIC_ERROR;
}
#else
static psa_status_t map_and_copy(const psa_msg_t *msg, bool unmap)
{
    (void)msg;
    (void)unmap;
    return PSA_ERROR_NOT_SUPPORTED;
}

static psa_status_t break_map_rule(const psa_msg_t *msg, enum test_rule rule)
{
    (void)msg;
    (void)rule;
    return PSA_ERROR_NOT_SUPPORTED;
}
#endif

static psa_status_t break_rule(const psa_msg_t *msg, uint32_t rule)
{
    psa_msg_t other;
    uint8_t bytes[64] = { 0 };

    switch ((enum test_rule)rule) {
    case TEST_rule_get_two_signals:
        (void)psa_get(TEST_STATELESS_SIGNAL | TEST_STRICT_SIGNAL, &other);
        break;
    case TEST_rule_get_twice: /* the message under way has been taken */
        (void)psa_get(TEST_STATELESS_SIGNAL, &other);
        break;
    case TEST_rule_get_not_set:
        (void)psa_get(TEST_STRICT_SIGNAL, &other);
        break;
    case TEST_rule_get_doorbell:
        psa_notify(TEST_SERVER_PARTITION);
        (void)psa_get(PSA_DOORBELL, &other);
        break;
    case TEST_rule_get_to_the_spm: /* with the next message */
        message_goes_to = (psa_msg_t *)spm_own_data_start;
        break;
    case TEST_rule_own_service:
        (void)psa_connect(TEST_STRICT_SID, 2);
        break;
    case TEST_rule_reply_bad_handle:
        psa_reply(TEST_BAD_HANDLE, PSA_SUCCESS);
        break;
    case TEST_rule_reply_null:
        psa_reply(PSA_NULL_HANDLE, PSA_SUCCESS);
        break;
    case TEST_rule_reply_twice:
        psa_reply(msg->handle, PSA_SUCCESS);
        psa_reply(msg->handle, PSA_SUCCESS);
        break;
    case TEST_rule_read_null:
        (void)psa_read(PSA_NULL_HANDLE, 0, bytes, 1);
        break;
    case TEST_rule_read_bad_handle:
        (void)psa_read(TEST_BAD_HANDLE, 0, bytes, 1);
        break;
    case TEST_rule_read_index_4:
        (void)psa_read(msg->handle, PSA_MAX_IOVEC, bytes, 1);
        break;
    case TEST_rule_read_index_above:
        (void)psa_read(msg->handle, UINT32_MAX, bytes, 1);
        break;
    case TEST_rule_skip_null:
        (void)psa_skip(PSA_NULL_HANDLE, 0, 1);
        break;
    case TEST_rule_skip_bad_handle:
        (void)psa_skip(TEST_BAD_HANDLE, 0, 1);
        break;
    case TEST_rule_skip_index_4:
        (void)psa_skip(msg->handle, PSA_MAX_IOVEC, 1);
        break;
    case TEST_rule_skip_index_above:
        (void)psa_skip(msg->handle, UINT32_MAX, 1);
        break;
    case TEST_rule_write_null:
        psa_write(PSA_NULL_HANDLE, 0, bytes, 1);
        break;
    case TEST_rule_write_bad_handle:
        psa_write(TEST_BAD_HANDLE, 0, bytes, 1);
        break;
    case TEST_rule_write_index_4:
        psa_write(msg->handle, PSA_MAX_IOVEC, bytes, 1);
        break;
    case TEST_rule_write_index_above:
        psa_write(msg->handle, UINT32_MAX, bytes, 1);
        break;
    case TEST_rule_write_too_much:
        psa_write(msg->handle, 0, bytes, msg->out_size[0] + 1u);
        break;
    case TEST_rule_rhandle_null:
        psa_set_rhandle(PSA_NULL_HANDLE, bytes);
        break;
    case TEST_rule_rhandle_bad_handle:
        psa_set_rhandle(TEST_BAD_HANDLE, bytes);
        break;
    case TEST_rule_rhandle_stateless:
        psa_set_rhandle(msg->handle, bytes);
        break;
    case TEST_rule_notify_unknown:
        psa_notify(200);
        break;
    case TEST_rule_notify_negative:
        psa_notify(-257); /* a client's ID, but no partition's */
        break;
    case TEST_rule_clear_not_set:
        psa_clear();
        break;
    case TEST_rule_wait_no_signal:
        (void)psa_wait(0x80000000u, PSA_BLOCK);
        break;
    case TEST_rule_eoi_doorbell:
        psa_notify(TEST_SERVER_PARTITION);
        psa_eoi(PSA_DOORBELL);
        break;
    case TEST_rule_unknown_call:
        __asm__ volatile("svc #0xff");
        break;
    case TEST_rule_panic:
        psa_panic();
    case TEST_rule_read:
        (void)psa_read(msg->handle, 0, bytes, 1);
        break;
    case TEST_rule_skip:
        (void)psa_skip(msg->handle, 0, 1);
        break;
    case TEST_rule_write:
        psa_write(msg->handle, 0, bytes, 0);
        break;
    case TEST_rule_bad_connect_answer:
        psa_reply(msg->handle, PSA_ERROR_CONNECTION_REFUSED + 16);
        break;
    case TEST_rule_none:
        break;
    default:
        return break_map_rule(msg, (enum test_rule)rule);
    }
    return PSA_ERROR_GENERIC_ERROR;
}

static psa_status_t swap_rhandle(const psa_msg_t *msg)
{
    psa_set_rhandle(msg->handle, (void *)(uintptr_t)read_word(msg, 0));
    return (psa_status_t)(uintptr_t)msg->rhandle;
}

static psa_status_t serve_request(const psa_msg_t *msg)
{
    switch (msg->type) {
    case TEST_EMPTY:
        return PSA_SUCCESS;
    case TEST_WORDS:
    case TEST_WORDS_TYPE:
        return exchange_words(msg);
    case TEST_ANSWER:
        return (psa_status_t)read_word(msg, 0);
    case TEST_CONNECT_ANSWER:
        connect_answer = (psa_status_t)read_word(msg, 0);
        return PSA_SUCCESS;
    case TEST_RHANDLE:
        return swap_rhandle(msg);
    case TEST_CLIENT_ID:
        return msg->client_id;
    case TEST_NOTIFY:
        psa_notify(msg->client_id);
        return PSA_SUCCESS;
    case TEST_READ_TO:
        return (psa_status_t)psa_read(msg->handle, 1, (void *)(uintptr_t)read_word(msg, 0), 4);
    case TEST_WRITE_FROM:
        psa_write(msg->handle, 0, (const void *)(uintptr_t)read_word(msg, 0), 4);
        return PSA_SUCCESS;
    case TEST_PIECES:
        return read_in_pieces(msg);
    case TEST_SKIP:
        return skip(msg);
    case TEST_SIZES:
        return check_sizes(msg);
    case TEST_OUTPUTS:
        return write_outputs(msg);
    case TEST_FILL:
        return read_and_fill(msg);
    case TEST_DISCONNECTS:
        return (psa_status_t)disconnects;
    case TEST_CONNECT_ID:
        return connect_id;
    case TEST_DISCONNECT_ID:
        return disconnect_id;
    case TEST_LAST_RHANDLE:
        return (psa_status_t)(uintptr_t)last_rhandle;
    case TEST_LAST_TYPE:
        return last_type;
    case TEST_WAITS:
        return (psa_status_t)disagreements;
    case TEST_MASK:
        return mask_signals();
    case TEST_MAP:
        return map_and_copy(msg, true);
    case TEST_MAP_AND_LEAVE:
        return map_and_copy(msg, false);
    case TEST_LEVEL:
        return TFM_ISOLATION_LEVEL;
    case TEST_BREAK:
        return break_rule(msg, read_word(msg, 0));
    case TEST_BREAK_ON_OPEN:
        broken_on_open = read_word(msg, 0);
        return PSA_SUCCESS;
    case TEST_BREAK_ON_CLOSE:
        broken_on_close = read_word(msg, 0);
        return PSA_SUCCESS;
    default:
        return PSA_ERROR_NOT_SUPPORTED;
    }
}

static psa_status_t serve_connect(const psa_msg_t *msg)
{
    const psa_status_t status = connect_answer;

    connect_answer = PSA_SUCCESS;
    connect_id = msg->client_id;
    (void)break_rule(msg, broken_on_open);
    return status;
}

static psa_status_t serve_disconnect(const psa_msg_t *msg)
{
    disconnects++;
    disconnect_id = msg->client_id;
    last_rhandle = msg->rhandle;
    psa_set_rhandle(msg->handle, &disconnects); /* no effect, no harm */
    (void)break_rule(msg, broken_on_close);
    return PSA_SUCCESS;
}

static psa_status_t serve(const psa_msg_t *msg)
{
    switch (msg->type) {
    case PSA_IPC_CONNECT:
        return serve_connect(msg);
    case PSA_IPC_DISCONNECT:
        return serve_disconnect(msg);
    default: {
        const psa_status_t status = serve_request(msg);
        last_type = msg->type;
        return status;
    }
    }
}

void test_server_entry(void)
{
    for (;;) {
        const psa_signal_t signals = psa_wait(PSA_WAIT_ANY, PSA_BLOCK);

        disagreements += signals != psa_wait(PSA_WAIT_ANY, PSA_POLL) ? 1u : 0u;
        if ((signals & PSA_DOORBELL) != 0) { /* shows the client that it was preempted */
            psa_clear();
            psa_notify(TEST_CLIENT_PARTITION);
        }
        for (psa_signal_t signal = TEST_STATELESS_SIGNAL; signal <= TEST_SECURE_SIGNAL; signal <<= 1) {
            psa_msg_t msg;

            if ((signals & signal) != 0 &&
                psa_get(signal, message_goes_to != NULL ? message_goes_to : &msg) == PSA_SUCCESS) {
                psa_reply(msg.handle, serve(&msg));
            }
        }
    }
}
