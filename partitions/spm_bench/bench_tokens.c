/* SPDX-License-Identifier: BSD-3-Clause */
/** The long calls: tokens, keys and signatures. A lap function is where tools/bench_tokens.py takes the time: it does nothing else. */
#include "psa/crypto.h"

#include "interface/psa/delegated_attestation.h"
#include "interface/psa/initial_attestation.h"
#include "interface/psa/service.h"
#include "partitions/spm_bench/require.h"
#include "psa_manifest/bench_tokens.h"

#define LAPS        4u /* the AP is at work during the first one */
#define PSA_SHA_256 0x02000009u
#define LAP(name)                                                                                            \
    __attribute__((noinline)) static void bench_tokens_lap_##name(void)                                      \
    {                                                                                                        \
        __asm__ volatile("@ " #name ::: "memory");                                                           \
    }
LAP(token_cca)
LAP(token_psa)
LAP(delegated_key)
LAP(sign_hash_p256)
LAP(verify_hash_p256)
LAP(end)

static const uint8_t challenge[32] = { 1 };

static void get_token(uint32_t profile)
{
    uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
    size_t bytes;

    require(rss_attest_get_token(profile, challenge, sizeof(challenge), token, sizeof(token), &bytes));
}

static void get_key(void)
{
    uint8_t key[48];
    size_t bytes;

    require(rss_delegated_attest_get_delegated_key(RSS_DELEGATED_ATTEST_CURVE_SECP_R1, 384, key, sizeof(key),
                                                   &bytes, PSA_SHA_256));
}

static psa_key_id_t make_key(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    require(psa_generate_key(&attributes, &key));
    return key;
}

void bench_tokens_entry(void)
{
    const psa_key_id_t key = make_key();
    uint8_t signature[64];
    size_t bytes;

    for (uint32_t lap = 0; lap < LAPS; lap++) {
        bench_tokens_lap_token_cca();
        get_token(RSS_ATTEST_PROFILE_CCA);
        bench_tokens_lap_token_psa();
        get_token(RSS_ATTEST_PROFILE_PSA);
        bench_tokens_lap_delegated_key();
        get_key();
        bench_tokens_lap_sign_hash_p256();
        require(psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), challenge, sizeof(challenge), signature,
                              sizeof(signature), &bytes));
        bench_tokens_lap_verify_hash_p256();
        require(psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), challenge, sizeof(challenge), signature,
                                bytes));
    }
    bench_tokens_lap_end();
    for (;;) {
        (void)psa_wait(PSA_DOORBELL, PSA_BLOCK);
    }
}
