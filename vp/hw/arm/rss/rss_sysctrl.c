/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/irq.h"
#include "migration/vmstate.h"
#include "system/runstate.h"
#include "hw/arm/rss/rss_cpu.h"
#include "hw/arm/rss/rss_sysctrl.h"

REG32(SECDBGSTAT, 0x000)
REG32(SECDBGSET, 0x004)
REG32(SECDBGCLR, 0x008)
REG32(SCSECCTRL, 0x00C)
REG32(CLK_CFG0, 0x010)
REG32(CLK_CFG1, 0x014)
REG32(CLOCK_FORCE, 0x018)
REG32(CLK_CFG2, 0x01C)
REG32(RESET_SYNDROME, 0x100)
REG32(RESET_MASK, 0x104)
REG32(SWRESET, 0x108)
    FIELD(SWRESET, SWRESETREQ, 5, 1)
    FIELD(SWRESET, SWSYN, 24, 8)
REG32(GRETREG, 0x10C)
REG32(INITSVTOR0, 0x110)
REG32(CPUWAIT, 0x120)
REG32(NMI_ENABLE, 0x124)
REG32(PPUINTSTAT, 0x128)
REG32(PWRCTRL, 0x1FC)
REG32(PDCM_PD_SYS_SENSE, 0x200)
REG32(PDCM_PD_CPU0_SENSE, 0x204)
REG32(PDCM_PD_VMR0_SENSE, 0x214)
REG32(PDCM_PD_VMR1_SENSE, 0x218)
REG32(PDCM_PD_MGMT_SENSE, 0x24C)
REG32(GRETEXREG, 0x250)
REG32(DMA_BOOT_EN, 0x254)
REG32(DMA_BOOT_ADDR, 0x258)
REG32(LCM_DCU_FORCE_DIS, 0x25C)
REG32(PIDR4, 0xFD0)
REG32(PIDR0, 0xFE0)
REG32(PIDR1, 0xFE4)
REG32(PIDR2, 0xFE8)
REG32(PIDR3, 0xFEC)
REG32(CIDR0, 0xFF0)
REG32(CIDR1, 0xFF4)
REG32(CIDR2, 0xFF8)
REG32(CIDR3, 0xFFC)

#define SECDBG_BITS 0xFF
#define RETAINED_CAUSE_BITS 0xFF0011BF          /* the causes of section 6.2 and SWSYN */

typedef enum RssSysctrlAccess {
    ACCESS_NONE,
    ACCESS_READ_ONLY,
    ACCESS_STORE,               /* plain read/write storage; the effect on clocks and power is not modelled */
    ACCESS_SPECIAL,
} RssSysctrlAccess;

static const uint8_t access_kind[RSS_SYSCTRL_SIZE / 4] = {
    [R_SECDBGSTAT] = ACCESS_READ_ONLY,
    [R_SECDBGSET] = ACCESS_SPECIAL,
    [R_SECDBGCLR] = ACCESS_SPECIAL,
    [R_SCSECCTRL] = ACCESS_STORE,
    [R_CLK_CFG0] = ACCESS_STORE,
    [R_CLK_CFG1] = ACCESS_SPECIAL,
    [R_CLOCK_FORCE] = ACCESS_STORE,
    [R_CLK_CFG2] = ACCESS_STORE,
    [R_RESET_SYNDROME] = ACCESS_SPECIAL,
    [R_RESET_MASK] = ACCESS_STORE,
    [R_SWRESET] = ACCESS_SPECIAL,
    [R_GRETREG] = ACCESS_SPECIAL,
    [R_INITSVTOR0] = ACCESS_STORE,
    [R_CPUWAIT] = ACCESS_STORE,
    [R_NMI_ENABLE] = ACCESS_STORE,
    [R_PPUINTSTAT] = ACCESS_STORE,
    [R_PWRCTRL] = ACCESS_STORE,
    [R_PDCM_PD_SYS_SENSE] = ACCESS_STORE,
    [R_PDCM_PD_CPU0_SENSE] = ACCESS_READ_ONLY,
    [R_PDCM_PD_VMR0_SENSE] = ACCESS_STORE,
    [R_PDCM_PD_VMR1_SENSE] = ACCESS_STORE,
    [R_PDCM_PD_MGMT_SENSE] = ACCESS_STORE,
    [R_GRETEXREG] = ACCESS_STORE,
    [R_DMA_BOOT_EN] = ACCESS_STORE,
    [R_DMA_BOOT_ADDR] = ACCESS_STORE,
    [R_LCM_DCU_FORCE_DIS] = ACCESS_STORE,
    [R_PIDR4 ... R_CIDR3] = ACCESS_READ_ONLY,
};

