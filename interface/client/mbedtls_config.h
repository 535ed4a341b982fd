/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Mbed TLS's PSA headers (psa/crypto.h) for clients of the Crypto service: types, macros and declarations, no code. An operation
 * is a handle of the service's. Sizes such as PSA_HASH_MAX_SIZE are those of the largest profile.
 */
#ifndef INTERFACE_CLIENT_MBEDTLS_CONFIG_H
#define INTERFACE_CLIENT_MBEDTLS_CONFIG_H

#define MBEDTLS_PSA_CRYPTO_CLIENT
#define MBEDTLS_PSA_CRYPTO_CONFIG
#define MBEDTLS_PSA_CRYPTO_CONFIG_FILE "interface/psa/crypto_profiles/full.h"

#endif /* INTERFACE_CLIENT_MBEDTLS_CONFIG_H */
