/* SPDX-License-Identifier: BSD-3-Clause */
/* stage_main with the loader and the HAL replaced: order of the last steps, and what each failure leaves undone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "boot/bl2/loader.h"
#include "boot/shared/boot_data.h"
#include "hal/failure.h"
#include "hal/otp.h"
#include "hal/platform.h"
#include "lib/base/fih.h"
#include "lib/base/log.h"

void stage_main(void);

static const struct hal_image image_table[IMAGE_COUNT] = {
    { "S", "RT_0", 0x31800000, 0x80000, false, false },
    { "NS", "RT_1", 0x31880000, 0x80000, false, false },
    { "AP", "RT_2", 0x70000000, 0x20000, false, false },
    { "SCP", "RT_3", 0x70100000, 0x10000, true, false },
};

static jmp_buf end;
static char
    events[64]; /* i init, l load, r raise (and which), m measure, s start the host, q quit, e enter */
static rss_status_t init_status, load_status, data_status, measure_status, start_status;
static enum hal_otp_counter_id raise_fails_at;
static uint32_t otp_counters[HAL_OTP_COUNTER_COUNT], image_counters[IMAGE_COUNT], bl2_counter;
static uint32_t missing_steps;
static rss_status_t stopped_with;
static struct image_candidate candidates[IMAGE_COUNT];
static const uint32_t *vectors = (const uint32_t *)0x31801000;

static void note(const char *what)
{
    assert_true(strlen(events) + strlen(what) < sizeof(events));
    strcat(events, what);
}

void fih_panic(void)
{
    stopped_with = RSS_ERR_FAULT_DETECTED;
    longjmp(end, 1);
}

void hal_failure_stop(enum hal_stage stage, rss_status_t status)
{
    assert_int_equal(stage, HAL_STAGE_BL2);
    stopped_with = status;
    longjmp(end, 1);
}

void log_write(const char *text, size_t size_bytes)
{
    (void)text;
    (void)size_bytes;
}

void hal_platform_limit_code(uintptr_t code, size_t code_bytes)
{
    assert_int_equal(code, 0x31902800);
    assert_int_equal(code_bytes, 0x1f800);
    note("x");
}

rss_status_t hal_platform_init(enum hal_stage stage)
{
    assert_int_equal(stage, HAL_STAGE_BL2);
    note("i");
    return init_status;
}

void hal_platform_quit(enum hal_stage stage)
{
    assert_int_equal(stage, HAL_STAGE_BL2);
    note("q");
}

/* The shared data, 0x400 bytes from 0x31500000, is not wiped. */
void hal_platform_enter(const uint32_t *vector_table, void *wipe, size_t wipe_bytes)
{
    assert_ptr_equal(vector_table, vectors);
    assert_int_equal((uintptr_t)wipe, 0x31500400);
    assert_int_equal(wipe_bytes, 0x7c00);
    note("e");
    longjmp(end, 1);
}

const struct hal_image *hal_image_get(uint32_t image_id)
{
    return &image_table[image_id];
}

rss_status_t hal_otp_counter_read(enum hal_otp_counter_id id, uint32_t *value)
{
    *value = otp_counters[id];
    return RSS_OK;
}

rss_status_t hal_otp_counter_raise(enum hal_otp_counter_id id, uint32_t value)
{
    char what[3] = { 'r', (char)('0' + (int)id), '\0' };

    note(what);
    if (id == raise_fails_at) {
        return RSS_ERR_LCM_WRITE_VERIFY;
    }
    otp_counters[id] = value;
    return RSS_OK;
}

rss_status_t boot_data_get(uint16_t type, void *value, size_t size_bytes)
{
    assert_int_equal(type, BOOT_DATA_BL2_SECURITY_COUNTER);
    assert_int_equal(size_bytes, sizeof(bl2_counter));
    memcpy(value, &bl2_counter, sizeof(bl2_counter));
    return data_status;
}

rss_status_t boot_data_add_measured_hash(uint32_t slot, const uint8_t *value, size_t value_bytes,
                                         const uint8_t *signer_id, const char *sw_type, const char *version)
{
    char want[IMAGE_VERSION_TEXT_BYTES];
    uint32_t image_id = slot - 2;

    assert_true(image_id < IMAGE_COUNT);
    assert_int_equal(value_bytes, 48);
    assert_int_equal(value[0], 0x10 + image_id);
    assert_int_equal(signer_id[0], 0x20 + image_id);
    assert_string_equal(sw_type, image_table[image_id].sw_type);
    snprintf(want, sizeof(want), "1.2.%u+4", (unsigned int)image_id);
    assert_string_equal(version, want);
    note("m");
    return measure_status;
}

