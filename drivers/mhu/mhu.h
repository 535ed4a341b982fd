/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Message handling unit v2.x. Either single words in channel 0, or messages in the frames of
 * hardware.md 11.3: length in channel 0, words in the channels after it, 1234 in the last channel as the
 * hand-shake. See README.md.
 */
#ifndef DRIVERS_MHU_MHU_H
#define DRIVERS_MHU_MHU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/** RSS_ERR_MHU_VERSION: a frame is not v2.1 (v2.0 has no interrupts for messages), or has fewer channels than they need. */
rss_status_t mhu_check(uintptr_t sender, uintptr_t receiver) RSS_MUST_USE;

/** Let the receiver's interrupt follow the last channel alone. Words that wait already are kept. */
void mhu_receiver_enable(uintptr_t receiver);

/** Let the sender's interrupt tell when the last channel has been cleared. */
void mhu_sender_enable(uintptr_t sender);

/** A message on its way in, a round at a time. */
struct mhu_reception {
    uint32_t *buffer;
    size_t buffer_bytes; /* multiple of 4; what is beyond is taken and dropped */
    size_t limit_bytes;  /* of a message */
    size_t size_bytes;   /* announced; 0: no message has begun, and set to that to give up one that has */
    size_t done_bytes;
};

/**
 * Take the round that waits, if one does, and acknowledge it. Never waits.
 *
 * @param[out] size_bytes  Length of the message that is complete now; 0: none is, or an error.
 * @return RSS_OK; RSS_ERR_MHU_PROTOCOL: the last channel is not 1234; RSS_ERR_MHU_LENGTH: length 0 or above 64 KiB, or above
 *         limit_bytes and taken to its end. After an error the channels are clear and no message has begun.
 */
rss_status_t mhu_receive(uintptr_t receiver, struct mhu_reception *reception,
                         size_t *size_bytes) RSS_MUST_USE;

/** A message on its way out, a round at a time. The message is kept until all is taken; it is not empty. */
struct mhu_transmission {
    const uint32_t *message;
    size_t size_bytes;
    size_t done_bytes; /* put into the channels; 0 to begin with */
};

/** Start to send, with the round before it taken. The sender's interrupt asks for mhu_send_next. */
void mhu_send(uintptr_t sender, struct mhu_transmission *transmission);

/** End the sender's interrupt, and put the next round if the one before is taken. True: the whole message is taken. */
bool mhu_send_next(uintptr_t sender, struct mhu_transmission *transmission);

/** Set bits in channel 0 and leave the access request on, so that they stay until taken. RSS_ERR_MHU_TIMEOUT.
 */
rss_status_t mhu_signal(uintptr_t sender, uint32_t bits) RSS_MUST_USE;

/** Wait for a word in channel 0 and clear it. RSS_ERR_MHU_TIMEOUT: none after so many polls. */
rss_status_t mhu_wait_signal(uintptr_t receiver, uint32_t polls) RSS_MUST_USE;

/** Clear channel 0. */
void mhu_clear_signal(uintptr_t receiver);

#endif /* DRIVERS_MHU_MHU_H */
