/* SPDX-License-Identifier: BSD-3-Clause */
/** The agent from message to reply, with the host's memory and the SPM replaced. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "hal/failure.h"
#include "hal/mailbox.h"
#include "interface/comms/embed.h"
#include "interface/comms/pointer_access.h"
#include "interface/psa/crypto_wire.h"
#include "interface/psa/agent.h"
#include "interface/psa/service.h"
#include "interface/psa/services.h"
#include "lib/base/bytes.h"
#include "lib/base/log.h"
#include "partitions/ns_mailbox/comms_permissions.h"
#include "partitions/ns_mailbox/ns_mailbox.h"
#include "psa_manifest/ns_mailbox.h"

#define HOST_BASE 0x04073000u
static uint8_t host_memory[0x1000];
static uint32_t buffer[HAL_MAILBOX_MESSAGE_BYTES / 4];
static const uint8_t *const reply = (const uint8_t *)buffer;
static size_t reply_bytes;
static uint32_t maps, unmaps;
static uint32_t calls;
static psa_status_t answer;
static bool change_after_check; /* a hostile AP rewrites its buffer between check and call */
static uint16_t function_seen;

rss_status_t hal_host_memory_map(enum hal_mailbox caller, uint32_t window, uint64_t address,
                                 uint32_t size_bytes, bool write, void **mapped)
{
    assert_int_equal(caller, HAL_MAILBOX_AP);
    assert_true(window < HAL_HOST_WINDOWS && size_bytes != 0u);
    (void)write;
    if (address < HOST_BASE || address - HOST_BASE > sizeof(host_memory) ||
        size_bytes > sizeof(host_memory) - (address - HOST_BASE)) {
        return RSS_ERR_COMMS_MEMORY;
    }
    maps++;
    *mapped = host_memory + (address - HOST_BASE);
    return RSS_OK;
}

void hal_host_memory_unmap(uint32_t window)
{
    assert_true(window < HAL_HOST_WINDOWS);
    unmaps++;
}

/* The mailboxes of ns_mailbox_entry, which is left when nothing is to come. */
static jmp_buf leave_entry;
static struct mailbox {
    const void *message;
    size_t size_bytes;
    uint32_t waiting, received; /* messages, all alike */
    uint32_t parts;             /* that come before the last one of the next message */
    bool never_goes_on;         /* when one has begun */
    rss_status_t receive_status;
    bool receiving;
    bool takes; /* replies */
    const uint32_t *sending;
    size_t sending_bytes;
    uint32_t sends, busy_replies;
    uint8_t sent[64];
    size_t sent_bytes;
    const uint32_t *buffer;
} mailboxes[HAL_MAILBOX_COUNT];
static struct mailbox *const mailbox = &mailboxes[HAL_MAILBOX_AP];
static uint32_t answers_wait_for; /* answers come once the AP has sent that many */
static bool watched;

static uint32_t opened;

rss_status_t hal_mailbox_init(enum hal_mailbox caller)
{
    opened |= 1u << caller;
    return RSS_OK;
}

void hal_failure_stop(enum hal_stage stage, rss_status_t status)
{
    fail_msg("stage %d stops with %x", (int)stage, (unsigned)status);
    abort();
}

static uint32_t good_boots;

void hal_failure_clear(void)
{
    good_boots++;
}

rss_status_t hal_mailbox_receive(enum hal_mailbox caller, uint32_t *to, size_t room_bytes, size_t *size_bytes)
{
    struct mailbox *m = &mailboxes[caller];

    assert_true(m->waiting != 0u);
    assert_true(!m->receiving || to == m->buffer);
    m->buffer = to;
    *size_bytes = 0;
    if (m->parts != 0u) {
        m->parts--;
        m->receiving = true;
        return RSS_OK;
    }
    m->receiving = false;
    m->waiting--;
    m->received++;
    *size_bytes = m->size_bytes;
    if (m->size_bytes != 0u) {
        memcpy(to, m->message, m->size_bytes < room_bytes ? m->size_bytes : room_bytes);
    }
    return m->receive_status;
}

bool hal_mailbox_is_receiving(enum hal_mailbox caller)
{
    return mailboxes[caller].receiving;
}

