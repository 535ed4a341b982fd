/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * What a host tool leaves in RAM for BL1_1: a magic word, then the rest, which is written first. BL1_1 answers in the place of
 * the magic word with a status.
 */
#ifndef BOOT_BL1_1_RAM_MESSAGE_H
#define BOOT_BL1_1_RAM_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/**
 * Copy a message out of RAM that others can write, once, and clear it there: it may hold secrets, and it is not to be found
 * again by the next boot. Only the copy may be looked at.
 *
 * @param message     Multiple of 4, as size_bytes.
 * @param[out] copy   The whole message with its magic word, on RSS_OK; untouched otherwise.
 * @return RSS_OK; RSS_ERR_PROV_NO_BUNDLE: the first word is not the magic word, nothing was cleared.
 */
rss_status_t ram_message_take(volatile uint32_t *message, uint32_t magic, void *copy,
                              size_t size_bytes) RSS_MUST_USE;

/** Tell the host tool what came of it. */
void ram_message_answer(volatile uint32_t *message, rss_status_t status);

#endif /* BOOT_BL1_1_RAM_MESSAGE_H */
