/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/service_tests/tests.h"

#include <string.h>

#include "interface/psa/client.h"
#include "psa_manifest/sid.h"

#define LOG_TEXT   0 /* partitions/spm_tests/test_log.c */
#define NAME_BYTES 40u

static void log_result(const char *prefix, const char *name, int line)
{
    const uint32_t number = (uint32_t)line;
    char text[NAME_BYTES] = { 0 };
    const size_t prefix_bytes = strlen(prefix), name_bytes = strlen(name);

    memcpy(text, prefix, prefix_bytes);
    memcpy(text + prefix_bytes, name, name_bytes);
    const psa_invec in[] = { { text, prefix_bytes + name_bytes }, { &number, sizeof(number) } };
    (void)psa_call(TEST_LOG_HANDLE, LOG_TEXT, in, 2, NULL, 0);
}

void service_tests_run(void)
{
    const char *const prefix = service_tests_caller == SERVICE_TESTS_SECURE ? "s_" : "ns_";
    static const struct service_test *const lists[] = { service_tests_attestation, service_tests_delegated,
                                                        service_tests_platform, service_tests_measured_boot,
                                                        service_tests_crypto };

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (const struct service_test *test = lists[i]; test->name != NULL; test++) {
            if ((test->callers & service_tests_caller) != 0) {
                log_result(prefix, test->name, test->run());
            }
        }
    }
    log_result("", "", 0);
}
