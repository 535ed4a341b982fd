/* SPDX-License-Identifier: BSD-3-Clause */
/** Mbed TLS in the ROM: SHA-256 only, in its unrolled form: an LMS check runs it 6,400 times. */
#ifndef BOOT_BL1_1_MBEDTLS_CONFIG_H
#define BOOT_BL1_1_MBEDTLS_CONFIG_H

#define MBEDTLS_SHA256_C

#endif /* BOOT_BL1_1_MBEDTLS_CONFIG_H */
