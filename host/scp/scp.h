/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HOST_SCP_SCP_H
#define HOST_SCP_SCP_H

#include <stdint.h>

/** The image's work; never returns. */
void scp_main(void) __attribute__((noreturn));

/** "[SCP] FAIL <what>", then stop: the RSS or the AP runs into its own limit. */
void scp_fail(const char *what) __attribute__((noreturn));

/** What the image wants of the RSS, when the AP runs and the client library is set up. */
void scp_ask_rss(void);

void scp_print(const char *text);
void scp_print_number(uint32_t number); /* decimal */

#endif /* HOST_SCP_SCP_H */
