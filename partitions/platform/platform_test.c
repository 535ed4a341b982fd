/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "hal/failure.h"
#include "hal/lifecycle.h"
#include "hal/otp.h"
#include "interface/psa/lifecycle.h"
#include "interface/psa/measured_boot.h"
#include "interface/psa/service.h"
#include "psa_manifest/platform.h"
#include "interface/psa/services.h"

static uint32_t request, argument;
static uint8_t written[64];
static size_t written_bytes;

size_t psa_read(psa_handle_t msg_handle, uint32_t invec_idx, void *buffer, size_t num_bytes)
{
    assert_int_equal(msg_handle, 7);
    assert_true(invec_idx < 2);
    assert_int_equal(num_bytes, sizeof(request));
    memcpy(buffer, invec_idx == 0 ? &request : &argument, sizeof(request));
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

/* ---- what the platform does ---- */

static struct {
    uint32_t values[HAL_OTP_COUNTER_COUNT];
    uint32_t touched; /* bit: counter */
    rss_status_t read_status;
} otp;

rss_status_t hal_otp_counter_read(enum hal_otp_counter_id id, uint32_t *value)
{
    otp.touched |= 1u << id;
    *value = otp.values[id];
    return otp.read_status;
}

rss_status_t hal_otp_counter_raise(enum hal_otp_counter_id id, uint32_t value)
{
    if (value > HAL_OTP_COUNTER_LIMIT) {
        return RSS_ERR_OTP_COUNTER_LIMIT;
    }
    otp.values[id] = value;
    return RSS_OK;
}

static uint32_t failure_record;

uint32_t hal_failure_last(void)
{
    return failure_record;
}

static jmp_buf after_reset;

void hal_reset_system(void)
{
    longjmp(after_reset, 1);
}

static uint32_t slot_read;
static psa_status_t slot_status;

psa_status_t rss_measured_boot_read_measurement(uint8_t index, uint8_t *signer_id, size_t signer_id_size,
                                                size_t *signer_id_len, uint8_t *version, size_t version_size,
                                                size_t *version_len, uint32_t *measurement_algo,
                                                uint8_t *sw_type, size_t sw_type_size, size_t *sw_type_len,
                                                uint8_t *measurement_value, size_t measurement_value_size,
                                                size_t *measurement_value_len, bool *is_locked)
{
    (void)measurement_algo, (void)is_locked;
    memset(signer_id, 1, signer_id_size);
    memset(sw_type, 1, sw_type_size);
    memset(measurement_value, 1, measurement_value_size);
    slot_read = index;
    assert_true(version_size < 16);
    memcpy(version, "1.9.0+0", 7);
    *version_len = 7;
    *signer_id_len = *sw_type_len = *measurement_value_len = 32;
    return slot_status;
}

enum { AP = -1, SCP = -2, NS_IMAGE = -257, PARTITION = 3002 };

static int start(void **state)
{
    (void)state;
    memset(&otp, 0, sizeof(otp));
    otp.read_status = RSS_OK;
    slot_status = PSA_SUCCESS;
    failure_record = 0;
    written_bytes = 0;
    return platform_init();
}

static psa_status_t nv_read(int32_t client_id, uint32_t id)
{
    psa_msg_t msg = {
        .type = 1010, .handle = 7, .client_id = client_id, .in_size = { 4 }, .out_size = { 4 }
    };

    request = id;
    written_bytes = 0;
    return platform_sfn(&msg);
}

static psa_status_t nv_increment(int32_t client_id, uint32_t id)
{
    psa_msg_t msg = { .type = 1011, .handle = 7, .client_id = client_id, .in_size = { 4 } };

    request = id;
    return platform_sfn(&msg);
}

static void test_counters(void **state) /* of the host only, whatever the number */
{
    static const uint8_t five[] = { 5, 0, 0, 0 };

    (void)state;
    for (uint32_t id = 0; id < 3; id++) {
        start(NULL);
        otp.values[HAL_OTP_COUNTER_NS_0 + id] = 4;
        assert_int_equal(nv_increment(AP, id), 0);
        assert_int_equal(nv_read(AP, id), 0);
        assert_int_equal(written_bytes, 4);
        assert_memory_equal(written, five, 4);
        assert_int_equal(otp.touched, 1u << (HAL_OTP_COUNTER_NS_0 + id));
    }
    start(NULL);
    for (uint32_t id = 3; id < 40; id++) {
        assert_int_equal(nv_read(AP, id), 1);
        assert_int_equal(nv_increment(AP, id), 1);
    }
    assert_int_equal(nv_read(AP, UINT32_MAX - 4u), 1);
    assert_int_equal(nv_increment(AP, UINT32_MAX), 1);
    assert_int_equal(otp.touched, 0);
}

static void test_counter_users(void **state)
{
    static const struct {
        int32_t client_id;
        psa_status_t read, increment;
    } rows[] = { { AP, 0, 0 }, { NS_IMAGE, 0, 1 }, { -512, 0, 1 }, { -258, 0, 1 },      { SCP, 1, 1 },
                 { 0, 1, 1 },  { 256, 1, 1 },      { 260, 1, 1 },  { PARTITION, 1, 1 }, { -513, 1, 1 } };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        start(NULL);
        assert_int_equal(nv_read(rows[i].client_id, 0), rows[i].read);
        assert_int_equal(nv_increment(rows[i].client_id, 0), rows[i].increment);
        assert_int_equal(otp.values[HAL_OTP_COUNTER_NS_0], rows[i].increment == 0);
    }
}

