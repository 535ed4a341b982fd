# SPDX-License-Identifier: BSD-3-Clause
"""CryptoCell-3xx: registers, RNG, AES and HASH by DMA, lock bits, refusals (hardware.md 12).

Expected values come from the cryptography package and hashlib.
"""
import hashlib
import struct

import pytest
from cryptography.hazmat.decrepit.ciphers.modes import OFB as OfbMode
from cryptography.hazmat.primitives import cmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from crypto_engine import (AES_CLK_ENABLE, AES_CMAC_INIT, AES_CMAC_SIZE0_KICK, AES_CONTROL, AES_KEY_0,
                           AES_REMAINING_BYTES, AHB_ERROR, AUTO_HW_PADDING, CBC, CBC_MAC, CMAC, CRYPTO_CTL, CTR,
                           DMA_CLK_ENABLE, DST_LLI_WORD0, DST_LLI_WORD1, ECB, HASH_CLK_ENABLE, HASH_CONTROL,
                           HASH_CUR_LEN_0, HASH_PAD_CFG, HASH_PAD_EN, HOST_ICR, HOST_IMR, HOST_IRR, IN, INITIAL, OFB,
                           OUT, ROUTE_AES_AND_HASH, ROUTE_AES_TO_HASH, ROUTE_COPY, ROUTE_HASH, SRC_LLI_WORD0,
                           SRC_LLI_WORD1, SYM_DMA_COMPLETED, aes_run, aes_setup, cc_read, cc_write, chain_value,
                           clocks_on, finish, hash_digest, hash_load, hash_setup, hash_state, hash_update, mac_run,
                           start_dma)
from otp_file import CC, CM_CONFIG_1, GPPC, LCM, FATAL_ERR, FATAL_MAGIC, enter_sp, machine_on, otp_image, put_word
from otp_file import read_words, software_reset, write_words
from registers import ALL, Register, check_registers, check_resets, expect_log, irq_levels, watch_irqs

RNG_IMR, RNG_ISR, RNG_ICR, TRNG_CONFIG, TRNG_VALID, EHR_DATA0 = 0x100, 0x104, 0x108, 0x10C, 0x110, 0x114
RND_SOURCE_ENABLE, SAMPLE_CNT1, TRNG_DEBUG_CONTROL, RNG_SW_RESET = 0x12C, 0x130, 0x138, 0x140
RST_BITS_COUNTER, RNG_CLK_ENABLE, RNG_DMA_ENABLE, RNG_WATCHDOG_VAL = 0x1BC, 0x1C4, 0x1C8, 0x1D8
HOST_DCU_EN, HOST_DCU_LOCK, AO_LOCK_BITS = 0x1E00, 0x1E10, 0x1E34
HOST_GPPC, HOST_SW_RST, LCS_REG = 0x1E3C, 0x1E40, 0x1F14
CLK_STATUS, HASH_AES_SW_RESET, HASH_SEL_AES_MAC, CTR_NO_INCREMENT = 0x824, 0x7E4, 0x6A4, 0x4D8
EHR_VALID, RNG_IRQ = 1 << 0, 1 << 10
IRQ_CRYPTO = 58
UNMAPPED = 0x3F000000
VM_END = 0x32000000                     # first byte after VM1

KEY = bytes(range(0x80, 0xA0))
IV = bytes(range(0xF0, 0x100))
MESSAGE = bytes((i * 7 + (i >> 8)) & 0xFF for i in range(4096))

