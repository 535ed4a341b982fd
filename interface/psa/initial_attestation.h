/* SPDX-License-Identifier: BSD-3-Clause */
/** PSA Initial Attestation 1.0, the client's calls (services.md 3.3). */
#ifndef INTERFACE_PSA_INITIAL_ATTESTATION_H
#define INTERFACE_PSA_INITIAL_ATTESTATION_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/error.h"

#define RSS_ATTEST_GET_TOKEN      1001 /* in[0]: challenge; out[0]: token */
#define RSS_ATTEST_GET_TOKEN_SIZE 1002 /* in[0]: u32 challenge size; out[0]: u32 token size */

/* in[1] of both, of ours: u32 profile. Without it the token has the one that the device was provisioned for. */
#define RSS_ATTEST_PROFILE_CCA 1u /* platform token of the Confidential Compute Architecture */
#define RSS_ATTEST_PROFILE_PSA 2u /* PSA token, profile 2.0.0 */

#define PSA_INITIAL_ATTEST_CHALLENGE_SIZE_32  (32u)
#define PSA_INITIAL_ATTEST_CHALLENGE_SIZE_48  (48u)
#define PSA_INITIAL_ATTEST_CHALLENGE_SIZE_64  (64u)
#define PSA_INITIAL_ATTEST_MAX_CHALLENGE_SIZE PSA_INITIAL_ATTEST_CHALLENGE_SIZE_64
#define PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE     (0x800u)

/**
 * A signed token over the challenge.
 *
 * @param challenge_size  32, 48 or 64 bytes.
 * @param[out] token_size  Length of the token; 0 on an error.
 * @return PSA_SUCCESS; PSA_ERROR_INVALID_ARGUMENT: challenge size, no room at all, or token_size is NULL;
 *         PSA_ERROR_BUFFER_TOO_SMALL; PSA_ERROR_GENERIC_ERROR: a claim or the signature cannot be made.
 */
psa_status_t psa_initial_attest_get_token(const uint8_t *auth_challenge, size_t challenge_size,
                                          uint8_t *token_buf, size_t token_buf_size, size_t *token_size);

/** The same with a profile of the caller's choice. PSA_ERROR_INVALID_ARGUMENT: no such profile. */
psa_status_t rss_attest_get_token(uint32_t profile, const uint8_t *auth_challenge, size_t challenge_size,
                                  uint8_t *token_buf, size_t token_buf_size, size_t *token_size);

/** Exact length of the default profile's token for a challenge of that size. PSA_ERROR_INVALID_ARGUMENT: no such challenge size. */
psa_status_t psa_initial_attest_get_token_size(size_t challenge_size, size_t *token_size);

#endif /* INTERFACE_PSA_INITIAL_ATTESTATION_H */
