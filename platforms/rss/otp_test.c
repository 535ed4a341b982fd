/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/otp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "platforms/rss/fake_lcm.h"

#define BYTES_MAX 0x2000u
#define MAGIC     0x3333cafeu

/* boot.md 3.2, typed once more */
static const struct {
    enum hal_otp_id id;
    uint32_t offset, bytes, zero_count_offset; /* 0: none */
} elements[] = {
    { HAL_OTP_HUK, 0x000, 32, 0 },
    { HAL_OTP_GUK, 0x020, 32, 0 },
    { HAL_OTP_BOOT_SEED, 0x170, 32, 0x0f8 },
    { HAL_OTP_IMPLEMENTATION_ID, 0x190, 32, 0x0fc },
    { HAL_OTP_CERT_REF, 0x1b0, 32, 0x100 },
    { HAL_OTP_VERIFICATION_SERVICE_URL, 0x1d0, 32, 0x104 },
    { HAL_OTP_PROFILE_DEFINITION, 0x1f0, 32, 0x108 },
    { HAL_OTP_BL2_ROTPK_0, 0x0c0, 32, 0 },
    { HAL_OTP_BL2_ROTPK_1, 0x210, 32, 0x118 },
    { HAL_OTP_BL2_ROTPK_2, 0x230, 32, 0x11c },
    { HAL_OTP_BL2_ROTPK_3, 0x250, 32, 0x120 },
    { HAL_OTP_BL2_ENCRYPTION_KEY, 0xa70, 32, 0x124 },
    { HAL_OTP_BL1_2_IMAGE, 0x144c, 0x2000, 0 },
    { HAL_OTP_BL1_2_IMAGE_HASH, 0xa90, 32, 0x128 },
    { HAL_OTP_BL2_IMAGE_HASH, 0xab0, 32, 0x12c },
    { HAL_OTP_BL1_ROTPK_0, 0x12f0, 56, 0x130 },
    { HAL_OTP_HOST_ROTPK_S, 0x1328, 96, 0x138 },
    { HAL_OTP_HOST_ROTPK_NS, 0x1388, 96, 0x13c },
    { HAL_OTP_HOST_ROTPK_CCA, 0x13e8, 96, 0x140 },
    { HAL_OTP_CCA_SYSTEM_PROPERTIES, 0x1448, 4, 0x144 },
    { HAL_OTP_AT_BUNDLE_DIGEST, 0x150, 32, 0 },
};
_Static_assert(sizeof(elements) / sizeof(elements[0]) == HAL_OTP_COUNT, "every element");

static const struct {
    enum hal_otp_counter_id id;
    uint32_t offset;
} counters[] = { { HAL_OTP_COUNTER_BL1_0, 0xad0 }, { HAL_OTP_COUNTER_BL2_0, 0x270 },
                 { HAL_OTP_COUNTER_BL2_1, 0x470 }, { HAL_OTP_COUNTER_BL2_2, 0x670 },
                 { HAL_OTP_COUNTER_BL2_3, 0x870 }, { HAL_OTP_COUNTER_NS_0, 0xcf0 },
                 { HAL_OTP_COUNTER_NS_1, 0xef0 },  { HAL_OTP_COUNTER_NS_2, 0x10f0 } };
_Static_assert(sizeof(counters) / sizeof(counters[0]) == HAL_OTP_COUNTER_COUNT, "every counter");

static _Alignas(uint32_t) uint8_t data[BYTES_MAX];
static uint8_t back[BYTES_MAX];

static int reset(void **state)
{
    (void)state;
    fake_lcm_reset(0xcccc3c3c);
    for (uint32_t i = 0; i < sizeof(data); i++) {
        data[i] = (uint8_t)(i * 151 + 3);
    }
    return 0;
}

static uint32_t zero_bits(const uint8_t *bytes, uint32_t size_bytes)
{
    uint32_t count = 8 * size_bytes;

    for (uint32_t i = 0; i < size_bytes; i++) {
        count -= (uint32_t)__builtin_popcount(bytes[i]);
    }
    return count;
}

static void test_elements(void **state) /* value and zero count at their places, and nothing anywhere else */
{
    (void)state;
    for (size_t i = 0; i < HAL_OTP_COUNT; i++) {
        uint8_t expected[sizeof(fake_lcm.words)] = { 0 };
        const uint32_t count = zero_bits(data, elements[i].bytes);

        reset(NULL);
        memcpy(&expected[elements[i].offset], data, elements[i].bytes);
        if (elements[i].zero_count_offset != 0) {
            memcpy(&expected[elements[i].zero_count_offset], &count, 4);
        }
        assert_int_equal(hal_otp_write(elements[i].id, data, elements[i].bytes), RSS_OK);
        assert_memory_equal(fake_lcm.words, expected, sizeof(expected));
        assert_int_equal(hal_otp_read(elements[i].id, back, elements[i].bytes), RSS_OK);
        assert_memory_equal(back, data, elements[i].bytes);
    }
}

