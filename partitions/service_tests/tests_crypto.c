/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Cases of the Crypto service. Four digits in a name are TF-M's number of the behaviour (services.md 7.5, secure side). What only
 * profile full offers is done there, and is NOT_SUPPORTED elsewhere.
 */
#include "partitions/service_tests/tests.h"

#include <stdbool.h>
#include <string.h>

#include "psa/crypto.h"

#include "interface/psa/client.h"
#include "interface/psa/crypto_keys.h"
#include "interface/psa/crypto_wire.h"
#include "interface/psa/services.h"
#include "partitions/service_tests/tests_vectors.h"
#include "psa_manifest/sid.h"

#define P384_POINT_BYTES     97u
#define EQUAL(bytes, vector) (memcmp(bytes, vector, sizeof(vector)) == 0)
#define HMAC_KEY             vector_key32, sizeof(vector_key32)
#define TEXT                 vector_text, sizeof(vector_text)

static bool full_profile(void)
{
    uint8_t hash[32];
    size_t bytes;

    return psa_hash_compute(PSA_ALG_SHA3_256, TEXT, hash, sizeof(hash), &bytes) == PSA_SUCCESS;
}

static psa_status_t import(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg,
                           const uint8_t *data, size_t data_bytes, psa_key_id_t *key)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    psa_set_key_type(&attributes, type);
    psa_set_key_usage_flags(&attributes, usage);
    psa_set_key_algorithm(&attributes, alg);
    return psa_import_key(&attributes, data, data_bytes, key);
}

#define ENCRYPTS (PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT)
#define SIGNS    (PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE)

static psa_status_t import_aes(psa_algorithm_t alg, size_t key_bytes, psa_key_id_t *key)
{
    return import(PSA_KEY_TYPE_AES, ENCRYPTS, alg, key_bytes == 16 ? vector_key16 : vector_key32, key_bytes,
                  key);
}

/* ---- Keys ---- */

static int key_1001(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t data[16];
    psa_key_id_t key;
    size_t bytes;

    CHECK(import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, vector_key16, 16, &key) == PSA_SUCCESS);
    CHECK(psa_get_key_attributes(key, &attributes) == PSA_SUCCESS);
    CHECK(psa_get_key_type(&attributes) == PSA_KEY_TYPE_AES && psa_get_key_bits(&attributes) == 128);
    CHECK(psa_get_key_usage_flags(&attributes) == PSA_KEY_USAGE_EXPORT);
    CHECK(psa_get_key_algorithm(&attributes) == PSA_ALG_CTR);
    CHECK(psa_get_key_lifetime(&attributes) == PSA_KEY_LIFETIME_VOLATILE);
    CHECK(psa_export_key(key, data, sizeof(data) - 1, &bytes) == PSA_ERROR_BUFFER_TOO_SMALL && bytes == 0);
    CHECK(psa_export_key(key, data, sizeof(data), &bytes) == PSA_SUCCESS);
    CHECK(bytes == 16 && EQUAL(data, vector_key16));
    CHECK(psa_purge_key(key) == PSA_SUCCESS);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    CHECK(psa_destroy_key(key) == PSA_ERROR_INVALID_HANDLE);
    CHECK(psa_export_key(key, data, sizeof(data), &bytes) == PSA_ERROR_INVALID_HANDLE);
    CHECK(psa_get_key_attributes(key, &attributes) == PSA_ERROR_INVALID_HANDLE);
    CHECK(psa_purge_key(key) == PSA_ERROR_INVALID_HANDLE);
    CHECK(psa_close_key(key) == PSA_ERROR_INVALID_HANDLE);
    CHECK(psa_destroy_key(PSA_KEY_ID_NULL) == PSA_SUCCESS);
    return 0;
}

static int attributes_1032(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    psa_set_key_algorithm(&attributes, PSA_ALG_GCM);
    psa_set_key_id(&attributes, 7);
    CHECK(psa_get_key_type(&attributes) == PSA_KEY_TYPE_AES && psa_get_key_bits(&attributes) == 256);
    CHECK(psa_get_key_usage_flags(&attributes) == PSA_KEY_USAGE_EXPORT);
    CHECK(psa_get_key_algorithm(&attributes) == PSA_ALG_GCM && psa_get_key_id(&attributes) == 7);
    CHECK(psa_get_key_lifetime(&attributes) == PSA_KEY_LIFETIME_PERSISTENT);
    psa_set_key_lifetime(&attributes, PSA_KEY_LIFETIME_VOLATILE);
    CHECK(psa_get_key_id(&attributes) == 0);
    psa_reset_key_attributes(&attributes);
    CHECK(psa_get_key_type(&attributes) == 0 && psa_get_key_bits(&attributes) == 0 &&
          psa_get_key_usage_flags(&attributes) == 0);
    return 0;
}

static int policy_1033(void)
{
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    uint8_t data[16];
    psa_key_id_t key;
    size_t bytes;

    CHECK(import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_CTR, vector_key16, 16, &key) ==
          PSA_SUCCESS);
    CHECK(psa_export_key(key, data, sizeof(data), &bytes) == PSA_ERROR_NOT_PERMITTED);
    CHECK(psa_cipher_encrypt_setup(&operation, key, PSA_ALG_CBC_NO_PADDING) == PSA_ERROR_NOT_PERMITTED);
    CHECK(operation.handle == 0);
    CHECK(psa_cipher_decrypt_setup(&operation, key, PSA_ALG_CTR) == PSA_ERROR_NOT_PERMITTED);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

static int persistent_1034(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = 1, source;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
    psa_set_key_bits(&attributes, 128);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_COPY);
    psa_set_key_algorithm(&attributes, PSA_ALG_CTR);
    psa_set_key_id(&attributes, 1);
    CHECK(psa_import_key(&attributes, vector_key16, 16, &key) == PSA_ERROR_NOT_SUPPORTED && key == 0);
    CHECK(psa_generate_key(&attributes, &key) == PSA_ERROR_NOT_SUPPORTED && key == 0);
    CHECK(import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_COPY, PSA_ALG_CTR, vector_key16, 16, &source) ==
          PSA_SUCCESS);
    CHECK(psa_copy_key(source, &attributes, &key) == PSA_ERROR_NOT_SUPPORTED && key == 0);
    CHECK(psa_destroy_key(source) == PSA_SUCCESS);
    CHECK(psa_open_key(1, &key) == PSA_ERROR_NOT_SUPPORTED);
    CHECK(psa_destroy_key(1) == PSA_ERROR_INVALID_HANDLE);
    return 0;
}

/* TFMV-4. The volatile keys are numbered from one place: a stranger's may be at any of the numbers, none is there for us. */
static int keys_of_others_tfmv_4(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t own;
    uint8_t data[16];
    size_t bytes;

    CHECK(import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, vector_key16, 16, &own) == PSA_SUCCESS);
    for (psa_key_id_t key = PSA_KEY_ID_VENDOR_MIN - 2; key < PSA_KEY_ID_VENDOR_MIN + 20; key++) {
        const bool ours = key == own;

        CHECK(psa_get_key_attributes(key, &attributes) == (ours ? PSA_SUCCESS : PSA_ERROR_INVALID_HANDLE));
        CHECK(psa_export_key(key, data, sizeof(data), &bytes) ==
              (ours ? PSA_SUCCESS : PSA_ERROR_INVALID_HANDLE));
        CHECK(ours || psa_destroy_key(key) == PSA_ERROR_INVALID_HANDLE);
        CHECK(ours || psa_close_key(key) == PSA_ERROR_INVALID_HANDLE);
    }
    CHECK(psa_destroy_key(own) == PSA_SUCCESS);
    return 0;
}

/* Another client holds a key; its number is known. */
static int other_partition_1035(void)
{
    const psa_handle_t other = SERVICE_TESTS_OTHER_HANDLE;
    uint8_t data[16], tag[16];
    psa_key_id_t key = 0, own;
    size_t bytes;
    psa_outvec out = { &key, sizeof(key) };

    CHECK(psa_call(other, SERVICE_TESTS_OTHER_MAKES_KEY, NULL, 0, &out, 1) == PSA_SUCCESS && key != 0);
    CHECK(psa_export_key(key, data, sizeof(data), &bytes) == PSA_ERROR_INVALID_HANDLE);
    CHECK(psa_mac_compute(key, PSA_ALG_CMAC, TEXT, tag, sizeof(tag), &bytes) == PSA_ERROR_INVALID_HANDLE);
    CHECK(psa_destroy_key(key) == PSA_ERROR_INVALID_HANDLE);
    const psa_invec in = { &key, sizeof(key) };
    CHECK(psa_call(other, SERVICE_TESTS_OTHER_DESTROYS_KEY, &in, 1, NULL, 0) == PSA_SUCCESS);

    CHECK(import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, vector_key16, 16, &own) == PSA_SUCCESS);
    const psa_invec in_own = { &own, sizeof(own) };
    CHECK(psa_call(other, SERVICE_TESTS_OTHER_DESTROYS_KEY, &in_own, 1, NULL, 0) == PSA_ERROR_INVALID_HANDLE);
    CHECK(psa_export_key(own, data, sizeof(data), &bytes) == PSA_SUCCESS && EQUAL(data, vector_key16));
    CHECK(psa_destroy_key(own) == PSA_SUCCESS);
    return 0;
}

