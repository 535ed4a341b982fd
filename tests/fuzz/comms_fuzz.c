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
#include "interface/psa/service.h"
#include "lib/base/bytes.h"
#include "lib/base/log.h"
#include "partitions/ns_mailbox/ns_mailbox.h"
#include "tests/fuzz/fuzz.h"

#define WINDOWS      COMMS_VECTORS
#define WINDOW_BYTES 0x10000u

static void *windows[WINDOWS];
static uint32_t room_bytes[COMMS_VECTORS]; /* what the call was given to write */

/* Just as many bytes as were asked for, so that one more is caught; addresses with bit 63 are not allowed. */
rss_status_t hal_host_memory_map(uint32_t index, uint64_t address, uint32_t size_bytes, bool write,
                                 void **mapped)
{
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

psa_status_t agent_psa_call(int32_t client_id, psa_handle_t handle, int32_t type, const psa_invec *in_vec,
                            size_t in_count, psa_outvec *out_vec, size_t out_count)
{
    uint8_t sum = 0;

    REQUIRE(client_id == NS_MAILBOX_CLIENT_ID && handle > 0 && type >= 0);
    REQUIRE(in_count + out_count <= PSA_MAX_IOVEC);
    for (size_t i = 0; i < in_count; i++) {
        for (size_t at = 0; at < in_vec[i].len; at++) {
            sum = (uint8_t)(sum + ((const uint8_t *)in_vec[i].base)[at]);
        }
    }
    for (size_t i = 0; i < out_count; i++) {
        room_bytes[i] = (uint32_t)out_vec[i].len;
        if (out_vec[i].len != 0) {
            memset(out_vec[i].base, sum, out_vec[i].len);
            out_vec[i].len -= sum % 2u;
        }
    }
    return sum;
}

/* The endless loop is not what is tested here. */
void hal_mailbox_wait(void)
{
    abort();
}

rss_status_t hal_mailbox_receive(uint8_t *buffer, size_t buffer_bytes, size_t *size_bytes)
{
    (void)buffer;
    (void)buffer_bytes;
    (void)size_bytes;
    abort();
}

rss_status_t hal_mailbox_send(const uint8_t *message, size_t size_bytes)
{
    (void)message;
    (void)size_bytes;
    abort();
}

/* Header echoed, no output longer than its room, and the length is that of what the reply says it holds. */
static void check_reply(const uint8_t *message, const uint8_t *reply, size_t reply_bytes)
{
    const bool embed = message[0] == COMMS_PROTOCOL_EMBED;
    size_t data_bytes = 0;

    REQUIRE(reply_bytes >= sizeof(struct comms_embed_reply) && memcmp(reply, message, 4) == 0);
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
    uint8_t *message = malloc(message_bytes + (message_bytes == 0));
    uint8_t *reply = malloc(HAL_MAILBOX_MESSAGE_BYTES);
    size_t reply_bytes;

    REQUIRE(message != NULL && reply != NULL);
    memcpy(message, data, message_bytes);
    memset(room_bytes, 0, sizeof(room_bytes));
    rss_status_t status = ns_mailbox_handle(message, message_bytes, reply, &reply_bytes);
    if (status == RSS_ERR_COMMS_SHORT || status == RSS_ERR_COMMS_PROTOCOL) {
        REQUIRE(reply_bytes == 0);
    } else {
        check_reply(message, reply, reply_bytes);
    }
    for (uint32_t i = 0; i < WINDOWS; i++) {
        REQUIRE(windows[i] == NULL);
    }
    free(message);
    free(reply);
    return 0;
}
