/* SPDX-License-Identifier: BSD-3-Clause */
/** The encoder against cbor2 (tests/vectors/attestation/make.py), and at each size of buffer that is too small. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attest_vectors.h"
#include "lib/attest/claims.h"
#include "lib/attest/sign1.h"

struct slot {
    psa_status_t status;
    uint32_t algorithm;
    const char *version, *sw_type;
    size_t value_bytes;
};

static struct slot slots[ATTEST_SLOTS];
static struct attest_values values;

static void put_text(const char *text, uint8_t *out, size_t room, size_t *size_bytes)
{
    *size_bytes = strlen(text);
    assert_true(*size_bytes <= room);
    memcpy(out, text, *size_bytes);
}

static psa_status_t read_slot(uint8_t index, uint8_t *signer_id, size_t signer_id_size, size_t *signer_id_len,
                              uint8_t *version, size_t version_size, size_t *version_len, uint32_t *algo,
                              uint8_t *sw_type, size_t sw_type_size, size_t *sw_type_len, uint8_t *value,
                              size_t value_size, size_t *value_len, bool *is_locked)
{
    const struct slot *slot = &slots[index];

    if (slot->status != PSA_SUCCESS) {
        return slot->status;
    }
    assert_true(slot->value_bytes <= value_size && signer_id_size >= 32);
    memset(signer_id, 0x50 + index, 32);
    *signer_id_len = 32;
    memset(value, 0xa0 + index, slot->value_bytes);
    *value_len = slot->value_bytes;
    put_text(slot->version, version, version_size, version_len);
    put_text(slot->sw_type, sw_type, sw_type_size, sw_type_len);
    *algo = slot->algorithm;
    *is_locked = true;
    return PSA_SUCCESS;
}

static int fill(void **state)
{
    (void)state;
    for (size_t i = 0; i < ATTEST_SLOTS; i++) {
        slots[i] = (struct slot){ .status = PSA_ERROR_DOES_NOT_EXIST };
    }
    slots[1] = (struct slot){ 0, 0x02000009, "1.9.0+0", "BL2", 32 };
    slots[2] = (struct slot){ 0, 0x0200000a, "255.255.65535+", "RT_0", 48 };
    slots[31] = (struct slot){ 0, 0x0200000b, "", "", 64 };
    values = (struct attest_values){ .client_id = -249,
                                     .lifecycle = 0x3000,
                                     .instance_id = { 1 },
                                     .platform_config = { 0xef, 0xbe, 0xad, 0xde },
                                     .verification_service = "www.trustedfirmware.org" };
    memset(values.instance_id + 1, 0x22, 32);
    memset(values.implementation_id, 0x33, 32);
    memset(values.boot_seed, 0x44, 32);
    memset(values.certification_reference, '0', 32); /* fills its field: no zero at the end */
    for (uint8_t i = 0; i < sizeof(values.nonce); i++) {
        values.nonce[i] = i;
    }
    return 0;
}

/* The encoding in a buffer of just limit_bytes, so that the sanitizer sees one byte more; its length, 0: refused. */
static size_t encode_claims(const struct attest_profile *profile, uint8_t *buffer, size_t limit_bytes)
{
    zcbor_state_t state[ATTEST_CLAIMS_DEPTH + 2];

    zcbor_new_encode_state(state, ATTEST_CLAIMS_DEPTH + 2, buffer, limit_bytes, 1);
    if (!attest_encode_claims(state, profile, &values, read_slot)) {
        return 0;
    }
    return (size_t)(state->payload - buffer);
}

static void check(const struct attest_profile *profile, size_t nonce_bytes, const uint8_t *want,
                  size_t want_bytes)
{
    uint8_t *buffer = malloc(want_bytes + 64);

    values.nonce_bytes = nonce_bytes;
    assert_int_equal(encode_claims(profile, buffer, want_bytes + 64), want_bytes);
    assert_memory_equal(buffer, want, want_bytes);
    free(buffer);
}

static void test_claims(void **state)
{
    (void)state;
    check(&attest_profile_cca, 32, cca_32_vector, sizeof(cca_32_vector));
    check(&attest_profile_cca, 48, cca_48_vector, sizeof(cca_48_vector));
    check(&attest_profile_cca, 64, cca_64_vector, sizeof(cca_64_vector));
    check(&attest_profile_psa, 32, psa_32_vector, sizeof(psa_32_vector));
    check(&attest_profile_psa, 48, psa_48_vector, sizeof(psa_48_vector));
    check(&attest_profile_psa, 64, psa_64_vector, sizeof(psa_64_vector));
}

static void test_every_smaller_buffer_is_refused(void **state)
{
    (void)state;
    values.nonce_bytes = 32;
    for (size_t limit = 0; limit < sizeof(psa_32_vector); limit++) {
        uint8_t *buffer = malloc(limit);

        assert_int_equal(encode_claims(&attest_profile_psa, buffer, limit), 0);
        free(buffer);
    }
}

static bool encode_components(uint8_t *buffer, size_t limit_bytes, size_t *size_bytes)
{
    zcbor_state_t state[ATTEST_COMPONENTS_DEPTH + 2];

    zcbor_new_encode_state(state, ATTEST_COMPONENTS_DEPTH + 2, buffer, limit_bytes, 1);
    const bool done = attest_encode_components(state, read_slot);
    *size_bytes = (size_t)(state->payload - buffer);
    return done;
}

