/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AES engine of the CryptoCell-3xx: hardware.md 12.2. Key 0 only; the second key serves tunnelling. */
#include "qemu/osdep.h"
#include "rss_cc3xx_internal.h"

#include "qemu/bswap.h"
#include "qemu/log.h"
#include "crypto/aes.h"

enum {
    MODE_ECB = 0,
    MODE_CBC = 1,
    MODE_CTR = 2,
    MODE_CBC_MAC = 3,
    MODE_OFB = 6,
    MODE_CMAC = 7,
};

#define NK_COUNT 3                          /* NK_KEY0: 0, 1, 2 = 128, 192, 256 bits */
#define AES_CONTROL_UNMODELLED (R_AES_CONTROL_CTS_MASK | R_AES_CONTROL_TUNNEL_MASK | \
                                R_AES_CONTROL_TUNNEL_OPTIONS_MASK | R_AES_CONTROL_DIRECT_ACCESS_MASK)

typedef struct RssAesRun {
    AES_KEY key;
    bool decrypt;
    uint8_t chain[AES_BLOCK_BYTES];         /* IV, or counter */
} RssAesRun;

static unsigned rss_cc3xx_aes_mode(const RssCc3xxState *s)
{
    return FIELD_EX32(s->regs[R_AES_CONTROL], AES_CONTROL, MODE_KEY0);
}

static unsigned rss_cc3xx_aes_key_bits(const RssCc3xxState *s)
{
    return 128 + 64 * FIELD_EX32(s->regs[R_AES_CONTROL], AES_CONTROL, NK_KEY0);
}

static void rss_cc3xx_aes_load_chain(const RssCc3xxState *s, unsigned reg, uint8_t chain[AES_BLOCK_BYTES])
{
    for (unsigned i = 0; i < AES_BLOCK_BYTES / 4; i++) {
        stl_le_p(&chain[4 * i], s->regs[reg + i]);
    }
}

static void rss_cc3xx_aes_store_chain(RssCc3xxState *s, unsigned reg, const uint8_t chain[AES_BLOCK_BYTES])
{
    for (unsigned i = 0; i < AES_BLOCK_BYTES / 4; i++) {
        s->regs[reg + i] = ldl_le_p(&chain[4 * i]);
    }
}

static void xor_block(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        out[i] = a[i] ^ b[i];
    }
}

static void increment_counter(uint8_t counter[AES_BLOCK_BYTES])
{
    for (int i = AES_BLOCK_BYTES - 1; i >= 0; i--) {
        if (++counter[i] != 0) {
            break;
        }
    }
}

/* Doubling in GF(2^128), NIST SP 800-38B section 6.1. */
static void double_block(uint8_t out[AES_BLOCK_BYTES], const uint8_t in[AES_BLOCK_BYTES])
{
    uint8_t carry = in[0] >> 7;

    for (int i = 0; i < AES_BLOCK_BYTES; i++) {
        out[i] = in[i] << 1 | (i + 1 < AES_BLOCK_BYTES ? in[i + 1] >> 7 : 0);
    }
    out[AES_BLOCK_BYTES - 1] ^= carry ? 0x87 : 0;
}

bool rss_cc3xx_aes_has_output(const RssCc3xxState *s)
{
    unsigned mode = rss_cc3xx_aes_mode(s);

    return mode != MODE_CBC_MAC && mode != MODE_CMAC;
}

/* CMAC takes an incomplete block only as the last one, announced by AES_REMAINING_BYTES. */
static bool rss_cc3xx_aes_length_fits(const RssCc3xxState *s, size_t bytes)
{
    switch (rss_cc3xx_aes_mode(s)) {
    case MODE_CTR:
    case MODE_OFB:
        return true;
    case MODE_CMAC:
        return bytes % AES_BLOCK_BYTES == 0 || s->regs[R_AES_REMAINING_BYTES] == bytes;
    default:
        return bytes % AES_BLOCK_BYTES == 0;
    }
}

