/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/lifecycle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hal/otp.h"
#include "lib/base/fih.h"
#include "platforms/rss/fake_lcm.h"

#define CM  0xcccc3c3cu
#define DM  0xdddd5a5au
#define SE  0xeeeea5a5u
#define RMA 0xffffc3c3u

static jmp_buf was_reset;

void hal_reset_system(void)
{
    longjmp(was_reset, 1);
}

static void fill(void *bytes, size_t size_bytes, uint8_t first)
{
    for (size_t i = 0; i < size_bytes; i++) {
        ((uint8_t *)bytes)[i] = (uint8_t)(first + i);
    }
}

/* A device that went through provisioning, in SE. */
static void provision(void)
{
    static const enum hal_otp_id big[] = { HAL_OTP_HOST_ROTPK_S, HAL_OTP_HOST_ROTPK_NS,
                                           HAL_OTP_HOST_ROTPK_CCA };
    uint8_t bytes[96];

    fake_lcm_reset(SE);
    fill(bytes, sizeof(bytes), 7);
    for (uint32_t id = 0; id < HAL_OTP_COUNT; id++) { /* those of 32 bytes; others refuse the size */
        (void)!hal_otp_write((enum hal_otp_id)id, bytes, 32);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(hal_otp_write(big[i], bytes, 96), RSS_OK);
    }
    assert_int_equal(hal_otp_write(HAL_OTP_BL1_ROTPK_0, bytes, 56), RSS_OK);
    assert_int_equal(hal_otp_write(HAL_OTP_CCA_SYSTEM_PROPERTIES, bytes, 4), RSS_OK);
    fake_lcm.otp.cm_config_2 = fake_lcm.otp.zc_boot_seed | 0x1234 << 8; /* same 32 bytes, so the same count */
}

static void test_get(void **state)
{
    static const struct {
        uint32_t lcm;
        enum hal_lifecycle state;
    } rows[] = { { CM, 0 }, { DM, 1 }, { SE, 3 }, { RMA, 7 } };
    enum hal_lifecycle lifecycle = HAL_LIFECYCLE_SECURED;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        fake_lcm_reset(rows[i].lcm);
        assert_int_equal(hal_lifecycle_get(&lifecycle), RSS_OK);
        assert_int_equal(lifecycle, rows[i].state);
    }
    fake_lcm_reset(0xdeadbeef);
    assert_int_equal(hal_lifecycle_get(&lifecycle), RSS_ERR_LCM_STATE);
    assert_int_equal(lifecycle, HAL_LIFECYCLE_DECOMMISSIONED);
}

static void test_check_refusals(void **state)
{
    (void)state;
    fake_lcm_reset(0xdeadbeef);
    assert_int_equal(hal_lifecycle_check(HAL_CHIP_TEST), RSS_ERR_LCM_STATE);
    fake_lcm_reset(CM);
    fake_lcm.otp_bytes = 0x3448;
    assert_int_equal(hal_lifecycle_check(HAL_CHIP_TEST), RSS_ERR_OTP_SIZE);
    fake_lcm_reset(CM);
    fake_lcm.fatal = 0xffffffff;
    assert_int_equal(hal_lifecycle_check(HAL_CHIP_TEST), RSS_ERR_LCM_FATAL);
    fake_lcm_reset(DM);
    fake_lcm.key_error = 1;
    assert_int_equal(hal_lifecycle_check(HAL_CHIP_TEST), RSS_ERR_LCM_KEY_ERROR);
    assert_int_equal(fake_lcm.sp_enable, 0);
    assert_int_equal(fake_lcm.writes, 0);
}

