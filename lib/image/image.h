/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * MCUboot image format (boot.md 6), the subset that BL2 boots: loaded to RAM, with the full public key, hashed and signed
 * by the scheme that is linked (lib/crypto/image_signature.h).
 *
 *   header (32 bytes, padded to header_bytes) | payload | protected TLV area | unprotected TLV area
 *
 * The rules are stricter than MCUboot's: a TLV type that is not listed here, a wrong length, a type twice and bytes that
 * belong to no entry are refused. What `imgtool sign` writes for the documented command passes.
 *
 * Everything here is pure C over memory of the caller; values that point into an image are named so.
 */
#ifndef LIB_IMAGE_IMAGE_H
#define LIB_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/crypto/image_signature.h"

#define IMAGE_COUNT          4u /* image IDs 0..3 */
#define IMAGE_HEADER_BYTES   32u
#define IMAGE_TLV_INFO_BYTES 4u
#define IMAGE_HASH_BYTES     32u /* SHA-256 of a public key; the image's own hash may be longer */

/* Largest areas that can be acceptable: counter, boot record, four dependencies; hash, key, signature with room for a
 * duplicate, so that it is refused under its own code. */
#define IMAGE_PROTECTED_LIMIT_BYTES   256u
#define IMAGE_UNPROTECTED_LIMIT_BYTES 1536u

#define IMAGE_COUNTER_LIMIT      128u /* the OTP counts to this */
#define IMAGE_VERSION_TEXT_BYTES 14u

struct image_version {
    uint8_t major;
    uint8_t minor;
    uint16_t revision;
    uint32_t build; /* shown, never compared */
};

struct image_header {
    uint32_t load_address;
    uint32_t header_bytes;
    uint32_t payload_bytes;
    uint32_t protected_bytes; /* protected TLV area, its 4 bytes of info included */
    uint32_t key_bytes; /* of the AES key that the payload is encrypted with: 16, 32; 0 when it is plain */
    struct image_version version;
};

struct image_tlv {
    uint16_t type;
    uint16_t size_bytes;
    const uint8_t *value; /* into the area */
};

/** What the protected area says. */
struct image_protected {
    uint32_t security_counter;
    uint32_t depends_on; /* bit i: needs image i, at least in version minimum[i] */
    struct image_version minimum[IMAGE_COUNT];
    struct image_tlv boot_record; /* into the area; value NULL when there is none */
};

/** What the unprotected area holds; hash and key have the scheme's lengths. Pointers into the area. */
struct image_unprotected {
    const uint8_t *hash;
    const uint8_t *key;
    struct image_tlv signature;
    struct image_tlv wrapped_key; /* value NULL when there is none */
};

/** What an image is measured against. */
struct image_rules {
    uint32_t load_address;     /* the only one accepted */
    uint32_t limit_bytes;      /* header to last TLV; the smaller of slot and load window */
    uint32_t security_counter; /* of the OTP: the image's may not be below */
    bool may_be_encrypted;
    uint8_t key_hash[IMAGE_HASH_BYTES]; /* of the OTP: SHA-256 of the public key */
};

/** What was read of an image before it was chosen. The copy in RAM must say the same. */
struct image_candidate {
    struct image_header header;
    struct image_protected protected_tlvs; /* into protected_area */
    uint32_t total_bytes;                  /* header to last TLV */
    uint8_t raw_header[IMAGE_HEADER_BYTES];
    uint8_t protected_area[IMAGE_PROTECTED_LIMIT_BYTES]; /* header.protected_bytes of it */
};

/** What a validated image is remembered by. */
struct image_identity {
    uint8_t hash[IMAGE_DIGEST_LIMIT_BYTES]; /* the scheme's hash_bytes of it */
    uint8_t signer_id[IMAGE_HASH_BYTES];    /* SHA-256 of the public key */
};

/** Sum that image_validate adds to fih_steps when it returns RSS_OK; nothing is added otherwise. */
#define IMAGE_STEP_UNCHANGED 0x00000101u
#define IMAGE_STEP_HASH      0x00002203u
#define IMAGE_STEP_KEY       0x00044407u
#define IMAGE_STEP_COUNTER   0x0088080bu
#define IMAGE_STEPS_VALID                                                                                    \
    (IMAGE_STEP_UNCHANGED + IMAGE_STEP_HASH + IMAGE_STEP_KEY + IMAGE_SIGNATURE_STEP + IMAGE_STEP_COUNTER)

/**
 * Read the header and check it against the rules.
 * @return RSS_OK; RSS_ERR_IMG_MAGIC; RSS_ERR_IMG_HEADER: flags other than RAM_LOAD and encryption, pad word not zero, header size
 *         below 32 or not a multiple of 4; RSS_ERR_IMG_ENCRYPTION_FLAGS; RSS_ERR_IMG_NOT_ENCRYPTABLE;
 *         RSS_ERR_IMG_LOAD_ADDRESS; RSS_ERR_IMG_SIZE: payload too small for a vector
 *         table, or header, payload, protected area and the next area's info do not fit rules->limit_bytes.
 */
