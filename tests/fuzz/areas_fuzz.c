/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz entry for the parsers behind the image header. The first byte chooses: 0 protected area, 1 unprotected area,
 * 2 boot record, in front of which stand the version (8 bytes) and signer (32) that it is compared with.
 */
#include <string.h>

#include "lib/base/bytes.h"
#include "lib/crypto/rsa_pss.h"
#include "lib/image/image.h"
#include "tests/fuzz/fuzz.h"

#define VERSION_BYTES      8u
#define RECORD_LEAST_BYTES 88u /* everything but the software type */

static int is_inside(const uint8_t *value, size_t value_bytes, const uint8_t *area, size_t area_bytes)
{
    return value >= area && value_bytes <= area_bytes && (size_t)(value - area) <= area_bytes - value_bytes;
}

static void fuzz_protected(const uint8_t *area, size_t area_bytes)
{
    struct image_protected out;

    if (image_parse_protected(area, area_bytes, &out) == RSS_OK) {
        REQUIRE(out.depends_on < 1u << IMAGE_COUNT);
        REQUIRE(out.boot_record.value == NULL ||
                is_inside(out.boot_record.value, out.boot_record.size_bytes, area, area_bytes));
    }
}

static void fuzz_unprotected(const uint8_t *area, size_t area_bytes)
{
    struct image_unprotected out;
    uint32_t announced_bytes;

    if (image_parse_unprotected(area, area_bytes, &out) == RSS_OK) {
        REQUIRE(is_inside(out.hash, IMAGE_HASH_BYTES, area, area_bytes));
        REQUIRE(is_inside(out.key, RSA_PSS_KEY_BYTES, area, area_bytes));
        REQUIRE(is_inside(out.signature.value, out.signature.size_bytes, area, area_bytes));
    }
    if (area_bytes >= IMAGE_TLV_INFO_BYTES && image_unprotected_bytes(area, &announced_bytes) == RSS_OK) {
        REQUIRE(announced_bytes >= IMAGE_TLV_INFO_BYTES && announced_bytes <= IMAGE_UNPROTECTED_LIMIT_BYTES);
    }
}

static void fuzz_record(const uint8_t *data, size_t size_bytes)
{
    if (size_bytes < VERSION_BYTES + IMAGE_HASH_BYTES || size_bytes > UINT16_MAX) {
        return;
    }
    const struct image_version version = { data[0], data[1], bytes_get_le16(&data[2]),
                                           bytes_get_le32(&data[4]) };
    const struct image_tlv record = { 0x60, (uint16_t)(size_bytes - VERSION_BYTES - IMAGE_HASH_BYTES),
                                      &data[VERSION_BYTES + IMAGE_HASH_BYTES] };
    if (image_check_boot_record(&record, &version, &data[VERSION_BYTES]) == RSS_OK) {
        REQUIRE(record.size_bytes >= RECORD_LEAST_BYTES);
    }
}

/* In memory of just its size, so that one byte too far is caught. */
static void run_on_copy(void (*parse)(const uint8_t *, size_t), const uint8_t *data, size_t size_bytes)
{
    uint8_t *copy = malloc(size_bytes + (size_bytes == 0));

    REQUIRE(copy != NULL);
    memcpy(copy, data, size_bytes);
    parse(copy, size_bytes);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static void (*const parsers[])(const uint8_t *, size_t) = { fuzz_protected, fuzz_unprotected,
                                                                fuzz_record };

    if (size_bytes > 0 && data[0] < sizeof(parsers) / sizeof(parsers[0])) {
        run_on_copy(parsers[data[0]], &data[1], size_bytes - 1);
    }
    return 0;
}
