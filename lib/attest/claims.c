/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/attest/claims.h"

#include <string.h>

enum kind {
    BYTES,      /* size_bytes at the offset */
    NONCE,      /* nonce_bytes of the nonce */
    TEXT,       /* up to a zero, at most size_bytes */
    NUMBER,     /* int32_t */
    CONSTANT,   /* a text of the profile's own */
    COMPONENTS, /* from Measured Boot */
};

struct claim {
    uint16_t label;
    uint8_t kind; /* enum kind */
    uint8_t size_bytes;
    uint16_t offset;
    const char *constant;
};

#define CLAIM(label_, kind_, member)                                                                         \
    {                                                                                                        \
        .label = (label_), .kind = (kind_), .offset = offsetof(struct attest_values, member),                \
        .size_bytes = sizeof(((struct attest_values *)0)->member)                                            \
    }
#define NAME(label_, text)                                                                                   \
    {                                                                                                        \
        .label = (label_), .kind = CONSTANT, .constant = (text)                                              \
    }
#define SOFTWARE(label_)                                                                                     \
    {                                                                                                        \
        .label = (label_), .kind = COMPONENTS                                                                \
    }

struct attest_profile {
    const char *name;
    size_t claim_count;
    const struct claim *claims;
};

#define CCA_NAME     "http://arm.com/CCA-SSD/1.0.0"
#define PSA_NAME     "http://arm.com/psa/2.0.0"
#define SHA_256_NAME "sha-256" /* of Measured Boot's registers */

static const struct claim cca_claims[] = {
    CLAIM(10, NONCE, nonce),
    CLAIM(256, BYTES, instance_id),
    CLAIM(2396, BYTES, implementation_id),
    CLAIM(2395, NUMBER, lifecycle),
    SOFTWARE(2399),
    NAME(265, CCA_NAME),
    NAME(2402, SHA_256_NAME),
    CLAIM(2401, BYTES, platform_config),
    CLAIM(2400, TEXT, verification_service),
};

static const struct claim psa_claims[] = {
    CLAIM(10, NONCE, nonce),
    CLAIM(2397, BYTES, boot_seed),
    CLAIM(256, BYTES, instance_id),
    CLAIM(2396, BYTES, implementation_id),
    CLAIM(2394, NUMBER, client_id),
    CLAIM(2395, NUMBER, lifecycle),
    SOFTWARE(2399),
    NAME(265, PSA_NAME),
    CLAIM(2400, TEXT, verification_service),
    CLAIM(2398, TEXT, certification_reference),
};

#define PROFILE(name_, claims_)                                                                              \
    {                                                                                                        \
        .name = (name_), .claim_count = sizeof(claims_) / sizeof((claims_)[0]), .claims = (claims_)          \
    }
const struct attest_profile attest_profile_cca = PROFILE(CCA_NAME, cca_claims);
const struct attest_profile attest_profile_psa = PROFILE(PSA_NAME, psa_claims);

const struct attest_profile *attest_find_profile(const char name[ATTEST_TEXT_BYTES])
{
    if (strncmp(name, CCA_NAME, ATTEST_TEXT_BYTES) == 0) {
        return &attest_profile_cca;
    }
    return strncmp(name, PSA_NAME, ATTEST_TEXT_BYTES) == 0 ? &attest_profile_psa : NULL;
}

/* Keys of a component. */
#define SW_TYPE     1u
#define VALUE       2u
#define VERSION     4u
#define SIGNER_ID   5u
#define DESCRIPTION 6u
#define KEY_COUNT   5u

#define HASH_BYTES_MAX    64u
#define SW_TYPE_BYTES_MAX 32u
#define VERSION_BYTES_MAX 14u

struct component {
    uint32_t algorithm;
    size_t signer_id_bytes, version_bytes, sw_type_bytes, value_bytes;
    uint8_t signer_id[HASH_BYTES_MAX], value[HASH_BYTES_MAX];
    uint8_t version[VERSION_BYTES_MAX], sw_type[SW_TYPE_BYTES_MAX];
};

static const struct {
    uint32_t algorithm; /* PSA_ALG_... */
    const char *name;
} descriptions[] = { { 0x02000009u, SHA_256_NAME }, { 0x0200000au, "sha-384" }, { 0x0200000bu, "sha-512" } };

