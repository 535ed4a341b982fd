/* SPDX-License-Identifier: BSD-3-Clause */
/* Built once a curve, from the sources and the Mbed TLS configuration that BL2 ships (tests.cmake). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/fih.h"
#include "lib/crypto/ecdsa.h"
#include "lib/crypto/image_signature.h"

#define SIGNATURE_LIMIT_BYTES 128u

void fih_panic(void)
{
    abort();
}

struct vector {
    char verdict[8];
    uint8_t hash[48];
    uint8_t signature[SIGNATURE_LIMIT_BYTES];
    size_t signature_bytes;
    char comment[64];
};

static uint8_t key[ECDSA_P384_KEY_BYTES + 1];
static struct vector vectors[64];
static size_t vector_count;

static size_t from_hex(const char *hex, uint8_t *out, size_t limit_bytes)
{
    const size_t size_bytes = strlen(hex) / 2;

    assert_true(size_bytes <= limit_bytes);
    for (size_t i = 0; i < size_bytes; i++) {
        assert_int_equal(sscanf(&hex[2 * i], "%2hhx", &out[i]), 1);
    }
    return size_bytes;
}

static int read_vectors(void **state)
{
    char word[3][512];
    FILE *stream = fopen(RSS_VECTOR_FILE, "r");

    (void)state;
    assert_non_null(stream);
    assert_int_equal(fscanf(stream, "#%*[^\n] key %511s", word[0]), 1);
    assert_int_equal(from_hex(word[0], key, sizeof(key)), image_signature_scheme.key_bytes);
    while (fscanf(stream, "%511s %511s %511s", word[0], word[1], word[2]) == 3) {
        struct vector *v = &vectors[vector_count++];

        assert_true(vector_count <= sizeof(vectors) / sizeof(vectors[0]));
        snprintf(v->verdict, sizeof(v->verdict), "%.7s", word[0]);
        assert_int_equal(from_hex(word[1], v->hash, sizeof(v->hash)), image_signature_scheme.hash_bytes);
        v->signature_bytes = from_hex(word[2], v->signature, sizeof(v->signature));
        assert_int_equal(fscanf(stream, " %63[^\n]", v->comment), 1);
    }
    fclose(stream);
    return 0;
}

static rss_status_t verify(const uint8_t *signature, size_t signature_bytes)
{
    /* exactly as long as it is, so that the sanitizer sees a read behind it */
    uint8_t *copy = malloc(signature_bytes + (signature_bytes == 0));

    assert_non_null(copy);
    memcpy(copy, signature, signature_bytes);
    fih_steps = 0;
    rss_status_t status = image_signature_verify(key, vectors[0].hash, copy, signature_bytes);
    assert_int_equal(fih_steps, status == RSS_OK ? IMAGE_SIGNATURE_STEP : 0);
    free(copy);
    return status;
}

static void test_vectors(void **state)
{
    size_t accepted = 0;

    (void)state;
    for (size_t i = 0; i < vector_count; i++) {
        const struct vector *v = &vectors[i];
        int accept = strcmp(v->verdict, "accept") == 0;

        fih_steps = 0;
        rss_status_t status = image_signature_verify(key, v->hash, v->signature, v->signature_bytes);
        if (status != (accept ? RSS_OK : RSS_ERR_ARGUMENT)) {
            fail_msg("%s: %08x", v->comment, (unsigned int)status);
        }
        assert_int_equal(fih_steps, accept ? IMAGE_SIGNATURE_STEP : 0);
        accepted += (size_t)accept;
    }
    assert_int_equal(accepted, 10);
    assert_true(vector_count >= 43);
}

