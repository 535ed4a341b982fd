/* SPDX-License-Identifier: BSD-3-Clause */
/** Services for the cases in test_client.c and test_runner.c. */
#include <string.h>

#include "partitions/spm_tests/test_server.h"
#include "psa_manifest/sid.h"
#include "psa_manifest/test_server.h"

static psa_status_t connect_answer = PSA_SUCCESS;
static uint32_t requests = 0;

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
    uint8_t bytes[8] = { 0 };

    if (psa_read(msg->handle, 0, &bytes[0], 2) != 2 || psa_skip(msg->handle, 0, 3) != 3 ||
        psa_read(msg->handle, 0, &bytes[2], 2) != 2 || psa_read(msg->handle, 0, &bytes[4], 4) != 1 ||
        psa_read(msg->handle, 0, &bytes[5], 4) != 0 || psa_skip(msg->handle, 0, 1) != 0) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    psa_write(msg->handle, 0, &bytes[0], 2);
    psa_write(msg->handle, 0, &bytes[2], 3);
    return PSA_SUCCESS;
}

static psa_status_t map_and_copy(const psa_msg_t *msg)
{
#if PSA_FRAMEWORK_HAS_MM_IOVEC
    const void *in = psa_map_invec(msg->handle, 0);
    void *out = psa_map_outvec(msg->handle, 0);

    memcpy(out, in, msg->in_size[0]);
    psa_unmap_invec(msg->handle, 0);
    psa_unmap_outvec(msg->handle, 0, msg->in_size[0]);
    return PSA_SUCCESS;
#else
    (void)msg;
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}

static void break_rule(const psa_msg_t *msg, enum test_rule rule)
{
    psa_msg_t other;
    uint8_t bytes[64] = { 0 };

    switch (rule) {
    case TEST_RULE_GET_TWO_SIGNALS:
        (void)psa_get(TEST_STATELESS_SIGNAL | TEST_STRICT_SIGNAL, &other);
        break;
    case TEST_RULE_GET_NOT_SET:
        (void)psa_get(TEST_STRICT_SIGNAL, &other);
        break;
    case TEST_RULE_GET_DOORBELL:
        (void)psa_get(PSA_DOORBELL, &other);
        break;
    case TEST_RULE_REPLY_BAD_HANDLE:
        psa_reply(0x1234dead, PSA_SUCCESS);
        break;
    case TEST_RULE_REPLY_NULL:
        psa_reply(PSA_NULL_HANDLE, PSA_SUCCESS);
        break;
    case TEST_RULE_READ_INDEX:
        (void)psa_read(msg->handle, PSA_MAX_IOVEC, bytes, 1);
        break;
    case TEST_RULE_WRITE_TOO_MUCH:
        psa_write(msg->handle, 0, bytes, sizeof(bytes));
        break;
    case TEST_RULE_RHANDLE_STATELESS:
        psa_set_rhandle(msg->handle, bytes);
        break;
    case TEST_RULE_NOTIFY_UNKNOWN:
        psa_notify(200);
        break;
    case TEST_RULE_CLEAR_NOT_SET:
        psa_clear();
        break;
    case TEST_RULE_WAIT_NO_SIGNAL:
        (void)psa_wait(0x80000000u, PSA_BLOCK);
        break;
    case TEST_RULE_EOI_DOORBELL:
        psa_eoi(PSA_DOORBELL);
        break;
    case TEST_RULE_MAP: /* a call that a build of level 2 does not even offer */
        __asm__ volatile("svc #0xff");
        break;
    }
}

static psa_status_t swap_rhandle(const psa_msg_t *msg)
{
    psa_set_rhandle(msg->handle, (void *)(uintptr_t)read_word(msg, 0));
    return (psa_status_t)(uintptr_t)msg->rhandle;
}

static psa_status_t serve_request(const psa_msg_t *msg)
{
    requests++;
    switch (msg->type) {
    case TEST_EMPTY:
        return PSA_SUCCESS;
    case TEST_WORDS:
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
    case TEST_COUNT:
        return (psa_status_t)requests;
    case TEST_MAP:
        return map_and_copy(msg);
    case TEST_BREAK:
        break_rule(msg, (enum test_rule)read_word(msg, 0));
        return PSA_ERROR_GENERIC_ERROR;
    default:
        return PSA_ERROR_NOT_SUPPORTED;
    }
}

static psa_status_t serve(const psa_msg_t *msg)
{
    psa_status_t status;

    switch (msg->type) {
    case PSA_IPC_CONNECT:
        status = connect_answer;
        connect_answer = PSA_SUCCESS;
        return status;
    case PSA_IPC_DISCONNECT:
        return PSA_SUCCESS;
    default:
        return serve_request(msg);
    }
}

void test_server_entry(void)
{
    for (;;) {
        const psa_signal_t signals = psa_wait(PSA_WAIT_ANY, PSA_BLOCK);

        for (psa_signal_t signal = TEST_STATELESS_SIGNAL; signal <= TEST_MAPPED_SIGNAL; signal <<= 1) {
            psa_msg_t msg;

            if ((signals & signal) != 0 && psa_get(signal, &msg) == PSA_SUCCESS) {
                psa_reply(msg.handle, serve(&msg));
            }
        }
    }
}
