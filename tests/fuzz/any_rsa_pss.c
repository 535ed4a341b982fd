/* SPDX-License-Identifier: BSD-3-Clause */
/* In place of lib/crypto/rsa_pss.c: the lowest bit of the signature decides. */
#include "lib/base/fih.h"
#include "lib/crypto/rsa_pss.h"

rss_status_t rsa_pss_verify(const uint8_t *key, size_t key_bytes, const uint8_t hash[32],
                            const uint8_t *signature, size_t signature_bytes)
{
    (void)key;
    (void)hash;
    if (key_bytes != RSA_PSS_KEY_BYTES || signature_bytes != RSA_PSS_SIGNATURE_BYTES ||
        (signature[RSA_PSS_SIGNATURE_BYTES - 1] & 1u) != 0) {
        return RSS_ERR_ARGUMENT;
    }
    fih_step(RSA_PSS_STEP);
    return RSS_OK;
}