void hal_mailbox_drop(enum hal_mailbox caller)
{
    assert_true(mailboxes[caller].receiving);
    mailboxes[caller].receiving = false;
    mailboxes[caller].never_goes_on = false;
}

void hal_mailbox_send(enum hal_mailbox caller, const uint32_t *message, size_t size_bytes)
{
    struct mailbox *m = &mailboxes[caller];

    assert_null(m->sending); /* one at a time */
    m->sending = message;
    m->sending_bytes = size_bytes;
    assert_true(size_bytes <= sizeof(m->sent));
}

bool hal_mailbox_send_next(enum hal_mailbox caller)
{
    struct mailbox *m = &mailboxes[caller];

    assert_non_null(m->sending);
    memcpy(m->sent, m->sending, m->sending_bytes);
    m->sent_bytes = m->sending_bytes;
    m->busy_replies += (int32_t)bytes_get_le32(&m->sent[4]) == PSA_ERROR_CONNECTION_BUSY;
    m->sends++;
    m->sending = NULL;
    return true;
}

void hal_mailbox_watch(bool on)
{
    watched = on;
}

void bytes_wipe(void *secret, size_t size_bytes)
{
    if (size_bytes != 0u) {
        memset(secret, 0, size_bytes);
    }
}

static uint32_t reports;

void log_print(const char *format, ...)
{
    (void)format;
    reports++;
}

/* Calls under way, oldest first. */
#define CALLS (HAL_HOST_REQUESTS + 1u)
static struct agent_call under_way[CALLS];
static uint32_t under_way_count;
static psa_status_t start_status;
static int32_t client; /* who calls; 0: either */

psa_status_t agent_call(const struct agent_call *call)
{
    calls++;
    if (client != 0) {
        assert_int_equal(call->client_id, client);
    }
    if (start_status == PSA_SUCCESS) {
        assert_true(under_way_count < CALLS);
        under_way[under_way_count++] = *call;
    }
    return start_status;
}

/* What the service does with the call. */
static void serve_call(const struct agent_call *call)
{
    if (change_after_check) {
        memset(host_memory, 0xff, sizeof(host_memory));
    }
    if (call->in_count != 0u && call->in_vec[0].len == sizeof(struct crypto_pack_iovec)) {
        memcpy(&function_seen, (const uint8_t *)call->in_vec[0].base + 44, 2);
    }
    for (size_t i = 0; i < call->out_count; i++) {
        call->out_vec[i].len /= 2u;
        if (call->out_vec[i].len != 0u) {
            memset(call->out_vec[i].base, 0x5a, call->out_vec[i].len);
        }
    }
}

/* The latest call is answered first: order is the services' affair. */
psa_status_t agent_get_answer(struct agent_answer *to)
{
    if (under_way_count == 0u || mailbox->received < answers_wait_for) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    const struct agent_call *call = &under_way[--under_way_count];
    serve_call(call);
    *to = (struct agent_answer){ call->tag, answer };
    return PSA_SUCCESS;
}

static psa_signal_t enabled;

void psa_irq_enable(psa_signal_t irq_signal)
{
    enabled |= irq_signal;
}

static uint32_t ends_of_interrupt;

void psa_eoi(psa_signal_t irq_signal)
{
    ends_of_interrupt += irq_signal == MAILBOX_AP_SIGNAL;
}

static psa_signal_t signals_of(const struct mailbox *m, psa_signal_t sent, psa_signal_t taken)
{
    return (m->waiting != 0u && !(m->receiving && m->never_goes_on) ? sent : 0u) |
           (m->takes && m->sending != NULL ? taken : 0u);
}

psa_signal_t psa_wait(psa_signal_t signal_mask, uint32_t timeout)
{
    assert_int_equal(timeout, PSA_BLOCK);
    const psa_signal_t set =
        signals_of(&mailboxes[HAL_MAILBOX_AP], MAILBOX_AP_SIGNAL, MAILBOX_AP_TAKEN_SIGNAL) |
        signals_of(&mailboxes[HAL_MAILBOX_SCP], MAILBOX_SCP_SIGNAL, MAILBOX_SCP_TAKEN_SIGNAL) |
        (under_way_count != 0u && mailbox->received >= answers_wait_for ? PSA_AGENT_ANSWER : 0u);

    if ((set & signal_mask) == 0u && watched) { /* the time comes only when nothing else does */
        return MAILBOX_WATCH_SIGNAL & signal_mask;
    }
    if ((set & signal_mask) == 0u) {
        longjmp(leave_entry, 1);
    }
    return set & signal_mask;
}