bool rss_cc3xx_aes_can_run(const RssCc3xxState *s, size_t bytes)
{
    uint32_t control = s->regs[R_AES_CONTROL];
    unsigned mode = rss_cc3xx_aes_mode(s);

    if (control & AES_CONTROL_UNMODELLED) {
        qemu_log_mask(LOG_UNIMP, "rss-cc3xx: AES_CONTROL 0x%08x\n", control);
        return false;
    }
    if (FIELD_EX32(control, AES_CONTROL, NK_KEY0) >= NK_COUNT || (mode > MODE_CBC_MAC && mode < MODE_OFB)) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-cc3xx: AES_CONTROL 0x%08x: bad key size or mode\n", control);
        return false;
    }
    if (!rss_cc3xx_aes_length_fits(s, bytes)) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-cc3xx: AES: %zu bytes are not whole blocks\n", bytes);
        return false;
    }
    return true;
}

static void rss_cc3xx_aes_ecb(RssAesRun *run, const uint8_t *in, uint8_t *out, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += AES_BLOCK_BYTES) {
        if (run->decrypt) {
            AES_decrypt(in + at, out + at, &run->key);
        } else {
            AES_encrypt(in + at, out + at, &run->key);
        }
    }
}

static void rss_cc3xx_aes_cbc_encrypt(RssAesRun *run, const uint8_t *in, uint8_t *out, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += AES_BLOCK_BYTES) {
        xor_block(run->chain, run->chain, in + at, AES_BLOCK_BYTES);
        AES_encrypt(run->chain, run->chain, &run->key);
        memcpy(out + at, run->chain, AES_BLOCK_BYTES);
    }
}

static void rss_cc3xx_aes_cbc_decrypt(RssAesRun *run, const uint8_t *in, uint8_t *out, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += AES_BLOCK_BYTES) {
        uint8_t cipher[AES_BLOCK_BYTES], plain[AES_BLOCK_BYTES];

        memcpy(cipher, in + at, AES_BLOCK_BYTES);       /* out may be in */
        AES_decrypt(cipher, plain, &run->key);
        xor_block(out + at, plain, run->chain, AES_BLOCK_BYTES);
        memcpy(run->chain, cipher, AES_BLOCK_BYTES);
    }
}

static void rss_cc3xx_aes_ctr(RssAesRun *run, const uint8_t *in, uint8_t *out, size_t bytes, bool increment)
{
    for (size_t at = 0; at < bytes; at += AES_BLOCK_BYTES) {
        uint8_t stream[AES_BLOCK_BYTES];

        AES_encrypt(run->chain, stream, &run->key);
        xor_block(out + at, in + at, stream, MIN(AES_BLOCK_BYTES, bytes - at));
        if (increment) {
            increment_counter(run->chain);
        }
    }
}

static void rss_cc3xx_aes_ofb(RssAesRun *run, const uint8_t *in, uint8_t *out, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += AES_BLOCK_BYTES) {
        AES_encrypt(run->chain, run->chain, &run->key);
        xor_block(out + at, in + at, run->chain, MIN(AES_BLOCK_BYTES, bytes - at));
    }
}

static void rss_cc3xx_aes_mac_block(RssAesRun *run, const uint8_t block[AES_BLOCK_BYTES])
{
    xor_block(run->chain, run->chain, block, AES_BLOCK_BYTES);
    AES_encrypt(run->chain, run->chain, &run->key);
}

static void rss_cc3xx_aes_cbc_mac(RssAesRun *run, const uint8_t *in, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += AES_BLOCK_BYTES) {
        rss_cc3xx_aes_mac_block(run, in + at);
    }
}

/* The last block of a CMAC: bytes is 0 to 16. */
static void rss_cc3xx_aes_cmac_last(const RssCc3xxState *s, RssAesRun *run, const uint8_t *in, size_t bytes)
{
    uint8_t block[AES_BLOCK_BYTES] = { 0 };

    memcpy(block, in, bytes);
    if (bytes < AES_BLOCK_BYTES) {
        block[bytes] = 0x80;
    }
    xor_block(block, block, s->cmac_subkey[bytes < AES_BLOCK_BYTES], AES_BLOCK_BYTES);
    rss_cc3xx_aes_mac_block(run, block);
}

