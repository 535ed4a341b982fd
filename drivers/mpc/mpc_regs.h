/* SPDX-License-Identifier: BSD-3-Clause */
/** Memory protection controller SIE-300: hardware.md 5. */
#ifndef DRIVERS_MPC_MPC_REGS_H
#define DRIVERS_MPC_MPC_REGS_H

#define MPC_CTRL_OFFSET    0x000u
#define MPC_BLK_MAX_OFFSET 0x010u
#define MPC_BLK_CFG_OFFSET 0x014u
#define MPC_BLK_IDX_OFFSET 0x018u
#define MPC_BLK_LUT_OFFSET 0x01cu
#define MPC_PIDR0_OFFSET   0xfe0u

#define MPC_CTRL_AUTOINCREMENT   (1u << 8)
#define MPC_CTRL_SEC_LOCK_DOWN   (1u << 31)
#define MPC_BLK_CFG_SHIFT(value) (((value)&0xfu) + 5u) /* blocks of 1 << this bytes */
#define MPC_LUT_WORD_BLOCKS      32u                   /* bit set: block is non-secure */
#define MPC_PIDR0_SIE300         0x65u

#endif /* DRIVERS_MPC_MPC_REGS_H */