static int setup(void **state)
{
    (void)state;
    memset(host_memory, 0, sizeof(host_memory));
    maps = unmaps = calls = reports = ends_of_interrupt = under_way_count = good_boots = answers_wait_for = 0;
    watched = false;
    memset(mailboxes, 0, sizeof(mailboxes));
    mailbox->waiting = 1;
    mailboxes[HAL_MAILBOX_AP].takes = mailboxes[HAL_MAILBOX_SCP].takes = true;
    mailboxes[HAL_MAILBOX_AP].receive_status = mailboxes[HAL_MAILBOX_SCP].receive_status = RSS_OK;
    start_status = PSA_SUCCESS;
    client = NS_MAILBOX_CLIENT_ID_LIMIT;
    answer = PSA_SUCCESS;
    change_after_check = false;
    return 0;
}

static struct comms_pointer_request pointer_random(void)
{
    return (struct comms_pointer_request){
        .header = { 1, 9, 1 },
        .handle = RSS_CRYPTO_HANDLE,
        .ctrl_param = 0x0101,
        .io_size_bytes = { 48, 32 },
        .host_ptr = { { HOST_BASE, 0 }, { HOST_BASE + 0x100u, 0 } },
    };
}

static rss_status_t handle(const void *message, size_t bytes)
{
    struct ns_mailbox_request request = { .used_bytes = bytes, .buffer = buffer };
    struct agent_answer got;

    memset(buffer, 0, sizeof(buffer));
    memcpy(buffer, message, bytes);
    rss_status_t status = ns_mailbox_begin(&request);
    if (status == RSS_OK) {
        assert_int_equal(agent_get_answer(&got), PSA_SUCCESS);
        assert_ptr_equal(got.tag, &request);
        ns_mailbox_finish(&request, got.status);
    }
    reply_bytes = request.reply_bytes;
    return status;
}

static int32_t reply_status(void)
{
    int32_t status;

    memcpy(&status, reply + 4, sizeof(status));
    return status;
}

static void test_pointer_access(void **state)
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    assert_int_equal(handle(&message, sizeof(message)), RSS_OK);
    assert_int_equal(reply_bytes, 24);
    assert_int_equal(reply_status(), 0);
    assert_int_equal(reply[8], 16); /* what the service wrote */
    assert_int_equal(reply[1], 9);
    assert_int_equal(host_memory[0x100], 0x5a);
    assert_int_equal(maps, 2);
    assert_true(unmaps >= maps);
}

static void test_checked_bytes_are_used(
    void **state) /* the AP changes in[0] after the check: the copy counts */
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    change_after_check = true;
    assert_int_equal(handle(&message, sizeof(message)), RSS_OK);
    assert_int_equal(function_seen, CRYPTO_GENERATE_RANDOM);
}

static void test_embed(void **state)
{
    (void)state;
    struct {
        struct comms_embed_request head;
        uint32_t request;
    } message = { { { 0, 2, 1 }, RSS_PLATFORM_HANDLE, 0x03f50101, { 4, 24 } }, RSS_PLATFORM_IOCTL_VERSION };

    assert_int_equal(handle(&message, sizeof(message)), RSS_OK);
    assert_int_equal(calls, 1);
    assert_int_equal(reply_bytes, 16 + 12);
    assert_int_equal(reply[8], 12);
    assert_int_equal(reply[16], 0x5a);
    assert_int_equal(maps, 0);
}

static void test_service_error_is_passed_on(void **state)
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    answer = PSA_ERROR_INSUFFICIENT_MEMORY;
    assert_int_equal(handle(&message, sizeof(message)), RSS_OK);
    assert_int_equal(reply_status(), PSA_ERROR_INSUFFICIENT_MEMORY);
}

