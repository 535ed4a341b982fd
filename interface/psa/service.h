/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Service side of FF-M 1.1, as far as SFN services need it, and the entry points by which the SPM runs them.
 *
 * A service is a function <name>_sfn(const psa_msg_t *) that returns the status for the client. Between entry
 * and return it may read its inputs and write its outputs through the message's handle.
 */
#ifndef INTERFACE_PSA_SERVICE_H
#define INTERFACE_PSA_SERVICE_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/client.h"

typedef struct psa_msg_t {
    int32_t type;        /* of the client's call, >= 0 */
    psa_handle_t handle; /* of this message; no client handle */
    int32_t client_id;   /* < 0: non-secure client */
    void *rhandle;       /* NULL: stateless services only */
    size_t in_size[PSA_MAX_IOVEC];
    size_t out_size[PSA_MAX_IOVEC]; /* room at the client; 0: no such vector, or an empty one */
} psa_msg_t;

/**
 * Copy the next bytes of an input vector; each byte is fetched from the client once.
 * @return Bytes copied, 0 when the vector is drained. A wrong handle or vector index is a programmer error
 * and stops the runtime (psa_panic).
 */
size_t psa_read(psa_handle_t msg_handle, uint32_t invec_idx, void *buffer, size_t num_bytes);

/** Append bytes to an output vector. Writing past the client's room is a programmer error, as above. */
void psa_write(psa_handle_t msg_handle, uint32_t outvec_idx, const void *buffer, size_t num_bytes);

/** Lifecycle state of the device, PSA_LIFECYCLE_*; UNKNOWN when the life-cycle manager does not give one. */
uint32_t psa_rot_lifecycle_state(void);

/** Stop the runtime: the failure is recorded and the system reset. */
void psa_panic(void) __attribute__((noreturn));

/**
 * Call a service for a client outside: the agent's psa_call.
 *
 * Checks in FF-M's order: type, number of vectors, handle (services.md 1.6). The vectors' memory is the
 * agent's: it has checked that the client may use it.
 * @param client_id  < 0.
 * @return As psa_call. out_vec[].len is what the service wrote, 0 when nothing was called.
 */
psa_status_t agent_psa_call(int32_t client_id, psa_handle_t handle, int32_t type, const psa_invec *in_vec,
                            size_t in_count, psa_outvec *out_vec, size_t out_count);

/* Entry points of the partitions. */
psa_status_t crypto_init(void);
psa_status_t crypto_sfn(const psa_msg_t *msg);
psa_status_t platform_sfn(const psa_msg_t *msg);
void ns_mailbox_entry(void) __attribute__((noreturn));

#endif /* INTERFACE_PSA_SERVICE_H */
