/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl1_1/provisioning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "boot/bl1_1/bundle_source.h"
#include "hal/lifecycle.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"

volatile uint32_t fih_steps;

void fih_panic(void)
{
    abort();
}

/* An OTP of the HAL's rules: an element takes its value once and the same value again. Writes can be cut off.
 */
#define POWER_IS_ON UINT32_MAX
static struct {
    uint8_t value[0x2000];
    size_t size_bytes;
} otp[HAL_OTP_COUNT];
static enum hal_otp_id write_order[HAL_OTP_COUNT];
static uint32_t write_count;
static uint32_t writes_until_power_cut;
static enum hal_lifecycle lifecycle;

rss_status_t hal_otp_write(enum hal_otp_id id, const void *data, size_t size_bytes)
{
    if (writes_until_power_cut-- == 0) {
        return RSS_ERR_LCM_TIMEOUT; /* what a test can see of a power cut */
    }
    if (otp[id].size_bytes != 0 && memcmp(otp[id].value, data, size_bytes) != 0) {
        return RSS_ERR_LCM_WRITE_REFUSED;
    }
    memcpy(otp[id].value, data, size_bytes);
    otp[id].size_bytes = size_bytes;
    write_order[write_count++ % HAL_OTP_COUNT] = id;
    return RSS_OK;
}

rss_status_t hal_lifecycle_advance(enum hal_lifecycle to)
{
    lifecycle = to;
    return RSS_OK;
}

static const uint8_t *development_value; /* field that holds a development key, or none */

rss_status_t bundle_source_check_value(const uint8_t *value, size_t size_bytes)
{
    assert_in_range(size_bytes, 4, 0x2000);
    return value == development_value ? RSS_ERR_PROV_DEVELOPMENT : RSS_OK;
}

static struct provisioning_at_bundle at;
static struct provisioning_psa_bundle psa;

static void fill(uint8_t *field, size_t size_bytes, uint8_t start)
{
    for (size_t i = 0; i < size_bytes; i++) {
        field[i] = (uint8_t)(start + i);
    }
}

static void seal_at(void)
{
    assert_int_equal(sha256_compute(&at, offsetof(struct provisioning_at_bundle, digest), at.digest), RSS_OK);
}

static void seal_psa(void)
{
    assert_int_equal(sha256_compute(&psa, offsetof(struct provisioning_psa_bundle, digest), psa.digest),
                     RSS_OK);
}

static int virgin_device(void **state)
{
    static const uint8_t lms_types[8] = { 0, 0, 0, 6, 0, 0, 0, 4 };

    (void)state;
    memset(otp, 0, sizeof(otp));
    write_count = 0;
    development_value = NULL;
    writes_until_power_cut = POWER_IS_ON;
    lifecycle = HAL_LIFECYCLE_ASSEMBLY_AND_TEST;

    memset(&at, 0, sizeof(at));
    at.magic = 0xc0defeedu;
    fill(at.bl2_encryption_key, 32, 1);
    fill(at.guk, 32, 2);
    fill(at.bl2_image_hash, 32, 3);
    fill(at.bl1_2_image, 1000, 4);
    bytes_put_le32(&at.bl1_2_image[0x40], 0xfeedf00d);
    assert_int_equal(sha256_compute(at.bl1_2_image, sizeof(at.bl1_2_image), at.bl1_2_image_hash), RSS_OK);
    fill(at.bl1_rotpk_0, 56, 5);
    memcpy(at.bl1_rotpk_0, lms_types, sizeof(lms_types));
    for (size_t i = 0; i < 4; i++) {
        fill(at.bl2_rotpk[i], 32, (uint8_t)(6 + i));
    }
    fill(at.huk, 32, 10);
    seal_at();

    memset(&psa, 0, sizeof(psa));
    psa.magic = 0xbeeffeedu;
    fill(psa.host_rotpk_s, 96, 1);
    fill(psa.host_rotpk_ns, 96, 2);
    fill(psa.host_rotpk_cca, 96, 3);
    fill(psa.boot_seed, 32, 4);
    fill(psa.implementation_id, 32, 5);
    strcpy((char *)psa.cert_ref, "0604565272829-10010");
    memset(psa.verification_service_url, '~', 32); /* text may fill its field */
    strcpy((char *)psa.profile_definition, " ");
    psa.cca_system_properties[3] = 1;
    seal_psa();
    return 0;
}

