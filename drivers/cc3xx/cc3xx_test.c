/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sequences, refusals and limits against a small CryptoCell of the test. What the engine computes is tested
 * on the machine, with vectors: a fake that encrypts would test itself.
 */
#include "drivers/cc3xx/cc3xx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/fih.h"
#include "lib/base/mmio.h"

#define BASE        0x50154000u
#define BLOCK_BYTES 24u

static struct {
    uint32_t registers[0x2000 / 4];
    uint32_t rng_reset_reads; /* the sample count does not hold for so many reads */
    uint32_t rng_bad_blocks;  /* so many blocks fail a test of the hardware */
    uint32_t rng_error;
    uint32_t block;
    bool rng_silent, rng_stuck;
    uint32_t pieces[4], piece_count;
    uint32_t sources[4], destinations[4];
    uint32_t dma_event; /* what a transfer raises */
    bool busy, lock_bits_fixed;
} cc;

static uint32_t *reg(uint32_t offset)
{
    return &cc.registers[offset / 4];
}

static uint32_t rng_status(void)
{
    if (*reg(0x12c) == 0 || cc.rng_silent) {
        return 0;
    }
    return cc.rng_bad_blocks > 0 ? cc.rng_error : 1;
}

uint32_t mmio_read32(uintptr_t address)
{
    const uint32_t offset = (uint32_t)(address - BASE);

    assert_in_range(offset, 0, sizeof(cc.registers) - 4);
    switch (offset) {
    case 0x104:
        return rng_status();
    case 0x114 ... 0x128:
        return cc.rng_stuck ? 0x5a5a5a5a : cc.block * 0x01010101 + offset;
    case 0x130:
        return cc.rng_reset_reads > 0 ? (cc.rng_reset_reads--, 0xffff) : *reg(0x130);
    case 0x910:
        return cc.busy;
    default:
        return *reg(offset);
    }
}

void mmio_write32(uintptr_t address, uint32_t value)
{
    const uint32_t offset = (uint32_t)(address - BASE);

    assert_in_range(offset, 0, sizeof(cc.registers) - 4);
    if (offset == 0x1bc) {
        cc.rng_bad_blocks -= cc.rng_bad_blocks > 0;
        cc.block++;
    } else if (offset == 0xa08) {
        *reg(0xa00) &= ~value;
    } else if (offset == 0x1e34 && cc.lock_bits_fixed) {
        return;
    } else {
        *reg(offset) = value;
    }
    if (offset == 0xc2c) {
        assert_in_range(cc.piece_count, 0, 3);
        assert_int_equal(*reg(0x900), 1);
        assert_int_equal(*reg(0x810) & *reg(0x820), 1);
        assert_int_equal(*reg(0xd2c), value);
        cc.sources[cc.piece_count] = *reg(0xc28);
        cc.destinations[cc.piece_count] = *reg(0xd28);
        cc.pieces[cc.piece_count++] = value;
        *reg(0xa00) |= cc.dma_event;
    }
}

void fih_panic(void)
{
    fail_msg("fih_panic");
    __builtin_unreachable();
}

static int reset(void **state)
{
    static const struct {
        uint32_t offset, value;
    } ids[] = { { 0xfd0, 0x04 }, { 0xfe0, 0xc0 }, { 0xfe4, 0xb0 }, { 0xfe8, 0x0b },
                { 0xff0, 0x0d }, { 0xff4, 0xf0 }, { 0xff8, 0x05 }, { 0xffc, 0xb1 } };

    (void)state;
    memset(&cc, 0, sizeof(cc));
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        *reg(ids[i].offset) = ids[i].value;
    }
    cc.dma_event = 1u << 11;
    cc.block = 1;
    return 0;
}

static void test_init(void **state)
{
    (void)state;
    *reg(0x1e34) = 1u << 7 | 1u << 3;
    for (uint32_t round = 0; round < 2; round++) { /* each stage does it again, locked or not */
        assert_int_equal(cc3xx_init(BASE), RSS_OK);
        assert_int_equal(*reg(0x1e34), 1u << 8 | 1u << 3);
    }
    cc.lock_bits_fixed = true;
    *reg(0x1e34) = 0;
    assert_int_equal(cc3xx_init(BASE), RSS_ERR_CC3XX_LOCKED);
}

