/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "qapi/error.h"
#include "hw/arm/boot.h"
#include "hw/irq.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "system/qtest.h"
#include "target/arm/idau.h"
#include "hw/arm/rss/rss_cc3xx.h"
#include "hw/arm/rss/rss_cpu.h"
#include "hw/arm/rss/rss_dma350.h"
#include "hw/arm/rss/rss_idregs.h"
#include "hw/arm/rss/rss_kmu.h"
#include "hw/arm/rss/rss_mpc.h"
#include "hw/arm/rss/rss_sacfg.h"
#include "hw/arm/rss/rss_slowclk.h"
#include "hw/arm/rss/rss_soc.h"
#include "hw/arm/rss/rss_syscounter.h"
#include "hw/arm/rss/rss_systimer.h"
#include "hw/arm/rss/rss_syswdog.h"

/* Non-secure addresses; the secure alias is SECURE_ALIAS higher (hardware.md 1.1 to 1.3). */
#define SECURE_ALIAS 0x10000000u
#define ITCM_BASE 0x00000000u
#define ROM_BASE 0x01000000u
#define DTCM_BASE 0x20000000u
#define VM_BASE 0x21000000u
#define ITCM_OTHER_MASTERS 0x0A000000u
#define DTCM_OTHER_MASTERS 0x24000000u
#define MHU_SENDER_BASE 0x40160000u
#define MHU_RECEIVER_BASE 0x40170000u
#define MHU_STRIDE 0x20000u
#define HOST_WINDOW_BASE 0x60000000u
#define HOST_WINDOW_SIZE 0x20000000u

/* NVIC lines (hardware.md 2). */
enum {
    IRQ_NS_WATCHDOG_RESET = 0,
    IRQ_NS_WATCHDOG = 1,
    IRQ_SLOWCLK_TIMER = 2,
    IRQ_SYSTIMER0 = 3,
    IRQ_SYSTIMER1 = 4,
    IRQ_SYSTIMER2 = 5,
    IRQ_MPC = 9,
    IRQ_PPC = 10,
    IRQ_MSC = 11,
    IRQ_KMU = 20,
    IRQ_SYSTIMER3 = 27,
    IRQ_ATU = 39,
    IRQ_MHU0_SENDER = 40,
    IRQ_MHU0_RECEIVER = 41,
    IRQ_CRYPTO = 58,
};

struct RssSocState {
    SysBusDevice parent_obj;

    const RssSocConfig *config;
    MemoryRegion *host;
    char *rom_file, *flash_file, *otp_file;
    uint32_t mhu_channels;
    bool kmu_latch_kec;

    MemoryRegion container;                 /* what the core sees, and the RSS's other masters */
    MemoryRegion rom, itcm, dtcm, vm[RSS_SOC_VM_BANKS];
    MemoryRegion itcm_alias[2], dtcm_alias[2];
    GByteArray *flash_image;
    bool contents_used;                     /* false until the first power-on: memory is still zero */

    CPUClusterState cluster;
    ARMv7MState armv7m;
    Clock *cpu_clock;
    RssSysctrlState *sysctrl;
    RssLcmState *lcm;
    RssSacfgState *sacfg;
    RssSyscounterState *counter;
    qemu_irq ns_watchdog_reset[2];
    RssMhuState *mhu_tx[RSS_SOC_MAX_MHU], *mhu_rx[RSS_SOC_MAX_MHU];
};

static void rss_soc_idau_check(IDAUInterface *ii, uint32_t address, int *iregion, bool *exempt, bool *ns, bool *nsc)
{
    RssSocState *s = RSS_SOC(ii);
    unsigned block = address >> 28;

    *iregion = block;
    *exempt = (address & 0xFFF00000) == 0xE0000000;
    *ns = !(block & 1);
    *nsc = (block == 1 && rss_sacfg_code_nsc(s->sacfg)) || (block == 3 && rss_sacfg_ram_nsc(s->sacfg));
}

void rss_soc_configure(RssSocState *s, const RssSocConfig *config)
{
    s->config = config;
}