rss_status_t image_parse_header(const uint8_t raw[IMAGE_HEADER_BYTES], const struct image_rules *rules,
                                struct image_header *header) RSS_MUST_USE;

/**
 * Read a whole protected or unprotected area; area_bytes must be exactly what its info says.
 * @return RSS_OK; RSS_ERR_IMG_TLV_AREA; RSS_ERR_IMG_TLV_ENTRY; RSS_ERR_IMG_TLV_TYPE; RSS_ERR_IMG_TLV_DUPLICATE (a
 *         second dependency on one image too); RSS_ERR_IMG_TLV_MISSING (a signature before its key too);
 *         RSS_ERR_IMG_DEPENDENCY: on an image that does not exist; RSS_ERR_IMG_KEY_HASH: only the hash of the key.
 */
rss_status_t image_parse_protected(const uint8_t *area, size_t area_bytes,
                                   struct image_protected *out) RSS_MUST_USE;
rss_status_t image_parse_unprotected(const uint8_t *area, size_t area_bytes,
                                     struct image_unprotected *out) RSS_MUST_USE;

/**
 * Size of the unprotected area from its first four bytes. RSS_ERR_IMG_TLV_AREA: wrong magic, or a total that is below 4
 * or above IMAGE_UNPROTECTED_LIMIT_BYTES.
 */
rss_status_t image_unprotected_bytes(const uint8_t info[IMAGE_TLV_INFO_BYTES],
                                     uint32_t *area_bytes) RSS_MUST_USE;

/**
 * An encrypted image has one wrapped key, 8 bytes longer than the key, a plain one has none.
 * @return RSS_OK; RSS_ERR_IMG_NO_WRAPPED_KEY; RSS_ERR_IMG_PLAIN_WITH_KEY; RSS_ERR_IMG_WRAPPED_SIZE.
 */
rss_status_t image_check_encryption(const struct image_header *header,
                                    const struct image_unprotected *tlvs) RSS_MUST_USE;

/** Copy an extent of the image out of where it is stored; offset 0 is the header. */
typedef rss_status_t (*image_read_fn)(void *context, uint32_t offset_bytes, void *out, size_t size_bytes);

/**
 * Read of a stored image what a choice needs: header, protected area, size of the unprotected area. Every size is
 * bounded before anything of it is read.
 * @return RSS_OK; what image_parse_header, image_parse_protected, image_check_counter and read return;
 *         RSS_ERR_IMG_TLV_MISSING: no protected area; RSS_ERR_IMG_TLV_AREA: an area larger than its limit, or the
 *         unprotected one has another magic or less than 4 bytes; RSS_ERR_IMG_SIZE: it does not fit the limit.
 */
rss_status_t image_read_candidate(image_read_fn read, void *context, const struct image_rules *rules,
                                  struct image_candidate *candidate) RSS_MUST_USE;

/** RSS_ERR_IMG_ROLLBACK: the counter is below the OTP's, or above what the OTP can count. */
rss_status_t image_check_counter(uint32_t security_counter, const struct image_rules *rules) RSS_MUST_USE;

/**
 * Check a boot record (CBOR, boot.md 6.6): five fields in imgtool's order, version and signer those of the image, the
 * measurement left zero for the loader.
 * @param signer  The image hash's algorithm over the public key, the scheme's hash_bytes of it.
 * @return RSS_OK; RSS_ERR_IMG_BOOT_RECORD.
 */
rss_status_t image_check_boot_record(const struct image_tlv *record, const struct image_version *version,
                                     const uint8_t *signer) RSS_MUST_USE;

/** Negative, 0, positive as a is older than, the same as, newer than b. The build number does not count. */
int image_compare_versions(const struct image_version *a, const struct image_version *b);

/**
 * "major.minor.revision+build"; without "+build" when that would not fit, as it is no part of the order of versions.
 */
void image_version_text(const struct image_version *version, char text[IMAGE_VERSION_TEXT_BYTES]);

/**
 * Validate a loaded image, decrypted if it was encrypted. The TLV areas are copied before they are looked at.
 *
 * @param image     candidate->total_bytes of it are in RAM.
 * @param[out] out  Written only on RSS_OK.
 * @return RSS_OK, IMAGE_STEPS_VALID was added to fih_steps; RSS_ERR_IMG_CHANGED: header or protected area are not the
 *         candidate's; RSS_ERR_IMG_TLV_*; RSS_ERR_IMG_HASH; RSS_ERR_IMG_KEY; RSS_ERR_IMG_SIGNATURE;
 *         RSS_ERR_IMG_ROLLBACK; RSS_ERR_IMG_BOOT_RECORD; RSS_ERR_PLATFORM: no hash could be computed.
 */
rss_status_t image_validate(const uint8_t *image, const struct image_candidate *candidate,
                            const struct image_rules *rules, struct image_identity *out) RSS_MUST_USE;

#endif /* LIB_IMAGE_IMAGE_H */
