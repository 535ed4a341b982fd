/* SPDX-License-Identifier: BSD-3-Clause */
/** The service on its wire: what is refused, with which status, and what a client gets when something fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "psa/crypto.h"

#include "interface/psa/crypto_keys.h"
#include "interface/psa/crypto_wire.h"
#include "lib/base/fih.h"
#include "partitions/crypto/fake_client.h"
#include "psa_manifest/crypto.h"

void fih_panic(void)
{
    abort();
}

static uint8_t written[8192];
static size_t written_bytes;

/* in[0] is a structure of in[0] bytes with this function; other inputs are zero bytes, outputs go to written. */
static psa_status_t call(int32_t type, uint16_t function_id, const size_t in[4], const size_t out[4])
{
    static const uint8_t zeros[8192];
    uint8_t bytes[64] = { 0 };
    const struct crypto_pack_iovec pack = { .function_id = function_id };
    psa_invec in_vec[4];
    psa_outvec out_vec[4];
    size_t in_count = 0, out_count = 0;

    memcpy(bytes, &pack, sizeof(pack));
    for (size_t i = 0; i < 4 && in[i] != 0; i++) {
        in_vec[in_count++] = (psa_invec){ i == 0 ? bytes : zeros, in[i] };
    }
    for (size_t i = 0; i < 4 && out[i] != 0; i++) {
        out_vec[out_count++] = (psa_outvec){ written, out[i] };
    }
    const psa_status_t status = fake_call(type, in_vec, in_count, out_vec, out_count);
    written_bytes = 0;
    for (size_t i = 0; i < out_count; i++) {
        written_bytes += out_vec[i].len;
    }
    return status;
}

static void test_no_entropy_no_service(
    void **state) /* a dead generator at start-up: no fallback, no service */
{
    (void)state;
    fake_generator_works = false;
    assert_int_not_equal(crypto_init(), PSA_SUCCESS);
    mbedtls_psa_crypto_free();
    fake_generator_works = true;
    assert_int_equal(crypto_init(), PSA_SUCCESS);
}

static bool all_same(const uint8_t *bytes, size_t size_bytes)
{
    for (size_t i = 1; i < size_bytes; i++) {
        if (bytes[i] != bytes[0]) {
            return false;
        }
    }
    return true;
}

static void test_random(
    void **state) /* every length up to the limit's surroundings: all written, no two alike */
{
    (void)state;
    static const size_t lengths[] = { 1, 2, 16, 32, 33, 255, 256, 1023, 1024, 1025, 2048, 5119, 5120 };
    uint8_t last[16] = { 0 };

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        size_t in[4] = { 48 }, out[4] = { lengths[i] };

        assert_int_equal(call(0, 0x0000, in, out), PSA_SUCCESS);
        assert_int_equal(written_bytes, lengths[i]);
        if (lengths[i] >= sizeof(last)) {
            assert_false(all_same(written, lengths[i]));
            assert_memory_not_equal(written, last, sizeof(last));
            memcpy(last, written, sizeof(last));
        }
    }
    assert_int_equal(call(0, 0x0000, (size_t[4]){ 48 }, (size_t[4]){ 0 }), PSA_SUCCESS);
    assert_int_equal(written_bytes, 0);
}

static void test_refusals(void **state) /* services.md 3.2.1 */
{
    (void)state;
    static const struct {
        int32_t type;
        uint16_t function_id;
        size_t in[4], out[4];
        psa_status_t want;
    } rows[] = {
        { 1, 0x0000, { 48 }, { 32 }, PSA_ERROR_NOT_SUPPORTED },
        { 0, 0x0000, { 0 }, { 32 }, PSA_ERROR_GENERIC_ERROR },
        { 0, 0x0000, { 47 }, { 32 }, PSA_ERROR_GENERIC_ERROR },
        { 0, 0x0000, { 56 }, { 32 }, PSA_ERROR_GENERIC_ERROR }, /* TF-M 2.1's structure */
        { 0, 0x0000, { 48, 1 }, { 32 }, PSA_ERROR_GENERIC_ERROR },
        { 0, 0x0000, { 48 }, { 32, 1 }, PSA_ERROR_GENERIC_ERROR },
        { 0, 0x0000, { 48 }, { 5121 }, PSA_ERROR_INSUFFICIENT_MEMORY },
        { 0, 0x0002, { 48, 5100 }, { 32 }, PSA_ERROR_INSUFFICIENT_MEMORY },
        { 0, 0x0401, { 48, 19 }, { 4 }, PSA_ERROR_GENERIC_ERROR }, /* attributes of another length */
        { 0, 0x0401, { 48, 24 }, { 4 }, PSA_ERROR_GENERIC_ERROR },
        { 0, 0x0401, { 48, 20 }, { 8 }, PSA_ERROR_GENERIC_ERROR }, /* a key's number that is no word */
        { 0, 0x0202, { 48 }, { 3 }, PSA_ERROR_GENERIC_ERROR },     /* nor is a handle */
        { 0, 0x0100, { 48 }, { 32 }, PSA_ERROR_NOT_SUPPORTED },
        { 0, 0x0009, { 48 }, { 32 }, PSA_ERROR_NOT_SUPPORTED }, /* a group that is not there */
        { 0, 0x0802, { 48 }, { 32 }, PSA_ERROR_NOT_SUPPORTED }, /* one function more than there are */
        { 0, 0xffff, { 48 }, { 32 }, PSA_ERROR_NOT_SUPPORTED },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(call(rows[i].type, rows[i].function_id, rows[i].in, rows[i].out), rows[i].want);
        assert_int_equal(written_bytes, 0);
    }
}

