/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/mailbox.h"

#include "drivers/mhu/mhu.h"
#include "platforms/rss/memory_map.h"

static const struct {
    uintptr_t sender, receiver;
} frames[HAL_MAILBOX_COUNT] = {
    [HAL_MAILBOX_AP] = { RSS_MHU0_SENDER_BASE, RSS_MHU0_RECEIVER_BASE },
    [HAL_MAILBOX_SCP] = { RSS_MHU2_SENDER_BASE, RSS_MHU2_RECEIVER_BASE },
};

rss_status_t hal_mailbox_init(enum hal_mailbox mailbox)
{
    const rss_status_t status = mhu_check(frames[mailbox].sender, frames[mailbox].receiver);

    if (status == RSS_OK) {
        mhu_receiver_enable(frames[mailbox].receiver);
    }
    return status;
}

rss_status_t hal_mailbox_receive(enum hal_mailbox mailbox, uint8_t *buffer, size_t buffer_bytes,
                                 size_t *size_bytes)
{
    return mhu_receive(frames[mailbox].receiver, buffer, buffer_bytes, size_bytes);
}

rss_status_t hal_mailbox_send(enum hal_mailbox mailbox, const uint8_t *message, size_t size_bytes)
{
    return mhu_send(frames[mailbox].sender, message, size_bytes);
}