static void test_assembly_and_test(void **state)
{
    static const enum hal_otp_id order[] = {
        HAL_OTP_AT_BUNDLE_DIGEST, HAL_OTP_BL2_ENCRYPTION_KEY, HAL_OTP_GUK,         HAL_OTP_BL1_2_IMAGE_HASH,
        HAL_OTP_BL2_IMAGE_HASH,   HAL_OTP_BL1_2_IMAGE,        HAL_OTP_BL1_ROTPK_0, HAL_OTP_BL2_ROTPK_0,
        HAL_OTP_BL2_ROTPK_1,      HAL_OTP_BL2_ROTPK_2,        HAL_OTP_BL2_ROTPK_3, HAL_OTP_HUK,
    };

    (void)state;
    assert_int_equal(provisioning_assembly_and_test(&at), RSS_OK);
    assert_int_equal(lifecycle, HAL_LIFECYCLE_PSA_ROT_PROVISIONING);
    assert_int_equal(write_count, sizeof(order) / sizeof(order[0]));
    assert_memory_equal(write_order, order, sizeof(order));
    assert_memory_equal(otp[HAL_OTP_BL2_ENCRYPTION_KEY].value, at.bl2_encryption_key, 32);
    assert_memory_equal(otp[HAL_OTP_GUK].value, at.guk, 32);
    assert_memory_equal(otp[HAL_OTP_BL1_2_IMAGE].value, at.bl1_2_image, 0x2000);
    assert_memory_equal(otp[HAL_OTP_BL1_2_IMAGE_HASH].value, at.bl1_2_image_hash, 32);
    assert_memory_equal(otp[HAL_OTP_BL2_IMAGE_HASH].value, at.bl2_image_hash, 32);
    assert_memory_equal(otp[HAL_OTP_BL1_ROTPK_0].value, at.bl1_rotpk_0, 56);
    for (size_t i = 0; i < 4; i++) {
        assert_memory_equal(otp[HAL_OTP_BL2_ROTPK_0 + i].value, at.bl2_rotpk[i], 32);
    }
    assert_memory_equal(otp[HAL_OTP_HUK].value, at.huk, 32);
}

static void test_psa_rot(void **state)
{
    (void)state;
    assert_int_equal(provisioning_psa_rot(&psa), RSS_OK);
    assert_int_equal(lifecycle, HAL_LIFECYCLE_SECURED);
    assert_int_equal(write_count, 9);
    assert_memory_equal(otp[HAL_OTP_HOST_ROTPK_S].value, psa.host_rotpk_s, 96);
    assert_memory_equal(otp[HAL_OTP_HOST_ROTPK_NS].value, psa.host_rotpk_ns, 96);
    assert_memory_equal(otp[HAL_OTP_HOST_ROTPK_CCA].value, psa.host_rotpk_cca, 96);
    assert_memory_equal(otp[HAL_OTP_BOOT_SEED].value, psa.boot_seed, 32);
    assert_memory_equal(otp[HAL_OTP_IMPLEMENTATION_ID].value, psa.implementation_id, 32);
    assert_memory_equal(otp[HAL_OTP_CERT_REF].value, psa.cert_ref, 32);
    assert_memory_equal(otp[HAL_OTP_VERIFICATION_SERVICE_URL].value, psa.verification_service_url, 32);
    assert_memory_equal(otp[HAL_OTP_PROFILE_DEFINITION].value, psa.profile_definition, 32);
    assert_memory_equal(otp[HAL_OTP_CCA_SYSTEM_PROPERTIES].value, psa.cca_system_properties, 4);
}

/* Every refusal: what is put into which field, and the code. Nothing may be written. */
struct refusal {
    void *field;
    size_t size_bytes;
    uint8_t byte;
    bool seal;
    rss_status_t status;
};

static void check_refusals(const struct refusal *refusals, size_t count, bool psa_bundle)
{
    for (size_t i = 0; i < count; i++) {
        rss_status_t status;

        virgin_device(NULL);
        memset(refusals[i].field, refusals[i].byte, refusals[i].size_bytes);
        if (refusals[i].seal) {
            psa_bundle ? seal_psa() : seal_at();
        }
        status = psa_bundle ? provisioning_psa_rot(&psa) : provisioning_assembly_and_test(&at);
        assert_int_equal(status, refusals[i].status);
        assert_int_equal(write_count, 0);
        assert_int_equal(lifecycle, HAL_LIFECYCLE_ASSEMBLY_AND_TEST);
    }
}