const struct image_signature_scheme image_signature_scheme = { .hash_bytes = 48 };

rss_status_t loader_load_images(struct loader *loader)
{
    note("l");
    if (load_status != RSS_OK) {
        return load_status;
    }
    for (uint32_t id = 0; id < IMAGE_COUNT; id++) {
        loader->images[id].identity.hash[0] = (uint8_t)(0x10 + id);
        loader->images[id].identity.signer_id[0] = (uint8_t)(0x20 + id);
        candidates[id].header.version = (struct image_version){ 1, 2, (uint16_t)id, 4 };
        candidates[id].protected_tlvs.security_counter = image_counters[id];
    }
    fih_step(LOADER_STEPS_ALL - missing_steps);
    return RSS_OK;
}

rss_status_t loader_start_host(struct loader *loader)
{
    (void)loader;
    note("s");
    return start_status;
}

const struct image_candidate *loader_get_candidate(const struct loader *loader, uint32_t image_id)
{
    (void)loader;
    return &candidates[image_id];
}

static int set_up(void **state)
{
    (void)state;
    init_status = load_status = data_status = measure_status = start_status = RSS_OK;
    raise_fails_at = HAL_OTP_COUNTER_COUNT;
    memset(otp_counters, 0, sizeof(otp_counters));
    for (uint32_t id = 0; id < IMAGE_COUNT; id++) {
        image_counters[id] = 1 + id;
    }
    bl2_counter = 9;
    missing_steps = 0;
    return 0;
}

static void run(rss_status_t want, const char *want_events)
{
    events[0] = '\0';
    stopped_with = RSS_OK;
    candidates[0].header.load_address = 0x31800000;
    candidates[0].header.header_bytes = 0x1000;
    if (setjmp(end) == 0) {
        stage_main();
        fail_msg("stage_main returned");
    }
    assert_int_equal(stopped_with, want);
    assert_string_equal(events, want_events);
}

static void test_order(void **state)
{
    static const uint32_t want[] = { 9, 1, 2, 3, 4, 0, 0, 0 };

    (void)state;
    run(RSS_OK, "xilr0r1r2r3r4mmmmsqe");
    assert_memory_equal(otp_counters, want, sizeof(want));
}

static void test_failures_end_the_boot(void **state)
{
    set_up(state);
    init_status = RSS_ERR_PLATFORM;
    run(RSS_ERR_PLATFORM, "xi");
    set_up(state);
    load_status = RSS_ERR_IMG_NO_SLOT;
    run(RSS_ERR_IMG_NO_SLOT, "xil");
    set_up(state);
    data_status = RSS_ERR_SHARED_MISSING;
    run(RSS_ERR_SHARED_MISSING, "xil");
    set_up(state);
    raise_fails_at = HAL_OTP_COUNTER_BL2_1;
    run(RSS_ERR_LCM_WRITE_VERIFY, "xilr0r1r2");
    set_up(state);
    measure_status = RSS_ERR_SHARED_FULL;
    run(RSS_ERR_SHARED_FULL, "xilr0r1r2r3r4m");
    set_up(state);
    start_status = RSS_ERR_MHU_TIMEOUT;
    run(RSS_ERR_MHU_TIMEOUT, "xilr0r1r2r3r4mmmms");
}

/* A counter that cannot be raised is found before any other is. */
static void test_counters_are_all_checked_first(void **state)
{
    set_up(state);
    image_counters[HAL_IMAGE_SCP] = 129;
    run(RSS_ERR_OTP_COUNTER_LIMIT, "xil");
    set_up(state);
    bl2_counter = 129;
    run(RSS_ERR_OTP_COUNTER_LIMIT, "xil");
    set_up(state);
    otp_counters[HAL_OTP_COUNTER_BL2_3] = 5;
    run(RSS_ERR_OTP_COUNTER_LOWER, "xil");
    set_up(state);
    bl2_counter = 128;
    otp_counters[HAL_OTP_COUNTER_BL1_0] = 128;
    run(RSS_OK, "xilr0r1r2r3r4mmmmsqe");
}

/* A loader that left out a step, whatever it returns. */
static void test_missing_step(void **state)
{
    (void)state;
    missing_steps = 1;
    run(RSS_ERR_FAULT_DETECTED, "xilr0r1r2r3r4mmmm");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_order, set_up),
        cmocka_unit_test_setup(test_failures_end_the_boot, set_up),
        cmocka_unit_test_setup(test_counters_are_all_checked_first, set_up),
        cmocka_unit_test_setup(test_missing_step, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
