/* SPDX-License-Identifier: BSD-3-Clause */
/** Mbed TLS in the secure runtime: the PSA core with a random generator, no algorithm for clients yet. */
#ifndef PARTITIONS_CRYPTO_MBEDTLS_CONFIG_H
#define PARTITIONS_CRYPTO_MBEDTLS_CONFIG_H

#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_CONFIG
#define MBEDTLS_PSA_CRYPTO_CONFIG_FILE "partitions/crypto/psa_crypto_config.h"
/* Service code hands the core its own copies only, never client memory. */
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS

/*
 * HMAC_DRBG over SHA-256, and entropy from crypto_entropy.c. HMAC rather than CTR: it needs no block cipher,
 * and a software AES would be there for nothing else.
 */
#define MBEDTLS_HMAC_DRBG_C
#define MBEDTLS_MD_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_ENTROPY_C
#define MBEDTLS_ENTROPY_FORCE_SHA256
#define MBEDTLS_NO_PLATFORM_ENTROPY
#define MBEDTLS_ENTROPY_HARDWARE_ALT

/* No key can be made or imported yet; the core wants a store all the same. */
#define MBEDTLS_PSA_KEY_SLOT_COUNT 2

/* No libc heap: allocations come from a pool of fixed size (crypto_init), a corrupted pool ends the runtime.
 */
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS
#define MBEDTLS_MEMORY_BUFFER_ALLOC_C
#define MBEDTLS_PLATFORM_EXIT_MACRO crypto_exit
void crypto_exit(int status) __attribute__((noreturn));

#endif /* PARTITIONS_CRYPTO_MBEDTLS_CONFIG_H */
