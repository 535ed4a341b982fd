/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/image/image.h"

#include <string.h>

#define CBOR_TEXT           0x60u /* major type 3; a length below 24 is in the low five bits */
#define SW_TYPE_LIMIT_BYTES 12u   /* what imgtool's --boot-record takes */

/* Map of five; keys 1 software type, 4 version, 5 signer ID, 6 measurement description, 2 measurement value. */
static const uint8_t to_sw_type[] = { 0xa5, 0x01 };
static const uint8_t to_version[] = { 0x04 };
static const uint8_t to_signer[] = { 0x05, 0x58, 0x20 };
static const uint8_t to_measurement[] = { 0x06, 0x66, 'S', 'H', 'A', '2', '5', '6', 0x02, 0x58, 0x20 };
static const uint8_t no_measurement[IMAGE_HASH_BYTES];

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

rss_status_t image_check_boot_record(const struct image_tlv *record, const struct image_version *version,
                                     const uint8_t signer_id[IMAGE_HASH_BYTES])
{
    struct cursor c = { record->value, record->size_bytes };

    if (take(&c, to_sw_type, sizeof(to_sw_type)) != RSS_OK || take_sw_type(&c) != RSS_OK ||
        take(&c, to_version, sizeof(to_version)) != RSS_OK || take_version(&c, version) != RSS_OK ||
        take(&c, to_signer, sizeof(to_signer)) != RSS_OK || take(&c, signer_id, IMAGE_HASH_BYTES) != RSS_OK ||
        take(&c, to_measurement, sizeof(to_measurement)) != RSS_OK ||
        take(&c, no_measurement, sizeof(no_measurement)) != RSS_OK || c.left != 0) {
        return RSS_ERR_IMG_BOOT_RECORD;
    }
    return RSS_OK;
}
