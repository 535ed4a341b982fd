/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The secure cases, besides those of interface/psa/spm_tests.h. An outcome is PASSES, or the number of the code (SPnn) that the
 * runtime stops with: at level 1, at level 2.
 */
#ifndef PARTITIONS_SPM_TESTS_TEST_CASES_H
#define PARTITIONS_SPM_TESTS_TEST_CASES_H

#include "interface/psa/spm_tests.h"

/* Run in the client, of the Application RoT. */
/* clang-format off */
#define TEST_CLIENT_CASES(X)                                    \
    /* name                              level 1  level 2 */    \
    X(versions,                          PASSES,  PASSES)       \
    X(client_id,                         PASSES,  PASSES)       \
    X(secure_only_service,               PASSES,  PASSES)       \
    X(doorbell,                          PASSES,  PASSES)       \
    X(doorbell_of_an_sfn_partition,      PASSES,  PASSES)       \
    X(better_priority_preempts,          PASSES,  PASSES)       \
    X(registers_are_clean,               PASSES,  PASSES)       \
    X(stack_reached_by_the_rot,          PASSES,  PASSES)       \
    X(lifecycle,                         PASSES,  PASSES)       \
    X(memory_functions,                  PASSES,  PASSES)       \
    X(interrupt_by_signal,               PASSES,  PASSES)       \
    X(interrupt_disable_tells,           PASSES,  PASSES)       \
    X(interrupt_masked_is_pending,       PASSES,  PASSES)       \
    X(first_level_counts,                PASSES,  PASSES)       \
    X(first_level_signals,               PASSES,  PASSES)       \
    X(first_level_rights,                PASSES,  PASSES)       \
    X(first_level_registers_are_clean,   PASSES,  PASSES)       \
    /* interrupts misused */                                    \
    X(eoi_not_set,                       1,       1)            \
    X(eoi_two_signals,                   1,       1)            \
    X(eoi_first_level,                   1,       1)            \
    X(reset_signal_not_set,              1,       1)            \
    X(reset_signal_second_level,         1,       1)            \
    X(enable_no_interrupt,               1,       1)            \
    X(enable_two_interrupts,             1,       1)            \
    X(disable_no_interrupt,              1,       1)            \
    X(first_level_calls_a_service,       1,       1)            \
    X(first_level_answers_nonsense,      1,       1)            \
    X(first_level_reads_the_rot,         PASSES,  5)            \
    X(first_level_overflows,             6,       6)            \
    X(first_level_on_a_moved_stack,      6,       6)            \
    /* client API misused */                                    \
    X(connect_unknown,                   3,       3)            \
    X(connect_denied,                    3,       3)            \
    X(connect_strict_lower,              3,       3)            \
    X(connect_strict_higher,             3,       3)            \
    X(connect_relaxed_higher,            3,       3)            \
    X(connect_default_2,                 3,       3)            \
    X(connect_default_0,                 3,       3)            \
    X(connect_stateless,                 3,       3)            \
    X(call_null_handle,                  3,       3)            \
    X(call_bad_handle,                   3,       3)            \
    X(call_closed_handle,                3,       3)            \
    X(call_static_version,               3,       3)            \
    X(call_type_negative,                3,       3)            \
    X(call_five_vectors,                 3,       3)            \
    X(close_bad_handle,                  3,       3)            \
    X(close_static_handle,               3,       3)            \
    X(answered_programmer_error,         3,       3)            \
    X(panic,                             4,       4)            \
    /* service API misused with CONNECT and DISCONNECT; by a request: TEST_RULES */ \
    X(connect_is_read,                   1,       1)            \
    X(connect_is_skipped,                1,       1)            \
    X(connect_is_written,                1,       1)            \
    X(connect_answered_wrongly,          1,       1)            \
    X(disconnect_is_read,                1,       1)            \
    X(disconnect_is_skipped,             1,       1)            \
    X(disconnect_is_written,             1,       1)            \
    X(call_of_an_agent,                  3,       3)            \
    X(call_flih_return,                  1,       1)            \
    /* walls: the SPM */                                        \
    X(spm_data_read,                     PASSES,  5)            \
    X(spm_data_write,                    PASSES,  5)            \
    X(spm_data_execute,                  5,       5)            \
    X(spm_code_read,                     PASSES,  5)            \
    X(spm_code_write,                    5,       5)            \
    X(spm_code_execute,                  PASSES,  5)            \
    X(spm_stack_read,                    PASSES,  5)            \
    X(spm_stack_write,                   PASSES,  5)            \
    X(spm_stack_execute,                 5,       5)            \
    /* PSA RoT, another partition */                            \
    X(rot_data_read,                     PASSES,  5)            \
    X(rot_data_write,                    PASSES,  5)            \
    X(rot_data_execute,                  5,       5)            \
    X(rot_stack_read,                    PASSES,  5)            \
    X(rot_stack_write,                   PASSES,  5)            \
    X(rot_device_read,                   PASSES,  5)            \
    X(rot_device_write,                  PASSES,  5)            \
    X(other_stack_read,                  PASSES,  5)            \
    X(other_stack_write,                 PASSES,  5)            \
    X(other_stack_execute,               5,       5)            \
    X(other_data_read,                   PASSES,  5)            \
    X(other_data_write,                  PASSES,  5)            \
    /* its own */                                               \
    X(own_code_write,                    5,       5)            \
    X(own_constant_write,                5,       5)            \
    X(own_data_execute,                  5,       5)            \
    X(own_stack_execute,                 5,       5)            \
    X(stack_overflow,                    6,       6)            \
    X(server_code_write,                 5,       5)            \
    X(undefined_instruction,             5,       5)            \
    X(floating_point,                    5,       5)            \
    /* devices */                                               \
    X(timer_undeclared,                  PASSES,  5)            \
    X(lcm,                               PASSES,  5)            \
    X(lcm_write,                         PASSES,  5)            \
    X(kmu,                               PASSES,  5)            \
    X(kmu_write,                         PASSES,  5)            \
    X(atu,                               PASSES,  5)            \
    X(atu_write,                         PASSES,  5)            \
    X(sacfg,                             PASSES,  5)            \
    X(mpu_registers,                     PASSES,  5)            \
    X(vector_table_register,             PASSES,  5)            \
    X(boot_flash,                        PASSES,  5)            \
    X(hand_over_area,                    PASSES,  5)            \
    X(privileged_by_control,             PASSES,  5)            \
    X(interrupts_masked,                 5,       PASSES)       \
    X(non_secure_data_read,              PASSES,  5)            \
    X(non_secure_data_execute,           5,       5)            \
    X(veneer_execute,                    PASSES,  5)            \
    /* pointers in calls */                                     \
    X(input_of_the_spm,                  3,       3)            \
    X(input_of_the_rot,                  PASSES,  3)            \
    X(input_of_another,                  PASSES,  3)            \
    X(input_non_secure,                  3,       3)            \
    X(input_null,                        3,       3)            \
    X(input_wraps,                       3,       3)            \
    X(input_over_the_end,                3,       3)            \
    X(input_undeclared_device,           3,       3)            \
    X(inputs_overlap,                    3,       3)            \
    X(output_of_the_spm,                 3,       3)            \
    X(output_of_the_rot,                 PASSES,  3)            \
    X(output_in_code,                    3,       3)            \
    X(output_in_a_constant,              3,       3)            \
    X(output_over_the_end,               3,       3)            \
    X(vectors_of_the_spm,                3,       3)            \
    X(output_vectors_of_the_spm,         3,       3)            \
    X(vectors_over_the_end,              3,       3)            \
    X(output_vectors_in_code,            3,       3)            \
    X(service_reads_to_the_spm,          1,       1)            \
    X(service_reads_to_the_rot,          PASSES,  1)            \
    X(service_reads_to_code,             1,       1)            \
    X(service_writes_from_the_spm,       1,       1)            \
    /* exceptions */                                            \
    X(forged_return_secure_thread,       5,       5)            \
    X(forged_return_handler,             5,       5)            \
    X(forged_return_non_secure,          5,       5)            \
    X(forged_return_function,            5,       5)            \
    X(enters_the_non_secure_state,       5,       5)            \
    X(stack_pointer_to_the_rot,          1,       5)            \
    X(stack_pointer_to_own_data,         1,       1)

