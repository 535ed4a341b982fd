/* SPDX-License-Identifier: BSD-3-Clause */
/** AP BL1 of the project: calls to the RSS in both encodings, answers checked and printed. */
#include <stdbool.h>

#include "psa/crypto.h"

#include "host/ap/console.h"
#include "host/ap/delegated_key.h"
#include "host/ap/image.h"
#include "host/ap/measure.h"
#include "host/rss_client/rss_client.h"
#include "interface/psa/delegated_attestation.h"
#include "interface/psa/initial_attestation.h"
#include "interface/psa/platform.h"

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

static void print_failure(const struct rss_platform_boot_status *status)
{
    static const char *const stages[] = { "", "BL1_1", "BL1_2", "BL2", "runtime" };
    const char letters[3] = { (char)(status->last_failure >> 24), (char)(status->last_failure >> 16) };
    const uint32_t number = status->last_failure & 0xffffu;

    console_text("[AP] last failed boot: ");
    if (status->last_failure == 0u || status->last_failure_stage > 4u) {
        console_text("none\n");
        return;
    }
    console_text(stages[status->last_failure_stage]);
    console_text(" ");
    console_text(letters);
    console_text(number < 10u ? "0" : "");
    console_number((int32_t)number);
    console_text("\n");
}

static bool get_boot_status(void)
{
    struct rss_platform_boot_status boot = { 0 };
    psa_outvec out = { &boot, sizeof(boot) };

    psa_status_t status = tfm_platform_ioctl((int32_t)RSS_PLATFORM_IOCTL_BOOT_STATUS, NULL, &out);
    if (status != RSS_PLATFORM_SUCCESS || out.len != sizeof(boot)) {
        ap_fail("boot status", status);
        return false;
    }
    print_failure(&boot);
    return true;
}

/* Its own code stands for the image that it would load next: TF-A's BL2 has slot 8. */
static bool measure(void)
{
    extern const uint8_t ap_start[], __data_load[];
    uint8_t hash[MEASURE_BYTES], value[MEASURED_BOOT_MOST_BYTES];
    size_t value_bytes;

    psa_status_t status = measure_image(8, "BL_2", ap_start, (size_t)(__data_load - ap_start), hash);
    if (status != PSA_SUCCESS) {
        ap_fail("measure", status);
        return false;
    }
    status = measure_check(8, hash, value, &value_bytes);
    if (status != PSA_SUCCESS) {
        ap_fail("measurement", status);
        return false;
    }
    console_text("[AP] measured BL_2 ");
    console_bytes(hash, sizeof(hash));
    console_text(" slot 8 ");
    console_bytes(value, value_bytes);
    console_text(" locked\n");
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

/* What the next images would be attested with: a key of the AP's own, and the platform's word for it. */
static psa_status_t attest(const uint8_t *key_hash)
{
    static uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
    size_t bytes;

    const psa_status_t status =
        rss_delegated_attest_get_token(key_hash, DELEGATED_KEY_HASH_BYTES, token, sizeof(token), &bytes);
    if (status == PSA_SUCCESS) {
        console_text("[AP] platform token of ");
        console_number((int32_t)bytes);
        console_text(" bytes names key ");
        console_bytes(key_hash, DELEGATED_KEY_HASH_BYTES);
        console_text("\n");
    }
    return status;
}

static psa_status_t use(psa_key_id_t key)
{
    static const uint8_t message[] = { 'R', 'S', 'S' };
    uint8_t hash[48], signature[96];
    size_t bytes;

    psa_status_t status =
        psa_hash_compute(PSA_ALG_SHA_384, message, sizeof(message), hash, sizeof(hash), &bytes);
    if (status == PSA_SUCCESS) {
        status = psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_384), hash, sizeof(hash), signature,
                               sizeof(signature), &bytes);
    }
    if (status == PSA_SUCCESS) {
        status = psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_384), hash, sizeof(hash), signature, bytes);
    }
    if (status == PSA_SUCCESS) {
        console_text("[AP] signature of that key verified: ");
        console_bytes(signature, 32);
        console_text("...\n");
    }
    return status;
}

/* After the result, which says that the RSS serves: keys on curves take a while. */
static void show_attestation(void)
{
    uint8_t point[DELEGATED_KEY_POINT_BYTES], hash[DELEGATED_KEY_HASH_BYTES];
    psa_key_id_t key;

    psa_status_t status = delegated_key_take(&key, point, hash);
    if (status == PSA_SUCCESS) {
        status = attest(hash);
        if (status == PSA_SUCCESS) {
            status = use(key);
        }
        (void)psa_destroy_key(key);
    }
    if (status != PSA_SUCCESS) {
        ap_fail("attestation", status);
    }
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
    if (!get_version() || !get_boot_status()) {
        return;
    }
    rss_client_set_encoding(RSS_CLIENT_POINTER_ACCESS);
    if (!measure() || !get_random(random[0]) || !get_random(random[1])) {
        return;
    }
    if (same(random[0], random[1])) {
        ap_fail("random repeats", 0);
        return;
    }
    console_text("[AP] PASS random=");
    console_bytes(random[1], RANDOM_BYTES);
    console_text("\n");
    show_attestation();
}
