/* SPDX-License-Identifier: BSD-3-Clause */
/** Requests by exact status, and tokens whose signature and claims are looked at byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "psa/crypto.h"

#include "hal/otp.h"
#include "interface/psa/crypto_keys.h"
#include "interface/psa/initial_attestation.h"
#include "interface/psa/lifecycle.h"
#include "interface/psa/measured_boot.h"
#include "interface/psa/service.h"
#include "psa_manifest/initial_attestation.h"

#undef psa_sign_hash
#undef psa_export_public_key
psa_status_t psa_sign_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                           uint8_t *signature, size_t signature_size, size_t *signature_length);
psa_status_t psa_export_public_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length);

static const char *const cca = "http://arm.com/CCA-SSD/1.0.0", *const psa = "http://arm.com/psa/2.0.0";

static psa_key_id_t iak;
static struct {
    const char *profile;
    rss_status_t otp_status;
    psa_status_t sign_status, export_status, read_status;
    uint32_t components;
    uint32_t signatures, exports;
} world;

static struct {
    psa_msg_t msg;
    const uint8_t *in[2];
    uint8_t out[0x1000];
    size_t written;
} call;

rss_status_t hal_otp_read(enum hal_otp_id id, void *out, size_t size_bytes)
{
    memset(out, 0, size_bytes);
    switch (id) {
    case HAL_OTP_IMPLEMENTATION_ID:
        memset(out, 0x33, size_bytes);
        break;
    case HAL_OTP_PROFILE_DEFINITION:
        memcpy(out, world.profile, strlen(world.profile));
        break;
    case HAL_OTP_VERIFICATION_SERVICE_URL:
        memcpy(out, "www.example.com", 15);
        break;
    case HAL_OTP_CERT_REF:
        memcpy(out, "1234567890123-12345", 19);
        break;
    default:
        assert_int_equal(id, HAL_OTP_CCA_SYSTEM_PROPERTIES);
        assert_int_equal(size_bytes, 4);
        memcpy(out, "\x01\x02\x03\x04", 4);
    }
    return world.otp_status;
}

uint32_t psa_rot_lifecycle_state(void)
{
    return PSA_LIFECYCLE_SECURED;
}

psa_status_t iak_sign_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                           uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    assert_int_equal(key, RSS_KEY_IAK);
    world.signatures++;
    return world.sign_status != PSA_SUCCESS
               ? world.sign_status
               : psa_sign_hash(iak, alg, hash, hash_length, signature, signature_size, signature_length);
}

psa_status_t iak_export_public_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length)
{
    assert_int_equal(key, RSS_KEY_IAK);
    world.exports++;
    return world.export_status != PSA_SUCCESS ? world.export_status
                                              : psa_export_public_key(iak, data, data_size, data_length);
}

psa_status_t rss_measured_boot_read_measurement(uint8_t index, uint8_t *signer_id, size_t signer_id_size,
                                                size_t *signer_id_len, uint8_t *version, size_t version_size,
                                                size_t *version_len, uint32_t *measurement_algo,
                                                uint8_t *sw_type, size_t sw_type_size, size_t *sw_type_len,
                                                uint8_t *measurement_value, size_t measurement_value_size,
                                                size_t *measurement_value_len, bool *is_locked)
{
    (void)version;
    (void)version_size;
    if (index >= world.components) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    assert_true(signer_id_size >= 32 && measurement_value_size >= 32 && sw_type_size >= 1);
    memset(signer_id, 0x51, 32);
    memset(measurement_value, 0xa1, 32);
    *signer_id_len = *measurement_value_len = 32;
    *version_len = 0;
    *sw_type = 'A';
    *sw_type_len = 1;
    *measurement_algo = PSA_ALG_SHA_256;
    *is_locked = false;
    return world.read_status;
}

psa_status_t psa_call(psa_handle_t handle, int32_t type, const psa_invec *in_vec, size_t in_count,
                      psa_outvec *out_vec, size_t out_count) /* the client's calls, for nobody here */
{
    (void)handle, (void)type, (void)in_vec, (void)in_count, (void)out_vec, (void)out_count;
    return PSA_ERROR_CONNECTION_REFUSED;
}

