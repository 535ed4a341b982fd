# SPDX-License-Identifier: BSD-3-Clause
"""KMU: registers, slot life, verify and export, locks, hardware slots seen through the AES engine (hardware.md 9)."""
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from crypto_engine import AES_KEY_0, ECB, aes_run, aes_setup, cc_write
from otp_file import CC, KEYS, KMU, enter_sp, machine_on, otp_image, read_words, software_reset, write_words
from registers import ALL, ID_OFFSETS, Register, check_reads_zero_ignores_writes, check_registers, expect_log
from registers import irq_levels, watch_irqs

KMUBC, KMUIS, KMUIE, KMUIC, KMUPRBGSI = 0x000, 0x004, 0x008, 0x00C, 0x010
KMUKSC, KMUDKPA, KMUKSK, KMURD_8 = 0x030, 0x0B0, 0x130, 0x530
LKS, LKSKR, VKS, KSR, IKS, KSIP, EK, SEED_LOCK = (1 << n for n in (22, 23, 24, 25, 26, 27, 28, 31))
KEC, WDADDKPA, WTE, AEWNR, KSNL, KSKRSM, KSDPANS, MWKSW, AKSWPI, WDALSBDKPA = (
    1 << n for n in (0, 4, 5, 6, 7, 8, 9, 11, 12, 14))
IRQ_KMU = 20

AES_KEY_0_PORT, AES_KEY_1_PORT = CC + 0x400, CC + 0x420
EXPORT_256 = 1 << 8 | 2 << 16 | 1 << 18           # +4 bytes, 32-bit, 8 writes
EXPORT_128 = 1 << 8 | 2 << 16 | 0 << 18           # 4 writes
SETTINGS = 0x003FFFFF
USER_SLOTS, HARDWARE_SLOTS = range(8, 32), range(8)
KEY = bytes(range(0x40, 0x60))
PLAIN = bytes(range(32))

TABLE = [
    Register("KMUBC", KMUBC, reset=5 << 16 | 8 << 19),
    Register("KMUIS", KMUIS),
    Register("KMUIE", KMUIE, writable=0x7FFF),
    Register("KMUIC", KMUIC),
    Register("KMUPRBGSI", KMUPRBGSI),
    *[Register(f"KMUKSC[{n}]", KMUKSC + 4 * n, reset=LKS | LKSKR) for n in HARDWARE_SLOTS],
    *[Register(f"KMUDKPA[{n}]", KMUDKPA + 4 * n) for n in HARDWARE_SLOTS],
    *[Register(f"KMURD[{n}]", KMURD_8 + 4 * n) for n in range(3)],
]


@pytest.fixture
def q():
    with machine_on(otp_image("CM")) as machine:
        yield machine


@pytest.fixture
def secured():
    with machine_on(otp_image("SE")) as machine:
        yield machine


def ksc(n):
    return KMU + KMUKSC + 4 * n


def dkpa(n):
    return KMU + KMUDKPA + 4 * n


def ksk(n, word=0):
    return KMU + KMUKSK + 32 * n + 4 * word


def events(q):
    """KMUIS, cleared."""
    value = q.read32(KMU + KMUIS)
    q.write32(KMU + KMUIC, ALL)
    return value


def fill_slot(q, n, key=KEY, settings=EXPORT_256, locks=LKS | LKSKR, port=AES_KEY_0_PORT):
    q.write32(dkpa(n), port)
    q.write32(ksc(n), settings)
    write_words(q, ksk(n), key)
    q.write32(ksc(n), settings | locks)
    assert events(q) == 0


def verify(q, n):
    """Run VKS; return (ready, events)."""
    q.write32(ksc(n), q.read32(ksc(n)) | VKS)
    assert not q.read32(ksc(n)) & VKS
    return bool(q.read32(ksc(n)) & KSR), events(q)


def export(q, n):
    q.write32(ksc(n), q.read32(ksc(n)) | EK)
    assert not q.read32(ksc(n)) & EK
    return events(q)


