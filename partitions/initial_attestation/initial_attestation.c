/* SPDX-License-Identifier: BSD-3-Clause */
/** Initial Attestation service: requests, and where each claim comes from (docs/design/attestation.md). */
#include "interface/psa/initial_attestation.h"

#include <string.h>

#include "psa/crypto.h"

#include "hal/otp.h"
#include "interface/psa/crypto_keys.h"
#include "interface/psa/measured_boot.h"
#include "interface/psa/service.h"
#include "lib/attest/claims.h"
#include "lib/attest/sign1.h"
#include "psa_manifest/initial_attestation.h"

#define TOKEN_BYTES_MAX PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE
_Static_assert(COSE_SIGN1_DEPTH > ATTEST_CLAIMS_DEPTH, "the claims are in the payload");

static const struct {
    psa_key_id_t key;
    psa_algorithm_t algorithm;
    const struct cose_algorithm *cose;
} signer = { RSS_KEY_IAK, RSS_IAK_ALGORITHM, RSS_IAK_BITS == 256 ? &cose_es256 : &cose_es384 };

static struct attest_values values;                  /* until reset; nonce and client_id are a request's */
static const struct attest_profile *default_profile; /* the one that OTP names; NULL: it names none */
static bool is_started;
static struct cose_sign1 token; /* the one at hand */
static uint8_t buffer[TOKEN_BYTES_MAX + COSE_SIGN1_FRONT_BYTES];

static bool read_otp(enum hal_otp_id id, void *out, size_t size_bytes)
{
    return hal_otp_read(id, out, size_bytes) == RSS_OK;
}

/* A device that cannot attest still runs: requests get PSA_ERROR_SERVICE_FAILURE. */
psa_status_t initial_attestation_init(void)
{
    char profile[ATTEST_TEXT_BYTES];

    values.lifecycle = psa_rot_lifecycle_state();
    is_started =
        read_otp(HAL_OTP_IMPLEMENTATION_ID, values.implementation_id, sizeof(values.implementation_id)) &&
        read_otp(HAL_OTP_CCA_SYSTEM_PROPERTIES, values.platform_config, sizeof(values.platform_config)) &&
        read_otp(HAL_OTP_VERIFICATION_SERVICE_URL, values.verification_service,
                 sizeof(values.verification_service)) &&
        read_otp(HAL_OTP_CERT_REF, values.certification_reference, sizeof(values.certification_reference)) &&
        read_otp(HAL_OTP_PROFILE_DEFINITION, profile, sizeof(profile)) &&
        psa_generate_random(values.boot_seed, sizeof(values.boot_seed)) == PSA_SUCCESS;
    default_profile = is_started ? attest_find_profile(profile) : NULL;
    return PSA_SUCCESS;
}

/* Computed once, and only when a token is wanted: the key's public part takes a multiplication on its curve. */
static psa_status_t find_instance_id(void)
{
    uint8_t point[PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1),
                                                    RSS_IAK_BITS)];
    size_t length;

    if (values.instance_id[0] != 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = psa_export_public_key(signer.key, point, sizeof(point), &length);
    if (status == PSA_SUCCESS) {
        status = psa_hash_compute(PSA_ALG_SHA_256, point, length, values.instance_id + 1,
                                  sizeof(values.instance_id) - 1u, &length);
    }
    if (status == PSA_SUCCESS) {
        values.instance_id[0] = ATTEST_INSTANCE_ID_TYPE;
    }
    return status;
}

static bool encode(const struct attest_profile *profile, const uint8_t **to_sign, size_t *signed_bytes)
{
    zcbor_state_t *state = cose_sign1_start(&token, signer.cose, buffer, TOKEN_BYTES_MAX);

    if (state == NULL || !attest_encode_claims(state, profile, &values, rss_measured_boot_read_measurement)) {
        return false;
    }
    *to_sign = cose_sign1_end_payload(&token, signed_bytes);
    return *to_sign != NULL;
}