size_t psa_read(psa_handle_t msg_handle, uint32_t index, void *buffer, size_t num_bytes)
{
    const size_t bytes = num_bytes < call.msg.in_size[index] ? num_bytes : call.msg.in_size[index];

    assert_int_equal(msg_handle, call.msg.handle);
    if (bytes > 0) {
        memcpy(buffer, call.in[index], bytes);
    }
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

static psa_status_t request_profile(int32_t type, const void *in, size_t in_bytes, size_t room_bytes,
                                    const void *profile, size_t profile_bytes)
{
    call.msg = (psa_msg_t){ .type = type,
                            .handle = 77,
                            .client_id = -249,
                            .in_size = { in_bytes, profile_bytes },
                            .out_size = { room_bytes } };
    call.in[0] = in;
    call.in[1] = profile;
    call.written = 0;
    memset(call.out, 0, sizeof(call.out));
    return initial_attestation_sfn(&call.msg);
}

static psa_status_t request(int32_t type, const void *in, size_t in_bytes, size_t room_bytes)
{
    return request_profile(type, in, in_bytes, room_bytes, NULL, 0);
}

static const uint8_t nonce[65] = { 0x4e, 0x4f, 0x4e };

static psa_status_t get_token(size_t nonce_bytes, size_t room_bytes)
{
    return request(RSS_ATTEST_GET_TOKEN, nonce, nonce_bytes, room_bytes);
}

static psa_status_t get_size(uint32_t challenge_bytes)
{
    return request(RSS_ATTEST_GET_TOKEN_SIZE, &challenge_bytes, 4, 4);
}

static int start(void **state)
{
    (void)state;
    memset(&world, 0, sizeof(world));
    world.profile = cca;
    world.otp_status = RSS_OK;
    world.components = 3;
    return initial_attestation_init();
}

static int make_key(void **state)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    (void)state;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 384);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_384));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH);
    return psa_crypto_init() != PSA_SUCCESS || psa_generate_key(&attributes, &iak) != PSA_SUCCESS;
}

/* The payload of the token in call.out: checks envelope and signature. */
static const uint8_t *open_token(size_t *payload_bytes)
{
    static const uint8_t front[] = { 0xd2, 0x84, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xa0, 0x59 };
    static const uint8_t context[] = { 0x84, 0x6a, 'S', 'i',  'g',  'n',  'a',  't',  'u',
                                       'r',  'e',  '1', 0x44, 0xa1, 0x01, 0x38, 0x22, 0x40 };
    const uint8_t *payload = call.out + sizeof(front) + 2;
    uint8_t signed_data[0x1000], hash[48];
    size_t hash_bytes;

    assert_memory_equal(call.out, front, sizeof(front));
    *payload_bytes = (size_t)call.out[sizeof(front)] << 8 | call.out[sizeof(front) + 1];
    assert_int_equal(call.written, sizeof(front) + 2 + *payload_bytes + 2 + 96);
    assert_memory_equal(payload + *payload_bytes, "\x58\x60", 2);
    memcpy(signed_data, context, sizeof(context));
    memcpy(signed_data + sizeof(context), payload - 3, *payload_bytes + 3);
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_384, signed_data, sizeof(context) + 3 + *payload_bytes,
                                      hash, sizeof(hash), &hash_bytes),
                     PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(iak, PSA_ALG_ECDSA(PSA_ALG_SHA_384), hash, hash_bytes,
                                     payload + *payload_bytes + 2, 96),
                     PSA_SUCCESS);
    return payload;
}

static bool contains(const uint8_t *data, size_t bytes, const void *part, size_t part_bytes)
{
    for (size_t i = 0; i + part_bytes <= bytes; i++) {
        if (memcmp(data + i, part, part_bytes) == 0) {
            return true;
        }
    }
    return false;
}