RssMhuState *rss_soc_mhu_to_host(RssSocState *s, unsigned n)
{
    return s->mhu_tx[n];
}

RssMhuState *rss_soc_mhu_from_host(RssSocState *s, unsigned n)
{
    return s->mhu_rx[n];
}

RssSysctrlState *rss_soc_sysctrl(RssSocState *s)
{
    return s->sysctrl;
}

RssLcmState *rss_soc_lcm(RssSocState *s)
{
    return s->lcm;
}

ARMCPU *rss_soc_cpu(RssSocState *s)
{
    return s->armv7m.cpu;
}

static void rss_soc_clear_ram(MemoryRegion *ram)
{
    memset(memory_region_get_ram_ptr(ram), 0, memory_region_size(ram));
}

void rss_soc_power_on(RssSocState *s)
{
    if (s->contents_used) {
        rss_soc_clear_ram(&s->itcm);
        rss_soc_clear_ram(&s->dtcm);
        rss_soc_clear_ram(&s->vm[0]);
        rss_soc_clear_ram(&s->vm[1]);
    }
    s->contents_used = true;
    if (s->flash_image) {
        memcpy(memory_region_get_ram_ptr(&s->vm[0]), s->flash_image->data, s->flash_image->len);
    }
}

/* Read a whole image file of at most limit bytes; NULL with errp set when that is not possible. */
static GByteArray *rss_soc_read_image(const char *what, const char *path, size_t limit, Error **errp)
{
    g_autoptr(GError) error = NULL;
    char *data;
    gsize size;

    if (!path) {
        error_setg(errp, "no %s image: give the machine property %s=FILE", what, what);
        return NULL;
    }
    if (!g_file_get_contents(path, &data, &size, &error)) {
        error_setg(errp, "%s image: %s", what, error->message);
        return NULL;
    }
    if (size > limit) {
        error_setg(errp, "%s image %s has %zu bytes, the limit is %zu", what, path, (size_t)size, limit);
        g_free(data);
        return NULL;
    }
    return g_byte_array_new_take((guint8 *)data, size);
}

static bool rss_soc_load_images(RssSocState *s, Error **errp)
{
    g_autoptr(GByteArray) rom = NULL;

    /* Register tests drive the devices without any image. */
    if (!s->rom_file && qtest_enabled()) {
        return true;
    }
    rom = rss_soc_read_image("rom", s->rom_file, s->config->rom_size, errp);
    if (!rom) {
        return false;
    }
    memcpy(memory_region_get_ram_ptr(&s->rom), rom->data, rom->len);
    if (s->flash_file) {
        s->flash_image = rss_soc_read_image("flash", s->flash_file, s->config->vm_size[0], errp);
        return s->flash_image != NULL;
    }
    return true;
}

static void rss_soc_map(RssSocState *s, uint32_t address, MemoryRegion *region)
{
    memory_region_add_subregion(&s->container, address, region);
}

/* Map a region at its secure address and an alias of it at its non-secure one. */
static void rss_soc_map_both(RssSocState *s, uint32_t ns_address, MemoryRegion *region)
{
    MemoryRegion *alias = g_new0(MemoryRegion, 1);
    g_autofree char *name = g_strdup_printf("%s-ns", memory_region_name(region));

    rss_soc_map(s, ns_address + SECURE_ALIAS, region);
    memory_region_init_alias(alias, OBJECT(s), name, region, 0, memory_region_size(region));
    rss_soc_map(s, ns_address, alias);
}

static qemu_irq rss_soc_irq(RssSocState *s, unsigned n)
{
    return qdev_get_gpio_in(DEVICE(&s->armv7m), n);
}

/* A device of the subsystem, owned by it under the given name; properties are set before rss_soc_realize_device(). */
static DeviceState *rss_soc_add_device(RssSocState *s, const char *type, const char *name)
{
    DeviceState *dev = qdev_new(type);

    object_property_add_child(OBJECT(s), name, OBJECT(dev));
    return dev;
}

