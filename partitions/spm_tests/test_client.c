/* SPDX-License-Identifier: BSD-3-Clause */
/** Cases of the Application RoT, one function each. A case that should have ended the system returns CAME_BACK. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "hal/flash.h"
#include "interface/psa/agent.h"
#include "interface/psa/lifecycle.h"
#include "interface/psa/veneers.h"
#include "lib/base/mmio.h"
#include "partitions/spm_tests/test_cases.h"
#include "psa_manifest/pid.h"
#include "psa_manifest/sid.h"
#include "psa_manifest/test_client.h"

#define CAME_BACK 0x7fff
#define NS_DATA   0x21600000u

TEST_CLIENT_CASES(TEST_FUNCTION)

/* Memory of others, by the linker script. */
extern uint8_t spm_own_data_start[], spm_rot_data_start[], spm_rot_code_start[], spm_main_stack_start[];
extern uint8_t spm_test_server_bss_start[], spm_test_server_bss_end[], spm_app_bss_end[],
    spm_app_code_start[];

uint32_t test_client_in_application_code(void); /* for the runner to call */
void spm_flih_return(void);                     /* where first-level handlers return to */

static uint8_t own_data[64] __attribute__((aligned(32)));
static const uint32_t own_constant = 0x12345678;

uint32_t test_client_in_application_code(void)
{
    return 42;
}

/* ---- what is allowed ---- */

static psa_status_t versions(void)
{
    CHECK(psa_version(TEST_SECURE_SID) == 2);
    CHECK(psa_version(TEST_CLIENT_SID) == PSA_VERSION_NONE); /* its own */
    return PSA_SUCCESS;
}

static psa_status_t client_id(void)
{
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_CLIENT_ID) == TEST_CLIENT_PARTITION);
    return PSA_SUCCESS;
}

static psa_status_t secure_only_service(void)
{
    psa_handle_t handle = psa_connect(TEST_SECURE_SID, 1);

    CHECK(PSA_HANDLE_IS_VALID(handle) && test_call(handle, TEST_EMPTY) == PSA_SUCCESS);
    psa_close(handle);
    return PSA_SUCCESS;
}

static psa_status_t doorbell(void)
{
    CHECK(psa_wait(PSA_DOORBELL, PSA_POLL) == 0);
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_NOTIFY) == PSA_SUCCESS);
    CHECK(psa_wait(PSA_WAIT_ANY, PSA_BLOCK) == PSA_DOORBELL);
    CHECK(psa_wait(PSA_DOORBELL, PSA_POLL) == PSA_DOORBELL);
    psa_clear();
    CHECK(psa_wait(PSA_WAIT_ANY, PSA_POLL) == 0);
    return PSA_SUCCESS;
}

/* It never asks for its doorbell, and may not keep worse priorities from running: the runner's, who is to go on. */
static psa_status_t doorbell_of_an_sfn_partition(void)
{
    for (uint32_t i = 0; i < 100; i++) {
        psa_notify(TEST_ROT_PARTITION);
    }
    return PSA_SUCCESS;
}

/* The server answers its doorbell with ours, before our call is back. */
static psa_status_t better_priority_preempts(void)
{
    CHECK(psa_wait(PSA_DOORBELL, PSA_POLL) == 0);
    psa_notify(TEST_SERVER_PARTITION);
    CHECK(psa_wait(PSA_DOORBELL, PSA_POLL) == PSA_DOORBELL);
    psa_clear();
    return PSA_SUCCESS;
}

