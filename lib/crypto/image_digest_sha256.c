/* SPDX-License-Identifier: BSD-3-Clause */
/* Images are hashed with SHA-256. */
#include "lib/crypto/image_signature.h"
#include "lib/crypto/sha256.h"

_Static_assert(sizeof(struct sha256) <= sizeof(struct image_digest), "room for the context");

static struct sha256 *digest_context(struct image_digest *digest)
{
    return (struct sha256 *)(void *)digest;
}

rss_status_t image_digest_start(struct image_digest *digest)
{
    return sha256_start(digest_context(digest));
}

rss_status_t image_digest_update(struct image_digest *digest, const void *data, size_t size_bytes)
{
    return sha256_update(digest_context(digest), data, size_bytes);
}

rss_status_t image_digest_finish(struct image_digest *digest, uint8_t out[IMAGE_DIGEST_LIMIT_BYTES])
{
    return sha256_finish(digest_context(digest), out);
}
