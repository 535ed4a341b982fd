/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver against a small LCM of the test: OTP bits that only go up, two reads that may differ, a power
 * cut. */
#include "drivers/lcm/lcm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/fih.h"
#include "lib/base/mmio.h"

#define BASE      0x500a0000u
#define OTP_WORDS 16u
#define NEVER     0xffffffffu

static struct {
    uint32_t state, key_error, tp_mode, fatal, sp_enable;
    uint32_t otp[OTP_WORDS];
    bool sp_stuck;            /* SP_ENABLE is ignored */
    uint32_t flip_read;       /* the n-th read of the OTP from now on has a wrong bit */
    uint32_t flip_state_read; /* same for the state register */
    uint32_t writes_left;     /* OTP words that can be programmed until the power is cut */
    uint32_t programmed;      /* OTP words programmed so far */
    uint32_t sp_writes;
    bool commit_fails;
} device;

static bool counts_down(uint32_t *counter)
{
    return *counter != NEVER && (*counter)-- == 0;
}

uint32_t mmio_read32(uintptr_t address)
{
    const uint32_t offset = (uint32_t)(address - BASE);

    switch (offset) {
    case 0x000:
        return counts_down(&device.flip_state_read) ? device.state ^ 1u : device.state;
    case 0x004:
        return device.key_error;
    case 0x008:
        return device.tp_mode;
    case 0x00c:
        return device.fatal;
    case 0x014:
        return device.sp_enable;
    case 0x01c:
        return sizeof(device.otp);
    default:
        assert_in_range(offset, 0x1000, 0x1000 + sizeof(device.otp) - 4);
        assert_int_equal(offset % 4, 0);
        return device.otp[(offset - 0x1000) / 4] ^ (counts_down(&device.flip_read) ? 0x80u : 0u);
    }
}

void mmio_write32(uintptr_t address, uint32_t value)
{
    const uint32_t offset = (uint32_t)(address - BASE);

    if (offset == 0x014) {
        device.sp_writes++;
        if (value == 0x5ec10e1e && !device.sp_stuck) {
            device.sp_enable = 0xffffffff;
        }
        return;
    }
    assert_in_range(offset, 0x1000, 0x1000 + sizeof(device.otp) - 4);
    if (offset == 0x1000 + 4 * 15) { /* stands for a commit word */
        device.otp[15] = device.commit_fails ? 0xff : 0;
        return;
    }
    if (device.writes_left != 0) {
        device.writes_left -= device.writes_left != NEVER;
        device.otp[(offset - 0x1000) / 4] |= value;
        device.programmed++;
    }
}

void fih_panic(void)
{
    fail_msg("fih_panic");
    __builtin_unreachable();
}

static int reset(void **state)
{
    (void)state;
    memset(&device, 0, sizeof(device));
    device.state = LCM_STATE_CM;
    device.tp_mode = LCM_TP_MODE_TCI;
    device.flip_read = device.flip_state_read = device.writes_left = NEVER;
    return 0;
}

static void test_state_codes(void **state)
{
    static const struct {
        uint32_t value;
        rss_status_t status;
    } rows[] = { { 0xcccc3c3c, RSS_OK },
                 { 0xdddd5a5a, RSS_OK },
                 { 0xeeeea5a5, RSS_OK },
                 { 0xffffc3c3, RSS_OK },
                 { 0xdeadbeef, RSS_ERR_LCM_STATE },
                 { 0, RSS_ERR_LCM_STATE },
                 { 0xffffffff, RSS_ERR_LCM_STATE },
                 { 0xeeeea5a4, RSS_ERR_LCM_STATE } };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t value = 0x1234;

        device.state = rows[i].value;
        assert_int_equal(lcm_get_state(BASE, &value), rows[i].status);
        assert_int_equal(value, rows[i].status == RSS_OK ? rows[i].value : 0x1234);
    }
}

static void test_state_glitch(void **state) /* one of the two reads is wrong */
{
    (void)state;
    for (uint32_t read = 0; read < 2; read++) {
        uint32_t value = 0x1234;

        device.flip_state_read = read;
        assert_int_equal(lcm_get_state(BASE, &value), RSS_ERR_LCM_STATE);
        assert_int_equal(value, 0x1234);
    }
}

