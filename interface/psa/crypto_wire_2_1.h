/* SPDX-License-Identifier: BSD-3-Clause */
/** Layouts and numbers of TF-M 2.1 and later (TF-A from 2.12). Included by crypto_wire.h. */
#ifndef INTERFACE_PSA_CRYPTO_WIRE_2_1_H
#define INTERFACE_PSA_CRYPTO_WIRE_2_1_H

#include <stddef.h>
#include <stdint.h>

struct crypto_pack_iovec {
    uint32_t key_id;
    uint32_t alg;
    uint32_t op_handle;
    uint32_t ad_length;
    uint32_t plaintext_length;
    uint8_t nonce[16];
    uint32_t nonce_length;
    uint16_t function_id; /* CRYPTO_FUNCTION_ID */
    uint16_t step;        /* of a key derivation */
    uint32_t padding;
    uint32_t capacity; /* or low half of an integer */
    uint32_t value_high;
};
_Static_assert(offsetof(struct crypto_pack_iovec, nonce) == 20, "wire layout");
_Static_assert(offsetof(struct crypto_pack_iovec, function_id) == 40, "wire layout");
_Static_assert(offsetof(struct crypto_pack_iovec, capacity) == 48, "wire layout");
_Static_assert(sizeof(struct crypto_pack_iovec) == 56, "wire layout");

struct crypto_key_attributes {
    uint16_t type, bits;
    uint32_t lifetime;
    uint32_t usage;
    uint32_t alg;
    uint32_t alg2; /* not used: 0 */
    uint32_t id;
};
_Static_assert(sizeof(struct crypto_key_attributes) == 24, "wire layout");

#define CRYPTO_FIRST_GROUP                1u
#define CRYPTO_FUNCTION_ID(group, number) ((uint16_t)(CRYPTO_GROUP_##group << 8 | (number)))
#define CRYPTO_RESETS_ATTRIBUTES          0u
#define CRYPTO_INPUTS_INTEGERS            1u

#endif /* INTERFACE_PSA_CRYPTO_WIRE_2_1_H */