static void test_check_virgin(void **state)
{
    (void)state;
    fake_lcm_reset(CM);
    fake_lcm.tp_mode = 0x000033cc;
    if (setjmp(was_reset) == 0) {
        (void)!hal_lifecycle_check(HAL_CHIP_TEST);
        fail_msg("no reset");
    }
    assert_int_equal(fake_lcm.otp.tp_mode_config, 0x0000ffff);
    assert_int_equal(fake_lcm.writes, 1);
    assert_int_equal(fake_lcm.sp_enable, 0);
    fake_lcm_reset(CM);
    fake_lcm.tp_mode = 0x000033cc;
    if (setjmp(was_reset) == 0) {
        (void)!hal_lifecycle_check(HAL_CHIP_PRODUCTION);
        fail_msg("no reset");
    }
    assert_int_equal(fake_lcm.otp.tp_mode_config, 0xffff0000);
    for (uint32_t i = 0; i < 2; i++) { /* a part of either kind stays what it is */
        fake_lcm_reset(CM);
        fake_lcm.tp_mode = i == 0 ? 0x111155aa : 0x2222aa55;
        assert_int_equal(hal_lifecycle_check(i == 0 ? HAL_CHIP_PRODUCTION : HAL_CHIP_TEST), RSS_OK);
        assert_int_equal(fake_lcm.writes, 0);
    }
}

static void test_check_enters_provisioning(void **state)
{
    (void)state;
    fih_steps_start();
    fake_lcm_reset(CM);
    assert_int_equal(hal_lifecycle_check(HAL_CHIP_TEST), RSS_OK);
    assert_int_equal(fake_lcm.sp_enable, 0xffffffff);
    fake_lcm_reset(DM);
    assert_int_equal(hal_lifecycle_check(HAL_CHIP_TEST), RSS_OK);
    assert_int_equal(fake_lcm.sp_enable, 0xffffffff);
    assert_int_equal(fih_steps, 0);
    provision();
    assert_int_equal(hal_lifecycle_check(HAL_CHIP_TEST), RSS_OK);
    assert_int_equal(fake_lcm.sp_enable, 0);
    assert_int_equal(fih_steps, HAL_LIFECYCLE_STEP_TAMPER);
}

static void test_tampering(void **state) /* one bit of each field and of each count */
{
#define FIELD(member) offsetof(struct otp_layout, member)
    static const uint16_t offsets[] = {
        FIELD(rotpk),
        FIELD(boot_seed),
        FIELD(implementation_id),
        FIELD(cert_ref),
        FIELD(verification_service_url),
        FIELD(profile_definition),
        FIELD(bl2_rotpk[0]),
        FIELD(bl2_rotpk[1]),
        FIELD(bl2_rotpk[2]) + 28,
        FIELD(bl2_encryption_key),
        FIELD(bl1_2_image_hash),
        FIELD(bl2_image_hash),
        FIELD(bl1_rotpk_0) + 52,
        FIELD(host_rotpk_s),
        FIELD(host_rotpk_ns) + 92,
        FIELD(host_rotpk_cca),
        FIELD(cca_system_properties),
        FIELD(cm_config_2),
        FIELD(zc_boot_seed),
        FIELD(zc_implementation_id),
        FIELD(zc_cert_ref),
        FIELD(zc_verification_service_url),
        FIELD(zc_profile_definition),
        FIELD(zc_bl2_rotpk[0]),
        FIELD(zc_bl2_rotpk[1]),
        FIELD(zc_bl2_rotpk[2]),
        FIELD(zc_bl2_encryption_key),
        FIELD(zc_bl1_2_image_hash),
        FIELD(zc_bl2_image_hash),
        FIELD(zc_bl1_rotpk_0),
        FIELD(zc_host_rotpk_s),
        FIELD(zc_host_rotpk_ns),
        FIELD(zc_host_rotpk_cca),
        FIELD(zc_cca_system_properties),
    };
    (void)state;
    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        provision();
        fake_lcm.words[offsets[i] / 4] ^= 0x40;
        fih_steps_start();
        assert_int_equal(hal_lifecycle_check(HAL_CHIP_TEST), RSS_ERR_OTP_ZERO_COUNT);
        assert_int_equal(fih_steps, 0);
    }
    provision();
    fake_lcm.otp.cm_config_2 ^= 0x10000; /* not a count: the configuration beside it */
    assert_int_equal(hal_lifecycle_check(HAL_CHIP_TEST), RSS_OK);
}

