/* SPDX-License-Identifier: BSD-3-Clause */
/** What every AP image has: start-up calls ap_main with the stack set up, and an exception ends in a FAIL
 * line. */
#ifndef HOST_AP_IMAGE_H
#define HOST_AP_IMAGE_H

#include <stdint.h>

/* MHU pair to the RSS (host-tc.md 3.1). */
#define AP_RSS_SENDER_FRAME   0x2a840000u
#define AP_RSS_RECEIVER_FRAME 0x2a850000u

#define AP_RSS_POLLS 20000000u

/** Spins for longer than the RSS waits for the rest of a message (1 s). */
void ap_outwait_reception(void);

/** The image's work. Returning parks the core. */
void ap_main(void);

/** Called by the vectors. */
void ap_exception(uint64_t esr, uint64_t elr, uint64_t far);

/** Called by the vectors for a FIQ, with the image's handler (none: as ap_exception). */
void ap_interrupt(void);
void ap_set_interrupt_handler(void (*handler)(void));

/** "[AP] FAIL <what> <status>"; returns, the caller ends. */
void ap_fail(const char *what, int32_t status);

#endif /* HOST_AP_IMAGE_H */