static int copy_key(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key, copy;
    uint8_t data[16];
    size_t bytes;

    CHECK(import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_COPY | PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, vector_key16, 16,
                 &key) == PSA_SUCCESS);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    psa_set_key_algorithm(&attributes, PSA_ALG_CTR);
    CHECK(psa_copy_key(key, &attributes, &copy) == PSA_SUCCESS && copy != key);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    CHECK(psa_export_key(copy, data, sizeof(data), &bytes) == PSA_SUCCESS && EQUAL(data, vector_key16));
    CHECK(psa_copy_key(copy, &attributes, &key) == PSA_ERROR_NOT_PERMITTED && key == 0);
    CHECK(psa_copy_key(RSS_KEY_HUK, &attributes, &key) == PSA_ERROR_NOT_PERMITTED);
    CHECK(psa_close_key(copy) == PSA_SUCCESS);
    CHECK(psa_export_key(copy, data, sizeof(data), &bytes) == PSA_ERROR_INVALID_HANDLE);
    return 0;
}

/* A client's share of keys; what is given back can be had again, and nobody else's share is touched. */
static int key_share(void)
{
    psa_key_id_t keys[9];
    uint32_t count = 0;

    while (count < 9 &&
           import(PSA_KEY_TYPE_AES, 0, PSA_ALG_CTR, vector_key16, 16, &keys[count]) == PSA_SUCCESS) {
        count++;
    }
    CHECK(count == 7);
    CHECK(import(PSA_KEY_TYPE_AES, 0, PSA_ALG_CTR, vector_key16, 16, &keys[7]) ==
          PSA_ERROR_INSUFFICIENT_MEMORY);
    CHECK(psa_destroy_key(keys[3]) == PSA_SUCCESS);
    CHECK(import(PSA_KEY_TYPE_AES, 0, PSA_ALG_CTR, vector_key16, 16, &keys[3]) == PSA_SUCCESS);
    while (count > 0) {
        CHECK(psa_destroy_key(keys[--count]) == PSA_SUCCESS);
    }
    return 0;
}

/* ---- Built-in keys ---- */

static int iak_policy(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t point[P384_POINT_BYTES], hash[48] = { 0 }, signature[96];
    psa_key_id_t key;
    size_t bytes;

    CHECK(psa_export_public_key(RSS_KEY_IAK, point, sizeof(point) - 1, &bytes) == PSA_ERROR_BUFFER_TOO_SMALL);
    CHECK(psa_export_public_key(RSS_KEY_IAK, point, sizeof(point), &bytes) == PSA_SUCCESS);
    CHECK(bytes == P384_POINT_BYTES && point[0] == 4);
    CHECK(psa_get_key_attributes(RSS_KEY_IAK, &attributes) == PSA_SUCCESS);
    CHECK(psa_get_key_bits(&attributes) == 384 && psa_get_key_id(&attributes) == RSS_KEY_IAK);
    CHECK(psa_get_key_lifetime(&attributes) == RSS_KEY_LIFETIME);
    CHECK(psa_get_key_usage_flags(&attributes) == 0);
    CHECK(psa_sign_hash(RSS_KEY_IAK, PSA_ALG_ECDSA(PSA_ALG_SHA_384), hash, sizeof(hash), signature,
                        sizeof(signature), &bytes) == PSA_ERROR_NOT_PERMITTED);
    CHECK(psa_export_key(RSS_KEY_IAK, signature, sizeof(signature), &bytes) == PSA_ERROR_NOT_PERMITTED);
    CHECK(psa_destroy_key(RSS_KEY_IAK) == PSA_ERROR_NOT_PERMITTED);
    CHECK(psa_open_key(RSS_KEY_IAK, &key) == PSA_SUCCESS && key == RSS_KEY_IAK);
    CHECK(psa_close_key(key) == PSA_SUCCESS && psa_purge_key(key) == PSA_SUCCESS);
    CHECK(psa_get_key_attributes(RSS_KEY_DAK_SEED + 1, &attributes) == PSA_ERROR_DOES_NOT_EXIST);
    CHECK(psa_export_public_key(RSS_KEY_ID_MAX, point, sizeof(point), &bytes) == PSA_ERROR_DOES_NOT_EXIST);
    CHECK(psa_export_public_key(RSS_KEY_ID_MAX + 1, point, sizeof(point), &bytes) ==
          PSA_ERROR_INVALID_HANDLE);
    return 0;
}

static psa_status_t derive_from(psa_key_id_t key, uint8_t *output, size_t output_bytes)
{
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;

    psa_status_t status = psa_key_derivation_setup(&operation, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_key(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, key);
    }
    if (status == PSA_SUCCESS) {
        status =
            psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO,
                                           (const uint8_t *)SERVICE_TESTS_INFO, sizeof(SERVICE_TESTS_INFO));
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_output_bytes(&operation, output, output_bytes);
    }
    const psa_status_t aborted = psa_key_derivation_abort(&operation);
    return status == PSA_SUCCESS ? aborted : status;
}

static int huk_derive(void)
{
    uint8_t output[2][32];

    CHECK(derive_from(RSS_KEY_HUK, output[0], 32) == PSA_SUCCESS &&
          derive_from(RSS_KEY_HUK, output[1], 32) == PSA_SUCCESS);
    CHECK(EQUAL(output[0], output[1]));
    CHECK(derive_from(RSS_KEY_DAK_SEED, output[0], 32) == PSA_ERROR_NOT_PERMITTED);
    return 0;
}

/* The same key for another client is another key. */
static int huk_of_other_partition(void)
{
    uint8_t own[32], others[32];
    psa_outvec out = { others, sizeof(others) };

    CHECK(derive_from(RSS_KEY_HUK, own, sizeof(own)) == PSA_SUCCESS);
    CHECK(psa_call(SERVICE_TESTS_OTHER_HANDLE, SERVICE_TESTS_OTHER_DERIVES, NULL, 0, &out, 1) == PSA_SUCCESS);
    CHECK(memcmp(own, others, sizeof(own)) != 0);
    return 0;
}

static int host_rotpk(void)
{
    uint8_t xy[96], hash[48] = { 0 };
    size_t bytes;

    for (psa_key_id_t key = RSS_KEY_HOST_S_ROTPK; key <= RSS_KEY_HOST_CCA_ROTPK; key++) {
        CHECK(psa_export_public_key(key, xy, sizeof(xy), &bytes) == PSA_SUCCESS && bytes == sizeof(xy));
        CHECK(psa_export_public_key(key, xy, sizeof(xy) - 1, &bytes) == PSA_ERROR_BUFFER_TOO_SMALL);
        CHECK(psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_384), hash, sizeof(hash), xy, sizeof(xy)) ==
              PSA_ERROR_NOT_PERMITTED);
    }
    return 0;
}

/* ---- Random ---- */

static int random_bytes(void)
{
    uint8_t first[32] = { 0 }, second[32] = { 0 };

    CHECK(psa_crypto_init() == PSA_SUCCESS);
    CHECK(psa_generate_random(first, sizeof(first)) == PSA_SUCCESS);
    CHECK(psa_generate_random(second, sizeof(second)) == PSA_SUCCESS);
    CHECK(memcmp(first, second, sizeof(first)) != 0);
    CHECK(psa_generate_random(NULL, 0) == PSA_SUCCESS);
    return 0;
}

/* ---- Hash ---- */

static int hash(psa_algorithm_t alg, const uint8_t *want, size_t want_bytes)
{
    psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT, clone = PSA_HASH_OPERATION_INIT;
    uint8_t got[64];
    size_t bytes;

    CHECK(psa_hash_compute(alg, TEXT, got, want_bytes, &bytes) == PSA_SUCCESS);
    CHECK(bytes == want_bytes && memcmp(got, want, want_bytes) == 0);
    CHECK(psa_hash_compute(alg, TEXT, got, want_bytes - 1, &bytes) == PSA_ERROR_BUFFER_TOO_SMALL &&
          bytes == 0);
    CHECK(psa_hash_compare(alg, TEXT, want, want_bytes) == PSA_SUCCESS);
    CHECK(psa_hash_compare(alg, vector_text, 63, want, want_bytes) == PSA_ERROR_INVALID_SIGNATURE);
    CHECK(psa_hash_setup(&operation, alg) == PSA_SUCCESS && operation.handle != 0);
    CHECK(psa_hash_setup(&operation, alg) == PSA_ERROR_BAD_STATE);
    CHECK(psa_hash_update(&operation, vector_text, 30) == PSA_SUCCESS);
    CHECK(psa_hash_clone(&operation, &clone) == PSA_SUCCESS && clone.handle != operation.handle);
    CHECK(psa_hash_clone(&operation, &clone) == PSA_ERROR_BAD_STATE);
    CHECK(psa_hash_update(&operation, vector_text + 30, 34) == PSA_SUCCESS);
    CHECK(psa_hash_verify(&operation, want, want_bytes) == PSA_SUCCESS && operation.handle == 0);
    CHECK(psa_hash_update(&clone, vector_text + 30, 34) == PSA_SUCCESS);
    CHECK(psa_hash_finish(&clone, got, sizeof(got), &bytes) == PSA_SUCCESS && clone.handle == 0);
    CHECK(bytes == want_bytes && memcmp(got, want, want_bytes) == 0);
    CHECK(psa_hash_update(&operation, vector_text, 1) == PSA_ERROR_BAD_STATE);
    CHECK(psa_hash_setup(&operation, alg) == PSA_SUCCESS);
    CHECK(psa_hash_verify(&operation, want, want_bytes) == PSA_ERROR_INVALID_SIGNATURE &&
          operation.handle != 0);
    CHECK(psa_hash_abort(&operation) == PSA_SUCCESS && operation.handle == 0);
    CHECK(psa_hash_abort(&operation) == PSA_SUCCESS);
    return 0;
}

