/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The rules of FF-M on the host: four partitions without threads. A test says who runs; a blocking call leaves its thread not
 * ready, and its answer in the thread's result word.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "interface/psa/services.h"
#include "interface/psa/call_word.h"
#include "spm/isolation.h"
#include "spm/spm.h"

enum { CLIENT, SERVER, DRIVER, AGENT };
enum { STATELESS, STRICT, RELAXED, SECURE_ONLY, DRIVER_SERVICE, MAPPABLE };

#define STATELESS_SIGNAL 0x10u
#define STRICT_SIGNAL    0x20u
#define RELAXED_SIGNAL   0x40u
#define SECURE_SIGNAL    0x80u
#define MAPPABLE_SIGNAL  0x100u
#define DRIVER_SIGNAL    0x10u
#define SLIH_SIGNAL      0x80000000u
#define FLIH_SIGNAL      0x40000000u
#define OLD_SIGNAL       0x20000000u /* framework 1.0: enabled at start */

#define STATELESS_HANDLE ((psa_handle_t)PSA_STATIC_HANDLE(0, 1))
#define NS_CLIENT        (-5)

static uint8_t memory[SPM_PARTITION_COUNT][0x200] __attribute__((aligned(32)));
static uint8_t code[0x100] __attribute__((aligned(32)));
static uint8_t host_memory[0x100];

#define OWN(who)                                                                                             \
    {                                                                                                        \
        (uintptr_t) memory[who], (uintptr_t)memory[who] + sizeof(memory[who]), SPM_READ_WRITE                \
    }
static const struct spm_region regions[SPM_PARTITION_COUNT][2] = {
    [CLIENT] = { OWN(CLIENT) },
    [SERVER] = { OWN(SERVER) },
    [DRIVER] = { OWN(DRIVER) },
    [AGENT] = { OWN(AGENT),
                { (uintptr_t)host_memory, (uintptr_t)host_memory + sizeof(host_memory), SPM_READ_WRITE } },
};

const struct spm_partition spm_partitions[SPM_PARTITION_COUNT] = {
    [CLIENT] = { .name = "client",
                 .id = 1001,
                 .dependencies =
                     1u << STATELESS | 1u << STRICT | 1u << RELAXED | 1u << MAPPABLE | 1u << SECURE_ONLY,
                 .regions = regions[CLIENT],
                 .region_count = 1,
                 .priority = 0x0f },
    [SERVER] = { .name = "server",
                 .id = 1002,
                 .boot_data = 1u << 3,
                 .dependencies = 1u << DRIVER_SERVICE,
                 .service_signals =
                     STATELESS_SIGNAL | STRICT_SIGNAL | RELAXED_SIGNAL | SECURE_SIGNAL | MAPPABLE_SIGNAL,
                 .regions = regions[SERVER],
                 .region_count = 1,
                 .priority = 0x1f },
    [DRIVER] = { .name = "driver",
                 .id = 1003,
                 .service_signals = DRIVER_SIGNAL,
                 .irq_signals = SLIH_SIGNAL | FLIH_SIGNAL | OLD_SIGNAL,
                 .regions = regions[DRIVER],
                 .region_count = 1,
                 .priority = 0x1f,
                 .flags = SPM_PSA_ROT },
    [AGENT] = { .name = "agent",
                .id = 1004,
                .client_id_base = -10,
                .client_id_limit = -1,
                .regions = regions[AGENT],
                .region_count = 2,
                .priority = 0x7f,
                .flags = SPM_PSA_ROT | SPM_NS_AGENT },
};

const struct spm_service spm_services[SPM_SERVICE_COUNT] = {
    [STATELESS] = { 0x100, STATELESS_SIGNAL, 1, SERVER, SPM_NON_SECURE_CLIENT | SPM_STRICT },
    [STRICT] = { 0x101, STRICT_SIGNAL, 2, SERVER, SPM_NON_SECURE_CLIENT | SPM_STRICT | SPM_CONNECTION_BASED },
    [RELAXED] = { 0x102, RELAXED_SIGNAL, 2, SERVER, SPM_NON_SECURE_CLIENT | SPM_CONNECTION_BASED },
    [SECURE_ONLY] = { 0x103, SECURE_SIGNAL, 1, SERVER, SPM_STRICT | SPM_CONNECTION_BASED },
    [DRIVER_SERVICE] = { 0x104, DRIVER_SIGNAL, 1, DRIVER, SPM_STRICT },
    [MAPPABLE] = { 0x105, MAPPABLE_SIGNAL, 1, SERVER, SPM_NON_SECURE_CLIENT | SPM_STRICT | SPM_MM_IOVEC },
};

const uint8_t spm_stateless[SPM_STATELESS_HANDLES] = {
    [0] = STATELESS, [1] = MAPPABLE, [2] = DRIVER_SERVICE, [3 ... 31] = SPM_NO_SERVICE
};
#define MAPPABLE_HANDLE ((psa_handle_t)PSA_STATIC_HANDLE(1, 1))
#define DRIVER_HANDLE   ((psa_handle_t)PSA_STATIC_HANDLE(2, 1))

const struct spm_irq spm_irqs[SPM_IRQ_COUNT + 1u] = {
    { SLIH_SIGNAL, 3, DRIVER, 0, NULL },
    { FLIH_SIGNAL, 4, DRIVER, SPM_FLIH, NULL },
    { OLD_SIGNAL, 5, DRIVER, SPM_ENABLED_AT_START, NULL },
};

/* Code that everybody may read, and memory of the SPM's own. */
static uint8_t spm_memory[0x40] __attribute__((aligned(32)));
const struct spm_fixed_region spm_fixed_regions[] = {
    { { (uintptr_t)code, (uintptr_t)code + sizeof(code), SPM_READ | SPM_EXECUTE },
      .partition_access = SPM_READ,
      .unprivileged = SPM_READ | SPM_EXECUTE },
    { .region = { (uintptr_t)spm_memory, (uintptr_t)spm_memory + sizeof(spm_memory), SPM_READ_WRITE } },
};
const uint32_t spm_fixed_region_count = 2;

static uint32_t lines_enabled, lines_cleared;

void spm_line_enable(uint32_t number)
{
    lines_enabled |= 1u << number;
}

void spm_line_disable(uint32_t number)
{
    lines_enabled &= ~(1u << number);
}

void spm_line_clear(uint32_t number)
{
    lines_cleared |= 1u << number;
}

/* No variable changes between setjmp and longjmp. */
#pragma GCC diagnostic ignored "-Wclobbered"
static jmp_buf panicked;
static rss_status_t panic_code;

void spm_panic(rss_status_t why)
{
    panic_code = why;
    longjmp(panicked, 1);
}

