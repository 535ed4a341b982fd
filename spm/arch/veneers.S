/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entry points for the core's non-secure state: interface/psa/veneers.h. They run on the agent's thread and use no stack but the
 * frame of the supervisor call, which leaves r1 to r3 as the caller had them; r12 and the flags say "no exception": nothing
 * to clear. SG has seen to it that lr returns to the non-secure state, except for the values that are a return from a function
 * or an exception by what they are: those would be taken as the secure state's own. A non-secure handler is refused: it has no
 * thread.
 */
    .syntax unified
    .thumb
    .section .veneers, "ax"

#define FIRST_MAGIC_RETURN 0xfe000000

    .macro veneer number
    .balign 32
    sg
    cmp lr, #FIRST_MAGIC_RETURN
    it hs
    movhs lr, #0 /* nothing non-secure is there */
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
