/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/sysctrl/sysctrl.h"
#include "hal/lifecycle.h"
#include "platforms/rss/board.h"
#include "platforms/rss/memory_map.h"

void hal_reset_system(void)
{
    console_flush();
    sysctrl_request_reset(RSS_SYSCTRL_BASE);
    for (;;) {
        __asm__ volatile("wfi" ::: "memory");
    }
}
