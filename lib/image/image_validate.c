/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/image/image.h"

#include <string.h>

#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/image_signature.h"
#include "lib/crypto/sha256.h"

_Static_assert(IMAGE_HASH_BYTES == SHA256_BYTES, "keys are named by SHA-256");

/* The image's TLV areas, copied once: a host image may be in memory that others reach. */
struct tlv_copy {
    uint8_t bytes[IMAGE_PROTECTED_LIMIT_BYTES + IMAGE_UNPROTECTED_LIMIT_BYTES];
    struct image_unprotected unprotected;
};

rss_status_t image_check_counter(uint32_t security_counter, const struct image_rules *rules)
{
    if (security_counter > IMAGE_COUNTER_LIMIT || security_counter < rules->security_counter) {
        return RSS_ERR_IMG_ROLLBACK;
    }
    return RSS_OK;
}

/* Header and protected area are still those by which the image was chosen. */
static rss_status_t compare_unchanged(const uint8_t *image, const struct image_candidate *candidate,
                                      const uint8_t *protected_area)
{
    const rss_status_t status = bytes_equal(image, candidate->raw_header, IMAGE_HEADER_BYTES);

    return status == RSS_OK
               ? bytes_equal(protected_area, candidate->protected_area, candidate->header.protected_bytes)
               : status;
}

static rss_status_t validate_unchanged(const uint8_t *image, const struct image_candidate *candidate,
                                       const uint8_t *protected_area)
{
    const rss_status_t status = compare_unchanged(image, candidate, protected_area);

    if (fih_differ(status, RSS_OK)) {
        return RSS_ERR_IMG_CHANGED;
    }
    FIH_REQUIRE_AGAIN(compare_unchanged(image, candidate, protected_area), RSS_OK);
    fih_step(IMAGE_STEP_UNCHANGED);
    return status;
}

static rss_status_t validate_copy_tlvs(const uint8_t *image, const struct image_candidate *candidate,
                                       struct tlv_copy *tlvs)
{
    const struct image_header *header = &candidate->header;
    uint32_t front_bytes = header->header_bytes + header->payload_bytes;
    uint32_t tail_bytes = candidate->total_bytes - front_bytes;

    if (header->protected_bytes > IMAGE_PROTECTED_LIMIT_BYTES || tail_bytes < header->protected_bytes ||
        tail_bytes > sizeof(tlvs->bytes)) {
        return RSS_ERR_IMG_TLV_AREA;
    }
    memcpy(tlvs->bytes, &image[front_bytes], tail_bytes);
    return image_parse_unprotected(&tlvs->bytes[header->protected_bytes],
                                   tail_bytes - header->protected_bytes, &tlvs->unprotected);
}

/* The hash covers header with its padding, payload and protected area. */
static rss_status_t validate_hash(const uint8_t *image, const struct image_header *header,
                                  const struct tlv_copy *tlvs, uint8_t computed[IMAGE_DIGEST_LIMIT_BYTES])
{
    struct image_digest hash;
    rss_status_t status = image_digest_start(&hash);

    if (status == RSS_OK) {
        status = image_digest_update(&hash, image, header->header_bytes + header->payload_bytes);
    }
    if (status == RSS_OK) {
        status = image_digest_update(&hash, tlvs->bytes, header->protected_bytes);
    }
    if (status == RSS_OK) {
        status = image_digest_finish(&hash, computed);
    }
    if (status != RSS_OK) {
        return status;
    }
    status = bytes_equal(computed, tlvs->unprotected.hash, image_signature_scheme.hash_bytes);
    if (fih_differ(status, RSS_OK)) {
        return RSS_ERR_IMG_HASH;
    }
    FIH_REQUIRE_AGAIN(bytes_equal(computed, tlvs->unprotected.hash, image_signature_scheme.hash_bytes),
                      RSS_OK);
    fih_step(IMAGE_STEP_HASH);
    return status;
}

