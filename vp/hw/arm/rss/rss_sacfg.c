/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_sacfg.h"
#include "hw/arm/rss/rss_cpu.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/qdev-core.h"
#include "hw/registerfields.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qemu/bitops.h"
#include "qemu/module.h"

/* SACFG */
REG32(SPCSECCTRL, 0x000)
REG32(BUSWAIT, 0x004)
REG32(SECRESPCFG, 0x010)
REG32(NSCCFG, 0x014)
    FIELD(NSCCFG, CODENSC, 0, 1)
    FIELD(NSCCFG, RAMNSC, 1, 1)
REG32(SECMPCINTSTAT, 0x01C)
REG32(SECPPCINTSTAT, 0x020)
REG32(SECPPCINTCLR, 0x024)
REG32(SECPPCINTEN, 0x028)
REG32(SECMSCINTSTAT, 0x030)
REG32(SECMSCINTCLR, 0x034)
REG32(SECMSCINTEN, 0x038)
REG32(BRGINTSTAT, 0x040)
REG32(BRGINTCLR, 0x044)
REG32(BRGINTEN, 0x048)
REG32(MAINNSPPC0, 0x050)
REG32(MAINNSPPCEXP0, 0x060)
REG32(PERIPHNSPPC0, 0x070)
REG32(PERIPHNSPPC1, 0x074)
REG32(NPUSPPORSL, 0x078)
REG32(PERIPHNSPPCEXP0, 0x080)
REG32(MAINSPPPC0, 0x090)
REG32(MAINSPPPCEXP0, 0x0A0)
REG32(PERIPHSPPPC0, 0x0B0)
REG32(PERIPHSPPPC1, 0x0B4)
REG32(NPUSPPORPL, 0x0B8)
REG32(NS_NPU0PORPL, 0x0BC)
REG32(PERIPHSPPPCEXP0, 0x0C0)
REG32(NSMSCEXP, 0x0D0)

/* NSACFG */
REG32(MAINNSPPPC0, 0x090)
REG32(MAINNSPPPCEXP0, 0x0A0)
REG32(PERIPHNSPPPC0, 0x0B0)
REG32(PERIPHNSPPPC1, 0x0B4)
REG32(NPUNSPORPL, 0x0B8)
REG32(PERIPHNSPPPCEXP0, 0x0C0)

#define DEVICE_NAME     "rss-sacfg"
#define FRAME_BYTES     0x1000
#define EXP_LAST        0xC         /* offset of the last of four expansion words from the first */
#define SECRESP_ERROR   1u

enum { NPU_SECURITY, NPU_S_PRIVILEGE, NPU0_NS_PRIVILEGE, NPU_NS_PRIVILEGE };

/* Position of each bank in SECPPCINTSTAT, CLR and EN. */
static const uint8_t sacfg_bank_bit[RSS_PPC_BANK_COUNT] = {
    [RSS_PPC_MAIN0] = 16,
    [RSS_PPC_MAINEXP0] = 20,
    [RSS_PPC_MAINEXP1] = 21,
    [RSS_PPC_MAINEXP2] = 22,
    [RSS_PPC_MAINEXP3] = 23,
    [RSS_PPC_PERIPH0] = 0,
    [RSS_PPC_PERIPH1] = 1,
    [RSS_PPC_PERIPHEXP0] = 4,
    [RSS_PPC_PERIPHEXP1] = 5,
    [RSS_PPC_PERIPHEXP2] = 6,
    [RSS_PPC_PERIPHEXP3] = 7,
};
#define PPC_INT_BITS 0x00F100F3u

typedef struct RssPpcGate {
    MemoryRegion region;
    RssSacfgState *sacfg;
    MemoryRegion *target;
    RssPpcBank bank;
    unsigned bit;
    bool secure_alias;
} RssPpcGate;

static void sacfg_update_irqs(RssSacfgState *s)
{
    qemu_set_irq(s->ppc_irq, (s->ppc_int_stat & s->ppc_int_en) != 0);
    qemu_set_irq(s->mpc_irq, s->mpc_level != 0);
}

static void sacfg_set_mpc_level(void *opaque, int n, int level)
{
    RssSacfgState *s = opaque;

    s->mpc_level = deposit32(s->mpc_level, n, 1, level != 0);
    sacfg_update_irqs(s);
}

