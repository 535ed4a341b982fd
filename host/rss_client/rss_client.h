/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * RSS services for firmware of the application processor. No libc, no heap; one caller at a time.
 *
 * psa_call (interface/psa/client.h) is implemented here. Buffers are named to the RSS by physical address in
 * pointer access: they must be identity mapped, in memory that the RSS accepts, and not cached (or cleaned
 * before the call and, outputs, invalidated after it, by the caller).
 *
 * After PSA_ERROR_COMMUNICATION_FAILURE the RSS may still be at work on the call: in pointer access it can
 * read the inputs and write the outputs until it has answered a later call. Give up their memory only then.
 */
#ifndef HOST_RSS_CLIENT_RSS_CLIENT_H
#define HOST_RSS_CLIENT_RSS_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include "interface/psa/client.h"
#include "interface/psa/services.h"

enum rss_client_encoding {
    RSS_CLIENT_BY_SIZE, /* embed when inputs and outputs together fit one round of channels, else pointer
                           access */
    RSS_CLIENT_EMBED,   /* PSA_ERROR_INVALID_ARGUMENT from calls that don't fit a message */
    RSS_CLIENT_POINTER_ACCESS, /* always, as TF-A 2.8 to 2.10 */
};

/**
 * Set up the two MHU frames. A reply that waits there, because an earlier boot stage gave it up, is dropped.
 *
 * @param poll_limit  Register reads before a wait for the RSS is given up.
 * @return PSA_SUCCESS; PSA_ERROR_COMMUNICATION_FAILURE: a frame is no MHU v2 with at least three channels.
 */
psa_status_t rss_client_init(uintptr_t sender_frame, uintptr_t receiver_frame, uint32_t poll_limit);

/** How calls travel from now on; RSS_CLIENT_BY_SIZE after rss_client_init. */
void rss_client_set_encoding(enum rss_client_encoding encoding);

/** Version and lifecycle of the runtime. PSA_SUCCESS, RSS_PLATFORM_* or a psa_call error; version is then
 * zeroed. */
psa_status_t rss_client_get_version(struct rss_platform_version *version);

/** FF-M version that the runtime implements (0x0101), 0 when it does not answer. */
uint32_t psa_framework_version(void);

#endif /* HOST_RSS_CLIENT_RSS_CLIENT_H */