/* AES_REMAINING_BYTES counts down to the end of the message; 0 means that the end is not in this transfer. */
static void rss_cc3xx_aes_cmac(RssCc3xxState *s, RssAesRun *run, const uint8_t *in, size_t bytes)
{
    uint32_t *remaining = &s->regs[R_AES_REMAINING_BYTES];

    for (size_t at = 0; at < bytes; at += AES_BLOCK_BYTES) {
        if (*remaining != 0 && *remaining <= AES_BLOCK_BYTES) {
            rss_cc3xx_aes_cmac_last(s, run, in + at, *remaining);
            *remaining = 0;
            break;
        }
        rss_cc3xx_aes_mac_block(run, in + at);
        *remaining -= MIN(*remaining, AES_BLOCK_BYTES);
    }
}

void rss_cc3xx_aes_run(RssCc3xxState *s, const uint8_t *in, uint8_t *out, size_t bytes)
{
    unsigned mode = rss_cc3xx_aes_mode(s);
    unsigned chain_register = mode == MODE_CTR || mode == MODE_OFB ? R_AES_CTR_0 : R_AES_IV_0;
    RssAesRun run = { .decrypt = FIELD_EX32(s->regs[R_AES_CONTROL], AES_CONTROL, DEC_KEY0) };

    if (run.decrypt && (mode == MODE_ECB || mode == MODE_CBC)) {
        AES_set_decrypt_key(s->aes_key[0], rss_cc3xx_aes_key_bits(s), &run.key);
    } else {
        AES_set_encrypt_key(s->aes_key[0], rss_cc3xx_aes_key_bits(s), &run.key);
    }
    rss_cc3xx_aes_load_chain(s, chain_register, run.chain);
    switch (mode) {
    case MODE_ECB:
        rss_cc3xx_aes_ecb(&run, in, out, bytes);
        break;
    case MODE_CBC:
        if (run.decrypt) {
            rss_cc3xx_aes_cbc_decrypt(&run, in, out, bytes);
        } else {
            rss_cc3xx_aes_cbc_encrypt(&run, in, out, bytes);
        }
        break;
    case MODE_CTR:
        rss_cc3xx_aes_ctr(&run, in, out, bytes, !(s->regs[R_AES_CTR_NO_INCREMENT] & 1));
        break;
    case MODE_OFB:
        rss_cc3xx_aes_ofb(&run, in, out, bytes);
        break;
    case MODE_CBC_MAC:
        rss_cc3xx_aes_cbc_mac(&run, in, bytes);
        break;
    case MODE_CMAC:
        rss_cc3xx_aes_cmac(s, &run, in, bytes);
        break;
    }
    rss_cc3xx_aes_store_chain(s, chain_register, run.chain);
}

static bool rss_cc3xx_aes_start_cmac(const RssCc3xxState *s, RssAesRun *run)
{
    if (!(s->regs[R_AES_CLK_ENABLE] & 1)) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-cc3xx: CMAC without AES clock\n");
        return false;
    }
    if (rss_cc3xx_aes_mode(s) != MODE_CMAC || !rss_cc3xx_aes_can_run(s, 0)) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-cc3xx: CMAC started in another mode\n");
        return false;
    }
    AES_set_encrypt_key(s->aes_key[0], rss_cc3xx_aes_key_bits(s), &run->key);
    return true;
}

void rss_cc3xx_aes_init_cmac(RssCc3xxState *s)
{
    static const uint8_t zero[AES_BLOCK_BYTES];
    uint8_t l[AES_BLOCK_BYTES];
    RssAesRun run;

    if (rss_cc3xx_aes_start_cmac(s, &run)) {
        AES_encrypt(zero, l, &run.key);
        double_block(s->cmac_subkey[0], l);
        double_block(s->cmac_subkey[1], s->cmac_subkey[0]);
    }
}

void rss_cc3xx_aes_cmac_empty(RssCc3xxState *s)
{
    RssAesRun run;

    if (rss_cc3xx_aes_start_cmac(s, &run)) {
        rss_cc3xx_aes_load_chain(s, R_AES_IV_0, run.chain);
        rss_cc3xx_aes_cmac_last(s, &run, run.chain, 0);
        rss_cc3xx_aes_store_chain(s, R_AES_IV_0, run.chain);
    }
}
