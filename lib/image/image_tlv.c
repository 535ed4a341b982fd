/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/image/image.h"

#include <string.h>

#include "lib/base/bytes.h"
#include "lib/crypto/image_signature.h"

#define INFO_MAGIC_UNPROTECTED 0x6907u
#define INFO_MAGIC_PROTECTED   0x6908u
#define ENTRY_HEADER_BYTES     4u

#define TYPE_KEYHASH     0x01u
#define TYPE_PUBKEY      0x02u
#define TYPE_ENC_KW      0x31u
#define TYPE_DEPENDENCY  0x40u
#define TYPE_SEC_CNT     0x50u
#define TYPE_BOOT_RECORD 0x60u

#define WRAPPING_BYTES          8u /* integrity check of RFC 3394 */
#define DEPENDENCY_BYTES        12u
#define BOOT_RECORD_LIMIT_BYTES 100u /* with hashes of 32 bytes; two of them grow with the scheme's */

/* One row for each time that a type may stand in its area. */
struct tlv_rule {
    uint16_t type;
    uint16_t least_bytes;
    uint16_t most_bytes;
};

enum {
    PROTECTED_COUNTER,
    PROTECTED_RECORD,
    PROTECTED_DEPENDENCY,
    PROTECTED_ROWS = PROTECTED_DEPENDENCY + IMAGE_COUNT
};

enum {
    UNPROTECTED_HASH,
    UNPROTECTED_KEY,
    UNPROTECTED_SIGNATURE,
    UNPROTECTED_NEEDED,
    UNPROTECTED_KEY_HASH = UNPROTECTED_NEEDED, /* known, so that its refusal says what is wrong */
    UNPROTECTED_WRAPPED_KEY,
    UNPROTECTED_ROWS
};

/* Put an entry in the first free row of its type. */
static rss_status_t tlv_file(const struct image_tlv *tlv, const struct tlv_rule *rules, size_t rows,
                             struct image_tlv *found)
{
    rss_status_t refusal = RSS_ERR_IMG_TLV_TYPE;

    for (size_t i = 0; i < rows; i++) {
        if (rules[i].type != tlv->type) {
            continue;
        }
        if (tlv->size_bytes < rules[i].least_bytes || tlv->size_bytes > rules[i].most_bytes) {
            return RSS_ERR_IMG_TLV_ENTRY;
        }
        if (found[i].value == NULL) {
            found[i] = *tlv;
            return RSS_OK;
        }
        refusal = RSS_ERR_IMG_TLV_DUPLICATE;
    }
    return refusal;
}

/* Split an area into its entries; found has a row for each rule and starts empty. */
static rss_status_t tlv_scan(const uint8_t *area, size_t area_bytes, uint16_t magic,
                             const struct tlv_rule *rules, size_t rows, struct image_tlv *found)
{
    size_t left = area_bytes;

    memset(found, 0, rows * sizeof(*found));
    if (left < IMAGE_TLV_INFO_BYTES || bytes_get_le16(area) != magic ||
        bytes_get_le16(&area[2]) != area_bytes) {
        return RSS_ERR_IMG_TLV_AREA;
    }
    left -= IMAGE_TLV_INFO_BYTES;
    while (left > 0) {
        const uint8_t *entry = &area[area_bytes - left];
        struct image_tlv tlv;

        if (left < ENTRY_HEADER_BYTES) {
            return RSS_ERR_IMG_TLV_ENTRY;
        }
        left -= ENTRY_HEADER_BYTES;
        tlv.type = bytes_get_le16(entry);
        tlv.size_bytes = bytes_get_le16(&entry[2]);
        tlv.value = &entry[ENTRY_HEADER_BYTES];
        if (tlv.size_bytes > left) {
            return RSS_ERR_IMG_TLV_ENTRY;
        }
        left -= tlv.size_bytes;

        rss_status_t status = tlv_file(&tlv, rules, rows, found);
        if (status != RSS_OK) {
            return status;
        }
    }
    return RSS_OK;
}

/* u8 image ID, three zero bytes, version. */
static rss_status_t protected_add_dependency(const uint8_t *value, struct image_protected *out)
{
    uint32_t image_id = value[0];

    if (value[1] != 0 || value[2] != 0 || value[3] != 0) {
        return RSS_ERR_IMG_TLV_ENTRY;
    }
    if (image_id >= IMAGE_COUNT) {
        return RSS_ERR_IMG_DEPENDENCY;
    }
    if ((out->depends_on & (1u << image_id)) != 0) {
        return RSS_ERR_IMG_TLV_DUPLICATE;
    }
    out->depends_on |= 1u << image_id;
    out->minimum[image_id].major = value[4];
    out->minimum[image_id].minor = value[5];
    out->minimum[image_id].revision = bytes_get_le16(&value[6]);
    out->minimum[image_id].build = bytes_get_le32(&value[8]);
    return RSS_OK;
}

