/* SPDX-License-Identifier: BSD-3-Clause */
/** The secure runtime: bring the platform up, take over what the boot stages left, serve the host for good.
 */
#include <stdint.h>

#include "boot/shared/boot_data.h"
#include "hal/failure.h"
#include "hal/mailbox.h"
#include "hal/platform.h"
#include "interface/psa/lifecycle.h"
#include "interface/psa/service.h"
#include "lib/base/log.h"
#include "lib/base/status.h"

#define MEASUREMENT_SLOTS       32u /* what attestation reports at most (boot.md 5.6) */
#define MEASUREMENT_LIMIT_BYTES 48u

const enum hal_stage hal_this_stage = HAL_STAGE_RUNTIME;

static const char *lifecycle_name(uint32_t state)
{
    switch (state) {
    case PSA_LIFECYCLE_ASSEMBLY_AND_TEST:
        return "ASSEMBLY_AND_TEST";
    case PSA_LIFECYCLE_PSA_ROT_PROVISIONING:
        return "PSA_ROT_PROVISIONING";
    case PSA_LIFECYCLE_SECURED:
        return "SECURED";
    case PSA_LIFECYCLE_DECOMMISSIONED:
        return "DECOMMISSIONED";
    default:
        return "UNKNOWN";
    }
}

/** Number of measurements that the boot stages left; a malformed area is a boot failure. */
static rss_status_t count_measurements(uint32_t *count)
{
    struct boot_data_measurement metadata;
    uint8_t value[MEASUREMENT_LIMIT_BYTES];

    *count = 0;
    for (uint32_t slot = 0; slot < MEASUREMENT_SLOTS; slot++) {
        rss_status_t status =
            boot_data_get(BOOT_DATA_MBS_TYPE(slot, BOOT_DATA_CLAIM_METADATA), &metadata, sizeof(metadata));
        if (status == RSS_ERR_SHARED_MISSING) {
            continue;
        }
        if (status == RSS_OK) {
            status = boot_data_get(BOOT_DATA_MBS_TYPE(slot, BOOT_DATA_CLAIM_VALUE), value,
                                   metadata.measurement_type == BOOT_DATA_MEASURED_SHA384 ? 48 : 32);
        }
        if (status != RSS_OK) {
            return status;
        }
        (*count)++;
    }
    return RSS_OK;
}

static rss_status_t start(void)
{
    uint32_t measurements;

    rss_status_t status = hal_platform_init(HAL_STAGE_RUNTIME);
    if (status == RSS_OK) {
        status = hal_platform_protect();
    }
    if (status != RSS_OK) {
        return status;
    }
    status = count_measurements(&measurements);
    if (status != RSS_OK) {
        return status;
    }
    LOG_INF("[INF] RSS runtime %s lifecycle=%s measurements=%u\n", RSS_VERSION,
            lifecycle_name(psa_rot_lifecycle_state()), (unsigned int)measurements);
    if (crypto_init() != PSA_SUCCESS) {
        return RSS_ERR_SPM_PARTITION_INIT;
    }
    return hal_mailbox_init();
}

void stage_main(void)
{
    rss_status_t status = start();

    if (status != RSS_OK) {
        hal_failure_stop(HAL_STAGE_RUNTIME, status);
    }
    hal_failure_clear();
    ns_mailbox_entry();
}
