/* SPDX-License-Identifier: BSD-3-Clause */
/** Key management unit: slots of 256-bit keys that go to the crypto engine without passing the CPU. See
 * README.md. */
#ifndef DRIVERS_KMU_KMU_H
#define DRIVERS_KMU_KMU_H

#include <stdint.h>

#include "lib/base/status.h"

#define KMU_KEY_BYTES 32u

/** Seed the masking generator and lock the seed until reset. A second call has no effect. */
void kmu_seed(uintptr_t base, const uint8_t seed[KMU_KEY_BYTES]);

/**
 * Send a slot's key to the destination it is configured for. RSS_ERR_KMU_SLOT: no such slot;
 * RSS_ERR_KMU_VERIFY: slot not ready (empty, unlocked, invalidated); RSS_ERR_KMU_EXPORT: not complete in
 * time, or an error was flagged.
 */
rss_status_t kmu_export(uintptr_t base, uint32_t slot) RSS_MUST_USE;

/**
 * Fill a slot of software's. RSS_ERR_KMU_SLOT: not one of them; RSS_ERR_KMU_WRITTEN: written before, locked
 * or invalidated, key unchanged; RSS_ERR_KMU_VERIFY: read-back differs.
 */
rss_status_t kmu_write_key(uintptr_t base, uint32_t slot, const uint8_t key[KMU_KEY_BYTES]) RSS_MUST_USE;

/**
 * Read a slot of software's. RSS_ERR_KMU_SLOT: not one of them; RSS_ERR_KMU_VERIFY: it is locked, or holds no key (all zero).
 * key is zeroed on any error.
 */
rss_status_t kmu_read_key(uintptr_t base, uint32_t slot, uint8_t key[KMU_KEY_BYTES]) RSS_MUST_USE;

/**
 * Remove a slot's key; a hardware slot stays unusable until reset. Safe to repeat.
 * RSS_ERR_KMU_SLOT; RSS_ERR_KMU_INVALIDATE: the slot does not show as invalidated.
 */
rss_status_t kmu_invalidate(uintptr_t base, uint32_t slot) RSS_MUST_USE;

#endif /* DRIVERS_KMU_KMU_H */
