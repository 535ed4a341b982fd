/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Isolation, one table per level (docs/design/spm.md). Symbols are the linker script's; every boundary is a multiple of 32.
 * Memory that is in no row, and no partition's region, is the SPM's and the privileged partitions' by the default map.
 */
#include "spm/isolation.h"

extern const uint8_t spm_shared_code_start[], spm_shared_code_end[];
extern const uint8_t spm_app_code_start[], spm_app_code_end[];
extern const uint8_t spm_rot_code_start[], spm_rot_code_end[];
extern const uint8_t spm_rot_data_start[], spm_rot_data_end[];
extern const uint8_t spm_own_data_start[], spm_own_data_end[];
extern const uint8_t spm_main_stack_start[], spm_main_stack_end[];
#if TFM_ISOLATION_LEVEL == 1
extern const uint8_t spm_app_bss_start[], spm_app_bss_end[];
extern const uint8_t spm_app_data_start[], spm_app_data_end[];
#endif

#define AREA(name, access)                                                                                   \
    {                                                                                                        \
        (uintptr_t) spm_##name##_start, (uintptr_t)spm_##name##_end, (access)                                \
    }
#define CODE (SPM_READ | SPM_EXECUTE)
#define DATA SPM_READ_WRITE

/* clang-format off */
const struct spm_fixed_region spm_fixed_regions[] = {
#if TFM_ISOLATION_LEVEL == 1
    /* memory                    who is privileged: every partition */
    { AREA(rot_data, DATA),     .partition_access = DATA },
    { AREA(rot_code, CODE),     .partition_access = CODE },
    { AREA(shared_code, CODE),  .partition_access = CODE },
    { AREA(app_code, CODE),     .partition_access = CODE },
    { AREA(own_data, DATA),     .partition_access = 0 },
    { AREA(main_stack, DATA),   .partition_access = 0 },
    { AREA(app_bss, DATA),      .partition_access = DATA },
    { AREA(app_data, DATA),     .partition_access = DATA },
#else
    /* memory                    privileged: PSA RoT           unprivileged: Application RoT */
    { AREA(rot_data, DATA),     .partition_access = DATA,     .unprivileged = 0 },
    { AREA(rot_code, CODE),     .partition_access = CODE,     .unprivileged = 0 },
    { AREA(shared_code, CODE),  .partition_access = CODE,     .unprivileged = CODE },
    { AREA(app_code, CODE),     .partition_access = SPM_READ, .unprivileged = CODE, .pxn = true },
    { AREA(own_data, DATA),     .partition_access = 0,        .unprivileged = 0 },
    { AREA(main_stack, DATA),   .partition_access = 0,        .unprivileged = 0 },
    /* app_bss and app_data have no row: each partition's part of it is its own region */
#endif
};
/* clang-format on */
const uint32_t spm_fixed_region_count = sizeof(spm_fixed_regions) / sizeof(spm_fixed_regions[0]);