/* The statement ends the system with this code. */
#define EXPECT_PANIC(code, statement)                                                                        \
    do {                                                                                                     \
        if (setjmp(panicked) == 0) {                                                                         \
            statement;                                                                                       \
            fail_msg("no panic: %s", #statement);                                                            \
        }                                                                                                    \
        assert_int_equal(panic_code, code);                                                                  \
    } while (0)
#define BROKEN_SERVICE(statement) EXPECT_PANIC(RSS_ERR_SPM_PANIC, statement)
#define BROKEN_CLIENT(statement)  EXPECT_PANIC(RSS_ERR_SPM_CLIENT, statement)

static uint32_t results[SPM_PARTITION_COUNT];

static void as(uint32_t partition)
{
    spm.current = partition;
    spm.threads[partition].result = &results[partition];
}

static bool is_ready(uint32_t partition)
{
    return (spm.ready >> partition & 1u) != 0;
}

static int setup(void **state)
{
    (void)state;
    memset(&spm, 0, sizeof(spm));
    memset(memory, 0, sizeof(memory));
    memset(host_memory, 0, sizeof(host_memory));
    memset(results, 0, sizeof(results));
    lines_enabled = lines_cleared = 0;
    spm_init(0x3000);
    as(CLIENT);
    return 0;
}

static const struct spm_caller secure = { CLIENT, 1001, .waits = true };
static const struct spm_caller non_secure = { AGENT, NS_CLIENT, .waits = true };

/* Vectors and data in the memory of the caller: four vectors of 16 bytes each. */
struct call_memory {
    psa_invec in[4];
    psa_outvec out[4];
    uint8_t data[4][16];
};
_Static_assert(sizeof(struct call_memory) <= sizeof(memory[0]), "fits a partition");

static struct call_memory *call_memory(uint32_t partition)
{
    struct call_memory *m = (struct call_memory *)memory[partition];

    for (uint32_t i = 0; i < 4; i++) {
        m->in[i] = (psa_invec){ m->data[i], sizeof(m->data[i]) };
        m->out[i] = (psa_outvec){ m->data[i], sizeof(m->data[i]) };
        memset(m->data[i], (int)(0x10 * (i + 1)), sizeof(m->data[i]));
    }
    return m;
}

static psa_msg_t *message_memory(uint32_t partition)
{
    return (psa_msg_t *)memory[partition];
}

/* The server takes the message of the signal. */
static psa_msg_t *take(psa_signal_t signal)
{
    psa_msg_t *msg = message_memory(SERVER);

    as(SERVER);
    assert_int_equal(spm_get(signal, msg), PSA_SUCCESS);
    return msg;
}

static psa_handle_t open_connection(const struct spm_caller *caller, uint32_t sid, psa_signal_t signal)
{
    as(caller->partition);
    assert_int_equal(spm_connect(caller, sid, 2), 0);
    assert_false(is_ready(caller->partition));
    psa_msg_t *msg = take(signal);
    assert_int_equal(msg->type, PSA_IPC_CONNECT);
    assert_int_equal(msg->client_id, caller->client_id);
    assert_null(msg->rhandle);
    spm_reply(msg->handle, PSA_SUCCESS);
    assert_true(is_ready(caller->partition));
    as(caller->partition);
    return (psa_handle_t)results[caller->partition];
}

/* A request with the first in_count and out_count vectors of the caller's memory; outputs follow inputs. */
static psa_msg_t *request(const struct spm_caller *caller, psa_handle_t handle, uint32_t in_count,
                          uint32_t out_count, psa_signal_t signal)
{
    struct call_memory *m = call_memory(caller->partition);

    as(caller->partition);
    assert_int_equal(
        spm_call(caller, handle, call_word_make(7, in_count, out_count), m->in, &m->out[4 - out_count]),
        PSA_SUCCESS);
    return take(signal);
}

/* ---- client API ---- */

static void test_version(void **state) /* 0 for what is not there or not allowed */
{
    (void)state;
    assert_int_equal(spm_version(&secure, 0x101), 2);
    assert_int_equal(spm_version(&secure, 0x999), 0);
    assert_int_equal(spm_version(&secure, 0x104), 0); /* no dependency */
    assert_int_equal(spm_version(&secure, 0x103), 1); /* secure only */
    assert_int_equal(spm_version(&non_secure, 0x103), 0);
}

static void test_connect_call_close(void **state)
{
    (void)state;
    psa_handle_t handle = open_connection(&secure, 0x101, STRICT_SIGNAL);

    assert_true(PSA_HANDLE_IS_VALID(handle) && ((uint32_t)handle & 0x60000000u) == 0);
    psa_msg_t *msg = request(&secure, handle, 2, 2, STRICT_SIGNAL);
    assert_int_equal(msg->type, 7);
    assert_int_equal(msg->in_size[0], 16);
    assert_int_equal(msg->in_size[2], 0);
    assert_int_equal(msg->out_size[1], 16);
    assert_int_equal(msg->out_size[2], 0);
    spm_reply(msg->handle, 42);
    assert_int_equal(results[CLIENT], 42);
    as(CLIENT);
    spm_close(&secure, handle);
    assert_false(is_ready(CLIENT));
    msg = take(STRICT_SIGNAL);
    assert_int_equal(msg->type, PSA_IPC_DISCONNECT);
    spm_reply(msg->handle, PSA_SUCCESS);
    assert_true(is_ready(CLIENT));
    BROKEN_CLIENT(spm_close(&secure, handle));
    assert_int_not_equal(open_connection(&secure, 0x101, STRICT_SIGNAL), handle); /* in the same object */
    BROKEN_CLIENT(spm_call(&secure, handle, 0, NULL, NULL));
}

static void test_connect_refused(void **state)
{
    static const struct {
        uint32_t sid, version;
        psa_status_t ns; /* what a non-secure client is told; a secure one stops */
    } rows[] = {
        { 0x999, 1, PSA_ERROR_CONNECTION_REFUSED }, /* not there */
        { 0x103, 1, PSA_ERROR_CONNECTION_REFUSED }, /* secure clients only */
        { 0x101, 1, PSA_ERROR_CONNECTION_REFUSED }, /* strict: lower, higher, none */
        { 0x101, 3, PSA_ERROR_CONNECTION_REFUSED }, { 0x101, 0, PSA_ERROR_CONNECTION_REFUSED },
        { 0x102, 3, PSA_ERROR_CONNECTION_REFUSED }, /* relaxed: higher, none */
        { 0x102, 0, PSA_ERROR_CONNECTION_REFUSED }, { 0x100, 1, PSA_ERROR_PROGRAMMER_ERROR }, /* stateless */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        setup(NULL);
        assert_int_equal(spm_connect(&non_secure, rows[i].sid, rows[i].version), rows[i].ns);
        if (rows[i].sid != 0x103) {
            BROKEN_CLIENT(spm_connect(&secure, rows[i].sid, rows[i].version));
        }
    }
    BROKEN_CLIENT(spm_connect(&secure, 0x104, 1)); /* no dependency */
    assert_int_equal(spm_connect(&secure, 0x102, 1), 0);
}

static void test_connect_replies(void **state) /* BUSY and REFUSED pass and free the object, the rest stops */
{
    static const psa_status_t good[] = { PSA_ERROR_CONNECTION_REFUSED, PSA_ERROR_CONNECTION_BUSY };

    (void)state;
    for (uint32_t i = 0; i < 2 * SPM_CONNECTION_COUNT; i++) {
        as(CLIENT);
        assert_int_equal(spm_connect(&secure, 0x101, 2), 0);
        spm_reply(take(STRICT_SIGNAL)->handle, good[i % 2]);
        assert_int_equal((psa_status_t)results[CLIENT], good[i % 2]);
    }
    as(CLIENT);
    assert_int_equal(spm_connect(&secure, 0x101, 2), 0);
    const psa_handle_t message = take(STRICT_SIGNAL)->handle;
    BROKEN_SERVICE(spm_reply(message, PSA_ERROR_CONNECTION_REFUSED + 16));
}

static void test_pool(
    void *
        *state) /* BUSY when as many are open as may be; calls of stateless services have room of their own */
{
    psa_handle_t handles[SPM_OPEN_LIMIT];

    (void)state;
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < SPM_OPEN_LIMIT; i++) {
            handles[i] = open_connection(&secure, 0x101, STRICT_SIGNAL);
            for (uint32_t j = 0; j < i; j++) {
                assert_int_not_equal(handles[i], handles[j]);
            }
        }
        assert_int_equal(spm_connect(&secure, 0x101, 2), PSA_ERROR_CONNECTION_BUSY);
        assert_int_equal(spm_call(&secure, STATELESS_HANDLE, call_word_make(0, 0, 0), NULL, NULL),
                         PSA_SUCCESS);
        assert_int_equal(spm_call(&non_secure, STATELESS_HANDLE, call_word_make(0, 0, 0), NULL, NULL),
                         PSA_ERROR_CONNECTION_BUSY); /* the pool itself */
        spm_reply(take(STATELESS_SIGNAL)->handle, PSA_SUCCESS);
        for (uint32_t i = 0; i < SPM_OPEN_LIMIT; i++) {
            as(CLIENT);
            spm_close(&secure, handles[i]);
            spm_reply(take(STRICT_SIGNAL)->handle, PSA_SUCCESS);
        }
    }
}

