/* SPDX-License-Identifier: BSD-3-Clause */
/** As partitions/spm_bench/bench_client.c, from the non-secure side. */
#include "interface/psa/client.h"
#include "ns_app/ns_app.h"
#include "psa_manifest/sid.h"

#define LAPS 8u

#define LAP(name)                                                                                            \
    void ns_lap_##name(void);                                                                                \
    __attribute__((noinline)) void ns_lap_##name(void)                                                       \
    {                                                                                                        \
        __asm__ volatile("" ::: "memory");                                                                   \
    }
LAP(empty)
LAP(4x1k)
LAP(connect_call_close)

static void empty(void)
{
    (void)psa_call(BENCH_STATELESS_HANDLE, 0, NULL, 0, NULL, 0);
}

static void move_4x1k(void)
{
    uint8_t data[4][1024] __attribute__((aligned(4)));
    const psa_invec in[] = { { data[0], sizeof(data[0]) }, { data[1], sizeof(data[1]) } };
    psa_outvec out[] = { { data[2], sizeof(data[2]) }, { data[3], sizeof(data[3]) } };

    __asm__ volatile("" ::"r"(data) : "memory"); /* what is in it does not matter */
    (void)psa_call(BENCH_STATELESS_HANDLE, 1, in, 2, out, 2);
}

static void connect_call_close(void)
{
    psa_handle_t handle = psa_connect(BENCH_CONNECTED_SID, 1);

    (void)psa_call(handle, 0, NULL, 0, NULL, 0);
    psa_close(handle);
}

static const struct {
    void (*lap)(void);
    void (*run)(void);
} figures[] = {
    { ns_lap_empty, empty },
    { ns_lap_4x1k, move_4x1k },
    { ns_lap_connect_call_close, connect_call_close },
};

void ns_svc(void)
{
}

void ns_main(void)
{
    for (uint32_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
        for (uint32_t lap = 0; lap < LAPS; lap++) {
            figures[i].lap();
            figures[i].run();
        }
    }
}
