/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/fih.h"
#include "lib/crypto/rsa_pss.h"
#include "lib/crypto/sha256.h"
#include "lib/image/image.h"
#include "tests/unit/image_builder.h"

#define LOAD_ADDRESS 0x70000000u
#define FRONT_BYTES  (0x200u + 600u) /* of image_spec_good */

static const char key_file[] = RSS_KEYS "/root-RSA-3072.pem";
static const char other_key_file[] = RSS_KEYS "/root-RSA-3072_1.pem";

static struct image_rules rules;
static uint8_t image[0x80000];
static size_t image_bytes;

void fih_panic(void)
{
    abort();
}

static rss_status_t read_memory(void *context, uint32_t offset_bytes, void *out, size_t size_bytes)
{
    (void)context;
    assert_true(offset_bytes <= sizeof(image) && size_bytes <= sizeof(image) - offset_bytes);
    memcpy(out, &image[offset_bytes], size_bytes);
    return RSS_OK;
}

/* Choose, load, validate, as BL2 does; image[] is the slot and the copy in RAM. */
static rss_status_t check_image(struct image_identity *identity)
{
    static struct image_candidate candidate;

    memset(&candidate, 0xa5, sizeof(candidate));
    fih_steps = 7;
    rss_status_t status = image_read_candidate(read_memory, NULL, &rules, &candidate);
    if (status == RSS_OK) {
        status = image_validate(image, &candidate, &rules, identity);
    }
    assert_int_equal(fih_steps, status == RSS_OK ? 7 + IMAGE_STEPS_VALID : 7);
    return status;
}

static void expect(rss_status_t want, const char *what)
{
    struct image_identity identity;
    rss_status_t status = check_image(&identity);

    if (status != want) {
        fail_msg("%s: %08x, wanted %08x", what, (unsigned int)status, (unsigned int)want);
    }
}

static int set_up(void **state)
{
    (void)state;
    rules.load_address = LOAD_ADDRESS;
    rules.limit_bytes = 0x20000;
    rules.security_counter = 1;
    rules.may_be_encrypted = false;
    image_key_hash(key_file, rules.key_hash);
    memset(image, 0xff, sizeof(image));
    return 0;
}

static void build(const struct image_spec *spec)
{
    memset(image, 0xff, sizeof(image));
    image_bytes = image_build(spec, image, sizeof(image));
}

static void read_file(const char *path)
{
    FILE *stream = fopen(path, "rb");

    assert_non_null(stream);
    memset(image, 0, sizeof(image));
    image_bytes = fread(image, 1, sizeof(image), stream);
    fclose(stream);
}

