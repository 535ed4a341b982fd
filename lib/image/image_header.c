/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/image/image.h"

#include "lib/base/bytes.h"

#define HEADER_MAGIC         0x96f3b83du
#define HEADER_FLAG_AES128   0x00000004u
#define HEADER_FLAG_AES256   0x00000008u
#define HEADER_FLAG_RAM_LOAD 0x00000020u
#define ENCRYPTION_FLAGS     (HEADER_FLAG_AES128 | HEADER_FLAG_AES256)
#define PAYLOAD_LEAST_BYTES  8u /* initial stack pointer, reset vector */

#define MAGIC_OFFSET          0u
#define LOAD_ADDRESS_OFFSET   4u
#define HEADER_SIZE_OFFSET    8u
#define PROTECTED_SIZE_OFFSET 10u
#define PAYLOAD_SIZE_OFFSET   12u
#define FLAGS_OFFSET          16u
#define VERSION_OFFSET        20u
#define PAD_OFFSET            28u

static rss_status_t header_check_sizes(const struct image_header *header, uint32_t limit_bytes)
{
    const uint32_t parts[] = { header->header_bytes, header->payload_bytes, header->protected_bytes,
                               IMAGE_TLV_INFO_BYTES };
    uint32_t left = limit_bytes;

    if (header->payload_bytes < PAYLOAD_LEAST_BYTES) {
        return RSS_ERR_IMG_SIZE;
    }
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (parts[i] > left) {
            return RSS_ERR_IMG_SIZE;
        }
        left -= parts[i];
    }
    return RSS_OK;
}

static rss_status_t header_check_encryption(uint32_t flags, const struct image_rules *rules,
                                            struct image_header *header)
{
    switch (flags & ENCRYPTION_FLAGS) {
    case 0:
        header->key_bytes = 0;
        return RSS_OK;
    case HEADER_FLAG_AES128:
        header->key_bytes = 16;
        break;
    case HEADER_FLAG_AES256:
        header->key_bytes = 32;
        break;
    default:
        return RSS_ERR_IMG_ENCRYPTION_FLAGS;
    }
    return rules->may_be_encrypted ? RSS_OK : RSS_ERR_IMG_NOT_ENCRYPTABLE;
}

rss_status_t image_parse_header(const uint8_t raw[IMAGE_HEADER_BYTES], const struct image_rules *rules,
                                struct image_header *header)
{
    if (bytes_get_le32(&raw[MAGIC_OFFSET]) != HEADER_MAGIC) {
        return RSS_ERR_IMG_MAGIC;
    }
    header->load_address = bytes_get_le32(&raw[LOAD_ADDRESS_OFFSET]);
    header->header_bytes = bytes_get_le16(&raw[HEADER_SIZE_OFFSET]);
    header->protected_bytes = bytes_get_le16(&raw[PROTECTED_SIZE_OFFSET]);
    header->payload_bytes = bytes_get_le32(&raw[PAYLOAD_SIZE_OFFSET]);
    header->version.major = raw[VERSION_OFFSET];
    header->version.minor = raw[VERSION_OFFSET + 1];
    header->version.revision = bytes_get_le16(&raw[VERSION_OFFSET + 2]);
    header->version.build = bytes_get_le32(&raw[VERSION_OFFSET + 4]);

    const uint32_t flags = bytes_get_le32(&raw[FLAGS_OFFSET]);
    if ((flags & ~ENCRYPTION_FLAGS) != HEADER_FLAG_RAM_LOAD || bytes_get_le32(&raw[PAD_OFFSET]) != 0 ||
        header->header_bytes < IMAGE_HEADER_BYTES || header->header_bytes % 4 != 0) {
        return RSS_ERR_IMG_HEADER;
    }
    const rss_status_t status = header_check_encryption(flags, rules, header);
    if (status != RSS_OK) {
        return status;
    }
    if (header->load_address != rules->load_address) {
        return RSS_ERR_IMG_LOAD_ADDRESS;
    }
    return header_check_sizes(header, rules->limit_bytes);
}

int image_compare_versions(const struct image_version *a, const struct image_version *b)
{
    if (a->major != b->major) {
        return (int)a->major - (int)b->major;
    }
    if (a->minor != b->minor) {
        return (int)a->minor - (int)b->minor;
    }
    return (int)a->revision - (int)b->revision;
}

/* Append separator and number, and return the length; a number that does not fit with its NUL is left out. */
static size_t append_number(char text[IMAGE_VERSION_TEXT_BYTES], size_t length, const char *separator,
                            uint32_t number)
{
    char digits[10];
    size_t count = 0;

    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    if (IMAGE_VERSION_TEXT_BYTES - length < (*separator != '\0') + count + 1) {
        return length;
    }
    if (*separator != '\0') {
        text[length++] = *separator;
    }
    while (count > 0) {
        text[length++] = digits[--count];
    }
    text[length] = '\0';
    return length;
}

void image_version_text(const struct image_version *version, char text[IMAGE_VERSION_TEXT_BYTES])
{
    size_t length = append_number(text, 0, "", version->major);

    /* The longest "255.255.65535" fills the text exactly, so only the build number can be left out. */
    length = append_number(text, length, ".", version->minor);
    length = append_number(text, length, ".", version->revision);
    (void)append_number(text, length, "+", version->build);
}
