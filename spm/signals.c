/* SPDX-License-Identifier: BSD-3-Clause */
/** Signals, who runs, and interrupts as signals. */
#include "spm/spm.h"

struct spm spm;

void spm_broken_rule(void)
{
    spm_panic(RSS_ERR_SPM_PANIC);
}

void spm_init(uint32_t lifecycle)
{
    spm.lifecycle = lifecycle;
    spm.current = SPM_IDLE_THREAD;
    spm.ready = (1u << SPM_IDLE_THREAD) | ((1u << SPM_PARTITION_COUNT) - 1u);
    for (uint32_t i = 0; i < SPM_IRQ_COUNT; i++) {
        if ((spm_irqs[i].flags & SPM_ENABLED_AT_START) != 0) {
            spm.irq_enabled |= 1u << i;
            spm_line_enable(spm_irqs[i].number);
        }
    }
}

uint32_t spm_next(void)
{
    const uint32_t first = (uint32_t)__builtin_ctz(spm.ready);

    if (spm.current != SPM_IDLE_THREAD && (spm.ready >> spm.current & 1u) != 0 &&
        (first == SPM_IDLE_THREAD ||
         spm_partitions[first].priority >= spm_partitions[spm.current].priority)) {
        return spm.current;
    }
    return first;
}

void spm_sleep(uint32_t thread)
{
    spm.ready &= ~(1u << thread);
}

void spm_wake(uint32_t thread, uint32_t result)
{
    *spm.threads[thread].result = result;
    spm.ready |= 1u << thread;
}

void spm_signal_set(uint32_t thread, psa_signal_t signal)
{
    struct spm_thread *t = &spm.threads[thread];

    t->signals |= signal;
    if ((t->waits_for & signal) != 0) {
        const psa_signal_t set = t->signals & t->waits_for;

        t->waits_for = 0;
        spm_wake(thread, set);
    }
}

static psa_signal_t assigned_signals(uint32_t partition)
{
    const struct spm_partition *p = &spm_partitions[partition];

    return p->service_signals | p->irq_signals | PSA_DOORBELL |
           ((p->flags & SPM_NS_AGENT) != 0 ? PSA_AGENT_ANSWER : 0u);
}

psa_signal_t spm_wait(psa_signal_t mask, uint32_t timeout)
{
    struct spm_thread *thread = &spm.threads[spm.current];

    mask &= assigned_signals(spm.current);
    spm_require(mask != 0);
    const psa_signal_t set = thread->signals & mask;
    if (set == 0 && (timeout & PSA_BLOCK) != 0) {
        thread->waits_for = mask;
        spm_sleep(spm.current);
    }
    return set;
}

void spm_notify(int32_t partition_id)
{
    for (uint32_t i = 0; i < SPM_PARTITION_COUNT; i++) {
        if (spm_partitions[i].id == partition_id) {
            spm_signal_set(i, PSA_DOORBELL);
            return;
        }
    }
    spm_require(false);
}

void spm_clear(void)
{
    struct spm_thread *thread = &spm.threads[spm.current];

    spm_require((thread->signals & PSA_DOORBELL) != 0);
    thread->signals &= ~PSA_DOORBELL;
}

/* Index of the current partition's interrupt with exactly this signal. */
static uint32_t find_irq(psa_signal_t signal)
{
    uint32_t irq = 0;

    while (irq < SPM_IRQ_COUNT &&
           (spm_irqs[irq].partition != spm.current || spm_irqs[irq].signal != signal)) {
        irq++;
    }
    spm_require(irq < SPM_IRQ_COUNT);
    return irq;
}

void spm_irq_enable(psa_signal_t signal)
{
    const uint32_t irq = find_irq(signal);

    spm.irq_enabled |= 1u << irq;
    spm_line_enable(spm_irqs[irq].number);
}

psa_irq_status_t spm_irq_disable(psa_signal_t signal)
{
    const uint32_t irq = find_irq(signal);
    const psa_irq_status_t was_enabled = spm.irq_enabled >> irq & 1u;

    spm.irq_enabled &= ~(1u << irq);
    spm_line_disable(spm_irqs[irq].number);
    return was_enabled;
}

static void resume_line(uint32_t irq)
{
    if ((spm.irq_enabled >> irq & 1u) != 0) {
        spm_line_enable(spm_irqs[irq].number);
    }
}

static uint32_t find_raised(psa_signal_t signal, uint32_t flih)
{
    const uint32_t irq = find_irq(signal);

    spm_require((spm_irqs[irq].flags & SPM_FLIH) == flih && (spm.threads[spm.current].signals & signal) != 0);
    return irq;
}

void spm_eoi(psa_signal_t signal)
{
    const uint32_t irq = find_raised(signal, 0);

    spm.threads[spm.current].signals &= ~signal;
    spm_line_clear(spm_irqs[irq].number);
    resume_line(irq);
}

void spm_reset_signal(psa_signal_t signal)
{
    (void)find_raised(signal, SPM_FLIH);
    spm.threads[spm.current].signals &= ~signal;
}

/* The line stays off until the partition has seen to its device: it is a level. */
void spm_irq_raised(uint32_t number)
{
    for (uint32_t i = 0; i < SPM_IRQ_COUNT; i++) {
        if (spm_irqs[i].number == number) {
            spm_line_disable(number);
            if ((spm_irqs[i].flags & SPM_FLIH) != 0) {
                spm.flih_pending |= 1u << i;
            } else {
                spm_signal_set(spm_irqs[i].partition, spm_irqs[i].signal);
            }
            return;
        }
    }
    spm_panic(RSS_ERR_SPM_INTERRUPT);
}

void spm_flih_done(uint32_t irq, psa_flih_result_t result)
{
    spm_require(result == PSA_FLIH_NO_SIGNAL || result == PSA_FLIH_SIGNAL);
    if (result == PSA_FLIH_SIGNAL) {
        spm_signal_set(spm_irqs[irq].partition, spm_irqs[irq].signal);
    }
    resume_line(irq);
}
