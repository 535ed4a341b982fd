/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The load test: a service with four registers (partitions/spm_load), and what its clients share: host/ap_load, host/scp_load,
 * ns_app/load.c. The whole request is in the type of the call and the whole answer in its status, so that a trace of the
 * messages shows them; in[0] and out[0], a word each, say the same once more.
 */
#ifndef INTERFACE_LOAD_REGISTERS_H
#define INTERFACE_LOAD_REGISTERS_H

#include <stdint.h>

#include "interface/psa/client.h"
#include "interface/psa/services.h"

#define LOAD_HANDLE ((psa_handle_t)PSA_STATIC_HANDLE(27u, 1u))

enum load_op {
    LOAD_GET,  /* answers the value */
    LOAD_PUT,  /* sets it, answers 0 */
    LOAD_SWAP, /* sets it, answers the old one */
    LOAD_ADD,  /* adds, answers the old value */
};

#define LOAD_VALUE_BITS 11u /* of registers, requests and answers; sums wrap */
#define LOAD_VALUE_MASK ((1u << LOAD_VALUE_BITS) - 1u)
#define LOAD_KEY_SHIFT  LOAD_VALUE_BITS
#define LOAD_KEYS       4u
#define LOAD_OP_SHIFT   13u

static inline uint32_t load_type(enum load_op op, uint32_t key, uint32_t value)
{
    return (uint32_t)op << LOAD_OP_SHIFT | key << LOAD_KEY_SHIFT | value;
}

/* The last register counts the clients that are done. */
#define LOAD_DONE_KEY (LOAD_KEYS - 1u)
#define LOAD_CLIENTS  3u

/** In the constants of each client's image (parameters.c); a test finds them by the magic and sets them. */
#define LOAD_MAGIC "RSS-LOAD"
extern const struct load_parameters {
    char magic[8];
    uint32_t calls, seed; /* seed: not 0 */
} load_parameters;

static inline uint32_t load_random(uint32_t *state) /* xorshift, 32 bits */
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/** The next request of a client: any operation on any register but the last. */
static inline uint32_t load_next(uint32_t *state)
{
    const uint32_t word = load_random(state);

    return load_type((enum load_op)(word & 3u), (word >> 2) % (LOAD_KEYS - 1u),
                     word >> (32u - LOAD_VALUE_BITS));
}

#endif /* INTERFACE_LOAD_REGISTERS_H */
