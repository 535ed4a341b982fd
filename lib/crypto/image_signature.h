/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The signature scheme of MCUboot images (boot.md 6.5). A build has one, chosen by the source that is linked:
 *
 *   image_signature_rsa3072.c   RSA-3072 PSS, SHA-256
 *   image_signature_ec256.c     ECDSA P-256, SHA-256
 *   image_signature_ec384.c     ECDSA P-384, SHA-384
 *
 * What is only a number or a name is data; the hash and the verification are functions.
 */
#ifndef LIB_CRYPTO_IMAGE_SIGNATURE_H
#define LIB_CRYPTO_IMAGE_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define IMAGE_DIGEST_LIMIT_BYTES 48u

/** Added to fih_steps by a verification that succeeds. */
#define IMAGE_SIGNATURE_STEP 0x0003c5a1u

struct image_signature_scheme {
    uint16_t hash_tlv;
    uint16_t hash_bytes; /* 32 or 48 */
    char hash_name[8];   /* as imgtool's boot record has it */
    uint16_t key_bytes;  /* of the only DER form that is taken */
    uint16_t signature_tlv;
    uint16_t signature_least_bytes;
    uint16_t signature_most_bytes;
};

extern const struct image_signature_scheme image_signature_scheme;

/** Hash of an image in progress: words that hold the context of any scheme. */
struct image_digest {
    uint64_t words[28];
};

/** Start, updates, finish (hash_bytes of out are written, the state is wiped). RSS_ERR_ARGUMENT, RSS_ERR_PLATFORM. */
rss_status_t image_digest_start(struct image_digest *digest) RSS_MUST_USE;
rss_status_t image_digest_update(struct image_digest *digest, const void *data,
                                 size_t size_bytes) RSS_MUST_USE;
rss_status_t image_digest_finish(struct image_digest *digest,
                                 uint8_t out[IMAGE_DIGEST_LIMIT_BYTES]) RSS_MUST_USE;

/**
 * @param key   key_bytes of it.
 * @param hash  hash_bytes of it.
 * @return RSS_OK, IMAGE_SIGNATURE_STEP was added to fih_steps: the signature is the key's for this hash.
 *         RSS_ERR_ARGUMENT: it is not, or the key or the signature is malformed; callers map it to their own code.
 */
rss_status_t image_signature_verify(const uint8_t *key, const uint8_t *hash, const uint8_t *signature,
                                    size_t signature_bytes) RSS_MUST_USE;

#endif /* LIB_CRYPTO_IMAGE_SIGNATURE_H */
