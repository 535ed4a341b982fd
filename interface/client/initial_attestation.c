/* SPDX-License-Identifier: BSD-3-Clause */
#include "interface/psa/initial_attestation.h"

#include "interface/psa/client.h"
#include "interface/psa/services.h"

static psa_status_t get_token(const psa_invec *in, size_t in_count, uint8_t *token_buf, size_t token_buf_size,
                              size_t *token_size)
{
    psa_outvec out = { token_buf, token_buf_size };

    if (token_size == NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status =
        psa_call(RSS_INITIAL_ATTESTATION_HANDLE, RSS_ATTEST_GET_TOKEN, in, in_count, &out, 1);
    *token_size = status == PSA_SUCCESS ? out.len : 0u;
    return status;
}

psa_status_t psa_initial_attest_get_token(const uint8_t *auth_challenge, size_t challenge_size,
                                          uint8_t *token_buf, size_t token_buf_size, size_t *token_size)
{
    const psa_invec in = { auth_challenge, challenge_size };

    return get_token(&in, 1, token_buf, token_buf_size, token_size);
}

psa_status_t rss_attest_get_token(uint32_t profile, const uint8_t *auth_challenge, size_t challenge_size,
                                  uint8_t *token_buf, size_t token_buf_size, size_t *token_size)
{
    const psa_invec in[] = { { auth_challenge, challenge_size }, { &profile, sizeof(profile) } };

    return get_token(in, 2, token_buf, token_buf_size, token_size);
}

psa_status_t psa_initial_attest_get_token_size(size_t challenge_size, size_t *token_size)
{
    const uint32_t challenge_bytes = challenge_size < UINT32_MAX ? (uint32_t)challenge_size : UINT32_MAX;
    uint32_t token_bytes = 0;
    const psa_invec in = { &challenge_bytes, sizeof(challenge_bytes) };
    psa_outvec out = { &token_bytes, sizeof(token_bytes) };

    if (token_size == NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status =
        psa_call(RSS_INITIAL_ATTESTATION_HANDLE, RSS_ATTEST_GET_TOKEN_SIZE, &in, 1, &out, 1);
    if (status == PSA_SUCCESS && out.len != sizeof(token_bytes)) {
        status = PSA_ERROR_COMMUNICATION_FAILURE;
    }
    *token_size = status == PSA_SUCCESS ? token_bytes : 0u;
    return status;
}