static void test_components(void **state)
{
    static uint8_t buffer[0x2000];
    size_t size_bytes;

    (void)state;
    assert_true(encode_components(buffer, sizeof(buffer), &size_bytes));
    assert_int_equal(size_bytes, sizeof(components_vector));
    assert_memory_equal(buffer, components_vector, size_bytes);

    slots[2].algorithm = 0x02000008; /* a hash without a name in a token */
    assert_false(encode_components(buffer, sizeof(buffer), &size_bytes));
    slots[2].algorithm = 0x02000009;
    slots[2].sw_type = "\x7f"; /* a client's text stays a text: of ASCII */
    assert_true(encode_components(buffer, sizeof(buffer), &size_bytes));
    slots[2].sw_type = "A\x80";
    assert_false(encode_components(buffer, sizeof(buffer), &size_bytes));
    slots[2].sw_type = "RT_0";
    slots[2].version = "\xff";
    assert_false(encode_components(buffer, sizeof(buffer), &size_bytes));
    slots[2].status = PSA_ERROR_INVALID_ARGUMENT; /* never left out unseen */
    assert_false(encode_components(buffer, sizeof(buffer), &size_bytes));
    for (size_t i = 0; i < ATTEST_SLOTS; i++) {
        slots[i].status = PSA_ERROR_DOES_NOT_EXIST;
    }
    assert_false(encode_components(buffer, sizeof(buffer), &size_bytes));
    for (size_t i = 0; i < ATTEST_SLOTS; i++) { /* header of the list gets a second byte */
        slots[i] = (struct slot){ 0, 0x02000009, "1", "X", 32 };
    }
    assert_true(encode_components(buffer, sizeof(buffer), &size_bytes));
    assert_int_equal(buffer[0], 0x98);
    assert_int_equal(buffer[1], 32);
    assert_int_equal(size_bytes, 2 + 32 * 86);
}

/* A whole token with a given payload; its length, 0: refused. */
static size_t make_token(const struct cose_algorithm *algorithm, const struct attest_profile *profile,
                         uint8_t *buffer, size_t limit_bytes, const uint8_t *want_signed,
                         size_t want_signed_bytes, const uint8_t **token)
{
    struct cose_sign1 sign1;
    size_t signed_bytes;
    zcbor_state_t *state = cose_sign1_start(&sign1, algorithm, buffer, limit_bytes);

    if (state == NULL || !(profile != NULL ? attest_encode_claims(state, profile, &values, read_slot)
                                           : zcbor_uint32_put(state, 5))) {
        return 0;
    }
    const uint8_t *to_sign = cose_sign1_end_payload(&sign1, &signed_bytes);
    if (to_sign == NULL) {
        return 0;
    }
    assert_int_equal(signed_bytes, want_signed_bytes);
    assert_memory_equal(to_sign, want_signed, want_signed_bytes);
    memset(cose_sign1_finish(&sign1, token), 0x5a, algorithm->signature_bytes);
    return cose_sign1_token_bytes(&sign1);
}

#define CHECK_TOKEN(algorithm, profile, name)                                                                \
    do {                                                                                                     \
        uint8_t *buffer = malloc(sizeof(token_##name##_vector) + COSE_SIGN1_FRONT_BYTES);                    \
        const uint8_t *token = NULL;                                                                         \
        assert_int_equal(make_token(algorithm, profile, buffer, sizeof(token_##name##_vector),               \
                                    signed_##name##_vector, sizeof(signed_##name##_vector), &token),         \
                         sizeof(token_##name##_vector));                                                     \
        assert_memory_equal(token, token_##name##_vector, sizeof(token_##name##_vector));                    \
        free(buffer);                                                                                        \
    } while (0)

static void test_tokens(void **state)
{
    (void)state;
    values.nonce_bytes = 64;
    CHECK_TOKEN(&cose_es384, &attest_profile_cca, 384);
    values.nonce_bytes = 32;
    CHECK_TOKEN(&cose_es256, &attest_profile_psa, 256);
    CHECK_TOKEN(&cose_es384, NULL, short);
}

static void test_smaller_tokens_are_refused(void **state)
{
    (void)state;
    values.nonce_bytes = 64;
    for (size_t limit = 0; limit < sizeof(token_384_vector); limit++) {
        const uint8_t *token;
        uint8_t *buffer = malloc(limit + COSE_SIGN1_FRONT_BYTES);

        assert_int_equal(make_token(&cose_es384, &attest_profile_cca, buffer, limit, NULL, 0, &token), 0);
        free(buffer);
    }
}

static void test_open_container(void **state)
{
    uint8_t buffer[256];
    struct cose_sign1 sign1;
    size_t signed_bytes;

    (void)state;
    zcbor_state_t *payload =
        cose_sign1_start(&sign1, &cose_es256, buffer, sizeof(buffer) - COSE_SIGN1_FRONT_BYTES);
    assert_true(zcbor_map_start_encode(payload, 1));
    assert_null(cose_sign1_end_payload(&sign1, &signed_bytes));
}

static void test_profiles_by_name(void **state)
{
    char name[ATTEST_TEXT_BYTES] = "http://arm.com/CCA-SSD/1.0.0";

    (void)state;
    assert_ptr_equal(attest_find_profile(name), &attest_profile_cca);
    name[28] = '1';
    assert_null(attest_find_profile(name));
    memset(name, 0, sizeof(name));
    assert_null(attest_find_profile(name));
    strcpy(name, "http://arm.com/psa/2.0.0");
    assert_ptr_equal(attest_find_profile(name), &attest_profile_psa);
    name[23] = '1';
    assert_null(attest_find_profile(name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_claims, fill),
        cmocka_unit_test_setup(test_every_smaller_buffer_is_refused, fill),
        cmocka_unit_test_setup(test_components, fill),
        cmocka_unit_test_setup(test_tokens, fill),
        cmocka_unit_test_setup(test_smaller_tokens_are_refused, fill),
        cmocka_unit_test(test_open_container),
        cmocka_unit_test(test_profiles_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
