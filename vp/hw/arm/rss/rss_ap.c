/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "qapi/error.h"
#include "qobject/qlist.h"
#include "hw/arm/bsa.h"
#include "hw/intc/arm_gicv3.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "system/reset.h"
#include "target/arm/cpu.h"
#include "target/arm/cpregs.h"
#include "hw/arm/rss/rss_ap.h"
#include "hw/arm/rss/rss_cpu.h"

#define AP_CPU_TYPE ARM_CPU_TYPE_NAME("neoverse-n2")
#define AP_MIDR 0x410FD810u                     /* implementer and part that TF-A's TARGET_PLATFORM=2 looks for */
#define AP_COUNTER_HZ 100000000u
#define AP_INTERRUPTS (RSS_AP_SPIS + GIC_INTERNAL)
#define POWERDOWN_REQUEST 0x1

static uint64_t rss_ap_affinity(unsigned n)
{
    return 0x01000000u | n << 8;                /* MT set, Aff1 = core */
}

static const ARMCPRegInfo rss_ap_power_registers[] = {
    { .name = "CPUPWRCTLR_EL1", .state = ARM_CP_STATE_AA64,
      .opc0 = 3, .opc1 = 0, .crn = 15, .crm = 2, .opc2 = 7, .access = PL1_RW, .type = ARM_CP_OVERRIDE },
    { .name = "CLUSTERPWRDN_EL1", .state = ARM_CP_STATE_AA64,
      .opc0 = 3, .opc1 = 0, .crn = 15, .crm = 3, .opc2 = 6, .access = PL1_RW, .type = ARM_CP_OVERRIDE },
};

static uint64_t *rss_ap_power_register(const ARMCPRegInfo *ri)
{
    RssApCore *core = ri->opaque;

    return ri->crm == 2 ? &core->cpupwrctlr : &core->clusterpwrdn;
}

static uint64_t rss_ap_read_power_register(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return *rss_ap_power_register(ri);
}

static void rss_ap_write_power_register(CPUARMState *env, const ARMCPRegInfo *ri, uint64_t value)
{
    *rss_ap_power_register(ri) = value;
}

static void rss_ap_reset_power_register(CPUARMState *env, const ARMCPRegInfo *ri)
{
    *rss_ap_power_register(ri) = 0;
}

static void rss_ap_add_power_registers(RssApCore *core)
{
    for (unsigned n = 0; n < ARRAY_SIZE(rss_ap_power_registers); n++) {
        ARMCPRegInfo reg = rss_ap_power_registers[n];

        reg.readfn = rss_ap_read_power_register;
        reg.writefn = rss_ap_write_power_register;
        reg.resetfn = rss_ap_reset_power_register;
        define_one_arm_cp_reg_with_opaque(core->cpu, &reg, core);
    }
}

void rss_ap_core_on(RssApState *s, unsigned n)
{
    object_property_set_uint(OBJECT(s->core[n].cpu), "rvbar", s->core[n].rvbar, &error_abort);
    rss_cpu_start(s->core[n].cpu);
}

void rss_ap_core_off(RssApState *s, unsigned n)
{
    rss_cpu_hold(s->core[n].cpu);
}

bool rss_ap_core_may_go_off(RssApState *s, unsigned n)
{
    return CPU(s->core[n].cpu)->halted && (s->core[n].cpupwrctlr & POWERDOWN_REQUEST);
}

void rss_ap_set_rvbar(RssApState *s, unsigned n, uint64_t address)
{
    if (n < s->cores) {
        s->core[n].rvbar = address;
    }
}

uint64_t rss_ap_get_rvbar(RssApState *s, unsigned n)
{
    return n < s->cores ? s->core[n].rvbar : 0;
}

static void rss_ap_reset_cpu(void *opaque)
{
    cpu_reset(CPU(opaque));
}

