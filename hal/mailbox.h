/* SPDX-License-Identifier: BSD-3-Clause */
/** Messages from and to the host's processors (frames of the RSS comms protocol over MHU), and their memory. */
#ifndef HAL_MAILBOX_H
#define HAL_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define HAL_MAILBOX_MESSAGE_BYTES 0x860u /* largest message either way; multiple of 4 */

enum hal_mailbox {
    HAL_MAILBOX_AP,  /* MHU 0: interrupt 40 when the host has taken what was sent, 41 when it has sent */
    HAL_MAILBOX_SCP, /* MHU 2: 44, 45 */
    HAL_MAILBOX_COUNT
};

/** Both interrupts follow the hand-shake channel alone. RSS_ERR_MHU_VERSION. */
rss_status_t hal_mailbox_init(enum hal_mailbox mailbox) RSS_MUST_USE;

/**
 * Take what the host has sent: a message, or a part of one. Never waits; the receiver's interrupt asks for it.
 *
 * @param buffer           The same until the message is complete.
 * @param buffer_bytes     Multiple of 4. Of a longer message the rest is taken and dropped.
 * @param[out] size_bytes  Length of the message that is complete now; 0: none is.
 * @return RSS_OK; RSS_ERR_MHU_LENGTH (0, or above HAL_MAILBOX_MESSAGE_BYTES) or RSS_ERR_MHU_PROTOCOL: the message was taken,
 *         acknowledged and dropped.
 */
rss_status_t hal_mailbox_receive(enum hal_mailbox mailbox, uint32_t *buffer, size_t buffer_bytes,
                                 size_t *size_bytes) RSS_MUST_USE;

/** A message has begun and is not complete. */
bool hal_mailbox_is_receiving(enum hal_mailbox mailbox);

/** Give up the message that has begun: what comes next is the start of another. */
void hal_mailbox_drop(enum hal_mailbox mailbox);

/** Start to send one message, when the one before it is taken. It is kept until hal_mailbox_send_next says true. */
void hal_mailbox_send(enum hal_mailbox mailbox, const uint32_t *message, size_t size_bytes);

/** Go on after the sender's interrupt. True: the host has taken the whole message. Never waits. */
bool hal_mailbox_send_next(enum hal_mailbox mailbox) RSS_MUST_USE;

/** An interrupt (27) in 500 ms: no host that is alive lets so much time pass between two parts of a message. Off: none. */
void hal_mailbox_watch(bool on);

#define HAL_HOST_REQUESTS            3u /* that can have windows at a time: 0 .. 2 */
#define HAL_HOST_WINDOWS_PER_REQUEST 4u
#define HAL_HOST_WINDOWS             (HAL_HOST_REQUESTS * HAL_HOST_WINDOWS_PER_REQUEST)

/**
 * Host memory for one vector of a request. Windows are 64 KiB from the address rounded down to 8 KiB.
 * @param mailbox  Whose request it is: each caller has memory of its own.
 * @param window   Must not be open; HAL_HOST_WINDOWS and above are refused.
 * @param write  The service will write; else it only reads.
 * @param[out] mapped  RSS address of the first byte; valid until hal_host_memory_unmap(window).
 * @return RSS_OK; RSS_ERR_COMMS_MEMORY: range empty, wrapping, longer than the window or not allowed for the caller.
 */
rss_status_t hal_host_memory_map(enum hal_mailbox mailbox, uint32_t window, uint64_t address,
                                 uint32_t size_bytes, bool write, void **mapped) RSS_MUST_USE;

/** Close a window. Safe when it is not open. */
void hal_host_memory_unmap(uint32_t window);

#endif /* HAL_MAILBOX_H */
