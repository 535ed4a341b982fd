/* SPDX-License-Identifier: BSD-3-Clause */
/* Supervisor calls of partitions: who calls, and to which part of the SPM. */
#include "spm/arch/arch.h"
#include "spm/svc.h"

enum { FRAME_PC = 6 };

static uint32_t reset_reason(uint32_t why)
{
    spm_panic(why == SPM_PANIC_INIT ? RSS_ERR_SPM_PARTITION_INIT : RSS_ERR_SPM_ASKED);
}

static uint32_t client_call(uint32_t number, uint32_t *frame)
{
    const struct spm_partition *p = &spm_partitions[spm.current];
    const struct spm_caller caller = { spm.current,
                                       (p->flags & SPM_TRUSTZONE) != 0 ? p->client_id_limit : p->id,
                                       .waits = true };

    switch (number) {
    case SPM_SVC_VERSION:
        return spm_version(&caller, frame[0]);
    case SPM_SVC_CONNECT:
        return (uint32_t)spm_connect(&caller, frame[0], frame[1]);
    case SPM_SVC_CALL:
        return (uint32_t)spm_call(&caller, (psa_handle_t)frame[0], frame[1], (const psa_invec *)frame[2],
                                  (psa_outvec *)frame[3]);
    case SPM_SVC_CLOSE:
        spm_close(&caller, (psa_handle_t)frame[0]);
        return 0;
    default:
        spm_require((p->flags & SPM_TRUSTZONE) != 0);
        spm_client_ends(spm.current);
        return 0;
    }
}

static uint32_t service_call(uint32_t number, uint32_t *frame)
{
    const psa_handle_t handle = (psa_handle_t)frame[0];

    switch (number) {
    case SPM_SVC_WAIT:
        return spm_wait(frame[0], frame[1]);
    case SPM_SVC_GET:
        return (uint32_t)spm_get(frame[0], (psa_msg_t *)frame[1]);
    case SPM_SVC_SET_RHANDLE:
        spm_set_rhandle(handle, (void *)frame[1]);
        return 0;
    case SPM_SVC_READ:
        return spm_read(handle, frame[1], (void *)frame[2], frame[3]);
    case SPM_SVC_SKIP:
        return spm_skip(handle, frame[1], frame[2]);
    case SPM_SVC_WRITE:
        spm_write(handle, frame[1], (const void *)frame[2], frame[3]);
        return 0;
    case SPM_SVC_REPLY:
        spm_reply(handle, (psa_status_t)frame[1]);
        return 0;
    case SPM_SVC_NOTIFY:
        spm_notify((int32_t)frame[0]);
        return 0;
    case SPM_SVC_CLEAR:
        spm_clear();
        return 0;
    case SPM_SVC_EOI:
        spm_eoi(frame[0]);
        return 0;
    case SPM_SVC_LIFECYCLE:
        return spm.lifecycle;
    case SPM_SVC_GET_BOOT_DATA:
        return (uint32_t)spm_get_boot_data(frame[0], (void *)frame[1], frame[2]);
    case SPM_SVC_PANIC:
        return reset_reason(frame[0]);
    case SPM_SVC_AGENT_CALL:
        return (uint32_t)spm_agent_call((const struct agent_call *)frame[0]);
    case SPM_SVC_AGENT_GET_ANSWER:
        return (uint32_t)spm_agent_get_answer((struct agent_answer *)frame[0]);
#if PSA_FRAMEWORK_HAS_MM_IOVEC
    case SPM_SVC_MAP_INVEC:
        return (uint32_t)(uintptr_t)spm_map_invec(handle, frame[1]);
    case SPM_SVC_UNMAP_INVEC:
        spm_unmap_invec(handle, frame[1]);
        return 0;
    case SPM_SVC_MAP_OUTVEC:
        return (uint32_t)(uintptr_t)spm_map_outvec(handle, frame[1]);
    case SPM_SVC_UNMAP_OUTVEC:
        spm_unmap_outvec(handle, frame[1], frame[2]);
        return 0;
#endif
    default:
        spm_require(false);
        return 0;
    }
}

/* What a first-level handler may call too. */
static uint32_t interrupt_call(uint32_t number, uint32_t *frame)
{
    switch (number) {
    case SPM_SVC_IRQ_ENABLE:
        spm_irq_enable(frame[0]);
        return 0;
    case SPM_SVC_IRQ_DISABLE:
        return spm_irq_disable(frame[0]);
    case SPM_SVC_RESET_SIGNAL:
        spm_reset_signal(frame[0]);
        return 0;
    default:
        spm_require(spm.in_flih);
        arch_flih_return(frame[0]);
        return 0;
    }
}

/* The frame was stored with the caller's rights, but where is the caller's choice: its own stack, or nothing. */
static void check_caller(const uint32_t *frame, uint32_t exception_return)
{
    spm_require(exception_return == ARCH_RETURN_TO_THREAD && spm.current != SPM_IDLE_THREAD);
    const struct spm_partition *p = &spm_partitions[spm.current];
    const uintptr_t at = (uintptr_t)frame;

    spm_require(at >= p->stack_start && at <= p->stack_end - ARCH_FRAME_WORDS * sizeof(*frame));
}

void arch_svc(uint32_t *frame, uint32_t exception_return)
{
    check_caller(frame, exception_return);
    const uint32_t number = *(const uint8_t *)(frame[FRAME_PC] - 2u);

    if (number >= SPM_SVC_IRQ_ENABLE && number <= SPM_SVC_FLIH_RETURN) {
        frame[0] = interrupt_call(number, frame);
    } else {
        spm_require(!spm.in_flih);
        spm.threads[spm.current].result = &frame[0];
        frame[0] = number <= SPM_SVC_NS_END ? client_call(number, frame) : service_call(number, frame);
    }
    if (!spm.in_flih) {
        arch_reschedule();
    }
}
