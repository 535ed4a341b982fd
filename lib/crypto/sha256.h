/* SPDX-License-Identifier: BSD-3-Clause */
/** SHA-256 of the boot stages: Mbed TLS behind our status codes. */
#ifndef LIB_CRYPTO_SHA256_H
#define LIB_CRYPTO_SHA256_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define SHA256_BYTES 32u

/** Hash in progress. Words so that the size is one ABI for ROM and for code that calls into it. */
struct sha256 {
    uint32_t words[27];
};

/** Hash of one extent. RSS_ERR_ARGUMENT: out is NULL, or data is NULL and size_bytes is not 0. */
rss_status_t sha256_compute(const void *data, size_t size_bytes, uint8_t out[SHA256_BYTES]) RSS_MUST_USE;

/** The same in pieces: start, updates, finish (which wipes the state). RSS_ERR_ARGUMENT as above. */
rss_status_t sha256_start(struct sha256 *hash) RSS_MUST_USE;
rss_status_t sha256_update(struct sha256 *hash, const void *data, size_t size_bytes) RSS_MUST_USE;
rss_status_t sha256_finish(struct sha256 *hash, uint8_t out[SHA256_BYTES]) RSS_MUST_USE;

#endif /* LIB_CRYPTO_SHA256_H */
