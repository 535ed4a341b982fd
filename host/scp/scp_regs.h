/* SPDX-License-Identifier: BSD-3-Clause */
/** Addresses of the SCP's map and the registers that the boot image uses (host-tc.md 9.2, 9.3, 5.1, 5.2, 6).
 */
#ifndef HOST_SCP_SCP_REGS_H
#define HOST_SCP_SCP_REGS_H

/* Host memory and devices through the SCP's windows: 0x60000000 is host 0x40000000, 0xa0000000 is host 0. */
#define UART_BASE         0x9ff70000u /* UART1, host 0x7ff70000 */
#define TRUSTED_SRAM_BASE 0xa4000000u /* host 0x04000000 */
#define COUNTER_BASE      0xca430000u /* host 0x2a430000 */

#define UART_DR_OFFSET       0x000u
#define UART_FR_OFFSET       0x018u
#define UART_FR_TXFF         (1u << 5)
#define UART_IBRD_OFFSET     0x024u
#define UART_IBRD_115200     13u /* 24 MHz / (16 * 115200) = 13 + 1/64 */
#define UART_FBRD_OFFSET     0x028u
#define UART_FBRD_115200     1u
#define UART_LCR_H_OFFSET    0x02cu
#define UART_LCR_H_8BIT_FIFO 0x70u
#define UART_CR_OFFSET       0x030u
#define UART_CR_ENABLE       0x301u /* RXE, TXE, UARTEN */

#define COUNTER_CNTCR_OFFSET             0x00u
#define COUNTER_CNTCV_OFFSET             0x08u
#define COUNTER_CNTCR_ENABLE_FREQUENCY_0 0x101u
#define COUNTER_CNTFID0_OFFSET           0x20u

#define SCMI_STATUS_OFFSET 0xdc4u
#define SCMI_STATUS_FREE   1u
#define AP_CONTEXT_OFFSET  0xfc0u
#define AP_CONTEXT_BYTES   0x40u

/* MHU pair to the RSS, interrupt 121. */
#define RSS_SENDER_BASE           0x45430000u
#define RSS_RECEIVER_BASE         0x45440000u
#define RSS_RECEIVER_IRQ          121u
#define MHU_CHANNEL_STRIDE        0x20u
#define MHU_CHANNELS_MAX          124u
#define MHU_CH_ST_OFFSET          0x000u
#define MHU_CH_CLR_OFFSET         0x008u /* receiver */
#define MHU_CH_SET_OFFSET         0x00cu /* sender */
#define MHU_CH_MSK_SET_OFFSET     0x014u /* receiver */
#define MHU_CH_MSK_CLR_OFFSET     0x018u /* receiver */
#define MHU_CFG_OFFSET            0xf80u
#define MHU_ACCESS_REQUEST_OFFSET 0xf88u
#define MHU_ACCESS_READY_OFFSET   0xf8cu
#define MHU_INT_EN_OFFSET         0xf98u
#define MHU_INT_CHCOMB            (1u << 2)

#define NVIC_BIT(irq)  (1u << ((irq) % 32u))
#define NVIC_ISER(irq) (0xe000e100u + 4u * ((irq) / 32u))
#define NVIC_ICER(irq) (0xe000e180u + 4u * ((irq) / 32u))
#define NVIC_ICPR(irq) (0xe000e280u + 4u * ((irq) / 32u))

/* Power policy units. */
#define CLUSTER_PPU_BASE    0x51030000u
#define CORE_PPU_BASE(core) (0x51080000u + 0x100000u * (core))
#define PPU_PWPR_OFFSET     0x00u
#define PPU_PWSR_OFFSET     0x08u
#define PPU_STATE_MASK      0x10fu /* state reached, and not dynamic */
#define PPU_POLICY_ON       0x8u

#endif /* HOST_SCP_SCP_REGS_H */
