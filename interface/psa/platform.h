/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Platform service, the client's calls (services.md 3.6); message types and IOCTL requests are in interface/psa/services.h.
 *
 * Upstream's names; the result is the service's own: RSS_PLATFORM_* (0 to 3), or a negative status of the call.
 */
#ifndef INTERFACE_PSA_PLATFORM_H
#define INTERFACE_PSA_PLATFORM_H

#include <stdint.h>

#include "interface/psa/client.h"
#include "interface/psa/services.h"

/**
 * Read a one-way counter of the host.
 *
 * @param counter_id  0 to 2.
 * @param size  Room at val: 4.
 * @return RSS_PLATFORM_SUCCESS; RSS_PLATFORM_SYSTEM_ERROR: not one of the caller's counters, another size, or its OTP words are
 *         not those of a counter.
 */
psa_status_t tfm_platform_nv_counter_read(uint32_t counter_id, uint32_t size, uint8_t *val);

/** Add one, for good: a counter ends at 128 steps. RSS_PLATFORM_SYSTEM_ERROR: as above, or it is at its end. */
psa_status_t tfm_platform_nv_counter_increment(uint32_t counter_id);

/** Reset the RSS and what it powers. Returns only when refused: RSS_PLATFORM_SYSTEM_ERROR. */
psa_status_t tfm_platform_system_reset(void);

/**
 * A request by number, RSS_PLATFORM_IOCTL_*.
 *
 * @param input, output  NULL for none; output->len becomes what was written.
 * @return RSS_PLATFORM_SUCCESS; RSS_PLATFORM_INVALID_PARAMETER: sizes or values are not the request's;
 *         RSS_PLATFORM_NOT_SUPPORTED: no such request; PSA_ERROR_BUFFER_TOO_SMALL: more than 64 bytes of input.
 */
psa_status_t tfm_platform_ioctl(int32_t request, const psa_invec *input, psa_outvec *output);

#endif /* INTERFACE_PSA_PLATFORM_H */
