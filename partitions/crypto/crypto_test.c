/* SPDX-License-Identifier: BSD-3-Clause */
/** The service on its wire: what is refused, with which status, and what a client gets when something fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "psa/crypto.h"

#include "interface/psa/crypto_keys.h"
#include "interface/psa/crypto_wire.h"
#include "partitions/crypto/fake_client.h"
#include "psa_manifest/crypto.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_entropy_no_service),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_reseed_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
