/* SPDX-License-Identifier: BSD-3-Clause */
/** The non-secure side of the services' regression suite, after the secure one. */
#include "interface/psa/client.h"
#include "ns_app/ns_app.h"
#include "partitions/service_tests/tests.h"
#include "psa_manifest/sid.h"

void ns_svc(void)
{
}

void ns_main(void)
{
    if (psa_call(SERVICE_TESTS_HANDLE, 0, NULL, 0, NULL, 0) == PSA_SUCCESS) {
        service_tests_run(SERVICE_TESTS_NON_SECURE);
    }
}
