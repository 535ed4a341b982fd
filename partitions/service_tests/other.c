/* SPDX-License-Identifier: BSD-3-Clause */
/** A second client of the Crypto service, at the first one's command. */
#include "psa/crypto.h"

#include "interface/psa/crypto_keys.h"
#include "interface/psa/service.h"
#include "partitions/service_tests/tests.h"
#include "psa_manifest/other.h"

static psa_status_t make_key(const psa_msg_t *msg)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = 0;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
    psa_set_key_bits(&attributes, 128);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_SIGN_MESSAGE);
    psa_set_key_algorithm(&attributes, PSA_ALG_CMAC);
    const psa_status_t status = psa_generate_key(&attributes, &key);
    psa_write(msg->handle, 0, &key, sizeof(key));
    return status;
}

static psa_status_t destroy_key(const psa_msg_t *msg)
{
    psa_key_id_t key = 0;

    (void)psa_read(msg->handle, 0, &key, sizeof(key));
    return psa_destroy_key(key);
}

/* From the HUK, as derive_from in tests_crypto.c. */
static psa_status_t derive(const psa_msg_t *msg)
{
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    uint8_t output[32];

    psa_status_t status = psa_key_derivation_setup(&operation, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_key(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, RSS_KEY_HUK);
    }
    if (status == PSA_SUCCESS) {
        status =
            psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO,
                                           (const uint8_t *)SERVICE_TESTS_INFO, sizeof(SERVICE_TESTS_INFO));
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_output_bytes(&operation, output, sizeof(output));
    }
    (void)psa_key_derivation_abort(&operation);
    if (status == PSA_SUCCESS) {
        psa_write(msg->handle, 0, output, sizeof(output));
    }
    return status;
}

psa_status_t service_tests_other_sfn(const psa_msg_t *msg)
{
    switch (msg->type) {
    case SERVICE_TESTS_OTHER_MAKES_KEY:
        return make_key(msg);
    case SERVICE_TESTS_OTHER_DESTROYS_KEY:
        return destroy_key(msg);
    case SERVICE_TESTS_OTHER_DERIVES:
        return derive(msg);
    default:
        return PSA_ERROR_NOT_SUPPORTED;
    }
}
