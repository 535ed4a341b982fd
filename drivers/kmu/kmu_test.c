/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver against a small KMU of the test with two hardware slots and two of software's. */
#include "drivers/kmu/kmu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/fih.h"
#include "lib/base/mmio.h"

#define BASE           0x5009e000u
#define SLOTS          4u
#define HARDWARE_SLOTS 2u
#define KEC            0x1u
#define WTE            0x20u
#define AIKSWE         0x400u
#define MWKSW          0x800u

static struct {
    uint32_t events;
    uint32_t config[SLOTS];
    uint32_t key[SLOTS][8];
    uint32_t written[SLOTS];
    uint32_t seed[16], seed_words;
    uint32_t exported; /* slot number + 1 of the last export */
    bool vks_stuck, iks_stuck, ek_silent, ksip_missing;
    uint32_t export_event, invalidate_event;
    bool bad_read_back;
} kmu;

uint32_t mmio_read32(uintptr_t address)
{
    const uint32_t offset = (uint32_t)(address - BASE);

    if (offset == 0x000) {
        return 2u << 16 | HARDWARE_SLOTS << 19;
    }
    if (offset == 0x004) {
        return kmu.events;
    }
    if (offset >= 0x030 && offset < 0x030 + 4 * SLOTS) {
        return kmu.config[(offset - 0x030) / 4];
    }
    assert_in_range(offset, 0x130, 0x130 + 32 * SLOTS - 4);
    return kmu.key[(offset - 0x130) / 32][(offset - 0x130) / 4 % 8] ^ (kmu.bad_read_back ? 1u : 0u);
}

static void write_config(uint32_t slot, uint32_t value)
{
    kmu.config[slot] = value & 0x8fffffff & ~(1u << 24);
    if (value & 1u << 24) {
        kmu.config[slot] |= kmu.vks_stuck ? 1u << 24 : 0;
        kmu.config[slot] |= kmu.written[slot] == 0xff ? 1u << 25 : 0;
    }
    if (value & 1u << 28) {
        kmu.exported = slot + 1;
        kmu.events |= kmu.ek_silent ? 0 : kmu.export_event;
    }
    if (value & 1u << 26) {
        memset(kmu.key[slot], 0, sizeof(kmu.key[slot]));
        kmu.written[slot] = 0;
        kmu.config[slot] = slot < HARDWARE_SLOTS && !kmu.ksip_missing ? 1u << 27 : 0;
        kmu.config[slot] |= kmu.iks_stuck ? 1u << 26 : 0;
        kmu.events |= kmu.invalidate_event;
    }
}

static void write_key(uint32_t slot, uint32_t word, uint32_t value)
{
    if (kmu.written[slot] >> word & 1u) {
        kmu.events |= MWKSW;
    } else {
        kmu.key[slot][word] = value;
        kmu.written[slot] |= 1u << word;
    }
}

void mmio_write32(uintptr_t address, uint32_t value)
{
    const uint32_t offset = (uint32_t)(address - BASE);

    if (offset == 0x008) {
        return;
    } else if (offset == 0x00c) {
        kmu.events &= ~value;
    } else if (offset == 0x010) {
        kmu.seed[kmu.seed_words++] = value;
    } else if (offset >= 0x030 && offset < 0x030 + 4 * SLOTS) {
        write_config((offset - 0x030) / 4, value);
    } else {
        assert_in_range(offset, 0x130, 0x130 + 32 * SLOTS - 4);
        write_key((offset - 0x130) / 32, (offset - 0x130) / 4 % 8, value);
    }
}

void fih_panic(void)
{
    fail_msg("fih_panic");
    __builtin_unreachable();
}

static uint8_t key[32];

static int reset(void **state)
{
    (void)state;
    memset(&kmu, 0, sizeof(kmu));
    kmu.export_event = KEC;
    for (uint8_t i = 0; i < sizeof(key); i++) {
        key[i] = (uint8_t)(i + 1);
    }
    for (uint32_t slot = 0; slot < HARDWARE_SLOTS; slot++) { /* filled and locked by hardware */
        kmu.config[slot] = 3u << 22;
        kmu.written[slot] = 0xff;
    }
    return 0;
}

static void test_seed(void **state)
{
    (void)state;
    kmu_seed(BASE, key);
    assert_int_equal(kmu.seed_words, 8);
    assert_memory_equal(kmu.seed, key, sizeof(key));
    assert_true(kmu.config[0] >> 31);
}

static void test_write(void **state)
{
    (void)state;
    assert_int_equal(kmu_write_key(BASE, 2, key), RSS_OK);
    assert_memory_equal(kmu.key[2], key, sizeof(key)); /* word 0 = first bytes, little-endian */
    assert_int_equal(kmu.events, 0);
}

static void test_write_twice(void **state) /* the first key stays */
{
    uint8_t other[32] = { 0 };

    (void)state;
    assert_int_equal(kmu_write_key(BASE, 3, key), RSS_OK);
    assert_int_equal(kmu_write_key(BASE, 3, other), RSS_ERR_KMU_WRITTEN);
    assert_memory_equal(kmu.key[3], key, sizeof(key));
    assert_int_equal(kmu.events, 0);
}

