/* SPDX-License-Identifier: BSD-3-Clause */
/** System control: resets, and the words that survive them. See README.md. */
#ifndef DRIVERS_SYSCTRL_SYSCTRL_H
#define DRIVERS_SYSCTRL_SYSCTRL_H

#include <stdint.h>

/** Let the CPU's own reset request reset the subsystem. */
void sysctrl_route_cpu_reset(uintptr_t base);

/** Ask for a reset of the subsystem; the CPU may run on for a few instructions. */
void sysctrl_request_reset(uintptr_t base);

/** What made the resets since the last call, SYSCTRL_CAUSE_ bits; they are cleared. */
#define SYSCTRL_CAUSE_EXTERNAL (1u << 4)
#define SYSCTRL_CAUSE_SOFTWARE (1u << 5) /* SWRESET was written */
#define SYSCTRL_CAUSE_HOST     (1u << 7)
uint32_t sysctrl_take_reset_causes(uintptr_t base);

/** General-purpose retention register; its low bits go to the host. */
void sysctrl_set_host_signals(uintptr_t base, uint32_t value);

/** No signal to the host. Written only if there is one: a write with a corrupted value would release the host. */
void sysctrl_clear_host_signals(uintptr_t base);

/** Retention word for software: survives every reset but power-on. */
uint32_t sysctrl_get_retained(uintptr_t base);
void sysctrl_set_retained(uintptr_t base, uint32_t value);

#endif /* DRIVERS_SYSCTRL_SYSCTRL_H */
