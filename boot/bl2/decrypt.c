/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl2/decrypt.h"

#include "hal/keys.h"
#include "lib/base/bytes.h"
#include "lib/crypto/aes_kw.h"

#define KEY_LIMIT_BYTES 32u

static const uint8_t kek_label[] = "RSS_IMAGE_KEK"; /* with its zero byte */

/* Image and key length are the context: no two uses share a key, and the shorter is no part of the longer. */
static rss_status_t derive_kek(uint32_t image_id, uint32_t key_bytes, uint8_t kek[KEY_LIMIT_BYTES])
{
    uint8_t context[8];

    bytes_put_le32(&context[0], image_id);
    bytes_put_le32(&context[4], 8 * key_bytes);
    return hal_key_derive(HAL_KEY_BL2_ENCRYPTION_KEY, kek_label, sizeof(kek_label), context, sizeof(context),
                          kek);
}

static rss_status_t unwrap(uint32_t image_id, uint32_t key_bytes, const uint8_t *wrapped,
                           uint8_t key[KEY_LIMIT_BYTES])
{
    struct aes_kw_key kek = { .bytes = key_bytes };
    rss_status_t status = derive_kek(image_id, key_bytes, kek.key);

    if (status == RSS_OK) {
        status = aes_kw_unwrap(hal_aes_decrypt_block, &kek, wrapped, key, key_bytes);
    }
    bytes_wipe(&kek, sizeof(kek));
    return status == RSS_ERR_ARGUMENT ? RSS_ERR_IMG_UNWRAP : status;
}

rss_status_t decrypt_image(uint32_t image_id, const struct image_candidate *candidate, uint8_t *image)
{
    static const uint8_t first_counter[16];
    const struct image_header *header = &candidate->header;
    const uint32_t end_bytes = header->header_bytes + header->payload_bytes + header->protected_bytes;
    uint8_t *payload = &image[header->header_bytes];
    uint8_t key[KEY_LIMIT_BYTES] = { 0 };
    struct image_unprotected tlvs;

    rss_status_t status =
        image_parse_unprotected(&image[end_bytes], candidate->total_bytes - end_bytes, &tlvs);
    if (status == RSS_OK) {
        status = image_check_encryption(header, &tlvs);
    }
    if (status == RSS_OK) {
        status = unwrap(image_id, header->key_bytes, tlvs.wrapped_key.value, key);
    }
    if (status == RSS_OK) {
        status = hal_aes_ctr(key, header->key_bytes, first_counter, payload, payload, header->payload_bytes);
    }
    bytes_wipe(key, sizeof(key));
    return status;
}
