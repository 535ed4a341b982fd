/* SPDX-License-Identifier: BSD-3-Clause */
/** Profile full: medium, RSA, P-521, X25519, SHA-3 and the modes that few use. */
#ifndef INTERFACE_PSA_CRYPTO_PROFILES_FULL_H
#define INTERFACE_PSA_CRYPTO_PROFILES_FULL_H

#include "interface/psa/crypto_profiles/medium.h"

#define PSA_WANT_ALG_SHA3_224                   1
#define PSA_WANT_ALG_SHA3_256                   1
#define PSA_WANT_ALG_SHA3_384                   1
#define PSA_WANT_ALG_SHA3_512                   1
#define PSA_WANT_ALG_CFB                        1
#define PSA_WANT_ALG_OFB                        1
#define PSA_WANT_ALG_CCM_STAR_NO_TAG            1
#define PSA_WANT_ALG_HKDF_EXTRACT               1
#define PSA_WANT_ALG_HKDF_EXPAND                1
#define PSA_WANT_ECC_SECP_R1_521                1
#define PSA_WANT_ECC_MONTGOMERY_255             1
#define PSA_WANT_ALG_RSA_OAEP                   1
#define PSA_WANT_ALG_RSA_PKCS1V15_CRYPT         1
#define PSA_WANT_ALG_RSA_PKCS1V15_SIGN          1
#define PSA_WANT_ALG_RSA_PSS                    1
#define PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY        1
#define PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC    1
#define PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_IMPORT   1
#define PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_EXPORT   1
#define PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_GENERATE 1
#define PSA_VENDOR_RSA_MAX_KEY_BITS             3072

#undef RSS_CRYPTO_POOL_BYTES
#define RSS_CRYPTO_POOL_BYTES 0x3000u

#endif /* INTERFACE_PSA_CRYPTO_PROFILES_FULL_H */
