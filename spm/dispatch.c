/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "hal/failure.h"
#include "hal/lifecycle.h"
#include "interface/psa/lifecycle.h"
#include "interface/psa/service.h"
#include "interface/psa/services.h"
#include "lib/base/status.h"

struct service {
    psa_status_t (*sfn)(const psa_msg_t *msg);
    uint32_t version; /* STRICT: the handle's must be the same */
};

/* By index of the static handle; a hole has no service. */
static const struct service services[PSA_STATIC_HANDLE_COUNT] = {
    [0] = { crypto_sfn, 1 },
    [5] = { platform_sfn, 1 },
};

/** The one message in flight. handle 0: none. */
static struct {
    psa_handle_t handle;
    const psa_invec *in_vec;
    psa_outvec *out_vec;
    size_t in_count, out_count;
    size_t read_bytes[PSA_MAX_IOVEC], written_bytes[PSA_MAX_IOVEC];
    size_t out_room_bytes[PSA_MAX_IOVEC];
} current;

/* Message handles count up so that one kept past its message is noticed. They are no static handles: bit 30
 * clear. */
static psa_handle_t last_message_handle;

static const struct service *find_service(psa_handle_t handle)
{
    uint32_t word = (uint32_t)handle;
    uint32_t index = word & 0xffu;
    uint32_t version = (word >> 8) & 0xffu;

    if (word != PSA_STATIC_HANDLE(index, version) || index >= PSA_STATIC_HANDLE_COUNT) {
        return NULL;
    }
    if (services[index].sfn == NULL || services[index].version != version) {
        return NULL;
    }
    return &services[index];
}

static void message_open(const psa_invec *in_vec, size_t in_count, psa_outvec *out_vec, size_t out_count,
                         psa_msg_t *msg)
{
    memset(&current, 0, sizeof(current));
    last_message_handle = (last_message_handle % 0x3fffffff) + 1;
    current.handle = last_message_handle;
    current.in_vec = in_vec;
    current.in_count = in_count;
    current.out_vec = out_vec;
    current.out_count = out_count;
    msg->handle = current.handle;
    for (size_t i = 0; i < in_count; i++) {
        msg->in_size[i] = in_vec[i].len;
    }
    for (size_t i = 0; i < out_count; i++) {
        msg->out_size[i] = out_vec[i].len;
        current.out_room_bytes[i] = out_vec[i].len;
    }
}

static void message_close(void)
{
    for (size_t i = 0; i < current.out_count; i++) {
        current.out_vec[i].len = current.written_bytes[i];
    }
    memset(&current, 0, sizeof(current));
}

static psa_status_t call_refused(psa_outvec *out_vec, size_t out_count, psa_status_t status)
{
    for (size_t i = 0; i < out_count && i < PSA_MAX_IOVEC; i++) {
        out_vec[i].len = 0;
    }
    return status;
}

psa_status_t agent_psa_call(int32_t client_id, psa_handle_t handle, int32_t type, const psa_invec *in_vec,
                            size_t in_count, psa_outvec *out_vec, size_t out_count)
{
    psa_msg_t msg = { .type = type, .client_id = client_id };

    if (type < 0 || in_count > PSA_MAX_IOVEC || out_count > PSA_MAX_IOVEC - in_count) {
        return call_refused(out_vec, out_count, PSA_ERROR_PROGRAMMER_ERROR);
    }
    const struct service *service = find_service(handle);
    if (service == NULL) {
        return call_refused(out_vec, out_count, PSA_ERROR_PROGRAMMER_ERROR);
    }
    if (current.handle != 0) {
        return call_refused(out_vec, out_count, PSA_ERROR_CONNECTION_BUSY);
    }
    message_open(in_vec, in_count, out_vec, out_count, &msg);
    psa_status_t status = service->sfn(&msg);
    message_close();
    return status;
}

static void require_message(psa_handle_t msg_handle, uint32_t vector_idx)
{
    if (msg_handle == 0 || msg_handle != current.handle || vector_idx >= PSA_MAX_IOVEC) {
        psa_panic();
    }
}

size_t psa_read(psa_handle_t msg_handle, uint32_t invec_idx, void *buffer, size_t num_bytes)
{
    require_message(msg_handle, invec_idx);
    if (invec_idx >= current.in_count) {
        return 0;
    }
    const psa_invec *vector = &current.in_vec[invec_idx];
    size_t left_bytes = vector->len - current.read_bytes[invec_idx];
    size_t bytes = num_bytes < left_bytes ? num_bytes : left_bytes;

    if (bytes != 0u) {
        memcpy(buffer, (const uint8_t *)vector->base + current.read_bytes[invec_idx], bytes);
        current.read_bytes[invec_idx] += bytes;
    }
    return bytes;
}

void psa_write(psa_handle_t msg_handle, uint32_t outvec_idx, const void *buffer, size_t num_bytes)
{
    require_message(msg_handle, outvec_idx);
    size_t written_bytes = current.written_bytes[outvec_idx];

    if (num_bytes > current.out_room_bytes[outvec_idx] - written_bytes) {
        psa_panic();
    }
    if (num_bytes != 0u) {
        memcpy((uint8_t *)current.out_vec[outvec_idx].base + written_bytes, buffer, num_bytes);
        current.written_bytes[outvec_idx] = written_bytes + num_bytes;
    }
}

static const struct {
    enum hal_lifecycle state;
    uint32_t psa;
} lifecycles[] = {
    { HAL_LIFECYCLE_ASSEMBLY_AND_TEST, PSA_LIFECYCLE_ASSEMBLY_AND_TEST },
    { HAL_LIFECYCLE_PSA_ROT_PROVISIONING, PSA_LIFECYCLE_PSA_ROT_PROVISIONING },
    { HAL_LIFECYCLE_SECURED, PSA_LIFECYCLE_SECURED },
    { HAL_LIFECYCLE_DECOMMISSIONED, PSA_LIFECYCLE_DECOMMISSIONED },
};

uint32_t psa_rot_lifecycle_state(void)
{
    enum hal_lifecycle state;

    if (hal_lifecycle_get(&state) == RSS_OK) {
        for (size_t i = 0; i < sizeof(lifecycles) / sizeof(lifecycles[0]); i++) {
            if (lifecycles[i].state == state) {
                return lifecycles[i].psa;
            }
        }
    }
    return PSA_LIFECYCLE_UNKNOWN;
}

void psa_panic(void)
{
    hal_failure_stop(HAL_STAGE_RUNTIME, RSS_ERR_SPM_PANIC);
}
