/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Mbed TLS in BL1_2: LM-OTS verification. Mbed TLS asks for a PSA core beside it; lib/crypto/psa_hash.c is
 * what it really calls, so the core is announced here and not built.
 */
#ifndef BOOT_BL1_2_MBEDTLS_CONFIG_H
#define BOOT_BL1_2_MBEDTLS_CONFIG_H

#define MBEDTLS_PSA_CRYPTO_CONFIG
#define MBEDTLS_PSA_CRYPTO_CONFIG_FILE "boot/bl1_2/psa_config.h"
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG /* asked for by the core's dependency check; nothing draws from it  \
                                          */
#define MBEDTLS_DEPRECATED_REMOVED
#define MBEDTLS_LMS_C

#endif /* BOOT_BL1_2_MBEDTLS_CONFIG_H */
