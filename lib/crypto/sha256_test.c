/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/sha256.h"

struct vector {
    const char *message;
    uint8_t hash[SHA256_BYTES];
};

/* FIPS 180-4 examples (NIST, "SHA256.pdf") and the empty message of the CAVP short-message file */
static const struct vector vectors[] = {
    { "",
      { 0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
        0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55 } },
    { "abc",
      { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
        0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad } },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      { 0x24, 0x8d, 0x6a, 0x61, 0xd2, 0x06, 0x38, 0xb8, 0xe5, 0xc0, 0x26, 0x93, 0x0c, 0x3e, 0x60, 0x39,
        0xa3, 0x3c, 0xe4, 0x59, 0x64, 0xff, 0x21, 0x67, 0xf6, 0xec, 0xed, 0xd4, 0x19, 0xdb, 0x06, 0xc1 } },
};

static void test_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        uint8_t out[SHA256_BYTES];

        assert_int_equal(sha256_compute(vectors[i].message, strlen(vectors[i].message), out), RSS_OK);
        assert_memory_equal(out, vectors[i].hash, sizeof(out));
    }
}

/* Every cut of a message of several blocks gives the hash of the whole. */
static void test_streaming_cuts(void **state)
{
    uint8_t message[150];
    uint8_t whole[SHA256_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof(message); i++) {
        message[i] = (uint8_t)(i * 7);
    }
    assert_int_equal(sha256_compute(message, sizeof(message), whole), RSS_OK);
    for (size_t cut = 0; cut <= sizeof(message); cut++) {
        struct sha256 hash;
        uint8_t out[SHA256_BYTES];

        assert_int_equal(sha256_start(&hash), RSS_OK);
        assert_int_equal(sha256_update(&hash, message, cut), RSS_OK);
        assert_int_equal(sha256_update(&hash, &message[cut], sizeof(message) - cut), RSS_OK);
        assert_int_equal(sha256_finish(&hash, out), RSS_OK);
        assert_memory_equal(out, whole, sizeof(out));
    }
}

static void test_refused_arguments(void **state)
{
    struct sha256 hash;
    uint8_t out[SHA256_BYTES];

    (void)state;
    assert_int_equal(sha256_compute(NULL, 1, out), RSS_ERR_ARGUMENT);
    assert_int_equal(sha256_compute("a", 1, NULL), RSS_ERR_ARGUMENT);
    assert_int_equal(sha256_start(NULL), RSS_ERR_ARGUMENT);
    assert_int_equal(sha256_start(&hash), RSS_OK);
    assert_int_equal(sha256_update(&hash, NULL, 1), RSS_ERR_ARGUMENT);
    assert_int_equal(sha256_update(NULL, "a", 1), RSS_ERR_ARGUMENT);
    assert_int_equal(sha256_finish(&hash, NULL), RSS_ERR_ARGUMENT);
    assert_int_equal(sha256_finish(NULL, out), RSS_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_streaming_cuts),
        cmocka_unit_test(test_refused_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
