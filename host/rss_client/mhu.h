/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Messages over a pair of MHU v2 frames (services.md 2.2), by polling or, for receiving, by interrupt (mhu_irq.h).
 *
 * A message goes in rounds of channels: the byte count in channel 0 of the first round, then words; the last
 * channel says that a round is complete, and the receiver acknowledges by clearing all channels. Needs three
 * channels.
 */
#ifndef HOST_RSS_CLIENT_MHU_H
#define HOST_RSS_CLIENT_MHU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

struct mhu {
    uintptr_t sender, receiver;                  /* frame addresses */
    uint32_t sender_channels, receiver_channels; /* set by mhu_init */
    uint32_t poll_limit;                         /* reads of a register before a wait is given up */
    void (*wait)(const struct mhu *mhu); /* between two reads of the receiver; NULL: read again at once */
    void (*sleep)(void);                 /* for wait */
};

/** Check both frames and mask the receiver's channels but the last. RSS_ERR_MHU_VERSION: no MHU v2, or too
 * small. */
rss_status_t mhu_init(struct mhu *mhu) RSS_MUST_USE;

/**
 * Send one message.
 *
 * @param words  The message, padded to a word. size_bytes is not 0.
 * @return RSS_OK; RSS_ERR_MHU_TIMEOUT: the receiver does not take it, or has not yet taken a message that was
 * given up earlier (then nothing is sent). What is in the channels stays there.
 */
rss_status_t mhu_send(const struct mhu *mhu, const uint32_t *words, size_t size_bytes) RSS_MUST_USE;

/** Has a round of a message arrived? */
bool mhu_is_waiting(const struct mhu *mhu);

/**
 * Wait for one message.
 *
 * @param[out] words  room_bytes, a multiple of 4.
 * @return RSS_OK; RSS_ERR_MHU_TIMEOUT: none came, or it stopped in the middle; RSS_ERR_MHU_LENGTH: longer
 * than the room, the round is cleared and the rest is lost.
 */
rss_status_t mhu_receive(const struct mhu *mhu, uint32_t *words, size_t room_bytes,
                         size_t *size_bytes) RSS_MUST_USE;

#endif /* HOST_RSS_CLIENT_MHU_H */