static int hash_abc(void) /* FIPS 180-2, B.1 */
{
    static const uint8_t want[32] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
                                      0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
                                      0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad };
    static const uint8_t text[] = { 'a', 'b', 'c' };
    uint8_t got[32];
    size_t bytes;

    CHECK(psa_hash_compute(PSA_ALG_SHA_256, text, sizeof(text), got, sizeof(got), &bytes) == PSA_SUCCESS);
    CHECK(bytes == sizeof(got) && EQUAL(got, want));
    return 0;
}

static int sha_1_1010(void)
{
    psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;

    CHECK(psa_hash_setup(&operation, PSA_ALG_SHA_1) == PSA_ERROR_NOT_SUPPORTED && operation.handle == 0);
    return 0;
}

static int sha_224_1011(void)
{
    return hash(PSA_ALG_SHA_224, vector_sha224, sizeof(vector_sha224));
}

static int sha_256_1012(void)
{
    return hash(PSA_ALG_SHA_256, vector_sha256, sizeof(vector_sha256));
}

static int sha_384_1013(void)
{
    return hash(PSA_ALG_SHA_384, vector_sha384, sizeof(vector_sha384));
}

static int sha_512_1014(void)
{
    return hash(PSA_ALG_SHA_512, vector_sha512, sizeof(vector_sha512));
}

static int sha3_256(void)
{
    psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;

    if (!full_profile()) {
        CHECK(psa_hash_setup(&operation, PSA_ALG_SHA3_256) == PSA_ERROR_NOT_SUPPORTED);
        return 0;
    }
    return hash(PSA_ALG_SHA3_256, vector_sha3_256, sizeof(vector_sha3_256));
}

/* ---- MAC ---- */