# Storage registers and constants; those with side effects on others have tests of their own.
TABLE = [
    Register("RNG_IMR", RNG_IMR, reset=0x3F, writable=ALL), Register("RNG_ISR", RNG_ISR), Register("RNG_ICR", RNG_ICR),
    Register("TRNG_CONFIG", TRNG_CONFIG, writable=ALL), Register("TRNG_VALID", TRNG_VALID),
    *[Register(f"EHR_DATA{i}", EHR_DATA0 + 4 * i) for i in range(6)],
    Register("AUTOCORR_STATISTIC", 0x134, writable=ALL), Register("TRNG_DEBUG_CONTROL", 0x138, writable=ALL),
    Register("RNG_DEBUG_EN_INPUT", 0x1B4), Register("RNG_BUSY", 0x1B8), Register("RNG_VERSION", 0x1C0),
    *[Register(f"RNG_DMA[{o:#x}]", o, writable=ALL) for o in (0x1CC, 0x1D0, 0x1D4)],
    Register("RNG_WATCHDOG_VAL", 0x1D8, writable=ALL), Register("RNG_DMA_STATUS", 0x1DC),
    *[Register(f"AES_IV/CTR[{o:#x}]", o, writable=ALL) for o in range(0x440, 0x470, 4)],
    Register("AES_BUSY", 0x470), Register("AES_REMAINING_BYTES", 0x4BC, writable=ALL),
    Register("AES_CONTROL", 0x4C0, writable=ALL), Register("AES_HW_FLAGS", 0x4C8),
    Register("AES_CTR_NO_INCREMENT", 0x4D8, writable=ALL), Register("AES_DFA_IS_ON", 0x4F0, writable=ALL),
    Register("AES_DFA_ERR_STATUS", 0x4F8), Register("AES_RBG_SEEDING_RDY", 0x4FC),
    Register("AES_DUMMY_ROUNDS_ENABLE", 0x544, writable=ALL),
    *[Register(f"HASH_H[{i}]", 0x640 + 4 * i, writable=ALL) for i in range(9)],
    Register("HASH_XOR_DIN", 0x688, writable=ALL), Register("HASH_VERSION", 0x7B0),
    Register("HASH_CONTROL", 0x7C0, writable=ALL), Register("HASH_PAD_EN", 0x7C4, writable=ALL),
    Register("HASH_PAD_CFG", 0x7C8, writable=ALL), Register("HASH_CUR_LEN_0", 0x7CC, writable=ALL),
    Register("HASH_CUR_LEN_1", 0x7D0, writable=ALL), Register("HASH_PARAM", 0x7DC),
    Register("HASH_ENDIANESS", 0x7E8, writable=ALL),
    Register("CRYPTO_BUSY", 0x910), Register("HASH_BUSY", 0x91C), Register("CONTEXT_ID", 0x930, writable=ALL),
    Register("HOST_IRR", HOST_IRR), Register("HOST_IMR", HOST_IMR, reset=0xFF0, writable=ALL),
    Register("HOST_ICR", HOST_ICR), Register("HOST_RGF_ENDIAN", 0xA0C, writable=ALL),
    Register("HOST_SIGNATURE", 0xA24), Register("HOST_BOOT", 0xA28),
    Register("HOST_CRYPTOKEY_SEL", 0xA38, writable=ALL), Register("HOST_CC_IS_IDLE", 0xA7C, reset=1),
    Register("HOST_POWERDOWN", 0xA80, writable=ALL),
    *[Register(f"AHBM[{o:#x}]", o, writable=ALL) for o in (0xB00, 0xB04, 0xB08, 0xB0C)],
    *[Register(f"BUSY[{o:#x}]", o) for o in (0xC20, 0xC38, 0xD20)],
    Register("PERIPHERAL_ID_4", 0xFD0, reset=0x04), Register("PERIPHERAL_ID_0", 0xFE0, reset=0xC0),
    Register("PERIPHERAL_ID_1", 0xFE4, reset=0xB0), Register("PERIPHERAL_ID_2", 0xFE8, reset=0x0B),
    Register("PERIPHERAL_ID_3", 0xFEC, reset=0x00), Register("COMPONENT_ID_0", 0xFF0, reset=0x0D),
    Register("COMPONENT_ID_1", 0xFF4, reset=0xF0), Register("COMPONENT_ID_2", 0xFF8, reset=0x05),
    Register("COMPONENT_ID_3", 0xFFC, reset=0xB1),
    *[Register(f"HOST_DCU_EN[{i}]", HOST_DCU_EN + 4 * i, writable=ALL) for i in range(4)],
    Register("HOST_APB_FILTERING", 0x1E38, writable=ALL), Register("AIB_FUSE_PROG_COMPLETED", 0x1F04, reset=1),
    Register("LCS_IS_VALID", 0x1F0C, reset=1), Register("NVM_IS_IDLE", 0x1F10, reset=1),
]
OTHER_RESETS = [
    Register("RND_SOURCE_ENABLE", RND_SOURCE_ENABLE), Register("SAMPLE_CNT1", SAMPLE_CNT1, reset=0xFFFF),
    Register("RNG_SW_RESET", RNG_SW_RESET), Register("RNG_DMA_ENABLE", RNG_DMA_ENABLE),
    *[Register(f"CLK[{o:#x}]", o) for o in (0x810, 0x818, 0x81C, 0x820, 0x824, 0x858)],
    *[Register(f"HOST_DCU_LOCK[{i}]", HOST_DCU_LOCK + 4 * i) for i in range(4)],
    Register("HOST_AO_LOCK_BITS", AO_LOCK_BITS),
]
READ_ONLY = [r.offset for r in TABLE if r.writable == 0 and r.offset not in (RNG_ICR, HOST_ICR)]
READ_ONLY += [CLK_STATUS, HOST_GPPC, LCS_REG]
WRITE_ONLY = [*range(0x400, 0x440, 4), RST_BITS_COUNTER, RNG_CLK_ENABLE, 0x478, 0x47C, 0x4B4, 0x524, AUTO_HW_PADDING,
              0x694, HASH_SEL_AES_MAC, HASH_AES_SW_RESET, CRYPTO_CTL, SRC_LLI_WORD0, SRC_LLI_WORD1, DST_LLI_WORD0,
              DST_LLI_WORD1, HOST_SW_RST, *range(0x1F18, 0x1F2C, 4)]