static MemoryRegion *rss_soc_realize_device(DeviceState *dev)
{
    sysbus_realize_and_unref(SYS_BUS_DEVICE(dev), &error_fatal);
    return sysbus_mmio_get_region(SYS_BUS_DEVICE(dev), 0);
}

static void rss_soc_link(DeviceState *dev, const char *property, void *target)
{
    object_property_set_link(OBJECT(dev), property, OBJECT(target), &error_abort);
}

static void rss_soc_create_memories(RssSocState *s)
{
    const RssSocConfig *c = s->config;

    memory_region_init_rom(&s->rom, OBJECT(s), "rss-rom", c->rom_size, &error_fatal);
    rss_soc_map(s, ROM_BASE + SECURE_ALIAS, &s->rom);
    memory_region_init_ram(&s->itcm, OBJECT(s), "rss-itcm", c->itcm_size, &error_fatal);
    rss_soc_map_both(s, ITCM_BASE, &s->itcm);
    memory_region_init_ram(&s->dtcm, OBJECT(s), "rss-dtcm", c->dtcm_size, &error_fatal);
    rss_soc_map_both(s, DTCM_BASE, &s->dtcm);
    for (unsigned n = 0; n < RSS_SOC_VM_BANKS; n++) {
        g_autofree char *name = g_strdup_printf("rss-vm%u", n);

        memory_region_init_ram(&s->vm[n], OBJECT(s), name, c->vm_size[n], &error_fatal);
    }
    for (unsigned n = 0; n < 2; n++) {
        uint32_t alias_base = n * SECURE_ALIAS;

        memory_region_init_alias(&s->itcm_alias[n], OBJECT(s), "itcm-other-masters", &s->itcm, 0, c->itcm_size);
        rss_soc_map(s, ITCM_OTHER_MASTERS + alias_base, &s->itcm_alias[n]);
        memory_region_init_alias(&s->dtcm_alias[n], OBJECT(s), "dtcm-other-masters", &s->dtcm, 0, c->dtcm_size);
        rss_soc_map(s, DTCM_OTHER_MASTERS + alias_base, &s->dtcm_alias[n]);
    }
}

/* Each VM is seen only through its MPC. */
static void rss_soc_create_mpcs(RssSocState *s)
{
    static const uint32_t register_base[RSS_SOC_VM_BANKS] = { 0x50083000, 0x50084000 };
    uint32_t address = VM_BASE;

    for (unsigned n = 0; n < RSS_SOC_VM_BANKS; n++) {
        g_autofree char *name = g_strdup_printf("mpc-vm%u", n);
        DeviceState *dev = rss_soc_add_device(s, TYPE_RSS_MPC, name);

        rss_soc_link(dev, "ram", &s->vm[n]);
        rss_soc_map(s, register_base[n], rss_soc_realize_device(dev));
        rss_soc_map(s, address, sysbus_mmio_get_region(SYS_BUS_DEVICE(dev), 1));
        rss_soc_map(s, address + SECURE_ALIAS, sysbus_mmio_get_region(SYS_BUS_DEVICE(dev), 2));
        sysbus_connect_irq(SYS_BUS_DEVICE(dev), 0, qdev_get_gpio_in_named(DEVICE(s->sacfg), "mpc-irq", n));
        address += s->config->vm_size[n];
    }
}

static void rss_soc_create_core(RssSocState *s)
{
    DeviceState *armv7m;

    s->cpu_clock = clock_new(OBJECT(s), "cpu-clock");
    clock_set_hz(s->cpu_clock, s->config->cpu_clock_hz);

    object_initialize_child(OBJECT(s), "cluster", &s->cluster, TYPE_CPU_CLUSTER);
    qdev_prop_set_uint32(DEVICE(&s->cluster), "cluster-id", 0);
    object_initialize_child(OBJECT(&s->cluster), "armv7m", &s->armv7m, TYPE_ARMV7M);
    armv7m = DEVICE(&s->armv7m);
    qdev_connect_clock_in(armv7m, "cpuclk", s->cpu_clock);
    qdev_prop_set_uint32(armv7m, "num-irq", RSS_SOC_IRQS);
    qdev_prop_set_uint8(armv7m, "num-prio-bits", 3);
    qdev_prop_set_uint32(armv7m, "mpu-s-regions", 16);
    qdev_prop_set_uint32(armv7m, "mpu-ns-regions", 16);
    qdev_prop_set_string(armv7m, "cpu-type", s->config->cpu_type);
    qdev_prop_set_uint32(armv7m, "init-svtor", ROM_BASE + SECURE_ALIAS);
    rss_soc_link(armv7m, "memory", &s->container);
    rss_soc_link(armv7m, "idau", s);
    sysbus_realize(SYS_BUS_DEVICE(armv7m), &error_fatal);
    qdev_realize(DEVICE(&s->cluster), NULL, &error_fatal);
    armv7m_load_kernel(s->armv7m.cpu, NULL, 0, 0);      /* registers the core's reset */
}