static psa_status_t sign(const uint8_t *to_sign, size_t signed_bytes, const uint8_t **start)
{
    const size_t signature_bytes = signer.cose->signature_bytes;
    uint8_t hash[PSA_HASH_MAX_SIZE];
    size_t length;
    psa_status_t status =
        psa_hash_compute(signer.cose->hash_algorithm, to_sign, signed_bytes, hash, sizeof(hash), &length);

    if (status != PSA_SUCCESS) {
        return status;
    }
    uint8_t *signature = cose_sign1_finish(&token, start);
    status = psa_sign_hash(signer.key, signer.algorithm, hash, length, signature, signature_bytes, &length);
    return status == PSA_SUCCESS && length != signature_bytes ? PSA_ERROR_GENERIC_ERROR : status;
}

static bool is_challenge_size(size_t size_bytes)
{
    return size_bytes == PSA_INITIAL_ATTEST_CHALLENGE_SIZE_32 ||
           size_bytes == PSA_INITIAL_ATTEST_CHALLENGE_SIZE_48 ||
           size_bytes == PSA_INITIAL_ATTEST_CHALLENGE_SIZE_64;
}

/* in[1] may name a profile; without it the one of OTP is meant. */
static psa_status_t choose_profile(const psa_msg_t *msg, const struct attest_profile **profile)
{
    uint32_t wanted = 0;

    if (msg->in_size[1] != 0 && msg->in_size[1] != sizeof(wanted)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (psa_read(msg->handle, 1, &wanted, sizeof(wanted)) == 0) {
        *profile = default_profile;
        return *profile != NULL ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR;
    }
    if (wanted != RSS_ATTEST_PROFILE_CCA && wanted != RSS_ATTEST_PROFILE_PSA) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    *profile = wanted == RSS_ATTEST_PROFILE_CCA ? &attest_profile_cca : &attest_profile_psa;
    return PSA_SUCCESS;
}

static psa_status_t get_token(const psa_msg_t *msg)
{
    const struct attest_profile *profile;
    const uint8_t *to_sign, *start;
    size_t signed_bytes;

    if (!is_challenge_size(msg->in_size[0]) || msg->out_size[0] == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = choose_profile(msg, &profile);
    if (status != PSA_SUCCESS) {
        return status;
    }
    values.client_id = msg->client_id;
    values.nonce_bytes = psa_read(msg->handle, 0, values.nonce, sizeof(values.nonce));
    if (find_instance_id() != PSA_SUCCESS || !encode(profile, &to_sign, &signed_bytes)) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    const size_t token_bytes = cose_sign1_token_bytes(&token);
    if (token_bytes > msg->out_size[0]) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (sign(to_sign, signed_bytes, &start) != PSA_SUCCESS) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    psa_write(msg->handle, 0, start, token_bytes);
    return PSA_SUCCESS;
}

/* The length depends on no value but the client's ID, the nonce's size, and the measurements. */
static psa_status_t get_token_size(const psa_msg_t *msg)
{
    const struct attest_profile *profile;
    const uint8_t *to_sign;
    uint32_t challenge_bytes = 0, token_bytes;
    size_t signed_bytes;

    if (msg->in_size[0] != sizeof(challenge_bytes) || msg->out_size[0] != sizeof(token_bytes)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_read(msg->handle, 0, &challenge_bytes, sizeof(challenge_bytes));
    if (!is_challenge_size(challenge_bytes)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const psa_status_t status = choose_profile(msg, &profile);
    if (status != PSA_SUCCESS) {
        return status;
    }
    values.client_id = msg->client_id;
    values.nonce_bytes = challenge_bytes;
    if (!encode(profile, &to_sign, &signed_bytes)) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    token_bytes = (uint32_t)cose_sign1_token_bytes(&token);
    psa_write(msg->handle, 0, &token_bytes, sizeof(token_bytes));
    return PSA_SUCCESS;
}

psa_status_t initial_attestation_sfn(const psa_msg_t *msg)
{
    if (!is_started) {
        return PSA_ERROR_SERVICE_FAILURE;
    }
    switch (msg->type) {
    case RSS_ATTEST_GET_TOKEN:
        return get_token(msg);
    case RSS_ATTEST_GET_TOKEN_SIZE:
        return get_token_size(msg);
    default:
        return PSA_ERROR_NOT_SUPPORTED;
    }
}
