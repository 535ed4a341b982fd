/* SPDX-License-Identifier: BSD-3-Clause */
/* Vectors of an image that takes no interrupts: they stay masked, so no entry behind exception 15 is ever
 * fetched. */
#include "platforms/rss/startup.h"

const struct stage_vectors stage_vectors __attribute__((section(".vectors"), used)) = {
    .stack = stage_stack_top,
    .exceptions = { stage_reset, stage_fault, stage_fault, stage_fault, stage_fault, stage_fault, stage_fault,
                    stage_fault, stage_fault, stage_fault, stage_fault, stage_fault, stage_fault, stage_fault,
                    stage_fault },
};
