/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/rss_client/rss_client.h"
#include "host/scp/scp.h"

void scp_ask_rss(void)
{
    struct rss_platform_version version;

    rss_client_set_encoding(RSS_CLIENT_EMBED);
    if (rss_client_get_version(&version) != PSA_SUCCESS) {
        scp_fail("RSS version");
    }
    scp_print("[SCP] RSS runtime ");
    scp_print(version.version);
    scp_print("\n");
}
