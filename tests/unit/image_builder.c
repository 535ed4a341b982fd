/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/unit/image_builder.h"

#include <assert.h>
#include <string.h>

#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/sha256.h>

/* Signing needs random bytes for salt and blinding; the tests' need not be good ones, only different. */
static int test_random(void *context, unsigned char *out, size_t size_bytes)
{
    static uint32_t x = 2463534242u;

    (void)context;
    for (size_t i = 0; i < size_bytes; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        out[i] = (unsigned char)x;
    }
    return 0;
}

static void put16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)v;
    p[1] = (uint8_t)(v >> 8);
}

static void put32(uint8_t *p, uint32_t v)
{
    put16(p, v);
    put16(p + 2, v >> 16);
}

void tlv_start(struct tlv_area *area, uint16_t magic)
{
    put16(area->bytes, magic);
    area->used = 4;
    tlv_set_total(area, 4);
}

void tlv_set_total(struct tlv_area *area, uint16_t total_bytes)
{
    put16(&area->bytes[2], total_bytes);
}

void tlv_add(struct tlv_area *area, uint16_t type, const void *value, size_t size_bytes)
{
    assert(area->used + 4 + size_bytes <= sizeof(area->bytes));
    put16(&area->bytes[area->used], type);
    put16(&area->bytes[area->used + 2], (uint32_t)size_bytes);
    memcpy(&area->bytes[area->used + 4], value, size_bytes);
    area->used += 4 + size_bytes;
    tlv_set_total(area, (uint16_t)area->used);
}

void tlv_add_counter(struct tlv_area *area, uint32_t counter)
{
    uint8_t value[4];

    put32(value, counter);
    tlv_add(area, 0x50, value, sizeof(value));
}

void tlv_add_boot_record(struct tlv_area *area, const char *version, const char *key_file)
{
    static const uint8_t sw_type[] = { 0xa5, 0x01, 0x64, 'H', 'O', 'S', 'T', 0x04 };
    static const uint8_t signer[] = { 0x05, 0x58, 0x20 };
    static const uint8_t measurement[] = { 0x06, 0x66, 'S', 'H', 'A', '2', '5', '6', 0x02, 0x58, 0x20 };
    uint8_t record[100] = { 0 };
    size_t used = 0;

    memcpy(&record[used], sw_type, sizeof(sw_type));
    used += sizeof(sw_type);
    record[used++] = (uint8_t)(0x60 + strlen(version));
    memcpy(&record[used], version, strlen(version));
    used += strlen(version);
    memcpy(&record[used], signer, sizeof(signer));
    used += sizeof(signer);
    image_key_hash(key_file, &record[used]);
    used += 32;
    memcpy(&record[used], measurement, sizeof(measurement));
    used += sizeof(measurement) + 32;
    tlv_add(area, 0x60, record, used);
}

void tlv_add_dependency(struct tlv_area *area, uint8_t image_id, uint8_t major, uint8_t minor,
                        uint16_t revision)
{
    uint8_t value[12] = { image_id, 0, 0, 0, major, minor };

    put16(&value[6], revision);
    tlv_add(area, 0x40, value, sizeof(value));
}

struct image_spec image_spec_good(uint32_t load_address, const char *key_file, uint8_t major)
{
    struct image_spec spec = { .magic = 0x96f3b83d,
                               .load_address = load_address,
                               .header_bytes = 0x200,
                               .payload_bytes = 600,
                               .flags = 0x20,
                               .major = major,
                               .key_file = key_file,
                               .payload_byte = (uint8_t)(0x40 + major) };
    char version[] = "0.0.0";

    assert(major < 10);
    version[0] = (char)('0' + major);
    tlv_start(&spec.protected_tlvs, 0x6908);
    tlv_add_counter(&spec.protected_tlvs, 1);
    tlv_add_boot_record(&spec.protected_tlvs, version, key_file);
    return spec;
}

void image_sign(const uint8_t *front, size_t front_bytes, const char *key_file, uint8_t hash[32],
                uint8_t key[398], uint8_t signature[384])
{
    mbedtls_pk_context pk;
    mbedtls_rsa_context *rsa;
    uint8_t der[512];
    unsigned char *start = &der[sizeof(der)];

    mbedtls_pk_init(&pk);
    if (mbedtls_pk_parse_keyfile(&pk, key_file, NULL, test_random, NULL) != 0) {
        assert(!"key file");
    }
    rsa = mbedtls_pk_rsa(pk);
    mbedtls_rsa_set_padding(rsa, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
    mbedtls_sha256(front, front_bytes, hash, 0);
    if (mbedtls_rsa_rsassa_pss_sign_ext(rsa, test_random, NULL, MBEDTLS_MD_SHA256, 32, hash, 32, signature) !=
        0) {
        assert(!"signature");
    }
    if (mbedtls_pk_write_pubkey(&start, der, &pk) != 398) {
        assert(!"public key");
    }
    memcpy(key, start, 398);
    mbedtls_pk_free(&pk);
}

void image_key_hash(const char *key_file, uint8_t hash[32])
{
    uint8_t signature[384];
    uint8_t key[398];

    image_sign((const uint8_t *)"", 0, key_file, hash, key, signature);
    mbedtls_sha256(key, sizeof(key), hash, 0);
}

void image_build_unprotected(const uint8_t *front, size_t front_bytes, const char *key_file,
                             struct tlv_area *area)
{
    uint8_t hash[32];
    uint8_t key[398];
    uint8_t signature[384];

    image_sign(front, front_bytes, key_file, hash, key, signature);
    tlv_start(area, 0x6907);
    tlv_add(area, 0x10, hash, sizeof(hash));
    tlv_add(area, 0x02, key, sizeof(key));
    tlv_add(area, 0x23, signature, sizeof(signature));
}

size_t image_build(const struct image_spec *spec, uint8_t *out, size_t out_bytes)
{
    size_t payload_end = (size_t)spec->header_bytes + spec->payload_bytes;
    size_t front_bytes = payload_end + spec->protected_tlvs.used;
    struct tlv_area unprotected;

    assert(spec->header_bytes >= 32 && out_bytes >= front_bytes + 830);
    memset(out, 0xff, spec->header_bytes);
    put32(&out[0], spec->magic);
    put32(&out[4], spec->load_address);
    put16(&out[8], spec->header_bytes);
    put16(&out[10], (uint32_t)spec->protected_tlvs.used);
    put32(&out[12], spec->payload_bytes);
    put32(&out[16], spec->flags);
    out[20] = spec->major;
    out[21] = spec->minor;
    put16(&out[22], spec->revision);
    put32(&out[24], spec->build);
    put32(&out[28], spec->pad);
    memset(&out[spec->header_bytes], spec->payload_byte, spec->payload_bytes);
    memcpy(&out[payload_end], spec->protected_tlvs.bytes, spec->protected_tlvs.used);
    image_build_unprotected(out, front_bytes, spec->key_file, &unprotected);
    memcpy(&out[front_bytes], unprotected.bytes, unprotected.used);
    return front_bytes + unprotected.used;
}
