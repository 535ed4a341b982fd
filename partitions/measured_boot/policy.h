/* SPDX-License-Identifier: BSD-3-Clause */
/** Which client may extend which slot. Every client of the service may read all. */
#ifndef PARTITIONS_MEASURED_BOOT_POLICY_H
#define PARTITIONS_MEASURED_BOOT_POLICY_H

#include <stdbool.h>
#include <stdint.h>

/** @param index  Below MEASURED_BOOT_SLOTS. */
bool policy_may_extend(int32_t client_id, uint32_t index);

#endif /* PARTITIONS_MEASURED_BOOT_POLICY_H */