static void test_bad_calls(
    void **state) /* told to a non-secure client, the end for a secure one; nothing is sent */
{
    const psa_handle_t handles[] = {
        0,
        0x1234dead,
        (psa_handle_t)0x80000001,
        -1,
        (psa_handle_t)PSA_STATIC_HANDLE(3, 1),  /* no service */
        (psa_handle_t)PSA_STATIC_HANDLE(32, 1), /* index out of range */
        (psa_handle_t)PSA_STATIC_HANDLE(0, 2),  /* version */
        (psa_handle_t)PSA_STATIC_HANDLE(0, 0),
        STATELESS_HANDLE | 0x10000,
    };

    (void)state;
    for (size_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
        assert_int_equal(spm_call(&non_secure, handles[i], 0, NULL, NULL), PSA_ERROR_PROGRAMMER_ERROR);
        BROKEN_CLIENT(spm_call(&secure, handles[i], 0, NULL, NULL));
    }
    const struct {
        int32_t type;
        size_t in, out;
    } words[] = { { -1, 0, 0 }, { -2, 0, 0 }, { 32768, 0, 0 }, { INT32_MIN, 0, 0 },
                  { 0, 4, 1 },  { 0, 0, 5 },  { 0, 255, 2 },   { 0, (size_t)-1, 2 } };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const uint32_t word = call_word_make(words[i].type, words[i].in, words[i].out);

        assert_int_equal(spm_call(&non_secure, STATELESS_HANDLE, word, NULL, NULL),
                         PSA_ERROR_PROGRAMMER_ERROR);
        BROKEN_CLIENT(spm_call(&secure, STATELESS_HANDLE, word, NULL, NULL));
    }
    struct call_memory *m = call_memory(CLIENT);
    BROKEN_CLIENT(
        spm_call(&secure, STATELESS_HANDLE, call_word_make(0, 4, 1), m->in, m->out)); /* good memory */
    BROKEN_CLIENT(spm_call(&secure, STATELESS_HANDLE, call_word_make(0, 1, 4), m->in, m->out));
    for (uint32_t c = 0; c < SPM_CONNECTION_COUNT; c++) {
        assert_int_equal(spm.connections[c].uses, 0); /* refused before anything else */
    }
    assert_int_equal(spm_call(&non_secure, DRIVER_HANDLE, 0, NULL, NULL), PSA_ERROR_CONNECTION_REFUSED);
    BROKEN_CLIENT(spm_call(&secure, DRIVER_HANDLE, 0, NULL, NULL));
    assert_int_equal(spm.threads[SERVER].signals, 0);
}

static void test_foreign_and_busy_handles(void **state)
{
    (void)state;
    const struct spm_caller other = { AGENT, NS_CLIENT - 1, .waits = true };
    const psa_handle_t handle = open_connection(&secure, 0x101, STRICT_SIGNAL);
    const psa_handle_t ns_handle = open_connection(&non_secure, 0x101, STRICT_SIGNAL);

    assert_int_equal(spm_call(&non_secure, handle, 0, NULL, NULL), PSA_ERROR_PROGRAMMER_ERROR);
    assert_int_equal(spm_call(&other, ns_handle, 0, NULL, NULL), PSA_ERROR_PROGRAMMER_ERROR);
    BROKEN_CLIENT(spm_call(&secure, ns_handle, 0, NULL, NULL));
    request(&non_secure, ns_handle, 0, 0, STRICT_SIGNAL);
    assert_int_equal(spm_call(&non_secure, ns_handle, 0, NULL, NULL), PSA_ERROR_PROGRAMMER_ERROR);
    spm_close(&non_secure, ns_handle); /* busy: no effect */
    assert_int_equal(spm.threads[SERVER].signals, 0);
    BROKEN_CLIENT(spm_close(&secure, STATELESS_HANDLE));
    spm_close(&secure, PSA_NULL_HANDLE);
    assert_true(is_ready(CLIENT));
}