static void test_counter_errors(void **state) /* corrupt, at its end, and sizes: 1 for each */
{
    static const struct {
        int32_t type;
        size_t in[4], out[4];
    } rows[] = {
        { 1010, { 3 }, { 4 } },       { 1010, { 5 }, { 4 } },    { 1010, { 0 }, { 4 } },
        { 1010, { 4 }, { 1 } },       { 1010, { 4 }, { 0 } },    { 1010, { 4 }, { 5 } },
        { 1010, { 4, 1 }, { 4 } },    { 1010, { 4 }, { 4, 1 } }, { 1010, { 4, 0, 1 }, { 4 } },
        { 1010, { 4 }, { 4, 0, 1 } }, { 1011, { 3 }, { 0 } },    { 1011, { 8 }, { 0 } },
        { 1011, { 4, 4 }, { 0 } },    { 1011, { 4 }, { 4 } },
    };

    (void)state;
    request = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        psa_msg_t msg = { .type = rows[i].type, .handle = 7, .client_id = AP };

        memcpy(msg.in_size, rows[i].in, sizeof(msg.in_size));
        memcpy(msg.out_size, rows[i].out, sizeof(msg.out_size));
        assert_int_equal(platform_sfn(&msg), 1);
    }
    assert_int_equal(otp.touched, 0);
    otp.values[HAL_OTP_COUNTER_NS_0] = 128;
    assert_int_equal(nv_increment(AP, 0), 1);
    assert_int_equal(nv_read(AP, 0), 0);
    otp.read_status = RSS_ERR_OTP_COUNTER;
    assert_int_equal(nv_read(AP, 0), 1);
    assert_int_equal(written_bytes, 0);
    assert_int_equal(nv_increment(AP, 1), 1);
    assert_int_equal(otp.values[HAL_OTP_COUNTER_NS_1], 0);
}

static void test_reset(void **state)
{
    psa_msg_t msg = { .type = 1012, .handle = 7, .client_id = AP };

    (void)state;
    if (setjmp(after_reset) != 0) {
        fail();
    }
    assert_int_equal(platform_sfn(&msg), 1);
    msg.client_id = NS_IMAGE;
    assert_int_equal(platform_sfn(&msg), 1);
    msg.client_id = PARTITION;
    msg.in_size[0] = 4;
    assert_int_equal(platform_sfn(&msg), 1);
    msg.in_size[0] = 0;
    if (setjmp(after_reset) == 0) {
        platform_sfn(&msg);
        fail();
    }
}

