/* SPDX-License-Identifier: BSD-3-Clause */
/* Built from the sources and the Mbed TLS configuration that BL2 ships (tests.cmake), limbs of 32 bits included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/fih.h"
#include "lib/crypto/rsa_pss.h"

void fih_panic(void)
{
    abort();
}

struct vector {
    char verdict[8];
    uint8_t hash[32];
    uint8_t signature[RSA_PSS_SIGNATURE_BYTES];
    char comment[64];
};

static uint8_t key[RSA_PSS_KEY_BYTES];
static struct vector vectors[64];
static size_t vector_count;

static void from_hex(const char *hex, uint8_t *out, size_t size_bytes)
{
    assert_int_equal(strlen(hex), 2 * size_bytes);
    for (size_t i = 0; i < size_bytes; i++) {
        assert_int_equal(sscanf(&hex[2 * i], "%2hhx", &out[i]), 1);
    }
}

static int read_vectors(void **state)
{
    char word[3][1024];
    FILE *stream = fopen(RSS_VECTORS "/rsa_pss/vectors.txt", "r");

    (void)state;
    assert_non_null(stream);
    assert_int_equal(fscanf(stream, "#%*[^\n] key %1023s", word[0]), 1);
    from_hex(word[0], key, sizeof(key));
    while (fscanf(stream, "%1023s %1023s %1023s", word[0], word[1], word[2]) == 3) {
        struct vector *v = &vectors[vector_count++];

        assert_true(vector_count <= sizeof(vectors) / sizeof(vectors[0]));
        snprintf(v->verdict, sizeof(v->verdict), "%.7s", word[0]);
        from_hex(word[1], v->hash, sizeof(v->hash));
        from_hex(word[2], v->signature, sizeof(v->signature));
        assert_int_equal(fscanf(stream, " %63[^\n]", v->comment), 1);
    }
    fclose(stream);
    return 0;
}

/* OpenSSL's verdict on each (tests/vectors/rsa_pss/make.py), and the step only for what is accepted. */
static void test_vectors(void **state)
{
    size_t accepted = 0;

    (void)state;
    for (size_t i = 0; i < vector_count; i++) {
        const struct vector *v = &vectors[i];
        int accept = strcmp(v->verdict, "accept") == 0;

        fih_steps = 0;
        rss_status_t status = rsa_pss_verify(key, sizeof(key), v->hash, v->signature, sizeof(v->signature));
        if (status != (accept ? RSS_OK : RSS_ERR_ARGUMENT)) {
            fail_msg("%s: %08x", v->comment, (unsigned int)status);
        }
        assert_int_equal(fih_steps, accept ? RSA_PSS_STEP : 0);
        accepted += (size_t)accept;
    }
    assert_int_equal(accepted, 4);
    assert_true(vector_count >= 24);
}

static void check_refused(const uint8_t *some_key, size_t key_bytes, const uint8_t *signature,
                          size_t signature_bytes)
{
    assert_int_equal(rsa_pss_verify(some_key, key_bytes, vectors[0].hash, signature, signature_bytes),
                     RSS_ERR_ARGUMENT);
}

/* One DER form only; the modulus must be a 3072-bit odd number. */
static void test_key_form(void **state)
{
    static const size_t fixed[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 393, 394, 395, 396, 397 };
    uint8_t bad[RSA_PSS_KEY_BYTES + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
        memcpy(bad, key, sizeof(key));
        bad[fixed[i]] ^= 1;
        check_refused(bad, sizeof(key), vectors[0].signature, RSA_PSS_SIGNATURE_BYTES);
    }
    memcpy(bad, key, sizeof(key));
    bad[9] &= 0x7f; /* top bit of the modulus */
    check_refused(bad, sizeof(key), vectors[0].signature, RSA_PSS_SIGNATURE_BYTES);
    memcpy(bad, key, sizeof(key));
    bad[392] &= 0xfe; /* even */
    check_refused(bad, sizeof(key), vectors[0].signature, RSA_PSS_SIGNATURE_BYTES);
    memcpy(bad, key, sizeof(key));
    check_refused(bad, sizeof(key) - 1, vectors[0].signature, RSA_PSS_SIGNATURE_BYTES);
    check_refused(bad, sizeof(key) + 1, vectors[0].signature, RSA_PSS_SIGNATURE_BYTES);
}

static void test_signature_length(void **state)
{
    uint8_t longer[RSA_PSS_SIGNATURE_BYTES + 1] = { 0 };

    (void)state;
    memcpy(&longer[1], vectors[0].signature, RSA_PSS_SIGNATURE_BYTES);
    check_refused(key, sizeof(key), &longer[1], RSA_PSS_SIGNATURE_BYTES - 1);
    check_refused(key, sizeof(key), longer, sizeof(longer));
}

/* Each byte of the signature counts. */
static void test_flipped_bits(void **state)
{
    uint8_t bad[RSA_PSS_SIGNATURE_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof(bad); i += 7) {
        memcpy(bad, vectors[0].signature, sizeof(bad));
        bad[i] ^= (uint8_t)(1u << (i % 8));
        check_refused(key, sizeof(key), bad, sizeof(bad));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_key_form),
        cmocka_unit_test(test_signature_length),
        cmocka_unit_test(test_flipped_bits),
    };
    return cmocka_run_group_tests(tests, read_vectors, NULL);
}