UNMODELLED = [0x000, 0x07C, 0x080, 0x0B4, 0x0D8, 0x0E4, 0x380, 0x3E8, 0x960, 0x984, 0xC00, 0xC30, 0xC34, 0xD00]
UNKNOWN = [0x13C, 0x200, 0x3EC, 0x474, 0x664, 0x7EC, 0xA10, 0xFD4, 0x1000, 0x1E20, 0x1F00, 0x1F2C, 0x1FFC]


@pytest.fixture
def q():
    with machine_on(otp_image("SE")) as machine:
        yield machine


# ---- registers

def test_registers(q):
    check_resets(q, CC, OTHER_RESETS)
    check_registers(q, CC, TABLE)


@pytest.mark.parametrize("offset", READ_ONLY, ids=hex)
def test_read_only_write_is_reported(q, offset):
    before = cc_read(q, offset)
    expect_log(q, lambda: cc_write(q, offset, ~before & ALL), "rss-cc3xx: write to read-only")
    assert cc_read(q, offset) == before


@pytest.mark.parametrize("offset", WRITE_ONLY, ids=hex)
def test_write_only_register_reads_zero(q, offset):
    cc_write(q, offset, ALL & ~1)                   # no start, no reset
    expect_log(q, lambda: cc_read(q, offset), "rss-cc3xx: read of write-only")
    assert cc_read(q, offset) == 0


@pytest.mark.parametrize("offset", UNMODELLED, ids=hex)
def test_unmodelled_register_is_reported(q, offset):
    expect_log(q, lambda: cc_write(q, offset, ALL), f"rss-cc3xx: write offset {offset:#x}")
    expect_log(q, lambda: cc_read(q, offset), f"rss-cc3xx: read offset {offset:#x}")
    assert cc_read(q, offset) == 0


@pytest.mark.parametrize("offset", UNKNOWN, ids=hex)
def test_unknown_offset_is_reported(q, offset):
    expect_log(q, lambda: cc_write(q, offset, ALL), f"rss-cc3xx: bad write offset {offset:#x}")
    expect_log(q, lambda: cc_read(q, offset), f"rss-cc3xx: bad read offset {offset:#x}")


def test_clock_status_follows_the_enables(q):
    for offset, bit in ((0x810, 0), (0x818, 2), (0x81C, 3), (0x858, 7), (0x820, 8)):
        cc_write(q, offset, 1)
        assert cc_read(q, CLK_STATUS) == 1 << bit
        cc_write(q, offset, 0)
    assert cc_read(q, CLK_STATUS) == 0


def test_ao_lock_bits(q):
    """Software clears FORCE_DFA_ENABLE, sets its lock and needs to read that back, also when it is locked already."""
    cc_write(q, AO_LOCK_BITS, 1 << 7)
    assert cc_read(q, AO_LOCK_BITS) == 1 << 7
    for _ in range(2):
        want = (cc_read(q, AO_LOCK_BITS) & ~(1 << 7)) | 1 << 8
        cc_write(q, AO_LOCK_BITS, want)
        assert cc_read(q, AO_LOCK_BITS) == want
    cc_write(q, AO_LOCK_BITS, 1 << 7)
    assert cc_read(q, AO_LOCK_BITS) == 1 << 8
    cc_write(q, AO_LOCK_BITS, 0x7E)
    cc_write(q, AO_LOCK_BITS, 0)
    assert cc_read(q, AO_LOCK_BITS) == 0x17E
    cc_write(q, HOST_SW_RST, 1)                     # always-on: only a reset of the subsystem clears them
    assert cc_read(q, AO_LOCK_BITS) == 0x17E
    software_reset(q)
    assert cc_read(q, AO_LOCK_BITS) == 0


def test_ao_lock_bits_show_the_fatal_error(q):
    q.write32(LCM + FATAL_ERR, FATAL_MAGIC)
    assert cc_read(q, AO_LOCK_BITS) & 1


def test_dcu_lock_is_sticky_per_bit(q):
    cc_write(q, HOST_DCU_EN + 4, 0x0000FFFF)
    cc_write(q, HOST_DCU_LOCK + 4, 0x00FF00FF)
    cc_write(q, HOST_DCU_LOCK + 4, 0)
    cc_write(q, HOST_DCU_EN + 4, 0xFFFF0000)
    assert (cc_read(q, HOST_DCU_EN + 4), cc_read(q, HOST_DCU_LOCK + 4)) == (0xFF0000FF, 0x00FF00FF)


