/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Cases of the Application RoT, one function each: PSA_SUCCESS, or the line of what is not so. A case that should have ended the
 * system returns CAME_BACK.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "hal/flash.h"
#include "interface/psa/agent.h"
#include "interface/psa/lifecycle.h"
#include "lib/base/mmio.h"
#include "partitions/spm_tests/test_cases.h"
#include "partitions/spm_tests/test_server.h"
#include "psa_manifest/pid.h"
#include "psa_manifest/sid.h"
#include "psa_manifest/test_client.h"

#define CAME_BACK 0x7fff
#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            return __LINE__;                                                                                 \
        }                                                                                                    \
    } while (0)

#define UNUSED_SID     0xfa20u
#define INVALID_HANDLE ((psa_handle_t)0x1234dead)

TEST_CLIENT_CASES(TEST_FUNCTION)

/* Memory of others, by the linker script. */
extern uint8_t spm_own_data_start[], spm_rot_data_start[], spm_rot_code_start[], spm_main_stack_start[];
extern uint8_t spm_test_server_bss_start[], spm_app_bss_end[], spm_app_code_start[];

uint32_t test_client_in_application_code(void); /* for the runner to call */
void spm_flih_return(void);                     /* where first-level handlers return to */

static uint8_t own_data[64] __attribute__((aligned(32)));
static const uint32_t own_constant = 0x12345678;

uint32_t test_client_in_application_code(void)
{
    return 42;
}

/* ---- what is allowed ---- */

static psa_status_t call(psa_handle_t handle, int32_t type)
{
    return psa_call(handle, type, NULL, 0, NULL, 0);
}

static psa_status_t call_with_word(psa_handle_t handle, int32_t type, uint32_t word)
{
    const psa_invec in = { &word, sizeof(word) };

    return psa_call(handle, type, &in, 1, NULL, 0);
}

static psa_status_t framework_version(void)
{
    CHECK(psa_framework_version() == PSA_FRAMEWORK_VERSION);
    return PSA_SUCCESS;
}

static psa_status_t versions(void)
{
    CHECK(psa_version(UNUSED_SID) == PSA_VERSION_NONE);
    CHECK(psa_version(TEST_DENIED_SID) == PSA_VERSION_NONE);
    CHECK(psa_version(TEST_STRICT_SID) == 2 && psa_version(TEST_STATELESS_SID) == 1);
    return PSA_SUCCESS;
}

static psa_status_t connect_call_close(void)
{
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);

    CHECK(PSA_HANDLE_IS_VALID(handle));
    CHECK(call(handle, TEST_EMPTY) == PSA_SUCCESS);
    psa_close(PSA_NULL_HANDLE);
    CHECK(call(handle, TEST_EMPTY) == PSA_SUCCESS);
    psa_close(handle);
    return PSA_SUCCESS;
}

static psa_status_t version_policies(void)
{
    static const struct {
        uint32_t sid, version;
    } accepted[] = {
        { TEST_DEFAULT_SID, 1 }, { TEST_STRICT_SID, 2 }, { TEST_RELAXED_SID, 1 }, { TEST_RELAXED_SID, 2 }
    };

    for (uint32_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
        psa_handle_t handle = psa_connect(accepted[i].sid, accepted[i].version);

        CHECK(PSA_HANDLE_IS_VALID(handle));
        psa_close(handle);
    }
    return PSA_SUCCESS;
}

static psa_status_t connect_answers(void)
{
    static const psa_status_t answers[] = { PSA_ERROR_CONNECTION_BUSY, PSA_ERROR_CONNECTION_REFUSED };

    for (uint32_t i = 0; i < 2; i++) {
        CHECK(call_with_word(TEST_STATELESS_HANDLE, TEST_CONNECT_ANSWER, (uint32_t)answers[i]) ==
              PSA_SUCCESS);
        CHECK(psa_connect(TEST_STRICT_SID, 2) == answers[i]);
    }
    return PSA_SUCCESS;
}

static psa_status_t answers_pass(void)
{
    static const psa_status_t answers[] = { 0, 1, 2, INT32_MAX, -1, -2, INT32_MIN + 128 };
    psa_handle_t handle = psa_connect(TEST_RELAXED_SID, 1);

    for (uint32_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        CHECK(call_with_word(handle, TEST_ANSWER, (uint32_t)answers[i]) == answers[i]);
    }
    psa_close(handle);
    return PSA_SUCCESS;
}

