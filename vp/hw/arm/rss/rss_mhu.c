/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qapi/error.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "hw/arm/rss/rss_cpu.h"
#include "hw/arm/rss/rss_mhu.h"

/* Per channel, both frames; a name that stands once in hardware.md for both frames stands once here. */
REG32(CH_ST, 0x00)
REG32(CH_ST_MSK, 0x04)
REG32(CH_CLR, 0x08)
REG32(CH_SET, 0x0C)
REG32(CH_INT_ST, 0x10)
REG32(CH_INT_CLR, 0x14)
REG32(CH_INT_EN, 0x18)
REG32(CH_MSK_ST, 0x10)
REG32(CH_MSK_SET, 0x14)
REG32(CH_MSK_CLR, 0x18)

REG32(MHU_CFG, 0xF80)
REG32(RESP_CFG, 0xF84)
REG32(ACCESS_REQUEST, 0xF88)
REG32(ACCESS_READY, 0xF8C)
REG32(INT_ST, 0xF90)
REG32(INT_CLR, 0xF94)
REG32(INT_EN, 0xF98)
    FIELD(INT, NR2R, 0, 1)
    FIELD(INT, R2NR, 1, 1)
    FIELD(INT, CHCOMB, 2, 1)
REG32(CHCOMB_INT_ST, 0xFA0)
REG32(IIDR, 0xFC8)
REG32(AIDR, 0xFCC)
REG32(PIDR4, 0xFD0)
REG32(PIDR0, 0xFE0)
REG32(PIDR1, 0xFE4)
REG32(PIDR2, 0xFE8)
REG32(PIDR3, 0xFEC)
REG32(CIDR0, 0xFF0)
REG32(CIDR1, 0xFF4)
REG32(CIDR2, 0xFF8)
REG32(CIDR3, 0xFFC)

#define RSS_MHU_FRAME_SIZE 0x1000
#define RSS_MHU_CHANNEL_SIZE 0x20
#define IIDR_VALUE 0x0000043B           /* implementer Arm; the other fields are not public */
#define AIDR_VALUE 0x00000011           /* MHU version 2, minor revision 1 */
#define SENDER_INT_BITS (R_INT_NR2R_MASK | R_INT_R2NR_MASK | R_INT_CHCOMB_MASK)

static uint32_t rss_mhu_unmasked(const RssMhuState *s, unsigned channel)
{
    return s->channel[channel].status & ~s->channel[channel].mask;
}

static bool rss_mhu_receiver_pending(const RssMhuState *s, unsigned channel)
{
    return rss_mhu_unmasked(s, channel) != 0;
}

static bool rss_mhu_sender_pending(const RssMhuState *s, unsigned channel)
{
    return s->channel[channel].ack_pending && s->channel[channel].ack_enabled;
}

typedef bool RssMhuPending(const RssMhuState *s, unsigned channel);

/* One word of CHCOMB_INT_ST: bit per channel. */
static uint32_t rss_mhu_combined(const RssMhuState *s, RssMhuPending *pending, unsigned word)
{
    uint32_t bits = 0;

    for (unsigned n = 0; n < 32 && word * 32 + n < s->channels; n++) {
        bits |= (uint32_t)pending(s, word * 32 + n) << n;
    }
    return bits;
}

static bool rss_mhu_any(const RssMhuState *s, RssMhuPending *pending)
{
    for (unsigned n = 0; n < s->channels; n++) {
        if (pending(s, n)) {
            return true;
        }
    }
    return false;
}

static uint32_t rss_mhu_sender_int_st(const RssMhuState *s)
{
    return FIELD_DP32(s->sender_int_st, INT, CHCOMB, rss_mhu_any(s, rss_mhu_sender_pending));
}

static void rss_mhu_update_irqs(RssMhuState *s)
{
    bool received = rss_mhu_any(s, rss_mhu_receiver_pending);

    for (unsigned n = 0; n < RSS_MHU_CHANNEL_LINES; n++) {
        qemu_set_irq(s->channel_irq[n], n < s->channels && rss_mhu_receiver_pending(s, n));
    }
    qemu_set_irq(s->any_channel_irq, received);
    qemu_set_irq(s->receiver_irq, received && (s->receiver_int_en & R_INT_CHCOMB_MASK));
    qemu_set_irq(s->sender_irq, (rss_mhu_sender_int_st(s) & s->sender_int_en) != 0);
}

