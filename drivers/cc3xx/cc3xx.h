/* SPDX-License-Identifier: BSD-3-Clause */
/** CryptoCell-3xx: random numbers and AES by DMA, polled. See README.md. */
#ifndef DRIVERS_CC3XX_CC3XX_H
#define DRIVERS_CC3XX_CC3XX_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define CC3XX_KEY_BYTES   32u
#define CC3XX_BLOCK_BYTES 16u

/* AES_CONTROL: decrypt in bit 0, mode in bits 4:2, key size in bits 13:12 (hardware.md 12.2). */
enum cc3xx_aes_mode {
    CC3XX_AES_ECB = 2 << 12, /* AES-256, encrypt */
    CC3XX_AES_ECB_DECRYPT = 2 << 12 | 1,
    CC3XX_AES_CTR = 2 << 12 | 2 << 2,
    CC3XX_AES128_ECB_DECRYPT = 1,
    CC3XX_AES128_CTR = 2 << 2,
};

/**
 * Identify the engine, set secure bus access and the always-on lock bits. Safe to repeat.
 * RSS_ERR_CC3XX_ID; RSS_ERR_CC3XX_LOCKED: lock bits do not hold.
 */
rss_status_t cc3xx_init(uintptr_t base) RSS_MUST_USE;

/** Random bytes. RSS_ERR_CC3XX_RNG: out is zeroed. */
rss_status_t cc3xx_random(uintptr_t base, uint8_t *out, size_t size_bytes) RSS_MUST_USE;

/**
 * Prepare an operation. The key comes next: cc3xx_aes_set_key, or an export of the KMU to the key
 * register. Every begin is followed by one cc3xx_aes_end.
 * @return RSS_OK; RSS_ERR_CC3XX_TIMEOUT: engine busy; RSS_ERR_CC3XX_LOCKED: fatal error flagged, no key may
 * be used.
 */
rss_status_t cc3xx_aes_begin(uintptr_t base, enum cc3xx_aes_mode mode) RSS_MUST_USE;

/** A key of 128 bits is the first half. */
void cc3xx_aes_set_key(uintptr_t base, const uint8_t key[CC3XX_KEY_BYTES]);

/** Start value of the 128-bit big-endian counter. */
void cc3xx_aes_set_counter(uintptr_t base, const uint8_t counter[CC3XX_BLOCK_BYTES]);

/**
 * Encrypt or decrypt; in counter mode a further call continues the key stream at the next block. in and out may be the
 * same buffer; both are read by a bus master that does not see the CPU's tightly coupled memories.
 * @param size_bytes  Multiple of 16 in ECB; any in CTR, but only the last piece may be no multiple of 16.
 * @return RSS_OK; RSS_ERR_CC3XX_TIMEOUT; RSS_ERR_CC3XX_BUS: bus error. out is undefined on errors.
 */
rss_status_t cc3xx_aes_run(uintptr_t base, const uint8_t *in, uint8_t *out, size_t size_bytes) RSS_MUST_USE;

/** Overwrite the key register and stop the engine. Safe at any time. */
void cc3xx_aes_end(uintptr_t base);

#endif /* DRIVERS_CC3XX_CC3XX_H */
