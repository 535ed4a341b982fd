/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Runs all cases, one TAP line each. A case may end the system: what is to come is kept in a record (test_record.h), and the next
 * boot compares how it ended with the failure record. Walls of the non-secure image, which end only that, are given a
 * millisecond each, and a reset.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "hal/failure.h"
#include "interface/psa/service.h"
#include "lib/base/log.h"
#include "lib/base/mmio.h"
#include "partitions/spm_tests/test_cases.h"
#include "partitions/spm_tests/test_record.h"
#include "psa_manifest/pid.h"
#include "psa_manifest/sid.h"
#include "psa_manifest/test_runner.h"

#define CAME_BACK     0x7fff
#define COUNTER_CNTCR 0x5015a000u
#define NVIC_ISER1    0xe000e104u
#define NVIC_ISPR1    0xe000e204u

#define TIMER           0x58002000u /* SYSTIMER2 */
#define TIMER_CTL       0x02cu
#define TIMER_RELOAD    0x048u
#define TIMER_AIVAL_CTL 0x04cu
#define WALL_TICKS      32000u /* 1 ms */

TEST_RUNNER_CASES(TEST_FUNCTION)

extern uint8_t spm_own_data_start[], spm_rot_data_start[], spm_rot_code_start[], spm_test_client_bss_start[];
uint32_t test_client_in_application_code(void);

static psa_status_t runner_connect_denied(void)
{
    (void)psa_connect(TEST_DENIED_SID, 1);
    return CAME_BACK;
}

/* A connection of the other partition's: no other client has it. */
static psa_status_t runner_foreign_handle(void)
{
    (void)psa_call(psa_call(TEST_ROT_HANDLE, TEST_ROT_OPEN, NULL, 0, NULL, 0), TEST_EMPTY, NULL, 0, NULL, 0);
    return CAME_BACK;
}

static psa_status_t runner_closes_foreign_handle(void)
{
    psa_close(psa_call(TEST_ROT_HANDLE, TEST_ROT_OPEN, NULL, 0, NULL, 0));
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
} cases[] = { TEST_COMMON_CASES(ROW) TEST_CLIENT_CASES(ROW) TEST_RULES(ROW) TEST_RUNNER_CASES(OWN_ROW) };
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

static void report(struct test_record *record, uint32_t index, bool good, const char *what)
{
    record->failed += good ? 0u : 1u;
    LOG_INF("%sok %u - %s # %s\n", good ? "" : "not ", (unsigned int)index + 1u, cases[index].name, what);
}

/* The case under way has ended the system: as it should? */
static void report_stopped(struct test_record *record)
{
    const uint32_t index = record->next - 1u, expected = cases[index].code, last = hal_failure_last();
    char code[] = "SP00";

    record->running = false;
    code[0] = (char)(last >> 24);
    code[1] = (char)(last >> 16);
    code[3] = (char)('0' + (last >> 8 & 0xffu) % 10u);
    report(record, index, expected != PASSES && last_code() == expected_code(expected), code);
}

static void run(struct test_record *record)
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

/* The image has not come back when the time is up: it was stopped, and everybody else goes on. */
static void judge_wall(void) __attribute__((noreturn));
static void judge_wall(void)
{
    psa_irq_enable(TEST_TIMER_SIGNAL);
    mmio_write32(TIMER + TIMER_RELOAD, WALL_TICKS);
    mmio_write32(TIMER + TIMER_AIVAL_CTL, 1);
    mmio_write32(TIMER + TIMER_CTL, 1);
    (void)psa_wait(TEST_TIMER_SIGNAL, PSA_BLOCK);
    (void)psa_call(TEST_ROT_HANDLE, TEST_ROT_JUDGE, NULL, 0, NULL, 0);
    psa_panic();
}

/* Its suite runs once: none of its cases ends the system. */
static void begin_non_secure(struct test_record *record)
{
    LOG_INF("# level %u: %u cases, %u failed\n", TFM_ISOLATION_LEVEL, (unsigned int)CASE_COUNT,
            (unsigned int)record->failed);
    if (record->ns_begun) {
        LOG_INF("not ok %u - non-secure suite # ended the system\n# non-secure: %u cases\n",
                (unsigned int)record->ns_count, (unsigned int)record->ns_count);
        (void)psa_wait(PSA_DOORBELL, PSA_BLOCK);
    }
    record->ns_begun = true;
}

void test_runner_entry(void)
{
    struct test_record *record = TEST_RECORD;

    hal_failure_clear(); /* a case that stops the system is no failed boot */
    mmio_write32(COUNTER_CNTCR, 1);
    if (record->magic != TEST_RECORD_MAGIC) {
        *record = (struct test_record){ .magic = TEST_RECORD_MAGIC };
        LOG_INF("TAP version 13\n1..%u\n", (unsigned int)CASE_COUNT);
    } else if (record->running) {
        report_stopped(record);
    }
    while (record->next < CASE_COUNT) {
        run(record);
    }
    if (record->next_wall == 0) {
        begin_non_secure(record);
    }
    (void)psa_call(TEST_ROT_HANDLE, TEST_ROT_MAY_START, NULL, 0, NULL, 0);
    (void)psa_wait(PSA_DOORBELL, PSA_BLOCK); /* the non-secure image is before a wall */
    judge_wall();
}
