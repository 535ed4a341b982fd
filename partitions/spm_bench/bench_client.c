/* SPDX-License-Identifier: BSD-3-Clause */
/** One loop for each figure. A lap function is where tools/bench.py takes the time: it does nothing else. */
#include "psa_manifest/bench_client.h"
#include "psa_manifest/sid.h"

#define LAPS 8u

#define LAP(name)                                                                                            \
    void bench_lap_##name(void);                                                                             \
    __attribute__((noinline)) void bench_lap_##name(void)                                                    \
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
    static uint8_t data[4][1024];
    const psa_invec in[] = { { data[0], sizeof(data[0]) }, { data[1], sizeof(data[1]) } };
    psa_outvec out[] = { { data[2], sizeof(data[2]) }, { data[3], sizeof(data[3]) } };

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
    { bench_lap_empty, empty },
    { bench_lap_4x1k, move_4x1k },
    { bench_lap_connect_call_close, connect_call_close },
};

void bench_client_entry(void)
{
    for (uint32_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
        for (uint32_t lap = 0; lap < LAPS; lap++) {
            figures[i].lap();
            figures[i].run();
        }
    }
    for (;;) {
        (void)psa_wait(PSA_DOORBELL, PSA_BLOCK);
    }
}
