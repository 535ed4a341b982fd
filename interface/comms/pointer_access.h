/* SPDX-License-Identifier: BSD-3-Clause */
/** RSS comms protocol 1: the messages hold host physical addresses of the data (services.md 2.5). */
#ifndef INTERFACE_COMMS_POINTER_ACCESS_H
#define INTERFACE_COMMS_POINTER_ACCESS_H

#include "interface/comms/header.h"

/** A 64-bit address in two words: at offset 28 it is not 8-byte aligned. */
struct comms_host_pointer {
    uint32_t low, high;
};

struct comms_pointer_request {
    struct comms_header header;
    int32_t handle;
    uint32_t ctrl_param;                   /* comms/ctrl_param.h */
    uint32_t io_size_bytes[COMMS_VECTORS]; /* inputs, then room for outputs */
    struct comms_host_pointer host_ptr[COMMS_VECTORS];
};
_Static_assert(offsetof(struct comms_pointer_request, io_size_bytes) == 12, "wire layout");
_Static_assert(offsetof(struct comms_pointer_request, host_ptr) == 28, "wire layout");
_Static_assert(sizeof(struct comms_pointer_request) == 60, "wire layout");

struct comms_pointer_reply {
    struct comms_header header;
    int32_t return_value; /* psa_status_t */
    uint32_t out_size_bytes[COMMS_VECTORS];
};
_Static_assert(offsetof(struct comms_pointer_reply, out_size_bytes) == 8, "wire layout");
_Static_assert(sizeof(struct comms_pointer_reply) == 24, "wire layout");

#endif /* INTERFACE_COMMS_POINTER_ACCESS_H */
