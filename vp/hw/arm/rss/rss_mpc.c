/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_mpc.h"
#include "hw/arm/rss/rss_cpu.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/host-utils.h"
#include "qemu/module.h"
#include "qemu/units.h"

REG32(CTRL, 0x000)
    FIELD(CTRL, AUTOINCREMENT, 8, 1)
    FIELD(CTRL, SEC_RESP, 16, 1)
    FIELD(CTRL, SEC_LOCK_DOWN, 31, 1)
REG32(BLK_MAX, 0x010)
REG32(BLK_CFG, 0x014)
REG32(BLK_IDX, 0x018)
REG32(BLK_LUT, 0x01C)
REG32(INT_STAT, 0x020)
REG32(INT_CLEAR, 0x024)
REG32(INT_EN, 0x028)
REG32(INT_INFO1, 0x02C)
REG32(INT_INFO2, 0x030)
    FIELD(INT_INFO2, MASTER, 0, 16)
    FIELD(INT_INFO2, NONSEC, 16, 1)
    FIELD(INT_INFO2, CFG_NS, 17, 1)
REG32(INT_SET, 0x034)
REG32(PIDR4, 0xFD0)
REG32(PIDR0, 0xFE0)

#define DEVICE_NAME       "rss-mpc"
#define REGISTERS_BYTES   0x1000
#define PIDR0_SIE300      0x65
#define INT_BIT           1u
#define CTRL_WRITABLE     (R_CTRL_AUTOINCREMENT_MASK | R_CTRL_SEC_RESP_MASK | R_CTRL_SEC_LOCK_DOWN_MASK)
#define BLOCK_BYTES_MIN   32u       /* BLK_CFG 0 */
#define BLOCK_COUNT_MAX   4096u     /* bounds the number of aliases */

static bool mpc_block_is_ns(const RssMpcState *s, uint32_t block)
{
    return (s->lut[block / 32] >> (block % 32)) & 1;
}

static void mpc_update_irq(RssMpcState *s)
{
    qemu_set_irq(s->irq, s->int_stat & s->int_en);
}

/* Lay a view's aliases over the runs of blocks that may pass; the runs that are not needed are disabled. */
static void mpc_rebuild_view(RssMpcState *s, RssMpcView *view)
{
    uint32_t run = 0;
    uint32_t block = 0;

    while (block < s->block_count) {
        uint32_t first = block;
        bool passes = mpc_block_is_ns(s, block) != view->secure;

        while (block < s->block_count && (mpc_block_is_ns(s, block) != view->secure) == passes) {
            block++;
        }
        if (passes) {
            hwaddr offset = (hwaddr)first * s->block_size;

            memory_region_set_size(&view->run[run], (hwaddr)(block - first) * s->block_size);
            memory_region_set_alias_offset(&view->run[run], offset);
            memory_region_set_address(&view->run[run], offset);
            memory_region_set_enabled(&view->run[run], true);
            run++;
        }
    }
    for (; run < view->run_count; run++) {
        memory_region_set_enabled(&view->run[run], false);
    }
}

static void mpc_rebuild(RssMpcState *s)
{
    memory_region_transaction_begin();
    mpc_rebuild_view(s, &s->view[0]);
    mpc_rebuild_view(s, &s->view[1]);
    memory_region_transaction_commit();
    rss_cpu_map_changed();
}

static uint32_t mpc_valid_blocks(const RssMpcState *s, uint32_t word)
{
    uint32_t blocks = s->block_count - word * 32;

    return blocks >= 32 ? UINT32_MAX : MAKE_64BIT_MASK(0, blocks);
}

static void mpc_write_lut(RssMpcState *s, uint32_t value)
{
    value &= mpc_valid_blocks(s, s->blk_idx);
    if (s->lut[s->blk_idx] != value) {
        s->lut[s->blk_idx] = value;
        mpc_rebuild(s);
    }
}

static void mpc_advance_index(RssMpcState *s)
{
    if (s->ctrl & R_CTRL_AUTOINCREMENT_MASK) {
        s->blk_idx = (s->blk_idx + 1) % s->lut_words;
    }
}

/* Where @offset of a view is in the map that the CPU sees. */
static uint32_t mpc_bus_address(const RssMpcView *view, hwaddr offset)
{
    for (const MemoryRegion *mr = &view->container; mr; mr = mr->container) {
        offset += mr->addr;
    }
    return offset;
}

