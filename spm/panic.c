/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/failure.h"
#include "spm/spm.h"

void spm_panic(rss_status_t why)
{
    hal_failure_stop(HAL_STAGE_RUNTIME, why);
}
