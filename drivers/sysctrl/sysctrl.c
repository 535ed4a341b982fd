/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/sysctrl/sysctrl.h"

#include "drivers/sysctrl/sysctrl_regs.h"
#include "lib/base/mmio.h"

void sysctrl_route_cpu_reset(uintptr_t base)
{
    const uintptr_t mask = base + SYSCTRL_RESET_MASK_OFFSET;

    mmio_write32(mask, mmio_read32(mask) | SYSCTRL_RESET_MASK_CPU0_SYSRESETREQ);
}

void sysctrl_request_reset(uintptr_t base)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* SRAM survives: what was stored must have arrived */
    mmio_write32(base + SYSCTRL_SWRESET_OFFSET, SYSCTRL_SWRESET_REQUEST);
}

uint32_t sysctrl_take_reset_causes(uintptr_t base)
{
    const uint32_t causes = mmio_read32(base + SYSCTRL_RESET_SYNDROME_OFFSET);

    mmio_write32(base + SYSCTRL_RESET_SYNDROME_OFFSET, 0);
    return causes;
}

void sysctrl_set_host_signals(uintptr_t base, uint32_t value)
{
    mmio_write32(base + SYSCTRL_GRETREG_OFFSET, value);
}

void sysctrl_clear_host_signals(uintptr_t base)
{
    if (mmio_read32(base + SYSCTRL_GRETREG_OFFSET) != 0) {
        mmio_write32(base + SYSCTRL_GRETREG_OFFSET, 0);
    }
}

uint32_t sysctrl_get_retained(uintptr_t base)
{
    return mmio_read32(base + SYSCTRL_GRETEXREG_OFFSET);
}

void sysctrl_set_retained(uintptr_t base, uint32_t value)
{
    mmio_write32(base + SYSCTRL_GRETEXREG_OFFSET, value);
}
