/* SPDX-License-Identifier: BSD-3-Clause */
/** Watchdog on the slow clock: hardware.md 14.3. */
#ifndef DRIVERS_WATCHDOG_WATCHDOG_REGS_H
#define DRIVERS_WATCHDOG_WATCHDOG_REGS_H

#define WATCHDOG_LOAD_OFFSET 0x000u
#define WATCHDOG_CTRL_OFFSET 0x008u
#define WATCHDOG_LOCK_OFFSET 0xc00u

#define WATCHDOG_CTRL_INTEN  (1u << 0) /* counts */
#define WATCHDOG_CTRL_RESEN  (1u << 1) /* second expiry in a row resets */
#define WATCHDOG_LOCK_UNLOCK 0x1acce551u
#define WATCHDOG_LOCK_LOCK   0u

#endif /* DRIVERS_WATCHDOG_WATCHDOG_REGS_H */
