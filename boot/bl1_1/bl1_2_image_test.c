/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl1_1/bl1_2_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "boot/shared/boot_data.h"
#include "boot/shared/stage_layout.h"
#include "hal/keys.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"

volatile uint32_t fih_steps;
uint8_t boot_data_area[BOOT_DATA_BYTES];

void fih_panic(void)
{
    abort();
}

static uint8_t otp_image[BL1_2_BYTES];
static uint8_t otp_hash[SHA256_BYTES];
static uint8_t ram[BL1_2_BYTES];
static rss_status_t otp_image_status;

rss_status_t hal_otp_read(enum hal_otp_id id, void *out, size_t size_bytes)
{
    const void *element = id == HAL_OTP_BL1_2_IMAGE ? otp_image : otp_hash;

    assert_true(id == HAL_OTP_BL1_2_IMAGE || id == HAL_OTP_BL1_2_IMAGE_HASH);
    memcpy(out, element, size_bytes);
    return id == HAL_OTP_BL1_2_IMAGE ? otp_image_status : RSS_OK;
}

/* Records what was asked for; gives a key that tells the calls apart. */
static struct {
    enum hal_key_base base;
    char label[32];
    uint8_t context[40];
    enum hal_key_slot slot;
} keys[3];
static uint32_t derive_count, store_count;
static rss_status_t derive_status, store_status;

rss_status_t hal_key_derive(enum hal_key_base base, const uint8_t *label, size_t label_bytes,
                            const uint8_t *context, size_t context_bytes, uint8_t out[32])
{
    assert_true(derive_count < 3);
    assert_true(label_bytes <= sizeof(keys[0].label));
    assert_int_equal(context_bytes, sizeof(keys[0].context));
    keys[derive_count].base = base;
    memcpy(keys[derive_count].label, label, label_bytes);
    assert_int_equal(keys[derive_count].label[label_bytes - 1], '\0');
    memcpy(keys[derive_count].context, context, context_bytes);
    memset(out, (int)(0xc0 + derive_count), 32);
    derive_count++;
    return derive_status;
}

rss_status_t hal_key_store(enum hal_key_slot slot, uint8_t key[32])
{
    assert_int_equal(key[0], 0xc0 + store_count);
    keys[store_count++].slot = slot;
    return store_status;
}

static int provisioned_device(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(otp_image); i++) {
        otp_image[i] = (uint8_t)(i * 3);
    }
    bytes_put_le32(&otp_image[0x40], 0xfeedf00d);
    assert_int_equal(sha256_compute(otp_image, sizeof(otp_image), otp_hash), RSS_OK);
    memset(ram, 0, sizeof(ram));
    memset(keys, 0, sizeof(keys));
    derive_count = store_count = 0;
    otp_image_status = derive_status = store_status = RSS_OK;
    boot_data_clear();
    fih_steps = 0;
    return 0;
}

static void test_secured(void **state)
{
    static const struct {
        enum hal_key_base base;
        enum hal_key_slot slot;
        const char *label;
        uint32_t lifecycle;
    } expected[] = {
        { HAL_KEY_HUK, HAL_KEY_SLOT_VHUK, "BL1_VHUK_DERIVATION", 0 },
        { HAL_KEY_GUK, HAL_KEY_SLOT_CPAK_SEED, "BL1_CPAK_SEED_DERIVATION", 3 },
        { HAL_KEY_GUK, HAL_KEY_SLOT_DAK_SEED, "BL1_DAK_SEED_DERIVATION", 3 },
    };
    uint8_t measured[32];

    (void)state;
    assert_int_equal(bl1_2_image_load(ram, HAL_LIFECYCLE_SECURED), RSS_OK);
    assert_memory_equal(ram, otp_image, sizeof(ram));
    assert_int_equal(fih_steps, BL1_2_IMAGE_STEPS);
    assert_int_equal(store_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(keys[i].base, expected[i].base);
        assert_int_equal(keys[i].slot, expected[i].slot);
        assert_string_equal(keys[i].label, expected[i].label);
        assert_memory_equal(keys[i].context, otp_hash, 32);
        assert_int_equal(bytes_get_le32(&keys[i].context[32]), expected[i].lifecycle);
        assert_int_equal(bytes_get_le32(&keys[i].context[36]), 0);
    }
    assert_int_equal(boot_data_get(BOOT_DATA_MBS_TYPE(0u, BOOT_DATA_CLAIM_VALUE), measured, sizeof(measured)),
                     RSS_OK);
    assert_memory_equal(measured, otp_hash, 32);
}

/* Upstream tests 5001 to 5003: all zero, first byte, last byte. No key is derived. */
static void test_changed_image(void **state)
{
    static const size_t offsets[] = { 0, BL1_2_BYTES / 2, BL1_2_BYTES - 1 };

    (void)state;
    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        provisioned_device(NULL);
        otp_image[offsets[i]] ^= 0xff;
        assert_int_equal(bl1_2_image_load(ram, HAL_LIFECYCLE_SECURED), RSS_ERR_BL1_2_HASH);
        assert_int_equal(derive_count, 0);
        assert_int_not_equal(fih_steps, BL1_2_IMAGE_STEPS);
    }
    provisioned_device(NULL);
    memset(otp_image, 0, sizeof(otp_image));
    assert_int_equal(bl1_2_image_load(ram, HAL_LIFECYCLE_SECURED), RSS_ERR_BL1_2_HASH);
    assert_int_equal(derive_count, 0);
}

static void test_changed_hash(void **state)
{
    (void)state;
    for (size_t i = 0; i < 32; i++) {
        provisioned_device(NULL);
        otp_hash[i] ^= 1;
        assert_int_equal(bl1_2_image_load(ram, HAL_LIFECYCLE_SECURED), RSS_ERR_BL1_2_HASH);
        assert_int_equal(derive_count, 0);
    }
}

static void test_linked_for_another_rom(void **state)
{
    (void)state;
    for (uint32_t bit = 0; bit < 32; bit++) {
        provisioned_device(NULL);
        bytes_put_le32(&otp_image[0x40], 0xfeedf00d ^ 1u << bit);
        assert_int_equal(sha256_compute(otp_image, sizeof(otp_image), otp_hash), RSS_OK);
        assert_int_equal(bl1_2_image_load(ram, HAL_LIFECYCLE_SECURED), RSS_ERR_BL1_2_ROM_API);
        assert_int_equal(derive_count, 0);
    }
}

static void test_device_errors(void **state)
{
    (void)state;
    otp_image_status = RSS_ERR_LCM_MISMATCH;
    assert_int_equal(bl1_2_image_load(ram, HAL_LIFECYCLE_SECURED), RSS_ERR_LCM_MISMATCH);
    provisioned_device(NULL);
    derive_status = RSS_ERR_KMU_EXPORT;
    assert_int_equal(bl1_2_image_load(ram, HAL_LIFECYCLE_SECURED), RSS_ERR_KMU_EXPORT);
    assert_int_equal(store_count, 0);
    provisioned_device(NULL);
    store_status = RSS_ERR_KMU_WRITTEN;
    assert_int_equal(bl1_2_image_load(ram, HAL_LIFECYCLE_SECURED), RSS_ERR_KMU_WRITTEN);
    assert_int_not_equal(fih_steps, BL1_2_IMAGE_STEPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_secured, provisioned_device),
        cmocka_unit_test_setup(test_changed_image, provisioned_device),
        cmocka_unit_test_setup(test_changed_hash, provisioned_device),
        cmocka_unit_test_setup(test_linked_for_another_rom, provisioned_device),
        cmocka_unit_test_setup(test_device_errors, provisioned_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
