/* SPDX-License-Identifier: BSD-3-Clause */
/** The long calls: tokens and keys. A lap function is where tools/bench_tokens.py takes the time: it does nothing else. */
#include "interface/psa/delegated_attestation.h"
#include "interface/psa/initial_attestation.h"
#include "interface/psa/service.h"
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
LAP(end)

static const uint8_t challenge[32] = { 1 };

static void get_token(uint32_t profile)
{
    uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
    size_t bytes;

    if (rss_attest_get_token(profile, challenge, sizeof(challenge), token, sizeof(token), &bytes) !=
        PSA_SUCCESS) {
        psa_panic();
    }
}

static void get_key(void)
{
    uint8_t key[48];
    size_t bytes;

    if (rss_delegated_attest_get_delegated_key(RSS_DELEGATED_ATTEST_CURVE_SECP_R1, 384, key, sizeof(key),
                                               &bytes, PSA_SHA_256) != PSA_SUCCESS) {
        psa_panic();
    }
}

void bench_tokens_entry(void)
{
    for (uint32_t lap = 0; lap < LAPS; lap++) {
        bench_tokens_lap_token_cca();
        get_token(RSS_ATTEST_PROFILE_CCA);
        bench_tokens_lap_token_psa();
        get_token(RSS_ATTEST_PROFILE_PSA);
        bench_tokens_lap_delegated_key();
        get_key();
    }
    bench_tokens_lap_end();
    for (;;) {
        (void)psa_wait(PSA_DOORBELL, PSA_BLOCK);
    }
}
