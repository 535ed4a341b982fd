/* SPDX-License-Identifier: BSD-3-Clause */
/** The whole service by its messages, over Mbed TLS's hash. Expected registers are services.md's, or hashed here in one go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "psa/crypto.h"

#include "interface/psa/boot_data.h"
#include "interface/psa/measured_boot.h"
#include "interface/psa/service.h"
#include "partitions/measured_boot/policy.h"
#include "partitions/measured_boot/slots.h"
#include "psa_manifest/measured_boot.h"

#define HASH_BYTES     (MEASURED_BOOT_HASH_BITS / 8)
#define METADATA_BYTES (MEASURED_BOOT_SW_TYPE_BYTES == 20 ? 44 : 56)
#define EXTEND_BYTES   (MEASURED_BOOT_SW_TYPE_BYTES == 20 ? 32 : 44)
#define AP             (-1)
#define SHA256         0x02000009u

/* ---- the SPM ---- */

static uint8_t in[4][128], out[3][128];
static size_t in_bytes[4], out_bytes[3];

size_t psa_read(psa_handle_t msg_handle, uint32_t invec_idx, void *buffer, size_t num_bytes)
{
    const size_t bytes = num_bytes < in_bytes[invec_idx] ? num_bytes : in_bytes[invec_idx];

    assert_int_equal(msg_handle, 7);
    memcpy(buffer, in[invec_idx], bytes);
    return bytes;
}

void psa_write(psa_handle_t msg_handle, uint32_t outvec_idx, const void *buffer, size_t num_bytes)
{
    assert_int_equal(msg_handle, 7);
    assert_int_equal(out_bytes[outvec_idx], 0);
    memcpy(out[outvec_idx], buffer, num_bytes);
    out_bytes[outvec_idx] = num_bytes;
}

static uint8_t boot_data[BOOT_DATA_BYTES];
static size_t boot_data_bytes;
static psa_status_t boot_data_status;

psa_status_t rss_get_boot_data(uint32_t major, void *buffer, size_t buffer_bytes)
{
    assert_int_equal(major, 3);
    assert_int_equal(buffer_bytes, sizeof(boot_data));
    memcpy(buffer, boot_data, sizeof(boot_data));
    return boot_data_status;
}

/* ---- requests ---- */

static struct {
    uint8_t index, lock, sw_type_bytes;
    uint32_t algorithm;
    size_t request_bytes, signer_bytes, version_bytes, value_bytes;
    uint8_t signer, value; /* repeated */
    int32_t client_id;
} good, now;

static psa_status_t send_extend(void)
{
    memset(in, 0, sizeof(in));
    in[0][0] = now.index;
    in[0][1] = now.lock;
    memcpy(&in[0][4], &now.algorithm, 4);
    memset(&in[0][8], 'T', now.sw_type_bytes <= MEASURED_BOOT_SW_TYPE_BYTES ? now.sw_type_bytes : 0);
    in[0][EXTEND_BYTES - 4] = now.sw_type_bytes;
    memset(in[1], now.signer, now.signer_bytes);
    memset(in[2], 'V', now.version_bytes);
    memset(in[3], now.value, now.value_bytes);
    in_bytes[0] = now.request_bytes;
    in_bytes[1] = now.signer_bytes;
    in_bytes[2] = now.version_bytes;
    in_bytes[3] = now.value_bytes;
    const psa_msg_t msg = { .type = 1002,
                            .handle = 7,
                            .client_id = now.client_id,
                            .in_size = { in_bytes[0], in_bytes[1], in_bytes[2], in_bytes[3] } };

    return measured_boot_sfn(&msg);
}

static psa_status_t send_read(uint8_t index, uint8_t sw_type_room, uint8_t version_room, size_t signer_room,
                              size_t value_room)
{
    const psa_msg_t msg = { .type = 1001,
                            .handle = 7,
                            .client_id = AP,
                            .in_size = { 3 },
                            .out_size = { METADATA_BYTES, signer_room, value_room } };

    memcpy(in[0], (uint8_t[]){ index, sw_type_room, version_room }, 3);
    in_bytes[0] = 3;
    memset(out, 0xee, sizeof(out));
    memset(out_bytes, 0, sizeof(out_bytes));
    return measured_boot_sfn(&msg);
}

