/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/kmu/kmu.h"

#include <stdbool.h>
#include <string.h>

#include "drivers/kmu/kmu_regs.h"
#include "lib/base/fih.h"
#include "lib/base/mmio.h"

#define POLLS     100000u
#define KEY_WORDS (KMU_KEY_BYTES / sizeof(uint32_t))
#define EXPORT_ERRORS                                                                                        \
    (KMU_EVENT_AWBE | KMU_EVENT_IPE | KMU_EVENT_INPPE | KMU_EVENT_WDADDKPA | KMU_EVENT_WTE | KMU_EVENT_AEWNR)

static uint32_t hardware_slots(uintptr_t base)
{
    return KMU_KMUBC_NHWKSLTS(mmio_read32(base + KMU_KMUBC_OFFSET));
}

static bool slot_exists(uintptr_t base, uint32_t slot)
{
    return slot < 1u << KMU_KMUBC_NKS(mmio_read32(base + KMU_KMUBC_OFFSET));
}

static uintptr_t config_address(uintptr_t base, uint32_t slot)
{
    return base + KMU_KMUKSC_OFFSET + slot * KMU_KMUKSC_STRIDE;
}

static void set_config(uintptr_t base, uint32_t slot, uint32_t bits)
{
    const uintptr_t config = config_address(base, slot);

    mmio_write32(config, mmio_read32(config) | bits);
}

static void clear_events(uintptr_t base)
{
    mmio_write32(base + KMU_KMUIC_OFFSET, KMU_EVENTS_ALL);
}

/* Wait for a command bit to clear itself. */
static bool command_done(uintptr_t base, uint32_t slot, uint32_t bit)
{
    for (uint32_t poll = 0; poll < POLLS; poll++) {
        if ((mmio_read32(config_address(base, slot)) & bit) == 0) {
            return true;
        }
    }
    return false;
}

static bool export_done(uintptr_t base)
{
    for (uint32_t poll = 0; poll < POLLS; poll++) {
        const uint32_t events = mmio_read32(base + KMU_KMUIS_OFFSET);

        if ((events & EXPORT_ERRORS) != 0) {
            return false;
        }
        if ((events & KMU_EVENT_KEC) != 0) {
            return true;
        }
    }
    return false;
}

static uint32_t load_word(const uint8_t *bytes)
{
    uint32_t word;

    memcpy(&word, bytes, sizeof(word));
    return word;
}

void kmu_seed(uintptr_t base, const uint8_t seed[KMU_KEY_BYTES])
{
    for (uint32_t i = 0; i < KEY_WORDS; i++) {
        mmio_write32(base + KMU_KMUPRBGSI_OFFSET, load_word(&seed[i * sizeof(uint32_t)]));
    }
    set_config(base, 0, KMU_KMUKSC_L_KMUPRBGSI);
    mmio_write32(base + KMU_KMUIE_OFFSET, KMU_EVENTS_ALL);
}

rss_status_t kmu_export(uintptr_t base, uint32_t slot)
{
    if (!slot_exists(base, slot)) {
        return RSS_ERR_KMU_SLOT;
    }
    if ((mmio_read32(config_address(base, slot)) & KMU_KMUKSC_KSIP) != 0) {
        return RSS_ERR_KMU_VERIFY;
    }
    clear_events(base);
    set_config(base, slot, KMU_KMUKSC_VKS);
    if (!command_done(base, slot, KMU_KMUKSC_VKS) ||
        (mmio_read32(config_address(base, slot)) & KMU_KMUKSC_KSR) == 0) {
        clear_events(base);
        return RSS_ERR_KMU_VERIFY;
    }
    set_config(base, slot, KMU_KMUKSC_EK);
    const bool done = export_done(base);

    clear_events(base);
    return done ? RSS_OK : RSS_ERR_KMU_EXPORT;
}

rss_status_t kmu_write_key(uintptr_t base, uint32_t slot, const uint8_t key[KMU_KEY_BYTES])
{
    const uintptr_t words = base + KMU_KMUKSK_OFFSET + slot * KMU_KMUKSK_STRIDE;
    rss_status_t status = RSS_OK;

    if (!slot_exists(base, slot) || slot < hardware_slots(base)) {
        return RSS_ERR_KMU_SLOT;
    }
    if ((mmio_read32(config_address(base, slot)) & (KMU_KMUKSC_LKSKR | KMU_KMUKSC_KSIP)) != 0) {
        return RSS_ERR_KMU_WRITTEN;
    }
    clear_events(base);
    for (uint32_t i = 0; i < KEY_WORDS && status == RSS_OK; i++) {
        mmio_write32(words + i * sizeof(uint32_t), load_word(&key[i * sizeof(uint32_t)]));
        if ((mmio_read32(base + KMU_KMUIS_OFFSET) & (KMU_EVENT_MWKSW | KMU_EVENT_AKSWPI)) != 0) {
            status = RSS_ERR_KMU_WRITTEN;
        }
    }
    for (uint32_t i = 0; i < KEY_WORDS && status == RSS_OK; i++) {
        if (mmio_read32(words + i * sizeof(uint32_t)) != load_word(&key[i * sizeof(uint32_t)])) {
            status = RSS_ERR_KMU_VERIFY;
        }
    }
    clear_events(base);
    return status;
}

rss_status_t kmu_invalidate(uintptr_t base, uint32_t slot)
{
    if (!slot_exists(base, slot)) {
        return RSS_ERR_KMU_SLOT;
    }
    clear_events(base);
    set_config(base, slot, KMU_KMUKSC_IKS);
    if (!command_done(base, slot, KMU_KMUKSC_IKS) ||
        (mmio_read32(base + KMU_KMUIS_OFFSET) & KMU_EVENT_AIKSWE) != 0) {
        return RSS_ERR_KMU_INVALIDATE;
    }
    const uint32_t config = mmio_read32(config_address(base, slot));
    const uint32_t expected = slot < hardware_slots(base) ? KMU_KMUKSC_KSIP : 0;

    if (fih_differ(config & KMU_KMUKSC_KSIP, expected)) {
        return RSS_ERR_KMU_INVALIDATE;
    }
    clear_events(base);
    FIH_REQUIRE(config & KMU_KMUKSC_KSIP, expected);
    return RSS_OK;
}

rss_status_t kmu_read_key(uintptr_t base, uint32_t slot, uint8_t key[KMU_KEY_BYTES])
{
    const uintptr_t words = base + KMU_KMUKSK_OFFSET + slot * KMU_KMUKSK_STRIDE;
    uint32_t any = 0;

    memset(key, 0, KMU_KEY_BYTES);
    if (!slot_exists(base, slot) || slot < hardware_slots(base)) {
        return RSS_ERR_KMU_SLOT;
    }
    if ((mmio_read32(config_address(base, slot)) & KMU_KMUKSC_LKSKR) != 0) {
        return RSS_ERR_KMU_VERIFY;
    }
    for (uint32_t i = 0; i < KEY_WORDS; i++) {
        const uint32_t word = mmio_read32(words + i * sizeof(uint32_t));

        memcpy(&key[i * sizeof(uint32_t)], &word, sizeof(word));
        any |= word;
    }
    return any != 0 ? RSS_OK : RSS_ERR_KMU_VERIFY;
}
