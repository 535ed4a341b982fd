/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Measured Boot: 32 registers that can only be extended (services.md 3.4). Requests on the wire, and the client's calls.
 *
 * The layouts of TF-M 1.7 to 2.0 (TF-A up to 2.10) and of 2.1 and later differ in one number (interface/client_abi.h).
 */
#ifndef INTERFACE_PSA_MEASURED_BOOT_H
#define INTERFACE_PSA_MEASURED_BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interface/client_abi.h"
#include "interface/psa/error.h"

#define RSS_MEASURED_BOOT_READ   1001
#define RSS_MEASURED_BOOT_EXTEND 1002

#define MEASURED_BOOT_SLOTS         32u
#define MEASURED_BOOT_LEAST_BYTES   32u /* of a signer ID and of a value */
#define MEASURED_BOOT_MOST_BYTES    64u
#define MEASURED_BOOT_VERSION_BYTES 14u
#if RSS_CLIENT_ABI >= CLIENT_ABI_TF_A_2_11
#define MEASURED_BOOT_SW_TYPE_BYTES 32
#else
#define MEASURED_BOOT_SW_TYPE_BYTES 20
#endif

/** in[0] of EXTEND. in[1]: signer ID, in[2]: version text, in[3]: value. */
struct measured_boot_extend {
    uint8_t index;
    uint8_t lock_measurement; /* 0: stays open */
    uint8_t reserved_1[2];
    uint32_t measurement_algo; /* PSA algorithm that made the value; only kept */
    uint8_t sw_type[MEASURED_BOOT_SW_TYPE_BYTES];
    uint8_t sw_type_bytes;
    uint8_t reserved_2[3];
};

/** in[0] of READ: capacity of the client's buffers for the two texts. */
struct measured_boot_read {
    uint8_t index;
    uint8_t sw_type_bytes, version_bytes;
};

/** out[0] of READ. out[1]: signer ID, out[2]: the register. */
struct measured_boot_metadata {
    uint8_t is_locked;
    uint8_t reserved[3];
    uint32_t measurement_algo;
    uint8_t sw_type[MEASURED_BOOT_SW_TYPE_BYTES];
    uint8_t sw_type_bytes;
    uint8_t version[MEASURED_BOOT_VERSION_BYTES];
    uint8_t version_bytes;
};

#define MEASURED_BOOT_LAYOUT(structure, size_1_7, size_2_1)                                                  \
    _Static_assert(sizeof(struct structure) == (MEASURED_BOOT_SW_TYPE_BYTES == 20   ? (size_1_7)             \
                                                : MEASURED_BOOT_SW_TYPE_BYTES == 32 ? (size_2_1)             \
                                                                                    : 0),                    \
                   "wire layout")
MEASURED_BOOT_LAYOUT(measured_boot_extend, 32, 44);
MEASURED_BOOT_LAYOUT(measured_boot_read, 3, 3);
MEASURED_BOOT_LAYOUT(measured_boot_metadata, 44, 56);
_Static_assert(offsetof(struct measured_boot_extend, measurement_algo) == 4, "wire layout");
_Static_assert(offsetof(struct measured_boot_extend, sw_type) == 8, "wire layout");
_Static_assert(offsetof(struct measured_boot_metadata, measurement_algo) == 4, "wire layout");
_Static_assert(offsetof(struct measured_boot_metadata, sw_type) == 8, "wire layout");

/**
 * Extend a register: it becomes H(register || value), H being the service's hash whatever measurement_algo says. The first
 * extend of a slot stores what is said of the value; a later one clears both texts, since an aggregate has none.
 *
 * @param signer_id_size, measurement_value_size  32 to 64.
 * @param version_size, sw_type_size  0 to 14 and to 20 (32 in the later layout). A last character that is a zero is not sent.
 * @param lock_measurement  No later extend of the slot, until the RSS is reset.
 * @return PSA_SUCCESS; PSA_ERROR_INVALID_ARGUMENT: index or a size; PSA_ERROR_NOT_PERMITTED: not the caller's slot, or signer
 *         or algorithm are not those of the first extend; PSA_ERROR_BAD_STATE: locked; the hash's error. Any error leaves the
 *         slot as it was.
 */
psa_status_t rss_measured_boot_extend_measurement(uint8_t index, const uint8_t *signer_id,
                                                  size_t signer_id_size, const uint8_t *version,
                                                  size_t version_size, uint32_t measurement_algo,
                                                  const uint8_t *sw_type, size_t sw_type_size,
                                                  const uint8_t *measurement_value,
                                                  size_t measurement_value_size, bool lock_measurement);

/**
 * Read a register and what is known of it. Each _size is the room of a buffer, each _len what was written there.
 *
 * @return PSA_SUCCESS; PSA_ERROR_INVALID_ARGUMENT: index, or a buffer is too small; PSA_ERROR_DOES_NOT_EXIST: never extended.
 *         On an error the lengths are 0.
 */
psa_status_t rss_measured_boot_read_measurement(uint8_t index, uint8_t *signer_id, size_t signer_id_size,
                                                size_t *signer_id_len, uint8_t *version, size_t version_size,
                                                size_t *version_len, uint32_t *measurement_algo,
                                                uint8_t *sw_type, size_t sw_type_size, size_t *sw_type_len,
                                                uint8_t *measurement_value, size_t measurement_value_size,
                                                size_t *measurement_value_len, bool *is_locked);

#endif /* INTERFACE_PSA_MEASURED_BOOT_H */
