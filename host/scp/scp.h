/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HOST_SCP_SCP_H
#define HOST_SCP_SCP_H

/** The image's work; never returns. */
void scp_main(void) __attribute__((noreturn));

/** "[SCP] FAIL <what>", then stop: the RSS or the AP runs into its own limit. */
void scp_fail(const char *what) __attribute__((noreturn));

#endif /* HOST_SCP_SCP_H */