static void test_tp_mode_codes(void **state)
{
    uint32_t mode = 0x1234;

    (void)state;
    device.tp_mode = 0x000033cc;
    assert_int_equal(lcm_get_tp_mode(BASE, &mode), RSS_OK);
    assert_int_equal(mode, LCM_TP_MODE_VIRGIN);
    device.tp_mode = 0xdeadbeef;
    assert_int_equal(lcm_get_tp_mode(BASE, &mode), RSS_ERR_LCM_STATE);
    assert_int_equal(mode, LCM_TP_MODE_VIRGIN);
}

static void test_errors(void **state)
{
    (void)state;
    assert_int_equal(lcm_check_errors(BASE), RSS_OK);
    device.key_error = 2;
    assert_int_equal(lcm_check_errors(BASE), RSS_ERR_LCM_KEY_ERROR);
    device.fatal = 0xffffffff;
    assert_int_equal(lcm_check_errors(BASE), RSS_ERR_LCM_FATAL);
}

static void test_provisioning(void **state)
{
    (void)state;
    assert_int_equal(lcm_enable_provisioning(BASE), RSS_OK);
    assert_int_equal(device.sp_writes, 1);
    assert_int_equal(lcm_enable_provisioning(BASE),
                     RSS_OK); /* on already: the reset is not asked for again */
    assert_int_equal(device.sp_writes, 1);
}

static void test_provisioning_times_out(void **state) /* a stuck LCM must not hang the ROM */
{
    (void)state;
    device.sp_stuck = true;
    assert_int_equal(lcm_enable_provisioning(BASE), RSS_ERR_LCM_TIMEOUT);
}

static void test_ranges(void **state)
{
    static const struct {
        uint32_t offset;
        size_t bytes;
        rss_status_t status;
    } rows[] = { { 0, 4, RSS_OK },
                 { 60, 4, RSS_OK }, /* the last word, which upstream cannot reach */
                 { 0, 64, RSS_OK },
                 { 64, 0, RSS_OK },
                 { 2, 4, RSS_ERR_LCM_RANGE },
                 { 0, 3, RSS_ERR_LCM_RANGE },
                 { 64, 4, RSS_ERR_LCM_RANGE },
                 { 60, 8, RSS_ERR_LCM_RANGE },
                 { 0, 68, RSS_ERR_LCM_RANGE },
                 { 0xfffffffc, 8, RSS_ERR_LCM_RANGE }, /* wraps */
                 { 4, 0xfffffffc, RSS_ERR_LCM_RANGE } };
    uint8_t bytes[64];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].bytes <= sizeof(bytes)) {
            assert_int_equal(lcm_read_otp(BASE, rows[i].offset, bytes, rows[i].bytes), rows[i].status);
        }
        memset(bytes, 0, sizeof(bytes));
        assert_int_equal(lcm_write_otp(BASE, rows[i].offset, bytes, rows[i].bytes), rows[i].status);
    }
    assert_int_equal(lcm_commit(BASE, 64), RSS_ERR_LCM_RANGE);
    assert_int_equal(device.programmed, 0);
}

static void test_read(void **state)
{
    static const uint8_t expected[8] = { 0x44, 0x33, 0x22, 0x11, 0x88, 0x77, 0x66, 0x55 };
    uint8_t bytes[9];

    (void)state;
    device.otp[1] = 0x11223344;
    device.otp[2] = 0x55667788;
    assert_int_equal(lcm_read_otp(BASE, 4, &bytes[1], 8), RSS_OK); /* any alignment of the buffer */
    assert_memory_equal(&bytes[1], expected, 8);
}

static void test_read_glitch(void **state) /* each of the reads in turn is wrong: nothing of it gets out */
{
    static const uint8_t zeros[12];

    (void)state;
    for (uint32_t read = 0; read < 6; read++) {
        uint8_t bytes[12];

        memset(bytes, 0xa5, sizeof(bytes));
        device.otp[0] = device.otp[1] = device.otp[2] = 0x11111111;
        device.flip_read = read;
        assert_int_equal(lcm_read_otp(BASE, 0, bytes, sizeof(bytes)), RSS_ERR_LCM_MISMATCH);
        assert_memory_equal(bytes, zeros, sizeof(bytes));
    }
}

static void test_write(void **state)
{
    static const uint32_t words[3] = { 0x0f, 0, 0xf0 };

    (void)state;
    assert_int_equal(lcm_write_otp(BASE, 0, words, sizeof(words)), RSS_OK);
    assert_memory_equal(device.otp, words, sizeof(words));
    assert_int_equal(device.programmed, 2); /* zeros need no programming */
    assert_int_equal(lcm_write_otp(BASE, 0, words, sizeof(words)), RSS_OK);
    assert_int_equal(device.programmed, 2); /* nor does what is there already */
}

