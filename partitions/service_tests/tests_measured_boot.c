/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Cases of Measured Boot, by the numbers of services.md 7.8, and what is ours besides. Registers that are expected are of
 * hashlib, those of 1001 also of services.md's annex A.
 */
#include "partitions/service_tests/tests.h"

#include <stdbool.h>
#include <string.h>

#include "interface/psa/client.h"
#include "interface/psa/measured_boot.h"
#include "interface/psa/services.h"

#define SHA256 0x02000009u
#define SHA512 0x0200000bu

#define UNUSED_SLOT 30u /* of secure partitions; nobody's case extends it */

/* What is sent; values and signer IDs repeat one byte. */
struct request {
    uint8_t slot, signer, value;
    size_t signer_bytes, version_bytes, sw_type_bytes, value_bytes;
    uint32_t algorithm;
    bool lock;
};

static const struct request ordinary = {
    .signer = 0x51,
    .value = 0x11,
    .signer_bytes = 32,
    .version_bytes = 5,
    .sw_type_bytes = 4,
    .value_bytes = 32,
    .algorithm = SHA256,
};

static const char text[] = "0123456789012345678901234567890123456789";

static psa_status_t extend(const struct request *request)
{
    uint8_t signer[80], value[80];

    memset(signer, request->signer, sizeof(signer));
    memset(value, request->value, sizeof(value));
    return rss_measured_boot_extend_measurement(
        request->slot, signer, request->signer_bytes, (const uint8_t *)text, request->version_bytes,
        request->algorithm, (const uint8_t *)text, request->sw_type_bytes, value, request->value_bytes,
        request->lock);
}

struct room {
    size_t signer, version, sw_type, value;
};
static const struct room plenty = { 64, 14, MEASURED_BOOT_SW_TYPE_BYTES, 64 };

struct answer {
    uint8_t signer[64], version[64], sw_type[64], value[64];
    size_t signer_bytes, version_bytes, sw_type_bytes, value_bytes;
    uint32_t algorithm;
    bool locked;
};

static psa_status_t read_into(uint8_t slot, const struct room *room, struct answer *answer)
{
    memset(answer, 0, sizeof(*answer));
    return rss_measured_boot_read_measurement(
        slot, answer->signer, room->signer, &answer->signer_bytes, answer->version, room->version,
        &answer->version_bytes, &answer->algorithm, answer->sw_type, room->sw_type, &answer->sw_type_bytes,
        answer->value, room->value, &answer->value_bytes, &answer->locked);
}

