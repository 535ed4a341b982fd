/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Machine rss-tc: the RSS inside a Total Compute host (host-tc.md). System memory is the host's physical address space.
 */
#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "qemu/units.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "exec/address-spaces.h"
#include "exec/tb-flush.h"
#include "hw/block/flash.h"
#include "hw/boards.h"
#include "hw/char/pl011.h"
#include "hw/qdev-properties.h"
#include "system/blockdev.h"
#include "system/reset.h"
#include "system/runstate.h"
#include "system/system.h"
#include "system/tcg.h"
#include "hw/arm/rss/rss_ap.h"
#include "hw/arm/rss/rss_cpu.h"
#include "hw/arm/rss/rss_fault.h"
#include "hw/arm/rss/rss_hostcounter.h"
#include "hw/arm/rss/rss_idregs.h"
#include "hw/arm/rss/rss_mhu.h"
#include "hw/arm/rss/rss_nvcounters.h"
#include "hw/arm/rss/rss_pik.h"
#include "hw/arm/rss/rss_scp.h"
#include "hw/arm/rss/rss_soc.h"
#include "hw/arm/rss/rss_syswdog.h"
#include "hw/arm/rss/rss_tzc400.h"

#define TYPE_RSS_TC_MACHINE MACHINE_TYPE_NAME("rss-tc")
OBJECT_DECLARE_SIMPLE_TYPE(RssTcMachineState, RSS_TC_MACHINE)

#define RUN_LIMIT_EXIT_CODE 124

/* Host physical addresses (host-tc.md 3.1). */
#define DRAM1_BASE 0x80000000u
#define DRAM1_MAX_SIZE (2 * GiB)
#define NOR_BASE 0x08000000u
#define NOR_SIZE (64 * MiB)
#define NOR_BLOCK_SIZE (256 * KiB)
#define SCP_BOOT_SRAM_BASE 0x40000000u

/* SPI = INTID - 32 */
#define SPI_SECURE_WATCHDOG (86 - 32)
#define SPI_UART0 116
#define SPI_MHU_NS_RECEIVER 317

/* Interrupts of the SCP (host-tc.md 9.1). */
#define SCP_IRQ_MHU_NS_CHANNEL0 34
#define SCP_IRQ_MHU_NS_CHANNEL1 35
#define SCP_IRQ_MHU_SECURE 36
#define SCP_IRQ_MHU_RSS 121

/* RSS MHU numbers (hardware.md 1.3). */
#define RSS_MHU_AP 0
#define RSS_MHU_SCP 2

#define HOST_SRAM_COUNT 5

struct RssTcMachineState {
    MachineState parent_obj;

    char *rom, *flash, *otp, *nor, *fault_plan;
    uint32_t mhu_channels, ap_cores, run_limit_ms;
    bool kmu_latch_kec, ap_watchdog_resets;

    RssSocState *rss;
    RssApState *ap;
    RssScpState *scp;
    MemoryRegion sram[HOST_SRAM_COUNT];
    bool sram_used;                     /* false until the first power-on: memory is still zero */
    Notifier gretreg_written;
    QEMUTimer *run_limit;
};

static const RssSocConfig tc_rss_config = {
    .cpu_type = ARM_CPU_TYPE_NAME("cortex-m55"),
    .cpu_clock_hz = 32000000,
    .rom_size = 128 * KiB,
    .itcm_size = 32 * KiB,
    .dtcm_size = 32 * KiB,
    .vm_size = { 8 * MiB, 8 * MiB },
    .mhu_count = 9,
};

static void rss_tc_run_limit_reached(void *opaque)
{
    qemu_system_shutdown_request_with_code(SHUTDOWN_CAUSE_HOST_QMP_QUIT, RUN_LIMIT_EXIT_CODE);
}

static void rss_tc_start_run_limit(RssTcMachineState *s)
{
    if (s->run_limit_ms != 0) {
        s->run_limit = timer_new_ms(QEMU_CLOCK_VIRTUAL, rss_tc_run_limit_reached, s);
        timer_mod(s->run_limit, s->run_limit_ms);
    }
}

static void rss_tc_pass_file(DeviceState *dev, const char *property, const char *path)
{
    if (path) {
        qdev_prop_set_string(dev, property, path);
    }
}

