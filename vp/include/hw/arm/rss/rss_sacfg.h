/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Security access configuration: SACFG and NSACFG frames, the PPC gates they drive, combined MPC and PPC
 * interrupts.
 *
 * Regions:    0 SACFG (0x1000), 1 NSACFG (0x1000).
 * GPIO in:    "mpc-irq"[n], n < RSS_SACFG_MPC_COUNT: level of MPC n, shown in SECMPCINTSTAT bit n.
 * IRQ:        0 PPC combined, 1 MPC combined, 2 MSC combined (no MSC is modelled: never raised).
 * Follows:    hardware.md 4. Its open points, as decided here: SECMPCINTSTAT bit n is MPC n in address
 *             order; SPCSECCTRL, BUSWAIT, the NPU words and the unnamed PPC bits are storage; every reset
 *             value is 0 (secure, privileged, RAZ/WI on violation).
 */
#ifndef RSS_SACFG_H
#define RSS_SACFG_H

#include "exec/memory.h"
#include "hw/irq.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_SACFG "rss-sacfg"
OBJECT_DECLARE_SIMPLE_TYPE(RssSacfgState, RSS_SACFG)

#define RSS_SACFG_MPC_COUNT 4

/* PPC banks in the order of hardware.md 4.5. */
typedef enum RssPpcBank {
    RSS_PPC_MAIN0,
    RSS_PPC_MAINEXP0,
    RSS_PPC_MAINEXP1,
    RSS_PPC_MAINEXP2,
    RSS_PPC_MAINEXP3,
    RSS_PPC_PERIPH0,
    RSS_PPC_PERIPH1,
    RSS_PPC_PERIPHEXP0,
    RSS_PPC_PERIPHEXP1,
    RSS_PPC_PERIPHEXP2,
    RSS_PPC_PERIPHEXP3,
    RSS_PPC_BANK_COUNT
} RssPpcBank;

struct RssSacfgState {
    SysBusDevice parent_obj;

    MemoryRegion secure_frame;
    MemoryRegion nonsecure_frame;
    qemu_irq ppc_irq;
    qemu_irq mpc_irq;
    qemu_irq msc_irq;

    uint32_t spcsecctrl;
    uint32_t buswait;
    uint32_t secrespcfg;
    uint32_t nsccfg;
    uint32_t mpc_level;
    uint32_t ppc_int_stat;
    uint32_t ppc_int_en;
    uint32_t msc_int_en;
    uint32_t brg_int_en;
    uint32_t npu[4];                        /* NPUSPPORSL, NPUSPPORPL, NS_NPU0PORPL, NPUNSPORPL */
    uint32_t nsmscexp;
    uint32_t ns_access[RSS_PPC_BANK_COUNT];   /* ...NSPPC: 1 = answers on the non-secure alias only */
    uint32_t s_unpriv[RSS_PPC_BANK_COUNT];    /* SACFG ...SPPPC: 1 = unprivileged access allowed */
    uint32_t ns_unpriv[RSS_PPC_BANK_COUNT];   /* NSACFG ...NSPPPC */
};

/**
 * Put one alias of a device behind a PPC bit. The region returned is what the machine maps at that alias;
 * it lives as long as the SACFG and forwards what the gate lets through to @target at the same offset. Call
 * after realize, once for each alias. @target: an I/O region (not a container). @bit: 0 to 31.
 */
MemoryRegion *rss_sacfg_gate(RssSacfgState *s, RssPpcBank bank, unsigned bit, MemoryRegion *target,
                             bool secure_alias);

/* NSCCFG, for the IDAU: is the secure code (0x1000_0000) or RAM (0x3000_0000) region non-secure callable? */
bool rss_sacfg_code_nsc(RssSacfgState *s);
bool rss_sacfg_ram_nsc(RssSacfgState *s);

#endif
