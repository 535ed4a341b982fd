/* SPDX-License-Identifier: BSD-3-Clause */
/* boot/bl2/decrypt.c on Mbed TLS's AES. A refused image is as it was, of an accepted one only the payload has changed. */
#include <string.h>

#include <mbedtls/aes.h>

#include "boot/bl2/decrypt.h"
#include "hal/keys.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/image_fuzz.h"

#define IMAGE_ID 0u

const bool image_fuzz_may_be_encrypted = true;

static const uint8_t *decrypted;
static size_t decrypted_bytes;

/* The seeds' key is 00, 01, 02, ... */
rss_status_t hal_key_derive(enum hal_key_base base, const uint8_t *label, size_t label_bytes,
                            const uint8_t *context, size_t context_bytes, uint8_t out[32])
{
    REQUIRE(base == HAL_KEY_BL2_ENCRYPTION_KEY && label[label_bytes - 1] == 0 && context_bytes == 8);
    REQUIRE(context[0] == IMAGE_ID);
    for (uint8_t i = 0; i < 32; i++) {
        out[i] = i;
    }
    return RSS_OK;
}

rss_status_t hal_aes_decrypt_block(const uint8_t key[32], size_t key_bytes, uint8_t block[16])
{
    mbedtls_aes_context aes;

    REQUIRE(key_bytes == 16 || key_bytes == 32);
    mbedtls_aes_init(&aes);
    REQUIRE(mbedtls_aes_setkey_dec(&aes, key, (unsigned int)(8 * key_bytes)) == 0);
    REQUIRE(mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_DECRYPT, block, block) == 0);
    mbedtls_aes_free(&aes);
    return RSS_OK;
}

rss_status_t hal_aes_ctr(const uint8_t key[32], size_t key_bytes, const uint8_t counter[16],
                         const uint8_t *in, uint8_t *out, size_t size_bytes)
{
    static const uint8_t first_counter[16];
    uint8_t next[16] = { 0 };
    uint8_t stream[16];
    size_t offset = 0;
    mbedtls_aes_context aes;

    REQUIRE(in == out && memcmp(counter, first_counter, sizeof(first_counter)) == 0);
    decrypted = out;
    decrypted_bytes = size_bytes;
    mbedtls_aes_init(&aes);
    REQUIRE(mbedtls_aes_setkey_enc(&aes, key, (unsigned int)(8 * key_bytes)) == 0);
    REQUIRE(mbedtls_aes_crypt_ctr(&aes, size_bytes, &offset, next, stream, in, out) == 0);
    mbedtls_aes_free(&aes);
    return RSS_OK;
}

rss_status_t image_fuzz_decrypt(const struct image_candidate *candidate, uint8_t *image)
{
    const struct image_header *header = &candidate->header;
    rss_status_t status = RSS_OK;

    if (header->key_bytes == 0) {
        return RSS_OK;
    }
    uint8_t *before = malloc(candidate->total_bytes);
    REQUIRE(before != NULL);
    memcpy(before, image, candidate->total_bytes);
    decrypted = NULL;
    status = decrypt_image(IMAGE_ID, candidate, image);
    REQUIRE((status == RSS_OK) == (decrypted != NULL));
    if (status == RSS_OK) {
        REQUIRE(decrypted == &image[header->header_bytes] && decrypted_bytes == header->payload_bytes);
        memcpy(&before[header->header_bytes], decrypted, decrypted_bytes);
    }
    REQUIRE(memcmp(before, image, candidate->total_bytes) == 0);
    free(before);
    return status;
}
