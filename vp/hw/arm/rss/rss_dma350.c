/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_dma350.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/registerfields.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qemu/module.h"

/* Registers that appear in several frames carry the frame's name in front (SECCFG, SEC, NSEC, CH). */
REG32(CHSEC0, 0x000)
REG32(TRIGINSEC0, 0x008)
REG32(TRIGOUTSEC0, 0x028)
REG32(SECCFG_CTRL, 0x040)
    FIELD(SECCFG_CTRL, INTREN_SECACCVIO, 0, 1)
    FIELD(SECCFG_CTRL, RSPTYPE, 1, 1)
    FIELD(SECCFG_CTRL, LCK, 31, 1)
REG32(SECCFG_INTRSTATUS, 0x044)
REG32(SEC_CHINTRSTATUS0, 0x100)
REG32(SEC_STATUS, 0x108)
REG32(SEC_CTRL, 0x10C)
REG32(SEC_CHPTR, 0x114)
REG32(SEC_CHCFG, 0x118)
REG32(SEC_STATUSPTR, 0x1F0)
REG32(SEC_STATUSVAL, 0x1F4)
REG32(SEC_SIGNALPTR, 0x1F8)
REG32(SEC_SIGNALVAL, 0x1FC)
REG32(NSEC_CHINTRSTATUS0, 0x200)
REG32(NSEC_STATUS, 0x208)
REG32(NSEC_CTRL, 0x20C)
REG32(NSEC_CHPTR, 0x214)
REG32(NSEC_CHCFG, 0x218)
REG32(NSEC_STATUSPTR, 0x2F0)
REG32(NSEC_STATUSVAL, 0x2F4)
REG32(NSEC_SIGNALPTR, 0x2F8)
REG32(NSEC_SIGNALVAL, 0x2FC)
REG32(BUILDCFG0, 0xFB0)
    FIELD(BUILDCFG0, FRAMETYPE, 0, 3)
    FIELD(BUILDCFG0, NUM_CHANNELS, 4, 6)
    FIELD(BUILDCFG0, ADDR_WIDTH, 10, 6)
REG32(BUILDCFG1, 0xFB4)
REG32(BUILDCFG2, 0xFB8)
REG32(IIDR, 0xFC8)
REG32(AIDR, 0xFCC)

/* Channel registers, from the channel's base 0x1000 + 0x100 * n */
REG32(CH_CMD, 0x00)
    FIELD(CH_CMD, ENABLE, 0, 1)
    FIELD(CH_CMD, CLEAR, 1, 1)
REG32(CH_STATUS, 0x04)
    FIELD(CH_STATUS, INTR_ERR, 1, 1)
    FIELD(CH_STATUS, STAT_ERR, 17, 1)
REG32(CH_INTREN, 0x08)
REG32(CH_CTRL, 0x0C)
REG32(CH_SRCADDR, 0x10)
REG32(CH_SRCADDRHI, 0x14)
REG32(CH_DESADDR, 0x18)
REG32(CH_DESADDRHI, 0x1C)
REG32(CH_XSIZE, 0x20)
REG32(CH_XSIZEHI, 0x24)
REG32(CH_SRCTRANSCFG, 0x28)
REG32(CH_DESTRANSCFG, 0x2C)
REG32(CH_XADDRINC, 0x30)
REG32(CH_YADDRSTRIDE, 0x34)
REG32(CH_FILLVAL, 0x38)
REG32(CH_YSIZE, 0x3C)
REG32(CH_TMPLTCFG, 0x40)
REG32(CH_SRCTMPLT, 0x44)
REG32(CH_DESTMPLT, 0x48)
REG32(CH_SRCTRIGINCFG, 0x4C)
REG32(CH_DESTRIGINCFG, 0x50)
REG32(CH_TRIGOUTCFG, 0x54)
REG32(CH_GPOEN0, 0x58)
REG32(CH_GPOVAL0, 0x60)
REG32(CH_LINKATTR, 0x70)
REG32(CH_AUTOCFG, 0x74)
REG32(CH_LINKADDR, 0x78)
REG32(CH_LINKADDRHI, 0x7C)
REG32(CH_GPOREAD0, 0x80)
REG32(CH_WRKREGPTR, 0x88)
REG32(CH_WRKREGVAL, 0x8C)
REG32(CH_ERRINFO, 0x90)
REG32(CH_IIDR, 0xC8)
REG32(CH_AIDR, 0xCC)
REG32(CH_ISSUECAP, 0xE8)
REG32(CH_BUILDCFG0, 0xF8)
REG32(CH_BUILDCFG1, 0xFC)

