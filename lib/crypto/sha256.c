/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/crypto/sha256.h"

#include <mbedtls/sha256.h>

_Static_assert(sizeof(mbedtls_sha256_context) <= sizeof(struct sha256), "Mbed TLS's context grew");
_Static_assert(_Alignof(mbedtls_sha256_context) <= _Alignof(struct sha256), "Mbed TLS's context is stricter");

static mbedtls_sha256_context *sha256_context(struct sha256 *hash)
{
    return (mbedtls_sha256_context *)(void *)hash;
}

/* Mbed TLS's own hash fails only on arguments that are excluded here; a hardware one may fail. */
static rss_status_t sha256_status(int mbedtls_error)
{
    return mbedtls_error == 0 ? RSS_OK : RSS_ERR_PLATFORM;
}

rss_status_t sha256_start(struct sha256 *hash)
{
    if (hash == NULL) {
        return RSS_ERR_ARGUMENT;
    }
    mbedtls_sha256_init(sha256_context(hash));
    return sha256_status(mbedtls_sha256_starts(sha256_context(hash), 0));
}

rss_status_t sha256_update(struct sha256 *hash, const void *data, size_t size_bytes)
{
    if (hash == NULL || (data == NULL && size_bytes != 0)) {
        return RSS_ERR_ARGUMENT;
    }
    return sha256_status(mbedtls_sha256_update(sha256_context(hash), data, size_bytes));
}

rss_status_t sha256_finish(struct sha256 *hash, uint8_t out[SHA256_BYTES])
{
    if (hash == NULL || out == NULL) {
        return RSS_ERR_ARGUMENT;
    }
    int error = mbedtls_sha256_finish(sha256_context(hash), out);
    mbedtls_sha256_free(sha256_context(hash));
    return sha256_status(error);
}

rss_status_t sha256_compute(const void *data, size_t size_bytes, uint8_t out[SHA256_BYTES])
{
    struct sha256 hash;
    rss_status_t status;

    if (out == NULL) {
        return RSS_ERR_ARGUMENT;
    }
    status = sha256_start(&hash);
    if (status != RSS_OK) {
        return status;
    }
    status = sha256_update(&hash, data, size_bytes);
    if (status != RSS_OK) {
        return status;
    }
    return sha256_finish(&hash, out);
}
