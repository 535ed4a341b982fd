/* SPDX-License-Identifier: BSD-3-Clause */
#include "interface/psa/platform.h"

psa_status_t tfm_platform_nv_counter_read(uint32_t counter_id, uint32_t size, uint8_t *val)
{
    const psa_invec in = { &counter_id, sizeof(counter_id) };
    psa_outvec out = { val, size };

    return psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_NV_READ, &in, 1, &out, 1);
}

psa_status_t tfm_platform_nv_counter_increment(uint32_t counter_id)
{
    const psa_invec in = { &counter_id, sizeof(counter_id) };

    return psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_NV_INCREMENT, &in, 1, NULL, 0);
}

psa_status_t tfm_platform_system_reset(void)
{
    return psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_SYSTEM_RESET, NULL, 0, NULL, 0);
}

psa_status_t tfm_platform_ioctl(int32_t request, const psa_invec *input, psa_outvec *output)
{
    const psa_invec in[] = {
        { &request, sizeof(request) },
        input != NULL ? *input : (psa_invec){ NULL, 0 },
    };

    return psa_call(RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_IOCTL, in, input != NULL ? 2u : 1u, output,
                    output != NULL ? 1u : 0u);
}
