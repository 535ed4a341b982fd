/* SPDX-License-Identifier: BSD-3-Clause */
/** Cases of Delegated Attestation: services.md 7.9, and what is ours besides. */
#include "partitions/service_tests/tests.h"

#include <stdbool.h>
#include <string.h>

#include "psa/crypto.h"

#include "interface/psa/client.h"
#include "interface/psa/delegated_attestation.h"
#include "interface/psa/initial_attestation.h"
#include "interface/psa/services.h"

#define CURVE           RSS_DELEGATED_ATTEST_CURVE_SECP_R1
#define KEY_BYTES_MAX   66u
#define POINT_BYTES_MAX 133u

/* What a case works on: it keeps no data. */
struct work {
    uint8_t key[KEY_BYTES_MAX], hash[64];
    uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
};

static psa_status_t get_key(struct work *w, uint32_t bits, psa_algorithm_t hash_algorithm, size_t room,
                            size_t *bytes)
{
    return rss_delegated_attest_get_delegated_key(CURVE, bits, w->key, room, bytes, hash_algorithm);
}

static psa_status_t get_token(struct work *w, size_t hash_bytes, size_t room, size_t *bytes)
{
    return rss_delegated_attest_get_token(w->hash, hash_bytes, w->token, room, bytes);
}

/* Hash of the public part of key; 0: it is no key. */
static size_t hash_key(struct work *w, uint32_t bits, psa_algorithm_t hash_algorithm)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t point[POINT_BYTES_MAX];
    psa_key_id_t id = 0;
    size_t bytes = 0;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_status_t status = psa_import_key(&attributes, w->key, (bits + 7u) / 8u, &id);
    if (status == PSA_SUCCESS) {
        status = psa_export_public_key(id, point, sizeof(point), &bytes);
    }
    if (status == PSA_SUCCESS) {
        status = psa_hash_compute(hash_algorithm, point, bytes, w->hash, sizeof(w->hash), &bytes);
    }
    (void)psa_destroy_key(id);
    return status == PSA_SUCCESS ? bytes : 0;
}

/* A build without P-521 (profiles small and medium) has no key on it, and says so. */
static bool has_p521(void)
{
    static const uint8_t one[66] = { [65] = 1 };
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t id = 0;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    const psa_status_t status = psa_import_key(&attributes, one, sizeof(one), &id);
    (void)psa_destroy_key(id);
    return status == PSA_SUCCESS;
}

static int token_before_key(void) /* 1001; this client has asked for no key yet */
{
    struct work w = { 0 };
    size_t bytes;

    CHECK(get_token(&w, 32, sizeof(w.token), &bytes) == PSA_ERROR_INVALID_ARGUMENT && bytes == 0);
    return 0;
}