static void test_identity(void **state)
{
    static const uint32_t offsets[] = { 0xfd0, 0xfe4, 0xfe8, 0xfec, 0xff0, 0xff4, 0xff8, 0xffc };

    (void)state;
    *reg(0xfe0) = 0xc1; /* the other accepted part */
    *reg(0xfe8) = 0x2b; /* a later revision */
    assert_int_equal(cc3xx_init(BASE), RSS_OK);
    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        *reg(offsets[i]) ^= 4;
        assert_int_equal(cc3xx_init(BASE), RSS_ERR_CC3XX_ID);
        *reg(offsets[i]) ^= 4;
    }
}

static bool is_zero(const uint8_t *bytes, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void test_random(void **state)
{
    static const size_t sizes[] = { 1, 23, 24, 25, 32, 48, 100 };
    uint8_t out[101];

    (void)state;
    cc.rng_reset_reads = 5;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        const uint32_t first = cc.block;

        memset(out, 0xa5, sizeof(out));
        assert_int_equal(cc3xx_random(BASE, out, sizes[i]), RSS_OK);
        for (size_t j = 0; j < sizes[i]; j++) { /* every byte is of the register it should be of */
            const uint32_t word = (first + j / BLOCK_BYTES) * 0x01010101 + 0x114 + j % BLOCK_BYTES / 4 * 4;

            assert_int_equal(out[j], word >> 8 * (j % 4) & 0xff);
        }
        assert_int_equal(out[sizes[i]], 0xa5);
        assert_int_equal(*reg(0x12c), 0); /* source off */
        assert_int_equal(*reg(0x138), 0); /* no test bypassed */
    }
}

static void test_random_retries(void **state)
{
    uint8_t out[32];

    (void)state;
    for (uint32_t error = 2; error <= 8; error <<= 1) {
        cc.rng_error = error;
        cc.rng_bad_blocks = 15;
        assert_int_equal(cc3xx_random(BASE, out, sizeof(out)), RSS_OK);
        cc.rng_bad_blocks = 16;
        assert_int_equal(cc3xx_random(BASE, out, sizeof(out)), RSS_ERR_CC3XX_RNG);
        assert_true(is_zero(out, sizeof(out)));
        cc.rng_bad_blocks = 0;
    }
}

static void test_random_error_beside_valid(
    void **state) /* data that failed a test are not used, valid or not */
{
    uint8_t out[8];

    (void)state;
    cc.rng_error = 1 | 4;
    cc.rng_bad_blocks = 3;
    assert_int_equal(cc3xx_random(BASE, out, sizeof(out)), RSS_OK);
    assert_int_equal(out[4], (cc.block - 1) * 1 + 0x18);
}

static void test_random_stuck(void **state) /* the register does not change between two blocks */
{
    uint8_t out[32];

    (void)state;
    cc.rng_stuck = true;
    assert_int_equal(cc3xx_random(BASE, out, sizeof(out)), RSS_ERR_CC3XX_RNG);
    assert_true(is_zero(out, sizeof(out)));
}

static void test_random_times_out(void **state)
{
    uint8_t out[32];

    (void)state;
    cc.rng_silent = true;
    assert_int_equal(cc3xx_random(BASE, out, sizeof(out)), RSS_ERR_CC3XX_RNG);
    assert_true(is_zero(out, sizeof(out)));
    cc.rng_silent = false;
    cc.rng_reset_reads = 0xffffffff; /* reset never ends */
    assert_int_equal(cc3xx_random(BASE, out, sizeof(out)), RSS_ERR_CC3XX_RNG);
}

