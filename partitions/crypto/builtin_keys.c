/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/crypto/builtin_keys.h"

#include <string.h>

#include "hal/keys.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"

#define SEED_BYTES   32u
#define POINT_BYTES  97u /* of P-384: 4, x, y */
#define UNCOMPRESSED 4u

/* Partition IDs (services.md 1.16), which are input of the derivation; the application processor's client ID. */
#define INITIAL_ATTESTATION   261
#define DELEGATED_ATTESTATION 277
#define APPLICATION_PROCESSOR (-1)

enum source {
    SEED_TO_SEED, /* a seed in the KMU, diversified by client */
    SEED_TO_PAIR, /* a seed in the KMU, the same for all */
    OTP_PUBLIC,   /* x, y in OTP */
};

struct builtin_key {
    psa_key_id_t id;
    psa_key_type_t type;
    uint16_t bits;
    uint8_t source;   /* enum source */
    uint8_t location; /* enum hal_key_slot, enum hal_otp_id */
    psa_algorithm_t alg;
};

#define SEED(id, slot)                                                                                       \
    {                                                                                                        \
        id, PSA_KEY_TYPE_DERIVE, 256, SEED_TO_SEED, slot, PSA_ALG_HKDF(PSA_ALG_SHA_256)                      \
    }
#define HOST_ROTPK(id, where)                                                                                \
    {                                                                                                        \
        id, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 384, OTP_PUBLIC, where,                     \
            PSA_ALG_ECDSA(PSA_ALG_SHA_384)                                                                   \
    }

static const struct builtin_key builtin_keys[] = {
    SEED(RSS_KEY_HUK, HAL_KEY_SLOT_VHUK),
    { RSS_KEY_IAK, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), RSS_IAK_BITS, SEED_TO_PAIR,
      HAL_KEY_SLOT_CPAK_SEED, RSS_IAK_ALGORITHM },
    SEED(RSS_KEY_DAK_SEED, HAL_KEY_SLOT_DAK_SEED),
    HOST_ROTPK(RSS_KEY_HOST_S_ROTPK, HAL_OTP_HOST_ROTPK_S),
    HOST_ROTPK(RSS_KEY_HOST_NS_ROTPK, HAL_OTP_HOST_ROTPK_NS),
    HOST_ROTPK(RSS_KEY_HOST_CCA_ROTPK, HAL_OTP_HOST_ROTPK_CCA),
};

/* Who may do what; a client that is not here may export what is public. Client 0 stands for all. */
static const struct policy {
    psa_key_id_t id;
    int32_t client_id;
    psa_key_usage_t usage;
} policies[] = {
    { RSS_KEY_HUK, 0, PSA_KEY_USAGE_DERIVE },
    { RSS_KEY_IAK, INITIAL_ATTESTATION, PSA_KEY_USAGE_SIGN_HASH },
    { RSS_KEY_DAK_SEED, DELEGATED_ATTESTATION, PSA_KEY_USAGE_DERIVE },
    { RSS_KEY_HOST_S_ROTPK, APPLICATION_PROCESSOR, PSA_KEY_USAGE_VERIFY_HASH },
    { RSS_KEY_HOST_NS_ROTPK, APPLICATION_PROCESSOR, PSA_KEY_USAGE_VERIFY_HASH },
    { RSS_KEY_HOST_CCA_ROTPK, APPLICATION_PROCESSOR, PSA_KEY_USAGE_VERIFY_HASH },
};

bool builtin_key_in_range(psa_key_id_t id)
{
    return id >= RSS_KEY_ID_MIN && id <= RSS_KEY_ID_MAX;
}

const struct builtin_key *builtin_key_find(psa_key_id_t id)
{
    for (size_t i = 0; i < sizeof(builtin_keys) / sizeof(builtin_keys[0]); i++) {
        if (builtin_keys[i].id == id) {
            return &builtin_keys[i];
        }
    }
    return NULL;
}

static psa_key_usage_t usage_of(psa_key_id_t id, int32_t client_id)
{
    for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
        if (policies[i].id == id && (policies[i].client_id == client_id || policies[i].client_id == 0)) {
            return policies[i].usage;
        }
    }
    return 0;
}