#define DEVICE_NAME         "rss-dma350"
#define FRAME_BYTES         0x2000
#define CHANNEL_BASE        0x1000
#define CHANNEL_BYTES       0x100
#define CONTROL_BYTES       0x100        /* the non-secure control frame follows the secure one */
#define CHANNEL_MASK        ((1u << RSS_DMA350_CHANNELS) - 1)
#define IIDR_VALUE          0x3A00043Bu
#define ADDRESS_BITS        32
#define CH_CTRL_RESET       0x00200200u
#define CH_TRANSCFG_RESET   0x000F0400u
#define STATUS_STAT_SHIFT   16
#define STATUS_W1C          0x000F0000u   /* done, err, disabled, stopped */
#define INTREN_WRITABLE     0x0000070Fu
#define CONTROL_WRITABLE    0x00000001u   /* INTREN_ANYCHINTR; stop and pause of idle channels have no effect */
#define CHCFG_WRITABLE      0x0003FFFFu
#define SECCFG_WRITABLE     (R_SECCFG_CTRL_INTREN_SECACCVIO_MASK | R_SECCFG_CTRL_RSPTYPE_MASK | \
                             R_SECCFG_CTRL_LCK_MASK)

/* One bit per word of a channel: registers that hold what is written. */
#define STORED(reg) (1ull << R_##reg)
static const uint64_t dma350_stored_words =
    STORED(CH_CTRL) | STORED(CH_SRCADDR) | STORED(CH_SRCADDRHI) | STORED(CH_DESADDR) |
    STORED(CH_DESADDRHI) | STORED(CH_XSIZE) | STORED(CH_XSIZEHI) | STORED(CH_SRCTRANSCFG) |
    STORED(CH_DESTRANSCFG) | STORED(CH_XADDRINC) | STORED(CH_YADDRSTRIDE) | STORED(CH_FILLVAL) |
    STORED(CH_YSIZE) | STORED(CH_TMPLTCFG) | STORED(CH_SRCTMPLT) | STORED(CH_DESTMPLT) |
    STORED(CH_SRCTRIGINCFG) | STORED(CH_DESTRIGINCFG) | STORED(CH_TRIGOUTCFG) | STORED(CH_GPOEN0) |
    STORED(CH_GPOVAL0) | STORED(CH_LINKATTR) | STORED(CH_AUTOCFG) | STORED(CH_LINKADDR) |
    STORED(CH_LINKADDRHI) | STORED(CH_WRKREGPTR);

static void dma350_reset_channel(RssDma350State *s, unsigned n)
{
    memset(s->channel[n], 0, sizeof(s->channel[n]));
    s->channel[n][R_CH_CTRL] = CH_CTRL_RESET;
    s->channel[n][R_CH_SRCTRANSCFG] = CH_TRANSCFG_RESET;
    s->channel[n][R_CH_DESTRANSCFG] = CH_TRANSCFG_RESET;
}

/* STATUS with each interrupt bit shown while its status bit is set and enabled. */
static uint32_t dma350_channel_status(const RssDma350State *s, unsigned n)
{
    uint32_t stat = s->channel[n][R_CH_STATUS];

    return stat | ((stat >> STATUS_STAT_SHIFT) & s->channel[n][R_CH_INTREN]);
}

/* Every command ends at once, so CMD reads 0. A transfer ends as an error: see the header. */
static void dma350_command(RssDma350State *s, unsigned n, uint32_t value)
{
    if (value & R_CH_CMD_CLEAR_MASK) {
        dma350_reset_channel(s, n);
    }
    if (value & R_CH_CMD_ENABLE_MASK) {
        qemu_log_mask(LOG_UNIMP, DEVICE_NAME ": transfer on channel %u is not implemented\n", n);
        s->channel[n][R_CH_STATUS] = R_CH_STATUS_STAT_ERR_MASK;
    }
}

static uint64_t dma350_channel_read(RssDma350State *s, unsigned n, hwaddr offset)
{
    switch (offset) {
    case A_CH_STATUS:
        return dma350_channel_status(s, n);
    case A_CH_INTREN:
        return s->channel[n][R_CH_INTREN];
    case A_CH_IIDR:
        return IIDR_VALUE;
    case A_CH_CMD:
    case A_CH_GPOREAD0:
    case A_CH_WRKREGVAL:
    case A_CH_ERRINFO:
    case A_CH_AIDR:
    case A_CH_ISSUECAP:
    case A_CH_BUILDCFG0:
    case A_CH_BUILDCFG1:
        return 0;
    default:
        if (dma350_stored_words >> (offset / 4) & 1) {
            return s->channel[n][offset / 4];
        }
        rss_log_guest(DEVICE_NAME, "bad channel read", offset);
        return 0;
    }
}

