/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * What an agent (a partition with ns_agent: true) may call besides: psa_calls for its non-secure clients, several at a time.
 */
#ifndef INTERFACE_PSA_AGENT_H
#define INTERFACE_PSA_AGENT_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/client.h"

/** Set while an answer waits for agent_get_answer. */
#define PSA_AGENT_ANSWER 0x00000004u

/** A call for a client. The agent has checked that the client may use the vectors' memory, and keeps it until the answer. */
struct agent_call {
    int32_t client_id; /* within the agent's range, negative */
    psa_handle_t handle;
    int32_t type;
    const psa_invec *in_vec;
    psa_outvec *out_vec; /* lengths are set at the answer */
    uint32_t in_count, out_count;
    void *tag; /* comes back with the answer */
};

struct agent_answer {
    void *tag;
    psa_status_t status;
};

/**
 * Start a call on a static handle.
 * @return PSA_SUCCESS: the answer follows; else there is none: PSA_ERROR_PROGRAMMER_ERROR, PSA_ERROR_CONNECTION_REFUSED,
 * PSA_ERROR_CONNECTION_BUSY (no message is free).
 */
psa_status_t agent_call(const struct agent_call *call);

/** Take the next answer, in the order in which services gave them. PSA_ERROR_DOES_NOT_EXIST: none waits. */
psa_status_t agent_get_answer(struct agent_answer *answer);

#endif /* INTERFACE_PSA_AGENT_H */
