/* SPDX-License-Identifier: BSD-3-Clause */
/** For tests and fuzzing: calls the service as the SPM would, with a random generator and keys of the test's. */
#ifndef PARTITIONS_CRYPTO_FAKE_CLIENT_H
#define PARTITIONS_CRYPTO_FAKE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interface/psa/client.h"

extern bool fake_generator_works;
extern int32_t fake_client_id; /* who calls next */
extern const uint8_t fake_cpak_seed[32], fake_dak_seed[32], fake_vhuk[32], fake_host_rotpk[96];
extern bool fake_keys_exist;

/** One call, type included. Vectors are checked for their limits: never read or written beyond, nor an input twice. */
psa_status_t fake_call(int32_t type, const psa_invec *in_vec, size_t in_count, psa_outvec *out_vec,
                       size_t out_count);

#endif /* PARTITIONS_CRYPTO_FAKE_CLIENT_H */
