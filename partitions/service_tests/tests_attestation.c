/* SPDX-License-Identifier: BSD-3-Clause */
/** Cases of Initial Attestation: services.md 7.6, the PSA API test a001, and what is ours besides. The host's tests look at every claim. */
#include "partitions/service_tests/tests.h"

#include <stdbool.h>
#include <string.h>

#include "psa/crypto.h"

#include "interface/psa/client.h"
#include "interface/psa/crypto_keys.h"
#include "interface/psa/initial_attestation.h"
#include "interface/psa/services.h"

#define LEAST_TOKEN_BYTES 300u /* envelope, signature, and the claims of known length */
#define MOST_TOKEN_BYTES  10000u
#define SIGNATURE_BYTES   96u
#define POINT_BYTES       97u
#define HASH_BYTES        48u

/* What is signed is the payload, with these bytes in front of it; the token has fewer there. */
static const uint8_t context[] = { 0x84, 0x6a, 'S', 'i',  'g',  'n',  'a',  't',  'u',
                                   'r',  'e',  '1', 0x44, 0xa1, 0x01, 0x38, 0x22, 0x40 };
static const uint8_t token_front[] = { 0xd2, 0x84, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xa0 };
#define MORE_IN_FRONT  (sizeof(context) - sizeof(token_front))
#define PAYLOAD_HEADER 3u /* byte string of 256 to 65535 bytes */

/* What a case works on: it keeps no data. */
struct work {
    uint8_t room[MORE_IN_FRONT + PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE]; /* the token is at its end */
    uint8_t challenge[PSA_INITIAL_ATTEST_MAX_CHALLENGE_SIZE + 1u];
};

static uint8_t *token_of(struct work *w)
{
    return w->room + MORE_IN_FRONT;
}

static void fill_challenge(struct work *w, uint8_t first)
{
    for (size_t i = 0; i < sizeof(w->challenge); i++) {
        w->challenge[i] = (uint8_t)(first + i);
    }
}

static bool contains(struct work *w, const void *part, size_t part_bytes, size_t token_bytes)
{
    for (size_t i = 0; i + part_bytes <= token_bytes; i++) {
        if (memcmp(token_of(w) + i, part, part_bytes) == 0) {
            return true;
        }
    }
    return false;
}

/* The key as anybody may have it, and a verification by the Crypto service. */
static psa_status_t verify(const struct work *w, size_t signed_bytes, const uint8_t *signature)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t point[POINT_BYTES], hash[HASH_BYTES];
    psa_key_id_t key = 0;
    size_t bytes;
    psa_status_t status = psa_export_public_key(RSS_KEY_IAK, point, sizeof(point), &bytes);

    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_384));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
    if (status == PSA_SUCCESS) {
        status = psa_import_key(&attributes, point, bytes, &key);
    }
    if (status == PSA_SUCCESS) {
        status = psa_hash_compute(PSA_ALG_SHA_384, w->room, signed_bytes, hash, sizeof(hash), &bytes);
    }
    if (status == PSA_SUCCESS) {
        status =
            psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_384), hash, bytes, signature, SIGNATURE_BYTES);
    }
    (void)psa_destroy_key(key);
    return status;
}

/* Envelope and signature of the token; its nonce is the challenge. */
static int check_token(struct work *w, size_t challenge_bytes, size_t token_bytes)
{
    const uint8_t nonce[] = { 0x0a, 0x58, (uint8_t)challenge_bytes };
    const uint8_t *token = token_of(w);
    const uint8_t *header = token + sizeof(token_front), *payload = header + PAYLOAD_HEADER;
    const size_t payload_bytes = (size_t)header[1] << 8 | header[2];
    const uint8_t *signature = payload + payload_bytes + 2u;
    const size_t signed_bytes = sizeof(context) + PAYLOAD_HEADER + payload_bytes;

    CHECK(memcmp(token, token_front, sizeof(token_front)) == 0 && header[0] == 0x59);
    CHECK(token_bytes == sizeof(token_front) + PAYLOAD_HEADER + payload_bytes + 2u + SIGNATURE_BYTES);
    CHECK(memcmp(signature - 2, "\x58\x60", 2) == 0);
    CHECK(memcmp(payload + 1, nonce, sizeof(nonce)) == 0);
    CHECK(memcmp(payload + 1 + sizeof(nonce), w->challenge, challenge_bytes) == 0);
    memcpy(w->room, context, sizeof(context));
    CHECK(verify(w, signed_bytes, signature) == PSA_SUCCESS);
    return 0;
}

