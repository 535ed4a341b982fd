/* SPDX-License-Identifier: BSD-3-Clause */
/** Cases that hold for every client: linked with the Application RoT's and with the non-secure image. No data of its own. */
#include <string.h>

#include "interface/psa/spm_tests.h"
#include "psa_manifest/sid.h"

psa_status_t test_common_framework_version(void)
{
    CHECK(psa_framework_version() == PSA_FRAMEWORK_VERSION);
    return PSA_SUCCESS;
}

psa_status_t test_common_service_versions(void)
{
    CHECK(psa_version(TEST_UNUSED_SID) == PSA_VERSION_NONE);
    CHECK(psa_version(TEST_DENIED_SID) == PSA_VERSION_NONE);
    CHECK(psa_version(TEST_STRICT_SID) == 2 && psa_version(TEST_DEFAULT_SID) == 1);
    CHECK(psa_version(TEST_STATELESS_SID) == 1);
    return PSA_SUCCESS;
}

psa_status_t test_common_connect_call_close(void)
{
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);

    CHECK(PSA_HANDLE_IS_VALID(handle));
    CHECK(test_call(handle, TEST_EMPTY) == PSA_SUCCESS);
    psa_close(PSA_NULL_HANDLE);
    CHECK(test_call(handle, TEST_EMPTY) == PSA_SUCCESS);
    psa_close(handle);
    return PSA_SUCCESS;
}

psa_status_t test_common_close_is_delivered(void)
{
    const psa_status_t before = test_call(TEST_STATELESS_HANDLE, TEST_DISCONNECTS);
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);

    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_DISCONNECTS) == before);
    psa_close(handle);
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_DISCONNECTS) == before + 1);
    return PSA_SUCCESS;
}

psa_status_t test_common_connect_answers(void)
{
    static const psa_status_t answers[] = { PSA_ERROR_CONNECTION_BUSY, PSA_ERROR_CONNECTION_REFUSED };

    for (uint32_t i = 0; i < 2u * TEST_CONNECTIONS; i++) { /* none of them keeps its place */
        CHECK(test_call_with_word(TEST_STATELESS_HANDLE, TEST_CONNECT_ANSWER, (uint32_t)answers[i % 2u]) ==
              PSA_SUCCESS);
        CHECK(psa_connect(TEST_STRICT_SID, 2) == answers[i % 2u]);
    }
    return PSA_SUCCESS;
}

psa_status_t test_common_version_policies(void)
{
    static const struct {
        uint32_t sid, version;
    } accepted[] = {
        { TEST_DEFAULT_SID, 1 }, { TEST_STRICT_SID, 2 }, { TEST_RELAXED_SID, 1 }, { TEST_RELAXED_SID, 2 }
    };

    for (uint32_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
        psa_handle_t handle = psa_connect(accepted[i].sid, accepted[i].version);

        CHECK(PSA_HANDLE_IS_VALID(handle));
        psa_close(handle);
    }
    return PSA_SUCCESS;
}

psa_status_t test_common_answers_pass(void)
{
    static const psa_status_t answers[] = { 0, 1, 2, INT32_MAX, -1, -2, INT32_MIN + 128 };
    psa_handle_t handle = psa_connect(TEST_RELAXED_SID, 1);

    for (uint32_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        CHECK(test_call_with_word(handle, TEST_ANSWER, (uint32_t)answers[i]) == answers[i]);
    }
    psa_close(handle);
    return PSA_SUCCESS;
}

psa_status_t test_common_types_pass(void)
{
    static const int32_t types[] = { 0, 1, 2, INT16_MAX };

    for (uint32_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        (void)test_call(TEST_STATELESS_HANDLE, types[i]);
        CHECK(test_call(TEST_STATELESS_HANDLE, TEST_LAST_TYPE) == types[i]);
    }
    return PSA_SUCCESS;
}

psa_status_t test_common_client_id_stays(void)
{
    const psa_status_t id = test_call(TEST_STATELESS_HANDLE, TEST_CLIENT_ID);
    psa_handle_t handle = psa_connect(TEST_RELAXED_SID, 2);

    CHECK(id != 0 && test_call(handle, TEST_CLIENT_ID) == id);
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_CONNECT_ID) == id);
    psa_close(handle);
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_DISCONNECT_ID) == id);
    return PSA_SUCCESS;
}

