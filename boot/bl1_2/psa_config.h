/* SPDX-License-Identifier: BSD-3-Clause */
/** PSA algorithms of BL1_2 (see mbedtls_config.h). */
#ifndef BOOT_BL1_2_PSA_CONFIG_H
#define BOOT_BL1_2_PSA_CONFIG_H

#define PSA_WANT_ALG_SHA_256 1

#endif /* BOOT_BL1_2_PSA_CONFIG_H */