static void test_assembly_and_test_refusals(void **state)
{
    const struct refusal refusals[] = {
        { &at.magic, 1, 0, true, RSS_ERR_PROV_NO_BUNDLE },
        { &at, sizeof(at), 0, false, RSS_ERR_PROV_NO_BUNDLE },
        { &at, sizeof(at), 0xff, false, RSS_ERR_PROV_NO_BUNDLE },
        { &at.digest[31], 1, 0x11, false, RSS_ERR_PROV_DIGEST },
        { &at.huk[0], 1, 0x99, false, RSS_ERR_PROV_DIGEST },
        { &at.bl2_encryption_key[0], 1, 0x99, false, RSS_ERR_PROV_DIGEST },
        { &at.bl1_2_image[0], 1, 0x99, true, RSS_ERR_PROV_BL1_2_HASH },
        { &at.bl1_2_image[0x1fff], 1, 0x99, true, RSS_ERR_PROV_BL1_2_HASH },
        { at.bl1_2_image, 0x2000, 0, true, RSS_ERR_PROV_BL1_2_HASH },
        { at.bl1_2_image_hash, 32, 0, true, RSS_ERR_PROV_BL1_2_HASH },
        { at.bl2_encryption_key, 32, 0, true, RSS_ERR_PROV_BL2_KEY },
        { at.bl2_encryption_key, 32, 0xff, true, RSS_ERR_PROV_BL2_KEY },
        { at.guk, 32, 0, true, RSS_ERR_PROV_GUK },
        { at.guk, 32, 0xff, true, RSS_ERR_PROV_GUK },
        { at.huk, 32, 0, true, RSS_ERR_PROV_HUK },
        { at.huk, 32, 0xff, true, RSS_ERR_PROV_HUK },
        { at.bl1_rotpk_0, 56, 0, true, RSS_ERR_PROV_BL1_ROTPK },
        { &at.bl1_rotpk_0[3], 1, 5, true, RSS_ERR_PROV_BL1_ROTPK },
        { &at.bl1_rotpk_0[7], 1, 3, true, RSS_ERR_PROV_BL1_ROTPK },
        { at.bl2_rotpk[0], 32, 0, true, RSS_ERR_PROV_BL2_ROTPK },
        { at.bl2_rotpk[1], 32, 0xff, true, RSS_ERR_PROV_BL2_ROTPK },
        { at.bl2_rotpk[2], 32, 0, true, RSS_ERR_PROV_BL2_ROTPK },
        { at.bl2_rotpk[3], 32, 0xff, true, RSS_ERR_PROV_BL2_ROTPK },
        { at.bl2_image_hash, 32, 0, true, RSS_ERR_PROV_BL2_HASH },
        { at.bl2_image_hash, 32, 0xff, true, RSS_ERR_PROV_BL2_HASH },
    };

    (void)state;
    check_refusals(refusals, sizeof(refusals) / sizeof(refusals[0]), false);
}

/* It has the bundle's hash, and would be refused by the ROM once it is in OTP for good. */
static void test_bl1_2_for_another_rom(void **state)
{
    (void)state;
    at.bl1_2_image[0x43] ^= 1;
    assert_int_equal(sha256_compute(at.bl1_2_image, sizeof(at.bl1_2_image), at.bl1_2_image_hash), RSS_OK);
    seal_at();
    assert_int_equal(provisioning_assembly_and_test(&at), RSS_ERR_PROV_BL1_2_HASH);
    assert_int_equal(write_count, 0);
}

static void test_psa_rot_refusals(void **state)
{
    const struct refusal refusals[] = {
        { &psa.magic, 1, 0, true, RSS_ERR_PROV_NO_BUNDLE },
        { &psa.digest[0], 1, 0x11, false, RSS_ERR_PROV_DIGEST },
        { &psa.cca_system_properties[0], 1, 1, false, RSS_ERR_PROV_DIGEST },
        { psa.host_rotpk_s, 96, 0, true, RSS_ERR_PROV_HOST_ROTPK },
        { psa.host_rotpk_ns, 96, 0xff, true, RSS_ERR_PROV_HOST_ROTPK },
        { psa.host_rotpk_cca, 96, 0, true, RSS_ERR_PROV_HOST_ROTPK },
        { psa.boot_seed, 32, 0, true, RSS_ERR_PROV_BOOT_SEED },
        { psa.boot_seed, 32, 0xff, true, RSS_ERR_PROV_BOOT_SEED },
        { psa.implementation_id, 32, 0, true, RSS_ERR_PROV_IMPL_ID },
        { psa.implementation_id, 32, 0xff, true, RSS_ERR_PROV_IMPL_ID },
        { psa.cert_ref, 32, 0, true, RSS_ERR_PROV_CERT_REF },
        { psa.cert_ref, 1, 0, true, RSS_ERR_PROV_CERT_REF },        /* text after the padding began */
        { &psa.cert_ref[4], 1, 0x1f, true, RSS_ERR_PROV_CERT_REF }, /* control character */
        { &psa.cert_ref[4], 1, 0x7f, true, RSS_ERR_PROV_CERT_REF },
        { &psa.cert_ref[31], 1, 'x', true, RSS_ERR_PROV_CERT_REF },
        { &psa.verification_service_url[31], 1, 0x80, true, RSS_ERR_PROV_URL },
        { psa.verification_service_url, 32, 0, true, RSS_ERR_PROV_URL },
        { psa.profile_definition, 32, 0xff, true, RSS_ERR_PROV_PROFILE },
        { psa.profile_definition, 32, 0, true, RSS_ERR_PROV_PROFILE },
        { psa.cca_system_properties, 4, 0, true, RSS_ERR_PROV_CCA_PROPERTIES },
    };

    (void)state;
    check_refusals(refusals, sizeof(refusals) / sizeof(refusals[0]), true);
}

