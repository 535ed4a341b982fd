/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PARTITIONS_SPM_BENCH_REQUIRE_H
#define PARTITIONS_SPM_BENCH_REQUIRE_H

#include "interface/psa/service.h"

/** A call that fails is not the one whose instructions are wanted: it ends the bench. */
static inline void require(psa_status_t status)
{
    if (status != PSA_SUCCESS) {
        psa_panic();
    }
}

#endif /* PARTITIONS_SPM_BENCH_REQUIRE_H */
