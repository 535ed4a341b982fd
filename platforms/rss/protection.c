/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/platform.h"

#include "drivers/mpc/mpc.h"
#include "drivers/sacfg/sacfg.h"
#include "platforms/rss/memory_map.h"

rss_status_t hal_platform_protect(void)
{
    sacfg_init(RSS_SACFG_BASE);
    rss_status_t status =
        mpc_set_non_secure(RSS_MPC_VM0_BASE, RSS_NS_DATA_BASE_NS - RSS_VM0_BASE_NS, RSS_NS_DATA_BYTES);

    if (status == RSS_OK) {
        status =
            mpc_set_non_secure(RSS_MPC_VM1_BASE, RSS_NS_IMAGE_BASE - RSS_VM1_BASE, RSS_RUNTIME_IMAGE_BYTES);
    }
    if (status == RSS_OK) {
        mpc_lock(RSS_MPC_VM0_BASE);
        mpc_lock(RSS_MPC_VM1_BASE);
    }
    return status;
}