static void test_memory_refused(
    void **state) /* whichever vector: busy, no call, and what was mapped is unmapped */
{
    (void)state;
    for (uint32_t bad = 0; bad < 2; bad++) {
        struct comms_pointer_request message = pointer_random();

        setup(NULL);
        message.host_ptr[bad].high = 1;
        assert_int_equal(handle(&message, sizeof(message)), RSS_ERR_COMMS_MEMORY);
        assert_int_equal(reply_bytes, 24);
        assert_int_equal(reply_status(), PSA_ERROR_CONNECTION_BUSY);
        assert_int_equal(reply[8], 0);
        assert_int_equal(calls, 0);
        assert_int_equal(maps, bad);
        assert_int_equal(unmaps, bad);
    }
}

static void test_empty_vector_needs_no_memory(void **state)
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    message.io_size_bytes[1] = 0;
    message.host_ptr[1] = (struct comms_host_pointer){ 0xdeadbeef, 0xdeadbeef };
    assert_int_equal(handle(&message, sizeof(message)), RSS_OK);
    assert_int_equal(maps, 1);
}

static void test_not_permitted(
    void **state) /* zero sizes, although the client has room; memory is unmapped */
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    message.handle = 0x40000103;
    assert_int_equal(handle(&message, sizeof(message)), RSS_ERR_COMMS_PERMISSION);
    assert_int_equal(reply_bytes, 24);
    assert_int_equal(reply_status(), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(reply[8], 0);
    assert_int_equal(calls, 0);
    assert_true(unmaps >= maps);
}

static void test_long_first_input(void **state) /* longer than its rule looks into: refused, not cut */
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    message.handle = RSS_PLATFORM_HANDLE;
    message.ctrl_param = 0x03f50101;
    message.io_size_bytes[0] = 49;
    assert_int_equal(handle(&message, sizeof(message)), RSS_ERR_COMMS_PERMISSION);
    assert_int_equal(calls, 0);
}

static void test_silence(void **state)
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    assert_int_equal(handle(&message, 3), RSS_ERR_COMMS_SHORT);
    assert_int_equal(reply_bytes, 0);
    message.header.protocol_version = 2;
    assert_int_equal(handle(&message, sizeof(message)), RSS_ERR_COMMS_PROTOCOL);
    assert_int_equal(reply_bytes, 0);
}

static void test_parse_error_is_answered(void **state)
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    assert_int_equal(handle(&message, 59), RSS_ERR_COMMS_LENGTH);
    assert_int_equal(reply_bytes, 24);
    assert_int_equal(reply_status(), PSA_ERROR_CONNECTION_BUSY);
    assert_int_equal(reply[1], 9);
}

static void serve(const void *message, size_t size_bytes)
{
    mailbox->message = message;
    mailbox->size_bytes = size_bytes;
    if (setjmp(leave_entry) == 0) {
        ns_mailbox_entry();
    }
}

/* The entry starts anew, with what is under way as it was. */
static void resume(void)
{
    if (setjmp(leave_entry) == 0) {
        ns_mailbox_entry();
    }
}

static void test_extend_of_tf_a(void **state) /* measured boot: an empty version may be anywhere */
{
    (void)state;
    struct comms_pointer_request message = {
        .header = { 1, 1, 1 },
        .handle = 0x40000110,
        .ctrl_param = 0x03ea0400,
        .io_size_bytes = { 32, 32, 0, 32 },
        .host_ptr = { { HOST_BASE, 0 },
                      { HOST_BASE + 0x40u, 0 },
                      { 0xffffffff, 0 },
                      { HOST_BASE + 0x80u, 0 } },
    };

    serve(&message, sizeof(message));
    assert_int_equal(mailbox->sends, 1);
    assert_int_equal(mailbox->sent_bytes, 24);
    assert_memory_equal(mailbox->sent, ((uint8_t[24]){ 1, 1, 1, 0 }), 24);
    assert_int_equal(calls, 1);
    assert_int_equal(maps, 3);
    assert_true(unmaps >= maps);
    assert_int_equal(reports, 0);
}

