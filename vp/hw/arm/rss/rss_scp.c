/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "qapi/error.h"
#include "hw/arm/boot.h"
#include "hw/irq.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "hw/arm/rss/rss_cpu.h"
#include "hw/arm/rss/rss_gtimer.h"
#include "hw/arm/rss/rss_idregs.h"
#include "hw/arm/rss/rss_pik.h"
#include "hw/arm/rss/rss_ppu.h"
#include "hw/arm/rss/rss_scp.h"

#define SCP_CLOCK_HZ 100000000u
#define SCP_RAM_BASE 0x10000000u
#define CORE_PPU_BASE 0x51080000u
#define CORE_PPU_STRIDE 0x100000u
#define IRQ_REFCLK_TIMER 33

void rss_scp_release(RssScpState *s)
{
    if (!s->released) {
        s->released = true;
        rss_cpu_start(s->armv7m.cpu);
    }
}

void rss_scp_map(RssScpState *s, uint32_t address, MemoryRegion *region)
{
    memory_region_add_subregion(&s->container, address, region);
}

static void rss_scp_set_irq(void *opaque, int n, int level)
{
    qemu_set_irq(qdev_get_gpio_in(DEVICE(&RSS_SCP(opaque)->armv7m), n), level);
}

/* The SCP resets only as a part of the whole machine: a TF-M 1.7 RSS does not answer a second SCP boot. */
static void rss_scp_sysresetreq(void *opaque, int n, int level)
{
    if (level) {
        rss_sysctrl_request_reset(RSS_SCP(opaque)->sysctrl, RSS_RESET_HOST);
    }
}

static void rss_scp_create_memories(RssScpState *s)
{
    static const struct {
        const char *name;
        uint32_t address, host_address;
    } windows[] = {
        { "scp-window-high", 0x60000000, 0x40000000 },
        { "scp-window-low", 0xA0000000, 0x00000000 },
    };

    memory_region_init(&s->container, OBJECT(s), "scp", UINT64_C(1) << 32);
    memory_region_init_alias(&s->boot_alias, OBJECT(s), "scp-boot", s->boot_sram, 0, memory_region_size(s->boot_sram));
    rss_scp_map(s, 0, &s->boot_alias);
    memory_region_init_ram(&s->ram, OBJECT(s), "scp-ram", RSS_SCP_RAM_SIZE, &error_fatal);
    rss_scp_map(s, SCP_RAM_BASE, &s->ram);
    for (unsigned n = 0; n < ARRAY_SIZE(windows); n++) {
        memory_region_init_alias(&s->window[n], OBJECT(s), windows[n].name, s->host, windows[n].host_address, 0x40000000);
        rss_scp_map(s, windows[n].address, &s->window[n]);
    }
}

static void rss_scp_create_core(RssScpState *s)
{
    DeviceState *armv7m;

    s->cpu_clock = clock_new(OBJECT(s), "cpu-clock");
    clock_set_hz(s->cpu_clock, SCP_CLOCK_HZ);
    object_initialize_child(OBJECT(s), "cluster", &s->cluster, TYPE_CPU_CLUSTER);
    qdev_prop_set_uint32(DEVICE(&s->cluster), "cluster-id", 1);
    object_initialize_child(OBJECT(&s->cluster), "armv7m", &s->armv7m, TYPE_ARMV7M);
    armv7m = DEVICE(&s->armv7m);
    qdev_connect_clock_in(armv7m, "cpuclk", s->cpu_clock);
    qdev_prop_set_string(armv7m, "cpu-type", ARM_CPU_TYPE_NAME("cortex-m3"));
    qdev_prop_set_uint32(armv7m, "num-irq", RSS_SCP_IRQS);
    qdev_prop_set_uint8(armv7m, "num-prio-bits", 3);
    qdev_prop_set_bit(armv7m, "start-powered-off", true);
    object_property_set_link(OBJECT(armv7m), "memory", OBJECT(&s->container), &error_abort);
    sysbus_realize(SYS_BUS_DEVICE(armv7m), &error_fatal);
    qdev_realize(DEVICE(&s->cluster), NULL, &error_fatal);
    armv7m_load_kernel(s->armv7m.cpu, NULL, 0, 0);      /* registers the core's reset */
    qdev_connect_gpio_out_named(armv7m, "SYSRESETREQ", 0, qemu_allocate_irq(rss_scp_sysresetreq, s, 0));
}

static DeviceState *rss_scp_add_device(RssScpState *s, const char *type, const char *name)
{
    DeviceState *dev = qdev_new(type);

    object_property_add_child(OBJECT(s), name, OBJECT(dev));
    return dev;
}

static void rss_scp_realize_device(RssScpState *s, DeviceState *dev, uint32_t address)
{
    sysbus_realize_and_unref(SYS_BUS_DEVICE(dev), &error_fatal);
    rss_scp_map(s, address, sysbus_mmio_get_region(SYS_BUS_DEVICE(dev), 0));
}