psa_status_t test_common_pool_is_busy_and_comes_back(void)
{
    psa_handle_t handles[TEST_CONNECTIONS + 1u];

    for (uint32_t round = 0; round < 2; round++) {
        uint32_t count = 0;

        while (count <= TEST_CONNECTIONS &&
               PSA_HANDLE_IS_VALID(handles[count] = psa_connect(TEST_STRICT_SID, 2))) {
            count++;
        }
        CHECK(count == TEST_CONNECTIONS && handles[count] == PSA_ERROR_CONNECTION_BUSY);
        CHECK(test_call(TEST_STATELESS_HANDLE, TEST_EMPTY) == PSA_SUCCESS); /* has room of its own */
        CHECK(test_call(handles[0], TEST_EMPTY) == PSA_SUCCESS);
        while (count > 0) {
            psa_close(handles[--count]);
        }
    }
    return test_call(TEST_STATELESS_HANDLE, TEST_EMPTY);
}

psa_status_t test_common_waits_agree(void)
{
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_WAITS) == 0);
    return PSA_SUCCESS;
}

static psa_status_t exchange_words(psa_handle_t handle, int32_t type)
{
    const uint32_t in_words[2] = { TEST_WORD_IN, TEST_WORD_IN };
    uint32_t out_words[2] = { 0 };
    const psa_invec in[] = { { &in_words[0], 4 }, { &in_words[1], 4 } };
    psa_outvec out[] = { { &out_words[0], 4 }, { &out_words[1], 4 } };

    CHECK(psa_call(handle, type, in, 2, out, 2) == PSA_SUCCESS);
    CHECK(out_words[0] == TEST_WORD_OUT && out_words[1] == TEST_WORD_OUT);
    CHECK(out[0].len == 4 && out[1].len == 4);
    return PSA_SUCCESS;
}

psa_status_t test_common_connection_words(void)
{
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);
    const psa_status_t status = exchange_words(handle, TEST_WORDS_TYPE);

    psa_close(handle);
    return status;
}

psa_status_t test_common_stateless_words(void)
{
    return exchange_words(TEST_STATELESS_HANDLE, TEST_WORDS);
}

psa_status_t test_common_empty_vectors(void)
{
    uint8_t byte;
    const psa_invec in[] = { { NULL, 0 }, { &byte, 0 } };
    psa_outvec out[] = { { NULL, 0 }, { &byte, 1 } };

    CHECK(psa_call(TEST_STATELESS_HANDLE, TEST_EMPTY, in, 2, out, 2) == PSA_SUCCESS);
    CHECK(out[0].len == 0 && out[1].len == 0);
    return PSA_SUCCESS;
}

psa_status_t test_common_four_inputs(void)
{
    static const uint8_t bytes[8];
    const psa_invec in[] = { { bytes, 1 }, { bytes + 1, 2 }, { bytes + 3, 3 }, { bytes + 6, 0 } };

    CHECK(psa_call(TEST_STATELESS_HANDLE, TEST_SIZES, in, 4, NULL, 0) == PSA_SUCCESS);
    return PSA_SUCCESS;
}

psa_status_t test_common_four_outputs(void)
{
    static const uint8_t expected[4][4] = { { 1, 9, 9, 9 }, { 2, 2, 9, 9 }, { 3, 3, 3, 9 }, { 4, 4, 4, 4 } };
    uint8_t got[4][4];
    psa_outvec out[] = { { got[0], 4 }, { got[1], 4 }, { got[2], 4 }, { got[3], 4 } };

    memset(got, 9, sizeof(got));
    CHECK(psa_call(TEST_STATELESS_HANDLE, TEST_OUTPUTS, NULL, 0, out, 4) == PSA_SUCCESS);
    CHECK(out[0].len == 1 && out[1].len == 2 && out[2].len == 3 && out[3].len == 4);
    CHECK(memcmp(got, expected, sizeof(got)) == 0);
    return PSA_SUCCESS;
}

psa_status_t test_common_pieces(void)
{
    static const uint8_t bytes[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }, expected[5] = { 1, 2, 6, 7, 8 };
    uint8_t got[16] = { 0 };
    const psa_invec in = { bytes, sizeof(bytes) };
    psa_outvec out = { got, sizeof(got) };

    CHECK(psa_call(TEST_STATELESS_HANDLE, TEST_PIECES, &in, 1, &out, 1) == PSA_SUCCESS);
    CHECK(out.len == sizeof(expected) && memcmp(got, expected, sizeof(expected)) == 0);
    return PSA_SUCCESS;
}

