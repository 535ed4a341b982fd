/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RSS system control (SYSCTRL), hardware.md section 6.1 to 6.3.
 *
 * + mmio 0: registers, 0x1000 bytes
 * + GPIO in "sysresetreq": AIRCR.SYSRESETREQ of the RSS core; resets while RESET_MASK bit 8 is set
 * + GPIO in "ns-watchdog-reset": second period of the non-secure watchdog; resets while RESET_MASK bit 1 is set
 *   (the bit is chosen by analogy with bit 8)
 * + property "init-svtor": reset value of INITSVTOR0
 *
 * All reset sources end in rss_sysctrl_request_reset(). RESET_SYNDROME, GRETREG and GRETEXREG survive a reset
 * requested there; a reset that nobody requested there is a power-on reset and clears them.
 */
#ifndef HW_ARM_RSS_RSS_SYSCTRL_H
#define HW_ARM_RSS_RSS_SYSCTRL_H

#include "hw/sysbus.h"
#include "qemu/notify.h"
#include "qom/object.h"

#define TYPE_RSS_SYSCTRL "rss-sysctrl"
OBJECT_DECLARE_SIMPLE_TYPE(RssSysctrlState, RSS_SYSCTRL)

/* Bit numbers of RESET_SYNDROME. */
typedef enum RssResetCause {
    RSS_RESET_POWER_ON = 0,
    RSS_RESET_NS_WATCHDOG = 1,
    RSS_RESET_S_WATCHDOG = 2,
    RSS_RESET_SLOWCLK_WATCHDOG = 3,
    RSS_RESET_EXTERNAL = 4,
    RSS_RESET_SWRESET = 5,
    RSS_RESET_HOST = 7,
    RSS_RESET_CPU0_SYSRESETREQ = 8,
    RSS_RESET_CPU0_LOCKUP = 12,
} RssResetCause;

#define RSS_SYSCTRL_SIZE 0x1000

struct RssSysctrlState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    NotifierList gretreg_written, reset_requested;
    uint32_t init_svtor;

    uint32_t regs[RSS_SYSCTRL_SIZE / 4];
    uint32_t pending_causes;        /* latched by a request, taken over by the reset that follows */
};

/* Latch the cause and reset the whole machine, host included. */
void rss_sysctrl_request_reset(RssSysctrlState *s, RssResetCause cause);

/*
 * True from a request until the reset that it caused has left its last phase: devices and the machine ask it in
 * their reset methods; false there means power-on.
 */
bool rss_sysctrl_is_warm_reset(const RssSysctrlState *s);

/* Hear each write of GRETREG; the notifier's data points to the value written (uint32_t). */
void rss_sysctrl_add_gretreg_notifier(RssSysctrlState *s, Notifier *notifier);

/* Hear each request of a reset before it is carried out. */
void rss_sysctrl_add_reset_notifier(RssSysctrlState *s, Notifier *notifier);

#endif
