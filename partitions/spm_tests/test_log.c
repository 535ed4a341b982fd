/* SPDX-License-Identifier: BSD-3-Clause */
/** Prints results of the services' suites (partitions/service_tests/tests_run.c). */
#include "lib/base/log.h"
#include "psa_manifest/test_log.h"

/* in[0]: name, in[1]: line of what is not so, or 0. An empty name is the end. */
psa_status_t test_log_sfn(const psa_msg_t *msg)
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
