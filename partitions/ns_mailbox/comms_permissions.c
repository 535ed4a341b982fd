/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/ns_mailbox/comms_permissions.h"

#include <stdbool.h>

#include "interface/psa/crypto_wire.h"
#include "interface/psa/delegated_attestation.h"
#include "interface/psa/initial_attestation.h"
#include "interface/psa/measured_boot.h"
#include "interface/psa/services.h"
#include "lib/base/bytes.h"

/*
 * A rule with a selector names the request down to a number inside in[0], whose length must be exact: what can't be read
 * can't be allowed. For the others the type says it all, and in[0] is the service's to check. TF-M's table for the same port
 * has EXPORT_PUBLIC_KEY, attestation, measured boot and the NV counters; random numbers and IOCTL are ours.
 */
struct permission {
    uint32_t callers; /* bit: enum hal_mailbox */
    psa_handle_t handle;
    int32_t type;
    uint32_t in0_bytes;
    uint32_t selector_offset_bytes, selector_bytes; /* 2, 4, or 0: none */
    uint32_t selector;
};

#define AP  (1u << HAL_MAILBOX_AP)
#define SCP (1u << HAL_MAILBOX_SCP)

static const struct permission permissions[] = {
    { .callers = AP, RSS_CRYPTO_HANDLE, PSA_IPC_CALL },
    { AP | SCP, RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_IOCTL, sizeof(uint32_t), 0, sizeof(uint32_t),
      RSS_PLATFORM_IOCTL_VERSION },
    { AP | SCP, RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_IOCTL, sizeof(uint32_t), 0, sizeof(uint32_t),
      RSS_PLATFORM_IOCTL_BOOT_STATUS },
    { AP | SCP, RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_IOCTL, sizeof(uint32_t), 0, sizeof(uint32_t),
      RSS_PLATFORM_IOCTL_IMAGE },
    { .callers = AP, RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_NV_READ },
    { .callers = AP, RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_NV_INCREMENT },
    { .callers = AP, RSS_MEASURED_BOOT_HANDLE, RSS_MEASURED_BOOT_READ },
    { .callers = AP, RSS_MEASURED_BOOT_HANDLE, RSS_MEASURED_BOOT_EXTEND },
    { .callers = AP, RSS_INITIAL_ATTESTATION_HANDLE, RSS_ATTEST_GET_TOKEN },
    { .callers = AP, RSS_INITIAL_ATTESTATION_HANDLE, RSS_ATTEST_GET_TOKEN_SIZE },
    { .callers = AP, RSS_DELEGATED_ATTESTATION_HANDLE, RSS_DELEGATED_ATTEST_GET_DELEGATED_KEY },
    { .callers = AP, RSS_DELEGATED_ATTESTATION_HANDLE, RSS_DELEGATED_ATTEST_GET_PLATFORM_TOKEN },
};
_Static_assert(sizeof(struct crypto_pack_iovec) <= COMMS_PERMISSION_IN0_BYTES, "every in[0] is copied whole");

static bool selects(const struct permission *rule, const uint8_t *in0, size_t in0_bytes)
{
    const uint8_t *at = in0 + rule->selector_offset_bytes;

    if (rule->selector_bytes == 0u) {
        return true;
    }
    return rule->in0_bytes == in0_bytes &&
           rule->selector ==
               (rule->selector_bytes == sizeof(uint16_t) ? bytes_get_le16(at) : bytes_get_le32(at));
}

rss_status_t comms_permission_check(enum hal_mailbox caller, psa_handle_t handle, int32_t type,
                                    const uint8_t *in0, size_t in0_bytes)
{
    for (size_t i = 0; i < sizeof(permissions) / sizeof(permissions[0]); i++) {
        const struct permission *rule = &permissions[i];

        if ((rule->callers >> caller & 1u) != 0 && rule->handle == handle && rule->type == type &&
            selects(rule, in0, in0_bytes)) {
            return RSS_OK;
        }
    }
    return RSS_ERR_COMMS_PERMISSION;
}
