/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/crypto/lms.h"

#include <string.h>

#include <lmots.h> /* Mbed TLS, internal: the one-time part without the decision of mbedtls_lms_verify */

#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"

/* Offsets of RFC 8554, 5.3 and 5.4. */
#define KEY_ID_OFFSET         8u
#define KEY_ROOT_OFFSET       24u
#define SIGNATURE_OTS_OFFSET  4u
#define SIGNATURE_OTS_BYTES   1124u
#define SIGNATURE_TYPE_OFFSET 1128u
#define SIGNATURE_PATH_OFFSET 1132u

#define LMS_NODE_BYTES   32u
#define LMS_KEY_ID_BYTES 16u
#define LMS_HEIGHT       10u
#define LMS_LEAF_COUNT   (1u << LMS_HEIGHT)
#define LMS_D_LEAF       0x82u
#define LMS_D_INTERNAL   0x83u

_Static_assert(SIGNATURE_OTS_BYTES == MBEDTLS_LMOTS_SIG_LEN(MBEDTLS_LMOTS_SHA256_N32_W8),
               "layout of the signature");
_Static_assert(SIGNATURE_PATH_OFFSET + LMS_HEIGHT * LMS_NODE_BYTES == LMS_SIGNATURE_BYTES,
               "layout of the signature");
_Static_assert(KEY_ROOT_OFFSET + LMS_NODE_BYTES == LMS_PUBLIC_KEY_BYTES, "layout of the public key");

static void put_be32(uint8_t *p, uint32_t v)
{
    bytes_put_le32(p, __builtin_bswap32(v));
}

/* node := SHA-256(I || u32(number) || D || left [|| right]); left and right may be node itself. */
static rss_status_t lms_hash_node(const uint8_t *key_id, uint32_t number, uint8_t kind, const uint8_t *left,
                                  const uint8_t *right, uint8_t node[LMS_NODE_BYTES])
{
    uint8_t input[LMS_KEY_ID_BYTES + 6 + 2 * LMS_NODE_BYTES];
    size_t input_bytes = LMS_KEY_ID_BYTES + 6 + LMS_NODE_BYTES;

    memcpy(input, key_id, LMS_KEY_ID_BYTES);
    put_be32(&input[LMS_KEY_ID_BYTES], number);
    memset(&input[LMS_KEY_ID_BYTES + 4], kind, 2);
    memcpy(&input[LMS_KEY_ID_BYTES + 6], left, LMS_NODE_BYTES);
    if (right != NULL) {
        memcpy(&input[input_bytes], right, LMS_NODE_BYTES);
        input_bytes += LMS_NODE_BYTES;
    }
    return sha256_compute(input, input_bytes, node);
}

/* From the one-time public key in node up to the root. */
static rss_status_t lms_climb(const uint8_t *key_id, uint32_t leaf, const uint8_t *path,
                              uint8_t node[LMS_NODE_BYTES])
{
    uint32_t number = LMS_LEAF_COUNT + leaf;
    rss_status_t status = lms_hash_node(key_id, number, LMS_D_LEAF, node, NULL, node);

    for (uint32_t level = 0; level < LMS_HEIGHT && status == RSS_OK; level++) {
        const uint8_t *sibling = &path[level * LMS_NODE_BYTES];

        status = (number & 1u) != 0 ? lms_hash_node(key_id, number / 2, LMS_D_INTERNAL, sibling, node, node)
                                    : lms_hash_node(key_id, number / 2, LMS_D_INTERNAL, node, sibling, node);
        number /= 2;
    }
    return status;
}

rss_status_t lms_verify(const uint8_t public_key[LMS_PUBLIC_KEY_BYTES], const uint8_t *message,
                        size_t message_bytes, const uint8_t signature[LMS_SIGNATURE_BYTES])
{
    const uint8_t *key_id = &public_key[KEY_ID_OFFSET];
    uint32_t leaf = lms_get_be32(signature);
    mbedtls_lmots_parameters_t ots = { .MBEDTLS_PRIVATE(type) = MBEDTLS_LMOTS_SHA256_N32_W8 };
    uint8_t node[LMS_NODE_BYTES];
    rss_status_t status;

    if (lms_check_public_key(public_key) != RSS_OK || leaf >= LMS_LEAF_COUNT ||
        lms_get_be32(&signature[SIGNATURE_OTS_OFFSET]) != LMS_OTS_TYPE_SHA256_N32_W8 ||
        lms_get_be32(&signature[SIGNATURE_TYPE_OFFSET]) != LMS_TYPE_SHA256_M32_H10) {
        return RSS_ERR_ARGUMENT;
    }

    memcpy(ots.MBEDTLS_PRIVATE(I_key_identifier), key_id, LMS_KEY_ID_BYTES);
    put_be32(ots.MBEDTLS_PRIVATE(q_leaf_identifier), leaf);
    if (mbedtls_lmots_calculate_public_key_candidate(&ots, message, message_bytes,
                                                     &signature[SIGNATURE_OTS_OFFSET], SIGNATURE_OTS_BYTES,
                                                     node, sizeof(node), NULL) != 0 ||
        lms_climb(key_id, leaf, &signature[SIGNATURE_PATH_OFFSET], node) != RSS_OK) {
        return RSS_ERR_ARGUMENT;
    }
    /* The only decision: a fault anywhere above gives another root. */
    status = bytes_equal(node, &public_key[KEY_ROOT_OFFSET], LMS_NODE_BYTES);
    if (fih_differ(status, RSS_OK)) {
        return RSS_ERR_ARGUMENT;
    }
    FIH_REQUIRE_AGAIN(bytes_equal(node, &public_key[KEY_ROOT_OFFSET], LMS_NODE_BYTES), RSS_OK);
    fih_step(LMS_STEP);
    return status;
}
