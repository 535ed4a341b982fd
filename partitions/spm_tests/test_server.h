/* SPDX-License-Identifier: BSD-3-Clause */
/** Requests that the server's services know. */
#ifndef PARTITIONS_SPM_TESTS_TEST_SERVER_H
#define PARTITIONS_SPM_TESTS_TEST_SERVER_H

#include <stdint.h>

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
    TEST_COUNT,          /* answers how many requests there were */
    TEST_MAP,            /* copies in[0] to out[0] in place */
    TEST_BREAK,          /* breaks the rule that in[0] (enum test_rule) says */
};

enum test_rule {
    TEST_RULE_GET_TWO_SIGNALS,
    TEST_RULE_GET_NOT_SET,
    TEST_RULE_GET_DOORBELL,
    TEST_RULE_REPLY_BAD_HANDLE,
    TEST_RULE_REPLY_NULL,
    TEST_RULE_READ_INDEX,
    TEST_RULE_WRITE_TOO_MUCH,
    TEST_RULE_RHANDLE_STATELESS,
    TEST_RULE_NOTIFY_UNKNOWN,
    TEST_RULE_CLEAR_NOT_SET,
    TEST_RULE_WAIT_NO_SIGNAL,
    TEST_RULE_EOI_DOORBELL,
    TEST_RULE_MAP,
};

#define TEST_WORD_IN  0xdeadbeefu
#define TEST_WORD_OUT 0xcafebabeu

#endif /* PARTITIONS_SPM_TESTS_TEST_SERVER_H */
