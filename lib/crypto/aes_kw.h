/* SPDX-License-Identifier: BSD-3-Clause */
/** AES key wrap (RFC 3394, 2.2.2), unwrapping only; the block cipher is the caller's. */
#ifndef LIB_CRYPTO_AES_KW_H
#define LIB_CRYPTO_AES_KW_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define AES_KW_WRAPPING_BYTES 8u
#define AES_KW_KEY_BYTES      32u /* longest that is unwrapped */

struct aes_kw_key {
    size_t bytes; /* 16 or 32 */
    uint8_t key[32];
};

/** Decrypt one AES block in place. An error ends the unwrapping. */
typedef rss_status_t (*aes_kw_decrypt_fn)(const uint8_t key[32], size_t key_bytes, uint8_t block[16]);

/**
 * @param wrapped    key_bytes + 8 of it.
 * @param[out] key   key_bytes of it, a multiple of 8 from 16 to 32. Zeroed on any error.
 * @return RSS_OK; RSS_ERR_ARGUMENT: the integrity check failed, or key_bytes is out of range; what decrypt returns.
 */
rss_status_t aes_kw_unwrap(aes_kw_decrypt_fn decrypt, const struct aes_kw_key *kek, const uint8_t *wrapped,
                           uint8_t *key, size_t key_bytes) RSS_MUST_USE;

#endif /* LIB_CRYPTO_AES_KW_H */