static void rss_soc_create_sysctrl(RssSocState *s)
{
    DeviceState *dev = rss_soc_add_device(s, TYPE_RSS_SYSCTRL, "sysctrl");

    qdev_prop_set_uint32(dev, "init-svtor", ROM_BASE + SECURE_ALIAS);
    s->sysctrl = RSS_SYSCTRL(dev);
    rss_soc_map(s, 0x58021000, rss_soc_realize_device(dev));
    qdev_connect_gpio_out_named(DEVICE(&s->armv7m), "SYSRESETREQ", 0,
                                qdev_get_gpio_in_named(dev, "sysresetreq", 0));
}

static void rss_soc_create_sacfg(RssSocState *s)
{
    DeviceState *dev = rss_soc_add_device(s, TYPE_RSS_SACFG, "sacfg");

    s->sacfg = RSS_SACFG(dev);
    rss_soc_map(s, 0x50080000, rss_soc_realize_device(dev));
    rss_soc_map(s, 0x40080000, sysbus_mmio_get_region(SYS_BUS_DEVICE(dev), 1));
}

static void rss_soc_ns_watchdog_reset(void *opaque, int n, int level)
{
    RssSocState *s = RSS_SOC(opaque);

    qemu_set_irq(s->ns_watchdog_reset[0], level);
    qemu_set_irq(s->ns_watchdog_reset[1], level);
}

static void rss_soc_connect_sacfg_irqs(RssSocState *s)
{
    SysBusDevice *sbd = SYS_BUS_DEVICE(s->sacfg);

    sysbus_connect_irq(sbd, 0, rss_soc_irq(s, IRQ_PPC));
    sysbus_connect_irq(sbd, 1, rss_soc_irq(s, IRQ_MPC));
    sysbus_connect_irq(sbd, 2, rss_soc_irq(s, IRQ_MSC));
}

static void rss_soc_create_atu(RssSocState *s)
{
    DeviceState *dev = rss_soc_add_device(s, TYPE_RSS_ATU, "atu");

    rss_soc_link(dev, "host", s->host);
    qdev_prop_set_uint64(dev, "window-base", HOST_WINDOW_BASE);
    qdev_prop_set_uint64(dev, "window-size", HOST_WINDOW_SIZE);
    rss_soc_map(s, 0x50150000, rss_soc_realize_device(dev));
    rss_soc_map(s, HOST_WINDOW_BASE, sysbus_mmio_get_region(SYS_BUS_DEVICE(dev), 1));
    sysbus_connect_irq(SYS_BUS_DEVICE(dev), 0, rss_soc_irq(s, IRQ_ATU));
}

static RssMhuState *rss_soc_create_mhu(RssSocState *s, const char *direction, unsigned n)
{
    g_autofree char *name = g_strdup_printf("mhu%u-%s", n, direction);
    DeviceState *dev = rss_soc_add_device(s, TYPE_RSS_MHU, name);

    qdev_prop_set_uint32(dev, "channels", s->mhu_channels);
    rss_soc_realize_device(dev);
    return RSS_MHU(dev);
}

