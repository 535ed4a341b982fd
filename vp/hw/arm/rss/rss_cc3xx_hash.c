/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HASH engine of the CryptoCell-3xx: hardware.md 12.3. Software loads and reads the chaining value, so QEMU's hash
 * interface, which has no midstate, does not serve: the compression functions of FIPS 180-4 are here.
 */
#include "qemu/osdep.h"
#include "rss_cc3xx_internal.h"

#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "qemu/log.h"

#define BLOCK_BYTES RSS_CC3XX_HASH_BLOCK_BYTES
#define LENGTH_BYTES 8                      /* of the message length at the end of the padding */

enum {
    CONTROL_SHA1 = 1,
    CONTROL_SHA256 = 2,                     /* SHA-224 differs in the initial value only */
};

static const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static void sha256_block(uint32_t h[8], const uint8_t block[BLOCK_BYTES])
{
    uint32_t w[64], v[8];

    for (unsigned t = 0; t < 16; t++) {
        w[t] = ldl_be_p(&block[4 * t]);
    }
    for (unsigned t = 16; t < 64; t++) {
        uint32_t s0 = ror32(w[t - 15], 7) ^ ror32(w[t - 15], 18) ^ (w[t - 15] >> 3);
        uint32_t s1 = ror32(w[t - 2], 17) ^ ror32(w[t - 2], 19) ^ (w[t - 2] >> 10);

        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    memcpy(v, h, sizeof(v));
    for (unsigned t = 0; t < 64; t++) {
        uint32_t s1 = ror32(v[4], 6) ^ ror32(v[4], 11) ^ ror32(v[4], 25);
        uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t t1 = v[7] + s1 + choice + sha256_constants[t] + w[t];
        uint32_t s0 = ror32(v[0], 2) ^ ror32(v[0], 13) ^ ror32(v[0], 22);
        uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);

        memmove(&v[1], &v[0], 7 * sizeof(v[0]));
        v[4] += t1;
        v[0] = t1 + s0 + majority;
    }
    for (unsigned i = 0; i < 8; i++) {
        h[i] += v[i];
    }
}

static uint32_t sha1_round_function(unsigned t, const uint32_t v[5])
{
    switch (t / 20) {
    case 0:
        return ((v[1] & v[2]) ^ (~v[1] & v[3])) + 0x5a827999;
    case 1:
        return (v[1] ^ v[2] ^ v[3]) + 0x6ed9eba1;
    case 2:
        return ((v[1] & v[2]) ^ (v[1] & v[3]) ^ (v[2] & v[3])) + 0x8f1bbcdc;
    default:
        return (v[1] ^ v[2] ^ v[3]) + 0xca62c1d6;
    }
}

static void sha1_block(uint32_t h[5], const uint8_t block[BLOCK_BYTES])
{
    uint32_t w[80], v[5];

    for (unsigned t = 0; t < 16; t++) {
        w[t] = ldl_be_p(&block[4 * t]);
    }
    for (unsigned t = 16; t < 80; t++) {
        w[t] = rol32(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    }
    memcpy(v, h, sizeof(v));
    for (unsigned t = 0; t < 80; t++) {
        uint32_t next = rol32(v[0], 5) + sha1_round_function(t, v) + v[4] + w[t];

        memmove(&v[1], &v[0], 4 * sizeof(v[0]));
        v[2] = rol32(v[2], 30);
        v[0] = next;
    }
    for (unsigned i = 0; i < 5; i++) {
        h[i] += v[i];
    }
}

bool rss_cc3xx_hash_can_run(const RssCc3xxState *s)
{
    uint32_t control = s->regs[R_HASH_CONTROL];

    if (control != CONTROL_SHA1 && control != CONTROL_SHA256) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-cc3xx: HASH_CONTROL 0x%x names no algorithm\n", control);
        return false;
    }
    if ((s->regs[R_HASH_SEL_AES_MAC] & 1) || s->regs[R_HASH_XOR_DIN] != 0) {
        qemu_log_mask(LOG_UNIMP, "rss-cc3xx: GHASH or HASH_XOR_DIN\n");
        return false;
    }
    return true;
}

static void rss_cc3xx_hash_block(RssCc3xxState *s, const uint8_t block[BLOCK_BYTES])
{
    if (s->regs[R_HASH_CONTROL] == CONTROL_SHA1) {
        sha1_block(&s->regs[R_HASH_H], block);
    } else {
        sha256_block(&s->regs[R_HASH_H], block);
    }
}

/* Take bytes in without counting them. */
static void rss_cc3xx_hash_absorb(RssCc3xxState *s, const uint8_t *data, size_t bytes)
{
    while (bytes != 0) {
        size_t room = BLOCK_BYTES - s->hash_partial_bytes;
        size_t take = MIN(room, bytes);

        memcpy(&s->hash_partial[s->hash_partial_bytes], data, take);
        s->hash_partial_bytes += take;
        data += take;
        bytes -= take;
        if (s->hash_partial_bytes == BLOCK_BYTES) {
            rss_cc3xx_hash_block(s, s->hash_partial);
            s->hash_partial_bytes = 0;
        }
    }
}

static uint64_t rss_cc3xx_hash_length(const RssCc3xxState *s)
{
    return (uint64_t)s->regs[R_HASH_CUR_LEN_1] << 32 | s->regs[R_HASH_CUR_LEN_0];
}

static void rss_cc3xx_hash_count(RssCc3xxState *s, size_t bytes)
{
    uint64_t length = rss_cc3xx_hash_length(s) + bytes;

    s->regs[R_HASH_CUR_LEN_0] = length;
    s->regs[R_HASH_CUR_LEN_1] = length >> 32;
}

void rss_cc3xx_hash_pad(RssCc3xxState *s)
{
    uint8_t padding[2 * BLOCK_BYTES] = { 0x80 };
    size_t used = s->hash_partial_bytes + 1 + LENGTH_BYTES;
    size_t bytes = 1 + LENGTH_BYTES + (used <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES) - used;

    if (!(s->regs[R_HASH_PAD_EN] & 1)) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-cc3xx: padding asked for while HASH_PAD_EN is 0\n");
        return;
    }
    stq_be_p(&padding[bytes - LENGTH_BYTES], rss_cc3xx_hash_length(s) * 8);
    rss_cc3xx_hash_absorb(s, padding, bytes);
}

void rss_cc3xx_hash_run(RssCc3xxState *s, const uint8_t *data, size_t bytes)
{
    rss_cc3xx_hash_absorb(s, data, bytes);
    rss_cc3xx_hash_count(s, bytes);
    if (s->hash_auto_pad) {
        s->hash_auto_pad = false;
        rss_cc3xx_hash_pad(s);
    }
}

void rss_cc3xx_hash_drop_partial(RssCc3xxState *s)
{
    if (s->hash_partial_bytes != 0) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-cc3xx: HASH context loaded over %u bytes of an incomplete block\n",
                      s->hash_partial_bytes);
        s->hash_partial_bytes = 0;
    }
}