static rss_status_t validate_key(const struct tlv_copy *tlvs, const struct image_rules *rules,
                                 uint8_t signer_id[IMAGE_HASH_BYTES])
{
    rss_status_t status = sha256_compute(tlvs->unprotected.key, image_signature_scheme.key_bytes, signer_id);

    if (status != RSS_OK) {
        return status;
    }
    status = bytes_equal(signer_id, rules->key_hash, IMAGE_HASH_BYTES);
    if (fih_differ(status, RSS_OK)) {
        return RSS_ERR_IMG_KEY;
    }
    FIH_REQUIRE_AGAIN(bytes_equal(signer_id, rules->key_hash, IMAGE_HASH_BYTES), RSS_OK);
    fih_step(IMAGE_STEP_KEY);
    return status;
}

static rss_status_t validate_signature(const struct tlv_copy *tlvs, const uint8_t *computed)
{
    rss_status_t status =
        image_signature_verify(tlvs->unprotected.key, computed, tlvs->unprotected.signature.value,
                               tlvs->unprotected.signature.size_bytes);

    if (fih_differ(status, RSS_OK)) {
        return RSS_ERR_IMG_SIGNATURE;
    }
    FIH_REQUIRE(status, RSS_OK);
    return status;
}

static rss_status_t validate_counter(uint32_t security_counter, const struct image_rules *rules)
{
    rss_status_t status = image_check_counter(security_counter, rules);

    if (fih_differ(status, RSS_OK)) {
        return status;
    }
    FIH_REQUIRE(status, RSS_OK);
    fih_step(IMAGE_STEP_COUNTER);
    return status;
}

/* imgtool names the signer by the image's hash algorithm: it is the signer ID only when that is SHA-256. */
static rss_status_t validate_boot_record(const struct tlv_copy *tlvs, const struct image_candidate *candidate,
                                         const struct image_identity *identity)
{
    const struct image_tlv *record = &candidate->protected_tlvs.boot_record;
    const uint8_t *signer = identity->signer_id;
    uint8_t longer[IMAGE_DIGEST_LIMIT_BYTES];
    struct image_digest hash;
    rss_status_t status = RSS_OK;

    if (record->value == NULL) {
        return RSS_OK;
    }
    if (image_signature_scheme.hash_bytes != IMAGE_HASH_BYTES) {
        status = image_digest_start(&hash);
        if (status == RSS_OK) {
            status = image_digest_update(&hash, tlvs->unprotected.key, image_signature_scheme.key_bytes);
        }
        if (status == RSS_OK) {
            status = image_digest_finish(&hash, longer);
        }
        signer = longer;
    }
    return status == RSS_OK ? image_check_boot_record(record, &candidate->header.version, signer) : status;
}

static rss_status_t validate_all(const uint8_t *image, const struct image_candidate *candidate,
                                 const struct image_rules *rules, struct image_identity *identity)
{
    struct tlv_copy tlvs;
    rss_status_t status = validate_copy_tlvs(image, candidate, &tlvs);

    if (status == RSS_OK) {
        status = image_check_encryption(&candidate->header, &tlvs.unprotected);
    }
    if (status == RSS_OK) {
        status = validate_unchanged(image, candidate, tlvs.bytes);
    }
    if (status == RSS_OK) {
        status = validate_hash(image, &candidate->header, &tlvs, identity->hash);
    }
    if (status == RSS_OK) {
        status = validate_key(&tlvs, rules, identity->signer_id);
    }
    if (status == RSS_OK) {
        status = validate_signature(&tlvs, identity->hash);
    }
    if (status == RSS_OK) {
        status = validate_counter(candidate->protected_tlvs.security_counter, rules);
    }
    if (status == RSS_OK) {
        status = validate_boot_record(&tlvs, candidate, identity);
    }
    return status;
}

rss_status_t image_validate(const uint8_t *image, const struct image_candidate *candidate,
                            const struct image_rules *rules, struct image_identity *out)
{
    const uint32_t steps = fih_steps;
    struct image_identity identity;
    rss_status_t status = validate_all(image, candidate, rules, &identity);

    if (status != RSS_OK) {
        fih_steps = steps;
        return status;
    }
    FIH_REQUIRE_STEPS(steps + IMAGE_STEPS_VALID);
    *out = identity;
    return status;
}