static psa_status_t read_all(uint8_t index)
{
    return send_read(index, MEASURED_BOOT_SW_TYPE_BYTES, 14, 64, 64);
}

static int start(void **state)
{
    (void)state;
    memset((struct slot *)(uintptr_t)slots_get(0), 0, 32 * sizeof(struct slot));
    good.index = 6;
    good.sw_type_bytes = 3;
    good.algorithm = SHA256;
    good.request_bytes = EXTEND_BYTES;
    good.signer_bytes = 32;
    good.signer = 0x51;
    good.version_bytes = 5;
    good.value = 0x11;
    good.value_bytes = 32;
    good.client_id = AP;
    now = good;
    return 0;
}

/* register after extends by values of one repeated byte */
static void expect_register(const uint8_t *bytes, const size_t *sizes, size_t count)
{
    uint8_t chain[HASH_BYTES + 64] = { 0 };
    const psa_algorithm_t hash = HASH_BYTES == 32   ? PSA_ALG_SHA_256
                                 : HASH_BYTES == 48 ? PSA_ALG_SHA_384
                                                    : PSA_ALG_SHA_512;

    for (size_t i = 0; i < count; i++) {
        size_t done;

        memset(&chain[HASH_BYTES], bytes[i], sizes[i]);
        assert_int_equal(psa_hash_compute(hash, chain, HASH_BYTES + sizes[i], chain, HASH_BYTES, &done), 0);
    }
    assert_int_equal(out_bytes[2], HASH_BYTES);
    assert_memory_equal(out[2], chain, HASH_BYTES);
}

static void test_extend_twice(void **state) /* TFM 1001; the register of annex A */
{
    static const uint8_t once[] = { 0x88, 0x78, 0xb1, 0x5a, 0x7d, 0x6a, 0x3a, 0x4f, 0x46, 0x4e, 0x8f,
                                    0x9f, 0x42, 0x59, 0x1d, 0xbc, 0x0c, 0xf4, 0xbe, 0xde, 0xa0, 0xec,
                                    0x30, 0x90, 0x03, 0xd2, 0xb2, 0xee, 0x53, 0x65, 0x5e, 0xf8 };
    static const uint8_t twice[] = { 0xdf, 0xb0, 0x5b, 0x0f, 0x8e, 0xf7, 0xf2, 0x53, 0xa3, 0xe2, 0xda,
                                     0x3d, 0x8b, 0x2d, 0x14, 0xff, 0xd9, 0x28, 0xbb, 0xa3, 0x1f, 0x91,
                                     0x2c, 0xe3, 0x6d, 0x3a, 0x92, 0x9d, 0xc8, 0xb8, 0x6d, 0x14 };
    uint8_t want[64] = { 0, 0, 0, 0, 0x09, 0, 0, 0x02, 'T', 'T', 'T' };

    (void)state;
    want[8 + MEASURED_BOOT_SW_TYPE_BYTES] = 3;
    memcpy(&want[9 + MEASURED_BOOT_SW_TYPE_BYTES], "VVVVV", 5);
    want[METADATA_BYTES - 1] = 5;
    assert_int_equal(send_extend(), PSA_SUCCESS);
    assert_int_equal(read_all(6), PSA_SUCCESS);
    assert_int_equal(out_bytes[0], METADATA_BYTES);
    assert_memory_equal(out[0], want, METADATA_BYTES);
    assert_int_equal(out_bytes[1], 32);
    assert_memory_equal(out[1], in[1], 32);
    expect_register((uint8_t[]){ 0x11 }, (size_t[]){ 32 }, 1);
    if (HASH_BYTES == 32) {
        assert_memory_equal(out[2], once, 32);
    }
    assert_int_equal(send_extend(), PSA_SUCCESS);
    assert_int_equal(read_all(6), PSA_SUCCESS);
    memset(&want[8], 0, sizeof(want) - 8);
    assert_memory_equal(out[0], want, METADATA_BYTES);
    assert_int_equal(out_bytes[1], 32);
    expect_register((uint8_t[]){ 0x11, 0x11 }, (size_t[]){ 32, 32 }, 2);
    if (HASH_BYTES == 32) {
        assert_memory_equal(out[2], twice, 32);
    }
}