@pytest.mark.parametrize("state, code", [("CM", 0), ("DM", 1), ("SE", 5), ("RMA", 7)])
def test_life_cycle_code(state, code):
    with machine_on(otp_image(state)) as q:
        assert cc_read(q, LCS_REG) == code
        assert cc_read(q, HOST_GPPC) == (0 if state == "CM" else GPPC)


def test_invalid_life_cycle_is_shown_as_secure():
    image = otp_image("CM")
    put_word(image, CM_CONFIG_1, 1)
    with machine_on(image) as q:
        assert cc_read(q, LCS_REG) == 5


# ---- RNG

def rng_start(q):
    """As the ROM driver of TF-M 1.7."""
    cc_write(q, RNG_CLK_ENABLE, 1)
    cc_write(q, RNG_SW_RESET, 1)
    for writes in range(1, 10):
        cc_write(q, RNG_CLK_ENABLE, 1)
        cc_write(q, SAMPLE_CNT1, 0x1337)
        if cc_read(q, SAMPLE_CNT1) == 0x1337:
            break
    assert cc_read(q, SAMPLE_CNT1) == 0x1337
    cc_write(q, RND_SOURCE_ENABLE, 0)
    cc_write(q, RNG_ICR, 0x3F)
    cc_write(q, RNG_IMR, 0x3E)
    cc_write(q, TRNG_CONFIG, 4)
    cc_write(q, TRNG_DEBUG_CONTROL, 0)
    cc_write(q, RND_SOURCE_ENABLE, 1)
    return writes


def ehr(q):
    return read_words(q, CC + EHR_DATA0, 24)


def test_sample_count_shows_the_end_of_the_software_reset(q):
    assert rng_start(q) > 1
    cc_write(q, RNG_SW_RESET, 1)
    assert cc_read(q, SAMPLE_CNT1) == 0xFFFF
    assert (cc_read(q, RNG_ISR), cc_read(q, RND_SOURCE_ENABLE), cc_read(q, RNG_IMR)) == (0, 0, 0x3F)


def test_sample_count_needs_the_clock(q):
    cc_write(q, SAMPLE_CNT1, 0x1337)
    assert cc_read(q, SAMPLE_CNT1) == 0xFFFF


def test_rng_as_rom_driver(q):
    """Poll, read six words, restart, clear: every collection is new and no error bit shows."""
    rng_start(q)
    seen = set()
    for _ in range(64):
        assert cc_read(q, RNG_ISR) == EHR_VALID
        assert cc_read(q, TRNG_VALID) == 1
        seen.add(ehr(q))
        cc_write(q, RST_BITS_COUNTER, 1)
        cc_write(q, RNG_ICR, ALL)
    assert len(seen) == 64
    ones = sum(bin(byte).count("1") for data in seen for byte in data)
    assert 0.45 < ones / (64 * 192) < 0.55


def test_rng_cleared_before_reading(q):
    """The order of TF-M 2.x."""
    rng_start(q)
    seen = set()
    for _ in range(16):
        assert cc_read(q, RNG_ISR) == EHR_VALID
        cc_write(q, RST_BITS_COUNTER, 1)
        cc_write(q, RNG_ICR, ALL)
        first = ehr(q)
        assert ehr(q) == first
        seen.add(first)
    assert len(seen) == 16


def test_rng_as_runtime_library(q):
    rng_start(q)
    cc_write(q, RNG_IMR, 0x0FFFFFFE)
    assert cc_read(q, HOST_IRR) == RNG_IRQ
    cc_write(q, HOST_ICR, RNG_IRQ)
    cc_write(q, RNG_DMA_ENABLE, 0)
    cc_write(q, RND_SOURCE_ENABLE, 0)
    data = ehr(q)
    status = cc_read(q, RNG_ISR)
    assert status == EHR_VALID
    cc_write(q, RNG_ICR, status)
    cc_write(q, HOST_ICR, ALL)
    assert (cc_read(q, RNG_ISR), cc_read(q, HOST_IRR)) == (0, 0)
    assert ehr(q) == data != bytes(24)              # stays readable until new data replaces it
    cc_write(q, RST_BITS_COUNTER, 1)
    assert cc_read(q, RNG_ISR) == 0                 # nothing new without the source
    cc_write(q, RND_SOURCE_ENABLE, 1)
    assert cc_read(q, RNG_ISR) == EHR_VALID and ehr(q) != data


def test_rng_without_clock_collects_nothing(q):
    expect_log(q, lambda: cc_write(q, RND_SOURCE_ENABLE, 1), "without RNG clock")
    assert (cc_read(q, RNG_ISR), ehr(q)) == (0, bytes(24))
    cc_write(q, RNG_CLK_ENABLE, 1)
    assert cc_read(q, RNG_ISR) == EHR_VALID