static void rss_mhu_set_channel(RssMhuState *s, unsigned channel, uint32_t value)
{
    s->channel[channel].status |= value;
    rss_cpu_keep_slices_short();        /* the receiving core may wake now */
    rss_mhu_update_irqs(s);
}

static void rss_mhu_clear_channel(RssMhuState *s, unsigned channel, uint32_t value)
{
    RssMhuChannel *c = &s->channel[channel];
    bool was_set = c->status != 0;

    c->status &= ~value;
    if (was_set && c->status == 0) {
        c->ack_pending = true;
        rss_cpu_keep_slices_short();
    }
    rss_mhu_update_irqs(s);
}

/* The receiver side is always awake, so ready follows the request at once. */
static void rss_mhu_request_access(RssMhuState *s, uint32_t request)
{
    if (request != s->access_request) {
        s->access_request = request;
        s->sender_int_st |= request ? R_INT_NR2R_MASK : R_INT_R2NR_MASK;
        rss_mhu_update_irqs(s);
    }
}

static bool rss_mhu_is_channel(const RssMhuState *s, hwaddr offset)
{
    return offset / RSS_MHU_CHANNEL_SIZE < s->channels;
}

static void rss_mhu_bad_access(const char *frame, const char *what, hwaddr offset)
{
    qemu_log_mask(LOG_GUEST_ERROR, "rss-mhu: %s frame: %s offset 0x%" HWADDR_PRIx "\n", frame, what, offset);
}

static bool rss_mhu_read_id(hwaddr offset, uint32_t *value)
{
    switch (offset) {
    case A_IIDR:
        *value = IIDR_VALUE;
        return true;
    case A_AIDR:
        *value = AIDR_VALUE;
        return true;
    case A_PIDR4 ... A_CIDR3:
        *value = 0;             /* no public source gives the values */
        return true;
    default:
        return false;
    }
}

static uint64_t rss_mhu_sender_read_channel(RssMhuState *s, unsigned channel, hwaddr reg)
{
    switch (reg) {
    case A_CH_ST:
        return s->channel[channel].status;
    case A_CH_SET:              /* write-only; drivers that read, modify and write it must find 0 */
    case A_CH_INT_CLR:
        return 0;
    case A_CH_INT_ST:
        return s->channel[channel].ack_pending;
    case A_CH_INT_EN:
        return s->channel[channel].ack_enabled;
    default:
        rss_mhu_bad_access("sender", "bad channel read", reg);
        return 0;
    }
}

static uint64_t rss_mhu_sender_read(void *opaque, hwaddr offset, unsigned size)
{
    RssMhuState *s = RSS_MHU(opaque);
    uint32_t value = 0;

    if (rss_mhu_is_channel(s, offset)) {
        return rss_mhu_sender_read_channel(s, offset / RSS_MHU_CHANNEL_SIZE, offset % RSS_MHU_CHANNEL_SIZE);
    }
    switch (offset) {
    case A_MHU_CFG:
        return s->channels;
    case A_RESP_CFG:
        return s->resp_cfg;
    case A_ACCESS_REQUEST:
    case A_ACCESS_READY:
        return s->access_request;
    case A_INT_ST:
        return rss_mhu_sender_int_st(s);
    case A_INT_CLR:
        return 0;
    case A_INT_EN:
        return s->sender_int_en;
    case A_CHCOMB_INT_ST ... A_CHCOMB_INT_ST + 0xC:
        return rss_mhu_combined(s, rss_mhu_sender_pending, (offset - A_CHCOMB_INT_ST) / 4);
    default:
        if (!rss_mhu_read_id(offset, &value)) {
            rss_mhu_bad_access("sender", "bad read", offset);
        }
        return value;
    }
}

