/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl1_1/provisioning.h"

#include "boot/bl1_1/bl1_2_image.h"
#include "boot/bl1_1/bundle_source.h"
#include "boot/shared/stage_layout.h"
#include "hal/lifecycle.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/lms.h"
#include "lib/crypto/sha256.h"

enum field_rule {
    RULE_NOT_BLANK,   /* neither all zeros nor all ones */
    RULE_NOT_ZERO,    /* a word that is not zero */
    RULE_TEXT,        /* printable characters, at least one, then zeros to the end */
    RULE_LMS_KEY,     /* type codes of the parameter set that BL1_2 verifies */
    RULE_BL1_2_IMAGE, /* for this ROM, and with the hash that stands in the bundle */
    RULE_ANY,         /* no rule of its own */
};

struct field {
    uint16_t offset_bytes;
    uint16_t size_bytes;
    uint8_t id;      /* enum hal_otp_id */
    uint8_t rule;    /* enum field_rule */
    uint8_t refusal; /* number of a PR code */
};
#define REFUSAL_CODE(number) ((rss_status_t)(int32_t)RSS_ERR('P', 'R', number))

struct layout {
    uint32_t magic;
    uint32_t digest_offset_bytes;
    const struct field *fields;
    size_t field_count;
    enum hal_lifecycle next;
};

#define FIELD(type, member, id, rule, refusal)                                                               \
    {                                                                                                        \
        offsetof(struct type, member), sizeof(((struct type *)0)->member), id, rule, (refusal)&0xff          \
    }
#define AT(member, id, rule, refusal)  FIELD(provisioning_at_bundle, member, id, rule, refusal)
#define PSA(member, id, rule, refusal) FIELD(provisioning_psa_bundle, member, id, rule, refusal)

/*
 * In the order of the writes. The digest ties the device to this bundle: after a loss of power another one is refused before a
 * bit of its keys could be added to those that are there, which a production chip does not show. Then upstream's in their order.
 */
static const struct field at_fields[] = {
    AT(digest, HAL_OTP_AT_BUNDLE_DIGEST, RULE_ANY, RSS_ERR_PROV_DIGEST),
    AT(bl2_encryption_key, HAL_OTP_BL2_ENCRYPTION_KEY, RULE_NOT_BLANK, RSS_ERR_PROV_BL2_KEY),
    AT(guk, HAL_OTP_GUK, RULE_NOT_BLANK, RSS_ERR_PROV_GUK),
    AT(bl1_2_image_hash, HAL_OTP_BL1_2_IMAGE_HASH, RULE_ANY, RSS_ERR_PROV_BL1_2_HASH),
    AT(bl2_image_hash, HAL_OTP_BL2_IMAGE_HASH, RULE_NOT_BLANK, RSS_ERR_PROV_BL2_HASH),
    AT(bl1_2_image, HAL_OTP_BL1_2_IMAGE, RULE_BL1_2_IMAGE, RSS_ERR_PROV_BL1_2_HASH),
    AT(bl1_rotpk_0, HAL_OTP_BL1_ROTPK_0, RULE_LMS_KEY, RSS_ERR_PROV_BL1_ROTPK),
    AT(bl2_rotpk[0], HAL_OTP_BL2_ROTPK_0, RULE_NOT_BLANK, RSS_ERR_PROV_BL2_ROTPK),
    AT(bl2_rotpk[1], HAL_OTP_BL2_ROTPK_1, RULE_NOT_BLANK, RSS_ERR_PROV_BL2_ROTPK),
    AT(bl2_rotpk[2], HAL_OTP_BL2_ROTPK_2, RULE_NOT_BLANK, RSS_ERR_PROV_BL2_ROTPK),
    AT(bl2_rotpk[3], HAL_OTP_BL2_ROTPK_3, RULE_NOT_BLANK, RSS_ERR_PROV_BL2_ROTPK),
    AT(huk, HAL_OTP_HUK, RULE_NOT_BLANK, RSS_ERR_PROV_HUK),
};

static const struct field psa_fields[] = {
    PSA(host_rotpk_s, HAL_OTP_HOST_ROTPK_S, RULE_NOT_BLANK, RSS_ERR_PROV_HOST_ROTPK),
    PSA(host_rotpk_ns, HAL_OTP_HOST_ROTPK_NS, RULE_NOT_BLANK, RSS_ERR_PROV_HOST_ROTPK),
    PSA(host_rotpk_cca, HAL_OTP_HOST_ROTPK_CCA, RULE_NOT_BLANK, RSS_ERR_PROV_HOST_ROTPK),
    PSA(boot_seed, HAL_OTP_BOOT_SEED, RULE_NOT_BLANK, RSS_ERR_PROV_BOOT_SEED),
    PSA(implementation_id, HAL_OTP_IMPLEMENTATION_ID, RULE_NOT_BLANK, RSS_ERR_PROV_IMPL_ID),
    PSA(cert_ref, HAL_OTP_CERT_REF, RULE_TEXT, RSS_ERR_PROV_CERT_REF),
    PSA(verification_service_url, HAL_OTP_VERIFICATION_SERVICE_URL, RULE_TEXT, RSS_ERR_PROV_URL),
    PSA(profile_definition, HAL_OTP_PROFILE_DEFINITION, RULE_TEXT, RSS_ERR_PROV_PROFILE),
    PSA(cca_system_properties, HAL_OTP_CCA_SYSTEM_PROPERTIES, RULE_NOT_ZERO, RSS_ERR_PROV_CCA_PROPERTIES),
};

