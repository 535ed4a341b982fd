/* SPDX-License-Identifier: BSD-3-Clause */
/** Keys against those of another implementation (tests/vectors/attestation/make.py), requests by exact status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "psa/crypto.h"

#include "attest_vectors.h"
#include "interface/psa/crypto_keys.h"
#include "interface/psa/delegated_attestation.h"
#include "interface/psa/initial_attestation.h"
#include "interface/psa/measured_boot.h"
#include "interface/psa/service.h"
#include "lib/base/fih.h"
#include "psa_manifest/delegated_attestation.h"

#undef psa_key_derivation_input_key
psa_status_t psa_key_derivation_input_key(psa_key_derivation_operation_t *operation,
                                          psa_key_derivation_step_t step, psa_key_id_t key);

static psa_key_id_t seed;
static struct {
    bool nothing_measured;
    psa_status_t seed_status, token_status;
    uint8_t challenge[64];
    size_t challenge_bytes, room_bytes;
    uint32_t profile, tokens;
} world;

static struct {
    psa_msg_t msg;
    const void *in[3];
    uint8_t out[0x1000];
    size_t written;
} call;

psa_status_t dak_input_key(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                           psa_key_id_t key)
{
    assert_int_equal(key, RSS_KEY_DAK_SEED);
    return world.seed_status != PSA_SUCCESS ? world.seed_status
                                            : psa_key_derivation_input_key(operation, step, seed);
}

void fih_panic(void)
{
    fail_msg("fih_panic");
    abort();
}

/* The components of the vectors. */
psa_status_t rss_measured_boot_read_measurement(uint8_t index, uint8_t *signer_id, size_t signer_id_size,
                                                size_t *signer_id_len, uint8_t *version, size_t version_size,
                                                size_t *version_len, uint32_t *measurement_algo,
                                                uint8_t *sw_type, size_t sw_type_size, size_t *sw_type_len,
                                                uint8_t *measurement_value, size_t measurement_value_size,
                                                size_t *measurement_value_len, bool *is_locked)
{
    const char *version_text = index == 1 ? "1.9.0+0" : index == 2 ? "255.255.65535+" : "";
    const char *type_text = index == 1 ? "BL2" : index == 2 ? "RT_0" : "";

    if (world.nothing_measured || (index != 1 && index != 2 && index != 31)) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    *measurement_value_len = index == 1 ? 32 : index == 2 ? 48 : 64;
    assert_true(signer_id_size >= 32 && measurement_value_size >= *measurement_value_len);
    assert_true(version_size >= strlen(version_text) && sw_type_size >= strlen(type_text));
    memset(signer_id, 0x50 + index, 32);
    *signer_id_len = 32;
    memset(measurement_value, 0xa0 + index, *measurement_value_len);
    *version_len = strlen(version_text);
    memcpy(version, version_text, *version_len);
    *sw_type_len = strlen(type_text);
    memcpy(sw_type, type_text, *sw_type_len);
    *measurement_algo = index == 1 ? PSA_ALG_SHA_256 : index == 2 ? PSA_ALG_SHA_384 : PSA_ALG_SHA_512;
    *is_locked = false;
    return PSA_SUCCESS;
}

psa_status_t rss_attest_get_token(uint32_t profile, const uint8_t *auth_challenge, size_t challenge_size,
                                  uint8_t *token_buf, size_t token_buf_size, size_t *token_size)
{
    world.tokens++;
    world.profile = profile;
    world.challenge_bytes = challenge_size;
    memcpy(world.challenge, auth_challenge, challenge_size);
    world.room_bytes = token_buf_size;
    memcpy(token_buf, "token", token_buf_size < 5 ? token_buf_size : 5);
    *token_size = world.token_status == PSA_SUCCESS ? 5 : 0;
    return world.token_status;
}

size_t psa_read(psa_handle_t msg_handle, uint32_t index, void *buffer, size_t num_bytes)
{
    const size_t bytes = num_bytes < call.msg.in_size[index] ? num_bytes : call.msg.in_size[index];

    assert_int_equal(msg_handle, call.msg.handle);
    memcpy(buffer, call.in[index], bytes);
    return bytes;
}

void psa_write(psa_handle_t msg_handle, uint32_t index, const void *buffer, size_t num_bytes)
{
    assert_int_equal(msg_handle, call.msg.handle);
    assert_int_equal(index, 0);
    assert_true(num_bytes <= call.msg.out_size[0] - call.written);
    memcpy(call.out + call.written, buffer, num_bytes);
    call.written += num_bytes;
}

static int32_t client_id;

static psa_status_t send(int32_t type, size_t room_bytes)
{
    call.msg.type = type;
    call.msg.handle = 78;
    call.msg.client_id = client_id;
    call.msg.out_size[0] = room_bytes;
    call.written = 0;
    memset(call.out, 0, sizeof(call.out));
    return delegated_attestation_sfn(&call.msg);
}

