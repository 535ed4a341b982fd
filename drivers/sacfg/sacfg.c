/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/sacfg/sacfg.h"

#include "drivers/sacfg/sacfg_regs.h"
#include "lib/base/mmio.h"

void sacfg_init(uintptr_t base)
{
    const uintptr_t response = base + SACFG_SECRESPCFG_OFFSET;

    mmio_write32(response, mmio_read32(response) | SACFG_SECRESPCFG_BUS_ERROR);
    mmio_write32(base + SACFG_NSMSCEXP_OFFSET, 0);
    mmio_write32(base + SACFG_NSCCFG_OFFSET, SACFG_NSCCFG_RAM_NSC);
}

void sacfg_allow_unprivileged(uintptr_t base, uint32_t bit)
{
    const uintptr_t bank = base + SACFG_PERIPHSPPPC0_OFFSET;

    mmio_write32(bank, mmio_read32(bank) | 1u << bit);
}
