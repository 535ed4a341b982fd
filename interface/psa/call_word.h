/* SPDX-License-Identifier: BSD-3-Clause */
/** A call's type and vector counts in one register. What does not fit becomes a value that the SPM refuses. */
#ifndef INTERFACE_PSA_CALL_WORD_H
#define INTERFACE_PSA_CALL_WORD_H

#include <stddef.h>
#include <stdint.h>

static inline uint32_t call_word_make(int32_t type, size_t in_count, size_t out_count)
{
    const uint32_t in = in_count < 0xffu ? (uint32_t)in_count : 0xffu;
    const uint32_t out = out_count < 0xffu ? (uint32_t)out_count : 0xffu;
    const int32_t type_or_bad = type >= 0 && type <= INT16_MAX ? type : -1;

    return (uint32_t)type_or_bad << 16 | in << 8 | out;
}

static inline int32_t call_word_type(uint32_t word)
{
    return (int16_t)(uint16_t)(word >> 16);
}

static inline uint32_t call_word_in(uint32_t word)
{
    return word >> 8 & 0xffu;
}

static inline uint32_t call_word_out(uint32_t word)
{
    return word & 0xffu;
}

#endif /* INTERFACE_PSA_CALL_WORD_H */
