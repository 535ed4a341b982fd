/* SPDX-License-Identifier: BSD-3-Clause */
/** The functions of the service, and the table of them: what each takes, gives, and calls. services.md 3.2.3, 3.2.4 */
#include <string.h>

#include "lib/base/bytes.h"
#include "partitions/crypto/crypto_call.h"
#include "partitions/crypto/keys.h"

/* Bytes, and the whole of an output. */
#define IN(call, n)  (call)->in[n].bytes, (call)->in[n].size_bytes
#define OUT(call, n) (call)->out[n].bytes, (call)->out[n].room_bytes, &(call)->out[n].used_bytes

void crypto_put_word(struct crypto_call *call, uint32_t word)
{
    bytes_put_le32(call->out[0].bytes, word);
    call->out[0].used_bytes = sizeof(word);
}

/* ---- Random ---- */

static psa_status_t generate_random(struct crypto_call *c)
{
    c->out[0].used_bytes = c->out[0].room_bytes;
    return psa_generate_random(c->out[0].bytes, c->out[0].room_bytes);
}

/* ---- Key management ---- */

static void put_attributes(struct crypto_call *c, const psa_key_attributes_t *attributes)
{
    const struct crypto_key_attributes wire = {
        .type = psa_get_key_type(attributes),
        .bits = (uint16_t)psa_get_key_bits(attributes),
        .lifetime = c->builtin != NULL ? RSS_KEY_LIFETIME : psa_get_key_lifetime(attributes),
        .id = c->builtin != NULL ? c->pack.key_id : psa_get_key_id(attributes),
        .usage = psa_get_key_usage_flags(attributes),
        .alg = psa_get_key_algorithm(attributes),
    };

    memcpy(c->out[0].bytes, &wire, sizeof(wire));
    c->out[0].used_bytes = sizeof(wire);
}

/* The lifetime comes last: a volatile key has no number of the client's choice. */
static psa_key_attributes_t get_attributes(const struct crypto_call *c)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    struct crypto_key_attributes wire;

    memcpy(&wire, c->in[0].bytes, sizeof(wire));
    psa_set_key_type(&attributes, wire.type);
    psa_set_key_bits(&attributes, wire.bits);
    psa_set_key_usage_flags(&attributes, wire.usage);
    psa_set_key_algorithm(&attributes, wire.alg);
    psa_set_key_id(&attributes, wire.id);
    psa_set_key_lifetime(&attributes, wire.lifetime);
    return attributes;
}

/* A key of the client's has come into being, or not. */
static psa_status_t put_key(struct crypto_call *c, psa_status_t status, psa_key_id_t key)
{
    if (status == PSA_SUCCESS) {
        keys_set_owner(key, c->client_id);
        crypto_put_word(c, key);
    }
    return status;
}

static psa_status_t get_key_attributes(struct crypto_call *c)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_status_t status = PSA_SUCCESS;

    if (c->builtin != NULL) {
        builtin_key_attributes(c->builtin, c->client_id, &attributes);
    } else {
        status = psa_get_key_attributes(c->key, &attributes);
    }
    if (status == PSA_SUCCESS) {
        put_attributes(c, &attributes);
    }
    return status;
}

static psa_status_t import_key(struct crypto_call *c)
{
    const psa_key_attributes_t attributes = get_attributes(c);
    psa_key_id_t key = 0;

    psa_status_t status = keys_check_room(c->client_id);
    if (status == PSA_SUCCESS) {
        status = psa_import_key(&attributes, IN(c, 1), &key);
    }
    return put_key(c, status, key);
}

static psa_status_t generate_key(struct crypto_call *c)
{
    const psa_key_attributes_t attributes = get_attributes(c);
    psa_key_id_t key = 0;

    psa_status_t status = keys_check_room(c->client_id);
    if (status == PSA_SUCCESS) {
        status = psa_generate_key(&attributes, &key);
    }
    return put_key(c, status, key);
}

static psa_status_t copy_key(struct crypto_call *c)
{
    const psa_key_attributes_t attributes = get_attributes(c);
    psa_key_id_t key = 0;

    psa_status_t status = c->builtin != NULL ? PSA_ERROR_NOT_PERMITTED : keys_check_room(c->client_id);
    if (status == PSA_SUCCESS) {
        status = psa_copy_key(c->key, &attributes, &key);
    }
    return put_key(c, status, key);
}

static psa_status_t destroy_key(struct crypto_call *c)
{
    if (c->builtin != NULL) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    keys_set_owner(c->key, 0);
    return psa_destroy_key(c->key);
}