static void test_advance_to_dm(void **state)
{
    static const uint8_t dummy[8] = { 1, 2, 3, 4, 1, 2, 3, 4 };
    uint8_t huk[32];

    (void)state;
    fake_lcm_reset(CM);
    fill(huk, sizeof(huk), 0x20);
    memcpy(fake_lcm.otp.huk, huk, sizeof(huk));
    memset(fake_lcm.otp.guk, 0x11, 32);
    fake_lcm.otp.kce_cm[5] = 2; /* what power left of an earlier attempt */
    memset(fake_lcm.otp.rotpk, 0x0f, 32);
    assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_PSA_ROT_PROVISIONING), RSS_OK);
    assert_int_equal(fake_lcm.sp_enable, 0xffffffff);
    assert_memory_equal(fake_lcm.otp.huk, huk, sizeof(huk)); /* what is there stays */
    assert_memory_equal(fake_lcm.otp.kp_cm, dummy, 8);
    assert_memory_equal(&fake_lcm.otp.kce_cm[24], dummy, 8);
    assert_int_equal(fake_lcm.otp.kp_dm[0], 0);
    assert_int_equal(fake_lcm.otp.cm_config_1, 0xffffffff); /* as written; the hardware makes counts of it */
    assert_int_equal(fake_lcm.otp.cm_config_2, 128);
    /* the two words one right after the other, the commit last: between them the part has no valid state */
    assert_int_equal(fake_lcm.last_offset[1], 0xe8);
    assert_int_equal(fake_lcm.last_offset[0], 0xe4);
}

static void test_advance_production_part(
    void **state) /* keys read as zero, before and after they are written */
{
    uint8_t huk[32];

    (void)state;
    fake_lcm_reset(CM);
    fake_lcm.tp_mode = 0x2222aa55;
    fill(huk, sizeof(huk), 0x20);
    assert_int_equal(hal_otp_write(HAL_OTP_HUK, huk, sizeof(huk)), RSS_OK);
    memset(fake_lcm.otp.rotpk, 0x0f, 32);
    assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_PSA_ROT_PROVISIONING), RSS_OK);
    assert_memory_equal(fake_lcm.otp.huk, huk, sizeof(huk));
    assert_int_equal(fake_lcm.otp.kp_cm[0], 1);
    assert_int_equal(fake_lcm.otp.kce_cm[31], 4);
    fake_lcm.state = DM;
    fake_lcm.otp.cm_config_1 = 0;
    assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_SECURED), RSS_OK);
    assert_int_equal(fake_lcm.otp.kp_dm[0], 1);
    fake_lcm.fatal = 0xffffffff; /* the only sign of a write that failed */
    assert_int_equal(hal_otp_write(HAL_OTP_HUK, huk, sizeof(huk)), RSS_ERR_LCM_WRITE_VERIFY);
}

static void test_advance_to_se(void **state)
{
    static const uint8_t key[32] = { 0x80 };

    (void)state;
    fake_lcm_reset(DM);
    memcpy(fake_lcm.otp.kp_dm, key, sizeof(key)); /* a key that is there stays */
    assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_SECURED), RSS_OK);
    assert_memory_equal(fake_lcm.otp.kp_dm, key, sizeof(key));
    fake_lcm_reset(DM);
    assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_SECURED), RSS_OK);
    assert_int_equal(fake_lcm.otp.kp_dm[1], 2);
    assert_int_equal(fake_lcm.otp.kce_dm[31], 4);
    assert_int_equal(fake_lcm.otp.huk[0], 0);
    assert_int_equal(fake_lcm.otp.dm_config, 0xffffffff);
    assert_int_equal(fake_lcm.otp.cm_config_2, 0);
}

