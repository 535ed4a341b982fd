/* SPDX-License-Identifier: BSD-3-Clause */
/* Device side of boot.md 12.3: tests/tools/test_bl2_image.py has the same image from the tool's side. */
#include "boot/bl1_2/bl2_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <mbedtls/aes.h>

#include "boot/shared/boot_data.h"
#include "hal/flash.h"
#include "hal/keys.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"
#include "lib/kdf/kdf.h"

volatile uint32_t fih_steps;
uint8_t boot_data_area[BOOT_DATA_BYTES];

void fih_panic(void)
{
    abort();
}

/* Devices: two flash slots, OTP, and a crypto engine made of Mbed TLS with the base key of boot.md 12.3. */
static struct bl2_image slots[2];
static struct bl2_image ram;
static uint32_t otp_counter;
static rss_status_t flash_status, counter_status, aes_status;
static uint8_t base_key[32];
static uint8_t public_key[LMS_PUBLIC_KEY_BYTES] = { 0, 0, 0, 6, 0, 0, 0, 4, 0x77 };

/* LMS is tested on real signatures elsewhere: here a right one starts with the hash of the message. */
rss_status_t lms_verify(const uint8_t key[LMS_PUBLIC_KEY_BYTES], const uint8_t *message, size_t message_bytes,
                        const uint8_t signature[LMS_SIGNATURE_BYTES])
{
    uint8_t hash[SHA256_BYTES];

    assert_memory_equal(key, public_key, sizeof(public_key));
    assert_int_equal(message_bytes, 129604);
    assert_int_equal(sha256_compute(message, message_bytes, hash), RSS_OK);
    if (memcmp(hash, signature, sizeof(hash)) != 0) {
        return RSS_ERR_ARGUMENT;
    }
    fih_step(LMS_STEP);
    return RSS_OK;
}

uint32_t hal_flash_bl2_offset(uint32_t slot)
{
    return slot * HAL_FLASH_BL2_SLOT_BYTES;
}

rss_status_t hal_flash_read(uint32_t offset_bytes, void *out, size_t size_bytes)
{
    if (flash_status == RSS_OK) {
        memcpy(out, (uint8_t *)slots + offset_bytes, size_bytes);
    }
    return flash_status;
}

rss_status_t hal_otp_read(enum hal_otp_id id, void *out, size_t size_bytes)
{
    assert_int_equal(id, HAL_OTP_BL1_ROTPK_0);
    assert_int_equal(size_bytes, sizeof(public_key));
    memcpy(out, public_key, sizeof(public_key));
    return RSS_OK;
}

rss_status_t hal_otp_counter_read(enum hal_otp_counter_id id, uint32_t *value)
{
    assert_int_equal(id, HAL_OTP_COUNTER_BL1_0);
    if (counter_status == RSS_OK) {
        *value = otp_counter;
    }
    return counter_status;
}

static rss_status_t encrypt(void *key, uint8_t block[32])
{
    mbedtls_aes_context aes;

    mbedtls_aes_init(&aes);
    assert_int_equal(mbedtls_aes_setkey_enc(&aes, key, 256), 0);
    assert_int_equal(mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, &block[0], &block[0]), 0);
    assert_int_equal(mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, &block[16], &block[16]), 0);
    mbedtls_aes_free(&aes);
    return RSS_OK;
}

rss_status_t hal_key_derive(enum hal_key_base base, const uint8_t *label, size_t label_bytes,
                            const uint8_t *context, size_t context_bytes, uint8_t out[32])
{
    assert_int_equal(base, HAL_KEY_BL2_ENCRYPTION_KEY);
    return kdf_derive(encrypt, base_key, label, label_bytes, context, context_bytes, out, 32);
}

rss_status_t hal_aes256_ctr(const uint8_t key[32], const uint8_t counter[16], const uint8_t *in, uint8_t *out,
                            size_t size_bytes)
{
    mbedtls_aes_context aes;
    uint8_t nonce[16], stream[16];
    size_t offset = 0;

    if (aes_status != RSS_OK) {
        return aes_status;
    }
    memcpy(nonce, counter, sizeof(nonce));
    mbedtls_aes_init(&aes);
    assert_int_equal(mbedtls_aes_setkey_enc(&aes, key, 256), 0);
    assert_int_equal(mbedtls_aes_crypt_ctr(&aes, size_bytes, &offset, nonce, stream, in, out), 0);
    mbedtls_aes_free(&aes);
    return RSS_OK;
}

