/* SPDX-License-Identifier: BSD-3-Clause */
/** System counter and the timers that follow it: hardware.md 14.1, 14.2. */
#ifndef DRIVERS_SYSTIMER_SYSTIMER_REGS_H
#define DRIVERS_SYSTIMER_SYSTIMER_REGS_H

#define SYSCOUNTER_CNTCR_OFFSET 0x000u /* control frame */

#define SYSTIMER_CNTP_TVAL_OFFSET 0x028u
#define SYSTIMER_CNTP_CTL_OFFSET  0x02cu

#define SYSCOUNTER_CNTCR_EN  (1u << 0)
#define SYSTIMER_CNTP_CTL_EN (1u << 0)

#endif /* DRIVERS_SYSTIMER_SYSTIMER_REGS_H */
