/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "interface/psa/lifecycle.h"
#include "interface/psa/service.h"
#include "psa_manifest/platform.h"
#include "interface/psa/services.h"

static uint32_t request;
static uint8_t written[64];
static size_t written_bytes;

size_t psa_read(psa_handle_t msg_handle, uint32_t invec_idx, void *buffer, size_t num_bytes)
{
    assert_int_equal(msg_handle, 7);
    assert_int_equal(invec_idx, 0);
    assert_int_equal(num_bytes, sizeof(request));
    memcpy(buffer, &request, sizeof(request));
    return sizeof(request);
}

void psa_write(psa_handle_t msg_handle, uint32_t outvec_idx, const void *buffer, size_t num_bytes)
{
    assert_int_equal(msg_handle, 7);
    assert_int_equal(outvec_idx, 0);
    assert_true(num_bytes <= sizeof(written));
    memcpy(written, buffer, num_bytes);
    written_bytes += num_bytes;
}

uint32_t psa_rot_lifecycle_state(void)
{
    return PSA_LIFECYCLE_SECURED;
}

static void test_version(void **state)
{
    (void)state;
    psa_msg_t msg = { .type = 1013, .handle = 7, .client_id = -1, .in_size = { 4 }, .out_size = { 24 } };
    static const uint8_t want[24] = { 1, 1, 0, 0, 0, 0x30, 0, 0, '1', '2', '.', '3', '4', '.', '5', '6' };

    request = 0x52530001;
    written_bytes = 0;
    assert_int_equal(platform_sfn(&msg), 0);
    assert_int_equal(written_bytes, sizeof(want));
    assert_memory_equal(written, want, sizeof(want));
}

static void test_refusals(void **state) /* values of services.md 3.6 */
{
    (void)state;
    static const struct {
        int32_t type;
        uint32_t request;
        size_t in[4], out[4];
        psa_status_t want;
    } rows[] = {
        { 1010, 0x52530001, { 4 }, { 4 }, PSA_ERROR_NOT_SUPPORTED },
        { 1012, 0x52530001, { 0 }, { 0 }, PSA_ERROR_NOT_SUPPORTED },
        { 0, 0x52530001, { 4 }, { 24 }, PSA_ERROR_NOT_SUPPORTED },
        { 1013, 0, { 4 }, { 24 }, RSS_PLATFORM_NOT_SUPPORTED },
        { 1013, 0x52530002, { 4 }, { 24 }, RSS_PLATFORM_NOT_SUPPORTED },
        { 1013, 0x52530001, { 0 }, { 24 }, RSS_PLATFORM_SYSTEM_ERROR },
        { 1013, 0x52530001, { 4, 0, 1 }, { 24 }, RSS_PLATFORM_SYSTEM_ERROR },
        { 1013, 0x52530001, { 4 }, { 24, 1 }, RSS_PLATFORM_SYSTEM_ERROR },
        { 1013, 0x52530001, { 3 }, { 24 }, PSA_ERROR_PROGRAMMER_ERROR },
        { 1013, 0x52530001, { 8 }, { 24 }, PSA_ERROR_PROGRAMMER_ERROR },
        { 1013, 0x52530001, { 4, 65 }, { 24 }, PSA_ERROR_BUFFER_TOO_SMALL },
        { 1013, 0x52530001, { 4 }, { 65 }, PSA_ERROR_PROGRAMMER_ERROR },
        { 1013, 0x52530001, { 4 }, { 23 }, RSS_PLATFORM_INVALID_PARAMETER },
        { 1013, 0x52530001, { 4 }, { 25 }, RSS_PLATFORM_INVALID_PARAMETER },
        { 1013, 0x52530001, { 4, 1 }, { 24 }, RSS_PLATFORM_INVALID_PARAMETER },
    };

    written_bytes = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        psa_msg_t msg = { .type = rows[i].type, .handle = 7, .client_id = -1 };

        memcpy(msg.in_size, rows[i].in, sizeof(msg.in_size));
        memcpy(msg.out_size, rows[i].out, sizeof(msg.out_size));
        request = rows[i].request;
        assert_int_equal(platform_sfn(&msg), rows[i].want);
    }
    assert_int_equal(written_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_version), cmocka_unit_test(test_refusals) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