/* Run in the runner, of the PSA RoT. */
#define TEST_RUNNER_CASES(X)                                    \
    X(runner_connect_denied,             3,       3)            \
    X(runner_foreign_handle,             3,       3)            \
    X(runner_closes_foreign_handle,      3,       3)            \
    X(runner_client_id,                  PASSES,  PASSES)       \
    X(runner_reads_a_client,             PASSES,  PASSES)       \
    X(runner_input_of_the_spm,           3,       3)            \
    X(runner_output_in_code,             3,       3)            \
    X(runner_data_execute,               5,       5)            \
    X(runner_client_data_execute,        5,       5)            \
    X(runner_flash_execute,              5,       5)            \
    X(runner_code_write,                 5,       5)            \
    X(runner_application_code_execute,   PASSES,  5)            \
    X(runner_stack_overflow,             6,       6)            \
    X(runner_call_on_main_stack,         1,       1)            \
    X(runner_call_masked,                5,       5)            \
    X(runner_undeclared_interrupt,       7,       7)
/* clang-format on */

#define TEST_NUMBER(name, level_1, level_2) TEST_##name,
/* To the client: a case's number, or TEST_CLIENT_CASE_COUNT and a rule's. */
enum { TEST_COMMON_CASES(TEST_NUMBER) TEST_CLIENT_CASES(TEST_NUMBER) TEST_CLIENT_CASE_COUNT };

#define TEST_FUNCTION(name, level_1, level_2) static psa_status_t name(void);
#define TEST_ENTRY(name, level_1, level_2)    name,

#endif /* PARTITIONS_SPM_TESTS_TEST_CASES_H */