/* boot.md 12.4: the bytes that `imgtool sign` writes for the documented command and 5000 bytes of input. */
static void test_sample_of_the_documented_command(void **state)
{
    static const uint8_t header[] = { 0x3d, 0xb8, 0xf3, 0x96, 0x00, 0x00, 0x00, 0x70, 0x00, 0x10, 0x6c,
                                      0x00, 0x88, 0x13, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00, 0x00, 0x00,
                                      0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 };
    static const uint8_t protected_start[] = { 0x08, 0x69, 0x6c, 0x00, 0x50, 0x00, 0x04, 0x00, 0x01,
                                               0x00, 0x00, 0x00, 0x60, 0x00, 0x5c, 0x00, 0xa5, 0x01,
                                               0x64, 'H',  'O',  'S',  'T',  0x04, 0x65, '0',  '.',
                                               '0',  '.',  '1',  0x05, 0x58, 0x20 };
    static const uint8_t unprotected_start[] = { 0x07, 0x69, 0x3e, 0x03, 0x10, 0x00, 0x20, 0x00 };
    static const uint8_t key_start[] = { 0x02, 0x00, 0x8e, 0x01, 0x30, 0x82 };
    static const uint8_t signature_start[] = { 0x23, 0x00, 0x80, 0x01 };
    static const uint8_t trailer[] = { 0x77, 0xc2, 0x95, 0xf3, 0x60, 0xd2, 0xef, 0x7f,
                                       0x35, 0x52, 0x50, 0x0f, 0x2c, 0xb6, 0x79, 0x80 };
    /* Hash and signer of the reference's key: everything but the key is checked by putting its signer ID in. */
    static const uint8_t reference_hash[] = { 0x75, 0x12, 0x26, 0x43, 0x06, 0xc4, 0x39, 0x57,
                                              0x2c, 0x3a, 0x71, 0x7b, 0x7a, 0xa7, 0xfb, 0x0e,
                                              0xac, 0xee, 0x6d, 0x50, 0x76, 0xcf, 0x3e, 0x81,
                                              0x99, 0x5f, 0x1c, 0x77, 0x90, 0x4b, 0x91, 0x3e };
    static const uint8_t reference_signer[] = { 0xbf, 0xe6, 0xd8, 0x6f, 0x88, 0x26, 0xf4, 0xff,
                                                0x97, 0xfb, 0x96, 0xc4, 0xe6, 0xfb, 0xc4, 0x99,
                                                0x3e, 0x46, 0x19, 0xfc, 0x56, 0x5d, 0xa2, 0x6a,
                                                0xdf, 0x34, 0xc3, 0x29, 0x48, 0x9a, 0xdc, 0x38 };
    struct image_identity identity;
    uint8_t hash[32];

    (void)state;
    read_file(RSS_SAMPLE);
    assert_int_equal(image_bytes, 0x80000);
    assert_memory_equal(image, header, sizeof(header));
    for (size_t i = sizeof(header); i < 0x1000; i++) {
        assert_int_equal(image[i], 0xff);
    }
    assert_memory_equal(&image[0x2388], protected_start, sizeof(protected_start));
    assert_memory_equal(&image[0x23f4], unprotected_start, sizeof(unprotected_start));
    assert_memory_equal(&image[0x23f4 + 0x28], key_start, sizeof(key_start));
    assert_memory_equal(&image[0x23f4 + 0x1ba], signature_start, sizeof(signature_start));
    for (size_t i = 0x23f4 + 830; i < 0x7fff0; i++) {
        assert_int_equal(image[i], 0xff);
    }
    assert_memory_equal(&image[0x7fff0], trailer, sizeof(trailer));

    assert_int_equal(check_image(&identity), RSS_OK);
    assert_memory_equal(identity.hash, &image[0x23f4 + 8], 32);
    assert_memory_equal(identity.signer_id, rules.key_hash, 32);

    memcpy(&image[0x2388 + sizeof(protected_start)], reference_signer, sizeof(reference_signer));
    assert_int_equal(sha256_compute(image, 0x23f4, hash), RSS_OK);
    assert_memory_equal(hash, reference_hash, sizeof(hash));
}

/* The lines that sign the secure runtime: dependency and another version, through imgtool as well. */
static void test_imgtool_with_dependencies(void **state)
{
    static struct image_candidate candidate;

    (void)state;
    read_file(RSS_SAMPLE_DEPENDENCIES);
    expect(RSS_OK, "imgtool -d");
    assert_int_equal(image_read_candidate(read_memory, NULL, &rules, &candidate), RSS_OK);
    assert_int_equal(candidate.protected_tlvs.depends_on, 0x6);
    assert_int_equal(candidate.protected_tlvs.minimum[1].major, 1);
    assert_int_equal(candidate.protected_tlvs.minimum[1].minor, 2);
    assert_int_equal(candidate.protected_tlvs.minimum[1].revision, 3);
    assert_int_equal(candidate.protected_tlvs.minimum[1].build, 4);
    assert_int_equal(candidate.protected_tlvs.minimum[2].revision, 300);
    assert_int_equal(candidate.header.version.major, 3);
    assert_int_equal(candidate.header.version.build, 7);
}

static void test_good_image(void **state)
{
    struct image_spec spec = image_spec_good(LOAD_ADDRESS, key_file, 2);

    (void)state;
    build(&spec);
    expect(RSS_OK, "good image");
    rules.limit_bytes = (uint32_t)image_bytes;
    expect(RSS_OK, "fits exactly");
    rules.limit_bytes = (uint32_t)image_bytes - 1;
    expect(RSS_ERR_IMG_SIZE, "one byte too long");

    spec.protected_tlvs.used = 0; /* boot record is optional */
    tlv_start(&spec.protected_tlvs, 0x6908);
    tlv_add_counter(&spec.protected_tlvs, 1);
    rules.limit_bytes = 0x20000;
    build(&spec);
    expect(RSS_OK, "no boot record");
}

