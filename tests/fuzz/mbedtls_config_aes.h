/* SPDX-License-Identifier: BSD-3-Clause */
/** Mbed TLS of a BL2 that checks RSA signatures, with the AES that is the crypto engine's on the device. */
#ifndef TESTS_FUZZ_MBEDTLS_CONFIG_AES_H
#define TESTS_FUZZ_MBEDTLS_CONFIG_AES_H

#include "boot/bl2/mbedtls_config.h"

#define MBEDTLS_AES_C
#define MBEDTLS_CIPHER_MODE_CTR

#endif /* TESTS_FUZZ_MBEDTLS_CONFIG_AES_H */
