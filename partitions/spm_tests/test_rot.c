/* SPDX-License-Identifier: BSD-3-Clause */
/** Prints results of the non-secure suite, and is the PSA RoT for cases of others. */
#include "interface/psa/spm_tests.h"
#include "lib/base/log.h"
#include "partitions/spm_tests/test_record.h"
#include "psa_manifest/pid.h"
#include "psa_manifest/sid.h"
#include "psa_manifest/test_rot.h"

#define NAME_BYTES 40u

extern uint8_t spm_own_data_start[], spm_rot_code_start[], spm_rot_data_start[], spm_app_code_start[];
extern uint8_t spm_test_server_bss_start[], spm_test_server_bss_end[];

static bool may_start = false;
static char wall[NAME_BYTES]; /* that the non-secure image runs into; empty: none */
static psa_handle_t own_connection;

static uint32_t read_word(const psa_msg_t *msg, uint32_t index)
{
    uint32_t word = 0;

    (void)psa_read(msg->handle, index, &word, sizeof(word));
    return word;
}

static void print_result(const char *name, bool good, const char *what, uint32_t line)
{
    TEST_RECORD->ns_count++;
    LOG_INF("%sok %u - %s # %s %u\n", good ? "" : "not ", (unsigned int)TEST_RECORD->ns_count, name, what,
            (unsigned int)line);
}

static psa_status_t print_text(const psa_msg_t *msg)
{
    char name[NAME_BYTES] = { 0 };

    (void)psa_read(msg->handle, 0, name, sizeof(name) - 1u);
    const uint32_t line = read_word(msg, 1);
    wall[0] = '\0'; /* it came back */
    if (name[0] == '\0') {
        LOG_INF("# non-secure: %u cases\n", (unsigned int)TEST_RECORD->ns_count);
    } else {
        print_result(name, line == 0, "line", line);
    }
    return PSA_SUCCESS;
}

/* The runner, of better priority than the image, sets its timer now. */
static psa_status_t begin_wall(const psa_msg_t *msg)
{
    TEST_RECORD->next_wall++;
    wall[psa_read(msg->handle, 0, wall, sizeof(wall) - 1u)] = '\0';
    psa_notify(TEST_RUNNER);
    return PSA_SUCCESS;
}

/* The image is stopped; and others can connect. */
static psa_status_t judge_wall(void)
{
    if (wall[0] != '\0') {
        const psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);

        print_result(wall, PSA_HANDLE_IS_VALID(handle), "stopped", 0);
    }
    return PSA_SUCCESS;
}

static psa_status_t address_of(enum test_place place)
{
    const uint32_t on_the_stack = 0;
    const void *const places[] = {
        [TEST_AT_SPM_DATA] = spm_own_data_start,
        [TEST_AT_SPM_CODE] = spm_rot_code_start,
        [TEST_AT_ROT_DATA] = spm_rot_data_start,
        [TEST_AT_ROT_STACK] = &on_the_stack,
        [TEST_AT_APP_DATA] = (void *)((uintptr_t)spm_test_server_bss_end - 4u),
        [TEST_AT_APP_STACK] = spm_test_server_bss_start,
        [TEST_AT_APP_CODE] = spm_app_code_start,
    };

    return place <= TEST_AT_APP_CODE ? (psa_status_t)(uintptr_t)places[place] : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t test_rot_sfn(const psa_msg_t *msg)
{
    switch (msg->type) {
    case TEST_ROT_TEXT:
        return print_text(msg);
    case TEST_ROT_NEXT:
        return may_start ? (psa_status_t)TEST_RECORD->next_wall : PSA_ERROR_BAD_STATE;
    case TEST_ROT_WALL:
        return begin_wall(msg);
    case TEST_ROT_JUDGE:
        return judge_wall();
    case TEST_ROT_MAY_START:
        may_start = true;
        return PSA_SUCCESS;
    case TEST_ROT_ADDRESS:
        return address_of((enum test_place)read_word(msg, 0));
    case TEST_ROT_POKE:
        ++*(volatile uint32_t *)(uintptr_t)read_word(msg, 0);
        return PSA_SUCCESS;
    case TEST_ROT_OPEN:
        own_connection = psa_connect(TEST_STRICT_SID, 2);
        return own_connection;
    case TEST_ROT_CLOSE:
        psa_close(own_connection);
        return PSA_SUCCESS;
    default:
        return PSA_ERROR_NOT_SUPPORTED;
    }
}
