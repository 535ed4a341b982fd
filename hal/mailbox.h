/* SPDX-License-Identifier: BSD-3-Clause */
/** Messages from and to the application processor (MHU 0, frames of the RSS comms protocol), and its memory. */
#ifndef HAL_MAILBOX_H
#define HAL_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define HAL_MAILBOX_MESSAGE_BYTES 0x860u /* largest message either way; multiple of 4 */

/** Receiver masked to its doorbell channel, interrupt 41 enabled (secure). RSS_ERR_MHU_VERSION. */
rss_status_t hal_mailbox_init(void) RSS_MUST_USE;

/** Sleep until the mailbox interrupt is pending or has fired. */
void hal_mailbox_wait(void);

/**
 * Take one message if there is one.
 * @param[out] size_bytes  Length of the message; 0: none is waiting.
 * @return RSS_OK; RSS_ERR_MHU_LENGTH or RSS_ERR_MHU_PROTOCOL: the message was drained, acknowledged and dropped;
 *         RSS_ERR_MHU_TIMEOUT: the sender stopped in the middle, the channels were cleared.
 */
rss_status_t hal_mailbox_receive(uint8_t *buffer, size_t buffer_bytes, size_t *size_bytes) RSS_MUST_USE;

/** Send one message; bounded wait. RSS_ERR_MHU_TIMEOUT: the AP does not take it, the rest is dropped. */
rss_status_t hal_mailbox_send(const uint8_t *message, size_t size_bytes) RSS_MUST_USE;

/**
 * Host memory for one vector of a request. Windows are 64 KiB from the address rounded down to 8 KiB.
 * @param index  0..3, the vector's number in the request.
 * @param write  The service will write; else it only reads.
 * @param[out] mapped  RSS address of the first byte; valid until hal_host_memory_unmap(index).
 * @return RSS_OK; RSS_ERR_COMMS_MEMORY: range empty, wrapping, longer than the window or not allowed for the caller.
 */
rss_status_t hal_host_memory_map(uint32_t index, uint64_t address, uint32_t size_bytes, bool write,
                                 void **mapped) RSS_MUST_USE;

void hal_host_memory_unmap(uint32_t index);

#endif /* HAL_MAILBOX_H */