static void test_token(void **state)
{
    (void)state;
    for (size_t bytes = 32; bytes <= 64; bytes += 16) {
        size_t payload_bytes;

        assert_int_equal(get_token(bytes, sizeof(call.out)), PSA_SUCCESS);
        const uint8_t *payload = open_token(&payload_bytes);
        const uint8_t want[] = { 0xa9, 0x0a, 0x58, (uint8_t)bytes };
        assert_memory_equal(payload, want, sizeof(want));
        assert_memory_equal(payload + sizeof(want), nonce, bytes);
        assert_true(contains(payload, payload_bytes, cca, strlen(cca)));
        const size_t token_bytes = call.written;
        uint32_t size;
        assert_int_equal(get_size((uint32_t)bytes), PSA_SUCCESS);
        assert_int_equal(call.written, 4);
        memcpy(&size, call.out, 4);
        assert_int_equal(size, token_bytes);
        assert_int_equal(get_token(bytes, size), PSA_SUCCESS); /* what the size call says is enough, */
        assert_int_equal(get_token(bytes, size - 1), PSA_ERROR_BUFFER_TOO_SMALL); /* and needed */
        assert_int_equal(call.written, 0);
    }
    assert_true(world.exports <= 1); /* once until reset */
}

static void test_instance_id(void **state)
{
    uint8_t want[36] = { 0x19, 0x01, 0x00, 0x58, 0x21, 0x01 }, point[97];
    size_t bytes, payload_bytes;

    (void)state;
    assert_int_equal(psa_export_public_key(iak, point, sizeof(point), &bytes), PSA_SUCCESS);
    uint8_t id[38];
    memcpy(id, want, 6);
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, point, bytes, id + 6, 32, &bytes), PSA_SUCCESS);
    assert_int_equal(get_token(32, sizeof(call.out)), PSA_SUCCESS);
    const uint8_t *payload = open_token(&payload_bytes);
    assert_true(contains(payload, payload_bytes, id, sizeof(id)));
}

