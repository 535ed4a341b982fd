/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The PSA functions as partitions call them: each is one supervisor call. Linked with the code that every partition may
 * execute; keeps no data.
 */
#include "interface/psa/agent.h"
#include "interface/psa/boot_data.h"
#include "interface/psa/client.h"
#include "interface/psa/service.h"
#include "interface/psa/call_word.h"
#include "spm/svc.h"

/* Arguments are in r0 to r3 as the function got them, the result comes back in r0. */
#define SVC_FUNCTION(name, parameters, number)                                                               \
    __attribute__((naked)) name parameters                                                                   \
    {                                                                                                        \
        __asm__ volatile("svc %0\n\tbx lr" ::"i"(number));                                                   \
    }
#pragma GCC diagnostic ignored "-Wunused-parameter"

SVC_FUNCTION(uint32_t psa_version, (uint32_t sid), SPM_SVC_VERSION)
SVC_FUNCTION(psa_handle_t psa_connect, (uint32_t sid, uint32_t version), SPM_SVC_CONNECT)
SVC_FUNCTION(void psa_close, (psa_handle_t handle), SPM_SVC_CLOSE)
SVC_FUNCTION(psa_signal_t psa_wait, (psa_signal_t signal_mask, uint32_t timeout), SPM_SVC_WAIT)
SVC_FUNCTION(psa_status_t psa_get, (psa_signal_t signal, psa_msg_t *msg), SPM_SVC_GET)
SVC_FUNCTION(void psa_set_rhandle, (psa_handle_t msg_handle, void *rhandle), SPM_SVC_SET_RHANDLE)
SVC_FUNCTION(size_t psa_read, (psa_handle_t msg_handle, uint32_t index, void *buffer, size_t num_bytes),
             SPM_SVC_READ)
SVC_FUNCTION(size_t psa_skip, (psa_handle_t msg_handle, uint32_t index, size_t num_bytes), SPM_SVC_SKIP)
SVC_FUNCTION(void psa_write, (psa_handle_t msg_handle, uint32_t index, const void *buffer, size_t num_bytes),
             SPM_SVC_WRITE)
SVC_FUNCTION(void psa_reply, (psa_handle_t msg_handle, psa_status_t status), SPM_SVC_REPLY)
SVC_FUNCTION(void psa_notify, (int32_t partition_id), SPM_SVC_NOTIFY)
SVC_FUNCTION(void psa_clear, (void), SPM_SVC_CLEAR)
SVC_FUNCTION(void psa_irq_enable, (psa_signal_t irq_signal), SPM_SVC_IRQ_ENABLE)
SVC_FUNCTION(psa_irq_status_t psa_irq_disable, (psa_signal_t irq_signal), SPM_SVC_IRQ_DISABLE)
SVC_FUNCTION(void psa_eoi, (psa_signal_t irq_signal), SPM_SVC_EOI)
SVC_FUNCTION(void psa_reset_signal, (psa_signal_t irq_signal), SPM_SVC_RESET_SIGNAL)
SVC_FUNCTION(uint32_t psa_rot_lifecycle_state, (void), SPM_SVC_LIFECYCLE)
SVC_FUNCTION(psa_status_t rss_get_boot_data, (uint32_t major, void *buffer, size_t buffer_bytes),
             SPM_SVC_GET_BOOT_DATA)
SVC_FUNCTION(psa_status_t agent_call, (const struct agent_call *call), SPM_SVC_AGENT_CALL)
SVC_FUNCTION(psa_status_t agent_get_answer, (struct agent_answer * answer), SPM_SVC_AGENT_GET_ANSWER)
#if PSA_FRAMEWORK_HAS_MM_IOVEC
SVC_FUNCTION(const void *psa_map_invec, (psa_handle_t msg_handle, uint32_t index), SPM_SVC_MAP_INVEC)
SVC_FUNCTION(void psa_unmap_invec, (psa_handle_t msg_handle, uint32_t index), SPM_SVC_UNMAP_INVEC)
SVC_FUNCTION(void *psa_map_outvec, (psa_handle_t msg_handle, uint32_t index), SPM_SVC_MAP_OUTVEC)
SVC_FUNCTION(void psa_unmap_outvec, (psa_handle_t msg_handle, uint32_t index, size_t length),
             SPM_SVC_UNMAP_OUTVEC)
#endif

/* Where the first-level handler of an interrupt returns to, its result in r0. */
void spm_flih_return(void) __attribute__((noreturn));
__attribute__((naked)) void spm_flih_return(void)
{
    __asm__ volatile("svc %0" ::"i"(SPM_SVC_FLIH_RETURN));
}

uint32_t psa_framework_version(void)
{
    return PSA_FRAMEWORK_VERSION;
}

static __attribute__((naked)) psa_status_t call(psa_handle_t handle, uint32_t word, const psa_invec *in_vec,
                                                psa_outvec *out_vec)
{
    __asm__ volatile("svc %0\n\tbx lr" ::"i"(SPM_SVC_CALL));
}

psa_status_t psa_call(psa_handle_t handle, int32_t type, const psa_invec *in_vec, size_t in_count,
                      psa_outvec *out_vec, size_t out_count)
{
    return call(handle, call_word_make(type, in_count, out_count), in_vec, out_vec);
}

static __attribute__((naked, noreturn)) void stop(uint32_t reason)
{
    __asm__ volatile("svc %0\n\tudf #0" ::"i"(SPM_SVC_PANIC));
}

void psa_panic(void)
{
    stop(SPM_PANIC_ASKED);
}

void psa_sfn_run(psa_status_t (*init)(void), const struct psa_sfn *services, size_t count)
{
    psa_signal_t all = 0; /* not doorbells and interrupts: they are for the service functions to wait for */

    if (init != NULL && init() < PSA_SUCCESS) {
        stop(SPM_PANIC_INIT);
    }
    for (size_t i = 0; i < count; i++) {
        all |= services[i].signal;
    }
    for (;;) {
        const psa_signal_t signals = psa_wait(all, PSA_BLOCK);

        for (size_t i = 0; i < count; i++) {
            psa_msg_t msg;

            if ((signals & services[i].signal) != 0 && psa_get(services[i].signal, &msg) == PSA_SUCCESS) {
                psa_reply(msg.handle, services[i].run(&msg));
            }
        }
    }
}
