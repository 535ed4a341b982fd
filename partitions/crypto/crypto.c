/* SPDX-License-Identifier: BSD-3-Clause */
/** Crypto service: takes a call apart, checks it against the table, copies it in, runs it and writes the answer. */
#include <stdbool.h>
#include <string.h>

#include "mbedtls/platform.h"

#include "interface/psa/service.h"
#include "lib/base/bytes.h"
#include "partitions/crypto/crypto_call.h"
#include "partitions/crypto/keys.h"
#include "psa_manifest/crypto.h"

/* Of inputs and outputs of one call together, each at a multiple of 4. */
#define VECTORS_LIMIT_BYTES 5120u

struct memory {
    uint8_t *bytes;
    size_t size_bytes;
};

static bool length_fits(uint8_t vector, size_t size_bytes)
{
    switch (vector) {
    case CRYPTO_DATA:
        return true;
    case CRYPTO_WORD:
        return size_bytes == sizeof(uint32_t);
    case CRYPTO_ATTRIBUTES:
        return size_bytes == sizeof(struct crypto_key_attributes);
    default:
        return size_bytes == 0;
    }
}

/* A vector that the function does not know must be empty, as one that is missing. */
static bool vectors_fit(const psa_msg_t *msg, const struct crypto_function *function)
{
    bool fit = true;

    for (uint32_t i = 1; i < PSA_MAX_IOVEC; i++) {
        fit = fit && length_fits(i <= CRYPTO_INPUTS ? function->in[i - 1u] : CRYPTO_NONE, msg->in_size[i]);
    }
    for (uint32_t i = 0; i < PSA_MAX_IOVEC; i++) {
        fit = fit && length_fits(i < CRYPTO_OUTPUTS ? function->out[i] : CRYPTO_NONE, msg->out_size[i]);
    }
    return fit;
}

/* The place of size_bytes more, an offset; all ones when the limit does not allow as much. */
static size_t take_place(size_t *used_bytes, size_t size_bytes)
{
    const size_t place = *used_bytes;

    if (place > VECTORS_LIMIT_BYTES || size_bytes > VECTORS_LIMIT_BYTES - place) {
        *used_bytes = SIZE_MAX;
        return SIZE_MAX;
    }
    *used_bytes += (size_bytes + 3u) & ~(size_t)3u;
    return place;
}

/*
 * Copy the inputs, and make room for the outputs, in the library's pool: it has to be there for numbers of asymmetric keys anyway,
 * whose calls have short vectors. Nothing is read unless everything has its place. All of it is zero at first.
 */
static psa_status_t place_vectors(const psa_msg_t *msg, struct crypto_call *call, struct memory *memory)
{
    size_t in[CRYPTO_INPUTS], out[CRYPTO_OUTPUTS], used_bytes = 0;

    for (uint32_t i = 0; i < CRYPTO_INPUTS; i++) {
        in[i] = take_place(&used_bytes, msg->in_size[i + 1u]);
    }
    for (uint32_t i = 0; i < CRYPTO_OUTPUTS; i++) {
        out[i] = take_place(&used_bytes, msg->out_size[i]);
    }
    if (used_bytes > VECTORS_LIMIT_BYTES) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    memory->size_bytes = used_bytes + 1u; /* there is always a place that an empty vector can have */
    memory->bytes = mbedtls_calloc(1, memory->size_bytes);
    if (memory->bytes == NULL) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    for (uint32_t i = 0; i < CRYPTO_INPUTS; i++) {
        uint8_t *const bytes = memory->bytes + in[i];
        const size_t size_bytes = msg->in_size[i + 1u];

        call->in[i] = (struct crypto_input){ bytes, size_bytes };
        if (size_bytes != 0) {
            (void)psa_read(msg->handle, i + 1u, bytes, size_bytes);
        }
    }
    for (uint32_t i = 0; i < CRYPTO_OUTPUTS; i++) {
        call->out[i] = (struct crypto_output){ memory->bytes + out[i], msg->out_size[i], 0 };
    }
    return PSA_SUCCESS;
}

static void give_back(const struct memory *memory)
{
    if (memory->bytes != NULL) {
        bytes_wipe(memory->bytes, memory->size_bytes);
        mbedtls_free(memory->bytes);
    }
}

