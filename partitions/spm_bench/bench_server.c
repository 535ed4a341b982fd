/* SPDX-License-Identifier: BSD-3-Clause */
#include "psa_manifest/bench_server.h"

static psa_status_t move_data(const psa_msg_t *msg)
{
    static uint8_t buffer[1024] __attribute__((aligned(4)));

    for (uint32_t i = 0; i < PSA_MAX_IOVEC; i++) {
        if (msg->in_size[i] != 0) {
            (void)psa_read(msg->handle, i, buffer, sizeof(buffer));
        }
        if (msg->out_size[i] != 0) {
            psa_write(msg->handle, i, buffer, sizeof(buffer));
        }
    }
    return PSA_SUCCESS;
}

psa_status_t bench_stateless_sfn(const psa_msg_t *msg)
{
    return msg->type == 0 ? PSA_SUCCESS : move_data(msg);
}

psa_status_t bench_connected_sfn(const psa_msg_t *msg)
{
    (void)msg;
    return PSA_SUCCESS;
}