static void rss_tc_create_rss(RssTcMachineState *s)
{
    DeviceState *dev = qdev_new(TYPE_RSS_SOC);

    s->rss = RSS_SOC(dev);
    object_property_add_child(OBJECT(s), "rss", OBJECT(dev));
    rss_soc_configure(s->rss, &tc_rss_config);
    object_property_set_link(OBJECT(dev), "host", OBJECT(get_system_memory()), &error_abort);
    rss_tc_pass_file(dev, "rom", s->rom);
    rss_tc_pass_file(dev, "flash", s->flash);
    rss_tc_pass_file(dev, "otp", s->otp);
    qdev_prop_set_uint32(dev, "mhu-channels", s->mhu_channels);
    qdev_prop_set_bit(dev, "kmu-latch-kec", s->kmu_latch_kec);
    sysbus_realize_and_unref(SYS_BUS_DEVICE(dev), &error_fatal);
}

static const struct {
    const char *name;
    uint32_t base;
    uint32_t size;
} host_srams[HOST_SRAM_COUNT] = {
    { "ap-boot-sram", 0x00000000, 512 * KiB },
    { "trusted-sram", 0x04000000, 512 * KiB },
    { "ns-rom", 0x05000000, 512 * KiB },
    { "ns-sram", 0x06000000, 512 * KiB },
    { "scp-boot-sram", SCP_BOOT_SRAM_BASE, 512 * KiB },
};

static void rss_tc_create_srams(RssTcMachineState *s)
{
    for (unsigned n = 0; n < HOST_SRAM_COUNT; n++) {
        memory_region_init_ram(&s->sram[n], NULL, host_srams[n].name, host_srams[n].size, &error_fatal);
        memory_region_add_subregion(get_system_memory(), host_srams[n].base, &s->sram[n]);
    }
}

static MemoryRegion *rss_tc_scp_boot_sram(RssTcMachineState *s)
{
    return &s->sram[HOST_SRAM_COUNT - 1];
}

static DeviceState *rss_tc_add_device(RssTcMachineState *s, const char *type, const char *name)
{
    DeviceState *dev = qdev_new(type);

    object_property_add_child(OBJECT(s), name, OBJECT(dev));
    return dev;
}

/* Realize a device and map its first region in the host's address space. */
static void rss_tc_realize_device(DeviceState *dev, uint32_t base)
{
    sysbus_realize_and_unref(SYS_BUS_DEVICE(dev), &error_fatal);
    sysbus_mmio_map(SYS_BUS_DEVICE(dev), 0, base);
}

static void rss_tc_create_ap(RssTcMachineState *s)
{
    DeviceState *dev = rss_tc_add_device(s, TYPE_RSS_AP, "ap");

    s->ap = RSS_AP(dev);
    qdev_prop_set_uint32(dev, "cores", s->ap_cores);
    object_property_set_link(OBJECT(dev), "memory", OBJECT(get_system_memory()), &error_abort);
    rss_tc_realize_device(dev, 0x30000000);
    sysbus_mmio_map(SYS_BUS_DEVICE(dev), 1, 0x30080000);
}

/* The RSS lets the SCP run by writing 1 to GRETREG bit 0. */
static void rss_tc_gretreg_written(Notifier *notifier, void *data)
{
    RssTcMachineState *s = container_of(notifier, RssTcMachineState, gretreg_written);

    if (*(uint32_t *)data & 1) {
        rss_scp_release(s->scp);
    }
}

static void rss_tc_create_scp(RssTcMachineState *s)
{
    DeviceState *dev = rss_tc_add_device(s, TYPE_RSS_SCP, "scp");

    s->scp = RSS_SCP(dev);
    object_property_set_link(OBJECT(dev), "boot-sram", OBJECT(rss_tc_scp_boot_sram(s)), &error_abort);
    object_property_set_link(OBJECT(dev), "host", OBJECT(get_system_memory()), &error_abort);
    object_property_set_link(OBJECT(dev), "ap", OBJECT(s->ap), &error_abort);
    object_property_set_link(OBJECT(dev), "sysctrl", OBJECT(rss_soc_sysctrl(s->rss)), &error_abort);
    sysbus_realize_and_unref(SYS_BUS_DEVICE(dev), &error_fatal);
    s->gretreg_written.notify = rss_tc_gretreg_written;
    rss_sysctrl_add_gretreg_notifier(rss_soc_sysctrl(s->rss), &s->gretreg_written);
}