static void test_serve(void **state) /* one reply; afterwards the buffer holds no byte of the exchange */
{
    (void)state;
    static const uint8_t blank[HAL_MAILBOX_MESSAGE_BYTES];
    struct {
        struct comms_embed_request head;
        uint32_t request;
    } message = { { { 0, 2, 1 }, RSS_PLATFORM_HANDLE, 0x03f50101, { 4, 24 } }, RSS_PLATFORM_IOCTL_VERSION };

    serve(&message, sizeof(message));
    assert_int_equal(good_boots, 1);
    assert_int_equal(opened, 1u << HAL_MAILBOX_AP | 1u << HAL_MAILBOX_SCP);
    assert_int_equal(enabled, MAILBOX_AP_SIGNAL | MAILBOX_SCP_SIGNAL | MAILBOX_AP_TAKEN_SIGNAL |
                                  MAILBOX_SCP_TAKEN_SIGNAL | MAILBOX_WATCH_SIGNAL);
    assert_int_equal(mailbox->sends, 1);
    assert_int_equal(mailbox->sent_bytes, 16 + 12);
    assert_int_equal(mailbox->sent[16], 0x5a);
    assert_int_equal(reports, 0);
    assert_memory_equal(mailbox->buffer, blank, sizeof(blank));
}

static void test_serve_nothing(void **state) /* no message, a bad frame, a silent refusal: no reply */
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    serve(NULL, 0);
    assert_int_equal(mailbox->sends + reports, 0);
    setup(NULL);
    mailbox->receive_status = RSS_ERR_MHU_LENGTH;
    serve(NULL, 0);
    assert_int_equal(mailbox->sends, 0);
    assert_int_equal(reports, 1);
    setup(NULL);
    message.header.protocol_version = 2;
    serve(&message, sizeof(message));
    assert_int_equal(mailbox->sends, 0);
    assert_int_equal(reports, 1);
}

static void test_untaken_reply_waits(void **state) /* without anybody waiting for it, and is kept till then */
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    mailbox->takes = false;
    serve(&message, sizeof(message));
    assert_non_null(mailbox->sending);
    assert_int_equal(mailbox->sends, 0);
    assert_int_equal(((const uint8_t *)mailbox->sending)[1], 9);
    mailbox->takes = true;
    resume();
    assert_int_equal(mailbox->sends, 1);
    assert_int_equal(reports, 0);
}

static const struct {
    struct comms_embed_request head;
    uint32_t request;
} version = { { { 0, 2, 1 }, RSS_PLATFORM_HANDLE, 0x03f50101, { 4, 24 } }, RSS_PLATFORM_IOCTL_VERSION };

/* The AP sends on and on and takes no reply. The SCP gets its answers; the AP is told that it is too much, and then not heard. */
static void test_caller_that_takes_nothing(void **state)
{
    (void)state;
    struct comms_pointer_request message = pointer_random();
    struct mailbox *scp = &mailboxes[HAL_MAILBOX_SCP];

    client = 0;
    mailbox->waiting = 20;
    mailbox->takes = false;
    answers_wait_for = HAL_HOST_REQUESTS + 1u;
    scp->message = &version;
    scp->size_bytes = sizeof(version);
    scp->waiting = 10;
    serve(&message, sizeof(message));
    assert_int_equal(mailbox->waiting, 20 - HAL_HOST_REQUESTS - 1);
    assert_int_equal(mailbox->sends, 0);
    assert_int_equal(scp->sends, 10);
    assert_true(scp->busy_replies < 10);
    assert_int_equal(bytes_get_le32(&scp->sent[4]), 0);
    mailbox->takes = true;
    answers_wait_for = 0;
    resume();
    assert_int_equal(mailbox->waiting, 0);
    assert_int_equal(mailbox->sends, 20);
    assert_int_equal(unmaps >= maps, 1);
}

static void test_message_in_parts(void **state)
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    mailbox->parts = 5;
    serve(&message, sizeof(message));
    assert_int_equal(mailbox->sends, 1);
    assert_int_equal(reports, 0);
    assert_false(watched);
}

/* No reply, a line, and what comes then is a message of its own; the SCP does not wait for it. */
static void test_cut_message(void **state)
{
    (void)state;
    struct comms_pointer_request message = pointer_random();
    struct mailbox *scp = &mailboxes[HAL_MAILBOX_SCP];

    client = 0;
    mailbox->waiting = 2;
    mailbox->parts = 2;
    mailbox->never_goes_on = true;
    scp->message = &version;
    scp->size_bytes = sizeof(version);
    scp->waiting = 1;
    serve(&message, sizeof(message));
    assert_int_equal(mailbox->sends + reports, 3);
    assert_int_equal(reports, 1);
    assert_int_equal(scp->sends, 1);
}