static const struct layout at_layout = {
    .magic = PROVISIONING_AT_MAGIC,
    .digest_offset_bytes = offsetof(struct provisioning_at_bundle, digest),
    .fields = at_fields,
    .field_count = sizeof(at_fields) / sizeof(at_fields[0]),
    .next = HAL_LIFECYCLE_PSA_ROT_PROVISIONING,
};

static const struct layout psa_layout = {
    .magic = PROVISIONING_PSA_MAGIC,
    .digest_offset_bytes = offsetof(struct provisioning_psa_bundle, digest),
    .fields = psa_fields,
    .field_count = sizeof(psa_fields) / sizeof(psa_fields[0]),
    .next = HAL_LIFECYCLE_SECURED,
};

/* fih_steps of a bundle: whole, then each field checked, then each field written */
#define STEP_WHOLE   0x1357u
#define STEP_FIELD   0x0101u
#define STEP_WRITTEN 0x10003u

static rss_status_t check_hash(const uint8_t *data, size_t size_bytes, const uint8_t *expected)
{
    uint8_t hash[SHA256_BYTES];
    rss_status_t status = sha256_compute(data, size_bytes, hash);

    return status == RSS_OK ? bytes_equal(hash, expected, sizeof(hash)) : status;
}

static rss_status_t check_text(const uint8_t *text, size_t size_bytes)
{
    size_t length = 0;

    while (length < size_bytes && text[length] >= 0x20 && text[length] <= 0x7e) {
        length++;
    }
    for (size_t i = length; i < size_bytes; i++) {
        if (text[i] != 0) {
            return RSS_ERR_ARGUMENT;
        }
    }
    return length != 0 ? RSS_OK : RSS_ERR_ARGUMENT;
}

static rss_status_t check_bl1_2(const uint8_t *image, const uint8_t *hash)
{
    rss_status_t status = bl1_2_image_check_rom_api(image);

    return status == RSS_OK ? check_hash(image, BL1_2_BYTES, hash) : status;
}

static rss_status_t check_field(const uint8_t *bundle, const struct field *field)
{
    const uint8_t *value = &bundle[field->offset_bytes];

    switch (field->rule) {
    case RULE_NOT_BLANK:
        return bytes_not_blank(value, field->size_bytes);
    case RULE_NOT_ZERO:
        return bytes_get_le32(value) != 0 ? RSS_OK : RSS_ERR_ARGUMENT;
    case RULE_TEXT:
        return check_text(value, field->size_bytes);
    case RULE_LMS_KEY:
        return lms_check_public_key(value);
    case RULE_BL1_2_IMAGE:
        return check_bl1_2(value, &bundle[offsetof(struct provisioning_at_bundle, bl1_2_image_hash)]);
    case RULE_ANY:
        return RSS_OK;
    default:
        return RSS_ERR_ARGUMENT;
    }
}

static rss_status_t check_bundle(const uint8_t *bundle, const struct layout *layout)
{
    rss_status_t status;

    if (bytes_get_le32(bundle) != layout->magic) {
        return RSS_ERR_PROV_NO_BUNDLE;
    }
    status = check_hash(bundle, layout->digest_offset_bytes, &bundle[layout->digest_offset_bytes]);
    if (fih_differ(status, RSS_OK)) {
        return RSS_ERR_PROV_DIGEST;
    }
    FIH_REQUIRE(status, RSS_OK);
    fih_step(STEP_WHOLE);
    for (size_t i = 0; i < layout->field_count; i++) {
        status = check_field(bundle, &layout->fields[i]);
        if (fih_differ(status, RSS_OK)) {
            return REFUSAL_CODE(layout->fields[i].refusal);
        }
        FIH_REQUIRE(status, RSS_OK);
        status =
            bundle_source_check_value(&bundle[layout->fields[i].offset_bytes], layout->fields[i].size_bytes);
        if (fih_differ(status, RSS_OK)) {
            return status;
        }
        FIH_REQUIRE(status, RSS_OK);
        fih_step(STEP_FIELD);
    }
    return status;
}

static rss_status_t write_bundle(const uint8_t *bundle, const struct layout *layout)
{
    for (size_t i = 0; i < layout->field_count; i++) {
        const struct field *field = &layout->fields[i];
        rss_status_t status =
            hal_otp_write((enum hal_otp_id)field->id, &bundle[field->offset_bytes], field->size_bytes);

        if (fih_differ(status, RSS_OK)) {
            return status;
        }
        FIH_REQUIRE(status, RSS_OK);
        fih_step(STEP_WRITTEN);
    }
    return RSS_OK;
}

static rss_status_t provision(const uint8_t *bundle, const struct layout *layout)
{
    rss_status_t status;

    fih_steps_start();
    status = check_bundle(bundle, layout);
    if (fih_differ(status, RSS_OK)) {
        return status;
    }
    FIH_REQUIRE(status, RSS_OK);
    FIH_REQUIRE_STEPS(STEP_WHOLE + layout->field_count * STEP_FIELD);

    status = write_bundle(bundle, layout);
    if (fih_differ(status, RSS_OK)) {
        return status;
    }
    FIH_REQUIRE(status, RSS_OK);
    FIH_REQUIRE_STEPS(STEP_WHOLE + layout->field_count * (STEP_FIELD + STEP_WRITTEN));
    return hal_lifecycle_advance(layout->next);
}

rss_status_t provisioning_assembly_and_test(const struct provisioning_at_bundle *bundle)
{
    return provision((const uint8_t *)bundle, &at_layout);
}

rss_status_t provisioning_psa_rot(const struct provisioning_psa_bundle *bundle)
{
    return provision((const uint8_t *)bundle, &psa_layout);
}
