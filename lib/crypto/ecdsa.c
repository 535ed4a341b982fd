/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/crypto/ecdsa.h"

#include <stdbool.h>
#include <string.h>

#include <mbedtls/bignum.h>
#include <mbedtls/ecp.h>
#include <mbedtls/memory_buffer_alloc.h>

#include "lib/base/bytes.h"
#include "lib/base/fih.h"

#define DER_INTEGER  0x02u
#define DER_SEQUENCE 0x30u

#define COORDINATE_LIMIT_BYTES 48u
/* On the target P-256 takes 5 to 6 KB, P-384 6 to 8 KB, whatever the numbers are; host tests have longer pointers. */
#define HEAP_BYTES             12288u

struct ecdsa_curve {
    mbedtls_ecp_group_id group;
    size_t bytes; /* of a coordinate, of n, and of the hash */
    const uint8_t *key_start;
    size_t key_start_bytes;
};

/* SubjectPublicKeyInfo up to the coordinates: ecPublicKey, the curve's name, BIT STRING, uncompressed point. */
static const uint8_t p256_key_start[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                          0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                          0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };
static const uint8_t p384_key_start[] = { 0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86,
                                          0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b,
                                          0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00, 0x04 };

const struct ecdsa_curve ecdsa_p256 = { MBEDTLS_ECP_DP_SECP256R1, 32, p256_key_start,
                                        sizeof(p256_key_start) };
const struct ecdsa_curve ecdsa_p384 = { MBEDTLS_ECP_DP_SECP384R1, 48, p384_key_start,
                                        sizeof(p384_key_start) };

_Static_assert(sizeof(p256_key_start) + 64 == ECDSA_P256_KEY_BYTES, "layout of the key");
_Static_assert(sizeof(p384_key_start) + 96 == ECDSA_P384_KEY_BYTES, "layout of the key");

/* Two numbers below 2^(8 * curve->bytes), big-endian, curve->bytes of each. */
struct ecdsa_signature {
    uint8_t r[COORDINATE_LIMIT_BYTES];
    uint8_t s[COORDINATE_LIMIT_BYTES];
};

/* What one verification works on. */
struct ecdsa_work {
    mbedtls_ecp_group group;
    mbedtls_ecp_point key;
    mbedtls_ecp_point point;
    mbedtls_mpi r, s, hash, u1, u2;
};

static uint8_t heap[HEAP_BYTES] __attribute__((aligned(8)));

/* Of the Mbed TLS configuration (MBEDTLS_PLATFORM_EXIT_MACRO). */
void ecdsa_heap_damaged(int status)
{
    (void)status;
    fih_panic();
}

/* Take one INTEGER off the front: not negative, without a needless zero byte, at most bytes long without its sign. */
static bool take_integer(const uint8_t **der, size_t *left, uint8_t *out, size_t bytes)
{
    const uint8_t *value = *der + 2;

    if (*left < 3 || (*der)[0] != DER_INTEGER) {
        return false;
    }
    size_t size_bytes = (*der)[1];
    if (size_bytes == 0 || size_bytes > *left - 2) {
        return false;
    }
    *der += 2 + size_bytes;
    *left -= 2 + size_bytes;
    if (value[0] >= 0x80) {
        return false;
    }
    if (value[0] == 0 && size_bytes > 1) {
        if (value[1] < 0x80) {
            return false;
        }
        value++;
        size_bytes--;
    }
    if (size_bytes > bytes) {
        return false;
    }
    memset(out, 0, bytes);
    memcpy(&out[bytes - size_bytes], value, size_bytes);
    return true;
}

/* The lengths of both curves fit the short form, so no other is canonical. */
static bool parse_signature(const uint8_t *der, size_t size_bytes, size_t bytes, struct ecdsa_signature *out)
{
    if (size_bytes < 2 || der[0] != DER_SEQUENCE || der[1] >= 0x80 || der[1] != size_bytes - 2) {
        return false;
    }
    der += 2;
    size_bytes -= 2;
    return take_integer(&der, &size_bytes, out->r, bytes) && take_integer(&der, &size_bytes, out->s, bytes) &&
           size_bytes == 0;
}

static void work_start(struct ecdsa_work *w)
{
    mbedtls_memory_buffer_alloc_init(heap, sizeof(heap));
    mbedtls_ecp_group_init(&w->group);
    mbedtls_ecp_point_init(&w->key);
    mbedtls_ecp_point_init(&w->point);
    for (mbedtls_mpi *x = &w->r; x <= &w->u2; x++) {
        mbedtls_mpi_init(x);
    }
}

