/* SPDX-License-Identifier: BSD-3-Clause */
#include "spm/isolation.h"

static bool holds(const struct spm_region *region, uintptr_t start, size_t size_bytes)
{
    return start >= region->start && start < region->end && size_bytes <= region->end - start;
}

/* A range must lie in one region: two that touch belong to different owners, or differ in what may be done there. */
bool spm_may_access(uint32_t partition, const void *base, size_t size_bytes, uint32_t access)
{
    const struct spm_partition *p = &spm_partitions[partition];
    const uintptr_t start = (uintptr_t)base;
    const bool privileged = spm_is_privileged(partition);

    if (size_bytes == 0) {
        return true;
    }
    for (uint32_t i = 0; i < p->region_count; i++) {
        if (holds(&p->regions[i], start, size_bytes)) {
            return (p->regions[i].access & access) == access;
        }
    }
    if ((p->flags & SPM_TRUSTZONE) != 0) {
        return false; /* a pointer from the non-secure state is into its own memory, or nowhere */
    }
    for (uint32_t i = 0; i < spm_fixed_region_count; i++) {
        const struct spm_fixed_region *fixed = &spm_fixed_regions[i];

        if (holds(&fixed->region, start, size_bytes)) {
            return ((privileged ? fixed->partition_access : fixed->unprivileged) & access) == access;
        }
    }
    return false;
}
