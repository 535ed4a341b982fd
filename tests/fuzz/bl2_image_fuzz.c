/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz entry for BL2 in a flash slot as BL1_2 takes it. The input is the start of the slot with the part from the decrypt
 * magic on in the clear, as the cipher is the engine's; the rest of the slot is zero.
 */
#include <string.h>

#include "boot/bl1_2/bl2_image.h"
#include "boot/shared/boot_data.h"
#include "hal/flash.h"
#include "hal/keys.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"
#include "tests/fuzz/fuzz.h"

#define OTP_COUNTER   1u
#define GENUINE_LIMIT 8u

uint8_t boot_data_area[BOOT_DATA_BYTES];

static struct bl2_image slot;
static struct bl2_image ram;

/* I = 00..0F, SEED = 00..1F: tests/vectors/lms/public_key.bin */
static const uint8_t public_key[LMS_PUBLIC_KEY_BYTES] = {
    0x00, 0x00, 0x00, 0x06, 0x00, 0x00, 0x00, 0x04, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05,
    0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x13, 0xe7, 0xde, 0x3a,
    0xa7, 0xb5, 0xc3, 0x90, 0xff, 0x6b, 0x41, 0x79, 0x96, 0xa1, 0xdc, 0xf4, 0x4c, 0xc0,
    0xd5, 0x3c, 0x11, 0x7a, 0x68, 0xb8, 0x1d, 0x43, 0x18, 0x20, 0x2a, 0x7d, 0x92, 0x88,
};

/* SHA-256 of the signed parts of the seeds */
static uint8_t genuine_hashes[GENUINE_LIMIT][SHA256_BYTES];
static size_t genuine_count;

uint32_t hal_flash_bl2_offset(uint32_t slot_number)
{
    return slot_number * HAL_FLASH_BL2_SLOT_BYTES;
}

rss_status_t hal_flash_read(uint32_t offset_bytes, void *out, size_t size_bytes)
{
    REQUIRE(offset_bytes == 0 && size_bytes == sizeof(slot) && out == &ram);
    memcpy(out, &slot, size_bytes);
    return RSS_OK;
}

rss_status_t hal_otp_read(enum hal_otp_id id, void *out, size_t size_bytes)
{
    REQUIRE(id == HAL_OTP_BL1_ROTPK_0 && size_bytes == sizeof(public_key));
    memcpy(out, public_key, sizeof(public_key));
    return RSS_OK;
}

rss_status_t hal_otp_counter_read(enum hal_otp_counter_id id, uint32_t *value)
{
    REQUIRE(id == HAL_OTP_COUNTER_BL1_0);
    *value = OTP_COUNTER;
    return RSS_OK;
}

rss_status_t hal_key_derive(enum hal_key_base base, const uint8_t *label, size_t label_bytes,
                            const uint8_t *context, size_t context_bytes, uint8_t out[32])
{
    REQUIRE(base == HAL_KEY_BL2_ENCRYPTION_KEY && label[label_bytes - 1] == 0 && context_bytes == 4);
    REQUIRE(bytes_get_le32(context) < BL2_IMAGE_COUNTER_BOUND);
    memset(out, 0x5a, 32);
    return RSS_OK;
}

rss_status_t hal_aes256_ctr(const uint8_t key[32], const uint8_t counter[16], const uint8_t *in, uint8_t *out,
                            size_t size_bytes)
{
    REQUIRE(key[0] == 0x5a && counter == ram.ctr_iv && in == out);
    REQUIRE(in == (const uint8_t *)&ram.decrypt_magic && size_bytes == BL2_IMAGE_ENCRYPTED_BYTES);
    return RSS_OK;
}

/* Mbed TLS's psa_util.c names it; a verification draws no random numbers. */
int32_t psa_generate_random(uint8_t *output, size_t output_size);
int32_t psa_generate_random(uint8_t *output, size_t output_size)
{
    (void)output;
    (void)output_size;
    abort();
}

static void fill_slot(const uint8_t *data, size_t size_bytes)
{
    const size_t used_bytes = size_bytes < sizeof(slot) ? size_bytes : sizeof(slot);

    memset(&slot, 0, sizeof(slot));
    memcpy(&slot, data, used_bytes);
}

static void hash_signed_part(const struct bl2_image *image, uint8_t hash[SHA256_BYTES])
{
    REQUIRE(sha256_compute(&image->version_major, BL2_IMAGE_SIGNED_BYTES, hash) == RSS_OK);
}

static void learn_genuine(const uint8_t *data, size_t size_bytes)
{
    REQUIRE(genuine_count < GENUINE_LIMIT);
    fill_slot(data, size_bytes);
    hash_signed_part(&slot, genuine_hashes[genuine_count++]);
    REQUIRE(FUZZ_REPAIR || bl2_image_load(0, &ram) == RSS_OK);
}

static int is_genuine(const struct bl2_image *image)
{
    uint8_t hash[SHA256_BYTES];

    hash_signed_part(image, hash);
    for (size_t i = 0; i < genuine_count; i++) {
        if (memcmp(hash, genuine_hashes[i], sizeof(hash)) == 0) {
            return 1;
        }
    }
    return 0;
}

static void check_accepted(void)
{
    REQUIRE(fih_steps == BL2_IMAGE_STEPS);
    REQUIRE(memcmp(&ram, &slot, sizeof(ram)) == 0);
    REQUIRE(ram.decrypt_magic == 0xdeadbeef && ram.security_counter >= OTP_COUNTER &&
            ram.security_counter <= 128);
    REQUIRE(FUZZ_REPAIR || is_genuine(&ram));
    boot_data_clear();
    rss_status_t status = bl2_image_record(&ram);
    REQUIRE(status == RSS_OK || status == RSS_ERR_SHARED_FORMAT); /* a version of more than 13 characters */
    REQUIRE(fih_steps == BL2_IMAGE_STEPS + (status == RSS_OK ? BL2_IMAGE_STEP_RECORDED : 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static const struct bl2_image zeros;

    if (genuine_count == 0) {
        fuzz_each_genuine("bl2_image", learn_genuine);
    }
    fill_slot(data, size_bytes);
    if (bl2_image_load(0, &ram) == RSS_OK) {
        check_accepted();
    } else {
        REQUIRE(memcmp(&ram, &zeros, sizeof(ram)) == 0);
        REQUIRE(fih_steps != BL2_IMAGE_STEPS);
    }
    return 0;
}
