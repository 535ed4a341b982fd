/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/crypto/rsa_pss.h"

#include <string.h>

#include <bignum_core.h> /* Mbed TLS, internal: limb arithmetic on caller's memory, without the heap of mbedtls_mpi */

#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"

#define MODULUS_BYTES RSA_PSS_SIGNATURE_BYTES
#define MODULUS_BITS  (8u * MODULUS_BYTES)
#define LIMBS         (MODULUS_BYTES / sizeof(mbedtls_mpi_uint))

/* RSAPublicKey: SEQUENCE, INTEGER of 385 bytes (a zero byte, then the modulus), INTEGER 65537. */
#define KEY_MODULUS_OFFSET  9u
#define KEY_EXPONENT_OFFSET (KEY_MODULUS_OFFSET + MODULUS_BYTES)
static const uint8_t key_start[] = { 0x30, 0x82, 0x01, 0x8a, 0x02, 0x82, 0x01, 0x81, 0x00 };
static const uint8_t key_end[] = { 0x02, 0x03, 0x01, 0x00, 0x01 };

_Static_assert(sizeof(key_start) == KEY_MODULUS_OFFSET, "layout of the key");
_Static_assert(KEY_EXPONENT_OFFSET + sizeof(key_end) == RSA_PSS_KEY_BYTES, "layout of the key");

/* EM = masked DB || H || 0xbc, and DB = zeros || 1 || salt (RFC 8017, 9.1.1). */
#define SALT_BYTES          32u
#define DB_BYTES            (MODULUS_BYTES - SHA256_BYTES - 1u)
#define DB_SALT_OFFSET      (DB_BYTES - SALT_BYTES)
#define EM_TRAILER          0xbcu
#define EM_UNUSED_BITS_MASK 0x7fu /* the encoding has one bit less than the modulus */

struct rsa_modulus {
    mbedtls_mpi_uint n[LIMBS];
    mbedtls_mpi_uint mm;               /* -1/n of Montgomery's reduction */
    mbedtls_mpi_uint t[2 * LIMBS + 1]; /* working memory */
};

static void rsa_multiply(struct rsa_modulus *m, mbedtls_mpi_uint *x, const mbedtls_mpi_uint *a,
                         const mbedtls_mpi_uint *b)
{
    mbedtls_mpi_core_montmul(x, a, b, LIMBS, m->n, LIMBS, m->mm, m->t);
}

/* x := 2x mod n, for x < n. */
static void rsa_double(struct rsa_modulus *m, mbedtls_mpi_uint *x)
{
    mbedtls_mpi_uint carry = mbedtls_mpi_core_add(x, x, x, LIMBS);
    mbedtls_mpi_uint borrow = mbedtls_mpi_core_sub(m->t, x, m->n, LIMBS);

    if (carry >= borrow) {
        memcpy(x, m->t, MODULUS_BYTES);
    }
}

/*
 * x := R^2 mod n with R = 2^3072. R mod n is R - n because n has its top bit. A Montgomery square doubles the exponent's
 * distance from R: 24 doublings give 2^24 R, and seven squares 2^3072 R. Other splits cost more.
 */
static void rsa_montgomery_square_of_r(struct rsa_modulus *m, mbedtls_mpi_uint *x)
{
    const uint32_t squares = 7;

    memset(m->t, 0, MODULUS_BYTES);
    (void)mbedtls_mpi_core_sub(x, m->t, m->n, LIMBS);
    for (uint32_t i = 0; i < MODULUS_BITS >> squares; i++) {
        rsa_double(m, x);
    }
    for (uint32_t i = 0; i < squares; i++) {
        rsa_multiply(m, x, x, x);
    }
}

/* em := signature^65537 mod n. */
static rss_status_t rsa_public(const uint8_t *modulus, const uint8_t *signature, uint8_t em[MODULUS_BYTES])
{
    struct rsa_modulus m;
    mbedtls_mpi_uint s[LIMBS];
    mbedtls_mpi_uint x[LIMBS];

    if (mbedtls_mpi_core_read_be(m.n, LIMBS, modulus, MODULUS_BYTES) != 0 ||
        mbedtls_mpi_core_read_be(s, LIMBS, signature, MODULUS_BYTES) != 0) {
        return RSS_ERR_ARGUMENT;
    }
    if ((modulus[0] & 0x80u) == 0 || (m.n[0] & 1u) == 0 || mbedtls_mpi_core_sub(x, s, m.n, LIMBS) == 0) {
        return RSS_ERR_ARGUMENT; /* not a modulus of 3072 bits, or another name of the signature s mod n */
    }
    m.mm = mbedtls_mpi_core_montmul_init(m.n);
    rsa_montgomery_square_of_r(&m, x);
    rsa_multiply(&m, x, x, s);
    for (uint32_t i = 0; i < 16; i++) {
        rsa_multiply(&m, x, x, x);
    }
    rsa_multiply(&m, x, x, s); /* s without the factor R: this product leaves the Montgomery form too */
    return mbedtls_mpi_core_write_be(x, LIMBS, em, MODULUS_BYTES) == 0 ? RSS_OK : RSS_ERR_ARGUMENT;
}

