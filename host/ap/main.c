/* SPDX-License-Identifier: BSD-3-Clause */
/** AP BL1 of the project: two calls to the RSS, both encodings, answers checked and printed. */
#include <stdbool.h>

#include "psa/crypto.h"

#include "host/ap/console.h"
#include "host/ap/image.h"
#include "host/rss_client/rss_client.h"

#define RANDOM_BYTES 32u

static bool get_version(void)
{
    struct rss_platform_version version;

    rss_client_set_encoding(RSS_CLIENT_EMBED);
    psa_status_t status = rss_client_get_version(&version);
    if (status != PSA_SUCCESS) {
        ap_fail("version", status);
        return false;
    }
    if (version.framework_version != PSA_FRAMEWORK_VERSION) {
        ap_fail("framework version", (int32_t)version.framework_version);
        return false;
    }
    if (version.version[0] == '\0' || version.version[sizeof(version.version) - 1u] != '\0') {
        ap_fail("version text", (uint8_t)version.version[0]);
        return false;
    }
    console_text("[AP] RSS runtime ");
    console_text(version.version);
    console_text(" framework=");
    console_hex32(version.framework_version);
    console_text(" lifecycle=");
    console_hex32(version.lifecycle);
    console_text("\n");
    return true;
}

static bool blank(const uint8_t *bytes)
{
    for (uint32_t i = 1; i < RANDOM_BYTES; i++) {
        if (bytes[i] != bytes[0]) {
            return false;
        }
    }
    return true;
}

static bool same(const uint8_t *a, const uint8_t *b)
{
    for (uint32_t i = 0; i < RANDOM_BYTES; i++) {
        if (a[i] != b[i]) {
            return false;
        }
    }
    return true;
}

static bool get_random(uint8_t *random)
{
    psa_status_t status = psa_generate_random(random, RANDOM_BYTES);

    if (status != PSA_SUCCESS) {
        ap_fail("random", status);
        return false;
    }
    if (blank(random)) {
        ap_fail("random blank", random[0]);
        return false;
    }
    console_text("[AP] random ");
    console_bytes(random, RANDOM_BYTES);
    console_text("\n");
    return true;
}

void ap_main(void)
{
    static uint8_t random[2][RANDOM_BYTES];

    console_init();
    console_text("[AP] BL1 " RSS_VERSION " calls the RSS\n");
    psa_status_t status = rss_client_init(AP_RSS_SENDER_FRAME, AP_RSS_RECEIVER_FRAME, AP_RSS_POLLS);
    if (status != PSA_SUCCESS) {
        ap_fail("MHU", status);
        return;
    }
    if (!get_version()) {
        return;
    }
    rss_client_set_encoding(RSS_CLIENT_POINTER_ACCESS);
    if (!get_random(random[0]) || !get_random(random[1])) {
        return;
    }
    if (same(random[0], random[1])) {
        ap_fail("random repeats", 0);
        return;
    }
    console_text("[AP] PASS random=");
    console_bytes(random[1], RANDOM_BYTES);
    console_text("\n");
}
