/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/mhu/mhu.h"

#include <stdbool.h>

#include "drivers/mhu/mhu_regs.h"
#include "lib/base/mmio.h"

#define POLLS        4000000u /* for the other side to be awake */
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

static bool frame_is_supported(uintptr_t frame)
{
    return MHU_AIDR_VERSION(mmio_read32(frame + MHU_AIDR_OFFSET)) == MHU_AIDR_V2_1 &&
           channel_count(frame) >= CHANNELS_MIN;
}

rss_status_t mhu_check(uintptr_t sender, uintptr_t receiver)
{
    return frame_is_supported(sender) && frame_is_supported(receiver) ? RSS_OK : RSS_ERR_MHU_VERSION;
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
    const uintptr_t end = channel(receiver, channel_count(receiver), MHU_CH_CLR_OFFSET);

    for (uintptr_t at = receiver + MHU_CH_CLR_OFFSET; at != end; at += MHU_CHANNEL_STRIDE) {
        mmio_write32(at, CLEAR_ALL);
    }
}

/* The words of one round; those beyond the buffer are taken and dropped. */
static rss_status_t take_round(uintptr_t receiver, uint32_t last, struct mhu_reception *reception)
{
    uintptr_t from = receiver + MHU_CH_ST_OFFSET;
    const uintptr_t end = channel(receiver, last, MHU_CH_ST_OFFSET);

    if (reception->size_bytes == 0) {
        reception->size_bytes = mmio_read32(from);
        reception->done_bytes = 0;
        from += MHU_CHANNEL_STRIDE;
        if (reception->size_bytes == 0 || reception->size_bytes > DRAIN_BYTES) {
            return RSS_ERR_MHU_LENGTH;
        }
    }
    for (; from != end && reception->done_bytes < reception->size_bytes; from += MHU_CHANNEL_STRIDE) {
        const uint32_t word = mmio_read32(from);

        if (reception->done_bytes < reception->buffer_bytes) {
            reception->buffer[reception->done_bytes / sizeof(word)] = word;
        }
        reception->done_bytes += sizeof(word);
    }
    return RSS_OK;
}

rss_status_t mhu_receive(uintptr_t receiver, struct mhu_reception *reception, size_t *size_bytes)
{
    const uint32_t last = channel_count(receiver) - 1u;
    const uint32_t doorbell = mmio_read32(channel(receiver, last, MHU_CH_ST_OFFSET));
    rss_status_t status = RSS_ERR_MHU_PROTOCOL;

    *size_bytes = 0;
    if (doorbell == 0) {
        return RSS_OK;
    }
    if (doorbell == DOORBELL) {
        status = take_round(receiver, last, reception);
    }
    clear_channels(receiver);
    if (status == RSS_OK && reception->done_bytes < reception->size_bytes) {
        return RSS_OK;
    }
    if (status == RSS_OK && reception->size_bytes > reception->limit_bytes) {
        status = RSS_ERR_MHU_LENGTH;
    }
    if (status == RSS_OK) {
        *size_bytes = reception->size_bytes;
    }
    reception->size_bytes = 0;
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

void mhu_sender_enable(uintptr_t sender)
{
    const uint32_t last = channel_count(sender) - 1u;

    mmio_write32(channel(sender, last, MHU_CH_INT_EN_OFFSET), 1);
    mmio_write32(sender + MHU_INT_EN_OFFSET, MHU_INT_CHCOMB);
}

/* Of the last word just the message's bytes. */
static uint32_t next_word(const struct mhu_transmission *transmission)
{
    const size_t left = transmission->size_bytes - transmission->done_bytes;
    const uint32_t word = transmission->message[transmission->done_bytes / sizeof(uint32_t)];

    return left < sizeof(word) ? word & ((1u << 8u * left) - 1u) : word;
}

static void put_round(uintptr_t sender, uint32_t last, struct mhu_transmission *transmission)
{
    uintptr_t to = sender + MHU_CH_SET_OFFSET;
    const uintptr_t end = channel(sender, last, MHU_CH_SET_OFFSET);

    if (transmission->done_bytes == 0) {
        mmio_write32(to, transmission->size_bytes);
        to += MHU_CHANNEL_STRIDE;
    }
    for (; to != end && transmission->done_bytes < transmission->size_bytes; to += MHU_CHANNEL_STRIDE) {
        mmio_write32(to, next_word(transmission));
        transmission->done_bytes += sizeof(uint32_t);
    }
    mmio_write32(end, DOORBELL);
}

void mhu_send(uintptr_t sender, struct mhu_transmission *transmission)
{
    mmio_write32(sender + MHU_ACCESS_REQUEST_OFFSET, 1);
    (void)mhu_send_next(sender, transmission);
}

/* Acknowledge, then look: what happens after the look raises the interrupt again. */
bool mhu_send_next(uintptr_t sender, struct mhu_transmission *transmission)
{
    const uint32_t last = channel_count(sender) - 1u;

    mmio_write32(channel(sender, last, MHU_CH_INT_CLR_OFFSET), 1);
    mmio_write32(sender + MHU_INT_CLR_OFFSET, MHU_INT_NR2R);
    if ((mmio_read32(sender + MHU_ACCESS_READY_OFFSET) & 1u) == 0) {
        mmio_write32(sender + MHU_INT_EN_OFFSET, MHU_INT_CHCOMB | MHU_INT_NR2R);
        return false;
    }
    if (mmio_read32(channel(sender, last, MHU_CH_ST_OFFSET)) != 0) {
        return false;
    }
    if (transmission->done_bytes >= transmission->size_bytes) {
        mmio_write32(sender + MHU_ACCESS_REQUEST_OFFSET, 0);
        return true;
    }
    put_round(sender, last, transmission);
    return false;
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