def ecb(key, data):
    context = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return context.update(data) + context.finalize()


def engine_encrypts(q, data=PLAIN, key_bytes=32):
    """ECB with the key that the engine holds."""
    aes_setup(q, ECB, key_bytes=key_bytes)
    return aes_run(q, data)


# ---- registers

@pytest.fixture
def virgin():
    with machine_on(otp_image("CM", "virgin")) as machine:
        yield machine


def test_registers(virgin):
    q = virgin
    check_registers(q, KMU, [r for r in TABLE if "KSC" not in r.name])
    check_reads_zero_ignores_writes(q, [KMU + o for o in ID_OFFSETS])
    for n in HARDWARE_SLOTS:
        assert q.read32(ksc(n)) == LKS | LKSKR
    for n in USER_SLOTS:
        assert (q.read32(ksc(n)), q.read32(dkpa(n))) == (0, 0)
        assert read_words(q, ksk(n), 32) == bytes(32)


@pytest.mark.parametrize("n", USER_SLOTS)
def test_user_slot_registers(q, n):
    for value in (SETTINGS, 0x15AA55, 0):
        q.write32(ksc(n), value)
        assert q.read32(ksc(n)) == value
    q.write32(ksc(n), KSR | KSIP)                   # read-only
    assert q.read32(ksc(n)) == 0
    for value in (AES_KEY_0_PORT, AES_KEY_1_PORT + 28, 0):
        q.write32(dkpa(n), value)
        assert q.read32(dkpa(n)) == value
    write_words(q, ksk(n), KEY)
    assert read_words(q, ksk(n), 32) == KEY
    others = [m for m in USER_SLOTS if m != n]
    assert all(read_words(q, ksk(m), 4) == bytes(4) for m in others)


@pytest.mark.parametrize("offset", [KMUBC, KMUIS, KMURD_8, KMURD_8 + 4, KMURD_8 + 8, *ID_OFFSETS])
def test_read_only_write_is_reported(q, offset):
    before = q.read32(KMU + offset)
    expect_log(q, lambda: q.write32(KMU + offset, ~before & ALL), "rss-kmu: write to read-only")
    assert q.read32(KMU + offset) == before


@pytest.mark.parametrize("offset", [0x014, 0x02C, 0x53C, 0xFCC])
def test_unknown_offset_is_reported(q, offset):
    expect_log(q, lambda: q.write32(KMU + offset, ALL), f"rss-kmu: bad write offset {offset:#x}")
    expect_log(q, lambda: q.read32(KMU + offset), f"rss-kmu: bad read offset {offset:#x}")


def test_seed_lock_is_one_bit_for_all_slots_until_reset(q):
    q.write32(ksc(20), SEED_LOCK)
    assert all(q.read32(ksc(n)) & SEED_LOCK for n in range(32))
    q.write32(ksc(0), 0)
    assert q.read32(ksc(0)) & SEED_LOCK
    before = q.output()
    q.write32(KMU + KMUPRBGSI, 0x12345678)          # ignored in silence: boot stages repeat it
    assert q.output().count("rss-kmu") == before.count("rss-kmu")
    software_reset(q)
    assert not any(q.read32(ksc(n)) & SEED_LOCK for n in range(32))


def test_status_is_cleared_by_kmuic_only(q):
    q.write32(ksk(8), 1)
    q.write32(ksk(8), 2)
    q.write32(KMU + KMUIS, 0)
    assert q.read32(KMU + KMUIS) == MWKSW
    q.write32(KMU + KMUIC, KEC)
    assert q.read32(KMU + KMUIS) == MWKSW
    q.write32(KMU + KMUIC, MWKSW)
    assert q.read32(KMU + KMUIS) == 0