static void rss_soc_create_mhus(RssSocState *s)
{
    for (unsigned n = 0; n < s->config->mhu_count; n++) {
        s->mhu_tx[n] = rss_soc_create_mhu(s, "to-host", n);
        s->mhu_rx[n] = rss_soc_create_mhu(s, "from-host", n);
        rss_soc_map_both(s, MHU_SENDER_BASE + n * MHU_STRIDE, &s->mhu_tx[n]->sender);
        rss_soc_map_both(s, MHU_RECEIVER_BASE + n * MHU_STRIDE, &s->mhu_rx[n]->receiver);
        sysbus_connect_irq(SYS_BUS_DEVICE(s->mhu_tx[n]), 0, rss_soc_irq(s, IRQ_MHU0_SENDER + 2 * n));
        sysbus_connect_irq(SYS_BUS_DEVICE(s->mhu_rx[n]), 1, rss_soc_irq(s, IRQ_MHU0_RECEIVER + 2 * n));
    }
}

static void rss_soc_create_cc3xx(RssSocState *s, DeviceState *lcm)
{
    DeviceState *dev = rss_soc_add_device(s, TYPE_RSS_CC3XX, "cc3xx");

    rss_soc_link(dev, "bus", &s->container);
    rss_soc_link(dev, "lcm", lcm);
    rss_soc_map(s, 0x50154000, rss_soc_realize_device(dev));
    sysbus_connect_irq(SYS_BUS_DEVICE(dev), 0, rss_soc_irq(s, IRQ_CRYPTO));
}

static void rss_soc_create_keys(RssSocState *s)
{
    DeviceState *kmu = rss_soc_add_device(s, TYPE_RSS_KMU, "kmu");
    DeviceState *lcm = rss_soc_add_device(s, TYPE_RSS_LCM, "lcm");

    rss_soc_link(kmu, "bus", &s->container);
    qdev_prop_set_bit(kmu, "latch-kec", s->kmu_latch_kec);
    rss_soc_map(s, 0x5009E000, rss_soc_realize_device(kmu));
    sysbus_connect_irq(SYS_BUS_DEVICE(kmu), 0, rss_soc_irq(s, IRQ_KMU));

    if (s->otp_file) {
        qdev_prop_set_string(lcm, "otp", s->otp_file);
    }
    rss_soc_link(lcm, "sysctrl", s->sysctrl);
    rss_soc_link(lcm, "kmu", kmu);
    rss_soc_map(s, 0x500A0000, rss_soc_realize_device(lcm));
    s->lcm = RSS_LCM(lcm);

    rss_soc_create_cc3xx(s, lcm);
}

/* Both aliases of a device behind a PPC bit. */
static void rss_soc_map_gated(RssSocState *s, uint32_t ns_address, RssPpcBank bank, unsigned bit, MemoryRegion *target)
{
    rss_soc_map(s, ns_address, rss_sacfg_gate(s->sacfg, bank, bit, target, false));
    rss_soc_map(s, ns_address + SECURE_ALIAS, rss_sacfg_gate(s->sacfg, bank, bit, target, true));
}

static void rss_soc_create_counter(RssSocState *s)
{
    DeviceState *dev = rss_soc_add_device(s, TYPE_RSS_SYSCOUNTER, "syscounter");

    qdev_prop_set_uint32(dev, "clock-hz", s->config->cpu_clock_hz);
    s->counter = RSS_SYSCOUNTER(dev);
    rss_soc_map(s, 0x5015A000, rss_soc_realize_device(dev));
    rss_soc_map(s, 0x5015B000, sysbus_mmio_get_region(SYS_BUS_DEVICE(dev), 1));
}

