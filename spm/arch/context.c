/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads: their contexts, the switch, first-level interrupt handlers as a thread that comes before all others. */
#include <string.h>

#include "hal/exceptions.h"
#include "lib/base/mmio.h"
#include "spm/arch/arch.h"
#include "spm/isolation.h"

#define SCB_ICSR         0xe000ed04u
#define SCB_SHPR2        0xe000ed1cu
#define SCB_SHPR3        0xe000ed20u
#define ICSR_PENDSVSET   0x10000000u
#define CONTROL_PSP      0x2u
#define CONTROL_NPRIV    0x1u
#define XPSR_THUMB       0x01000000u
#define STACK_SEAL       0xfef5eda5u /* no return address and no stack frame */
#define SEAL_WORDS       2u
#define IDLE_STACK_BYTES 256u

/* Frame words */
enum { FRAME_LR = 5, FRAME_PC, FRAME_XPSR };

void spm_flih_return(void);

static struct arch_context contexts[SPM_PARTITION_COUNT + 1u]; /* the last: idle */
static struct arch_context flih_context;
static uint32_t flih_irq;    /* while spm.in_flih */
static uint32_t interrupted; /* thread that runs on after the first-level handler */
static uint32_t idle_stack[IDLE_STACK_BYTES / sizeof(uint32_t)] __attribute__((aligned(8)));

/** Where the running thread's registers go when it is left. Known to the assembly below. */
struct arch_context *arch_context_now;
struct arch_context *arch_switch(void);

static uint32_t control_of(uint32_t partition)
{
    return spm_is_privileged(partition) ? CONTROL_PSP : CONTROL_PSP | CONTROL_NPRIV;
}

static void make_frame(struct arch_context *context, uintptr_t function, uintptr_t returns_to)
{
    context->psp -= ARCH_FRAME_WORDS;
    memset(context->psp, 0, ARCH_FRAME_WORDS * sizeof(uint32_t));
    context->psp[FRAME_LR] = returns_to;
    context->psp[FRAME_PC] = function & ~1u;
    context->psp[FRAME_XPSR] = XPSR_THUMB;
    context->exception_return = ARCH_RETURN_TO_THREAD;
}

/* A partition that returns from its entry point is as good as one that panics. */
static void prepare_thread(uint32_t partition)
{
    struct arch_context *context = &contexts[partition];
    const struct spm_partition *p = &spm_partitions[partition];

    context->psp = (uint32_t *)p->stack_end - SEAL_WORDS;
    context->psp[0] = STACK_SEAL;
    context->psp[1] = STACK_SEAL;
    context->psp_limit = p->stack_start;
    context->control = control_of(partition);
    context->basepri = (p->flags & SPM_TRUSTZONE) != 0 ? 0 : ARCH_PRIORITY_NON_SECURE;
    make_frame(context, (uintptr_t)p->entry, (uintptr_t)psa_panic);
}

static struct arch_context *enter_flih(uint32_t irq)
{
    const uint32_t partition = spm_irqs[irq].partition;
    const struct arch_context *owner = &contexts[partition];
    const uintptr_t stack_start = spm_partitions[partition].stack_start;
    const uintptr_t top = (uintptr_t)owner->psp; /* where its thread has left it, perhaps on purpose */

    if (top < stack_start + ARCH_FRAME_WORDS * sizeof(uint32_t) ||
        top > spm_partitions[partition].stack_end) {
        spm_panic(RSS_ERR_SPM_STACK);
    }
    interrupted = spm.current;
    spm.current = partition;
    spm.in_flih = true;
    flih_irq = irq;
    memset(&flih_context, 0, sizeof(flih_context));
    flih_context.psp = (uint32_t *)((uintptr_t)owner->psp & ~7u);
    flih_context.psp_limit = owner->psp_limit;
    flih_context.control = owner->control;
    flih_context.basepri = ARCH_PRIORITY_IRQ;
    make_frame(&flih_context, (uintptr_t)spm_irqs[irq].flih, (uintptr_t)spm_flih_return);
    return &flih_context;
}

void arch_flih_return(psa_flih_result_t result)
{
    spm.in_flih = false;
    spm.current = interrupted;
    spm_flih_done(flih_irq, result);
    mmio_write32(SCB_ICSR, ICSR_PENDSVSET);
    __asm__ volatile("msr basepri, %0" ::"r"(ARCH_PRIORITY_NON_SECURE) : "memory");
}

