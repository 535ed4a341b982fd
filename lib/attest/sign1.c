/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/attest/sign1.h"

#include <string.h>

#define TAG_SIGN1           0xd2u /* 18 */
#define ARRAY_OF_4          0x84u
#define EMPTY_MAP           0xa0u
#define EMPTY_BYTES         0x40u
#define BYTES_OF_1_BYTE_LEN 0x58u
#define SIGNATURE_HEADER    2u /* BYTES_OF_1_BYTE_LEN, length: all signatures have 24 to 255 bytes */
#define TOKEN_FRONT_FIXED   3u /* tag, array, empty map */

static const uint8_t context[] = { ARRAY_OF_4, 0x6a, 'S', 'i', 'g', 'n', 'a', 't', 'u', 'r', 'e', '1' };

#define PSA_SHA_256 0x02000009u
#define PSA_SHA_384 0x0200000au

const struct cose_algorithm cose_es256 = { PSA_SHA_256, 32, 64, 4, { 0x43, 0xa1, 0x01, 0x26 } };
const struct cose_algorithm cose_es384 = { PSA_SHA_384, 48, 96, 5, { 0x44, 0xa1, 0x01, 0x38, 0x22 } };
_Static_assert(sizeof(context) + sizeof(cose_es256.protected_header) + 1u == COSE_SIGN1_FRONT_BYTES,
               "room in front");

static size_t around_payload(const struct cose_algorithm *algorithm)
{
    return TOKEN_FRONT_FIXED + algorithm->protected_bytes + SIGNATURE_HEADER + algorithm->signature_bytes;
}

zcbor_state_t *cose_sign1_start(struct cose_sign1 *token, const struct cose_algorithm *algorithm,
                                uint8_t *buffer, size_t limit_bytes)
{
    const size_t around_bytes = around_payload(algorithm);

    if (limit_bytes <= around_bytes) {
        return NULL;
    }
    token->algorithm = algorithm;
    token->buffer = buffer;
    zcbor_new_encode_state(token->state, COSE_SIGN1_DEPTH + 2u, buffer + COSE_SIGN1_FRONT_BYTES,
                           limit_bytes - around_bytes, 1);
    return zcbor_bstr_start_encode(token->state) ? token->state : NULL;
}

const uint8_t *cose_sign1_end_payload(struct cose_sign1 *token, size_t *signed_bytes)
{
    const struct cose_algorithm *algorithm = token->algorithm;
    uint8_t *front = token->buffer + COSE_SIGN1_FRONT_BYTES;

    if (!zcbor_bstr_end_encode(token->state, NULL) || token->state->constant_state->current_backup != 0) {
        return NULL;
    }
    token->payload = front;
    token->payload_bytes = (size_t)(token->state->payload - front);
    *--front = EMPTY_BYTES;
    front -= algorithm->protected_bytes;
    memcpy(front, algorithm->protected_header, algorithm->protected_bytes);
    front -= sizeof(context);
    memcpy(front, context, sizeof(context));
    *signed_bytes = (size_t)(token->payload - front) + token->payload_bytes;
    return front;
}

size_t cose_sign1_token_bytes(const struct cose_sign1 *token)
{
    return around_payload(token->algorithm) + token->payload_bytes;
}

uint8_t *cose_sign1_finish(struct cose_sign1 *token, const uint8_t **start)
{
    const struct cose_algorithm *algorithm = token->algorithm;
    uint8_t *front = token->payload;
    uint8_t *end = token->payload + token->payload_bytes;

    *--front = EMPTY_MAP;
    front -= algorithm->protected_bytes;
    memcpy(front, algorithm->protected_header, algorithm->protected_bytes);
    *--front = ARRAY_OF_4;
    *--front = TAG_SIGN1;
    *start = front;
    *end++ = BYTES_OF_1_BYTE_LEN;
    *end++ = algorithm->signature_bytes;
    return end;
}
