/* SPDX-License-Identifier: BSD-3-Clause */
/** Mbed TLS in the Crypto partition: the PSA core. What it offers is a profile's (interface/psa/crypto_profiles), RSS_CRYPTO_PROFILE names it. */
#ifndef PARTITIONS_CRYPTO_MBEDTLS_CONFIG_H
#define PARTITIONS_CRYPTO_MBEDTLS_CONFIG_H

#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_SPM /* names apart from the clients': crypto_spe.h */
#define MBEDTLS_PSA_CRYPTO_CONFIG
#define MBEDTLS_PSA_CRYPTO_CONFIG_FILE RSS_CRYPTO_PROFILE
/* Service code hands the core its own copies only, never client memory. */
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS

/*
 * HMAC_DRBG over SHA-256, and entropy from crypto_core.c. HMAC rather than CTR: deterministic ECDSA has it anyway.
 */
#define MBEDTLS_HMAC_DRBG_C
#define MBEDTLS_ENTROPY_C
#define MBEDTLS_ENTROPY_FORCE_SHA256
#define MBEDTLS_NO_PLATFORM_ENTROPY
#define MBEDTLS_ENTROPY_HARDWARE_ALT

/* Keys have places of fixed size: no client's keys can use up the memory that another's operation needs. */
#define MBEDTLS_PSA_KEY_SLOT_COUNT 16
#define MBEDTLS_PSA_STATIC_KEY_SLOTS

/* No libc heap: allocations come from a pool of fixed size (crypto_init), a corrupted pool ends the runtime. */
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS
#define MBEDTLS_MEMORY_BUFFER_ALLOC_C
#define MBEDTLS_PLATFORM_EXIT_MACRO crypto_exit
void crypto_exit(int status) __attribute__((noreturn));

/* Small rather than fast: AES with one table of each direction, in ROM; no tables of multiples of G. */
#define MBEDTLS_DEPRECATED_REMOVED
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#define MBEDTLS_ECP_WINDOW_SIZE       2
#ifdef __arm__
#define MBEDTLS_HAVE_ASM /* UMAAL for the products */
#else
/* Host tests: pointers of 64 bits, and nothing that is never called is dropped. */
#define MBEDTLS_MEMORY_ALIGN_MULTIPLE   8
#define MBEDTLS_PLATFORM_SNPRINTF_MACRO snprintf
#endif

#endif /* PARTITIONS_CRYPTO_MBEDTLS_CONFIG_H */
