/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/atu/atu.h"
#include "hal/mailbox.h"
#include "platforms/rss/board.h"
#include "platforms/rss/memory_map.h"

#define WINDOW_BYTES 0x10000u

static bool is_allowed(enum hal_mailbox mailbox, uint64_t address, uint32_t size_bytes, bool write)
{
    for (uint32_t i = 0; i < host_range_count; i++) {
        const struct host_range *range = &host_ranges[i];

        if ((range->callers >> mailbox & 1u) != 0 && address >= range->start && address < range->end &&
            size_bytes <= range->end - address) {
            return write ? range->write : range->read;
        }
    }
    return false;
}

rss_status_t hal_host_memory_map(enum hal_mailbox mailbox, uint32_t window, uint64_t address,
                                 uint32_t size_bytes, bool write, void **mapped)
{
    const uint32_t page_bytes = atu_page_bytes(RSS_ATU_BASE);
    const uint32_t offset_bytes = (uint32_t)address & (page_bytes - 1u);
    const uint32_t logical = RSS_HOST_WINDOW_BASE + window * WINDOW_BYTES;

    if (window >= HAL_HOST_WINDOWS || size_bytes == 0 || size_bytes > WINDOW_BYTES - offset_bytes ||
        !is_allowed(mailbox, address, size_bytes, write)) {
        return RSS_ERR_COMMS_MEMORY;
    }
    /* No page more than the request needs is reachable. */
    const uint32_t window_bytes = (offset_bytes + size_bytes + page_bytes - 1u) & ~(page_bytes - 1u);

    if (atu_map(RSS_ATU_BASE, ATU_REGION_HOST_MEMORY + window, logical, address - offset_bytes,
                window_bytes) != RSS_OK) {
        return RSS_ERR_COMMS_MEMORY;
    }
    *mapped = (void *)(uintptr_t)(logical + offset_bytes);
    return RSS_OK;
}

void hal_host_memory_unmap(uint32_t window)
{
    if (window < HAL_HOST_WINDOWS) {
        atu_unmap(RSS_ATU_BASE, ATU_REGION_HOST_MEMORY + window);
    }
}