static void test_advance_refusals(
    void **state) /* every state by every target, but the three that there are */
{
    static const uint32_t from[] = { CM, DM, SE, RMA };
    static const enum hal_lifecycle to[] = { HAL_LIFECYCLE_ASSEMBLY_AND_TEST,
                                             HAL_LIFECYCLE_PSA_ROT_PROVISIONING, HAL_LIFECYCLE_SECURED,
                                             HAL_LIFECYCLE_DECOMMISSIONED };
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 4; j++) {
            fake_lcm_reset(from[i]);
            memset(fake_lcm.otp.rotpk, 0x0f, 32);
            memset(fake_lcm.otp.huk, 0x0f, 64);
            if (j == i + 1) {
                assert_int_equal(hal_lifecycle_advance(to[j]), RSS_OK);
                assert_int_not_equal(fake_lcm.writes, 0);
                continue;
            }
            assert_int_equal(hal_lifecycle_advance(to[j]), RSS_ERR_LCM_TRANSITION);
            assert_int_equal(fake_lcm.writes, 0);
            assert_int_equal(fake_lcm.sp_enable, 0);
        }
    }
    for (size_t j = 0; j < 4; j++) { /* no state at all */
        fake_lcm_reset(0xdeadbeef);
        assert_int_equal(hal_lifecycle_advance(to[j]), RSS_ERR_LCM_STATE);
        assert_int_equal(fake_lcm.writes, 0);
    }
}

static void test_advance_to_rma(void **state)
{
    (void)state;
    fake_lcm_reset(SE);
    assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_DECOMMISSIONED), RSS_OK);
    assert_int_equal(fake_lcm.otp.cm_rma_flag, 0xffffffff);
    assert_int_equal(fake_lcm.otp.dm_rma_flag, 0xffffffff);
    assert_int_equal(fake_lcm.writes, 2);
    assert_int_equal(fake_lcm.last_offset[1],
                     0xf0); /* the decision, which hal_lifecycle_resume goes on from */
    assert_int_equal(fake_lcm.last_offset[0], 0xf4);
    assert_int_equal(fake_lcm.sp_enable, 0);
}

static void expect_secrets_destroyed(void)
{
    static const uint32_t ones = 0xffffffff;
    struct otp_layout expected = { 0 };

    memset(&expected, 0xff, 0xe0);
    memset(expected.bl2_encryption_key, 0xff, 32);
    expected.boot_seed[3] = 7; /* no secret: it stays */
    assert_int_equal(hal_lifecycle_destroy_secrets(), RSS_OK);
    assert_memory_equal(&fake_lcm.otp, &expected, sizeof(expected));
    assert_int_equal(fake_lcm.words[0], ones);
}

static void test_destroy_secrets(void **state)
{
    static const uint32_t others[] = { CM, DM, SE, 0xdeadbeef };

    (void)state;
    for (uint32_t cut = 0; cut < 65; cut++) { /* power lost before each write, then once more */
        fake_lcm_reset(RMA);
        memset(fake_lcm.otp.guk, 0x5a, 32);
        memset(fake_lcm.otp.rotpk, 0xa5, 32);
        memset(fake_lcm.otp.bl2_encryption_key, 0x11, 32);
        fake_lcm.otp.boot_seed[3] = 7;
        fake_lcm.writes_left = cut;
        (void)!hal_lifecycle_destroy_secrets();
        fake_lcm.writes_left = FAKE_UNLIMITED;
        expect_secrets_destroyed();
    }
    for (size_t i = 0; i < 4; i++) {
        fake_lcm_reset(others[i]);
        assert_int_equal(hal_lifecycle_destroy_secrets(),
                         i == 3 ? RSS_ERR_LCM_STATE : RSS_ERR_LCM_TRANSITION);
        assert_int_equal(fake_lcm.writes, 0);
    }
    fake_lcm_reset(RMA); /* the LCM could not */
    fake_lcm.writes_left = 0;
    fake_lcm.fatal = 0xffffffff;
    assert_int_equal(hal_lifecycle_destroy_secrets(), RSS_ERR_LCM_WRITE_VERIFY);
}

static void expect_reset(void)
{
    if (setjmp(was_reset) == 0) {
        (void)!hal_lifecycle_resume();
        fail_msg("no reset");
    }
}