static int mac(psa_key_type_t type, const uint8_t *data, size_t data_bytes, psa_algorithm_t alg,
               const uint8_t *want, size_t want_bytes)
{
    psa_mac_operation_t operation = PSA_MAC_OPERATION_INIT;
    psa_key_id_t key;
    uint8_t got[64];
    size_t bytes;

    CHECK(import(type, SIGNS, alg, data, data_bytes, &key) == PSA_SUCCESS);
    CHECK(psa_mac_compute(key, alg, TEXT, got, sizeof(got), &bytes) == PSA_SUCCESS);
    CHECK(bytes == want_bytes && memcmp(got, want, want_bytes) == 0);
    CHECK(psa_mac_verify(key, alg, TEXT, want, want_bytes) == PSA_SUCCESS);
    CHECK(psa_mac_verify(key, alg, vector_text, 63, want, want_bytes) == PSA_ERROR_INVALID_SIGNATURE);
    CHECK(psa_mac_sign_setup(&operation, key, alg) == PSA_SUCCESS);
    CHECK(psa_mac_update(&operation, vector_text, 17) == PSA_SUCCESS);
    CHECK(psa_mac_update(&operation, vector_text + 17, 47) == PSA_SUCCESS);
    CHECK(psa_mac_sign_finish(&operation, got, sizeof(got), &bytes) == PSA_SUCCESS && operation.handle == 0);
    CHECK(bytes == want_bytes && memcmp(got, want, want_bytes) == 0);
    CHECK(psa_mac_verify_setup(&operation, key, alg) == PSA_SUCCESS);
    CHECK(psa_mac_update(&operation, TEXT) == PSA_SUCCESS);
    CHECK(psa_mac_verify_finish(&operation, want, want_bytes) == PSA_SUCCESS && operation.handle == 0);
    CHECK(psa_mac_verify_setup(&operation, key, alg) == PSA_SUCCESS);
    CHECK(psa_mac_verify_finish(&operation, want, want_bytes) == PSA_ERROR_INVALID_SIGNATURE &&
          operation.handle != 0);
    CHECK(psa_mac_abort(&operation) == PSA_SUCCESS && operation.handle == 0);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

static int hmac_sha_1_1019(void)
{
    psa_mac_operation_t operation = PSA_MAC_OPERATION_INIT;
    psa_key_id_t key;

    CHECK(import(PSA_KEY_TYPE_HMAC, SIGNS, PSA_ALG_HMAC(PSA_ALG_SHA_1), HMAC_KEY, &key) == PSA_SUCCESS);
    CHECK(psa_mac_sign_setup(&operation, key, PSA_ALG_HMAC(PSA_ALG_SHA_1)) == PSA_ERROR_NOT_SUPPORTED);
    CHECK(operation.handle == 0 && psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

static int hmac_sha_256_1020(void)
{
    return mac(PSA_KEY_TYPE_HMAC, HMAC_KEY, PSA_ALG_HMAC(PSA_ALG_SHA_256), vector_hmac_sha256,
               sizeof(vector_hmac_sha256));
}

static int hmac_sha_384_1021(void)
{
    return mac(PSA_KEY_TYPE_HMAC, HMAC_KEY, PSA_ALG_HMAC(PSA_ALG_SHA_384), vector_hmac_sha384,
               sizeof(vector_hmac_sha384));
}

static int hmac_sha_512_1022(void)
{
    return mac(PSA_KEY_TYPE_HMAC, HMAC_KEY, PSA_ALG_HMAC(PSA_ALG_SHA_512), vector_hmac_sha512,
               sizeof(vector_hmac_sha512));
}

static int hmac_sha_224_1024(void)
{
    return mac(PSA_KEY_TYPE_HMAC, HMAC_KEY, PSA_ALG_HMAC(PSA_ALG_SHA_224), vector_hmac_sha224,
               sizeof(vector_hmac_sha224));
}

static int hmac_truncated(void)
{
    return mac(PSA_KEY_TYPE_HMAC, HMAC_KEY, PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256), 8),
               vector_hmac_sha256, 8);
}

static int cmac(void)
{
    return mac(PSA_KEY_TYPE_AES, vector_key16, sizeof(vector_key16), PSA_ALG_CMAC, vector_aes128_cmac,
               sizeof(vector_aes128_cmac));
}

/* ---- Cipher ---- */

/* With a given IV in two parts, then what the one-shot call makes with its own is decrypted, in one call and in parts. */
static int cipher_with(psa_key_id_t key, psa_algorithm_t alg, size_t iv_bytes, size_t text_bytes,
                       const uint8_t *want, size_t want_bytes)
{
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    uint8_t got[112], plain[112];
    size_t bytes, more, last;

    CHECK(psa_cipher_encrypt_setup(&operation, key, alg) == PSA_SUCCESS);
    CHECK(iv_bytes == 0 || psa_cipher_set_iv(&operation, vector_iv, iv_bytes) == PSA_SUCCESS);
    CHECK(psa_cipher_update(&operation, vector_text, 7, got, sizeof(got), &bytes) == PSA_SUCCESS);
    CHECK(psa_cipher_update(&operation, vector_text + 7, text_bytes - 7, got + bytes, sizeof(got) - bytes,
                            &more) == PSA_SUCCESS);
    CHECK(psa_cipher_finish(&operation, got + bytes + more, sizeof(got) - bytes - more, &last) ==
          PSA_SUCCESS);
    CHECK(operation.handle == 0 && bytes + more + last == want_bytes && memcmp(got, want, want_bytes) == 0);

    CHECK(psa_cipher_encrypt(key, alg, vector_text, text_bytes, got, sizeof(got), &bytes) == PSA_SUCCESS);
    CHECK(bytes == iv_bytes + want_bytes);
    CHECK(psa_cipher_decrypt(key, alg, got, bytes, plain, sizeof(plain), &more) == PSA_SUCCESS);
    CHECK(more == text_bytes && memcmp(plain, vector_text, text_bytes) == 0);

    CHECK(psa_cipher_decrypt_setup(&operation, key, alg) == PSA_SUCCESS);
    CHECK(iv_bytes == 0 || psa_cipher_set_iv(&operation, got, iv_bytes) == PSA_SUCCESS);
    CHECK(psa_cipher_update(&operation, got + iv_bytes, want_bytes, plain, sizeof(plain), &bytes) ==
          PSA_SUCCESS);
    CHECK(psa_cipher_finish(&operation, plain + bytes, sizeof(plain) - bytes, &more) == PSA_SUCCESS);
    CHECK(bytes + more == text_bytes && memcmp(plain, vector_text, text_bytes) == 0);

    CHECK(psa_cipher_encrypt_setup(&operation, key, alg) == PSA_SUCCESS);
    CHECK(psa_cipher_generate_iv(&operation, got, sizeof(got), &bytes) ==
          (iv_bytes != 0 ? PSA_SUCCESS : PSA_ERROR_BAD_STATE));
    CHECK(psa_cipher_abort(&operation) == PSA_SUCCESS && operation.handle == 0);
    return 0;
}

static int cipher(psa_algorithm_t alg, size_t key_bytes, size_t iv_bytes, const uint8_t *want,
                  size_t want_bytes, size_t text_bytes)
{
    psa_key_id_t key;

    CHECK(import_aes(alg, key_bytes, &key) == PSA_SUCCESS);
    const int line = cipher_with(key, alg, iv_bytes, text_bytes, want, want_bytes);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return line;
}

static int cipher_not_offered(psa_algorithm_t alg)
{
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    psa_key_id_t key;

    CHECK(import_aes(alg, 16, &key) == PSA_SUCCESS);
    CHECK(psa_cipher_encrypt_setup(&operation, key, alg) == PSA_ERROR_NOT_SUPPORTED && operation.handle == 0);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

static int aes_cbc_1002(void)
{
    return cipher(PSA_ALG_CBC_NO_PADDING, 16, 16, vector_aes128_cbc, 64, 64);
}

static int aes_cfb_1003(void)
{
    return full_profile() ? cipher(PSA_ALG_CFB, 16, 16, vector_aes128_cfb, 64, 64)
                          : cipher_not_offered(PSA_ALG_CFB);
}

static int aes_ctr_1005(void)
{
    return cipher(PSA_ALG_CTR, 16, 16, vector_aes128_ctr, 64, 64);
}

static int aes_256_ctr_1006(void)
{
    return cipher(PSA_ALG_CTR, 32, 16, vector_aes256_ctr, 64, 64);
}

static int aes_ofb_1041(void)
{
    return full_profile() ? cipher(PSA_ALG_OFB, 16, 16, vector_aes128_ofb, 64, 64)
                          : cipher_not_offered(PSA_ALG_OFB);
}

static int aes_ecb_1042(void)
{
    return cipher(PSA_ALG_ECB_NO_PADDING, 16, 0, vector_aes128_ecb, 64, 64);
}

static int pkcs7_1046(void)
{
    return cipher(PSA_ALG_CBC_PKCS7, 16, 16, vector_aes128_cbc_pkcs7_16, 32, 16);
}

static int pkcs7_1047(void)
{
    return cipher(PSA_ALG_CBC_PKCS7, 16, 16, vector_aes128_cbc_pkcs7_12, 16, 12);
}

static int pkcs7_1048(void)
{
    return cipher(PSA_ALG_CBC_PKCS7, 16, 16, vector_aes128_cbc_pkcs7_20, 32, 20);
}

static int wrong_key_1007(void) /* a cipher with a key for MACs */
{
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    psa_key_id_t key;

    CHECK(import(PSA_KEY_TYPE_HMAC, ENCRYPTS, PSA_ALG_CBC_NO_PADDING, HMAC_KEY, &key) == PSA_SUCCESS);
    CHECK(psa_cipher_encrypt_setup(&operation, key, PSA_ALG_CBC_NO_PADDING) == PSA_ERROR_NOT_SUPPORTED);
    CHECK(operation.handle == 0 && psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

static int wrong_length_1008(void) /* AES knows no key of 152 bits */
{
    psa_key_id_t key = 1;

    CHECK(import(PSA_KEY_TYPE_AES, ENCRYPTS, PSA_ALG_CBC_NO_PADDING, vector_key32, 19, &key) ==
          PSA_ERROR_INVALID_ARGUMENT);
    CHECK(key == 0);
    return 0;
}

static int wrong_key_1009(void) /* the same for a stream mode */
{
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    psa_key_id_t key;

    CHECK(import(PSA_KEY_TYPE_HMAC, ENCRYPTS, PSA_ALG_CFB, HMAC_KEY, &key) == PSA_SUCCESS);
    CHECK(psa_cipher_decrypt_setup(&operation, key, PSA_ALG_CFB) == PSA_ERROR_NOT_SUPPORTED);
    CHECK(operation.handle == 0 && psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

static int chacha20_1049(void)
{
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    psa_key_id_t key;
    uint8_t got[64];
    size_t bytes, last;

    CHECK(import(PSA_KEY_TYPE_CHACHA20, ENCRYPTS, PSA_ALG_STREAM_CIPHER, vector_key32, 32, &key) ==
          PSA_SUCCESS);
    CHECK(psa_cipher_encrypt_setup(&operation, key, PSA_ALG_STREAM_CIPHER) == PSA_SUCCESS);
    CHECK(psa_cipher_set_iv(&operation, vector_nonce, sizeof(vector_nonce)) == PSA_SUCCESS);
    CHECK(psa_cipher_update(&operation, TEXT, got, sizeof(got), &bytes) == PSA_SUCCESS);
    CHECK(psa_cipher_finish(&operation, NULL, 0, &last) == PSA_SUCCESS);
    CHECK(bytes == 64 && last == 0 && EQUAL(got, vector_chacha20));
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

/* ---- AEAD ---- */

static int aead_in_parts(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *want, size_t want_bytes)
{
    psa_aead_operation_t operation = PSA_AEAD_OPERATION_INIT;
    const size_t tag_bytes = want_bytes - 64;
    uint8_t got[80], tag[16];
    size_t bytes, more, length;

    CHECK(psa_aead_encrypt_setup(&operation, key, alg) == PSA_SUCCESS);
    CHECK(psa_aead_set_lengths(&operation, sizeof(vector_ad), 64) == PSA_SUCCESS);
    CHECK(psa_aead_set_nonce(&operation, vector_nonce, sizeof(vector_nonce)) == PSA_SUCCESS);
    CHECK(psa_aead_update_ad(&operation, vector_ad, sizeof(vector_ad)) == PSA_SUCCESS);
    CHECK(psa_aead_update(&operation, TEXT, got, sizeof(got), &bytes) == PSA_SUCCESS);
    CHECK(psa_aead_finish(&operation, got + bytes, sizeof(got) - bytes, &more, tag, sizeof(tag), &length) ==
          PSA_SUCCESS);
    CHECK(operation.handle == 0 && bytes + more == 64 && length == tag_bytes);
    CHECK(memcmp(got, want, 64) == 0 && memcmp(tag, want + 64, tag_bytes) == 0);

    CHECK(psa_aead_decrypt_setup(&operation, key, alg) == PSA_SUCCESS);
    CHECK(psa_aead_set_lengths(&operation, sizeof(vector_ad), 64) == PSA_SUCCESS);
    CHECK(psa_aead_set_nonce(&operation, vector_nonce, sizeof(vector_nonce)) == PSA_SUCCESS);
    CHECK(psa_aead_update_ad(&operation, vector_ad, sizeof(vector_ad)) == PSA_SUCCESS);
    CHECK(psa_aead_update(&operation, want, 64, got, sizeof(got), &bytes) == PSA_SUCCESS);
    CHECK(psa_aead_verify(&operation, got + bytes, sizeof(got) - bytes, &more, want + 64, tag_bytes) ==
          PSA_SUCCESS);
    CHECK(operation.handle == 0 && bytes + more == 64 && memcmp(got, vector_text, 64) == 0);

    CHECK(psa_aead_decrypt_setup(&operation, key, alg) == PSA_SUCCESS);
    CHECK(psa_aead_generate_nonce(&operation, got, sizeof(got), &bytes) == PSA_ERROR_BAD_STATE);
    CHECK(psa_aead_abort(&operation) == PSA_SUCCESS && operation.handle == 0);
    return 0;
}

static int aead_with(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *want, size_t want_bytes)
{
    uint8_t got[80], changed[80];
    size_t bytes;

    CHECK(psa_aead_encrypt(key, alg, vector_nonce, sizeof(vector_nonce), vector_ad, sizeof(vector_ad), TEXT,
                           got, sizeof(got), &bytes) == PSA_SUCCESS);
    CHECK(bytes == want_bytes && memcmp(got, want, want_bytes) == 0);
    CHECK(psa_aead_decrypt(key, alg, vector_nonce, sizeof(vector_nonce), vector_ad, sizeof(vector_ad), want,
                           want_bytes, got, sizeof(got), &bytes) == PSA_SUCCESS);
    CHECK(bytes == 64 && EQUAL(got, vector_text));
    memcpy(changed, want, want_bytes);
    changed[want_bytes - 1] ^= 1;
    CHECK(psa_aead_decrypt(key, alg, vector_nonce, sizeof(vector_nonce), vector_ad, sizeof(vector_ad),
                           changed, want_bytes, got, sizeof(got), &bytes) == PSA_ERROR_INVALID_SIGNATURE);
    CHECK(bytes == 0);
    CHECK(psa_aead_encrypt(key, alg, vector_key32, 17, NULL, 0, TEXT, got, sizeof(got), &bytes) ==
          PSA_ERROR_INVALID_ARGUMENT);
    return aead_in_parts(key, alg, want, want_bytes);
}

static int aead(psa_key_type_t type, psa_algorithm_t alg, const uint8_t *data, size_t data_bytes,
                const uint8_t *want, size_t want_bytes)
{
    psa_key_id_t key;

    CHECK(import(type, ENCRYPTS, alg, data, data_bytes, &key) == PSA_SUCCESS);
    const int line = aead_with(key, alg, want, want_bytes);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return line;
}

static int ccm_1030(void)
{
    return aead(PSA_KEY_TYPE_AES, PSA_ALG_CCM, vector_key16, 16, vector_aes128_ccm,
                sizeof(vector_aes128_ccm));
}

static int gcm_1031(void)
{
    return aead(PSA_KEY_TYPE_AES, PSA_ALG_GCM, vector_key16, 16, vector_aes128_gcm,
                sizeof(vector_aes128_gcm));
}

static int ccm_8_1036(void)
{
    return aead(PSA_KEY_TYPE_AES, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 8), vector_key16, 16,
                vector_aes128_ccm8, sizeof(vector_aes128_ccm8));
}

static int chacha20_poly1305_1050(void)
{
    return aead(PSA_KEY_TYPE_CHACHA20, PSA_ALG_CHACHA20_POLY1305, vector_key32, 32, vector_chacha20_poly1305,
                sizeof(vector_chacha20_poly1305));
}

/* ---- Signatures, agreement ---- */

static int generate_sign_verify(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    const psa_algorithm_t alg = PSA_ALG_ECDSA(PSA_ALG_SHA_384);
    uint8_t digest[48] = { 1 }, signature[96], point[P384_POINT_BYTES];
    psa_key_id_t key, public_key;
    size_t bytes;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 384);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&attributes, alg);
    CHECK(psa_generate_key(&attributes, &key) == PSA_SUCCESS);
    CHECK(psa_sign_hash(key, alg, digest, sizeof(digest), signature, sizeof(signature) - 1, &bytes) ==
          PSA_ERROR_BUFFER_TOO_SMALL);
    CHECK(psa_sign_hash(key, alg, digest, sizeof(digest), signature, sizeof(signature), &bytes) ==
          PSA_SUCCESS);
    CHECK(bytes == 96);
    CHECK(psa_export_key(key, point, sizeof(point), &bytes) == PSA_ERROR_NOT_PERMITTED);
    CHECK(psa_export_public_key(key, point, sizeof(point), &bytes) == PSA_SUCCESS);
    CHECK(import(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), PSA_KEY_USAGE_VERIFY_HASH, alg, point,
                 bytes, &public_key) == PSA_SUCCESS);
    CHECK(psa_verify_hash(public_key, alg, digest, sizeof(digest), signature, sizeof(signature)) ==
          PSA_SUCCESS);
    signature[5] ^= 1;
    CHECK(psa_verify_hash(public_key, alg, digest, sizeof(digest), signature, sizeof(signature)) ==
          PSA_ERROR_INVALID_SIGNATURE);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS && psa_destroy_key(public_key) == PSA_SUCCESS);
    return 0;
}

static int deterministic(psa_algorithm_t hash_alg, const uint8_t *data, size_t data_bytes,
                         const uint8_t *public_point, size_t point_bytes, const uint8_t *want,
                         size_t want_bytes)
{
    const psa_algorithm_t alg = PSA_ALG_DETERMINISTIC_ECDSA(hash_alg);
    uint8_t signature[132], point[133], digest[64];
    psa_key_id_t key;
    size_t bytes, digest_bytes;

    CHECK(import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), SIGNS | PSA_KEY_USAGE_VERIFY_HASH, alg,
                 data, data_bytes, &key) == PSA_SUCCESS);
    CHECK(psa_export_public_key(key, point, sizeof(point), &bytes) == PSA_SUCCESS);
    CHECK(bytes == point_bytes && memcmp(point, public_point, point_bytes) == 0);
    CHECK(psa_sign_message(key, alg, TEXT, signature, sizeof(signature), &bytes) == PSA_SUCCESS);
    CHECK(bytes == want_bytes && memcmp(signature, want, want_bytes) == 0);
    CHECK(psa_verify_message(key, alg, TEXT, want, want_bytes) == PSA_SUCCESS);
    CHECK(psa_hash_compute(hash_alg, TEXT, digest, sizeof(digest), &digest_bytes) == PSA_SUCCESS);
    CHECK(psa_verify_hash(key, alg, digest, digest_bytes, want, want_bytes) == PSA_SUCCESS);
    digest[0] ^= 1;
    CHECK(psa_verify_hash(key, alg, digest, digest_bytes, want, want_bytes) == PSA_ERROR_INVALID_SIGNATURE);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

static int ecdsa_p256_1045(void)
{
    return deterministic(PSA_ALG_SHA_256, vector_p256_private, sizeof(vector_p256_private),
                         vector_p256_public, sizeof(vector_p256_public), vector_p256_deterministic,
                         sizeof(vector_p256_deterministic));
}

static int ecdsa_p384(void)
{
    return deterministic(PSA_ALG_SHA_384, vector_p384_private, sizeof(vector_p384_private),
                         vector_p384_public, sizeof(vector_p384_public), vector_p384_deterministic,
                         sizeof(vector_p384_deterministic));
}

static int p521_not_offered(void)
{
    psa_key_id_t key;

    CHECK(import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 0, PSA_ALG_ECDH, vector_p521_private,
                 sizeof(vector_p521_private), &key) == PSA_ERROR_NOT_SUPPORTED);
    return 0;
}

