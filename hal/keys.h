/* SPDX-License-Identifier: BSD-3-Clause */
/** Keys of the boot stages. Hardware keys go from the KMU to the crypto engine; software never sees them. */
#ifndef HAL_KEYS_H
#define HAL_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

enum hal_key_base {
    HAL_KEY_HUK,                /* KMU slot 1, never readable */
    HAL_KEY_GUK,                /* KMU slot 2, never readable */
    HAL_KEY_BL2_ENCRYPTION_KEY, /* read from OTP, wiped after use */
};

enum hal_key_slot {
    HAL_KEY_SLOT_VHUK = 8,
    HAL_KEY_SLOT_CPAK_SEED = 9,
    HAL_KEY_SLOT_DAK_SEED = 10,
};

/**
 * The boot KDF (lib/kdf) under a base key: SHA-256 of the state, AES-256-ECB under the base key.
 * @param label, label_bytes  Label including its terminating zero byte.
 * @return RSS_OK; RSS_ERR_KDF_INPUT; RSS_ERR_KMU_*, RSS_ERR_CC3XX_*. out is zeroed on any error.
 */
rss_status_t hal_key_derive(enum hal_key_base base, const uint8_t *label, size_t label_bytes,
                            const uint8_t *context, size_t context_bytes, uint8_t out[32]) RSS_MUST_USE;

/** Put a derived key in a KMU user slot and wipe the caller's copy. RSS_ERR_KMU_WRITTEN: the slot holds a key already. */
rss_status_t hal_key_store(enum hal_key_slot slot, uint8_t key[32]) RSS_MUST_USE;

/**
 * Read a derived key, for the runtime. RSS_ERR_KMU_VERIFY: the slot has none, as before provisioning; RSS_ERR_KMU_SLOT. key is
 * zeroed on any error.
 */
rss_status_t hal_key_load(enum hal_key_slot slot, uint8_t key[32]) RSS_MUST_USE;

/** Added to fih_steps by hal_keys_retire. */
#define HAL_KEYS_STEP_RETIRED 0x1209u

/**
 * Invalidate KMU slots 0 to 7 until the next reset: hardware keys end here. Safe to repeat.
 * RSS_ERR_KMU_INVALIDATE: a slot, and perhaps those after it, still holds its key.
 */
rss_status_t hal_keys_retire(void) RSS_MUST_USE;

/**
 * AES-256-CTR on the crypto engine, 128-bit big-endian counter; in and out may be the same buffer.
 * Buffers must be in ROM, VM0 or VM1. RSS_ERR_CC3XX_*: out is zeroed.
 */
rss_status_t hal_aes256_ctr(const uint8_t key[32], const uint8_t counter[16], const uint8_t *in, uint8_t *out,
                            size_t size_bytes) RSS_MUST_USE;

/**
 * The same with a key of 16 or 32 bytes, in the front of key. RSS_ERR_ARGUMENT: another length, out is zeroed.
 */
rss_status_t hal_aes_ctr(const uint8_t key[32], size_t key_bytes, const uint8_t counter[16],
                         const uint8_t *in, uint8_t *out, size_t size_bytes) RSS_MUST_USE;

/** Decrypt one block in place with a key of 16 or 32 bytes. RSS_ERR_ARGUMENT, RSS_ERR_CC3XX_*: the block is zeroed. */
rss_status_t hal_aes_decrypt_block(const uint8_t key[32], size_t key_bytes, uint8_t block[16]) RSS_MUST_USE;

#endif /* HAL_KEYS_H */
