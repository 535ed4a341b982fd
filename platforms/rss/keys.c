/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/keys.h"

#include "drivers/cc3xx/cc3xx.h"
#include "drivers/kmu/kmu.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/kdf/kdf.h"
#include "platforms/rss/board.h"
#include "platforms/rss/memory_map.h"

#define KMU_SLOT_HUK       1u
#define KMU_SLOT_GUK       2u
#define KMU_HARDWARE_SLOTS 8u
#define KMU_SLOTS          32u /* of which some may not exist */
#define DERIVED_KEY_BYTES  32u

static rss_status_t load_otp_key(void)
{
    uint8_t key[CC3XX_KEY_BYTES];
    const rss_status_t status = hal_otp_read(HAL_OTP_BL2_ENCRYPTION_KEY, key, sizeof(key));

    if (status == RSS_OK) {
        cc3xx_aes_set_key(RSS_CC3XX_BASE, key);
    }
    bytes_wipe(key, sizeof(key));
    return status;
}

static rss_status_t load_key(enum hal_key_base base)
{
    switch (base) {
    case HAL_KEY_HUK:
        return kmu_export(RSS_KMU_BASE, KMU_SLOT_HUK);
    case HAL_KEY_GUK:
        return kmu_export(RSS_KMU_BASE, KMU_SLOT_GUK);
    case HAL_KEY_BL2_ENCRYPTION_KEY:
        return load_otp_key();
    default:
        return RSS_ERR_ARGUMENT;
    }
}

static rss_status_t encrypt_block(void *key, uint8_t block[KDF_BLOCK_BYTES])
{
    rss_status_t status = cc3xx_aes_begin(RSS_CC3XX_BASE, CC3XX_AES_ECB);

    if (status == RSS_OK) {
        status = load_key(*(const enum hal_key_base *)key);
    }
    if (status == RSS_OK) {
        status = cc3xx_aes_run(RSS_CC3XX_BASE, block, block, KDF_BLOCK_BYTES);
    }
    cc3xx_aes_end(RSS_CC3XX_BASE);
    return status;
}

rss_status_t hal_key_derive(enum hal_key_base base, const uint8_t *label, size_t label_bytes,
                            const uint8_t *context, size_t context_bytes, uint8_t out[32])
{
    return kdf_derive(encrypt_block, &base, label, label_bytes, context, context_bytes, out,
                      DERIVED_KEY_BYTES);
}

rss_status_t hal_key_store(enum hal_key_slot slot, uint8_t key[32])
{
    const rss_status_t status = kmu_write_key(RSS_KMU_BASE, slot, key);

    bytes_wipe(key, KMU_KEY_BYTES);
    return status;
}

rss_status_t hal_keys_retire(void)
{
    volatile uint32_t slot;

    for (slot = 0; slot < KMU_HARDWARE_SLOTS; slot++) {
        const rss_status_t status = kmu_invalidate(RSS_KMU_BASE, slot);

        if (fih_differ(status, RSS_OK)) {
            return status;
        }
        FIH_REQUIRE(status, RSS_OK);
    }
    FIH_REQUIRE(slot, KMU_HARDWARE_SLOTS);
    fih_step(HAL_KEYS_STEP_RETIRED);
    return RSS_OK;
}

void keys_drop(void)
{
    cc3xx_aes_end(RSS_CC3XX_BASE);
    for (uint32_t slot = 0; slot < KMU_SLOTS; slot++) {
        (void)!kmu_invalidate(RSS_KMU_BASE, slot); /* the others, at least */
    }
}

static rss_status_t run_aes(enum cc3xx_aes_mode mode, const uint8_t key[32], const uint8_t *counter,
                            const uint8_t *in, uint8_t *out, size_t size_bytes)
{
    rss_status_t status = cc3xx_aes_begin(RSS_CC3XX_BASE, mode);

    if (status == RSS_OK) {
        cc3xx_aes_set_key(RSS_CC3XX_BASE, key);
        if (counter != NULL) {
            cc3xx_aes_set_counter(RSS_CC3XX_BASE, counter);
        }
        status = cc3xx_aes_run(RSS_CC3XX_BASE, in, out, size_bytes);
    }
    cc3xx_aes_end(RSS_CC3XX_BASE);
    if (status != RSS_OK) {
        bytes_wipe(out, size_bytes);
    }
    return status;
}

rss_status_t hal_aes256_ctr(const uint8_t key[32], const uint8_t counter[16], const uint8_t *in, uint8_t *out,
                            size_t size_bytes)
{
    return run_aes(CC3XX_AES_CTR, key, counter, in, out, size_bytes);
}

rss_status_t hal_aes_ctr(const uint8_t key[32], size_t key_bytes, const uint8_t counter[16],
                         const uint8_t *in, uint8_t *out, size_t size_bytes)
{
    if (key_bytes != 16 && key_bytes != 32) {
        bytes_wipe(out, size_bytes);
        return RSS_ERR_ARGUMENT;
    }
    return run_aes(key_bytes == 16 ? CC3XX_AES128_CTR : CC3XX_AES_CTR, key, counter, in, out, size_bytes);
}

rss_status_t hal_aes_decrypt_block(const uint8_t key[32], size_t key_bytes, uint8_t block[16])
{
    if (key_bytes != 16 && key_bytes != 32) {
        bytes_wipe(block, 16);
        return RSS_ERR_ARGUMENT;
    }
    return run_aes(key_bytes == 16 ? CC3XX_AES128_ECB_DECRYPT : CC3XX_AES_ECB_DECRYPT, key, NULL, block,
                   block, 16);
}

rss_status_t hal_key_load(enum hal_key_slot slot, uint8_t key[32])
{
    return kmu_read_key(RSS_KMU_BASE, slot, key);
}
