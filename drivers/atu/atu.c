/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/atu/atu.h"

#include "drivers/atu/atu_regs.h"
#include "lib/base/mmio.h"

static uint32_t page_shift(uintptr_t base)
{
    return ATU_ATUBC_PS(mmio_read32(base + ATU_ATUBC_OFFSET));
}

static void write_region(uintptr_t base, uint32_t offset, uint32_t region, uint32_t value)
{
    mmio_write32(base + offset + region * ATU_REGION_STRIDE, value);
}

uint32_t atu_last_region(uintptr_t base)
{
    return (1u << ATU_ATUBC_RC(mmio_read32(base + ATU_ATUBC_OFFSET))) - 1u;
}

uint32_t atu_page_bytes(uintptr_t base)
{
    return 1u << page_shift(base);
}

rss_status_t atu_map(uintptr_t base, uint32_t region, uint32_t logical, uint64_t physical,
                     uint32_t size_bytes)
{
    const uint32_t shift = page_shift(base);
    const uint32_t last = logical + (size_bytes - 1u);
    /* In pages, modulo 2^(64 - shift): the hardware adds it to the page number, so a difference below zero
     * wraps. */
    const uint64_t add = (physical - logical) >> shift;

    if (region > atu_last_region(base) || region >= 32u) {
        return RSS_ERR_ATU_REGION;
    }
    if (((logical | physical | size_bytes) & (atu_page_bytes(base) - 1u)) != 0) {
        return RSS_ERR_ATU_ALIGN;
    }
    if (size_bytes == 0 || last < logical || physical + (size_bytes - 1u) < physical) {
        return RSS_ERR_ATU_RANGE;
    }
    atu_unmap(base, region);
    write_region(base, ATU_ATURSLA_OFFSET, region, logical >> shift);
    write_region(base, ATU_ATURELA_OFFSET, region, last >> shift);
    write_region(base, ATU_ATURAV_L_OFFSET, region, (uint32_t)add);
    write_region(base, ATU_ATURAV_M_OFFSET, region, (uint32_t)(add >> 32));
    mmio_write32(base + ATU_ATUC_OFFSET, mmio_read32(base + ATU_ATUC_OFFSET) | 1u << region);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return RSS_OK;
}

void atu_unmap(uintptr_t base, uint32_t region)
{
    if (region < 32u) {
        __atomic_thread_fence(__ATOMIC_SEQ_CST); /* stores to the window come first */
        mmio_write32(base + ATU_ATUC_OFFSET, mmio_read32(base + ATU_ATUC_OFFSET) & ~(1u << region));
    }
}
