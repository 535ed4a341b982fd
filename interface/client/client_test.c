/* SPDX-License-Identifier: BSD-3-Clause */
/** The client's calls against a psa_call that notes what it got: the wire is compared byte for byte with services.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "interface/psa/client.h"
#include "interface/psa/delegated_attestation.h"
#include "interface/psa/initial_attestation.h"
#include "interface/psa/measured_boot.h"
#include "interface/psa/platform.h"

#define EXTEND_BYTES   (MEASURED_BOOT_SW_TYPE_BYTES == 20 ? 32 : 44)
#define METADATA_BYTES (MEASURED_BOOT_SW_TYPE_BYTES == 20 ? 44 : 56)

static struct {
    psa_handle_t handle;
    int32_t type;
    size_t in_count, out_count, in_bytes[4], room_bytes[4];
    uint8_t in[4][64];
    uint32_t calls;
} got;

static struct {
    psa_status_t status;
    uint8_t out[3][64];
    size_t out_bytes[3];
} answer;

psa_status_t psa_call(psa_handle_t handle, int32_t type, const psa_invec *in_vec, size_t in_count,
                      psa_outvec *out_vec, size_t out_count)
{
    got.calls++;
    got.handle = handle;
    got.type = type;
    got.in_count = in_count;
    got.out_count = out_count;
    for (size_t i = 0; i < in_count; i++) {
        got.in_bytes[i] = in_vec[i].len;
        if (in_vec[i].len > 0 && in_vec[i].len <= sizeof(got.in[i])) {
            memcpy(got.in[i], in_vec[i].base, in_vec[i].len);
        }
    }
    for (size_t i = 0; i < out_count; i++) {
        got.room_bytes[i] = out_vec[i].len;
        if (answer.out_bytes[i] > 0) {
            memcpy(out_vec[i].base, answer.out[i], answer.out_bytes[i]);
        }
        out_vec[i].len = answer.out_bytes[i];
    }
    return answer.status;
}

static int start(void **state)
{
    (void)state;
    memset(&got, 0, sizeof(got));
    memset(&answer, 0, sizeof(answer));
    return 0;
}

static const uint8_t signer[64] = { 0x51, 0x52 }, value[64] = { 0xa1, 0xa2 };

static psa_status_t extend(const char *version, size_t version_bytes, const char *sw_type,
                           size_t sw_type_bytes)
{
    return rss_measured_boot_extend_measurement(6, signer, 32, (const uint8_t *)version, version_bytes,
                                                0x02000009, (const uint8_t *)sw_type, sw_type_bytes, value,
                                                48, true);
}

static void test_extend_request(void **state)
{
    static const uint8_t want[44] = { 6, 1, 0, 0, 0x09, 0, 0, 0x02, 'F', 'W' };
    uint8_t wire[44];

    (void)state;
    memcpy(wire, want, sizeof(wire));
    wire[MEASURED_BOOT_SW_TYPE_BYTES == 20 ? 28 : 40] = 2;
    assert_int_equal(extend("1.2.3", 5, "FW", 2), PSA_SUCCESS);
    assert_int_equal(got.handle, 0x40000110);
    assert_int_equal(got.type, 1002);
    assert_int_equal(got.in_count, 4);
    assert_int_equal(got.out_count, 0);
    assert_int_equal(got.in_bytes[0], EXTEND_BYTES);
    assert_memory_equal(got.in[0], wire, EXTEND_BYTES);
    assert_int_equal(got.in_bytes[1], 32);
    assert_int_equal(got.in_bytes[2], 5);
    assert_memory_equal(got.in[2], "1.2.3", 5);
    assert_int_equal(got.in_bytes[3], 48);
    assert_memory_equal(got.in[3], value, 48);
}

static void test_extend_texts(void **state) /* a zero at the end goes, and only one; the longest text fits */
{
    static const char longest[40] = "0123456789012345678901234567890123456789";

    (void)state;
    assert_int_equal(extend("1", 2, "FW", 3), PSA_SUCCESS);
    assert_int_equal(got.in_bytes[2], 1);
    assert_int_equal(got.in[0][EXTEND_BYTES - 4], 2);
    assert_int_equal(extend("", 0, "", 0), PSA_SUCCESS);
    assert_int_equal(got.in_bytes[2], 0);
    assert_int_equal(got.in[0][EXTEND_BYTES - 4], 0);
    assert_int_equal(extend("", 0, longest, MEASURED_BOOT_SW_TYPE_BYTES), PSA_SUCCESS);
    assert_int_equal(got.calls, 3);
    assert_int_equal(extend("", 0, longest, MEASURED_BOOT_SW_TYPE_BYTES + 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(got.calls, 3);
}

static psa_status_t read_slot(size_t room, size_t len[4], uint32_t *algo, bool *is_locked,
                              uint8_t texts[2][64])
{
    static uint8_t signer_room[64], value_room[64];

    return rss_measured_boot_read_measurement(31, signer_room, 64, &len[0], texts[0], room, &len[1], algo,
                                              texts[1], room, &len[2], value_room, 64, &len[3], is_locked);
}

static void test_read(void **state)
{
    uint8_t texts[2][64] = { 0 };
    size_t len[4];
    uint32_t algo = 0;
    bool is_locked = false;

    (void)state;
    answer.out[0][0] = 1;
    memcpy(&answer.out[0][4], "\x0b\0\0\x02", 4);
    memcpy(&answer.out[0][8], "RT_0", 4);
    answer.out[0][8 + MEASURED_BOOT_SW_TYPE_BYTES] = 4;
    memcpy(&answer.out[0][9 + MEASURED_BOOT_SW_TYPE_BYTES], "1.9.0+0", 7);
    answer.out[0][METADATA_BYTES - 1] = 7;
    answer.out_bytes[0] = METADATA_BYTES;
    answer.out_bytes[1] = 32;
    answer.out_bytes[2] = 64;
    assert_int_equal(read_slot(14, len, &algo, &is_locked, texts), PSA_SUCCESS);
    assert_int_equal(got.type, 1001);
    assert_int_equal(got.in_count, 1);
    assert_int_equal(got.in_bytes[0], 3);
    assert_memory_equal(got.in[0], "\x1f\x0e\x0e", 3);
    assert_int_equal(got.out_count, 3);
    assert_int_equal(got.room_bytes[0], METADATA_BYTES);
    assert_int_equal(algo, 0x0200000b);
    assert_true(is_locked);
    assert_int_equal(len[0], 32);
    assert_int_equal(len[3], 64);
    assert_int_equal(len[1], 7);
    assert_memory_equal(texts[0], "1.9.0+0", 8);
    assert_int_equal(len[2], 4);
    assert_memory_equal(texts[1], "RT_0", 5);

    answer.out[0][METADATA_BYTES - 1] =
        15; /* never written beyond the caller's room, nor read beyond the answer */
    assert_int_equal(read_slot(64, len, &algo, &is_locked, texts), PSA_ERROR_COMMUNICATION_FAILURE);
    assert_int_equal(len[1], 0);
    answer.out[0][METADATA_BYTES - 1] = 7;
    assert_int_equal(read_slot(6, len, &algo, &is_locked, texts), PSA_ERROR_COMMUNICATION_FAILURE);
    answer.out_bytes[0] = METADATA_BYTES - 1;
    assert_int_equal(read_slot(64, len, &algo, &is_locked, texts), PSA_ERROR_COMMUNICATION_FAILURE);
    answer.status = PSA_ERROR_DOES_NOT_EXIST;
    assert_int_equal(read_slot(1000, len, &algo, &is_locked, texts), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(got.in[0][1], 255);
}

static void test_initial_attestation(void **state)
{
    uint8_t token[64];
    size_t bytes = 9;

    (void)state;
    answer.out_bytes[0] = 40;
    assert_int_equal(psa_initial_attest_get_token(value, 48, token, sizeof(token), &bytes), PSA_SUCCESS);
    assert_int_equal(got.handle, 0x40000103);
    assert_int_equal(got.type, 1001);
    assert_int_equal(got.in_bytes[0], 48);
    assert_int_equal(bytes, 40);
    answer.status = PSA_ERROR_BUFFER_TOO_SMALL;
    assert_int_equal(psa_initial_attest_get_token(value, 48, token, sizeof(token), &bytes), -138);
    assert_int_equal(bytes, 0);
    assert_int_equal(psa_initial_attest_get_token(value, 48, token, sizeof(token), NULL), -135);

    answer.status = PSA_SUCCESS;
    answer.out_bytes[0] = 4;
    memcpy(answer.out[0], "\x34\x02\0\0", 4);
    assert_int_equal(psa_initial_attest_get_token_size(64, &bytes), PSA_SUCCESS);
    assert_int_equal(got.type, 1002);
    assert_int_equal(got.in_bytes[0], 4);
    assert_memory_equal(got.in[0], "\x40\0\0\0", 4);
    assert_int_equal(bytes, 0x234);
    answer.out_bytes[0] = 3;
    assert_int_equal(psa_initial_attest_get_token_size(64, &bytes), PSA_ERROR_COMMUNICATION_FAILURE);
    assert_int_equal(bytes, 0);
    assert_int_equal(psa_initial_attest_get_token_size(64, NULL), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_initial_attest_get_token_size(SIZE_MAX, &bytes), PSA_ERROR_COMMUNICATION_FAILURE);
    assert_memory_equal(got.in[0], "\xff\xff\xff\xff", 4);
}

static void test_delegated_attestation(void **state)
{
    uint8_t buffer[64];
    size_t bytes = 9;

    (void)state;
    answer.out_bytes[0] = 48;
    assert_int_equal(
        rss_delegated_attest_get_delegated_key(0x12, 384, buffer, sizeof(buffer), &bytes, 0x02000009),
        PSA_SUCCESS);
    assert_int_equal(got.handle, 0x40000111);
    assert_int_equal(got.type, 1001);
    assert_int_equal(got.in_count, 3);
    assert_int_equal(got.in_bytes[0], 1);
    assert_int_equal(got.in[0][0], 0x12);
    assert_int_equal(got.in_bytes[1], 4);
    assert_memory_equal(got.in[1], "\x80\x01\0\0", 4);
    assert_int_equal(got.in_bytes[2], 4);
    assert_memory_equal(got.in[2], "\x09\0\0\x02", 4);
    assert_int_equal(bytes, 48);
    assert_int_equal(rss_delegated_attest_get_token(value, 32, buffer, sizeof(buffer), &bytes), PSA_SUCCESS);
    assert_int_equal(got.type, 1002);
    assert_int_equal(got.in_bytes[0], 32);
    answer.status = PSA_ERROR_INVALID_ARGUMENT;
    assert_int_equal(rss_delegated_attest_get_token(value, 31, buffer, sizeof(buffer), &bytes), -135);
    assert_int_equal(bytes, 0);
    assert_int_equal(rss_delegated_attest_get_token(value, 32, buffer, sizeof(buffer), NULL), -135);
}

static void test_platform(void **state)
{
    uint8_t counter[4];
    psa_invec in = { value, 7 };
    psa_outvec out = { counter, 4 };

    (void)state;
    answer.status = 1;
    answer.out_bytes[0] = 4;
    assert_int_equal(tfm_platform_nv_counter_read(2, 4, counter), 1);
    assert_int_equal(got.handle, 0x40000105);
    assert_int_equal(got.type, 1010);
    assert_memory_equal(got.in[0], "\x02\0\0\0", 4);
    assert_int_equal(got.room_bytes[0], 4);
    assert_int_equal(tfm_platform_nv_counter_increment(1), 1);
    assert_int_equal(got.type, 1011);
    assert_int_equal(got.out_count, 0);
    assert_int_equal(tfm_platform_system_reset(), 1);
    assert_int_equal(got.type, 1012);
    assert_int_equal(got.in_count, 0);
    assert_int_equal(tfm_platform_ioctl(0x52530002, NULL, NULL), 1);
    assert_int_equal(got.type, 1013);
    assert_int_equal(got.in_count, 1);
    assert_int_equal(got.out_count, 0);
    assert_memory_equal(got.in[0], "\x02\0SR", 4);
    assert_int_equal(tfm_platform_ioctl(0x52530002, &in, &out), 1);
    assert_int_equal(got.in_count, 2);
    assert_int_equal(got.in_bytes[1], 7);
    assert_int_equal(got.out_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_extend_request, start),
        cmocka_unit_test_setup(test_extend_texts, start),
        cmocka_unit_test_setup(test_read, start),
        cmocka_unit_test_setup(test_initial_attestation, start),
        cmocka_unit_test_setup(test_delegated_attestation, start),
        cmocka_unit_test_setup(test_platform, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
