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
    if (!builtin_key_in_range(c->pack.key_id)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    crypto_put_word(c, c->pack.key_id);
    return builtin_key_find(c->pack.key_id) != NULL ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
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

/* The source is the call's operation; the target is one more. */
static psa_status_t hash_clone(struct crypto_call *c)
{
    uint32_t target = 0;

    if (bytes_get_le32(c->in[0].bytes) != 0) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = operations_take(c->client_id, CRYPTO_HASH, &target);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_hash_clone(&c->operation->hash, &operations_find(c->client_id, CRYPTO_HASH, target)->hash);
    if (status != PSA_SUCCESS) {
        operations_give_back(target);
        return status;
    }
    crypto_put_word(c, target);
    return PSA_SUCCESS;
}

static psa_status_t hash_finish(struct crypto_call *c)
{
    return psa_hash_finish(&c->operation->hash, OUT(c, 1));
}

static psa_status_t hash_verify(struct crypto_call *c)
{
    return psa_hash_verify(&c->operation->hash, IN(c, 0));
}

/* ---- MAC ---- */

static psa_status_t mac_compute(struct crypto_call *c)
{
    return psa_mac_compute(c->key, c->pack.alg, IN(c, 0), OUT(c, 0));
}

static psa_status_t mac_verify(struct crypto_call *c)
{
    return psa_mac_verify(c->key, c->pack.alg, IN(c, 0), IN(c, 1));
}

static psa_status_t mac_sign_setup(struct crypto_call *c)
{
    return psa_mac_sign_setup(&c->operation->mac, c->key, c->pack.alg);
}

static psa_status_t mac_verify_setup(struct crypto_call *c)
{
    return psa_mac_verify_setup(&c->operation->mac, c->key, c->pack.alg);
}

static psa_status_t mac_update(struct crypto_call *c)
{
    return psa_mac_update(&c->operation->mac, IN(c, 0));
}

static psa_status_t mac_sign_finish(struct crypto_call *c)
{
    return psa_mac_sign_finish(&c->operation->mac, OUT(c, 1));
}

static psa_status_t mac_verify_finish(struct crypto_call *c)
{
    return psa_mac_verify_finish(&c->operation->mac, IN(c, 0));
}

/* ---- Cipher ---- */

static psa_status_t cipher_encrypt(struct crypto_call *c)
{
    return psa_cipher_encrypt(c->key, c->pack.alg, IN(c, 0), OUT(c, 0));
}

static psa_status_t cipher_decrypt(struct crypto_call *c)
{
    return psa_cipher_decrypt(c->key, c->pack.alg, IN(c, 0), OUT(c, 0));
}

static psa_status_t cipher_encrypt_setup(struct crypto_call *c)
{
    return psa_cipher_encrypt_setup(&c->operation->cipher, c->key, c->pack.alg);
}

static psa_status_t cipher_decrypt_setup(struct crypto_call *c)
{
    return psa_cipher_decrypt_setup(&c->operation->cipher, c->key, c->pack.alg);
}

static psa_status_t cipher_generate_iv(struct crypto_call *c)
{
    return psa_cipher_generate_iv(&c->operation->cipher, OUT(c, 0));
}

static psa_status_t cipher_set_iv(struct crypto_call *c)
{
    return psa_cipher_set_iv(&c->operation->cipher, IN(c, 0));
}

static psa_status_t cipher_update(struct crypto_call *c)
{
    return psa_cipher_update(&c->operation->cipher, IN(c, 0), OUT(c, 0));
}

static psa_status_t cipher_finish(struct crypto_call *c)
{
    return psa_cipher_finish(&c->operation->cipher, OUT(c, 1));
}

/* ---- AEAD ---- */

static psa_status_t aead_encrypt(struct crypto_call *c)
{
    if (c->pack.nonce_length > sizeof(c->pack.nonce)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return psa_aead_encrypt(c->key, c->pack.alg, c->pack.nonce, c->pack.nonce_length, IN(c, 1), IN(c, 0),
                            OUT(c, 0));
}

static psa_status_t aead_decrypt(struct crypto_call *c)
{
    if (c->pack.nonce_length > sizeof(c->pack.nonce)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return psa_aead_decrypt(c->key, c->pack.alg, c->pack.nonce, c->pack.nonce_length, IN(c, 1), IN(c, 0),
                            OUT(c, 0));
}

static psa_status_t aead_encrypt_setup(struct crypto_call *c)
{
    return psa_aead_encrypt_setup(&c->operation->aead, c->key, c->pack.alg);
}

static psa_status_t aead_decrypt_setup(struct crypto_call *c)
{
    return psa_aead_decrypt_setup(&c->operation->aead, c->key, c->pack.alg);
}

static psa_status_t aead_generate_nonce(struct crypto_call *c)
{
    return psa_aead_generate_nonce(&c->operation->aead, OUT(c, 0));
}

static psa_status_t aead_set_nonce(struct crypto_call *c)
{
    return psa_aead_set_nonce(&c->operation->aead, IN(c, 0));
}

static psa_status_t aead_set_lengths(struct crypto_call *c)
{
    return psa_aead_set_lengths(&c->operation->aead, c->pack.ad_length, c->pack.plaintext_length);
}

static psa_status_t aead_update_ad(struct crypto_call *c)
{
    return psa_aead_update_ad(&c->operation->aead, IN(c, 0));
}

static psa_status_t aead_update(struct crypto_call *c)
{
    return psa_aead_update(&c->operation->aead, IN(c, 0), OUT(c, 0));
}

static psa_status_t aead_finish(struct crypto_call *c)
{
    return psa_aead_finish(&c->operation->aead, OUT(c, 2), OUT(c, 1));
}

static psa_status_t aead_verify(struct crypto_call *c)
{
    return psa_aead_verify(&c->operation->aead, OUT(c, 1), IN(c, 0));
}

/* ---- Asymmetric keys ---- */

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

static psa_status_t asymmetric_encrypt(struct crypto_call *c)
{
    return psa_asymmetric_encrypt(c->key, c->pack.alg, IN(c, 0), IN(c, 1), OUT(c, 0));
}

static psa_status_t asymmetric_decrypt(struct crypto_call *c)
{
    return psa_asymmetric_decrypt(c->key, c->pack.alg, IN(c, 0), IN(c, 1), OUT(c, 0));
}

static psa_status_t raw_key_agreement(struct crypto_call *c)
{
    return psa_raw_key_agreement(c->pack.alg, c->key, IN(c, 0), OUT(c, 0));
}

/* ---- Key derivation ---- */

/* The library keeps inputs as long as the operation lives: what a non-secure client may leave there is bounded. */
#define NON_SECURE_INPUT_LIMIT 96u

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
    if (c->client_id < 0 && c->in[0].size_bytes > NON_SECURE_INPUT_LIMIT) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    return psa_key_derivation_input_bytes(&c->operation->derivation, c->pack.step, IN(c, 0));
}

static psa_status_t derivation_input_key(struct crypto_call *c)
{
    return psa_key_derivation_input_key(&c->operation->derivation, c->pack.step, c->key);
}

static psa_status_t derivation_key_agreement(struct crypto_call *c)
{
    return psa_key_derivation_key_agreement(&c->operation->derivation, c->pack.step, c->key, IN(c, 0));
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
    { CRYPTO_OPEN_KEY, .out = { WORD }, .run = open_key },
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
    { CRYPTO_HASH_CLONE, .in = { WORD }, .out = { WORD }, OPERATION(HASH, UPDATE), .run = hash_clone },
    { CRYPTO_HASH_FINISH, .out = { WORD, DATA }, OPERATION(HASH, FINISH), .run = hash_finish },
    { CRYPTO_HASH_VERIFY, .in = { DATA }, .out = { WORD }, OPERATION(HASH, FINISH), .run = hash_verify },
    { CRYPTO_HASH_ABORT, .out = { WORD }, OPERATION(HASH, ABORT) },

    { CRYPTO_MAC_COMPUTE, .in = { DATA }, .out = { DATA }, USED, .run = mac_compute },
    { CRYPTO_MAC_VERIFY, .in = { DATA, DATA }, USED, .run = mac_verify },
    { CRYPTO_MAC_SIGN_SETUP, .out = { WORD }, USED, OPERATION(MAC, SETUP), .run = mac_sign_setup },
    { CRYPTO_MAC_VERIFY_SETUP, .out = { WORD }, USED, OPERATION(MAC, SETUP), .run = mac_verify_setup },
    { CRYPTO_MAC_UPDATE, .in = { DATA }, OPERATION(MAC, UPDATE), .run = mac_update },
    { CRYPTO_MAC_SIGN_FINISH, .out = { WORD, DATA }, OPERATION(MAC, FINISH), .run = mac_sign_finish },
    { CRYPTO_MAC_VERIFY_FINISH, .in = { DATA }, .out = { WORD }, OPERATION(MAC, FINISH),
      .run = mac_verify_finish },
    { CRYPTO_MAC_ABORT, .out = { WORD }, OPERATION(MAC, ABORT) },

    { CRYPTO_CIPHER_ENCRYPT, .in = { DATA }, .out = { DATA }, USED, .run = cipher_encrypt },
    { CRYPTO_CIPHER_DECRYPT, .in = { DATA }, .out = { DATA }, USED, .run = cipher_decrypt },
    { CRYPTO_CIPHER_ENCRYPT_SETUP, .out = { WORD }, USED, OPERATION(CIPHER, SETUP),
      .run = cipher_encrypt_setup },
    { CRYPTO_CIPHER_DECRYPT_SETUP, .out = { WORD }, USED, OPERATION(CIPHER, SETUP),
      .run = cipher_decrypt_setup },
    { CRYPTO_CIPHER_GENERATE_IV, .out = { DATA }, OPERATION(CIPHER, UPDATE), .run = cipher_generate_iv },
    { CRYPTO_CIPHER_SET_IV, .in = { DATA }, OPERATION(CIPHER, UPDATE), .run = cipher_set_iv },
    { CRYPTO_CIPHER_UPDATE, .in = { DATA }, .out = { DATA }, OPERATION(CIPHER, UPDATE),
      .run = cipher_update },
    { CRYPTO_CIPHER_FINISH, .out = { WORD, DATA }, OPERATION(CIPHER, FINISH), .run = cipher_finish },
    { CRYPTO_CIPHER_ABORT, .out = { WORD }, OPERATION(CIPHER, ABORT) },

    { CRYPTO_AEAD_ENCRYPT, .in = { DATA, DATA }, .out = { DATA }, USED, .run = aead_encrypt },
    { CRYPTO_AEAD_DECRYPT, .in = { DATA, DATA }, .out = { DATA }, USED, .run = aead_decrypt },
    { CRYPTO_AEAD_ENCRYPT_SETUP, .out = { WORD }, USED, OPERATION(AEAD, SETUP), .run = aead_encrypt_setup },
    { CRYPTO_AEAD_DECRYPT_SETUP, .out = { WORD }, USED, OPERATION(AEAD, SETUP), .run = aead_decrypt_setup },
    { CRYPTO_AEAD_GENERATE_NONCE, .out = { DATA }, OPERATION(AEAD, UPDATE), .run = aead_generate_nonce },
    { CRYPTO_AEAD_SET_NONCE, .in = { DATA }, OPERATION(AEAD, UPDATE), .run = aead_set_nonce },
    { CRYPTO_AEAD_SET_LENGTHS, OPERATION(AEAD, UPDATE), .run = aead_set_lengths },
    { CRYPTO_AEAD_UPDATE_AD, .in = { DATA }, OPERATION(AEAD, UPDATE), .run = aead_update_ad },
    { CRYPTO_AEAD_UPDATE, .in = { DATA }, .out = { DATA }, OPERATION(AEAD, UPDATE), .run = aead_update },
    { CRYPTO_AEAD_FINISH, .out = { WORD, DATA, DATA }, OPERATION(AEAD, FINISH), .run = aead_finish },
    { CRYPTO_AEAD_VERIFY, .in = { DATA }, .out = { WORD, DATA }, OPERATION(AEAD, FINISH),
      .run = aead_verify },
    { CRYPTO_AEAD_ABORT, .out = { WORD }, OPERATION(AEAD, ABORT) },

    { CRYPTO_SIGN_MESSAGE, .in = { DATA }, .out = { DATA }, USED, .run = sign_message },
    { CRYPTO_VERIFY_MESSAGE, .in = { DATA, DATA }, USED, .run = verify_message },
    { CRYPTO_SIGN_HASH, .in = { DATA }, .out = { DATA }, USED, .run = sign_hash },
    { CRYPTO_VERIFY_HASH, .in = { DATA, DATA }, USED, .run = verify_hash },

    { CRYPTO_ASYMMETRIC_ENCRYPT, .in = { DATA, DATA }, .out = { DATA }, USED, .run = asymmetric_encrypt },
    { CRYPTO_ASYMMETRIC_DECRYPT, .in = { DATA, DATA }, .out = { DATA }, USED, .run = asymmetric_decrypt },

    { CRYPTO_RAW_KEY_AGREEMENT, .in = { DATA }, .out = { DATA }, USED, .run = raw_key_agreement },
    { CRYPTO_KEY_DERIVATION_SETUP, .out = { WORD }, OPERATION(DERIVATION, SETUP), .run = derivation_setup },
    { CRYPTO_KEY_DERIVATION_GET_CAPACITY, .out = { WORD }, OPERATION(DERIVATION, UPDATE),
      .run = derivation_get_capacity },
    { CRYPTO_KEY_DERIVATION_SET_CAPACITY, OPERATION(DERIVATION, UPDATE), .run = derivation_set_capacity },
    { CRYPTO_KEY_DERIVATION_INPUT_BYTES, .in = { DATA }, OPERATION(DERIVATION, UPDATE),
      .run = derivation_input_bytes },
    { CRYPTO_KEY_DERIVATION_INPUT_KEY, USED, OPERATION(DERIVATION, UPDATE), .run = derivation_input_key },
    { CRYPTO_KEY_DERIVATION_KEY_AGREEMENT, .in = { DATA }, USED, OPERATION(DERIVATION, UPDATE),
      .run = derivation_key_agreement },
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