static bool put_bytes(zcbor_state_t *state, uint32_t label, const void *bytes, size_t size_bytes)
{
    return zcbor_uint32_put(state, label) && zcbor_bstr_encode_ptr(state, bytes, size_bytes);
}

/* Texts in CBOR are UTF-8. A client's are taken only if they are ASCII, so that none makes the token unreadable. */
static bool put_text(zcbor_state_t *state, uint32_t label, const void *text, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        if (((const uint8_t *)text)[i] > 0x7fu) {
            return false;
        }
    }
    return zcbor_uint32_put(state, label) && zcbor_tstr_encode_ptr(state, text, size_bytes);
}

static bool put_description(zcbor_state_t *state, uint32_t algorithm)
{
    for (size_t i = 0; i < sizeof(descriptions) / sizeof(descriptions[0]); i++) {
        if (descriptions[i].algorithm == algorithm) {
            return put_text(state, DESCRIPTION, descriptions[i].name, strlen(descriptions[i].name));
        }
    }
    return false;
}

static bool put_component(zcbor_state_t *state, const struct component *c)
{
    return zcbor_map_start_encode(state, KEY_COUNT) &&
           put_bytes(state, SIGNER_ID, c->signer_id, c->signer_id_bytes) &&
           put_text(state, VERSION, c->version, c->version_bytes) &&
           put_text(state, SW_TYPE, c->sw_type, c->sw_type_bytes) && put_description(state, c->algorithm) &&
           put_bytes(state, VALUE, c->value, c->value_bytes) && zcbor_map_end_encode(state, KEY_COUNT);
}

bool attest_encode_components(zcbor_state_t *state, attest_read_t *read)
{
    struct component c;
    bool any = false, is_locked;

    if (!zcbor_list_start_encode(state, ATTEST_SLOTS)) {
        return false;
    }
    for (uint8_t slot = 0; slot < ATTEST_SLOTS; slot++) {
        psa_status_t status =
            read(slot, c.signer_id, sizeof(c.signer_id), &c.signer_id_bytes, c.version, sizeof(c.version),
                 &c.version_bytes, &c.algorithm, c.sw_type, sizeof(c.sw_type), &c.sw_type_bytes, c.value,
                 sizeof(c.value), &c.value_bytes, &is_locked);

        if (status == PSA_ERROR_DOES_NOT_EXIST) {
            continue;
        }
        if (status != PSA_SUCCESS || !put_component(state, &c)) {
            return false;
        }
        any = true;
    }
    return zcbor_list_end_encode(state, ATTEST_SLOTS) && any;
}

static size_t text_bytes(const uint8_t *text, size_t limit_bytes)
{
    size_t bytes = 0;

    while (bytes < limit_bytes && text[bytes] != '\0') {
        bytes++;
    }
    return bytes;
}

static bool put_number(zcbor_state_t *state, uint32_t label, const uint8_t *at)
{
    int32_t number;

    memcpy(&number, at, sizeof(number));
    return zcbor_uint32_put(state, label) && zcbor_int32_put(state, number);
}

static bool put_claim(zcbor_state_t *state, const struct claim *claim, const struct attest_values *values,
                      attest_read_t *read)
{
    const uint8_t *at = (const uint8_t *)values + claim->offset;

    switch (claim->kind) {
    case BYTES:
        return put_bytes(state, claim->label, at, claim->size_bytes);
    case NONCE:
        return put_bytes(state, claim->label, at, values->nonce_bytes);
    case TEXT:
        return put_text(state, claim->label, at, text_bytes(at, claim->size_bytes));
    case NUMBER:
        return put_number(state, claim->label, at);
    case CONSTANT:
        return put_text(state, claim->label, claim->constant, strlen(claim->constant));
    default: /* COMPONENTS */
        return zcbor_uint32_put(state, claim->label) && attest_encode_components(state, read);
    }
}

bool attest_encode_claims(zcbor_state_t *state, const struct attest_profile *profile,
                          const struct attest_values *values, attest_read_t *read)
{
    if (!zcbor_map_start_encode(state, profile->claim_count)) {
        return false;
    }
    for (size_t i = 0; i < profile->claim_count; i++) {
        if (!put_claim(state, &profile->claims[i], values, read)) {
            return false;
        }
    }
    return zcbor_map_end_encode(state, profile->claim_count);
}
