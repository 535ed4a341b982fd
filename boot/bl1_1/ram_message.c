/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl1_1/ram_message.h"

#include "lib/base/bytes.h"

rss_status_t ram_message_take(volatile uint32_t *message, uint32_t magic, void *copy, size_t size_bytes)
{
    uint8_t *to = copy;

    if (message[0] != magic) {
        return RSS_ERR_PROV_NO_BUNDLE;
    }
    for (size_t i = 0; i < size_bytes / sizeof(*message); i++) {
        bytes_put_le32(&to[i * sizeof(*message)], message[i]);
        message[i] = 0;
    }
    return RSS_OK;
}

void ram_message_answer(volatile uint32_t *message, rss_status_t status)
{
    message[0] = (uint32_t)status;
}
