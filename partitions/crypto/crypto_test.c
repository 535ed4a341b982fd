/* SPDX-License-Identifier: BSD-3-Clause */
/** The Crypto service over Mbed TLS in the configuration of the runtime; the hardware generator is replaced.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "psa/crypto.h"

#include "hal/platform.h"
#include "interface/psa/crypto_wire.h"
#include "interface/psa/service.h"
#include "psa_manifest/crypto.h"
#include "lib/base/bytes.h"

static struct crypto_pack_iovec pack;
static uint8_t written[4096];
static size_t written_bytes;
static bool generator_works = true;
static uint8_t generator_state;

rss_status_t hal_random(uint8_t *out, size_t size_bytes)
{
    if (!generator_works) {
        return RSS_ERR_CC3XX_RNG;
    }
    for (size_t i = 0; i < size_bytes; i++) {
        out[i] = generator_state++;
    }
    return RSS_OK;
}

size_t psa_read(psa_handle_t msg_handle, uint32_t invec_idx, void *buffer, size_t num_bytes)
{
    (void)msg_handle;
    assert_int_equal(invec_idx, 0);
    assert_int_equal(num_bytes, sizeof(pack));
    memcpy(buffer, &pack, sizeof(pack));
    return sizeof(pack);
}

void psa_write(psa_handle_t msg_handle, uint32_t outvec_idx, const void *buffer, size_t num_bytes)
{
    (void)msg_handle;
    assert_int_equal(outvec_idx, 0);
    assert_true(num_bytes <= sizeof(written) - written_bytes);
    memcpy(written + written_bytes, buffer, num_bytes);
    written_bytes += num_bytes;
}

void psa_panic(void)
{
    abort();
}

void bytes_wipe(void *secret, size_t size_bytes)
{
    memset(secret, 0, size_bytes);
}

static psa_status_t call(int32_t type, uint16_t function_id, const size_t in[4], const size_t out[4])
{
    psa_msg_t msg = { .type = type, .handle = 1, .client_id = -1 };

    memcpy(msg.in_size, in, sizeof(msg.in_size));
    memcpy(msg.out_size, out, sizeof(msg.out_size));
    pack = (struct crypto_pack_iovec){ .function_id = function_id };
    written_bytes = 0;
    return crypto_sfn(&msg);
}

static void test_no_entropy_no_service(
    void **state) /* a dead generator at start-up: no fallback, no service */
{
    (void)state;
    generator_works = false;
    assert_int_not_equal(crypto_init(), PSA_SUCCESS);
    mbedtls_psa_crypto_free();
    generator_works = true;
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
    static const size_t lengths[] = { 1, 2, 16, 32, 33, 255, 256, 1023, 1024, 1025, 2047, 2048 };
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
        { 0, 0x0000, { 48 }, { 2049 }, PSA_ERROR_INSUFFICIENT_MEMORY },
        { 0, 0x0000, { 48 }, { SIZE_MAX }, PSA_ERROR_INSUFFICIENT_MEMORY },
        { 0, 0x0100, { 48 }, { 32 }, PSA_ERROR_NOT_SUPPORTED },
        { 0, 0x0701, { 48 }, { 32 }, PSA_ERROR_NOT_SUPPORTED }, /* not there yet */
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

    generator_works = false;
    for (uint32_t i = 0; i < 20000 && status == PSA_SUCCESS; i++) {
        status = call(0, 0x0000, (size_t[4]){ 48 }, (size_t[4]){ 32 });
    }
    assert_int_equal(status, PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(written_bytes, 0);
    generator_works = true;
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
