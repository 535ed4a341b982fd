/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/uart/uart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/mmio.h"

#define BASE 0x6ff00000u

static uint32_t flags, flag_reads, integer, fraction, line, control;
static uint32_t divisor_at_line_write;
static char text[8];
static size_t text_bytes;

uint32_t mmio_read32(uintptr_t address)
{
    assert_int_equal(address, BASE + 0x18);
    flag_reads++;
    return flags;
}

void mmio_write32(uintptr_t address, uint32_t value)
{
    switch (address - BASE) {
    case 0x00:
        text[text_bytes++] = (char)value;
        break;
    case 0x24:
        integer = value;
        break;
    case 0x28:
        fraction = value;
        break;
    case 0x2c:
        line = value;
        divisor_at_line_write = integer << 6 | fraction;
        break;
    case 0x30:
        control = value;
        break;
    default:
        fail();
    }
}

static void test_init(void **state)
{
    (void)state;
    uart_init(BASE, 25000000, 115200);
    assert_int_equal(integer, 13); /* hardware.md 15.1 */
    assert_int_equal(fraction, 36);
    assert_int_equal(divisor_at_line_write, 13 << 6 | 36); /* this write latches the divisor */
    assert_int_equal(line, 0x70);
    assert_int_equal(control, 0x101);
}

static void test_put(void **state)
{
    (void)state;
    flags = 1u << 3; /* busy, but room in the FIFO */
    assert_int_equal(uart_put(BASE, (char)0xe9), RSS_OK);
    assert_memory_equal(text, "\xe9", 1);
}

static void test_stuck(void **state) /* loses text, never hangs */
{
    (void)state;
    flags = 1u << 5 | 1u << 3;
    text_bytes = 0;
    assert_int_equal(uart_put(BASE, 'x'), RSS_ERR_PLATFORM);
    assert_int_equal(text_bytes, 0);
    flag_reads = 0;
    uart_flush(BASE);
    assert_true(flag_reads > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_init),
        cmocka_unit_test(test_put),
        cmocka_unit_test(test_stuck),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
