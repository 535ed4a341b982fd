# SPDX-License-Identifier: BSD-3-Clause
"""Operate the CryptoCell's AES, HASH and DMA through its registers, as a driver would (hardware.md 12).

    aes_setup(q, ECB, key=bytes(32))
    cipher = aes_run(q, plain)
"""
import struct

from otp_file import CC, read_words, write_words

AES_KEY_0, AES_IV_0, AES_CTR_0, AES_CMAC_INIT = 0x400, 0x440, 0x460, 0x47C
AES_REMAINING_BYTES, AES_CONTROL, AES_CMAC_SIZE0_KICK = 0x4BC, 0x4C0, 0x524
HASH_H, AUTO_HW_PADDING, HASH_CONTROL = 0x640, 0x684, 0x7C0
HASH_PAD_EN, HASH_PAD_CFG, HASH_CUR_LEN_0 = 0x7C4, 0x7C8, 0x7CC
AES_CLK_ENABLE, HASH_CLK_ENABLE, DMA_CLK_ENABLE, CRYPTO_CTL = 0x810, 0x818, 0x820, 0x900
HOST_IRR, HOST_IMR, HOST_ICR = 0xA00, 0xA04, 0xA08
SRC_LLI_WORD0, SRC_LLI_WORD1, DST_LLI_WORD0, DST_LLI_WORD1 = 0xC28, 0xC2C, 0xD28, 0xD2C
AHB_ERROR, SYM_DMA_COMPLETED = 1 << 8, 1 << 11

ECB, CBC, CTR, CBC_MAC, OFB, CMAC = 0, 1, 2, 3, 6, 7
ROUTE_COPY, ROUTE_AES, ROUTE_AES_AND_HASH, ROUTE_HASH, ROUTE_AES_TO_HASH = 0x0, 0x1, 0x3, 0x7, 0xA
IN, OUT = 0x31000000, 0x31100000        # VM0 and a megabyte further

SHA1, SHA256 = 1, 2
INITIAL = {
    "sha1": (SHA1, [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0]),
    "sha224": (SHA256, [0xC1059ED8, 0x367CD507, 0x3070DD17, 0xF70E5939,
                        0xFFC00B31, 0x68581511, 0x64F98FA7, 0xBEFA4FA4]),
    "sha256": (SHA256, [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                        0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19]),
}
DIGEST_WORDS = {"sha1": 5, "sha224": 7, "sha256": 8}


def cc_write(q, offset, value):
    q.write32(CC + offset, value)


def cc_read(q, offset):
    return q.read32(CC + offset)


def clocks_on(q):
    for clock in (AES_CLK_ENABLE, HASH_CLK_ENABLE, DMA_CLK_ENABLE):
        cc_write(q, clock, 1)


def finish(q, bit=SYM_DMA_COMPLETED):
    """The transfer just started has ended this way; acknowledge it."""
    assert cc_read(q, HOST_IRR) & (SYM_DMA_COMPLETED | AHB_ERROR) == bit
    cc_write(q, HOST_ICR, 0xFFFFFFFF)
    assert cc_read(q, HOST_IRR) == 0


def aes_setup(q, mode, key=None, decrypt=False, key_bytes=32, chain=None):
    """Without a key the engine keeps the one it has (from the KMU). chain: IV or counter."""
    clocks_on(q)
    cc_write(q, CRYPTO_CTL, ROUTE_AES)
    cc_write(q, AES_REMAINING_BYTES, 0)
    if key is not None:
        key_bytes = len(key)
        write_words(q, CC + AES_KEY_0, key)
    cc_write(q, AES_CONTROL, int(decrypt) | mode << 2 | (key_bytes // 8 - 2) << 12)
    if chain is not None:
        write_words(q, CC + (AES_CTR_0 if mode in (CTR, OFB) else AES_IV_0), chain)


def start_dma(q, source, size, destination=None):
    if destination is not None:
        cc_write(q, DST_LLI_WORD0, destination)
        cc_write(q, DST_LLI_WORD1, size)
    cc_write(q, SRC_LLI_WORD0, source)
    cc_write(q, SRC_LLI_WORD1, size)


def aes_run(q, data, destination=OUT):
    q.write(IN, data)
    start_dma(q, IN, len(data), destination)
    finish(q)
    return q.read(destination, len(data))


def mac_run(q, data):
    q.write(IN, data)
    start_dma(q, IN, len(data))
    finish(q)


def chain_value(q, mode):
    return read_words(q, CC + (AES_CTR_0 if mode in (CTR, OFB) else AES_IV_0), 16)


def hash_setup(q, name):
    control, initial = INITIAL[name]
    clocks_on(q)
    cc_write(q, CRYPTO_CTL, ROUTE_HASH)
    cc_write(q, HASH_CONTROL, control)
    cc_write(q, HASH_PAD_EN, 1)
    cc_write(q, AUTO_HW_PADDING, 0)
    hash_load(q, initial, 0)


def hash_load(q, state, length):
    cc_write(q, HASH_CUR_LEN_0, length)
    cc_write(q, HASH_CUR_LEN_0 + 4, 0)
    for i in reversed(range(len(state))):
        cc_write(q, HASH_H + 4 * i, state[i])


def hash_state(q, words=8):
    return [cc_read(q, HASH_H + 4 * i) for i in range(words)]


def hash_update(q, data, last=False):
    q.write(IN, data)
    if last:
        cc_write(q, AUTO_HW_PADDING, 1)
    start_dma(q, IN, len(data))
    finish(q)


def hash_digest(q, name):
    return struct.pack(f">{DIGEST_WORDS[name]}I", *hash_state(q, DIGEST_WORDS[name]))