static bool gate_passes(const RssPpcGate *gate, MemTxAttrs attrs)
{
    const RssSacfgState *s = gate->sacfg;
    bool ns_only = extract32(s->ns_access[gate->bank], gate->bit, 1);
    const uint32_t *unpriv = ns_only ? s->ns_unpriv : s->s_unpriv;

    if (ns_only == gate->secure_alias) {
        return false;
    }
    return !attrs.user || extract32(unpriv[gate->bank], gate->bit, 1);
}

static MemTxResult gate_refuse(RssPpcGate *gate, hwaddr offset, MemTxAttrs attrs)
{
    RssSacfgState *s = gate->sacfg;

    if (!attrs.debug) {
        qemu_log_mask(LOG_GUEST_ERROR, DEVICE_NAME ": %s %s access to %s offset 0x%" HWADDR_PRIx " refused\n",
                      gate->secure_alias ? "secure" : "non-secure", attrs.user ? "unprivileged" : "privileged",
                      memory_region_name(gate->target), offset);
        s->ppc_int_stat |= 1u << sacfg_bank_bit[gate->bank];
        sacfg_update_irqs(s);
    }
    return s->secrespcfg & SECRESP_ERROR ? MEMTX_ERROR : MEMTX_OK;
}

static MemTxResult gate_read(void *opaque, hwaddr offset, uint64_t *value, unsigned size, MemTxAttrs attrs)
{
    RssPpcGate *gate = opaque;

    if (!gate_passes(gate, attrs)) {
        *value = 0;
        return gate_refuse(gate, offset, attrs);
    }
    return memory_region_dispatch_read(gate->target, offset, value, size_memop(size) | MO_LE, attrs);
}

static MemTxResult gate_write(void *opaque, hwaddr offset, uint64_t value, unsigned size, MemTxAttrs attrs)
{
    RssPpcGate *gate = opaque;

    if (!gate_passes(gate, attrs)) {
        return gate_refuse(gate, offset, attrs);
    }
    return memory_region_dispatch_write(gate->target, offset, value, size_memop(size) | MO_LE, attrs);
}

/* Any width and alignment reaches the gate: a refusal looks the same for all, the target judges the rest. */
static const MemoryRegionOps gate_ops = {
    .read_with_attrs = gate_read,
    .write_with_attrs = gate_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .valid.unaligned = true,
    .impl.min_access_size = 1,
    .impl.max_access_size = 8,
    .impl.unaligned = true,
};

MemoryRegion *rss_sacfg_gate(RssSacfgState *s, RssPpcBank bank, unsigned bit, MemoryRegion *target,
                             bool secure_alias)
{
    RssPpcGate *gate = g_new0(RssPpcGate, 1);
    g_autofree char *name = g_strdup_printf("%s.%s", memory_region_name(target), secure_alias ? "s" : "ns");

    gate->sacfg = s;
    gate->target = target;
    gate->bank = bank;
    gate->bit = bit;
    gate->secure_alias = secure_alias;
    memory_region_init_io(&gate->region, OBJECT(s), &gate_ops, gate, name, memory_region_size(target));
    /* A device behind one gate may be a master that reaches another. */
    gate->region.disable_reentrancy_guard = true;
    return &gate->region;
}

bool rss_sacfg_code_nsc(RssSacfgState *s)
{
    return s->nsccfg & R_NSCCFG_CODENSC_MASK;
}

bool rss_sacfg_ram_nsc(RssSacfgState *s)
{
    return s->nsccfg & R_NSCCFG_RAMNSC_MASK;
}