static void test_memory_of_the_client(void **state) /* whole ranges, by the client's rights */
{
    struct call_memory *m = call_memory(CLIENT);
    uint8_t *end = memory[CLIENT] + sizeof(memory[CLIENT]);
    const struct {
        psa_invec in;
        psa_outvec out;
        bool good;
    } rows[] = {
        { { m->data[0], 16 }, { m->data[1], 16 }, true },
        { { end - 4, 4 }, { m->data[1], 16 }, true },
        { { code, sizeof(code) }, { m->data[1], 16 }, true },
        { { NULL, 0 }, { (void *)1, 0 }, true },          /* empty: any base */
        { { m->data[0], 16 }, { m->data[0], 16 }, true }, /* input and output may overlap */
        { { end - 4, 5 }, { m->data[1], 16 }, false },    /* one byte too many */
        { { end, 1 }, { m->data[1], 16 }, false },
        { { memory[CLIENT] - 1, 2 }, { m->data[1], 16 }, false },
        { { m->data[0], SIZE_MAX }, { m->data[1], 16 }, false }, /* wraps */
        { { m->data[0], SIZE_MAX - (uintptr_t)m->data[0] + 1 }, { m->data[1], 16 }, false },
        { { NULL, 1 }, { m->data[1], 16 }, false },
        { { memory[SERVER], 1 }, { m->data[1], 16 }, false }, /* another partition's */
        { { spm_memory, 1 }, { m->data[1], 16 }, false },
        { { m->data[0], 16 }, { code, 1 }, false }, /* readable, not writable */
        { { m->data[0], 16 }, { memory[DRIVER], 1 }, false },
        { { m->data[0], 16 }, { end - 1, 2 }, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        setup(NULL);
        m->in[0] = rows[i].in;
        m->out[0] = rows[i].out;
        if (rows[i].good) {
            assert_int_equal(spm_call(&secure, STATELESS_HANDLE, call_word_make(0, 1, 1), m->in, m->out),
                             PSA_SUCCESS);
            continue;
        }
        BROKEN_CLIENT(spm_call(&secure, STATELESS_HANDLE, call_word_make(0, 1, 1), m->in, m->out));
        for (uint32_t c = 0; c < SPM_CONNECTION_COUNT; c++) {
            assert_int_equal(spm.connections[c].state, SPM_FREE); /* the object is not lost */
        }
    }
}

static void test_memory_of_the_vectors(void **state) /* the arrays themselves */
{
    struct call_memory *m = call_memory(CLIENT);
    psa_invec *last_in = (psa_invec *)(memory[CLIENT] + sizeof(memory[CLIENT])) - 1;

    (void)state;
    *last_in = m->in[0];
    assert_int_equal(spm_call(&secure, STATELESS_HANDLE, call_word_make(0, 1, 0), last_in, NULL),
                     PSA_SUCCESS);
    setup(NULL);
    BROKEN_CLIENT(spm_call(&secure, STATELESS_HANDLE, call_word_make(0, 2, 0), last_in, NULL));
    BROKEN_CLIENT(spm_call(&secure, STATELESS_HANDLE, call_word_make(0, 1, 0), NULL, NULL));
    BROKEN_CLIENT(spm_call(&secure, STATELESS_HANDLE, call_word_make(0, 0, 1), NULL, (psa_outvec *)code));
    BROKEN_CLIENT(
        spm_call(&secure, STATELESS_HANDLE, call_word_make(0, 0, 1), NULL, (psa_outvec *)memory[SERVER]));
}

static void test_overlapping_inputs(
    void **state) /* refused; empty ones do not overlap, touching is allowed */
{
    struct call_memory *m = call_memory(CLIENT);
    const uint32_t word = call_word_make(0, 2, 0);

    (void)state;
    m->in[1] = (psa_invec){ m->data[0] + 15, 2 };
    BROKEN_CLIENT(spm_call(&secure, STATELESS_HANDLE, word, m->in, NULL));
    m->in[1] = (psa_invec){ m->data[0], 16 };
    BROKEN_CLIENT(spm_call(&secure, STATELESS_HANDLE, word, m->in, NULL));
    m->in[1] = (psa_invec){ m->data[0] + 3, 0 };
    assert_int_equal(spm_call(&secure, STATELESS_HANDLE, word, m->in, NULL), PSA_SUCCESS);
    m->in[1] = (psa_invec){ m->data[0] + 16, 16 };
    assert_int_equal(spm_call(&secure, STATELESS_HANDLE, word, m->in, NULL), PSA_SUCCESS);
}

static void test_descriptors_are_read_once(
    void **state) /* what the client makes of them later has no effect */
{
    struct call_memory *m;
    uint8_t *buffer = memory[SERVER] + 0x100;

    (void)state;
    psa_msg_t *msg = request(&secure, STATELESS_HANDLE, 1, 1, STATELESS_SIGNAL);
    m = (struct call_memory *)memory[CLIENT];
    m->in[0] = (psa_invec){ spm_memory, 32 };
    m->out[3].base = spm_memory;
    assert_int_equal(spm_read(msg->handle, 0, buffer, 64), 16);
    assert_int_equal(buffer[0], 0x10);
    spm_write(msg->handle, 0, buffer, 16);
    assert_int_equal(m->data[3][0], 0x10);
    assert_int_equal(spm_memory[0], 0);
}

/* ---- service API ---- */

static void test_read_skip_write(void **state)
{
    uint8_t *buffer = memory[SERVER] + 0x100;

    (void)state;
    psa_msg_t *msg = request(&secure, STATELESS_HANDLE, 2, 2, STATELESS_SIGNAL);
    assert_int_equal(spm_read(msg->handle, 0, buffer, 5), 5);
    assert_int_equal(spm_skip(msg->handle, 0, 8), 8);
    assert_int_equal(spm_read(msg->handle, 0, buffer, 0), 0);
    assert_int_equal(spm_read(msg->handle, 0, buffer, 100), 3);
    assert_int_equal(spm_read(msg->handle, 0, buffer, 100), 0);
    assert_int_equal(spm_skip(msg->handle, 1, 100), 16);
    assert_int_equal(spm_read(msg->handle, 2, buffer, 1), 0); /* no such vector */
    spm_write(msg->handle, 0, buffer, 4);
    spm_write(msg->handle, 0, buffer, 4);
    spm_write(msg->handle, 1, buffer, 16);
    spm_write(msg->handle, 2, buffer, 0);
    spm_reply(msg->handle, PSA_SUCCESS);
    const struct call_memory *m = (const struct call_memory *)memory[CLIENT];
    assert_int_equal(m->out[2].len, 8);
    assert_int_equal(m->out[3].len, 16);
}

static void test_bad_service_calls(void **state)
{
    uint8_t *buffer = memory[SERVER] + 0x100;

    (void)state;
    psa_msg_t *msg = request(&secure, STATELESS_HANDLE, 1, 1, STATELESS_SIGNAL);
    const psa_handle_t handle = msg->handle, bad[] = { 0, 0x1234dead, handle + 0x100, handle + 1, -1 };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        BROKEN_SERVICE(spm_read(bad[i], 0, buffer, 1));
        BROKEN_SERVICE(spm_skip(bad[i], 0, 1));
        BROKEN_SERVICE(spm_write(bad[i], 0, buffer, 1));
        BROKEN_SERVICE(spm_reply(bad[i], 0));
        BROKEN_SERVICE(spm_set_rhandle(bad[i], buffer));
    }
    BROKEN_SERVICE(spm_read(handle, 4, buffer, 1));
    BROKEN_SERVICE(spm_skip(handle, 4, 1));
    BROKEN_SERVICE(spm_write(handle, UINT32_MAX, buffer, 1));
    BROKEN_SERVICE(spm_write(handle, 0, buffer, 17));
    BROKEN_SERVICE(spm_write(handle, 1, buffer, 1));
    BROKEN_SERVICE(spm_write(handle, 0, memory[DRIVER], 1));
    BROKEN_SERVICE(spm_read(handle, 0, code, 1));
    BROKEN_SERVICE(spm_read(handle, 0, memory[CLIENT], 1));
    BROKEN_SERVICE(spm_read(handle, 0, NULL, 1));
    BROKEN_SERVICE(spm_set_rhandle(handle, buffer)); /* stateless */
    as(DRIVER);                                      /* somebody else's message */
    BROKEN_SERVICE(spm_read(handle, 0, memory[DRIVER], 1));
    as(SERVER);
    spm_reply(handle, PSA_SUCCESS);
    BROKEN_SERVICE(spm_reply(handle, PSA_SUCCESS));
}