def test_rng_interrupt(q):
    watch_irqs(q)
    rng_start(q)
    assert cc_read(q, HOST_IRR) == RNG_IRQ
    assert not irq_levels(q).get(IRQ_CRYPTO, False)         # masked in HOST_IMR, still seen by polling
    cc_write(q, HOST_IMR, 0xFF0 & ~RNG_IRQ)
    assert cc_read(q, HOST_IRR) == RNG_IRQ and irq_levels(q)[IRQ_CRYPTO]
    cc_write(q, RNG_IMR, 0x3F)
    assert cc_read(q, HOST_IRR) == 0 and not irq_levels(q)[IRQ_CRYPTO]


def random_of_a_run(*options):
    with machine_on(otp_image("SE"), *options) as q:
        rng_start(q)
        return ehr(q)


def test_seed_repeats_a_run_and_no_seed_does_not():
    assert random_of_a_run("-seed", "7") == random_of_a_run("-seed", "7") != random_of_a_run("-seed", "8")
    assert random_of_a_run() != random_of_a_run()


def test_rng_dma_is_unmodelled(q):
    expect_log(q, lambda: cc_write(q, RNG_DMA_ENABLE, 1), "RNG DMA")


# ---- AES

def reference(mode, key, data, decrypt=False):
    context = Cipher(algorithms.AES(key), mode)
    context = context.decryptor() if decrypt else context.encryptor()
    return context.update(data) + context.finalize()


MODES = {
    "ecb": (ECB, modes.ECB()), "cbc": (CBC, modes.CBC(IV)),
    "ctr": (CTR, modes.CTR(IV)), "ofb": (OFB, OfbMode(IV)),
}


@pytest.mark.parametrize("size", [16, 32, 1024, 4096])
@pytest.mark.parametrize("key_bytes", [16, 24, 32])
@pytest.mark.parametrize("decrypt", [False, True], ids=["encrypt", "decrypt"])
@pytest.mark.parametrize("name", MODES)
def test_aes(q, name, decrypt, key_bytes, size):
    mode, expected_mode = MODES[name]
    key, data = KEY[:key_bytes], MESSAGE[:size]
    aes_setup(q, mode, key, decrypt, chain=None if mode == ECB else IV)
    assert aes_run(q, data) == reference(expected_mode, key, data, decrypt)
    assert q.read(IN, size) == data


@pytest.mark.parametrize("name", MODES)
@pytest.mark.parametrize("decrypt", [False, True], ids=["encrypt", "decrypt"])
def test_aes_in_place(q, name, decrypt):
    mode, expected_mode = MODES[name]
    aes_setup(q, mode, KEY, decrypt, chain=None if mode == ECB else IV)
    assert aes_run(q, MESSAGE[:256], IN) == reference(expected_mode, KEY, MESSAGE[:256], decrypt)


@pytest.mark.parametrize("name", ["cbc", "ctr", "ofb"])
@pytest.mark.parametrize("decrypt", [False, True], ids=["encrypt", "decrypt"])
def test_aes_continues_from_the_written_back_chain(q, name, decrypt):
    """Split over transfers, another operation in between: the caller saves and reloads IV or counter."""
    mode, expected_mode = MODES[name]
    result, chain = b"", IV
    for part in (MESSAGE[:48], MESSAGE[48:64], MESSAGE[64:192]):
        aes_setup(q, mode, KEY, decrypt, chain=chain)
        result += aes_run(q, part)
        chain = chain_value(q, mode)
        aes_setup(q, ECB, bytes(32))
        aes_run(q, bytes(16))
    assert result == reference(expected_mode, KEY, MESSAGE[:192], decrypt)


@pytest.mark.parametrize("size, steps", [(16, 1), (17, 2), (31, 2), (32, 2), (1, 1)])
def test_ctr_partial_block_and_counter(q, size, steps):
    """The 128-bit big-endian counter carries through all its bytes."""
    start = bytes([0xFF] * 15 + [0xFE])
    aes_setup(q, CTR, KEY, chain=start)
    assert aes_run(q, MESSAGE[:size]) == reference(modes.CTR(start), KEY, MESSAGE[:size])
    counter = (int.from_bytes(start, "big") + steps) % (1 << 128)
    assert chain_value(q, CTR) == counter.to_bytes(16, "big")


def test_ctr_no_increment(q):
    aes_setup(q, CTR, KEY, chain=IV)
    cc_write(q, CTR_NO_INCREMENT, 1)
    stream = reference(modes.ECB(), KEY, IV)
    assert aes_run(q, bytes(32)) == stream + stream
    assert chain_value(q, CTR) == IV


