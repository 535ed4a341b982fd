/* SPDX-License-Identifier: BSD-3-Clause */
/** Images for unit tests, good or damaged before they are signed. Independent of lib/image: offsets and numbers are typed again. */
#ifndef TESTS_UNIT_IMAGE_BUILDER_H
#define TESTS_UNIT_IMAGE_BUILDER_H

#include <stddef.h>
#include <stdint.h>

struct tlv_area {
    uint8_t bytes[2048];
    size_t used;
};

struct image_spec {
    uint32_t magic, load_address;
    uint16_t header_bytes;
    uint32_t payload_bytes, flags;
    uint8_t major, minor;
    uint16_t revision;
    uint32_t build, pad;
    struct tlv_area protected_tlvs;
    const char *key_file; /* PEM */
    uint8_t payload_byte; /* filling, to tell images apart */
};

/** Start an area, add an entry, overwrite the total. The total follows the entries by itself. */
void tlv_start(struct tlv_area *area, uint16_t magic);
void tlv_add(struct tlv_area *area, uint16_t type, const void *value, size_t size_bytes);
void tlv_set_total(struct tlv_area *area, uint16_t total_bytes);

/** Security counter, boot record with this version, as the documented imgtool command makes them. */
void tlv_add_counter(struct tlv_area *area, uint32_t counter);
void tlv_add_boot_record(struct tlv_area *area, const char *version, const char *key_file);
void tlv_add_dependency(struct tlv_area *area, uint8_t image_id, uint8_t major, uint8_t minor,
                        uint16_t revision);

/** An image that passes: 0x200 bytes of header, 600 of payload, counter 1, boot record. */
struct image_spec image_spec_good(uint32_t load_address, const char *key_file, uint8_t major);

/** Header, payload and protected area; then the unprotected area that belongs to them. Returns the size. */
size_t image_build(const struct image_spec *spec, uint8_t *out, size_t out_bytes);
void image_build_unprotected(const uint8_t *front, size_t front_bytes, const char *key_file,
                             struct tlv_area *area);

/** The three values of the unprotected area, for tests that build their own. key 398 bytes, signature 384. */
void image_sign(const uint8_t *front, size_t front_bytes, const char *key_file, uint8_t hash[32],
                uint8_t key[398], uint8_t signature[384]);

/** SHA-256 of the key file's public key. */
void image_key_hash(const char *key_file, uint8_t hash[32]);

#endif /* TESTS_UNIT_IMAGE_BUILDER_H */