static void test_header_rules(void **state)
{
    struct {
        const char *what;
        size_t offset;
        uint32_t value;
        size_t size_bytes;
        rss_status_t want;
    } cases[] = {
        { "magic", 0, 0x96f3b83c, 4, RSS_ERR_IMG_MAGIC },
        { "erased", 0, 0xffffffff, 4, RSS_ERR_IMG_MAGIC },
        { "load address above", 4, LOAD_ADDRESS + 4, 4, RSS_ERR_IMG_LOAD_ADDRESS },
        { "load address of the next window", 4, LOAD_ADDRESS + 0x100000, 4, RSS_ERR_IMG_LOAD_ADDRESS },
        { "load address 0", 4, 0, 4, RSS_ERR_IMG_LOAD_ADDRESS },
        { "header size 0", 8, 0, 2, RSS_ERR_IMG_HEADER },
        { "header size 31", 8, 31, 2, RSS_ERR_IMG_HEADER },
        { "header size 28", 8, 28, 2, RSS_ERR_IMG_HEADER },
        { "header size not in words", 8, 0x202, 2, RSS_ERR_IMG_HEADER },
        { "no protected area", 10, 0, 2, RSS_ERR_IMG_TLV_MISSING },
        { "protected size below its info", 10, 3, 2, RSS_ERR_IMG_TLV_AREA },
        { "protected size one more", 10, 0x6d, 2, RSS_ERR_IMG_TLV_AREA },
        { "protected size above the limit", 10, 257, 2, RSS_ERR_IMG_TLV_AREA },
        { "protected size largest", 10, 0xffff, 2, RSS_ERR_IMG_TLV_AREA },
        { "payload 0", 12, 0, 4, RSS_ERR_IMG_SIZE },
        { "payload without a vector table", 12, 7, 4, RSS_ERR_IMG_SIZE },
        { "payload above the limit", 12, 0x20000, 4, RSS_ERR_IMG_SIZE },
        { "payload to the limit", 12, 0x20000 - 0x200, 4, RSS_ERR_IMG_SIZE },
        { "payload that wraps", 12, 0xfffffe00, 4, RSS_ERR_IMG_SIZE },
        { "payload largest", 12, 0xffffffff, 4, RSS_ERR_IMG_SIZE },
        { "no RAM_LOAD", 16, 0, 4, RSS_ERR_IMG_HEADER },
        { "encrypted", 16, 0x24, 4, RSS_ERR_IMG_NOT_ENCRYPTABLE },
        { "encrypted, 256", 16, 0x28, 4, RSS_ERR_IMG_NOT_ENCRYPTABLE },
        { "encrypted, both lengths", 16, 0x2c, 4, RSS_ERR_IMG_ENCRYPTION_FLAGS },
        { "encrypted, no RAM_LOAD", 16, 0x04, 4, RSS_ERR_IMG_HEADER },
        { "not bootable", 16, 0x30, 4, RSS_ERR_IMG_HEADER },
        { "ROM_FIXED", 16, 0x100, 4, RSS_ERR_IMG_HEADER },
        { "both places", 16, 0x120, 4, RSS_ERR_IMG_HEADER },
        { "compressed", 16, 0x220, 4, RSS_ERR_IMG_HEADER },
        { "pad word", 28, 1, 4, RSS_ERR_IMG_HEADER },
        { "version not the signed one", 22, 9, 2, RSS_ERR_IMG_HASH },
    };
    struct image_spec spec = image_spec_good(LOAD_ADDRESS, key_file, 1);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        build(&spec);
        for (size_t byte = 0; byte < cases[i].size_bytes; byte++) {
            image[cases[i].offset + byte] = (uint8_t)(cases[i].value >> (8 * byte));
        }
        expect(cases[i].want, cases[i].what);
    }
}