@pytest.mark.parametrize("key_bytes", [16, 24, 32])
def test_cbc_mac(q, key_bytes):
    aes_setup(q, CBC_MAC, KEY[:key_bytes], chain=bytes(16))
    mac_run(q, MESSAGE[:32])
    mac_run(q, MESSAGE[32:96])
    assert chain_value(q, CBC_MAC) == reference(modes.CBC(bytes(16)), KEY[:key_bytes], MESSAGE[:96])[-16:]


def cmac_of(key, data):
    context = cmac.CMAC(algorithms.AES(key))
    context.update(data)
    return context.finalize()


@pytest.mark.parametrize("size", [1, 15, 16, 17, 32, 63, 64, 1000])
@pytest.mark.parametrize("key_bytes", [16, 32])
def test_cmac_in_one_transfer(q, size, key_bytes):
    aes_setup(q, CMAC, KEY[:key_bytes], chain=bytes(16))
    cc_write(q, AES_CMAC_INIT, 1)
    cc_write(q, AES_REMAINING_BYTES, size)
    mac_run(q, MESSAGE[:size])
    assert chain_value(q, CMAC) == cmac_of(KEY[:key_bytes], MESSAGE[:size])


@pytest.mark.parametrize("size", [1, 16, 17, 32, 100])
def test_cmac_last_block_apart(q, size):
    body = (size - 1) // 16 * 16
    aes_setup(q, CMAC, KEY, chain=bytes(16))
    cc_write(q, AES_CMAC_INIT, 1)
    if body:
        mac_run(q, MESSAGE[:body])
    cc_write(q, AES_REMAINING_BYTES, size - body)
    mac_run(q, MESSAGE[body:size])
    assert chain_value(q, CMAC) == cmac_of(KEY, MESSAGE[:size])


def test_cmac_of_nothing(q):
    aes_setup(q, CMAC, KEY, chain=bytes(16))
    cc_write(q, AES_CMAC_INIT, 1)
    cc_write(q, AES_CMAC_SIZE0_KICK, 1)
    assert chain_value(q, CMAC) == cmac_of(KEY, b"")


def test_second_key_is_not_used(q):
    aes_setup(q, ECB, KEY)
    write_words(q, CC + 0x420, bytes(32))
    assert aes_run(q, MESSAGE[:16]) == reference(modes.ECB(), KEY, MESSAGE[:16])


# ---- HASH

LENGTHS = [1, 31, 32, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 4096]


@pytest.mark.parametrize("size", LENGTHS)
@pytest.mark.parametrize("name", INITIAL)
def test_hash_padded_by_the_last_transfer(q, name, size):
    hash_setup(q, name)
    hash_update(q, MESSAGE[:size], last=True)
    assert hash_digest(q, name) == hashlib.new(name, MESSAGE[:size]).digest()
    assert cc_read(q, HASH_CUR_LEN_0) == size


@pytest.mark.parametrize("size", [0, *LENGTHS])
@pytest.mark.parametrize("name", INITIAL)
def test_hash_padded_on_command(q, name, size):
    hash_setup(q, name)
    if size:
        hash_update(q, MESSAGE[:size])
    cc_write(q, HASH_PAD_CFG, 4)
    assert hash_digest(q, name) == hashlib.new(name, MESSAGE[:size]).digest()
    cc_write(q, HASH_PAD_CFG, 0)
    assert hash_digest(q, name) == hashlib.new(name, MESSAGE[:size]).digest()


@pytest.mark.parametrize("step", [1, 7, 32, 63, 65])
def test_hash_collects_partial_blocks_over_transfers(q, step):
    hash_setup(q, "sha256")
    parts = [MESSAGE[i:min(i + step, 200)] for i in range(0, 200, step)]
    for i, part in enumerate(parts):
        hash_update(q, part, last=i == len(parts) - 1)
    assert hash_digest(q, "sha256") == hashlib.sha256(MESSAGE[:200]).digest()


@pytest.mark.parametrize("name", INITIAL)
def test_hash_context_switch(q, name):
    """The runtime library saves H and CUR_LEN after each update and loads them before the next."""
    words = len(INITIAL[name][1])
    hash_setup(q, name)
    hash_update(q, MESSAGE[:128])
    state, length = hash_state(q, words), cc_read(q, HASH_CUR_LEN_0)
    assert length == 128
    hash_setup(q, "sha256")
    hash_update(q, MESSAGE[:64], last=True)
    hash_setup(q, name)
    hash_load(q, state, length)
    hash_update(q, MESSAGE[128:300], last=True)
    assert hash_digest(q, name) == hashlib.new(name, MESSAGE[:300]).digest()


def test_hash_length_is_64_bits(q):
    """A message whose first 2^32 bytes another part has hashed: the count carries into CUR_LEN_1."""
    hash_setup(q, "sha256")
    cc_write(q, HASH_CUR_LEN_0, 0xFFFFFFC0)
    hash_update(q, MESSAGE[:128])
    assert (cc_read(q, HASH_CUR_LEN_0), cc_read(q, HASH_CUR_LEN_0 + 4)) == (0x40, 1)


