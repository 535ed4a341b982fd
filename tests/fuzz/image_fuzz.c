/* SPDX-License-Identifier: BSD-3-Clause */
/* Fuzz entry for an MCUboot image as it lies in a slot: read as a candidate, loaded, decrypted, validated. */
#include "tests/fuzz/image_fuzz.h"

#include <string.h>

#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"
#include "tests/fuzz/fuzz.h"

#define GENUINE_LIMIT 16u

struct slot {
    uint8_t *bytes;
    size_t size_bytes;
};

/* Of the seeds: what a signature covers, and the key that made it. */
static uint8_t genuine_hashes[GENUINE_LIMIT][IMAGE_DIGEST_LIMIT_BYTES];
static size_t genuine_count;
static uint8_t genuine_key_hash[IMAGE_HASH_BYTES];

static struct image_rules rules_of_slot(void)
{
    struct image_rules rules = { .load_address = 0x70000000,
                                 .limit_bytes = 0x20000,
                                 .security_counter = 1,
                                 .may_be_encrypted = image_fuzz_may_be_encrypted };

    memcpy(rules.key_hash, genuine_key_hash, sizeof(rules.key_hash));
    return rules;
}

/* The hash of the scheme, bytes behind it zero. */
static void compute_hash(const uint8_t *data, size_t size_bytes, uint8_t out[IMAGE_DIGEST_LIMIT_BYTES])
{
    struct image_digest digest;

    memset(out, 0, IMAGE_DIGEST_LIMIT_BYTES);
    REQUIRE(image_digest_start(&digest) == RSS_OK &&
            image_digest_update(&digest, data, size_bytes) == RSS_OK &&
            image_digest_finish(&digest, out) == RSS_OK);
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

static uint32_t signed_bytes(const struct image_header *header)
{
    return header->header_bytes + header->payload_bytes + header->protected_bytes;
}

/* A candidate that a loader would load: all of it is in the slot. Decrypted, if it is to be. */
static rss_status_t read_candidate(struct slot *slot, struct image_candidate *candidate)
{
    const struct image_rules rules = rules_of_slot();
    rss_status_t status = image_read_candidate(read_slot, slot, &rules, candidate);

    if (status != RSS_OK) {
        return status;
    }
    REQUIRE(candidate->total_bytes <= rules.limit_bytes);
    REQUIRE(signed_bytes(&candidate->header) < candidate->total_bytes);
    if (candidate->total_bytes > slot->size_bytes) {
        return RSS_ERR_ARGUMENT;
    }
    return image_fuzz_decrypt(candidate, slot->bytes);
}

static void learn_genuine(const uint8_t *data, size_t size_bytes)
{
    static struct image_candidate candidate;
    struct slot slot = { malloc(size_bytes), size_bytes };
    struct image_unprotected found;

    REQUIRE(genuine_count < GENUINE_LIMIT && slot.bytes != NULL);
    memcpy(slot.bytes, data, size_bytes);
    REQUIRE(read_candidate(&slot, &candidate) == RSS_OK);
    const uint32_t end = signed_bytes(&candidate.header);
    REQUIRE(image_parse_unprotected(&slot.bytes[end], candidate.total_bytes - end, &found) == RSS_OK);
    compute_hash(slot.bytes, end, genuine_hashes[genuine_count++]);
    REQUIRE(sha256_compute(found.key, image_signature_scheme.key_bytes, genuine_key_hash) == RSS_OK);
    free(slot.bytes);
}

static int is_genuine(const uint8_t hash[IMAGE_DIGEST_LIMIT_BYTES])
{
    for (size_t i = 0; i < genuine_count; i++) {
        if (memcmp(hash, genuine_hashes[i], IMAGE_DIGEST_LIMIT_BYTES) == 0) {
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
        uint8_t hash[IMAGE_DIGEST_LIMIT_BYTES];

        compute_hash(slot->bytes, end, hash);
        memcpy(&slot->bytes[found.hash - slot->bytes], hash, image_signature_scheme.hash_bytes);
        REQUIRE(sha256_compute(found.key, image_signature_scheme.key_bytes, rules->key_hash) == RSS_OK);
    }
}

static void check_accepted(const struct slot *slot, const struct image_candidate *candidate,
                           const struct image_rules *rules, const struct image_identity *identity)
{
    uint8_t hash[IMAGE_DIGEST_LIMIT_BYTES];

    compute_hash(slot->bytes, signed_bytes(&candidate->header), hash);
    REQUIRE(memcmp(hash, identity->hash, image_signature_scheme.hash_bytes) == 0);
    REQUIRE(memcmp(rules->key_hash, identity->signer_id, sizeof(rules->key_hash)) == 0);
    REQUIRE(candidate->protected_tlvs.security_counter >= rules->security_counter &&
            candidate->protected_tlvs.security_counter <= IMAGE_COUNTER_LIMIT);
    REQUIRE(FUZZ_REPAIR || is_genuine(hash));
}

static void fuzz_slot(struct slot *slot)
{
    static struct image_candidate candidate;
    struct image_rules rules = rules_of_slot();
    struct image_identity identity;
    const uint32_t steps = fih_steps;

    if (read_candidate(slot, &candidate) != RSS_OK) {
        return;
    }
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
        fuzz_each_genuine(FUZZ_IMAGE_SEEDS, learn_genuine);
    }
    REQUIRE(slot.bytes != NULL);
    memcpy(slot.bytes, data, size_bytes);
    fuzz_slot(&slot);
    free(slot.bytes);
    return 0;
}
