/* SPDX-License-Identifier: BSD-3-Clause */
/** Armv8-M side of the SPM: exceptions, contexts, MPU, interrupt lines. */
#ifndef SPM_ARCH_ARCH_H
#define SPM_ARCH_ARCH_H

#include <stdint.h>

#include "spm/spm.h"

/*
 * Smaller is more urgent; three bits are implemented. Supervisor calls come before interrupts, so that a first-level handler may
 * make one. Non-secure exceptions are mapped to 0x80 and less urgent (AIRCR.PRIS): they wait while anything secure runs.
 */
#define ARCH_PRIORITY_SVC        0x20u
#define ARCH_PRIORITY_IRQ        0x40u
#define ARCH_PRIORITY_SWITCH     ARCH_PRIORITY_IRQ /* or an interrupt would wake a thread that is being left */
#define ARCH_PRIORITY_NON_SECURE 0x80u

/** Exception return to a secure thread on the process stack, no floating point: the only kind of caller there is. */
#define ARCH_RETURN_TO_THREAD 0xfffffffdu

#define ARCH_FRAME_WORDS 8u /* r0-r3, r12, lr, pc, xpsr, as the exception entry stores them */

/** Offsets are known to spm_pendsv_entry. */
struct arch_context {
    uint32_t r4_r11[8];
    uint32_t *psp;
    uint32_t exception_return;
    uint32_t psp_limit;
    uint32_t control;
    uint32_t basepri; /* what is held back while it runs */
};

/** Fixed regions on, MPU on. */
void arch_mpu_init(void);

/** The regions of an unprivileged partition instead of the latest one's; nothing for a privileged one. */
void arch_mpu_switch(uint32_t partition);

/** The core's non-secure state: which memory it is, where it may call in. Nothing without an agent for it. */
void arch_trustzone_init(void);

/** Run the partitions, for good. */
void arch_start(void) __attribute__((noreturn));

/** Handle one supervisor call. */
void arch_svc(uint32_t *frame, uint32_t exception_return);

/** Have spm_pendsv_entry run when this handler is left, if another thread is to run. */
void arch_reschedule(void);

/** End the first-level handler that is running: the next thread goes on. */
void arch_flih_return(psa_flih_result_t result);

#endif /* SPM_ARCH_ARCH_H */
