/* SPDX-License-Identifier: BSD-3-Clause */
/** GICv3 as an image in EL3 needs it: one line for core 0, in group 0, which comes as a FIQ (host-tc.md 5.7). */
#ifndef HOST_AP_GIC_H
#define HOST_AP_GIC_H

#include <stdint.h>

#define GIC_NO_INTERRUPT 1023u

/** Distributor, redistributor and processor interface of core 0; FIQs go to EL3 and stay masked. */
void gic_init(void);

/** A shared peripheral interrupt (32 to 1019), a level, to core 0. */
void gic_enable(uint32_t intid);

/** INTID of the interrupt that is taken now, or GIC_NO_INTERRUPT. */
uint32_t gic_acknowledge(void);

void gic_end(uint32_t intid);

/** Sleep until an interrupt, take it, and return with interrupts masked: sleep of rss_client_use_interrupt. */
void gic_sleep(void);

#endif /* HOST_AP_GIC_H */