static void test_wrong_sizes(void **state)
{
    (void)state;
    for (size_t i = 0; i < HAL_OTP_COUNT; i++) {
        const uint32_t sizes[] = { 0, elements[i].bytes - 4, elements[i].bytes + 4 };

        for (size_t j = 0; j < 3; j++) {
            if (sizes[j] > BYTES_MAX) {
                continue;
            }
            memset(back, 0xa5, sizeof(back));
            assert_int_equal(hal_otp_read(elements[i].id, back, sizes[j]), RSS_ERR_OTP_ELEMENT);
            assert_int_equal(zero_bits(back, sizes[j]), 8 * sizes[j]);
            assert_int_equal(hal_otp_write(elements[i].id, data, sizes[j]), RSS_ERR_OTP_ELEMENT);
        }
    }
    assert_int_equal(hal_otp_read(HAL_OTP_COUNT, back, 32), RSS_ERR_OTP_ELEMENT);
    assert_int_equal(hal_otp_write((enum hal_otp_id) - 1, data, 32), RSS_ERR_OTP_ELEMENT);
    assert_int_equal(fake_lcm.writes, 0);
}

static void test_second_value_refused(void **state) /* nor is the zero count touched */
{
    (void)state;
    assert_int_equal(hal_otp_write(HAL_OTP_BOOT_SEED, data, 32), RSS_OK);
    memcpy(back, fake_lcm.words, sizeof(back));
    assert_int_equal(hal_otp_write(HAL_OTP_BOOT_SEED, &data[1], 32), RSS_ERR_LCM_WRITE_REFUSED);
    assert_int_equal(hal_otp_write(HAL_OTP_BOOT_SEED, data, 32), RSS_OK);
    assert_memory_equal(back, fake_lcm.words, sizeof(back));
}

static void test_power_cut_at_every_write(void **state)
{
    (void)state;
    for (uint32_t writes = 0; writes <= 8 + 1; writes++) {
        reset(NULL);
        fake_lcm.writes_left = writes;
        assert_int_equal(hal_otp_write(HAL_OTP_CERT_REF, data, 32),
                         writes < 9 ? RSS_ERR_LCM_WRITE_VERIFY : RSS_OK);
        fake_lcm.writes_left = FAKE_UNLIMITED;
        assert_int_equal(hal_otp_write(HAL_OTP_CERT_REF, data, 32), RSS_OK);
        assert_int_equal(fake_lcm.otp.zc_cert_ref, zero_bits(data, 32));
    }
}

static void test_counters(void **state)
{
    (void)state;
    for (size_t i = 0; i < HAL_OTP_COUNTER_COUNT; i++) {
        const uint32_t *words = &fake_lcm.words[counters[i].offset / 4];
        uint32_t value = 99;

        reset(NULL);
        assert_int_equal(hal_otp_counter_read(counters[i].id, &value), RSS_OK);
        assert_int_equal(value, 0);
        assert_int_equal(hal_otp_counter_raise(counters[i].id, 3), RSS_OK);
        assert_int_equal(fake_lcm.writes, 3);
        assert_int_equal(hal_otp_counter_raise(counters[i].id, 3), RSS_OK);
        assert_int_equal(hal_otp_counter_raise(counters[i].id, 4), RSS_OK);
        assert_int_equal(fake_lcm.writes, 4); /* only what is missing */
        assert_int_equal(hal_otp_counter_read(counters[i].id, &value), RSS_OK);
        assert_int_equal(value, 4);
        for (uint32_t word = 0; word < 128; word++) {
            assert_int_equal(words[word], word < 4 ? MAGIC : 0);
        }
        assert_int_equal(hal_otp_counter_raise(counters[i].id, 3), RSS_ERR_OTP_COUNTER_LOWER);
        assert_int_equal(hal_otp_counter_raise(counters[i].id, 129), RSS_ERR_OTP_COUNTER_LIMIT);
        assert_int_equal(hal_otp_counter_raise(counters[i].id, 0xffffffff), RSS_ERR_OTP_COUNTER_LIMIT);
        assert_int_equal(fake_lcm.writes, 4);
        assert_int_equal(hal_otp_counter_raise(counters[i].id, 128), RSS_OK);
        assert_int_equal(hal_otp_counter_read(counters[i].id, &value), RSS_OK);
        assert_int_equal(value, 128);
    }
    assert_int_equal(hal_otp_counter_raise(HAL_OTP_COUNTER_COUNT, 1), RSS_ERR_OTP_ELEMENT);
}

