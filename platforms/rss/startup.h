/* SPDX-License-Identifier: BSD-3-Clause */
/** What a vector table and the reset code share with each other. */
#ifndef PLATFORMS_RSS_STARTUP_H
#define PLATFORMS_RSS_STARTUP_H

#include <stdint.h>

/* stage.ld */
extern uint32_t stage_stack_bottom[];
extern uint32_t stage_stack_top[];

/* In the two words above stage_stack_top: what runs off the stack's end takes it for an exception return and
 * faults. */
#define STAGE_STACK_SEAL 0xfef5eda5u

typedef void (*stage_vector_fn)(void);

/** First word: initial stack pointer. Then exceptions 1 to 15 (and interrupts, if the image has any). */
struct stage_vectors {
    uint32_t *stack;
    stage_vector_fn exceptions[15];
};

extern const struct stage_vectors stage_vectors;

/** Reset entry: masks interrupts, sets VTOR and MSPLIM, seals the stack, prepares .data and .bss, calls
 * stage_main. */
void stage_reset(void) __attribute__((noreturn));

/** Any fault or unexpected exception: hal_failure_stop on a fresh stack. */
void stage_fault(void) __attribute__((noreturn));

#endif /* PLATFORMS_RSS_STARTUP_H */