static void test_bad_get(void **state)
{
    psa_msg_t *msg = message_memory(SERVER);

    (void)state;
    assert_int_equal(spm_call(&secure, STATELESS_HANDLE, 0, NULL, NULL), PSA_SUCCESS);
    as(SERVER);
    spm_signal_set(SERVER, PSA_DOORBELL);
    BROKEN_SERVICE(spm_get(0, msg));
    BROKEN_SERVICE(spm_get(STATELESS_SIGNAL | STRICT_SIGNAL, msg));
    BROKEN_SERVICE(spm_get(STRICT_SIGNAL, msg)); /* not set */
    BROKEN_SERVICE(spm_get(PSA_DOORBELL, msg));
    BROKEN_SERVICE(spm_get(STATELESS_SIGNAL, (psa_msg_t *)memory[DRIVER]));
    BROKEN_SERVICE(
        spm_get(STATELESS_SIGNAL, (psa_msg_t *)(memory[SERVER] + sizeof(memory[SERVER]) - sizeof(*msg) + 1)));
    assert_int_equal(spm_get(STATELESS_SIGNAL, msg), PSA_SUCCESS);
    BROKEN_SERVICE(spm_get(STATELESS_SIGNAL, msg)); /* taken already */
}

static void test_connect_message_has_no_vectors(void **state)
{
    uint8_t *buffer = memory[SERVER] + 0x100;

    (void)state;
    assert_int_equal(spm_connect(&secure, 0x101, 2), 0);
    const psa_handle_t handle = take(STRICT_SIGNAL)->handle;
    BROKEN_SERVICE(spm_read(handle, 0, buffer, 1));
    BROKEN_SERVICE(spm_skip(handle, 0, 1));
    BROKEN_SERVICE(spm_write(handle, 0, buffer, 0));
}

static void test_rhandle(void **state) /* kept with the connection, still there at its end */
{
    (void)state;
    const psa_handle_t handle = open_connection(&secure, 0x101, STRICT_SIGNAL);
    psa_msg_t *msg = request(&secure, handle, 0, 0, STRICT_SIGNAL);

    assert_null(msg->rhandle);
    spm_set_rhandle(msg->handle, (void *)0x1234);
    spm_reply(msg->handle, 0);
    msg = request(&secure, handle, 0, 0, STRICT_SIGNAL);
    assert_ptr_equal(msg->rhandle, (void *)0x1234);
    spm_reply(msg->handle, 0);
    as(CLIENT);
    spm_close(&secure, handle);
    msg = take(STRICT_SIGNAL);
    assert_ptr_equal(msg->rhandle, (void *)0x1234);
    spm_set_rhandle(msg->handle, (void *)0x5678);
    spm_reply(msg->handle, 0);
    open_connection(&secure, 0x101, STRICT_SIGNAL); /* and not with the next one */
}

static void test_programmer_error_reply(
    void **state) /* secure: the end. Non-secure: told, and its connection ends once */
{
    (void)state;
    BROKEN_CLIENT(spm_reply(request(&secure, STATELESS_HANDLE, 0, 0, STATELESS_SIGNAL)->handle,
                            PSA_ERROR_PROGRAMMER_ERROR));
    setup(NULL);
    const psa_handle_t handle = open_connection(&non_secure, 0x101, STRICT_SIGNAL);
    spm_reply(request(&non_secure, handle, 0, 0, STRICT_SIGNAL)->handle, PSA_ERROR_PROGRAMMER_ERROR);
    assert_int_equal((psa_status_t)results[AGENT], PSA_ERROR_PROGRAMMER_ERROR);
    assert_true(is_ready(AGENT));
    assert_int_equal(spm_call(&non_secure, handle, 0, NULL, NULL), PSA_ERROR_PROGRAMMER_ERROR);
    spm_close(&non_secure, handle);
    psa_msg_t *msg = take(STRICT_SIGNAL);
    assert_int_equal(msg->type, PSA_IPC_DISCONNECT);
    results[AGENT] = 77;
    spm_reply(msg->handle, 0);
    assert_int_equal(results[AGENT], 77); /* nobody waited for it */
    assert_int_equal(spm.threads[SERVER].signals, 0);
    assert_int_equal(spm_call(&non_secure, handle, 0, NULL, NULL), PSA_ERROR_PROGRAMMER_ERROR);
}

static void test_client_that_ends(void **state) /* its connections do, others' do not; it never runs again */
{
    (void)state;
    const psa_handle_t others = open_connection(&secure, 0x101, STRICT_SIGNAL);

    (void)open_connection(&non_secure, 0x101, STRICT_SIGNAL);
    (void)open_connection(&non_secure, 0x102, RELAXED_SIGNAL);
    spm_client_ends(AGENT);
    spm_reply(take(STRICT_SIGNAL)->handle, 0);
    spm_reply(take(RELAXED_SIGNAL)->handle, 0);
    assert_int_equal(spm.threads[SERVER].signals, 0);
    assert_false(is_ready(AGENT));
    (void)request(&secure, others, 0, 0, STRICT_SIGNAL);
}

static void test_order_of_messages(
    void **state) /* first come, first served for each service; the signal stays for the rest */
{
    const struct spm_caller second = { DRIVER, NS_CLIENT, .waits = true };

    (void)state;
    assert_int_equal(spm_call(&non_secure, STATELESS_HANDLE, call_word_make(1, 0, 0), NULL, NULL),
                     PSA_SUCCESS);
    assert_int_equal(spm_connect(&secure, 0x101, 2), 0);
    assert_int_equal(spm_call(&second, STATELESS_HANDLE, call_word_make(2, 0, 0), NULL, NULL), PSA_SUCCESS);
    as(SERVER);
    assert_int_equal(spm_wait(PSA_WAIT_ANY, PSA_POLL), STATELESS_SIGNAL | STRICT_SIGNAL);
    assert_int_equal(take(STATELESS_SIGNAL)->type, 1);
    assert_int_equal(spm_wait(STATELESS_SIGNAL, PSA_POLL), STATELESS_SIGNAL);
    assert_int_equal(take(STATELESS_SIGNAL)->type, 2);
    assert_int_equal(spm_wait(PSA_WAIT_ANY, PSA_POLL), STRICT_SIGNAL);
    assert_int_equal(take(STRICT_SIGNAL)->type, PSA_IPC_CONNECT);
    assert_null(spm.threads[SERVER].messages.first);
}

