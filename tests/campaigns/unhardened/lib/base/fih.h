/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * lib/base/fih.h without hardening: each decision once, in plain C, no steps. Only the control build of the fault
 * campaign (CMake option RSS_FAULT_CONTROL) finds this file before the real one.
 */
#ifndef LIB_BASE_FIH_H
#define LIB_BASE_FIH_H

#include <stdbool.h>

#include "lib/base/status.h"

extern volatile uint32_t fih_steps;

__attribute__((noreturn)) void fih_panic(void);

static inline uint32_t fih_launder(uint32_t v)
{
    return v;
}

static inline bool fih_differ(uint32_t value, uint32_t want)
{
    return value != want;
}

#define FIH_REQUIRE(value, want)                                                                             \
    do {                                                                                                     \
        if ((uint32_t)(value) != (uint32_t)(want)) {                                                         \
            fih_panic();                                                                                     \
        }                                                                                                    \
    } while (0)

#define FIH_REQUIRE_AGAIN(call, want) ((void)0)

static inline void fih_steps_start(void)
{
}

static inline void fih_step(uint32_t weight)
{
    (void)weight;
}

#define FIH_REQUIRE_STEPS(want) ((void)(want))

#endif /* LIB_BASE_FIH_H */