void rss_sysctrl_request_reset(RssSysctrlState *s, RssResetCause cause)
{
    s->pending_causes |= 1u << cause;
    notifier_list_notify(&s->reset_requested, NULL);
    qemu_system_reset_request(SHUTDOWN_CAUSE_GUEST_RESET);
    rss_cpu_stop_all_until_reset();
}

bool rss_sysctrl_is_warm_reset(const RssSysctrlState *s)
{
    return s->pending_causes != 0;
}

void rss_sysctrl_add_gretreg_notifier(RssSysctrlState *s, Notifier *notifier)
{
    notifier_list_add(&s->gretreg_written, notifier);
}

void rss_sysctrl_add_reset_notifier(RssSysctrlState *s, Notifier *notifier)
{
    notifier_list_add(&s->reset_requested, notifier);
}

/* A source that RESET_MASK lets through or not, by the bit that it has in RESET_SYNDROME. */
static void rss_sysctrl_maskable_request(RssSysctrlState *s, RssResetCause cause, int level)
{
    if (!level) {
        return;
    }
    if (s->regs[R_RESET_MASK] & (1u << cause)) {
        rss_sysctrl_request_reset(s, cause);
    } else {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-sysctrl: reset request %d is masked by RESET_MASK, ignored\n", cause);
    }
}

static void rss_sysctrl_sysresetreq(void *opaque, int n, int level)
{
    rss_sysctrl_maskable_request(RSS_SYSCTRL(opaque), RSS_RESET_CPU0_SYSRESETREQ, level);
}

static void rss_sysctrl_ns_watchdog(void *opaque, int n, int level)
{
    rss_sysctrl_maskable_request(RSS_SYSCTRL(opaque), RSS_RESET_NS_WATCHDOG, level);
}

static void rss_sysctrl_software_reset(RssSysctrlState *s, uint32_t value)
{
    if (!FIELD_EX32(value, SWRESET, SWRESETREQ)) {
        return;
    }
    s->pending_causes |= value & R_SWRESET_SWSYN_MASK;
    rss_sysctrl_request_reset(s, RSS_RESET_SWRESET);
}

static uint64_t rss_sysctrl_read(void *opaque, hwaddr offset, unsigned size)
{
    RssSysctrlState *s = RSS_SYSCTRL(opaque);

    switch (offset) {
    case A_SECDBGSET:
        return s->regs[R_SECDBGSTAT];
    case A_SECDBGCLR:
    case A_SWRESET:
        qemu_log_mask(LOG_GUEST_ERROR, "rss-sysctrl: read of write-only offset 0x%" HWADDR_PRIx "\n", offset);
        return 0;
    default:
        if (access_kind[offset / 4] == ACCESS_NONE) {
            qemu_log_mask(LOG_GUEST_ERROR, "rss-sysctrl: bad read offset 0x%" HWADDR_PRIx "\n", offset);
            return 0;
        }
        return s->regs[offset / 4];
    }
}

static void rss_sysctrl_write_special(RssSysctrlState *s, hwaddr offset, uint32_t value)
{
    switch (offset) {
    case A_SECDBGSET:
        s->regs[R_SECDBGSTAT] |= value & SECDBG_BITS;
        break;
    case A_SECDBGCLR:
        s->regs[R_SECDBGSTAT] &= ~value;
        break;
    case A_CLK_CFG1:
        s->regs[R_CLK_CFG1] = (value & 0xFF) | (value & 0xFF) << 16;    /* the clock switches at once */
        break;
    case A_RESET_SYNDROME:
        s->regs[R_RESET_SYNDROME] &= value;
        break;
    case A_SWRESET:
        rss_sysctrl_software_reset(s, value);
        break;
    case A_GRETREG:
        s->regs[R_GRETREG] = value;
        notifier_list_notify(&s->gretreg_written, &value);
        break;
    default:
        g_assert_not_reached();
    }
}

