/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/arm/rss/rss_ppu.h"

REG32(PWPR, 0x000)
    FIELD(PWPR, POLICY, 0, 4)
    FIELD(PWPR, DYNAMIC, 8, 1)
    FIELD(PWPR, OFF_LOCK, 12, 1)
REG32(PMER, 0x004)
REG32(PWSR, 0x008)
REG32(DISR, 0x010)
REG32(MISR, 0x014)
REG32(STSR, 0x018)
REG32(UNLK, 0x01C)
REG32(IMR, 0x030)
REG32(AIMR, 0x034)
REG32(ISR, 0x038)
    FIELD(ISR, POLICY_DONE, 0, 1)
REG32(AISR, 0x03C)
REG32(IESR, 0x040)
REG32(OPSR, 0x044)
REG32(IDR0, 0xFB0)
REG32(IDR1, 0xFB4)
REG32(IIDR, 0xFC8)
REG32(AIDR, 0xFCC)

#define RSS_PPU_SIZE 0x1000
#define MODE_OFF 0u
#define MODE_ON 8u
#define PWPR_BITS 0x010F110F            /* policy, dynamic, off-lock, operating policy and its dynamic bit */
#define PWPR_SHOWN_AT_ONCE 0x010F1100   /* what PWSR copies without a power transition */

static uint32_t rss_ppu_mode(const RssPpuState *s)
{
    return s->pwsr & R_PWPR_POLICY_MASK;
}

static void rss_ppu_enter_mode(RssPpuState *s, uint32_t mode)
{
    s->pwsr = FIELD_DP32(s->pwsr, PWPR, POLICY, mode);
    s->isr |= R_ISR_POLICY_DONE_MASK;
}

static void rss_ppu_power_on(RssPpuState *s)
{
    if (rss_ppu_mode(s) == MODE_ON) {
        return;
    }
    if (s->parent && rss_ppu_mode(s->parent) != MODE_ON) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-ppu: core %u switched on while its cluster is off\n", s->core);
        return;
    }
    rss_ppu_enter_mode(s, MODE_ON);
    if (s->ap) {
        rss_ap_core_on(s->ap, s->core);
    }
}

static void rss_ppu_try_power_off(RssPpuState *s)
{
    if (rss_ppu_mode(s) == MODE_OFF || (s->ap && !rss_ap_core_may_go_off(s->ap, s->core))) {
        return;
    }
    rss_ppu_enter_mode(s, MODE_OFF);
    if (s->ap) {
        rss_ap_core_off(s->ap, s->core);
    }
}

/* Move towards the policy as far as the core allows. In dynamic mode the policy is only the lowest mode allowed. */
static void rss_ppu_follow_policy(RssPpuState *s)
{
    uint32_t policy = FIELD_EX32(s->pwpr, PWPR, POLICY);

    if (policy == MODE_ON) {
        rss_ppu_power_on(s);
    } else if (s->pwpr & R_PWPR_DYNAMIC_MASK) {
        return;
    } else if (policy == MODE_OFF) {
        rss_ppu_try_power_off(s);
    } else if (policy != rss_ppu_mode(s)) {
        qemu_log_mask(LOG_UNIMP, "rss-ppu: power mode %u has no effect\n", policy);
        rss_ppu_enter_mode(s, policy);
    }
}

static void rss_ppu_write_policy(RssPpuState *s, uint32_t value)
{
    s->pwpr = value & PWPR_BITS;
    s->pwsr = (s->pwsr & ~PWPR_SHOWN_AT_ONCE) | (s->pwpr & PWPR_SHOWN_AT_ONCE);
    rss_ppu_follow_policy(s);
}

/* Bit n: the device asks for mode n. A running core asks to stay on. */
static uint32_t rss_ppu_active_inputs(RssPpuState *s)
{
    bool active = s->ap && rss_ppu_mode(s) == MODE_ON && !rss_ap_core_may_go_off(s->ap, s->core);

    return active ? 1u << MODE_ON : 0;
}