static qemu_irq rss_tc_scp_irq(RssTcMachineState *s, unsigned n)
{
    return qdev_get_gpio_in(DEVICE(s->scp), n);
}

static void rss_tc_map_host(uint32_t base, MemoryRegion *region)
{
    memory_region_add_subregion(get_system_memory(), base, region);
}

static void rss_tc_connect_rss_mhus(RssTcMachineState *s)
{
    RssMhuState *rss_to_scp = rss_soc_mhu_to_host(s->rss, RSS_MHU_SCP);

    rss_tc_map_host(0x2A840000, &rss_soc_mhu_from_host(s->rss, RSS_MHU_AP)->sender);
    rss_tc_map_host(0x2A850000, &rss_soc_mhu_to_host(s->rss, RSS_MHU_AP)->receiver);
    rss_scp_map(s->scp, 0x45430000, &rss_soc_mhu_from_host(s->rss, RSS_MHU_SCP)->sender);
    rss_scp_map(s->scp, 0x45440000, &rss_to_scp->receiver);
    sysbus_connect_irq(SYS_BUS_DEVICE(rss_to_scp), 2, rss_tc_scp_irq(s, SCP_IRQ_MHU_RSS));
}

static RssMhuState *rss_tc_create_mhu(RssTcMachineState *s, const char *name)
{
    DeviceState *dev = rss_tc_add_device(s, TYPE_RSS_MHU, name);

    qdev_prop_set_uint32(dev, "channels", s->mhu_channels);
    sysbus_realize_and_unref(SYS_BUS_DEVICE(dev), &error_fatal);
    return RSS_MHU(dev);
}

static void rss_tc_create_ap_scp_mhus(RssTcMachineState *s)
{
    RssMhuState *ns_to_scp = rss_tc_create_mhu(s, "mhu-ap-scp-ns");
    RssMhuState *ns_to_ap = rss_tc_create_mhu(s, "mhu-scp-ap-ns");
    RssMhuState *secure_to_scp = rss_tc_create_mhu(s, "mhu-ap-scp-s");
    RssMhuState *secure_to_ap = rss_tc_create_mhu(s, "mhu-scp-ap-s");

    rss_tc_map_host(0x45000000, &ns_to_scp->sender);
    rss_scp_map(s->scp, 0x44002000, &ns_to_scp->receiver);
    rss_scp_map(s->scp, 0x44003000, &ns_to_ap->sender);
    rss_tc_map_host(0x45010000, &ns_to_ap->receiver);
    rss_tc_map_host(0x45400000, &secure_to_scp->sender);
    rss_scp_map(s->scp, 0x44004000, &secure_to_scp->receiver);
    rss_scp_map(s->scp, 0x44005000, &secure_to_ap->sender);
    rss_tc_map_host(0x45410000, &secure_to_ap->receiver);

    qdev_connect_gpio_out_named(DEVICE(ns_to_scp), "channel", 0, rss_tc_scp_irq(s, SCP_IRQ_MHU_NS_CHANNEL0));
    qdev_connect_gpio_out_named(DEVICE(ns_to_scp), "channel", 1, rss_tc_scp_irq(s, SCP_IRQ_MHU_NS_CHANNEL1));
    sysbus_connect_irq(SYS_BUS_DEVICE(secure_to_scp), 2, rss_tc_scp_irq(s, SCP_IRQ_MHU_SECURE));
    sysbus_connect_irq(SYS_BUS_DEVICE(ns_to_ap), 2, qdev_get_gpio_in(DEVICE(s->ap), SPI_MHU_NS_RECEIVER));
}

static void rss_tc_create_uarts(RssTcMachineState *s)
{
    pl011_create(0x2A400000, NULL, serial_hd(0));                   /* RSS, through its ATU */
    pl011_create(0x7FF70000, NULL, serial_hd(1));                   /* UART1: SCP, and BL31's runtime console */
    pl011_create(0x7FF80000, qdev_get_gpio_in(DEVICE(s->ap), SPI_UART0), serial_hd(2));
}