static void dma350_channel_write(RssDma350State *s, unsigned n, hwaddr offset, uint32_t value)
{
    switch (offset) {
    case A_CH_CMD:
        dma350_command(s, n, value);
        break;
    case A_CH_STATUS:
        s->channel[n][R_CH_STATUS] &= ~(value & STATUS_W1C);
        break;
    case A_CH_INTREN:
        s->channel[n][R_CH_INTREN] = value & INTREN_WRITABLE;
        break;
    default:
        if (dma350_stored_words >> (offset / 4) & 1) {
            s->channel[n][offset / 4] = value;
        } else {
            rss_log_guest(DEVICE_NAME, "bad or read-only channel write", offset);
        }
        break;
    }
}

/* Bit n: channel n belongs to this world (0 secure, 1 non-secure) and shows an interrupt. */
static uint32_t dma350_channel_interrupts(const RssDma350State *s, unsigned world)
{
    uint32_t pending = 0;

    for (unsigned n = 0; n < RSS_DMA350_CHANNELS; n++) {
        if (extract32(s->chsec0, n, 1) == world && (dma350_channel_status(s, n) & INTREN_WRITABLE)) {
            pending |= 1u << n;
        }
    }
    return pending;
}

/* @offset: from the start of the control frame of @world, named by the secure frame's registers. */
static uint64_t dma350_control_read(RssDma350State *s, unsigned world, hwaddr offset)
{
    switch (offset) {
    case A_SEC_CHINTRSTATUS0:
        return dma350_channel_interrupts(s, world);
    case A_SEC_STATUS:
        return (s->ctrl[world] & CONTROL_WRITABLE) && dma350_channel_interrupts(s, world);
    case A_SEC_CTRL:
        return s->ctrl[world];
    case A_SEC_CHPTR:
        return s->chptr[world];
    case A_SEC_CHCFG:
        return s->chcfg[s->chptr[world]];
    case A_SEC_STATUSPTR ... A_SEC_SIGNALVAL:
        return s->pointer[world][(offset - A_SEC_STATUSPTR) / 4];
    default:
        rss_log_guest(DEVICE_NAME, "bad control read", offset);
        return 0;
    }
}

/* CHCFG takes effect only for a channel of the frame's own world. */
static void dma350_write_chcfg(RssDma350State *s, unsigned world, uint32_t value)
{
    unsigned n = s->chptr[world];

    if (extract32(s->chsec0, n, 1) != world) {
        rss_log_guest(DEVICE_NAME, "channel of the other world, CHCFG", A_SEC_CHCFG);
        return;
    }
    s->chcfg[n] = value & CHCFG_WRITABLE;
}

static void dma350_control_write(RssDma350State *s, unsigned world, hwaddr offset, uint32_t value)
{
    switch (offset) {
    case A_SEC_CTRL:
        s->ctrl[world] = value & CONTROL_WRITABLE;
        break;
    case A_SEC_CHPTR:
        s->chptr[world] = value % RSS_DMA350_CHANNELS;
        break;
    case A_SEC_CHCFG:
        dma350_write_chcfg(s, world, value);
        break;
    case A_SEC_STATUSPTR ... A_SEC_SIGNALVAL:
        s->pointer[world][(offset - A_SEC_STATUSPTR) / 4] = value;
        break;
    default:
        rss_log_guest(DEVICE_NAME, "bad or read-only control write", offset);
        break;
    }
}

static uint64_t dma350_frame_read(RssDma350State *s, hwaddr offset)
{
    switch (offset) {
    case A_CHSEC0:
        return s->chsec0;
    case A_TRIGINSEC0:
        return s->triginsec0;
    case A_TRIGOUTSEC0:
        return s->trigoutsec0;
    case A_SECCFG_CTRL:
        return s->sec_cfg_ctrl;
    case A_BUILDCFG0:
        return RSS_DMA350_CHANNELS << R_BUILDCFG0_NUM_CHANNELS_SHIFT |
               ADDRESS_BITS << R_BUILDCFG0_ADDR_WIDTH_SHIFT;
    case A_IIDR:
        return IIDR_VALUE;
    case A_SECCFG_INTRSTATUS:
    case A_BUILDCFG1:
    case A_BUILDCFG2:
    case A_AIDR:
        return 0;
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(DEVICE_NAME, "bad read", offset);
        }
        return 0;
    }
}

