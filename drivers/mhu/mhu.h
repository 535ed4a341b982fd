/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Message handling unit v2.x. Either single words in channel 0, or messages in the frames of
 * hardware.md 11.3: length in channel 0, words in the channels after it, 1234 in the last channel as the
 * hand-shake. See README.md.
 */
#ifndef DRIVERS_MHU_MHU_H
#define DRIVERS_MHU_MHU_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/**
 * Check both frames of a pair. RSS_ERR_MHU_VERSION: sender not v2.0 or v2.1, receiver not v2.1 (v2.0 has no combined
 * interrupt), or fewer channels than a message needs.
 */
rss_status_t mhu_check(uintptr_t sender, uintptr_t receiver) RSS_MUST_USE;

/** Let the receiver's interrupt follow the last channel alone. Words that wait already are kept. */
void mhu_receiver_enable(uintptr_t receiver);

/**
 * Take one message if there is one.
 * @param[out] size_bytes  Its length; 0: none is waiting, or an error.
 * @return RSS_OK; RSS_ERR_MHU_PROTOCOL: the last channel is not 1234; RSS_ERR_MHU_LENGTH: length 0 or above
 *         buffer_bytes; RSS_ERR_MHU_TIMEOUT: no next part within the limit. After an error the channels are
 * clear.
 */
rss_status_t mhu_receive(uintptr_t receiver, uint8_t *buffer, size_t buffer_bytes,
                         size_t *size_bytes) RSS_MUST_USE;

/** Send one message. RSS_ERR_MHU_TIMEOUT: not taken within the limit, the rest is not sent; RSS_ERR_ARGUMENT:
 * empty. */
rss_status_t mhu_send(uintptr_t sender, const uint8_t *message, size_t size_bytes) RSS_MUST_USE;

/** Set bits in channel 0 and leave the access request on, so that they stay until taken. RSS_ERR_MHU_TIMEOUT.
 */
rss_status_t mhu_signal(uintptr_t sender, uint32_t bits) RSS_MUST_USE;

/** Wait for a word in channel 0 and clear it. RSS_ERR_MHU_TIMEOUT: none after so many polls. */
rss_status_t mhu_wait_signal(uintptr_t receiver, uint32_t polls) RSS_MUST_USE;

/** Clear channel 0. */
void mhu_clear_signal(uintptr_t receiver);

#endif /* DRIVERS_MHU_MHU_H */
