/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Runs all cases, one TAP line each. A case may end the system: what is to come, and how the case should end, is kept in memory
 * that neither the boot stages nor the end of a failed boot clear, and the next boot compares it with the failure record.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "hal/failure.h"
#include "interface/psa/service.h"
#include "lib/base/log.h"
#include "lib/base/mmio.h"
#include "partitions/spm_tests/test_cases.h"
#include "partitions/spm_tests/test_server.h"
#include "psa_manifest/pid.h"
#include "psa_manifest/sid.h"
#include "psa_manifest/test_runner.h"

#define CAME_BACK     0x7fff
#define RECORD        ((struct record *)0x31700000) /* secure, beyond the non-secure image's data */
#define RECORD_MAGIC  0x54455354u
#define COUNTER_CNTCR 0x5015a000u
#define NVIC_ISER1    0xe000e104u
#define NVIC_ISPR1    0xe000e204u
#define LOG_START     2 /* test_log.c: the non-secure suite may begin */

struct record {
    uint32_t magic;
    uint32_t next; /* case to run */
    uint32_t failed;
    bool running; /* case next - 1 */
};

TEST_RUNNER_CASES(TEST_FUNCTION)

extern uint8_t spm_own_data_start[], spm_rot_data_start[], spm_rot_code_start[], spm_test_client_bss_start[];
uint32_t test_client_in_application_code(void);

static psa_status_t runner_connect_denied(void)
{
    (void)psa_connect(TEST_DENIED_SID, 1);
    return CAME_BACK;
}

static psa_status_t runner_client_id(void)
{
    return psa_call(TEST_STATELESS_HANDLE, TEST_CLIENT_ID, NULL, 0, NULL, 0) == TEST_RUNNER ? PSA_SUCCESS
                                                                                            : CAME_BACK;
}

/* PSA RoT is not walled off from the Application RoT. */
static psa_status_t runner_reads_a_client(void)
{
    (void)*(volatile uint32_t *)spm_test_client_bss_start;
    return PSA_SUCCESS;
}

static psa_status_t runner_input_of_the_spm(void)
{
    const psa_invec in = { spm_own_data_start, 4 };

    return psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, &in, 1, NULL, 0);
}

static psa_status_t runner_output_in_code(void)
{
    psa_outvec out = { spm_rot_code_start, 4 };

    return psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, NULL, 0, &out, 1);
}

static psa_status_t execute_at(uintptr_t address)
{
    ((void (*)(void))(address | 1u))();
    return CAME_BACK;
}

static psa_status_t runner_data_execute(void)
{
    return execute_at((uintptr_t)spm_rot_data_start);
}

static psa_status_t runner_client_data_execute(void)
{
    return execute_at((uintptr_t)spm_test_client_bss_start);
}

static psa_status_t runner_flash_execute(void)
{
    return execute_at(0x31000000);
}

static psa_status_t runner_code_write(void)
{
    volatile uint32_t *word = (volatile uint32_t *)spm_rot_code_start;
    const uint32_t same = *word;

    *word = same;
    return CAME_BACK;
}

static psa_status_t runner_application_code_execute(void)
{
    return test_client_in_application_code() == 42 ? PSA_SUCCESS : CAME_BACK;
}

static __attribute__((noinline)) uint32_t recurse(uint32_t depth)
{
    volatile uint32_t words[16] = { depth };

    return depth == 0 ? words[0] : recurse(depth - 1u) + words[0];
}

static psa_status_t runner_stack_overflow(void)
{
    (void)recurse(1000);
    return CAME_BACK;
}

static psa_status_t runner_call_on_main_stack(void)
{
    __asm__ volatile("msr control, %0\n\tisb\n\tsvc #0" ::"r"(0) : "r0", "r1", "r2", "r3", "memory");
    return CAME_BACK;
}

static psa_status_t runner_call_masked(void)
{
    __asm__ volatile("cpsid i\n\tsvc #0" ::: "r0", "r1", "r2", "r3", "memory");
    return CAME_BACK;
}

static psa_status_t runner_undeclared_interrupt(void)
{
    mmio_write32(NVIC_ISER1, 1u << (60 - 32));
    mmio_write32(NVIC_ISPR1, 1u << (60 - 32));
    __asm__ volatile("dsb\n\tisb" ::: "memory");
    return CAME_BACK;
}

#define ROW(name_, level_1, level_2)                                                                         \
    { .name = #name_, .code = TFM_ISOLATION_LEVEL == 1 ? (level_1) : (level_2) },
#define OWN_ROW(name_, level_1, level_2)                                                                     \
    { .name = #name_, .code = TFM_ISOLATION_LEVEL == 1 ? (level_1) : (level_2), .run = name_ },
static const struct test_case {
    const char *name;
    uint32_t code;             /* PASSES, or n of SPnn */
    psa_status_t (*run)(void); /* NULL: in the client */
} cases[] = { TEST_CLIENT_CASES(ROW) TEST_RUNNER_CASES(OWN_ROW) };
#define CASE_COUNT (sizeof(cases) / sizeof(cases[0]))

/* As hal_failure_last has it: letters and number of the code. */
static uint32_t last_code(void)
{
    return hal_failure_last() & 0xffffff00u;
}

static uint32_t expected_code(uint32_t number)
{
    return (uint32_t)'S' << 24 | (uint32_t)'P' << 16 | number << 8;
}

static void report(struct record *record, uint32_t index, bool good, const char *what)
{
    record->failed += good ? 0u : 1u;
    LOG_INF("%sok %u - %s # %s\n", good ? "" : "not ", (unsigned int)index + 1u, cases[index].name, what);
}

/* The case under way has ended the system: as it should? */
static void report_stopped(struct record *record)
{
    const uint32_t index = record->next - 1u, expected = cases[index].code, last = hal_failure_last();
    char code[] = "SP00";

    record->running = false;
    code[0] = (char)(last >> 24);
    code[1] = (char)(last >> 16);
    code[3] = (char)('0' + (last >> 8 & 0xffu) % 10u);
    report(record, index, expected != PASSES && last_code() == expected_code(expected), code);
}

static void run(struct record *record)
{
    const uint32_t index = record->next++;
    const struct test_case *test = &cases[index];

    record->running = true;
    const psa_status_t status =
        test->run != NULL ? test->run() : psa_call(TEST_CLIENT_HANDLE, (int32_t)index, NULL, 0, NULL, 0);
    record->running = false;
    if (status != PSA_SUCCESS) {
        LOG_INF("# %s: %d\n", test->name, (int)status);
    }
    report(record, index, test->code == PASSES && status == PSA_SUCCESS, "came back");
}

void test_runner_entry(void)
{
    struct record *record = RECORD;

    hal_failure_clear(); /* a case that stops the system is no failed boot */
    mmio_write32(COUNTER_CNTCR, 1);
    if (record->magic != RECORD_MAGIC) {
        *record = (struct record){ .magic = RECORD_MAGIC };
        LOG_INF("TAP version 13\n1..%u\n", (unsigned int)CASE_COUNT);
    } else if (record->running) {
        report_stopped(record);
    }
    while (record->next < CASE_COUNT) {
        run(record);
    }
    LOG_INF("# level %u: %u cases, %u failed\n", TFM_ISOLATION_LEVEL, (unsigned int)CASE_COUNT,
            (unsigned int)record->failed);
    (void)psa_call(TEST_LOG_HANDLE, LOG_START, NULL, 0, NULL, 0);
    for (;;) {
        (void)psa_wait(PSA_DOORBELL, PSA_BLOCK);
    }
}
