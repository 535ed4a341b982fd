/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The OTP, byte for byte as TF-M 1.7's arm/rss lays it out (boot.md 3.2). zc_*: number of zero bits of the
 * field, the tamper check of the SE state.
 */
#ifndef PLATFORMS_RSS_OTP_LAYOUT_H
#define PLATFORMS_RSS_OTP_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "hal/otp.h"

struct otp_counter {
    uint32_t words[HAL_OTP_COUNTER_LIMIT];
};

struct otp_layout {
    /* the hardware's */
    uint8_t huk[32];
    uint8_t guk[32];
    uint8_t kp_cm[32];
    uint8_t kce_cm[32];
    uint8_t kp_dm[32];
    uint8_t kce_dm[32];
    uint8_t rotpk[32]; /* BL2 ROTPK 0 */
    uint32_t tp_mode_config;
    uint32_t cm_config_1; /* commit word */
    uint32_t cm_config_2; /* [7:0] zero bits of rotpk, [23:8] persistent configuration */
    uint32_t dm_config;   /* commit word */
    uint32_t cm_rma_flag;
    uint32_t dm_rma_flag;
    /* software's */
    uint32_t zc_boot_seed;
    uint32_t zc_implementation_id;
    uint32_t zc_cert_ref;
    uint32_t zc_verification_service_url;
    uint32_t zc_profile_definition;
    uint32_t zc_iak_len; /* attestation key: derived here, never stored */
    uint32_t zc_iak_type;
    uint32_t zc_iak_id;
    uint32_t zc_bl2_rotpk[3];
    uint32_t zc_bl2_encryption_key;
    uint32_t zc_bl1_2_image_hash;
    uint32_t zc_bl2_image_hash;
    uint32_t zc_bl1_rotpk_0;
    uint32_t zc_secure_debug_pk;
    uint32_t zc_host_rotpk_s;
    uint32_t zc_host_rotpk_ns;
    uint32_t zc_host_rotpk_cca;
    uint32_t zc_cca_system_properties;
    uint32_t iak_len;
    uint32_t iak_type;
    uint8_t at_bundle_digest[32]; /* TF-M's iak_id, for which RSS has no use */
    uint8_t boot_seed[32];
    uint8_t implementation_id[32];
    uint8_t cert_ref[32];
    uint8_t verification_service_url[32];
    uint8_t profile_definition[32];
    uint8_t bl2_rotpk[3][32]; /* BL2 ROTPK 1 to 3 */
    struct otp_counter bl2_nv_counter[4];
    uint8_t bl2_encryption_key[32];
    uint8_t bl1_2_image_hash[32];
    uint8_t bl2_image_hash[32];
    struct otp_counter bl1_nv_counter;
    uint8_t secure_debug_pk[32];
    struct otp_counter host_nv_counter[3];
    uint8_t bl1_rotpk_0[56];
    uint8_t host_rotpk_s[96];
    uint8_t host_rotpk_ns[96];
    uint8_t host_rotpk_cca[96];
    uint32_t cca_system_properties;
    uint8_t bl1_2_image[HAL_OTP_BL1_2_IMAGE_BYTES];
};

#define OTP_OFFSET_IS(member, offset)                                                                        \
    _Static_assert(offsetof(struct otp_layout, member) == (offset), "OTP layout")
OTP_OFFSET_IS(guk, 0x020);
OTP_OFFSET_IS(kp_cm, 0x040);
OTP_OFFSET_IS(kce_cm, 0x060);
OTP_OFFSET_IS(kp_dm, 0x080);
OTP_OFFSET_IS(kce_dm, 0x0a0);
OTP_OFFSET_IS(rotpk, 0x0c0);
OTP_OFFSET_IS(tp_mode_config, 0x0e0);
OTP_OFFSET_IS(cm_config_1, 0x0e4);
OTP_OFFSET_IS(cm_config_2, 0x0e8);
OTP_OFFSET_IS(dm_config, 0x0ec);
OTP_OFFSET_IS(cm_rma_flag, 0x0f0);
OTP_OFFSET_IS(dm_rma_flag, 0x0f4);
OTP_OFFSET_IS(zc_boot_seed, 0x0f8);
OTP_OFFSET_IS(zc_implementation_id, 0x0fc);
OTP_OFFSET_IS(zc_cert_ref, 0x100);
OTP_OFFSET_IS(zc_verification_service_url, 0x104);
OTP_OFFSET_IS(zc_profile_definition, 0x108);
OTP_OFFSET_IS(zc_iak_len, 0x10c);
OTP_OFFSET_IS(zc_bl2_rotpk, 0x118);
OTP_OFFSET_IS(zc_bl2_encryption_key, 0x124);
OTP_OFFSET_IS(zc_bl1_2_image_hash, 0x128);
OTP_OFFSET_IS(zc_bl2_image_hash, 0x12c);
OTP_OFFSET_IS(zc_bl1_rotpk_0, 0x130);
OTP_OFFSET_IS(zc_secure_debug_pk, 0x134);
OTP_OFFSET_IS(zc_host_rotpk_s, 0x138);
OTP_OFFSET_IS(zc_host_rotpk_ns, 0x13c);
OTP_OFFSET_IS(zc_host_rotpk_cca, 0x140);
OTP_OFFSET_IS(zc_cca_system_properties, 0x144);
OTP_OFFSET_IS(iak_len, 0x148);
OTP_OFFSET_IS(iak_type, 0x14c);
OTP_OFFSET_IS(at_bundle_digest, 0x150);
OTP_OFFSET_IS(boot_seed, 0x170);
OTP_OFFSET_IS(implementation_id, 0x190);
OTP_OFFSET_IS(cert_ref, 0x1b0);
OTP_OFFSET_IS(verification_service_url, 0x1d0);
OTP_OFFSET_IS(profile_definition, 0x1f0);
OTP_OFFSET_IS(bl2_rotpk, 0x210);
OTP_OFFSET_IS(bl2_nv_counter, 0x270);
OTP_OFFSET_IS(bl2_encryption_key, 0xa70);
OTP_OFFSET_IS(bl1_2_image_hash, 0xa90);
OTP_OFFSET_IS(bl2_image_hash, 0xab0);
OTP_OFFSET_IS(bl1_nv_counter, 0xad0);
OTP_OFFSET_IS(secure_debug_pk, 0xcd0);
OTP_OFFSET_IS(host_nv_counter, 0xcf0);
OTP_OFFSET_IS(bl1_rotpk_0, 0x12f0);
OTP_OFFSET_IS(host_rotpk_s, 0x1328);
OTP_OFFSET_IS(host_rotpk_ns, 0x1388);
OTP_OFFSET_IS(host_rotpk_cca, 0x13e8);
OTP_OFFSET_IS(cca_system_properties, 0x1448);
OTP_OFFSET_IS(bl1_2_image, 0x144c);
_Static_assert(sizeof(struct otp_layout) == 0x344c, "OTP layout");

#endif /* PLATFORMS_RSS_OTP_LAYOUT_H */