static void test_longest(void **state) /* TFM 1002: everything at its limit, the register keeps its size */
{
    (void)state;
    now.value_bytes = now.signer_bytes = 64;
    now.version_bytes = 14;
    now.sw_type_bytes = MEASURED_BOOT_SW_TYPE_BYTES;
    now.algorithm = 0x0200000b;
    assert_int_equal(send_extend(), PSA_SUCCESS);
    assert_int_equal(read_all(6), PSA_SUCCESS);
    expect_register((uint8_t[]){ 0x11 }, (size_t[]){ 64 }, 1);
    assert_int_equal(out_bytes[1], 64);
    assert_int_equal(out[0][METADATA_BYTES - 1], 14);
    assert_int_equal(out[0][METADATA_BYTES - 2], 'V');
    assert_int_equal(out[0][8 + MEASURED_BOOT_SW_TYPE_BYTES], MEASURED_BOOT_SW_TYPE_BYTES);
    now.value_bytes = 48;
    now.value = 0x22;
    assert_int_equal(send_extend(), PSA_SUCCESS);
    assert_int_equal(read_all(6), PSA_SUCCESS);
    expect_register((uint8_t[]){ 0x11, 0x22 }, (size_t[]){ 64, 48 }, 2);
}

static void unchanged_by_a_refusal(void)
{
    struct slot before[32];

    memcpy(before, slots_get(0), sizeof(before));
    const psa_status_t status = send_extend();
    assert_memory_equal(before, slots_get(0), sizeof(before));
    assert_int_not_equal(status, PSA_SUCCESS);
}

#define REFUSED(field, value_, status_)                                                                      \
    do {                                                                                                     \
        now = good;                                                                                          \
        now.field = (value_);                                                                                \
        unchanged_by_a_refusal();                                                                            \
        assert_int_equal(send_extend(), status_);                                                            \
    } while (0)

static void test_extend_refused(void **state) /* TFM 1003, 1004, 1006, 1008, 1010 */
{
    (void)state;
    for (uint32_t round = 0; round < 2; round++) { /* an empty slot, then a populated one */
        REFUSED(index, 32, PSA_ERROR_INVALID_ARGUMENT);
        REFUSED(index, 255, PSA_ERROR_INVALID_ARGUMENT);
        REFUSED(value_bytes, 65, PSA_ERROR_INVALID_ARGUMENT);
        REFUSED(value_bytes, 31, PSA_ERROR_INVALID_ARGUMENT);
        REFUSED(value_bytes, 1, PSA_ERROR_INVALID_ARGUMENT);
        REFUSED(value_bytes, 0, PSA_ERROR_INVALID_ARGUMENT);
        REFUSED(signer_bytes, 65, PSA_ERROR_INVALID_ARGUMENT);
        REFUSED(signer_bytes, 31, PSA_ERROR_INVALID_ARGUMENT);
        REFUSED(version_bytes, 15, PSA_ERROR_INVALID_ARGUMENT);
        REFUSED(sw_type_bytes, MEASURED_BOOT_SW_TYPE_BYTES + 1, PSA_ERROR_INVALID_ARGUMENT);
        REFUSED(sw_type_bytes, 255, PSA_ERROR_INVALID_ARGUMENT);
        REFUSED(request_bytes, EXTEND_BYTES - 1, PSA_ERROR_PROGRAMMER_ERROR);
        REFUSED(request_bytes, EXTEND_BYTES + 1, PSA_ERROR_PROGRAMMER_ERROR);
        REFUSED(request_bytes, 0, PSA_ERROR_PROGRAMMER_ERROR);
        now = good;
        assert_int_equal(send_extend(), PSA_SUCCESS);
    }
}

