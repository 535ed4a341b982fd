/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/rss_client/mhu.h"

#include "host/rss_client/mhu_regs.h"
#include "interface/comms/header.h"
#include "lib/base/mmio.h"

#define CHANNELS_MIN            3u /* length, one word, doorbell */
#define CHANNELS_MAX            124u
#define AIDR_ARCHITECTURE(aidr) (((aidr) >> 4) & 0xfu)
#define AIDR_MINOR(aidr)        ((aidr)&0xfu)

static uint32_t read_channel(uintptr_t frame, uint32_t channel)
{
    return mmio_read32(frame + MHU_SENDER_CH_ST_OFFSET + channel * MHU_CHANNEL_STRIDE);
}

static bool poll(const struct mhu *mhu, uintptr_t address, uint32_t want)
{
    for (uint32_t i = 0; i < mhu->poll_limit; i++) {
        if (mmio_read32(address) == want) {
            return true;
        }
    }
    return false;
}

static rss_status_t check_frame(uintptr_t frame, uint32_t *channels)
{
    uint32_t aidr = mmio_read32(frame + MHU_AIDR_OFFSET);

    *channels = mmio_read32(frame + MHU_CFG_OFFSET);
    if (AIDR_ARCHITECTURE(aidr) != 1u || AIDR_MINOR(aidr) > 1u || *channels < CHANNELS_MIN ||
        *channels > CHANNELS_MAX) {
        return RSS_ERR_MHU_VERSION;
    }
    return RSS_OK;
}

rss_status_t mhu_init(struct mhu *mhu)
{
    rss_status_t status = check_frame(mhu->sender, &mhu->sender_channels);
    if (status != RSS_OK) {
        return status;
    }
    status = check_frame(mhu->receiver, &mhu->receiver_channels);
    if (status != RSS_OK) {
        return status;
    }
    for (uint32_t channel = 0; channel < mhu->receiver_channels; channel++) {
        bool doorbell = channel == mhu->receiver_channels - 1u;
        uint32_t offset = doorbell ? MHU_RECEIVER_CH_MSK_CLR_OFFSET : MHU_RECEIVER_CH_MSK_SET_OFFSET;

        mmio_write32(mhu->receiver + offset + channel * MHU_CHANNEL_STRIDE, UINT32_MAX);
    }
    return RSS_OK;
}

static void set_channel(const struct mhu *mhu, uint32_t channel, uint32_t value)
{
    mmio_write32(mhu->sender + MHU_SENDER_CH_SET_OFFSET + channel * MHU_CHANNEL_STRIDE, value);
}

/* Buffers that a message names and the doorbell are seen by the RSS, outside our inner shareable domain, in
 * order. */
static void memory_barrier(void)
{
#ifdef __aarch64__
    __asm__ volatile("dsb sy" ::: "memory");
#else
    __asm__ volatile("" ::: "memory"); /* unit tests */
#endif
}

static rss_status_t wait_taken(const struct mhu *mhu)
{
    uint32_t doorbell = mhu->sender_channels - 1u;

    return poll(mhu, mhu->sender + MHU_SENDER_CH_ST_OFFSET + doorbell * MHU_CHANNEL_STRIDE, 0)
               ? RSS_OK
               : RSS_ERR_MHU_TIMEOUT;
}

static rss_status_t ring(const struct mhu *mhu)
{
    memory_barrier();
    set_channel(mhu, mhu->sender_channels - 1u, COMMS_DOORBELL);
    return wait_taken(mhu);
}

static rss_status_t send_rounds(const struct mhu *mhu, const uint32_t *words, size_t size_bytes)
{
    uint32_t channel = 1;

    /* Setting ORs: words of a message that was given up and is still there would mix with ours, addresses
     * with addresses. */
    rss_status_t status = wait_taken(mhu);
    if (status != RSS_OK) {
        return status;
    }
    set_channel(mhu, 0, (uint32_t)size_bytes);
    for (size_t word = 0; word < (size_bytes + 3u) / 4u; word++) {
        if (channel == mhu->sender_channels - 1u) {
            status = ring(mhu);
            if (status != RSS_OK) {
                return status;
            }
            channel = 0;
        }
        set_channel(mhu, channel, words[word]);
        channel++;
    }
    return ring(mhu);
}

rss_status_t mhu_send(const struct mhu *mhu, const uint32_t *words, size_t size_bytes)
{
    rss_status_t status = RSS_ERR_MHU_TIMEOUT;

    mmio_write32(mhu->sender + MHU_SENDER_ACCESS_REQUEST_OFFSET, 1);
    if (poll(mhu, mhu->sender + MHU_SENDER_ACCESS_READY_OFFSET, 1)) {
        status = send_rounds(mhu, words, size_bytes);
    }
    mmio_write32(mhu->sender + MHU_SENDER_ACCESS_REQUEST_OFFSET, 0);
    return status;
}

static void acknowledge(const struct mhu *mhu)
{
    /* Rising order: the sender goes on when the last channel reads zero, and sets only what is clear by then.
     */
    for (uint32_t channel = 0; channel < mhu->receiver_channels; channel++) {
        mmio_write32(mhu->receiver + MHU_RECEIVER_CH_CLR_OFFSET + channel * MHU_CHANNEL_STRIDE, UINT32_MAX);
    }
}

static rss_status_t wait_round(const struct mhu *mhu)
{
    for (uint32_t i = 0; i < mhu->poll_limit; i++) {
        if (read_channel(mhu->receiver, mhu->receiver_channels - 1u) == COMMS_DOORBELL) {
            return RSS_OK;
        }
        if (mhu->wait != NULL) {
            mhu->wait(mhu);
        }
    }
    return RSS_ERR_MHU_TIMEOUT;
}

bool mhu_is_waiting(const struct mhu *mhu)
{
    return read_channel(mhu->receiver, mhu->receiver_channels - 1u) != 0u;
}

rss_status_t mhu_receive(const struct mhu *mhu, uint32_t *words, size_t room_bytes, size_t *size_bytes)
{
    uint32_t channel = 1;

    *size_bytes = 0;
    rss_status_t status = wait_round(mhu);
    if (status != RSS_OK) {
        return status;
    }
    size_t announced_bytes = read_channel(mhu->receiver, 0);
    if (announced_bytes > room_bytes) {
        acknowledge(mhu);
        return RSS_ERR_MHU_LENGTH;
    }
    for (size_t word = 0; word < (announced_bytes + 3u) / 4u; word++) {
        if (channel == mhu->receiver_channels - 1u) {
            acknowledge(mhu);
            status = wait_round(mhu);
            if (status != RSS_OK) {
                return status;
            }
            channel = 0;
        }
        words[word] = read_channel(mhu->receiver, channel);
        channel++;
    }
    acknowledge(mhu);
    memory_barrier();
    *size_bytes = announced_bytes;
    return RSS_OK;
}
