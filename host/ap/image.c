/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/ap/image.h"

#include <stddef.h>

#include "host/ap/console.h"

void ap_fail(const char *what, int32_t status)
{
    console_text("[AP] FAIL ");
    console_text(what);
    console_text(" ");
    console_number(status);
    console_text("\n");
}

void ap_exception(uint64_t esr, uint64_t elr, uint64_t far)
{
    console_text("\n[AP] FAIL exception esr=");
    console_hex64(esr);
    console_text(" elr=");
    console_hex64(elr);
    console_text(" far=");
    console_hex64(far);
    console_text("\n");
}

static void (*interrupt_handler)(void);

void ap_set_interrupt_handler(void (*handler)(void))
{
    interrupt_handler = handler;
}

void ap_interrupt(void)
{
    if (interrupt_handler == NULL) {
        ap_fail("interrupt", 0);
        for (;;) {
            __asm__ volatile("wfi");
        }
    }
    interrupt_handler();
}

#define OUTWAIT_SPINS 400000000u /* of 3 ns or more */

void ap_outwait_reception(void)
{
    for (uint32_t spin = 0; spin < OUTWAIT_SPINS; spin++) {
        __asm__ volatile("nop");
    }
}
