/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz entry for the MCUboot image parser: the input is an image as it lies in a slot. Any key is taken and the hash is
 * put right, so that inputs get past those two checks. With clang:
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -I. -isystem $MBEDTLS_DIR/include -isystem $MBEDTLS_DIR/library \
 *       tests/fuzz/image_fuzz.c lib/image/image_{header,tlv,candidate,boot_record,validate}.c \
 *       lib/crypto/{rsa_pss,sha256}.c lib/base/{bytes,fih}.c \
 *       $MBEDTLS_DIR/library/{bignum,bignum_core,constant_time,sha256,platform,platform_util}.c -o image_fuzz
 *
 * The unit tests build it with run.c instead: a fixed number of mutations, the same each time.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/fih.h"
#include "lib/crypto/rsa_pss.h"
#include "lib/crypto/sha256.h"
#include "lib/image/image.h"

#define REQUIRE(condition)                                                                                   \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

struct slot {
    uint8_t *bytes;
    size_t size_bytes;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

void fih_panic(void)
{
    abort();
}

static rss_status_t read_slot(void *context, uint32_t offset_bytes, void *out, size_t size_bytes)
{
    const struct slot *slot = context;

    if (size_bytes > slot->size_bytes || offset_bytes > slot->size_bytes - size_bytes) {
        return RSS_ERR_ARGUMENT;
    }
    memcpy(out, &slot->bytes[offset_bytes], size_bytes);
    return RSS_OK;
}

/* Let hash and key be right. */
static void repair(struct slot *slot, const struct image_candidate *candidate, struct image_rules *rules)
{
    const struct image_header *header = &candidate->header;
    uint32_t end = header->header_bytes + header->payload_bytes + header->protected_bytes;
    struct image_unprotected found;

    if (image_parse_unprotected(&slot->bytes[end], candidate->total_bytes - end, &found) == RSS_OK) {
        REQUIRE(sha256_compute(slot->bytes, end, &slot->bytes[found.hash - slot->bytes]) == RSS_OK);
        REQUIRE(sha256_compute(found.key, RSA_PSS_KEY_BYTES, rules->key_hash) == RSS_OK);
    }
}

static void fuzz_image(struct slot *slot)
{
    static struct image_candidate candidate;
    struct image_rules rules = { .load_address = 0x70000000, .limit_bytes = 0x20000, .security_counter = 1 };
    struct image_identity identity;
    const uint32_t steps = fih_steps;

    if (image_read_candidate(read_slot, slot, &rules, &candidate) != RSS_OK) {
        return;
    }
    REQUIRE(candidate.total_bytes <= rules.limit_bytes);
    if (candidate.total_bytes > slot->size_bytes) {
        return; /* the loader's read of the whole fails */
    }
    repair(slot, &candidate, &rules);
    rss_status_t status = image_validate(slot->bytes, &candidate, &rules, &identity);
    REQUIRE(fih_steps == steps + (status == RSS_OK ? IMAGE_STEPS_VALID : 0));
}

/* The area parsers with any size, and the boot record with any text. */
static void fuzz_areas(const uint8_t *data, size_t size_bytes)
{
    static const uint8_t signer_id[IMAGE_HASH_BYTES];
    const struct image_version version = { 0, 0, 1, 0 };
    const struct image_tlv record = { 0x60, (uint16_t)size_bytes, data };
    struct image_protected protected_tlvs;
    struct image_unprotected unprotected;

    if (image_parse_protected(data, size_bytes, &protected_tlvs) == RSS_OK) {
        REQUIRE(protected_tlvs.depends_on < 1u << IMAGE_COUNT);
    }
    if (image_parse_unprotected(data, size_bytes, &unprotected) == RSS_OK) {
        REQUIRE(unprotected.signature >= data &&
                unprotected.signature + RSA_PSS_SIGNATURE_BYTES <= data + size_bytes);
    }
    if (image_check_boot_record(&record, &version, signer_id) == RSS_OK) {
        REQUIRE(record.size_bytes >= 88); /* everything but the software type */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct slot slot = { malloc(size_bytes + (size_bytes == 0)), size_bytes };

    REQUIRE(slot.bytes != NULL);
    memcpy(slot.bytes, data, size_bytes);
    fuzz_image(&slot);
    free(slot.bytes);
    fuzz_areas(data, size_bytes);
    return 0;
}
