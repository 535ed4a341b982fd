/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/mpc/mpc.h"

#include "drivers/mpc/mpc_regs.h"
#include "lib/base/mmio.h"

/* The part of [first, end) that lies in one word of the table. */
static uint32_t lut_word(uint32_t index, uint32_t first, uint32_t end)
{
    uint32_t word = 0;

    for (uint32_t bit = 0; bit < MPC_LUT_WORD_BLOCKS; bit++) {
        const uint32_t block = index * MPC_LUT_WORD_BLOCKS + bit;

        if (block >= first && block < end) {
            word |= 1u << bit;
        }
    }
    return word;
}

/* The index advances by itself with each access when that is switched on, so it is set for each. */
static uint32_t read_lut(uintptr_t base, uint32_t index)
{
    mmio_write32(base + MPC_BLK_IDX_OFFSET, index);
    return mmio_read32(base + MPC_BLK_LUT_OFFSET);
}

static void write_lut(uintptr_t base, uint32_t index, uint32_t word)
{
    mmio_write32(base + MPC_BLK_IDX_OFFSET, index);
    mmio_write32(base + MPC_BLK_LUT_OFFSET, word);
}

rss_status_t mpc_set_non_secure(uintptr_t base, uint32_t offset_bytes, uint32_t size_bytes)
{
    if ((mmio_read32(base + MPC_PIDR0_OFFSET) & 0xffu) != MPC_PIDR0_SIE300) {
        return RSS_ERR_MPC_VARIANT;
    }
    const uint32_t words = mmio_read32(base + MPC_BLK_MAX_OFFSET) + 1u;
    const uint32_t shift = MPC_BLK_CFG_SHIFT(mmio_read32(base + MPC_BLK_CFG_OFFSET));
    const uint64_t memory_bytes = (uint64_t)words * MPC_LUT_WORD_BLOCKS << shift;

    if (((offset_bytes | size_bytes) & ((1u << shift) - 1u)) != 0 ||
        (uint64_t)offset_bytes + size_bytes > memory_bytes) {
        return RSS_ERR_MPC_RANGE;
    }
    const uint32_t first = offset_bytes >> shift;
    const uint32_t end = first + (size_bytes >> shift);

    for (uint32_t index = 0; index < words; index++) {
        write_lut(base, index, lut_word(index, first, end));
    }
    for (uint32_t index = 0; index < words; index++) {
        if (read_lut(base, index) != lut_word(index, first, end)) {
            return RSS_ERR_MPC_RANGE;
        }
    }
    return RSS_OK;
}

void mpc_lock(uintptr_t base)
{
    mmio_write32(base + MPC_CTRL_OFFSET,
                 mmio_read32(base + MPC_CTRL_OFFSET) | MPC_CTRL_AUTOINCREMENT | MPC_CTRL_SEC_LOCK_DOWN);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