static void test_aes_sequence(void **state)
{
    uint8_t key[32], counter[16], block[16];

    (void)state;
    for (uint8_t i = 0; i < 32; i++) {
        key[i] = i;
        counter[i % 16] = (uint8_t)(0xf0 + i % 16);
    }
    assert_int_equal(cc3xx_aes_begin(BASE, CC3XX_AES_CTR), RSS_OK);
    assert_int_equal(*reg(0x4c0), 2u << 2 | 2u << 12); /* encrypt, CTR, 256-bit key */
    cc3xx_aes_set_key(BASE, key);
    assert_int_equal(*reg(0x400), 0x03020100);
    assert_int_equal(*reg(0x41c), 0x1f1e1d1c);
    cc3xx_aes_set_counter(BASE, counter);
    assert_int_equal(*reg(0x460), 0xf3f2f1f0);
    assert_int_equal(*reg(0x46c), 0xfffefdfc);
    assert_int_equal(cc3xx_aes_run(BASE, block, block, sizeof(block)), RSS_OK);
    assert_int_equal(cc.sources[0], (uint32_t)(uintptr_t)block);
    assert_int_equal(cc.destinations[0], (uint32_t)(uintptr_t)block);
    cc3xx_aes_end(BASE);
    assert_true(is_zero((const uint8_t *)reg(0x400), 32)); /* no key stays */
    assert_int_equal(*reg(0x810) | *reg(0x820) | *reg(0x900), 0);
    assert_int_equal(cc3xx_aes_begin(BASE, CC3XX_AES_ECB), RSS_OK);
    assert_int_equal(*reg(0x4c0), 2u << 12);
    assert_int_equal(cc3xx_aes_begin(BASE, CC3XX_AES_ECB_DECRYPT), RSS_OK);
    assert_int_equal(*reg(0x4c0), 2u << 12 | 1);
    assert_int_equal(cc3xx_aes_begin(BASE, CC3XX_AES128_ECB_DECRYPT), RSS_OK);
    assert_int_equal(*reg(0x4c0), 1);
    assert_int_equal(cc3xx_aes_begin(BASE, CC3XX_AES128_CTR), RSS_OK);
    assert_int_equal(*reg(0x4c0), 2u << 2);
}

static void test_aes_pieces(void **state) /* the length register ends below 0x10000 */
{
    static const uint8_t *const in = (const uint8_t *)0x31000000;
    uint8_t *const out = (uint8_t *)0x31902000;

    (void)state;
    assert_int_equal(cc3xx_aes_begin(BASE, CC3XX_AES_CTR), RSS_OK);
    assert_int_equal(cc3xx_aes_run(BASE, in, out, 0x14321), RSS_OK);
    assert_int_equal(cc.piece_count, 3);
    assert_int_equal(cc.pieces[0], 0x8000);
    assert_int_equal(cc.pieces[1], 0x8000);
    assert_int_equal(cc.pieces[2], 0x4321);
    assert_int_equal(cc.sources[2], 0x31010000);
    assert_int_equal(cc.destinations[2], 0x31912000);
    cc.piece_count = 0;
    assert_int_equal(cc3xx_aes_run(BASE, in, out, 0x8000), RSS_OK);
    assert_int_equal(cc.piece_count, 1);
}

static void test_aes_errors(void **state)
{
    uint8_t block[16] = { 0 };

    (void)state;
    assert_int_equal(cc3xx_aes_begin(BASE, CC3XX_AES_ECB), RSS_OK);
    cc.dma_event = 1u << 8;
    assert_int_equal(cc3xx_aes_run(BASE, block, block, sizeof(block)), RSS_ERR_CC3XX_BUS);
    cc.dma_event = 1u << 8 | 1u << 11;
    assert_int_equal(cc3xx_aes_run(BASE, block, block, sizeof(block)), RSS_ERR_CC3XX_BUS);
    cc.dma_event = 0;
    assert_int_equal(cc3xx_aes_run(BASE, block, block, sizeof(block)), RSS_ERR_CC3XX_TIMEOUT);
    cc.busy = true;
    assert_int_equal(cc3xx_aes_begin(BASE, CC3XX_AES_ECB), RSS_ERR_CC3XX_TIMEOUT);
    cc.busy = false;
    *reg(0x1e34) = 1; /* fatal error: no key may reach the engine */
    assert_int_equal(cc3xx_aes_begin(BASE, CC3XX_AES_ECB), RSS_ERR_CC3XX_LOCKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_init, reset),
        cmocka_unit_test_setup(test_identity, reset),
        cmocka_unit_test_setup(test_random, reset),
        cmocka_unit_test_setup(test_random_retries, reset),
        cmocka_unit_test_setup(test_random_error_beside_valid, reset),
        cmocka_unit_test_setup(test_random_stuck, reset),
        cmocka_unit_test_setup(test_random_times_out, reset),
        cmocka_unit_test_setup(test_aes_sequence, reset),
        cmocka_unit_test_setup(test_aes_pieces, reset),
        cmocka_unit_test_setup(test_aes_errors, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