rss_status_t image_parse_protected(const uint8_t *area, size_t area_bytes, struct image_protected *out)
{
    const uint16_t more_bytes = (uint16_t)(2 * (image_signature_scheme.hash_bytes - IMAGE_HASH_BYTES));
    const struct tlv_rule rules[PROTECTED_ROWS] = {
        [PROTECTED_COUNTER] = { TYPE_SEC_CNT, 4, 4 },
        [PROTECTED_RECORD] = { TYPE_BOOT_RECORD, 1, (uint16_t)(BOOT_RECORD_LIMIT_BYTES + more_bytes) },
        [PROTECTED_DEPENDENCY... PROTECTED_ROWS - 1] = { TYPE_DEPENDENCY, DEPENDENCY_BYTES,
                                                         DEPENDENCY_BYTES },
    };
    struct image_tlv found[PROTECTED_ROWS];
    rss_status_t status = tlv_scan(area, area_bytes, INFO_MAGIC_PROTECTED, rules, PROTECTED_ROWS, found);

    memset(out, 0, sizeof(*out));
    if (status != RSS_OK) {
        return status;
    }
    if (found[PROTECTED_COUNTER].value == NULL) {
        return RSS_ERR_IMG_TLV_MISSING;
    }
    out->security_counter = bytes_get_le32(found[PROTECTED_COUNTER].value);
    out->boot_record = found[PROTECTED_RECORD];
    for (size_t i = PROTECTED_DEPENDENCY; i < PROTECTED_ROWS && found[i].value != NULL; i++) {
        status = protected_add_dependency(found[i].value, out);
        if (status != RSS_OK) {
            return status;
        }
    }
    return RSS_OK;
}

rss_status_t image_parse_unprotected(const uint8_t *area, size_t area_bytes, struct image_unprotected *out)
{
    const struct image_signature_scheme *scheme = &image_signature_scheme;
    const struct tlv_rule rules[UNPROTECTED_ROWS] = {
        [UNPROTECTED_HASH] = { scheme->hash_tlv, scheme->hash_bytes, scheme->hash_bytes },
        [UNPROTECTED_KEY] = { TYPE_PUBKEY, scheme->key_bytes, scheme->key_bytes },
        [UNPROTECTED_SIGNATURE] = { scheme->signature_tlv, scheme->signature_least_bytes,
                                    scheme->signature_most_bytes },
        [UNPROTECTED_KEY_HASH] = { TYPE_KEYHASH, 0, UINT16_MAX },
        [UNPROTECTED_WRAPPED_KEY] = { TYPE_ENC_KW, 0, UINT16_MAX }, /* image_check_encryption */
    };
    struct image_tlv found[UNPROTECTED_ROWS];
    rss_status_t status = tlv_scan(area, area_bytes, INFO_MAGIC_UNPROTECTED, rules, UNPROTECTED_ROWS, found);

    if (status != RSS_OK) {
        return status;
    }
    if (found[UNPROTECTED_KEY_HASH].value != NULL) {
        return RSS_ERR_IMG_KEY_HASH;
    }
    for (size_t i = 0; i < UNPROTECTED_NEEDED; i++) {
        if (found[i].value == NULL) {
            return RSS_ERR_IMG_TLV_MISSING;
        }
    }
    if (found[UNPROTECTED_KEY].value > found[UNPROTECTED_SIGNATURE].value) {
        return RSS_ERR_IMG_TLV_MISSING; /* MCUboot's loader, reading in order, has no key for this signature */
    }
    out->hash = found[UNPROTECTED_HASH].value;
    out->key = found[UNPROTECTED_KEY].value;
    out->signature = found[UNPROTECTED_SIGNATURE];
    out->wrapped_key = found[UNPROTECTED_WRAPPED_KEY];
    return RSS_OK;
}

rss_status_t image_check_encryption(const struct image_header *header, const struct image_unprotected *tlvs)
{
    if (header->key_bytes == 0) {
        return tlvs->wrapped_key.value == NULL ? RSS_OK : RSS_ERR_IMG_PLAIN_WITH_KEY;
    }
    if (tlvs->wrapped_key.value == NULL) {
        return RSS_ERR_IMG_NO_WRAPPED_KEY;
    }
    return tlvs->wrapped_key.size_bytes == header->key_bytes + WRAPPING_BYTES ? RSS_OK
                                                                              : RSS_ERR_IMG_WRAPPED_SIZE;
}

rss_status_t image_unprotected_bytes(const uint8_t info[IMAGE_TLV_INFO_BYTES], uint32_t *area_bytes)
{
    uint32_t total = bytes_get_le16(&info[2]);

    if (bytes_get_le16(info) != INFO_MAGIC_UNPROTECTED || total < IMAGE_TLV_INFO_BYTES ||
        total > IMAGE_UNPROTECTED_LIMIT_BYTES) {
        return RSS_ERR_IMG_TLV_AREA;
    }
    *area_bytes = total;
    return RSS_OK;
}
