/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "hal/failure.h"
#include "hal/lifecycle.h"
#include "interface/psa/lifecycle.h"
#include "interface/psa/service.h"
#include "interface/psa/services.h"

/* The services are replaced by one that does what the test says. */
static void (*service_work)(const psa_msg_t *msg);
static psa_status_t service_answer;
static uint32_t crypto_calls, platform_calls;
static psa_msg_t last_message;

static psa_status_t serve(const psa_msg_t *msg)
{
    last_message = *msg;
    if (service_work != NULL) {
        service_work(msg);
    }
    return service_answer;
}

psa_status_t crypto_sfn(const psa_msg_t *msg)
{
    crypto_calls++;
    return serve(msg);
}

psa_status_t platform_sfn(const psa_msg_t *msg)
{
    platform_calls++;
    return serve(msg);
}

#define STOPPED 42

/* The device would be reset; here the process that broke the rule ends. */
void hal_failure_stop(enum hal_stage stage, rss_status_t status)
{
    _exit(stage == HAL_STAGE_RUNTIME && status == RSS_ERR_SPM_PANIC ? STOPPED : 1);
}

static enum hal_lifecycle lifecycle;
static rss_status_t lifecycle_status;

rss_status_t hal_lifecycle_get(enum hal_lifecycle *state)
{
    if (lifecycle_status == RSS_OK) {
        *state = lifecycle;
    }
    return lifecycle_status;
}

static int setup(void **state)
{
    (void)state;
    service_work = NULL;
    service_answer = PSA_SUCCESS;
    crypto_calls = platform_calls = 0;
    return 0;
}

static psa_status_t call(psa_handle_t handle, int32_t type)
{
    return agent_psa_call(-1, handle, type, NULL, 0, NULL, 0);
}

static void test_handles(
    void **state) /* index, version and every other bit have to be right (services.md 1.5) */
{
    (void)state;
    assert_int_equal(call(RSS_CRYPTO_HANDLE, 0), PSA_SUCCESS);
    assert_int_equal(call(RSS_PLATFORM_HANDLE, 1013), PSA_SUCCESS);
    assert_int_equal(crypto_calls, 1);
    assert_int_equal(platform_calls, 1);
    assert_int_equal(last_message.type, 1013);
    assert_int_equal(last_message.client_id, -1);

    static const uint32_t bad[] = { 0,          0x100,      0x40000000, 0x40000200, 0x40000101,
                                    0x40000120, 0x400001ff, 0x40010100, 0x60000100, 0xc0000100,
                                    0x80000100, 0xffffffff, 0x7fffffff };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(call((psa_handle_t)bad[i], 0), PSA_ERROR_PROGRAMMER_ERROR);
    }
    assert_int_equal(crypto_calls + platform_calls, 2);
}

static void test_type_and_counts(void **state)
{
    (void)state;
    psa_invec in[5] = { { NULL, 0 } };
    psa_outvec out[5] = { { NULL, 7 } };

    assert_int_equal(call(RSS_CRYPTO_HANDLE, -1), PSA_ERROR_PROGRAMMER_ERROR);
    assert_int_equal(agent_psa_call(-1, RSS_CRYPTO_HANDLE, 0, in, 3, out, 2), PSA_ERROR_PROGRAMMER_ERROR);
    assert_int_equal(out[0].len, 0); /* a refused call says that nothing was written */
    assert_int_equal(agent_psa_call(-1, RSS_CRYPTO_HANDLE, 0, in, 5, NULL, 0), PSA_ERROR_PROGRAMMER_ERROR);
    assert_int_equal(agent_psa_call(-1, RSS_CRYPTO_HANDLE, 0, in, SIZE_MAX, out, 1),
                     PSA_ERROR_PROGRAMMER_ERROR);
    assert_int_equal(crypto_calls, 0);
    assert_int_equal(agent_psa_call(-1, RSS_CRYPTO_HANDLE, 0, in, 4, NULL, 0), PSA_SUCCESS);
}

static void read_and_write(const psa_msg_t *msg)
{
    char buffer[8];

    assert_int_equal(msg->in_size[1], 5);
    assert_int_equal(msg->out_size[0], 4);
    assert_int_equal(msg->out_size[1], 0);
    assert_int_equal(psa_read(msg->handle, 0, buffer, 8), 0);
    assert_int_equal(psa_read(msg->handle, 3, buffer, 8), 0); /* no such vector: reads as empty */
    assert_int_equal(psa_read(msg->handle, 1, buffer, 3), 3);
    assert_memory_equal(buffer, "hel", 3);
    assert_int_equal(psa_read(msg->handle, 1, buffer, 8), 2);
    assert_memory_equal(buffer, "lo", 2);
    assert_int_equal(psa_read(msg->handle, 1, buffer, 8), 0);
    psa_write(msg->handle, 0, "ab", 2);
    psa_write(msg->handle, 0, "c", 1);
}

