/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Load of the core's non-secure state: interface/load/registers.h. Begin and end of each call are written to the reload register of
 * the state's SysTick, which does not run: a trace of register writes has them in order with the other processors' messages.
 */
#include <stdbool.h>

#include "interface/load/registers.h"
#include "interface/psa/client.h"
#include "lib/base/mmio.h"
#include "ns_app/ns_app.h"

#define SYST_RVR 0xe000e014u /* 24 bits */
#define END      0x800000u   /* with the answer; else a request begins */
#define WRONG    0xffffffu

void ns_svc(void)
{
}

static void call(uint32_t type)
{
    uint32_t answer = 0;
    const psa_invec in = { &type, sizeof(type) };
    psa_outvec out = { &answer, sizeof(answer) };

    mmio_write32(SYST_RVR, type);
    const psa_status_t status = psa_call(LOAD_HANDLE, (int32_t)type, &in, 1, &out, 1);
    const bool good = status >= 0 && answer == (uint32_t)status && out.len == sizeof(answer);
    mmio_write32(SYST_RVR, good ? END | answer : WRONG);
}

void ns_main(void)
{
    const uint32_t calls = load_parameters.calls;
    uint32_t state = load_parameters.seed;

    for (uint32_t i = 0; i < calls; i++) {
        call(load_next(&state));
    }
    call(load_type(LOAD_ADD, LOAD_DONE_KEY, 1));
}
