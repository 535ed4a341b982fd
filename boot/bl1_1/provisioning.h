/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Provisioning of OTP from the two bundles behind the ROM code. tools/provisioning_bundle.py makes them.
 *
 * The bundles are input like any other: every field is checked before the first OTP word is written, and each
 * rule has its own refusal. Provisioning can be cut off at any write and run again: OTP accepts the same
 * value twice.
 */
#ifndef BOOT_BL1_1_PROVISIONING_H
#define BOOT_BL1_1_PROVISIONING_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define PROVISIONING_AT_MAGIC  0xc0defeedu
#define PROVISIONING_PSA_MAGIC 0xbeeffeedu

/** Assembly and test, written in life-cycle state CM. Up to bl1_rotpk_0 as in TF-M 1.7. */
struct provisioning_at_bundle {
    uint32_t magic;
    uint8_t bl2_encryption_key[32];
    uint8_t guk[32];
    uint8_t bl1_2_image_hash[32];
    uint8_t bl2_image_hash[32];
    uint8_t bl1_2_image[0x2000];
    uint8_t bl1_rotpk_0[56];
    uint8_t bl2_rotpk[4][32]; /* MCUboot image 0..3 */
    uint8_t huk[32];
    uint8_t digest[32]; /* SHA-256 of all bytes before it */
};
_Static_assert(offsetof(struct provisioning_at_bundle, bl1_2_image) == 0x84, "bundle layout");
_Static_assert(offsetof(struct provisioning_at_bundle, bl1_rotpk_0) == 0x2084, "bundle layout");
_Static_assert(sizeof(struct provisioning_at_bundle) == 0x217c, "bundle layout");

/** PSA root of trust, written in life-cycle state DM. */
struct provisioning_psa_bundle {
    uint32_t magic;
    uint8_t host_rotpk_s[96];
    uint8_t host_rotpk_ns[96];
    uint8_t host_rotpk_cca[96];
    uint8_t boot_seed[32];
    uint8_t implementation_id[32];
    uint8_t cert_ref[32];
    uint8_t verification_service_url[32];
    uint8_t profile_definition[32];
    uint8_t cca_system_properties[4];
    uint8_t digest[32]; /* SHA-256 of all bytes before it */
};
_Static_assert(offsetof(struct provisioning_psa_bundle, digest) == 456, "bundle layout");
_Static_assert(sizeof(struct provisioning_psa_bundle) == 488, "bundle layout");

/**
 * Check a bundle, write it, and move to the next life-cycle state, which shows after a reset by the caller.
 *
 * @return RSS_OK; RSS_ERR_PROV_*: the bundle is refused, nothing was written; RSS_ERR_LCM_WRITE_REFUSED: OTP
 * holds another value, the fields before it are written; RSS_ERR_LCM_*, RSS_ERR_OTP_*.
 */
rss_status_t provisioning_assembly_and_test(const struct provisioning_at_bundle *bundle) RSS_MUST_USE;
rss_status_t provisioning_psa_rot(const struct provisioning_psa_bundle *bundle) RSS_MUST_USE;

#endif /* BOOT_BL1_1_PROVISIONING_H */
