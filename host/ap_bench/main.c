/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Calls for tools/bench.py: LAPS of each kind, one after the other, to a service that does nothing (partitions/spm_bench). It knows
 * them by their order.
 */
#include <stdbool.h>

#include "host/ap/console.h"
#include "host/ap/image.h"
#include "host/rss_client/rss_client.h"
#include "lib/base/mmio.h"

#define BENCH_HANDLE ((psa_handle_t)PSA_STATIC_HANDLE(29u, 1u))
#define LAPS         8u
#define POLLS_AHEAD  1000000u /* until the RSS has nothing else to do */

enum { BENCH_EMPTY, BENCH_MOVE };

static psa_status_t empty(void)
{
    return psa_call(BENCH_HANDLE, BENCH_EMPTY, NULL, 0, NULL, 0);
}

static psa_status_t move_4x1k(void)
{
    static uint8_t data[4][1024];
    const psa_invec in[] = { { data[0], sizeof(data[0]) }, { data[1], sizeof(data[1]) } };
    psa_outvec out[] = { { data[2], sizeof(data[2]) }, { data[3], sizeof(data[3]) } };

    return psa_call(BENCH_HANDLE, BENCH_MOVE, in, 2, out, 2);
}

static const struct {
    enum rss_client_encoding encoding;
    psa_status_t (*run)(void);
} kinds[] = {
    { RSS_CLIENT_EMBED, empty },
    { RSS_CLIENT_POINTER_ACCESS, empty },
    { RSS_CLIENT_POINTER_ACCESS, move_4x1k },
};

void ap_main(void)
{
    console_init();
    psa_status_t status = rss_client_init(AP_RSS_SENDER_FRAME, AP_RSS_RECEIVER_FRAME, AP_RSS_POLLS);

    if (status == PSA_SUCCESS && psa_framework_version() != PSA_FRAMEWORK_VERSION) {
        status = PSA_ERROR_COMMUNICATION_FAILURE;
    }
    for (uint32_t i = 0; i < POLLS_AHEAD; i++) {
        (void)mmio_read32(AP_RSS_RECEIVER_FRAME);
    }
    for (uint32_t i = 0; status == PSA_SUCCESS && i < LAPS * sizeof(kinds) / sizeof(kinds[0]); i++) {
        rss_client_set_encoding(kinds[i / LAPS].encoding);
        status = kinds[i / LAPS].run();
    }
    if (status != PSA_SUCCESS) {
        ap_fail("call", status);
        return;
    }
    console_text("[AP] PASS bench\n");
}