static int size_plausible(void) /* 1002 */
{
    static const size_t sizes[] = { 32, 48, 64 };
    size_t bytes, before = 0;

    for (size_t i = 0; i < 3; i++) {
        CHECK(psa_initial_attest_get_token_size(sizes[i], &bytes) == PSA_SUCCESS);
        CHECK(bytes >= LEAST_TOKEN_BYTES && bytes <= MOST_TOKEN_BYTES);
        CHECK(before == 0 || bytes == before + 16u);
        before = bytes;
    }
    return 0;
}

static int cca_token(void) /* 1003, 1004 */
{
    struct work w;
    static const char profile[] = "http://arm.com/CCA-SSD/1.0.0";
    size_t bytes, want;

    fill_challenge(&w, 1);
    CHECK(psa_initial_attest_get_token_size(64, &want) == PSA_SUCCESS);
    CHECK(psa_initial_attest_get_token(w.challenge, 64, token_of(&w), want, &bytes) == PSA_SUCCESS &&
          bytes == want);
    CHECK(contains(&w, profile, sizeof(profile) - 1u, bytes));
    CHECK(contains(&w, "\x19\x09\x5b\x19\x30\x00", 6, bytes)); /* lifecycle: secured */
    CHECK(!contains(&w, "\x19\x09\x5a", 3, bytes));            /* no client ID */
    return check_token(&w, 64, bytes);
}

static int psa_token(void) /* 1003, 1004 in the other profile */
{
    struct work w;
    static const char profile[] = "http://arm.com/psa/2.0.0";
    size_t bytes;

    fill_challenge(&w, 2);
    CHECK(rss_attest_get_token(RSS_ATTEST_PROFILE_PSA, w.challenge, 32, token_of(&w),
                               PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE, &bytes) == PSA_SUCCESS);
    CHECK(contains(&w, profile, sizeof(profile) - 1u, bytes));
    /* Client ID: of a secure partition 3020 and the like, of others negative. */
    const bool is_partition = contains(&w, "\x19\x09\x5a\x19", 4, bytes);
    CHECK(is_partition == (service_tests_caller == SERVICE_TESTS_SECURE));
    CHECK(is_partition || contains(&w, "\x19\x09\x5a\x20", 4, bytes) ||
          contains(&w, "\x19\x09\x5a\x39", 4, bytes) || contains(&w, "\x19\x09\x5a\x38", 4, bytes));
    return check_token(&w, 32, bytes);
}

static int challenge_sizes(void) /* 1005, a001 */
{
    struct work w;
    static const size_t bad[] = { 0, 1, 31, 33, 47, 49, 63, 65 };
    size_t bytes;

    fill_challenge(&w, 3);
    CHECK(psa_initial_attest_get_token(w.challenge, 48, token_of(&w), PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE,
                                       &bytes) == PSA_SUCCESS); /* 32 and 64: in other cases */
    CHECK(bytes >= LEAST_TOKEN_BYTES);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        CHECK(psa_initial_attest_get_token(w.challenge, bad[i], token_of(&w),
                                           PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE,
                                           &bytes) == PSA_ERROR_INVALID_ARGUMENT);
        CHECK(bytes == 0);
        CHECK(psa_initial_attest_get_token_size(bad[i], &bytes) == PSA_ERROR_INVALID_ARGUMENT);
    }
    return 0;
}

