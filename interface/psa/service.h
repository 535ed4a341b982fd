/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Service side of FF-M 1.1: what a partition may call. "Stops" below: the call is a programmer error, the failure is
 * recorded and the system is reset.
 *
 * Signals of a partition, the SIDs and the partition IDs are in generated headers: psa_manifest/<partition>.h, sid.h, pid.h.
 */
#ifndef INTERFACE_PSA_SERVICE_H
#define INTERFACE_PSA_SERVICE_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/client.h"

#define PSA_IPC_CONNECT    (-1)
#define PSA_IPC_DISCONNECT (-2)

#define PSA_POLL     0x00000000u
#define PSA_BLOCK    0x80000000u
#define PSA_WAIT_ANY 0xffffffffu
#define PSA_DOORBELL 0x00000008u

typedef uint32_t psa_signal_t;
typedef uint32_t psa_irq_status_t;
typedef uint32_t psa_flih_result_t;
#define PSA_FLIH_NO_SIGNAL ((psa_flih_result_t)0)
#define PSA_FLIH_SIGNAL    ((psa_flih_result_t)1)

typedef struct psa_msg_t {
    int32_t type;        /* PSA_IPC_CONNECT, PSA_IPC_DISCONNECT, or of the client's call, >= 0 */
    psa_handle_t handle; /* of this message; no client handle */
    int32_t client_id;   /* > 0: ID of a secure partition; < 0: non-secure client */
    void *rhandle;       /* of the connection; NULL until set, and for stateless services */
    size_t in_size[PSA_MAX_IOVEC];
    size_t out_size[PSA_MAX_IOVEC]; /* room at the client; 0: no such vector, or an empty one */
} psa_msg_t;
_Static_assert(sizeof(void *) != 4 || sizeof(psa_msg_t) == 48, "FF-M layout");

/**
 * Signals of the mask that are set. PSA_BLOCK: waits until there is one; PSA_POLL: 0 when there is none. Stops for a mask
 * without any signal of the partition.
 */
psa_signal_t psa_wait(psa_signal_t signal_mask, uint32_t timeout);

/**
 * Take the next message of a service. PSA_SUCCESS. Stops unless signal is one service signal that is set and msg can be
 * written.
 */
psa_status_t psa_get(psa_signal_t signal, psa_msg_t *msg);

/** Set the rhandle of the connection, for all later messages. Stops for a bad handle or a stateless service. */
void psa_set_rhandle(psa_handle_t msg_handle, void *rhandle);

/**
 * Copy the next bytes of an input vector; each byte is fetched from the client once.
 * @return Bytes copied, 0 when the vector is drained. Stops for a bad handle, a message that is no request, an index of 4 or
 * more, a buffer that cannot be written, and a vector that is mapped.
 */
size_t psa_read(psa_handle_t msg_handle, uint32_t invec_idx, void *buffer, size_t num_bytes);

/** As psa_read without the copy. */
size_t psa_skip(psa_handle_t msg_handle, uint32_t invec_idx, size_t num_bytes);

/** Append bytes to an output vector. Stops as psa_read, and for more bytes than the client has room for. */
void psa_write(psa_handle_t msg_handle, uint32_t outvec_idx, const void *buffer, size_t num_bytes);

#if defined(PSA_FRAMEWORK_HAS_MM_IOVEC) && PSA_FRAMEWORK_HAS_MM_IOVEC
/**
 * A vector in place, instead of psa_read and psa_write; services with mm_iovec: enable. Stops for an empty or already used
 * vector. An output that is not unmapped counts as nothing written; its length must be within the client's room.
 */
const void *psa_map_invec(psa_handle_t msg_handle, uint32_t invec_idx);
void psa_unmap_invec(psa_handle_t msg_handle, uint32_t invec_idx);
void *psa_map_outvec(psa_handle_t msg_handle, uint32_t outvec_idx);
void psa_unmap_outvec(psa_handle_t msg_handle, uint32_t outvec_idx, size_t length);
#endif

/**
 * Answer a message and end it. To PSA_IPC_CONNECT: PSA_SUCCESS, PSA_ERROR_CONNECTION_REFUSED or PSA_ERROR_CONNECTION_BUSY,
 * else it stops; to PSA_IPC_DISCONNECT: ignored. PSA_ERROR_PROGRAMMER_ERROR ends a non-secure client's connection and stops
 * for a secure client.
 */
void psa_reply(psa_handle_t msg_handle, psa_status_t status);

/** Set PSA_DOORBELL of another partition, clear one's own. Stops for an unknown ID, or when it is not set. */
void psa_notify(int32_t partition_id);
void psa_clear(void);

/**
 * Interrupt line of one signal of the partition. Disabling returns 1 when it was enabled, else 0. psa_eoi ends one that was
 * handled by signal (SLIH) and enables the line again; psa_reset_signal clears what a first-level handler (FLIH) has set.
 * Each stops for a signal of another kind, and the last two when it is not set.
 */
void psa_irq_enable(psa_signal_t irq_signal);
psa_irq_status_t psa_irq_disable(psa_signal_t irq_signal);
void psa_eoi(psa_signal_t irq_signal);
void psa_reset_signal(psa_signal_t irq_signal);

/** Lifecycle state of the device, PSA_LIFECYCLE_*; UNKNOWN when the life-cycle manager does not give one. */
uint32_t psa_rot_lifecycle_state(void);

/** Stop the runtime: the failure is recorded and the system reset. */
void psa_panic(void) __attribute__((noreturn));

/** One service of an SFN partition, and the thread that serves them all: made and used by generated code. */
struct psa_sfn {
    psa_signal_t signal;
    psa_status_t (*run)(const psa_msg_t *msg);
};

/** Run init (may be NULL; its failure stops), then every message of the services, for good. */
void psa_sfn_run(psa_status_t (*init)(void), const struct psa_sfn *services, size_t count)
    __attribute__((noreturn));

#endif /* INTERFACE_PSA_SERVICE_H */
