/* SPDX-License-Identifier: BSD-3-Clause */
/** Address translation unit: windows from RSS addresses to host addresses. See README.md. */
#ifndef DRIVERS_ATU_ATU_H
#define DRIVERS_ATU_ATU_H

#include <stdint.h>

#include "lib/base/status.h"

/** Number of the last region. */
uint32_t atu_last_region(uintptr_t base);

/** Bytes of a page; power of two. */
uint32_t atu_page_bytes(uintptr_t base);

/**
 * Translate [logical, logical + size_bytes) to physical addresses. The region is off while it changes;
 * regions must not overlap (the caller's map sees to that).
 * @return RSS_OK; RSS_ERR_ATU_REGION; RSS_ERR_ATU_ALIGN: addresses and size are multiples of a page;
 *         RSS_ERR_ATU_RANGE: empty, or wraps. On errors nothing changes.
 */
rss_status_t atu_map(uintptr_t base, uint32_t region, uint32_t logical, uint64_t physical,
                     uint32_t size_bytes) RSS_MUST_USE;

/** Accesses to the region fault from now on. Safe when it is off, or not implemented. */
void atu_unmap(uintptr_t base, uint32_t region);

#endif /* DRIVERS_ATU_ATU_H */
