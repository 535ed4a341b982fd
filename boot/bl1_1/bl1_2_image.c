/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl1_1/bl1_2_image.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "boot/shared/boot_data.h"
#include "boot/shared/stage_layout.h"
#include "hal/keys.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"

_Static_assert(BL1_2_BYTES == HAL_OTP_BL1_2_IMAGE_BYTES, "BL1_2 fills its OTP element");

struct derived_key {
    enum hal_key_base base;
    enum hal_key_slot slot;
    bool lifecycle_bound; /* else the same key in all states */
    uint8_t label_bytes;  /* with the terminating zero byte */
    const char *label;
};

#define DERIVED(base, slot, bound, label)                                                                    \
    {                                                                                                        \
        base, slot, bound, sizeof(label), label                                                              \
    }

/* boot.md 3.8 */
static const struct derived_key derived_keys[] = {
    DERIVED(HAL_KEY_HUK, HAL_KEY_SLOT_VHUK, false, "BL1_VHUK_DERIVATION"),
    DERIVED(HAL_KEY_GUK, HAL_KEY_SLOT_CPAK_SEED, true, "BL1_CPAK_SEED_DERIVATION"),
    DERIVED(HAL_KEY_GUK, HAL_KEY_SLOT_DAK_SEED, true, "BL1_DAK_SEED_DERIVATION"),
};
#define DERIVED_KEY_COUNT (sizeof(derived_keys) / sizeof(derived_keys[0]))
_Static_assert(DERIVED_KEY_COUNT == 3, "BL1_2_IMAGE_STEPS counts them");

/* Context of the derivation: BL1_2's hash, life cycle, reprovisioning bits (none). */
#define CONTEXT_BYTES (SHA256_BYTES + 8u)

static rss_status_t derive_key(const struct derived_key *derived, const uint8_t *hash,
                               enum hal_lifecycle lifecycle)
{
    uint8_t context[CONTEXT_BYTES] = { 0 };
    uint8_t key[32];
    rss_status_t status;

    memcpy(context, hash, SHA256_BYTES);
    if (derived->lifecycle_bound) {
        bytes_put_le32(&context[SHA256_BYTES], lifecycle);
    }
    status = hal_key_derive(derived->base, (const uint8_t *)derived->label, derived->label_bytes, context,
                            sizeof(context), key);
    if (status == RSS_OK) {
        status = hal_key_store(derived->slot, key);
    }
    bytes_wipe(key, sizeof(key));
    return status;
}

static rss_status_t verify(const uint8_t *ram, uint8_t hash[SHA256_BYTES])
{
    uint8_t expected[SHA256_BYTES];
    rss_status_t status = sha256_compute(ram, BL1_2_BYTES, hash);

    if (status != RSS_OK) {
        return status;
    }
    /* Read last: a hash function gone wrong does not leave the same in both. */
    status = hal_otp_read(HAL_OTP_BL1_2_IMAGE_HASH, expected, sizeof(expected));
    if (status != RSS_OK) {
        return status;
    }
    status = bytes_equal(hash, expected, sizeof(expected));
    if (fih_differ(status, RSS_OK)) {
        return RSS_ERR_BL1_2_HASH;
    }
    FIH_REQUIRE_AGAIN(bytes_equal(hash, expected, sizeof(expected)), RSS_OK);
    fih_step(BL1_2_IMAGE_STEP_VERIFIED);
    return status;
}

rss_status_t bl1_2_image_load(uint8_t *ram, enum hal_lifecycle lifecycle)
{
    uint8_t hash[SHA256_BYTES];
    rss_status_t status = hal_otp_read(HAL_OTP_BL1_2_IMAGE, ram, BL1_2_BYTES);

    if (status != RSS_OK) {
        return status;
    }
    status = verify(ram, hash);
    if (status != RSS_OK) {
        return status;
    }
    status = bl1_2_image_check_rom_api(ram);
    if (status != RSS_OK) {
        return status;
    }
    for (size_t i = 0; i < DERIVED_KEY_COUNT; i++) {
        status = derive_key(&derived_keys[i], hash, lifecycle);
        if (status != RSS_OK) {
            return status;
        }
        fih_step(BL1_2_IMAGE_STEP_KEY);
    }
    status = boot_data_add_measurement(BOOT_DATA_SLOT_BL1_2, hash, NULL, "BL1_2", RSS_VERSION "+0");
    if (status != RSS_OK) {
        return status;
    }
    fih_step(BL1_2_IMAGE_STEP_MEASURED);
    return RSS_OK;
}
