/* SPDX-License-Identifier: BSD-3-Clause */
/** Delegated Attestation service: the key of whoever attests on the platform's behalf, and the token that names it. */
#include "interface/psa/delegated_attestation.h"

#include <string.h>

#include "psa/crypto.h"

#include "interface/psa/crypto_keys.h"
#include "interface/psa/initial_attestation.h"
#include "interface/psa/measured_boot.h"
#include "interface/psa/service.h"
#include "lib/attest/claims.h"
#include "lib/base/bytes.h"
#include "psa_manifest/delegated_attestation.h"

#define KEY_BYTES_MAX   PSA_BITS_TO_BYTES(521u)
#define POINT_BYTES_MAX (1u + 2u * KEY_BYTES_MAX)

/* What the components are encoded in, and a token is passed on in. */
static uint8_t buffer[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];

#define HASH_BYTES_MAX 64u
#define CLIENTS        4u /* that can have a key at a time: AP, non-secure image, two partitions */

/* Hash of the public part of the key that a client was given last; the key itself is not kept. */
struct delegated {
    int32_t client_id; /* 0: nobody yet */
    size_t hash_bytes;
    uint8_t hash[HASH_BYTES_MAX];
};

static struct delegated clients[CLIENTS];
static uint32_t next_client; /* who has to make room */

/* A client's own; NULL: it has none. */
static struct delegated *find(int32_t client_id)
{
    for (uint32_t i = 0; i < CLIENTS; i++) {
        if (clients[i].client_id == client_id) {
            return &clients[i];
        }
    }
    return NULL;
}

static void remember(int32_t client_id, const uint8_t *hash, size_t hash_bytes)
{
    struct delegated *own = find(client_id);

    if (own == NULL) {
        own = &clients[next_client++ % CLIENTS];
    }
    own->client_id = client_id;
    own->hash_bytes = hash_bytes;
    memcpy(own->hash, hash, hash_bytes);
}

static bool is_key_size(uint32_t bits)
{
    return bits == 256u || bits == 384u || bits == 521u;
}

/* A challenge of Initial Attestation has the length of one of these. */
static bool is_hash(psa_algorithm_t algorithm)
{
    return algorithm == PSA_ALG_SHA_256 || algorithm == PSA_ALG_SHA_384 || algorithm == PSA_ALG_SHA_512;
}

/* HKDF of the device's secret, with all that was measured as info (services.md 3.5). */
static psa_status_t derive(uint32_t bits, psa_key_id_t *key)
{
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    zcbor_state_t state[ATTEST_COMPONENTS_DEPTH + 2u];

    zcbor_new_encode_state(state, ATTEST_COMPONENTS_DEPTH + 2u, buffer, sizeof(buffer), 1);
    if (!attest_encode_components(state, rss_measured_boot_read_measurement)) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, bits);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    psa_status_t status = psa_key_derivation_setup(&operation, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_key(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, RSS_KEY_DAK_SEED);
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO, buffer,
                                                (size_t)(state->payload - buffer));
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_output_key(&attributes, &operation, key);
    }
    (void)psa_key_derivation_abort(&operation);
    return status;
}

/* The private part to the caller, and the hash of the public part kept: from here on it is the key that the caller's token names. */
static psa_status_t give_out(const psa_msg_t *msg, psa_key_id_t key, psa_algorithm_t hash_algorithm)
{
    uint8_t private[KEY_BYTES_MAX], point[POINT_BYTES_MAX], hash[HASH_BYTES_MAX];
    size_t private_bytes, point_bytes, hash_bytes;
    psa_status_t status = psa_export_key(key, private, sizeof(private), &private_bytes);

    if (status == PSA_SUCCESS) {
        status = psa_export_public_key(key, point, sizeof(point), &point_bytes);
    }
    if (status == PSA_SUCCESS) {
        status = psa_hash_compute(hash_algorithm, point, point_bytes, hash, sizeof(hash), &hash_bytes);
    }
    if (status == PSA_SUCCESS) {
        psa_write(msg->handle, 0, private, private_bytes);
        remember(msg->client_id, hash, hash_bytes);
    }
    bytes_wipe(private, sizeof(private));
    return status;
}

static psa_status_t get_key(const psa_msg_t *msg)
{
    uint8_t curve;
    uint32_t bits, hash_algorithm;
    psa_key_id_t key;

    if (msg->in_size[0] != sizeof(curve) || msg->in_size[1] != sizeof(bits) ||
        msg->in_size[2] != sizeof(hash_algorithm)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_read(msg->handle, 0, &curve, sizeof(curve));
    psa_read(msg->handle, 1, &bits, sizeof(bits));
    psa_read(msg->handle, 2, &hash_algorithm, sizeof(hash_algorithm));
    if (curve != RSS_DELEGATED_ATTEST_CURVE_SECP_R1 || !is_key_size(bits)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!is_hash(hash_algorithm)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (msg->out_size[0] < PSA_BITS_TO_BYTES(bits)) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = derive(bits, &key);
    if (status == PSA_SUCCESS) {
        status = give_out(msg, key, hash_algorithm);
        (void)psa_destroy_key(key);
    }
    return status;
}

static psa_status_t get_token(const psa_msg_t *msg)
{
    uint8_t hash[HASH_BYTES_MAX];
    const struct delegated *own = find(msg->client_id);
    const size_t room_bytes = msg->out_size[0] < sizeof(buffer) ? msg->out_size[0] : sizeof(buffer);
    size_t token_bytes;

    if (own == NULL || msg->in_size[0] != own->hash_bytes) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_read(msg->handle, 0, hash, sizeof(hash));
    if (memcmp(hash, own->hash, own->hash_bytes) != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const psa_status_t status =
        rss_attest_get_token(RSS_ATTEST_PROFILE_CCA, hash, own->hash_bytes, buffer, room_bytes, &token_bytes);
    if (status == PSA_SUCCESS) {
        psa_write(msg->handle, 0, buffer, token_bytes);
    }
    return status;
}

psa_status_t delegated_attestation_sfn(const psa_msg_t *msg)
{
    switch (msg->type) {
    case RSS_DELEGATED_ATTEST_GET_DELEGATED_KEY:
        return get_key(msg);
    case RSS_DELEGATED_ATTEST_GET_PLATFORM_TOKEN:
        return get_token(msg);
    default:
        return PSA_ERROR_NOT_SUPPORTED;
    }
}
