/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_tzc400.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/registerfields.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qemu/module.h"

REG32(BUILD_CONFIG, 0x000)
REG32(ACTION, 0x004)
REG32(GATE_KEEPER, 0x008)
    FIELD(GATE_KEEPER, REQUEST, 0, 4)
    FIELD(GATE_KEEPER, OPEN, 16, 4)
REG32(SPECULATION_CTRL, 0x00C)
REG32(INT_STATUS, 0x010)
REG32(INT_CLEAR, 0x014)
REG32(FAIL_ADDRESS_LOW, 0x020)
REG32(REGION_BASE_LOW, 0x100)
REG32(PID0, 0xFE0)
REG32(PID1, 0xFE4)

#define DEVICE_NAME         "rss-tzc400"
#define REGISTERS_BYTES     0x1000
#define BUILD_CONFIG_VALUE  0x03002F08u     /* 4 filters, 48 address bits, 9 regions */
#define PID0_VALUE          0x60u
#define PID1_VALUE          0xB4u
#define FAIL_LAST           0x3C            /* four filters, four words each */
#define REGION_BYTES        0x20
#define REGIONS_END         (A_REGION_BASE_LOW + RSS_TZC400_REGIONS * REGION_BYTES)

enum { BASE_LOW, BASE_HIGH, TOP_LOW, TOP_HIGH, ATTRIBUTES, ID_ACCESS };

typedef struct RssTzc400Word {
    uint32_t writable, ones;
} RssTzc400Word;

/* Bits of a region's words that can be written, and bits that read as one: 4 KiB granules, 48 address bits. */
static const RssTzc400Word tzc400_region_word[RSS_TZC400_REGION_WORDS] = {
    [BASE_LOW] = { 0xFFFFF000, 0 },
    [BASE_HIGH] = { 0x0000FFFF, 0 },
    [TOP_LOW] = { 0xFFFFF000, 0x00000FFF },
    [TOP_HIGH] = { 0x0000FFFF, 0 },
    [ATTRIBUTES] = { 0xC000000F, 0 },
    [ID_ACCESS] = { 0xFFFFFFFF, 0 },
};

static bool tzc400_is_region(hwaddr offset)
{
    return offset >= A_REGION_BASE_LOW && offset < REGIONS_END;
}

static uint32_t *tzc400_region(RssTzc400State *s, hwaddr offset)
{
    return &s->region[(offset - A_REGION_BASE_LOW) / REGION_BYTES][offset % REGION_BYTES / 4];
}

/* Region 0 is the whole address space: only its attributes and id access can be written. */
static void tzc400_write_region(RssTzc400State *s, hwaddr offset, uint32_t value)
{
    const RssTzc400Word *word = &tzc400_region_word[offset % REGION_BYTES / 4];

    if (word->writable == 0 || offset < A_REGION_BASE_LOW + ATTRIBUTES * 4) {
        rss_log_guest(DEVICE_NAME, "bad or read-only region write", offset);
        return;
    }
    *tzc400_region(s, offset) = (value & word->writable) | word->ones;
}

static uint64_t tzc400_read(void *opaque, hwaddr offset, unsigned size)
{
    RssTzc400State *s = opaque;

    if (tzc400_is_region(offset)) {
        return *tzc400_region(s, offset);
    }
    switch (offset) {
    case A_BUILD_CONFIG:
        return BUILD_CONFIG_VALUE;
    case A_ACTION:
        return s->action;
    case A_GATE_KEEPER:
        return s->gate_keeper | s->gate_keeper << R_GATE_KEEPER_OPEN_SHIFT;
    case A_SPECULATION_CTRL:
        return s->speculation_ctrl;
    case A_INT_STATUS:
    case A_FAIL_ADDRESS_LOW ... A_FAIL_ADDRESS_LOW + FAIL_LAST:
        return 0;
    case A_PID0:
        return PID0_VALUE;
    case A_PID1:
        return PID1_VALUE;
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(DEVICE_NAME, "bad or write-only read", offset);
        }
        return 0;
    }
}

static void tzc400_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssTzc400State *s = opaque;

    if (tzc400_is_region(offset)) {
        tzc400_write_region(s, offset, value);
        return;
    }
    switch (offset) {
    case A_ACTION:
        s->action = value & 3;
        break;
    case A_GATE_KEEPER:
        s->gate_keeper = value & R_GATE_KEEPER_REQUEST_MASK;
        break;
    case A_SPECULATION_CTRL:
        s->speculation_ctrl = value & 3;
        break;
    case A_INT_CLEAR:
        break;
    default:
        rss_log_guest(DEVICE_NAME, "bad or read-only write", offset);
        break;
    }
}

static const MemoryRegionOps tzc400_ops = RSS_WORD_OPS(tzc400_read, tzc400_write);

static void tzc400_reset_hold(Object *obj, ResetType type)
{
    RssTzc400State *s = RSS_TZC400(obj);

    s->action = 0;
    s->gate_keeper = 0;
    s->speculation_ctrl = 0;
    memset(s->region, 0, sizeof(s->region));
    for (unsigned r = 0; r < RSS_TZC400_REGIONS; r++) {
        s->region[r][TOP_LOW] = tzc400_region_word[TOP_LOW].ones;
    }
    s->region[0][TOP_LOW] = UINT32_MAX;
    s->region[0][TOP_HIGH] = tzc400_region_word[TOP_HIGH].writable;
}

static void tzc400_init(Object *obj)
{
    RssTzc400State *s = RSS_TZC400(obj);

    memory_region_init_io(&s->registers, obj, &tzc400_ops, s, DEVICE_NAME, REGISTERS_BYTES);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->registers);
}

static const VMStateDescription tzc400_vmstate = {
    .name = DEVICE_NAME,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(action, RssTzc400State),
        VMSTATE_UINT32(gate_keeper, RssTzc400State),
        VMSTATE_UINT32(speculation_ctrl, RssTzc400State),
        VMSTATE_UINT32_2DARRAY(region, RssTzc400State, RSS_TZC400_REGIONS, RSS_TZC400_REGION_WORDS),
        VMSTATE_END_OF_LIST()
    },
};

static void tzc400_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->vmsd = &tzc400_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = tzc400_reset_hold;
}

static const TypeInfo tzc400_types[] = {
    {
        .name = TYPE_RSS_TZC400,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssTzc400State),
        .instance_init = tzc400_init,
        .class_init = tzc400_class_init,
    },
};

DEFINE_TYPES(tzc400_types)
