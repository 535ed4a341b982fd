/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/image/image.h"

#include <string.h>

#include "lib/crypto/image_signature.h"

#define CBOR_TEXT           0x60u /* major type 3; a length below 24 is in the low five bits */
#define SW_TYPE_LIMIT_BYTES 12u   /* what imgtool's --boot-record takes */

/* Map of five; keys 1 software type, 4 version, 5 signer ID, 6 measurement description, 2 measurement value. */
static const uint8_t to_sw_type[] = { 0xa5, 0x01 };
static const uint8_t to_version[] = { 0x04 };
static const uint8_t to_algorithm[] = { 0x06, 0x66 };
static const uint8_t no_measurement[IMAGE_DIGEST_LIMIT_BYTES];
#define ALGORITHM_BYTES 6u    /* the 0x66 above: "SHA256", "SHA384" */
#define CBOR_BYTES      0x58u /* byte string, length in the next byte */

struct cursor {
    const uint8_t *next;
    size_t left;
};

static rss_status_t take(struct cursor *c, const void *expected, size_t size_bytes)
{
    if (c->left < size_bytes || memcmp(c->next, expected, size_bytes) != 0) {
        return RSS_ERR_IMG_BOOT_RECORD;
    }
    c->next += size_bytes;
    c->left -= size_bytes;
    return RSS_OK;
}

/* A text of at most SW_TYPE_LIMIT_BYTES bytes, whatever it says: BL2 takes the type from its own table. */
static rss_status_t take_sw_type(struct cursor *c)
{
    size_t text_bytes;

    if (c->left < 1) {
        return RSS_ERR_IMG_BOOT_RECORD;
    }
    text_bytes = (size_t)(c->next[0] ^ CBOR_TEXT);
    if (text_bytes > SW_TYPE_LIMIT_BYTES || text_bytes > c->left - 1) {
        return RSS_ERR_IMG_BOOT_RECORD;
    }
    c->next += 1 + text_bytes;
    c->left -= 1 + text_bytes;
    return RSS_OK;
}

/* "major.minor.revision", which is the version's text up to the build number. */
static rss_status_t take_version(struct cursor *c, const struct image_version *version)
{
    char text[1 + IMAGE_VERSION_TEXT_BYTES];
    size_t text_bytes;

    image_version_text(version, &text[1]);
    text_bytes = strcspn(&text[1], "+");
    text[0] = (char)(CBOR_TEXT | text_bytes);
    return take(c, text, 1 + text_bytes);
}

/* The value of one key, a byte string as long as the scheme's hash. */
static rss_status_t take_hash(struct cursor *c, uint8_t map_key, const uint8_t *hash)
{
    const uint8_t head[] = { map_key, CBOR_BYTES, (uint8_t)image_signature_scheme.hash_bytes };
    const rss_status_t status = take(c, head, sizeof(head));

    return status == RSS_OK ? take(c, hash, image_signature_scheme.hash_bytes) : status;
}

rss_status_t image_check_boot_record(const struct image_tlv *record, const struct image_version *version,
                                     const uint8_t *signer)
{
    struct cursor c = { record->value, record->size_bytes };

    if (take(&c, to_sw_type, sizeof(to_sw_type)) != RSS_OK || take_sw_type(&c) != RSS_OK ||
        take(&c, to_version, sizeof(to_version)) != RSS_OK || take_version(&c, version) != RSS_OK ||
        take_hash(&c, 0x05, signer) != RSS_OK || take(&c, to_algorithm, sizeof(to_algorithm)) != RSS_OK ||
        take(&c, image_signature_scheme.hash_name, ALGORITHM_BYTES) != RSS_OK ||
        take_hash(&c, 0x02, no_measurement) != RSS_OK || c.left != 0) {
        return RSS_ERR_IMG_BOOT_RECORD;
    }
    return RSS_OK;
}