static void rss_mhu_sender_write_channel(RssMhuState *s, unsigned channel, hwaddr reg, uint32_t value)
{
    switch (reg) {
    case A_CH_SET:
        rss_mhu_set_channel(s, channel, value);
        break;
    case A_CH_INT_CLR:
        if (value & 1) {
            s->channel[channel].ack_pending = false;
        }
        rss_mhu_update_irqs(s);
        break;
    case A_CH_INT_EN:
        s->channel[channel].ack_enabled = value & 1;
        rss_mhu_update_irqs(s);
        break;
    default:
        rss_mhu_bad_access("sender", "bad channel write", reg);
        break;
    }
}

static void rss_mhu_sender_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssMhuState *s = RSS_MHU(opaque);

    if (rss_mhu_is_channel(s, offset)) {
        rss_mhu_sender_write_channel(s, offset / RSS_MHU_CHANNEL_SIZE, offset % RSS_MHU_CHANNEL_SIZE, value);
        return;
    }
    switch (offset) {
    case A_RESP_CFG:
        s->resp_cfg = value;
        break;
    case A_ACCESS_REQUEST:
        rss_mhu_request_access(s, value & 1);
        break;
    case A_INT_CLR:
        s->sender_int_st &= ~value;
        rss_mhu_update_irqs(s);
        break;
    case A_INT_EN:
        s->sender_int_en = value & SENDER_INT_BITS;
        rss_mhu_update_irqs(s);
        break;
    default:
        rss_mhu_bad_access("sender", "bad write", offset);
        break;
    }
}

static uint64_t rss_mhu_receiver_read_channel(RssMhuState *s, unsigned channel, hwaddr reg)
{
    switch (reg) {
    case A_CH_ST:
        return s->channel[channel].status;
    case A_CH_ST_MSK:
        return rss_mhu_unmasked(s, channel);
    case A_CH_MSK_ST:
        return s->channel[channel].mask;
    case A_CH_CLR:
    case A_CH_MSK_SET:
    case A_CH_MSK_CLR:
        return 0;
    default:
        rss_mhu_bad_access("receiver", "bad channel read", reg);
        return 0;
    }
}

static uint64_t rss_mhu_receiver_read(void *opaque, hwaddr offset, unsigned size)
{
    RssMhuState *s = RSS_MHU(opaque);
    uint32_t value = 0;

    if (rss_mhu_is_channel(s, offset)) {
        return rss_mhu_receiver_read_channel(s, offset / RSS_MHU_CHANNEL_SIZE, offset % RSS_MHU_CHANNEL_SIZE);
    }
    switch (offset) {
    case A_MHU_CFG:
        return s->channels;
    case A_INT_ST:
        return FIELD_DP32(0, INT, CHCOMB, rss_mhu_any(s, rss_mhu_receiver_pending));
    case A_INT_CLR:
        return 0;
    case A_INT_EN:
        return s->receiver_int_en;
    case A_CHCOMB_INT_ST ... A_CHCOMB_INT_ST + 0xC:
        return rss_mhu_combined(s, rss_mhu_receiver_pending, (offset - A_CHCOMB_INT_ST) / 4);
    default:
        if (!rss_mhu_read_id(offset, &value)) {
            rss_mhu_bad_access("receiver", "bad read", offset);
        }
        return value;
    }
}

static void rss_mhu_receiver_write_channel(RssMhuState *s, unsigned channel, hwaddr reg, uint32_t value)
{
    switch (reg) {
    case A_CH_CLR:
        rss_mhu_clear_channel(s, channel, value);
        break;
    case A_CH_MSK_SET:
        s->channel[channel].mask |= value;
        rss_mhu_update_irqs(s);
        break;
    case A_CH_MSK_CLR:
        s->channel[channel].mask &= ~value;
        rss_mhu_update_irqs(s);
        break;
    default:
        rss_mhu_bad_access("receiver", "bad channel write", reg);
        break;
    }
}

