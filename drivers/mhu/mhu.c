/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/mhu/mhu.h"

#include <stdbool.h>
#include <string.h>

#include "drivers/mhu/mhu_regs.h"
#include "lib/base/mmio.h"

#define POLLS                                                                                                \
    4000000u /* of a whole message: the other side may be busy, but not hold us for each round anew */
#define DOORBELL     1234u    /* in the last channel: a part of a message is complete */
#define CHANNELS_MIN 3u       /* length, data, doorbell; with two the first word would be the doorbell */
#define DRAIN_BYTES  0x10000u /* a longer message is not worth waiting for */
#define CLEAR_ALL    0xffffffffu

static uintptr_t channel(uintptr_t frame, uint32_t index, uint32_t offset)
{
    return frame + index * MHU_CHANNEL_STRIDE + offset;
}

static uint32_t channel_count(uintptr_t frame)
{
    const uint32_t count = mmio_read32(frame + MHU_MHU_CFG_OFFSET);

    return count < MHU_CHANNELS_MAX ? count : MHU_CHANNELS_MAX;
}

static bool frame_is_supported(uintptr_t frame, uint32_t oldest_version)
{
    const uint32_t version = MHU_AIDR_VERSION(mmio_read32(frame + MHU_AIDR_OFFSET));

    return version >= oldest_version && version <= MHU_AIDR_V2_1 && channel_count(frame) >= CHANNELS_MIN;
}

rss_status_t mhu_check(uintptr_t sender, uintptr_t receiver)
{
    return frame_is_supported(sender, MHU_AIDR_V2_0) && frame_is_supported(receiver, MHU_AIDR_V2_1)
               ? RSS_OK
               : RSS_ERR_MHU_VERSION;
}

void mhu_receiver_enable(uintptr_t receiver)
{
    const uint32_t last = channel_count(receiver) - 1u;

    for (uint32_t i = 0; i < last; i++) {
        mmio_write32(channel(receiver, i, MHU_CH_MSK_SET_OFFSET), CLEAR_ALL);
    }
    mmio_write32(channel(receiver, last, MHU_CH_MSK_CLR_OFFSET), CLEAR_ALL);
    mmio_write32(receiver + MHU_INT_EN_OFFSET, MHU_INT_CHCOMB);
}

/* Ascending: the last channel is the acknowledge, and then all others have to be clear. */
static void clear_channels(uintptr_t receiver)
{
    const uint32_t count = channel_count(receiver);

    for (uint32_t i = 0; i < count; i++) {
        mmio_write32(channel(receiver, i, MHU_CH_CLR_OFFSET), CLEAR_ALL);
    }
}

static rss_status_t wait_doorbell(uintptr_t receiver, uint32_t last, uint32_t *polls_left)
{
    for (; *polls_left > 0; (*polls_left)--) {
        const uint32_t value = mmio_read32(channel(receiver, last, MHU_CH_ST_OFFSET));

        if (value != 0) {
            return value == DOORBELL ? RSS_OK : RSS_ERR_MHU_PROTOCOL;
        }
    }
    return RSS_ERR_MHU_TIMEOUT;
}

/* All words of a message; those beyond the buffer are taken and dropped. */
static rss_status_t receive_words(uintptr_t receiver, uint8_t *buffer, size_t buffer_bytes, size_t size_bytes)
{
    const uint32_t last = channel_count(receiver) - 1u;
    uint32_t polls_left = POLLS;
    uint32_t index = 1;

    for (size_t done = 0; done < size_bytes; done += sizeof(uint32_t)) {
        if (index == last) {
            clear_channels(receiver);
            const rss_status_t status = wait_doorbell(receiver, last, &polls_left);
            if (status != RSS_OK) {
                return status;
            }
            index = 0;
        }
        const uint32_t word = mmio_read32(channel(receiver, index++, MHU_CH_ST_OFFSET));

        if (done < buffer_bytes) {
            const size_t left = (size_bytes < buffer_bytes ? size_bytes : buffer_bytes) - done;

            memcpy(&buffer[done], &word, left < sizeof(word) ? left : sizeof(word));
        }
    }
    return RSS_OK;
}

