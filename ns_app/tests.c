/* SPDX-License-Identifier: BSD-3-Clause */
/** The regression suite of the non-secure side: one TAP line for each case, printed by the service TEST_ROT. */
#include "interface/psa/spm_tests.h"
#include "interface/psa/veneers.h"
#include "ns_app/ns_app.h"
#include "ns_app/walls.h"
#include "psa_manifest/sid.h"

#define SECURE_DATA    0x31500400u /* by its secure and its non-secure alias */
#define SECURE_DATA_NS 0x21500400u
#define OWN_IMAGE      0x21881000u
#define OWN_DATA_END   0x21700000u
#define OWN_DATA       0x21600000u
#define CLIENT_ID      (-257)

static psa_status_t versions(void)
{
    CHECK(psa_version(TEST_SECURE_SID) == PSA_VERSION_NONE); /* secure clients only */
    CHECK(psa_version(TEST_CLIENT_SID) == PSA_VERSION_NONE);
    return PSA_SUCCESS;
}

static psa_status_t client_id(void)
{
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_CLIENT_ID) == CLIENT_ID);
    return PSA_SUCCESS;
}

#define REFUSED(name, sid, version, status)                                                                  \
    static psa_status_t name(void)                                                                           \
    {                                                                                                        \
        CHECK(psa_connect(sid, version) == (status));                                                        \
        return PSA_SUCCESS;                                                                                  \
    }
REFUSED(connect_unknown, TEST_UNUSED_SID, 1, PSA_ERROR_CONNECTION_REFUSED)
REFUSED(connect_denied, TEST_SECURE_SID, 2, PSA_ERROR_CONNECTION_REFUSED)
REFUSED(connect_strict_lower, TEST_STRICT_SID, 1, PSA_ERROR_CONNECTION_REFUSED)
REFUSED(connect_strict_higher, TEST_STRICT_SID, 3, PSA_ERROR_CONNECTION_REFUSED)
REFUSED(connect_relaxed_higher, TEST_RELAXED_SID, 3, PSA_ERROR_CONNECTION_REFUSED)
REFUSED(connect_relaxed_0, TEST_RELAXED_SID, 0, PSA_ERROR_CONNECTION_REFUSED)
REFUSED(connect_default_2, TEST_DEFAULT_SID, 2, PSA_ERROR_CONNECTION_REFUSED)
REFUSED(connect_default_0, TEST_DEFAULT_SID, 0, PSA_ERROR_CONNECTION_REFUSED)
REFUSED(connect_stateless, TEST_STATELESS_SID, 1, PSA_ERROR_PROGRAMMER_ERROR)

#define FAILS(name, expression, status)                                                                      \
    static psa_status_t name(void)                                                                           \
    {                                                                                                        \
        CHECK((expression) == (status));                                                                     \
        CHECK(test_call(TEST_STATELESS_HANDLE, TEST_EMPTY) == PSA_SUCCESS);                                  \
        return PSA_SUCCESS;                                                                                  \
    }
FAILS(call_null_handle, test_call(PSA_NULL_HANDLE, 0), PSA_ERROR_PROGRAMMER_ERROR)
FAILS(call_bad_handle, test_call(TEST_BAD_HANDLE, 0), PSA_ERROR_PROGRAMMER_ERROR)
FAILS(call_static_version, test_call(TEST_STATELESS_HANDLE + 0x100, 0), PSA_ERROR_PROGRAMMER_ERROR)
FAILS(call_static_nobody, test_call((psa_handle_t)0x40000114, 0), PSA_ERROR_PROGRAMMER_ERROR)
FAILS(call_type_negative, test_call(TEST_STATELESS_HANDLE, -1), PSA_ERROR_PROGRAMMER_ERROR)
FAILS(call_denied, test_call(TEST_CLIENT_HANDLE, 0), PSA_ERROR_CONNECTION_REFUSED)

/* Nothing comes of them, and nothing breaks. */
static psa_status_t close_bad_handles(void)
{
    psa_close(TEST_BAD_HANDLE);
    psa_close(TEST_STATELESS_HANDLE);
    psa_close(-1);
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_EMPTY) == PSA_SUCCESS);
    return PSA_SUCCESS;
}

static psa_status_t call_closed_handle(void)
{
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);

    psa_close(handle);
    CHECK(test_call(handle, TEST_EMPTY) == PSA_ERROR_PROGRAMMER_ERROR);
    psa_close(handle);
    return PSA_SUCCESS;
}

