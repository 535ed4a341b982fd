/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * psa/crypto.h for clients of the Crypto service: each function is one psa_call. For secure partitions, the non-secure image and
 * the application processor alike, each over its own psa_call. Keeps no data.
 */
#include "psa/crypto.h"

#include "interface/psa/client.h"
#include "interface/psa/crypto_wire.h"
#include "interface/psa/services.h"

static psa_status_t call(uint16_t function_id, struct crypto_pack_iovec *pack, size_t in_count, psa_invec *in,
                         size_t out_count, psa_outvec *out)
{
    pack->function_id = function_id;
    in[0] = (psa_invec){ pack, sizeof(*pack) };
    return psa_call(RSS_CRYPTO_HANDLE, PSA_IPC_CALL, in, in_count, out, out_count);
}

static psa_status_t call_without_vectors(uint16_t function_id, struct crypto_pack_iovec *pack)
{
    psa_invec in[1];

    return call(function_id, pack, 1, in, 0, NULL);
}

/* An output whose length the caller gets; nothing unless the call succeeds. */
static psa_status_t call_for_data(uint16_t function_id, struct crypto_pack_iovec *pack, size_t in_count,
                                  psa_invec *in, uint8_t *data, size_t data_size, size_t *data_length)
{
    psa_outvec out = { data, data_size };
    const psa_status_t status = call(function_id, pack, in_count, in, 1, &out);

    *data_length = status == PSA_SUCCESS ? out.len : 0;
    return status;
}

/* A number in out[0]: a key, or the handle of an operation. It is written by the service, or left. */
static psa_status_t call_for_word(uint16_t function_id, struct crypto_pack_iovec *pack, size_t in_count,
                                  psa_invec *in, uint32_t *word)
{
    psa_outvec out = { word, sizeof(*word) };

    return call(function_id, pack, in_count, in, 1, &out);
}

/* ---- Start, random ---- */

psa_status_t psa_crypto_init(void)
{
    return PSA_SUCCESS; /* the service is up before its clients */
}

psa_status_t psa_generate_random(uint8_t *output, size_t output_size)
{
    struct crypto_pack_iovec pack = { 0 };
    psa_invec in[1];
    size_t length;
    const psa_status_t status =
        call_for_data(CRYPTO_GENERATE_RANDOM, &pack, 1, in, output, output_size, &length);

    return status == PSA_SUCCESS && length != output_size ? PSA_ERROR_COMMUNICATION_FAILURE : status;
}

/* ---- Keys ---- */

static struct crypto_key_attributes pack_attributes(const psa_key_attributes_t *attributes)
{
    return (struct crypto_key_attributes){
        .type = psa_get_key_type(attributes),
        .bits = (uint16_t)psa_get_key_bits(attributes),
        .lifetime = psa_get_key_lifetime(attributes),
        .id = psa_get_key_id(attributes),
        .usage = psa_get_key_usage_flags(attributes),
        .alg = psa_get_key_algorithm(attributes),
    };
}

psa_status_t psa_get_key_attributes(mbedtls_svc_key_id_t key, psa_key_attributes_t *attributes)
{
    struct crypto_pack_iovec pack = { .key_id = key };
    struct crypto_key_attributes wire = { 0 };
    psa_invec in[1];
    size_t length;

    const psa_status_t status =
        call_for_data(CRYPTO_GET_KEY_ATTRIBUTES, &pack, 1, in, (uint8_t *)&wire, sizeof(wire), &length);
    *attributes = psa_key_attributes_init();
    if (status == PSA_SUCCESS) {
        psa_set_key_type(attributes, wire.type);
        psa_set_key_bits(attributes, wire.bits);
        psa_set_key_usage_flags(attributes, wire.usage);
        psa_set_key_algorithm(attributes, wire.alg);
        psa_set_key_id(attributes, wire.id);
        psa_set_key_lifetime(attributes, wire.lifetime);
    }
    return status;
}

void psa_reset_key_attributes(psa_key_attributes_t *attributes)
{
    *attributes = psa_key_attributes_init();
}

psa_status_t psa_open_key(mbedtls_svc_key_id_t id, psa_key_handle_t *key)
{
    struct crypto_pack_iovec pack = { .key_id = id };
    psa_invec in[1];

    *key = 0;
    return call_for_word(CRYPTO_OPEN_KEY, &pack, 1, in, key);
}