/* db := db xor MGF1(seed). */
static rss_status_t pss_mask(uint8_t db[DB_BYTES], const uint8_t seed[SHA256_BYTES])
{
    uint8_t input[SHA256_BYTES + 4] = { 0 };
    uint8_t mask[SHA256_BYTES];

    memcpy(input, seed, SHA256_BYTES);
    for (size_t done = 0; done < DB_BYTES; done += SHA256_BYTES) {
        const size_t block_bytes = DB_BYTES - done < SHA256_BYTES ? DB_BYTES - done : SHA256_BYTES;

        input[sizeof(input) - 1] = (uint8_t)(done / SHA256_BYTES);
        rss_status_t status = sha256_compute(input, sizeof(input), mask);
        if (status != RSS_OK) {
            return status;
        }
        for (size_t i = 0; i < block_bytes; i++) {
            db[done + i] ^= mask[i];
        }
    }
    return RSS_OK;
}

/* em := the only encoding of this hash with this salt. */
static rss_status_t pss_encode(const uint8_t hash[SHA256_BYTES], const uint8_t salt[SALT_BYTES],
                               uint8_t em[MODULUS_BYTES])
{
    uint8_t input[8 + SHA256_BYTES + SALT_BYTES] = { 0 };
    uint8_t *h = &em[DB_BYTES];
    rss_status_t status;

    memcpy(&input[8], hash, SHA256_BYTES);
    memcpy(&input[8 + SHA256_BYTES], salt, SALT_BYTES);
    status = sha256_compute(input, sizeof(input), h);
    if (status != RSS_OK) {
        return status;
    }
    memset(em, 0, DB_BYTES);
    em[DB_SALT_OFFSET - 1] = 1;
    memcpy(&em[DB_SALT_OFFSET], salt, SALT_BYTES);
    status = pss_mask(em, h);
    em[0] &= EM_UNUSED_BITS_MASK;
    em[MODULUS_BYTES - 1] = EM_TRAILER;
    return status;
}

rss_status_t rsa_pss_verify(const uint8_t *key, size_t key_bytes, const uint8_t hash[32],
                            const uint8_t *signature, size_t signature_bytes)
{
    uint8_t em[MODULUS_BYTES];
    uint8_t expected[MODULUS_BYTES];
    uint8_t *db = expected; /* first serves to find the salt */
    uint8_t salt[SALT_BYTES];
    rss_status_t status;

    if (key_bytes != RSA_PSS_KEY_BYTES || signature_bytes != RSA_PSS_SIGNATURE_BYTES ||
        memcmp(key, key_start, sizeof(key_start)) != 0 ||
        memcmp(&key[KEY_EXPONENT_OFFSET], key_end, sizeof(key_end)) != 0) {
        return RSS_ERR_ARGUMENT;
    }
    status = rsa_public(&key[KEY_MODULUS_OFFSET], signature, em);
    if (status != RSS_OK) {
        return status;
    }
    memcpy(db, em, DB_BYTES);
    status = pss_mask(db, &em[DB_BYTES]);
    if (status != RSS_OK) {
        return status;
    }
    memcpy(salt, &db[DB_SALT_OFFSET], SALT_BYTES);
    status = pss_encode(hash, salt, expected);
    if (status != RSS_OK) {
        return status;
    }
    /* The only decision: padding, trailer, hash and salt are all in these bytes, and a fault above changes some. */
    status = bytes_equal(em, expected, MODULUS_BYTES);
    if (fih_differ(status, RSS_OK)) {
        return RSS_ERR_ARGUMENT;
    }
    FIH_REQUIRE_AGAIN(bytes_equal(em, expected, MODULUS_BYTES), RSS_OK);
    fih_step(RSA_PSS_STEP);
    return status;
}