psa_status_t test_common_skipped(void)
{
    static const uint8_t bytes[8];
    const psa_invec in = { bytes, sizeof(bytes) };

    CHECK(psa_call(TEST_STATELESS_HANDLE, TEST_SKIP, &in, 1, NULL, 0) == PSA_SUCCESS);
    return PSA_SUCCESS;
}

psa_status_t test_common_rhandle(void)
{
    psa_handle_t first = psa_connect(TEST_STRICT_SID, 2), second = psa_connect(TEST_RELAXED_SID, 2);

    CHECK(test_call_with_word(first, TEST_RHANDLE, 5) == 0);
    CHECK(test_call_with_word(second, TEST_RHANDLE, 6) == 0);
    CHECK(test_call_with_word(first, TEST_RHANDLE, 7) == 5);
    CHECK(test_call_with_word(first, TEST_RHANDLE, 0) == 7);
    CHECK(test_call_with_word(second, TEST_RHANDLE, 0) == 6);
    psa_close(first);
    psa_close(second);
    return PSA_SUCCESS;
}

psa_status_t test_common_rhandle_at_the_end(void)
{
    psa_handle_t handle = psa_connect(TEST_STRICT_SID, 2);

    CHECK(test_call_with_word(handle, TEST_RHANDLE, 11) == 0);
    psa_close(handle); /* the service sets another one meanwhile: no effect */
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_LAST_RHANDLE) == 11);
    handle = psa_connect(TEST_STRICT_SID, 2);
    CHECK(test_call_with_word(handle, TEST_RHANDLE, 0) == 0);
    psa_close(handle);
    return PSA_SUCCESS;
}

psa_status_t test_common_in_and_out_overlap(void)
{
    uint8_t bytes[12];
    const psa_invec in = { bytes, 8 };
    psa_outvec out = { bytes + 4, 8 };

    memset(bytes, 0, sizeof(bytes));
    CHECK(psa_call(TEST_STATELESS_HANDLE, TEST_FILL, &in, 1, &out, 1) == PSA_SUCCESS);
    CHECK(out.len == 8 && bytes[3] == 0 && bytes[4] == 0x5a && bytes[11] == 0x5a);
    return PSA_SUCCESS;
}

/* Nobody says that descriptors are aligned: the partition manager may not trip over it. */
psa_status_t test_common_vectors_unaligned(void)
{
    const uint32_t in_words[2] = { TEST_WORD_IN, TEST_WORD_IN };
    uint32_t out_words[2] = { 0 };
    const psa_invec in[] = { { &in_words[0], 4 }, { &in_words[1], 4 } };
    psa_outvec out[] = { { &out_words[0], 4 }, { &out_words[1], 4 } };
    uint8_t in_bytes[sizeof(in) + 1u], out_bytes[sizeof(out) + 1u];

    memcpy(in_bytes + 1, in, sizeof(in));
    memcpy(out_bytes + 1, out, sizeof(out));
    CHECK(psa_call(TEST_STATELESS_HANDLE, TEST_WORDS, (const psa_invec *)((uintptr_t)in_bytes + 1u), 2,
                   (psa_outvec *)((uintptr_t)out_bytes + 1u), 2) == PSA_SUCCESS);
    CHECK(out_words[0] == TEST_WORD_OUT && out_words[1] == TEST_WORD_OUT);
    return PSA_SUCCESS;
}

psa_status_t test_common_signals_masked(void)
{
    CHECK(test_call(TEST_STATELESS_HANDLE, TEST_MASK) == PSA_SUCCESS);
    return PSA_SUCCESS;
}

static psa_status_t call_mapped(int32_t type, size_t expected_bytes)
{
    static const uint8_t bytes[4] = { 1, 2, 3, 4 };
    uint8_t got[8];
    const psa_invec in = { bytes, sizeof(bytes) };
    psa_outvec out = { got, sizeof(got) };
    const psa_status_t status = psa_call(TEST_MAPPED_HANDLE, type, &in, 1, &out, 1);

    if (test_call(TEST_STATELESS_HANDLE, TEST_LEVEL) != 1) {
        CHECK(status == PSA_ERROR_NOT_SUPPORTED && out.len == 0);
        return PSA_SUCCESS;
    }
    CHECK(status == PSA_SUCCESS && out.len == expected_bytes && memcmp(got, bytes, 4) == 0);
    return PSA_SUCCESS;
}

psa_status_t test_common_mapped_vectors(void)
{
    return call_mapped(TEST_MAP, 4);
}

psa_status_t test_common_mapped_and_left(void)
{
    return call_mapped(TEST_MAP_AND_LEAVE, 0);
}
