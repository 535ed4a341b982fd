/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/ap/sha256.h"

#define BLOCK_BYTES 64u

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t word, uint32_t bits)
{
    return word >> bits | word << (32u - bits);
}

/* Byte i of the padded message: the two parts, 0x80, zeros, and the length in bits at the end of the last block. */
struct message {
    const uint8_t *first, *second;
    size_t first_bytes, bytes, padded_bytes;
};

static uint8_t byte_at(const struct message *m, size_t i)
{
    if (i < m->first_bytes) {
        return m->first[i];
    }
    if (i < m->bytes) {
        return m->second[i - m->first_bytes];
    }
    if (i == m->bytes) {
        return 0x80;
    }
    const size_t from_end = m->padded_bytes - 1u - i;

    return from_end < 8u ? (uint8_t)(((uint64_t)m->bytes * 8u) >> (8u * from_end)) : 0u;
}

static void expand(const struct message *m, size_t offset_bytes, uint32_t schedule[64])
{
    for (size_t i = 0; i < 16u; i++) {
        schedule[i] = 0;
        for (size_t b = 0; b < 4u; b++) {
            schedule[i] = schedule[i] << 8 | byte_at(m, offset_bytes + 4u * i + b);
        }
    }
    for (size_t i = 16; i < 64u; i++) {
        const uint32_t w15 = schedule[i - 15u], w2 = schedule[i - 2u];

        schedule[i] = schedule[i - 16u] + schedule[i - 7u] + (rotate(w15, 7) ^ rotate(w15, 18) ^ w15 >> 3) +
                      (rotate(w2, 17) ^ rotate(w2, 19) ^ w2 >> 10);
    }
}

static void compress(uint32_t state[8], const uint32_t schedule[64])
{
    uint32_t v[8];

    for (size_t i = 0; i < 8u; i++) {
        v[i] = state[i];
    }
    for (size_t i = 0; i < 64u; i++) {
        const uint32_t e = v[4], a = v[0];
        const uint32_t t1 = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                            ((e & v[5]) ^ (~e & v[6])) + round_constants[i] + schedule[i];
        const uint32_t t2 =
            (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

        for (size_t n = 7; n > 0; n--) {
            v[n] = v[n - 1u];
        }
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (size_t i = 0; i < 8u; i++) {
        state[i] += v[i];
    }
}

void sha256(const uint8_t *first, size_t first_bytes, const uint8_t *second, size_t second_bytes,
            uint8_t hash[SHA256_BYTES])
{
    const size_t bytes = first_bytes + second_bytes;
    const struct message m = { first, second, first_bytes, bytes,
                               (bytes + 8u) / BLOCK_BYTES * BLOCK_BYTES + BLOCK_BYTES };
    uint32_t state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
    uint32_t schedule[64];

    for (size_t offset_bytes = 0; offset_bytes < m.padded_bytes; offset_bytes += BLOCK_BYTES) {
        expand(&m, offset_bytes, schedule);
        compress(state, schedule);
    }
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        hash[i] = (uint8_t)(state[i / 4u] >> (24u - 8u * (i % 4u)));
    }
}