/* The word behind a plain read/write register of the SACFG, NULL for any other offset. */
static uint32_t *sacfg_word(RssSacfgState *s, hwaddr offset)
{
    switch (offset) {
    case A_SPCSECCTRL:
        return &s->spcsecctrl;
    case A_BUSWAIT:
        return &s->buswait;
    case A_SECMSCINTEN:
        return &s->msc_int_en;
    case A_BRGINTEN:
        return &s->brg_int_en;
    case A_MAINNSPPC0:
        return &s->ns_access[RSS_PPC_MAIN0];
    case A_MAINNSPPCEXP0 ... A_MAINNSPPCEXP0 + EXP_LAST:
        return &s->ns_access[RSS_PPC_MAINEXP0 + (offset - A_MAINNSPPCEXP0) / 4];
    case A_PERIPHNSPPC0 ... A_PERIPHNSPPC1:
        return &s->ns_access[RSS_PPC_PERIPH0 + (offset - A_PERIPHNSPPC0) / 4];
    case A_NPUSPPORSL:
        return &s->npu[NPU_SECURITY];
    case A_PERIPHNSPPCEXP0 ... A_PERIPHNSPPCEXP0 + EXP_LAST:
        return &s->ns_access[RSS_PPC_PERIPHEXP0 + (offset - A_PERIPHNSPPCEXP0) / 4];
    case A_MAINSPPPC0:
        return &s->s_unpriv[RSS_PPC_MAIN0];
    case A_MAINSPPPCEXP0 ... A_MAINSPPPCEXP0 + EXP_LAST:
        return &s->s_unpriv[RSS_PPC_MAINEXP0 + (offset - A_MAINSPPPCEXP0) / 4];
    case A_PERIPHSPPPC0 ... A_PERIPHSPPPC1:
        return &s->s_unpriv[RSS_PPC_PERIPH0 + (offset - A_PERIPHSPPPC0) / 4];
    case A_NPUSPPORPL:
        return &s->npu[NPU_S_PRIVILEGE];
    case A_NS_NPU0PORPL:
        return &s->npu[NPU0_NS_PRIVILEGE];
    case A_PERIPHSPPPCEXP0 ... A_PERIPHSPPPCEXP0 + EXP_LAST:
        return &s->s_unpriv[RSS_PPC_PERIPHEXP0 + (offset - A_PERIPHSPPPCEXP0) / 4];
    case A_NSMSCEXP:
        return &s->nsmscexp;
    default:
        return NULL;
    }
}

static uint64_t sacfg_read(void *opaque, hwaddr offset, unsigned size)
{
    RssSacfgState *s = opaque;
    const uint32_t *word = sacfg_word(s, offset);

    if (word) {
        return *word;
    }
    switch (offset) {
    case A_SECRESPCFG:
        return s->secrespcfg;
    case A_NSCCFG:
        return s->nsccfg;
    case A_SECMPCINTSTAT:
        return s->mpc_level;
    case A_SECPPCINTSTAT:
        return s->ppc_int_stat;
    case A_SECPPCINTEN:
        return s->ppc_int_en;
    case A_SECMSCINTSTAT:
    case A_BRGINTSTAT:
        return 0;
    case A_SECPPCINTCLR:
    case A_SECMSCINTCLR:
    case A_BRGINTCLR:
        rss_log_guest(DEVICE_NAME, "read of clear register", offset);
        return 0;
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(DEVICE_NAME, "bad read", offset);
        }
        return 0;
    }
}

static void sacfg_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssSacfgState *s = opaque;
    uint32_t *word = sacfg_word(s, offset);

    if (word) {
        *word = value;
        return;
    }
    switch (offset) {
    case A_SECRESPCFG:
        s->secrespcfg = value & SECRESP_ERROR;
        break;
    case A_NSCCFG:
        s->nsccfg = value & (R_NSCCFG_CODENSC_MASK | R_NSCCFG_RAMNSC_MASK);
        rss_cpu_map_changed();          /* the core remembers the IDAU's answers with its translations */
        break;
    case A_SECPPCINTCLR:
        s->ppc_int_stat &= ~value;
        sacfg_update_irqs(s);
        break;
    case A_SECPPCINTEN:
        s->ppc_int_en = value & PPC_INT_BITS;
        sacfg_update_irqs(s);
        break;
    case A_SECMSCINTCLR:
    case A_BRGINTCLR:
        break;
    default:
        rss_log_guest(DEVICE_NAME, "bad or read-only write", offset);
        break;
    }
}

static uint32_t *nsacfg_word(RssSacfgState *s, hwaddr offset)
{
    switch (offset) {
    case A_MAINNSPPPC0:
        return &s->ns_unpriv[RSS_PPC_MAIN0];
    case A_MAINNSPPPCEXP0 ... A_MAINNSPPPCEXP0 + EXP_LAST:
        return &s->ns_unpriv[RSS_PPC_MAINEXP0 + (offset - A_MAINNSPPPCEXP0) / 4];
    case A_PERIPHNSPPPC0 ... A_PERIPHNSPPPC1:
        return &s->ns_unpriv[RSS_PPC_PERIPH0 + (offset - A_PERIPHNSPPPC0) / 4];
    case A_NPUNSPORPL:
        return &s->npu[NPU_NS_PRIVILEGE];
    case A_PERIPHNSPPPCEXP0 ... A_PERIPHNSPPPCEXP0 + EXP_LAST:
        return &s->ns_unpriv[RSS_PPC_PERIPHEXP0 + (offset - A_PERIPHNSPPPCEXP0) / 4];
    default:
        return NULL;
    }
}

