/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Attests the platform to a verifier at the other end of the console, as the firmware below a realm does it: takes a challenge, gets
 * a delegated key and the platform token that names it, signs the challenge with that key, and prints both tokens as one bundle.
 * Then a PSA token with the hash of the challenge.
 */
#include <stdbool.h>

#include "psa/crypto.h"

#include "host/ap/console.h"
#include "host/ap/delegated_key.h"
#include "host/ap/image.h"
#include "host/ap_attest/realm_token.h"
#include "host/rss_client/rss_client.h"
#include "interface/psa/delegated_attestation.h"
#include "interface/psa/initial_attestation.h"

#define HASH_BYTES 32u
/* In the RSS's reach: it writes here itself. */
static uint8_t challenge[REALM_CHALLENGE_BYTES], challenge_hash[HASH_BYTES];
static uint8_t point[DELEGATED_KEY_POINT_BYTES], key_hash[DELEGATED_KEY_HASH_BYTES],
    platform[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
static struct realm_token realm;

static bool good(const char *what, psa_status_t status)
{
    if (status != PSA_SUCCESS) {
        ap_fail(what, status);
    }
    return status == PSA_SUCCESS;
}

static bool sign_realm_token(psa_key_id_t key)
{
    static uint8_t hash[48];
    size_t bytes;

    realm_token_make(&realm, challenge, point);
    return good("hash", psa_hash_compute(PSA_ALG_SHA_384, realm.to_sign, realm.to_sign_bytes, hash,
                                         sizeof(hash), &bytes)) &&
           good("sign", psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_384), hash, sizeof(hash),
                                      realm.signature, REALM_SIGNATURE_BYTES, &bytes));
}

static bool attest_platform(psa_key_id_t key)
{
    uint8_t between[REALM_BUNDLE_ROOM];
    size_t platform_bytes, realm_bytes;

    if (!good("platform token", rss_delegated_attest_get_token(key_hash, sizeof(key_hash), platform,
                                                               sizeof(platform), &platform_bytes)) ||
        !sign_realm_token(key)) {
        return false;
    }
    const uint8_t *realm_token = realm_token_finish(&realm, &realm_bytes);
    console_text("[AP] bundle ");
    console_bytes(between, realm_bundle_start(between, platform_bytes));
    console_bytes(platform, platform_bytes);
    console_bytes(between, realm_bundle_middle(between, realm_bytes));
    console_bytes(realm_token, realm_bytes);
    console_text("\n");
    return true;
}

static bool attest_psa(void)
{
    size_t bytes;

    if (!good("hash", psa_hash_compute(PSA_ALG_SHA_256, challenge, sizeof(challenge), challenge_hash,
                                       sizeof(challenge_hash), &bytes)) ||
        !good("PSA token",
              rss_attest_get_token(RSS_ATTEST_PROFILE_PSA, challenge_hash, sizeof(challenge_hash), platform,
                                   sizeof(platform), &bytes))) {
        return false;
    }
    console_text("[AP] psa ");
    console_bytes(platform, bytes);
    console_text("\n");
    return true;
}

void ap_main(void)
{
    psa_key_id_t key = 0;

    console_init();
    if (!good("MHU", rss_client_init(AP_RSS_SENDER_FRAME, AP_RSS_RECEIVER_FRAME, AP_RSS_POLLS))) {
        return;
    }
    console_text("[AP] challenge?\n");
    if (!console_read_bytes(challenge, sizeof(challenge))) {
        ap_fail("challenge", 0);
        return;
    }
    if (good("delegated key", delegated_key_take(&key, point, key_hash)) && attest_platform(key) &&
        attest_psa() && good("destroy", psa_destroy_key(key))) {
        console_text("[AP] PASS attested\n");
    }
}
