/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/measured_boot/policy.h"

#include <stddef.h>

#include "psa_manifest/ns_agent_tz.h"
#include "psa_manifest/ns_mailbox.h"

#define SLOTS(first, last) ((UINT32_MAX >> (31u - (last))) & (UINT32_MAX << (first)))
#define AP                 NS_MAILBOX_CLIENT_ID_LIMIT

/*
 * Slots 0 to 5 are the boot stages': filled before any client runs, then nobody's. A slot has few writers, since whoever may
 * write it first, or lock it, keeps the others' measurements out (docs/design/measured-boot.md).
 */
static const struct {
    int32_t first, last; /* client IDs */
    uint32_t slots;
} policies[] = {
    { AP, AP, SLOTS(6, 19) | SLOTS(31, 31) },
    { NS_AGENT_TZ_CLIENT_ID_BASE, NS_AGENT_TZ_CLIENT_ID_LIMIT, SLOTS(13, 19) | SLOTS(31, 31) },
    { 1, INT32_MAX, SLOTS(20, 30) }, /* secure partitions */
};

bool policy_may_extend(int32_t client_id, uint32_t index)
{
    for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
        if (client_id >= policies[i].first && client_id <= policies[i].last) {
            return (policies[i].slots >> index & 1u) != 0;
        }
    }
    return false;
}
