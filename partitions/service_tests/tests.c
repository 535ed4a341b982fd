/* SPDX-License-Identifier: BSD-3-Clause */
/** The secure side of the services' regression suite. */
#include "partitions/service_tests/tests.h"

#include "interface/psa/service.h"
#include "psa_manifest/tests.h"

const enum service_test_caller service_tests_caller = SERVICE_TESTS_SECURE;

uint8_t service_tests_slot(uint32_t n)
{
    return (uint8_t)(20u + n);
}

psa_status_t service_tests_init(void)
{
    service_tests_run();
    return PSA_SUCCESS;
}

/* What the non-secure side waits for: no call is answered before the partition has started. */
psa_status_t service_tests_sfn(const psa_msg_t *msg)
{
    (void)msg;
    return PSA_SUCCESS;
}
