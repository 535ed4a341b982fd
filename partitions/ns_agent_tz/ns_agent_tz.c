/* SPDX-License-Identifier: BSD-3-Clause */
/** The thread that is the core's non-secure state: it enters the image that BL2 has verified, which calls back through veneers. */
#include "hal/platform.h"
#include "lib/base/mmio.h"
#include "psa_manifest/ns_agent_tz.h"

#define SCB_NS_VTOR 0xe002ed08u

/*
 * No secure value stays in a register, and there is no way back but by a veneer: what a forged return of a function or an
 * exception would take for its frame begins with a seal.
 */
static __attribute__((naked, noreturn)) void enter(uint32_t stack, uint32_t reset_handler)
{
    (void)stack;
    (void)reset_handler;
    __asm__ volatile("msr msp_ns, r0\n\t"
                     "movs r0, #0\n\t"
                     "msr msplim_ns, r0\n\t"
                     "msr psplim_ns, r0\n\t"
                     "msr psp_ns, r0\n\t"
                     "msr control_ns, r0\n\t"
                     "msr primask_ns, r0\n\t"
                     "bic r1, r1, #1\n\t" /* what bxns takes for the non-secure state */
                     "mov lr, r0\n\t"
                     "ldr r2, =0xfef5eda5\n\t"
                     "push {r2, r3}\n\t"
                     "movs r2, #0\n\t"
                     "movs r3, #0\n\t"
                     "movs r4, #0\n\t"
                     "movs r5, #0\n\t"
                     "movs r6, #0\n\t"
                     "movs r7, #0\n\t"
                     "mov r8, r0\n\t"
                     "mov r9, r0\n\t"
                     "mov r10, r0\n\t"
                     "mov r11, r0\n\t"
                     "mov r12, r0\n\t"
                     "msr apsr_nzcvq, r0\n\t"
                     "bxns r1\n\t");
}

void ns_agent_tz_entry(void)
{
    const uint32_t *vectors = hal_platform_ns_vectors();

    mmio_write32(SCB_NS_VTOR, (uint32_t)(uintptr_t)vectors);
    enter(vectors[0], vectors[1]);
}