static int small_buffers(void) /* 1005 */
{
    struct work w;
    size_t size, bytes;

    fill_challenge(&w, 4);
    CHECK(psa_initial_attest_get_token_size(32, &size) == PSA_SUCCESS);
    CHECK(psa_initial_attest_get_token(w.challenge, 32, token_of(&w), size - 1u, &bytes) ==
          PSA_ERROR_BUFFER_TOO_SMALL);
    CHECK(psa_initial_attest_get_token(w.challenge, 32, token_of(&w), 1, &bytes) ==
          PSA_ERROR_BUFFER_TOO_SMALL);
    CHECK(psa_initial_attest_get_token(w.challenge, 32, token_of(&w), 0, &bytes) ==
          PSA_ERROR_INVALID_ARGUMENT);
    CHECK(psa_initial_attest_get_token(w.challenge, 32, token_of(&w), size, &bytes) == PSA_SUCCESS &&
          bytes == size);
    return 0;
}

static int wrong_requests(void)
{
    uint32_t size = 32, out = 0, profile = 3;
    psa_invec in[2] = { { &size, 3 }, { &profile, sizeof(profile) } };
    psa_outvec out_vec = { &out, sizeof(out) };
    /* The AP's requests are looked at on their way. */
    const psa_status_t unknown =
        service_tests_caller == SERVICE_TESTS_AP ? PSA_ERROR_NOT_PERMITTED : PSA_ERROR_NOT_SUPPORTED;

    CHECK(psa_call(RSS_INITIAL_ATTESTATION_HANDLE, RSS_ATTEST_GET_TOKEN_SIZE, in, 1, &out_vec, 1) ==
          PSA_ERROR_INVALID_ARGUMENT);
    in[0].len = sizeof(size);
    out_vec.len = 3;
    CHECK(psa_call(RSS_INITIAL_ATTESTATION_HANDLE, RSS_ATTEST_GET_TOKEN_SIZE, in, 1, &out_vec, 1) ==
          PSA_ERROR_INVALID_ARGUMENT);
    out_vec.len = sizeof(out);
    CHECK(psa_call(RSS_INITIAL_ATTESTATION_HANDLE, RSS_ATTEST_GET_TOKEN_SIZE, in, 2, &out_vec, 1) ==
          PSA_ERROR_INVALID_ARGUMENT); /* no such profile */
    CHECK(psa_call(RSS_INITIAL_ATTESTATION_HANDLE, RSS_ATTEST_GET_TOKEN_SIZE + 1, in, 1, &out_vec, 1) ==
          unknown);
    CHECK(psa_call(RSS_INITIAL_ATTESTATION_HANDLE, RSS_ATTEST_GET_TOKEN - 1, in, 1, &out_vec, 1) == unknown);
    return 0;
}

/* What a test build of TF-M takes as options (no claims, no signature) is a challenge like any other. */
static int no_test_options(void)
{
    struct work w;
    size_t bytes;

    memset(w.challenge, 0, sizeof(w.challenge));
    w.challenge[3] = 0xc0;
    CHECK(psa_initial_attest_get_token(w.challenge, 64, token_of(&w), PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE,
                                       &bytes) == PSA_SUCCESS);
    CHECK(contains(&w, "\x19\x09\x5b\x19\x30\x00", 6, bytes));
    CHECK(memcmp(token_of(&w) + bytes - SIGNATURE_BYTES, token_of(&w) + bytes - SIGNATURE_BYTES / 2u,
                 SIGNATURE_BYTES / 2u) != 0);
    return 0;
}

const struct service_test service_tests_attestation[] = {
    { "attest_size_plausible", size_plausible, SERVICE_TESTS_ALL },
    { "attest_cca_token", cca_token, SERVICE_TESTS_ALL },
    { "attest_psa_token", psa_token, SERVICE_TESTS_ALL },
    { "attest_challenge_sizes", challenge_sizes, SERVICE_TESTS_ALL },
    { "attest_small_buffers", small_buffers, SERVICE_TESTS_ALL },
    { "attest_wrong_requests", wrong_requests, SERVICE_TESTS_ALL },
    { "attest_no_test_options", no_test_options, SERVICE_TESTS_ALL },
    { NULL, NULL, 0 },
};