def test_interrupt_follows_status_and_enable(q):
    watch_irqs(q)
    q.write32(ksk(8), 1)
    q.write32(ksk(8), 2)
    assert not irq_levels(q).get(IRQ_KMU, False)
    q.write32(KMU + KMUIE, MWKSW)
    assert q.read32(KMU + KMUIS) == MWKSW and irq_levels(q)[IRQ_KMU]
    q.write32(KMU + KMUIE, ALL & ~MWKSW)
    assert not irq_levels(q)[IRQ_KMU]
    q.write32(KMU + KMUIE, ALL)
    assert irq_levels(q)[IRQ_KMU]
    q.write32(KMU + KMUIC, ALL)
    assert not irq_levels(q)[IRQ_KMU]


# ---- key words and locks

@pytest.mark.parametrize("first", [0, 0x11223344])
def test_second_write_keeps_the_old_word(q, first):
    q.write32(ksk(9, 3), first)
    q.write32(ksk(9, 3), 0x55667788)
    assert q.read32(ksk(9, 3)) == first
    assert events(q) == MWKSW


def test_key_lock_stops_reads_and_writes(q):
    write_words(q, ksk(9), KEY[:28])
    q.write32(ksc(9), LKSKR)
    q.write32(ksc(9), 0)
    assert q.read32(ksc(9)) == LKSKR
    for word in range(8):
        expect_log(q, lambda word=word: q.read32(ksk(9, word)), "read of a locked key")
        assert q.read32(ksk(9, word)) == 0
    expect_log(q, lambda: q.write32(ksk(9, 7), ALL), "write of a locked key")
    assert events(q) == 0


def test_configuration_lock(q):
    q.write32(dkpa(9), AES_KEY_0_PORT)
    q.write32(ksc(9), EXPORT_256 | LKS)
    expect_log(q, lambda: q.write32(ksc(9), EXPORT_128), "KMUKSC is locked")
    expect_log(q, lambda: q.write32(dkpa(9), AES_KEY_1_PORT), "KMUDKPA is locked")
    assert q.read32(ksc(9)) == EXPORT_256 | LKS
    assert q.read32(dkpa(9)) == AES_KEY_0_PORT
    write_words(q, ksk(9), KEY)                     # LKS is not LKSKR
    assert read_words(q, ksk(9), 32) == KEY


@pytest.mark.parametrize("address, event", [
    (0x31000000, WDADDKPA), (0x21000000, WDADDKPA), (0x40154400, WDADDKPA), (CC + 0x3FC, WDADDKPA),
    (CC + 0x440, WDADDKPA), (KMU + KMUIE, WDADDKPA), (ALL & ~3, WDADDKPA), (4, WDADDKPA),
    (CC + 0x401, WDALSBDKPA), (CC + 0x402, WDALSBDKPA),
])
def test_destination_refused(q, address, event):
    q.write32(dkpa(9), AES_KEY_1_PORT)
    q.write32(dkpa(9), address)
    assert events(q) == event
    assert q.read32(dkpa(9)) == AES_KEY_1_PORT


# ---- verify

VERIFY = [
    # settings, locks, destination, key bytes written, events
    (EXPORT_256, LKS | LKSKR, AES_KEY_0_PORT, 32, 0),
    (EXPORT_256, LKS, AES_KEY_0_PORT, 32, 0),
    (EXPORT_128, LKS, AES_KEY_0_PORT, 16, 0),
    (EXPORT_256, LKS, AES_KEY_1_PORT, 32, 0),
    (EXPORT_256, 0, AES_KEY_0_PORT, 32, KSNL),
    (EXPORT_256, LKSKR, AES_KEY_0_PORT, 32, KSNL),
    (EXPORT_256, LKS, AES_KEY_0_PORT, 28, KSKRSM),
    (EXPORT_256, LKS, AES_KEY_0_PORT, 0, KSKRSM),
    (EXPORT_128, LKS, AES_KEY_0_PORT, 32, KSKRSM),
    (1 << 8 | 2 << 16 | 2 << 18, LKS, AES_KEY_0_PORT, 32, KSKRSM),      # 16 words: more than a slot
    (1 << 8 | 3 << 16 | 0 << 18, LKS, AES_KEY_0_PORT, 32, KSKRSM),      # reserved width
    (EXPORT_256, LKS, 0, 32, KSDPANS),
    (EXPORT_256, LKS, AES_KEY_1_PORT + 4, 32, WDADDKPA),                # the last write would leave the window
    (2 << 8 | 2 << 16 | 1 << 18, LKS, AES_KEY_0_PORT + 8, 32, WDADDKPA),
]