static psa_status_t find_key(struct crypto_call *call, uint8_t use)
{
    if (use == CRYPTO_NO_KEY) {
        return PSA_SUCCESS;
    }
    if (builtin_key_in_range(call->pack.key_id)) {
        call->builtin = builtin_key_find(call->pack.key_id);
        if (call->builtin == NULL) {
            return PSA_ERROR_DOES_NOT_EXIST;
        }
        return use == CRYPTO_KEY_USED ? builtin_key_load(call->builtin, call->client_id, &call->key)
                                      : PSA_SUCCESS;
    }
    call->key = call->pack.key_id;
    return call->key == 0 ? PSA_SUCCESS : keys_check_owner(call->client_id, call->key);
}

static psa_status_t run_with_key(struct crypto_call *call, const struct crypto_function *function)
{
    psa_status_t status = find_key(call, function->key);

    if (status == PSA_SUCCESS) {
        status = function->run(call);
    }
    if (call->builtin != NULL && call->key != 0) {
        (void)psa_destroy_key(call->key);
    }
    return status;
}

/* The handle that the client has afterwards is in pack.op_handle. */
static psa_status_t run_with_operation(struct crypto_call *call, const struct crypto_function *function)
{
    const enum crypto_operation_kind kind = (enum crypto_operation_kind)function->kind;
    uint32_t *handle = &call->pack.op_handle;
    psa_status_t status = PSA_SUCCESS;

    if (function->step == CRYPTO_STEP_SETUP) {
        status = *handle != 0 ? PSA_ERROR_BAD_STATE : operations_take(call->client_id, kind, handle);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    call->operation = operations_find(call->client_id, kind, *handle);
    if (function->step == CRYPTO_STEP_ABORT) {
        if (call->operation != NULL) {
            operations_give_back(*handle);
        }
        *handle = 0;
        return PSA_SUCCESS;
    }
    if (call->operation == NULL) {
        return PSA_ERROR_BAD_STATE;
    }
    status = run_with_key(call, function);
    if ((function->step == CRYPTO_STEP_SETUP && status != PSA_SUCCESS) ||
        (function->step == CRYPTO_STEP_FINISH && status == PSA_SUCCESS)) {
        operations_give_back(*handle);
        *handle = 0;
    }
    return status;
}

/* A failure gives nothing but the handle. */
static psa_status_t run(struct crypto_call *call, const struct crypto_function *function)
{
    const psa_status_t status = function->step == CRYPTO_STEP_NONE ? run_with_key(call, function)
                                                                   : run_with_operation(call, function);

    for (uint32_t i = 0; i < CRYPTO_OUTPUTS && status != PSA_SUCCESS; i++) {
        call->out[i].used_bytes = 0;
    }
    if (function->step != CRYPTO_STEP_NONE && function->step != CRYPTO_STEP_UPDATE) {
        crypto_put_word(call, call->pack.op_handle);
    }
    return status;
}

static void write_outputs(psa_handle_t handle, const struct crypto_call *call)
{
    for (uint32_t i = 0; i < CRYPTO_OUTPUTS; i++) {
        if (call->out[i].used_bytes != 0) {
            psa_write(handle, i, call->out[i].bytes, call->out[i].used_bytes);
        }
    }
}

psa_status_t crypto_sfn(const psa_msg_t *msg)
{
    struct crypto_call call = { .client_id = msg->client_id };
    struct memory memory = { NULL, 0 };

    if (msg->type != PSA_IPC_CALL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    /* The structure of another version is of another length and has its fields elsewhere: only the exact size is read. */
    if (msg->in_size[0] != sizeof(call.pack)) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    (void)psa_read(msg->handle, 0, &call.pack, sizeof(call.pack));
    const struct crypto_function *function = crypto_find_function(call.pack.function_id);
    if (function == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (!vectors_fit(msg, function)) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    psa_status_t status = place_vectors(msg, &call, &memory);
    if (status == PSA_SUCCESS) {
        status = run(&call, function);
        write_outputs(msg->handle, &call);
    }
    give_back(&memory);
    return status;
}