static int ecdsa_p521(void)
{
    if (!full_profile()) {
        return p521_not_offered();
    }
    return deterministic(PSA_ALG_SHA_512, vector_p521_private, sizeof(vector_p521_private),
                         vector_p521_public, sizeof(vector_p521_public), vector_p521_deterministic,
                         sizeof(vector_p521_deterministic));
}

static int agreement(const uint8_t *data, size_t data_bytes, const uint8_t *peer, size_t peer_bytes,
                     const uint8_t *want)
{
    uint8_t secret[66], point[133];
    psa_key_id_t key;
    size_t bytes;

    CHECK(import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, data,
                 data_bytes, &key) == PSA_SUCCESS);
    CHECK(psa_raw_key_agreement(PSA_ALG_ECDH, key, peer, peer_bytes, secret, sizeof(secret), &bytes) ==
          PSA_SUCCESS);
    CHECK(bytes == data_bytes && memcmp(secret, want, data_bytes) == 0);
    memcpy(point, peer, peer_bytes);
    point[peer_bytes - 1] ^= 1; /* not on the curve */
    CHECK(psa_raw_key_agreement(PSA_ALG_ECDH, key, point, peer_bytes, secret, sizeof(secret), &bytes) ==
          PSA_ERROR_INVALID_ARGUMENT);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

static int ecdh_1040(void)
{
    return agreement(vector_p256_private, sizeof(vector_p256_private), vector_p256_peer,
                     sizeof(vector_p256_peer), vector_p256_ecdh);
}

static int ecdh_p384(void)
{
    return agreement(vector_p384_private, sizeof(vector_p384_private), vector_p384_peer,
                     sizeof(vector_p384_peer), vector_p384_ecdh);
}

static int ecdh_p521(void)
{
    if (!full_profile()) {
        return p521_not_offered();
    }
    return agreement(vector_p521_private, sizeof(vector_p521_private), vector_p521_peer,
                     sizeof(vector_p521_peer), vector_p521_ecdh);
}

/* RFC 7748, 6.1: Alice's secret with Bob's point. */
static int x25519(void)
{
    static const uint8_t alice[32] = { 0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d, 0x3c, 0x16, 0xc1,
                                       0x72, 0x51, 0xb2, 0x66, 0x45, 0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0,
                                       0x99, 0x2a, 0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a };
    static const uint8_t bob[32] = { 0xde, 0x9e, 0xdb, 0x7d, 0x7b, 0x7d, 0xc1, 0xb4, 0xd3, 0x5b, 0x61,
                                     0xc2, 0xec, 0xe4, 0x35, 0x37, 0x3f, 0x83, 0x43, 0xc8, 0x5b, 0x78,
                                     0x67, 0x4d, 0xad, 0xfc, 0x7e, 0x14, 0x6f, 0x88, 0x2b, 0x4f };
    static const uint8_t want[32] = { 0x4a, 0x5d, 0x9d, 0x5b, 0xa4, 0xce, 0x2d, 0xe1, 0x72, 0x8e, 0x3b,
                                      0xf4, 0x80, 0x35, 0x0f, 0x25, 0xe0, 0x7e, 0x21, 0xc9, 0x47, 0xd1,
                                      0x9e, 0x33, 0x76, 0xf0, 0x9b, 0x3c, 0x1e, 0x16, 0x17, 0x42 };
    uint8_t secret[32];
    psa_key_id_t key;
    size_t bytes;
    const psa_status_t status = import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY),
                                       PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, alice, sizeof(alice), &key);

    if (!full_profile()) {
        CHECK(status == PSA_ERROR_NOT_SUPPORTED);
        return 0;
    }
    CHECK(status == PSA_SUCCESS);
    CHECK(psa_raw_key_agreement(PSA_ALG_ECDH, key, bob, sizeof(bob), secret, sizeof(secret), &bytes) ==
          PSA_SUCCESS);
    CHECK(bytes == 32 && EQUAL(secret, want));
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

