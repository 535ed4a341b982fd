/* SPDX-License-Identifier: BSD-3-Clause */
/** ECDSA P-256 with SHA-256. */
#ifndef BOOT_BL2_MBEDTLS_CONFIG_EC256_H
#define BOOT_BL2_MBEDTLS_CONFIG_EC256_H

#include "boot/bl2/mbedtls_config_ec.h"

#define MBEDTLS_ECP_DP_SECP256R1_ENABLED

#endif /* BOOT_BL2_MBEDTLS_CONFIG_EC256_H */
