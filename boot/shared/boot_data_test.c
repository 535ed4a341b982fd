/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "boot/shared/boot_data.h"
#include "lib/base/bytes.h"

uint8_t boot_data_area[BOOT_DATA_BYTES];

static int start_empty(void **state)
{
    (void)state;
    memset(boot_data_area, 0xa5, sizeof(boot_data_area));
    boot_data_clear();
    return 0;
}

static void test_empty(void **state)
{
    uint32_t word;

    (void)state;
    assert_int_equal(bytes_get_le16(boot_data_area), 0x2016);
    assert_int_equal(bytes_get_le16(&boot_data_area[2]), 4);
    assert_int_equal(boot_data_get(0x0001, &word, 4), RSS_ERR_SHARED_MISSING);
}

static void test_add_and_get(void **state)
{
    static const uint8_t expected[] = { 0x16, 0x20, 17,   0,    0x01, 0x00, 4, 0,   0x78,
                                        0x56, 0x34, 0x12, 0x88, 0x30, 1,    0, 0xee };
    uint32_t word = 0x12345678;
    uint32_t read = 0;
    uint8_t byte = 0xee;

    (void)state;
    assert_int_equal(boot_data_add(BOOT_DATA_BL2_SECURITY_COUNTER, &word, 4), RSS_OK);
    assert_int_equal(boot_data_add(0x3088, &byte, 1), RSS_OK);
    assert_memory_equal(boot_data_area, expected, sizeof(expected));
    assert_int_equal(boot_data_get(BOOT_DATA_BL2_SECURITY_COUNTER, &read, 4), RSS_OK);
    assert_int_equal(read, word);
    assert_int_equal(boot_data_get(0x3088, &read, 4), RSS_ERR_SHARED_FORMAT);
}

static void test_duplicate(void **state)
{
    uint8_t before[BOOT_DATA_BYTES];
    uint32_t word = 1;

    (void)state;
    assert_int_equal(boot_data_add(0x0001, &word, 4), RSS_OK);
    memcpy(before, boot_data_area, sizeof(before));
    assert_int_equal(boot_data_add(0x0001, &word, 4), RSS_ERR_SHARED_DUPLICATE);
    assert_memory_equal(before, boot_data_area, sizeof(before));
}

static void test_fill_to_the_last_byte(void **state)
{
    static const uint8_t value[BOOT_DATA_BYTES];

    (void)state;
    assert_int_equal(boot_data_add(0x0001, value, BOOT_DATA_BYTES - 8 + 1), RSS_ERR_SHARED_FULL);
    assert_int_equal(boot_data_add(0x0001, value, SIZE_MAX), RSS_ERR_SHARED_FULL);
    assert_int_equal(boot_data_add(0x0001, value, BOOT_DATA_BYTES - 8), RSS_OK);
    assert_int_equal(boot_data_add(0x0002, value, 0), RSS_ERR_SHARED_FULL);
}

