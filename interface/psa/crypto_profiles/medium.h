/* SPDX-License-Identifier: BSD-3-Clause */
/** Profile medium: what TF-M 1.7's port for the RSS offers. */
#ifndef INTERFACE_PSA_CRYPTO_PROFILES_MEDIUM_H
#define INTERFACE_PSA_CRYPTO_PROFILES_MEDIUM_H

#include "interface/psa/crypto_profiles/small.h"

#define PSA_WANT_ALG_SHA_224           1
#define PSA_WANT_ALG_ECDH              1
#define PSA_WANT_ALG_TLS12_PRF         1
#define PSA_WANT_ALG_TLS12_PSK_TO_MS   1
#define PSA_WANT_KEY_TYPE_AES          1
#define PSA_WANT_ALG_CBC_NO_PADDING    1
#define PSA_WANT_ALG_CBC_PKCS7         1
#define PSA_WANT_ALG_CTR               1
#define PSA_WANT_ALG_ECB_NO_PADDING    1
#define PSA_WANT_ALG_CCM               1
#define PSA_WANT_ALG_GCM               1
#define PSA_WANT_ALG_CMAC              1
#define PSA_WANT_KEY_TYPE_CHACHA20     1
#define PSA_WANT_ALG_STREAM_CIPHER     1
#define PSA_WANT_ALG_CHACHA20_POLY1305 1

#undef RSS_CRYPTO_POOL_BYTES
#define RSS_CRYPTO_POOL_BYTES 0x2000u

#endif /* INTERFACE_PSA_CRYPTO_PROFILES_MEDIUM_H */