static void test_lock(void **state) /* TFM 1012; the lock is told before another signer is (1.8) */
{
    (void)state;
    now.lock = 1;
    assert_int_equal(send_extend(), PSA_SUCCESS);
    assert_int_equal(read_all(6), PSA_SUCCESS);
    assert_int_equal(out[0][0], 1);
    unchanged_by_a_refusal();
    assert_int_equal(send_extend(), PSA_ERROR_BAD_STATE);
    REFUSED(signer, 0x52, PSA_ERROR_BAD_STATE);
    REFUSED(lock, 0, PSA_ERROR_BAD_STATE);
    assert_int_equal(read_all(6), PSA_SUCCESS);
    expect_register((uint8_t[]){ 0x11 }, (size_t[]){ 32 }, 1);
}

static void test_origin(
    void **state) /* TFM 1013, 1014; a longer signer ID that begins alike is another one */
{
    (void)state;
    good.signer = now.signer = 0;
    assert_int_equal(send_extend(), PSA_SUCCESS);
    REFUSED(signer, 1, PSA_ERROR_NOT_PERMITTED);
    REFUSED(signer_bytes, 33, PSA_ERROR_NOT_PERMITTED);
    REFUSED(signer_bytes, 64, PSA_ERROR_NOT_PERMITTED);
    REFUSED(algorithm, 0x0200000b, PSA_ERROR_NOT_PERMITTED);
    now = good;
    assert_int_equal(send_extend(), PSA_SUCCESS);
    assert_int_equal(read_all(6), PSA_SUCCESS);
    expect_register((uint8_t[]){ 0x11, 0x11 }, (size_t[]){ 32, 32 }, 2);
}