/* ---- RSA ---- */

static psa_status_t import_rsa(psa_key_usage_t usage, psa_algorithm_t alg, psa_key_id_t *key)
{
    return import(PSA_KEY_TYPE_RSA_KEY_PAIR, usage, alg, vector_rsa_private, sizeof(vector_rsa_private), key);
}

static int rsa_encryption(psa_algorithm_t alg)
{
    uint8_t encrypted[256], decrypted[256];
    psa_key_id_t key;
    size_t bytes;
    const psa_status_t status = import_rsa(ENCRYPTS, alg, &key);

    if (!full_profile()) {
        CHECK(status == PSA_ERROR_NOT_SUPPORTED);
        CHECK(psa_asymmetric_encrypt(0, alg, TEXT, NULL, 0, encrypted, sizeof(encrypted), &bytes) ==
              PSA_ERROR_INVALID_HANDLE);
        return 0;
    }
    CHECK(status == PSA_SUCCESS);
    CHECK(psa_asymmetric_encrypt(key, alg, TEXT, NULL, 0, encrypted, sizeof(encrypted), &bytes) ==
          PSA_SUCCESS);
    CHECK(bytes == 256);
    CHECK(psa_asymmetric_decrypt(key, alg, encrypted, bytes, NULL, 0, decrypted, sizeof(decrypted), &bytes) ==
          PSA_SUCCESS);
    CHECK(bytes == 64 && EQUAL(decrypted, vector_text));
    encrypted[0] ^= 1;
    CHECK(psa_asymmetric_decrypt(key, alg, encrypted, 256, NULL, 0, decrypted, sizeof(decrypted), &bytes) ==
          PSA_ERROR_INVALID_PADDING);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

static int rsa_oaep_1043(void)
{
    return rsa_encryption(PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256));
}

static int rsa_pkcs1_1044(void)
{
    return rsa_encryption(PSA_ALG_RSA_PKCS1V15_CRYPT);
}

static int rsa_signature(psa_algorithm_t alg, const uint8_t *want)
{
    uint8_t signature[256];
    psa_key_id_t key;
    size_t bytes;
    const psa_status_t status = import_rsa(SIGNS, alg, &key);

    if (!full_profile()) {
        CHECK(status == PSA_ERROR_NOT_SUPPORTED);
        return 0;
    }
    CHECK(status == PSA_SUCCESS);
    CHECK(psa_sign_message(key, alg, TEXT, signature, sizeof(signature), &bytes) == PSA_SUCCESS &&
          bytes == 256);
    CHECK(want == NULL || memcmp(signature, want, 256) == 0);
    CHECK(psa_verify_message(key, alg, TEXT, signature, sizeof(signature)) == PSA_SUCCESS);
    CHECK(psa_verify_message(key, alg, vector_text, 63, signature, sizeof(signature)) ==
          PSA_ERROR_INVALID_SIGNATURE);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

static int rsa_pss_1053(void)
{
    return rsa_signature(PSA_ALG_RSA_PSS(PSA_ALG_SHA_256), NULL);
}

static int rsa_pkcs1_signature(void)
{
    return rsa_signature(PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_256), vector_rsa_pkcs1v15_signature);
}

/* ---- Key derivation ---- */

struct derivation {
    psa_algorithm_t alg;
    struct {
        psa_key_derivation_step_t step;
        const uint8_t *bytes; /* NULL: the secret, as a key */
        size_t size_bytes;
    } inputs[3];
    const uint8_t *want;
    size_t want_bytes;
};

static int derive(const struct derivation *derivation)
{
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t output[48];
    psa_key_id_t secret, key;
    size_t bytes;

    CHECK(import(PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_DERIVE, derivation->alg, vector_secret,
                 sizeof(vector_secret), &secret) == PSA_SUCCESS);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_RAW_DATA);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    psa_set_key_bits(&attributes, 8 * (derivation->want_bytes - 10));
    CHECK(psa_key_derivation_setup(&operation, derivation->alg) == PSA_SUCCESS);
    CHECK(psa_key_derivation_setup(&operation, derivation->alg) == PSA_ERROR_BAD_STATE);
    for (uint32_t i = 0; i < 3; i++) {
        const psa_key_derivation_step_t step = derivation->inputs[i].step;

        if (derivation->inputs[i].bytes == NULL) {
            CHECK(psa_key_derivation_input_key(&operation, step, secret) == PSA_SUCCESS);
        } else {
            CHECK(psa_key_derivation_input_bytes(&operation, step, derivation->inputs[i].bytes,
                                                 derivation->inputs[i].size_bytes) == PSA_SUCCESS);
        }
    }
    CHECK(psa_key_derivation_set_capacity(&operation, derivation->want_bytes) == PSA_SUCCESS);
    CHECK(psa_key_derivation_output_bytes(&operation, output, 10) == PSA_SUCCESS);
    CHECK(psa_key_derivation_get_capacity(&operation, &bytes) == PSA_SUCCESS &&
          bytes == derivation->want_bytes - 10);
    CHECK(psa_key_derivation_output_key(&attributes, &operation, &key) == PSA_SUCCESS);
    CHECK(psa_export_key(key, output + 10, sizeof(output) - 10, &bytes) == PSA_SUCCESS);
    CHECK(bytes == derivation->want_bytes - 10 &&
          memcmp(output, derivation->want, derivation->want_bytes) == 0);
    CHECK(psa_key_derivation_output_bytes(&operation, output, 1) == PSA_ERROR_INSUFFICIENT_DATA);
    CHECK(psa_key_derivation_abort(&operation) == PSA_SUCCESS && operation.handle == 0);
    CHECK(psa_destroy_key(secret) == PSA_SUCCESS && psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

static const uint8_t label[] = { 'l', 'a', 'b', 'e', 'l' }, info[] = { 'i', 'n', 'f', 'o' };

static int tls12_prf_1037(void)
{
    static const struct derivation derivation = {
        .alg = PSA_ALG_TLS12_PRF(PSA_ALG_SHA_256),
        .inputs = { { PSA_KEY_DERIVATION_INPUT_SEED, vector_seed, sizeof(vector_seed) },
                    { PSA_KEY_DERIVATION_INPUT_SECRET, NULL, 0 },
                    { PSA_KEY_DERIVATION_INPUT_LABEL, label, sizeof(label) } },
        .want = vector_tls12_prf,
        .want_bytes = sizeof(vector_tls12_prf),
    };

    return derive(&derivation);
}

static int tls12_psk_to_ms_1038(void)
{
    static const struct derivation derivation = {
        .alg = PSA_ALG_TLS12_PSK_TO_MS(PSA_ALG_SHA_256),
        .inputs = { { PSA_KEY_DERIVATION_INPUT_SEED, vector_seed, sizeof(vector_seed) },
                    { PSA_KEY_DERIVATION_INPUT_SECRET, NULL, 0 },
                    { PSA_KEY_DERIVATION_INPUT_LABEL, label, sizeof(label) } },
        .want = vector_tls12_psk_to_ms,
        .want_bytes = sizeof(vector_tls12_psk_to_ms),
    };

    return derive(&derivation);
}

static int hkdf_1039(void)
{
    static const struct derivation derivation = {
        .alg = PSA_ALG_HKDF(PSA_ALG_SHA_256),
        .inputs = { { PSA_KEY_DERIVATION_INPUT_SALT, vector_seed, sizeof(vector_seed) },
                    { PSA_KEY_DERIVATION_INPUT_SECRET, NULL, 0 },
                    { PSA_KEY_DERIVATION_INPUT_INFO, info, sizeof(info) } },
        .want = vector_hkdf,
        .want_bytes = sizeof(vector_hkdf),
    };

    return derive(&derivation);
}

/* ECDH as the input of a derivation gives what HKDF of the raw secret gives. */
static int agreement_derivation(void)
{
    const psa_algorithm_t alg = PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    uint8_t agreed[32], derived[32];
    psa_key_id_t key, secret;

    CHECK(import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), PSA_KEY_USAGE_DERIVE, alg,
                 vector_p256_private, sizeof(vector_p256_private), &key) == PSA_SUCCESS);
    CHECK(psa_key_derivation_setup(&operation, alg) == PSA_SUCCESS);
    CHECK(psa_key_derivation_key_agreement(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, key, vector_p256_peer,
                                           sizeof(vector_p256_peer)) == PSA_SUCCESS);
    CHECK(psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO,
                                         (const uint8_t *)SERVICE_TESTS_INFO,
                                         sizeof(SERVICE_TESTS_INFO)) == PSA_SUCCESS);
    CHECK(psa_key_derivation_output_bytes(&operation, agreed, sizeof(agreed)) == PSA_SUCCESS);
    CHECK(psa_key_derivation_abort(&operation) == PSA_SUCCESS);
    CHECK(import(PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_DERIVE, PSA_ALG_HKDF(PSA_ALG_SHA_256), vector_p256_ecdh,
                 sizeof(vector_p256_ecdh), &secret) == PSA_SUCCESS);
    CHECK(derive_from(secret, derived, sizeof(derived)) == PSA_SUCCESS && EQUAL(derived, agreed));
    CHECK(psa_destroy_key(key) == PSA_SUCCESS && psa_destroy_key(secret) == PSA_SUCCESS);
    return 0;
}