/* Everything is public: the heap goes as a whole. */
static void work_end(void)
{
    mbedtls_memory_buffer_alloc_free();
}

static bool in_range(const struct ecdsa_work *w, const mbedtls_mpi *x)
{
    return mbedtls_mpi_cmp_int(x, 1) >= 0 && mbedtls_mpi_cmp_mpi(x, &w->group.N) < 0;
}

static rss_status_t load(struct ecdsa_work *w, const struct ecdsa_curve *curve, const uint8_t *point,
                         const uint8_t *hash, const struct ecdsa_signature *signature)
{
    if (mbedtls_ecp_group_load(&w->group, curve->group) != 0 ||
        mbedtls_ecp_point_read_binary(&w->group, &w->key, point, 1 + 2 * curve->bytes) != 0 ||
        mbedtls_ecp_check_pubkey(&w->group, &w->key) != 0 ||
        mbedtls_mpi_read_binary(&w->r, signature->r, curve->bytes) != 0 ||
        mbedtls_mpi_read_binary(&w->s, signature->s, curve->bytes) != 0 ||
        mbedtls_mpi_read_binary(&w->hash, hash, curve->bytes) != 0 || !in_range(w, &w->r) ||
        !in_range(w, &w->s)) {
        return RSS_ERR_ARGUMENT;
    }
    return RSS_OK;
}

/* v := x coordinate of hash/s G + r/s Q, modulo n. */
static rss_status_t compute(struct ecdsa_work *w, uint8_t *v, size_t bytes)
{
    mbedtls_mpi *n = &w->group.N;
    mbedtls_mpi *x = &w->point.MBEDTLS_PRIVATE(X);

    if (mbedtls_mpi_inv_mod(&w->s, &w->s, n) != 0 || mbedtls_mpi_mul_mpi(&w->u1, &w->hash, &w->s) != 0 ||
        mbedtls_mpi_mod_mpi(&w->u1, &w->u1, n) != 0 || mbedtls_mpi_mul_mpi(&w->u2, &w->r, &w->s) != 0 ||
        mbedtls_mpi_mod_mpi(&w->u2, &w->u2, n) != 0 ||
        mbedtls_ecp_muladd(&w->group, &w->point, &w->u1, &w->group.G, &w->u2, &w->key) != 0 ||
        mbedtls_ecp_is_zero(&w->point) != 0 || mbedtls_mpi_mod_mpi(x, x, n) != 0 ||
        mbedtls_mpi_write_binary(x, v, bytes) != 0) {
        return RSS_ERR_ARGUMENT;
    }
    return RSS_OK;
}

rss_status_t ecdsa_verify(const struct ecdsa_curve *curve, const uint8_t *key, size_t key_bytes,
                          const uint8_t *hash, const uint8_t *signature, size_t signature_bytes)
{
    struct ecdsa_signature parsed;
    struct ecdsa_work work;
    uint8_t v[COORDINATE_LIMIT_BYTES] = { 0 };

    if (key_bytes != curve->key_start_bytes + 2 * curve->bytes ||
        memcmp(key, curve->key_start, curve->key_start_bytes) != 0 ||
        !parse_signature(signature, signature_bytes, curve->bytes, &parsed)) {
        return RSS_ERR_ARGUMENT;
    }
    work_start(&work);
    rss_status_t status = load(&work, curve, &key[curve->key_start_bytes - 1], hash, &parsed);
    if (status == RSS_OK) {
        status = compute(&work, v, curve->bytes);
    }
    work_end();
    /* Else a signature that is no number in range could name the v that was never computed. */
    if (fih_differ(status, RSS_OK)) {
        return RSS_ERR_ARGUMENT;
    }
    FIH_REQUIRE(status, RSS_OK);
    /* The decision is made on bytes, twice: v against r as it was parsed, and against r as it was sent. */
    status = bytes_equal(v, parsed.r, curve->bytes);
    if (fih_differ(status, RSS_OK)) {
        return RSS_ERR_ARGUMENT;
    }
    FIH_REQUIRE(status, RSS_OK);
    if (!parse_signature(signature, signature_bytes, curve->bytes, &parsed)) {
        return RSS_ERR_ARGUMENT;
    }
    status = bytes_equal(parsed.r, v, curve->bytes);
    FIH_REQUIRE(status, RSS_OK);
    fih_step(ECDSA_STEP);
    return status;
}
