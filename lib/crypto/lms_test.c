/* SPDX-License-Identifier: BSD-3-Clause */
/* Built from the sources and the Mbed TLS configuration that BL1_2 ships, see tests.cmake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/fih.h"
#include "lib/crypto/lms.h"
#include "lib/crypto/sha256.h"

void fih_panic(void)
{
    abort();
}

static const uint8_t zeros[1000];

struct vector {
    const char *file;
    const void *message;
    size_t message_bytes;
    uint8_t signature_hash_start[4]; /* boot.md 12.2 */
};

static const struct vector vectors[] = {
    { "q0.sig", "", 0, { 0xff, 0x48, 0x90, 0xe8 } },
    { "q5.sig", "RSS BL2 test message", 20, { 0xd1, 0x55, 0x2a, 0x2d } },
    { "q1023.sig", zeros, sizeof(zeros), { 0xe7, 0xdc, 0xe4, 0x0d } },
};

static uint8_t public_key[LMS_PUBLIC_KEY_BYTES];
static uint8_t signature[LMS_SIGNATURE_BYTES];

static void read_vector(const char *name, uint8_t *out, size_t size_bytes)
{
    char path[512];
    FILE *stream;

    snprintf(path, sizeof(path), "%s/lms/%s", RSS_VECTORS, name);
    stream = fopen(path, "rb");
    assert_non_null(stream);
    assert_int_equal(fread(out, 1, size_bytes, stream), size_bytes);
    assert_int_equal(fgetc(stream), EOF);
    fclose(stream);
}

static int read_public_key(void **state)
{
    (void)state;
    read_vector("public_key.bin", public_key, sizeof(public_key));
    return 0;
}

static void test_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        uint8_t hash[SHA256_BYTES];

        read_vector(vectors[i].file, signature, sizeof(signature));
        assert_int_equal(sha256_compute(signature, sizeof(signature), hash), RSS_OK);
        assert_memory_equal(hash, vectors[i].signature_hash_start, 4);
        assert_int_equal(lms_verify(public_key, vectors[i].message, vectors[i].message_bytes, signature),
                         RSS_OK);
    }
}

static void test_other_message(void **state)
{
    (void)state;
    read_vector("q5.sig", signature, sizeof(signature));
    assert_int_equal(lms_verify(public_key, (const uint8_t *)"RSS BL2 test messagf", 20, signature),
                     RSS_ERR_ARGUMENT);
    assert_int_equal(lms_verify(public_key, (const uint8_t *)"RSS BL2 test message", 19, signature),
                     RSS_ERR_ARGUMENT);
}

/* One flipped bit in each field, and in a sample of every region of the signature. */
static void test_changed_signature(void **state)
{
    (void)state;
    read_vector("q5.sig", signature, sizeof(signature));
    for (size_t offset = 0; offset < sizeof(signature); offset += offset < 48 || offset >= 1120 ? 1 : 37) {
        signature[offset] ^= 0x10;
        assert_int_equal(lms_verify(public_key, (const uint8_t *)"RSS BL2 test message", 20, signature),
                         RSS_ERR_ARGUMENT);
        signature[offset] ^= 0x10;
    }
    assert_int_equal(lms_verify(public_key, (const uint8_t *)"RSS BL2 test message", 20, signature), RSS_OK);
}

static void test_changed_key(void **state)
{
    uint8_t key[LMS_PUBLIC_KEY_BYTES];

    (void)state;
    read_vector("q5.sig", signature, sizeof(signature));
    for (size_t offset = 0; offset < sizeof(key); offset++) {
        memcpy(key, public_key, sizeof(key));
        key[offset] ^= 1;
        assert_int_equal(lms_verify(key, (const uint8_t *)"RSS BL2 test message", 20, signature),
                         RSS_ERR_ARGUMENT);
    }
}

/* Leaf numbers beyond the tree must not wrap to a leaf inside it. */
static void test_leaf_out_of_range(void **state)
{
    static const uint8_t beyond[][4] = { { 0, 0, 4, 0 }, { 0, 0, 4, 5 }, { 0, 1, 0, 5 }, { 0x80, 0, 0, 5 } };

    (void)state;
    for (size_t i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++) {
        read_vector("q5.sig", signature, sizeof(signature));
        memcpy(signature, beyond[i], 4);
        assert_int_equal(lms_verify(public_key, (const uint8_t *)"RSS BL2 test message", 20, signature),
                         RSS_ERR_ARGUMENT);
    }
}

static void test_key_types(void **state)
{
    uint8_t key[LMS_PUBLIC_KEY_BYTES];

    (void)state;
    assert_int_equal(lms_check_public_key(public_key), RSS_OK);
    memcpy(key, public_key, sizeof(key));
    key[3] = 5;
    assert_int_equal(lms_check_public_key(key), RSS_ERR_ARGUMENT);
    memcpy(key, public_key, sizeof(key));
    key[7] = 3;
    assert_int_equal(lms_check_public_key(key), RSS_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),           cmocka_unit_test(test_other_message),
        cmocka_unit_test(test_changed_signature), cmocka_unit_test(test_changed_key),
        cmocka_unit_test(test_leaf_out_of_range), cmocka_unit_test(test_key_types),
    };
    return cmocka_run_group_tests(tests, read_public_key, NULL);
}