/* A call that the server answers leaves every register but the result's as it was. */
static psa_status_t registers_are_clean(void)
{
    uint32_t after[12];

    __asm__ volatile("push {r4-r11}\n\t"
                     "push {%[after]}\n\t"
                     "mov r0, %[handle]\n\t"
                     "movs r1, #0\n\t"
                     "movs r2, #2\n\t"
                     "movs r3, #3\n\t"
                     "movs r4, #4\n\t"
                     "movs r5, #5\n\t"
                     "movs r6, #6\n\t"
                     "movs r7, #7\n\t"
                     "mov r8, #8\n\t"
                     "mov r9, #9\n\t"
                     "mov r10, #10\n\t"
                     "mov r11, #11\n\t"
                     "mov r12, #12\n\t"
                     "svc %[call]\n\t"
                     "pop {r0}\n\t"
                     "stmia r0, {r1-r12}\n\t"
                     "pop {r4-r11}\n\t"
                     :
                     : [after] "r"(after), [call] "i"(RSS_VENEER_CALL), [handle] "r"(TEST_STATELESS_HANDLE)
                     : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
    CHECK(after[0] == 0);
    for (uint32_t i = 1; i < 12; i++) {
        CHECK(after[i] == i + 1u);
    }
    return PSA_SUCCESS;
}

static psa_status_t stack_reached_by_the_rot(void)
{
    volatile uint32_t word = 41;

    CHECK(test_call_with_word(TEST_ROT_HANDLE, TEST_ROT_POKE, (uint32_t)(uintptr_t)&word) == PSA_SUCCESS);
    CHECK(word == 42);
    return PSA_SUCCESS;
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

/* ---- interrupts: timers that reload themselves ---- */

#define TIMER_FLIH      0x58000000u
#define TIMER_SLIH      0x58001000u
#define TIMER_CTL       0x02cu
#define TIMER_RELOAD    0x048u
#define TIMER_AIVAL_CTL 0x04cu
#define RELOAD_TICKS    3200u
#define TICKS_TO_SIGNAL 10u

/* What the first-level handler does. */
enum handler { COUNT, SIGNAL_AT_THE_END, READ_CONTROL, CALL, ANSWER_NONSENSE, READ_THE_ROT, OVERFLOW };

static volatile uint32_t ticks, control;
static volatile uint32_t first_level_registers[12] __attribute__((used));
static volatile enum handler handler;

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

static __attribute__((noinline)) uint32_t recurse(uint32_t depth)
{
    volatile uint32_t words[16] = { depth };

    return depth == 0 ? words[0] : recurse(depth - 1u) + words[0];
}

static psa_flih_result_t __attribute__((used)) handle_first_level(void)
{
    timer_acknowledge(TIMER_FLIH);
    ticks++;
    switch (handler) {
    case COUNT:
        return PSA_FLIH_NO_SIGNAL;
    case SIGNAL_AT_THE_END:
        return ticks == TICKS_TO_SIGNAL ? PSA_FLIH_SIGNAL : PSA_FLIH_NO_SIGNAL;
    case READ_CONTROL:
        __asm__ volatile("mrs %0, control" : "=r"(control));
        return PSA_FLIH_NO_SIGNAL;
    case CALL:
        (void)psa_wait(PSA_WAIT_ANY, PSA_POLL);
        return PSA_FLIH_NO_SIGNAL;
    case READ_THE_ROT:
        (void)*(volatile uint32_t *)spm_rot_data_start;
        return PSA_FLIH_NO_SIGNAL;
    case OVERFLOW:
        (void)recurse(1000);
        return PSA_FLIH_NO_SIGNAL;
    default:
        return PSA_FLIH_SIGNAL + 1u;
    }
}

/* Keeps what it finds in r1 to r12. */
__attribute__((naked)) psa_flih_result_t test_flih_flih(void)
{
    __asm__ volatile("ldr r0, =first_level_registers\n\t"
                     "stmia r0, {r1-r12}\n\t"
                     "b handle_first_level\n\t");
}

static void first_level_start(enum handler does)
{
    ticks = 0;
    handler = does;
    psa_irq_enable(TEST_FLIH_SIGNAL);
    timer_start(TIMER_FLIH);
}

/* Until so many handlers have run. */
static psa_status_t run_first_level(enum handler does, uint32_t count)
{
    first_level_start(does);
    while (ticks < count) {
    }
    timer_stop(TIMER_FLIH);
    CHECK(psa_irq_disable(TEST_FLIH_SIGNAL) == 1);
    return PSA_SUCCESS;
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

/* Whoever it has interrupted: nothing of it is in a register. */
static psa_status_t first_level_registers_are_clean(void)
{
    first_level_registers[0] = 1;
    CHECK(run_first_level(COUNT, 1) == PSA_SUCCESS);
    for (uint32_t i = 0; i < 12; i++) {
        CHECK(first_level_registers[i] == 0);
    }
    return PSA_SUCCESS;
}

/* i063: what is not waited for is not reported, and is there when it is. */
static psa_status_t interrupt_masked_is_pending(void)
{
    psa_irq_enable(TEST_SLIH_SIGNAL);
    timer_start(TIMER_SLIH);
    while (psa_wait(TEST_SLIH_SIGNAL, PSA_POLL) == 0) {
    }
    CHECK(psa_wait(PSA_DOORBELL | TEST_FLIH_SIGNAL, PSA_POLL) == 0);
    CHECK(psa_wait(TEST_SLIH_SIGNAL, PSA_BLOCK) == TEST_SLIH_SIGNAL);
    timer_stop(TIMER_SLIH);
    psa_eoi(TEST_SLIH_SIGNAL);
    CHECK(psa_irq_disable(TEST_SLIH_SIGNAL) == 1);
    return PSA_SUCCESS;
}

static psa_status_t first_level_counts(void)
{
    CHECK(run_first_level(COUNT, TICKS_TO_SIGNAL) == PSA_SUCCESS);
    CHECK(psa_wait(PSA_WAIT_ANY, PSA_POLL) == 0);
    return PSA_SUCCESS;
}

static psa_status_t first_level_signals(void)
{
    first_level_start(SIGNAL_AT_THE_END);
    CHECK(psa_wait(PSA_WAIT_ANY, PSA_BLOCK) == TEST_FLIH_SIGNAL);
    CHECK(ticks >= TICKS_TO_SIGNAL);
    timer_stop(TIMER_FLIH);
    CHECK(psa_irq_disable(TEST_FLIH_SIGNAL) == 1);
    psa_reset_signal(TEST_FLIH_SIGNAL);
    CHECK(psa_wait(PSA_WAIT_ANY, PSA_POLL) == 0);
    return PSA_SUCCESS;
}

/* As its partition: thread mode, privileged at level 1 only. */
static psa_status_t first_level_rights(void)
{
    control = 0;
    CHECK(run_first_level(READ_CONTROL, 1) == PSA_SUCCESS);
    CHECK(control == (TFM_ISOLATION_LEVEL == 1 ? 2u : 3u));
    return PSA_SUCCESS;
}

/* ---- the client API misused ---- */

#define NEVER_RETURNS(name, ...)                                                                             \
    static psa_status_t name(void)                                                                           \
    {                                                                                                        \
        __VA_ARGS__;                                                                                         \
        return CAME_BACK;                                                                                    \
    }

#define RETURNS(name, expression)                                                                            \
    static psa_status_t name(void)                                                                           \
    {                                                                                                        \
        return expression;                                                                                   \
    }

NEVER_RETURNS(connect_unknown, (void)psa_connect(TEST_UNUSED_SID, 1))
NEVER_RETURNS(connect_denied, (void)psa_connect(TEST_DENIED_SID, 1))
NEVER_RETURNS(connect_strict_lower, (void)psa_connect(TEST_STRICT_SID, 1))
NEVER_RETURNS(connect_strict_higher, (void)psa_connect(TEST_STRICT_SID, 3))
NEVER_RETURNS(connect_relaxed_higher, (void)psa_connect(TEST_RELAXED_SID, 3))
NEVER_RETURNS(connect_default_2, (void)psa_connect(TEST_DEFAULT_SID, 2))
NEVER_RETURNS(connect_default_0, (void)psa_connect(TEST_DEFAULT_SID, 0))
NEVER_RETURNS(connect_stateless, (void)psa_connect(TEST_STATELESS_SID, 1))
NEVER_RETURNS(call_null_handle, (void)test_call(PSA_NULL_HANDLE, 0))
NEVER_RETURNS(call_bad_handle, (void)test_call(TEST_BAD_HANDLE, 0))
NEVER_RETURNS(call_static_version, (void)test_call(TEST_STATELESS_HANDLE + 0x100, 0))
NEVER_RETURNS(call_type_negative, (void)test_call(TEST_STATELESS_HANDLE, -1))
NEVER_RETURNS(close_bad_handle, psa_close(TEST_BAD_HANDLE))
NEVER_RETURNS(close_static_handle, psa_close(TEST_STATELESS_HANDLE))
NEVER_RETURNS(answered_programmer_error, (void)test_call_with_word(TEST_STATELESS_HANDLE, TEST_ANSWER,
                                                                   (uint32_t)PSA_ERROR_PROGRAMMER_ERROR))
NEVER_RETURNS(panic, psa_panic())

static psa_status_t call_closed_handle(void)
{
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);

    psa_close(handle);
    (void)test_call(handle, TEST_EMPTY);
    return CAME_BACK;
}

static psa_status_t call_five_vectors(void)
{
    static const psa_invec in[4];
    static psa_outvec out[1];

    (void)psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, in, 4, out, 1);
    return CAME_BACK;
}

/* ---- interrupts misused ---- */

NEVER_RETURNS(eoi_not_set, psa_eoi(TEST_SLIH_SIGNAL))
NEVER_RETURNS(reset_signal_not_set, psa_reset_signal(TEST_FLIH_SIGNAL))
NEVER_RETURNS(enable_no_interrupt, psa_irq_enable(TEST_CLIENT_SIGNAL))
NEVER_RETURNS(enable_two_interrupts, psa_irq_enable(TEST_SLIH_SIGNAL | TEST_FLIH_SIGNAL))
NEVER_RETURNS(disable_no_interrupt, (void)psa_irq_disable(0))
NEVER_RETURNS(first_level_calls_a_service, (void)run_first_level(CALL, 2))
NEVER_RETURNS(first_level_answers_nonsense, (void)run_first_level(ANSWER_NONSENSE, 2))
NEVER_RETURNS(first_level_overflows, (void)run_first_level(OVERFLOW, 2))
RETURNS(first_level_reads_the_rot, run_first_level(READ_THE_ROT, 2))

static void set_second_level_signal(void)
{
    psa_irq_enable(TEST_SLIH_SIGNAL);
    timer_start(TIMER_SLIH);
    (void)psa_wait(TEST_SLIH_SIGNAL, PSA_BLOCK);
}

static psa_status_t eoi_two_signals(void)
{
    set_second_level_signal();
    psa_eoi(TEST_SLIH_SIGNAL | TEST_CLIENT_SIGNAL);
    return CAME_BACK;
}

static psa_status_t reset_signal_second_level(void)
{
    set_second_level_signal();
    psa_reset_signal(TEST_SLIH_SIGNAL);
    return CAME_BACK;
}

static psa_status_t eoi_first_level(void)
{
    first_level_start(SIGNAL_AT_THE_END);
    (void)psa_wait(TEST_FLIH_SIGNAL, PSA_BLOCK);
    psa_eoi(TEST_FLIH_SIGNAL);
    return CAME_BACK;
}

/* The handler would use the stack of its thread, which is not where it should be. */
static psa_status_t first_level_on_a_moved_stack(void)
{
    first_level_start(COUNT);
    __asm__ volatile("mov r4, sp\n\t"
                     "mov sp, %0\n"
                     "1: ldr r5, [%1]\n\t"
                     "cmp r5, #0\n\t"
                     "beq 1b\n\t"
                     "mov sp, r4\n\t" ::"r"(own_data + sizeof(own_data)),
                     "r"(&ticks)
                     : "r4", "r5", "cc", "memory");
    return CAME_BACK;
}

/* ---- the service API misused ---- */

static psa_status_t break_rule(enum test_rule rule)
{
    static const uint8_t bytes[4];
    const uint32_t word = rule;
    const psa_invec in[] = { { &word, sizeof(word) }, { bytes, sizeof(bytes) }, { NULL, 0 } };
    psa_outvec out = { own_data, 4 };
    const psa_handle_t handle = rule > TEST_rule_map_not_enabled ? TEST_MAPPED_HANDLE : TEST_STATELESS_HANDLE;
    const psa_status_t status = psa_call(handle, TEST_BREAK, in, 3, &out, 1);

    if (TFM_ISOLATION_LEVEL != 1 && status == PSA_ERROR_NOT_SUPPORTED) {
        return PSA_SUCCESS; /* vectors are not mapped */
    }
    (void)test_call(TEST_STATELESS_HANDLE, TEST_EMPTY);
    return CAME_BACK;
}

static psa_status_t break_with_connection(int32_t when, enum test_rule rule)
{
    (void)test_call_with_word(TEST_STATELESS_HANDLE, when, rule);
    psa_close(psa_connect(TEST_STRICT_SID, 2));
    return CAME_BACK;
}

RETURNS(connect_is_read, break_with_connection(TEST_BREAK_ON_OPEN, TEST_rule_read))
RETURNS(connect_is_skipped, break_with_connection(TEST_BREAK_ON_OPEN, TEST_rule_skip))
RETURNS(connect_is_written, break_with_connection(TEST_BREAK_ON_OPEN, TEST_rule_write))
RETURNS(connect_answered_wrongly, break_with_connection(TEST_BREAK_ON_OPEN, TEST_rule_bad_connect_answer))
RETURNS(disconnect_is_read, break_with_connection(TEST_BREAK_ON_CLOSE, TEST_rule_read))
RETURNS(disconnect_is_skipped, break_with_connection(TEST_BREAK_ON_CLOSE, TEST_rule_skip))
RETURNS(disconnect_is_written, break_with_connection(TEST_BREAK_ON_CLOSE, TEST_rule_write))
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

/* Never in its own memory, so at level 2 it is no more than a number. */
static void *address_of(enum test_place place)
{
    return (void *)(uintptr_t)test_call_with_word(TEST_ROT_HANDLE, TEST_ROT_ADDRESS, place);
}

RETURNS(spm_data_read, read_at(spm_own_data_start))
RETURNS(spm_data_write, write_at(spm_own_data_start))
RETURNS(spm_data_execute, execute_at(spm_own_data_start))
RETURNS(spm_code_read, read_at(spm_rot_code_start))
RETURNS(spm_code_write, write_at(spm_rot_code_start))
RETURNS(spm_code_execute, hal_flash_bl2_offset(1) == HAL_FLASH_BL2_SLOT_BYTES ? PSA_SUCCESS : __LINE__)
RETURNS(spm_stack_read, read_at(spm_main_stack_start))
RETURNS(spm_stack_execute, execute_at(spm_main_stack_start))
RETURNS(spm_stack_write, write_at(spm_main_stack_start))
RETURNS(rot_stack_read, read_at(address_of(TEST_AT_ROT_STACK)))
RETURNS(rot_stack_write, write_at(address_of(TEST_AT_ROT_STACK)))
RETURNS(rot_device_read, read_at((void *)0x50160f88)) /* of the mailbox: ACCESS_REQUEST */
RETURNS(rot_device_write, write_at((void *)0x50160f88))
RETURNS(rot_data_read, read_at(spm_rot_data_start))
RETURNS(rot_data_write, write_at(spm_rot_data_start))
RETURNS(rot_data_execute, execute_at(spm_rot_data_start))
RETURNS(other_stack_read, read_at(spm_test_server_bss_start))
RETURNS(other_stack_write, write_at(spm_test_server_bss_start))
RETURNS(other_stack_execute, execute_at(spm_test_server_bss_start))
RETURNS(other_data_read, read_at((void *)((uintptr_t)spm_test_server_bss_end - 4u)))
RETURNS(other_data_write, write_at((void *)((uintptr_t)spm_test_server_bss_end - 4u)))
RETURNS(own_code_write, write_at((void *)((uintptr_t)own_code_write & ~3u)))
RETURNS(own_constant_write, write_at((void *)(uintptr_t)&own_constant))
RETURNS(own_data_execute, execute_at(own_data))
RETURNS(server_code_write, write_at(spm_app_code_start))
RETURNS(timer_undeclared, read_at((void *)0x58003000))
RETURNS(lcm, read_at((void *)0x500a0000))
RETURNS(kmu, read_at((void *)0x5009e000))
RETURNS(atu, read_at((void *)0x50150000))
RETURNS(lcm_write, write_at((void *)0x500a0014)) /* SP_ENABLE, which wants a magic word */
RETURNS(kmu_write, write_at((void *)0x5009e000))
RETURNS(atu_write, write_at((void *)0x50150000))
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

NEVER_RETURNS(stack_overflow, (void)recurse(1000))
NEVER_RETURNS(undefined_instruction, __asm__ volatile("udf #1"))
NEVER_RETURNS(floating_point, __asm__ volatile(".inst.w 0xee000a10" ::: "memory")) /* vmov s0, r0 */
RETURNS(non_secure_data_read, read_at((void *)NS_DATA))
RETURNS(non_secure_data_execute, execute_at((void *)NS_DATA))

/* For privileged code it is one way more to call: the return stays in the secure state. */
static psa_status_t veneer_execute(void)
{
    CHECK(((uint32_t(*)(uint32_t))(uintptr_t)RSS_VENEER(RSS_VENEER_VERSION))(TEST_STRICT_SID) == 2);
    return PSA_SUCCESS;
}

/* Unprivileged: without effect. */
static psa_status_t interrupts_masked(void)
{
    __asm__ volatile("cpsid i" ::: "memory");
    return test_call(TEST_STATELESS_HANDLE, TEST_EMPTY);
}

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
RETURNS(input_non_secure, call_with_input((void *)NS_DATA, 4))
RETURNS(input_null, call_with_input(NULL, 4))
RETURNS(input_wraps, call_with_input(own_data, 0u - (uintptr_t)own_data + 16u))
RETURNS(input_over_the_end, call_with_input((void *)((uintptr_t)spm_app_bss_end - 4u), 8))
RETURNS(input_undeclared_device, call_with_input((void *)0x58003000, 4))
RETURNS(output_of_the_spm, call_with_output(spm_own_data_start, 4))
RETURNS(output_of_the_rot, call_with_output(spm_rot_data_start, 4))
RETURNS(output_in_code, call_with_output((void *)(uintptr_t)output_in_code, 4))
RETURNS(output_in_a_constant, call_with_output((void *)(uintptr_t)&own_constant, 4))
RETURNS(output_over_the_end, call_with_output((void *)((uintptr_t)spm_app_bss_end - 4u), 8))
RETURNS(output_vectors_of_the_spm,
        psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, NULL, 0, (psa_outvec *)spm_own_data_start, 1))
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

/* Pops what it is made to believe. */
NEVER_RETURNS(forged_return_function,
              __asm__ volatile("push {%0, %1}\n\tbx %2" ::"r"(1), "r"(2), "r"(0xfeffffffu)))
/* In that state nothing here may be executed. */
NEVER_RETURNS(enters_the_non_secure_state,
              __asm__ volatile("bxns %0" ::"r"((uintptr_t)enters_the_non_secure_state & ~1u)))

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

#define COMMON_ENTRY(name, level_1, level_2) test_common_##name,
static psa_status_t (*const cases[TEST_CLIENT_CASE_COUNT])(void) = { TEST_COMMON_CASES(COMMON_ENTRY)
                                                                         TEST_CLIENT_CASES(TEST_ENTRY) };

psa_status_t test_client_sfn(const psa_msg_t *msg)
{
    if (msg->type < (int32_t)TEST_CLIENT_CASE_COUNT) {
        return cases[msg->type]();
    }
    if (msg->type < (int32_t)(TEST_CLIENT_CASE_COUNT + TEST_RULE_COUNT)) {
        return break_rule((enum test_rule)(msg->type - TEST_CLIENT_CASE_COUNT));
    }
    return PSA_ERROR_NOT_SUPPORTED;
}
