/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Isolation, one table per level (docs/design/spm.md). Symbols are the linker script's; every boundary is a multiple of 32.
 * What is in no row, and no partition's region, is privileged code's by the default map: devices, where nothing can be executed.
 */
#include "spm/isolation.h"

extern const uint8_t spm_shared_code_start[], spm_rot_code_start[], spm_rot_code_end[];
extern const uint8_t spm_rot_data_start[], spm_rot_data_end[];
extern const uint8_t spm_main_stack_start[], spm_own_data_end[];
extern const uint8_t spm_other_ram_start[], spm_other_ram_end[], spm_host_start[], spm_host_end[];
#if TFM_ISOLATION_LEVEL == 1
extern const uint8_t spm_app_bss_start[], spm_app_bss_end[], spm_app_data_start[], spm_app_data_end[];
#else
extern const uint8_t spm_shared_code_end[], spm_app_code_start[], spm_app_code_end[];
#endif

#define AREA(first, last, access)                                                                            \
    {                                                                                                        \
        (uintptr_t) spm_##first##_start, (uintptr_t)spm_##last##_end, (access)                               \
    }
#define CODE (SPM_READ | SPM_EXECUTE)
#define DATA SPM_READ_WRITE

/* clang-format off */
const struct spm_fixed_region spm_fixed_regions[] = {
#if TFM_ISOLATION_LEVEL == 1
    /* memory                                who is privileged: every partition */
    { AREA(rot_data, rot_data, DATA),       .partition_access = DATA },
    { AREA(shared_code, rot_code, CODE),    .partition_access = CODE }, /* all code */
    { AREA(app_bss, app_bss, DATA),         .partition_access = DATA },
    { AREA(app_data, app_data, DATA),       .partition_access = DATA },
    { AREA(main_stack, own_data, DATA),     .partition_access = 0 },    /* the SPM's */
    { AREA(other_ram, other_ram, DATA),     .partition_access = 0 },
    { AREA(host, host, DATA),               .partition_access = 0 },
#else
    /* memory                                privileged: PSA RoT           unprivileged: Application RoT */
    { AREA(rot_data, rot_data, DATA),       .partition_access = DATA,     .unprivileged = 0 },
    { AREA(rot_code, rot_code, CODE),       .partition_access = CODE,     .unprivileged = 0 },
    { AREA(shared_code, shared_code, CODE), .partition_access = CODE,     .unprivileged = CODE },
    { AREA(app_code, app_code, CODE),       .partition_access = SPM_READ, .unprivileged = CODE, .pxn = true },
    { AREA(main_stack, own_data, DATA),     .partition_access = 0,        .unprivileged = 0 },
    { AREA(other_ram, other_ram, DATA),     .partition_access = 0,        .unprivileged = 0 },
    { AREA(host, host, DATA),               .partition_access = 0,        .unprivileged = 0 },
    /* data of the Application RoT has no row: each partition's part of it is its own region (arch/mpu.c) */
#endif
};
/* clang-format on */
const uint32_t spm_fixed_region_count = sizeof(spm_fixed_regions) / sizeof(spm_fixed_regions[0]);
