/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The reset-surviving failure record and the bounded retry.
 *
 * Kept in SYSCTRL.GRETEXREG: letters of the status code [31:16], its number [15:8], stage [7:4] (enum hal_stage),
 * consecutive failures [3:0]. Zero after power-on.
 */
#ifndef HAL_FAILURE_H
#define HAL_FAILURE_H

#include "hal/platform.h"
#include "lib/base/status.h"

#define HAL_FAILURE_RETRIES 2u /* resets tried before recovery: three failing boots in all */

/** The record as it stands, 0 when no boot failed since power-on or the last hal_failure_clear. */
uint32_t hal_failure_read(void);

/** Forget earlier failures; called when the runtime is up. */
void hal_failure_clear(void);

/**
 * The one end of a failed boot: record, print "[ERR] <stage> failed: XXnn", then reset through the watchdog, or
 * after HAL_FAILURE_RETRIES resets drop all keys, print "[ERR] recovery: XXnn" and stay in rss_recovery_loop (a symbol
 * that a debugger can recognise; GRETREG = 0, the host is not released). A failure inside of it prints nothing more.
 */
void hal_failure_stop(enum hal_stage stage, rss_status_t status) __attribute__((noreturn));

#endif /* HAL_FAILURE_H */
