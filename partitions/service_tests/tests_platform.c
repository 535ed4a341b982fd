/* SPDX-License-Identifier: BSD-3-Clause */
/** Cases of the Platform service: services.md 7.7, the AP's nv_counter_test (2.11), and what is ours besides. */
#include "partitions/service_tests/tests.h"

#include <string.h>

#include "interface/psa/lifecycle.h"
#include "interface/psa/platform.h"

#define COUNTERS  3u
#define TEST_LOG  ((psa_handle_t)PSA_STATIC_HANDLE(28u, 1u)) /* partitions/spm_tests/test_log.yaml */
#define LOG_COUNT 3

/* The first case of all: the system starts anew, and then it is the second time that this is asked. */
static int system_reset(void)
{
    const psa_status_t times = psa_call(TEST_LOG, LOG_COUNT, NULL, 0, NULL, 0);

    if (times == 1) {
        (void)tfm_platform_system_reset();
    }
    CHECK(times == 2);
    return 0;
}

static int undefined_request(void) /* 1001; the AP's requests are looked at on their way */
{
    const psa_status_t want =
        service_tests_caller == SERVICE_TESTS_AP ? PSA_ERROR_NOT_PERMITTED : RSS_PLATFORM_NOT_SUPPORTED;

    CHECK(tfm_platform_ioctl(0, NULL, NULL) == want);
    CHECK(tfm_platform_ioctl(-1, NULL, NULL) == want);
    CHECK(tfm_platform_ioctl((int32_t)(RSS_PLATFORM_IOCTL_VENDOR | 4u), NULL, NULL) == want);
    return 0;
}

static psa_status_t read_counter(uint32_t id, uint32_t *value)
{
    uint8_t bytes[4] = { 0 };
    const psa_status_t status = tfm_platform_nv_counter_read(id, sizeof(bytes), bytes);

    memcpy(value, bytes, sizeof(bytes));
    return status;
}

static int counters_increment(void) /* nv_counter_test: the AP's own */
{
    uint32_t before, after;

    for (uint32_t id = 0; id < COUNTERS; id++) {
        CHECK(read_counter(id, &before) == RSS_PLATFORM_SUCCESS);
        CHECK(tfm_platform_nv_counter_increment(id) == RSS_PLATFORM_SUCCESS);
        CHECK(read_counter(id, &after) == RSS_PLATFORM_SUCCESS && after == before + 1u);
    }
    return 0;
}

static int counters_only_read(void) /* the image on the RSS core may look */
{
    uint32_t value;

    for (uint32_t id = 0; id < COUNTERS; id++) {
        CHECK(read_counter(id, &value) == RSS_PLATFORM_SUCCESS && value <= 128u);
        CHECK(tfm_platform_nv_counter_increment(id) == RSS_PLATFORM_SYSTEM_ERROR);
    }
    return 0;
}

static int counters_closed(void) /* secure partitions have none */
{
    uint32_t value;

    for (uint32_t id = 0; id <= 11u; id++) {
        CHECK(read_counter(id, &value) == RSS_PLATFORM_SYSTEM_ERROR && value == 0);
        CHECK(tfm_platform_nv_counter_increment(id) == RSS_PLATFORM_SYSTEM_ERROR);
    }
    return 0;
}

static int counter_numbers(void) /* a number cannot reach the boot stages' counters */
{
    static const uint32_t numbers[] = { 3, 4, 7, 8, 10, 11, 0xfffffff8u, 0xfffffffdu, 0xffffffffu };
    uint32_t value;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        CHECK(read_counter(numbers[i], &value) == RSS_PLATFORM_SYSTEM_ERROR && value == 0);
        CHECK(tfm_platform_nv_counter_increment(numbers[i]) == RSS_PLATFORM_SYSTEM_ERROR);
    }
    return 0;
}

static int counter_sizes(void)
{
    uint8_t bytes[8] = { 0 };
    const uint32_t ids[2] = { 0, 0 };
    const psa_invec in[] = { { &ids[0], 3 }, { &ids[0], 4 }, { &ids[1], 4 } };
    psa_outvec out = { bytes, 4 };

    for (uint32_t size = 0; size <= sizeof(bytes); size++) {
        if (size != 4) {
            CHECK(tfm_platform_nv_counter_read(0, size, bytes) == RSS_PLATFORM_SYSTEM_ERROR);
        }
    }
    CHECK(psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_NV_READ, in, 1, &out, 1) ==
          RSS_PLATFORM_SYSTEM_ERROR);
    CHECK(psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_NV_READ, &in[1], 2, &out, 1) ==
          RSS_PLATFORM_SYSTEM_ERROR);
    CHECK(psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_NV_INCREMENT, NULL, 0, NULL, 0) ==
          RSS_PLATFORM_SYSTEM_ERROR);
    CHECK(psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_NV_INCREMENT, &in[1], 2, NULL, 0) ==
          RSS_PLATFORM_SYSTEM_ERROR);
    CHECK(bytes[0] == 0);
    return 0;
}

static int reset_refused(void)
{
    CHECK(tfm_platform_system_reset() ==
          (service_tests_caller == SERVICE_TESTS_AP ? PSA_ERROR_NOT_PERMITTED : RSS_PLATFORM_SYSTEM_ERROR));
    return 0;
}

