/* SPDX-License-Identifier: BSD-3-Clause */
/** Client side of FF-M 1.1: handles, vectors, and the call. */
#ifndef INTERFACE_PSA_CLIENT_H
#define INTERFACE_PSA_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/error.h"

#define PSA_FRAMEWORK_VERSION 0x0101u /* FF-M 1.1 */
#define PSA_NULL_HANDLE       ((psa_handle_t)0)
#define PSA_MAX_IOVEC         4u /* limit of input plus output vectors of one call */
#define PSA_IPC_CALL          0  /* message type of a service that knows only one */

typedef int32_t psa_handle_t;

typedef struct psa_invec {
    const void *base;
    size_t len; /* bytes */
} psa_invec;

typedef struct psa_outvec {
    void *base;
    size_t len; /* bytes: in, room; out, what the service wrote */
} psa_outvec;

/**
 * Call a service and wait for its answer.
 *
 * @param handle  Static handle of a stateless service (interface/psa/services.h).
 * @param type    Request of the service, 0 to 32767.
 * @param in_vec, in_count, out_vec, out_count  At most four vectors in all; a vector of length 0 may have any
 * base.
 * @return The service's status; PSA_ERROR_PROGRAMMER_ERROR for arguments that break the rules above. Where
 * the service is behind a transport, its failure is PSA_ERROR_COMMUNICATION_FAILURE. out_vec[].len then is 0.
 */
psa_status_t psa_call(psa_handle_t handle, int32_t type, const psa_invec *in_vec, size_t in_count,
                      psa_outvec *out_vec, size_t out_count);

#endif /* INTERFACE_PSA_CLIENT_H */