static void rss_mhu_receiver_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssMhuState *s = RSS_MHU(opaque);

    if (rss_mhu_is_channel(s, offset)) {
        rss_mhu_receiver_write_channel(s, offset / RSS_MHU_CHANNEL_SIZE, offset % RSS_MHU_CHANNEL_SIZE, value);
        return;
    }
    switch (offset) {
    case A_INT_CLR:
        break;                  /* CHCOMB is a level: it falls when the channels are cleared or masked */
    case A_INT_EN:
        s->receiver_int_en = value & R_INT_CHCOMB_MASK;
        rss_mhu_update_irqs(s);
        break;
    default:
        rss_mhu_bad_access("receiver", "bad write", offset);
        break;
    }
}

static const MemoryRegionOps rss_mhu_sender_ops = {
    .read = rss_mhu_sender_read,
    .write = rss_mhu_sender_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 4, .max_access_size = 4 },
};

static const MemoryRegionOps rss_mhu_receiver_ops = {
    .read = rss_mhu_receiver_read,
    .write = rss_mhu_receiver_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 4, .max_access_size = 4 },
};

static void rss_mhu_reset_hold(Object *obj, ResetType type)
{
    RssMhuState *s = RSS_MHU(obj);

    memset(s->channel, 0, sizeof(s->channel));
    s->access_request = s->resp_cfg = 0;
    s->sender_int_st = s->sender_int_en = s->receiver_int_en = 0;
    rss_mhu_update_irqs(s);
}

static void rss_mhu_realize(DeviceState *dev, Error **errp)
{
    RssMhuState *s = RSS_MHU(dev);

    if (s->channels < RSS_MHU_MIN_CHANNELS || s->channels > RSS_MHU_MAX_CHANNELS) {
        error_setg(errp, "an MHU has %d to %d channels", RSS_MHU_MIN_CHANNELS, RSS_MHU_MAX_CHANNELS);
    }
}

static void rss_mhu_init(Object *obj)
{
    RssMhuState *s = RSS_MHU(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->sender, obj, &rss_mhu_sender_ops, s, "rss-mhu-sender", RSS_MHU_FRAME_SIZE);
    memory_region_init_io(&s->receiver, obj, &rss_mhu_receiver_ops, s, "rss-mhu-receiver", RSS_MHU_FRAME_SIZE);
    sysbus_init_mmio(sbd, &s->sender);
    sysbus_init_mmio(sbd, &s->receiver);
    sysbus_init_irq(sbd, &s->sender_irq);
    sysbus_init_irq(sbd, &s->receiver_irq);
    sysbus_init_irq(sbd, &s->any_channel_irq);
    qdev_init_gpio_out_named(DEVICE(obj), s->channel_irq, "channel", RSS_MHU_CHANNEL_LINES);
}

static const VMStateDescription rss_mhu_channel_vmstate = {
    .name = "rss-mhu-channel",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(status, RssMhuChannel),
        VMSTATE_UINT32(mask, RssMhuChannel),
        VMSTATE_BOOL(ack_pending, RssMhuChannel),
        VMSTATE_BOOL(ack_enabled, RssMhuChannel),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription rss_mhu_vmstate = {
    .name = TYPE_RSS_MHU,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(channel, RssMhuState, RSS_MHU_MAX_CHANNELS, 1, rss_mhu_channel_vmstate, RssMhuChannel),
        VMSTATE_UINT32(access_request, RssMhuState),
        VMSTATE_UINT32(resp_cfg, RssMhuState),
        VMSTATE_UINT32(sender_int_st, RssMhuState),
        VMSTATE_UINT32(sender_int_en, RssMhuState),
        VMSTATE_UINT32(receiver_int_en, RssMhuState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property rss_mhu_properties[] = {
    DEFINE_PROP_UINT32("channels", RssMhuState, channels, 31),
};

static void rss_mhu_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = rss_mhu_realize;
    dc->vmsd = &rss_mhu_vmstate;
    RESETTABLE_CLASS(klass)->phases.hold = rss_mhu_reset_hold;
    device_class_set_props(dc, rss_mhu_properties);
}

static const TypeInfo rss_mhu_info = {
    .name = TYPE_RSS_MHU,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssMhuState),
    .instance_init = rss_mhu_init,
    .class_init = rss_mhu_class_init,
};

static void rss_mhu_register_types(void)
{
    type_register_static(&rss_mhu_info);
}
type_init(rss_mhu_register_types)