psa_status_t psa_close_key(psa_key_handle_t key)
{
    struct crypto_pack_iovec pack = { .key_id = key };

    return call_without_vectors(CRYPTO_CLOSE_KEY, &pack);
}

psa_status_t psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t data_length,
                            mbedtls_svc_key_id_t *key)
{
    struct crypto_pack_iovec pack = { 0 };
    const struct crypto_key_attributes wire = pack_attributes(attributes);
    psa_invec in[] = { { NULL, 0 }, { &wire, sizeof(wire) }, { data, data_length } };

    *key = 0;
    return call_for_word(CRYPTO_IMPORT_KEY, &pack, 3, in, key);
}

psa_status_t psa_destroy_key(mbedtls_svc_key_id_t key)
{
    struct crypto_pack_iovec pack = { .key_id = key };

    return call_without_vectors(CRYPTO_DESTROY_KEY, &pack);
}

psa_status_t psa_export_key(mbedtls_svc_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length)
{
    struct crypto_pack_iovec pack = { .key_id = key };
    psa_invec in[1];

    return call_for_data(CRYPTO_EXPORT_KEY, &pack, 1, in, data, data_size, data_length);
}

psa_status_t psa_export_public_key(mbedtls_svc_key_id_t key, uint8_t *data, size_t data_size,
                                   size_t *data_length)
{
    struct crypto_pack_iovec pack = { .key_id = key };
    psa_invec in[1];

    return call_for_data(CRYPTO_EXPORT_PUBLIC_KEY, &pack, 1, in, data, data_size, data_length);
}

psa_status_t psa_purge_key(mbedtls_svc_key_id_t key)
{
    struct crypto_pack_iovec pack = { .key_id = key };

    return call_without_vectors(CRYPTO_PURGE_KEY, &pack);
}

psa_status_t psa_copy_key(mbedtls_svc_key_id_t source_key, const psa_key_attributes_t *attributes,
                          mbedtls_svc_key_id_t *target_key)
{
    struct crypto_pack_iovec pack = { .key_id = source_key };
    const struct crypto_key_attributes wire = pack_attributes(attributes);
    psa_invec in[] = { { NULL, 0 }, { &wire, sizeof(wire) } };

    *target_key = 0;
    return call_for_word(CRYPTO_COPY_KEY, &pack, 2, in, target_key);
}

psa_status_t psa_generate_key(const psa_key_attributes_t *attributes, mbedtls_svc_key_id_t *key)
{
    struct crypto_pack_iovec pack = { 0 };
    const struct crypto_key_attributes wire = pack_attributes(attributes);
    psa_invec in[] = { { NULL, 0 }, { &wire, sizeof(wire) } };

    *key = 0;
    return call_for_word(CRYPTO_GENERATE_KEY, &pack, 2, in, key);
}

/* ---- What hashes, MACs, ciphers and AEADs have in common ---- */

static psa_status_t setup(uint16_t function_id, uint32_t *handle, mbedtls_svc_key_id_t key,
                          psa_algorithm_t alg)
{
    struct crypto_pack_iovec pack = { .key_id = key, .alg = alg, .op_handle = *handle };
    psa_invec in[1];

    return call_for_word(function_id, &pack, 1, in, handle);
}

/* An operation that was never set up is the client's own affair. */
static psa_status_t end(uint16_t function_id, uint32_t *handle)
{
    struct crypto_pack_iovec pack = { .op_handle = *handle };
    psa_invec in[1];

    return *handle == 0 ? PSA_SUCCESS : call_for_word(function_id, &pack, 1, in, handle);
}

static psa_status_t input(uint16_t function_id, uint32_t handle, const uint8_t *data, size_t data_length)
{
    struct crypto_pack_iovec pack = { .op_handle = handle };
    psa_invec in[] = { { NULL, 0 }, { data, data_length } };

    return call(function_id, &pack, 2, in, 0, NULL);
}

