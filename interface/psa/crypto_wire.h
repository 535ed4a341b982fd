/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Crypto service on the wire: in[0] of every call and the function numbers, as TF-M 1.7 to 2.0 have them
 * (services.md 3.2.2, 3.2.3). 2.1 and later differ in both and cannot be told apart reliably.
 */
#ifndef INTERFACE_PSA_CRYPTO_WIRE_H
#define INTERFACE_PSA_CRYPTO_WIRE_H

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

#define CRYPTO_GROUP_RANDOM         0u
#define CRYPTO_GROUP_KEY_MANAGEMENT 1u

#define CRYPTO_FUNCTION_ID(group, function) ((uint16_t)(((function) << 8) | (group)))
#define CRYPTO_GENERATE_RANDOM              CRYPTO_FUNCTION_ID(CRYPTO_GROUP_RANDOM, 0u)
#define CRYPTO_EXPORT_PUBLIC_KEY            CRYPTO_FUNCTION_ID(CRYPTO_GROUP_KEY_MANAGEMENT, 7u)
_Static_assert(CRYPTO_EXPORT_PUBLIC_KEY == 0x0701, "function number");

#endif /* INTERFACE_PSA_CRYPTO_WIRE_H */
