/* SPDX-License-Identifier: BSD-3-Clause */
/** Bring-up of the RSS for one stage, and the way out of it. */
#ifndef HAL_PLATFORM_H
#define HAL_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

enum hal_stage {
    HAL_STAGE_BL1_1 = 1,
    HAL_STAGE_BL1_2 = 2,
    HAL_STAGE_BL2 = 3,
    HAL_STAGE_RUNTIME = 4,
};

/** Supplied by the image: which stage it is, and its code after start-up. stage_main never returns. */
extern const enum hal_stage hal_this_stage;
void stage_main(void);

/**
 * First call of a stage: SYSRESETREQ routed to a system reset, UART window of the ATU, console, random source.
 * BL1_1 also seeds and locks the KMU's masking generator and clears the shared data area.
 *
 * @return RSS_OK, or the status of the device that did not come up (the console may be silent then).
 */
rss_status_t hal_platform_init(enum hal_stage stage) RSS_MUST_USE;

/**
 * From here to hal_platform_quit nothing but the ROM and [code, code + code_bytes), in the RSS's memories and multiples
 * of 32, can be executed, and that range cannot be written: an image that is loaded and not yet accepted does not run by a
 * wrong return address. code_bytes 0 for a stage in ROM, with code at the end of the ROM.
 */
void hal_platform_limit_code(uintptr_t code, size_t code_bytes);

/** For the runtime, before anything non-secure runs: assign and lock memory and device protection. RSS_ERR_MPC_*. */
rss_status_t hal_platform_protect(void) RSS_MUST_USE;

/** Open the gate of a device, by its base address, to the unprivileged partition that owns it. Nothing when it has no gate. */
void hal_platform_allow_unprivileged(uintptr_t device_base);

/** Vector table of the non-secure image that BL2 has loaded, by its non-secure address. */
const uint32_t *hal_platform_ns_vectors(void);

/** Console text out, console off, crypto engine off, all code can be executed. For a stage that hands over. */
void hal_platform_quit(enum hal_stage stage);

/**
 * Enter the next stage: wipe [wipe, wipe + wipe_bytes) (the leaving stage's data and stack; 0 for nothing), clear all
 * general registers, MSPLIM := 0, MSP := table[0], branch to table[1]. VTOR is left to the next stage.
 */
void hal_platform_enter(const uint32_t *vector_table, void *wipe, size_t wipe_bytes)
    __attribute__((noreturn));

/** 32-bit random words from the hardware generator. RSS_ERR_CC3XX_RNG: out is zeroed. */
rss_status_t hal_random(uint8_t *out, size_t size_bytes) RSS_MUST_USE;

#endif /* HAL_PLATFORM_H */