static void dma350_frame_write(RssDma350State *s, hwaddr offset, uint32_t value)
{
    if (offset <= A_SECCFG_CTRL && (s->sec_cfg_ctrl & R_SECCFG_CTRL_LCK_MASK)) {
        rss_log_guest(DEVICE_NAME, "write while locked to", offset);
        return;
    }
    switch (offset) {
    case A_CHSEC0:
        s->chsec0 = value & CHANNEL_MASK;
        break;
    case A_TRIGINSEC0:
        s->triginsec0 = value;
        break;
    case A_TRIGOUTSEC0:
        s->trigoutsec0 = value;
        break;
    case A_SECCFG_CTRL:
        s->sec_cfg_ctrl = value & SECCFG_WRITABLE;
        break;
    case A_SECCFG_INTRSTATUS:
        break;
    default:
        rss_log_guest(DEVICE_NAME, "bad or read-only write", offset);
        break;
    }
}

static bool dma350_is_control(hwaddr offset)
{
    return offset >= A_SEC_CHINTRSTATUS0 && offset < A_NSEC_CHINTRSTATUS0 + CONTROL_BYTES;
}

static bool dma350_is_channel(hwaddr offset)
{
    return offset >= CHANNEL_BASE && offset < CHANNEL_BASE + RSS_DMA350_CHANNELS * CHANNEL_BYTES;
}

static uint64_t dma350_read(void *opaque, hwaddr offset, unsigned size)
{
    RssDma350State *s = opaque;

    if (dma350_is_channel(offset)) {
        return dma350_channel_read(s, (offset - CHANNEL_BASE) / CHANNEL_BYTES, offset % CHANNEL_BYTES);
    }
    if (dma350_is_control(offset)) {
        unsigned world = offset >= A_NSEC_CHINTRSTATUS0;

        return dma350_control_read(s, world, offset - world * CONTROL_BYTES);
    }
    return dma350_frame_read(s, offset);
}

static void dma350_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssDma350State *s = opaque;

    if (dma350_is_channel(offset)) {
        dma350_channel_write(s, (offset - CHANNEL_BASE) / CHANNEL_BYTES, offset % CHANNEL_BYTES, value);
    } else if (dma350_is_control(offset)) {
        unsigned world = offset >= A_NSEC_CHINTRSTATUS0;

        dma350_control_write(s, world, offset - world * CONTROL_BYTES, value);
    } else {
        dma350_frame_write(s, offset, value);
    }
}

static const MemoryRegionOps dma350_ops = RSS_WORD_OPS(dma350_read, dma350_write);

static void dma350_reset_hold(Object *obj, ResetType type)
{
    RssDma350State *s = RSS_DMA350(obj);

    s->chsec0 = 0;
    s->triginsec0 = 0;
    s->trigoutsec0 = 0;
    s->sec_cfg_ctrl = 0;
    memset(s->ctrl, 0, sizeof(s->ctrl));
    memset(s->chptr, 0, sizeof(s->chptr));
    memset(s->chcfg, 0, sizeof(s->chcfg));
    memset(s->pointer, 0, sizeof(s->pointer));
    for (unsigned n = 0; n < RSS_DMA350_CHANNELS; n++) {
        dma350_reset_channel(s, n);
    }
}

static void dma350_init(Object *obj)
{
    RssDma350State *s = RSS_DMA350(obj);

    memory_region_init_io(&s->frame, obj, &dma350_ops, s, DEVICE_NAME, FRAME_BYTES);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->frame);
}

static int dma350_post_load(void *opaque, int version_id)
{
    const RssDma350State *s = opaque;

    return s->chptr[0] < RSS_DMA350_CHANNELS && s->chptr[1] < RSS_DMA350_CHANNELS ? 0 : -EINVAL;
}

static const VMStateDescription dma350_vmstate = {
    .name = DEVICE_NAME,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = dma350_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(chsec0, RssDma350State),
        VMSTATE_UINT32(triginsec0, RssDma350State),
        VMSTATE_UINT32(trigoutsec0, RssDma350State),
        VMSTATE_UINT32(sec_cfg_ctrl, RssDma350State),
        VMSTATE_UINT32_ARRAY(ctrl, RssDma350State, 2),
        VMSTATE_UINT32_ARRAY(chptr, RssDma350State, 2),
        VMSTATE_UINT32_ARRAY(chcfg, RssDma350State, RSS_DMA350_CHANNELS),
        VMSTATE_UINT32_2DARRAY(pointer, RssDma350State, 2, 4),
        VMSTATE_UINT32_2DARRAY(channel, RssDma350State, RSS_DMA350_CHANNELS, RSS_DMA350_CHANNEL_WORDS),
        VMSTATE_END_OF_LIST()
    },
};

static void dma350_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->vmsd = &dma350_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = dma350_reset_hold;
}

static const TypeInfo dma350_types[] = {
    {
        .name = TYPE_RSS_DMA350,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssDma350State),
        .instance_init = dma350_init,
        .class_init = dma350_class_init,
    },
};

DEFINE_TYPES(dma350_types)