static void test_write_refused(void **state) /* the last word cannot be had: nothing before it is touched */
{
    static const uint32_t words[3] = { 0x0f, 0xff, 0xf0 };

    (void)state;
    device.otp[2] = 0x1f0; /* a bit too many */
    assert_int_equal(lcm_write_otp(BASE, 0, words, sizeof(words)), RSS_ERR_LCM_WRITE_REFUSED);
    assert_int_equal(device.programmed, 0);
}

static void test_write_completes(void **state) /* words that lost power with part of their bits */
{
    static const uint32_t words[3] = { 0x0f, 0xff, 0xf0 };

    (void)state;
    for (uint32_t part = 0; part <= 0xff; part++) {
        device.otp[0] = 0x0f;
        device.otp[1] = part;
        device.otp[2] = 0;
        device.programmed = 0;
        assert_int_equal(lcm_write_otp(BASE, 0, words, sizeof(words)), RSS_OK);
        assert_memory_equal(device.otp, words, sizeof(words));
        assert_int_equal(device.programmed, part == 0xff ? 1 : 2);
    }
}

static void test_write_verify(void **state) /* a word that does not take its value */
{
    static const uint32_t words[3] = { 1, 2, 3 };

    (void)state;
    for (uint32_t works = 0; works < 3; works++) {
        memset(device.otp, 0, sizeof(device.otp));
        device.writes_left = works;
        assert_int_equal(lcm_write_otp(BASE, 0, words, sizeof(words)), RSS_ERR_LCM_WRITE_VERIFY);
        device.writes_left = NEVER; /* power cut there, then the same write again */
        assert_int_equal(lcm_write_otp(BASE, 0, words, sizeof(words)), RSS_OK);
        assert_memory_equal(device.otp, words, sizeof(words));
    }
}

static void test_write_hidden_keys(void **state) /* words that read as zero whatever was written */
{
    static const uint32_t words[3] = { 1, 2, 3 };

    (void)state;
    device.writes_left = 0; /* as it looks */
    device.tp_mode = LCM_TP_MODE_PCI;
    assert_int_equal(lcm_write_otp(BASE, 0, words, sizeof(words)), RSS_OK);
    device.fatal = 0xffffffff;
    assert_int_equal(lcm_write_otp(BASE, 0, words, sizeof(words)), RSS_ERR_LCM_WRITE_VERIFY);
    device.fatal = 0;
    device.tp_mode = LCM_TP_MODE_TCI;
    assert_int_equal(lcm_write_otp(BASE, 0, words, sizeof(words)), RSS_ERR_LCM_WRITE_VERIFY);
    device.state = LCM_STATE_RMA;
    assert_int_equal(lcm_write_otp(BASE, 0, words, sizeof(words)), RSS_OK);
    device.otp[1] = 1; /* neither hidden nor whole */
    assert_int_equal(lcm_write_otp(BASE, 0, (const uint32_t[3]){ 1, 3, 3 }, sizeof(words)),
                     RSS_ERR_LCM_WRITE_VERIFY);
}

static void test_commit(void **state)
{
    (void)state;
    assert_int_equal(lcm_commit(BASE, 60), RSS_OK);
    device.commit_fails = true;
    assert_int_equal(lcm_commit(BASE, 60), RSS_ERR_LCM_COMMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_state_codes, reset),
        cmocka_unit_test_setup(test_state_glitch, reset),
        cmocka_unit_test_setup(test_tp_mode_codes, reset),
        cmocka_unit_test_setup(test_errors, reset),
        cmocka_unit_test_setup(test_provisioning, reset),
        cmocka_unit_test_setup(test_provisioning_times_out, reset),
        cmocka_unit_test_setup(test_ranges, reset),
        cmocka_unit_test_setup(test_read, reset),
        cmocka_unit_test_setup(test_read_glitch, reset),
        cmocka_unit_test_setup(test_write, reset),
        cmocka_unit_test_setup(test_write_refused, reset),
        cmocka_unit_test_setup(test_write_completes, reset),
        cmocka_unit_test_setup(test_write_verify, reset),
        cmocka_unit_test_setup(test_write_hidden_keys, reset),
        cmocka_unit_test_setup(test_commit, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
