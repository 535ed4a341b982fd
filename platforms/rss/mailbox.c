/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/mailbox.h"

#include "drivers/mhu/mhu.h"
#include "drivers/systimer/systimer.h"
#include "platforms/rss/memory_map.h"

#define WATCH_TICKS 16000000u /* 500 ms at 32 MHz */

static struct {
    const uintptr_t sender, receiver;
    struct mhu_reception reception;
    struct mhu_transmission transmission;
} mailboxes[HAL_MAILBOX_COUNT] = {
    [HAL_MAILBOX_AP] = { .sender = RSS_MHU0_SENDER_BASE, .receiver = RSS_MHU0_RECEIVER_BASE },
    [HAL_MAILBOX_SCP] = { .sender = RSS_MHU2_SENDER_BASE, .receiver = RSS_MHU2_RECEIVER_BASE },
};

rss_status_t hal_mailbox_init(enum hal_mailbox mailbox)
{
    const uintptr_t sender = mailboxes[mailbox].sender, receiver = mailboxes[mailbox].receiver;
    const rss_status_t status = mhu_check(sender, receiver);

    if (status == RSS_OK) {
        syscounter_start(RSS_SYSCOUNTER_BASE);
        mhu_sender_enable(sender);
        mhu_receiver_enable(receiver);
    }
    return status;
}

rss_status_t hal_mailbox_receive(enum hal_mailbox mailbox, uint32_t *buffer, size_t buffer_bytes,
                                 size_t *size_bytes)
{
    struct mhu_reception *reception = &mailboxes[mailbox].reception;

    reception->buffer = buffer;
    reception->buffer_bytes = buffer_bytes;
    reception->limit_bytes = HAL_MAILBOX_MESSAGE_BYTES;
    return mhu_receive(mailboxes[mailbox].receiver, reception, size_bytes);
}

bool hal_mailbox_is_receiving(enum hal_mailbox mailbox)
{
    return mailboxes[mailbox].reception.size_bytes != 0;
}

void hal_mailbox_drop(enum hal_mailbox mailbox)
{
    mailboxes[mailbox].reception.size_bytes = 0;
}

void hal_mailbox_send(enum hal_mailbox mailbox, const uint32_t *message, size_t size_bytes)
{
    mailboxes[mailbox].transmission = (struct mhu_transmission){ message, size_bytes, 0 };
    mhu_send(mailboxes[mailbox].sender, &mailboxes[mailbox].transmission);
}

bool hal_mailbox_send_next(enum hal_mailbox mailbox)
{
    return mhu_send_next(mailboxes[mailbox].sender, &mailboxes[mailbox].transmission);
}

void hal_mailbox_watch(bool on)
{
    if (on) {
        systimer_start(RSS_SYSTIMER3_BASE, WATCH_TICKS);
    } else {
        systimer_stop(RSS_SYSTIMER3_BASE);
    }
}