_Static_assert(ARCH_PRIORITY_SWITCH <= ARCH_PRIORITY_IRQ,
               "no interrupt between the choice of a thread and its place in spm");

struct arch_context *arch_switch(void)
{
    if (spm.flih_pending != 0) {
        const uint32_t irq = (uint32_t)__builtin_ctz(spm.flih_pending);

        spm.flih_pending &= spm.flih_pending - 1u;
        arch_mpu_switch(spm_irqs[irq].partition);
        return enter_flih(irq);
    }
    spm.current = spm_next();
    arch_mpu_switch(spm.current);
    return &contexts[spm.current];
}

void arch_reschedule(void)
{
    const bool is_first = (spm.ready & ((2u << spm.current) - 1u)) == 1u << spm.current; /* the usual case */

    if (spm.flih_pending != 0 || (!is_first && spm_next() != spm.current)) {
        mmio_write32(SCB_ICSR, ICSR_PENDSVSET);
    }
}

/*
 * r4-r11, process stack pointer and exception return go out and in; nothing of a thread is kept in memory that another can
 * write. The non-secure state may be left in one of its handlers: that stays active, below everything secure, and the exception
 * return goes back into it.
 */
__attribute__((naked)) void spm_pendsv_entry(void)
{
    __asm__ volatile("mrs r0, psp\n\t"
                     "ldr r3, =arch_context_now\n\t"
                     "ldr r1, [r3]\n\t"
                     "stmia r1!, {r4-r11}\n\t"
                     "strd r0, lr, [r1]\n\t"
                     "mov r4, r3\n\t"
                     "bl arch_switch\n\t"
                     "str r0, [r4]\n\t"
                     "ldmia r0!, {r4-r11}\n\t"
                     "ldrd r1, lr, [r0]\n\t"
                     "ldrd r2, r3, [r0, #8]\n\t"
                     "ldr r0, [r0, #16]\n\t"
                     "msr psplim, r2\n\t"
                     "msr psp, r1\n\t"
                     "msr control, r3\n\t"
                     "msr basepri, r0\n\t"
                     "isb\n\t"
                     "bx lr\n\t");
}

__attribute__((naked)) void spm_svc_entry(void)
{
    __asm__ volatile("mrs r0, psp\n\t"
                     "mov r1, lr\n\t"
                     "b arch_svc\n\t");
}

static __attribute__((noreturn, used)) void idle(void)
{
    mmio_write32(SCB_ICSR, ICSR_PENDSVSET);
    __asm__ volatile("cpsie i\n\tisb" ::: "memory");
    for (;;) {
        __asm__ volatile("wfi" ::: "memory");
    }
}

/* The main stack is the handlers' from here on: what start-up has put there is given up. */
static __attribute__((naked, noreturn)) void become_idle(uint32_t *stack_end, uint32_t *stack_start)
{
    (void)stack_end;
    (void)stack_start;
    __asm__ volatile("msr psplim, r1\n\t"
                     "msr psp, r0\n\t"
                     "movs r0, #2\n\t"
                     "msr control, r0\n\t"
                     "isb\n\t"
                     "ldr r0, =stage_stack_top\n\t"
                     "msr msp, r0\n\t"
                     "b idle\n\t");
}

void arch_start(void)
{
    for (uint32_t i = 0; i < SPM_PARTITION_COUNT; i++) {
        prepare_thread(i);
    }
    arch_context_now = &contexts[SPM_IDLE_THREAD];
    contexts[SPM_IDLE_THREAD].psp_limit = (uint32_t)(uintptr_t)idle_stack;
    contexts[SPM_IDLE_THREAD].control = CONTROL_PSP;
    contexts[SPM_IDLE_THREAD].basepri = ARCH_PRIORITY_NON_SECURE;
    mmio_write32(SCB_SHPR2, ARCH_PRIORITY_SVC << 24);
    mmio_write32(SCB_SHPR3, ARCH_PRIORITY_SWITCH << 16);
    arch_mpu_init();
    arch_trustzone_init();
    become_idle(&idle_stack[IDLE_STACK_BYTES / sizeof(uint32_t)], idle_stack);
}
