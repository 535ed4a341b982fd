/* SPDX-License-Identifier: BSD-3-Clause */
/** One loop for each figure. A lap function is where tools/bench.py takes the time: it does nothing else. */
#include <stdbool.h>

#include "psa/crypto.h"

#include "interface/psa/measured_boot.h"
#include "lib/base/mmio.h"
#include "partitions/spm_bench/require.h"
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
LAP(service_extend)
LAP(service_read)
LAP(service_random_32)
LAP(service_hash_64)
LAP(service_mac_64)
LAP(service_aead_64)

static void empty(void)
{
    require(psa_call(BENCH_STATELESS_HANDLE, 0, NULL, 0, NULL, 0));
}

static void move_4x1k(void)
{
    static uint8_t data[4][1024] __attribute__((aligned(4)));
    const psa_invec in[] = { { data[0], sizeof(data[0]) }, { data[1], sizeof(data[1]) } };
    psa_outvec out[] = { { data[2], sizeof(data[2]) }, { data[3], sizeof(data[3]) } };

    require(psa_call(BENCH_STATELESS_HANDLE, 1, in, 2, out, 2));
}

static void connect_call_close(void)
{
    psa_handle_t handle = psa_connect(BENCH_CONNECTED_SID, 1);

    require(psa_call(handle, 0, NULL, 0, NULL, 0));
    psa_close(handle);
}

/* ---- calls of services: tools/bench_services.py ---- */

#define SHA256 0x02000009u
#define SLOT   20u

static void service_extend(void)
{
    static const uint8_t signer_id[32], value[32];

    require(rss_measured_boot_extend_measurement(SLOT, signer_id, sizeof(signer_id), NULL, 0, SHA256,
                                                 (const uint8_t *)"BL_2", 4, value, sizeof(value), false));
}

static void service_read(void)
{
    uint8_t signer_id[64], version[14], sw_type[MEASURED_BOOT_SW_TYPE_BYTES], value[64];
    size_t signer_id_bytes, version_bytes, sw_type_bytes, value_bytes;
    uint32_t algorithm;
    bool is_locked;

    require(rss_measured_boot_read_measurement(SLOT, signer_id, sizeof(signer_id), &signer_id_bytes, version,
                                               sizeof(version), &version_bytes, &algorithm, sw_type,
                                               sizeof(sw_type), &sw_type_bytes, value, sizeof(value),
                                               &value_bytes, &is_locked));
}

static void service_random_32(void)
{
    uint8_t random[32];

    require(psa_generate_random(random, sizeof(random)));
}

static const uint8_t message[64];
static psa_key_id_t mac_key, aead_key;

static void service_hash_64(void)
{
    uint8_t hash[32];
    size_t bytes;

    require(psa_hash_compute(PSA_ALG_SHA_256, message, sizeof(message), hash, sizeof(hash), &bytes));
}

static void service_mac_64(void)
{
    uint8_t mac[32];
    size_t bytes;

    require(psa_mac_compute(mac_key, PSA_ALG_HMAC(PSA_ALG_SHA_256), message, sizeof(message), mac,
                            sizeof(mac), &bytes));
}

static void service_aead_64(void)
{
    static const uint8_t nonce[12], additional[16];
    uint8_t ciphertext[sizeof(message) + 16u];
    size_t bytes;

    require(psa_aead_encrypt(aead_key, PSA_ALG_GCM, nonce, sizeof(nonce), additional, sizeof(additional),
                             message, sizeof(message), ciphertext, sizeof(ciphertext), &bytes));
}

static psa_key_id_t import_key(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t algorithm,
                               size_t size_bytes)
{
    static const uint8_t zeros[32];
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;

    psa_set_key_type(&attributes, type);
    psa_set_key_usage_flags(&attributes, usage);
    psa_set_key_algorithm(&attributes, algorithm);
    require(psa_import_key(&attributes, zeros, size_bytes, &key));
    return key;
}

static void make_keys(void)
{
    mac_key = import_key(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_HMAC(PSA_ALG_SHA_256), 32);
    aead_key = import_key(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM, 16);
}

static const struct {
    void (*lap)(void);
    void (*run)(void);
} figures[] = {
    { bench_lap_empty, empty },
    { bench_lap_4x1k, move_4x1k },
    { bench_lap_connect_call_close, connect_call_close },
    { bench_lap_service_extend, service_extend },
    { bench_lap_service_read, service_read },
    { bench_lap_service_random_32, service_random_32 },
    { bench_lap_service_hash_64, service_hash_64 },
    { bench_lap_service_mac_64, service_mac_64 },
    { bench_lap_service_aead_64, service_aead_64 },
};

#define TIMER_FLIH  0x58000000u
#define TIMER_SLIH  0x58001000u
#define TIMER_TVAL  0x028u
#define TIMER_CTL   0x02cu
#define TIMER_TICKS 320u   /* 10 us at 32 MHz: the core sleeps by then */
#define TICKS_AHEAD 48000u /* 1.5 ms: until the non-secure image has made its calls */

static volatile uint32_t first_level_laps;

static void timer_start(uint32_t timer, uint32_t ticks)
{
    mmio_write32(timer + TIMER_TVAL, ticks);
    mmio_write32(timer + TIMER_CTL, 1);
}

static void timer_stop(uint32_t timer)
{
    mmio_write32(timer + TIMER_CTL, 0);
}

/* Where an interrupt has come to the partition: this and the handler below. */
void bench_signal_seen(void);
__attribute__((noinline)) void bench_signal_seen(void)
{
    __asm__ volatile("" ::: "memory");
}

psa_flih_result_t bench_flih_flih(void)
{
    timer_stop(TIMER_FLIH);
    return ++first_level_laps == LAPS ? PSA_FLIH_SIGNAL : PSA_FLIH_NO_SIGNAL;
}

static void interrupts(void)
{
    psa_irq_enable(BENCH_SLIH_SIGNAL);
    for (uint32_t lap = 0; lap < LAPS; lap++) {
        timer_start(TIMER_SLIH, lap == 0 ? TICKS_AHEAD : TIMER_TICKS);
        (void)psa_wait(BENCH_SLIH_SIGNAL, PSA_BLOCK);
        bench_signal_seen();
        timer_stop(TIMER_SLIH);
        psa_eoi(BENCH_SLIH_SIGNAL);
    }
    psa_irq_enable(BENCH_FLIH_SIGNAL);
    for (uint32_t lap = 0; lap < LAPS; lap++) {
        timer_start(TIMER_FLIH, TIMER_TICKS);
        while (first_level_laps == lap) {
        }
    }
}

void bench_client_entry(void)
{
    make_keys();
    for (uint32_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
        for (uint32_t lap = 0; lap < LAPS; lap++) {
            figures[i].lap();
            figures[i].run();
        }
    }
    bench_lap_empty(); /* where the last one ends */
    interrupts();
    for (;;) {
        (void)psa_wait(PSA_DOORBELL, PSA_BLOCK);
    }
}