static void test_scp_is_another_client(void **state)
{
    (void)state;
    struct ns_mailbox_request request = { .caller = HAL_MAILBOX_SCP,
                                          .used_bytes = sizeof(version),
                                          .buffer = buffer };
    struct agent_answer got;

    memcpy(buffer, &version, sizeof(version));
    client = NS_MAILBOX_CLIENT_ID_LIMIT - 1;
    assert_int_equal(ns_mailbox_begin(&request), RSS_OK);
    assert_int_equal(agent_get_answer(&got), PSA_SUCCESS);
    ns_mailbox_finish(&request, got.status);
    assert_int_equal(request.reply_bytes, 16 + 12);
}

static void test_spm_refuses(void **state) /* its status is the answer, nothing stays mapped */
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    start_status = PSA_ERROR_CONNECTION_BUSY;
    assert_int_equal(handle(&message, sizeof(message)), RSS_ERR_COMMS_CALL);
    assert_int_equal(reply_bytes, 24);
    assert_int_equal(reply_status(), PSA_ERROR_CONNECTION_BUSY);
    assert_true(maps == 2 && unmaps == maps);
}

static void test_several_under_way(
    void **state) /* all answered, each interrupt ended, and room again after it */
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    mailbox->waiting = answers_wait_for = HAL_HOST_REQUESTS;
    serve(&message, sizeof(message));
    assert_int_equal(mailbox->sends, HAL_HOST_REQUESTS);
    assert_int_equal(ends_of_interrupt, HAL_HOST_REQUESTS);
    assert_int_equal(maps, 2 * HAL_HOST_REQUESTS);
    assert_int_equal(unmaps, maps);
    setup(NULL);
    serve(&message, sizeof(message));
    assert_int_equal(mailbox->sends, 1);
    assert_int_equal(reports, 0);
}

static void test_one_too_many(void **state) /* refused at once with BUSY; those under way are answered */
{
    (void)state;
    struct comms_pointer_request message = pointer_random();

    mailbox->waiting = answers_wait_for = HAL_HOST_REQUESTS + 1u;
    serve(&message, sizeof(message));
    assert_int_equal(calls, HAL_HOST_REQUESTS);
    assert_int_equal(reports, 1);
    assert_int_equal(mailbox->sends, HAL_HOST_REQUESTS + 1u);
    assert_int_equal(mailbox->busy_replies, 1);
    assert_int_equal(unmaps, maps);
}

static void test_long_message_too_many(void **state) /* its header is all that is kept of it */
{
    (void)state;
    static uint8_t message[HAL_MAILBOX_MESSAGE_BYTES];
    const struct comms_embed_request head = { { 0, 5, 1 }, RSS_CRYPTO_HANDLE, 0x0101, { 48, 16 } };

    memcpy(message, &head, sizeof(head));
    mailbox->waiting = answers_wait_for = HAL_HOST_REQUESTS + 1u;
    serve(message, sizeof(head) + 48);
    assert_int_equal(mailbox->busy_replies, 1);
    setup(NULL);
    mailbox->waiting = answers_wait_for = HAL_HOST_REQUESTS + 1u;
    message[12] = 0xff; /* 2047 bytes of input */
    message[13] = 0x07;
    serve(message, sizeof(head) + 0x7ff);
    assert_int_equal(mailbox->sends, HAL_HOST_REQUESTS + 1u);
    assert_int_equal(mailbox->busy_replies, 1);
    assert_int_equal(mailbox->sent[1], 5);
}