/* Protected areas that are signed as they are: only the rule itself can refuse them. */
static void test_protected_rules(void **state)
{
    static const uint8_t zeros[300];
    struct image_spec spec = image_spec_good(LOAD_ADDRESS, key_file, 1);
    const struct image_spec good = spec;
    struct tlv_area *area = &spec.protected_tlvs;

    (void)state;
    tlv_start(area, 0x6908);
    build(&spec);
    expect(RSS_ERR_IMG_TLV_MISSING, "empty area");

    tlv_start(area, 0x6908);
    tlv_add_boot_record(area, "1.0.0", key_file);
    build(&spec);
    expect(RSS_ERR_IMG_TLV_MISSING, "no counter");

    spec = good;
    tlv_add_counter(area, 1);
    build(&spec);
    expect(RSS_ERR_IMG_TLV_DUPLICATE, "counter twice");

    spec = good;
    tlv_add_boot_record(area, "1.0.0", key_file);
    build(&spec);
    expect(RSS_ERR_IMG_TLV_DUPLICATE, "boot record twice");

    for (size_t size = 0; size <= 8; size++) {
        tlv_start(area, 0x6908);
        tlv_add(area, 0x50, "\1\0\0\0\0\0\0\0", size);
        build(&spec);
        expect(size == 4 ? RSS_OK : RSS_ERR_IMG_TLV_ENTRY, "length of the counter");
    }

    static const uint16_t refused_types[] = { 0x00, 0x01, 0x02, 0x10, 0x11, 0x20, 0x23,   0x30,
                                              0x51, 0x61, 0x70, 0x74, 0xa0, 0xfe, 0xffff, 0x5000 };
    for (size_t i = 0; i < sizeof(refused_types) / sizeof(refused_types[0]); i++) {
        spec = good;
        tlv_add(area, refused_types[i], zeros, 32);
        build(&spec);
        expect(RSS_ERR_IMG_TLV_TYPE, "type not known in the protected area");
    }

    spec = good;
    tlv_add(area, 0x60, zeros, 0); /* a duplicate, but its length comes first */
    build(&spec);
    expect(RSS_ERR_IMG_TLV_ENTRY, "empty boot record");

    tlv_start(area, 0x6908);
    tlv_add_counter(area, 1);
    tlv_add(area, 0x60, zeros, 101);
    build(&spec);
    expect(RSS_ERR_IMG_TLV_ENTRY, "boot record too long");

    for (size_t extra = 1; extra < 4; extra++) {
        spec = good;
        memset(&area->bytes[area->used], 0, extra);
        area->used += extra;
        tlv_set_total(area, (uint16_t)area->used);
        build(&spec);
        expect(RSS_ERR_IMG_TLV_ENTRY, "bytes after the last entry");
    }

    spec = good;
    area->bytes[area->used - 92 - 2] += 1; /* length of the last entry */
    build(&spec);
    expect(RSS_ERR_IMG_TLV_ENTRY, "entry crosses its area");

    static const int total_offs[] = { -1, 1, 4 };
    for (size_t i = 0; i < sizeof(total_offs) / sizeof(total_offs[0]); i++) {
        spec = good;
        tlv_set_total(area, (uint16_t)((int)area->used + total_offs[i]));
        build(&spec);
        expect(RSS_ERR_IMG_TLV_AREA, "total is not the header's size");
    }

    spec = good;
    area->bytes[0] = 0x07;
    build(&spec);
    expect(RSS_ERR_IMG_TLV_AREA, "magic of the unprotected area");
}