static void test_counter_tampered(void **state)
{
    static const struct {
        uint32_t word, value;
    } rows[] = { { 2, 0xffffffff },  { 2, 1 },          { 2, 0x3333caff }, { 3, 1 }, { 3, 0x3333caff },
                 { 3, 0x80000000u }, { 1, 0x3333cafc }, { 1, 0 },          { 4, 2 }, { 5, MAGIC },
                 { 5, 0x3333cafcu }, { 127, MAGIC },    { 127, 2 } };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t value = 99;

        reset(NULL);
        assert_int_equal(hal_otp_counter_raise(HAL_OTP_COUNTER_BL2_1, 3), RSS_OK);
        fake_lcm.otp.bl2_nv_counter[1].words[rows[i].word] = rows[i].value;
        assert_int_equal(hal_otp_counter_read(HAL_OTP_COUNTER_BL2_1, &value), RSS_ERR_OTP_COUNTER);
        assert_int_equal(value, 99);
        assert_int_equal(hal_otp_counter_raise(HAL_OTP_COUNTER_BL2_1, 9), RSS_ERR_OTP_COUNTER);
        assert_int_equal(fake_lcm.writes, 3);
    }
}

static void test_counter_power_cut(void **state) /* leaves a value between the two, never a gap */
{
    (void)state;
    for (uint32_t writes = 0; writes < 5; writes++) {
        uint32_t value = 99;

        reset(NULL);
        assert_int_equal(hal_otp_counter_raise(HAL_OTP_COUNTER_BL2_0, 2), RSS_OK);
        fake_lcm.writes_left = writes;
        assert_int_equal(hal_otp_counter_raise(HAL_OTP_COUNTER_BL2_0, 7), RSS_ERR_LCM_WRITE_VERIFY);
        assert_int_equal(hal_otp_counter_read(HAL_OTP_COUNTER_BL2_0, &value), RSS_OK);
        assert_int_equal(value, 2 + writes);
        fake_lcm.writes_left = FAKE_UNLIMITED;
        assert_int_equal(hal_otp_counter_raise(HAL_OTP_COUNTER_BL2_0, 7), RSS_OK);
    }
}

static void test_counter_torn(
    void **state) /* inside a word: the old value, and the next raise completes it */
{
    (void)state;
    for (uint32_t torn = 0; torn < 32 + 32; torn++) { /* one bit, all but one bit */
        const uint32_t part = torn < 32 ? MAGIC & 1u << torn : MAGIC & ~(1u << (torn - 32));
        const uint32_t want = part == MAGIC ? 4 : 3;
        uint32_t value = 99;

        reset(NULL);
        assert_int_equal(hal_otp_counter_raise(HAL_OTP_COUNTER_BL2_3, 3), RSS_OK);
        fake_lcm.otp.bl2_nv_counter[3].words[3] = part;
        assert_int_equal(hal_otp_counter_read(HAL_OTP_COUNTER_BL2_3, &value), RSS_OK);
        assert_int_equal(value, want);
        assert_int_equal(hal_otp_counter_raise(HAL_OTP_COUNTER_BL2_3, want), RSS_OK);
        assert_int_equal(fake_lcm.otp.bl2_nv_counter[3].words[3], part); /* nothing is asked of it */
        assert_int_equal(hal_otp_counter_raise(HAL_OTP_COUNTER_BL2_3, 5), RSS_OK);
        assert_int_equal(hal_otp_counter_read(HAL_OTP_COUNTER_BL2_3, &value), RSS_OK);
        assert_int_equal(value, 5);
        fake_lcm.otp.bl2_nv_counter[3].words[5] = part; /* a second part behind one is none of ours */
        fake_lcm.otp.bl2_nv_counter[3].words[6] = part;
        assert_int_equal(hal_otp_counter_read(HAL_OTP_COUNTER_BL2_3, &value),
                         part == 0 || part == MAGIC ? RSS_OK : RSS_ERR_OTP_COUNTER);
    }
}

static void test_torn_element(
    void **state) /* each word of a value and its count in turn holds part of its bits */
{
    (void)state;
    for (uint32_t word = 0; word < 9; word++) {
        for (uint32_t bit = 0; bit < 32; bit++) {
            const uint32_t count = zero_bits(data, 32);

            reset(NULL);
            fake_lcm.writes_left = word;
            (void)!hal_otp_write(HAL_OTP_CERT_REF, data, 32);
            fake_lcm.writes_left = FAKE_UNLIMITED;
            fake_lcm.words[word < 8 ? (0x1b0 / 4) + word : 0x100 / 4] |=
                (word < 8 ? ((const uint32_t *)(const void *)data)[word] : count) & 1u << bit;
            assert_int_equal(hal_otp_write(HAL_OTP_CERT_REF, data, 32), RSS_OK);
            assert_memory_equal(&fake_lcm.words[0x1b0 / 4], data, 32);
            assert_int_equal(fake_lcm.otp.zc_cert_ref, count);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_elements, reset),
        cmocka_unit_test_setup(test_wrong_sizes, reset),
        cmocka_unit_test_setup(test_second_value_refused, reset),
        cmocka_unit_test_setup(test_power_cut_at_every_write, reset),
        cmocka_unit_test_setup(test_counters, reset),
        cmocka_unit_test_setup(test_counter_tampered, reset),
        cmocka_unit_test_setup(test_counter_power_cut, reset),
        cmocka_unit_test_setup(test_counter_torn, reset),
        cmocka_unit_test_setup(test_torn_element, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
