/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/base/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/fih.h"

void fih_panic(void)
{
    fail_msg("fih_panic");
    __builtin_unreachable();
}

static void test_equal(void **state) /* a difference anywhere, of one bit */
{
    uint8_t a[33], b[33];

    (void)state;
    memset(a, 0x5a, sizeof(a));
    memcpy(b, a, sizeof(b));
    assert_int_equal(bytes_equal(a, b, sizeof(a)), RSS_OK);
    assert_int_equal(bytes_equal(a, b, 0), RSS_OK);
    for (size_t i = 0; i < sizeof(a); i++) {
        for (uint32_t bit = 0; bit < 8; bit++) {
            b[i] ^= (uint8_t)(1u << bit);
            assert_int_equal(bytes_equal(a, b, sizeof(a)), RSS_ERR_ARGUMENT);
            assert_int_equal(bytes_equal(a, b, i), RSS_OK); /* not looked at: behind the end */
            b[i] ^= (uint8_t)(1u << bit);
        }
    }
}

static void test_wipe(void **state)
{
    uint8_t bytes[10];

    (void)state;
    memset(bytes, 0xff, sizeof(bytes));
    bytes_wipe(&bytes[1], 8);
    assert_int_equal(bytes[0], 0xff);
    assert_int_equal(bytes[9], 0xff);
    for (size_t i = 1; i < 9; i++) {
        assert_int_equal(bytes[i], 0);
    }
    bytes_wipe(NULL, 0);
}

static void test_not_blank(void **state)
{
    uint8_t bytes[4] = { 0 };

    (void)state;
    assert_int_equal(bytes_not_blank(bytes, 4), RSS_ERR_ARGUMENT);
    assert_int_equal(bytes_not_blank(bytes, 0), RSS_ERR_ARGUMENT);
    bytes[3] = 1;
    assert_int_equal(bytes_not_blank(bytes, 4), RSS_OK);
    memset(bytes, 0xff, 4);
    assert_int_equal(bytes_not_blank(bytes, 4), RSS_ERR_ARGUMENT);
    bytes[0] = 0xfe;
    assert_int_equal(bytes_not_blank(bytes, 4), RSS_OK);
}

static void test_count_zero_bits(void **state)
{
    const uint8_t bytes[13] = {
        0x00, 0xff, 0x80, 0x7e, 0x00, 0x00, 0x00, 0x00, 0xff, 0xfe, 0x0f, 0xff, 0xff
    };

    (void)state;
    assert_int_equal(bytes_count_zero_bits(bytes, 12), 17 + 32 + 0 + 1 + 4 + 0);
    assert_int_equal(bytes_count_zero_bits(bytes + 1, 12), 17 - 8 + 32 + 1 + 4 + 0);
    assert_int_equal(bytes_count_zero_bits(bytes, 4), 8 + 0 + 7 + 2);
    assert_int_equal(bytes_count_zero_bits(bytes, 0), 0);
}

static void test_words(void **state)
{
    uint8_t bytes[4];

    (void)state;
    bytes_put_le32(bytes, 0x89abcdef);
    assert_int_equal(bytes[0], 0xef);
    assert_int_equal(bytes[3], 0x89);
    assert_int_equal(bytes_get_le32(bytes), 0x89abcdef);
    assert_int_equal(bytes_get_le16(&bytes[2]), 0x89ab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal),     cmocka_unit_test(test_wipe),
        cmocka_unit_test(test_not_blank), cmocka_unit_test(test_count_zero_bits),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