static bool is_zero(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

/* 1001: two extends of 32 bytes; then the aggregate has neither version nor type. */
static int extend_32(void)
{
    static const uint8_t once[] = { 0x88, 0x78, 0xb1, 0x5a, 0x7d, 0x6a, 0x3a, 0x4f, 0x46, 0x4e, 0x8f,
                                    0x9f, 0x42, 0x59, 0x1d, 0xbc, 0x0c, 0xf4, 0xbe, 0xde, 0xa0, 0xec,
                                    0x30, 0x90, 0x03, 0xd2, 0xb2, 0xee, 0x53, 0x65, 0x5e, 0xf8 };
    static const uint8_t twice[] = { 0xdf, 0xb0, 0x5b, 0x0f, 0x8e, 0xf7, 0xf2, 0x53, 0xa3, 0xe2, 0xda,
                                     0x3d, 0x8b, 0x2d, 0x14, 0xff, 0xd9, 0x28, 0xbb, 0xa3, 0x1f, 0x91,
                                     0x2c, 0xe3, 0x6d, 0x3a, 0x92, 0x9d, 0xc8, 0xb8, 0x6d, 0x14 };
    struct request request = ordinary;
    struct answer answer;

    request.slot = service_tests_slot(0);
    CHECK(read_into(request.slot, &plenty, &answer) == PSA_ERROR_DOES_NOT_EXIST);
    CHECK(extend(&request) == PSA_SUCCESS);
    CHECK(read_into(request.slot, &plenty, &answer) == PSA_SUCCESS);
    CHECK(answer.algorithm == SHA256 && !answer.locked);
    CHECK(answer.signer_bytes == 32 && answer.signer[0] == 0x51 && answer.signer[31] == 0x51);
    CHECK(answer.version_bytes == 5 && memcmp(answer.version, text, 5) == 0);
    CHECK(answer.sw_type_bytes == 4 && memcmp(answer.sw_type, text, 4) == 0);
    CHECK(answer.value_bytes == 32 && memcmp(answer.value, once, 32) == 0);
    CHECK(extend(&request) == PSA_SUCCESS);
    CHECK(read_into(request.slot, &plenty, &answer) == PSA_SUCCESS);
    CHECK(answer.version_bytes == 0 && is_zero(answer.version, sizeof(answer.version)));
    CHECK(answer.sw_type_bytes == 0 && is_zero(answer.sw_type, sizeof(answer.sw_type)));
    CHECK(answer.signer_bytes == 32 && answer.algorithm == SHA256);
    CHECK(answer.value_bytes == 32 && memcmp(answer.value, twice, 32) == 0);
    return 0;
}

/* 1002: everything as long as it can be, said to be SHA-512; the register keeps its size. */
static int extend_64(void)
{
    static const uint8_t once[] = { 0x5e, 0x07, 0x8c, 0xfa, 0x6d, 0x01, 0x1f, 0xc5, 0xee, 0xc9, 0xab,
                                    0x22, 0xc6, 0x47, 0x08, 0xcf, 0xc7, 0x9d, 0x55, 0xa1, 0x5a, 0xbb,
                                    0xc5, 0x38, 0x4b, 0x52, 0x9e, 0x8a, 0x7c, 0x47, 0x96, 0x1a };
    struct request request = ordinary;
    struct answer answer;

    request.slot = service_tests_slot(1);
    request.signer_bytes = request.value_bytes = 64;
    request.version_bytes = 14;
    request.sw_type_bytes = MEASURED_BOOT_SW_TYPE_BYTES;
    request.algorithm = SHA512;
    request.value = 0x22;
    CHECK(extend(&request) == PSA_SUCCESS);
    CHECK(read_into(request.slot, &plenty, &answer) == PSA_SUCCESS);
    CHECK(answer.algorithm == SHA512 && answer.signer_bytes == 64);
    CHECK(answer.version_bytes == 14 && answer.sw_type_bytes == MEASURED_BOOT_SW_TYPE_BYTES);
    CHECK(answer.value_bytes == 32 && memcmp(answer.value, once, 32) == 0);
    return 0;
}

/* Refused, and the slot is as before. */
static int refused(const struct request *request, psa_status_t status)
{
    struct answer before, after;
    const psa_status_t readable = read_into(request->slot, &plenty, &before);

    CHECK(extend(request) == status);
    CHECK(read_into(request->slot, &plenty, &after) == readable);
    CHECK(memcmp(&before, &after, sizeof(before)) == 0);
    return 0;
}

#define REFUSED(field, value_, status)                                                                       \
    do {                                                                                                     \
        struct request request_ = ordinary;                                                                  \
                                                                                                             \
        request_.slot = service_tests_slot(0);                                                               \
        request_.field = (value_);                                                                           \
        CHECK(refused(&request_, status) == 0);                                                              \
    } while (0)

static int index_32(void) /* 1003 */
{
    struct answer answer;

    REFUSED(slot, 32, PSA_ERROR_INVALID_ARGUMENT);
    REFUSED(slot, 255, PSA_ERROR_INVALID_ARGUMENT);
    CHECK(read_into(32, &plenty, &answer) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(read_into(255, &plenty, &answer) == PSA_ERROR_INVALID_ARGUMENT);
    return 0;
}

static int value_size(void) /* 1004 */
{
    REFUSED(value_bytes, 65, PSA_ERROR_INVALID_ARGUMENT);
    REFUSED(value_bytes, 31, PSA_ERROR_INVALID_ARGUMENT);
    REFUSED(value_bytes, 1, PSA_ERROR_INVALID_ARGUMENT);
    REFUSED(value_bytes, 0, PSA_ERROR_INVALID_ARGUMENT);
    return 0;
}

/* Of the slot that 1002 has filled to its limits. */
static int room_too_small(struct room room)
{
    struct answer answer;

    CHECK(read_into(service_tests_slot(1), &room, &answer) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(answer.value_bytes == 0 && answer.signer_bytes == 0 && is_zero(answer.value, 64) &&
          is_zero(answer.signer, 64));
    CHECK(answer.version_bytes == 0 && answer.sw_type_bytes == 0 && is_zero(answer.sw_type, 64));
    return 0;
}

static int read_value_room(void) /* 1005 */
{
    struct room room = plenty;
    struct answer answer;

    room.value = 31;
    CHECK(room_too_small(room) == 0);
    room.value = 32;
    CHECK(read_into(service_tests_slot(1), &room, &answer) == PSA_SUCCESS);
    return 0;
}

static int signer_size(void) /* 1006 */
{
    REFUSED(signer_bytes, 65, PSA_ERROR_INVALID_ARGUMENT);
    REFUSED(signer_bytes, 31, PSA_ERROR_INVALID_ARGUMENT);
    return 0;
}

static int read_signer_room(void) /* 1007 */
{
    struct room room = plenty;

    room.signer = 63;
    return room_too_small(room);
}

static int version_size(void) /* 1008 */
{
    REFUSED(version_bytes, 15, PSA_ERROR_INVALID_ARGUMENT);
    return 0;
}

static int read_version_room(void) /* 1009 */
{
    struct room room = plenty;

    room.version = 13;
    return room_too_small(room);
}

static int sw_type_size(void) /* 1010: by the client, and by the service in one whose client does not look */
{
    struct measured_boot_extend wire = { .index = service_tests_slot(0),
                                         .measurement_algo = SHA256,
                                         .sw_type_bytes = MEASURED_BOOT_SW_TYPE_BYTES + 1 };
    const uint8_t signer[32] = { 0x51 }, value[32] = { 0x11 };
    const psa_invec in[] = { { &wire, sizeof(wire) }, { signer, 32 }, { NULL, 0 }, { value, 32 } };

    REFUSED(sw_type_bytes, MEASURED_BOOT_SW_TYPE_BYTES + 1, PSA_ERROR_INVALID_ARGUMENT);
    CHECK(psa_call(RSS_MEASURED_BOOT_HANDLE, RSS_MEASURED_BOOT_EXTEND, in, 4, NULL, 0) ==
          PSA_ERROR_INVALID_ARGUMENT);
    wire.sw_type_bytes = 255;
    CHECK(psa_call(RSS_MEASURED_BOOT_HANDLE, RSS_MEASURED_BOOT_EXTEND, in, 4, NULL, 0) ==
          PSA_ERROR_INVALID_ARGUMENT);
    return 0;
}

static int read_sw_type_room(void) /* 1011 */
{
    struct room room = plenty;

    room.sw_type = MEASURED_BOOT_SW_TYPE_BYTES - 1;
    return room_too_small(room);
}

static int lock(void) /* 1012; told also to another signer */
{
    struct request request = ordinary;
    struct answer answer;

    request.slot = service_tests_slot(2);
    request.lock = true;
    CHECK(extend(&request) == PSA_SUCCESS);
    CHECK(read_into(request.slot, &plenty, &answer) == PSA_SUCCESS && answer.locked);
    CHECK(refused(&request, PSA_ERROR_BAD_STATE) == 0);
    request.lock = false;
    request.signer = 0;
    CHECK(refused(&request, PSA_ERROR_BAD_STATE) == 0);
    return 0;
}

static int other_signer(void) /* 1013; the same beginning is not the same signer */
{
    struct request request = ordinary;

    request.slot = service_tests_slot(0);
    REFUSED(signer, 0x52, PSA_ERROR_NOT_PERMITTED);
    REFUSED(signer_bytes, 33, PSA_ERROR_NOT_PERMITTED);
    REFUSED(signer_bytes, 64, PSA_ERROR_NOT_PERMITTED);
    CHECK(extend(&request) == PSA_SUCCESS);
    return 0;
}

static int other_algorithm(void) /* 1014 */
{
    struct request request = ordinary;

    request.slot = service_tests_slot(0);
    REFUSED(algorithm, SHA512, PSA_ERROR_NOT_PERMITTED);
    CHECK(extend(&request) == PSA_SUCCESS);
    return 0;
}

/* ---- ours ---- */

/* A slot that is another's, or the boot stages'; index and sizes are told first. */
static int policy(void)
{
    static const struct {
        enum service_test_caller caller;
        uint8_t slots[6];
    } closed[] = {
        { SERVICE_TESTS_SECURE, { 0, 1, 5, 6, 19, 31 } },
        { SERVICE_TESTS_NON_SECURE, { 0, 2, 5, 6, 12, 20 } },
        { SERVICE_TESTS_AP, { 0, 1, 2, 5, 20, 30 } },
    };

    for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++) {
        for (size_t n = 0; closed[i].caller == service_tests_caller && n < sizeof(closed[i].slots); n++) {
            REFUSED(slot, closed[i].slots[n], PSA_ERROR_NOT_PERMITTED);
        }
    }
    return 0;
}

/* What the boot stages left: who measured what is told by type, in the slots of services.md 3.4.3. */
static int boot_slots(void)
{
    static const struct {
        const char *sw_type;
        bool locked;
    } want[] = { { "BL1_2", true }, { "BL2", true },   { "RT_0", false },
                 { "RT_1", false }, { "RT_2", false }, { "RT_3", false } };
    struct answer answer;

    for (uint8_t slot = 0; slot < sizeof(want) / sizeof(want[0]); slot++) {
        CHECK(read_into(slot, &plenty, &answer) == PSA_SUCCESS);
        CHECK(answer.algorithm == SHA256 && answer.value_bytes == 32 && !is_zero(answer.value, 32));
        CHECK(answer.signer_bytes == 32 && is_zero(answer.signer, 32) == (slot == 0));
        CHECK(memcmp(answer.sw_type, want[slot].sw_type, answer.sw_type_bytes) == 0 &&
              want[slot].sw_type[answer.sw_type_bytes] == '\0');
        CHECK(answer.version_bytes >= 7 && answer.locked == want[slot].locked);
    }
    return 0;
}

static int empty_slot(void)
{
    struct answer answer;

    CHECK(read_into(UNUSED_SLOT, &plenty, &answer) == PSA_ERROR_DOES_NOT_EXIST);
    return 0;
}

/* The service's answers to requests of another layout; for a secure partition they would be its end. */
static int wire_sizes(void)
{
    uint8_t bytes[64] = { 0 }, room[3][64];
    const psa_invec extend_request = { bytes, sizeof(struct measured_boot_extend) - 1u };
    psa_invec read_request = { bytes, 3 };
    psa_outvec out[] = { { room[0], sizeof(struct measured_boot_metadata) - 1u },
                         { room[1], 64 },
                         { room[2], 64 } };

    CHECK(psa_call(RSS_MEASURED_BOOT_HANDLE, RSS_MEASURED_BOOT_EXTEND, &extend_request, 1, NULL, 0) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    CHECK(psa_call(RSS_MEASURED_BOOT_HANDLE, RSS_MEASURED_BOOT_READ, &read_request, 1, out, 3) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    out[0].len = sizeof(struct measured_boot_metadata);
    read_request.len = 4;
    CHECK(psa_call(RSS_MEASURED_BOOT_HANDLE, RSS_MEASURED_BOOT_READ, &read_request, 1, out, 3) ==
          PSA_ERROR_PROGRAMMER_ERROR);
    return 0;
}

static int unknown_type(void)
{
    CHECK(psa_call(RSS_MEASURED_BOOT_HANDLE, 1003, NULL, 0, NULL, 0) ==
          (service_tests_caller == SERVICE_TESTS_AP ? PSA_ERROR_NOT_PERMITTED : PSA_ERROR_NOT_SUPPORTED));
    return 0;
}

/*
 * What TF-A's BL1 and BL2 send on tc: each slot locked at once. The second time is an AP that was reset without the RSS: it
 * cannot measure again, and what it measured stays.
 */
static int boot_of_tf_a(void)
{
    static const char *const types[] = { "FW_CONFIG",     "TB_FW_CONFIG", "BL_2",
                                         "SECURE_RT_EL3", "HW_CONFIG",    "SOC_FW_CONFIG" };
    struct answer before, after;

    for (uint32_t boot = 0; boot < 2; boot++) {
        for (uint8_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
            const uint8_t slot = 6u + i;
            uint8_t signer[32] = { 0 }, value[32] = { slot };
            size_t bytes = 0;
            const psa_status_t found = read_into(slot, &plenty, &before);

            while (types[i][bytes] != '\0') {
                bytes++;
            }
            CHECK(boot == 0 || found == PSA_SUCCESS);
            CHECK(rss_measured_boot_extend_measurement(
                      slot, signer, 32, NULL, 0, SHA256, (const uint8_t *)types[i], bytes + 1u, value, 32,
                      true) == (found == PSA_SUCCESS ? PSA_ERROR_BAD_STATE : PSA_SUCCESS));
            CHECK(read_into(slot, &plenty, &after) == PSA_SUCCESS && after.locked);
            CHECK(after.sw_type_bytes == bytes && memcmp(after.sw_type, types[i], bytes) == 0);
            CHECK(found != PSA_SUCCESS || memcmp(&before, &after, sizeof(before)) == 0);
        }
    }
    return 0;
}

const struct service_test service_tests_measured_boot[] = {
    { "mb_1001_extend_32", extend_32, SERVICE_TESTS_ALL },
    { "mb_1002_extend_64", extend_64, SERVICE_TESTS_ALL },
    { "mb_1003_index_32", index_32, SERVICE_TESTS_ALL },
    { "mb_1004_value_size", value_size, SERVICE_TESTS_ALL },
    { "mb_1005_read_value_room", read_value_room, SERVICE_TESTS_ALL },
    { "mb_1006_signer_size", signer_size, SERVICE_TESTS_ALL },
    { "mb_1007_read_signer_room", read_signer_room, SERVICE_TESTS_ALL },
    { "mb_1008_version_size", version_size, SERVICE_TESTS_ALL },
    { "mb_1009_read_version_room", read_version_room, SERVICE_TESTS_ALL },
    { "mb_1010_sw_type_size", sw_type_size, SERVICE_TESTS_ALL },
    { "mb_1011_read_sw_type_room", read_sw_type_room, SERVICE_TESTS_ALL },
    { "mb_1012_lock", lock, SERVICE_TESTS_ALL },
    { "mb_1013_other_signer", other_signer, SERVICE_TESTS_ALL },
    { "mb_1014_other_algorithm", other_algorithm, SERVICE_TESTS_ALL },
    { "mb_policy", policy, SERVICE_TESTS_ALL },
    { "mb_boot_slots", boot_slots, SERVICE_TESTS_ALL },
    { "mb_empty_slot", empty_slot, SERVICE_TESTS_ALL },
    { "mb_unknown_type", unknown_type, SERVICE_TESTS_ALL },
    { "mb_wire_sizes_ns", wire_sizes, SERVICE_TESTS_NON_SECURE },
    { "mb_wire_sizes_ap", wire_sizes, SERVICE_TESTS_AP },
    { "mb_boot_of_tf_a", boot_of_tf_a, SERVICE_TESTS_AP },
    { NULL, NULL, 0 },
};