static psa_status_t output(uint16_t function_id, uint32_t handle, const uint8_t *data, size_t data_length,
                           uint8_t *output_data, size_t output_size, size_t *output_length)
{
    struct crypto_pack_iovec pack = { .op_handle = handle };
    psa_invec in[] = { { NULL, 0 }, { data, data_length } };

    return call_for_data(function_id, &pack, 2, in, output_data, output_size, output_length);
}

static psa_status_t finish(uint16_t function_id, uint32_t *handle, uint8_t *data, size_t data_size,
                           size_t *data_length)
{
    struct crypto_pack_iovec pack = { .op_handle = *handle };
    psa_invec in[1];
    psa_outvec out[] = { { handle, sizeof(*handle) }, { data, data_size } };

    const psa_status_t status = call(function_id, &pack, 1, in, 2, out);
    *data_length = status == PSA_SUCCESS ? out[1].len : 0;
    return status;
}

static psa_status_t verify(uint16_t function_id, uint32_t *handle, const uint8_t *data, size_t data_length)
{
    struct crypto_pack_iovec pack = { .op_handle = *handle };
    psa_invec in[] = { { NULL, 0 }, { data, data_length } };

    return call_for_word(function_id, &pack, 2, in, handle);
}

/* One call with a key or without: one input and one output, or two inputs. */
static psa_status_t compute(uint16_t function_id, mbedtls_svc_key_id_t key, psa_algorithm_t alg,
                            const uint8_t *data, size_t data_length, uint8_t *result, size_t result_size,
                            size_t *result_length)
{
    struct crypto_pack_iovec pack = { .key_id = key, .alg = alg };
    psa_invec in[] = { { NULL, 0 }, { data, data_length } };

    return call_for_data(function_id, &pack, 2, in, result, result_size, result_length);
}

static psa_status_t compare(uint16_t function_id, mbedtls_svc_key_id_t key, psa_algorithm_t alg,
                            const uint8_t *data, size_t data_length, const uint8_t *expected,
                            size_t expected_length)
{
    struct crypto_pack_iovec pack = { .key_id = key, .alg = alg };
    psa_invec in[] = { { NULL, 0 }, { data, data_length }, { expected, expected_length } };

    return call(function_id, &pack, 3, in, 0, NULL);
}

/* ---- Hash ---- */

psa_status_t psa_hash_compute(psa_algorithm_t alg, const uint8_t *data, size_t data_length, uint8_t *hash,
                              size_t hash_size, size_t *hash_length)
{
    return compute(CRYPTO_HASH_COMPUTE, 0, alg, data, data_length, hash, hash_size, hash_length);
}

psa_status_t psa_hash_compare(psa_algorithm_t alg, const uint8_t *data, size_t data_length,
                              const uint8_t *hash, size_t hash_length)
{
    return compare(CRYPTO_HASH_COMPARE, 0, alg, data, data_length, hash, hash_length);
}

psa_status_t psa_hash_setup(psa_hash_operation_t *operation, psa_algorithm_t alg)
{
    return setup(CRYPTO_HASH_SETUP, &operation->handle, 0, alg);
}

psa_status_t psa_hash_update(psa_hash_operation_t *operation, const uint8_t *data, size_t data_length)
{
    return input(CRYPTO_HASH_UPDATE, operation->handle, data, data_length);
}

psa_status_t psa_hash_clone(const psa_hash_operation_t *source_operation,
                            psa_hash_operation_t *target_operation)
{
    struct crypto_pack_iovec pack = { .op_handle = source_operation->handle };
    const uint32_t target = target_operation->handle;
    psa_invec in[] = { { NULL, 0 }, { &target, sizeof(target) } };

    return call_for_word(CRYPTO_HASH_CLONE, &pack, 2, in, &target_operation->handle);
}

psa_status_t psa_hash_finish(psa_hash_operation_t *operation, uint8_t *hash, size_t hash_size,
                             size_t *hash_length)
{
    return finish(CRYPTO_HASH_FINISH, &operation->handle, hash, hash_size, hash_length);
}

psa_status_t psa_hash_verify(psa_hash_operation_t *operation, const uint8_t *hash, size_t hash_length)
{
    return verify(CRYPTO_HASH_VERIFY, &operation->handle, hash, hash_length);
}

psa_status_t psa_hash_abort(psa_hash_operation_t *operation)
{
    return end(CRYPTO_HASH_ABORT, &operation->handle);
}

