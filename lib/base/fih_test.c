/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/base/fih.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static jmp_buf panicked;

void fih_panic(void)
{
    longjmp(panicked, 1);
}

static bool panics(uint32_t value, uint32_t want)
{
    if (setjmp(panicked) != 0) {
        return true;
    }
    FIH_REQUIRE(value, want);
    return false;
}

static bool steps_panic(uint32_t want)
{
    if (setjmp(panicked) != 0) {
        return true;
    }
    FIH_REQUIRE_STEPS(want);
    return false;
}

static void test_require(void **state)
{
    (void)state;
    assert_false(panics((uint32_t)RSS_OK, (uint32_t)RSS_OK));
    assert_true(panics((uint32_t)RSS_ERR_ARGUMENT, (uint32_t)RSS_OK));
    assert_true(panics(0, (uint32_t)RSS_OK));
    assert_true(panics((uint32_t)RSS_OK ^ 1u, (uint32_t)RSS_OK));
}

static void test_steps(void **state)
{
    (void)state;
    fih_steps = 99;
    fih_steps_start();
    fih_step(3);
    assert_true(steps_panic(8)); /* one is missing */
    fih_step(5);
    assert_false(steps_panic(8));
    fih_step(3);
    assert_true(steps_panic(8)); /* one too many */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_require),
        cmocka_unit_test(test_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