rss_status_t mhu_receive(uintptr_t receiver, uint8_t *buffer, size_t buffer_bytes, size_t *size_bytes)
{
    const uint32_t last = channel_count(receiver) - 1u;
    const uint32_t doorbell = mmio_read32(channel(receiver, last, MHU_CH_ST_OFFSET));
    const uint32_t length = mmio_read32(channel(receiver, 0, MHU_CH_ST_OFFSET));
    rss_status_t status = RSS_OK;

    *size_bytes = 0;
    if (doorbell == 0) {
        return RSS_OK;
    }
    if (doorbell != DOORBELL) {
        status = RSS_ERR_MHU_PROTOCOL;
    } else if (length == 0 || length > DRAIN_BYTES) {
        status = RSS_ERR_MHU_LENGTH;
    } else {
        status = receive_words(receiver, buffer, buffer_bytes, length);
    }
    clear_channels(receiver);
    if (status == RSS_OK && length > buffer_bytes) {
        status = RSS_ERR_MHU_LENGTH;
    }
    if (status == RSS_OK) {
        *size_bytes = length;
    }
    return status;
}

static bool request_access(uintptr_t sender)
{
    mmio_write32(sender + MHU_ACCESS_REQUEST_OFFSET, 1);
    for (uint32_t poll = 0; poll < POLLS; poll++) {
        if ((mmio_read32(sender + MHU_ACCESS_READY_OFFSET) & 1u) != 0) {
            return true;
        }
    }
    return false;
}

static bool wait_taken(uintptr_t sender, uint32_t last)
{
    for (uint32_t poll = 0; poll < POLLS; poll++) {
        if (mmio_read32(channel(sender, last, MHU_CH_ST_OFFSET)) == 0) {
            return true;
        }
    }
    return false;
}

static bool ring(uintptr_t sender, uint32_t last)
{
    mmio_write32(channel(sender, last, MHU_CH_SET_OFFSET), DOORBELL);
    return wait_taken(sender, last);
}

static bool send_words(uintptr_t sender, const uint8_t *message, size_t size_bytes)
{
    const uint32_t last = channel_count(sender) - 1u;
    uint32_t index = 1;

    if (!wait_taken(sender, last)) { /* an earlier message that was given up: its words would mix with ours */
        return false;
    }
    mmio_write32(channel(sender, 0, MHU_CH_SET_OFFSET), size_bytes);
    for (size_t done = 0; done < size_bytes; done += sizeof(uint32_t)) {
        const size_t left = size_bytes - done;
        uint32_t word = 0;

        memcpy(&word, &message[done], left < sizeof(word) ? left : sizeof(word));
        mmio_write32(channel(sender, index++, MHU_CH_SET_OFFSET), word);
        if (index == last) {
            if (!ring(sender, last)) {
                return false;
            }
            index = 0;
        }
    }
    return index == 0 || ring(sender, last);
}

rss_status_t mhu_send(uintptr_t sender, const uint8_t *message, size_t size_bytes)
{
    if (size_bytes == 0) {
        return RSS_ERR_ARGUMENT;
    }
    const bool sent = request_access(sender) && send_words(sender, message, size_bytes);

    mmio_write32(sender + MHU_ACCESS_REQUEST_OFFSET, 0);
    return sent ? RSS_OK : RSS_ERR_MHU_TIMEOUT;
}

rss_status_t mhu_signal(uintptr_t sender, uint32_t bits)
{
    if (!request_access(sender)) {
        return RSS_ERR_MHU_TIMEOUT;
    }
    mmio_write32(channel(sender, 0, MHU_CH_SET_OFFSET), bits);
    return RSS_OK;
}

rss_status_t mhu_wait_signal(uintptr_t receiver, uint32_t polls)
{
    for (uint32_t poll = 0; poll < polls; poll++) {
        if (mmio_read32(channel(receiver, 0, MHU_CH_ST_OFFSET)) != 0) {
            mhu_clear_signal(receiver);
            return RSS_OK;
        }
    }
    return RSS_ERR_MHU_TIMEOUT;
}

void mhu_clear_signal(uintptr_t receiver)
{
    mmio_write32(channel(receiver, 0, MHU_CH_CLR_OFFSET), CLEAR_ALL);
}
