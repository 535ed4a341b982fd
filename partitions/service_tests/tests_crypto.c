/* SPDX-License-Identifier: BSD-3-Clause */
/** Cases of the Crypto service; numbers are those of services.md 7.5 (secure side). */
#include "partitions/service_tests/tests.h"

#include <stdbool.h>
#include <string.h>

#include "psa/crypto.h"

#include "interface/psa/crypto_keys.h"

#define P384_POINT_BYTES 97u

static int random_bytes(void)
{
    uint8_t first[32] = { 0 }, second[32] = { 0 };

    CHECK(psa_crypto_init() == PSA_SUCCESS);
    CHECK(psa_generate_random(first, sizeof(first)) == PSA_SUCCESS);
    CHECK(psa_generate_random(second, sizeof(second)) == PSA_SUCCESS);
    CHECK(memcmp(first, second, sizeof(first)) != 0);
    return 0;
}

static int hash_abc(void) /* FIPS 180-2, B.1 */
{
    static const uint8_t want[32] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
                                      0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
                                      0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad };
    static const uint8_t text[] = { 'a', 'b', 'c' };
    psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
    uint8_t hash[32];
    size_t bytes;

    CHECK(psa_hash_compute(PSA_ALG_SHA_256, text, 3, hash, sizeof(hash), &bytes) == PSA_SUCCESS);
    CHECK(bytes == 32 && memcmp(hash, want, 32) == 0);
    CHECK(psa_hash_compare(PSA_ALG_SHA_256, text, 3, want, 32) == PSA_SUCCESS);
    CHECK(psa_hash_compare(PSA_ALG_SHA_256, text, 2, want, 32) == PSA_ERROR_INVALID_SIGNATURE);
    CHECK(psa_hash_setup(&operation, PSA_ALG_SHA_256) == PSA_SUCCESS);
    CHECK(psa_hash_update(&operation, text, 2) == PSA_SUCCESS);
    CHECK(psa_hash_update(&operation, text + 2, 1) == PSA_SUCCESS);
    CHECK(psa_hash_finish(&operation, hash, sizeof(hash), &bytes) == PSA_SUCCESS);
    CHECK(bytes == 32 && memcmp(hash, want, 32) == 0 && operation.handle == 0);
    return 0;
}

/* What attestation does: the key is not the caller's to use, its public part is everyone's. */
static int iak_policy(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t point[P384_POINT_BYTES], hash[48] = { 0 }, signature[96];
    size_t bytes;

    CHECK(psa_export_public_key(RSS_KEY_IAK, point, sizeof(point), &bytes) == PSA_SUCCESS);
    CHECK(bytes == P384_POINT_BYTES && point[0] == 4);
    CHECK(psa_get_key_attributes(RSS_KEY_IAK, &attributes) == PSA_SUCCESS);
    CHECK(psa_get_key_bits(&attributes) == 384 && psa_get_key_id(&attributes) == RSS_KEY_IAK);
    CHECK(psa_get_key_lifetime(&attributes) == RSS_KEY_LIFETIME);
    CHECK(psa_sign_hash(RSS_KEY_IAK, PSA_ALG_ECDSA(PSA_ALG_SHA_384), hash, sizeof(hash), signature,
                        sizeof(signature), &bytes) == PSA_ERROR_NOT_PERMITTED);
    CHECK(psa_export_key(RSS_KEY_IAK, signature, sizeof(signature), &bytes) == PSA_ERROR_NOT_PERMITTED);
    CHECK(psa_destroy_key(RSS_KEY_IAK) == PSA_ERROR_NOT_PERMITTED);
    return 0;
}

static int generate_sign_verify(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    const psa_algorithm_t alg = PSA_ALG_ECDSA(PSA_ALG_SHA_384);
    uint8_t hash[48] = { 1 }, signature[96], point[P384_POINT_BYTES];
    psa_key_id_t key, public_key;
    size_t bytes;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 384);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&attributes, alg);
    CHECK(psa_generate_key(&attributes, &key) == PSA_SUCCESS);
    CHECK(psa_sign_hash(key, alg, hash, sizeof(hash), signature, sizeof(signature), &bytes) == PSA_SUCCESS);
    CHECK(bytes == 96);
    CHECK(psa_export_public_key(key, point, sizeof(point), &bytes) == PSA_SUCCESS);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
    CHECK(psa_import_key(&attributes, point, bytes, &public_key) == PSA_SUCCESS);
    CHECK(psa_verify_hash(public_key, alg, hash, sizeof(hash), signature, sizeof(signature)) == PSA_SUCCESS);
    signature[5] ^= 1;
    CHECK(psa_verify_hash(public_key, alg, hash, sizeof(hash), signature, sizeof(signature)) ==
          PSA_ERROR_INVALID_SIGNATURE);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS && psa_destroy_key(public_key) == PSA_SUCCESS);
    CHECK(psa_destroy_key(key) == PSA_ERROR_INVALID_HANDLE);
    return 0;
}

static int huk_derive(void)
{
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    static const uint8_t info[] = { 'i' };
    uint8_t output[2][32];

    for (uint32_t i = 0; i < 2; i++) {
        CHECK(psa_key_derivation_setup(&operation, PSA_ALG_HKDF(PSA_ALG_SHA_256)) == PSA_SUCCESS);
        CHECK(psa_key_derivation_input_key(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, RSS_KEY_HUK) ==
              PSA_SUCCESS);
        CHECK(psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO, info, 1) ==
              PSA_SUCCESS);
        CHECK(psa_key_derivation_output_bytes(&operation, output[i], 32) == PSA_SUCCESS);
        CHECK(psa_key_derivation_abort(&operation) == PSA_SUCCESS);
    }
    CHECK(memcmp(output[0], output[1], 32) == 0);
    return 0;
}

const struct service_test service_tests_crypto[] = {
    { "crypto_random", random_bytes, SERVICE_TESTS_BOTH },
    { "crypto_hash_abc", hash_abc, SERVICE_TESTS_BOTH },
    { "crypto_iak_policy", iak_policy, SERVICE_TESTS_BOTH },
    { "crypto_generate_sign_verify", generate_sign_verify, SERVICE_TESTS_BOTH },
    { "crypto_huk_derive", huk_derive, SERVICE_TESTS_BOTH },
    { NULL, NULL, 0 },
};
