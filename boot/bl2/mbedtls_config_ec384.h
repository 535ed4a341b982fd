/* SPDX-License-Identifier: BSD-3-Clause */
/** ECDSA P-384 with SHA-384. */
#ifndef BOOT_BL2_MBEDTLS_CONFIG_EC384_H
#define BOOT_BL2_MBEDTLS_CONFIG_EC384_H

#include "boot/bl2/mbedtls_config_ec.h"

#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_SMALLER

#endif /* BOOT_BL2_MBEDTLS_CONFIG_EC384_H */