void builtin_key_attributes(const struct builtin_key *builtin, int32_t client_id,
                            psa_key_attributes_t *attributes)
{
    psa_set_key_type(attributes, builtin->type);
    psa_set_key_bits(attributes, builtin->bits);
    psa_set_key_algorithm(attributes, builtin->alg);
    psa_set_key_usage_flags(attributes, usage_of(builtin->id, client_id));
}

static psa_status_t import_seed(const struct builtin_key *builtin, psa_key_id_t *seed)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t bytes[SEED_BYTES];

    const rss_status_t loaded = hal_key_load((enum hal_key_slot)builtin->location, bytes);
    if (loaded != RSS_OK) {
        return loaded == RSS_ERR_KMU_VERIFY ? PSA_ERROR_DOES_NOT_EXIST : PSA_ERROR_HARDWARE_FAILURE;
    }
    psa_set_key_type(&attributes, PSA_KEY_TYPE_DERIVE);
    psa_set_key_algorithm(&attributes, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
    const psa_status_t status = psa_import_key(&attributes, bytes, sizeof(bytes), seed);
    bytes_wipe(bytes, sizeof(bytes));
    return status;
}

/* HKDF-SHA-256 of the seed without salt; info is the client for which it is diversified, or nothing. */
static psa_status_t derive(psa_key_id_t seed, const uint8_t *info, size_t info_bytes,
                           const psa_key_attributes_t *attributes, psa_key_id_t *key)
{
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;

    psa_status_t status = psa_key_derivation_setup(&operation, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_key(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, seed);
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO, info, info_bytes);
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_output_key(attributes, &operation, key);
    }
    (void)psa_key_derivation_abort(&operation);
    return status;
}

static psa_status_t load_derived(const struct builtin_key *builtin, int32_t client_id,
                                 const psa_key_attributes_t *attributes, psa_key_id_t *key)
{
    uint8_t info[sizeof(uint32_t)];
    psa_key_id_t seed = 0;

    psa_status_t status = import_seed(builtin, &seed);
    if (status == PSA_SUCCESS) {
        bytes_put_le32(info, (uint32_t)client_id);
        status = derive(seed, info, builtin->source == SEED_TO_SEED ? sizeof(info) : 0, attributes, key);
        (void)psa_destroy_key(seed);
    }
    return status;
}

static psa_status_t read_point(const struct builtin_key *builtin, uint8_t *xy)
{
    return hal_otp_read((enum hal_otp_id)builtin->location, xy, POINT_BYTES - 1u) == RSS_OK
               ? PSA_SUCCESS
               : PSA_ERROR_HARDWARE_FAILURE;
}

static psa_status_t load_public(const struct builtin_key *builtin, const psa_key_attributes_t *attributes,
                                psa_key_id_t *key)
{
    uint8_t point[POINT_BYTES] = { UNCOMPRESSED };

    const psa_status_t status = read_point(builtin, &point[1]);
    return status == PSA_SUCCESS ? psa_import_key(attributes, point, sizeof(point), key) : status;
}

psa_status_t builtin_key_load(const struct builtin_key *builtin, int32_t client_id, psa_key_id_t *key)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    builtin_key_attributes(builtin, client_id, &attributes);
    return builtin->source == OTP_PUBLIC ? load_public(builtin, &attributes, key)
                                         : load_derived(builtin, client_id, &attributes, key);
}

psa_status_t builtin_key_export_public(const struct builtin_key *builtin, uint8_t *data, size_t room_bytes,
                                       size_t *size_bytes)
{
    psa_key_id_t key = 0;

    if (builtin->source == OTP_PUBLIC) {
        if (room_bytes < POINT_BYTES - 1u) {
            return PSA_ERROR_BUFFER_TOO_SMALL;
        }
        *size_bytes = POINT_BYTES - 1u;
        return read_point(builtin, data);
    }
    psa_status_t status = builtin_key_load(builtin, 0, &key);
    if (status == PSA_SUCCESS) {
        status = psa_export_public_key(key, data, room_bytes, size_bytes);
        (void)psa_destroy_key(key);
    }
    return status;
}