/* The NOR flash is backed by -drive if=pflash, or starts with the contents of the file nor= and forgets changes. */
static void rss_tc_create_nor(RssTcMachineState *s)
{
    DriveInfo *drive = drive_get(IF_PFLASH, 0, 0);
    DeviceState *dev = rss_tc_add_device(s, TYPE_PFLASH_CFI01, "nor-flash");
    g_autoptr(GError) error = NULL;
    g_autofree char *data = NULL;
    char *storage;
    gsize size;

    if (drive) {
        qdev_prop_set_drive(dev, "drive", blk_by_legacy_dinfo(drive));
    }
    qdev_prop_set_uint32(dev, "num-blocks", NOR_SIZE / NOR_BLOCK_SIZE);
    qdev_prop_set_uint64(dev, "sector-length", NOR_BLOCK_SIZE);
    qdev_prop_set_uint8(dev, "width", 4);
    qdev_prop_set_uint8(dev, "device-width", 2);                    /* two 16-bit chips side by side */
    qdev_prop_set_bit(dev, "big-endian", false);
    qdev_prop_set_string(dev, "name", "nor");
    rss_tc_realize_device(dev, NOR_BASE);
    if (drive || !s->nor) {
        return;
    }
    if (!g_file_get_contents(s->nor, &data, &size, &error)) {
        error_report("nor image: %s", error->message);
        exit(1);
    }
    if (size > NOR_SIZE) {
        error_report("nor image %s has %zu bytes, the limit is %zu", s->nor, (size_t)size, (size_t)NOR_SIZE);
        exit(1);
    }
    storage = memory_region_get_ram_ptr(pflash_cfi01_get_memory(PFLASH_CFI01(dev)));
    memcpy(storage, data, size);
    memset(storage + size, 0xFF, NOR_SIZE - size);
}

/* Blocks that need to be there and do nothing, or little. */
static void rss_tc_create_plain_blocks(RssTcMachineState *s)
{
    static const struct {
        const char *name, *kind;
        uint32_t base, size;
    } blocks[] = {
        { "v2m-registers", "raz", 0x1C010000, 0x10000 },
        { "timer-control", "host-timer-control", 0x2A810000, 0x10000 },
        { "timer-frame-s", "raz", 0x2A820000, 0x10000 },
        { "timer-frame-ns", "raz", 0x2A830000, 0x10000 },
        { "nic400", "raz", 0x7FD00000, 0x10000 },
        { "pcie-control", "raz", 0x7FF20000, 0x10000 },
        { "platform-id", "raz", 0x7FFE0000, 0x1000 },
    };
    DeviceState *dev;

    for (unsigned n = 0; n < ARRAY_SIZE(blocks); n++) {
        dev = rss_tc_add_device(s, TYPE_RSS_IDREGS, blocks[n].name);
        qdev_prop_set_string(dev, "kind", blocks[n].kind);
        qdev_prop_set_uint32(dev, "size", blocks[n].size);
        rss_tc_realize_device(dev, blocks[n].base);
    }
    dev = rss_tc_add_device(s, TYPE_RSS_PIK, "interconnect");
    qdev_prop_set_string(dev, "kind", "interconnect");
    rss_tc_realize_device(dev, 0x51410000);
}

static void rss_tc_create_watchdog(RssTcMachineState *s)
{
    DeviceState *dev = rss_tc_add_device(s, TYPE_RSS_SYSWDOG, "secure-watchdog");

    qdev_prop_set_uint32(dev, "cause", RSS_RESET_HOST);
    if (s->ap_watchdog_resets) {
        object_property_set_link(OBJECT(dev), "sysctrl", OBJECT(rss_soc_sysctrl(s->rss)), &error_abort);
    }
    rss_tc_realize_device(dev, 0x2A480000);
    sysbus_connect_irq(SYS_BUS_DEVICE(dev), 0, qdev_get_gpio_in(DEVICE(s->ap), SPI_SECURE_WATCHDOG));
}