/* ---- MAC ---- */

psa_status_t psa_mac_compute(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *data,
                             size_t data_length, uint8_t *mac, size_t mac_size, size_t *mac_length)
{
    return compute(CRYPTO_MAC_COMPUTE, key, alg, data, data_length, mac, mac_size, mac_length);
}

psa_status_t psa_mac_verify(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *data,
                            size_t data_length, const uint8_t *mac, size_t mac_length)
{
    return compare(CRYPTO_MAC_VERIFY, key, alg, data, data_length, mac, mac_length);
}

psa_status_t psa_mac_sign_setup(psa_mac_operation_t *operation, mbedtls_svc_key_id_t key, psa_algorithm_t alg)
{
    return setup(CRYPTO_MAC_SIGN_SETUP, &operation->handle, key, alg);
}

psa_status_t psa_mac_verify_setup(psa_mac_operation_t *operation, mbedtls_svc_key_id_t key,
                                  psa_algorithm_t alg)
{
    return setup(CRYPTO_MAC_VERIFY_SETUP, &operation->handle, key, alg);
}

psa_status_t psa_mac_update(psa_mac_operation_t *operation, const uint8_t *data, size_t data_length)
{
    return input(CRYPTO_MAC_UPDATE, operation->handle, data, data_length);
}

psa_status_t psa_mac_sign_finish(psa_mac_operation_t *operation, uint8_t *mac, size_t mac_size,
                                 size_t *mac_length)
{
    return finish(CRYPTO_MAC_SIGN_FINISH, &operation->handle, mac, mac_size, mac_length);
}

psa_status_t psa_mac_verify_finish(psa_mac_operation_t *operation, const uint8_t *mac, size_t mac_length)
{
    return verify(CRYPTO_MAC_VERIFY_FINISH, &operation->handle, mac, mac_length);
}

psa_status_t psa_mac_abort(psa_mac_operation_t *operation)
{
    return end(CRYPTO_MAC_ABORT, &operation->handle);
}

/* ---- Cipher ---- */

psa_status_t psa_cipher_encrypt(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *data,
                                size_t data_length, uint8_t *result, size_t result_size,
                                size_t *result_length)
{
    return compute(CRYPTO_CIPHER_ENCRYPT, key, alg, data, data_length, result, result_size, result_length);
}

psa_status_t psa_cipher_decrypt(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *data,
                                size_t data_length, uint8_t *result, size_t result_size,
                                size_t *result_length)
{
    return compute(CRYPTO_CIPHER_DECRYPT, key, alg, data, data_length, result, result_size, result_length);
}

psa_status_t psa_cipher_encrypt_setup(psa_cipher_operation_t *operation, mbedtls_svc_key_id_t key,
                                      psa_algorithm_t alg)
{
    return setup(CRYPTO_CIPHER_ENCRYPT_SETUP, &operation->handle, key, alg);
}

psa_status_t psa_cipher_decrypt_setup(psa_cipher_operation_t *operation, mbedtls_svc_key_id_t key,
                                      psa_algorithm_t alg)
{
    return setup(CRYPTO_CIPHER_DECRYPT_SETUP, &operation->handle, key, alg);
}

psa_status_t psa_cipher_generate_iv(psa_cipher_operation_t *operation, uint8_t *iv, size_t iv_size,
                                    size_t *iv_length)
{
    return output(CRYPTO_CIPHER_GENERATE_IV, operation->handle, NULL, 0, iv, iv_size, iv_length);
}

psa_status_t psa_cipher_set_iv(psa_cipher_operation_t *operation, const uint8_t *iv, size_t iv_length)
{
    return input(CRYPTO_CIPHER_SET_IV, operation->handle, iv, iv_length);
}

psa_status_t psa_cipher_update(psa_cipher_operation_t *operation, const uint8_t *data, size_t data_length,
                               uint8_t *result, size_t result_size, size_t *result_length)
{
    return output(CRYPTO_CIPHER_UPDATE, operation->handle, data, data_length, result, result_size,
                  result_length);
}

psa_status_t psa_cipher_finish(psa_cipher_operation_t *operation, uint8_t *result, size_t result_size,
                               size_t *result_length)
{
    return finish(CRYPTO_CIPHER_FINISH, &operation->handle, result, result_size, result_length);
}

