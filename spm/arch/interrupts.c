/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupt lines (NVIC) and faults. */
#include "hal/exceptions.h"
#include "lib/base/log.h"
#include "lib/base/mmio.h"
#include "spm/arch/arch.h"

#define NVIC_ISER 0xe000e100u
#define NVIC_ICER 0xe000e180u
#define NVIC_ICPR 0xe000e280u
#define NVIC_IPR  0xe000e400u /* a byte each */
#define SCB_CFSR  0xe000ed28u
#define SCB_MMFAR 0xe000ed34u

#define SCB_HFSR 0xe000ed2cu
#define SAU_SFSR 0xe000ede4u

#define CFSR_STKOF         0x00100000u
#define RETURN_MODE_THREAD 0x8u
#define FIRST_EXTERNAL     16u

static void write_line(uint32_t registers, uint32_t number)
{
    mmio_write32(registers + number / 32u * 4u, 1u << number % 32u);
}

void spm_line_enable(uint32_t number)
{
    const uint32_t word = NVIC_IPR + (number & ~3u), shift = number % 4u * 8u;

    mmio_write32(word, (mmio_read32(word) & ~(0xffu << shift)) | ARCH_PRIORITY_IRQ << shift);
    write_line(NVIC_ISER, number);
}

void spm_line_disable(uint32_t number)
{
    write_line(NVIC_ICER, number);
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

void spm_line_clear(uint32_t number)
{
    write_line(NVIC_ICPR, number);
}

void spm_irq_entry(void)
{
    uint32_t exception;

    __asm__ volatile("mrs %0, ipsr" : "=r"(exception));
    spm_irq_raised(exception - FIRST_EXTERNAL);
    arch_reschedule();
}

/* The non-secure image is at fault: its thread ends here, everybody else goes on. */
static void stop_non_secure(uint32_t status)
{
    LOG_ERR("[WRN] non-secure image stopped: fault %08x %08x\n", (unsigned int)status,
            (unsigned int)mmio_read32(SAU_SFSR));
    mmio_write32(SCB_CFSR, status);
    mmio_write32(SAU_SFSR, mmio_read32(SAU_SFSR));
    mmio_write32(SCB_HFSR, mmio_read32(SCB_HFSR));
    spm_client_ends(spm.current);
    arch_reschedule();
}

/*
 * The non-secure state can make an exception return look as if it came from anywhere, so who runs decides: its agent's thread,
 * which stops once. Should that not help, the fault is the SPM's own.
 */
static __attribute__((used)) void report_fault(uint32_t exception_return)
{
    const uint32_t status = mmio_read32(SCB_CFSR);
    const struct spm_partition *p = &spm_partitions[spm.current];
    const bool is_idle = spm.current == SPM_IDLE_THREAD;

    if (!is_idle && (p->flags & SPM_TRUSTZONE) != 0 && (spm.ready >> spm.current & 1u) != 0) {
        stop_non_secure(status);
        return;
    }
    if (is_idle || (exception_return & RETURN_MODE_THREAD) == 0) {
        spm_panic(RSS_ERR_CPU_FAULT);
    }
    LOG_ERR("[ERR] partition %s: fault %08x, address %08x\n", p->name, (unsigned int)status,
            (unsigned int)mmio_read32(SCB_MMFAR));
    spm_panic((status & CFSR_STKOF) != 0 ? RSS_ERR_SPM_STACK : RSS_ERR_SPM_ACCESS);
}

/* A partition's fault ends the system: the main stack, empty but for a fault in a handler, is taken anew. */
__attribute__((naked)) void spm_fault_entry(void)
{
    __asm__ volatile("mov r0, lr\n\t"
                     "ldr r1, =stage_stack_top\n\t"
                     "msr msp, r1\n\t"
                     "push {r0, lr}\n\t"
                     "bl report_fault\n\t"
                     "pop {r0, pc}\n\t");
}
