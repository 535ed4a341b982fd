/* SPDX-License-Identifier: BSD-3-Clause */
/* Reset at 0x1000 in EL3, AArch64, MMU and caches off (host-tc.md 4.1): every access is to device memory. */

    .section .text.start, "ax"
    .global ap_start
ap_start:
    msr     daifset, #0xf
    mrs     x0, mpidr_el1
    ubfx    x0, x0, #8, #8          /* core number: Aff1, as MT is set */
    cbnz    x0, park                /* the SCP starts core 0 alone; another one has nothing to do here */
    adr     x0, exception_vectors
    msr     vbar_el3, x0
    isb
    ldr     x0, =__stack_end
    mov     sp, x0

    ldr     x0, =__data_start
    ldr     x1, =__data_end
    ldr     x2, =__data_load
1:  cmp     x0, x1
    b.hs    2f
    ldr     x3, [x2], #8
    str     x3, [x0], #8
    b       1b
2:  ldr     x0, =__bss_start
    ldr     x1, =__bss_end
3:  cmp     x0, x1
    b.hs    4f
    str     xzr, [x0], #8
    b       3b
4:  bl      ap_main
park:
    wfi
    b       park

    .macro vector
    .balign 0x80
    mrs     x0, esr_el3
    mrs     x1, elr_el3
    mrs     x2, far_el3
    ldr     x3, =__stack_end        /* whatever sp was, it may be the cause */
    mov     sp, x3
    bl      ap_exception
    b       park
    .endm

    .balign 0x800
exception_vectors:
    .rept   16
    vector
    .endr
