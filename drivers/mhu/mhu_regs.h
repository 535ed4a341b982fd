/* SPDX-License-Identifier: BSD-3-Clause */
/** Message handling unit v2.x: hardware.md 11.1, 11.2. */
#ifndef DRIVERS_MHU_MHU_REGS_H
#define DRIVERS_MHU_MHU_REGS_H

/* Per channel */
#define MHU_CHANNEL_STRIDE    0x20u
#define MHU_CH_ST_OFFSET      0x00u
#define MHU_CH_CLR_OFFSET     0x08u
#define MHU_CH_SET_OFFSET     0x0cu
#define MHU_CH_INT_CLR_OFFSET 0x14u /* sender */
#define MHU_CH_INT_EN_OFFSET  0x18u /* sender */
#define MHU_CH_MSK_SET_OFFSET 0x14u /* receiver */
#define MHU_CH_MSK_CLR_OFFSET 0x18u /* receiver */

#define MHU_MHU_CFG_OFFSET        0xf80u
#define MHU_ACCESS_REQUEST_OFFSET 0xf88u
#define MHU_ACCESS_READY_OFFSET   0xf8cu
#define MHU_INT_CLR_OFFSET        0xf94u
#define MHU_INT_EN_OFFSET         0xf98u
#define MHU_AIDR_OFFSET           0xfccu

#define MHU_CHANNELS_MAX        124u
#define MHU_INT_NR2R            (1u << 0) /* sender: the other side is awake */
#define MHU_INT_CHCOMB          (1u << 2)
#define MHU_AIDR_V2_1           0x11u
#define MHU_AIDR_VERSION(value) ((value)&0xffu)

#endif /* DRIVERS_MHU_MHU_REGS_H */
