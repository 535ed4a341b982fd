/* SPDX-License-Identifier: BSD-3-Clause */
/** Address translation unit: hardware.md 10.1. */
#ifndef DRIVERS_ATU_ATU_REGS_H
#define DRIVERS_ATU_ATU_REGS_H

#define ATU_ATUBC_OFFSET    0x000u
#define ATU_ATUC_OFFSET     0x004u
#define ATU_ATURSLA_OFFSET  0x020u
#define ATU_ATURELA_OFFSET  0x0a0u
#define ATU_ATURAV_L_OFFSET 0x120u
#define ATU_ATURAV_M_OFFSET 0x1a0u

#define ATU_REGION_STRIDE   4u
#define ATU_ATUBC_RC(value) ((value)&0x7u)          /* 1 << RC regions */
#define ATU_ATUBC_PS(value) (((value) >> 4) & 0xfu) /* pages of 1 << PS bytes */

#endif /* DRIVERS_ATU_ATU_REGS_H */
