/* SPDX-License-Identifier: BSD-3-Clause */
/** What the suite remembers over resets: in memory that neither the boot stages nor the end of a failed boot clear. */
#ifndef PARTITIONS_SPM_TESTS_TEST_RECORD_H
#define PARTITIONS_SPM_TESTS_TEST_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#define TEST_RECORD       ((struct test_record *)0x31700000) /* secure, beyond the non-secure image's data */
#define TEST_RECORD_MAGIC 0x54455354u

struct test_record {
    uint32_t magic;
    uint32_t next; /* case to run */
    uint32_t failed;
    bool running;       /* case next - 1 */
    bool ns_begun;      /* the non-secure suite */
    uint32_t next_wall; /* for the non-secure image to run into */
    uint32_t ns_count;  /* its cases so far */
};

#endif /* PARTITIONS_SPM_TESTS_TEST_RECORD_H */
