/* SPDX-License-Identifier: BSD-3-Clause */
/** Built-in keys of the Crypto service, as TF-M 1.7 to 2.1 number them (services.md 6.3). */
#ifndef INTERFACE_PSA_CRYPTO_KEYS_H
#define INTERFACE_PSA_CRYPTO_KEYS_H

#define RSS_KEY_ID_MIN         0x7fff815bu
#define RSS_KEY_HUK            0x7fff815cu /* to derive from; another key for each client */
#define RSS_KEY_IAK            0x7fff815du /* ECDSA, below; signs for Initial Attestation only */
#define RSS_KEY_DAK_SEED       0x7fff815eu /* to derive from, for Delegated Attestation only */
#define RSS_KEY_HOST_S_ROTPK   0x7fff816cu /* public, P-384: 96 bytes x, y when exported */
#define RSS_KEY_HOST_NS_ROTPK  0x7fff816du
#define RSS_KEY_HOST_CCA_ROTPK 0x7fff816eu
#define RSS_KEY_ID_MAX         0x7fff817bu

/** Curve of the IAK, and the hash that it signs: P-384 and SHA-384, or P-256 and SHA-256 (-DRSS_IAK_CURVE_BITS=). */
#ifndef RSS_IAK_BITS
#define RSS_IAK_BITS 384
#endif
#define RSS_IAK_ALGORITHM PSA_ALG_ECDSA(RSS_IAK_BITS == 256 ? PSA_ALG_SHA_256 : PSA_ALG_SHA_384)

#define RSS_KEY_LIFETIME 0x80000101u /* location 0x800001, persistence default */

#endif /* INTERFACE_PSA_CRYPTO_KEYS_H */