static void test_dependencies(void **state)
{
    struct image_spec spec = image_spec_good(LOAD_ADDRESS, key_file, 1);
    const struct image_spec good = spec;
    struct tlv_area *area = &spec.protected_tlvs;
    static const uint8_t zeros[13];

    (void)state;
    for (uint8_t id = 0; id < 4; id++) {
        tlv_add_dependency(area, id, 1, 2, 3);
    }
    build(&spec);
    expect(RSS_OK, "one on each image");
    tlv_add_dependency(area, 2, 0, 0, 0);
    build(&spec);
    expect(RSS_ERR_IMG_TLV_DUPLICATE, "a fifth");

    spec = good;
    tlv_add_dependency(area, 2, 1, 0, 0);
    tlv_add_dependency(area, 2, 2, 0, 0);
    build(&spec);
    expect(RSS_ERR_IMG_TLV_DUPLICATE, "two on one image");

    spec = good;
    tlv_add_dependency(area, 4, 0, 0, 0);
    build(&spec);
    expect(RSS_ERR_IMG_DEPENDENCY, "on an image that does not exist");

    spec = good;
    tlv_add(area, 0x40, "\1\0\0\1\0\0\0\0\0\0\0\0", 12);
    build(&spec);
    expect(RSS_ERR_IMG_TLV_ENTRY, "padding not zero");

    for (size_t size = 11; size <= 13; size += 2) {
        spec = good;
        tlv_add(area, 0x40, zeros, size);
        build(&spec);
        expect(RSS_ERR_IMG_TLV_ENTRY, "length of a dependency");
    }
}

/* The unprotected area is not signed: each rule is all that stands against its case. */
static void test_unprotected_rules(void **state)
{
    const struct {
        const char *what;
        const char *entries; /* h hash, k key, s signature, then types that must not be there */
        rss_status_t want;
    } cases[] = {
        { "imgtool's order", "hks", RSS_OK },
        { "key before hash", "khs", RSS_OK },
        { "signature before key", "hsk", RSS_ERR_IMG_TLV_MISSING },
        { "nothing", "", RSS_ERR_IMG_TLV_MISSING },
        { "no hash", "ks", RSS_ERR_IMG_TLV_MISSING },
        { "no key", "hs", RSS_ERR_IMG_TLV_MISSING },
        { "no signature", "hk", RSS_ERR_IMG_TLV_MISSING },
        { "hash twice", "hhks", RSS_ERR_IMG_TLV_DUPLICATE },
        { "key twice", "hkks", RSS_ERR_IMG_TLV_DUPLICATE },
        { "signature twice", "hkss", RSS_ERR_IMG_TLV_DUPLICATE },
        { "key and key hash", "hkse", RSS_ERR_IMG_KEY_HASH },
        { "key hash", "hes", RSS_ERR_IMG_KEY_HASH },
        { "counter", "hksc", RSS_ERR_IMG_TLV_TYPE },
        { "unknown", "hksu", RSS_ERR_IMG_TLV_TYPE },
        { "hash too short", "Hks", RSS_ERR_IMG_TLV_ENTRY },
        { "key too short", "hKs", RSS_ERR_IMG_TLV_ENTRY },
        { "signature too short", "hkS", RSS_ERR_IMG_TLV_ENTRY },
        { "three bytes more", "hks3", RSS_ERR_IMG_TLV_ENTRY },
        { "above the limit", "hksss", RSS_ERR_IMG_TLV_AREA },
    };
    struct image_spec spec = image_spec_good(LOAD_ADDRESS, key_file, 1);
    uint8_t hash[32], key[398], signature[384];
    size_t front_bytes = FRONT_BYTES + spec.protected_tlvs.used;

    (void)state;
    build(&spec);
    image_sign(image, front_bytes, key_file, hash, key, signature);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct tlv_area area;

        tlv_start(&area, 0x6907);
        for (const char *entry = cases[i].entries; *entry != '\0'; entry++) {
            switch (*entry) {
            case 'h':
                tlv_add(&area, 0x10, hash, 32);
                break;
            case 'H':
                tlv_add(&area, 0x10, hash, 31);
                break;
            case 'k':
                tlv_add(&area, 0x02, key, 398);
                break;
            case 'K':
                tlv_add(&area, 0x02, key, 397);
                break;
            case 's':
                tlv_add(&area, 0x23, signature, 384);
                break;
            case 'S':
                tlv_add(&area, 0x23, signature, 383);
                break;
            case 'e':
                tlv_add(&area, 0x01, rules.key_hash, 32);
                break;
            case 'c':
                tlv_add_counter(&area, 100);
                break;
            case 'u':
                tlv_add(&area, 0xa0, hash, 1);
                break;
            default:
                area.used += 3;
                tlv_set_total(&area, (uint16_t)area.used);
                break;
            }
        }
        memcpy(&image[front_bytes], area.bytes, area.used);
        expect(cases[i].want, cases[i].what);
    }
    for (uint16_t total = 0; total < 4; total++) {
        build(&spec);
        image[front_bytes + 2] = (uint8_t)total;
        image[front_bytes + 3] = 0;
        expect(RSS_ERR_IMG_TLV_AREA, "total below its info");
    }
    build(&spec);
    image[front_bytes] = 0x08;
    expect(RSS_ERR_IMG_TLV_AREA, "two protected areas");
}

