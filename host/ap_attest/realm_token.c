/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/ap_attest/realm_token.h"

#include <string.h>

/* Major types of CBOR, in their place. */
#define NUMBER 0x00u
#define BYTES  0x40u
#define TEXT   0x60u
#define ARRAY  0x80u
#define MAP    0xa0u
#define TAG    0xc0u

#define BUNDLE_TAG         399u
#define PLATFORM_TOKEN     44234u
#define REALM_TOKEN        44241u
#define CHALLENGE          10u
#define PERSONALIZATION    44235u
#define MEASUREMENT_HASH   44236u
#define KEY                44237u
#define MEASUREMENT        44238u
#define EXTENSIBLE         44239u
#define KEY_HASH           44240u
#define CLAIM_COUNT        7u
#define EXTENSIBLE_COUNT   4u
#define MEASUREMENT_BYTES  32u
#define PERSONALIZED_BYTES 64u
#define FRONT_BYTES        18u

static const uint8_t es384[] = { 0x44, 0xa1, 0x01, 0x38, 0x22 }; /* byte string of { 1: -35 } */
static const uint8_t context[] = { 0x84, 0x6a, 'S', 'i', 'g', 'n', 'a', 't', 'u', 'r', 'e', '1' };
static const uint8_t sign1[] = { 0xd2, 0x84 };
_Static_assert(sizeof(context) + sizeof(es384) + 1u == FRONT_BYTES, "room in front of the payload");

/* Type and number or length, in the shortest form. */
static uint8_t *put(uint8_t *at, uint8_t type, uint32_t number)
{
    if (number < 24u) {
        *at++ = (uint8_t)(type | number);
        return at;
    }
    if (number < 0x100u) {
        *at++ = (uint8_t)(type | 24u);
    } else {
        *at++ = (uint8_t)(type | 25u);
        *at++ = (uint8_t)(number >> 8);
    }
    *at++ = (uint8_t)number;
    return at;
}

static uint8_t *copy(uint8_t *at, const void *bytes, size_t size_bytes)
{
    memcpy(at, bytes, size_bytes);
    return at + size_bytes;
}

static uint8_t *put_bytes(uint8_t *at, const uint8_t *bytes, uint32_t size_bytes)
{
    return copy(put(at, BYTES, size_bytes), bytes, size_bytes);
}

static uint8_t *put_sha_256(uint8_t *at, uint32_t label)
{
    static const char name[] = { 's', 'h', 'a', '-', '2', '5', '6' };

    return copy(put(put(at, NUMBER, label), TEXT, sizeof(name)), name, sizeof(name));
}

static uint8_t *put_claims(uint8_t *at, const uint8_t *challenge, const uint8_t *key)
{
    static const uint8_t nothing[PERSONALIZED_BYTES];

    at = put(at, MAP, CLAIM_COUNT);
    at = put_bytes(put(at, NUMBER, CHALLENGE), challenge, REALM_CHALLENGE_BYTES);
    at = put_bytes(put(at, NUMBER, PERSONALIZATION), nothing, PERSONALIZED_BYTES);
    at = put_bytes(put(at, NUMBER, MEASUREMENT), nothing, MEASUREMENT_BYTES);
    at = put(put(at, NUMBER, EXTENSIBLE), ARRAY, EXTENSIBLE_COUNT);
    for (uint32_t i = 0; i < EXTENSIBLE_COUNT; i++) {
        at = put_bytes(at, nothing, MEASUREMENT_BYTES);
    }
    at = put_sha_256(at, MEASUREMENT_HASH);
    at = put_bytes(put(at, NUMBER, KEY), key, REALM_KEY_BYTES);
    return put_sha_256(at, KEY_HASH);
}

void realm_token_make(struct realm_token *token, const uint8_t challenge[REALM_CHALLENGE_BYTES],
                      const uint8_t key[REALM_KEY_BYTES])
{
    static uint8_t claims[REALM_TOKEN_ROOM];
    const uint32_t claim_bytes = (uint32_t)(put_claims(claims, challenge, key) - claims);
    uint8_t *at = copy(copy(token->room, context, sizeof(context)), es384, sizeof(es384));

    at = put(at, BYTES, 0);
    token->payload = at;
    at = put_bytes(at, claims, claim_bytes);
    token->to_sign = token->room;
    token->to_sign_bytes = (size_t)(at - token->room);
    token->signature = put(at, BYTES, REALM_SIGNATURE_BYTES);
}

const uint8_t *realm_token_finish(struct realm_token *token, size_t *token_bytes)
{
    uint8_t *start = token->payload - sizeof(sign1) - sizeof(es384) - 1u;

    (void)put(copy(copy(start, sign1, sizeof(sign1)), es384, sizeof(es384)), MAP, 0);
    *token_bytes = (size_t)(token->signature + REALM_SIGNATURE_BYTES - start);
    return start;
}

size_t realm_bundle_start(uint8_t *out, size_t platform_token_bytes)
{
    uint8_t *at = put(put(put(out, TAG, BUNDLE_TAG), MAP, 2), NUMBER, PLATFORM_TOKEN);

    return (size_t)(put(at, BYTES, (uint32_t)platform_token_bytes) - out);
}

size_t realm_bundle_middle(uint8_t *out, size_t realm_token_bytes)
{
    return (size_t)(put(put(out, NUMBER, REALM_TOKEN), BYTES, (uint32_t)realm_token_bytes) - out);
}
