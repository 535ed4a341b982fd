/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/crypto/image_signature.h"
#include "lib/crypto/rsa_pss.h"
#include "lib/crypto/sha256.h"

_Static_assert(RSA_PSS_STEP == IMAGE_SIGNATURE_STEP, "the verification makes the step");

const struct image_signature_scheme image_signature_scheme = {
    .hash_tlv = 0x10,
    .hash_bytes = SHA256_BYTES,
    .hash_name = "SHA256",
    .key_bytes = RSA_PSS_KEY_BYTES,
    .signature_tlv = 0x23,
    .signature_least_bytes = RSA_PSS_SIGNATURE_BYTES,
    .signature_most_bytes = RSA_PSS_SIGNATURE_BYTES,
};

rss_status_t image_signature_verify(const uint8_t *key, const uint8_t *hash, const uint8_t *signature,
                                    size_t signature_bytes)
{
    return rsa_pss_verify(key, RSA_PSS_KEY_BYTES, hash, signature, signature_bytes);
}