static void test_resume_to_dm(void **state) /* power lost between the two words, or inside the first */
{
    static const uint32_t parts[] = { 0x80, 0 };

    (void)state;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        fake_lcm_reset(0xdeadbeef);
        memset(fake_lcm.otp.rotpk, 0x0f, 32);
        fake_lcm.otp.cm_config_2 = parts[i];
        expect_reset();
        assert_int_equal(fake_lcm.sp_enable, 0xffffffff);
        assert_int_equal(fake_lcm.otp.cm_config_2, 128);
        assert_int_equal(fake_lcm.otp.cm_config_1, 0xffffffff);
        assert_int_equal(fake_lcm.last_offset[0], 0xe4);
    }
}

static void test_resume_commit(void **state) /* power lost inside the commit word */
{
    static const struct {
        uint32_t state, offset;
    } rows[] = { { DM, 0xe4 }, { SE, 0xec } };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        fake_lcm_reset(rows[i].state);
        fake_lcm.commit_error = 3;
        fake_lcm.commit_clears_error = true;
        expect_reset();
        assert_int_equal(fake_lcm.sp_enable, 0xffffffff);
        assert_int_equal(fake_lcm.writes, 1);
        assert_int_equal(fake_lcm.last_offset[0], rows[i].offset);
        fake_lcm_reset(rows[i].state); /* tampering: the LCM does not take the commit */
        fake_lcm.commit_error = 3;
        assert_int_equal(hal_lifecycle_resume(), RSS_ERR_LCM_KEY_ERROR);
    }
}

static void test_resume_to_rma(void **state)
{
    static const struct {
        uint32_t cm, dm;
        bool goes_on;
    } rows[] = { { 0xffffffff, 0, true },
                 { 0xffffffff, 0x00ff0000, true },
                 { 0x7fffffff, 0, false }, /* torn: no decision yet, the device stays in SE */
                 { 0, 0xffffffff, false } };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        fake_lcm_reset(SE);
        fake_lcm.otp.cm_rma_flag = rows[i].cm;
        fake_lcm.otp.dm_rma_flag = rows[i].dm;
        if (rows[i].goes_on) {
            expect_reset();
            assert_int_equal(fake_lcm.otp.dm_rma_flag, 0xffffffff);
            assert_int_equal(fake_lcm.writes, 1);
        } else {
            assert_int_equal(hal_lifecycle_resume(), RSS_OK);
            assert_int_equal(fake_lcm.writes, 0);
        }
    }
}

static void test_resume_nothing(void **state)
{
    static const uint32_t states[] = { CM, DM, SE, RMA };

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        fake_lcm_reset(states[i]);
        assert_int_equal(hal_lifecycle_resume(), RSS_OK);
        assert_int_equal(fake_lcm.sp_enable, 0);
        assert_int_equal(fake_lcm.writes, 0);
    }
}

static void test_resume_refusals(void **state)
{
    (void)state;
    fake_lcm_reset(0xdeadbeef); /* no ROTPK */
    assert_int_equal(hal_lifecycle_resume(), RSS_ERR_LCM_STATE);
    assert_int_equal(fake_lcm.writes, 0);
    fake_lcm_reset(0xdeadbeef); /* a word that is no part of the right one */
    memset(fake_lcm.otp.rotpk, 0x0f, 32);
    fake_lcm.otp.cm_config_2 = 0x81;
    assert_int_equal(hal_lifecycle_resume(), RSS_ERR_LCM_STATE);
    assert_int_equal(fake_lcm.writes, 0);
    fake_lcm_reset(0xdeadbeef); /* the LCM does not let the transition be finished */
    memset(fake_lcm.otp.rotpk, 0x0f, 32);
    fake_lcm.sp_refused = true;
    assert_int_equal(hal_lifecycle_resume(), RSS_ERR_LCM_STATE);
    assert_int_equal(fake_lcm.writes, 0);
}

