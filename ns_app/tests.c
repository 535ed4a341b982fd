/* SPDX-License-Identifier: BSD-3-Clause */
/** The regression suite of the non-secure side: one TAP line for each case, printed by the service TEST_LOG. */
#include "interface/psa/client.h"
#include "interface/psa/services.h"
#include "ns_app/ns_app.h"
#include "psa_manifest/sid.h"

/* Requests of partitions/spm_tests/test_server.h and test_log.c. */
enum { SERVER_EMPTY = 0, SERVER_WORDS = 1, SERVER_ANSWER = 2, SERVER_CLIENT_ID = 5, SERVER_PIECES = 9 };
enum { LOG_TEXT = 0, LOG_MAY_START = 1 };

#define WORD_IN        0xdeadbeefu
#define WORD_OUT       0xcafebabeu
#define INVALID_HANDLE ((psa_handle_t)0x1234dead)
#define UNUSED_SID     0xfa20u
#define SECURE_DATA    0x31500400u /* by its secure and its non-secure alias */
#define SECURE_DATA_NS 0x21500400u
#define OWN_IMAGE      0x21881000u
#define OWN_DATA_END   0x21700000u
#define OWN_DATA       0x21600000u

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            return __LINE__;                                                                                 \
        }                                                                                                    \
    } while (0)

static psa_status_t call(psa_handle_t handle, int32_t type)
{
    return psa_call(handle, type, NULL, 0, NULL, 0);
}

static psa_status_t call_with_word(psa_handle_t handle, int32_t type, uint32_t word)
{
    const psa_invec in = { &word, sizeof(word) };

    return psa_call(handle, type, &in, 1, NULL, 0);
}

static int versions(void)
{
    CHECK(psa_framework_version() == PSA_FRAMEWORK_VERSION);
    CHECK(psa_version(UNUSED_SID) == PSA_VERSION_NONE);
    CHECK(psa_version(TEST_DENIED_SID) == PSA_VERSION_NONE); /* secure clients only */
    CHECK(psa_version(TEST_CLIENT_SID) == PSA_VERSION_NONE);
    CHECK(psa_version(TEST_STRICT_SID) == 2);
    return 0;
}

static int connect_call_close(void)
{
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);

    CHECK(PSA_HANDLE_IS_VALID(handle));
    CHECK(call(handle, SERVER_EMPTY) == PSA_SUCCESS);
    psa_close(PSA_NULL_HANDLE);
    CHECK(call(handle, SERVER_EMPTY) == PSA_SUCCESS);
    psa_close(handle);
    CHECK(call(handle, SERVER_EMPTY) == PSA_ERROR_PROGRAMMER_ERROR);
    return 0;
}

static int connect_refused(void)
{
    CHECK(psa_connect(UNUSED_SID, 1) == PSA_ERROR_CONNECTION_REFUSED);
    CHECK(psa_connect(TEST_DENIED_SID, 1) == PSA_ERROR_CONNECTION_REFUSED);
    CHECK(psa_connect(TEST_STRICT_SID, 1) == PSA_ERROR_CONNECTION_REFUSED);
    CHECK(psa_connect(TEST_STRICT_SID, 3) == PSA_ERROR_CONNECTION_REFUSED);
    CHECK(psa_connect(TEST_RELAXED_SID, 3) == PSA_ERROR_CONNECTION_REFUSED);
    CHECK(psa_connect(TEST_DEFAULT_SID, 2) == PSA_ERROR_CONNECTION_REFUSED);
    CHECK(psa_connect(TEST_DEFAULT_SID, 0) == PSA_ERROR_CONNECTION_REFUSED);
    CHECK(psa_connect(TEST_STATELESS_SID, 1) == PSA_ERROR_PROGRAMMER_ERROR);
    return 0;
}

static int words(void)
{
    const uint32_t in_words[2] = { WORD_IN, WORD_IN };
    uint32_t out_words[2] = { 0 };
    const psa_invec in[] = { { &in_words[0], 4 }, { &in_words[1], 4 } };
    psa_outvec out[] = { { &out_words[0], 4 }, { &out_words[1], 4 } };

    CHECK(psa_call(TEST_STATELESS_HANDLE, SERVER_WORDS, in, 2, out, 2) == PSA_SUCCESS);
    CHECK(out_words[0] == WORD_OUT && out_words[1] == WORD_OUT && out[0].len == 4 && out[1].len == 4);
    return 0;
}

