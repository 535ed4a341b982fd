/* SPDX-License-Identifier: BSD-3-Clause */
/** Watchdog on the slow clock. See README.md. */
#ifndef DRIVERS_WATCHDOG_WATCHDOG_H
#define DRIVERS_WATCHDOG_WATCHDOG_H

#include <stdint.h>

/** Start it and lock its registers: it resets the subsystem after two periods of so many slow clocks (1 or
 * more). */
void watchdog_start(uintptr_t base, uint32_t period_clocks);

#endif /* DRIVERS_WATCHDOG_WATCHDOG_H */
