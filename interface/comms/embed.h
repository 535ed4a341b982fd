/* SPDX-License-Identifier: BSD-3-Clause */
/** RSS comms protocol 0: input and output data travel inside the messages, back to back (services.md 2.4). */
#ifndef INTERFACE_COMMS_EMBED_H
#define INTERFACE_COMMS_EMBED_H

#include "interface/comms/header.h"

/* Limit of all inputs together, of inputs plus outputs asked for, and of the reply's data. */
#define COMMS_EMBED_PAYLOAD_BYTES 0x840u

/** The request; its inputs follow. */
struct comms_embed_request {
    struct comms_header header;
    int32_t handle;
    uint32_t ctrl_param;                   /* comms/ctrl_param.h */
    uint16_t io_size_bytes[COMMS_VECTORS]; /* inputs, then room for outputs */
};
_Static_assert(offsetof(struct comms_embed_request, handle) == 4, "wire layout");
_Static_assert(offsetof(struct comms_embed_request, io_size_bytes) == 12, "wire layout");
_Static_assert(sizeof(struct comms_embed_request) == 20, "wire layout");

/** The reply; its outputs follow, out_size_bytes[] of each. */
struct comms_embed_reply {
    struct comms_header header;
    int32_t return_value; /* psa_status_t */
    uint16_t out_size_bytes[COMMS_VECTORS];
};
_Static_assert(offsetof(struct comms_embed_reply, out_size_bytes) == 8, "wire layout");
_Static_assert(sizeof(struct comms_embed_reply) == 16, "wire layout");

#endif /* INTERFACE_COMMS_EMBED_H */
