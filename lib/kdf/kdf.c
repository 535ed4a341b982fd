/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/kdf/kdf.h"

#include <string.h>

#include "lib/base/bytes.h"
#include "lib/crypto/sha256.h"

#define KDF_STATE_FIXED_BYTES 9u /* counter, zero byte, length */

_Static_assert(KDF_BLOCK_BYTES == SHA256_BYTES, "one digest is one block");

static rss_status_t kdf_check_input(size_t label_bytes, size_t context_bytes)
{
    size_t room_bytes = KDF_STATE_LIMIT_BYTES - KDF_STATE_FIXED_BYTES;

    if (label_bytes == 0 || context_bytes == 0 || label_bytes > room_bytes ||
        context_bytes > room_bytes - label_bytes) {
        return RSS_ERR_KDF_INPUT;
    }
    return RSS_OK;
}

rss_status_t kdf_derive(kdf_encrypt_block_fn encrypt, void *key, const uint8_t *label, size_t label_bytes,
                        const uint8_t *context, size_t context_bytes, uint8_t *out, size_t out_bytes)
{
    uint8_t state[KDF_STATE_LIMIT_BYTES];
    uint8_t block[KDF_BLOCK_BYTES];
    size_t state_bytes = KDF_STATE_FIXED_BYTES + label_bytes + context_bytes;
    size_t done_bytes = 0;
    rss_status_t status = kdf_check_input(label_bytes, context_bytes);

    if (status != RSS_OK) {
        goto fail;
    }

    memcpy(&state[4], label, label_bytes);
    state[4 + label_bytes] = 0;
    memcpy(&state[5 + label_bytes], context, context_bytes);
    bytes_put_le32(&state[state_bytes - 4], (uint32_t)out_bytes);

    for (uint32_t i = 1; done_bytes < out_bytes; i++) {
        size_t left_bytes = out_bytes - done_bytes;
        size_t take_bytes = left_bytes < KDF_BLOCK_BYTES ? left_bytes : KDF_BLOCK_BYTES;

        bytes_put_le32(state, i);
        status = sha256_compute(state, state_bytes, block);
        if (status != RSS_OK) {
            goto fail;
        }
        status = encrypt(key, block);
        if (status != RSS_OK) {
            goto fail;
        }
        memcpy(&out[done_bytes], block, take_bytes);
        done_bytes += take_bytes;
    }
    bytes_wipe(block, sizeof(block));
    return RSS_OK;

fail:
    bytes_wipe(block, sizeof(block));
    if (out_bytes != 0) {
        bytes_wipe(out, out_bytes);
    }
    return status;
}
