/* SPDX-License-Identifier: BSD-3-Clause */
/** Prints results of the services' suites (partitions/service_tests/tests_run.c, tests_platform.c). */
#include "lib/base/log.h"
#include "psa_manifest/test_log.h"

enum { LOG_TEXT, LOG_COUNT = 3 };

/* In memory that no reset and no boot stage clears. */
#define COUNT       ((struct count *)0x31700020)
#define COUNT_MAGIC 0x434f554eu

struct count {
    uint32_t magic, count;
};

/* in[0]: name, in[1]: line of what is not so, or 0. An empty name is the end. */
static psa_status_t print_result(const psa_msg_t *msg)
{
    static uint32_t count = 0;
    char name[40] = { 0 };
    uint32_t line = 0;

    (void)psa_read(msg->handle, 0, name, sizeof(name) - 1u);
    (void)psa_read(msg->handle, 1, &line, sizeof(line));
    if (name[0] == '\0') {
        LOG_INF("# non-secure: %u cases\n", (unsigned int)count);
    } else {
        LOG_INF("%sok %u - %s # line %u\n", line == 0 ? "" : "not ", (unsigned int)++count, name,
                (unsigned int)line);
    }
    return PSA_SUCCESS;
}

/* How often this was asked since power-on. */
static psa_status_t count(void)
{
    struct count *count = COUNT;

    if (count->magic != COUNT_MAGIC) {
        *count = (struct count){ COUNT_MAGIC, 0 };
    }
    return (psa_status_t)++count->count;
}

psa_status_t test_log_sfn(const psa_msg_t *msg)
{
    switch (msg->type) {
    case LOG_TEXT:
        return print_result(msg);
    case LOG_COUNT:
        return count();
    default:
        return PSA_ERROR_NOT_SUPPORTED;
    }
}
