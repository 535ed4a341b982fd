/* SPDX-License-Identifier: BSD-3-Clause */
/* Images are hashed with SHA-384: Mbed TLS behind our status codes, as lib/crypto/sha256.c. */
#include <mbedtls/sha512.h>

#include "lib/crypto/image_signature.h"

_Static_assert(sizeof(mbedtls_sha512_context) <= sizeof(struct image_digest), "room for the context");
_Static_assert(_Alignof(mbedtls_sha512_context) <= _Alignof(struct image_digest), "alignment of the context");

static mbedtls_sha512_context *digest_context(struct image_digest *digest)
{
    return (mbedtls_sha512_context *)(void *)digest;
}

static rss_status_t digest_status(int mbedtls_error)
{
    return mbedtls_error == 0 ? RSS_OK : RSS_ERR_PLATFORM;
}

rss_status_t image_digest_start(struct image_digest *digest)
{
    mbedtls_sha512_init(digest_context(digest));
    return digest_status(mbedtls_sha512_starts(digest_context(digest), 1));
}

rss_status_t image_digest_update(struct image_digest *digest, const void *data, size_t size_bytes)
{
    return digest_status(mbedtls_sha512_update(digest_context(digest), data, size_bytes));
}

rss_status_t image_digest_finish(struct image_digest *digest, uint8_t out[IMAGE_DIGEST_LIMIT_BYTES])
{
    const int error = mbedtls_sha512_finish(digest_context(digest), out);

    mbedtls_sha512_free(digest_context(digest));
    return digest_status(error);
}