/* The area is the stage before's: a broken one is refused by every call and left as it is. */
static void test_malformed_area(void **state)
{
    static const struct {
        uint16_t magic, total, type, size;
    } cases[] = {
        { 0x2017, 12, 1, 4 }, { 0x2016, 3, 1, 4 },  { 0x2016, 0x401, 1, 4 },   { 0x2016, 0xffff, 1, 4 },
        { 0x2016, 12, 1, 5 }, { 0x2016, 12, 1, 3 }, { 0x2016, 12, 1, 0xffff }, { 0x2016, 7, 1, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint8_t before[BOOT_DATA_BYTES];
        uint32_t word = 1;

        memset(boot_data_area, 0, sizeof(boot_data_area));
        memcpy(boot_data_area, &cases[i], sizeof(cases[i]));
        memcpy(before, boot_data_area, sizeof(before));
        assert_int_equal(boot_data_add(0x0002, &word, 4), RSS_ERR_SHARED_FORMAT);
        assert_int_equal(boot_data_get(0x0001, &word, 4), RSS_ERR_SHARED_FORMAT);
        assert_memory_equal(before, boot_data_area, sizeof(before));
    }
}

/* Four images of boot.md 5.6: 548 bytes in all, metadata before value. */
static void test_measurements(void **state)
{
    uint8_t value[32];
    uint8_t signer[32];
    const uint8_t *metadata = &boot_data_area[4 + 4];

    (void)state;
    memset(value, 0x5a, sizeof(value));
    memset(signer, 0xc3, sizeof(signer));
    for (uint32_t slot = 2; slot < 6; slot++) {
        assert_int_equal(boot_data_add_measurement(slot, value, signer, "RT_0", "0.0.1+0"), RSS_OK);
    }
    assert_int_equal(bytes_get_le16(&boot_data_area[2]), 548);
    assert_int_equal(bytes_get_le16(&boot_data_area[4]), 0x308a);
    assert_int_equal(bytes_get_le16(&boot_data_area[6]), 96);
    assert_int_equal(bytes_get_le32(metadata), 0x02000009);
    assert_memory_equal(&metadata[4], signer, 32);
    assert_int_equal(metadata[4 + 32], 0);
    assert_int_equal(bytes_get_le32(&metadata[68]), 32);
    assert_memory_equal(&metadata[72], "RT_0\0\0\0\0\0", 10);
    assert_memory_equal(&metadata[82], "0.0.1+0\0\0\0\0\0\0", 14);
    assert_int_equal(bytes_get_le16(&metadata[96]), 0x3088);
    assert_memory_equal(&metadata[100], value, 32);
    assert_int_equal(boot_data_add_measurement(5, value, signer, "RT_3", "0.0.1+0"),
                     RSS_ERR_SHARED_DUPLICATE);
}

/* A copy has the entries of its major, in order, and nothing else. */
static void test_copy_of_a_major(void **state)
{
    static const uint8_t want[] = { 0x16, 0x20, 16,   0,    0x88, 0x30, 2,    0,
                                    0xaa, 0xbb, 0xca, 0x30, 2,    0,    0xcc, 0xdd };
    static const uint8_t none[] = { 0x16, 0x20, 4, 0 };
    const uint32_t word = 1;
    uint8_t copy[sizeof(want) + 1] = { 0 };

    (void)state;
    assert_int_equal(boot_data_add(0x0001, &word, 4), RSS_OK);
    assert_int_equal(boot_data_add(0x3088, "\xaa\xbb", 2), RSS_OK);
    assert_int_equal(boot_data_add(0x2088, &word, 3), RSS_OK);
    assert_int_equal(boot_data_add(0x30ca, "\xcc\xdd", 2), RSS_OK);
    copy[sizeof(want)] = 0xee;
    assert_int_equal(boot_data_copy_major(3, copy, sizeof(want)), PSA_SUCCESS);
    assert_memory_equal(copy, want, sizeof(want));
    assert_int_equal(copy[sizeof(want)], 0xee);
    assert_int_equal(boot_data_copy_major(1, copy, sizeof(none)), PSA_SUCCESS);
    assert_memory_equal(copy, none, sizeof(none));
    for (size_t bytes = 0; bytes < sizeof(want); bytes++) {
        uint8_t *exact = malloc(bytes); /* the sanitizer sees a byte too many */

        assert_int_equal(boot_data_copy_major(3, exact, bytes), PSA_ERROR_BUFFER_TOO_SMALL);
        free(exact);
    }
    boot_data_area[0] = 0;
    assert_int_equal(boot_data_copy_major(3, copy, sizeof(copy)), PSA_ERROR_GENERIC_ERROR);
}

static void test_count_of_measurements(void **state)
{
    uint8_t value[48] = { 0 };
    uint32_t count;

    (void)state;
    assert_int_equal(boot_data_count_measurements(&count), RSS_OK);
    assert_int_equal(count, 0);
    assert_int_equal(boot_data_add_measured_hash(0, value, 32, NULL, "A", "1"), RSS_OK);
    assert_int_equal(boot_data_add_measured_hash(31, value, 48, NULL, "B", "1"), RSS_OK);
    assert_int_equal(boot_data_count_measurements(&count), RSS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(boot_data_add(BOOT_DATA_MBS_TYPE(5u, BOOT_DATA_CLAIM_METADATA),
                                   &(struct boot_data_measurement){ 0 },
                                   sizeof(struct boot_data_measurement)),
                     RSS_OK);
    assert_int_equal(boot_data_count_measurements(&count), RSS_ERR_SHARED_MISSING);
    boot_data_clear();
    assert_int_equal(boot_data_add(BOOT_DATA_MBS_TYPE(5u, BOOT_DATA_CLAIM_METADATA), value, 4), RSS_OK);
    assert_int_equal(boot_data_count_measurements(&count), RSS_ERR_SHARED_FORMAT);
}

static void test_measurement_texts(void **state)
{
    uint8_t value[32] = { 0 };
    struct boot_data_measurement metadata;

    (void)state;
    assert_int_equal(boot_data_add_measurement(1, value, NULL, "123456789", "1234567890123"), RSS_OK);
    assert_int_equal(
        boot_data_get(BOOT_DATA_MBS_TYPE(1u, BOOT_DATA_CLAIM_METADATA), &metadata, sizeof(metadata)), RSS_OK);
    assert_int_equal(metadata.signer_id_bytes, 0);
    assert_string_equal(metadata.sw_type, "123456789");
    assert_string_equal(metadata.sw_version, "1234567890123");
    assert_int_equal(boot_data_add_measurement(2, value, NULL, "1234567890", "1"), RSS_ERR_SHARED_FORMAT);
    assert_int_equal(boot_data_add_measurement(2, value, NULL, "1", "12345678901234"), RSS_ERR_SHARED_FORMAT);
}

static void test_format_version(void **state)
{
    char text[14];

    (void)state;
    assert_int_equal(boot_data_format_version(1, 9, 0, 0, text), RSS_OK);
    assert_string_equal(text, "1.9.0+0");
    assert_int_equal(boot_data_format_version(255, 10, 65535, 7, text), RSS_ERR_SHARED_FORMAT);
    assert_string_equal(text, "");
    assert_int_equal(boot_data_format_version(10, 0, 655, 4321, text), RSS_OK); /* 13 characters */
    assert_string_equal(text, "10.0.655+4321");
    assert_int_equal(boot_data_format_version(10, 0, 6553, 4321, text), RSS_ERR_SHARED_FORMAT); /* 14 */
    assert_int_equal(boot_data_format_version(1, 1, 1, 4294967295u, text), RSS_ERR_SHARED_FORMAT);
    assert_int_equal(boot_data_format_version(1, 1, 1, 9999999, text), RSS_OK);
    assert_string_equal(text, "1.1.1+9999999");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_empty, start_empty),
        cmocka_unit_test_setup(test_add_and_get, start_empty),
        cmocka_unit_test_setup(test_duplicate, start_empty),
        cmocka_unit_test_setup(test_fill_to_the_last_byte, start_empty),
        cmocka_unit_test_setup(test_malformed_area, start_empty),
        cmocka_unit_test_setup(test_measurements, start_empty),
        cmocka_unit_test_setup(test_copy_of_a_major, start_empty),
        cmocka_unit_test_setup(test_count_of_measurements, start_empty),
        cmocka_unit_test_setup(test_measurement_texts, start_empty),
        cmocka_unit_test_setup(test_format_version, start_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
