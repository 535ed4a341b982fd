/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RSS address translation unit (ATU), hardware.md section 10.
 *
 * + mmio 0: registers, 0x1000 bytes
 * + mmio 1: the host window (both aliases, "window-size" bytes), to be mapped at "window-base"
 * + irq 0: mismatch (ATUIS.ME and ATUIE)
 * + property "host" (link to MemoryRegion): the physical address space behind the window
 * + properties "window-base", "window-size", "page-shift", "log2-regions", "host-address-bits"
 *
 * An enabled region is a memory region alias of the host space, so RAM runs at full speed and devices answer.
 * An access that hits no enabled region fails, sets ME and, when ME was clear, latches its address in ATUMA.
 * Choices where no public source decides: of overlapping regions the lowest number wins; ATUMA keeps the first
 * miss until ME is cleared; ATUROBA is stored and has no effect, the logical alias alone sets the security.
 */
#ifndef HW_ARM_RSS_RSS_ATU_H
#define HW_ARM_RSS_RSS_ATU_H

#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_ATU "rss-atu"
OBJECT_DECLARE_SIMPLE_TYPE(RssAtuState, RSS_ATU)

#define RSS_ATU_MAX_REGIONS 32

/*
 * Part of a region that is contiguous on the host's side. The hole lies below the alias and answers where the host has
 * nothing: that is a bus error too, but not a mismatch.
 */
typedef struct RssAtuPiece {
    MemoryRegion container, alias, hole;
} RssAtuPiece;

/* A region that wraps at the top of the host's address space needs two pieces. */
typedef struct RssAtuRegion {
    RssAtuPiece piece[2];
} RssAtuRegion;

struct RssAtuState {
    SysBusDevice parent_obj;

    MemoryRegion iomem, window, miss;
    RssAtuRegion region[RSS_ATU_MAX_REGIONS];
    qemu_irq irq;

    MemoryRegion *host;
    uint64_t window_base, window_size;
    uint8_t page_shift, log2_regions, host_address_bits;

    uint32_t atuc, atuis, atuie, atuma;
    uint32_t rsla[RSS_ATU_MAX_REGIONS], rela[RSS_ATU_MAX_REGIONS];
    uint32_t rav_l[RSS_ATU_MAX_REGIONS], rav_m[RSS_ATU_MAX_REGIONS];
    uint32_t roba[RSS_ATU_MAX_REGIONS], rgp[RSS_ATU_MAX_REGIONS];
};

#endif
