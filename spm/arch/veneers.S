/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entry points for the core's non-secure state: interface/psa/veneers.h. They run on the agent's thread and use no stack but the
 * frame of the supervisor call, which leaves r1 to r3 as the caller had them; r12 and the flags say "no exception": nothing
 * to clear. SG has seen to it that lr returns to the non-secure state. A non-secure handler is refused: it has no thread.
 */
    .syntax unified
    .thumb
    .section .veneers, "ax"

    .macro veneer number
    .balign 32
    sg
    mrs r12, ipsr
    cmp r12, #0
    bne refuse
    svc #\number
    bxns lr
    .endm

    veneer 0
    veneer 1
    veneer 2
    veneer 3
    veneer 4

    .balign 32
refuse:
    mvn r0, #128 /* PSA_ERROR_PROGRAMMER_ERROR */
    bxns lr