/* As many as the counts can say, in both directions. */
static psa_status_t call_many_vectors(void)
{
    psa_outvec out[4] = { { NULL, 0 } };
    const psa_invec in[4] = { { NULL, 0 } };

    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, in, 4, out, 1) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, in, 0, out, 5) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, in, (size_t)-1, out, 2) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, in, (size_t)-4, out, 4) == PSA_ERROR_PROGRAMMER_ERROR);
    return PSA_SUCCESS;
}

/* The service answers PROGRAMMER_ERROR: told each time. */
static psa_status_t programmer_error_twice(void)
{
    for (uint32_t i = 0; i < 2; i++) {
        CHECK(test_call_with_word(TEST_STATELESS_HANDLE, TEST_ANSWER, (uint32_t)PSA_ERROR_PROGRAMMER_ERROR) ==
              PSA_ERROR_PROGRAMMER_ERROR);
    }
    return PSA_SUCCESS;
}

/* A connection is at its end with it, which the service is told once. */
static psa_status_t programmer_error_ends(void)
{
    const psa_status_t before = test_call(TEST_STATELESS_HANDLE, TEST_DISCONNECTS);
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);

    CHECK(test_call_with_word(handle, TEST_ANSWER, (uint32_t)PSA_ERROR_PROGRAMMER_ERROR) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    psa_close(handle);
    CHECK(test_call(handle, TEST_EMPTY) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(test_call(handle, TEST_EMPTY) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_DISCONNECTS) == before + 1);
    return PSA_SUCCESS;
}

/* A connection of a secure partition, by its very handle, and by what a guess could be. */
static psa_status_t foreign_handle(void)
{
    const psa_handle_t handle = test_call(TEST_ROT_HANDLE, TEST_ROT_OPEN);
    const psa_status_t before = test_call(TEST_STATELESS_HANDLE, TEST_DISCONNECTS);

    CHECK(PSA_HANDLE_IS_VALID(handle) && test_call(handle, TEST_EMPTY) == PSA_ERROR_PROGRAMMER_ERROR);
    psa_close(handle);
    for (psa_handle_t guess = 1; guess < 0x2000; guess++) {
        CHECK(test_call(guess, TEST_EMPTY) == PSA_ERROR_PROGRAMMER_ERROR);
    }
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_DISCONNECTS) == before);
    CHECK(test_call(TEST_ROT_HANDLE, TEST_ROT_CLOSE) == PSA_SUCCESS);
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_DISCONNECTS) == before + 1);
    return PSA_SUCCESS;
}

static int refused(uint32_t in_base, uint32_t in_bytes, uint32_t out_base, uint32_t out_bytes)
{
    const psa_invec in = { (const void *)in_base, in_bytes };
    psa_outvec out = { (void *)out_base, out_bytes };

    return psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, &in, 1, &out, 1) == PSA_ERROR_PROGRAMMER_ERROR;
}

static psa_status_t secure_pointers(void)
{
    CHECK(refused(SECURE_DATA, 4, 0, 0) && refused(0, 0, SECURE_DATA, 4));
    CHECK(refused(SECURE_DATA_NS, 4, 0, 0) && refused(0, 0, SECURE_DATA_NS, 4));
    CHECK(refused(OWN_IMAGE + 0x10000000u, 4, 0, 0)); /* its own image by the secure alias */
    CHECK(refused(0x31801200, 4, 0, 0) && refused(0x50150000, 4, 0, 0) && refused(0xe000ed00, 4, 0, 0));
    CHECK(refused(0, 4, 0, 0) && refused(0x70000000, 4, 0, 0));
    return PSA_SUCCESS;
}

static psa_status_t ranges(void)
{
    CHECK(refused(OWN_DATA_END - 4, 8, 0, 0) && refused(0, 0, OWN_DATA_END - 4, 8));
    CHECK(refused(OWN_DATA - 4, 8, 0, 0));
    CHECK(refused(OWN_DATA, 0xffffffff, 0, 0) && refused(OWN_DATA_END - 4, 0u - OWN_DATA_END + 4, 0, 0));
    CHECK(refused(0, 0, OWN_IMAGE, 4)); /* may be read, not written */
    CHECK(!refused(OWN_IMAGE, 4, OWN_DATA_END - 4, 4));
    return PSA_SUCCESS;
}

static psa_status_t secure_vectors(void)
{
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, (const psa_invec *)SECURE_DATA, 1, NULL, 0) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, NULL, 0, (psa_outvec *)SECURE_DATA, 1) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, NULL, 0, (psa_outvec *)OWN_IMAGE, 1) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(TEST_STATELESS_HANDLE, 0, (const psa_invec *)(OWN_DATA_END - 8), 2, NULL, 0) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    return PSA_SUCCESS;
}