static void rss_soc_create_timers(RssSocState *s)
{
    static const struct {
        uint32_t ns_address;
        unsigned ppc_bit, irq;
    } timers[] = {
        { 0x48000000, 0, IRQ_SYSTIMER0 },
        { 0x48001000, 1, IRQ_SYSTIMER1 },
        { 0x48002000, 2, IRQ_SYSTIMER2 },
        { 0x48003000, 5, IRQ_SYSTIMER3 },
    };
    DeviceState *dev;

    for (unsigned n = 0; n < ARRAY_SIZE(timers); n++) {
        g_autofree char *name = g_strdup_printf("systimer%u", n);

        dev = rss_soc_add_device(s, TYPE_RSS_SYSTIMER, name);
        rss_soc_link(dev, "counter", s->counter);
        rss_soc_map_gated(s, timers[n].ns_address, RSS_PPC_PERIPH0, timers[n].ppc_bit, rss_soc_realize_device(dev));
        sysbus_connect_irq(SYS_BUS_DEVICE(dev), 0, rss_soc_irq(s, timers[n].irq));
    }
    dev = rss_soc_add_device(s, TYPE_RSS_SLOWCLK_TIMER, "slowclk-timer");
    rss_soc_map_gated(s, 0x4802F000, RSS_PPC_PERIPH1, 0, rss_soc_realize_device(dev));
    sysbus_connect_irq(SYS_BUS_DEVICE(dev), 0, rss_soc_irq(s, IRQ_SLOWCLK_TIMER));
}

static DeviceState *rss_soc_create_syswdog(RssSocState *s, const char *name, uint32_t control, RssResetCause cause,
                                           bool resets)
{
    DeviceState *dev = rss_soc_add_device(s, TYPE_RSS_SYSWDOG, name);

    rss_soc_link(dev, "counter", s->counter);
    qdev_prop_set_uint32(dev, "cause", cause);
    if (resets) {
        rss_soc_link(dev, "sysctrl", s->sysctrl);
    }
    rss_soc_map(s, control, rss_soc_realize_device(dev));
    rss_soc_map(s, control + 0x1000, sysbus_mmio_get_region(SYS_BUS_DEVICE(dev), 1));
    return dev;
}

/*
 * The secure watchdog's first period raises NMI and its second resets. The non-secure one's second period is only a
 * request to the secure side: NVIC line 0, and a reset when RESET_MASK bit 1 asks for it.
 */
static void rss_soc_create_watchdogs(RssSocState *s)
{
    DeviceState *secure = rss_soc_create_syswdog(s, "s-watchdog", 0x58040000, RSS_RESET_S_WATCHDOG, true);
    DeviceState *nonsecure = rss_soc_create_syswdog(s, "ns-watchdog", 0x48040000, RSS_RESET_NS_WATCHDOG, false);
    DeviceState *slow = rss_soc_add_device(s, TYPE_RSS_SLOWCLK_WATCHDOG, "slowclk-watchdog");

    sysbus_connect_irq(SYS_BUS_DEVICE(secure), 0, qdev_get_gpio_in_named(DEVICE(&s->armv7m), "NMI", 0));
    sysbus_connect_irq(SYS_BUS_DEVICE(nonsecure), 0, rss_soc_irq(s, IRQ_NS_WATCHDOG));
    s->ns_watchdog_reset[0] = rss_soc_irq(s, IRQ_NS_WATCHDOG_RESET);
    s->ns_watchdog_reset[1] = qdev_get_gpio_in_named(DEVICE(s->sysctrl), "ns-watchdog-reset", 0);
    sysbus_connect_irq(SYS_BUS_DEVICE(nonsecure), 1,
                       qemu_allocate_irq(rss_soc_ns_watchdog_reset, s, 0));
    rss_soc_link(slow, "sysctrl", s->sysctrl);
    rss_soc_map(s, 0x5802E000, rss_soc_realize_device(slow));
}

