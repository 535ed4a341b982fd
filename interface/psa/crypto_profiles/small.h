/* SPDX-License-Identifier: BSD-3-Clause */
/** Profile small: what attestation and measured boot need, and random numbers. */
#ifndef INTERFACE_PSA_CRYPTO_PROFILES_SMALL_H
#define INTERFACE_PSA_CRYPTO_PROFILES_SMALL_H

#define PSA_WANT_ALG_SHA_256                    1
#define PSA_WANT_ALG_SHA_384                    1
#define PSA_WANT_ALG_SHA_512                    1
#define PSA_WANT_ALG_HMAC                       1
#define PSA_WANT_KEY_TYPE_HMAC                  1
#define PSA_WANT_ALG_HKDF                       1
#define PSA_WANT_KEY_TYPE_DERIVE                1
#define PSA_WANT_KEY_TYPE_RAW_DATA              1
#define PSA_WANT_ALG_ECDSA                      1
#define PSA_WANT_ALG_DETERMINISTIC_ECDSA        1
#define PSA_WANT_ECC_SECP_R1_256                1
#define PSA_WANT_ECC_SECP_R1_384                1
#define PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY        1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC    1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_IMPORT   1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_EXPORT   1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_GENERATE 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_DERIVE   1

/* Inputs and outputs of a call, numbers that the library computes with, and what operations under way keep: docs/design/crypto.md. */
#define RSS_CRYPTO_POOL_BYTES 0x1c00u

#endif /* INTERFACE_PSA_CRYPTO_PROFILES_SMALL_H */
