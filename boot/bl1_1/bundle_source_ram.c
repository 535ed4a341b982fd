/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl1_1/bundle_source.h"

#include <stdbool.h>

#include "boot/bl1_1/provisioning.h"
#include "boot/bl1_1/ram_message.h"
#include "boot/shared/stage_layout.h"
#include "development_keys.h" /* made by tools/development_keys.py */
#include "lib/base/bytes.h"
#include "lib/base/log.h"
#include "lib/crypto/lms.h"
#include "lib/crypto/sha256.h"

#define POLL_PAUSE_SPINS 1000u

const enum hal_chip_kind bundle_source_chip_kind = HAL_CHIP_PRODUCTION;

/* Not cleared at start: it is written whole before it is looked at. */
static union {
    struct provisioning_at_bundle at;
    struct provisioning_psa_bundle psa;
} copy __attribute__((section(".noinit.bundle")));
_Static_assert(sizeof(copy.at) % sizeof(uint32_t) == 0 && sizeof(copy.psa) % sizeof(uint32_t) == 0,
               "messages are words");

void rss_provisioning_wait(volatile uint32_t *message, uint32_t magic, size_t size_bytes);

/*
 * Name is an interface: debuggers and tests look for it. Nothing else is done here: a pass reads one word of RAM, and only a
 * host's write ends it. Both come from outside, so there is no limit to how long.
 */
__attribute__((noinline, noclone)) void rss_provisioning_wait(volatile uint32_t *message, uint32_t magic,
                                                              size_t size_bytes)
{
    do {
        for (volatile uint32_t spin = 0; spin < POLL_PAUSE_SPINS; spin++) {
        }
    } while (ram_message_take(message, magic, &copy, size_bytes) != RSS_OK);
}

rss_status_t bundle_source_provision(enum hal_lifecycle lifecycle)
{
    const bool is_first = lifecycle == HAL_LIFECYCLE_ASSEMBLY_AND_TEST;
    volatile uint32_t *message =
        (volatile uint32_t *)(uintptr_t)(is_first ? RAM_AT_BUNDLE_ADDRESS : RAM_PSA_BUNDLE_ADDRESS);
    rss_status_t status;

    do {
        LOG_INF("[INF] BL1_1 waiting for provisioning bundle\n");
        rss_provisioning_wait(message, is_first ? PROVISIONING_AT_MAGIC : PROVISIONING_PSA_MAGIC,
                              is_first ? sizeof(copy.at) : sizeof(copy.psa));
        status = is_first ? provisioning_assembly_and_test(&copy.at) : provisioning_psa_rot(&copy.psa);
        bytes_wipe(&copy, sizeof(copy));
        if (status != RSS_OK) {
            LOG_INF("[WRN] BL1_1 provisioning bundle refused: " RSS_STATUS_FORMAT "\n",
                    RSS_STATUS_ARGUMENTS(status));
        }
        ram_message_answer(message, status);
    } while (status != RSS_OK);
    return status;
}

static bool is_development_lms_key(const uint8_t *value, size_t size_bytes)
{
    static const uint8_t marker[] = LMS_DEVELOPMENT_MARKER;

    return size_bytes == LMS_PUBLIC_KEY_BYTES &&
           bytes_equal(&value[LMS_KEY_ID_OFFSET], marker, sizeof(marker)) == RSS_OK;
}

rss_status_t bundle_source_check_value(const uint8_t *value, size_t size_bytes)
{
    uint8_t hash[SHA256_BYTES];
    const rss_status_t status = sha256_compute(value, size_bytes, hash);

    if (status != RSS_OK) {
        return status;
    }
    for (size_t i = 0; i < DEVELOPMENT_KEY_COUNT; i++) {
        if (bytes_equal(hash, development_keys[i], sizeof(development_keys[i])) == RSS_OK) {
            return RSS_ERR_PROV_DEVELOPMENT;
        }
    }
    return is_development_lms_key(value, size_bytes) ? RSS_ERR_PROV_DEVELOPMENT : RSS_OK;
}
