/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Hardened decisions: what a skipped or corrupted instruction must not decide.
 *
 * A check that matters is made twice with both sides hidden from the optimiser (FIH_REQUIRE), success is the one
 * constant RSS_OK, and each security step adds its own weight to a counter that the last decision compares with the
 * sum that all steps make (fih_step, FIH_REQUIRE_STEPS). See docs/design/hardening.md.
 */
#ifndef LIB_BASE_FIH_H
#define LIB_BASE_FIH_H

#include <stdbool.h>

#include "lib/base/status.h"

/** Sum of the weights of the steps done so far. Stage code sets it with fih_steps_start. */
extern volatile uint32_t fih_steps;

/** Called when a decision contradicts itself. Implemented once per image; never returns. */
__attribute__((noreturn)) void fih_panic(void);

static inline uint32_t fih_launder(uint32_t v)
{
    __asm__ volatile("" : "+r"(v));
    return v;
}

/**
 * The test in front of a FIH_REQUIRE on the same value: branches like value != want, but the optimiser does not learn
 * which value it was. After a plain comparison it does, and compares the constant with itself in FIH_REQUIRE.
 */
static inline bool fih_differ(uint32_t value, uint32_t want)
{
    return fih_launder(value) != fih_launder(want);
}

/** Both arguments are evaluated twice: pass variables or constants, never calls. */
#define FIH_REQUIRE(value, want)                                                                             \
    do {                                                                                                     \
        if (fih_launder((uint32_t)(value)) != fih_launder((uint32_t)(want))) {                               \
            fih_panic();                                                                                     \
        }                                                                                                    \
        if (fih_launder((uint32_t)(value)) != fih_launder((uint32_t)(want))) {                               \
            fih_panic();                                                                                     \
        }                                                                                                    \
    } while (0)

/**
 * The decision made again by another call, behind a test of the first call's result: what a fault in the first one, its
 * arguments or its result left is not what the second one finds. The call must have no effect but its result.
 */
#define FIH_REQUIRE_AGAIN(call, want)                                                                        \
    do {                                                                                                     \
        if (fih_differ((uint32_t)(call), (uint32_t)(want))) {                                                \
            fih_panic();                                                                                     \
        }                                                                                                    \
    } while (0)

static inline void fih_steps_start(void)
{
    fih_steps = 0;
}

static inline void fih_step(uint32_t weight)
{
    fih_steps += weight;
}

#define FIH_REQUIRE_STEPS(want) FIH_REQUIRE(fih_steps, want)

#endif /* LIB_BASE_FIH_H */
