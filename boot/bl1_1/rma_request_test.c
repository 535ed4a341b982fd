/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl1_1/rma_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hal/keys.h"
#include "hal/otp.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"

volatile uint32_t fih_steps;

void fih_panic(void)
{
    abort();
}

static rss_status_t seed_status, derive_status;
static uint32_t derive_count;

rss_status_t hal_otp_read(enum hal_otp_id id, void *out, size_t size_bytes)
{
    assert_int_equal(id, HAL_OTP_BOOT_SEED);
    assert_int_equal(size_bytes, 32);
    memset(out, 0x5e, size_bytes);
    return seed_status;
}

rss_status_t hal_key_derive(enum hal_key_base base, const uint8_t *label, size_t label_bytes,
                            const uint8_t *context, size_t context_bytes, uint8_t out[32])
{
    assert_int_equal(base, HAL_KEY_GUK);
    assert_int_equal(label_bytes, sizeof("RSS_RMA_REQUEST"));
    assert_string_equal((const char *)label, "RSS_RMA_REQUEST");
    assert_int_equal(context_bytes, 32);
    assert_int_equal(context[0], 0x5e);
    assert_int_equal(context[31], 0x5e);
    derive_count++;
    memset(out, 0x7a, 32);
    return derive_status;
}

static union {
    struct rma_request request;
    uint32_t words[sizeof(struct rma_request) / 4];
} ram;

static void seal(void)
{
    assert_int_equal(sha256_compute(&ram, offsetof(struct rma_request, digest), ram.request.digest), RSS_OK);
}

static int good_request(void **state)
{
    (void)state;
    seed_status = derive_status = RSS_OK;
    derive_count = 0;
    fih_steps = 0;
    ram.request.magic = 0xdec0de1d;
    memset(ram.request.tag, 0x7a, 32);
    seal();
    return 0;
}

static void expect(rss_status_t status)
{
    assert_int_equal(rma_request_take(ram.words), status);
    assert_int_equal(fih_steps, status == RSS_OK ? RMA_REQUEST_STEP : 0);
    for (size_t i = 0; i < sizeof(ram.words) / 4; i++) { /* taken once, for good or bad */
        assert_int_equal(ram.words[i], 0);
    }
    assert_int_equal(rma_request_take(ram.words), RSS_ERR_PROV_NO_BUNDLE);
}

static void test_accepted(void **state)
{
    (void)state;
    expect(RSS_OK);
}

static void test_no_request(void **state) /* RAM of any contents is left alone */
{
    (void)state;
    for (uint32_t bit = 0; bit < 32; bit++) {
        good_request(NULL);
        ram.request.magic ^= 1u << bit;
        seal();
        const uint32_t before = ram.words[1];
        assert_int_equal(rma_request_take(ram.words), RSS_ERR_PROV_NO_BUNDLE);
        assert_int_equal(ram.words[1], before);
        assert_int_equal(derive_count, 0);
    }
}

static void test_digest(void **state)
{
    (void)state;
    for (size_t i = 4; i < sizeof(ram); i++) {
        good_request(NULL);
        ((uint8_t *)&ram)[i] ^= 1;
        expect(RSS_ERR_PROV_RMA_DIGEST);
        assert_int_equal(derive_count, 0);
    }
}

static void test_tag(void **state)
{
    (void)state;
    for (size_t i = 0; i < 256; i++) {
        good_request(NULL);
        ram.request.tag[i / 8] ^= (uint8_t)(1u << i % 8);
        seal();
        expect(RSS_ERR_PROV_RMA_TAG);
    }
}

static void test_device_errors(void **state)
{
    (void)state;
    seed_status = RSS_ERR_LCM_MISMATCH;
    expect(RSS_ERR_LCM_MISMATCH);
    assert_int_equal(derive_count, 0);
    good_request(NULL);
    derive_status = RSS_ERR_KMU_EXPORT;
    expect(RSS_ERR_KMU_EXPORT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_accepted, good_request),
        cmocka_unit_test_setup(test_no_request, good_request),
        cmocka_unit_test_setup(test_digest, good_request),
        cmocka_unit_test_setup(test_tag, good_request),
        cmocka_unit_test_setup(test_device_errors, good_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
