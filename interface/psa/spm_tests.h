/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The partition manager's regression suite: what its services (partitions/spm_tests) understand, for secure and non-secure
 * clients alike, and the cases that both run (partitions/spm_tests/test_client_common.c). docs/design/spm-tests.md lists what
 * each shows.
 */
#ifndef INTERFACE_PSA_SPM_TESTS_H
#define INTERFACE_PSA_SPM_TESTS_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/client.h"

#define TEST_WORD_IN     0xdeadbeefu
#define TEST_WORD_OUT    0xcafebabeu
#define TEST_WORDS_TYPE  0x1000 /* as TEST_WORDS */
#define TEST_UNUSED_SID  0xfa20u
#define TEST_BAD_HANDLE  ((psa_handle_t)0x1234dead)
#define TEST_CONNECTIONS 8u /* open at most */

/** To the server's services. */
enum test_request {
    TEST_EMPTY,          /* answers 0 */
    TEST_WORDS,          /* inputs 0 and 1 are TEST_WORD_IN; TEST_WORD_OUT to outputs 0 and 1 */
    TEST_ANSWER,         /* answers what in[0] (int32_t) says */
    TEST_CONNECT_ANSWER, /* answers the next connect as in[0] says */
    TEST_RHANDLE,        /* answers the rhandle, and sets it to in[0] */
    TEST_CLIENT_ID,      /* answers the client's ID */
    TEST_NOTIFY,         /* rings the client's doorbell */
    TEST_READ_TO,        /* reads in[1] to the address in in[0] */
    TEST_WRITE_FROM,     /* writes to out[0] from the address in in[0] */
    TEST_PIECES,         /* in[0] of 8 bytes: reads 2, skips 3, reads 2, reads on; echoes what it read */
    TEST_SKIP,           /* in[0] of 8 bytes: answers 0 if skipping 0, 5 and 5 has skipped 0, 5 and 3 */
    TEST_SIZES,          /* answers 0 if sizes are 1, 2, 3, 0 of in[] and 0 of out[] */
    TEST_OUTPUTS,     /* 1, 2, 3 and 4 bytes to out[0] to out[3], each of its number, out[3] in two writes */
    TEST_FILL,        /* reads 8 bytes of in[0], writes 8 of 0x5a to out[0] */
    TEST_DISCONNECTS, /* answers how many DISCONNECT messages there were */
    TEST_CONNECT_ID,  /* answers the client's ID of the last CONNECT */
    TEST_DISCONNECT_ID,  /* answers the client's ID of the last DISCONNECT */
    TEST_LAST_RHANDLE,   /* answers the rhandle of the last DISCONNECT */
    TEST_LAST_TYPE,      /* answers the type of the request before */
    TEST_WAITS,          /* answers how often waiting and polling have disagreed */
    TEST_MASK,           /* answers 0 if a signal that is not waited for is not reported, and stays */
    TEST_MAP,            /* copies in[0] to out[0] in place */
    TEST_MAP_AND_LEAVE,  /* maps out[0], writes there, does not unmap */
    TEST_LEVEL,          /* answers the isolation level */
    TEST_BREAK,          /* breaks the rule that in[0] (enum test_rule) says */
    TEST_BREAK_ON_OPEN,  /* breaks it when the next CONNECT comes */
    TEST_BREAK_ON_CLOSE, /* breaks it when the next DISCONNECT comes */
};

#define PASSES                                                                                               \
    0 /* else the number of the code (SPnn) that the runtime stops with, at level 1 and at level 2 */

/* Rules of the service API that the server breaks on request: the cases of these names, and enum test_rule. */
/* clang-format off */
#define TEST_RULES(X)                                           \
    X(rule_get_two_signals,              1,       1)            \
    X(rule_get_twice,                    1,       1)            \
    X(rule_get_not_set,                  1,       1)            \
    X(rule_get_doorbell,                 1,       1)            \
    X(rule_get_to_the_spm,               1,       1)            \
    X(rule_own_service,                  3,       3)            \
    X(rule_reply_bad_handle,             1,       1)            \
    X(rule_reply_null,                   1,       1)            \
    X(rule_reply_twice,                  1,       1)            \
    X(rule_read_null,                    1,       1)            \
    X(rule_read_bad_handle,              1,       1)            \
    X(rule_read_index_4,                 1,       1)            \
    X(rule_read_index_above,             1,       1)            \
    X(rule_skip_null,                    1,       1)            \
    X(rule_skip_bad_handle,              1,       1)            \
    X(rule_skip_index_4,                 1,       1)            \
    X(rule_skip_index_above,             1,       1)            \
    X(rule_write_null,                   1,       1)            \
    X(rule_write_bad_handle,             1,       1)            \
    X(rule_write_index_4,                1,       1)            \
    X(rule_write_index_above,            1,       1)            \
    X(rule_write_too_much,               1,       1)            \
    X(rule_rhandle_null,                 1,       1)            \
    X(rule_rhandle_bad_handle,           1,       1)            \
    X(rule_rhandle_stateless,            1,       1)            \
    X(rule_notify_unknown,               1,       1)            \
    X(rule_notify_negative,              1,       1)            \
    X(rule_clear_not_set,                1,       1)            \
    X(rule_wait_no_signal,               1,       1)            \
    X(rule_eoi_doorbell,                 1,       1)            \
    X(rule_unknown_call,                 1,       1)            \
    X(rule_panic,                        4,       4)            \
    X(rule_map_not_enabled,              1,       PASSES)       \
    X(rule_map_twice,                    1,       PASSES)       \
    X(rule_map_again,                    1,       PASSES)       \
    X(rule_map_missing,                  1,       PASSES)       \
    X(rule_map_empty,                    1,       PASSES)       \
    X(rule_map_index_4,                  1,       PASSES)       \
    X(rule_map_read,                     1,       PASSES)       \
    X(rule_map_written,                  1,       PASSES)       \
    X(rule_read_mapped,                  1,       PASSES)       \
    X(rule_skip_mapped,                  1,       PASSES)       \
    X(rule_write_mapped,                 1,       PASSES)       \
    X(rule_unmap_not_mapped,             1,       PASSES)       \
    X(rule_unmap_twice,                  1,       PASSES)       \
    X(rule_unmap_too_much,               1,       PASSES)