/* What the header says about encryption and what the unprotected area holds have to agree. */
static void test_wrapped_key(void **state)
{
    static const struct {
        uint32_t flags;
        size_t wrapped_bytes; /* 0: no entry */
        rss_status_t want;
    } cases[] = {
        { 0x20, 0, RSS_OK },
        { 0x20, 24, RSS_ERR_IMG_PLAIN_WITH_KEY },
        { 0x20, 40, RSS_ERR_IMG_PLAIN_WITH_KEY },
        { 0x24, 0, RSS_ERR_IMG_NO_WRAPPED_KEY },
        { 0x24, 24, RSS_OK },
        { 0x24, 23, RSS_ERR_IMG_WRAPPED_SIZE },
        { 0x24, 25, RSS_ERR_IMG_WRAPPED_SIZE },
        { 0x24, 40, RSS_ERR_IMG_WRAPPED_SIZE },
        { 0x28, 0, RSS_ERR_IMG_NO_WRAPPED_KEY },
        { 0x28, 24, RSS_ERR_IMG_WRAPPED_SIZE },
        { 0x28, 40, RSS_OK },
        { 0x28, 41, RSS_ERR_IMG_WRAPPED_SIZE },
    };
    static const uint8_t wrapped[41];
    struct image_spec spec = image_spec_good(LOAD_ADDRESS, key_file, 1);
    size_t front_bytes = FRONT_BYTES + spec.protected_tlvs.used;
    struct tlv_area area;

    (void)state;
    rules.may_be_encrypted = true;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        spec.flags = cases[i].flags;
        build(&spec);
        image_build_unprotected(image, front_bytes, key_file, &area);
        if (cases[i].wrapped_bytes != 0) {
            tlv_add(&area, 0x31, wrapped, cases[i].wrapped_bytes);
        }
        memcpy(&image[front_bytes], area.bytes, area.used);
        expect(cases[i].want, "wrapped key");
    }
    tlv_add(&area, 0x31, wrapped, 40);
    memcpy(&image[front_bytes], area.bytes, area.used);
    expect(RSS_ERR_IMG_TLV_DUPLICATE, "two wrapped keys");
    for (uint16_t type = 0x30; type <= 0x34; type++) {
        image_build_unprotected(image, front_bytes, key_file, &area);
        tlv_add(&area, type, wrapped, 40);
        memcpy(&image[front_bytes], area.bytes, area.used);
        expect(type == 0x31 ? RSS_OK : RSS_ERR_IMG_TLV_TYPE, "wrapped for RSA or EC");
    }
}

static void test_counter(void **state)
{
    const struct {
        uint32_t otp, image;
        rss_status_t want;
    } cases[] = {
        { 0, 0, RSS_OK },
        { 0, 1, RSS_OK },
        { 1, 0, RSS_ERR_IMG_ROLLBACK },
        { 127, 126, RSS_ERR_IMG_ROLLBACK },
        { 5, 5, RSS_OK },
        { 127, 127, RSS_OK },
        { 127, 128, RSS_OK },
        { 128, 127, RSS_ERR_IMG_ROLLBACK },
        { 128, 128, RSS_OK },
        { 0, 129, RSS_ERR_IMG_ROLLBACK },
        { 0, 0xffffffff, RSS_ERR_IMG_ROLLBACK },
        { 0, 0x80000000, RSS_ERR_IMG_ROLLBACK },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct image_spec spec = image_spec_good(LOAD_ADDRESS, key_file, 1);

        tlv_start(&spec.protected_tlvs, 0x6908);
        tlv_add_counter(&spec.protected_tlvs, cases[i].image);
        rules.security_counter = cases[i].otp;
        build(&spec);
        expect(cases[i].want, "counter");
    }
}

