/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Key derivation of the boot stages (boot.md 3.8): a counter-mode KDF in the style of SP 800-108 with a PRF
 * of its own.
 *
 *   block(i) = AES-256-ECB(key, SHA-256(LE32(i) || label || 0x00 || context || LE32(out_bytes))), i = 1, 2,
 * ... out      = first out_bytes of block(1) || block(2) || ...
 */
#ifndef LIB_KDF_KDF_H
#define LIB_KDF_KDF_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define KDF_BLOCK_BYTES       32u
#define KDF_STATE_LIMIT_BYTES 128u /* counter, label, zero byte, context and length together */

/** Encrypt two AES blocks in place with AES-256-ECB under the base key. An error ends the derivation. */
typedef rss_status_t (*kdf_encrypt_block_fn)(void *key, uint8_t block[KDF_BLOCK_BYTES]);

/**
 * Derive out_bytes under a base key that only encrypt knows.
 *
 * @param label, label_bytes  Not empty. The boot chain passes labels with their terminating zero byte.
 * @param context, context_bytes  Not empty.
 * @param[out] out            Zeroed on any error. out_bytes = 0 succeeds and writes nothing.
 * @return RSS_OK; RSS_ERR_KDF_INPUT: label or context empty, or state above KDF_STATE_LIMIT_BYTES;
 *         whatever encrypt returned.
 */
rss_status_t kdf_derive(kdf_encrypt_block_fn encrypt, void *key, const uint8_t *label, size_t label_bytes,
                        const uint8_t *context, size_t context_bytes, uint8_t *out,
                        size_t out_bytes) RSS_MUST_USE;

#endif /* LIB_KDF_KDF_H */