def test_automatic_padding_is_for_one_transfer(q):
    hash_setup(q, "sha256")
    hash_update(q, MESSAGE[:10], last=True)
    hash_load(q, INITIAL["sha256"][1], 0)
    hash_update(q, MESSAGE[:64])
    hash_update(q, MESSAGE[64:100], last=True)
    assert hash_digest(q, "sha256") == hashlib.sha256(MESSAGE[:100]).digest()


def test_context_load_over_a_partial_block_is_reported(q):
    hash_setup(q, "sha256")
    hash_update(q, MESSAGE[:10])
    expect_log(q, lambda: hash_setup(q, "sha256"), "10 bytes of an incomplete block")
    hash_update(q, MESSAGE[:20], last=True)
    assert hash_digest(q, "sha256") == hashlib.sha256(MESSAGE[:20]).digest()


def test_padding_needs_pad_en(q):
    hash_setup(q, "sha256")
    cc_write(q, HASH_PAD_EN, 0)
    expect_log(q, lambda: cc_write(q, HASH_PAD_CFG, 4), "HASH_PAD_EN is 0")
    assert hash_state(q) == INITIAL["sha256"][1]


# ---- routes and DMA

def test_copy(q):
    clocks_on(q)
    cc_write(q, CRYPTO_CTL, ROUTE_COPY)
    assert aes_run(q, MESSAGE[:1001]) == MESSAGE[:1001]


@pytest.mark.parametrize("route, hashed", [(ROUTE_AES_AND_HASH, "input"), (ROUTE_AES_TO_HASH, "output")])
def test_aes_with_hash(q, route, hashed):
    hash_setup(q, "sha256")
    aes_setup(q, CTR, KEY, chain=IV)
    cc_write(q, CRYPTO_CTL, route)
    cc_write(q, AUTO_HW_PADDING, 1)
    cipher = reference(modes.CTR(IV), KEY, MESSAGE[:100])
    assert aes_run(q, MESSAGE[:100]) == cipher
    assert hash_digest(q, "sha256") == hashlib.sha256(MESSAGE[:100] if hashed == "input" else cipher).digest()


def test_longest_transfer(q):
    data = bytes(range(256)) * 256
    aes_setup(q, CTR, KEY, chain=IV)
    assert aes_run(q, data[:0xFFFF]) == reference(modes.CTR(IV), KEY, data[:0xFFFF])


def test_source_bus_error(q):
    hash_setup(q, "sha256")
    start_dma(q, UNMAPPED, 64)
    assert cc_read(q, HOST_IRR) == AHB_ERROR
    assert hash_state(q) == INITIAL["sha256"][1] and cc_read(q, HASH_CUR_LEN_0) == 0


def test_source_that_runs_out_of_memory(q):
    aes_setup(q, ECB, KEY)
    start_dma(q, VM_END - 16, 32, OUT)
    assert cc_read(q, HOST_IRR) == AHB_ERROR


def test_destination_bus_error(q):
    aes_setup(q, ECB, KEY)
    start_dma(q, IN, 32, UNMAPPED)
    finish(q, AHB_ERROR)


def test_dma_into_its_own_registers_is_a_bus_error(q):
    aes_setup(q, ECB, KEY)
    start_dma(q, IN, 32, CC + AES_KEY_0)
    assert cc_read(q, HOST_IRR) & AHB_ERROR


def test_completion_interrupt(q):
    watch_irqs(q)
    cc_write(q, HOST_IMR, 0xFF0 & ~SYM_DMA_COMPLETED)
    aes_setup(q, ECB, KEY)
    start_dma(q, IN, 16, OUT)
    assert cc_read(q, HOST_IRR) & SYM_DMA_COMPLETED and irq_levels(q)[IRQ_CRYPTO]
    cc_write(q, HOST_ICR, SYM_DMA_COMPLETED)
    assert not cc_read(q, HOST_IRR) & SYM_DMA_COMPLETED and not irq_levels(q)[IRQ_CRYPTO]