static void rss_tc_create_host_blocks(RssTcMachineState *s)
{
    DeviceState *dev = rss_tc_add_device(s, TYPE_RSS_HOSTCOUNTER, "counter");

    rss_tc_realize_device(dev, 0x2A430000);
    sysbus_mmio_map(SYS_BUS_DEVICE(dev), 1, 0x2A800000);
    dev = rss_tc_add_device(s, TYPE_RSS_NVCOUNTERS, "nv-counters");
    rss_tc_realize_device(dev, 0x7FE70000);
    sysbus_mmio_map(SYS_BUS_DEVICE(dev), 1, 0x7FE80000);
    for (unsigned n = 0; n < 4; n++) {
        g_autofree char *name = g_strdup_printf("tzc400-%u", n);

        rss_tc_realize_device(rss_tc_add_device(s, TYPE_RSS_TZC400, name), 0x25000000 + n * 0x01000000);
    }
    rss_tc_create_watchdog(s);
    rss_tc_create_plain_blocks(s);
}

static void rss_tc_create_fault(RssTcMachineState *s)
{
    DeviceState *dev;

    if (!s->fault_plan) {
        return;
    }
    dev = rss_tc_add_device(s, TYPE_RSS_FAULT, "fault");
    qdev_prop_set_string(dev, "plan", s->fault_plan);
    object_property_set_link(OBJECT(dev), "lcm", OBJECT(rss_soc_lcm(s->rss)), &error_abort);
    object_property_set_link(OBJECT(dev), "sysctrl", OBJECT(rss_soc_sysctrl(s->rss)), &error_abort);
    qdev_realize_and_unref(dev, NULL, &error_fatal);
}

static void rss_tc_init(MachineState *machine)
{
    RssTcMachineState *s = RSS_TC_MACHINE(machine);

    if (machine->ram_size > DRAM1_MAX_SIZE) {
        error_report("rss-tc: at most 2 GiB of DRAM fit at 0x80000000");
        exit(1);
    }
    memory_region_add_subregion(get_system_memory(), DRAM1_BASE, machine->ram);
    rss_tc_create_srams(s);
    rss_tc_create_rss(s);
    rss_tc_create_ap(s);
    rss_tc_create_scp(s);
    rss_tc_connect_rss_mhus(s);
    rss_tc_create_ap_scp_mhus(s);
    rss_tc_create_uarts(s);
    rss_tc_create_nor(s);
    rss_tc_create_host_blocks(s);
    rss_tc_start_run_limit(s);
    rss_tc_create_fault(s);
}

static void rss_tc_power_on(RssTcMachineState *s)
{
    rss_soc_power_on(s->rss);
    if (s->sram_used) {
        for (unsigned n = 0; n < HOST_SRAM_COUNT; n++) {
            memset(memory_region_get_ram_ptr(&s->sram[n]), 0, host_srams[n].size);
        }
        memset(memory_region_get_ram_ptr(&s->scp->ram), 0, RSS_SCP_RAM_SIZE);
        if (tcg_enabled()) {
            tb_flush(first_cpu);                /* code translated from the old contents */
        }
    }
    s->sram_used = true;
}

static void rss_tc_reset(MachineState *machine, ResetType type)
{
    RssTcMachineState *s = RSS_TC_MACHINE(machine);

    if (!rss_sysctrl_is_warm_reset(rss_soc_sysctrl(s->rss))) {
        rss_tc_power_on(s);
    }
    qemu_devices_reset(type);
    rss_cpu_reset_done();
}

/* Machine properties are words and strings at an offset of the state. */
static void *rss_tc_field(Object *obj, void *offset)
{
    return (char *)RSS_TC_MACHINE(obj) + (uintptr_t)offset;
}

static void rss_tc_get_string(Object *obj, Visitor *v, const char *name, void *offset, Error **errp)
{
    char **field = rss_tc_field(obj, offset);
    g_autofree char *value = g_strdup(*field ? *field : "");

    visit_type_str(v, name, &value, errp);
}

static void rss_tc_set_string(Object *obj, Visitor *v, const char *name, void *offset, Error **errp)
{
    char **field = rss_tc_field(obj, offset);
    char *value;

    if (visit_type_str(v, name, &value, errp)) {
        g_free(*field);
        *field = value;
    }
}

