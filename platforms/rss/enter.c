/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/platform.h"

/*
 * The wipe may cover the stack that we stand on and the pointer may change under us, so nothing is in memory
 * from the first instruction on. r0 = table, r1 = wipe, r2 = bytes (multiple of 4).
 */
__attribute__((naked)) void hal_platform_enter(const uint32_t *vector_table, void *wipe, size_t wipe_bytes)
{
    (void)vector_table;
    (void)wipe;
    (void)wipe_bytes;
    __asm__ volatile("cpsid i\n\t"
                     "ldr r3, [r0]\n\t"
                     "ldr r7, [r0, #4]\n\t"
                     "movs r4, #0\n\t"
                     "msr msplim, r4\n\t"
                     "msr msp, r3\n\t"
                     "adds r2, r1, r2\n\t"
                     "1: cmp r1, r2\n\t"
                     "beq 2f\n\t"
                     "str r4, [r1], #4\n\t"
                     "b 1b\n\t"
                     "2: movw r6, #0xed94\n\t" /* MPU_CTRL: what hal_platform_limit_code forbids is over */
                     "movt r6, #0xe000\n\t"
                     "str r4, [r6]\n\t"
                     "dsb\n\t"
                     "isb\n\t"
                     "movs r0, #0\n\t"
                     "movs r1, #0\n\t"
                     "movs r2, #0\n\t"
                     "movs r3, #0\n\t"
                     "movs r5, #0\n\t"
                     "movs r6, #0\n\t"
                     "mov r8, r0\n\t"
                     "mov r9, r0\n\t"
                     "mov r10, r0\n\t"
                     "mov r11, r0\n\t"
                     "mov r12, r0\n\t"
                     "mov lr, r0\n\t"
                     "bx r7\n\t"
                     "3: b 3b\n\t"); /* a skipped branch does not run into what follows */
}