static void test_reseed_fails(
    void **state) /* the generator dies later: an error reaches the client, no old data */
{
    (void)state;
    psa_status_t status = PSA_SUCCESS;

    fake_generator_works = false;
    for (uint32_t i = 0; i < 20000 && status == PSA_SUCCESS; i++) {
        status = call(0, 0x0000, (size_t[4]){ 48 }, (size_t[4]){ 32 });
    }
    assert_int_equal(status, PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(written_bytes, 0);
    fake_generator_works = true;
    assert_int_equal(call(0, 0x0000, (size_t[4]){ 48 }, (size_t[4]){ 32 }), PSA_SUCCESS);
}

static void put_key(struct crypto_pack_iovec *pack, uint16_t function_id, uint32_t key_id)
{
    *pack = (struct crypto_pack_iovec){ .function_id = function_id, .key_id = key_id };
}

static psa_status_t export_public(int32_t client_id, uint32_t key_id, uint8_t *data, size_t *size_bytes)
{
    struct crypto_pack_iovec pack;
    psa_outvec out = { data, *size_bytes };

    put_key(&pack, CRYPTO_EXPORT_PUBLIC_KEY, key_id);
    fake_client_id = client_id;
    const psa_status_t status = fake_call(0, &(psa_invec){ &pack, sizeof(pack) }, 1, &out, 1);
    *size_bytes = out.len;
    return status;
}

static void test_iak(
    void **state) /* services.md annex A: the public key of that seed; who may sign with it */
{
    static const uint8_t want[] = {
        0x04, 0x7e, 0x4d, 0x10, 0x18, 0xf0, 0x99, 0x18, 0x3d, 0x1f, 0x7f, 0x7d, 0xd3, 0xb6, 0x97, 0xa4, 0xf3,
        0x45, 0xa4, 0x5c, 0x62, 0x68, 0x28, 0x85, 0x70, 0xc8, 0x51, 0xaa, 0xeb, 0x16, 0xdb, 0x3b, 0x92, 0x91,
        0x71, 0x39, 0x09, 0x30, 0xf3, 0xa5, 0x62, 0x62, 0xb8, 0x50, 0x37, 0xda, 0xdd, 0x5d, 0xea, 0x7c, 0x06,
        0x5b, 0xb3, 0x0f, 0x7d, 0x01, 0xe6, 0x7f, 0x66, 0xd5, 0x30, 0x58, 0x22, 0x68, 0x79, 0x3b, 0x1c, 0x3a,
        0xc7, 0xbc, 0x7d, 0xa5, 0xe8, 0x73, 0x7a, 0x68, 0x37, 0x76, 0x1d, 0x29, 0xad, 0x60, 0x24, 0x12, 0xdb,
        0x72, 0xf9, 0x20, 0x2c, 0x81, 0x44, 0xbb, 0x66, 0xe0, 0x8d, 0x2f, 0xb9
    };
    uint8_t data[97];
    size_t bytes = sizeof(data);
    struct crypto_pack_iovec pack;
    static const uint8_t hash[48];
    uint8_t signature[96];

    (void)state;
    assert_int_equal(export_public(-1, RSS_KEY_IAK, data, &bytes), PSA_SUCCESS);
    assert_int_equal(bytes, sizeof(want));
    assert_memory_equal(data, want, sizeof(want));
    for (int32_t client = 259; client <= 280; client++) { /* 261 is Initial Attestation */
        psa_outvec out = { signature, sizeof(signature) };
        const psa_invec in[] = { { &pack, sizeof(pack) }, { hash, sizeof(hash) } };

        put_key(&pack, CRYPTO_SIGN_HASH, RSS_KEY_IAK);
        pack.alg = PSA_ALG_ECDSA(PSA_ALG_SHA_384);
        fake_client_id = client;
        assert_int_equal(fake_call(0, in, 2, &out, 1), client == 261 ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(out.len, client == 261 ? 96 : 0);
    }
    fake_keys_exist = false; /* before provisioning */
    bytes = sizeof(data);
    assert_int_equal(export_public(-1, RSS_KEY_IAK, data, &bytes), PSA_ERROR_DOES_NOT_EXIST);
    fake_keys_exist = true;
}

static psa_status_t start_derivation(uint32_t key_id, uint32_t *handle)
{
    struct crypto_pack_iovec pack = { .function_id = CRYPTO_KEY_DERIVATION_SETUP,
                                      .alg = PSA_ALG_HKDF(PSA_ALG_SHA_256) };
    const psa_invec in = { &pack, sizeof(pack) };
    psa_outvec out = { handle, sizeof(*handle) };

    assert_int_equal(fake_call(0, &in, 1, &out, 1), PSA_SUCCESS);
    put_key(&pack, CRYPTO_KEY_DERIVATION_INPUT_KEY, key_id);
    pack.op_handle = *handle;
    pack.step = PSA_KEY_DERIVATION_INPUT_SECRET;
    return fake_call(0, &in, 1, NULL, 0);
}

static void finish_derivation(uint32_t handle, uint8_t output[32])
{
    struct crypto_pack_iovec pack = { .function_id = CRYPTO_KEY_DERIVATION_INPUT_BYTES,
                                      .op_handle = handle,
                                      .step = PSA_KEY_DERIVATION_INPUT_INFO };
    const psa_invec in = { &pack, sizeof(pack) };
    psa_outvec out = { output, 32 };

    assert_int_equal(fake_call(0, &in, 1, NULL, 0), PSA_SUCCESS);
    pack.function_id = CRYPTO_KEY_DERIVATION_OUTPUT_BYTES;
    assert_int_equal(fake_call(0, &in, 1, &out, 1), PSA_SUCCESS);
    pack.function_id = CRYPTO_KEY_DERIVATION_ABORT;
    out = (psa_outvec){ &handle, sizeof(handle) };
    assert_int_equal(fake_call(0, &in, 1, &out, 1), PSA_SUCCESS);
}

/* The DAK seed as partition 277 has it (annex A): what is derived from it is derived from those bytes. */
static void test_dak_seed(void **state)
{
    static const uint8_t diversified[] = { 0xbc, 0x32, 0x0e, 0x23, 0xb0, 0x58, 0x89, 0xfa, 0x86, 0xab, 0x74,
                                           0x06, 0xa7, 0x21, 0x98, 0xbe, 0x8d, 0x5b, 0x3a, 0xce, 0xc9, 0xe5,
                                           0xec, 0xa4, 0xd1, 0x39, 0x5a, 0xda, 0xbe, 0x2f, 0x04, 0x9c };
    struct crypto_key_attributes attributes = { .type = PSA_KEY_TYPE_DERIVE,
                                                .usage = PSA_KEY_USAGE_DERIVE,
                                                .alg = PSA_ALG_HKDF(PSA_ALG_SHA_256) };
    struct crypto_pack_iovec pack = { .function_id = CRYPTO_IMPORT_KEY };
    const psa_invec in[] = { { &pack, sizeof(pack) },
                             { &attributes, sizeof(attributes) },
                             { diversified, sizeof(diversified) } };
    uint32_t key = 0, handle = 0;
    uint8_t want[32], got[32];
    psa_outvec out = { &key, sizeof(key) };

    (void)state;
    fake_client_id = 277;
    assert_int_equal(fake_call(0, in, 3, &out, 1), PSA_SUCCESS);
    assert_int_equal(start_derivation(key, &handle), PSA_SUCCESS);
    finish_derivation(handle, want);
    assert_int_equal(start_derivation(RSS_KEY_DAK_SEED, &handle), PSA_SUCCESS);
    finish_derivation(handle, got);
    assert_memory_equal(got, want, sizeof(want));
    fake_client_id = 261;
    assert_int_equal(start_derivation(RSS_KEY_DAK_SEED, &handle), PSA_ERROR_NOT_PERMITTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_entropy_no_service),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_reseed_fails),
        cmocka_unit_test(test_iak),
        cmocka_unit_test(test_dak_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
