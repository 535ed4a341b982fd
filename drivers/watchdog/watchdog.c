/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/watchdog/watchdog.h"

#include "drivers/watchdog/watchdog_regs.h"
#include "lib/base/mmio.h"

void watchdog_start(uintptr_t base, uint32_t period_clocks)
{
    mmio_write32(base + WATCHDOG_LOCK_OFFSET, WATCHDOG_LOCK_UNLOCK);
    mmio_write32(base + WATCHDOG_CTRL_OFFSET, 0);
    mmio_write32(base + WATCHDOG_LOAD_OFFSET, period_clocks);
    mmio_write32(base + WATCHDOG_CTRL_OFFSET, WATCHDOG_CTRL_INTEN | WATCHDOG_CTRL_RESEN);
    mmio_write32(base + WATCHDOG_LOCK_OFFSET, WATCHDOG_LOCK_LOCK);
}
