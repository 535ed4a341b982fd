/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * What the fuzz entries share. An entry is a file of its own with LLVMFuzzerTestOneInput; README.md has the list.
 *
 * FUZZ_REPAIR is 0 or 1 for each target: with 1, hashes are put right and the signature check is replaced by one that a
 * mutation passes now and then (any_*.c), so that the checks behind them are reached too.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/** A property that no input may break. */
#define REQUIRE(condition)                                                                                   \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

/** Call use with each file tests/fuzz/seeds/<folder>/genuine_*; there is at least one. */
void fuzz_each_genuine(const char *folder, void (*use)(const uint8_t *data, size_t size_bytes));

#endif /* TESTS_FUZZ_FUZZ_H */
