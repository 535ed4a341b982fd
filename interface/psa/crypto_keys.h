/* SPDX-License-Identifier: BSD-3-Clause */
/** Built-in keys of the Crypto service, as TF-M 1.7 to 2.1 number them (services.md 6.3). */
#ifndef INTERFACE_PSA_CRYPTO_KEYS_H
#define INTERFACE_PSA_CRYPTO_KEYS_H

#define RSS_KEY_ID_MIN         0x7fff815bu
#define RSS_KEY_HUK            0x7fff815cu /* to derive from; another key for each client */
#define RSS_KEY_IAK            0x7fff815du /* ECDSA, P-384, SHA-384; signs for Initial Attestation only */
#define RSS_KEY_DAK_SEED       0x7fff815eu /* to derive from, for Delegated Attestation only */
#define RSS_KEY_HOST_S_ROTPK   0x7fff816cu /* public, P-384: 96 bytes x, y when exported */
#define RSS_KEY_HOST_NS_ROTPK  0x7fff816du
#define RSS_KEY_HOST_CCA_ROTPK 0x7fff816eu
#define RSS_KEY_ID_MAX         0x7fff817bu

#define RSS_KEY_LIFETIME 0x80000101u /* location 0x800001, persistence default */

#endif /* INTERFACE_PSA_CRYPTO_KEYS_H */