static psa_status_t get_key(uint8_t curve, uint32_t bits, uint32_t hash_algorithm, size_t room_bytes)
{
    call.msg = (psa_msg_t){ .in_size = { 1, 4, 4 } };
    call.in[0] = &curve;
    call.in[1] = &bits;
    call.in[2] = &hash_algorithm;
    return send(RSS_DELEGATED_ATTEST_GET_DELEGATED_KEY, room_bytes);
}

static psa_status_t get_token(const uint8_t *hash, size_t hash_bytes, size_t room_bytes)
{
    call.msg = (psa_msg_t){ .in_size = { hash_bytes } };
    call.in[0] = hash;
    return send(RSS_DELEGATED_ATTEST_GET_PLATFORM_TOKEN, room_bytes);
}

static int start(void **state)
{
    (void)state;
    memset(&world, 0, sizeof(world));
    client_id = -1;
    return 0;
}

static int make_seed(void **state)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    (void)state;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_DERIVE);
    psa_set_key_algorithm(&attributes, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
    return psa_crypto_init() != PSA_SUCCESS ||
           psa_import_key(&attributes, dak_seed_vector, sizeof(dak_seed_vector), &seed) != PSA_SUCCESS;
}

#define HASH(bits) dak_hash_##bits##_vector, sizeof(dak_hash_##bits##_vector)
#define CURVE      RSS_DELEGATED_ATTEST_CURVE_SECP_R1