static psa_status_t export_key(struct crypto_call *c)
{
    return c->builtin != NULL ? PSA_ERROR_NOT_PERMITTED : psa_export_key(c->key, OUT(c, 0));
}

static psa_status_t export_public_key(struct crypto_call *c)
{
    return c->builtin != NULL ? builtin_key_export_public(c->builtin, OUT(c, 0))
                              : psa_export_public_key(c->key, OUT(c, 0));
}

/* There is no key store: only built-in keys can be opened, and only what a client made can be closed. */
static psa_status_t open_key(struct crypto_call *c)
{
    if (c->builtin == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    crypto_put_word(c, c->pack.key_id);
    return PSA_SUCCESS;
}

static psa_status_t close_key(struct crypto_call *c)
{
    return c->builtin != NULL ? PSA_SUCCESS : destroy_key(c);
}

static psa_status_t purge_key(struct crypto_call *c)
{
    return c->builtin != NULL ? PSA_SUCCESS : psa_purge_key(c->key);
}

/* ---- Hash ---- */

static psa_status_t hash_compute(struct crypto_call *c)
{
    return psa_hash_compute(c->pack.alg, IN(c, 0), OUT(c, 0));
}

static psa_status_t hash_compare(struct crypto_call *c)
{
    return psa_hash_compare(c->pack.alg, IN(c, 0), IN(c, 1));
}

static psa_status_t hash_setup(struct crypto_call *c)
{
    return psa_hash_setup(&c->operation->hash, c->pack.alg);
}

static psa_status_t hash_update(struct crypto_call *c)
{
    return psa_hash_update(&c->operation->hash, IN(c, 0));
}

static psa_status_t hash_finish(struct crypto_call *c)
{
    return psa_hash_finish(&c->operation->hash, OUT(c, 1));
}

static psa_status_t hash_verify(struct crypto_call *c)
{
    return psa_hash_verify(&c->operation->hash, IN(c, 0));
}

/* ---- Asymmetric signature ---- */

static psa_status_t sign_message(struct crypto_call *c)
{
    return psa_sign_message(c->key, c->pack.alg, IN(c, 0), OUT(c, 0));
}

static psa_status_t verify_message(struct crypto_call *c)
{
    return psa_verify_message(c->key, c->pack.alg, IN(c, 0), IN(c, 1));
}

static psa_status_t sign_hash(struct crypto_call *c)
{
    return psa_sign_hash(c->key, c->pack.alg, IN(c, 0), OUT(c, 0));
}

static psa_status_t verify_hash(struct crypto_call *c)
{
    return psa_verify_hash(c->key, c->pack.alg, IN(c, 0), IN(c, 1));
}

/* ---- Key derivation ---- */

static psa_status_t derivation_setup(struct crypto_call *c)
{
    return psa_key_derivation_setup(&c->operation->derivation, c->pack.alg);
}

static psa_status_t derivation_get_capacity(struct crypto_call *c)
{
    size_t capacity = 0;
    const psa_status_t status = psa_key_derivation_get_capacity(&c->operation->derivation, &capacity);

    crypto_put_word(c, (uint32_t)capacity);
    return status;
}

static psa_status_t derivation_set_capacity(struct crypto_call *c)
{
    return psa_key_derivation_set_capacity(&c->operation->derivation, c->pack.capacity);
}

static psa_status_t derivation_input_bytes(struct crypto_call *c)
{
    return psa_key_derivation_input_bytes(&c->operation->derivation, c->pack.step, IN(c, 0));
}

static psa_status_t derivation_input_key(struct crypto_call *c)
{
    return psa_key_derivation_input_key(&c->operation->derivation, c->pack.step, c->key);
}

static psa_status_t derivation_output_bytes(struct crypto_call *c)
{
    c->out[0].used_bytes = c->out[0].room_bytes;
    return psa_key_derivation_output_bytes(&c->operation->derivation, c->out[0].bytes, c->out[0].room_bytes);
}

static psa_status_t derivation_output_key(struct crypto_call *c)
{
    const psa_key_attributes_t attributes = get_attributes(c);
    psa_key_id_t key = 0;

    psa_status_t status = keys_check_room(c->client_id);
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_output_key(&attributes, &c->operation->derivation, &key);
    }
    return put_key(c, status, key);
}

/* ---- The table ---- */

