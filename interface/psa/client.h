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
#define PSA_VERSION_NONE      0u

#define PSA_HANDLE_IS_VALID(handle) ((psa_handle_t)(handle) > 0)

typedef int32_t psa_handle_t;

typedef struct psa_invec {
    const void *base;
    size_t len; /* bytes */
} psa_invec;

typedef struct psa_outvec {
    void *base;
    size_t len; /* bytes: in, room; out, what the service wrote */
} psa_outvec;

/** PSA_FRAMEWORK_VERSION of the implementation. */
uint32_t psa_framework_version(void);

/** Version of a service, 0 (PSA_VERSION_NONE) when there is none or the caller may not use it. */
uint32_t psa_version(uint32_t sid);

/**
 * Open a connection to a service that is connection based.
 *
 * @return A handle > 0; PSA_ERROR_CONNECTION_REFUSED or PSA_ERROR_CONNECTION_BUSY from the service, or BUSY because no
 * connection is free. A SID that is not there, not allowed or of another version, and a stateless service: refused to a
 * non-secure caller (the last with PSA_ERROR_PROGRAMMER_ERROR), the end of the system for a secure partition.
 */
psa_handle_t psa_connect(uint32_t sid, uint32_t version);

/** Close a connection; PSA_NULL_HANDLE is no error. Any other handle that is not an idle connection of the caller is. */
void psa_close(psa_handle_t handle);

/**
 * Call a service and wait for its answer.
 *
 * @param handle  Of a connection, or the static handle of a stateless service.
 * @param type    Request of the service, 0 to 32767.
 * @param in_vec, in_count, out_vec, out_count  At most four vectors in all; a vector of length 0 may have any
 * base.
 * @return The service's status; PSA_ERROR_PROGRAMMER_ERROR for arguments that break the rules above. Where
 * the service is behind a transport, its failure is PSA_ERROR_COMMUNICATION_FAILURE. out_vec[].len then is 0.
 */
psa_status_t psa_call(psa_handle_t handle, int32_t type, const psa_invec *in_vec, size_t in_count,
                      psa_outvec *out_vec, size_t out_count);

#endif /* INTERFACE_PSA_CLIENT_H */
