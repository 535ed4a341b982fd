/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/crypto/aes_kw.h"

#include <string.h>

#include "lib/base/bytes.h"
#include "lib/base/fih.h"

#define HALF_BYTES 8u
#define ROUNDS     6u

static const uint8_t integrity_check[HALF_BYTES] = { 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6 };

/* key holds the wrapped halves; block keeps A in its first half all the way. */
static rss_status_t unwrap_halves(aes_kw_decrypt_fn decrypt, const struct aes_kw_key *kek, uint8_t block[16],
                                  uint8_t *key, size_t halves)
{
    for (size_t t = ROUNDS * halves; t > 0; t--) {
        uint8_t *half = &key[(t - 1) % halves * HALF_BYTES];

        block[HALF_BYTES - 1] ^= (uint8_t)t;
        memcpy(&block[HALF_BYTES], half, HALF_BYTES);
        const rss_status_t status = decrypt(kek->key, kek->bytes, block);
        if (status != RSS_OK) {
            return status;
        }
        memcpy(half, &block[HALF_BYTES], HALF_BYTES);
    }
    return RSS_OK;
}

rss_status_t aes_kw_unwrap(aes_kw_decrypt_fn decrypt, const struct aes_kw_key *kek, const uint8_t *wrapped,
                           uint8_t *key, size_t key_bytes)
{
    uint8_t block[2 * HALF_BYTES];

    if (key_bytes < 16 || key_bytes > AES_KW_KEY_BYTES || key_bytes % HALF_BYTES != 0) {
        return RSS_ERR_ARGUMENT;
    }
    memcpy(block, wrapped, HALF_BYTES);
    memcpy(key, &wrapped[HALF_BYTES], key_bytes);
    rss_status_t status = unwrap_halves(decrypt, kek, block, key, key_bytes / HALF_BYTES);
    if (status == RSS_OK) {
        status = bytes_equal(block, integrity_check, HALF_BYTES);
    }
    bytes_wipe(block, sizeof(block));
    if (fih_differ(status, RSS_OK)) {
        bytes_wipe(key, key_bytes);
        return status;
    }
    FIH_REQUIRE(status, RSS_OK);
    return status;
}