static psa_status_t inputs_overlap(void)
{
    static const uint8_t bytes[12];
    const psa_invec in[] = { { bytes, 8 }, { bytes + 7, 4 } }, empty[] = { { bytes, 8 }, { bytes + 4, 0 } };

    CHECK(psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, in, 2, NULL, 0) == PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, empty, 2, NULL, 0) == PSA_SUCCESS);
    return PSA_SUCCESS;
}

static psa_status_t handler_mode(void)
{
    CHECK(ns_in_handler(NS_HANDLER_CALLS, 0) == (uint32_t)PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_EMPTY) == PSA_SUCCESS);
    return PSA_SUCCESS;
}

/* r4 to r11 are as before, r1 to r3 hold the arguments, r12 zero: nothing of the secure state's. */
static psa_status_t registers_are_clean(void)
{
    uint32_t after[12];

    __asm__ volatile(
        "push {r4-r11}\n\t"
        "push {%[after]}\n\t"
        "mov lr, %[veneer]\n\t"
        "mov r0, %[handle]\n\t"
        "movs r1, #0\n\t"
        "movs r2, #2\n\t"
        "movs r3, #3\n\t"
        "movs r4, #4\n\t"
        "movs r5, #5\n\t"
        "movs r6, #6\n\t"
        "movs r7, #7\n\t"
        "mov r8, #8\n\t"
        "mov r9, #9\n\t"
        "mov r10, #10\n\t"
        "mov r11, #11\n\t"
        "mov r12, #12\n\t"
        "blx lr\n\t"
        "pop {r0}\n\t"
        "stmia r0, {r1-r12}\n\t"
        "pop {r4-r11}\n\t"
        :
        : [after] "r"(after), [veneer] "r"(RSS_VENEER(RSS_VENEER_CALL)), [handle] "r"(TEST_STATELESS_HANDLE)
        : "r0", "r1", "r2", "r3", "r12", "lr", "cc", "memory");
    CHECK(after[0] == 0 && after[11] == 0);
    for (uint32_t i = 1; i < 11; i++) {
        CHECK(after[i] == i + 1u);
    }
    return PSA_SUCCESS;
}

static const struct {
    const char *name;
    psa_status_t (*run)(void);
} cases[] = {
#define COMMON_ROW(name, level_1, level_2) { "ns_" #name, test_common_##name },
    TEST_COMMON_CASES(COMMON_ROW)
#define ROW(name)                                                                                            \
    {                                                                                                        \
        "ns_" #name, name                                                                                    \
    }
        ROW(versions),
    ROW(client_id),
    ROW(connect_unknown),
    ROW(connect_denied),
    ROW(connect_strict_lower),
    ROW(connect_strict_higher),
    ROW(connect_relaxed_higher),
    ROW(connect_relaxed_0),
    ROW(connect_default_2),
    ROW(connect_default_0),
    ROW(connect_stateless),
    ROW(call_null_handle),
    ROW(call_bad_handle),
    ROW(call_static_version),
    ROW(call_static_nobody),
    ROW(call_type_negative),
    ROW(call_denied),
    ROW(close_bad_handles),
    ROW(call_closed_handle),
    ROW(call_many_vectors),
    ROW(programmer_error_twice),
    ROW(programmer_error_ends),
    ROW(foreign_handle),
    ROW(secure_pointers),
    ROW(ranges),
    ROW(secure_vectors),
    ROW(inputs_overlap),
    ROW(handler_mode),
    ROW(registers_are_clean),
};

static void log_text(int32_t type, const char *name, psa_status_t line)
{
    size_t bytes = 0;

    while (name[bytes] != '\0') {
        bytes++;
    }
    const psa_invec in[] = { { name, bytes }, { &line, sizeof(line) } };
    (void)psa_call(TEST_ROT_HANDLE, type, in, 2, NULL, 0);
}

static psa_status_t wait_for_next(void)
{
    psa_status_t next;

    do {
        next = test_call(TEST_ROT_HANDLE, TEST_ROT_NEXT);
    } while (next < 0);
    return next;
}

void ns_main(void)
{
    const uint32_t next = (uint32_t)wait_for_next();

    for (uint32_t i = 0; next == 0 && i < sizeof(cases) / sizeof(cases[0]); i++) {
        log_text(TEST_ROT_TEXT, cases[i].name, cases[i].run());
    }
    if (next < ns_wall_count) {
        log_text(TEST_ROT_WALL, ns_walls[next].name, 0);
        ns_walls[next].run();
        log_text(TEST_ROT_TEXT, ns_walls[next].name, __LINE__);
    }
    log_text(TEST_ROT_TEXT, "", 0);
}