static void test_development_key(void **state) /* in any field: nothing is written, the life cycle stays */
{
    const uint8_t *const at_values[] = { at.bl2_encryption_key, at.guk,          at.bl1_2_image_hash,
                                         at.bl2_image_hash,     at.bl1_2_image,  at.bl1_rotpk_0,
                                         at.bl2_rotpk[0],       at.bl2_rotpk[1], at.bl2_rotpk[2],
                                         at.bl2_rotpk[3],       at.huk };
    const uint8_t *const psa_values[] = { psa.host_rotpk_s, psa.host_rotpk_ns, psa.host_rotpk_cca };

    (void)state;
    for (size_t i = 0; i < sizeof(at_values) / sizeof(at_values[0]); i++) {
        development_value = at_values[i];
        assert_int_equal(provisioning_assembly_and_test(&at), RSS_ERR_PROV_DEVELOPMENT);
    }
    for (size_t i = 0; i < sizeof(psa_values) / sizeof(psa_values[0]); i++) {
        development_value = psa_values[i];
        assert_int_equal(provisioning_psa_rot(&psa), RSS_ERR_PROV_DEVELOPMENT);
    }
    assert_int_equal(write_count, 0);
    assert_int_equal(lifecycle, HAL_LIFECYCLE_ASSEMBLY_AND_TEST);
}

/* Cut off before each write: the life cycle has not moved, and the next boot completes what is missing. */
static void test_power_cut_at_every_write(void **state)
{
    (void)state;
    for (uint32_t cut = 0; cut < 12; cut++) {
        virgin_device(NULL);
        writes_until_power_cut = cut;
        assert_int_equal(provisioning_assembly_and_test(&at), RSS_ERR_LCM_TIMEOUT);
        assert_int_equal(lifecycle, HAL_LIFECYCLE_ASSEMBLY_AND_TEST);
        writes_until_power_cut = POWER_IS_ON;
        assert_int_equal(provisioning_assembly_and_test(&at), RSS_OK);
        assert_int_equal(lifecycle, HAL_LIFECYCLE_PSA_ROT_PROVISIONING);
    }
}

/* Another bundle after a cut: what is in OTP stays, the life cycle does not move. */
static void test_other_bundle_after_power_cut(void **state)
{
    (void)state;
    writes_until_power_cut = 2;
    assert_int_equal(provisioning_assembly_and_test(&at), RSS_ERR_LCM_TIMEOUT);
    writes_until_power_cut = POWER_IS_ON;
    at.guk[0] ^= 1;
    seal_at();
    assert_int_equal(provisioning_assembly_and_test(&at), RSS_ERR_LCM_WRITE_REFUSED);
    assert_int_equal(lifecycle, HAL_LIFECYCLE_ASSEMBLY_AND_TEST);
    assert_int_equal(otp[HAL_OTP_BL2_IMAGE_HASH].size_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_assembly_and_test, virgin_device),
        cmocka_unit_test_setup(test_psa_rot, virgin_device),
        cmocka_unit_test_setup(test_assembly_and_test_refusals, virgin_device),
        cmocka_unit_test_setup(test_bl1_2_for_another_rom, virgin_device),
        cmocka_unit_test_setup(test_psa_rot_refusals, virgin_device),
        cmocka_unit_test_setup(test_development_key, virgin_device),
        cmocka_unit_test_setup(test_power_cut_at_every_write, virgin_device),
        cmocka_unit_test_setup(test_other_bundle_after_power_cut, virgin_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
