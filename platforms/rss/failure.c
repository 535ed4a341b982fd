/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/failure.h"

#include <stdbool.h>

#include "drivers/sysctrl/sysctrl.h"
#include "drivers/watchdog/watchdog.h"
#include "hal/lifecycle.h"
#include "lib/base/log.h"
#include "platforms/rss/board.h"
#include "platforms/rss/memory_map.h"

#define RECORD_COUNT_MASK   0xfu
#define REPORT_CLOCKS       8192u /* of 32768 Hz, half of the time to print a line: it may not come to an end */
#define RESET_CLOCKS        8u    /* the reset comes after about half a millisecond */
#define WATCHDOG_SPIN_LIMIT 8000000u /* far more than that at any CPU clock */

/* A failure while one is being dealt with (a console that faults, a key unit that does not answer) goes on where it
 * can, and keeps the first one's record. */
static volatile bool is_stopping;

void rss_recovery_loop(void) __attribute__((noreturn));

uint32_t hal_failure_read(void)
{
    return sysctrl_get_retained(RSS_SYSCTRL_BASE);
}

void hal_failure_clear(void)
{
    sysctrl_set_retained(RSS_SYSCTRL_BASE, 0);
}

/* Name is an interface: debuggers and tests look for it. */
__attribute__((noinline)) void rss_recovery_loop(void)
{
    for (;;) {
        __asm__ volatile("cpsid i\n\twfi" ::: "memory");
    }
}

static uint32_t make_record(enum hal_stage stage, rss_status_t status, uint32_t count)
{
    return ((uint32_t)status & 0xffff0000u) | ((uint32_t)status & 0xffu) << 8 |
           ((uint32_t)stage & 0xfu) << 4 | count;
}

static const char *stage_name(enum hal_stage stage)
{
    switch (stage) {
    case HAL_STAGE_BL1_1:
        return "BL1_1";
    case HAL_STAGE_BL1_2:
        return "BL1_2";
    case HAL_STAGE_BL2:
        return "BL2";
    default:
        return "RSS runtime";
    }
}

static __attribute__((noreturn)) void reset_by_watchdog(void)
{
    watchdog_start(RSS_SLOWCLK_WATCHDOG_BASE, RESET_CLOCKS);
    for (volatile uint32_t spin = 0; spin < WATCHDOG_SPIN_LIMIT; spin++) {
    }
    hal_reset_system(); /* the slow clock may stand still */
}

static void report(enum hal_stage stage, rss_status_t status)
{
    uint32_t count = hal_failure_read() & RECORD_COUNT_MASK;

    if (count < RECORD_COUNT_MASK) {
        count++;
    }
    sysctrl_set_retained(RSS_SYSCTRL_BASE, make_record(stage, status, count));
    if (count <= HAL_FAILURE_RETRIES) {
        watchdog_start(RSS_SLOWCLK_WATCHDOG_BASE, REPORT_CLOCKS);
    } else {
        sysctrl_set_host_signals(RSS_SYSCTRL_BASE, 0);
        keys_drop();
    }
    LOG_ERR("[ERR] %s failed: " RSS_STATUS_FORMAT "\n", stage_name(stage), RSS_STATUS_ARGUMENTS(status));
    if (count > HAL_FAILURE_RETRIES) {
        LOG_ERR("[ERR] recovery: " RSS_STATUS_FORMAT "\n", RSS_STATUS_ARGUMENTS(status));
    }
    console_flush();
}

void hal_failure_stop(enum hal_stage stage, rss_status_t status)
{
    __asm__ volatile("cpsid i" ::: "memory");
    if (!is_stopping) {
        is_stopping = true;
        report(stage, status);
    }
    if ((hal_failure_read() & RECORD_COUNT_MASK) <= HAL_FAILURE_RETRIES) {
        reset_by_watchdog();
    }
    rss_recovery_loop();
}
