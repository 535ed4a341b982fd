/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/mpc/mpc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/mmio.h"

#define BASE        0x50083000u
#define WORDS       4u
#define BLOCK_BYTES 0x10000u /* 4 * 32 blocks of 64 KiB: 8 MiB */

static struct {
    uint32_t control, index, lut[WORDS], variant;
    bool stuck;
} mpc;

uint32_t mmio_read32(uintptr_t address)
{
    switch (address - BASE) {
    case 0x000:
        return mpc.control;
    case 0x010:
        return WORDS - 1;
    case 0x014:
        return 11; /* 1 << (11 + 5) bytes */
    case 0x01c:
        assert_in_range(mpc.index, 0, WORDS - 1);
        return mpc.lut[mpc.index++];
    case 0xfe0:
        return mpc.variant;
    default:
        fail();
        return 0;
    }
}

void mmio_write32(uintptr_t address, uint32_t value)
{
    switch (address - BASE) {
    case 0x000:
        mpc.control = value;
        break;
    case 0x018:
        mpc.index = value;
        break;
    case 0x01c:
        assert_in_range(mpc.index, 0, WORDS - 1);
        if (!mpc.stuck) {
            mpc.lut[mpc.index] = value;
        }
        mpc.index++;
        break;
    default:
        fail();
    }
}

static int reset(void **state)
{
    (void)state;
    memset(&mpc, 0, sizeof(mpc));
    mpc.variant = 0x65;
    return 0;
}

static void test_ranges(void **state)
{
    static const struct {
        uint32_t offset, bytes;
        uint32_t lut[WORDS];
    } rows[] = { { 0, 0, { 0 } },
                 { 0, BLOCK_BYTES, { 1 } },
                 { 0x600000, 0x100000, { 0, 0, 0, 0x0000ffff } }, /* NS data of tc in VM0 */
                 { 0x080000, 0x080000, { 0x0000ff00 } },          /* NS image in VM1 */
                 { 0x1f0000, 0x220000, { 0x80000000, 0xffffffff, 1 } },
                 { 0, 0x800000, { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff } } };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        memset(mpc.lut, 0x3c, sizeof(mpc.lut)); /* whatever was non-secure before is not any more */
        assert_int_equal(mpc_set_non_secure(BASE, rows[i].offset, rows[i].bytes), RSS_OK);
        assert_memory_equal(mpc.lut, rows[i].lut, sizeof(mpc.lut));
    }
}

static void test_refusals(void **state)
{
    static const uint32_t clear[WORDS];
    static const struct {
        uint32_t offset, bytes;
    } rows[] = { { 0x8000, 0x10000 },
                 { 0, 0x8000 },
                 { 0x800000, 0x10000 },
                 { 0x10000, 0x800000 },
                 { 0xffff0000, 0x20000 } };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(mpc_set_non_secure(BASE, rows[i].offset, rows[i].bytes), RSS_ERR_MPC_RANGE);
    }
    mpc.variant = 0x60; /* SIE-200 */
    assert_int_equal(mpc_set_non_secure(BASE, 0, BLOCK_BYTES), RSS_ERR_MPC_VARIANT);
    assert_memory_equal(mpc.lut, clear, sizeof(clear));
}

static void test_table_does_not_hold(void **state) /* locked by somebody else */
{
    (void)state;
    mpc.stuck = true;
    assert_int_equal(mpc_set_non_secure(BASE, 0, BLOCK_BYTES), RSS_ERR_MPC_RANGE);
}

static void test_lock(void **state)
{
    (void)state;
    mpc.control = 1u << 4;
    mpc_lock(BASE);
    assert_int_equal(mpc.control, 1u << 31 | 1u << 8 | 1u << 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_ranges, reset),
        cmocka_unit_test_setup(test_refusals, reset),
        cmocka_unit_test_setup(test_table_does_not_hold, reset),
        cmocka_unit_test_setup(test_lock, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