static uint64_t nsacfg_read(void *opaque, hwaddr offset, unsigned size)
{
    const uint32_t *word = nsacfg_word(opaque, offset);

    if (!word && !rss_offset_is_id(offset)) {
        rss_log_guest(DEVICE_NAME, "bad non-secure frame read", offset);
    }
    return word ? *word : 0;
}

static void nsacfg_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    uint32_t *word = nsacfg_word(opaque, offset);

    if (!word) {
        rss_log_guest(DEVICE_NAME, "bad non-secure frame write", offset);
        return;
    }
    *word = value;
}

static const MemoryRegionOps sacfg_ops = RSS_WORD_OPS(sacfg_read, sacfg_write);
static const MemoryRegionOps nsacfg_ops = RSS_WORD_OPS(nsacfg_read, nsacfg_write);

/* mpc_level is the MPCs' to change: they drop their lines in their own reset. */
static void sacfg_reset_hold(Object *obj, ResetType type)
{
    RssSacfgState *s = RSS_SACFG(obj);

    s->spcsecctrl = 0;
    s->buswait = 0;
    s->secrespcfg = 0;
    s->nsccfg = 0;
    s->ppc_int_stat = 0;
    s->ppc_int_en = 0;
    s->msc_int_en = 0;
    s->brg_int_en = 0;
    s->nsmscexp = 0;
    memset(s->npu, 0, sizeof(s->npu));
    memset(s->ns_access, 0, sizeof(s->ns_access));
    memset(s->s_unpriv, 0, sizeof(s->s_unpriv));
    memset(s->ns_unpriv, 0, sizeof(s->ns_unpriv));
    sacfg_update_irqs(s);
}

static void sacfg_init(Object *obj)
{
    RssSacfgState *s = RSS_SACFG(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->secure_frame, obj, &sacfg_ops, s, "rss-sacfg", FRAME_BYTES);
    memory_region_init_io(&s->nonsecure_frame, obj, &nsacfg_ops, s, "rss-nsacfg", FRAME_BYTES);
    sysbus_init_mmio(sbd, &s->secure_frame);
    sysbus_init_mmio(sbd, &s->nonsecure_frame);
    sysbus_init_irq(sbd, &s->ppc_irq);
    sysbus_init_irq(sbd, &s->mpc_irq);
    sysbus_init_irq(sbd, &s->msc_irq);
    qdev_init_gpio_in_named(DEVICE(obj), sacfg_set_mpc_level, "mpc-irq", RSS_SACFG_MPC_COUNT);
}

static const VMStateDescription sacfg_vmstate = {
    .name = DEVICE_NAME,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(spcsecctrl, RssSacfgState),
        VMSTATE_UINT32(buswait, RssSacfgState),
        VMSTATE_UINT32(secrespcfg, RssSacfgState),
        VMSTATE_UINT32(nsccfg, RssSacfgState),
        VMSTATE_UINT32(mpc_level, RssSacfgState),
        VMSTATE_UINT32(ppc_int_stat, RssSacfgState),
        VMSTATE_UINT32(ppc_int_en, RssSacfgState),
        VMSTATE_UINT32(msc_int_en, RssSacfgState),
        VMSTATE_UINT32(brg_int_en, RssSacfgState),
        VMSTATE_UINT32(nsmscexp, RssSacfgState),
        VMSTATE_UINT32_ARRAY(npu, RssSacfgState, 4),
        VMSTATE_UINT32_ARRAY(ns_access, RssSacfgState, RSS_PPC_BANK_COUNT),
        VMSTATE_UINT32_ARRAY(s_unpriv, RssSacfgState, RSS_PPC_BANK_COUNT),
        VMSTATE_UINT32_ARRAY(ns_unpriv, RssSacfgState, RSS_PPC_BANK_COUNT),
        VMSTATE_END_OF_LIST()
    },
};

static void sacfg_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->vmsd = &sacfg_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = sacfg_reset_hold;
}

static const TypeInfo sacfg_types[] = {
    {
        .name = TYPE_RSS_SACFG,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(RssSacfgState),
        .instance_init = sacfg_init,
        .class_init = sacfg_class_init,
    },
};

DEFINE_TYPES(sacfg_types)