static psa_status_t exchange_words(psa_handle_t handle)
{
    const uint32_t in_word = TEST_WORD_IN;
    const uint32_t in_word_2 = TEST_WORD_IN;
    uint32_t out_words[2] = { 0 };
    const psa_invec in[] = { { &in_word, sizeof(in_word) }, { &in_word_2, sizeof(in_word_2) } };
    psa_outvec out[] = { { &out_words[0], 4 }, { &out_words[1], 4 } };

    CHECK(psa_call(handle, TEST_WORDS, in, 2, out, 2) == PSA_SUCCESS);
    CHECK(out_words[0] == TEST_WORD_OUT && out_words[1] == TEST_WORD_OUT && out[0].len == 4 &&
          out[1].len == 4);
    return PSA_SUCCESS;
}

static psa_status_t stateless_words(void)
{
    const psa_status_t status = exchange_words(TEST_STATELESS_HANDLE);

    CHECK(status == PSA_SUCCESS);
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);
    CHECK(exchange_words(handle) == PSA_SUCCESS);
    psa_close(handle);
    return PSA_SUCCESS;
}

static psa_status_t empty_vectors(void)
{
    uint8_t byte;
    const psa_invec in[] = { { NULL, 0 }, { &byte, 0 } };
    psa_outvec out[] = { { NULL, 0 }, { &byte, 1 } };

    CHECK(psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, in, 2, out, 2) == PSA_SUCCESS);
    CHECK(out[0].len == 0 && out[1].len == 0);
    return PSA_SUCCESS;
}

static psa_status_t pieces(void)
{
    static const uint8_t bytes[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }, expected[5] = { 1, 2, 6, 7, 8 };
    uint8_t got[16] = { 0 };
    const psa_invec in = { bytes, sizeof(bytes) };
    psa_outvec out = { got, sizeof(got) };

    CHECK(psa_call(TEST_STATELESS_HANDLE, TEST_PIECES, &in, 1, &out, 1) == PSA_SUCCESS);
    CHECK(out.len == sizeof(expected) && memcmp(got, expected, sizeof(expected)) == 0);
    return PSA_SUCCESS;
}

static psa_status_t rhandle(void)
{
    psa_handle_t first = psa_connect(TEST_STRICT_SID, 2), second = psa_connect(TEST_RELAXED_SID, 2);

    CHECK(call_with_word(first, TEST_RHANDLE, 5) == 0);
    CHECK(call_with_word(second, TEST_RHANDLE, 6) == 0);
    CHECK(call_with_word(first, TEST_RHANDLE, 7) == 5);
    CHECK(call_with_word(first, TEST_RHANDLE, 0) == 7);
    CHECK(call_with_word(second, TEST_RHANDLE, 0) == 6);
    psa_close(first);
    psa_close(second);
    return PSA_SUCCESS;
}

static psa_status_t client_id(void)
{
    CHECK(call(TEST_STATELESS_HANDLE, TEST_CLIENT_ID) == TEST_CLIENT_PARTITION);
    return PSA_SUCCESS;
}

static psa_status_t doorbell(void)
{
    CHECK(psa_wait(PSA_DOORBELL, PSA_POLL) == 0);
    CHECK(call(TEST_STATELESS_HANDLE, TEST_NOTIFY) == PSA_SUCCESS);
    CHECK(psa_wait(PSA_WAIT_ANY, PSA_BLOCK) == PSA_DOORBELL);
    CHECK(psa_wait(PSA_DOORBELL, PSA_POLL) == PSA_DOORBELL);
    psa_clear();
    CHECK(psa_wait(PSA_WAIT_ANY, PSA_POLL) == 0);
    return PSA_SUCCESS;
}

#define CONNECTIONS_MOST 50u
static psa_status_t pool_is_busy_and_comes_back(void)
{
    static psa_handle_t handles[CONNECTIONS_MOST];

    for (uint32_t round = 0; round < 2; round++) {
        uint32_t count = 0;

        while (count < CONNECTIONS_MOST &&
               PSA_HANDLE_IS_VALID(handles[count] = psa_connect(TEST_STRICT_SID, 2))) {
            count++;
        }
        CHECK(count == 8 && handles[count] == PSA_ERROR_CONNECTION_BUSY);
        CHECK(call(TEST_STATELESS_HANDLE, TEST_EMPTY) == PSA_SUCCESS); /* has room of its own */
        CHECK(call(handles[0], TEST_EMPTY) == PSA_SUCCESS);
        while (count > 0) {
            psa_close(handles[--count]);
        }
    }
    return call(TEST_STATELESS_HANDLE, TEST_EMPTY);
}

