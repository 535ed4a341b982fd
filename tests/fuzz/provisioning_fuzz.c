/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz entry for provisioning bundles: the magic word at the start says which of the two it is, and what is missing at
 * the end is zero.
 */
#include "boot/bl1_1/bundle_source.h"
#include "boot/bl1_1/provisioning.h"

#include <string.h>

#include "boot/shared/stage_layout.h"
#include "hal/lifecycle.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"
#include "tests/fuzz/fuzz.h"

static size_t written_bytes;
static uint32_t advanced_to;

rss_status_t hal_otp_write(enum hal_otp_id id, const void *data, size_t size_bytes)
{
    uint8_t sum = 0;

    REQUIRE(id < HAL_OTP_COUNT && size_bytes != 0);
    for (size_t i = 0; i < size_bytes; i++) {
        sum = (uint8_t)(sum + ((const uint8_t *)data)[i]);
    }
    (void)fih_launder(sum);
    written_bytes += size_bytes;
    return RSS_OK;
}

rss_status_t hal_lifecycle_advance(enum hal_lifecycle to)
{
    REQUIRE(advanced_to == UINT32_MAX);
    advanced_to = to;
    return RSS_OK;
}

/* Every value is looked at, and none is a development key. */
rss_status_t bundle_source_check_value(const uint8_t *value, size_t size_bytes)
{
    REQUIRE(value != NULL && size_bytes != 0);
    return RSS_OK;
}

static void check_text(const uint8_t *text, size_t size_bytes)
{
    REQUIRE(text[0] != 0);
    for (size_t i = 0; i < size_bytes; i++) {
        REQUIRE(text[i] == 0 ? i + 1 == size_bytes || text[i + 1] == 0 : text[i] >= ' ' && text[i] <= '~');
    }
}

static void check_not_blank(const uint8_t *field, size_t size_bytes)
{
    uint8_t first = field[0];
    size_t same = 0;

    while (same < size_bytes && field[same] == first) {
        same++;
    }
    REQUIRE(same < size_bytes || (first != 0x00 && first != 0xff));
}

static void check_hash(const void *data, size_t size_bytes, const uint8_t *expected)
{
    uint8_t hash[SHA256_BYTES];

    REQUIRE(sha256_compute(data, size_bytes, hash) == RSS_OK);
    REQUIRE(memcmp(hash, expected, sizeof(hash)) == 0);
}

static void fuzz_at(struct provisioning_at_bundle *bundle)
{
    const size_t digest_offset = offsetof(struct provisioning_at_bundle, digest);

    if (FUZZ_REPAIR) {
        REQUIRE(sha256_compute(bundle->bl1_2_image, sizeof(bundle->bl1_2_image), bundle->bl1_2_image_hash) ==
                RSS_OK);
        REQUIRE(sha256_compute(bundle, digest_offset, bundle->digest) == RSS_OK);
    }
    if (provisioning_assembly_and_test(bundle) != RSS_OK) {
        REQUIRE(written_bytes == 0 && advanced_to == UINT32_MAX);
        return;
    }
    REQUIRE(written_bytes == digest_offset - sizeof(bundle->magic) + sizeof(bundle->digest));
    REQUIRE(advanced_to == HAL_LIFECYCLE_PSA_ROT_PROVISIONING);
    REQUIRE(bytes_get_le32(&bundle->bl1_2_image[BL1_2_ROM_API_OFFSET]) == RSS_ROM_API_WORD);
    check_hash(bundle->bl1_2_image, sizeof(bundle->bl1_2_image), bundle->bl1_2_image_hash);
    check_hash(bundle, digest_offset, bundle->digest);
    check_not_blank(bundle->guk, sizeof(bundle->guk));
    check_not_blank(bundle->huk, sizeof(bundle->huk));
    check_not_blank(bundle->bl2_encryption_key, sizeof(bundle->bl2_encryption_key));
    check_not_blank(bundle->bl2_rotpk[0], sizeof(bundle->bl2_rotpk[0]));
    check_not_blank(bundle->bl2_rotpk[3], sizeof(bundle->bl2_rotpk[3]));
}

static void fuzz_psa(struct provisioning_psa_bundle *bundle)
{
    const size_t digest_offset = offsetof(struct provisioning_psa_bundle, digest);

    if (FUZZ_REPAIR) {
        REQUIRE(sha256_compute(bundle, digest_offset, bundle->digest) == RSS_OK);
    }
    if (provisioning_psa_rot(bundle) != RSS_OK) {
        REQUIRE(written_bytes == 0 && advanced_to == UINT32_MAX);
        return;
    }
    REQUIRE(written_bytes == digest_offset - sizeof(bundle->magic));
    REQUIRE(advanced_to == HAL_LIFECYCLE_SECURED);
    check_hash(bundle, digest_offset, bundle->digest);
    check_not_blank(bundle->host_rotpk_cca, sizeof(bundle->host_rotpk_cca));
    check_not_blank(bundle->implementation_id, sizeof(bundle->implementation_id));
    check_text(bundle->cert_ref, sizeof(bundle->cert_ref));
    check_text(bundle->verification_service_url, sizeof(bundle->verification_service_url));
    check_text(bundle->profile_definition, sizeof(bundle->profile_definition));
    REQUIRE(bytes_get_le32(bundle->cca_system_properties) != 0);
}

/* Memory of just the bundle's size, so that one byte too far is caught. */
static void *make_bundle(const uint8_t *data, size_t size_bytes, size_t bundle_bytes)
{
    void *bundle = calloc(1, bundle_bytes);

    REQUIRE(bundle != NULL);
    memcpy(bundle, data, size_bytes < bundle_bytes ? size_bytes : bundle_bytes);
    return bundle;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    void *bundle;

    written_bytes = 0;
    advanced_to = UINT32_MAX;
    if (size_bytes >= 4 && bytes_get_le32(data) == PROVISIONING_PSA_MAGIC) {
        bundle = make_bundle(data, size_bytes, sizeof(struct provisioning_psa_bundle));
        fuzz_psa(bundle);
    } else {
        bundle = make_bundle(data, size_bytes, sizeof(struct provisioning_at_bundle));
        fuzz_at(bundle);
    }
    free(bundle);
    return 0;
}
