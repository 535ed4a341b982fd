/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz entry for Measured Boot. Input: length (16 bits) and bytes of what the boot stages left; then messages: a type, a client,
 * four input sizes, three output sizes (8 bits each), and the inputs' data.
 */
#include <string.h>

#include "psa/crypto.h"

#include "interface/psa/boot_data.h"
#include "interface/psa/measured_boot.h"
#include "interface/psa/service.h"
#include "lib/base/bytes.h"
#include "partitions/measured_boot/boot_measurements.h"
#include "partitions/measured_boot/policy.h"
#include "partitions/measured_boot/slots.h"
#include "psa_manifest/measured_boot.h"
#include "tests/fuzz/fuzz.h"

#define MESSAGE_HEADER_BYTES 9u
#define INPUTS               4u
#define OUTPUTS              3u

static const uint8_t *inputs[INPUTS];
static size_t left[INPUTS], room[OUTPUTS];

size_t psa_read(psa_handle_t msg_handle, uint32_t invec_idx, void *buffer, size_t num_bytes)
{
    (void)msg_handle;
    REQUIRE(invec_idx < INPUTS);
    const size_t bytes = num_bytes < left[invec_idx] ? num_bytes : left[invec_idx];

    memcpy(buffer, inputs[invec_idx], bytes);
    inputs[invec_idx] += bytes;
    left[invec_idx] -= bytes;
    return bytes;
}

void psa_write(psa_handle_t msg_handle, uint32_t outvec_idx, const void *buffer, size_t num_bytes)
{
    static uint8_t client[UINT8_MAX];

    (void)msg_handle;
    REQUIRE(outvec_idx < OUTPUTS && num_bytes <= room[outvec_idx]);
    room[outvec_idx] -= num_bytes;
    memcpy(client, buffer, num_bytes);
}

psa_status_t rss_get_boot_data(uint32_t major, void *buffer, size_t buffer_bytes)
{
    (void)major;
    memset(buffer, 0, buffer_bytes);
    return PSA_ERROR_GENERIC_ERROR;
}

/* Any function that spreads its input; a leading zero byte stands for a hash that fails. */
psa_status_t psa_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                              size_t hash_size, size_t *hash_length)
{
    uint32_t state = 2166136261u;

    REQUIRE(alg == PSA_ALG_SHA_256 && hash_size == 32);
    for (size_t i = 0; i < input_length; i++) {
        state = (state ^ input[i]) * 16777619u;
        hash[i % 32] = (uint8_t)(state >> 24);
    }
    *hash_length = 32;
    return input[32] == 0 ? PSA_ERROR_GENERIC_ERROR : PSA_SUCCESS;
}

/* Every input in memory of its exact size. */
static size_t take_message(const uint8_t *data, size_t size_bytes, psa_msg_t *msg, uint8_t *copies[INPUTS])
{
    static const int32_t types[] = { 1001, 1002, 1002, 1003 }, clients[] = { -1, -257, 3002, -2 };
    size_t at = MESSAGE_HEADER_BYTES;

    *msg = (psa_msg_t){ .type = types[data[0] % 4], .handle = 1, .client_id = clients[data[1] % 4] };
    for (size_t i = 0; i < INPUTS; i++) {
        const size_t bytes = data[2 + i] < size_bytes - at ? data[2 + i] : size_bytes - at;

        copies[i] = malloc(bytes + (bytes == 0));
        REQUIRE(copies[i] != NULL);
        memcpy(copies[i], &data[at], bytes);
        inputs[i] = copies[i];
        left[i] = msg->in_size[i] = bytes;
        at += bytes;
    }
    for (size_t i = 0; i < OUTPUTS; i++) {
        room[i] = msg->out_size[i] = data[2 + INPUTS + i];
    }
    return at;
}

/* A message changes one slot at most: one that its client may write, was not locked, and only by a success. */
static void check_change(const struct slot before[MEASURED_BOOT_SLOTS], const psa_msg_t *msg,
                         psa_status_t status)
{
    uint32_t changed = 0;

    for (uint32_t i = 0; i < MEASURED_BOOT_SLOTS; i++) {
        if (memcmp(&before[i], slots_get(i), sizeof(before[i])) != 0) {
            changed++;
            REQUIRE(!before[i].is_locked && policy_may_extend(msg->client_id, i));
            REQUIRE(slots_get(i)->is_populated);
            REQUIRE(!before[i].is_populated ||
                    memcmp(before[i].about.signer_id, slots_get(i)->about.signer_id, 64) == 0);
        }
    }
    REQUIRE(changed == 0 || (changed == 1 && msg->type == RSS_MEASURED_BOOT_EXTEND && status == PSA_SUCCESS));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct slot before[MEASURED_BOOT_SLOTS];

    if (size_bytes < 2) {
        return 0;
    }
    memset((struct slot *)(uintptr_t)slots_get(0), 0, MEASURED_BOOT_SLOTS * sizeof(struct slot));
    const size_t wanted = bytes_get_le16(data);
    const size_t boot_bytes = wanted < size_bytes - 2 ? wanted : size_bytes - 2;
    uint8_t *boot = malloc(boot_bytes + (boot_bytes == 0));

    REQUIRE(boot != NULL);
    memcpy(boot, &data[2], boot_bytes);
    (void)boot_measurements_load(boot, boot_bytes);
    free(boot);
    data += 2 + boot_bytes;
    size_bytes -= 2 + boot_bytes;
    while (size_bytes >= MESSAGE_HEADER_BYTES) {
        uint8_t *copies[INPUTS];
        psa_msg_t msg;
        const size_t taken = take_message(data, size_bytes, &msg, copies);

        memcpy(before, slots_get(0), sizeof(before));
        check_change(before, &msg, measured_boot_sfn(&msg));
        for (size_t i = 0; i < INPUTS; i++) {
            free(copies[i]);
        }
        data += taken;
        size_bytes -= taken;
    }
    return 0;
}