static void test_token_before_key(void **state) /* first of all */
{
    (void)state;
    assert_int_equal(get_token(HASH(384), 0x800), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(get_token(HASH(384), 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(get_token(dak_hash_384_vector, 0, 0x800), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(world.tokens, 0);
}

static void test_keys(void **state)
{
    (void)state;
    assert_int_equal(get_key(CURVE, 256, PSA_ALG_SHA_256, 32), PSA_SUCCESS);
    assert_int_equal(call.written, 32);
    assert_memory_equal(call.out, dak_256_vector, 32);
    assert_int_equal(get_token(HASH(256), 0x800), PSA_SUCCESS);
    assert_int_equal(get_key(CURVE, 521, PSA_ALG_SHA_256, 100), PSA_SUCCESS);
    assert_int_equal(call.written, 66);
    assert_memory_equal(call.out, dak_521_vector, 66);
    assert_int_equal(get_token(HASH(521), 0x800), PSA_SUCCESS);
    assert_int_equal(get_token(HASH(256), 0x800), PSA_ERROR_INVALID_ARGUMENT); /* the last key counts */
    assert_int_equal(get_key(CURVE, 384, PSA_ALG_SHA_256, 48), PSA_SUCCESS);
    assert_int_equal(call.written, 48);
    assert_memory_equal(call.out, dak_384_vector, 48);
    for (int again = 0; again < 40; again++) { /* none is left in a key slot */
        assert_int_equal(get_key(CURVE, 384, PSA_ALG_SHA_256, 48), PSA_SUCCESS);
    }
    assert_memory_equal(call.out, dak_384_vector, 48);
}

static void test_token(void **state)
{
    uint8_t wrong[32];

    (void)state;
    assert_int_equal(get_key(CURVE, 384, PSA_ALG_SHA_256, 48), PSA_SUCCESS);
    assert_int_equal(get_token(HASH(384), 0x800), PSA_SUCCESS);
    assert_int_equal(call.written, 5);
    assert_memory_equal(call.out, "token", 5);
    assert_int_equal(world.profile, RSS_ATTEST_PROFILE_CCA);
    assert_int_equal(world.challenge_bytes, 32);
    assert_memory_equal(world.challenge, dak_hash_384_vector, 32);
    assert_int_equal(get_token(HASH(384), 0x10000), PSA_SUCCESS);
    assert_int_equal(world.room_bytes, 0x800); /* what the service itself holds */
    assert_int_equal(get_token(HASH(384), 7), PSA_SUCCESS);
    assert_int_equal(world.room_bytes, 7);
    world.tokens = 0;
    for (size_t bit = 0; bit < 256; bit += 51) {
        memcpy(wrong, dak_hash_384_vector, sizeof(wrong));
        wrong[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(get_token(wrong, sizeof(wrong), 0x800), PSA_ERROR_INVALID_ARGUMENT);
    }
    assert_int_equal(get_token(dak_hash_384_vector, 31, 0x800), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(get_token(call.out, 33, 0x800), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(get_token(call.out, 64, 0x800), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(get_token(call.out, 65, 0x800), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(world.tokens, 0);
    world.token_status = PSA_ERROR_BUFFER_TOO_SMALL;
    assert_int_equal(get_token(HASH(384), 1), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(call.written, 0);
    world.token_status = PSA_SUCCESS;
    assert_int_equal(get_token(HASH(384), 0x800), PSA_SUCCESS);
}

static void test_clients(void **state) /* none disturbs another, until there are too many */
{
    static const int32_t ids[] = { -257, 3020, 275 };

    (void)state;
    assert_int_equal(get_key(CURVE, 384, PSA_ALG_SHA_256, 48), PSA_SUCCESS);
    for (size_t i = 0; i < 3; i++) {
        client_id = ids[i];
        assert_int_equal(get_token(HASH(384), 0x800), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(get_key(CURVE, 256, PSA_ALG_SHA_256, 48), PSA_SUCCESS);
        assert_int_equal(get_token(HASH(256), 0x800), PSA_SUCCESS);
    }
    client_id = -1;
    assert_int_equal(get_token(HASH(384), 0x800), PSA_SUCCESS);
    client_id = 276; /* the fifth takes the place of the first */
    assert_int_equal(get_key(CURVE, 256, PSA_ALG_SHA_256, 48), PSA_SUCCESS);
    assert_int_equal(get_token(HASH(256), 0x800), PSA_SUCCESS);
    client_id = -1;
    assert_int_equal(get_token(HASH(384), 0x800), PSA_ERROR_INVALID_ARGUMENT);
}

static void test_hashes(void **state)
{
    static const psa_algorithm_t hashes[] = { PSA_ALG_SHA_256, PSA_ALG_SHA_384, PSA_ALG_SHA_512 };
    static const psa_algorithm_t refused[] = {
        0, 0xffffffff, PSA_ALG_SHA_224, PSA_ALG_MD5, PSA_ALG_SHA_512_256, PSA_ALG_HMAC(PSA_ALG_SHA_256)
    };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        uint8_t hash[64];
        size_t bytes = 32 + 16 * i;

        assert_int_equal(get_key(CURVE, 384, hashes[i], 48), PSA_SUCCESS);
        memset(hash, 0, sizeof(hash));
        assert_int_equal(get_token(hash, bytes, 0x800), PSA_ERROR_INVALID_ARGUMENT);
    }
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_int_equal(get_key(CURVE, 384, refused[i], 48), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(call.written, 0);
    }
}

static void test_refused_keys(void **state)
{
    (void)state;
    assert_int_equal(get_key(CURVE, 384, PSA_ALG_SHA_256, 48), PSA_SUCCESS);
    assert_int_equal(get_key(0x17, 384, PSA_ALG_SHA_256, 48), PSA_ERROR_INVALID_ARGUMENT); /* SECP_K1 */
    assert_int_equal(get_key(0, 384, PSA_ALG_SHA_256, 48), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(get_key(CURVE, 224, PSA_ALG_SHA_256, 48), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(get_key(CURVE, 0, PSA_ALG_SHA_256, 48), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(get_key(CURVE, UINT32_MAX, PSA_ALG_SHA_256, 48), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(get_key(CURVE, 256, PSA_ALG_SHA_256, 31), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(get_key(CURVE, 384, PSA_ALG_SHA_256, 47), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(get_key(CURVE, 521, PSA_ALG_SHA_256, 65), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(get_key(CURVE, 384, PSA_ALG_SHA_256, 0), PSA_ERROR_BUFFER_TOO_SMALL);
    static const size_t sizes[][3] = { { 0, 4, 4 }, { 2, 4, 4 }, { 1, 3, 4 },
                                       { 1, 5, 4 }, { 1, 4, 0 }, { 1, 4, 8 } };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        call.msg = (psa_msg_t){ .in_size = { sizes[i][0], sizes[i][1], sizes[i][2] } };
        assert_int_equal(send(RSS_DELEGATED_ATTEST_GET_DELEGATED_KEY, 48), PSA_ERROR_INVALID_ARGUMENT);
    }
    assert_int_equal(send(1000, 48), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(send(1003, 48), PSA_ERROR_NOT_SUPPORTED);
    world.nothing_measured = true;
    assert_int_equal(get_key(CURVE, 384, PSA_ALG_SHA_256, 48), PSA_ERROR_GENERIC_ERROR);
    world.nothing_measured = false;
    world.seed_status = PSA_ERROR_NOT_PERMITTED;
    for (int again = 0; again < 40; again++) {
        assert_int_equal(get_key(CURVE, 384, PSA_ALG_SHA_256, 48), PSA_ERROR_NOT_PERMITTED);
    }
    assert_int_equal(call.written, 0);
    assert_int_equal(get_token(HASH(384), 0x800),
                     PSA_SUCCESS); /* the key that was given out is still the last */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_token_before_key, start),
        cmocka_unit_test_setup(test_keys, start),
        cmocka_unit_test_setup(test_token, start),
        cmocka_unit_test_setup(test_hashes, start),
        cmocka_unit_test_setup(test_refused_keys, start),
        cmocka_unit_test_setup(test_clients, start),
    };

    return cmocka_run_group_tests(tests, make_seed, NULL);
}