static void test_permissions(void **state) /* the rules, each field off by one */
{
    (void)state;
    uint32_t request = RSS_PLATFORM_IOCTL_VERSION;
    const uint8_t *in0 = (const uint8_t *)&request;

    assert_int_equal(comms_permission_check(HAL_MAILBOX_AP, RSS_CRYPTO_HANDLE, 0, in0, 48), RSS_OK);
    assert_int_equal(comms_permission_check(HAL_MAILBOX_AP, RSS_CRYPTO_HANDLE, 1, in0, 48),
                     RSS_ERR_COMMS_PERMISSION);
    assert_int_equal(comms_permission_check(HAL_MAILBOX_AP, RSS_CRYPTO_HANDLE, -1, in0, 48),
                     RSS_ERR_COMMS_PERMISSION);
    assert_int_equal(comms_permission_check(HAL_MAILBOX_AP, RSS_CRYPTO_HANDLE + 0x100, 0, in0, 48),
                     RSS_ERR_COMMS_PERMISSION);
    assert_int_equal(comms_permission_check(HAL_MAILBOX_SCP, RSS_CRYPTO_HANDLE, 0, in0, 48),
                     RSS_ERR_COMMS_PERMISSION);
    assert_int_equal(comms_permission_check(HAL_MAILBOX_AP, RSS_PLATFORM_HANDLE, 1013, in0, 4), RSS_OK);
    assert_int_equal(comms_permission_check(HAL_MAILBOX_SCP, RSS_PLATFORM_HANDLE, 1013, in0, 4), RSS_OK);
    assert_int_equal(comms_permission_check(HAL_MAILBOX_AP, RSS_PLATFORM_HANDLE, 1012, in0, 4),
                     RSS_ERR_COMMS_PERMISSION);
    for (size_t bytes = 0; bytes < 100; bytes++) { /* in[0] is looked into: exactly a word */
        assert_int_equal(comms_permission_check(HAL_MAILBOX_AP, RSS_PLATFORM_HANDLE, 1013,
                                                bytes <= 48 ? in0 : NULL, bytes),
                         bytes == 4 ? RSS_OK : RSS_ERR_COMMS_PERMISSION);
    }
    request = RSS_PLATFORM_IOCTL_VENDOR | 4u;
    assert_int_equal(comms_permission_check(HAL_MAILBOX_AP, RSS_PLATFORM_HANDLE, 1013, in0, 4),
                     RSS_ERR_COMMS_PERMISSION);
}

static void test_permissions_by_type(
    void **state) /* of these services in[0] may be anything, also what was not copied */
{
    static const struct {
        psa_handle_t handle;
        int32_t first, last;
    } rows[] = {
        { RSS_MEASURED_BOOT_HANDLE, 1001, 1002 },
        { RSS_PLATFORM_HANDLE, 1010, 1011 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (int32_t type = 1000; type <= 1020; type++) {
            const bool open = type >= rows[i].first && type <= rows[i].last;

            for (size_t bytes = 0; bytes <= 4096; bytes += 1024) {
                assert_int_equal(comms_permission_check(HAL_MAILBOX_AP, rows[i].handle, type, NULL, bytes),
                                 open ? RSS_OK : RSS_ERR_COMMS_PERMISSION);
                assert_int_equal(comms_permission_check(HAL_MAILBOX_SCP, rows[i].handle, type, NULL, bytes),
                                 RSS_ERR_COMMS_PERMISSION);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_pointer_access, setup),
        cmocka_unit_test_setup(test_checked_bytes_are_used, setup),
        cmocka_unit_test_setup(test_embed, setup),
        cmocka_unit_test_setup(test_service_error_is_passed_on, setup),
        cmocka_unit_test_setup(test_memory_refused, setup),
        cmocka_unit_test_setup(test_empty_vector_needs_no_memory, setup),
        cmocka_unit_test_setup(test_not_permitted, setup),
        cmocka_unit_test_setup(test_long_first_input, setup),
        cmocka_unit_test_setup(test_silence, setup),
        cmocka_unit_test_setup(test_parse_error_is_answered, setup),
        cmocka_unit_test_setup(test_extend_of_tf_a, setup),
        cmocka_unit_test_setup(test_serve, setup),
        cmocka_unit_test_setup(test_serve_nothing, setup),
        cmocka_unit_test_setup(test_untaken_reply_waits, setup),
        cmocka_unit_test_setup(test_caller_that_takes_nothing, setup),
        cmocka_unit_test_setup(test_message_in_parts, setup),
        cmocka_unit_test_setup(test_cut_message, setup),
        cmocka_unit_test_setup(test_scp_is_another_client, setup),
        cmocka_unit_test_setup(test_spm_refuses, setup),
        cmocka_unit_test_setup(test_several_under_way, setup),
        cmocka_unit_test_setup(test_one_too_many, setup),
        cmocka_unit_test_setup(test_long_message_too_many, setup),
        cmocka_unit_test(test_permissions),
        cmocka_unit_test(test_permissions_by_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
