/* SPDX-License-Identifier: BSD-3-Clause */
/** MHU v2 as the application processor sees it (host-tc.md 5.9). Channel n: offset + n * MHU_CHANNEL_STRIDE.
 */
#ifndef HOST_RSS_CLIENT_MHU_REGS_H
#define HOST_RSS_CLIENT_MHU_REGS_H

#define MHU_CHANNEL_STRIDE 0x20u

/* Sender frame */
#define MHU_SENDER_CH_ST_OFFSET          0x000u /* RO  what the receiver has not cleared */
#define MHU_SENDER_CH_SET_OFFSET         0x00cu /* WO  ORs into CH_ST */
#define MHU_SENDER_ACCESS_REQUEST_OFFSET 0xf88u /* RW  1 before a transfer, 0 after */
#define MHU_SENDER_ACCESS_READY_OFFSET   0xf8cu /* RO  1: the receiver's side is awake */

/* Receiver frame */
#define MHU_RECEIVER_CH_ST_OFFSET      0x000u /* RO */
#define MHU_RECEIVER_CH_CLR_OFFSET     0x008u /* WO  clears the written bits */
#define MHU_RECEIVER_CH_MSK_SET_OFFSET 0x014u /* WO */
#define MHU_RECEIVER_CH_MSK_CLR_OFFSET 0x018u /* WO */

#define MHU_RECEIVER_INT_EN_OFFSET 0xf98u /* RW  v2.1 */
#define MHU_RECEIVER_INT_EN_CHCOMB (1u << 2)

/* Both frames */
#define MHU_CFG_OFFSET  0xf80u /* RO  number of channels */
#define MHU_AIDR_OFFSET 0xfccu /* RO  [7:4] 1: MHU v2, [3:0] minor revision 0 or 1 */

#endif /* HOST_RSS_CLIENT_MHU_REGS_H */
