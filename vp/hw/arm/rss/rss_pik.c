/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "qapi/error.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/arm/rss/rss_pik.h"

/* A register in which a field repeats the requested setting as the current one. */
typedef struct RssPikClock {
    uint16_t offset, stride, count;
    uint32_t request_mask;
    uint8_t current_shift;
} RssPikClock;

/* A register that software cannot change. */
typedef struct RssPikFixed {
    uint16_t offset;
    uint32_t value;
} RssPikFixed;

typedef struct RssPikKind {
    const char *name;
    const RssPikClock *clocks;
    size_t clock_count;
    const RssPikFixed *fixed;
    size_t fixed_count;
    bool has_rvbar;
} RssPikKind;

#define DIVIDER_MASK 0x1F
#define DIVIDER_SHIFT 16
#define CONTROL_MASK 0xFF
#define CONTROL_SHIFT 8
#define MODULATOR_MASK 0xFFFF
#define MODULATOR_SHIFT 16
#define CLOCK_STRIDE 0x10

REG32(DISPLAY_CTRL, 0x830)
REG32(DISPLAY_DIV, 0x834)
REG32(GIC_CTRL, 0x850)
REG32(GIC_DIV, 0x854)
REG32(CORE_DIV, 0x900)
REG32(CORE_CTRL, 0x904)
REG32(CORE_MOD, 0x908)
REG32(CORE_RVBAR_LOW, 0x104)
REG32(CORE_RVBAR_HIGH, 0x108)
REG32(PLL_STATUS0, 0xA10)
REG32(PLL_STATUS1, 0xA14)
REG32(NODE_INFO, 0x000)
REG32(CHILD_INFO, 0x080)

static const RssPikClock cluster_clocks[] = {
    { A_CORE_DIV, CLOCK_STRIDE, RSS_AP_MAX_CORES, DIVIDER_MASK, DIVIDER_SHIFT },
    { A_CORE_CTRL, CLOCK_STRIDE, RSS_AP_MAX_CORES, CONTROL_MASK, CONTROL_SHIFT },
    { A_CORE_MOD, CLOCK_STRIDE, RSS_AP_MAX_CORES, MODULATOR_MASK, MODULATOR_SHIFT },
};

/* GIC 0x850, SCP 0x860, peripherals 0x870, (0x880, 0x890), UART 0x8A0 */
static const RssPikClock system_clocks[] = {
    { A_GIC_CTRL, CLOCK_STRIDE, 6, CONTROL_MASK, CONTROL_SHIFT },
    { A_GIC_DIV, CLOCK_STRIDE, 6, DIVIDER_MASK, DIVIDER_SHIFT },
};

static const RssPikClock display_clocks[] = {
    { A_DISPLAY_CTRL, CLOCK_STRIDE, 1, CONTROL_MASK, CONTROL_SHIFT },
    { A_DISPLAY_DIV, CLOCK_STRIDE, 1, DIVIDER_MASK, DIVIDER_SHIFT },
};

static const RssPikFixed scp_fixed[] = {
    { A_PLL_STATUS0, UINT32_MAX },
    { A_PLL_STATUS1, UINT32_MAX },
};

/* The node is the interconnect's root (type 2) and has no children, which ends discovery. */
static const RssPikFixed interconnect_fixed[] = {
    { A_NODE_INFO, 2 },
    { A_CHILD_INFO, 0 },
};

static const RssPikKind rss_pik_kinds[] = {
    { .name = "scp", .fixed = scp_fixed, .fixed_count = ARRAY_SIZE(scp_fixed) },
    { .name = "system", .clocks = system_clocks, .clock_count = ARRAY_SIZE(system_clocks) },
    { .name = "display", .clocks = display_clocks, .clock_count = ARRAY_SIZE(display_clocks) },
    { .name = "cluster", .clocks = cluster_clocks, .clock_count = ARRAY_SIZE(cluster_clocks), .has_rvbar = true },
    { .name = "pll" },
    { .name = "interconnect", .fixed = interconnect_fixed, .fixed_count = ARRAY_SIZE(interconnect_fixed) },
};

static const RssPikFixed *rss_pik_find_fixed(const RssPikState *s, hwaddr offset)
{
    for (size_t n = 0; n < s->kind->fixed_count; n++) {
        if (s->kind->fixed[n].offset == offset) {
            return &s->kind->fixed[n];
        }
    }
    return NULL;
}