psa_status_t psa_cipher_abort(psa_cipher_operation_t *operation)
{
    return end(CRYPTO_CIPHER_ABORT, &operation->handle);
}

/* ---- AEAD ---- */

static psa_status_t aead(uint16_t function_id, mbedtls_svc_key_id_t key, psa_algorithm_t alg,
                         const uint8_t *nonce, size_t nonce_length, const uint8_t *additional_data,
                         size_t additional_data_length, const uint8_t *text, size_t text_length,
                         uint8_t *result, size_t result_size, size_t *result_length)
{
    struct crypto_pack_iovec pack = { .key_id = key, .alg = alg, .nonce_length = (uint32_t)nonce_length };
    psa_invec in[] = { { NULL, 0 }, { text, text_length }, { additional_data, additional_data_length } };

    *result_length = 0;
    if (nonce_length > sizeof(pack.nonce)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    for (size_t i = 0; i < nonce_length; i++) {
        pack.nonce[i] = nonce[i];
    }
    return call_for_data(function_id, &pack, 3, in, result, result_size, result_length);
}

psa_status_t psa_aead_encrypt(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *nonce,
                              size_t nonce_length, const uint8_t *additional_data,
                              size_t additional_data_length, const uint8_t *plaintext,
                              size_t plaintext_length, uint8_t *ciphertext, size_t ciphertext_size,
                              size_t *ciphertext_length)
{
    return aead(CRYPTO_AEAD_ENCRYPT, key, alg, nonce, nonce_length, additional_data, additional_data_length,
                plaintext, plaintext_length, ciphertext, ciphertext_size, ciphertext_length);
}

psa_status_t psa_aead_decrypt(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *nonce,
                              size_t nonce_length, const uint8_t *additional_data,
                              size_t additional_data_length, const uint8_t *ciphertext,
                              size_t ciphertext_length, uint8_t *plaintext, size_t plaintext_size,
                              size_t *plaintext_length)
{
    return aead(CRYPTO_AEAD_DECRYPT, key, alg, nonce, nonce_length, additional_data, additional_data_length,
                ciphertext, ciphertext_length, plaintext, plaintext_size, plaintext_length);
}

psa_status_t psa_aead_encrypt_setup(psa_aead_operation_t *operation, mbedtls_svc_key_id_t key,
                                    psa_algorithm_t alg)
{
    return setup(CRYPTO_AEAD_ENCRYPT_SETUP, &operation->handle, key, alg);
}

psa_status_t psa_aead_decrypt_setup(psa_aead_operation_t *operation, mbedtls_svc_key_id_t key,
                                    psa_algorithm_t alg)
{
    return setup(CRYPTO_AEAD_DECRYPT_SETUP, &operation->handle, key, alg);
}

psa_status_t psa_aead_generate_nonce(psa_aead_operation_t *operation, uint8_t *nonce, size_t nonce_size,
                                     size_t *nonce_length)
{
    return output(CRYPTO_AEAD_GENERATE_NONCE, operation->handle, NULL, 0, nonce, nonce_size, nonce_length);
}

psa_status_t psa_aead_set_nonce(psa_aead_operation_t *operation, const uint8_t *nonce, size_t nonce_length)
{
    return input(CRYPTO_AEAD_SET_NONCE, operation->handle, nonce, nonce_length);
}

psa_status_t psa_aead_set_lengths(psa_aead_operation_t *operation, size_t ad_length, size_t plaintext_length)
{
    struct crypto_pack_iovec pack = { .op_handle = operation->handle,
                                      .ad_length = (uint32_t)ad_length,
                                      .plaintext_length = (uint32_t)plaintext_length };

    return call_without_vectors(CRYPTO_AEAD_SET_LENGTHS, &pack);
}

psa_status_t psa_aead_update_ad(psa_aead_operation_t *operation, const uint8_t *data, size_t data_length)
{
    return input(CRYPTO_AEAD_UPDATE_AD, operation->handle, data, data_length);
}

psa_status_t psa_aead_update(psa_aead_operation_t *operation, const uint8_t *data, size_t data_length,
                             uint8_t *result, size_t result_size, size_t *result_length)
{
    return output(CRYPTO_AEAD_UPDATE, operation->handle, data, data_length, result, result_size,
                  result_length);
}

psa_status_t psa_aead_finish(psa_aead_operation_t *operation, uint8_t *ciphertext, size_t ciphertext_size,
                             size_t *ciphertext_length, uint8_t *tag, size_t tag_size, size_t *tag_length)
{
    struct crypto_pack_iovec pack = { .op_handle = operation->handle };
    psa_invec in[1];
    psa_outvec out[] = { { &operation->handle, sizeof(operation->handle) },
                         { tag, tag_size },
                         { ciphertext, ciphertext_size } };

    const psa_status_t status = call(CRYPTO_AEAD_FINISH, &pack, 1, in, 3, out);
    *tag_length = status == PSA_SUCCESS ? out[1].len : 0;
    *ciphertext_length = status == PSA_SUCCESS ? out[2].len : 0;
    return status;
}

psa_status_t psa_aead_verify(psa_aead_operation_t *operation, uint8_t *plaintext, size_t plaintext_size,
                             size_t *plaintext_length, const uint8_t *tag, size_t tag_length)
{
    struct crypto_pack_iovec pack = { .op_handle = operation->handle };
    psa_invec in[] = { { NULL, 0 }, { tag, tag_length } };
    psa_outvec out[] = { { &operation->handle, sizeof(operation->handle) }, { plaintext, plaintext_size } };

    const psa_status_t status = call(CRYPTO_AEAD_VERIFY, &pack, 2, in, 2, out);
    *plaintext_length = status == PSA_SUCCESS ? out[1].len : 0;
    return status;
}

psa_status_t psa_aead_abort(psa_aead_operation_t *operation)
{
    return end(CRYPTO_AEAD_ABORT, &operation->handle);
}

/* ---- Asymmetric keys ---- */

psa_status_t psa_sign_message(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *data,
                              size_t data_length, uint8_t *signature, size_t signature_size,
                              size_t *signature_length)
{
    return compute(CRYPTO_SIGN_MESSAGE, key, alg, data, data_length, signature, signature_size,
                   signature_length);
}

psa_status_t psa_verify_message(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *data,
                                size_t data_length, const uint8_t *signature, size_t signature_length)
{
    return compare(CRYPTO_VERIFY_MESSAGE, key, alg, data, data_length, signature, signature_length);
}

psa_status_t psa_sign_hash(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                           size_t hash_length, uint8_t *signature, size_t signature_size,
                           size_t *signature_length)
{
    return compute(CRYPTO_SIGN_HASH, key, alg, hash, hash_length, signature, signature_size,
                   signature_length);
}

psa_status_t psa_verify_hash(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                             size_t hash_length, const uint8_t *signature, size_t signature_length)
{
    return compare(CRYPTO_VERIFY_HASH, key, alg, hash, hash_length, signature, signature_length);
}

static psa_status_t crypt(uint16_t function_id, mbedtls_svc_key_id_t key, psa_algorithm_t alg,
                          const uint8_t *data, size_t data_length, const uint8_t *salt, size_t salt_length,
                          uint8_t *result, size_t result_size, size_t *result_length)
{
    struct crypto_pack_iovec pack = { .key_id = key, .alg = alg };
    psa_invec in[] = { { NULL, 0 }, { data, data_length }, { salt, salt_length } };

    return call_for_data(function_id, &pack, 3, in, result, result_size, result_length);
}

psa_status_t psa_asymmetric_encrypt(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *data,
                                    size_t data_length, const uint8_t *salt, size_t salt_length,
                                    uint8_t *result, size_t result_size, size_t *result_length)
{
    return crypt(CRYPTO_ASYMMETRIC_ENCRYPT, key, alg, data, data_length, salt, salt_length, result,
                 result_size, result_length);
}

psa_status_t psa_asymmetric_decrypt(mbedtls_svc_key_id_t key, psa_algorithm_t alg, const uint8_t *data,
                                    size_t data_length, const uint8_t *salt, size_t salt_length,
                                    uint8_t *result, size_t result_size, size_t *result_length)
{
    return crypt(CRYPTO_ASYMMETRIC_DECRYPT, key, alg, data, data_length, salt, salt_length, result,
                 result_size, result_length);
}

psa_status_t psa_raw_key_agreement(psa_algorithm_t alg, mbedtls_svc_key_id_t private_key,
                                   const uint8_t *peer_key, size_t peer_key_length, uint8_t *result,
                                   size_t result_size, size_t *result_length)
{
    return compute(CRYPTO_RAW_KEY_AGREEMENT, private_key, alg, peer_key, peer_key_length, result, result_size,
                   result_length);
}

/* ---- Key derivation ---- */

psa_status_t psa_key_derivation_setup(psa_key_derivation_operation_t *operation, psa_algorithm_t alg)
{
    return setup(CRYPTO_KEY_DERIVATION_SETUP, &operation->handle, 0, alg);
}

psa_status_t psa_key_derivation_get_capacity(const psa_key_derivation_operation_t *operation,
                                             size_t *capacity)
{
    struct crypto_pack_iovec pack = { .op_handle = operation->handle };
    uint32_t word = 0;
    psa_invec in[1];

    const psa_status_t status = call_for_word(CRYPTO_KEY_DERIVATION_GET_CAPACITY, &pack, 1, in, &word);
    *capacity = word;
    return status;
}

psa_status_t psa_key_derivation_set_capacity(psa_key_derivation_operation_t *operation, size_t capacity)
{
    struct crypto_pack_iovec pack = { .op_handle = operation->handle, .capacity = (uint32_t)capacity };

    if (capacity != pack.capacity) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return call_without_vectors(CRYPTO_KEY_DERIVATION_SET_CAPACITY, &pack);
}

psa_status_t psa_key_derivation_input_bytes(psa_key_derivation_operation_t *operation,
                                            psa_key_derivation_step_t step, const uint8_t *data,
                                            size_t data_length)
{
    struct crypto_pack_iovec pack = { .op_handle = operation->handle, .step = step };
    psa_invec in[] = { { NULL, 0 }, { data, data_length } };

    return call(CRYPTO_KEY_DERIVATION_INPUT_BYTES, &pack, 2, in, 0, NULL);
}

psa_status_t psa_key_derivation_input_key(psa_key_derivation_operation_t *operation,
                                          psa_key_derivation_step_t step, mbedtls_svc_key_id_t key)
{
    struct crypto_pack_iovec pack = { .op_handle = operation->handle, .step = step, .key_id = key };

    return call_without_vectors(CRYPTO_KEY_DERIVATION_INPUT_KEY, &pack);
}

psa_status_t psa_key_derivation_key_agreement(psa_key_derivation_operation_t *operation,
                                              psa_key_derivation_step_t step,
                                              mbedtls_svc_key_id_t private_key, const uint8_t *peer_key,
                                              size_t peer_key_length)
{
    struct crypto_pack_iovec pack = { .op_handle = operation->handle, .step = step, .key_id = private_key };
    psa_invec in[] = { { NULL, 0 }, { peer_key, peer_key_length } };

    return call(CRYPTO_KEY_DERIVATION_KEY_AGREEMENT, &pack, 2, in, 0, NULL);
}

psa_status_t psa_key_derivation_output_bytes(psa_key_derivation_operation_t *operation, uint8_t *data,
                                             size_t data_length)
{
    size_t length;

    return output(CRYPTO_KEY_DERIVATION_OUTPUT_BYTES, operation->handle, NULL, 0, data, data_length, &length);
}

psa_status_t psa_key_derivation_output_key(const psa_key_attributes_t *attributes,
                                           psa_key_derivation_operation_t *operation,
                                           mbedtls_svc_key_id_t *key)
{
    struct crypto_pack_iovec pack = { .op_handle = operation->handle };
    const struct crypto_key_attributes wire = pack_attributes(attributes);
    psa_invec in[] = { { NULL, 0 }, { &wire, sizeof(wire) } };

    *key = 0;
    return call_for_word(CRYPTO_KEY_DERIVATION_OUTPUT_KEY, &pack, 2, in, key);
}

psa_status_t psa_key_derivation_abort(psa_key_derivation_operation_t *operation)
{
    return end(CRYPTO_KEY_DERIVATION_ABORT, &operation->handle);
}