static void test_mapped_vectors(void **state)
{
    uint8_t *buffer = memory[SERVER] + 0x100;

    (void)state;
    psa_msg_t *msg = request(&secure, MAPPABLE_HANDLE, 2, 2, MAPPABLE_SIGNAL);
    const struct call_memory *m = (const struct call_memory *)memory[CLIENT];
    const psa_handle_t handle = msg->handle;
    assert_ptr_equal(spm_map_invec(handle, 0), m->data[0]);
    assert_ptr_equal(spm_map_outvec(handle, 0), m->data[2]);
    BROKEN_SERVICE(spm_map_invec(handle, 0));
    BROKEN_SERVICE(spm_read(handle, 0, buffer, 1));
    BROKEN_SERVICE(spm_skip(handle, 0, 1));
    BROKEN_SERVICE(spm_write(handle, 0, buffer, 1));
    BROKEN_SERVICE(spm_map_invec(handle, 2));
    BROKEN_SERVICE(spm_map_invec(handle, 4));
    BROKEN_SERVICE(spm_unmap_invec(handle, 1));
    BROKEN_SERVICE(spm_unmap_outvec(handle, 0, 17));
    assert_int_equal(spm_read(handle, 1, buffer, 1), 1);
    BROKEN_SERVICE(spm_map_invec(handle, 1)); /* read already */
    spm_unmap_invec(handle, 0);
    BROKEN_SERVICE(spm_unmap_invec(handle, 0));
    BROKEN_SERVICE(spm_map_invec(handle, 0));
    spm_unmap_outvec(handle, 0, 9);
    assert_ptr_equal(spm_map_outvec(handle, 1), m->data[3]);
    spm_reply(handle, PSA_SUCCESS);
    assert_int_equal(m->out[2].len, 9);
    assert_int_equal(m->out[3].len, 0); /* still mapped */
    setup(NULL);
    msg = request(&secure, STATELESS_HANDLE, 1, 1, STATELESS_SIGNAL); /* the service has not asked for it */
    BROKEN_SERVICE(spm_map_invec(msg->handle, 0));
}

/* ---- signals and threads ---- */

static void test_wait(void **state)
{
    (void)state;
    as(SERVER);
    assert_int_equal(spm_wait(PSA_WAIT_ANY, PSA_POLL), 0);
    assert_true(is_ready(SERVER));
    BROKEN_SERVICE(spm_wait(0x80000000u, PSA_BLOCK)); /* no such signal */
    BROKEN_SERVICE(spm_wait(0, PSA_POLL));
    assert_int_equal(spm_wait(STRICT_SIGNAL, PSA_BLOCK), 0);
    assert_false(is_ready(SERVER));
    spm_signal_set(SERVER, STATELESS_SIGNAL); /* not waited for: pending */
    assert_false(is_ready(SERVER));
    spm_signal_set(SERVER, STRICT_SIGNAL);
    assert_true(is_ready(SERVER));
    assert_int_equal(results[SERVER], STRICT_SIGNAL);
    assert_int_equal(spm_wait(STATELESS_SIGNAL, PSA_BLOCK), STATELESS_SIGNAL);
}

static void test_doorbell(void **state)
{
    (void)state;
    as(SERVER);
    BROKEN_SERVICE(spm_clear());
    spm_notify(1001);
    BROKEN_SERVICE(spm_notify(200));
    BROKEN_SERVICE(spm_notify(-1));
    BROKEN_SERVICE(spm_notify(0));
    as(CLIENT);
    assert_int_equal(spm_wait(PSA_WAIT_ANY, PSA_BLOCK), PSA_DOORBELL);
    assert_int_equal(spm_wait(PSA_DOORBELL, PSA_BLOCK), PSA_DOORBELL);
    spm_clear();
    assert_int_equal(spm_wait(PSA_WAIT_ANY, PSA_POLL), 0);
}

static void test_priority(void **state) /* a better one preempts, an equal one does not */
{
    (void)state;
    spm.ready &= ~(1u << CLIENT);
    as(DRIVER);
    assert_int_equal(spm_next(), DRIVER); /* server is ready too, and equal */
    spm_signal_set(SERVER, STRICT_SIGNAL);
    assert_int_equal(spm_next(), DRIVER);
    spm.ready |= 1u << CLIENT;
    assert_int_equal(spm_next(), CLIENT);
    spm.ready = 1u << SPM_IDLE_THREAD | 1u << AGENT;
    assert_int_equal(spm_next(), AGENT);
    spm.ready = 1u << SPM_IDLE_THREAD;
    assert_int_equal(spm_next(), SPM_IDLE_THREAD);
    spm.current = SPM_IDLE_THREAD;
    spm.ready |= 1u << SERVER;
    assert_int_equal(spm_next(), SERVER);
}

static void test_interrupt_by_signal(void **state)
{
    (void)state;
    assert_int_equal(lines_enabled, 1u << 5); /* framework 1.0: from the start */
    as(DRIVER);
    assert_int_equal(spm_irq_disable(SLIH_SIGNAL), 0);
    spm_irq_enable(SLIH_SIGNAL);
    assert_int_equal(lines_enabled, 1u << 5 | 1u << 3);
    BROKEN_SERVICE(spm_eoi(SLIH_SIGNAL)); /* not set */
    spm_irq_raised(3);
    assert_int_equal(lines_enabled, 1u << 5);
    assert_int_equal(spm_wait(PSA_WAIT_ANY, PSA_BLOCK), SLIH_SIGNAL);
    BROKEN_SERVICE(spm_reset_signal(SLIH_SIGNAL));
    BROKEN_SERVICE(spm_eoi(SLIH_SIGNAL | DRIVER_SIGNAL));
    BROKEN_SERVICE(spm_eoi(PSA_DOORBELL));
    BROKEN_SERVICE(spm_irq_enable(DRIVER_SIGNAL));
    spm_eoi(SLIH_SIGNAL);
    assert_int_equal(lines_enabled, 1u << 5 | 1u << 3);
    assert_int_equal(lines_cleared, 1u << 3);
    assert_int_equal(spm_irq_disable(SLIH_SIGNAL), 1);
    spm_irq_raised(5);
    assert_int_equal(spm_irq_disable(OLD_SIGNAL), 1);
    spm_eoi(OLD_SIGNAL); /* disabled meanwhile: stays so */
    assert_int_equal(lines_enabled, 0);
    as(SERVER);
    BROKEN_SERVICE(spm_irq_enable(SLIH_SIGNAL)); /* somebody else's */
    EXPECT_PANIC(RSS_ERR_SPM_INTERRUPT, spm_irq_raised(6));
}

static void test_first_level_handler(void **state)
{
    (void)state;
    as(DRIVER);
    spm_irq_enable(FLIH_SIGNAL);
    spm_irq_raised(4);
    assert_int_equal(spm.flih_pending, 1u << 1);
    assert_int_equal(spm.threads[DRIVER].signals, 0);
    assert_int_equal(lines_enabled, 1u << 5);
    spm_flih_done(1, PSA_FLIH_NO_SIGNAL);
    assert_int_equal(spm.threads[DRIVER].signals, 0);
    assert_int_equal(lines_enabled, 1u << 5 | 1u << 4);
    BROKEN_SERVICE(spm_reset_signal(FLIH_SIGNAL));
    spm_flih_done(1, PSA_FLIH_SIGNAL);
    assert_int_equal(spm_wait(PSA_WAIT_ANY, PSA_POLL), FLIH_SIGNAL);
    BROKEN_SERVICE(spm_eoi(FLIH_SIGNAL));
    spm_reset_signal(FLIH_SIGNAL);
    assert_int_equal(spm_wait(PSA_WAIT_ANY, PSA_POLL), 0);
    BROKEN_SERVICE(spm_flih_done(1, 2));
}