static const uint8_t *signed_part(const struct bl2_image *image)
{
    return &image->version_major;
}

static void build_image(struct bl2_image *image, uint32_t counter)
{
    uint8_t context[4];
    uint8_t key[32];

    memset(image, 0, sizeof(*image));
    for (size_t i = 0; i < 12; i++) {
        image->ctr_iv[i] = (uint8_t)(0xa0 + i);
    }
    image->version_major = 1;
    image->version_minor = 9;
    image->security_counter = counter;
    image->decrypt_magic = 0xdeadbeef;
    for (size_t i = 0; i < 1000; i++) {
        image->code[i] = (uint8_t)i;
    }
    assert_int_equal(sha256_compute(signed_part(image), 129604, image->signature), RSS_OK);
    bytes_put_le32(context, counter);
    assert_int_equal(hal_key_derive(HAL_KEY_BL2_ENCRYPTION_KEY, (const uint8_t *)"BL2_DECRYPTION_KEY", 19,
                                    context, 4, key),
                     RSS_OK);
    assert_int_equal(hal_aes256_ctr(key, image->ctr_iv, (uint8_t *)&image->decrypt_magic,
                                    (uint8_t *)&image->decrypt_magic, 0x1fa38),
                     RSS_OK);
}

static int good_device(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(base_key); i++) {
        base_key[i] = (uint8_t)i;
    }
    flash_status = counter_status = aes_status = RSS_OK;
    otp_counter = 1;
    build_image(&slots[0], 1);
    build_image(&slots[1], 2);
    memset(&ram, 0xa5, sizeof(ram));
    boot_data_clear();
    return 0;
}

static void check_refused(uint32_t slot, rss_status_t status)
{
    static const struct bl2_image zeros;

    memset(&ram, 0xa5, sizeof(ram));
    assert_int_equal(bl2_image_load(slot, &ram), status);
    assert_int_not_equal(fih_steps, BL2_IMAGE_STEPS);
    assert_memory_equal(&ram, &zeros, sizeof(ram));
}

/* The ciphertext samples and the hash of boot.md 12.3 */
static void test_image_of_the_reference(void **state)
{
    static const uint8_t first[16] = { 0x29, 0x33, 0xd1, 0x0d, 0xa2, 0xa6, 0x40, 0x75,
                                       0x0d, 0xdb, 0xe3, 0x35, 0xd5, 0x3e, 0x1f, 0x98 };
    static const uint8_t code[16] = { 0x0e, 0xc7, 0x84, 0x78, 0xc2, 0xbd, 0x45, 0x2a,
                                      0x1a, 0x67, 0x23, 0xcd, 0x30, 0x46, 0xdf, 0xaa };
    static const uint8_t hash[32] = { 0x1d, 0x4e, 0xf0, 0x7a, 0x6e, 0xa9, 0xab, 0x96, 0x0e, 0xfb, 0x8f,
                                      0xe0, 0xa2, 0x9c, 0x00, 0x0c, 0x11, 0xd6, 0x56, 0x67, 0x44, 0xfe,
                                      0xd4, 0x8e, 0x59, 0xb1, 0x49, 0x75, 0x9b, 0x9e, 0xf8, 0x91 };
    uint8_t measured[32];
    struct boot_data_measurement metadata;
    uint32_t counter;

    (void)state;
    assert_memory_equal(&slots[0].decrypt_magic, first, 16);
    assert_memory_equal(slots[0].code, code, 16);
    assert_int_equal(bl2_image_load(0, &ram), RSS_OK);
    assert_int_equal(fih_steps, BL2_IMAGE_STEPS);
    assert_int_equal(bl2_image_record(&ram), RSS_OK);
    assert_int_equal(boot_data_get(BOOT_DATA_MBS_TYPE(1u, BOOT_DATA_CLAIM_VALUE), measured, 32), RSS_OK);
    assert_memory_equal(measured, hash, 32);
    assert_int_equal(
        boot_data_get(BOOT_DATA_MBS_TYPE(1u, BOOT_DATA_CLAIM_METADATA), &metadata, sizeof(metadata)), RSS_OK);
    assert_string_equal(metadata.sw_type, "BL2");
    assert_string_equal(metadata.sw_version, "1.9.0+0");
    assert_int_equal(sha256_compute(public_key, sizeof(public_key), measured), RSS_OK);
    assert_memory_equal(metadata.signer_id, measured, 32);
    assert_int_equal(boot_data_get(BOOT_DATA_BL2_SECURITY_COUNTER, &counter, 4), RSS_OK);
    assert_int_equal(counter, 1);
}

