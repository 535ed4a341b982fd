/* SPDX-License-Identifier: BSD-3-Clause */
/** System counter and its timers. See README.md. */
#ifndef DRIVERS_SYSTIMER_SYSTIMER_H
#define DRIVERS_SYSTIMER_SYSTIMER_H

#include <stdint.h>

/** Let the counter run; it goes on from where it stands. */
void syscounter_start(uintptr_t control_base);

/** The timer's interrupt comes after so many ticks of the counter (below 2^31), and stays until systimer_stop or a new start. */
void systimer_start(uintptr_t base, uint32_t ticks);

/** No interrupt, neither one that waits. */
void systimer_stop(uintptr_t base);

#endif /* DRIVERS_SYSTIMER_SYSTIMER_H */
