/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Realm token and bundle of the Confidential Compute Architecture, as the firmware below a realm makes them (services.md 4.6; names
 * of the years of TF-M 1.7). No realm runs here: what the token says of one is zero. All lengths are known, so both are written
 * without an encoder.
 */
#ifndef HOST_AP_ATTEST_REALM_TOKEN_H
#define HOST_AP_ATTEST_REALM_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#define REALM_CHALLENGE_BYTES 64u
#define REALM_KEY_BYTES       97u /* point on P-384 */
#define REALM_SIGNATURE_BYTES 96u
#define REALM_TOKEN_ROOM      0x300u
#define REALM_BUNDLE_ROOM     16u

/* What is to be signed and the token share the payload, each with its own bytes in front. */
struct realm_token {
    const uint8_t *to_sign;
    size_t to_sign_bytes;
    uint8_t *signature; /* where it goes */
    uint8_t *payload;
    uint8_t room[REALM_TOKEN_ROOM];
};

/** Claims of a realm token for the challenge and the key that signs it. */
void realm_token_make(struct realm_token *token, const uint8_t challenge[REALM_CHALLENGE_BYTES],
                      const uint8_t key[REALM_KEY_BYTES]);

/** Once it is signed: the token; what was to be signed is gone. */
const uint8_t *realm_token_finish(struct realm_token *token, size_t *token_bytes);

/** What stands before the platform token in a bundle, and between both tokens. @return Bytes written, up to REALM_BUNDLE_ROOM. */
size_t realm_bundle_start(uint8_t *out, size_t platform_token_bytes);
size_t realm_bundle_middle(uint8_t *out, size_t realm_token_bytes);

#endif /* HOST_AP_ATTEST_REALM_TOKEN_H */