/* ---- Operations ---- */

/* A client's share of operations, what it abandons included. */
static int operation_share(void)
{
    psa_hash_operation_t operations[5] = { 0 };
    psa_mac_operation_t other_kind = PSA_MAC_OPERATION_INIT;

    for (uint32_t i = 0; i < 4; i++) {
        CHECK(psa_hash_setup(&operations[i], PSA_ALG_SHA_256) == PSA_SUCCESS);
    }
    CHECK(psa_hash_setup(&operations[4], PSA_ALG_SHA_256) == PSA_ERROR_NOT_PERMITTED &&
          operations[4].handle == 0);
    CHECK(psa_hash_clone(&operations[0], &operations[4]) == PSA_ERROR_NOT_PERMITTED);
    other_kind.handle = operations[0].handle;
    CHECK(psa_mac_update(&other_kind, TEXT) == PSA_ERROR_BAD_STATE);
    CHECK(psa_mac_abort(&other_kind) == PSA_SUCCESS); /* ends none of another kind */
    for (uint32_t i = 0; i < 4; i++) {
        CHECK(psa_hash_update(&operations[i], TEXT) == PSA_SUCCESS);
        CHECK(psa_hash_abort(&operations[i]) == PSA_SUCCESS);
    }
    for (uint32_t handle = 0; handle < 12; handle++) { /* free, or someone else's */
        operations[0].handle = handle;
        CHECK(psa_hash_update(&operations[0], TEXT) == PSA_ERROR_BAD_STATE);
    }
    return 0;
}

/* All that a client may leave in the service, of what takes most of its memory: others can still sign. */
static int memory_share(void)
{
    static const uint8_t most[96] = { 1 };
    psa_key_derivation_operation_t operations[4] = { 0 };
    psa_key_id_t key;

    CHECK(import(PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_DERIVE, PSA_ALG_TLS12_PRF(PSA_ALG_SHA_256), vector_key32,
                 sizeof(vector_key32), &key) == PSA_SUCCESS);
    for (uint32_t i = 0; i < 4; i++) {
        CHECK(psa_key_derivation_setup(&operations[i], PSA_ALG_TLS12_PRF(PSA_ALG_SHA_256)) == PSA_SUCCESS);
        CHECK(psa_key_derivation_input_bytes(&operations[i], PSA_KEY_DERIVATION_INPUT_SEED, most,
                                             sizeof(most)) == PSA_SUCCESS);
        CHECK(psa_key_derivation_input_key(&operations[i], PSA_KEY_DERIVATION_INPUT_SECRET, key) ==
              PSA_SUCCESS);
        CHECK(psa_key_derivation_input_bytes(&operations[i], PSA_KEY_DERIVATION_INPUT_LABEL, most,
                                             sizeof(most)) == PSA_SUCCESS);
    }
    CHECK(generate_sign_verify() == 0);
    for (uint32_t i = 0; i < 4; i++) {
        CHECK(psa_key_derivation_abort(&operations[i]) == PSA_SUCCESS);
    }
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

/* A non-secure client's inputs of a derivation are bounded, as they stay in the service. */
static int input_limit(void)
{
    static const uint8_t too_much[97] = { 1 };
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;

    CHECK(psa_key_derivation_setup(&operation, PSA_ALG_HKDF(PSA_ALG_SHA_256)) == PSA_SUCCESS);
    CHECK(psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO, too_much,
                                         sizeof(too_much)) == PSA_ERROR_INSUFFICIENT_MEMORY);
    CHECK(psa_key_derivation_abort(&operation) == PSA_SUCCESS);
    return 0;
}

/* An operation whose key is gone goes on with what it has; one that failed can only be aborted. */
static int operation_states(void)
{
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    psa_key_id_t key;
    uint8_t got[64];
    size_t bytes;

    CHECK(import_aes(PSA_ALG_CTR, 16, &key) == PSA_SUCCESS);
    CHECK(psa_cipher_encrypt_setup(&operation, key, PSA_ALG_CTR) == PSA_SUCCESS);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    CHECK(psa_cipher_set_iv(&operation, vector_iv, 16) == PSA_SUCCESS);
    CHECK(psa_cipher_set_iv(&operation, vector_iv, 16) == PSA_ERROR_BAD_STATE);
    CHECK(psa_cipher_update(&operation, TEXT, got, sizeof(got), &bytes) == PSA_ERROR_BAD_STATE);
    CHECK(operation.handle != 0 && psa_cipher_abort(&operation) == PSA_SUCCESS);
    return 0;
}

/* TFMV-3: what was aborted is free again, more often than there are places, also after an error and without its key. */
static int abort_frees_tfmv_3(void)
{
    psa_hash_operation_t hash_operation = PSA_HASH_OPERATION_INIT;
    psa_mac_operation_t mac_operation = PSA_MAC_OPERATION_INIT;
    psa_cipher_operation_t cipher_operation = PSA_CIPHER_OPERATION_INIT;
    psa_key_id_t hmac_key, aes_key;
    uint8_t got[16];
    size_t bytes;

    CHECK(import(PSA_KEY_TYPE_HMAC, SIGNS, PSA_ALG_HMAC(PSA_ALG_SHA_256), HMAC_KEY, &hmac_key) ==
          PSA_SUCCESS);
    CHECK(import_aes(PSA_ALG_CTR, 16, &aes_key) == PSA_SUCCESS);
    for (uint32_t i = 0; i < 10; i++) {
        CHECK(psa_hash_setup(&hash_operation, PSA_ALG_SHA_256) == PSA_SUCCESS);
        CHECK(psa_hash_abort(&hash_operation) == PSA_SUCCESS);
        CHECK(psa_mac_sign_setup(&mac_operation, hmac_key, PSA_ALG_HMAC(PSA_ALG_SHA_256)) == PSA_SUCCESS);
        CHECK(psa_mac_abort(&mac_operation) == PSA_SUCCESS);
        CHECK(psa_cipher_encrypt_setup(&cipher_operation, aes_key, PSA_ALG_CTR) == PSA_SUCCESS);
        CHECK(psa_cipher_update(&cipher_operation, vector_text, 16, got, sizeof(got), &bytes) ==
              PSA_ERROR_BAD_STATE);
        CHECK(psa_cipher_abort(&cipher_operation) == PSA_SUCCESS);
    }
    CHECK(psa_destroy_key(hmac_key) == PSA_SUCCESS && psa_destroy_key(aes_key) == PSA_SUCCESS);
    return 0;
}

/* TFMV-6: every byte of a tag counts. */
static int whole_tag_tfmv_6(void)
{
    uint8_t changed[80], got[64];
    psa_key_id_t key;
    size_t bytes;

    CHECK(import(PSA_KEY_TYPE_CHACHA20, ENCRYPTS, PSA_ALG_CHACHA20_POLY1305, vector_key32, 32, &key) ==
          PSA_SUCCESS);
    for (size_t i = 64; i < sizeof(changed); i++) {
        memcpy(changed, vector_chacha20_poly1305, sizeof(changed));
        changed[i] ^= 1;
        CHECK(psa_aead_decrypt(key, PSA_ALG_CHACHA20_POLY1305, vector_nonce, sizeof(vector_nonce), vector_ad,
                               sizeof(vector_ad), changed, sizeof(changed), got, sizeof(got),
                               &bytes) == PSA_ERROR_INVALID_SIGNATURE);
        CHECK(bytes == 0);
    }
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}

/* ---- The wire ---- */

static psa_status_t raw(uint16_t function_id, size_t in0_bytes, size_t in1_bytes, size_t out0_bytes)
{
    struct {
        struct crypto_pack_iovec pack;
        uint8_t more[8];
    } in0 = { .pack = { .function_id = function_id, .alg = PSA_ALG_SHA_256, .nonce_length = 0xffffffff } };
    uint8_t data[64] = { 0 };
    const psa_invec in[] = { { &in0, in0_bytes }, { data, in1_bytes } };
    psa_outvec out = { data, out0_bytes };

    return psa_call(RSS_CRYPTO_HANDLE, PSA_IPC_CALL, in, 2, &out, 1);
}

