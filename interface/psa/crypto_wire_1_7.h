/* SPDX-License-Identifier: BSD-3-Clause */
/** Layouts and numbers of TF-M 1.7 to 2.0 (TF-A up to 2.11). Included by crypto_wire.h. */
#ifndef INTERFACE_PSA_CRYPTO_WIRE_1_7_H
#define INTERFACE_PSA_CRYPTO_WIRE_1_7_H

#include <stddef.h>
#include <stdint.h>

struct crypto_pack_iovec {
    uint32_t key_id;
    uint32_t alg;
    uint32_t op_handle;
    uint32_t capacity;
    uint32_t ad_length;
    uint32_t plaintext_length;
    uint8_t nonce[16];
    uint32_t nonce_length;
    uint16_t function_id; /* CRYPTO_FUNCTION_ID */
    uint16_t step;        /* of a key derivation */
};
_Static_assert(offsetof(struct crypto_pack_iovec, nonce) == 24, "wire layout");
_Static_assert(offsetof(struct crypto_pack_iovec, function_id) == 44, "wire layout");
_Static_assert(sizeof(struct crypto_pack_iovec) == 48, "wire layout");

struct crypto_key_attributes {
    uint16_t type, bits;
    uint32_t lifetime;
    uint32_t id;
    uint32_t usage;
    uint32_t alg;
};
_Static_assert(sizeof(struct crypto_key_attributes) == 20, "wire layout");

#define CRYPTO_FIRST_GROUP                0u
#define CRYPTO_FUNCTION_ID(group, number) ((uint16_t)((number) << 8 | CRYPTO_GROUP_##group))
#define CRYPTO_RESETS_ATTRIBUTES          1u /* there is a number 1 between attributes and open */
#define CRYPTO_INPUTS_INTEGERS            0u /* no number for psa_key_derivation_input_integer */
#define CRYPTO_RESET_KEY_ATTRIBUTES       CRYPTO_FUNCTION_ID(KEY_MANAGEMENT, 1u)

#endif /* INTERFACE_PSA_CRYPTO_WIRE_1_7_H */
