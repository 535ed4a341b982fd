/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The control word of a call: type and vector counts (services.md 1.4).
 *
 * Where the fields are is a table row, since TF-M 2.0 moved them; a word does not tell which layout it has (interface/client_abi.h).
 */
#ifndef INTERFACE_COMMS_CTRL_PARAM_H
#define INTERFACE_COMMS_CTRL_PARAM_H

#include <stdint.h>

#include "interface/client_abi.h"

struct comms_ctrl_layout {
    uint8_t type_shift; /* 16 bits, signed */
    uint8_t in_shift, in_bits;
    uint8_t out_shift, out_bits;
};

/** TF-M 1.7 and 1.8, TF-A up to 2.10. */
static const struct comms_ctrl_layout comms_ctrl_layout_1_7 = {
    .type_shift = 16, .in_shift = 8, .in_bits = 8, .out_shift = 0, .out_bits = 8
};
/** TF-M 2.0 and later, TF-A 2.11 and later. The other bits mean something inside of TF-M only, and are not looked at. */
static const struct comms_ctrl_layout comms_ctrl_layout_2_0 = {
    .type_shift = 0, .in_shift = 24, .in_bits = 3, .out_shift = 16, .out_bits = 3
};

/** Of this build. */
static const struct comms_ctrl_layout *const comms_ctrl_layout =
    RSS_CLIENT_ABI >= CLIENT_ABI_TF_A_2_11 ? &comms_ctrl_layout_2_0 : &comms_ctrl_layout_1_7;

struct comms_ctrl {
    int32_t type;
    uint32_t in_count, out_count;
};

static inline struct comms_ctrl comms_ctrl_unpack(const struct comms_ctrl_layout *layout, uint32_t word)
{
    return (struct comms_ctrl){
        .type = (int16_t)(uint16_t)(word >> layout->type_shift),
        .in_count = (word >> layout->in_shift) & ((1u << layout->in_bits) - 1u),
        .out_count = (word >> layout->out_shift) & ((1u << layout->out_bits) - 1u),
    };
}

/** The caller has checked that each value fits its field. */
static inline uint32_t comms_ctrl_pack(const struct comms_ctrl_layout *layout, struct comms_ctrl ctrl)
{
    return ((uint32_t)(uint16_t)ctrl.type << layout->type_shift) | (ctrl.in_count << layout->in_shift) |
           (ctrl.out_count << layout->out_shift);
}

#endif /* INTERFACE_COMMS_CTRL_PARAM_H */