/* Blocks without function: identification words and storage. Both aliases only where the memory map has both. */
static void rss_soc_create_plain_blocks(RssSocState *s)
{
    static const struct {
        const char *name, *kind;
        uint32_t secure_address;
        bool both_aliases;
    } blocks[] = {
        { "cpu0-pwrctrl", "cpu-pwrctrl", 0x50012000, true },
        { "cpu0-identity", "cpu-identity", 0x5001F000, true },
        { "cpu0-secctrl", "cpu-secctrl", 0x50011000, false },
        { "sysinfo", "sysinfo", 0x58020000, true },
        { "ppu-sys", "ppu", 0x58022000, false },
        { "ppu-cpu0", "ppu", 0x58023000, false },
        { "ppu-mgmt", "ppu", 0x58028000, false },
        { "ppu-dbg", "ppu", 0x58029000, false },
    };
    DeviceState *dev;

    for (unsigned n = 0; n < ARRAY_SIZE(blocks); n++) {
        dev = rss_soc_add_device(s, TYPE_RSS_IDREGS, blocks[n].name);
        qdev_prop_set_string(dev, "kind", blocks[n].kind);
        if (blocks[n].both_aliases) {
            rss_soc_map_both(s, blocks[n].secure_address - SECURE_ALIAS, rss_soc_realize_device(dev));
        } else {
            rss_soc_map(s, blocks[n].secure_address, rss_soc_realize_device(dev));
        }
    }
    for (unsigned n = 0; n < 2; n++) {
        g_autofree char *name = g_strdup_printf("gpio%u", n);

        dev = rss_soc_add_device(s, TYPE_RSS_IDREGS, name);
        qdev_prop_set_string(dev, "kind", "gpio");
        rss_soc_map_gated(s, 0x40100000 + n * 0x1000, RSS_PPC_PERIPHEXP0, n, rss_soc_realize_device(dev));
    }
    dev = rss_soc_add_device(s, TYPE_RSS_IDREGS, "ewic");
    qdev_prop_set_string(dev, "kind", "ewic");
    /* In the PPB, over the core's own default region. */
    memory_region_add_subregion(&s->armv7m.container, 0xE0047000, rss_soc_realize_device(dev));
}

static void rss_soc_create_dma(RssSocState *s)
{
    DeviceState *dev = rss_soc_add_device(s, TYPE_RSS_DMA350, "dma350");

    rss_soc_map_both(s, 0x40002000, rss_soc_realize_device(dev));
}

static void rss_soc_realize(DeviceState *dev, Error **errp)
{
    RssSocState *s = RSS_SOC(dev);

    if (!s->config || !s->host) {
        error_setg(errp, "rss-soc: needs its configuration and a host address space");
        return;
    }
    memory_region_init(&s->container, OBJECT(s), "rss", UINT64_C(1) << 32);
    rss_soc_create_memories(s);
    if (!rss_soc_load_images(s, errp)) {
        return;
    }
    rss_soc_create_sacfg(s);            /* the core's IDAU asks it */
    rss_soc_create_core(s);
    rss_soc_connect_sacfg_irqs(s);
    rss_soc_create_mpcs(s);
    rss_soc_create_sysctrl(s);
    rss_soc_create_atu(s);
    rss_soc_create_mhus(s);
    rss_soc_create_counter(s);
    rss_soc_create_timers(s);
    rss_soc_create_watchdogs(s);
    rss_soc_create_plain_blocks(s);
    rss_soc_create_dma(s);
    rss_soc_create_keys(s);
}

static const Property rss_soc_properties[] = {
    DEFINE_PROP_LINK("host", RssSocState, host, TYPE_MEMORY_REGION, MemoryRegion *),
    DEFINE_PROP_STRING("rom", RssSocState, rom_file),
    DEFINE_PROP_STRING("flash", RssSocState, flash_file),
    DEFINE_PROP_STRING("otp", RssSocState, otp_file),
    DEFINE_PROP_UINT32("mhu-channels", RssSocState, mhu_channels, 31),
    DEFINE_PROP_BOOL("kmu-latch-kec", RssSocState, kmu_latch_kec, true),
};

static void rss_soc_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = rss_soc_realize;
    dc->user_creatable = false;
    device_class_set_props(dc, rss_soc_properties);
    IDAU_INTERFACE_CLASS(klass)->check = rss_soc_idau_check;
}

static const TypeInfo rss_soc_info = {
    .name = TYPE_RSS_SOC,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssSocState),
    .class_init = rss_soc_class_init,
    .interfaces = (InterfaceInfo[]) {
        { TYPE_IDAU_INTERFACE },
        { }
    },
};

static void rss_soc_register_types(void)
{
    type_register_static(&rss_soc_info);
}
type_init(rss_soc_register_types)
