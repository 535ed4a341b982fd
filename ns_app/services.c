/* SPDX-License-Identifier: BSD-3-Clause */
/** The non-secure side of the services' regression suite, after the secure one. */
#include "interface/psa/client.h"
#include "ns_app/ns_app.h"
#include "partitions/service_tests/tests.h"
#include "psa_manifest/sid.h"

const enum service_test_caller service_tests_caller = SERVICE_TESTS_NON_SECURE;

uint8_t service_tests_slot(uint32_t n)
{
    return n < 2u ? (uint8_t)(18u + n) : 31u;
}

void ns_svc(void)
{
}

void ns_main(void)
{
    if (psa_call(SERVICE_TESTS_HANDLE, 0, NULL, 0, NULL, 0) == PSA_SUCCESS) {
        service_tests_run();
    }
}
