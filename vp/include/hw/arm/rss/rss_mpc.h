/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory protection controller (SIE-300): decides per block which alias of an SRAM may pass.
 *
 * Regions:    0 registers (0x1000), 1 non-secure view, 2 secure view (each as big as the RAM). A view shows
 *             the RAM at native speed where a block belongs to its world; elsewhere an access gets a bus
 *             error and is recorded.
 * IRQ:        0 level, INT_STAT & INT_EN.
 * Properties: "ram" link to the RAM's MemoryRegion (not mapped elsewhere by this device);
 *             "block-size" bytes, power of two from 32, must divide the RAM (default 64 KiB).
 * Follows:    hardware.md 5. Its open points, as decided here:
 *   - violation response: always a bus error. CTRL bit 16 of a SIE-300 only governs gating, bit 4 is a
 *     SIE-200 field (reads 0), so no bit of this part turns the error off.
 *   - gating is absent: GATE_PRESENT reads 0, GATE_REQ and GATE_ACK are RAZ/WI.
 *   - SEC_LOCK_DOWN makes CTRL, BLK_LUT and INT_EN read-only until reset; BLK_IDX, INT_CLEAR, INT_SET still
 *     work.
 *   - INT_INFO1 is the full address of the first violation since INT_STAT was last clear; INT_INFO2 has
 *     [15:0] the master (QEMU's requester), 16 set when the non-secure alias was used, 17 the block's LUT
 *     bit.
 */
#ifndef RSS_MPC_H
#define RSS_MPC_H

#include "exec/memory.h"
#include "hw/irq.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_MPC "rss-mpc"
OBJECT_DECLARE_SIMPLE_TYPE(RssMpcState, RSS_MPC)

/* One alias of the protected RAM. */
typedef struct RssMpcView {
    RssMpcState *mpc;
    bool secure;
    MemoryRegion container;
    MemoryRegion blocked;
    MemoryRegion *run;           /* one alias per possible run of passing blocks, moved on change */
    uint32_t run_count;
} RssMpcView;

struct RssMpcState {
    SysBusDevice parent_obj;

    MemoryRegion registers;
    RssMpcView view[2];          /* 0 non-secure, 1 secure */
    qemu_irq irq;
    MemoryRegion *ram;
    uint32_t block_size;

    uint32_t block_count;
    uint32_t lut_words;
    uint32_t ctrl;
    uint32_t blk_idx;
    uint32_t *lut;
    uint32_t int_stat;
    uint32_t int_en;
    uint32_t int_info1;
    uint32_t int_info2;
};

#endif
