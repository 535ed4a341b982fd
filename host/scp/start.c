/* SPDX-License-Identifier: BSD-3-Clause */
/** Reset and vectors of the SCP's Cortex-M3. Interrupts stay masked: the image sleeps in WFI, which they end.
 */
#include <stdint.h>

#include "host/scp/scp.h"

extern uint32_t __data_start[], __data_end[], __bss_start[], __bss_end[];
extern const uint32_t __data_load[];
extern uint32_t __stack_end[];

void reset(void) __attribute__((noreturn));

static void fault(void)
{
    scp_fail("exception");
}

void reset(void)
{
    __asm__ volatile("cpsid i" ::: "memory");
    const uint32_t *from = __data_load;
    for (uint32_t *to = __data_start; to < __data_end;) {
        *to++ = *from++;
    }
    for (uint32_t *to = __bss_start; to < __bss_end;) {
        *to++ = 0;
    }
    scp_main();
}

/* Exceptions 1 to 15. With PRIMASK set no interrupt is taken, so their vectors are not needed. */
static const struct {
    const uint32_t *stack;
    void (*handlers[15])(void);
} vectors __attribute__((section(".vectors"), used)) = {
    __stack_end,
    { reset, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
      fault },
};
