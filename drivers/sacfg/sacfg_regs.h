/* SPDX-License-Identifier: BSD-3-Clause */
/** Secure access configuration: hardware.md 4.1. */
#ifndef DRIVERS_SACFG_SACFG_REGS_H
#define DRIVERS_SACFG_SACFG_REGS_H

#define SACFG_SECRESPCFG_OFFSET   0x010u
#define SACFG_NSCCFG_OFFSET       0x014u
#define SACFG_PERIPHSPPPC0_OFFSET 0x0b0u /* secure, unprivileged access; a bit for each device of the bank */
#define SACFG_NSMSCEXP_OFFSET     0x0d0u

#define SACFG_SECRESPCFG_BUS_ERROR (1u << 0)
#define SACFG_NSCCFG_RAM_NSC       (1u << 1)

#endif /* DRIVERS_SACFG_SACFG_REGS_H */