static void rss_tc_get_word(Object *obj, Visitor *v, const char *name, void *offset, Error **errp)
{
    visit_type_uint32(v, name, rss_tc_field(obj, offset), errp);
}

static void rss_tc_set_word(Object *obj, Visitor *v, const char *name, void *offset, Error **errp)
{
    visit_type_uint32(v, name, rss_tc_field(obj, offset), errp);
}

static void rss_tc_get_flag(Object *obj, Visitor *v, const char *name, void *offset, Error **errp)
{
    visit_type_bool(v, name, rss_tc_field(obj, offset), errp);
}

static void rss_tc_set_flag(Object *obj, Visitor *v, const char *name, void *offset, Error **errp)
{
    visit_type_bool(v, name, rss_tc_field(obj, offset), errp);
}

static const struct RssTcProperty {
    const char *name, *type, *description;
    ObjectPropertyAccessor *get, *set;
    size_t offset;
} rss_tc_properties[] = {
#define STRING_PROPERTY(name, field, text)                                                                    \
    { name, "string", text, rss_tc_get_string, rss_tc_set_string, offsetof(RssTcMachineState, field) }
#define WORD_PROPERTY(name, field, text)                                                                      \
    { name, "uint32", text, rss_tc_get_word, rss_tc_set_word, offsetof(RssTcMachineState, field) }
#define FLAG_PROPERTY(name, field, text)                                                                      \
    { name, "bool", text, rss_tc_get_flag, rss_tc_set_flag, offsetof(RssTcMachineState, field) }
    STRING_PROPERTY("rom", rom, "RSS ROM image, at most 128 KiB"),
    STRING_PROPERTY("flash", flash, "image copied to the start of VM0 at power-on, at most 8 MiB"),
    STRING_PROPERTY("otp", otp, "OTP contents, 16384 bytes, programmed in place"),
    STRING_PROPERTY("nor", nor, "initial contents of the AP's NOR flash; not written back"),
    STRING_PROPERTY("fault-plan", fault_plan, "faults to inject into the RSS core (rss_fault.h), for campaigns"),
    WORD_PROPERTY("ap-cores", ap_cores, "number of AP cores, 1 to 8"),
    WORD_PROPERTY("mhu-channels", mhu_channels, "channels of every MHU, 3 to 124"),
    WORD_PROPERTY("run-limit-ms", run_limit_ms, "end with exit code 124 at this virtual time; 0: never"),
    FLAG_PROPERTY("ap-watchdog-resets", ap_watchdog_resets, "second period of the AP's secure watchdog resets the machine"),
    FLAG_PROPERTY("kmu-latch-kec", kmu_latch_kec, "KMUIS.KEC stays set until cleared"),
};

static void rss_tc_instance_init(Object *obj)
{
    RssTcMachineState *s = RSS_TC_MACHINE(obj);

    s->ap_cores = 1;
    s->mhu_channels = 31;
    s->kmu_latch_kec = true;
}

static void rss_tc_class_init(ObjectClass *klass, void *data)
{
    MachineClass *mc = MACHINE_CLASS(klass);

    mc->desc = "Arm Runtime Security Subsystem in a Total Compute host";
    mc->init = rss_tc_init;
    mc->reset = rss_tc_reset;
    mc->min_cpus = mc->default_cpus = mc->max_cpus = 2 + RSS_AP_MAX_CORES;
    mc->default_ram_size = 2 * GiB;
    mc->default_ram_id = "dram1";
    for (unsigned n = 0; n < ARRAY_SIZE(rss_tc_properties); n++) {
        const struct RssTcProperty *p = &rss_tc_properties[n];

        object_class_property_add(klass, p->name, p->type, p->get, p->set, NULL, (void *)p->offset);
        object_class_property_set_description(klass, p->name, p->description);
    }
}

static const TypeInfo rss_tc_info = {
    .name = TYPE_RSS_TC_MACHINE,
    .parent = TYPE_MACHINE,
    .instance_size = sizeof(RssTcMachineState),
    .instance_init = rss_tc_instance_init,
    .class_init = rss_tc_class_init,
};

static void rss_tc_register_types(void)
{
    type_register_static(&rss_tc_info);
}
type_init(rss_tc_register_types)