static psa_status_t lifecycle(void)
{
    CHECK(psa_rot_lifecycle_state() == PSA_LIFECYCLE_SECURED);
    return PSA_SUCCESS;
}

static psa_status_t memory_functions(void)
{
    uint8_t a[8], b[8];

    memset(a, 0x5a, sizeof(a));
    memcpy(b, a, sizeof(a));
    CHECK(memcmp(a, b, sizeof(a)) == 0);
    b[0] = 1;
    memmove(&b[1], &b[0], 7);
    CHECK(b[1] == 1 && memcmp(a, b, sizeof(a)) != 0);
    return PSA_SUCCESS;
}

static psa_status_t mapped_vectors(void)
{
    static const uint8_t bytes[4] = { 1, 2, 3, 4 };
    uint8_t got[8];
    const psa_invec in = { bytes, sizeof(bytes) };
    psa_outvec out = { got, sizeof(got) };
    const psa_status_t status = psa_call(TEST_MAPPED_HANDLE, TEST_MAP, &in, 1, &out, 1);

    if (TFM_ISOLATION_LEVEL != 1) {
        CHECK(status == PSA_ERROR_NOT_SUPPORTED);
        return PSA_SUCCESS;
    }
    CHECK(status == PSA_SUCCESS && out.len == 4 && memcmp(got, bytes, 4) == 0);
    return PSA_SUCCESS;
}

/* ---- interrupts: timers that reload themselves ---- */

#define TIMER_FLIH      0x58000000u
#define TIMER_SLIH      0x58001000u
#define TIMER_CTL       0x02cu
#define TIMER_RELOAD    0x048u
#define TIMER_AIVAL_CTL 0x04cu
#define RELOAD_TICKS    3200u
#define TICKS_TO_SIGNAL 10u

static volatile uint32_t ticks;
static volatile bool signal_at_the_end;

static void timer_start(uint32_t timer)
{
    mmio_write32(timer + TIMER_RELOAD, RELOAD_TICKS);
    mmio_write32(timer + TIMER_AIVAL_CTL, 1);
    mmio_write32(timer + TIMER_CTL, 1);
}

static void timer_acknowledge(uint32_t timer)
{
    mmio_write32(timer + TIMER_AIVAL_CTL, 1);
}

static void timer_stop(uint32_t timer)
{
    mmio_write32(timer + TIMER_CTL, 0);
    mmio_write32(timer + TIMER_AIVAL_CTL, 0);
}

psa_flih_result_t test_flih_flih(void)
{
    timer_acknowledge(TIMER_FLIH);
    ticks++;
    return signal_at_the_end && ticks == TICKS_TO_SIGNAL ? PSA_FLIH_SIGNAL : PSA_FLIH_NO_SIGNAL;
}

static psa_status_t interrupt_by_signal(void)
{
    psa_irq_enable(TEST_SLIH_SIGNAL);
    timer_start(TIMER_SLIH);
    for (uint32_t i = 0; i < 3; i++) {
        CHECK(psa_wait(PSA_WAIT_ANY, PSA_BLOCK) == TEST_SLIH_SIGNAL);
        CHECK(psa_wait(PSA_WAIT_ANY, PSA_POLL) == TEST_SLIH_SIGNAL);
        timer_acknowledge(TIMER_SLIH);
        psa_eoi(TEST_SLIH_SIGNAL);
        CHECK(psa_wait(PSA_WAIT_ANY, PSA_POLL) == 0);
    }
    timer_stop(TIMER_SLIH);
    CHECK(psa_irq_disable(TEST_SLIH_SIGNAL) == 1);
    return PSA_SUCCESS;
}

static psa_status_t interrupt_disable_tells(void)
{
    CHECK(psa_irq_disable(TEST_SLIH_SIGNAL) == 0);
    psa_irq_enable(TEST_SLIH_SIGNAL);
    CHECK(psa_irq_disable(TEST_SLIH_SIGNAL) == 1);
    CHECK(psa_irq_disable(TEST_SLIH_SIGNAL) == 0);
    return PSA_SUCCESS;
}

static psa_status_t first_level_counts(void)
{
    ticks = 0;
    signal_at_the_end = false;
    psa_irq_enable(TEST_FLIH_SIGNAL);
    timer_start(TIMER_FLIH);
    while (ticks < TICKS_TO_SIGNAL) {
    }
    timer_stop(TIMER_FLIH);
    CHECK(psa_irq_disable(TEST_FLIH_SIGNAL) == 1);
    CHECK(psa_wait(PSA_WAIT_ANY, PSA_POLL) == 0);
    return PSA_SUCCESS;
}