static uint64_t rss_ppu_read(void *opaque, hwaddr offset, unsigned size)
{
    RssPpuState *s = RSS_PPU(opaque);

    switch (offset) {
    case A_PWPR:
        return s->pwpr;
    case A_PWSR:
        rss_ppu_follow_policy(s);
        return s->pwsr;
    case A_DISR:
        return rss_ppu_active_inputs(s);
    case A_UNLK:
        return s->unlk;
    case A_IMR:
        return s->imr;
    case A_AIMR:
        return s->aimr;
    case A_ISR:
        return s->isr & ~s->imr;
    case A_AISR:
        return s->aisr & ~s->aimr;
    case A_IESR:
        return s->iesr;
    case A_OPSR:
        return s->opsr;
    case A_PMER:
    case A_MISR:
    case A_STSR:
    case A_IDR0:
    case A_IDR1:
    case A_IIDR:
    case A_AIDR:
        return 0;
    default:
        rss_log_guest("rss-ppu", "bad read", offset);
        return 0;
    }
}

static void rss_ppu_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssPpuState *s = RSS_PPU(opaque);

    switch (offset) {
    case A_PWPR:
        rss_ppu_write_policy(s, value);
        break;
    case A_UNLK:
        s->unlk = value & 1;
        break;
    case A_IMR:
        s->imr = value;
        break;
    case A_AIMR:
        s->aimr = value;
        break;
    case A_ISR:
        s->isr &= ~value;
        break;
    case A_AISR:
        s->aisr &= ~value;
        break;
    case A_IESR:
        s->iesr = value;
        break;
    case A_OPSR:
        s->opsr = value;
        break;
    case A_PMER:
        break;
    default:
        rss_log_guest("rss-ppu", "bad write", offset);
        break;
    }
}

static const MemoryRegionOps rss_ppu_ops = RSS_WORD_OPS(rss_ppu_read, rss_ppu_write);

static void rss_ppu_reset_hold(Object *obj, ResetType type)
{
    RssPpuState *s = RSS_PPU(obj);

    s->pwpr = s->pwsr = MODE_OFF;
    s->unlk = s->imr = s->aimr = s->isr = s->aisr = s->iesr = s->opsr = 0;
}

static void rss_ppu_init(Object *obj)
{
    RssPpuState *s = RSS_PPU(obj);

    memory_region_init_io(&s->iomem, obj, &rss_ppu_ops, s, "rss-ppu", RSS_PPU_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
}

static const VMStateDescription rss_ppu_vmstate = {
    .name = TYPE_RSS_PPU,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(pwpr, RssPpuState),
        VMSTATE_UINT32(pwsr, RssPpuState),
        VMSTATE_UINT32(unlk, RssPpuState),
        VMSTATE_UINT32(imr, RssPpuState),
        VMSTATE_UINT32(aimr, RssPpuState),
        VMSTATE_UINT32(isr, RssPpuState),
        VMSTATE_UINT32(aisr, RssPpuState),
        VMSTATE_UINT32(iesr, RssPpuState),
        VMSTATE_UINT32(opsr, RssPpuState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property rss_ppu_properties[] = {
    DEFINE_PROP_LINK("ap", RssPpuState, ap, TYPE_RSS_AP, RssApState *),
    DEFINE_PROP_LINK("parent", RssPpuState, parent, TYPE_RSS_PPU, RssPpuState *),
    DEFINE_PROP_UINT32("core", RssPpuState, core, 0),
};

static void rss_ppu_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->vmsd = &rss_ppu_vmstate;
    RESETTABLE_CLASS(klass)->phases.hold = rss_ppu_reset_hold;
    device_class_set_props(dc, rss_ppu_properties);
}

static const TypeInfo rss_ppu_info = {
    .name = TYPE_RSS_PPU,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssPpuState),
    .instance_init = rss_ppu_init,
    .class_init = rss_ppu_class_init,
};

static void rss_ppu_register_types(void)
{
    type_register_static(&rss_ppu_info);
}
type_init(rss_ppu_register_types)
