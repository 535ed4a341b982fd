/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "exec/cputlb.h"
#include "system/cpu-timers.h"
#include "system/cpus.h"
#include "system/qtest.h"
#include "system/tcg.h"
#include "hw/arm/rss/rss_cpu.h"

/* At icount shift 0 one instruction takes one nanosecond, so this is 50,000 instructions shared by the cores. */
#define RSS_CPU_QUANTUM_NS 50000
/* While one core is awake: how long another one, woken by a timer of its own, waits for its turn. */
#define RSS_CPU_ALONE_NS 1000000

static QEMUTimer *quantum_timer;
static bool reset_awaited;              /* from a request under -icount to the reset */

static void rss_cpu_start_work(CPUState *cs, run_on_cpu_data data)
{
    cpu_reset(cs);
    cs->halted = 0;
    ARM_CPU(cs)->power_state = PSCI_ON;
}

static void rss_cpu_hold_work(CPUState *cs, run_on_cpu_data data)
{
    ARM_CPU(cs)->power_state = PSCI_OFF;
    cs->halted = 1;
    cs->exception_index = EXCP_HLT;
}

void rss_cpu_start(ARMCPU *cpu)
{
    async_run_on_cpu(CPU(cpu), rss_cpu_start_work, RUN_ON_CPU_NULL);
    rss_cpu_keep_slices_short();
}

void rss_cpu_hold(ARMCPU *cpu)
{
    async_run_on_cpu(CPU(cpu), rss_cpu_hold_work, RUN_ON_CPU_NULL);
}

static bool rss_cpu_all_told_to_stop(void)
{
    CPUState *cs;

    CPU_FOREACH(cs) {
        if (!qatomic_read(&cs->stop) && !qatomic_read(&cs->stopped)) {  /* the loop may have got round already */
            return false;
        }
    }
    return true;
}

/*
 * Runs in the processors' thread, without the global lock, so that the main loop gets round to the reset. A core that
 * only stopped would be idle, and the main loop might move the clock to the next timer before it looks at the request.
 */
static void rss_cpu_wait_for_main_loop(CPUState *cs, run_on_cpu_data data)
{
    /* The main loop may even be through with the reset before this runs. */
    while (qatomic_read(&reset_awaited) && !rss_cpu_all_told_to_stop()) {
        g_usleep(20);
    }
}

void rss_cpu_stop_all_until_reset(void)
{
    CPUState *cs;

    if (!icount_enabled() || !qemu_in_vcpu_thread()) {
        return;
    }
    CPU_FOREACH(cs) {
        cpu_exit(cs);
    }
    qatomic_set(&reset_awaited, true);
    current_cpu->stop = false;          /* set by the request; the main loop sets it again for all of them */
    async_safe_run_on_cpu(current_cpu, rss_cpu_wait_for_main_loop, RUN_ON_CPU_NULL);
}

void rss_cpu_map_changed(void)
{
    if (tcg_enabled() && current_cpu) {
        tlb_flush(current_cpu);
    }
}

static unsigned rss_cpu_count_active(void)
{
    unsigned count = 0;
    CPUState *cs;

    CPU_FOREACH(cs) {
        count += !cs->halted || cpu_has_work(cs);
    }
    return count;
}

static void rss_cpu_arm_quantum(int64_t ns)
{
    timer_mod(quantum_timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + ns);
}

static void rss_cpu_quantum_expired(void *opaque)
{
    unsigned active = rss_cpu_count_active();

    /* With every core asleep the next wake-up comes from a device, which calls rss_cpu_keep_slices_short(). */
    if (active > 0) {
        rss_cpu_arm_quantum(active > 1 ? RSS_CPU_QUANTUM_NS : RSS_CPU_ALONE_NS);
    }
}

static bool rss_cpu_have_quantum_timer(void)
{
    if (icount_enabled() && !quantum_timer) {
        quantum_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, rss_cpu_quantum_expired, NULL);
    }
    return quantum_timer != NULL;
}

void rss_cpu_keep_slices_short(void)
{
    if (rss_cpu_have_quantum_timer()) {
        timer_mod_anticipate(quantum_timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + RSS_CPU_QUANTUM_NS);
    }
}

void rss_cpu_reset_done(void)
{
    qatomic_set(&reset_awaited, false);
    if (rss_cpu_have_quantum_timer()) {
        rss_cpu_arm_quantum(RSS_CPU_QUANTUM_NS);
    }
}
