/* SPDX-License-Identifier: BSD-3-Clause */
/** Non-secure image of the RSS core: vectors and an idle loop. */
#include <stdint.h>

extern uint32_t __stack_end[];

void ns_reset(void) __attribute__((noreturn));

/* Any exception ends here too: the image has no work that could cause one. */
void ns_reset(void)
{
    for (;;) {
        __asm__ volatile("wfi" ::: "memory");
    }
}

static const struct {
    const uint32_t *stack;
    void (*handlers[15])(void);
} vectors __attribute__((section(".vectors"), used)) = {
    __stack_end,
    { ns_reset, ns_reset, ns_reset, ns_reset, ns_reset, ns_reset, ns_reset, ns_reset, ns_reset, ns_reset,
      ns_reset, ns_reset, ns_reset, ns_reset, ns_reset },
};