/* The OTP may have been raised after the choice: validation looks again. */
static void test_counter_is_checked_by_validation(void **state)
{
    static struct image_candidate candidate;
    struct image_spec spec = image_spec_good(LOAD_ADDRESS, key_file, 1);
    struct image_identity identity;

    (void)state;
    build(&spec);
    assert_int_equal(image_read_candidate(read_memory, NULL, &rules, &candidate), RSS_OK);
    rules.security_counter = 2;
    assert_int_equal(image_validate(image, &candidate, &rules, &identity), RSS_ERR_IMG_ROLLBACK);
}

static void test_key_and_signature(void **state)
{
    struct image_spec spec = image_spec_good(LOAD_ADDRESS, other_key_file, 1);
    size_t front_bytes = FRONT_BYTES + spec.protected_tlvs.used;
    uint8_t hash[32], key[398], signature[384];
    struct tlv_area area;

    (void)state;
    build(&spec);
    expect(RSS_ERR_IMG_KEY, "another key, well signed");

    spec = image_spec_good(LOAD_ADDRESS, key_file, 1);
    build(&spec);
    image_sign(image, front_bytes, key_file, hash, key, signature);
    tlv_start(&area, 0x6907);
    tlv_add(&area, 0x10, hash, 32);
    tlv_add(&area, 0x02, key, 398);
    image_sign(image, front_bytes, other_key_file, hash, key, signature);
    tlv_add(&area, 0x23, signature, 384);
    memcpy(&image[front_bytes], area.bytes, area.used);
    expect(RSS_ERR_IMG_SIGNATURE, "signed with another key");

    build(&spec);
    image_sign(image, front_bytes - 1, key_file, hash, key, signature);
    memcpy(&image[front_bytes + 0x1ba + 4], signature, 384);
    expect(RSS_ERR_IMG_SIGNATURE, "signature of another hash");
}

/* What was chosen is what runs: header or protected TLVs that change between the two reads are refused. */
static void test_changed_after_the_choice(void **state)
{
    static struct image_candidate candidate;
    struct image_identity identity;
    struct image_spec chosen = image_spec_good(LOAD_ADDRESS, key_file, 2);
    struct image_spec spec = image_spec_good(LOAD_ADDRESS, key_file, 1);

    (void)state;
    build(&chosen);
    assert_int_equal(image_read_candidate(read_memory, NULL, &rules, &candidate), RSS_OK);
    build(&spec);
    assert_int_equal(image_validate(image, &candidate, &rules, &identity), RSS_ERR_IMG_CHANGED);

    spec = chosen; /* another counter, well signed, same size */
    spec.protected_tlvs.bytes[8] = 3;
    build(&spec);
    assert_int_equal(image_validate(image, &candidate, &rules, &identity), RSS_ERR_IMG_CHANGED);

    build(&chosen); /* size of the unprotected area */
    image[FRONT_BYTES + chosen.protected_tlvs.used + 2] += 1;
    assert_int_equal(image_validate(image, &candidate, &rules, &identity), RSS_ERR_IMG_TLV_AREA);
    build(&chosen);
    assert_int_equal(image_validate(image, &candidate, &rules, &identity), RSS_OK);
}

static void test_boot_record(void **state)
{
    struct image_spec spec = image_spec_good(LOAD_ADDRESS, key_file, 1);
    const struct image_spec good = spec;
    struct tlv_area *area = &spec.protected_tlvs;
    uint8_t *record = &area->bytes[4 + 8 + 4];
    const size_t record_bytes = 92;
    /* free: the four letters of the software type */
    const size_t free_start = 3, free_end = 7;

    (void)state;
    assert_int_equal(area->used, 16 + record_bytes);
    for (size_t i = 0; i < record_bytes; i++) {
        spec = good;
        record[i] ^= 1;
        build(&spec);
        expect(i >= free_start && i < free_end ? RSS_OK : RSS_ERR_IMG_BOOT_RECORD, "boot record, one bit");
    }
    for (size_t i = 1; i < record_bytes; i++) {
        tlv_start(area, 0x6908);
        tlv_add_counter(area, 1);
        tlv_add(area, 0x60, &good.protected_tlvs.bytes[16], i);
        build(&spec);
        expect(RSS_ERR_IMG_BOOT_RECORD, "boot record cut short");
    }
    spec = image_spec_good(LOAD_ADDRESS, key_file, 1);
    memset(&record[record_bytes], 0, 1);
    tlv_start(area, 0x6908);
    tlv_add_counter(area, 1);
    tlv_add(area, 0x60, record, record_bytes + 1);
    build(&spec);
    expect(RSS_ERR_IMG_BOOT_RECORD, "boot record with a byte more");

    tlv_start(area, 0x6908);
    tlv_add_counter(area, 1);
    tlv_add_boot_record(area, "1.0.1", key_file);
    build(&spec);
    expect(RSS_ERR_IMG_BOOT_RECORD, "another version");

    tlv_start(area, 0x6908);
    tlv_add_counter(area, 1);
    tlv_add_boot_record(area, "1.0.0", other_key_file);
    build(&spec);
    expect(RSS_ERR_IMG_BOOT_RECORD, "another signer");
}

