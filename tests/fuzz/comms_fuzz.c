/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz entry for the messages of the application processor: the input is one message as it comes out of the MHU. Host
 * memory and services are replaced by ones that touch every byte they are given.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "hal/mailbox.h"
#include "interface/comms/embed.h"
#include "interface/comms/pointer_access.h"
#include "interface/psa/agent.h"
#include "interface/psa/service.h"
#include "lib/base/bytes.h"
#include "lib/base/log.h"
#include "hal/failure.h"
#include "partitions/ns_mailbox/ns_mailbox.h"
#include "psa_manifest/ns_mailbox.h"
#include "tests/fuzz/fuzz.h"

#define WINDOWS      COMMS_VECTORS
#define WINDOW_BYTES 0x10000u

static void *windows[WINDOWS];
static uint32_t room_bytes[COMMS_VECTORS]; /* what the call was given to write */

/* Just as many bytes as were asked for, so that one more is caught; addresses with bit 63 are not allowed. */
rss_status_t hal_host_memory_map(enum hal_mailbox mailbox, uint32_t index, uint64_t address,
                                 uint32_t size_bytes, bool write, void **mapped)
{
    (void)mailbox;
    (void)write;
    REQUIRE(index < WINDOWS && windows[index] == NULL && size_bytes != 0);
    if ((address >> 63) != 0 || size_bytes > WINDOW_BYTES) {
        return RSS_ERR_COMMS_MEMORY;
    }
    windows[index] = calloc(1, size_bytes);
    REQUIRE(windows[index] != NULL);
    *mapped = windows[index];
    return RSS_OK;
}

void hal_host_memory_unmap(uint32_t index)
{
    REQUIRE(index < WINDOWS);
    free(windows[index]);
    windows[index] = NULL;
}

static psa_status_t answer;

psa_status_t agent_call(const struct agent_call *call)
{
    uint8_t sum = 0;

    REQUIRE(call->client_id == NS_MAILBOX_CLIENT_ID_LIMIT && call->handle > 0 && call->type >= 0);
    REQUIRE(call->in_count + call->out_count <= PSA_MAX_IOVEC);
    for (size_t i = 0; i < call->in_count; i++) {
        for (size_t at = 0; at < call->in_vec[i].len; at++) {
            sum = (uint8_t)(sum + ((const uint8_t *)call->in_vec[i].base)[at]);
        }
    }
    if (sum == 0xff) {
        return PSA_ERROR_CONNECTION_BUSY;
    }
    for (size_t i = 0; i < call->out_count; i++) {
        psa_outvec *out = &call->out_vec[i];

        room_bytes[i] = (uint32_t)out->len;
        if (out->len != 0) {
            memset(out->base, sum, out->len);
            out->len -= sum % 2u;
        }
    }
    answer = sum;
    return PSA_SUCCESS;
}

/* The endless loop is not what is tested here. */
psa_status_t agent_get_answer(struct agent_answer *to)
{
    (void)to;
    abort();
}

psa_signal_t psa_wait(psa_signal_t signal_mask, uint32_t timeout)
{
    (void)signal_mask;
    (void)timeout;
    abort();
}

void psa_irq_enable(psa_signal_t irq_signal)
{
    (void)irq_signal;
    abort();
}

void psa_eoi(psa_signal_t irq_signal)
{
    (void)irq_signal;
    abort();
}

void hal_failure_stop(enum hal_stage stage, rss_status_t status)
{
    (void)stage;
    (void)status;
    abort();
}

void hal_failure_clear(void)
{
    abort();
}

rss_status_t hal_mailbox_init(enum hal_mailbox mailbox)
{
    (void)mailbox;
    abort();
}

rss_status_t hal_mailbox_receive(enum hal_mailbox mailbox, uint32_t *buffer, size_t buffer_bytes,
                                 size_t *size_bytes)
{
    (void)mailbox;
    (void)buffer;
    (void)buffer_bytes;
    (void)size_bytes;
    abort();
}

bool hal_mailbox_is_receiving(enum hal_mailbox mailbox)
{
    (void)mailbox;
    abort();
}

void hal_mailbox_drop(enum hal_mailbox mailbox)
{
    (void)mailbox;
    abort();
}

void hal_mailbox_send(enum hal_mailbox mailbox, const uint32_t *message, size_t size_bytes)
{
    (void)mailbox;
    (void)message;
    (void)size_bytes;
    abort();
}

bool hal_mailbox_send_next(enum hal_mailbox mailbox)
{
    (void)mailbox;
    abort();
}

void hal_mailbox_watch(bool on)
{
    (void)on;
    abort();
}

/* Header echoed, no output longer than its room, and the length is that of what the reply says it holds. */
static void check_reply(const uint8_t *header, const uint8_t *reply, size_t reply_bytes)
{
    const bool embed = header[0] == COMMS_PROTOCOL_EMBED;
    size_t data_bytes = 0;

    REQUIRE(reply_bytes >= sizeof(struct comms_embed_reply) && memcmp(reply, header, 4) == 0);
    for (uint32_t i = 0; i < COMMS_VECTORS; i++) {
        uint32_t bytes = embed ? bytes_get_le16(&reply[8 + 2 * i]) : bytes_get_le32(&reply[8 + 4 * i]);

        REQUIRE(bytes <= room_bytes[i]);
        data_bytes += bytes;
    }
    REQUIRE(reply_bytes ==
            (embed ? sizeof(struct comms_embed_reply) + data_bytes : sizeof(struct comms_pointer_reply)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    const size_t message_bytes =
        size_bytes < HAL_MAILBOX_MESSAGE_BYTES ? size_bytes : HAL_MAILBOX_MESSAGE_BYTES;
    uint32_t *buffer = calloc(1, HAL_MAILBOX_MESSAGE_BYTES);
    uint8_t header[sizeof(struct comms_header)] = { 0 };

    REQUIRE(buffer != NULL);
    memcpy(buffer, data, message_bytes);
    memcpy(header, data, message_bytes < sizeof(header) ? message_bytes : sizeof(header));
    memset(room_bytes, 0, sizeof(room_bytes));
    struct ns_mailbox_request request = { .used_bytes = message_bytes, .buffer = buffer };
    rss_status_t status = ns_mailbox_begin(&request);
    if (status == RSS_OK) {
        REQUIRE(header[0] == COMMS_PROTOCOL_EMBED || message_bytes == sizeof(struct comms_pointer_request));
        ns_mailbox_finish(&request, answer);
    }
    if (status == RSS_ERR_COMMS_SHORT || status == RSS_ERR_COMMS_PROTOCOL) {
        REQUIRE(request.reply_bytes == 0);
    } else {
        check_reply(header, (const uint8_t *)buffer, request.reply_bytes);
    }
    REQUIRE(request.used_bytes <= HAL_MAILBOX_MESSAGE_BYTES && request.used_bytes >= request.reply_bytes);
    for (uint32_t i = 0; i < WINDOWS; i++) {
        REQUIRE(windows[i] == NULL);
    }
    free(buffer);
    return 0;
}
