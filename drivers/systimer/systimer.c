/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/systimer/systimer.h"

#include "drivers/systimer/systimer_regs.h"
#include "lib/base/mmio.h"

void syscounter_start(uintptr_t control_base)
{
    mmio_write32(control_base + SYSCOUNTER_CNTCR_OFFSET, SYSCOUNTER_CNTCR_EN);
}

void systimer_start(uintptr_t base, uint32_t ticks)
{
    mmio_write32(base + SYSTIMER_CNTP_TVAL_OFFSET, ticks);
    mmio_write32(base + SYSTIMER_CNTP_CTL_OFFSET, SYSTIMER_CNTP_CTL_EN);
}

void systimer_stop(uintptr_t base)
{
    mmio_write32(base + SYSTIMER_CNTP_CTL_OFFSET, 0);
}