static int pieces(void)
{
    static const uint8_t bytes[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    uint8_t got[8];
    const psa_invec in = { bytes, sizeof(bytes) };
    psa_outvec out = { got, sizeof(got) };

    CHECK(psa_call(TEST_STATELESS_HANDLE, SERVER_PIECES, &in, 1, &out, 1) == PSA_SUCCESS);
    CHECK(out.len == 5 && got[0] == 1 && got[1] == 2 && got[2] == 6 && got[3] == 7 && got[4] == 8);
    return 0;
}

static int client_id(void)
{
    CHECK(call(TEST_STATELESS_HANDLE, SERVER_CLIENT_ID) == -257);
    return 0;
}

static int bad_calls(void)
{
    psa_outvec out[1] = { { NULL, 0 } };
    const psa_invec in[4] = { { NULL, 0 } };

    CHECK(call(PSA_NULL_HANDLE, 0) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(call(INVALID_HANDLE, 0) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(call(TEST_STATELESS_HANDLE + 0x100, 0) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(call(TEST_STATELESS_HANDLE, -1) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, in, 4, out, 1) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(call(TEST_CLIENT_HANDLE, 0) == PSA_ERROR_CONNECTION_REFUSED);
    psa_close(INVALID_HANDLE);
    psa_close(TEST_STATELESS_HANDLE);
    return 0;
}

/* The service answers PROGRAMMER_ERROR: told each time, and a connection is at its end. */
static int programmer_error(void)
{
    for (uint32_t i = 0; i < 2; i++) {
        CHECK(call_with_word(TEST_STATELESS_HANDLE, SERVER_ANSWER, (uint32_t)PSA_ERROR_PROGRAMMER_ERROR) ==
              PSA_ERROR_PROGRAMMER_ERROR);
    }
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);
    CHECK(call_with_word(handle, SERVER_ANSWER, (uint32_t)PSA_ERROR_PROGRAMMER_ERROR) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(call(handle, SERVER_EMPTY) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(call(TEST_STATELESS_HANDLE, SERVER_EMPTY) == PSA_SUCCESS);
    return 0;
}

static int refused(uint32_t in_base, uint32_t in_bytes, uint32_t out_base, uint32_t out_bytes)
{
    const psa_invec in = { (const void *)in_base, in_bytes };
    psa_outvec out = { (void *)out_base, out_bytes };

    return psa_call(TEST_STATELESS_HANDLE, SERVER_EMPTY, &in, 1, &out, 1) == PSA_ERROR_PROGRAMMER_ERROR;
}

static int secure_pointers(void)
{
    CHECK(refused(SECURE_DATA, 4, 0, 0) && refused(0, 0, SECURE_DATA, 4));
    CHECK(refused(SECURE_DATA_NS, 4, 0, 0) && refused(0, 0, SECURE_DATA_NS, 4));
    CHECK(refused(OWN_IMAGE + 0x10000000u, 4, 0, 0)); /* its own image by the secure alias */
    CHECK(refused(0x31801200, 4, 0, 0) && refused(0x50150000, 4, 0, 0) && refused(0xe000ed00, 4, 0, 0));
    CHECK(refused(0, 4, 0, 0) && refused(0x70000000, 4, 0, 0));
    return 0;
}

static int ranges(void)
{
    CHECK(refused(OWN_DATA_END - 4, 8, 0, 0) && refused(0, 0, OWN_DATA_END - 4, 8));
    CHECK(refused(OWN_DATA - 4, 8, 0, 0));
    CHECK(refused(OWN_DATA, 0xffffffff, 0, 0) && refused(OWN_DATA_END - 4, 0u - OWN_DATA_END + 4, 0, 0));
    CHECK(refused(0, 0, OWN_IMAGE, 4)); /* may be read, not written */
    CHECK(!refused(OWN_IMAGE, 4, OWN_DATA_END - 4, 4));
    return 0;
}

static int secure_vectors(void)
{
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, (const psa_invec *)SECURE_DATA, 1, NULL, 0) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, NULL, 0, (psa_outvec *)SECURE_DATA, 1) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, NULL, 0, (psa_outvec *)OWN_IMAGE, 1) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, (const psa_invec *)(OWN_DATA_END - 8), 2, NULL, 0) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    return 0;
}

static int pool(void)
{
    psa_handle_t handles[50];
    uint32_t count = 0;

    while (count < 50 && PSA_HANDLE_IS_VALID(handles[count] = psa_connect(TEST_STRICT_SID, 2))) {
        count++;
    }
    CHECK(count == 8 && handles[count] == PSA_ERROR_CONNECTION_BUSY);
    CHECK(call(TEST_STATELESS_HANDLE, SERVER_EMPTY) == PSA_SUCCESS); /* has room of its own */
    while (count > 0) {
        psa_close(handles[--count]);
    }
    CHECK(call(TEST_STATELESS_HANDLE, SERVER_EMPTY) == PSA_SUCCESS);
    return 0;
}

/* A handler has no thread that could wait. Its answer is where the frame of the interrupted thread has r0. */
static psa_status_t call_in_handler(void)
{
    register uint32_t r0 __asm__("r0");

    __asm__ volatile("svc #0" : "=r"(r0) : : "r1", "r2", "r3", "ip", "lr", "memory");
    return (psa_status_t)r0;
}

static void __attribute__((used)) handle_svc(uint32_t *frame)
{
    frame[0] = (uint32_t)call(TEST_STATELESS_HANDLE, SERVER_EMPTY);
}

__attribute__((naked)) void ns_svc(void)
{
    __asm__ volatile("mrs r0, msp\n\t"
                     "push {r4, lr}\n\t"
                     "bl handle_svc\n\t"
                     "pop {r4, pc}\n\t");
}

static int handler_mode(void)
{
    CHECK(call_in_handler() == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(call(TEST_STATELESS_HANDLE, SERVER_EMPTY) == PSA_SUCCESS);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(void);
} cases[] = {
    { "ns_versions", versions },
    { "ns_connect_call_close", connect_call_close },
    { "ns_connect_refused", connect_refused },
    { "ns_words", words },
    { "ns_pieces", pieces },
    { "ns_client_id", client_id },
    { "ns_bad_calls", bad_calls },
    { "ns_programmer_error", programmer_error },
    { "ns_secure_pointers", secure_pointers },
    { "ns_ranges", ranges },
    { "ns_secure_vectors", secure_vectors },
    { "ns_pool", pool },
    { "ns_handler_mode", handler_mode },
};

static void log_result(const char *name, int line)
{
    const uint32_t number = (uint32_t)line;
    size_t bytes = 0;

    while (name[bytes] != '\0') {
        bytes++;
    }
    const psa_invec in[] = { { name, bytes }, { &number, sizeof(number) } };
    (void)psa_call(TEST_LOG_HANDLE, LOG_TEXT, in, 2, NULL, 0);
}

void ns_main(void)
{
    while (call(TEST_LOG_HANDLE, LOG_MAY_START) != PSA_SUCCESS) {
    }
    for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        log_result(cases[i].name, cases[i].run());
    }
    log_result("", 0);
}