#define DATA                    CRYPTO_DATA
#define WORD                    CRYPTO_WORD
#define ATTRIBUTES              CRYPTO_ATTRIBUTES
#define NAMED                   .key = CRYPTO_KEY_NAMED
#define USED                    .key = CRYPTO_KEY_USED
#define OPERATION(kind_, step_) .kind = CRYPTO_##kind_, .step = CRYPTO_STEP_##step_

static const struct crypto_function functions[] = {
    { CRYPTO_GENERATE_RANDOM, .out = { DATA }, .run = generate_random },
    { CRYPTO_GET_KEY_ATTRIBUTES, .out = { ATTRIBUTES }, NAMED, .run = get_key_attributes },
    { CRYPTO_OPEN_KEY, .out = { WORD }, NAMED, .run = open_key },
    { CRYPTO_CLOSE_KEY, NAMED, .run = close_key },
    { CRYPTO_IMPORT_KEY, .in = { ATTRIBUTES, DATA }, .out = { WORD }, .run = import_key },
    { CRYPTO_DESTROY_KEY, NAMED, .run = destroy_key },
    { CRYPTO_EXPORT_KEY, .out = { DATA }, NAMED, .run = export_key },
    { CRYPTO_EXPORT_PUBLIC_KEY, .out = { DATA }, NAMED, .run = export_public_key },
    { CRYPTO_PURGE_KEY, NAMED, .run = purge_key },
    { CRYPTO_COPY_KEY, .in = { ATTRIBUTES }, .out = { WORD }, NAMED, .run = copy_key },
    { CRYPTO_GENERATE_KEY, .in = { ATTRIBUTES }, .out = { WORD }, .run = generate_key },
    { CRYPTO_HASH_COMPUTE, .in = { DATA }, .out = { DATA }, .run = hash_compute },
    { CRYPTO_HASH_COMPARE, .in = { DATA, DATA }, .run = hash_compare },
    { CRYPTO_HASH_SETUP, .out = { WORD }, OPERATION(HASH, SETUP), .run = hash_setup },
    { CRYPTO_HASH_UPDATE, .in = { DATA }, OPERATION(HASH, UPDATE), .run = hash_update },
    { CRYPTO_HASH_FINISH, .out = { WORD, DATA }, OPERATION(HASH, FINISH), .run = hash_finish },
    { CRYPTO_HASH_VERIFY, .in = { DATA }, .out = { WORD }, OPERATION(HASH, FINISH), .run = hash_verify },
    { CRYPTO_HASH_ABORT, .out = { WORD }, OPERATION(HASH, ABORT) },
    { CRYPTO_SIGN_MESSAGE, .in = { DATA }, .out = { DATA }, USED, .run = sign_message },
    { CRYPTO_VERIFY_MESSAGE, .in = { DATA, DATA }, USED, .run = verify_message },
    { CRYPTO_SIGN_HASH, .in = { DATA }, .out = { DATA }, USED, .run = sign_hash },
    { CRYPTO_VERIFY_HASH, .in = { DATA, DATA }, USED, .run = verify_hash },
    { CRYPTO_KEY_DERIVATION_SETUP, .out = { WORD }, OPERATION(DERIVATION, SETUP), .run = derivation_setup },
    { CRYPTO_KEY_DERIVATION_GET_CAPACITY, .out = { WORD }, OPERATION(DERIVATION, UPDATE),
      .run = derivation_get_capacity },
    { CRYPTO_KEY_DERIVATION_SET_CAPACITY, OPERATION(DERIVATION, UPDATE), .run = derivation_set_capacity },
    { CRYPTO_KEY_DERIVATION_INPUT_BYTES, .in = { DATA }, OPERATION(DERIVATION, UPDATE),
      .run = derivation_input_bytes },
    { CRYPTO_KEY_DERIVATION_INPUT_KEY, USED, OPERATION(DERIVATION, UPDATE), .run = derivation_input_key },
    { CRYPTO_KEY_DERIVATION_OUTPUT_BYTES, .out = { DATA }, OPERATION(DERIVATION, UPDATE),
      .run = derivation_output_bytes },
    { CRYPTO_KEY_DERIVATION_OUTPUT_KEY, .in = { ATTRIBUTES }, .out = { WORD }, OPERATION(DERIVATION, UPDATE),
      .run = derivation_output_key },
    { CRYPTO_KEY_DERIVATION_ABORT, .out = { WORD }, OPERATION(DERIVATION, ABORT) },
};

const struct crypto_function *crypto_find_function(uint16_t id)
{
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        if (functions[i].id == id) {
            return &functions[i];
        }
    }
    return NULL;
}