static int boot_status(void) /* of a boot that none failed before */
{
    struct rss_platform_boot_status status;
    psa_outvec out = { &status, sizeof(status) };

    memset(&status, 0xee, sizeof(status));
    CHECK(tfm_platform_ioctl((int32_t)RSS_PLATFORM_IOCTL_BOOT_STATUS, NULL, &out) == RSS_PLATFORM_SUCCESS);
    CHECK(out.len == sizeof(status) && status.lifecycle == PSA_LIFECYCLE_SECURED);
    CHECK(status.last_failure == 0 && status.last_failure_stage == 0 && status.failures_in_a_row == 0);
    return 0;
}

static psa_status_t get_image(uint32_t index, struct rss_platform_image *image)
{
    const psa_invec in = { &index, sizeof(index) };
    psa_outvec out = { image, sizeof(*image) };

    memset(image, 0, sizeof(*image));
    return tfm_platform_ioctl((int32_t)RSS_PLATFORM_IOCTL_IMAGE, &in, &out);
}

static int images(void)
{
    struct rss_platform_image image;

    for (uint32_t index = 0; index < RSS_PLATFORM_IMAGES; index++) {
        CHECK(get_image(index, &image) == RSS_PLATFORM_SUCCESS);
        CHECK(image.version[0] >= '0' && image.version[0] <= '9' && image.version[15] == '\0');
        CHECK(image.security_counter_limit == (index == 0 ? 0u : 128u));
        CHECK(image.security_counter <= image.security_counter_limit);
    }
    CHECK(get_image(RSS_PLATFORM_IMAGES, &image) == RSS_PLATFORM_INVALID_PARAMETER);
    CHECK(get_image(0xffffffffu, &image) == RSS_PLATFORM_INVALID_PARAMETER);
    CHECK(image.version[0] == '\0');
    return 0;
}

static int request_sizes(void)
{
    struct rss_platform_version version;
    uint8_t bytes[65] = { 0 };
    psa_invec in = { bytes, 1 };
    psa_outvec out = { &version, sizeof(version) };

    CHECK(tfm_platform_ioctl((int32_t)RSS_PLATFORM_IOCTL_VERSION, NULL, &out) == RSS_PLATFORM_SUCCESS);
    CHECK(version.framework_version == PSA_FRAMEWORK_VERSION && version.lifecycle == PSA_LIFECYCLE_SECURED);
    CHECK(tfm_platform_ioctl((int32_t)RSS_PLATFORM_IOCTL_VERSION, &in, &out) ==
          RSS_PLATFORM_INVALID_PARAMETER);
    out.len = sizeof(version) - 1u;
    CHECK(tfm_platform_ioctl((int32_t)RSS_PLATFORM_IOCTL_VERSION, NULL, &out) ==
          RSS_PLATFORM_INVALID_PARAMETER);
    in.len = sizeof(bytes);
    CHECK(tfm_platform_ioctl((int32_t)RSS_PLATFORM_IOCTL_VERSION, &in, NULL) == PSA_ERROR_BUFFER_TOO_SMALL);
    return 0;
}

/* Answers that would be the end of a secure partition. */
static int request_sizes_of_a_stranger(void)
{
    const uint32_t request = RSS_PLATFORM_IOCTL_VERSION;
    uint8_t bytes[65];
    const psa_invec in = { &request, sizeof(request) };
    psa_outvec out = { bytes, sizeof(bytes) };

    CHECK(psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_IOCTL, &in, 1, &out, 1) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    return 0;
}

static int unknown_type(void)
{
    CHECK(psa_call(RSS_PLATFORM_HANDLE, 1014, NULL, 0, NULL, 0) ==
          (service_tests_caller == SERVICE_TESTS_AP ? PSA_ERROR_NOT_PERMITTED : PSA_ERROR_NOT_SUPPORTED));
    return 0;
}

const struct service_test service_tests_platform[] = {
    { "platform_system_reset", system_reset, SERVICE_TESTS_SECURE },
    { "platform_1001", undefined_request, SERVICE_TESTS_ALL },
    { "platform_nv_counter_test", counters_increment, SERVICE_TESTS_AP },
    { "platform_counters_only_read", counters_only_read, SERVICE_TESTS_NON_SECURE },
    { "platform_counters_closed", counters_closed, SERVICE_TESTS_SECURE },
    { "platform_counter_numbers", counter_numbers, SERVICE_TESTS_ALL },
    { "platform_counter_sizes", counter_sizes, SERVICE_TESTS_ALL },
    { "platform_reset_refused_ns", reset_refused, SERVICE_TESTS_NON_SECURE },
    { "platform_reset_refused_ap", reset_refused, SERVICE_TESTS_AP },
    { "platform_boot_status", boot_status, SERVICE_TESTS_ALL },
    { "platform_images", images, SERVICE_TESTS_ALL },
    { "platform_request_sizes", request_sizes, SERVICE_TESTS_ALL },
    { "platform_stranger_sizes_ns", request_sizes_of_a_stranger, SERVICE_TESTS_NON_SECURE },
    { "platform_stranger_sizes_ap", request_sizes_of_a_stranger, SERVICE_TESTS_AP },
    { "platform_unknown_type", unknown_type, SERVICE_TESTS_ALL },
    { NULL, NULL, 0 },
};