/* clang-format on */

#define TEST_RULE_NUMBER(name, level_1, level_2) TEST_##name,
enum test_rule {
    TEST_RULES(TEST_RULE_NUMBER) TEST_RULE_COUNT,
    /* Not broken by a request, but by CONNECT and DISCONNECT. */
    TEST_rule_read = TEST_RULE_COUNT,
    TEST_rule_skip,
    TEST_rule_write,
    TEST_rule_bad_connect_answer,
    TEST_rule_none
};

/** To the service of the PSA RoT. */
enum test_rot_request {
    TEST_ROT_TEXT,      /* in[0]: name, in[1]: line of what is not so, or 0. An empty name is the end */
    TEST_ROT_NEXT,      /* answers 0: the suite and wall 0; n: wall n; PSA_ERROR_BAD_STATE: not yet */
    TEST_ROT_WALL,      /* in[0]: name of the wall that the non-secure image runs into now */
    TEST_ROT_JUDGE,     /* of the runner: time is up for it */
    TEST_ROT_MAY_START, /* of the runner */
    TEST_ROT_ADDRESS,   /* answers the address of in[0] (enum test_place) */
    TEST_ROT_POKE,      /* adds 1 to the word at the address in in[0] */
    TEST_ROT_OPEN,      /* opens a connection of its own, answers the handle */
    TEST_ROT_CLOSE,     /* closes it */
};

/** Memory of others. */
enum test_place {
    TEST_AT_SPM_DATA,
    TEST_AT_SPM_CODE,
    TEST_AT_ROT_DATA,
    TEST_AT_ROT_STACK,
    TEST_AT_APP_DATA,
    TEST_AT_APP_STACK,
    TEST_AT_APP_CODE,
};

/* Run by the Application RoT's client, and by the non-secure image as "ns_<name>". */
/* clang-format off */
#define TEST_COMMON_CASES(X)                                    \
    X(framework_version,                 PASSES,  PASSES)       \
    X(service_versions,                  PASSES,  PASSES)       \
    X(connect_call_close,                PASSES,  PASSES)       \
    X(close_is_delivered,                PASSES,  PASSES)       \
    X(connect_answers,                   PASSES,  PASSES)       \
    X(version_policies,                  PASSES,  PASSES)       \
    X(answers_pass,                      PASSES,  PASSES)       \
    X(types_pass,                        PASSES,  PASSES)       \
    X(client_id_stays,                   PASSES,  PASSES)       \
    X(pool_is_busy_and_comes_back,       PASSES,  PASSES)       \
    X(waits_agree,                       PASSES,  PASSES)       \
    X(connection_words,                  PASSES,  PASSES)       \
    X(stateless_words,                   PASSES,  PASSES)       \
    X(empty_vectors,                     PASSES,  PASSES)       \
    X(four_inputs,                       PASSES,  PASSES)       \
    X(four_outputs,                      PASSES,  PASSES)       \
    X(pieces,                            PASSES,  PASSES)       \
    X(skipped,                           PASSES,  PASSES)       \
    X(rhandle,                           PASSES,  PASSES)       \
    X(rhandle_at_the_end,                PASSES,  PASSES)       \
    X(in_and_out_overlap,                PASSES,  PASSES)       \
    X(vectors_unaligned,                 PASSES,  PASSES)       \
    X(signals_masked,                    PASSES,  PASSES)       \
    X(mapped_vectors,                    PASSES,  PASSES)       \
    X(mapped_and_left,                   PASSES,  PASSES)
/* clang-format on */

/* PSA_SUCCESS, or the line of what is not so. */
#define TEST_COMMON_FUNCTION(name, level_1, level_2) psa_status_t test_common_##name(void);
TEST_COMMON_CASES(TEST_COMMON_FUNCTION)

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            return __LINE__;                                                                                 \
        }                                                                                                    \
    } while (0)

static inline psa_status_t test_call(psa_handle_t handle, int32_t type)
{
    return psa_call(handle, type, NULL, 0, NULL, 0);
}

static inline psa_status_t test_call_with_word(psa_handle_t handle, int32_t type, uint32_t word)
{
    const psa_invec in = { &word, sizeof(word) };

    return psa_call(handle, type, &in, 1, NULL, 0);
}

#endif /* INTERFACE_PSA_SPM_TESTS_H */
