/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/atu/atu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/mmio.h"

#define BASE                0x50150000u
#define ATUBC_8K_32_REGIONS 0x000000d5u

static uint32_t registers[0x400 / 4];
static bool changed_while_on;

uint32_t mmio_read32(uintptr_t address)
{
    assert_in_range(address, BASE, BASE + sizeof(registers) - 4);
    return registers[(address - BASE) / 4];
}

void mmio_write32(uintptr_t address, uint32_t value)
{
    const uint32_t offset = (uint32_t)(address - BASE);

    assert_in_range(offset, 4, sizeof(registers) - 4);
    if (offset >= 0x020 && offset < 0x220) {
        changed_while_on |= (registers[1] >> (offset / 4 - 8) % 32 & 1u) != 0;
    }
    registers[offset / 4] = value;
}

static int reset(void **state)
{
    (void)state;
    memset(registers, 0, sizeof(registers));
    registers[0] = ATUBC_8K_32_REGIONS;
    changed_while_on = false;
    return 0;
}

static void check_region(uint32_t region, uint32_t first_page, uint32_t last_page, uint32_t add_l,
                         uint32_t add_m)
{
    assert_int_equal(registers[0x020 / 4 + region], first_page);
    assert_int_equal(registers[0x0a0 / 4 + region], last_page);
    assert_int_equal(registers[0x120 / 4 + region], add_l);
    assert_int_equal(registers[0x1a0 / 4 + region], add_m);
}

static void test_add_values(void **state)
{
    (void)state;
    /* (0x2a400000 - 0x6ff00000) mod 2^64 = 0xffffffffba500000, in pages of 8 KiB 0x7fffffffdd280 */
    assert_int_equal(atu_map(BASE, 31, 0x6ff00000, 0x2a400000, 0x2000), RSS_OK);
    check_region(31, 0x37f80, 0x37f80, 0xfffdd280, 0x7ffff);
    assert_int_equal(atu_map(BASE, 0, 0x70100000, 0x40000000, 0x10000), RSS_OK);
    check_region(0, 0x38080, 0x38087, 0xfffe7f80, 0x7ffff);
    assert_int_equal(atu_map(BASE, 1, 0x70000000, 0x1000000000000, 0x2000), RSS_OK); /* above 32 bits */
    check_region(1, 0x38000, 0x38000, 0xfffc8000, 0x7);
    assert_int_equal(atu_map(BASE, 2, 0xffffe000, 0xffffe000, 0x2000), RSS_OK); /* up to the very end */
    check_region(2, 0x7ffff, 0x7ffff, 0, 0);
    assert_int_equal(registers[1], 0x80000007);
}

static void test_refusals(void **state)
{
    static const struct {
        uint32_t region, logical;
        uint64_t physical;
        uint32_t bytes;
        rss_status_t status;
    } rows[] = { { 32, 0x70000000, 0, 0x2000, RSS_ERR_ATU_REGION },
                 { 0xffffffff, 0x70000000, 0, 0x2000, RSS_ERR_ATU_REGION },
                 { 0, 0x70001000, 0, 0x2000, RSS_ERR_ATU_ALIGN },
                 { 0, 0x70000000, 0x1000, 0x2000, RSS_ERR_ATU_ALIGN },
                 { 0, 0x70000000, 0, 0x3000, RSS_ERR_ATU_ALIGN },
                 { 0, 0x70000000, 0, 0, RSS_ERR_ATU_RANGE },
                 { 0, 0xffffe000, 0, 0x4000, RSS_ERR_ATU_RANGE },
                 { 0, 0x70000000, 0xffffffffffffe000, 0x4000, RSS_ERR_ATU_RANGE } };
    uint32_t before[sizeof(registers) / 4];

    (void)state;
    memcpy(before, registers, sizeof(before));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(atu_map(BASE, rows[i].region, rows[i].logical, rows[i].physical, rows[i].bytes),
                         rows[i].status);
        assert_memory_equal(registers, before, sizeof(before));
    }
}

static void test_remap_is_off_while_it_changes(void **state)
{
    (void)state;
    assert_int_equal(atu_map(BASE, 5, 0x70000000, 0, 0x2000), RSS_OK);
    assert_int_equal(atu_map(BASE, 5, 0x70000000, 0x4000000, 0x4000), RSS_OK);
    assert_false(changed_while_on);
    assert_int_equal(registers[1], 1u << 5);
}

static void test_unmap(void **state)
{
    (void)state;
    registers[1] = 0xffffffff;
    atu_unmap(BASE, 4);
    atu_unmap(BASE, 32);
    assert_int_equal(registers[1], 0xffffffef);
}

static void test_geometry(void **state) /* read, not assumed */
{
    (void)state;
    registers[0] = 0xc4; /* 16 regions, 4 KiB */
    assert_int_equal(atu_last_region(BASE), 15);
    assert_int_equal(atu_page_bytes(BASE), 0x1000);
    assert_int_equal(atu_map(BASE, 16, 0x70000000, 0, 0x1000), RSS_ERR_ATU_REGION);
    assert_int_equal(atu_map(BASE, 15, 0x70001000, 0, 0x1000), RSS_OK);
    check_region(15, 0x70001, 0x70001, 0xfff8ffff, 0xfffff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_add_values, reset),
        cmocka_unit_test_setup(test_refusals, reset),
        cmocka_unit_test_setup(test_remap_is_off_while_it_changes, reset),
        cmocka_unit_test_setup(test_unmap, reset),
        cmocka_unit_test_setup(test_geometry, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