/* No byte of an image may change: header, payload, both TLV areas. */
static void test_every_byte_counts(void **state)
{
    struct image_spec spec = image_spec_good(LOAD_ADDRESS, key_file, 1);
    struct image_identity identity;

    (void)state;
    spec.header_bytes = 32;
    spec.payload_bytes = 40;
    build(&spec);
    expect(RSS_OK, "unchanged");
    for (size_t i = 0; i < image_bytes; i++) {
        image[i] ^= (uint8_t)(1u << (i % 8));
        if (check_image(&identity) == RSS_OK) {
            fail_msg("byte 0x%zx", i);
        }
        image[i] ^= (uint8_t)(1u << (i % 8));
    }
    expect(RSS_OK, "restored");
}

static void test_versions(void **state)
{
    const struct {
        struct image_version version;
        const char *text;
    } ordered[] = {
        { { 0, 0, 0, 0 }, "0.0.0+0" },
        { { 0, 0, 1, 0 }, "0.0.1+0" },
        { { 0, 0, 256, 42949 }, "0.0.256+42949" },
        { { 0, 1, 0, 0 }, "0.1.0+0" },
        { { 0, 1, 256, 429496 }, "0.1.256" }, /* with its build number it would not fit */
        { { 0, 255, 65535, 1 }, "0.255.65535+1" },
        { { 1, 0, 0, 12345 }, "1.0.0+12345" },
        { { 255, 255, 65535, 4294967295 }, "255.255.65535" },
    };
    const size_t count = sizeof(ordered) / sizeof(ordered[0]);
    struct image_version a = { 1, 2, 3, 4 }, b = { 1, 2, 3, 5 };

    (void)state;
    for (size_t i = 0; i < count; i++) {
        char text[IMAGE_VERSION_TEXT_BYTES];

        memset(text, 0xee, sizeof(text));
        image_version_text(&ordered[i].version, text);
        assert_string_equal(text, ordered[i].text);
        for (size_t j = 0; j < count; j++) {
            int order = image_compare_versions(&ordered[i].version, &ordered[j].version);

            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    }
    assert_int_equal(image_compare_versions(&a, &b), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_sample_of_the_documented_command, set_up),
        cmocka_unit_test_setup(test_imgtool_with_dependencies, set_up),
        cmocka_unit_test_setup(test_good_image, set_up),
        cmocka_unit_test_setup(test_header_rules, set_up),
        cmocka_unit_test_setup(test_protected_rules, set_up),
        cmocka_unit_test_setup(test_dependencies, set_up),
        cmocka_unit_test_setup(test_unprotected_rules, set_up),
        cmocka_unit_test_setup(test_wrapped_key, set_up),
        cmocka_unit_test_setup(test_counter, set_up),
        cmocka_unit_test_setup(test_counter_is_checked_by_validation, set_up),
        cmocka_unit_test_setup(test_key_and_signature, set_up),
        cmocka_unit_test_setup(test_changed_after_the_choice, set_up),
        cmocka_unit_test_setup(test_boot_record, set_up),
        cmocka_unit_test_setup(test_every_byte_counts, set_up),
        cmocka_unit_test_setup(test_versions, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