static psa_status_t first_level_signals(void)
{
    ticks = 0;
    signal_at_the_end = true;
    psa_irq_enable(TEST_FLIH_SIGNAL);
    timer_start(TIMER_FLIH);
    CHECK(psa_wait(PSA_WAIT_ANY, PSA_BLOCK) == TEST_FLIH_SIGNAL);
    CHECK(ticks >= TICKS_TO_SIGNAL);
    timer_stop(TIMER_FLIH);
    CHECK(psa_irq_disable(TEST_FLIH_SIGNAL) == 1);
    psa_reset_signal(TEST_FLIH_SIGNAL);
    CHECK(psa_wait(PSA_WAIT_ANY, PSA_POLL) == 0);
    return PSA_SUCCESS;
}

/* ---- the client API misused ---- */

#define NEVER_RETURNS(name, ...)                                                                             \
    static psa_status_t name(void)                                                                           \
    {                                                                                                        \
        __VA_ARGS__;                                                                                         \
        return CAME_BACK;                                                                                    \
    }

NEVER_RETURNS(connect_unknown, (void)psa_connect(UNUSED_SID, 1))
NEVER_RETURNS(connect_denied, (void)psa_connect(TEST_DENIED_SID, 1))
NEVER_RETURNS(connect_strict_lower, (void)psa_connect(TEST_STRICT_SID, 1))
NEVER_RETURNS(connect_strict_higher, (void)psa_connect(TEST_STRICT_SID, 3))
NEVER_RETURNS(connect_relaxed_higher, (void)psa_connect(TEST_RELAXED_SID, 3))
NEVER_RETURNS(connect_default_0, (void)psa_connect(TEST_DEFAULT_SID, 0))
NEVER_RETURNS(connect_stateless, (void)psa_connect(TEST_STATELESS_SID, 1))
NEVER_RETURNS(call_null_handle, (void)call(PSA_NULL_HANDLE, 0))
NEVER_RETURNS(call_bad_handle, (void)call(INVALID_HANDLE, 0))
NEVER_RETURNS(call_static_version, (void)call(TEST_STATELESS_HANDLE + 0x100, 0))
NEVER_RETURNS(call_type_negative, (void)call(TEST_STATELESS_HANDLE, -1))
NEVER_RETURNS(close_bad_handle, psa_close(INVALID_HANDLE))
NEVER_RETURNS(answered_programmer_error,
              (void)call_with_word(TEST_STATELESS_HANDLE, TEST_ANSWER, (uint32_t)PSA_ERROR_PROGRAMMER_ERROR))
NEVER_RETURNS(panic, psa_panic())

static psa_status_t call_closed_handle(void)
{
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);

    psa_close(handle);
    (void)call(handle, TEST_EMPTY);
    return CAME_BACK;
}

static psa_status_t call_five_vectors(void)
{
    static const psa_invec in[4];
    static psa_outvec out[1];

    (void)psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, in, 4, out, 1);
    return CAME_BACK;
}

/* ---- the service API misused ---- */

static psa_status_t break_rule(enum test_rule rule)
{
    const uint32_t word = rule;
    const psa_invec in = { &word, sizeof(word) };
    psa_outvec out = { own_data, 4 };

    (void)psa_call(TEST_STATELESS_HANDLE, TEST_BREAK, &in, 1, &out, 1);
    return CAME_BACK;
}

NEVER_RETURNS(rule_get_two_signals, break_rule(TEST_RULE_GET_TWO_SIGNALS))
NEVER_RETURNS(rule_get_not_set, break_rule(TEST_RULE_GET_NOT_SET))
NEVER_RETURNS(rule_get_doorbell, break_rule(TEST_RULE_GET_DOORBELL))
NEVER_RETURNS(rule_reply_bad_handle, break_rule(TEST_RULE_REPLY_BAD_HANDLE))
NEVER_RETURNS(rule_reply_null, break_rule(TEST_RULE_REPLY_NULL))
NEVER_RETURNS(rule_read_index, break_rule(TEST_RULE_READ_INDEX))
NEVER_RETURNS(rule_write_too_much, break_rule(TEST_RULE_WRITE_TOO_MUCH))
NEVER_RETURNS(rule_rhandle_stateless, break_rule(TEST_RULE_RHANDLE_STATELESS))
NEVER_RETURNS(rule_notify_unknown, break_rule(TEST_RULE_NOTIFY_UNKNOWN))
NEVER_RETURNS(rule_clear_not_set, break_rule(TEST_RULE_CLEAR_NOT_SET))
NEVER_RETURNS(rule_wait_no_signal, break_rule(TEST_RULE_WAIT_NO_SIGNAL))
NEVER_RETURNS(rule_eoi_doorbell, break_rule(TEST_RULE_EOI_DOORBELL))
NEVER_RETURNS(rule_unknown_call, break_rule(TEST_RULE_MAP))
NEVER_RETURNS(call_flih_return, spm_flih_return())

