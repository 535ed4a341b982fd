/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of status codes: no code stands for two things, and none is close to success. */
#include "lib/base/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ENTRY(name, value) { #name, (uint32_t)(name) },
static const struct {
    const char *name;
    uint32_t value;
} codes[] = { RSS_STATUS_LIST(ENTRY) };
#define CODE_COUNT (sizeof(codes) / sizeof(codes[0]))

static void test_unique(void **state)
{
    (void)state;
    for (size_t i = 0; i < CODE_COUNT; i++) {
        for (size_t j = i + 1; j < CODE_COUNT; j++) {
            if (codes[i].value == codes[j].value) {
                fail_msg("%s and %s have the same code", codes[i].name, codes[j].name);
            }
        }
    }
}

static void test_form(
    void **state) /* what GRETEXREG keeps: two letters, a number of one byte that is not 0 */
{
    (void)state;
    for (size_t i = 1; i < CODE_COUNT; i++) {
        assert_in_range(codes[i].value >> 24, 'A', 'Z');
        assert_in_range(codes[i].value >> 16 & 0xff, 'A', 'Z');
        assert_in_range(codes[i].value & 0xffff, 1, 0xff);
    }
}

static void test_distance(
    void **state) /* no failure, and no stuck register, is a few bit flips away from success */
{
    (void)state;
    for (size_t i = 1; i < CODE_COUNT; i++) {
        assert_in_range(__builtin_popcount(codes[i].value ^ RSS_OK), 8, 32);
    }
    assert_int_equal(__builtin_popcount((uint32_t)RSS_OK), 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unique),
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_distance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
