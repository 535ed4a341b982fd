/* SPDX-License-Identifier: BSD-3-Clause */
/** Crypto service: the wire format of TF-M 1.7, converted to PSA Crypto calls. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psa/crypto.h"

#include "interface/psa/crypto_wire.h"
#include "interface/psa/service.h"
#include "lib/base/bytes.h"
#include "psa_manifest/crypto.h"

/* Outputs are made here and written to the client once. The largest answer; more is refused. */
#define SCRATCH_BYTES 2048u

static uint8_t scratch[SCRATCH_BYTES] __attribute__((aligned(4)));

static psa_status_t generate_random(const psa_msg_t *msg, const struct crypto_pack_iovec *pack)
{
    size_t bytes = msg->out_size[0];

    (void)pack;
    if (bytes > sizeof(scratch)) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    psa_status_t status = psa_generate_random(scratch, bytes);
    if (status == PSA_SUCCESS) {
        psa_write(msg->handle, 0, scratch, bytes);
    }
    bytes_wipe(scratch, bytes);
    return status;
}

/* in_count and out_count say which vectors a function knows; others must be empty. */
static const struct function {
    uint16_t id;
    uint8_t in_count, out_count;
    psa_status_t (*run)(const psa_msg_t *msg, const struct crypto_pack_iovec *pack);
} functions[] = {
    { CRYPTO_GENERATE_RANDOM, .in_count = 1, .out_count = 1, generate_random },
};

static bool vectors_fit(const psa_msg_t *msg, const struct function *function)
{
    for (uint32_t i = 0; i < PSA_MAX_IOVEC; i++) {
        if ((i >= function->in_count && msg->in_size[i] != 0u) ||
            (i >= function->out_count && msg->out_size[i] != 0u)) {
            return false;
        }
    }
    return true;
}

psa_status_t crypto_sfn(const psa_msg_t *msg)
{
    struct crypto_pack_iovec pack;

    if (msg->type != PSA_IPC_CALL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    /* The structure of TF-M 2.1 is longer and has its fields elsewhere: only the exact size is read. */
    if (msg->in_size[0] != sizeof(pack)) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    psa_read(msg->handle, 0, &pack, sizeof(pack));
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        if (functions[i].id == pack.function_id) {
            return vectors_fit(msg, &functions[i]) ? functions[i].run(msg, &pack) : PSA_ERROR_GENERIC_ERROR;
        }
    }
    return PSA_ERROR_NOT_SUPPORTED;
}