static int wire_refusals(void)
{
    const size_t pack_bytes = sizeof(struct crypto_pack_iovec);

    CHECK(psa_call(RSS_CRYPTO_HANDLE, PSA_IPC_CALL, NULL, 0, NULL, 0) == PSA_ERROR_GENERIC_ERROR);
    CHECK(psa_call(RSS_CRYPTO_HANDLE, 1, NULL, 0, NULL, 0) == PSA_ERROR_NOT_SUPPORTED);
    CHECK(raw(CRYPTO_HASH_COMPUTE, pack_bytes - 1, 8, 32) == PSA_ERROR_GENERIC_ERROR);
    CHECK(raw(CRYPTO_HASH_COMPUTE, pack_bytes + 8, 8, 32) == PSA_ERROR_GENERIC_ERROR);
    CHECK(raw(CRYPTO_HASH_COMPUTE, pack_bytes, 8, 32) == PSA_SUCCESS);
    CHECK(raw(CRYPTO_GENERATE_RANDOM, pack_bytes, 8, 32) == PSA_ERROR_GENERIC_ERROR);
    CHECK(raw(CRYPTO_HASH_SETUP, pack_bytes, 0, 3) == PSA_ERROR_GENERIC_ERROR);
    CHECK(raw(CRYPTO_HASH_SETUP, pack_bytes, 0, 5) == PSA_ERROR_GENERIC_ERROR);
    CHECK(raw(CRYPTO_GENERATE_KEY, pack_bytes, sizeof(struct crypto_key_attributes) - 1, 4) ==
          PSA_ERROR_GENERIC_ERROR);
    CHECK(raw(CRYPTO_AEAD_ENCRYPT, pack_bytes, 8, 32) == PSA_ERROR_INVALID_ARGUMENT); /* nonce_length */
    CHECK(raw(CRYPTO_FUNCTION_ID(RANDOM, 1u), pack_bytes, 8, 32) == PSA_ERROR_NOT_SUPPORTED);
    CHECK(raw(0xffff, pack_bytes, 8, 32) == PSA_ERROR_NOT_SUPPORTED);
    return 0;
}

const struct service_test service_tests_crypto[] = {
    { "crypto_key_1001", key_1001, SERVICE_TESTS_BOTH },
    { "crypto_attributes_1032", attributes_1032, SERVICE_TESTS_BOTH },
    { "crypto_policy_1033", policy_1033, SERVICE_TESTS_BOTH },
    { "crypto_persistent_1034", persistent_1034, SERVICE_TESTS_BOTH },
    { "crypto_keys_of_others_tfmv_4", keys_of_others_tfmv_4, SERVICE_TESTS_BOTH },
    { "crypto_other_partition_1035", other_partition_1035, SERVICE_TESTS_SECURE },
    { "crypto_copy_key", copy_key, SERVICE_TESTS_BOTH },
    { "crypto_key_share", key_share, SERVICE_TESTS_BOTH },
    { "crypto_iak_policy", iak_policy, SERVICE_TESTS_BOTH },
    { "crypto_huk_derive", huk_derive, SERVICE_TESTS_BOTH },
    { "crypto_huk_of_other_partition", huk_of_other_partition, SERVICE_TESTS_SECURE },
    { "crypto_host_rotpk", host_rotpk, SERVICE_TESTS_BOTH },
    { "crypto_random_bytes", random_bytes, SERVICE_TESTS_BOTH },
    { "crypto_hash_abc", hash_abc, SERVICE_TESTS_BOTH },
    { "crypto_sha_1_1010", sha_1_1010, SERVICE_TESTS_BOTH },
    { "crypto_sha_224_1011", sha_224_1011, SERVICE_TESTS_BOTH },
    { "crypto_sha_256_1012", sha_256_1012, SERVICE_TESTS_BOTH },
    { "crypto_sha_384_1013", sha_384_1013, SERVICE_TESTS_BOTH },
    { "crypto_sha_512_1014", sha_512_1014, SERVICE_TESTS_BOTH },
    { "crypto_sha3_256", sha3_256, SERVICE_TESTS_BOTH },
    { "crypto_hmac_sha_1_1019", hmac_sha_1_1019, SERVICE_TESTS_BOTH },
    { "crypto_hmac_sha_256_1020", hmac_sha_256_1020, SERVICE_TESTS_BOTH },
    { "crypto_hmac_sha_384_1021", hmac_sha_384_1021, SERVICE_TESTS_BOTH },
    { "crypto_hmac_sha_512_1022", hmac_sha_512_1022, SERVICE_TESTS_BOTH },
    { "crypto_hmac_sha_224_1024", hmac_sha_224_1024, SERVICE_TESTS_BOTH },
    { "crypto_hmac_truncated", hmac_truncated, SERVICE_TESTS_BOTH },
    { "crypto_cmac", cmac, SERVICE_TESTS_BOTH },
    { "crypto_aes_cbc_1002", aes_cbc_1002, SERVICE_TESTS_BOTH },
    { "crypto_aes_cfb_1003", aes_cfb_1003, SERVICE_TESTS_BOTH },
    { "crypto_aes_ctr_1005", aes_ctr_1005, SERVICE_TESTS_BOTH },
    { "crypto_aes_256_ctr_1006", aes_256_ctr_1006, SERVICE_TESTS_BOTH },
    { "crypto_aes_ofb_1041", aes_ofb_1041, SERVICE_TESTS_BOTH },
    { "crypto_aes_ecb_1042", aes_ecb_1042, SERVICE_TESTS_BOTH },
    { "crypto_pkcs7_1046", pkcs7_1046, SERVICE_TESTS_BOTH },
    { "crypto_pkcs7_1047", pkcs7_1047, SERVICE_TESTS_BOTH },
    { "crypto_pkcs7_1048", pkcs7_1048, SERVICE_TESTS_BOTH },
    { "crypto_wrong_key_1007", wrong_key_1007, SERVICE_TESTS_BOTH },
    { "crypto_wrong_length_1008", wrong_length_1008, SERVICE_TESTS_BOTH },
    { "crypto_wrong_key_1009", wrong_key_1009, SERVICE_TESTS_BOTH },
    { "crypto_chacha20_1049", chacha20_1049, SERVICE_TESTS_BOTH },
    { "crypto_ccm_1030", ccm_1030, SERVICE_TESTS_BOTH },
    { "crypto_gcm_1031", gcm_1031, SERVICE_TESTS_BOTH },
    { "crypto_ccm_8_1036", ccm_8_1036, SERVICE_TESTS_BOTH },
    { "crypto_chacha20_poly1305_1050", chacha20_poly1305_1050, SERVICE_TESTS_BOTH },
    { "crypto_generate_sign_verify", generate_sign_verify, SERVICE_TESTS_BOTH },
    { "crypto_ecdsa_p256_1045", ecdsa_p256_1045, SERVICE_TESTS_BOTH },
    { "crypto_ecdsa_p384", ecdsa_p384, SERVICE_TESTS_BOTH },
    { "crypto_ecdsa_p521", ecdsa_p521, SERVICE_TESTS_BOTH },
    { "crypto_ecdh_1040", ecdh_1040, SERVICE_TESTS_BOTH },
    { "crypto_ecdh_p384", ecdh_p384, SERVICE_TESTS_BOTH },
    { "crypto_ecdh_p521", ecdh_p521, SERVICE_TESTS_BOTH },
    { "crypto_x25519", x25519, SERVICE_TESTS_BOTH },
    { "crypto_rsa_oaep_1043", rsa_oaep_1043, SERVICE_TESTS_BOTH },
    { "crypto_rsa_pkcs1_1044", rsa_pkcs1_1044, SERVICE_TESTS_BOTH },
    { "crypto_rsa_pss_1053", rsa_pss_1053, SERVICE_TESTS_BOTH },
    { "crypto_rsa_pkcs1_signature", rsa_pkcs1_signature, SERVICE_TESTS_BOTH },
    { "crypto_tls12_prf_1037", tls12_prf_1037, SERVICE_TESTS_BOTH },
    { "crypto_tls12_psk_to_ms_1038", tls12_psk_to_ms_1038, SERVICE_TESTS_BOTH },
    { "crypto_hkdf_1039", hkdf_1039, SERVICE_TESTS_BOTH },
    { "crypto_agreement_derivation", agreement_derivation, SERVICE_TESTS_BOTH },
    { "crypto_operation_share", operation_share, SERVICE_TESTS_BOTH },
    { "crypto_memory_share", memory_share, SERVICE_TESTS_BOTH },
    { "crypto_input_limit", input_limit, SERVICE_TESTS_NON_SECURE },
    { "crypto_operation_states", operation_states, SERVICE_TESTS_BOTH },
    { "crypto_abort_frees_tfmv_3", abort_frees_tfmv_3, SERVICE_TESTS_BOTH },
    { "crypto_whole_tag_tfmv_6", whole_tag_tfmv_6, SERVICE_TESTS_BOTH },
    { "crypto_wire_refusals", wire_refusals, SERVICE_TESTS_BOTH },
    { NULL, NULL, 0 },
};