static psa_status_t call_of_an_agent(void)
{
    const struct agent_call request = { .client_id = -1, .handle = TEST_STATELESS_HANDLE };

    (void)agent_call(&request);
    return CAME_BACK;
}

/* ---- walls ---- */

static psa_status_t read_at(const void *address)
{
    (void)*(const volatile uint32_t *)address;
    return PSA_SUCCESS;
}

/* The same value: where it is allowed, nothing changes. */
static psa_status_t write_at(void *address)
{
    volatile uint32_t *word = address;
    const uint32_t same = *word;

    *word = same;
    return PSA_SUCCESS;
}

static psa_status_t execute_at(const void *address)
{
    ((void (*)(void))((uintptr_t)address | 1u))();
    return CAME_BACK;
}

#define RETURNS(name, expression)                                                                            \
    static psa_status_t name(void)                                                                           \
    {                                                                                                        \
        return expression;                                                                                   \
    }

RETURNS(spm_data_read, read_at(spm_own_data_start))
RETURNS(spm_data_write, write_at(spm_own_data_start))
RETURNS(spm_data_execute, execute_at(spm_own_data_start))
RETURNS(spm_code_read, read_at(spm_rot_code_start))
RETURNS(spm_code_write, write_at(spm_rot_code_start))
RETURNS(spm_code_execute, hal_flash_bl2_offset(1) == HAL_FLASH_BL2_SLOT_BYTES ? PSA_SUCCESS : __LINE__)
RETURNS(spm_stack_read, read_at(spm_main_stack_start))
RETURNS(spm_stack_execute, execute_at(spm_main_stack_start))
RETURNS(rot_data_read, read_at(spm_rot_data_start))
RETURNS(rot_data_write, write_at(spm_rot_data_start))
RETURNS(rot_data_execute, execute_at(spm_rot_data_start))
RETURNS(other_stack_read, read_at(spm_test_server_bss_start))
RETURNS(other_stack_write, write_at(spm_test_server_bss_start))
RETURNS(other_stack_execute, execute_at(spm_test_server_bss_start))
RETURNS(own_code_write, write_at((void *)((uintptr_t)own_code_write & ~3u)))
RETURNS(own_constant_write, write_at((void *)(uintptr_t)&own_constant))
RETURNS(own_data_execute, execute_at(own_data))
RETURNS(server_code_write, write_at(spm_app_code_start))
RETURNS(timer_undeclared, read_at((void *)0x58003000))
RETURNS(lcm, read_at((void *)0x500a0000))
RETURNS(kmu, read_at((void *)0x5009e000))
RETURNS(atu, read_at((void *)0x50150000))
RETURNS(sacfg, read_at((void *)0x50080000))
RETURNS(mpu_registers, read_at((void *)0xe000ed94))
RETURNS(vector_table_register, read_at((void *)0xe000ed08))
RETURNS(boot_flash, read_at((void *)0x31000000))
RETURNS(hand_over_area, read_at((void *)0x31500000))

static psa_status_t own_stack_execute(void)
{
    uint32_t code[2] = { 0x47704770, 0 }; /* bx lr */

    return execute_at(code);
}

static __attribute__((noinline)) uint32_t recurse(uint32_t depth)
{
    volatile uint32_t words[16] = { depth };

    return depth == 0 ? words[0] : recurse(depth - 1u) + words[0];
}
NEVER_RETURNS(stack_overflow, (void)recurse(1000))
NEVER_RETURNS(undefined_instruction, __asm__ volatile("udf #1"))

static psa_status_t privileged_by_control(void)
{
    __asm__ volatile("msr control, %0\n\tisb" ::"r"(2) : "memory");
    return read_at(spm_rot_data_start);
}

/* ---- pointers in calls ---- */

static psa_status_t call_with_input(const void *base, size_t size_bytes)
{
    const psa_invec in = { base, size_bytes };

    return psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, &in, 1, NULL, 0);
}

