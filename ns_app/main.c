/* SPDX-License-Identifier: BSD-3-Clause */
/** The product's non-secure image: asks the runtime for its version and for random bytes, as an example of a client. */
#include "interface/psa/client.h"
#include "interface/psa/crypto_wire.h"
#include "interface/psa/services.h"
#include "ns_app/ns_app.h"

#define RANDOM_BYTES 16u

static psa_status_t get_version(struct rss_platform_version *version)
{
    const uint32_t request = RSS_PLATFORM_IOCTL_VERSION;
    const psa_invec in = { &request, sizeof(request) };
    psa_outvec out = { version, sizeof(*version) };

    return psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_IOCTL, &in, 1, &out, 1);
}

static psa_status_t get_random(uint8_t *random)
{
    const struct crypto_pack_iovec pack = { .function_id = CRYPTO_GENERATE_RANDOM };
    const psa_invec in = { &pack, sizeof(pack) };
    psa_outvec out = { random, RANDOM_BYTES };

    return psa_call(RSS_CRYPTO_HANDLE, PSA_IPC_CALL, &in, 1, &out, 1);
}

void ns_svc(void)
{
}

void ns_main(void)
{
    struct rss_platform_version version;
    uint8_t random[RANDOM_BYTES];

    if (get_version(&version) == PSA_SUCCESS) {
        (void)get_random(random);
    }
}
