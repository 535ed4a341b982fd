/* SPDX-License-Identifier: BSD-3-Clause */
/** What the parts of the RSS platform code share, and what each platform supplies (platforms/tc/). */
#ifndef PLATFORMS_RSS_BOARD_H
#define PLATFORMS_RSS_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "hal/platform.h"
#include "lib/base/status.h"

/* ATU regions; the last one is the console's in every stage. */
#define ATU_REGION_IMAGE       0u
#define ATU_REGION_HOST_MEMORY 1u /* + window, HAL_HOST_WINDOWS regions */

/** Host memory that a client may name, [start, end). Supplied by the platform. */
struct host_range {
    uint64_t start;
    uint64_t end;
    bool read;
    bool write;
    uint32_t callers; /* bit: enum hal_mailbox */
};
extern const struct host_range host_ranges[];
extern const uint32_t host_range_count;

/** Physical address, clock and speed of the PL011 that is the RSS console. Supplied by the platform. */
struct host_uart {
    uint64_t physical;
    uint32_t clock_hz;
    uint32_t baud;
};
extern const struct host_uart host_uart;

/** End of hal_platform_limit_code. */
void code_limit_end(void);

/** Map the UART and bring it up. RSS_ERR_ATU_*; the console is then silent. */
rss_status_t console_init(void) RSS_MUST_USE;

/** Wait, within a limit, until all text is out. */
void console_flush(void);

/** Flush, then silence until console_init. */
void console_quit(void);

/** Last act of a part that does not boot: empty the key register of the crypto engine and every KMU slot. */
void keys_drop(void);

/** From now on the code runs for this stage: what a failure is put down to. */
void failure_enter_stage(enum hal_stage stage);

#endif /* PLATFORMS_RSS_BOARD_H */