static const RssPikClock *rss_pik_find_clock(const RssPikState *s, hwaddr offset)
{
    for (size_t n = 0; n < s->kind->clock_count; n++) {
        const RssPikClock *c = &s->kind->clocks[n];

        if (offset >= c->offset && (offset - c->offset) % c->stride == 0 && (offset - c->offset) / c->stride < c->count) {
            return c;
        }
    }
    return NULL;
}

/* Core whose RVBAR the register holds, or -1. */
static int rss_pik_rvbar_core(const RssPikState *s, hwaddr offset, bool *high)
{
    hwaddr end = A_CORE_RVBAR_LOW + RSS_AP_MAX_CORES * CLOCK_STRIDE;

    if (!s->kind->has_rvbar || !s->ap || offset < A_CORE_RVBAR_LOW || offset >= end) {
        return -1;
    }
    *high = (offset - A_CORE_RVBAR_LOW) % CLOCK_STRIDE == A_CORE_RVBAR_HIGH - A_CORE_RVBAR_LOW;
    if (!*high && (offset - A_CORE_RVBAR_LOW) % CLOCK_STRIDE != 0) {
        return -1;
    }
    return (offset - A_CORE_RVBAR_LOW) / CLOCK_STRIDE;
}

static uint64_t rss_pik_read(void *opaque, hwaddr offset, unsigned size)
{
    RssPikState *s = RSS_PIK(opaque);
    const RssPikFixed *fixed = rss_pik_find_fixed(s, offset);
    bool high;
    int core = rss_pik_rvbar_core(s, offset, &high);

    if (fixed) {
        return fixed->value;
    }
    if (core >= 0) {
        return extract64(rss_ap_get_rvbar(s->ap, core), high ? 32 : 0, 32);
    }
    return s->regs[offset / 4];
}

static void rss_pik_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssPikState *s = RSS_PIK(opaque);
    const RssPikClock *clock = rss_pik_find_clock(s, offset);
    bool high;
    int core = rss_pik_rvbar_core(s, offset, &high);

    if (rss_pik_find_fixed(s, offset)) {
        rss_log_guest("rss-pik", "write to read-only", offset);
    } else if (core >= 0) {
        rss_ap_set_rvbar(s->ap, core, deposit64(rss_ap_get_rvbar(s->ap, core), high ? 32 : 0, 32, value));
    } else if (clock) {
        uint32_t request = value & clock->request_mask;

        s->regs[offset / 4] = (value & ~(clock->request_mask << clock->current_shift)) | request << clock->current_shift;
    } else {
        s->regs[offset / 4] = value;
    }
}

static const MemoryRegionOps rss_pik_ops = RSS_WORD_OPS(rss_pik_read, rss_pik_write);

static void rss_pik_reset_hold(Object *obj, ResetType type)
{
    RssPikState *s = RSS_PIK(obj);

    memset(s->regs, 0, sizeof(s->regs));
}

static void rss_pik_realize(DeviceState *dev, Error **errp)
{
    RssPikState *s = RSS_PIK(dev);

    for (size_t n = 0; n < ARRAY_SIZE(rss_pik_kinds); n++) {
        if (g_strcmp0(s->kind_name, rss_pik_kinds[n].name) == 0) {
            s->kind = &rss_pik_kinds[n];
            return;
        }
    }
    error_setg(errp, "rss-pik: unknown kind '%s'", s->kind_name ? s->kind_name : "");
}

static void rss_pik_init(Object *obj)
{
    RssPikState *s = RSS_PIK(obj);

    memory_region_init_io(&s->iomem, obj, &rss_pik_ops, s, "rss-pik", RSS_PIK_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
}

static const VMStateDescription rss_pik_vmstate = {
    .name = TYPE_RSS_PIK,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, RssPikState, RSS_PIK_SIZE / 4),
        VMSTATE_END_OF_LIST()
    },
};

static const Property rss_pik_properties[] = {
    DEFINE_PROP_STRING("kind", RssPikState, kind_name),
    DEFINE_PROP_LINK("ap", RssPikState, ap, TYPE_RSS_AP, RssApState *),
};

static void rss_pik_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = rss_pik_realize;
    dc->vmsd = &rss_pik_vmstate;
    RESETTABLE_CLASS(klass)->phases.hold = rss_pik_reset_hold;
    device_class_set_props(dc, rss_pik_properties);
}

static const TypeInfo rss_pik_info = {
    .name = TYPE_RSS_PIK,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssPikState),
    .instance_init = rss_pik_init,
    .class_init = rss_pik_class_init,
};

static void rss_pik_register_types(void)
{
    type_register_static(&rss_pik_info);
}
type_init(rss_pik_register_types)
