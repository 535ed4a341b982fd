/* SPDX-License-Identifier: BSD-3-Clause */
/* First code of the device, in ROM: life cycle, provisioning, keys, and BL1_2 from OTP. See README.md. */
#include <stddef.h>
#include <stdint.h>

#include "boot/bl1_1/bl1_2_image.h"
#include "boot/bl1_1/bundle_source.h"
#include "boot/bl1_1/ram_message.h"
#include "boot/bl1_1/rma_request.h"
#include "boot/shared/boot_data.h"
#include "boot/shared/stage_layout.h"
#include "hal/failure.h"
#include "hal/keys.h"
#include "hal/lifecycle.h"
#include "hal/platform.h"
#include "lib/base/fih.h"
#include "lib/base/log.h"

const enum hal_stage hal_this_stage = HAL_STAGE_BL1_1;

static void require(rss_status_t status)
{
    if (fih_differ(status, RSS_OK)) {
        hal_failure_stop(HAL_STAGE_BL1_1, status);
    }
    FIH_REQUIRE(status, RSS_OK);
}

static const char *lifecycle_name(enum hal_lifecycle lifecycle)
{
    switch (lifecycle) {
    case HAL_LIFECYCLE_ASSEMBLY_AND_TEST:
        return "assembly-and-test";
    case HAL_LIFECYCLE_PSA_ROT_PROVISIONING:
        return "psa-rot-provisioning";
    case HAL_LIFECYCLE_SECURED:
        return "secured";
    default:
        return "decommissioned";
    }
}

/* The state decides which keys exist and what may be written: read it twice. */
static enum hal_lifecycle read_lifecycle(void)
{
    enum hal_lifecycle first = HAL_LIFECYCLE_DECOMMISSIONED;
    enum hal_lifecycle second = HAL_LIFECYCLE_ASSEMBLY_AND_TEST;

    require(hal_lifecycle_get(&first));
    require(hal_lifecycle_get(&second));
    FIH_REQUIRE(first, second);
    return first;
}

static __attribute__((noreturn)) void boot(enum hal_lifecycle lifecycle)
{
    require(bl1_2_image_load((uint8_t *)BL1_2_ADDRESS, lifecycle));
    require(hal_keys_retire());
    LOG_INF("[INF] BL1_1 entering BL1_2\n");
    hal_platform_quit(HAL_STAGE_BL1_1);
    FIH_REQUIRE_STEPS(HAL_LIFECYCLE_STEP_TAMPER + BL1_2_IMAGE_STEPS + HAL_KEYS_STEP_RETIRED);
    /* Nothing is wiped: BL1_2 calls into the ROM, whose data has to stay. BL1_2 wipes both stages' data. */
    hal_platform_enter((const uint32_t *)BL1_2_ADDRESS, NULL, 0);
}

/* A request that is refused costs its answer and nothing more: the device boots on. */
static void serve_rma_request(void)
{
    volatile uint32_t *message = (volatile uint32_t *)RAM_RMA_REQUEST_ADDRESS;
    const rss_status_t status = rma_request_take(message);

    if (status == RSS_ERR_PROV_NO_BUNDLE) {
        return;
    }
    if (fih_differ(status, RSS_OK)) {
        LOG_INF("[WRN] BL1_1 RMA request refused: " RSS_STATUS_FORMAT "\n", RSS_STATUS_ARGUMENTS(status));
        ram_message_answer(message, status);
        return;
    }
    FIH_REQUIRE(status, RSS_OK);
    FIH_REQUIRE_STEPS(HAL_LIFECYCLE_STEP_TAMPER + RMA_REQUEST_STEP);
    require(hal_lifecycle_advance(HAL_LIFECYCLE_DECOMMISSIONED));
    LOG_INF("[INF] BL1_1 RMA request accepted, reset\n");
    hal_reset_system();
}

static __attribute__((noreturn)) void end_decommissioned(void)
{
    require(hal_lifecycle_destroy_secrets());
    hal_failure_stop(HAL_STAGE_BL1_1, RSS_ERR_LCM_DECOMMISSIONED);
}

void stage_main(void)
{
    enum hal_lifecycle lifecycle;

    hal_platform_limit_code(ROM_END_ADDRESS, 0);
    require(hal_platform_init(HAL_STAGE_BL1_1));
    hal_failure_resume();
    boot_data_clear();
    require(hal_lifecycle_resume());
    lifecycle = read_lifecycle();
    LOG_INF("[INF] BL1_1 %s lifecycle=%s\n", RSS_VERSION, lifecycle_name(lifecycle));
    fih_steps_start();
    require(hal_lifecycle_check(bundle_source_chip_kind));

    switch (lifecycle) {
    case HAL_LIFECYCLE_ASSEMBLY_AND_TEST:
    case HAL_LIFECYCLE_PSA_ROT_PROVISIONING:
        require(bundle_source_provision(lifecycle));
        break;
    case HAL_LIFECYCLE_SECURED:
        serve_rma_request();
        boot(lifecycle);
    case HAL_LIFECYCLE_DECOMMISSIONED:
        end_decommissioned();
    default:
        hal_failure_stop(HAL_STAGE_BL1_1, RSS_ERR_LCM_STATE);
    }
    LOG_INF("[INF] BL1_1 provisioning of %s done, reset\n", lifecycle_name(lifecycle));
    hal_reset_system();
}