static void rss_ap_create_core(RssApState *s, unsigned n)
{
    RssApCore *core = &s->core[n];
    Object *cpu = object_new(AP_CPU_TYPE);
    g_autofree char *name = g_strdup_printf("core%u", n);

    core->cpu = ARM_CPU(cpu);
    object_property_add_child(OBJECT(&s->cluster), name, cpu);
    object_property_set_uint(cpu, "midr", AP_MIDR, &error_abort);
    object_property_set_uint(cpu, "mp-affinity", rss_ap_affinity(n), &error_abort);
    object_property_set_uint(cpu, "rvbar", s->rvbar_reset, &error_abort);
    object_property_set_uint(cpu, "cntfrq", AP_COUNTER_HZ, &error_abort);
    object_property_set_bool(cpu, "start-powered-off", true, &error_abort);
    object_property_set_link(cpu, "memory", OBJECT(s->memory), &error_abort);
    rss_ap_add_power_registers(core);
    qdev_realize(DEVICE(cpu), NULL, &error_fatal);
    qemu_register_reset(rss_ap_reset_cpu, cpu);
}

/*
 * QEMU's GICv3 takes the processors 0, 1, 2 ... of the whole machine for its own and has no way to say otherwise. The
 * AP's are not the first here, so for the time of its realize they carry those numbers and the others move up.
 */
static void rss_ap_realize_gic(RssApState *s)
{
    g_autofree int *saved = NULL;
    unsigned count = 0, next_other = s->cores;
    CPUState *cs;

    CPU_FOREACH(cs) {
        count++;
    }
    saved = g_new(int, count);
    count = 0;
    CPU_FOREACH(cs) {
        saved[count++] = cs->cpu_index;
        cs->cpu_index = -1;
    }
    for (unsigned n = 0; n < s->cores; n++) {
        CPU(s->core[n].cpu)->cpu_index = n;
    }
    CPU_FOREACH(cs) {
        if (cs->cpu_index == -1) {
            cs->cpu_index = next_other++;
        }
    }
    sysbus_realize_and_unref(SYS_BUS_DEVICE(s->gic), &error_fatal);
    count = 0;
    CPU_FOREACH(cs) {
        cs->cpu_index = saved[count++];
    }
}

static void rss_ap_connect_core(RssApState *s, unsigned n)
{
    static const int timer_ppi[] = {
        [GTIMER_PHYS] = ARCH_TIMER_NS_EL1_IRQ,
        [GTIMER_VIRT] = ARCH_TIMER_VIRT_IRQ,
        [GTIMER_HYP] = ARCH_TIMER_NS_EL2_IRQ,
        [GTIMER_SEC] = ARCH_TIMER_S_EL1_IRQ,
        [GTIMER_HYPVIRT] = ARCH_TIMER_NS_EL2_VIRT_IRQ,
        [GTIMER_S_EL2_PHYS] = ARCH_TIMER_S_EL2_IRQ,
        [GTIMER_S_EL2_VIRT] = ARCH_TIMER_S_EL2_VIRT_IRQ,
    };
    static const int core_input[] = { ARM_CPU_IRQ, ARM_CPU_FIQ, ARM_CPU_VIRQ, ARM_CPU_VFIQ };
    DeviceState *cpu = DEVICE(s->core[n].cpu);
    int ppi_base = RSS_AP_SPIS + n * GIC_INTERNAL;

    for (unsigned t = 0; t < ARRAY_SIZE(timer_ppi); t++) {
        qdev_connect_gpio_out(cpu, t, qdev_get_gpio_in(s->gic, ppi_base + timer_ppi[t]));
    }
    qdev_connect_gpio_out_named(cpu, "gicv3-maintenance-interrupt", 0,
                                qdev_get_gpio_in(s->gic, ppi_base + ARCH_GIC_MAINT_IRQ));
    qdev_connect_gpio_out_named(cpu, "pmu-interrupt", 0, qdev_get_gpio_in(s->gic, ppi_base + VIRTUAL_PMU_IRQ));
    for (unsigned i = 0; i < ARRAY_SIZE(core_input); i++) {
        sysbus_connect_irq(SYS_BUS_DEVICE(s->gic), i * s->cores + n, qdev_get_gpio_in(cpu, core_input[i]));
    }
}