static void test_read_refused(void **state) /* TFM 1003, 1005, 1007, 1009, 1011 */
{
    static const struct {
        int32_t type;
        size_t in[4], out[4];
        psa_status_t want;
    } sizes[] = {
        { 1001, { 2 }, { METADATA_BYTES, 64, 64 }, PSA_ERROR_PROGRAMMER_ERROR },
        { 1001, { 4 }, { METADATA_BYTES, 64, 64 }, PSA_ERROR_PROGRAMMER_ERROR },
        { 1001, { 3 }, { METADATA_BYTES - 1, 64, 64 }, PSA_ERROR_PROGRAMMER_ERROR },
        { 1001, { 3 }, { METADATA_BYTES + 1, 64, 64 }, PSA_ERROR_PROGRAMMER_ERROR },
        { 1001, { 3 }, { 0 }, PSA_ERROR_PROGRAMMER_ERROR },
        { 1000, { 3 }, { METADATA_BYTES, 64, 64 }, PSA_ERROR_NOT_SUPPORTED },
        { 1003, { 3 }, { METADATA_BYTES, 64, 64 }, PSA_ERROR_NOT_SUPPORTED },
        { 0, { 3 }, { METADATA_BYTES, 64, 64 }, PSA_ERROR_NOT_SUPPORTED },
    };

    (void)state;
    assert_int_equal(read_all(32), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(read_all(255), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(read_all(6), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(send_extend(), PSA_SUCCESS);
    assert_int_equal(send_read(6, 3, 5, 32, HASH_BYTES), PSA_SUCCESS);
    assert_int_equal(send_read(6, 3, 5, 32, HASH_BYTES - 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(send_read(6, 3, 5, 31, HASH_BYTES), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(send_read(6, 3, 4, 32, HASH_BYTES), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(send_read(6, 2, 5, 32, HASH_BYTES), PSA_ERROR_INVALID_ARGUMENT);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        psa_msg_t msg = { .type = sizes[i].type, .handle = 7, .client_id = AP };

        memcpy(msg.in_size, sizes[i].in, sizeof(msg.in_size));
        memcpy(msg.out_size, sizes[i].out, sizeof(msg.out_size));
        memset(out_bytes, 0, sizeof(out_bytes));
        in_bytes[0] = sizes[i].in[0];
        assert_int_equal(measured_boot_sfn(&msg), sizes[i].want);
        assert_int_equal(out_bytes[0] + out_bytes[1] + out_bytes[2], 0);
    }
}

static void test_policy(void **state) /* docs/design/measured-boot.md */
{
    static const struct {
        int32_t client_id;
        uint32_t slots;
    } rows[] = {
        { AP, 0x800fffc0 },   { -2, 0 },           { -256, 0 },          { -257, 0x800fe000 },
        { -512, 0x800fe000 }, { -513, 0 },         { INT32_MIN, 0 },     { 0, 0 },
        { 1, 0x7ff00000 },    { 275, 0x7ff00000 }, { 3002, 0x7ff00000 }, { INT32_MAX, 0x7ff00000 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (uint32_t slot = 0; slot < 32; slot++) {
            assert_int_equal(policy_may_extend(rows[i].client_id, slot), rows[i].slots >> slot & 1u);
        }
    }
    REFUSED(index, 5, PSA_ERROR_NOT_PERMITTED);
    REFUSED(client_id, -2, PSA_ERROR_NOT_PERMITTED);
}

/* ---- what the boot stages left ---- */

static void put(const void *data, size_t bytes)
{
    memcpy(&boot_data[boot_data_bytes], data, bytes);
    boot_data_bytes += bytes;
}

static void put_header(void)
{
    memset(boot_data, 0, sizeof(boot_data));
    boot_data_bytes = 4;
}

static void put_entry(uint16_t type, uint16_t size, const void *value, size_t bytes)
{
    put(&type, 2);
    put(&size, 2);
    put(value, bytes);
}

static uint8_t metadata[96];

static void put_metadata(uint32_t slot, uint32_t signer_bytes)
{
    memset(metadata, 0, sizeof(metadata));
    memcpy(metadata, "\x09\0\0\x02", 4);
    memset(&metadata[4], 0xc3, signer_bytes <= 64 ? signer_bytes : 0);
    memcpy(&metadata[68], &signer_bytes, 4);
    memcpy(&metadata[72], "RT_0", 4);
    memcpy(&metadata[82], "1.22.333+4444", 13);
    put_entry((uint16_t)(0x300a | slot << 6), sizeof(metadata), metadata, sizeof(metadata));
}

static void put_value(uint32_t slot, uint32_t claim, uint16_t bytes)
{
    uint8_t value[80];

    memset(value, 0x11, sizeof(value));
    put_entry((uint16_t)(0x3000 | slot << 6 | claim), bytes, value, bytes);
}

static psa_status_t load(void)
{
    memcpy(boot_data, (uint8_t[]){ 0x16, 0x20, (uint8_t)boot_data_bytes, (uint8_t)(boot_data_bytes >> 8) },
           4);
    return measured_boot_init();
}

static void test_boot_measurements(void **state)
{
    (void)state;
    put_header();
    put_metadata(0, 0); /* BL1_2: nobody has signed it */
    put_value(0, 8, 32);
    put_metadata(1, 32);
    put_value(1, 8, 32);
    put_metadata(2, 64);
    put_value(2, 8, 48);
    put_metadata(5, 32);
    put_value(5, 0xb, 32); /* its last */
    assert_int_equal(load(), PSA_SUCCESS);
    for (uint8_t slot = 0; slot < 32; slot++) {
        const bool filled = slot <= 2 || slot == 5;

        assert_int_equal(read_all(slot), filled ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST);
        if (filled) {
            assert_int_equal(out[0][0], slot != 2);
            assert_memory_equal(&out[0][8], "RT_0\0", 5);
            assert_int_equal(out[0][8 + MEASURED_BOOT_SW_TYPE_BYTES], 4);
            assert_memory_equal(&out[0][9 + MEASURED_BOOT_SW_TYPE_BYTES], "1.22.333+4444", 14);
            assert_int_equal(out[0][METADATA_BYTES - 1], 13);
            assert_int_equal(out_bytes[1], slot == 2 ? 64 : 32);
            assert_int_equal(out[1][0], slot == 0 ? 0 : 0xc3);
            expect_register((uint8_t[]){ 0x11 }, (size_t[]){ slot == 2 ? 48 : 32 }, 1);
        }
    }
}

#define BROKEN(...)                                                                                          \
    do {                                                                                                     \
        start(NULL);                                                                                         \
        put_header();                                                                                        \
        __VA_ARGS__;                                                                                         \
        assert_int_equal(load(), PSA_ERROR_GENERIC_ERROR);                                                   \
    } while (0)

static void test_broken_boot_measurements(void **state) /* each ends the boot (SP02) */
{
    (void)state;
    boot_data_status = PSA_SUCCESS;
    BROKEN((void)0); /* none at all */
    BROKEN(put_metadata(2, 32));
    BROKEN(put_value(2, 8, 32), put_metadata(2, 32));
    BROKEN(put_metadata(2, 32), put_metadata(3, 32));
    BROKEN(put_metadata(2, 32), put_value(3, 8, 32));
    BROKEN(put_metadata(2, 32), put_value(2, 9, 32));
    BROKEN(put_metadata(2, 32), put_value(2, 8, 31));
    BROKEN(put_metadata(2, 32), put_value(2, 8, 65));
    BROKEN(put_metadata(2, 31), put_value(2, 8, 32));
    BROKEN(put_metadata(2, 65), put_value(2, 8, 32));
    BROKEN(put_metadata(2, UINT32_MAX), put_value(2, 8, 32));
    BROKEN(put_metadata(32, 32), put_value(32, 8, 32));
    BROKEN(put_entry(0x308a, 95, metadata, 95), put_value(2, 8, 32));
    BROKEN(put_entry(0x308a, 97, in, 97), put_value(2, 8, 32));
    BROKEN(put_entry(0x108a, 96, metadata, 96), put_value(2, 8, 32));
    BROKEN(put_metadata(2, 32), put_entry(0x3088, 33, metadata, 32)); /* beyond the end */
    BROKEN(put_metadata(2, 32), put_value(2, 8, 32), put("\x8a", 1)); /* half an entry */
    BROKEN(boot_data_bytes = sizeof(boot_data) + 1);
    start(NULL);
    put_header();
    put_metadata(2, 32);
    put_value(2, 8, 32);
    assert_int_equal(load(), PSA_SUCCESS);
    boot_data[0] = 0x17;
    assert_int_equal(measured_boot_init(), PSA_ERROR_GENERIC_ERROR);
    boot_data_status = PSA_ERROR_NOT_PERMITTED;
    assert_int_equal(measured_boot_init(), PSA_ERROR_NOT_PERMITTED);
    boot_data_status = PSA_SUCCESS;
    start(NULL);
    put_header();
    for (uint32_t i = 0; i < 2; i++) { /* a slot twice that is locked by its first measurement */
        put_metadata(1, 32);
        put_value(1, 8, 32);
    }
    assert_int_equal(load(), PSA_ERROR_BAD_STATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_extend_twice, start),
        cmocka_unit_test_setup(test_longest, start),
        cmocka_unit_test_setup(test_extend_refused, start),
        cmocka_unit_test_setup(test_lock, start),
        cmocka_unit_test_setup(test_origin, start),
        cmocka_unit_test_setup(test_read_refused, start),
        cmocka_unit_test_setup(test_policy, start),
        cmocka_unit_test_setup(test_boot_measurements, start),
        cmocka_unit_test_setup(test_broken_boot_measurements, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
