/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Message handling unit MHUv2.1, one direction: a sender frame and a receiver frame over the same channels.
 * hardware.md section 11.1 and 11.2, host-tc.md section 5.9.
 *
 * + mmio 0: sender frame, 0x1000 bytes;  mmio 1: receiver frame, 0x1000 bytes
 * + irq 0: sender combined interrupt (INT_ST & INT_EN)
 * + irq 1: receiver combined interrupt (an unmasked channel is set, and CHCOMB enabled)
 * + irq 2: an unmasked channel is set, whatever CHCOMB says (the lines that a core without CHCOMB support uses)
 * + GPIO out "channel"[0..3]: the first channels' own receiver lines, as irq 2 but for one channel
 * + property "channels": 3 to 124
 *
 * A pair between two cores is two of these, one each way.
 */
#ifndef HW_ARM_RSS_RSS_MHU_H
#define HW_ARM_RSS_RSS_MHU_H

#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_MHU "rss-mhu"
OBJECT_DECLARE_SIMPLE_TYPE(RssMhuState, RSS_MHU)

#define RSS_MHU_MIN_CHANNELS 3
#define RSS_MHU_MAX_CHANNELS 124
#define RSS_MHU_CHANNEL_LINES 4

typedef struct RssMhuChannel {
    uint32_t status, mask;
    bool ack_pending, ack_enabled;      /* CH_INT_ST, CH_INT_EN: the receiver has cleared the channel */
} RssMhuChannel;

struct RssMhuState {
    SysBusDevice parent_obj;

    MemoryRegion sender, receiver;
    qemu_irq sender_irq, receiver_irq, any_channel_irq, channel_irq[RSS_MHU_CHANNEL_LINES];
    uint32_t channels;

    RssMhuChannel channel[RSS_MHU_MAX_CHANNELS];
    uint32_t access_request, resp_cfg;
    uint32_t sender_int_st, sender_int_en, receiver_int_en;
};

#endif