static void test_profiles(void **state)
{
    const uint32_t want_cca = RSS_ATTEST_PROFILE_CCA, want_psa = RSS_ATTEST_PROFILE_PSA, none = 3;
    size_t payload_bytes;

    (void)state;
    assert_int_equal(request_profile(RSS_ATTEST_GET_TOKEN, nonce, 32, 0x800, &want_psa, 4), PSA_SUCCESS);
    const uint8_t *payload = open_token(&payload_bytes);
    assert_int_equal(payload[0], 0xaa);
    assert_true(contains(payload, payload_bytes, psa, strlen(psa)));
    assert_true(contains(payload, payload_bytes, "\x19\x09\x5a\x38\xf8", 5)); /* 2394: -249 */
    assert_int_equal(request_profile(RSS_ATTEST_GET_TOKEN, nonce, 32, 0x800, &none, 4),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(request_profile(RSS_ATTEST_GET_TOKEN, nonce, 32, 0x800, &want_psa, 3),
                     PSA_ERROR_INVALID_ARGUMENT);

    world.profile = psa; /* provisioned for the other: it is what a client gets that does not say */
    initial_attestation_init();
    assert_int_equal(get_token(32, 0x800), PSA_SUCCESS);
    assert_true(contains(call.out, call.written, psa, strlen(psa)));
    assert_int_equal(request_profile(RSS_ATTEST_GET_TOKEN, nonce, 32, 0x800, &want_cca, 4), PSA_SUCCESS);
    assert_true(contains(call.out, call.written, cca, strlen(cca)));

    world.profile = "http://arm.com/unknown"; /* none of ours: only who asks for one gets a token */
    initial_attestation_init();
    assert_int_equal(get_token(32, 0x800), PSA_ERROR_GENERIC_ERROR);
    assert_int_equal(get_size(32), PSA_ERROR_GENERIC_ERROR);
    assert_int_equal(request_profile(RSS_ATTEST_GET_TOKEN, nonce, 32, 0x800, &want_cca, 4), PSA_SUCCESS);
}

static void test_refused_requests(void **state)
{
    static const size_t bad[] = { 0, 1, 31, 33, 47, 49, 63, 65 };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(get_token(bad[i], 0x800), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(get_size((uint32_t)bad[i]), PSA_ERROR_INVALID_ARGUMENT);
    }
    assert_int_equal(get_size(UINT32_MAX), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(get_token(32, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(get_token(32, 1), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(world.signatures, 0);
    const uint32_t size = 32;
    assert_int_equal(request(RSS_ATTEST_GET_TOKEN_SIZE, &size, 3, 4), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(request(RSS_ATTEST_GET_TOKEN_SIZE, &size, 4, 3), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(request(RSS_ATTEST_GET_TOKEN_SIZE, &size, 4, 8), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(request(1000, nonce, 32, 0x800), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(request(1003, nonce, 32, 0x800), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(call.written, 0);
}

static void test_what_fails(void **state)
{
    (void)state;
    world.components = 0;
    assert_int_equal(get_token(32, 0x800), PSA_ERROR_GENERIC_ERROR);
    assert_int_equal(get_size(32), PSA_ERROR_GENERIC_ERROR);
    world.components = 32; /* more than a token holds */
    assert_int_equal(get_token(32, sizeof(call.out)), PSA_ERROR_GENERIC_ERROR);
    world.components = 3;
    world.read_status = PSA_ERROR_COMMUNICATION_FAILURE;
    assert_int_equal(get_token(32, 0x800), PSA_ERROR_GENERIC_ERROR);
    world.read_status = PSA_SUCCESS;
    world.sign_status = PSA_ERROR_INSUFFICIENT_MEMORY;
    assert_int_equal(get_token(32, 0x800), PSA_ERROR_GENERIC_ERROR);
    assert_int_equal(call.written, 0);
    world.sign_status = PSA_SUCCESS;
    assert_int_equal(get_token(32, 0x800), PSA_SUCCESS);
    world.otp_status = RSS_ERR_LCM_MISMATCH;
    assert_int_equal(initial_attestation_init(), PSA_SUCCESS); /* the system goes on */
    assert_int_equal(get_token(32, 0x800), PSA_ERROR_SERVICE_FAILURE);
    assert_int_equal(get_size(32), PSA_ERROR_SERVICE_FAILURE);
}

static void test_no_public_key(void **state) /* first of all: afterwards it is known */
{
    (void)state;
    world.export_status = PSA_ERROR_NOT_PERMITTED;
    assert_int_equal(get_token(32, 0x800), PSA_ERROR_GENERIC_ERROR);
    assert_int_equal(get_size(32), PSA_SUCCESS); /* needs no key */
    world.export_status = PSA_SUCCESS;
    assert_int_equal(get_token(32, 0x800), PSA_SUCCESS);
    assert_int_equal(world.exports, 2);
}

static void test_boot_seed(void **state) /* another one at each start */
{
    const uint32_t profile = RSS_ATTEST_PROFILE_PSA;
    uint8_t first[32];
    static const uint8_t label[] = { 0x19, 0x09, 0x5d, 0x58, 0x20 }; /* 2397: 32 bytes */

    (void)state;
    for (int boot = 0; boot < 2; boot++) {
        size_t payload_bytes;

        initial_attestation_init();
        assert_int_equal(request_profile(RSS_ATTEST_GET_TOKEN, nonce, 32, 0x800, &profile, 4), PSA_SUCCESS);
        const uint8_t *seed = open_token(&payload_bytes) + 1 + 3 + 32;
        assert_memory_equal(seed, label, sizeof(label));
        if (boot == 0) {
            memcpy(first, seed + sizeof(label), sizeof(first));
        } else {
            assert_memory_not_equal(seed + sizeof(label), first, sizeof(first));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_no_public_key, start),    cmocka_unit_test_setup(test_token, start),
        cmocka_unit_test_setup(test_instance_id, start),      cmocka_unit_test_setup(test_profiles, start),
        cmocka_unit_test_setup(test_refused_requests, start), cmocka_unit_test_setup(test_what_fails, start),
        cmocka_unit_test_setup(test_boot_seed, start),
    };

    return cmocka_run_group_tests(tests, make_key, NULL);
}