static void rss_scp_create_clocks(RssScpState *s)
{
    static const struct {
        const char *name, *kind;
        uint32_t address;
    } blocks[] = {
        { "pll", "pll", 0x43000000 },
        { "pik-scp", "scp", 0x50000000 },
        { "pik-system", "system", 0x50040000 },
        { "pik-cluster", "cluster", 0x50060000 },
        { "pik-display", "display", 0x500E0000 },
    };
    DeviceState *dev;

    for (unsigned n = 0; n < ARRAY_SIZE(blocks); n++) {
        dev = rss_scp_add_device(s, TYPE_RSS_PIK, blocks[n].name);
        qdev_prop_set_string(dev, "kind", blocks[n].kind);
        object_property_set_link(OBJECT(dev), "ap", OBJECT(s->ap), &error_abort);
        rss_scp_realize_device(s, dev, blocks[n].address);
    }
}

static void rss_scp_create_timer(RssScpState *s)
{
    DeviceState *dev = rss_scp_add_device(s, TYPE_RSS_IDREGS, "refclk-control");

    qdev_prop_set_string(dev, "kind", "host-timer-control");
    rss_scp_realize_device(s, dev, 0x44000000);
    dev = rss_scp_add_device(s, TYPE_RSS_GTIMER, "refclk-timer");
    qdev_prop_set_uint32(dev, "clock-hz", SCP_CLOCK_HZ);
    rss_scp_realize_device(s, dev, 0x44001000);
    sysbus_connect_irq(SYS_BUS_DEVICE(dev), 0, qdev_get_gpio_in(DEVICE(&s->armv7m), IRQ_REFCLK_TIMER));
}

static void rss_scp_create_power(RssScpState *s)
{
    DeviceState *cluster = rss_scp_add_device(s, TYPE_RSS_PPU, "ppu-cluster");

    rss_scp_realize_device(s, cluster, 0x51030000);
    rss_scp_realize_device(s, rss_scp_add_device(s, TYPE_RSS_PPU, "ppu-sys0"), 0x50041000);
    for (unsigned n = 0; n < s->ap->cores; n++) {
        g_autofree char *name = g_strdup_printf("ppu-core%u", n);
        DeviceState *dev = rss_scp_add_device(s, TYPE_RSS_PPU, name);

        object_property_set_link(OBJECT(dev), "ap", OBJECT(s->ap), &error_abort);
        object_property_set_link(OBJECT(dev), "parent", OBJECT(cluster), &error_abort);
        qdev_prop_set_uint32(dev, "core", n);
        rss_scp_realize_device(s, dev, CORE_PPU_BASE + n * CORE_PPU_STRIDE);
    }
    for (unsigned n = s->ap->cores; n < RSS_AP_MAX_CORES; n++) {
        g_autofree char *name = g_strdup_printf("ppu-absent%u", n);
        DeviceState *dev = rss_scp_add_device(s, TYPE_RSS_PPU, name);

        /* SCP-firmware sets up eight units; those of cores that the machine was told to leave out power nothing. */
        rss_scp_realize_device(s, dev, CORE_PPU_BASE + n * CORE_PPU_STRIDE);
    }
}

static void rss_scp_realize(DeviceState *dev, Error **errp)
{
    RssScpState *s = RSS_SCP(dev);

    if (!s->boot_sram || !s->host || !s->ap || !s->sysctrl) {
        error_setg(errp, "rss-scp: needs boot-sram, host, ap and sysctrl");
        return;
    }
    rss_scp_create_memories(s);
    rss_scp_create_core(s);
    rss_scp_create_clocks(s);
    rss_scp_create_timer(s);
    rss_scp_create_power(s);
    qdev_init_gpio_in(dev, rss_scp_set_irq, RSS_SCP_IRQS);
}

static void rss_scp_reset_hold(Object *obj, ResetType type)
{
    RSS_SCP(obj)->released = false;
}

static const VMStateDescription rss_scp_vmstate = {
    .name = TYPE_RSS_SCP,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(released, RssScpState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property rss_scp_properties[] = {
    DEFINE_PROP_LINK("boot-sram", RssScpState, boot_sram, TYPE_MEMORY_REGION, MemoryRegion *),
    DEFINE_PROP_LINK("host", RssScpState, host, TYPE_MEMORY_REGION, MemoryRegion *),
    DEFINE_PROP_LINK("ap", RssScpState, ap, TYPE_RSS_AP, RssApState *),
    DEFINE_PROP_LINK("sysctrl", RssScpState, sysctrl, TYPE_RSS_SYSCTRL, RssSysctrlState *),
};

static void rss_scp_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = rss_scp_realize;
    dc->vmsd = &rss_scp_vmstate;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = rss_scp_reset_hold;
    device_class_set_props(dc, rss_scp_properties);
}

static const TypeInfo rss_scp_info = {
    .name = TYPE_RSS_SCP,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssScpState),
    .class_init = rss_scp_class_init,
};

static void rss_scp_register_types(void)
{
    type_register_static(&rss_scp_info);
}
type_init(rss_scp_register_types)