/* Upstream 5001 to 5004 and boot.md 11.2: where a bit is changed, and what is said about it. */
static void test_changed_slot(void **state)
{
    static const struct {
        size_t offset;
        rss_status_t status;
    } cases[] = {
        { 0x000, RSS_ERR_BL2_DECRYPT },       /* IV: another plaintext, so no magic */
        { 0x00f, RSS_ERR_BL2_DECRYPT },       /* */
        { 0x010, RSS_ERR_BL2_SIGNATURE },     /* signature */
        { 0x5bc, RSS_ERR_BL2_SIGNATURE },     /* version */
        { 0x5c3, RSS_ERR_BL2_SIGNATURE },     /* */
        { 0x5c4, RSS_ERR_BL2_DECRYPT },       /* counter 1 to 0: another key */
        { 0x5c6, RSS_ERR_BL2_COUNTER_BOUND }, /* counter 65537 */
        { 0x5c7, RSS_ERR_BL2_COUNTER_BOUND }, /* */
        { 0x5c8, RSS_ERR_BL2_DECRYPT },       /* magic */
        { 0x5cb, RSS_ERR_BL2_DECRYPT },       /* */
        { 0x5cc, RSS_ERR_BL2_SIGNATURE },     /* padding */
        { 0x7ff, RSS_ERR_BL2_SIGNATURE },     /* */
        { 0x800, RSS_ERR_BL2_SIGNATURE },     /* first byte of code */
        { 0x1ffff, RSS_ERR_BL2_SIGNATURE },   /* last byte */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ((uint8_t *)&slots[0])[cases[i].offset] ^= 1;
        check_refused(0, cases[i].status);
        ((uint8_t *)&slots[0])[cases[i].offset] ^= 1;
    }
    assert_int_equal(bl2_image_load(0, &ram), RSS_OK);
}

static void test_empty_slot(void **state)
{
    (void)state;
    memset(&slots[0], 0, sizeof(slots[0]));
    check_refused(0, RSS_ERR_BL2_DECRYPT);
    memset(&slots[0], 0xff, sizeof(slots[0]));
    check_refused(0, RSS_ERR_BL2_COUNTER_BOUND);
}

static void test_security_counter(void **state)
{
    static const struct {
        uint32_t image, otp;
        rss_status_t status;
    } cases[] = {
        { 0, 0, RSS_OK },
        { 0, 1, RSS_ERR_BL2_ROLLBACK },
        { 1, 1, RSS_OK },
        { 127, 128, RSS_ERR_BL2_ROLLBACK },
        { 128, 128, RSS_OK },
        { 129, 128, RSS_ERR_OTP_COUNTER_LIMIT },
        { 1023, 0, RSS_ERR_OTP_COUNTER_LIMIT },
        { 1024, 0, RSS_ERR_BL2_COUNTER_BOUND },
        { 0xffffffff, 0, RSS_ERR_BL2_COUNTER_BOUND },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        build_image(&slots[0], cases[i].image);
        otp_counter = cases[i].otp;
        if (cases[i].status == RSS_OK) {
            assert_int_equal(bl2_image_load(0, &ram), RSS_OK);
            assert_int_equal(fih_steps, BL2_IMAGE_STEPS);
        } else {
            check_refused(0, cases[i].status);
        }
    }
}

static void test_second_slot(void **state)
{
    (void)state;
    assert_int_equal(bl2_image_load(1, &ram), RSS_OK);
    assert_int_equal(ram.security_counter, 2);
}

static void test_device_errors(void **state)
{
    (void)state;
    flash_status = RSS_ERR_ARGUMENT;
    check_refused(0, RSS_ERR_ARGUMENT);
    flash_status = RSS_OK;
    aes_status = RSS_ERR_CC3XX_TIMEOUT;
    check_refused(0, RSS_ERR_CC3XX_TIMEOUT);
    aes_status = RSS_OK;
    counter_status = RSS_ERR_OTP_COUNTER;
    check_refused(0, RSS_ERR_OTP_COUNTER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_image_of_the_reference, good_device),
        cmocka_unit_test_setup(test_changed_slot, good_device),
        cmocka_unit_test_setup(test_empty_slot, good_device),
        cmocka_unit_test_setup(test_security_counter, good_device),
        cmocka_unit_test_setup(test_second_slot, good_device),
        cmocka_unit_test_setup(test_device_errors, good_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