/* Every length but the right one, and every byte, counts. */
static void test_signature_lengths_and_bits(void **state)
{
    const struct vector *good = &vectors[0];
    uint8_t bad[SIGNATURE_LIMIT_BYTES];

    (void)state;
    assert_int_equal(verify(good->signature, good->signature_bytes), RSS_OK);
    for (size_t size = 0; size < good->signature_bytes; size++) {
        assert_int_equal(verify(good->signature, size), RSS_ERR_ARGUMENT);
    }
    for (size_t i = 0; i < good->signature_bytes; i++) {
        memcpy(bad, good->signature, good->signature_bytes);
        bad[i] ^= (uint8_t)(1u << (i % 8));
        assert_int_equal(verify(bad, good->signature_bytes), RSS_ERR_ARGUMENT);
    }
}

/* One DER form only, of this curve, and a point that is on it. */
static void test_key_form(void **state)
{
    uint8_t saved[sizeof(key)];

    (void)state;
    memcpy(saved, key, sizeof(key));
    for (size_t i = 0; i < image_signature_scheme.key_bytes; i += i < 27 ? 1 : 5) {
        key[i] ^= 0x01;
        assert_int_equal(verify(vectors[0].signature, vectors[0].signature_bytes), RSS_ERR_ARGUMENT);
        memcpy(key, saved, sizeof(key));
    }
    memset(&key[image_signature_scheme.key_bytes - 2 * image_signature_scheme.hash_bytes], 0,
           2 * image_signature_scheme.hash_bytes);
    assert_int_equal(verify(vectors[0].signature, vectors[0].signature_bytes), RSS_ERR_ARGUMENT);
    memcpy(key, saved, sizeof(key));
    assert_int_equal(verify(vectors[0].signature, vectors[0].signature_bytes), RSS_OK);
}

/* A key of the other curve, and one with a byte more or less. */
static void test_key_of_the_other_curve(void **state)
{
    const struct ecdsa_curve *curve = image_signature_scheme.hash_bytes == 32 ? &ecdsa_p256 : &ecdsa_p384;
    const struct ecdsa_curve *other = image_signature_scheme.hash_bytes == 32 ? &ecdsa_p384 : &ecdsa_p256;
    const size_t key_bytes = image_signature_scheme.key_bytes;
    const struct vector *v = &vectors[0];

    (void)state;
    assert_int_equal(ecdsa_verify(curve, key, key_bytes, v->hash, v->signature, v->signature_bytes), RSS_OK);
    for (size_t size = key_bytes - 1; size <= key_bytes + 1; size += 2) {
        assert_int_equal(ecdsa_verify(curve, key, size, v->hash, v->signature, v->signature_bytes),
                         RSS_ERR_ARGUMENT);
    }
    assert_int_equal(ecdsa_verify(other, key, key_bytes, v->hash, v->signature, v->signature_bytes),
                     RSS_ERR_ARGUMENT);
    assert_int_equal(
        ecdsa_verify(other, key, other == &ecdsa_p256 ? 91 : 120, v->hash, v->signature, v->signature_bytes),
        RSS_ERR_ARGUMENT);
}

/* The digest that goes with the scheme: FIPS 180-4's example "abc". */
static void test_digest(void **state)
{
    static const uint8_t sha256[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea };
    static const uint8_t sha384[] = { 0xcb, 0x00, 0x75, 0x3f, 0x45, 0xa3, 0x5e, 0x8b };
    const uint8_t *want = image_signature_scheme.hash_bytes == 32 ? sha256 : sha384;
    struct image_digest digest;
    uint8_t out[IMAGE_DIGEST_LIMIT_BYTES];

    (void)state;
    assert_int_equal(image_digest_start(&digest), RSS_OK);
    assert_int_equal(image_digest_update(&digest, "ab", 2), RSS_OK);
    assert_int_equal(image_digest_update(&digest, "c", 1), RSS_OK);
    assert_int_equal(image_digest_finish(&digest, out), RSS_OK);
    assert_memory_equal(out, want, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),  cmocka_unit_test(test_signature_lengths_and_bits),
        cmocka_unit_test(test_key_form), cmocka_unit_test(test_key_of_the_other_curve),
        cmocka_unit_test(test_digest),
    };
    return cmocka_run_group_tests(tests, read_vectors, NULL);
}
