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

/* Devices behind the peripheral gate PERIPH0, and their bits (hardware.md 4.3). */
static const struct {
    uintptr_t base;
    uint32_t bit;
} gates[] = { { RSS_SYSTIMER0_BASE, 0 }, { RSS_SYSTIMER1_BASE, 1 } };

void hal_platform_allow_unprivileged(uintptr_t device_base)
{
    for (uint32_t i = 0; i < sizeof(gates) / sizeof(gates[0]); i++) {
        if (gates[i].base == device_base) {
            sacfg_allow_unprivileged(RSS_SACFG_BASE, gates[i].bit);
        }
    }
}

const uint32_t *hal_platform_ns_vectors(void)
{
    return (const uint32_t *)RSS_NS_CODE_BASE_NS;
}