static void test_torn_tp_mode(void **state) /* completed in CM, an error in any other state */
{
    (void)state;
    fake_lcm_reset(CM);
    fake_lcm.tp_mode = 0xdeadbeef;
    fake_lcm.otp.tp_mode_config = 0x00ff;
    if (setjmp(was_reset) == 0) {
        (void)!hal_lifecycle_check(HAL_CHIP_TEST);
        fail_msg("no reset");
    }
    assert_int_equal(fake_lcm.otp.tp_mode_config, 0x0000ffff);
    fake_lcm_reset(CM);
    fake_lcm.tp_mode = 0xdeadbeef;
    fake_lcm.otp.tp_mode_config = 0x100ff;
    assert_int_equal(hal_lifecycle_check(HAL_CHIP_TEST), RSS_ERR_LCM_WRITE_REFUSED);
    fake_lcm_reset(DM);
    fake_lcm.tp_mode = 0xdeadbeef;
    assert_int_equal(hal_lifecycle_check(HAL_CHIP_TEST), RSS_ERR_LCM_STATE);
    assert_int_equal(fake_lcm.writes, 0);
}

static void test_advance_errors(void **state)
{
    (void)state;
    fake_lcm_reset(CM); /* no ROTPK */
    memset(fake_lcm.otp.huk, 0x0f, 64);
    assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_PSA_ROT_PROVISIONING), RSS_ERR_LCM_TRANSITION);
    assert_int_equal(fake_lcm.otp.cm_config_1, 0);
    fake_lcm_reset(CM); /* a ROTPK of ones has no zero bits: the word would stay zero */
    memset(fake_lcm.otp.huk, 0x0f, 64);
    memset(fake_lcm.otp.rotpk, 0xff, 32);
    assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_PSA_ROT_PROVISIONING), RSS_ERR_LCM_TRANSITION);
    assert_int_equal(fake_lcm.otp.cm_config_1, 0);
    for (uint32_t huk = 0; huk < 2;
         huk++) { /* a blank root key: nothing is committed, and it can still be written */
        fake_lcm_reset(CM);
        memset(fake_lcm.otp.rotpk, 0x0f, 32);
        memset(huk != 0 ? fake_lcm.otp.guk : fake_lcm.otp.huk, 0x0f, 32);
        assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_PSA_ROT_PROVISIONING), RSS_ERR_LCM_COMMIT);
        assert_int_equal(fake_lcm.otp.cm_config_1, 0);
        assert_int_equal(fake_lcm.otp.cm_config_2, 0);
    }
    fake_lcm_reset(CM);
    memset(fake_lcm.otp.rotpk, 0x0f, 32);
    memset(fake_lcm.otp.huk, 0x0f, 64);
    fake_lcm.commit_error = 0xff;
    assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_PSA_ROT_PROVISIONING), RSS_ERR_LCM_COMMIT);
    fake_lcm_reset(DM);
    fake_lcm.commit_error = 1;
    assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_SECURED), RSS_ERR_LCM_COMMIT);
    fake_lcm_reset(DM);
    fake_lcm.fatal = 1;
    assert_int_equal(hal_lifecycle_advance(HAL_LIFECYCLE_SECURED), RSS_ERR_LCM_FATAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_get),
        cmocka_unit_test(test_check_refusals),
        cmocka_unit_test(test_check_virgin),
        cmocka_unit_test(test_check_enters_provisioning),
        cmocka_unit_test(test_tampering),
        cmocka_unit_test(test_advance_to_dm),
        cmocka_unit_test(test_advance_production_part),
        cmocka_unit_test(test_advance_to_se),
        cmocka_unit_test(test_advance_refusals),
        cmocka_unit_test(test_advance_to_rma),
        cmocka_unit_test(test_destroy_secrets),
        cmocka_unit_test(test_advance_errors),
        cmocka_unit_test(test_resume_to_dm),
        cmocka_unit_test(test_resume_commit),
        cmocka_unit_test(test_resume_to_rma),
        cmocka_unit_test(test_resume_nothing),
        cmocka_unit_test(test_resume_refusals),
        cmocka_unit_test(test_torn_tp_mode),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
