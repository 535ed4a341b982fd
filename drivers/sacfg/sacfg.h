/* SPDX-License-Identifier: BSD-3-Clause */
/** Secure access configuration. Devices keep their reset assignment: secure, privileged. See README.md. */
#ifndef DRIVERS_SACFG_SACFG_H
#define DRIVERS_SACFG_SACFG_H

#include <stdint.h>

/**
 * Refused accesses are bus errors instead of reading as zero, other bus masters are secure, and the core's SAU may make secure
 * RAM callable from the non-secure state.
 */
void sacfg_init(uintptr_t base);

/** Unprivileged secure code may use the device of this bit in the bank PERIPH0 (hardware.md 4.3). */
void sacfg_allow_unprivileged(uintptr_t base, uint32_t bit);

#endif /* DRIVERS_SACFG_SACFG_H */
