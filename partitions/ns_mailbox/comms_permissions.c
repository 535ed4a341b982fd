/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/ns_mailbox/comms_permissions.h"

#include "interface/psa/crypto_wire.h"
#include "interface/psa/services.h"
#include "lib/base/bytes.h"

/*
 * A rule names the request down to the number inside in[0], whose length must be exact: what can't be read
 * can't be allowed. TF-M's table for the same port has EXPORT_PUBLIC_KEY, attestation, measured boot and the
 * NV counters; those rows come with their services. The two below are ours.
 */
struct permission {
    uint32_t callers; /* bit: enum hal_mailbox */
    psa_handle_t handle;
    int32_t type;
    uint32_t in0_bytes;
    uint32_t selector_offset_bytes, selector_bytes; /* 2 or 4 */
    uint32_t selector;
};

#define AP  (1u << HAL_MAILBOX_AP)
#define SCP (1u << HAL_MAILBOX_SCP)

static const struct permission permissions[] = {
    { AP, RSS_CRYPTO_HANDLE, PSA_IPC_CALL, sizeof(struct crypto_pack_iovec),
      offsetof(struct crypto_pack_iovec, function_id), sizeof(uint16_t), CRYPTO_GENERATE_RANDOM },
    { AP, RSS_CRYPTO_HANDLE, PSA_IPC_CALL, sizeof(struct crypto_pack_iovec),
      offsetof(struct crypto_pack_iovec, function_id), sizeof(uint16_t), CRYPTO_EXPORT_PUBLIC_KEY },
    { AP | SCP, RSS_PLATFORM_HANDLE, RSS_PLATFORM_TYPE_IOCTL, sizeof(uint32_t), 0, sizeof(uint32_t),
      RSS_PLATFORM_IOCTL_VERSION },
};
_Static_assert(sizeof(struct crypto_pack_iovec) <= COMMS_PERMISSION_IN0_BYTES, "every in[0] is copied whole");

static uint32_t read_selector(const struct permission *rule, const uint8_t *in0)
{
    const uint8_t *at = in0 + rule->selector_offset_bytes;

    return rule->selector_bytes == sizeof(uint16_t) ? bytes_get_le16(at) : bytes_get_le32(at);
}

rss_status_t comms_permission_check(enum hal_mailbox caller, psa_handle_t handle, int32_t type,
                                    const uint8_t *in0, size_t in0_bytes)
{
    for (size_t i = 0; i < sizeof(permissions) / sizeof(permissions[0]); i++) {
        const struct permission *rule = &permissions[i];

        if ((rule->callers >> caller & 1u) != 0 && rule->handle == handle && rule->type == type &&
            rule->in0_bytes == in0_bytes && read_selector(rule, in0) == rule->selector) {
            return RSS_OK;
        }
    }
    return RSS_ERR_COMMS_PERMISSION;
}
