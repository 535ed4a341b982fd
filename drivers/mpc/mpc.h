/* SPDX-License-Identifier: BSD-3-Clause */
/** Memory protection controller: which blocks of an SRAM belong to the non-secure world. See README.md. */
#ifndef DRIVERS_MPC_MPC_H
#define DRIVERS_MPC_MPC_H

#include <stdint.h>

#include "lib/base/status.h"

/**
 * Make [offset_bytes, offset_bytes + size_bytes) of the memory non-secure and all the rest secure.
 * @return RSS_OK; RSS_ERR_MPC_VARIANT: not a SIE-300; RSS_ERR_MPC_RANGE: not whole blocks inside the memory,
 * or the table does not read back. After RSS_ERR_MPC_VARIANT and a bad range nothing has changed.
 */
rss_status_t mpc_set_non_secure(uintptr_t base, uint32_t offset_bytes, uint32_t size_bytes) RSS_MUST_USE;

/** No change until reset. */
void mpc_lock(uintptr_t base);

#endif /* DRIVERS_MPC_MPC_H */
