/* SPDX-License-Identifier: BSD-3-Clause */
/** Load of the SCP: interface/load/registers.h, one call at a time; the slowest is told in ticks of the counter (100 MHz). */
#include "host/rss_client/rss_client.h"
#include "host/scp/scp.h"
#include "host/scp/scp_regs.h"
#include "interface/load/registers.h"
#include "lib/base/mmio.h"

static void call(uint32_t type)
{
    uint32_t answer = 0;
    const psa_invec in = { &type, sizeof(type) };
    psa_outvec out = { &answer, sizeof(answer) };
    const psa_status_t status = psa_call(LOAD_HANDLE, (int32_t)type, &in, 1, &out, 1);

    if (status < 0 || answer != (uint32_t)status || out.len != sizeof(answer)) {
        scp_fail("answer of the RSS");
    }
}

static uint32_t now(void)
{
    return mmio_read32(COUNTER_BASE + COUNTER_CNTCV_OFFSET);
}

void scp_ask_rss(void)
{
    const uint32_t calls = load_parameters.calls;
    uint32_t state = load_parameters.seed, slowest = 0;

    rss_client_set_encoding(RSS_CLIENT_EMBED);
    call(load_type(LOAD_GET, 0, 0)); /* the runtime starts after us */
    for (uint32_t i = 0; i < calls; i++) {
        const uint32_t start = now();

        call(load_next(&state));
        const uint32_t ticks = now() - start;
        slowest = ticks > slowest ? ticks : slowest;
    }
    call(load_type(LOAD_ADD, LOAD_DONE_KEY, 1));
    scp_print("[SCP] load done, slowest call ");
    scp_print_number(slowest);
    scp_print(" ticks\n");
}
