/* SPDX-License-Identifier: BSD-3-Clause */
#include "interface/load/registers.h"
#include "psa_manifest/registers.h"
#include "psa_manifest/sid.h"

_Static_assert(LOAD_REGISTERS_HANDLE == LOAD_HANDLE, "known to clients outside of the RSS");

static uint32_t registers[LOAD_KEYS];

static uint32_t operate(enum load_op op, uint32_t *value, uint32_t operand)
{
    const uint32_t old = *value;

    switch (op) {
    case LOAD_GET:
        return old;
    case LOAD_PUT:
        *value = operand;
        return 0;
    case LOAD_SWAP:
        *value = operand;
        return old;
    default:
        *value = (old + operand) & LOAD_VALUE_MASK;
        return old;
    }
}

psa_status_t load_registers_sfn(const psa_msg_t *msg)
{
    const uint32_t type = (uint32_t)msg->type;
    uint32_t word = 0;

    if (psa_read(msg->handle, 0, &word, sizeof(word)) != sizeof(word) || word != type ||
        msg->out_size[0] < sizeof(word)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    word = operate((enum load_op)(type >> LOAD_OP_SHIFT),
                   &registers[type >> LOAD_KEY_SHIFT & (LOAD_KEYS - 1u)], type & LOAD_VALUE_MASK);
    psa_write(msg->handle, 0, &word, sizeof(word));
    return (psa_status_t)word;
}
