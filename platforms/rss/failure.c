/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/failure.h"

#include <stdbool.h>

#include "drivers/sysctrl/sysctrl.h"
#include "drivers/watchdog/watchdog.h"
#include "hal/lifecycle.h"
#include "hal/platform.h"
#include "lib/base/log.h"
#include "platforms/rss/board.h"
#include "platforms/rss/memory_map.h"
#include "platforms/rss/startup.h"

#define RECORD_COUNT_MASK   0xfu
#define REPORT_CLOCKS       8192u /* of 32768 Hz, half of the time to print a line: it may not come to an end */
#define RESET_CLOCKS        8u    /* the reset comes after about half a millisecond */
#define WATCHDOG_SPIN_LIMIT 8000000u /* far more than that at any CPU clock */
#define HOST_IN_RECOVERY    2u       /* GRETREG, bit 1; bit 0 would release the SCP */
#define CAUSES_ON_PURPOSE   (SYSCTRL_CAUSE_EXTERNAL | SYSCTRL_CAUSE_SOFTWARE | SYSCTRL_CAUSE_HOST)

/* A failure while one is being dealt with (a console that faults, a key unit that does not answer) goes on where it
 * can, and keeps the first one's record. */
static volatile bool is_stopping;

static enum hal_stage running_stage;

void rss_recovery_loop(void) __attribute__((noreturn));

uint32_t hal_failure_last(void)
{
    return sysctrl_get_retained(RSS_SYSCTRL_BASE);
}

static uint32_t failures_in_a_row(void)
{
    return hal_failure_last() & RECORD_COUNT_MASK;
}

void hal_failure_clear(void)
{
    sysctrl_set_retained(RSS_SYSCTRL_BASE, hal_failure_last() & ~RECORD_COUNT_MASK);
}

void failure_enter_stage(enum hal_stage stage)
{
    running_stage = stage;
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

static uint32_t recorded_status(uint32_t record)
{
    return (record & 0xffff0000u) | (record >> 8 & 0xffu);
}

static const char *stage_name(uint32_t stage)
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

static __attribute__((noreturn)) void reset_or_recover(void)
{
    if (failures_in_a_row() <= HAL_FAILURE_RETRIES) {
        reset_by_watchdog();
    }
    rss_recovery_loop();
}

/* SRAM outlives the reset, and a stage that was stopped half-way has wiped nothing. All boot stages' data are one range. */
static __attribute__((noreturn)) void wipe_and_end(void)
{
    static const struct {
        void *stack;
        void (*entry)(void);
    } table = { stage_stack_top, reset_or_recover };

    hal_platform_enter((const uint32_t *)&table, (void *)RSS_BL2_DATA_BASE,
                       running_stage == HAL_STAGE_RUNTIME ? RSS_RUNTIME_DATA_BYTES : RSS_BL2_DATA_BYTES);
}

static void report_recovery(void)
{
    sysctrl_set_host_signals(RSS_SYSCTRL_BASE, HOST_IN_RECOVERY);
    keys_drop();
    LOG_ERR("[ERR] recovery: " RSS_STATUS_FORMAT "\n",
            RSS_STATUS_ARGUMENTS(recorded_status(hal_failure_last())));
    console_flush();
}

static void report(enum hal_stage stage, rss_status_t status)
{
    uint32_t count = failures_in_a_row();

    if (count < RECORD_COUNT_MASK) {
        count++;
    }
    sysctrl_set_retained(RSS_SYSCTRL_BASE, make_record(stage, status, count));
    sysctrl_clear_host_signals(RSS_SYSCTRL_BASE);
    if (count <= HAL_FAILURE_RETRIES) {
        watchdog_start(RSS_SLOWCLK_WATCHDOG_BASE, REPORT_CLOCKS);
    }
    LOG_ERR("[ERR] %s failed: " RSS_STATUS_FORMAT "\n", stage_name(stage), RSS_STATUS_ARGUMENTS(status));
    console_flush();
    if (count > HAL_FAILURE_RETRIES) {
        report_recovery();
    }
}

void hal_failure_stop(enum hal_stage stage, rss_status_t status)
{
    __asm__ volatile("cpsid i" ::: "memory");
    if (!is_stopping) {
        is_stopping = true;
        report(running_stage > stage ? running_stage : stage, status);
    }
    wipe_and_end();
}

void hal_failure_resume(void)
{
    const uint32_t record = hal_failure_last();
    const uint32_t causes = sysctrl_take_reset_causes(RSS_SYSCTRL_BASE);

    if ((record & RECORD_COUNT_MASK) == 0) {
        return;
    }
    LOG_INF("[INF] BL1_1 last failure: %s " RSS_STATUS_FORMAT ", %u in a row\n",
            stage_name(record >> 4 & 0xfu), RSS_STATUS_ARGUMENTS(recorded_status(record)),
            (unsigned)(record & RECORD_COUNT_MASK));
    if ((record & RECORD_COUNT_MASK) <= HAL_FAILURE_RETRIES) {
        return;
    }
    if ((causes & CAUSES_ON_PURPOSE) == 0 || (causes & ~CAUSES_ON_PURPOSE) != 0) {
        report_recovery();
        wipe_and_end();
    }
    hal_failure_clear();
}