@pytest.mark.parametrize("row", VERIFY, ids=lambda row: "-".join(f"{v:x}" for v in row))
def test_verify(q, row):
    settings, locks, port, size, expected = row
    fill_slot(q, 12, KEY[:size], settings, locks, port)
    assert verify(q, 12) == (expected == 0, expected)
    if expected:
        assert export(q, 12) == AEWNR


def test_verify_wants_the_first_words(q):
    q.write32(dkpa(12), AES_KEY_0_PORT)
    write_words(q, ksk(12, 4), KEY[:16])
    q.write32(ksc(12), EXPORT_128 | LKS)
    assert verify(q, 12) == (False, KSKRSM)


# ---- export

@pytest.mark.parametrize("n", [8, 19, 31])
@pytest.mark.parametrize("locks", [LKS, LKS | LKSKR])
def test_user_slot_reaches_the_aes_engine(q, n, locks):
    fill_slot(q, n, locks=locks)
    assert verify(q, n) == (True, 0)
    assert export(q, n) == KEC
    assert engine_encrypts(q) == ecb(KEY, PLAIN)
    assert all(q.read32(CC + AES_KEY_0 + 4 * word) == 0 for word in range(16))


def test_128_bit_export(q):
    fill_slot(q, 10, KEY[:16], EXPORT_128)
    assert verify(q, 10) == (True, 0)
    assert export(q, 10) == KEC
    assert engine_encrypts(q, key_bytes=16) == ecb(KEY[:16], PLAIN)


def test_export_increment_of_zero_writes_one_register(q):
    fill_slot(q, 10, KEY, EXPORT_256 & ~(0xFF << 8))
    write_words(q, CC + AES_KEY_0, bytes(32))
    assert verify(q, 10) == (True, 0)
    assert export(q, 10) == KEC
    assert engine_encrypts(q) == ecb(KEY[28:] + bytes(28), PLAIN)


def test_export_needs_a_verified_slot(q):
    fill_slot(q, 10)
    assert export(q, 10) == AEWNR


def test_verify_and_export_in_one_write(q):
    fill_slot(q, 10)
    q.write32(ksc(10), q.read32(ksc(10)) | VKS | EK)
    assert events(q) == KEC
    assert engine_encrypts(q) == ecb(KEY, PLAIN)


def test_narrow_writes_are_a_bus_error_at_the_engine(q):
    fill_slot(q, 10, KEY[:16], 1 << 8 | 0 << 16 | 2 << 18)              # 16 writes of a byte
    assert verify(q, 10) == (True, 0)
    assert export(q, 10) == WTE


def test_kec_is_not_shown_with_latch_kec_off():
    with machine_on(otp_image("CM"), machine=",kmu-latch-kec=off") as q:
        fill_slot(q, 10)
        assert verify(q, 10) == (True, 0)
        assert export(q, 10) == 0
        assert engine_encrypts(q) == ecb(KEY, PLAIN)


# ---- invalidation

def test_invalidated_user_slot_is_empty_and_usable_again(q):
    fill_slot(q, 10)
    assert verify(q, 10) == (True, 0)
    q.write32(ksc(10), q.read32(ksc(10)) | IKS)
    assert (q.read32(ksc(10)), q.read32(dkpa(10)), events(q)) == (0, 0, 0)
    assert read_words(q, ksk(10), 32) == bytes(32)
    assert export(q, 10) == AEWNR
    fill_slot(q, 10, bytes(reversed(KEY)))
    assert verify(q, 10) == (True, 0)
    assert export(q, 10) == KEC
    assert engine_encrypts(q) == ecb(bytes(reversed(KEY)), PLAIN)


