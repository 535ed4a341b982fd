/* SPDX-License-Identifier: BSD-3-Clause */
/* RFC 3394, section 4: the examples with the key data and KEK lengths that an image can have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <mbedtls/aes.h>

#include "lib/crypto/aes_kw.h"

static rss_status_t block_status;

void fih_panic(void)
{
    abort();
}

static rss_status_t decrypt_block(const uint8_t key[32], size_t key_bytes, uint8_t block[16])
{
    mbedtls_aes_context aes;

    mbedtls_aes_init(&aes);
    assert_int_equal(mbedtls_aes_setkey_dec(&aes, key, (unsigned int)(8 * key_bytes)), 0);
    assert_int_equal(mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_DECRYPT, block, block), 0);
    return block_status;
}

static const struct {
    size_t kek_bytes, key_bytes;
    uint8_t wrapped[40];
} examples[] = {
    { 16, 16, { 0x1f, 0xa6, 0x8b, 0x0a, 0x81, 0x12, 0xb4, 0x47, 0xae, 0xf3, 0x4b, 0xd8,
                0xfb, 0x5a, 0x7b, 0x82, 0x9d, 0x3e, 0x86, 0x23, 0x71, 0xd2, 0xcf, 0xe5 } },
    { 32, 16, { 0x64, 0xe8, 0xc3, 0xf9, 0xce, 0x0f, 0x5b, 0xa2, 0x63, 0xe9, 0x77, 0x79,
                0x05, 0x81, 0x8a, 0x2a, 0x93, 0xc8, 0x19, 0x1e, 0x7d, 0x6e, 0x8a, 0xe7 } },
    { 32, 32, { 0x28, 0xc9, 0xf4, 0x04, 0xc4, 0xb8, 0x10, 0xf4, 0xcb, 0xcc, 0xb3, 0x5c, 0xfb, 0x87,
                0xf8, 0x26, 0x3f, 0x57, 0x86, 0xe2, 0xd8, 0x0e, 0xd3, 0x26, 0xcb, 0xc7, 0xf0, 0xe7,
                0x1a, 0x99, 0xf4, 0x3b, 0xfb, 0x98, 0x8b, 0x9b, 0x7a, 0x02, 0xdd, 0x21 } },
};

static const uint8_t key_data[32] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa,
                                      0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05,
                                      0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f };

static struct aes_kw_key example_kek(size_t bytes)
{
    struct aes_kw_key kek = { .bytes = bytes };

    for (size_t i = 0; i < bytes; i++) {
        kek.key[i] = (uint8_t)i;
    }
    return kek;
}

static void check_zeroed(const uint8_t *key, size_t key_bytes)
{
    for (size_t i = 0; i < key_bytes; i++) {
        assert_int_equal(key[i], 0);
    }
}

static void test_examples(void **state)
{
    (void)state;
    block_status = RSS_OK;
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        const struct aes_kw_key kek = example_kek(examples[i].kek_bytes);
        uint8_t key[32];

        assert_int_equal(aes_kw_unwrap(decrypt_block, &kek, examples[i].wrapped, key, examples[i].key_bytes),
                         RSS_OK);
        assert_memory_equal(key, key_data, examples[i].key_bytes);
    }
}

/* Every bit of the wrapped key and of the KEK counts. */
static void test_damage(void **state)
{
    (void)state;
    block_status = RSS_OK;
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        struct aes_kw_key kek = example_kek(examples[i].kek_bytes);
        uint8_t key[32], wrapped[40];

        for (size_t bit = 0; bit < 8 * (examples[i].key_bytes + 8); bit++) {
            memcpy(wrapped, examples[i].wrapped, sizeof(wrapped));
            wrapped[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_int_equal(aes_kw_unwrap(decrypt_block, &kek, wrapped, key, examples[i].key_bytes),
                             RSS_ERR_ARGUMENT);
            check_zeroed(key, examples[i].key_bytes);
        }
        kek.key[3] ^= 0x10;
        assert_int_equal(aes_kw_unwrap(decrypt_block, &kek, examples[i].wrapped, key, examples[i].key_bytes),
                         RSS_ERR_ARGUMENT);
    }
}

static void test_lengths_and_errors(void **state)
{
    const struct aes_kw_key kek = example_kek(16);
    uint8_t key[48];

    (void)state;
    block_status = RSS_OK;
    for (size_t bytes = 0; bytes <= 40; bytes++) {
        if (bytes != 16 && bytes != 24 && bytes != 32) {
            assert_int_equal(aes_kw_unwrap(decrypt_block, &kek, examples[0].wrapped, key, bytes),
                             RSS_ERR_ARGUMENT);
        }
    }
    block_status = RSS_ERR_CC3XX_BUS;
    assert_int_equal(aes_kw_unwrap(decrypt_block, &kek, examples[0].wrapped, key, 16), RSS_ERR_CC3XX_BUS);
    check_zeroed(key, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_lengths_and_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
