/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/ap/delegated_key.h"

#include "interface/psa/delegated_attestation.h"

#define KEY_BITS 384u

static psa_status_t import(psa_key_id_t *key)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t private_key[KEY_BITS / 8u];
    size_t bytes;
    psa_status_t status =
        rss_delegated_attest_get_delegated_key(RSS_DELEGATED_ATTEST_CURVE_SECP_R1, KEY_BITS, private_key,
                                               sizeof(private_key), &bytes, PSA_ALG_SHA_256);

    if (status != PSA_SUCCESS) {
        return status;
    }
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, KEY_BITS);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_384));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH);
    status = psa_import_key(&attributes, private_key, bytes, key);
    for (size_t i = 0; i < sizeof(private_key); i++) {
        ((volatile uint8_t *)private_key)[i] = 0; /* it is the service's from here on */
    }
    return status;
}

psa_status_t delegated_key_take(psa_key_id_t *key, uint8_t point[DELEGATED_KEY_POINT_BYTES],
                                uint8_t hash[DELEGATED_KEY_HASH_BYTES])
{
    size_t bytes;
    psa_status_t status = import(key);

    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_export_public_key(*key, point, DELEGATED_KEY_POINT_BYTES, &bytes);
    if (status == PSA_SUCCESS) {
        status = psa_hash_compute(PSA_ALG_SHA_256, point, bytes, hash, DELEGATED_KEY_HASH_BYTES, &bytes);
    }
    if (status != PSA_SUCCESS) {
        (void)psa_destroy_key(*key);
    }
    return status;
}
