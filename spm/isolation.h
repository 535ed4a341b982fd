/* SPDX-License-Identifier: BSD-3-Clause */
/** The memory of the runtime, and who may do what where at the isolation level of the build (isolation_table.c). */
#ifndef SPM_ISOLATION_H
#define SPM_ISOLATION_H

#include <stdint.h>

#include "spm/spm.h"

/** A fixed region: for the MPU, and (partition_access) for the check of pointers. */
struct spm_fixed_region {
    struct spm_region region;  /* access of the SPM and of privileged partitions */
    uint32_t partition_access; /* what a privileged partition may name in a call; 0 for the SPM's own */
    uint32_t unprivileged;     /* access of unprivileged partitions */
    bool pxn;                  /* privileged code may not execute here */
};
extern const struct spm_fixed_region spm_fixed_regions[];
extern const uint32_t spm_fixed_region_count;

/** Level 1: every partition runs privileged; level 2: those of the PSA RoT. */
static inline bool spm_is_privileged(uint32_t partition)
{
    return TFM_ISOLATION_LEVEL == 1 || (spm_partitions[partition].flags & SPM_PSA_ROT) != 0;
}

#endif /* SPM_ISOLATION_H */