@pytest.mark.parametrize("n", HARDWARE_SLOTS)
def test_invalidated_hardware_slot_stays_so_until_reset(secured, n):
    q = secured
    for _ in range(2):                              # BL1_1 and BL1_2 both do it
        q.write32(ksc(n), q.read32(ksc(n)) | IKS)
        assert q.read32(ksc(n)) & (KSIP | IKS | KSR) == KSIP
        assert events(q) == 0
    assert verify(q, n) == (False, AKSWPI)
    q.write32(ksk(n), 1)
    assert events(q) == AKSWPI
    q.write32(dkpa(n), AES_KEY_0_PORT)
    assert events(q) == AKSWPI
    assert q.read32(ksk(n)) == 0
    software_reset(q)
    assert not q.read32(ksc(n)) & KSIP
    if n != 7:
        assert verify(q, n) == (True, 0)


# ---- hardware slots

@pytest.mark.parametrize("n", range(1, 7))
def test_hardware_key_is_used_but_never_seen(secured, n):
    q = secured
    assert q.read32(dkpa(n)) == AES_KEY_0_PORT
    assert q.read32(ksc(n)) == EXPORT_256 | LKS | LKSKR
    assert read_words(q, ksk(n), 32) == bytes(32)
    assert verify(q, n) == (True, 0)
    assert export(q, n) == KEC
    assert engine_encrypts(q) == ecb(KEYS[n - 1], PLAIN)
    assert read_words(q, ksk(n), 32) == bytes(32)


def test_hardware_slot_cannot_be_aimed_elsewhere(secured):
    q = secured
    expect_log(q, lambda: q.write32(dkpa(1), AES_KEY_1_PORT), "KMUDKPA is locked")
    expect_log(q, lambda: q.write32(ksc(1), EXPORT_128), "KMUKSC is locked")
    assert (q.read32(dkpa(1)), q.read32(ksc(1))) == (AES_KEY_0_PORT, EXPORT_256 | LKS | LKSKR)


def test_rtl_key_is_zero_in_tci_and_a_constant_in_pci_sp_mode():
    seen = set()
    for state in ("DM", "SE"):
        with machine_on(otp_image(state, "TCI")) as q:
            assert verify(q, 0) == (True, 0)
            export(q, 0)
            assert engine_encrypts(q) == ecb(bytes(32), PLAIN)
        with machine_on(otp_image(state, "PCI")) as q:
            assert verify(q, 0) == (False, KSKRSM)
            enter_sp(q)
            assert verify(q, 0) == (True, 0)
            export(q, 0)
            seen.add(engine_encrypts(q))
    assert len(seen) == 1 and ecb(bytes(32), PLAIN) not in seen


def test_empty_hardware_slots_are_locked(q):
    for n in range(1, 8):
        expect_log(q, lambda n=n: q.write32(ksk(n), 1), "write of a locked key")
        assert verify(q, n) == (False, KSKRSM)


def test_reset_empties_user_slots_and_reloads_hardware_slots(secured):
    q = secured
    fill_slot(q, 10)
    q.write32(KMU + KMUIE, ALL)
    q.write32(ksc(1), q.read32(ksc(1)) | IKS)
    for reset in (lambda: software_reset(q), q.reset):
        reset()
        assert (q.read32(ksc(10)), q.read32(dkpa(10)), q.read32(KMU + KMUIE)) == (0, 0, 0)
        assert read_words(q, ksk(10), 32) == bytes(32)
        assert verify(q, 1) == (True, 0)
        assert export(q, 1) == KEC
        assert engine_encrypts(q) == ecb(KEYS[0], PLAIN)
    cc_write(q, AES_KEY_0, 0)
