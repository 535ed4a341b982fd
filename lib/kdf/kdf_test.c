/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <mbedtls/aes.h>

#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"
#include "lib/kdf/kdf.h"

/* The terminating zero byte belongs to the label. */
#define LABEL(text) (const uint8_t *)(text), sizeof(text)

void fih_panic(void)
{
    abort();
}

/* The base key of boot.md 12.1 under Mbed TLS's AES: independent of the crypto engine's driver. */
static rss_status_t encrypt_reference(void *key, uint8_t block[KDF_BLOCK_BYTES])
{
    mbedtls_aes_context aes;

    mbedtls_aes_init(&aes);
    assert_int_equal(mbedtls_aes_setkey_enc(&aes, key, 256), 0);
    for (size_t i = 0; i < KDF_BLOCK_BYTES; i += 16) {
        assert_int_equal(mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, &block[i], &block[i]), 0);
    }
    mbedtls_aes_free(&aes);
    return RSS_OK;
}

static rss_status_t encrypt_fails(void *key, uint8_t block[KDF_BLOCK_BYTES])
{
    unsigned *calls = key;

    memset(block, 0x11, KDF_BLOCK_BYTES);
    return (*calls)-- == 0 ? RSS_ERR_CC3XX_TIMEOUT : RSS_OK;
}

static uint8_t base_key[32] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 };

struct vector {
    const char *label;
    uint32_t words[2]; /* context, or what follows SHA-256("") in it */
    size_t word_count;
    bool hash_first;
    const char *out;
};

/* boot.md 12.1 */
static const struct vector vectors[] = {
    { "BL2_DECRYPTION_KEY",
      { 1 },
      1,
      false,
      "311afc41e8d466ff4b868ead33a3b0192a8aae59a87a607ee8d05529a13a8887" },
    { "BL2_DECRYPTION_KEY",
      { 10 },
      1,
      false,
      "66cc327e7021bf5b780600d6f8baee742737d93b844d889d814c0367616ebc37" },
    { "BL1_VHUK_DERIVATION",
      { 0, 0 },
      2,
      true,
      "a76e92f99cce68e15f03645830b3a68f5eef085c6e85410274e67c2312dd643e" },
    { "BL1_CPAK_SEED_DERIVATION",
      { 3, 0 },
      2,
      true,
      "a263f1568725ba936c59b583ffd29ff21d0070a078f7023e7a9a6fefb15dde27" },
    { "BL1_DAK_SEED_DERIVATION",
      { 3, 0 },
      2,
      true,
      "9f315de561b349888269d9ca44006cd9a1b8b2af3d3f417baeaee0a4e468c4ee" },
};

static void to_hex(const uint8_t *bytes, size_t count, char *text)
{
    for (size_t i = 0; i < count; i++) {
        text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    text[2 * count] = '\0';
}

static void test_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        const struct vector *v = &vectors[i];
        uint8_t context[40];
        uint8_t out[32];
        char hex[65];
        size_t context_bytes = 0;

        if (v->hash_first) {
            assert_int_equal(sha256_compute(NULL, 0, context), RSS_OK);
            context_bytes = 32;
        }
        for (size_t w = 0; w < v->word_count; w++, context_bytes += 4) {
            bytes_put_le32(&context[context_bytes], v->words[w]);
        }
        assert_int_equal(kdf_derive(encrypt_reference, base_key, (const uint8_t *)v->label,
                                    strlen(v->label) + 1, context, context_bytes, out, sizeof(out)),
                         RSS_OK);
        to_hex(out, sizeof(out), hex);
        assert_string_equal(hex, v->out);
    }
}

/* The length is part of the state: a longer output is no extension of a shorter one. The last block is cut.
 */
static void test_two_blocks(void **state)
{
    uint8_t whole[64];
    uint8_t cut[40];
    uint8_t state_bytes[4 + 5 + 1 + 4 + 4];
    uint8_t expected[32];

    (void)state;
    assert_int_equal(
        kdf_derive(encrypt_reference, base_key, LABEL("TWO!"), base_key, 4, whole, sizeof(whole)), RSS_OK);
    assert_int_equal(kdf_derive(encrypt_reference, base_key, LABEL("TWO!"), base_key, 4, cut, sizeof(cut)),
                     RSS_OK);
    assert_memory_not_equal(whole, cut, sizeof(cut));

    bytes_put_le32(state_bytes, 2);
    memcpy(&state_bytes[4], "TWO!\0", 6);
    memcpy(&state_bytes[10], base_key, 4);
    bytes_put_le32(&state_bytes[14], 40);
    assert_int_equal(sha256_compute(state_bytes, sizeof(state_bytes), expected), RSS_OK);
    assert_int_equal(encrypt_reference(base_key, expected), RSS_OK);
    assert_memory_equal(&cut[32], expected, 8);
}

static void test_zero_length(void **state)
{
    (void)state;
    assert_int_equal(kdf_derive(encrypt_reference, base_key, LABEL("L"), base_key, 4, NULL, 0), RSS_OK);
}

/* label + context = 119 is the most that fits beside counter, zero byte and length */
static void test_input_limits(void **state)
{
    uint8_t input[128] = { 1 };
    uint8_t out[32];
    static const uint8_t zeros[32];
    const struct {
        size_t label_bytes, context_bytes;
        rss_status_t status;
    } cases[] = {
        { 0, 4, RSS_ERR_KDF_INPUT },
        { 4, 0, RSS_ERR_KDF_INPUT },
        { 1, 1, RSS_OK },
        { 19, 100, RSS_OK },
        { 20, 100, RSS_ERR_KDF_INPUT },
        { 119, 1, RSS_ERR_KDF_INPUT },
        { 118, 1, RSS_OK },
        { SIZE_MAX, 4, RSS_ERR_KDF_INPUT },
        { 4, SIZE_MAX, RSS_ERR_KDF_INPUT },
        { 200, 56, RSS_ERR_KDF_INPUT }, /* 256 together: upstream's 8-bit sum lets it through */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        memset(out, 0xa5, sizeof(out));
        assert_int_equal(kdf_derive(encrypt_reference, base_key, input, cases[i].label_bytes, input,
                                    cases[i].context_bytes, out, sizeof(out)),
                         cases[i].status);
        if (cases[i].status != RSS_OK) {
            assert_memory_equal(out, zeros, sizeof(out));
        }
    }
}

static void test_engine_failure_wipes_output(void **state)
{
    static const uint8_t zeros[64];

    (void)state;
    for (unsigned good_calls = 0; good_calls < 2; good_calls++) {
        unsigned calls = good_calls;
        uint8_t out[64];

        memset(out, 0xa5, sizeof(out));
        assert_int_equal(kdf_derive(encrypt_fails, &calls, LABEL("L"), base_key, 4, out, sizeof(out)),
                         RSS_ERR_CC3XX_TIMEOUT);
        assert_memory_equal(out, zeros, sizeof(out));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_two_blocks),
        cmocka_unit_test(test_zero_length),
        cmocka_unit_test(test_input_limits),
        cmocka_unit_test(test_engine_failure_wipes_output),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