static MemTxResult mpc_refuse(RssMpcView *view, hwaddr offset, MemTxAttrs attrs)
{
    RssMpcState *s = view->mpc;

    if (attrs.debug) {
        return MEMTX_ERROR;
    }
    qemu_log_mask(LOG_GUEST_ERROR, DEVICE_NAME ": %s access to offset 0x%" HWADDR_PRIx " refused\n",
                  view->secure ? "secure" : "non-secure", offset);
    if (!s->int_stat) {
        uint32_t info = FIELD_DP32(0, INT_INFO2, MASTER, attrs.requester_id);

        info = FIELD_DP32(info, INT_INFO2, NONSEC, !view->secure);
        info = FIELD_DP32(info, INT_INFO2, CFG_NS, mpc_block_is_ns(s, offset / s->block_size));
        s->int_info1 = mpc_bus_address(view, offset);
        s->int_info2 = info;
        s->int_stat = INT_BIT;
        mpc_update_irq(s);
    }
    return MEMTX_ERROR;
}

static MemTxResult mpc_blocked_read(void *opaque, hwaddr offset, uint64_t *value, unsigned size,
                                    MemTxAttrs attrs)
{
    *value = 0;
    return mpc_refuse(opaque, offset, attrs);
}

static MemTxResult mpc_blocked_write(void *opaque, hwaddr offset, uint64_t value, unsigned size,
                                     MemTxAttrs attrs)
{
    return mpc_refuse(opaque, offset, attrs);
}

static const MemoryRegionOps mpc_blocked_ops = {
    .read_with_attrs = mpc_blocked_read,
    .write_with_attrs = mpc_blocked_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .valid.unaligned = true,
    .impl.min_access_size = 1,
    .impl.max_access_size = 8,
    .impl.unaligned = true,
};

static uint64_t mpc_read(void *opaque, hwaddr offset, unsigned size)
{
    RssMpcState *s = opaque;
    uint32_t value;

    switch (offset) {
    case A_CTRL:
        return s->ctrl;
    case A_BLK_MAX:
        return s->lut_words - 1;
    case A_BLK_CFG:
        return ctz32(s->block_size) - 5;
    case A_BLK_IDX:
        return s->blk_idx;
    case A_BLK_LUT:
        value = s->lut[s->blk_idx];
        mpc_advance_index(s);
        return value;
    case A_INT_STAT:
        return s->int_stat;
    case A_INT_EN:
        return s->int_en;
    case A_INT_INFO1:
        return s->int_info1;
    case A_INT_INFO2:
        return s->int_info2;
    case A_PIDR0:
        return PIDR0_SIE300;
    case A_INT_CLEAR:
    case A_INT_SET:
        rss_log_guest(DEVICE_NAME, "read of write-only", offset);
        return 0;
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(DEVICE_NAME, "bad read", offset);
        }
        return 0;
    }
}

static bool mpc_is_locked(const RssMpcState *s, hwaddr offset)
{
    return (s->ctrl & R_CTRL_SEC_LOCK_DOWN_MASK) &&
           (offset == A_CTRL || offset == A_BLK_LUT || offset == A_INT_EN);
}

static void mpc_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssMpcState *s = opaque;

    if (mpc_is_locked(s, offset)) {
        rss_log_guest(DEVICE_NAME, "write while locked down", offset);
        return;
    }
    switch (offset) {
    case A_CTRL:
        s->ctrl = value & CTRL_WRITABLE;
        break;
    case A_BLK_IDX:
        if (value >= s->lut_words) {
            rss_log_guest(DEVICE_NAME, "index beyond BLK_MAX at", offset);
        }
        s->blk_idx = value % s->lut_words;
        break;
    case A_BLK_LUT:
        mpc_write_lut(s, value);
        mpc_advance_index(s);
        break;
    case A_INT_CLEAR:
        s->int_stat &= ~value;
        mpc_update_irq(s);
        break;
    case A_INT_EN:
        s->int_en = value & INT_BIT;
        mpc_update_irq(s);
        break;
    case A_INT_SET:
        s->int_stat |= value & INT_BIT;
        mpc_update_irq(s);
        break;
    default:
        rss_log_guest(DEVICE_NAME, "bad or read-only write", offset);
        break;
    }
}

static const MemoryRegionOps mpc_ops = RSS_WORD_OPS(mpc_read, mpc_write);

static void mpc_reset_hold(Object *obj, ResetType type)
{
    RssMpcState *s = RSS_MPC(obj);

    s->ctrl = 0;
    s->blk_idx = 0;
    memset(s->lut, 0, s->lut_words * sizeof(s->lut[0]));
    s->int_stat = 0;
    s->int_en = 0;
    s->int_info1 = 0;
    s->int_info2 = 0;
    mpc_rebuild(s);
    mpc_update_irq(s);
}

