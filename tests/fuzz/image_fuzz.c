/* SPDX-License-Identifier: BSD-3-Clause */
/* Fuzz entry for an MCUboot image as it lies in a slot: read as a candidate, loaded, validated. */
#include <string.h>

#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/rsa_pss.h"
#include "lib/crypto/sha256.h"
#include "lib/image/image.h"
#include "tests/fuzz/fuzz.h"

#define GENUINE_LIMIT 16u

struct slot {
    uint8_t *bytes;
    size_t size_bytes;
};

static const struct image_rules rules_of_slot = { .load_address = 0x70000000,
                                                  .limit_bytes = 0x20000,
                                                  .security_counter = 1 };

/* Of the seeds: what a signature covers, and the key that made it. */
static uint8_t genuine_hashes[GENUINE_LIMIT][IMAGE_HASH_BYTES];
static size_t genuine_count;
static uint8_t genuine_key_hash[IMAGE_HASH_BYTES];

static rss_status_t read_slot(void *context, uint32_t offset_bytes, void *out, size_t size_bytes)
{
    const struct slot *slot = context;

    if (size_bytes > slot->size_bytes || offset_bytes > slot->size_bytes - size_bytes) {
        return RSS_ERR_ARGUMENT;
    }
    memcpy(out, &slot->bytes[offset_bytes], size_bytes);
    return RSS_OK;
}

static uint32_t signed_bytes(const struct image_header *header)
{
    return header->header_bytes + header->payload_bytes + header->protected_bytes;
}

/* A candidate that a loader would load: all of it is in the slot. */
static rss_status_t read_candidate(struct slot *slot, struct image_candidate *candidate)
{
    rss_status_t status = image_read_candidate(read_slot, slot, &rules_of_slot, candidate);

    if (status != RSS_OK) {
        return status;
    }
    REQUIRE(candidate->total_bytes <= rules_of_slot.limit_bytes);
    REQUIRE(signed_bytes(&candidate->header) < candidate->total_bytes);
    return candidate->total_bytes <= slot->size_bytes ? RSS_OK : RSS_ERR_ARGUMENT;
}

static void learn_genuine(const uint8_t *data, size_t size_bytes)
{
    static struct image_candidate candidate;
    struct slot slot = { (uint8_t *)data, size_bytes };
    struct image_unprotected found;

    REQUIRE(genuine_count < GENUINE_LIMIT);
    REQUIRE(read_candidate(&slot, &candidate) == RSS_OK);
    const uint32_t end = signed_bytes(&candidate.header);
    REQUIRE(image_parse_unprotected(&data[end], candidate.total_bytes - end, &found) == RSS_OK);
    REQUIRE(sha256_compute(data, end, genuine_hashes[genuine_count++]) == RSS_OK);
    REQUIRE(sha256_compute(found.key, RSA_PSS_KEY_BYTES, genuine_key_hash) == RSS_OK);
}

static int is_genuine(const uint8_t hash[IMAGE_HASH_BYTES])
{
    for (size_t i = 0; i < genuine_count; i++) {
        if (memcmp(hash, genuine_hashes[i], IMAGE_HASH_BYTES) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Let hash and key be right. */
static void repair(struct slot *slot, const struct image_candidate *candidate, struct image_rules *rules)
{
    const uint32_t end = signed_bytes(&candidate->header);
    struct image_unprotected found;

    if (image_parse_unprotected(&slot->bytes[end], candidate->total_bytes - end, &found) == RSS_OK) {
        REQUIRE(sha256_compute(slot->bytes, end, &slot->bytes[found.hash - slot->bytes]) == RSS_OK);
        REQUIRE(sha256_compute(found.key, RSA_PSS_KEY_BYTES, rules->key_hash) == RSS_OK);
    }
}

static void check_accepted(const struct slot *slot, const struct image_candidate *candidate,
                           const struct image_rules *rules, const struct image_identity *identity)
{
    uint8_t hash[IMAGE_HASH_BYTES];

    REQUIRE(sha256_compute(slot->bytes, signed_bytes(&candidate->header), hash) == RSS_OK);
    REQUIRE(memcmp(hash, identity->hash, sizeof(hash)) == 0);
    REQUIRE(memcmp(rules->key_hash, identity->signer_id, sizeof(hash)) == 0);
    REQUIRE(candidate->protected_tlvs.security_counter >= rules->security_counter &&
            candidate->protected_tlvs.security_counter <= IMAGE_COUNTER_LIMIT);
    REQUIRE(FUZZ_REPAIR || is_genuine(hash));
}

static void fuzz_slot(struct slot *slot)
{
    static struct image_candidate candidate;
    struct image_rules rules = rules_of_slot;
    struct image_identity identity;
    const uint32_t steps = fih_steps;

    if (read_candidate(slot, &candidate) != RSS_OK) {
        return;
    }
    memcpy(rules.key_hash, genuine_key_hash, sizeof(rules.key_hash));
    if (FUZZ_REPAIR) {
        repair(slot, &candidate, &rules);
    }
    rss_status_t status = image_validate(slot->bytes, &candidate, &rules, &identity);
    REQUIRE(fih_steps == steps + (status == RSS_OK ? IMAGE_STEPS_VALID : 0));
    if (status == RSS_OK) {
        check_accepted(slot, &candidate, &rules, &identity);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct slot slot = { malloc(size_bytes + (size_bytes == 0)), size_bytes };

    if (genuine_count == 0) {
        fuzz_each_genuine("image", learn_genuine);
    }
    REQUIRE(slot.bytes != NULL);
    memcpy(slot.bytes, data, size_bytes);
    fuzz_slot(&slot);
    free(slot.bytes);
    return 0;
}
