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

    /* The interrupted code goes on: what a C function may change is kept. */
interrupt:
    stp     x29, x30, [sp, #-0xb0]!
    stp     x0, x1, [sp, #0x10]
    stp     x2, x3, [sp, #0x20]
    stp     x4, x5, [sp, #0x30]
    stp     x6, x7, [sp, #0x40]
    stp     x8, x9, [sp, #0x50]
    stp     x10, x11, [sp, #0x60]
    stp     x12, x13, [sp, #0x70]
    stp     x14, x15, [sp, #0x80]
    stp     x16, x17, [sp, #0x90]
    str     x18, [sp, #0xa0]
    bl      ap_interrupt
    ldp     x0, x1, [sp, #0x10]
    ldp     x2, x3, [sp, #0x20]
    ldp     x4, x5, [sp, #0x30]
    ldp     x6, x7, [sp, #0x40]
    ldp     x8, x9, [sp, #0x50]
    ldp     x10, x11, [sp, #0x60]
    ldp     x12, x13, [sp, #0x70]
    ldp     x14, x15, [sp, #0x80]
    ldp     x16, x17, [sp, #0x90]
    ldr     x18, [sp, #0xa0]
    ldp     x29, x30, [sp], #0xb0
    eret

    .balign 0x800
exception_vectors:
    .rept   6
    vector
    .endr
    .balign 0x80
    b       interrupt               /* FIQ of this exception level */
    .rept   9
    vector
    .endr
