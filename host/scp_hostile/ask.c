/* SPDX-License-Identifier: BSD-3-Clause */
/** A SCP that reaches for what is the AP's: its memory, and a service that only the AP may call. */
#include <stdbool.h>

#include "host/rss_client/rss_client.h"
#include "host/scp/scp.h"
#include "host/scp/scp_regs.h"
#include "lib/base/mmio.h"

/* Non-secure SRAM, which the AP may name in its requests: as the RSS is told, and as the SCP sees it. */
#define SHARED_ADDRESS 0x06000000u
#define SHARED_BASE    0xa6000000u
#define OUT_OFFSET     0x100u
#define CANARY         0xa5a5a5a5u

static psa_status_t ask(uint32_t in_address, uint32_t out_address)
{
    const psa_invec in = { (const void *)(uintptr_t)in_address, sizeof(uint32_t) };
    psa_outvec out = { (void *)(uintptr_t)out_address, sizeof(struct rss_platform_version) };

    return psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_IOCTL, &in, 1, &out, 1);
}

static void require(bool holds, const char *what)
{
    if (!holds) {
        scp_fail(what);
    }
}

void scp_ask_rss(void)
{
    struct rss_platform_version version;

    require(rss_client_get_version(&version) == PSA_SUCCESS, "good call");
    mmio_write32(SHARED_BASE, RSS_PLATFORM_IOCTL_VERSION);
    mmio_write32(SHARED_BASE + OUT_OFFSET, CANARY);
    rss_client_set_encoding(RSS_CLIENT_POINTER_ACCESS);
    require(ask(SHARED_ADDRESS, SHARED_ADDRESS + OUT_OFFSET) == PSA_ERROR_CONNECTION_BUSY, "the AP's memory");
    require(mmio_read32(SHARED_BASE + OUT_OFFSET) == CANARY, "written to the AP's memory");
    require(ask(0, SHARED_ADDRESS) == PSA_ERROR_CONNECTION_BUSY, "the AP's code");
    rss_client_set_encoding(RSS_CLIENT_EMBED);
    require(psa_call(RSS_CRYPTO_HANDLE, PSA_IPC_CALL, NULL, 0, NULL, 0) == PSA_ERROR_NOT_PERMITTED,
            "the AP's service");
    require(rss_client_get_version(&version) == PSA_SUCCESS, "good call afterwards");
    scp_print("[SCP] PASS\n");
}
