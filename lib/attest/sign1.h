/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * COSE_Sign1 (RFC 9052) with ECDSA, around a payload that is encoded in place: what is signed and the token share its bytes,
 * so that one buffer does for both.
 *
 *   to be signed   84 6a "Signature1" <protected> 40 | <payload> |
 *   token                   d2 84 <protected> a0     | <payload> | <signature>
 */
#ifndef LIB_ATTEST_SIGN1_H
#define LIB_ATTEST_SIGN1_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zcbor_encode.h"

struct cose_algorithm {
    uint32_t hash_algorithm; /* PSA algorithm of the hash of what is to be signed */
    uint16_t hash_bytes;
    uint8_t signature_bytes; /* r and s */
    uint8_t protected_bytes;
    uint8_t protected_header[5]; /* byte string of the map { 1: COSE algorithm } */
};

extern const struct cose_algorithm cose_es256, cose_es384;

#define COSE_SIGN1_FRONT_BYTES     18u /* more than the token has there, at most 10 */
#define COSE_SIGN1_SIGNATURE_BYTES 96u /* largest */
#define COSE_SIGN1_DEPTH           4u  /* containers in the payload, the payload itself included */

struct cose_sign1 {
    const struct cose_algorithm *algorithm;
    uint8_t *buffer;
    uint8_t *payload; /* set by cose_sign1_end_payload */
    size_t payload_bytes;
    zcbor_state_t state[COSE_SIGN1_DEPTH + 2u];
};

/**
 * Start a token of at most limit_bytes.
 *
 * @param buffer  limit_bytes + COSE_SIGN1_FRONT_BYTES; not read before it is written.
 * @return Where the payload is to be encoded; NULL: limit_bytes is too little for any.
 */
zcbor_state_t *cose_sign1_start(struct cose_sign1 *token, const struct cose_algorithm *algorithm,
                                uint8_t *buffer, size_t limit_bytes);

/**
 * The payload is complete.
 * @param[out] signed_bytes  Length of what is to be signed, at the result; in the buffer, until cose_sign1_finish.
 * @return NULL: it does not fit, or a container is open; there is no token.
 */
const uint8_t *cose_sign1_end_payload(struct cose_sign1 *token, size_t *signed_bytes);

/** Length of the token, once the payload is complete. */
size_t cose_sign1_token_bytes(const struct cose_sign1 *token);

/**
 * Where the signature of algorithm->signature_bytes is to be put, in its place in the token.
 * @param[out] start  First byte of the token, cose_sign1_token_bytes long.
 */
uint8_t *cose_sign1_finish(struct cose_sign1 *token, const uint8_t **start);

#endif /* LIB_ATTEST_SIGN1_H */
