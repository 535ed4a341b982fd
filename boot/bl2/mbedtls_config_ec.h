/* SPDX-License-Identifier: BSD-3-Clause */
/** Mbed TLS in a BL2 that checks ECDSA signatures: curve arithmetic on a static heap (lib/crypto/ecdsa.c). */
#ifndef BOOT_BL2_MBEDTLS_CONFIG_EC_H
#define BOOT_BL2_MBEDTLS_CONFIG_EC_H

#include "boot/bl2/mbedtls_config.h"

#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0 /* no tables of multiples of G */
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS
#define MBEDTLS_MEMORY_BUFFER_ALLOC_C
#define MBEDTLS_MEMORY_ALIGN_MULTIPLE 8 /* the heap headers hold pointers, of 64 bits in host tests */
/* Called when the heap's own headers are damaged. */
#define MBEDTLS_PLATFORM_EXIT_MACRO   ecdsa_heap_damaged
void ecdsa_heap_damaged(int status) __attribute__((noreturn));

#endif /* BOOT_BL2_MBEDTLS_CONFIG_EC_H */
