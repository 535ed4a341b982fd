/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/crypto/ecdsa.h"
#include "lib/crypto/image_signature.h"

_Static_assert(ECDSA_STEP == IMAGE_SIGNATURE_STEP, "the verification makes the step");

const struct image_signature_scheme image_signature_scheme = {
    .hash_tlv = 0x11,
    .hash_bytes = 48,
    .hash_name = "SHA384",
    .key_bytes = ECDSA_P384_KEY_BYTES,
    .signature_tlv = 0x22,
    .signature_least_bytes = ECDSA_SIGNATURE_LEAST_BYTES,
    .signature_most_bytes = ECDSA_P384_SIGNATURE_LIMIT_BYTES,
};

rss_status_t image_signature_verify(const uint8_t *key, const uint8_t *hash, const uint8_t *signature,
                                    size_t signature_bytes)
{
    return ecdsa_verify(&ecdsa_p384, key, ECDSA_P384_KEY_BYTES, hash, signature, signature_bytes);
}