static void test_read_write(void **state)
{
    (void)state;
    char room[4] = "----";
    psa_invec in[2] = { { NULL, 0 }, { "hello", 5 } };
    psa_outvec out[1] = { { room, sizeof(room) } };

    service_work = read_and_write;
    service_answer = 3;
    assert_int_equal(agent_psa_call(-1, RSS_CRYPTO_HANDLE, 0, in, 2, out, 1), 3);
    assert_int_equal(out[0].len, 3);
    assert_memory_equal(room, "abc-", 4);
}

static void call_again(const psa_msg_t *msg)
{
    (void)msg;
    assert_int_equal(call(RSS_PLATFORM_HANDLE, 1013), PSA_ERROR_CONNECTION_BUSY);
}

static void test_one_message_in_flight(void **state)
{
    (void)state;
    service_work = call_again;
    assert_int_equal(call(RSS_CRYPTO_HANDLE, 0), PSA_SUCCESS);
    assert_int_equal(platform_calls, 0);
}

static void test_message_handles_differ(void **state)
{
    (void)state;
    assert_int_equal(call(RSS_CRYPTO_HANDLE, 0), PSA_SUCCESS);
    psa_handle_t first = last_message.handle;
    assert_int_equal(call(RSS_CRYPTO_HANDLE, 0), PSA_SUCCESS);
    assert_int_not_equal(first, last_message.handle);
    assert_int_not_equal(first, 0);
}

/* Rule breaks of a service, each of which must stop the runtime. */
static void read_bad_handle(const psa_msg_t *msg)
{
    psa_read(msg->handle + 1, 0, NULL, 0);
}

static void read_bad_index(const psa_msg_t *msg)
{
    psa_read(msg->handle, 4, NULL, 0);
}

static void write_bad_handle(const psa_msg_t *msg)
{
    (void)msg;
    psa_write(0, 0, "", 0);
}

static void write_bad_index(const psa_msg_t *msg)
{
    psa_write(msg->handle, UINT32_MAX, "", 0);
}

static void write_too_much(const psa_msg_t *msg)
{
    psa_write(msg->handle, 0, "ab", 2);
    psa_write(msg->handle, 0, "abc", 3);
}

static void write_missing_vector(const psa_msg_t *msg)
{
    psa_write(msg->handle, 1, "a", 1);
}

static void test_panics(void **state)
{
    (void)state;
    static void (*const breaks[])(
        const psa_msg_t *) = { read_bad_handle, read_bad_index, write_bad_handle,
                               write_bad_index, write_too_much, write_missing_vector };
    char room[4];

    for (size_t i = 0; i < sizeof(breaks) / sizeof(breaks[0]); i++) {
        pid_t child = fork();
        int ended;

        if (child == 0) {
            psa_outvec out[1] = { { room, sizeof(room) } };

            service_work = breaks[i];
            (void)agent_psa_call(-1, RSS_CRYPTO_HANDLE, 0, NULL, 0, out, 1);
            _exit(0); /* the break went through */
        }
        assert_int_equal(waitpid(child, &ended, 0), child);
        assert_true(WIFEXITED(ended));
        assert_int_equal(WEXITSTATUS(ended), STOPPED);
    }
}

static void test_lifecycle(void **state) /* values of services.md 1.3 */
{
    (void)state;
    static const struct {
        enum hal_lifecycle hal;
        uint32_t psa;
    } rows[] = { { HAL_LIFECYCLE_ASSEMBLY_AND_TEST, 0x1000 },
                 { HAL_LIFECYCLE_PSA_ROT_PROVISIONING, 0x2000 },
                 { HAL_LIFECYCLE_SECURED, 0x3000 },
                 { HAL_LIFECYCLE_DECOMMISSIONED, 0x6000 },
                 { (enum hal_lifecycle)5, 0 } };

    lifecycle_status = RSS_OK;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        lifecycle = rows[i].hal;
        assert_int_equal(psa_rot_lifecycle_state(), rows[i].psa);
    }
    lifecycle_status = RSS_ERR_LCM_STATE;
    assert_int_equal(psa_rot_lifecycle_state(), PSA_LIFECYCLE_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_handles, setup),
        cmocka_unit_test_setup(test_type_and_counts, setup),
        cmocka_unit_test_setup(test_read_write, setup),
        cmocka_unit_test_setup(test_one_message_in_flight, setup),
        cmocka_unit_test_setup(test_message_handles_differ, setup),
        cmocka_unit_test_setup(test_lifecycle, setup),
        cmocka_unit_test_setup(test_panics, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
