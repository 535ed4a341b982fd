/* SPDX-License-Identifier: BSD-3-Clause */
/** Mbed TLS in BL2: SHA-256 and limb arithmetic for lib/crypto/rsa_pss.c. No heap, no PSA, no generic RSA. */
#ifndef BOOT_BL2_MBEDTLS_CONFIG_H
#define BOOT_BL2_MBEDTLS_CONFIG_H

#define MBEDTLS_DEPRECATED_REMOVED
#ifdef __arm__
#define MBEDTLS_HAVE_ASM /* UMAAL for the products */
#else
#define MBEDTLS_HAVE_INT32 /* host tests: limbs of the target */
#endif
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_SHA256_C

#endif /* BOOT_BL2_MBEDTLS_CONFIG_H */