static void rss_ap_create_gic(RssApState *s)
{
    QList *redistributors = qlist_new();

    s->gic = qdev_new(gicv3_class_name());
    object_property_add_child(OBJECT(s), "gic", OBJECT(s->gic));
    qdev_prop_set_uint32(s->gic, "revision", 3);
    qdev_prop_set_uint32(s->gic, "num-cpu", s->cores);
    qdev_prop_set_uint32(s->gic, "num-irq", AP_INTERRUPTS);
    qdev_prop_set_bit(s->gic, "has-security-extensions", true);
    qlist_append_int(redistributors, s->cores);
    qdev_prop_set_array(s->gic, "redist-region-count", redistributors);
    rss_ap_realize_gic(s);
    for (unsigned n = 0; n < s->cores; n++) {
        rss_ap_connect_core(s, n);
    }
}

static void rss_ap_set_spi(void *opaque, int n, int level)
{
    qemu_set_irq(qdev_get_gpio_in(RSS_AP(opaque)->gic, n), level);
}

static void rss_ap_realize(DeviceState *dev, Error **errp)
{
    RssApState *s = RSS_AP(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

    if (s->cores < 1 || s->cores > RSS_AP_MAX_CORES) {
        error_setg(errp, "the AP has 1 to %d cores", RSS_AP_MAX_CORES);
        return;
    }
    object_initialize_child(OBJECT(s), "cluster", &s->cluster, TYPE_CPU_CLUSTER);
    qdev_prop_set_uint32(DEVICE(&s->cluster), "cluster-id", 2);
    for (unsigned n = 0; n < s->cores; n++) {
        rss_ap_create_core(s, n);
    }
    qdev_realize(DEVICE(&s->cluster), NULL, &error_fatal);
    rss_ap_create_gic(s);
    sysbus_init_mmio(sbd, sysbus_mmio_get_region(SYS_BUS_DEVICE(s->gic), 0));
    sysbus_init_mmio(sbd, sysbus_mmio_get_region(SYS_BUS_DEVICE(s->gic), 1));
    qdev_init_gpio_in(dev, rss_ap_set_spi, RSS_AP_SPIS);
}

static void rss_ap_reset_hold(Object *obj, ResetType type)
{
    RssApState *s = RSS_AP(obj);

    for (unsigned n = 0; n < s->cores; n++) {
        s->core[n].rvbar = s->rvbar_reset;
    }
}

static const VMStateDescription rss_ap_core_vmstate = {
    .name = "rss-ap-core",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(rvbar, RssApCore),
        VMSTATE_UINT64(cpupwrctlr, RssApCore),
        VMSTATE_UINT64(clusterpwrdn, RssApCore),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription rss_ap_vmstate = {
    .name = TYPE_RSS_AP,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(core, RssApState, RSS_AP_MAX_CORES, 1, rss_ap_core_vmstate, RssApCore),
        VMSTATE_END_OF_LIST()
    },
};

static const Property rss_ap_properties[] = {
    DEFINE_PROP_LINK("memory", RssApState, memory, TYPE_MEMORY_REGION, MemoryRegion *),
    DEFINE_PROP_UINT32("cores", RssApState, cores, 1),
    DEFINE_PROP_UINT64("rvbar", RssApState, rvbar_reset, 0x1000),
};

static void rss_ap_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = rss_ap_realize;
    dc->vmsd = &rss_ap_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = rss_ap_reset_hold;
    device_class_set_props(dc, rss_ap_properties);
}

static const TypeInfo rss_ap_info = {
    .name = TYPE_RSS_AP,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssApState),
    .class_init = rss_ap_class_init,
};

static void rss_ap_register_types(void)
{
    type_register_static(&rss_ap_info);
}
type_init(rss_ap_register_types)
