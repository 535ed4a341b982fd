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
    HAL_MAILBOX_AP,  /* MHU 0, interrupt 41 */
    HAL_MAILBOX_SCP, /* MHU 2, interrupt 45 */
    HAL_MAILBOX_COUNT
};

/** Receiver masked to its doorbell channel. RSS_ERR_MHU_VERSION. */
rss_status_t hal_mailbox_init(enum hal_mailbox mailbox) RSS_MUST_USE;

/**
 * Take one message if there is one.
 * @param[out] size_bytes  Length of the message; 0: none is waiting.
 * @return RSS_OK; RSS_ERR_MHU_LENGTH or RSS_ERR_MHU_PROTOCOL: the message was drained, acknowledged and dropped;
 *         RSS_ERR_MHU_TIMEOUT: the sender stopped in the middle, the channels were cleared.
 */
rss_status_t hal_mailbox_receive(enum hal_mailbox mailbox, uint8_t *buffer, size_t buffer_bytes,
                                 size_t *size_bytes) RSS_MUST_USE;

/** Send one message; bounded wait. RSS_ERR_MHU_TIMEOUT: the host does not take it, the rest is dropped. */
rss_status_t hal_mailbox_send(enum hal_mailbox mailbox, const uint8_t *message,
                              size_t size_bytes) RSS_MUST_USE;

#define HAL_HOST_REQUESTS            4u /* that can have windows at a time */
#define HAL_HOST_WINDOWS_PER_REQUEST 4u
#define HAL_HOST_WINDOWS             (HAL_HOST_REQUESTS * HAL_HOST_WINDOWS_PER_REQUEST)

/**
 * Host memory for one vector of a request. Windows are 64 KiB from the address rounded down to 8 KiB.
 * @param mailbox  Whose request it is: each caller has memory of its own.
 * @param window   0 .. HAL_HOST_WINDOWS - 1; must not be open.
 * @param write  The service will write; else it only reads.
 * @param[out] mapped  RSS address of the first byte; valid until hal_host_memory_unmap(window).
 * @return RSS_OK; RSS_ERR_COMMS_MEMORY: range empty, wrapping, longer than the window or not allowed for the caller.
 */
rss_status_t hal_host_memory_map(enum hal_mailbox mailbox, uint32_t window, uint64_t address,
                                 uint32_t size_bytes, bool write, void **mapped) RSS_MUST_USE;

/** Close a window. Safe when it is not open. */
void hal_host_memory_unmap(uint32_t window);

#endif /* HAL_MAILBOX_H */