static void test_boot_status(
    void **state) /* a record of hal/failure.h: IM10, BL2, twice; later changes are not this boot's */
{
    static const uint8_t want[] = { 0, 0x30, 0, 0, 10, 0, 'M', 'I', 3, 0, 0, 0, 2, 0, 0, 0 };
    psa_msg_t msg = { .type = 1013, .handle = 7, .client_id = AP, .in_size = { 4 }, .out_size = { 16 } };

    (void)state;
    failure_record = (uint32_t)'I' << 24 | (uint32_t)'M' << 16 | 10u << 8 | 3u << 4 | 2u;
    assert_int_equal(platform_init(), 0);
    failure_record &= ~0xfu;
    request = 0x52530002;
    assert_int_equal(platform_sfn(&msg), 0);
    assert_int_equal(written_bytes, sizeof(want));
    assert_memory_equal(written, want, sizeof(want));
    assert_int_equal(RSS_ERR_IMG_HASH, 'I' << 24 | 'M' << 16 | 10);
}

static void test_images(void **state)
{
    static const uint32_t counters[6] = { 0, 10, 20, 30, 40, 50 };
    psa_msg_t msg = { .type = 1013, .handle = 7, .client_id = AP, .in_size = { 4, 4 }, .out_size = { 24 } };

    (void)state;
    request = 0x52530003;
    for (uint32_t i = 0; i < 5; i++) {
        otp.values[HAL_OTP_COUNTER_BL1_0 + i] = counters[i + 1];
    }
    for (argument = 0; argument < 6; argument++) {
        uint8_t want[24] = "1.9.0+0";

        want[16] = (uint8_t)counters[argument];
        want[20] = argument == 0 ? 0 : 128;
        written_bytes = 0;
        assert_int_equal(platform_sfn(&msg), 0);
        assert_int_equal(slot_read, argument);
        assert_int_equal(written_bytes, 24);
        assert_memory_equal(written, want, 24);
    }
    written_bytes = 0;
    assert_int_equal(platform_sfn(&msg), 2);
    argument = UINT32_MAX;
    assert_int_equal(platform_sfn(&msg), 2);
    argument = 2;
    otp.read_status = RSS_ERR_OTP_COUNTER;
    assert_int_equal(platform_sfn(&msg), 1);
    slot_status = PSA_ERROR_DOES_NOT_EXIST;
    assert_int_equal(platform_sfn(&msg), 1);
    assert_int_equal(written_bytes, 0);
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
        { 1009, 0x52530001, { 4 }, { 4 }, PSA_ERROR_NOT_SUPPORTED },
        { 1014, 0x52530001, { 4 }, { 4 }, PSA_ERROR_NOT_SUPPORTED },
        { 0, 0x52530001, { 4 }, { 24 }, PSA_ERROR_NOT_SUPPORTED },
        { 1013, 0, { 4 }, { 24 }, RSS_PLATFORM_NOT_SUPPORTED },
        { 1013, 0x52530000, { 4 }, { 24 }, RSS_PLATFORM_NOT_SUPPORTED },
        { 1013, 0x52530004, { 4 }, { 24 }, RSS_PLATFORM_NOT_SUPPORTED },
        { 1013, 0x52530002, { 4 }, { 24 }, RSS_PLATFORM_INVALID_PARAMETER },
        { 1013, 0x52530002, { 4, 4 }, { 16 }, RSS_PLATFORM_INVALID_PARAMETER },
        { 1013, 0x52530003, { 4 }, { 24 }, RSS_PLATFORM_INVALID_PARAMETER },
        { 1013, 0x52530003, { 4, 1 }, { 24 }, RSS_PLATFORM_INVALID_PARAMETER },
        { 1013, 0x52530003, { 4, 4 }, { 23 }, RSS_PLATFORM_INVALID_PARAMETER },
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_counters, start),       cmocka_unit_test_setup(test_counter_users, start),
        cmocka_unit_test_setup(test_counter_errors, start), cmocka_unit_test_setup(test_reset, start),
        cmocka_unit_test_setup(test_boot_status, start),    cmocka_unit_test_setup(test_images, start),
        cmocka_unit_test_setup(test_version, start),        cmocka_unit_test_setup(test_refusals, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
