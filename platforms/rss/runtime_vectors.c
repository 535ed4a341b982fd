/* SPDX-License-Identifier: BSD-3-Clause */
/* Vectors of the runtime: the SPM's handlers, and every interrupt line of the part (hardware.md 2). */
#include "hal/exceptions.h"
#include "platforms/rss/startup.h"

#define IRQ_COUNT 96

static const struct {
    struct stage_vectors system;
    stage_vector_fn interrupts[IRQ_COUNT];
} vectors __attribute__((section(".vectors"), used)) = {
    .system = {
        .stack = stage_stack_top,
        .exceptions = { stage_reset, spm_fault_entry, spm_fault_entry, spm_fault_entry, spm_fault_entry, spm_fault_entry,
                        spm_fault_entry, spm_fault_entry, spm_fault_entry, spm_fault_entry, spm_svc_entry,
                        spm_fault_entry, spm_fault_entry, spm_pendsv_entry, spm_fault_entry },
    },
    .interrupts = { [0 ... IRQ_COUNT - 1] = spm_irq_entry },
};

/* What the reset code takes for VTOR. */
extern const struct stage_vectors stage_vectors __attribute__((alias("vectors")));
