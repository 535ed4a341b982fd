/* SPDX-License-Identifier: BSD-3-Clause */
/** The secure runtime: bring the platform up, take over what the boot stages left, run the partitions for good. */
#include <stdint.h>

#include "boot/shared/boot_data.h"
#include "hal/failure.h"
#include "hal/lifecycle.h"
#include "hal/platform.h"
#include "interface/psa/lifecycle.h"
#include "lib/base/log.h"
#include "lib/base/status.h"
#include "spm/arch/arch.h"
#include "spm/isolation.h"
#include "spm/spm.h"

const enum hal_stage hal_this_stage = HAL_STAGE_RUNTIME;

static const struct lifecycle {
    enum hal_lifecycle state;
    uint32_t psa;
    const char *name;
} lifecycles[] = {
    { HAL_LIFECYCLE_ASSEMBLY_AND_TEST, PSA_LIFECYCLE_ASSEMBLY_AND_TEST, "ASSEMBLY_AND_TEST" },
    { HAL_LIFECYCLE_PSA_ROT_PROVISIONING, PSA_LIFECYCLE_PSA_ROT_PROVISIONING, "PSA_ROT_PROVISIONING" },
    { HAL_LIFECYCLE_SECURED, PSA_LIFECYCLE_SECURED, "SECURED" },
    { HAL_LIFECYCLE_DECOMMISSIONED, PSA_LIFECYCLE_DECOMMISSIONED, "DECOMMISSIONED" },
};

static const struct lifecycle *find_lifecycle(void)
{
    static const struct lifecycle unknown = { .psa = PSA_LIFECYCLE_UNKNOWN, .name = "UNKNOWN" };
    enum hal_lifecycle state;

    if (hal_lifecycle_get(&state) == RSS_OK) {
        for (size_t i = 0; i < sizeof(lifecycles) / sizeof(lifecycles[0]); i++) {
            if (lifecycles[i].state == state) {
                return &lifecycles[i];
            }
        }
    }
    return &unknown;
}

static void open_devices(void)
{
    for (uint32_t i = 0; i < SPM_PARTITION_COUNT; i++) {
        const struct spm_partition *p = &spm_partitions[i];

        for (uint32_t r = 0; r < p->region_count && !spm_is_privileged(i); r++) {
            if ((p->regions[r].access & SPM_DEVICE) != 0) {
                hal_platform_allow_unprivileged(p->regions[r].start);
            }
        }
    }
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
    status = boot_data_count_measurements(&measurements);
    if (status != RSS_OK) {
        return status;
    }
    const struct lifecycle *lifecycle = find_lifecycle();
    LOG_INF("[INF] RSS runtime %s lifecycle=%s measurements=%u\n", RSS_VERSION, lifecycle->name,
            (unsigned int)measurements);
    open_devices();
    spm_init(lifecycle->psa);
    return RSS_OK;
}

void stage_main(void)
{
    rss_status_t status = start();

    if (status != RSS_OK) {
        hal_failure_stop(HAL_STAGE_RUNTIME, status);
    }
    arch_start();
}
