/* SPDX-License-Identifier: BSD-3-Clause */
/** The services' regression cases from the AP: all of them in each encoding, one TAP line each. */
#include "host/ap/console.h"
#include "host/ap/image.h"
#include "host/rss_client/rss_client.h"
#include "interface/psa/measured_boot.h"
#include "partitions/service_tests/tests.h"

/* The RSS answers once its own suites have run. */
#define POLLS UINT32_MAX

const enum service_test_caller service_tests_caller = SERVICE_TESTS_AP;

static const struct service_test *const lists[] = { service_tests_attestation, service_tests_delegated,
                                                    service_tests_platform, service_tests_measured_boot };

static enum rss_client_encoding encoding;
static int32_t count, failed;

uint8_t service_tests_slot(uint32_t n)
{
    return (uint8_t)((encoding == RSS_CLIENT_EMBED ? 12u : 15u) + n);
}

static void report(const char *prefix, const char *name, int line)
{
    console_text(line == 0 ? "ok " : "not ok ");
    console_number(++count);
    console_text(prefix);
    console_text(name);
    console_text(" # line ");
    console_number(line);
    console_text("\n");
    failed += line == 0 ? 0 : 1;
}

static void run(const char *prefix, enum rss_client_encoding with, const struct service_test *test)
{
    encoding = with;
    rss_client_set_encoding(with);
    report(prefix, test->name, test->run());
}

/* For the test to compare with what the files say. */
static void print_registers(void)
{
    uint8_t signer_id[64], version[14], sw_type[MEASURED_BOOT_SW_TYPE_BYTES], value[64];
    size_t signer_id_bytes, version_bytes, sw_type_bytes, value_bytes;
    uint32_t algorithm;
    bool is_locked;

    for (uint8_t slot = 0; slot < MEASURED_BOOT_SLOTS; slot++) {
        if (rss_measured_boot_read_measurement(slot, signer_id, sizeof(signer_id), &signer_id_bytes, version,
                                               sizeof(version), &version_bytes, &algorithm, sw_type,
                                               sizeof(sw_type), &sw_type_bytes, value, sizeof(value),
                                               &value_bytes, &is_locked) == PSA_SUCCESS) {
            console_text("register ");
            console_number(slot);
            console_text(" ");
            console_bytes(value, value_bytes);
            console_text(" signer ");
            console_bytes(signer_id, signer_id_bytes);
            console_text("\n");
        }
    }
}

/* The last slot of the non-secure image, whose suite follows the secure one: before both are done with attestation, the AP's own
 * measurements would make a token too long. */
static void wait_for_the_others(void)
{
    uint8_t signer_id[64], version[14], sw_type[MEASURED_BOOT_SW_TYPE_BYTES], value[64];
    size_t bytes;
    uint32_t algorithm;
    bool is_locked;

    while (rss_measured_boot_read_measurement(MEASURED_BOOT_SLOTS - 1u, signer_id, sizeof(signer_id), &bytes,
                                              version, sizeof(version), &bytes, &algorithm, sw_type,
                                              sizeof(sw_type), &bytes, value, sizeof(value), &bytes,
                                              &is_locked) == PSA_ERROR_DOES_NOT_EXIST) {
    }
}

void ap_main(void)
{
    console_init();
    psa_status_t status = rss_client_init(AP_RSS_SENDER_FRAME, AP_RSS_RECEIVER_FRAME, POLLS);
    if (status != PSA_SUCCESS) {
        ap_fail("MHU", status);
        return;
    }
    wait_for_the_others();
    for (uint32_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (const struct service_test *test = lists[i]; test->name != NULL; test++) {
            if ((test->callers & SERVICE_TESTS_AP) != 0) {
                run(" - ap_", RSS_CLIENT_EMBED, test);
                run(" - ap_pointer_", RSS_CLIENT_POINTER_ACCESS, test);
            }
        }
    }
    print_registers();
    if (failed != 0) {
        ap_fail("cases", failed);
        return;
    }
    console_text("[AP] PASS cases=");
    console_number(count);
    console_text("\n");
}