static int key_and_token(void) /* 1001 */
{
    struct work w;
    size_t bytes;

    CHECK(get_key(&w, 384, PSA_ALG_SHA_256, 48, &bytes) == PSA_SUCCESS && bytes == 48);
    CHECK(hash_key(&w, 384, PSA_ALG_SHA_256) == 32);
    CHECK(get_token(&w, 32, sizeof(w.token), &bytes) == PSA_SUCCESS);
    /* The nonce is the hash: what binds the token to the key. */
    CHECK(memcmp(w.token + 12, "\x0a\x58\x20", 3) == 0 && memcmp(w.token + 15, w.hash, 32) == 0);
    w.hash[31] ^= 1u;
    CHECK(get_token(&w, 32, sizeof(w.token), &bytes) == PSA_ERROR_INVALID_ARGUMENT && bytes == 0);
    w.hash[31] ^= 1u;
    CHECK(get_token(&w, 31, sizeof(w.token), &bytes) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(get_token(&w, 0, sizeof(w.token), &bytes) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(get_token(&w, 48, sizeof(w.token), &bytes) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(get_token(&w, 32, 1, &bytes) == PSA_ERROR_BUFFER_TOO_SMALL && bytes == 0);
    CHECK(get_token(&w, 32, sizeof(w.token), &bytes) == PSA_SUCCESS && bytes > 300u); /* still */
    return 0;
}

static int key_sizes(void) /* 1002 */
{
    struct work w;
    static const struct {
        uint32_t bits;
        size_t bytes;
        psa_algorithm_t hash;
        size_t hash_bytes;
    } rows[] = { { 256, 32, PSA_ALG_SHA_256, 32 },
                 { 384, 48, PSA_ALG_SHA_384, 48 },
                 { 521, 66, PSA_ALG_SHA_512, 64 } };
    size_t bytes;
    const size_t count = has_p521() ? 3 : 2;

    for (size_t i = 0; i < count; i++) {
        CHECK(get_key(&w, rows[i].bits, rows[i].hash, sizeof(w.key), &bytes) == PSA_SUCCESS &&
              bytes == rows[i].bytes);
        CHECK(hash_key(&w, rows[i].bits, rows[i].hash) == rows[i].hash_bytes);
    }
    CHECK(get_token(&w, rows[count - 1u].hash_bytes, sizeof(w.token), &bytes) == PSA_SUCCESS);
    CHECK(count == 3 ||
          get_key(&w, 521, PSA_ALG_SHA_512, sizeof(w.key), &bytes) == PSA_ERROR_INVALID_ARGUMENT);
    return 0;
}

static int same_key_again(void) /* while nothing more is measured */
{
    struct work w;
    uint8_t again[32];
    size_t bytes;

    CHECK(get_key(&w, 256, PSA_ALG_SHA_256, 32, &bytes) == PSA_SUCCESS);
    memcpy(again, w.key, 32);
    memset(w.key, 0, sizeof(w.key));
    CHECK(get_key(&w, 256, PSA_ALG_SHA_256, 32, &bytes) == PSA_SUCCESS);
    CHECK(memcmp(again, w.key, 32) == 0);
    return 0;
}

static int refused_keys(void) /* 1003 */
{
    struct work w;
    size_t bytes;

    CHECK(rss_delegated_attest_get_delegated_key(0x17, 256, w.key, sizeof(w.key), &bytes, PSA_ALG_SHA_256) ==
          PSA_ERROR_INVALID_ARGUMENT); /* SECP_K1 */
    CHECK(get_key(&w, 224, PSA_ALG_SHA_256, sizeof(w.key), &bytes) == PSA_ERROR_INVALID_ARGUMENT &&
          bytes == 0);
    CHECK(get_key(&w, 384, PSA_ALG_SHA_256, 47, &bytes) == PSA_ERROR_BUFFER_TOO_SMALL);
    CHECK(get_key(&w, 384, PSA_ALG_SHA_256, 0, &bytes) == PSA_ERROR_BUFFER_TOO_SMALL);
    CHECK(get_key(&w, 384, PSA_ALG_SHA_256, sizeof(w.key), NULL) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(get_key(&w, 384, 0xffffffffu, sizeof(w.key), &bytes) == PSA_ERROR_NOT_SUPPORTED);
    CHECK(get_key(&w, 384, PSA_ALG_SHA_224, sizeof(w.key), &bytes) == PSA_ERROR_NOT_SUPPORTED);
    CHECK(get_token(&w, 32, sizeof(w.token), NULL) == PSA_ERROR_INVALID_ARGUMENT);
    return 0;
}

static int wrong_requests(void)
{
    struct work w;
    const uint8_t curve = CURVE;
    const uint32_t bits = 384, algorithm = PSA_ALG_SHA_256;
    psa_invec in[3] = { { &curve, 1 }, { &bits, 4 }, { &algorithm, 3 } };
    psa_outvec out = { w.key, sizeof(w.key) };
    /* The AP's requests are looked at on their way. */
    const psa_status_t unknown =
        service_tests_caller == SERVICE_TESTS_AP ? PSA_ERROR_NOT_PERMITTED : PSA_ERROR_NOT_SUPPORTED;

    CHECK(psa_call(RSS_DELEGATED_ATTESTATION_HANDLE, RSS_DELEGATED_ATTEST_GET_DELEGATED_KEY, in, 3, &out,
                   1) == PSA_ERROR_INVALID_ARGUMENT);
    out.len = sizeof(w.key);
    CHECK(psa_call(RSS_DELEGATED_ATTESTATION_HANDLE, RSS_DELEGATED_ATTEST_GET_DELEGATED_KEY, in, 2, &out,
                   1) == PSA_ERROR_INVALID_ARGUMENT);
    out.len = sizeof(w.key);
    CHECK(psa_call(RSS_DELEGATED_ATTESTATION_HANDLE, RSS_DELEGATED_ATTEST_GET_PLATFORM_TOKEN + 1, in, 1, &out,
                   1) == unknown);
    return 0;
}

const struct service_test service_tests_delegated[] = {
    { "delegated_token_before_key", token_before_key, SERVICE_TESTS_ALL },
    { "delegated_key_and_token", key_and_token, SERVICE_TESTS_ALL },
    { "delegated_key_sizes", key_sizes, SERVICE_TESTS_ALL },
    { "delegated_same_key_again", same_key_again, SERVICE_TESTS_ALL },
    { "delegated_refused_keys", refused_keys, SERVICE_TESTS_ALL },
    { "delegated_wrong_requests", wrong_requests, SERVICE_TESTS_ALL },
    { NULL, NULL, 0 },
};