static psa_status_t call_with_output(void *base, size_t size_bytes)
{
    psa_outvec out = { base, size_bytes };

    return psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, NULL, 0, &out, 1);
}

static psa_status_t call_with_two_words(int32_t type, uint32_t first, uint32_t second)
{
    const psa_invec in[] = { { &first, sizeof(first) }, { &second, sizeof(second) } };
    psa_outvec out = { own_data, 4 };

    return psa_call(TEST_STATELESS_HANDLE, type, in, 2, &out, 1) < 0 ? CAME_BACK : PSA_SUCCESS;
}

RETURNS(input_of_the_spm, call_with_input(spm_own_data_start, 4))
RETURNS(input_of_the_rot, call_with_input(spm_rot_data_start, 4))
RETURNS(input_of_another, call_with_input(spm_test_server_bss_start, 4))
RETURNS(input_non_secure, call_with_input((void *)0x21600000, 4))
RETURNS(input_null, call_with_input(NULL, 4))
RETURNS(input_wraps, call_with_input(own_data, 0u - (uintptr_t)own_data + 16u))
RETURNS(input_over_the_end, call_with_input((void *)((uintptr_t)spm_app_bss_end - 4u), 8))
RETURNS(input_undeclared_device, call_with_input((void *)0x58003000, 4))
RETURNS(output_of_the_spm, call_with_output(spm_own_data_start, 4))
RETURNS(output_of_the_rot, call_with_output(spm_rot_data_start, 4))
RETURNS(output_in_code, call_with_output((void *)(uintptr_t)output_in_code, 4))
RETURNS(vectors_of_the_spm,
        psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, (const psa_invec *)spm_own_data_start, 1, NULL, 0))
RETURNS(vectors_over_the_end, psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY,
                                       (const psa_invec *)((uintptr_t)spm_app_bss_end - 8u), 2, NULL, 0))
RETURNS(output_vectors_in_code,
        psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, NULL, 0, (psa_outvec *)spm_app_code_start, 1))
RETURNS(service_reads_to_the_spm, call_with_two_words(TEST_READ_TO, (uint32_t)spm_own_data_start, 0))
RETURNS(service_reads_to_code, call_with_two_words(TEST_READ_TO, (uint32_t)spm_app_code_start, 0))
RETURNS(service_writes_from_the_spm, call_with_two_words(TEST_WRITE_FROM, (uint32_t)spm_own_data_start, 0))

/* The last word before the PSA RoT's own: alignment leaves it unused, or it is written with what it holds. */
static psa_status_t service_reads_to_the_rot(void)
{
    const uint32_t *word = (const uint32_t *)spm_rot_data_start;

    return call_with_two_words(TEST_READ_TO, (uint32_t)word, TFM_ISOLATION_LEVEL == 1 ? *word : 0);
}

static psa_status_t inputs_overlap(void)
{
    const psa_invec in[] = { { own_data, 8 }, { own_data + 7, 8 } };

    return psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, in, 2, NULL, 0);
}

/* ---- exceptions ---- */

NEVER_RETURNS(forged_return_secure_thread, __asm__ volatile("bx %0" ::"r"(0xfffffffdu)))
NEVER_RETURNS(forged_return_handler, __asm__ volatile("bx %0" ::"r"(0xfffffff1u)))
NEVER_RETURNS(forged_return_non_secure, __asm__ volatile("bx %0" ::"r"(0xffffffbcu)))

/* A supervisor call whose frame lands where the stack pointer was moved to. */
static psa_status_t call_from(const uint8_t *stack_pointer)
{
    __asm__ volatile("mov r4, sp\n\t"
                     "mov sp, %0\n\t"
                     "svc #0\n\t"
                     "mov sp, r4\n\t" ::"r"(stack_pointer)
                     : "r0", "r1", "r2", "r3", "r4", "ip", "memory");
    return CAME_BACK;
}
RETURNS(stack_pointer_to_the_rot, call_from(spm_rot_data_start + 0x100))
RETURNS(stack_pointer_to_own_data, call_from(own_data + sizeof(own_data)))

static psa_status_t (*const cases[TEST_CLIENT_CASE_COUNT])(void) = { TEST_CLIENT_CASES(TEST_ENTRY) };

psa_status_t test_client_sfn(const psa_msg_t *msg)
{
    if (msg->type >= (int32_t)TEST_CLIENT_CASE_COUNT) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    return cases[msg->type]();
}
