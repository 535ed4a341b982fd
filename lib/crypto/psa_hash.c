/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The four PSA calls that Mbed TLS's LM-OTS makes, on lib/crypto/sha256.h: a boot stage then needs neither
 * the PSA core nor a second SHA-256. Only SHA-256 exists, one call sequence (setup, update, finish, abort) is
 * served.
 */
#include <psa/crypto.h>

#include "lib/crypto/sha256.h"

_Static_assert(sizeof(((psa_hash_operation_t *)0)->MBEDTLS_PRIVATE(ctx)) >= sizeof(struct sha256),
               "the hash in progress is kept in the PSA operation");

static struct sha256 *psa_hash_state(psa_hash_operation_t *operation)
{
    return (struct sha256 *)(void *)&operation->MBEDTLS_PRIVATE(ctx);
}

static psa_status_t psa_hash_status(rss_status_t status)
{
    return status == RSS_OK ? PSA_SUCCESS : PSA_ERROR_CORRUPTION_DETECTED;
}

psa_status_t psa_hash_setup(psa_hash_operation_t *operation, psa_algorithm_t alg)
{
    if (alg != PSA_ALG_SHA_256) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    return psa_hash_status(sha256_start(psa_hash_state(operation)));
}

psa_status_t psa_hash_update(psa_hash_operation_t *operation, const uint8_t *input, size_t input_length)
{
    return psa_hash_status(sha256_update(psa_hash_state(operation), input, input_length));
}

psa_status_t psa_hash_finish(psa_hash_operation_t *operation, uint8_t *hash, size_t hash_size,
                             size_t *hash_length)
{
    if (hash_size < SHA256_BYTES) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    *hash_length = SHA256_BYTES;
    return psa_hash_status(sha256_finish(psa_hash_state(operation), hash));
}

psa_status_t psa_hash_abort(psa_hash_operation_t *operation)
{
    (void)operation; /* finish wipes the state, and no secret is hashed through this interface */
    return PSA_SUCCESS;
}
