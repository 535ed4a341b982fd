/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl1_1/bundle_source.h"

#include "boot/bl1_1/provisioning.h"
#include "boot/shared/stage_layout.h"

const enum hal_chip_kind bundle_source_chip_kind = HAL_CHIP_TEST;

rss_status_t bundle_source_provision(enum hal_lifecycle lifecycle)
{
    return lifecycle == HAL_LIFECYCLE_ASSEMBLY_AND_TEST
               ? provisioning_assembly_and_test((const struct provisioning_at_bundle *)ROM_AT_BUNDLE_ADDRESS)
               : provisioning_psa_rot((const struct provisioning_psa_bundle *)ROM_PSA_BUNDLE_ADDRESS);
}

rss_status_t bundle_source_check_value(const uint8_t *value, size_t size_bytes)
{
    (void)value;
    (void)size_bytes;
    return RSS_OK;
}
