/* SPDX-License-Identifier: BSD-3-Clause */
/** Non-secure image of the RSS core: vectors, and the end when the work is done. */
#include <stdint.h>

#include "interface/psa/veneers.h"
#include "ns_app/ns_app.h"

extern uint32_t __stack_end[];

void ns_reset(void) __attribute__((noreturn));

static void sleep(void) __attribute__((noreturn));
static void sleep(void)
{
    for (;;) {
        __asm__ volatile("wfi" ::: "memory");
    }
}

void ns_reset(void)
{
    ns_main();
    ((void (*)(void))(uintptr_t)RSS_VENEER(RSS_VENEER_END))();
    sleep();
}

/* SVC is entry 11. Any other exception ends here: the image has no work that could cause one. */
static const struct {
    const uint32_t *stack;
    void (*handlers[15])(void);
} vectors __attribute__((section(".vectors"), used)) = {
    __stack_end,
    { ns_reset, sleep, sleep, sleep, sleep, sleep, sleep, sleep, sleep, sleep, ns_svc, sleep, sleep, sleep,
      sleep },
};