/* ---- agents ---- */

static struct agent_call *agent_request(uint32_t offset, int32_t client_id)
{
    struct agent_call *call = (struct agent_call *)(memory[AGENT] + 0x100 + offset);

    *call = (struct agent_call){
        .client_id = client_id, .handle = STATELESS_HANDLE, .type = 3, .tag = memory[AGENT] + offset
    };
    return call;
}

static void test_agent_calls(void **state) /* several at a time, answered in the order of the services */
{
    struct agent_answer *got = (struct agent_answer *)(memory[AGENT] + 0x1e0);
    struct call_memory *m = call_memory(AGENT);

    (void)state;
    m->out[0] = (psa_outvec){ host_memory, 16 };
    struct agent_call *first = agent_request(0, -3);
    first->out_vec = m->out;
    first->out_count = 1;
    as(AGENT);
    assert_int_equal(spm_agent_get_answer(got), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(spm_agent_call(first), PSA_SUCCESS);
    assert_int_equal(spm_agent_call(agent_request(64, -4)), PSA_SUCCESS);
    assert_true(is_ready(AGENT));
    psa_msg_t *msg = take(STATELESS_SIGNAL);
    const psa_handle_t first_handle = msg->handle;
    assert_int_equal(msg->client_id, -3);
    spm_write(first_handle, 0, memory[SERVER], 5);
    msg = take(STATELESS_SIGNAL);
    assert_int_equal(msg->client_id, -4);
    spm_reply(msg->handle, -135);
    spm_reply(first_handle, 9);
    as(AGENT);
    assert_int_equal(spm_wait(PSA_WAIT_ANY, PSA_BLOCK), PSA_AGENT_ANSWER);
    assert_int_equal(spm_agent_get_answer(got), PSA_SUCCESS);
    assert_ptr_equal(got->tag, memory[AGENT] + 64);
    assert_int_equal(got->status, -135);
    assert_int_equal(spm_agent_get_answer(got), PSA_SUCCESS);
    assert_int_equal(got->status, 9);
    assert_int_equal(m->out[0].len, 5);
    assert_int_equal(spm_wait(PSA_WAIT_ANY, PSA_POLL), 0);
    assert_int_equal(spm_agent_get_answer(got), PSA_ERROR_DOES_NOT_EXIST);
    for (uint32_t c = 0; c < SPM_CONNECTION_COUNT; c++) {
        assert_int_equal(spm.connections[c].state, SPM_FREE);
    }
}

static void test_agent_rules(void **state)
{
    (void)state;
    struct agent_call *call = agent_request(0, -11);

    as(AGENT);
    BROKEN_CLIENT(spm_agent_call(call)); /* client IDs beyond its range */
    call->client_id = 1001;
    BROKEN_CLIENT(spm_agent_call(call));
    call->client_id = 0;
    BROKEN_CLIENT(spm_agent_call(call));
    call->client_id = -1;
    call->handle = 0x101; /* connections need a client that waits */
    assert_int_equal(spm_agent_call(call), PSA_ERROR_PROGRAMMER_ERROR);
    call->handle = DRIVER_HANDLE;
    assert_int_equal(spm_agent_call(call), PSA_ERROR_CONNECTION_REFUSED);
    call->handle = STATELESS_HANDLE;
    call->type = -1;
    assert_int_equal(spm_agent_call(call), PSA_ERROR_PROGRAMMER_ERROR);
    call->type = 0;
    for (uint32_t i = 0; i < SPM_CONNECTION_COUNT; i++) {
        assert_int_equal(spm_agent_call(call), PSA_SUCCESS);
    }
    assert_int_equal(spm_agent_call(call), PSA_ERROR_CONNECTION_BUSY);
    BROKEN_CLIENT(spm_agent_call((struct agent_call *)memory[CLIENT]));
    BROKEN_CLIENT(spm_agent_get_answer((struct agent_answer *)code));
    as(CLIENT); /* no agent */
    BROKEN_CLIENT(spm_agent_call((struct agent_call *)memory[CLIENT]));
}

static psa_status_t copy_status;
static uint32_t copies;

psa_status_t boot_data_copy_major(uint32_t major, void *out, size_t out_bytes)
{
    assert_int_equal(major, 3);
    assert_int_equal(out_bytes, 16);
    memset(out, 0x5a, out_bytes);
    copies++;
    return copy_status;
}

static void test_boot_data(
    void **state) /* services.md 5.4: right to the major, memory of the caller, room, sound area */
{
    static const struct {
        uint32_t partition, major;
        void *buffer;
        psa_status_t copied, want;
        uint32_t copies;
    } rows[] = {
        { SERVER, 3, memory[SERVER], PSA_SUCCESS, PSA_SUCCESS, 1 },
        { SERVER, 3, memory[SERVER], PSA_ERROR_BUFFER_TOO_SMALL, PSA_ERROR_BUFFER_TOO_SMALL, 1 },
        { SERVER, 3, memory[SERVER], PSA_ERROR_GENERIC_ERROR, PSA_ERROR_GENERIC_ERROR, 1 },
        { SERVER, 3, memory[CLIENT], PSA_SUCCESS, PSA_ERROR_INVALID_ARGUMENT, 0 },
        { SERVER, 3, memory[SERVER] + sizeof(memory[SERVER]) - 15, PSA_SUCCESS, PSA_ERROR_INVALID_ARGUMENT,
          0 },
        { SERVER, 3, code, PSA_SUCCESS, PSA_ERROR_INVALID_ARGUMENT, 0 },
        { SERVER, 3, NULL, PSA_SUCCESS, PSA_ERROR_INVALID_ARGUMENT, 0 },
        { SERVER, 0, memory[SERVER], PSA_SUCCESS, PSA_ERROR_NOT_PERMITTED, 0 },
        { SERVER, 1, memory[SERVER], PSA_SUCCESS, PSA_ERROR_NOT_PERMITTED, 0 },
        { SERVER, 8, memory[SERVER], PSA_SUCCESS, PSA_ERROR_NOT_PERMITTED, 0 },
        { SERVER, 35, memory[SERVER], PSA_SUCCESS, PSA_ERROR_NOT_PERMITTED, 0 },
        { SERVER, UINT32_MAX, memory[SERVER], PSA_SUCCESS, PSA_ERROR_NOT_PERMITTED, 0 },
        { CLIENT, 3, memory[CLIENT], PSA_SUCCESS, PSA_ERROR_NOT_PERMITTED, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        copies = 0;
        copy_status = rows[i].copied;
        spm.current = rows[i].partition;
        assert_int_equal(spm_get_boot_data(rows[i].major, rows[i].buffer, 16), rows[i].want);
        assert_int_equal(copies, rows[i].copies);
    }
}

/* ---- any order of calls ---- */

static uint32_t chance; /* xorshift: the same walk each time */

static uint32_t random_below(uint32_t limit)
{
    chance ^= chance << 13;
    chance ^= chance >> 17;
    chance ^= chance << 5;
    return chance % limit;
}

static uint32_t length_of(const struct spm_queue *queue, uint32_t state, psa_signal_t *signals)
{
    uint32_t length = 0;

    for (const struct spm_connection *at = queue->first; at != NULL; at = at->next) {
        assert_int_equal(at->state, state);
        assert_true(++length <= SPM_CONNECTION_COUNT && (at->next != NULL || at == queue->last));
        *signals |= spm_services[at->service].signal;
    }
    return length;
}

/* Queues hold exactly what waits, signals say so, a thread sleeps exactly while a call of its own is under way. */
static void check_books(const struct spm_caller *sleeper, const struct spm_caller *agent)
{
    psa_signal_t signals = 0, ignored = 0;
    uint32_t queued = 0, answered = 0, under_way[SPM_PARTITION_COUNT] = { 0 };

    for (uint32_t i = 0; i < SPM_CONNECTION_COUNT; i++) {
        const struct spm_connection *c = &spm.connections[i];

        queued += c->state == SPM_QUEUED ? 1u : 0u;
        answered += c->state == SPM_ANSWERED ? 1u : 0u;
        under_way[c->client] +=
            (c->state == SPM_QUEUED || c->state == SPM_TAKEN) && c->client_waits ? 1u : 0u;
        assert_true(c->state == SPM_TAKEN || c->message_handle == 0);
        assert_false(c->stateless && c->state == SPM_IDLE);
    }
    assert_int_equal(length_of(&spm.threads[SERVER].messages, SPM_QUEUED, &signals), queued);
    assert_int_equal(spm.threads[SERVER].signals, signals);
    assert_int_equal(length_of(&spm.threads[AGENT].answers, SPM_ANSWERED, &ignored), answered);
    assert_int_equal(spm.threads[AGENT].signals != 0, answered != 0);
    assert_int_equal(under_way[sleeper->partition], is_ready(sleeper->partition) ? 0 : 1);
    assert_int_equal(under_way[agent->partition], 0);
    assert_true(is_ready(agent->partition));
}

static void serve_one(psa_handle_t *taken, uint32_t *taken_count)
{
    static const psa_status_t answers[] = { PSA_SUCCESS, 7, PSA_ERROR_PROGRAMMER_ERROR,
                                            PSA_ERROR_GENERIC_ERROR };

    as(SERVER);
    if (spm.threads[SERVER].signals != 0 && random_below(2) == 0) {
        const psa_signal_t set = spm.threads[SERVER].signals;

        taken[(*taken_count)++] = take(set & -set)->handle;
    } else if (*taken_count != 0) {
        const uint32_t which = random_below(*taken_count);
        const bool is_connect = spm_message_find(taken[which])->type == PSA_IPC_CONNECT;

        spm_reply(taken[which], is_connect && random_below(4) == 0
                                    ? PSA_ERROR_CONNECTION_REFUSED
                                    : answers[is_connect ? 0 : random_below(4)]);
        taken[which] = taken[--*taken_count];
    }
}

/* Handles are those of any object: the caller's, somebody else's, one that is free or busy. */
static void ask_one(const struct spm_caller *caller)
{
    const psa_handle_t handle = spm_connection_handle(&spm.connections[random_below(SPM_CONNECTION_COUNT)]);
    struct call_memory *m = call_memory(caller->partition);

    as(caller->partition);
    switch (random_below(5)) {
    case 0:
        (void)spm_connect(caller, 0x101 + random_below(3), random_below(4));
        break;
    case 1:
        (void)spm_call(caller, handle, call_word_make(3, random_below(4), random_below(4)), m->in, m->out);
        break;
    case 2:
        (void)spm_call(caller, STATELESS_HANDLE, call_word_make(4, random_below(5), 0), m->in, NULL);
        break;
    case 3:
        spm_close(caller, handle);
        break;
    default:
        (void)spm_call(caller, (psa_handle_t)(random_below(64) << 8 | random_below(8)), 0, NULL, NULL);
        break;
    }
}

static void test_any_order_of_calls(void **state) /* nothing is lost, leaks, or wakes whom it should not */
{
    const struct spm_caller sleeper = { CLIENT, NS_CLIENT, .waits = true };
    const struct spm_caller agent = { AGENT, -1, .waits = false };
    struct agent_answer *answer = (struct agent_answer *)(memory[AGENT] + 0x1e0);
    psa_handle_t taken[SPM_CONNECTION_COUNT];
    uint32_t taken_count = 0;

    (void)state;
    chance = 1;
    for (uint32_t step = 0; step < 200000; step++) {
        switch (random_below(8)) {
        case 0:
        case 1:
            if (is_ready(CLIENT)) {
                ask_one(&sleeper);
            }
            break;
        case 2:
            as(AGENT);
            (void)spm_call(&agent, STATELESS_HANDLE, call_word_make(5, 0, 0), NULL, NULL);
            break;
        case 3:
            as(AGENT);
            (void)spm_agent_get_answer(answer);
            break;
        default:
            serve_one(taken, &taken_count);
            break;
        }
        check_books(&sleeper, &agent);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_version, setup),
        cmocka_unit_test_setup(test_connect_call_close, setup),
        cmocka_unit_test_setup(test_connect_refused, setup),
        cmocka_unit_test_setup(test_connect_replies, setup),
        cmocka_unit_test_setup(test_pool, setup),
        cmocka_unit_test_setup(test_bad_calls, setup),
        cmocka_unit_test_setup(test_foreign_and_busy_handles, setup),
        cmocka_unit_test_setup(test_memory_of_the_client, setup),
        cmocka_unit_test_setup(test_memory_of_the_vectors, setup),
        cmocka_unit_test_setup(test_overlapping_inputs, setup),
        cmocka_unit_test_setup(test_descriptors_are_read_once, setup),
        cmocka_unit_test_setup(test_read_skip_write, setup),
        cmocka_unit_test_setup(test_bad_service_calls, setup),
        cmocka_unit_test_setup(test_bad_get, setup),
        cmocka_unit_test_setup(test_connect_message_has_no_vectors, setup),
        cmocka_unit_test_setup(test_rhandle, setup),
        cmocka_unit_test_setup(test_programmer_error_reply, setup),
        cmocka_unit_test_setup(test_client_that_ends, setup),
        cmocka_unit_test_setup(test_order_of_messages, setup),
        cmocka_unit_test_setup(test_mapped_vectors, setup),
        cmocka_unit_test_setup(test_wait, setup),
        cmocka_unit_test_setup(test_doorbell, setup),
        cmocka_unit_test_setup(test_priority, setup),
        cmocka_unit_test_setup(test_interrupt_by_signal, setup),
        cmocka_unit_test_setup(test_first_level_handler, setup),
        cmocka_unit_test_setup(test_agent_calls, setup),
        cmocka_unit_test_setup(test_agent_rules, setup),
        cmocka_unit_test_setup(test_boot_data, setup),
        cmocka_unit_test_setup(test_any_order_of_calls, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