# What must not start: (change made to a sound AES-CBC set-up, source length, destination length or None, log line)
NOT_STARTED = [
    ([(AES_CLK_ENABLE, 0)], 16, 16, "without clock"),
    ([(DMA_CLK_ENABLE, 0)], 16, 16, "without clock"),
    ([], 16, None, "without a destination"),
    ([], 32, 16, "without a destination"),
    ([], 0, 16, "length 0x0"),
    ([], 0x10000, 0x10000, "length 0x10000"),
    ([], 0x40000010, ALL, "length 0x40000010"),
    ([], 17, 32, "not whole blocks"),
    ([(AES_CONTROL, 3 << 12)], 16, 16, "bad key size or mode"),
    ([(AES_CONTROL, 4 << 2)], 16, 16, "bad key size or mode"),
    ([(AES_CONTROL, 5 << 2)], 16, 16, "bad key size or mode"),
    ([(AES_CONTROL, 1 << 1)], 16, 16, "AES_CONTROL"),
    ([(AES_CONTROL, 1 << 10)], 16, 16, "AES_CONTROL"),
    ([(AES_CONTROL, 1 << 31)], 16, 16, "AES_CONTROL"),
    ([(CRYPTO_CTL, 0x10)], 16, 16, "CRYPTO_CTL"),
    ([(CRYPTO_CTL, 2)], 16, 16, "CRYPTO_CTL"),
    ([(CRYPTO_CTL, ROUTE_AES_AND_HASH), (HASH_CLK_ENABLE, 0)], 16, 16, "without clock"),
    ([(CRYPTO_CTL, ROUTE_AES_AND_HASH), (HASH_CONTROL, 0)], 16, 16, "names no algorithm"),
    ([(CRYPTO_CTL, ROUTE_HASH), (HASH_CONTROL, 3)], 16, None, "names no algorithm"),
    ([(CRYPTO_CTL, ROUTE_HASH), (HASH_CONTROL, 2), (HASH_SEL_AES_MAC, 1)], 16, None, "GHASH"),
]


@pytest.mark.parametrize("changes, length, room, line", NOT_STARTED)
def test_not_started(q, changes, length, room, line):
    aes_setup(q, CBC, KEY, chain=IV)
    q.write(OUT, bytes(32))
    for offset, value in changes:
        cc_write(q, offset, value)
    if room is not None:
        cc_write(q, DST_LLI_WORD0, OUT)
        cc_write(q, DST_LLI_WORD1, room)
    cc_write(q, SRC_LLI_WORD0, IN)
    expect_log(q, lambda: cc_write(q, SRC_LLI_WORD1, length), line)
    assert cc_read(q, HOST_IRR) == 0
    assert chain_value(q, CBC) == IV
    assert q.read(OUT, 32) == bytes(32)


def test_destination_serves_one_transfer(q):
    aes_setup(q, ECB, KEY)
    aes_run(q, MESSAGE[:16])
    expect_log(q, lambda: start_dma(q, IN, 16), "without a destination")


@pytest.mark.parametrize("offset", [AES_CMAC_INIT, AES_CMAC_SIZE0_KICK])
def test_cmac_commands_need_clock_and_mode(q, offset):
    aes_setup(q, CBC, KEY, chain=IV)
    expect_log(q, lambda: cc_write(q, offset, 1), "CMAC started in another mode")
    aes_setup(q, CMAC, KEY, chain=IV)
    cc_write(q, AES_CLK_ENABLE, 0)
    expect_log(q, lambda: cc_write(q, offset, 1), "CMAC without AES clock")
    assert chain_value(q, CMAC) == IV


@pytest.mark.parametrize("offset", [HASH_AES_SW_RESET, HOST_SW_RST])
def test_software_resets_forget_the_key(q, offset):
    aes_setup(q, CBC, KEY, chain=IV)
    hash_setup(q, "sha256")
    cc_write(q, offset, 1)
    assert chain_value(q, CBC) == bytes(16) and hash_state(q) == [0] * 8
    aes_setup(q, ECB, key_bytes=32)
    assert aes_run(q, MESSAGE[:16]) == reference(modes.ECB(), bytes(32), MESSAGE[:16])


def test_system_reset_forgets_everything(q):
    aes_setup(q, CBC, KEY, chain=IV)
    rng_start(q)
    for reset in (lambda: software_reset(q), q.reset):
        reset()
        check_resets(q, CC, TABLE + OTHER_RESETS)
    aes_setup(q, ECB, key_bytes=32)
    assert aes_run(q, MESSAGE[:16]) == reference(modes.ECB(), bytes(32), MESSAGE[:16])


def test_sp_reset_clears_the_engine_key():
    with machine_on(otp_image("CM")) as q:
        aes_setup(q, ECB, KEY)
        enter_sp(q)
        aes_setup(q, ECB, key_bytes=32)
        assert aes_run(q, MESSAGE[:16]) == reference(modes.ECB(), bytes(32), MESSAGE[:16])


def test_keys_are_little_endian_words(q):
    """Word 0 carries key bytes 0 to 3."""
    aes_setup(q, ECB, bytes(32))
    for i, word in enumerate(struct.unpack("<8I", KEY)):
        cc_write(q, AES_KEY_0 + 4 * i, word)
    assert aes_run(q, MESSAGE[:16]) == reference(modes.ECB(), KEY, MESSAGE[:16])
