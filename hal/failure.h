/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The reset-surviving failure record, the bounded retry, and recovery.
 *
 * Kept in SYSCTRL.GRETEXREG: letters of the status code [31:16], its number [15:8], stage [7:4] (enum hal_stage),
 * consecutive failures [3:0]. Zero after power-on. docs/adr/0005-failure-record.md has the reasons.
 */
#ifndef HAL_FAILURE_H
#define HAL_FAILURE_H

#include "hal/platform.h"
#include "lib/base/status.h"

#define HAL_FAILURE_RETRIES 2u /* resets tried before recovery: three failing boots in all */

/* What a record says. The status is an rss_status_t, 0 when there was no failure. */
#define HAL_FAILURE_STATUS(record) (((record)&0xffff0000u) | ((record) >> 8 & 0xffu))
#define HAL_FAILURE_STAGE(record)  ((record) >> 4 & 0xfu)
#define HAL_FAILURE_COUNT(record)  ((record)&0xfu)

/** The record as it stands: the last failure since power-on, 0 when there was none. Its count is 0 once a boot was good. */
uint32_t hal_failure_last(void);

/** End the row of failures; the reason stays. Called when the runtime is up. */
void hal_failure_clear(void);

/**
 * Called by BL1_1 at its start: print what failed before, "[INF] BL1_1 last failure: <stage> XXnn, n in a row". When the
 * part was in recovery, the boot goes on with fresh retries only if somebody has reset it on purpose (SWRESET, reset by
 * the host or the pin, and no watchdog); otherwise the part goes back to recovery and this does not return.
 */
void hal_failure_resume(void);

/**
 * The one end of a failed boot: record, print "[ERR] <stage> failed: XXnn", wipe data and stack of the stage, then reset
 * through the watchdog; or after HAL_FAILURE_RETRIES resets drop all keys, set the recovery signal to the host (GRETREG =
 * 2: bit 1, and the SCP is not released), print "[ERR] recovery: XXnn", wipe and stay in rss_recovery_loop, a symbol that a
 * debugger can recognise. A failure inside of it prints nothing more.
 *
 * @param stage  The failing stage; a later one is recorded when the code runs on its behalf (BL1_2 in the ROM's functions).
 */
void hal_failure_stop(enum hal_stage stage, rss_status_t status) __attribute__((noreturn));

#endif /* HAL_FAILURE_H */