static void test_read(void **state)
{
    uint8_t read[32];

    (void)state;
    assert_int_equal(kmu_read_key(BASE, 2, read), RSS_ERR_KMU_VERIFY); /* nothing there */
    assert_int_equal(kmu_write_key(BASE, 2, key), RSS_OK);
    assert_int_equal(kmu_read_key(BASE, 2, read), RSS_OK);
    assert_memory_equal(read, key, sizeof(key));
    kmu.config[2] = 1u << 23; /* key locked */
    assert_int_equal(kmu_read_key(BASE, 2, read), RSS_ERR_KMU_VERIFY);
    assert_int_equal(kmu_read_key(BASE, 1, read), RSS_ERR_KMU_SLOT);
    assert_int_equal(kmu_read_key(BASE, 4, read), RSS_ERR_KMU_SLOT);
    for (size_t i = 0; i < sizeof(read); i++) {
        assert_int_equal(read[i], 0);
    }
}
static void test_write_refusals(void **state)
{
    (void)state;
    assert_int_equal(kmu_write_key(BASE, 0, key), RSS_ERR_KMU_SLOT);
    assert_int_equal(kmu_write_key(BASE, 1, key), RSS_ERR_KMU_SLOT);
    assert_int_equal(kmu_write_key(BASE, 4, key), RSS_ERR_KMU_SLOT);
    assert_int_equal(kmu_write_key(BASE, 0xffffffff, key), RSS_ERR_KMU_SLOT);
    kmu.config[2] = 1u << 23; /* key locked */
    assert_int_equal(kmu_write_key(BASE, 2, key), RSS_ERR_KMU_WRITTEN);
    kmu.config[2] = 1u << 27; /* invalidated */
    assert_int_equal(kmu_write_key(BASE, 2, key), RSS_ERR_KMU_WRITTEN);
    assert_int_equal(kmu.written[2], 0);
    kmu.bad_read_back = true;
    assert_int_equal(kmu_write_key(BASE, 3, key), RSS_ERR_KMU_VERIFY);
}

static void test_export(void **state)
{
    (void)state;
    kmu.events = WTE; /* of somebody before us */
    assert_int_equal(kmu_export(BASE, 1), RSS_OK);
    assert_int_equal(kmu.exported, 2);
    assert_int_equal(kmu.events, 0);
}

static void test_export_refusals(void **state)
{
    static const uint32_t errors[] = { 0x2, 0x4, 0x8, 0x10, 0x20, 0x40 };

    (void)state;
    assert_int_equal(kmu_export(BASE, 4), RSS_ERR_KMU_SLOT);
    assert_int_equal(kmu_export(BASE, 2), RSS_ERR_KMU_VERIFY); /* empty */
    assert_int_equal(kmu.exported, 0);
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        kmu.export_event = errors[i] | KEC;
        assert_int_equal(kmu_export(BASE, 1), RSS_ERR_KMU_EXPORT);
        assert_int_equal(kmu.events, 0);
    }
}

static void test_export_times_out(void **state)
{
    (void)state;
    kmu.ek_silent = true;
    assert_int_equal(kmu_export(BASE, 1), RSS_ERR_KMU_EXPORT);
    kmu.vks_stuck = true;
    kmu.exported = 0;
    assert_int_equal(kmu_export(BASE, 1), RSS_ERR_KMU_VERIFY);
    assert_int_equal(kmu.exported, 0);
}

static void test_invalidate(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 2; round++) { /* two boot stages do it one after the other */
        for (uint32_t slot = 0; slot < SLOTS; slot++) {
            assert_int_equal(kmu_invalidate(BASE, slot), RSS_OK);
        }
    }
    assert_int_equal(kmu_export(BASE, 1), RSS_ERR_KMU_VERIFY);
    assert_int_equal(kmu_write_key(BASE, 2, key), RSS_OK); /* one of software's can be filled anew */
}

static void test_invalidate_refusals(void **state)
{
    (void)state;
    assert_int_equal(kmu_invalidate(BASE, 4), RSS_ERR_KMU_SLOT);
    kmu.ksip_missing = true;
    assert_int_equal(kmu_invalidate(BASE, 0), RSS_ERR_KMU_INVALIDATE);
    reset(NULL);
    kmu.iks_stuck = true;
    assert_int_equal(kmu_invalidate(BASE, 0), RSS_ERR_KMU_INVALIDATE);
    reset(NULL);
    kmu.invalidate_event = AIKSWE;
    assert_int_equal(kmu_invalidate(BASE, 0), RSS_ERR_KMU_INVALIDATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_seed, reset),
        cmocka_unit_test_setup(test_write, reset),
        cmocka_unit_test_setup(test_write_twice, reset),
        cmocka_unit_test_setup(test_read, reset),
        cmocka_unit_test_setup(test_write_refusals, reset),
        cmocka_unit_test_setup(test_export, reset),
        cmocka_unit_test_setup(test_export_refusals, reset),
        cmocka_unit_test_setup(test_export_times_out, reset),
        cmocka_unit_test_setup(test_invalidate, reset),
        cmocka_unit_test_setup(test_invalidate_refusals, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
