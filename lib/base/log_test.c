/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/status.h"

static char console[256];

void log_write(const char *text, size_t size_bytes)
{
    strncat(console, text, size_bytes);
}

/* The C library's formatter is the reference. */
#define SAME(...)                                                                                            \
    do {                                                                                                     \
        char expected[sizeof(console)];                                                                      \
        console[0] = '\0';                                                                                   \
        snprintf(expected, sizeof(expected), __VA_ARGS__);                                                   \
        log_print(__VA_ARGS__);                                                                              \
        assert_string_equal(console, expected);                                                              \
    } while (0)

static void test_conversions(void **state)
{
    (void)state;
    SAME("plain\n");
    SAME("%s", "");
    SAME("%s|%s", "a", "bc");
    SAME("%c%c", 'I', 'M');
    SAME("100%%");
    SAME("%u %u %u", 0u, 7u, 4294967295u);
    SAME("%d %d %d %d", 0, 12, -1, (int)-2147483647 - 1);
    SAME("%x %x %x", 0u, 0xcafeu, 0xffffffffu);
    SAME("%08x %08x %08x", 0u, 0x31801000u, 0xffffffffu);
    SAME("a%sb%uc%xd", "S", 1u, 2u);
}

static void test_status(void **state) /* two letters, at least two digits */
{
    static const struct {
        rss_status_t status;
        const char *text;
    } rows[] = { { RSS_ERR_IMG_LOAD_ADDRESS, "IM04" },
                 { RSS_ERR_LCM_FATAL, "LC10" },
                 { RSS_ERR_ARGUMENT, "GE01" } };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        console[0] = '\0';
        log_print(RSS_STATUS_FORMAT, RSS_STATUS_ARGUMENTS(rows[i].status));
        assert_string_equal(console, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conversions),
        cmocka_unit_test(test_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
