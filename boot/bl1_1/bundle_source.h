/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Where this build's provisioning bundles come from, and whose keys it takes. Two bodies: bundle_source_rom.c for development
 * (the bundle behind the ROM code, any key), bundle_source_ram.c for production (docs/design/provisioning.md).
 */
#ifndef BOOT_BL1_1_BUNDLE_SOURCE_H
#define BOOT_BL1_1_BUNDLE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "hal/lifecycle.h"
#include "lib/base/status.h"

/** What becomes of a virgin part: a test chip or a production chip. */
extern const enum hal_chip_kind bundle_source_chip_kind;

/**
 * Write what this state has to be provisioned with, and move to the next state, which shows after a reset by the caller.
 *
 * @param lifecycle  HAL_LIFECYCLE_ASSEMBLY_AND_TEST or HAL_LIFECYCLE_PSA_ROT_PROVISIONING.
 * @return RSS_OK. ROM: also what provisioning_assembly_and_test and provisioning_psa_rot return. RAM: waits for a bundle
 * that is taken, and answers each one that is not with its refusal.
 */
rss_status_t bundle_source_provision(enum hal_lifecycle lifecycle) RSS_MUST_USE;

/**
 * Whether a value of a bundle may be used in this build. The whole value is looked at, not its name or its field.
 * @return RSS_OK; RSS_ERR_PROV_DEVELOPMENT: it is a development key.
 */
rss_status_t bundle_source_check_value(const uint8_t *value, size_t size_bytes) RSS_MUST_USE;

#endif /* BOOT_BL1_1_BUNDLE_SOURCE_H */