static bool mpc_check_properties(RssMpcState *s, Error **errp)
{
    uint64_t ram_bytes;

    if (!s->ram) {
        error_setg(errp, DEVICE_NAME ": property 'ram' is not set");
        return false;
    }
    ram_bytes = memory_region_size(s->ram);
    if (!is_power_of_2(s->block_size) || s->block_size < BLOCK_BYTES_MIN || ram_bytes % s->block_size ||
        ram_bytes / s->block_size < 1 || ram_bytes / s->block_size > BLOCK_COUNT_MAX) {
        error_setg(errp, DEVICE_NAME ": block size 0x%x does not suit a RAM of 0x%" PRIx64 " bytes",
                   s->block_size, ram_bytes);
        return false;
    }
    return true;
}

static void mpc_init_view(RssMpcState *s, RssMpcView *view, bool secure)
{
    uint64_t ram_bytes = memory_region_size(s->ram);
    const char *name = secure ? "rss-mpc.s" : "rss-mpc.ns";

    view->mpc = s;
    view->secure = secure;
    memory_region_init(&view->container, OBJECT(s), name, ram_bytes);
    memory_region_init_io(&view->blocked, OBJECT(s), &mpc_blocked_ops, view, "rss-mpc.blocked", ram_bytes);
    memory_region_add_subregion(&view->container, 0, &view->blocked);

    view->run_count = (s->block_count + 1) / 2;
    view->run = g_new0(MemoryRegion, view->run_count);
    for (uint32_t i = 0; i < view->run_count; i++) {
        memory_region_init_alias(&view->run[i], OBJECT(s), "rss-mpc.run", s->ram, 0, s->block_size);
        memory_region_set_enabled(&view->run[i], false);
        memory_region_add_subregion_overlap(&view->container, 0, &view->run[i], 1);
    }
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &view->container);
}

static void mpc_realize(DeviceState *dev, Error **errp)
{
    RssMpcState *s = RSS_MPC(dev);

    if (!mpc_check_properties(s, errp)) {
        return;
    }
    s->block_count = memory_region_size(s->ram) / s->block_size;
    s->lut_words = DIV_ROUND_UP(s->block_count, 32);
    s->lut = g_new0(uint32_t, s->lut_words);
    memory_region_init_io(&s->registers, OBJECT(s), &mpc_ops, s, DEVICE_NAME, REGISTERS_BYTES);
    sysbus_init_mmio(SYS_BUS_DEVICE(dev), &s->registers);
    memory_region_transaction_begin();
    mpc_init_view(s, &s->view[0], false);
    mpc_init_view(s, &s->view[1], true);
    memory_region_transaction_commit();
    mpc_rebuild(s);
    sysbus_init_irq(SYS_BUS_DEVICE(dev), &s->irq);
}

static int mpc_post_load(void *opaque, int version_id)
{
    RssMpcState *s = opaque;

    if (s->blk_idx >= s->lut_words) {
        return -EINVAL;
    }
    mpc_rebuild(s);
    return 0;
}

static const VMStateDescription mpc_vmstate = {
    .name = DEVICE_NAME,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = mpc_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(ctrl, RssMpcState),
        VMSTATE_UINT32(blk_idx, RssMpcState),
        VMSTATE_UINT32(int_stat, RssMpcState),
        VMSTATE_UINT32(int_en, RssMpcState),
        VMSTATE_UINT32(int_info1, RssMpcState),
        VMSTATE_UINT32(int_info2, RssMpcState),
        VMSTATE_UINT32_EQUAL(lut_words, RssMpcState, "the RAM has another size"),
        VMSTATE_VARRAY_UINT32(lut, RssMpcState, lut_words, 0, vmstate_info_uint32, uint32_t),
        VMSTATE_END_OF_LIST()
    },
};

static const Property mpc_properties[] = {
    DEFINE_PROP_LINK("ram", RssMpcState, ram, TYPE_MEMORY_REGION, MemoryRegion *),
    DEFINE_PROP_UINT32("block-size", RssMpcState, block_size, 64 * KiB),
};

static void mpc_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = mpc_realize;
    dc->vmsd = &mpc_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = mpc_reset_hold;
    device_class_set_props(dc, mpc_properties);
}

static const TypeInfo mpc_types[] = {
    {
        .name = TYPE_RSS_MPC,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssMpcState),
        .class_init = mpc_class_init,
    },
};

DEFINE_TYPES(mpc_types)
