/* SPDX-License-Identifier: BSD-3-Clause */
#include "interface/psa/delegated_attestation.h"

#include "interface/psa/client.h"
#include "interface/psa/services.h"

static psa_status_t call(int32_t type, const psa_invec *in, size_t in_count, uint8_t *buffer, size_t size,
                         size_t *len)
{
    psa_outvec out = { buffer, size };

    if (len == NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = psa_call(RSS_DELEGATED_ATTESTATION_HANDLE, type, in, in_count, &out, 1);
    *len = status == PSA_SUCCESS ? out.len : 0u;
    return status;
}

psa_status_t rss_delegated_attest_get_delegated_key(uint8_t ecc_curve, uint32_t key_bits, uint8_t *key_buf,
                                                    size_t key_buf_size, size_t *key_size, uint32_t hash_algo)
{
    const psa_invec in[] = {
        { &ecc_curve, sizeof(ecc_curve) },
        { &key_bits, sizeof(key_bits) },
        { &hash_algo, sizeof(hash_algo) },
    };

    return call(RSS_DELEGATED_ATTEST_GET_DELEGATED_KEY, in, sizeof(in) / sizeof(in[0]), key_buf, key_buf_size,
                key_size);
}

psa_status_t rss_delegated_attest_get_token(const uint8_t *dak_pub_hash, size_t dak_pub_hash_size,
                                            uint8_t *token_buf, size_t token_buf_size, size_t *token_size)
{
    const psa_invec in = { dak_pub_hash, dak_pub_hash_size };

    return call(RSS_DELEGATED_ATTEST_GET_PLATFORM_TOKEN, &in, 1, token_buf, token_buf_size, token_size);
}