static void rss_sysctrl_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssSysctrlState *s = RSS_SYSCTRL(opaque);

    switch (access_kind[offset / 4]) {
    case ACCESS_STORE:
        s->regs[offset / 4] = value;
        break;
    case ACCESS_SPECIAL:
        rss_sysctrl_write_special(s, offset, value);
        break;
    case ACCESS_READ_ONLY:
        qemu_log_mask(LOG_GUEST_ERROR, "rss-sysctrl: write to read-only offset 0x%" HWADDR_PRIx "\n", offset);
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "rss-sysctrl: bad write offset 0x%" HWADDR_PRIx "\n", offset);
        break;
    }
}

static const MemoryRegionOps rss_sysctrl_ops = {
    .read = rss_sysctrl_read,
    .write = rss_sysctrl_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 4, .max_access_size = 4 },
};

static void rss_sysctrl_reset_enter(Object *obj, ResetType type)
{
    RssSysctrlState *s = RSS_SYSCTRL(obj);
    bool warm = rss_sysctrl_is_warm_reset(s);
    uint32_t gretreg = warm ? s->regs[R_GRETREG] : 0;
    uint32_t gretexreg = warm ? s->regs[R_GRETEXREG] : 0;
    uint32_t syndrome = warm ? s->regs[R_RESET_SYNDROME] | s->pending_causes : 1u << RSS_RESET_POWER_ON;

    memset(s->regs, 0, sizeof(s->regs));
    s->regs[R_GRETREG] = gretreg;
    s->regs[R_GRETEXREG] = gretexreg;
    s->regs[R_RESET_SYNDROME] = syndrome & RETAINED_CAUSE_BITS;
    s->regs[R_INITSVTOR0] = s->init_svtor;
}

static void rss_sysctrl_reset_exit(Object *obj, ResetType type)
{
    RSS_SYSCTRL(obj)->pending_causes = 0;
}

static void rss_sysctrl_init(Object *obj)
{
    RssSysctrlState *s = RSS_SYSCTRL(obj);

    memory_region_init_io(&s->iomem, obj, &rss_sysctrl_ops, s, "rss-sysctrl", RSS_SYSCTRL_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    qdev_init_gpio_in_named(DEVICE(obj), rss_sysctrl_sysresetreq, "sysresetreq", 1);
    qdev_init_gpio_in_named(DEVICE(obj), rss_sysctrl_ns_watchdog, "ns-watchdog-reset", 1);
    notifier_list_init(&s->gretreg_written);
    notifier_list_init(&s->reset_requested);
}

static const VMStateDescription rss_sysctrl_vmstate = {
    .name = TYPE_RSS_SYSCTRL,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, RssSysctrlState, RSS_SYSCTRL_SIZE / 4),
        VMSTATE_UINT32(pending_causes, RssSysctrlState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property rss_sysctrl_properties[] = {
    DEFINE_PROP_UINT32("init-svtor", RssSysctrlState, init_svtor, 0x11000000),
};

static void rss_sysctrl_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->vmsd = &rss_sysctrl_vmstate;
    rc->phases.enter = rss_sysctrl_reset_enter;
    rc->phases.exit = rss_sysctrl_reset_exit;
    device_class_set_props(dc, rss_sysctrl_properties);
}

static const TypeInfo rss_sysctrl_info = {
    .name = TYPE_RSS_SYSCTRL,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssSysctrlState),
    .instance_init = rss_sysctrl_init,
    .class_init = rss_sysctrl_class_init,
};

static void rss_sysctrl_register_types(void)
{
    type_register_static(&rss_sysctrl_info);
}
type_init(rss_sysctrl_register_types)
