/* SPDX-License-Identifier: BSD-3-Clause */
#include "platforms/rss/startup.h"

#include "hal/failure.h"
#include "hal/platform.h"
#include "lib/base/fih.h"

#define SCB_VTOR 0xe000ed08u

extern uint32_t stage_data_start[];
extern uint32_t stage_data_end[];
extern const uint32_t stage_data_load[];
extern const uint32_t stage_image_end[];
extern uint32_t stage_bss_start[];
extern uint32_t stage_bss_end[];

/* Bounded on both sides: one wrong pointer does not copy what stands in ROM behind the image, which may be keys. */
static void prepare_memory(void)
{
    const uint32_t *from = stage_data_load;

    for (uint32_t *to = stage_data_start; to < stage_data_end && from < stage_image_end; to++) {
        *to = *from++;
    }
    for (uint32_t *to = stage_bss_start; to < stage_bss_end; to++) {
        *to = 0;
    }
}

static __attribute__((noreturn, used)) void stage_start(void)
{
    prepare_memory();
    stage_main();
    hal_failure_stop(hal_this_stage, RSS_ERR_RETURNED);
}

static __attribute__((noreturn, used)) void stage_fault_stop(void)
{
    hal_failure_stop(hal_this_stage, RSS_ERR_CPU_FAULT);
}

/* The stack pointer is set once more: a debugger or a jump from another stage may have entered with another
 * one. */
__attribute__((naked)) void stage_reset(void)
{
    __asm__ volatile("cpsid i\n\t"
                     "ldr r0, =%c[vtor]\n\t"
                     "ldr r1, =stage_vectors\n\t"
                     "str r1, [r0]\n\t"
                     "dsb\n\t"
                     "isb\n\t"
                     "movs r0, #0\n\t"
                     "msr msplim, r0\n\t"
                     "ldr r0, =stage_stack_top\n\t"
                     "msr msp, r0\n\t"
                     "ldr r1, =stage_stack_bottom\n\t"
                     "msr msplim, r1\n\t"
                     "ldr r1, =%c[seal]\n\t"
                     "str r1, [r0]\n\t"
                     "str r1, [r0, #4]\n\t"
                     "b stage_start\n\t" ::[vtor] "i"(SCB_VTOR),
                     [seal] "i"(STAGE_STACK_SEAL));
}

/* The fault may be a stack overflow, and there is no way back: take the whole stack anew, or the handler
 * locks up. */
__attribute__((naked)) void stage_fault(void)
{
    __asm__ volatile("cpsid i\n\t"
                     "ldr r0, =stage_stack_top\n\t"
                     "msr msp, r0\n\t"
                     "b stage_fault_stop\n\t");
}

void fih_panic(void)
{
    hal_failure_stop(hal_this_stage, RSS_ERR_FAULT_DETECTED);
}
