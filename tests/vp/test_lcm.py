# SPDX-License-Identifier: BSD-3-Clause
"""LCM and OTP: registers, state and TP mode derivation, programming rules, SP mode, persistence (hardware.md 7, 8)."""
import os
import signal
import subprocess

import pytest

from otp_file import (CM_CONFIG_1, CM_CONFIG_2, CM_RMA_FLAG, DM_CONFIG, DM_RMA_FLAG, DM_RMA_LOCK, FATAL_ERR,
                      FATAL_MAGIC, GPPC, GUK, HUK, KCE_CM, KCE_DM, KEY_ERR, KEY_OFFSETS, KEYS, KMU, KP_CM, KP_DM, LCM,
                      LCS, LCS_VALUE, OTP, OTP_BYTES, ROTPK, SP_ENABLE, SP_MAGIC, TP_MODE, TP_MODE_CONFIG, TP_REGISTER,
                      TP_WORD, TRUE, USER, config_words, enter_sp, get_word, machine_on, otp_image, otp_path, put_word,
                      read_words, software_reset, stored_word, write_words)
from qtest import Qtest
from registers import ALL, ID_OFFSETS, Register, check_reads_zero_ignores_writes, check_registers, check_resets
from registers import expect_log

DCU_EN, DCU_LOCK = 0x100, 0x110
RESET_SYNDROME = 0x58021100
VM0 = 0x31000000
MARK = 0x600DF00D
REFUSED = "refused"

# Rows whose writable bits are stored; locks and commands have tests of their own.
TABLE = [
    Register("LCS_VALUE", 0x000, reset=LCS["CM"]),
    Register("KEY_ERR", 0x004),
    Register("TP_MODE", 0x008, reset=TP_REGISTER["virgin"]),
    Register("FATAL_ERR", 0x00C),
    Register("SP_ENABLE", 0x014),
    Register("OTP_ADDR_WIDTH", 0x018, reset=14),
    Register("OTP_SIZE_IN_BYTES", 0x01C, reset=OTP_BYTES),
    Register("GPPC", 0x020),
    *[Register(f"DCU_EN[{i}]", DCU_EN + 4 * i, writable=ALL) for i in range(4)],
    *[Register(f"DCU_SP_DISABLE_MASK[{i}]", 0x120 + 4 * i) for i in range(4)],
    *[Register(f"DCU_DISABLE_MASK[{i}]", 0x130 + 4 * i) for i in range(4)],
]
STICKY = [Register("DM_RMA_LOCK", 0x010), *[Register(f"DCU_LOCK[{i}]", DCU_LOCK + 4 * i) for i in range(4)]]
READ_ONLY = [0x000, 0x004, 0x008, 0x018, 0x01C, 0x020, *range(0x120, 0x140, 4), *ID_OFFSETS]
UNKNOWN = [0x024, 0x0FC, 0x140, 0xFCC]


@pytest.fixture
def virgin():
    with machine_on(otp_image("CM", "virgin")) as q:
        yield q


def test_registers(virgin):
    check_resets(virgin, LCM, STICKY)
    check_registers(virgin, LCM, TABLE)
    check_reads_zero_ignores_writes(virgin, [LCM + o for o in ID_OFFSETS])


@pytest.mark.parametrize("offset", READ_ONLY)
def test_read_only_write_is_reported(virgin, offset):
    before = virgin.read32(LCM + offset)
    expect_log(virgin, lambda: virgin.write32(LCM + offset, ~before & ALL), "rss-lcm: write to read-only")
    assert virgin.read32(LCM + offset) == before


@pytest.mark.parametrize("offset", UNKNOWN)
def test_unknown_offset_is_reported(virgin, offset):
    expect_log(virgin, lambda: virgin.write32(LCM + offset, ALL), f"rss-lcm: bad write offset {offset:#x}")
    expect_log(virgin, lambda: virgin.read32(LCM + offset), f"rss-lcm: bad read offset {offset:#x}")


def test_dcu_lock_is_sticky_per_bit_until_reset(virgin):
    for i in range(4):
        en, lock = LCM + DCU_EN + 4 * i, LCM + DCU_LOCK + 4 * i
        virgin.write32(en, 0x0000FFFF)
        virgin.write32(lock, 0x00FF00FF)
        virgin.write32(lock, 0)
        assert virgin.read32(lock) == 0x00FF00FF
        expect_log(virgin, lambda en=en: virgin.write32(en, 0xFFFF0000), "locked bits keep their value")
        assert virgin.read32(en) == 0xFF0000FF
    software_reset(virgin)
    assert [virgin.read32(LCM + o) for o in range(DCU_EN, DCU_EN + 0x20, 4)] == [0] * 8


# ---- derivation at reset

CM_1, CM_2, DM = config_words()

STATES = [
    # CM_CONFIG_1, CM_CONFIG_2, DM_CONFIG, CM_RMA_FLAG, DM_RMA_FLAG, state
    (0, 0, 0, 0, 0, "CM"),
    (CM_1, CM_2, 0, 0, 0, "DM"),
    (CM_1, CM_2, DM, 0, 0, "SE"),
    (CM_1, CM_2, DM, TRUE, TRUE, "RMA"),
    (0, 0, 0, TRUE, TRUE, "RMA"),
    (CM_1, CM_2, 0, TRUE, TRUE, "RMA"),
    (CM_1, 0, 0, TRUE, TRUE, "RMA"),
    (0, 0, 0, TRUE, 0, "CM"),
    (CM_1, CM_2, DM, TRUE, 0, "SE"),
    (CM_1, CM_2, DM, 0, TRUE, "SE"),
    (CM_1, CM_2, DM, TRUE, 0x7FFFFFFF, "SE"),
    (CM_1, 0, 0, 0, 0, "invalid"),
    (0, CM_2, 0, 0, 0, "invalid"),
    (0, 0, DM, 0, 0, "invalid"),
    (CM_1, 0, DM, 0, 0, "invalid"),
    (0, CM_2, DM, 0, 0, "invalid"),
]


@pytest.mark.parametrize("row", STATES, ids=lambda row: "-".join(f"{w:x}" for w in row[:5]))
def test_life_cycle_state(row):
    image = otp_image("SE")
    for offset, word in zip((CM_CONFIG_1, CM_CONFIG_2, DM_CONFIG, CM_RMA_FLAG, DM_RMA_FLAG), row):
        put_word(image, offset, word)
    with machine_on(image) as q:
        assert q.read32(LCM + LCS_VALUE) == LCS[row[5]]
        assert q.read32(LCM + KEY_ERR) == 0


@pytest.mark.parametrize("word, mode", [(0, "virgin"), (0x0000FFFF, "TCI"), (0xFFFF0000, "PCI"), (1, "invalid"),
                                        (0xFFFFFFFF, "invalid"), (0x00007FFF, "invalid"), (0x8000FFFF, "invalid")])
def test_tp_mode(word, mode):
    image = otp_image("CM", "virgin")
    put_word(image, TP_MODE_CONFIG, word)
    with machine_on(image) as q:
        assert q.read32(LCM + TP_MODE) == TP_REGISTER[mode]


@pytest.mark.parametrize("state, checked", [("CM", 0), ("DM", 4), ("SE", 6), ("RMA", 0)])
@pytest.mark.parametrize("key", range(6))
def test_key_error_names_the_changed_key(state, checked, key):
    image = otp_image(state)
    word = get_word(image, KEY_OFFSETS[key] + 12)
    put_word(image, KEY_OFFSETS[key] + 12, word | (~word & (word + 1)))     # one more bit, as an attacker can add
    assert get_word(image, KEY_OFFSETS[key] + 12) != word
    with machine_on(image) as q:
        assert q.read32(LCM + KEY_ERR) == (1 << key if key < checked else 0)
        commit = CM_CONFIG_1 if key < 4 else DM_CONFIG
        committed = get_word(image, commit) != 0
        assert q.read32(OTP + commit) == (1 << (key % 4) if committed else 0)


@pytest.mark.parametrize("state, gppc", [("CM", 0), ("DM", GPPC), ("SE", GPPC)])
def test_gppc(state, gppc):
    with machine_on(otp_image(state)) as q:
        assert q.read32(LCM + 0x020) == gppc


# ---- programming rules: (state, TP mode, SP mode, offset, value, stored word or REFUSED)

ONES = TRUE
RULES = [
    ("CM", "virgin", False, TP_MODE_CONFIG, TP_WORD["TCI"], TP_WORD["TCI"]),
    ("CM", "virgin", False, TP_MODE_CONFIG, TP_WORD["PCI"], TP_WORD["PCI"]),
    ("CM", "invalid", False, TP_MODE_CONFIG, ONES, ONES),       # a torn word can be completed until it selects a mode
    ("DM", "invalid", False, TP_MODE_CONFIG, ONES, REFUSED),
    ("CM", "TCI", True, TP_MODE_CONFIG, ONES, REFUSED),
    ("CM", "PCI", True, TP_MODE_CONFIG, ONES, REFUSED),
    ("DM", "TCI", True, TP_MODE_CONFIG, ONES, REFUSED),
    ("SE", "TCI", False, TP_MODE_CONFIG, ONES, REFUSED),
    ("RMA", "TCI", False, TP_MODE_CONFIG, ONES, REFUSED),
    *[("CM", tp, sp, offset + 28, ONES, ONES) for tp, sp in (("TCI", False), ("TCI", True), ("PCI", True))
      for offset in (HUK, GUK, KP_CM, KCE_CM, ROTPK)],
    *[("CM", "TCI", True, offset, ONES, REFUSED) for offset in (KP_DM, KCE_DM)],
    *[("DM", "TCI", True, offset, ONES, REFUSED) for offset in (HUK, GUK, KP_CM, KCE_CM, ROTPK, ROTPK + 28)],
    *[("DM", "TCI", sp, offset, 0x01020304, 0x01020304) for sp in (False, True) for offset in (KP_DM, KCE_DM)],
    *[("SE", "TCI", False, offset, ONES, REFUSED) for offset in (*KEY_OFFSETS, ROTPK)],
    *[("SE", "TCI", True, offset, ONES, ONES) for offset in (*KEY_OFFSETS, ROTPK)],
    *[("SE", "TCI", True, offset, 0xFFFFFFFE, REFUSED) for offset in (*KEY_OFFSETS, ROTPK)],
    *[("RMA", "TCI", False, offset, ONES, ONES) for offset in (*KEY_OFFSETS, ROTPK)],
    *[("RMA", "TCI", False, offset, 0x7FFFFFFF, REFUSED) for offset in (*KEY_OFFSETS, ROTPK)],
    ("CM", "TCI", True, CM_CONFIG_1, ONES, config_words()[0]),
    ("CM", "PCI", True, CM_CONFIG_1, ONES, config_words()[0]),
    ("CM", "TCI", False, CM_CONFIG_1, ONES, REFUSED),
    ("CM", "TCI", True, CM_CONFIG_1, 0x80808080, REFUSED),
    ("CM", "virgin", False, CM_CONFIG_1, ONES, REFUSED),
    ("DM", "TCI", True, CM_CONFIG_1, ONES, REFUSED),
    ("SE", "TCI", True, CM_CONFIG_1, ONES, REFUSED),
    ("CM", "TCI", True, DM_CONFIG, ONES, REFUSED),
    ("SE", "TCI", True, DM_CONFIG, ONES, REFUSED),
    ("CM", "TCI", False, CM_CONFIG_2, 0x00123456, 0x00123456),
    ("DM", "TCI", True, CM_CONFIG_2, ONES, REFUSED),
    ("SE", "TCI", True, CM_CONFIG_2, ONES, REFUSED),
    *[(state, "TCI", False, CM_RMA_FLAG, ONES, ONES) for state in ("CM", "DM", "SE")],
    *[(state, "PCI", False, DM_RMA_FLAG, ONES, ONES) for state in ("CM", "DM", "SE")],
    ("SE", "TCI", True, CM_RMA_FLAG, 1, REFUSED),
    ("SE", "TCI", True, DM_RMA_FLAG, 0x7FFFFFFF, REFUSED),
    *[(state, "TCI", False, offset, 0x3333CAFE, 0x3333CAFE) for state in ("CM", "DM", "SE", "RMA")
      for offset in (USER, 0x144C, OTP_BYTES - 4)],
]


def rule_id(row):
    state, tp, sp, offset, value, _ = row
    return f"{state}-{tp}-{'sp' if sp else 'nosp'}-{offset:#x}-{value:#x}"


@pytest.mark.parametrize("row", RULES, ids=rule_id)
def test_programming_rule(row):
    state, tp, sp, offset, value, expected = row
    with machine_on(otp_image(state, tp)) as q:
        if sp:
            enter_sp(q)
        before = stored_word(q, offset)
        refusals = q.output().count(REFUSED)
        q.write32(OTP + offset, value)
        assert stored_word(q, offset) == (before if expected == REFUSED else expected)
        assert q.output().count(REFUSED) == refusals + (expected == REFUSED)


def test_bits_only_go_up(virgin):
    virgin.write32(OTP + USER, 0x0000F0F0)
    expect_log(virgin, lambda: virgin.write32(OTP + USER, 0x000F0000), "bits cannot be cleared")
    assert virgin.read32(OTP + USER) == 0x000FF0F0
    virgin.write32(OTP + USER, 0x000FF0F0)
    virgin.write32(OTP + USER, 0)
    assert virgin.read32(OTP + USER) == stored_word(virgin, USER) == 0x000FF0F0


def test_window_beyond_the_otp(virgin):
    for offset in (OTP_BYTES, 0xFFFC):
        expect_log(virgin, lambda offset=offset: virgin.write32(OTP + offset, ALL), "write beyond the OTP")
        expect_log(virgin, lambda offset=offset: virgin.read32(OTP + offset), "read beyond the OTP")
        assert virgin.read32(OTP + offset) == 0
    assert os.path.getsize(virgin.otp_path) == OTP_BYTES


def test_dm_rma_lock_stops_the_flag_until_reset():
    with machine_on(otp_image("SE")) as q:
        q.write32(LCM + DM_RMA_LOCK, 1)
        q.write32(LCM + DM_RMA_LOCK, 0)
        assert q.read32(LCM + DM_RMA_LOCK) == TRUE
        q.write32(OTP + DM_RMA_FLAG, TRUE)
        q.write32(OTP + CM_RMA_FLAG, TRUE)
        assert (stored_word(q, DM_RMA_FLAG), stored_word(q, CM_RMA_FLAG)) == (0, TRUE)
        software_reset(q)
        assert q.read32(LCM + DM_RMA_LOCK) == 0
        q.write32(OTP + DM_RMA_FLAG, TRUE)
        assert stored_word(q, DM_RMA_FLAG) == TRUE


# ---- commit words

def test_commit_reads_back_zero_and_cannot_be_repeated():
    with machine_on(otp_image("CM")) as q:
        enter_sp(q)
        q.write32(OTP + CM_CONFIG_1, TRUE)
        assert q.read32(OTP + CM_CONFIG_1) == 0
        expect_log(q, lambda: q.write32(OTP + CM_CONFIG_1, TRUE), REFUSED)
        assert stored_word(q, CM_CONFIG_1) == config_words()[0]
        assert q.read32(LCM + KEY_ERR) == 0


def test_commit_notices_a_key_that_changes_afterwards():
    with machine_on(otp_image("CM")) as q:
        enter_sp(q)
        q.write32(OTP + CM_CONFIG_1, TRUE)
        q.write32(OTP + KP_CM, TRUE)
        assert q.read32(OTP + CM_CONFIG_1) == 1 << 2


@pytest.mark.parametrize("fill", [0x00, 0xFF], ids=["blank", "erased"])
@pytest.mark.parametrize("key", range(6))
def test_commit_refuses_a_key_without_count(key, fill):
    state, commit = ("CM", CM_CONFIG_1) if key < 4 else ("DM", DM_CONFIG)
    image = otp_image(state)
    if state == "DM":
        image[KP_DM:KP_DM + 64] = KEYS[4] + KEYS[5]
    image[KEY_OFFSETS[key]:KEY_OFFSETS[key] + 32] = bytes([fill]) * 32
    with machine_on(image) as q:
        enter_sp(q)
        expect_log(q, lambda: q.write32(OTP + commit, TRUE), "blank or erased")
        assert q.read32(OTP + commit) == 1 << (key % 4)
        assert stored_word(q, commit) == 0
        software_reset(q)
        assert q.read32(OTP + commit) == 0
        assert q.read32(LCM + LCS_VALUE) == LCS[state]


# ---- commit after a loss of power (docs/adr/0006)

def interrupted(state, cm_1=None, cm_2=None, dm=None):
    """A part of this state whose words differ: None leaves a word alone."""
    image = otp_image(state)
    for offset, word in ((CM_CONFIG_1, cm_1), (CM_CONFIG_2, cm_2), (DM_CONFIG, dm)):
        if word is not None:
            put_word(image, offset, word)
    return image


def lowest_bit(word):
    return word & -word


@pytest.mark.parametrize("cm_1, cm_2", [
    (0, CM_2), (0, lowest_bit(CM_2)), (CM_1, 0), (lowest_bit(CM_1), 0),     # between the words, and inside of the first
    (lowest_bit(CM_1), CM_2), (CM_1 & 0xFFFF, CM_2), (CM_1 & ~lowest_bit(CM_1), CM_2),      # inside of CM_CONFIG_1
], ids=lambda word: f"{word:x}")
def test_interrupted_transition_to_dm_is_finished(cm_1, cm_2):
    state = "DM" if cm_1 and cm_2 else "invalid"
    with machine_on(interrupted("CM", cm_1, cm_2)) as q:
        assert q.read32(LCM + LCS_VALUE) == LCS[state]
        assert bool(q.read32(LCM + KEY_ERR)) == (state == "DM")
        assert bool(q.read32(OTP + CM_CONFIG_1)) == (cm_1 not in (0, CM_1))
        enter_sp(q)
        if state == "invalid":
            q.write32(OTP + CM_CONFIG_2, CM_2)
        q.write32(OTP + CM_CONFIG_1, TRUE)
        assert q.read32(OTP + CM_CONFIG_1) == 0
        assert (stored_word(q, CM_CONFIG_1), stored_word(q, CM_CONFIG_2)) == (CM_1, CM_2)
        software_reset(q)
        assert (q.read32(LCM + LCS_VALUE), q.read32(LCM + KEY_ERR)) == (LCS["DM"], 0)


@pytest.mark.parametrize("dm", [lowest_bit(DM), DM & 0xFF, DM & 0xFF00, DM & ~lowest_bit(DM)], ids=lambda word: f"{word:x}")
def test_interrupted_transition_to_se_is_finished(dm):
    with machine_on(interrupted("SE", dm=dm)) as q:
        assert (q.read32(LCM + LCS_VALUE), q.read32(OTP + CM_CONFIG_1)) == (LCS["SE"], 0)
        assert q.read32(LCM + KEY_ERR) == q.read32(OTP + DM_CONFIG) << 4 != 0
        q.write32(OTP + DM_CONFIG, TRUE)
        assert stored_word(q, DM_CONFIG) == dm                  # in SP mode only, as the first time
        enter_sp(q)
        q.write32(OTP + DM_CONFIG, TRUE)
        assert (q.read32(OTP + DM_CONFIG), stored_word(q, DM_CONFIG)) == (0, DM)
        software_reset(q)
        assert q.read32(LCM + KEY_ERR) == 0


@pytest.mark.parametrize("state, commit, cm_1, dm", [
    ("SE", DM_CONFIG, None, DM | lowest_bit(~DM)),              # a bit too many
    ("SE", CM_CONFIG_1, CM_1 & 0xFF, None),                     # torn, but the state has moved on
    ("DM", CM_CONFIG_1, CM_1 | lowest_bit(~CM_1), None),
], ids=["se-bit-too-many", "se-torn-cm", "dm-bit-too-many"])
def test_wrong_counts_stay(state, commit, cm_1, dm):
    with machine_on(interrupted(state, cm_1=cm_1, dm=dm)) as q:
        before = stored_word(q, commit)
        enter_sp(q)
        expect_log(q, lambda: q.write32(OTP + commit, TRUE), REFUSED)
        assert q.read32(OTP + commit) != 0
        assert stored_word(q, commit) == before


@pytest.mark.parametrize("state, key", [("DM", key) for key in range(4)] + [("SE", key) for key in (4, 5)])
@pytest.mark.parametrize("bits", [1, 64])
def test_key_with_added_bits_is_never_committed_again(state, key, bits):
    """What an attacker can do is add bits to the key, to the counts or to both: the commit stays refused."""
    commit, shift = (CM_CONFIG_1, 8 * key) if key < 4 else (DM_CONFIG, 8 * (key - 4))
    for added_counts in (0, 1, 0x80, 0xFF):
        image = otp_image(state)
        value = int.from_bytes(image[KEY_OFFSETS[key]:KEY_OFFSETS[key] + 32], "little")
        for _ in range(bits):
            value |= lowest_bit(~value)
        image[KEY_OFFSETS[key]:KEY_OFFSETS[key] + 32] = value.to_bytes(32, "little")
        put_word(image, commit, get_word(image, commit) | added_counts << shift)
        with machine_on(image) as q:
            enter_sp(q)
            before = stored_word(q, commit)
            q.write32(OTP + commit, TRUE)
            assert stored_word(q, commit) == before
            assert q.read32(OTP + commit) != 0


@pytest.mark.parametrize("cm_1, cm_2, dm", [(0, 0, DM), (CM_1, 0, DM), (0, CM_2, DM)], ids=["dm", "cm1-dm", "cm2-dm"])
def test_invalid_state_that_no_interruption_leaves(cm_1, cm_2, dm):
    with machine_on(interrupted("CM", cm_1, cm_2, dm)) as q:
        assert q.read32(LCM + LCS_VALUE) == LCS["invalid"]
        expect_log(q, lambda: q.write32(LCM + SP_ENABLE, SP_MAGIC), "SP_ENABLE refused")
        for offset in (CM_CONFIG_1, CM_CONFIG_2):
            expect_log(q, lambda offset=offset: q.write32(OTP + offset, TRUE), REFUSED)


def test_incomplete_transition_gives_no_key_away():
    with machine_on(interrupted("CM", 0, CM_2)) as q:
        enter_sp(q)
        assert read_words(q, OTP + HUK, 4 * 32) == bytes(4 * 32)
        expect_log(q, lambda: q.write32(OTP + HUK, TRUE), REFUSED)
        assert not any(kmu_slot_is_loaded(q, slot) for slot in range(8))


# ---- loss of power, as a property of the run

def cut_options(**properties):
    return [text for name, value in properties.items() for text in ("-global", f"rss-lcm.{name.replace('_', '-')}={value}")]


@pytest.mark.parametrize("mask, stored", [(0, 0x000F0000), (0x0000FF00, 0x000FF000), (TRUE, 0x000FF0F0)],
                         ids=["before", "torn", "after"])
def test_power_cut_in_the_nth_write(mask, stored):
    with machine_on(bytes(OTP_BYTES), *cut_options(cut_write=3, cut_mask=mask)) as q:
        q.write32(OTP + USER, 0x000F0000)
        q.write32(OTP + HUK, 0)                                 # programs no bit, and is a write
        with pytest.raises(RuntimeError):
            q.write32(OTP + USER, 0x0000F0F0)
        assert q.process.wait(60) == 75
        assert stored_word(q, USER) == stored


@pytest.mark.parametrize("mask", [0, 0x000F000F, TRUE], ids=["before", "torn", "after"])
def test_power_cut_in_a_commit(mask):
    with machine_on(otp_image("CM"), *cut_options(cut_write=1, cut_mask=mask)) as q:
        enter_sp(q)
        with pytest.raises(RuntimeError):
            q.write32(OTP + CM_CONFIG_1, TRUE)
        assert q.process.wait(60) == 75
        assert stored_word(q, CM_CONFIG_1) == CM_1 & mask


def test_write_log(tmp_path):
    log = tmp_path / "log"
    with machine_on(bytes(OTP_BYTES), *cut_options(write_log=log)) as q:
        q.write32(OTP + USER, 0x0F)
        q.step_ns(40)
        q.write32(OTP + USER, 0xFF)
        q.write32(OTP + CM_CONFIG_1, TRUE)                      # refused: not a write
        assert log.read_text().splitlines() == ["1 0 0x00f8 0x0000000f 0x0000000f", "2 40 0x00f8 0x000000f0 0x000000ff"]


def test_write_log_that_cannot_be_made(tmp_path):
    with otp_path(bytes(OTP_BYTES)) as path:
        assert "cannot make write log" in run_refused(path, *cut_options(write_log=tmp_path))


def test_power_cut_at_a_time():
    with machine_on(bytes(OTP_BYTES), *cut_options(cut_ns=1000)) as q:
        q.write32(OTP + USER, MARK)
        q.step_ns(999)
        assert q.read32(OTP + USER) == MARK
        with pytest.raises(RuntimeError):
            q.step_ns(1)
        assert q.process.wait(60) == 75
        assert stored_word(q, USER) == MARK


# ---- reading of secrets

READABLE = {("CM", "TCI"): KEY_OFFSETS[:4], ("DM", "TCI"): KEY_OFFSETS[4:]}


@pytest.mark.parametrize("tp", ["TCI", "PCI"])
@pytest.mark.parametrize("state", ["CM", "DM", "SE", "RMA"])
def test_key_reading(state, tp):
    image = otp_image(state, tp)
    if state == "DM":
        image[KP_DM:KP_DM + 64] = KEYS[4] + KEYS[5]
    with machine_on(image) as q:
        for key, offset in enumerate(KEY_OFFSETS):
            expected = KEYS[key] if offset in READABLE.get((state, tp), []) else bytes(32)
            assert read_words(q, OTP + offset, 32) == expected, f"key {key}"
        assert read_words(q, OTP + ROTPK, 32) == KEYS[6]
        assert q.read32(OTP + CM_CONFIG_2) == get_word(image, CM_CONFIG_2)


def test_keys_are_readable_while_virgin(virgin):
    write_words(virgin, OTP + HUK, KEYS[0])
    assert read_words(virgin, OTP + HUK, 32) == KEYS[0]


# ---- SP mode

@pytest.mark.parametrize("state", ["CM", "DM", "SE"])
@pytest.mark.parametrize("tp", ["TCI", "PCI"])
def test_sp_mode_lasts_for_one_reset_and_keeps_memory(state, tp):
    with machine_on(otp_image(state, tp)) as q:
        q.write32(VM0, MARK)
        assert q.read32(LCM + SP_ENABLE) == 0
        enter_sp(q)
        assert q.read32(VM0) == MARK
        assert q.read32(RESET_SYNDROME) == 1 << 0 | 1 << 5
        software_reset(q)
        assert q.read32(LCM + SP_ENABLE) == 0
        assert q.read32(VM0) == MARK


def test_sp_enable_in_sp_mode_does_not_reset():
    with machine_on(otp_image("CM")) as q:
        enter_sp(q)
        q.write32(LCM + DCU_EN, MARK)
        q.write32(LCM + SP_ENABLE, SP_MAGIC)
        assert q.read32(LCM + DCU_EN) == MARK
        assert q.read32(LCM + SP_ENABLE) == TRUE


def test_power_on_ends_sp_mode():
    with machine_on(otp_image("CM")) as q:
        enter_sp(q)
        q.write32(VM0, MARK)
        q.reset()
        assert q.read32(LCM + SP_ENABLE) == 0
        assert q.read32(VM0) == 0


@pytest.mark.parametrize("state, tp", [("CM", "virgin"), ("CM", "invalid"), ("invalid", "TCI")])
def test_sp_mode_refused(state, tp):
    image = otp_image("CM" if state == "invalid" else state, tp)
    if state == "invalid":
        put_word(image, DM_CONFIG, 1)
    with machine_on(image) as q:
        q.write32(LCM + DCU_EN, MARK)
        expect_log(q, lambda: q.write32(LCM + SP_ENABLE, SP_MAGIC), "SP_ENABLE refused")
        assert q.read32(LCM + SP_ENABLE) == 0
        assert q.read32(LCM + DCU_EN) == MARK


@pytest.mark.parametrize("offset, value", [(SP_ENABLE, SP_MAGIC + 1), (SP_ENABLE, TRUE), (FATAL_ERR, FATAL_MAGIC - 1),
                                           (FATAL_ERR, SP_MAGIC)])
def test_wrong_magic(offset, value):
    with machine_on(otp_image("CM")) as q:
        expect_log(q, lambda: q.write32(LCM + offset, value), "wrong magic")
        assert q.read32(LCM + offset) == 0


def test_fatal_error_mode():
    with machine_on(otp_image("CM")) as q:
        q.write32(LCM + FATAL_ERR, FATAL_MAGIC)
        q.write32(LCM + FATAL_ERR, 0)
        assert q.read32(LCM + FATAL_ERR) == TRUE
        assert read_words(q, OTP + HUK, 32) == bytes(32)
        for offset in (USER, HUK, CM_RMA_FLAG):
            expect_log(q, lambda offset=offset: q.write32(OTP + offset, TRUE), REFUSED)
        assert stored_word(q, USER) == 0
        expect_log(q, lambda: q.write32(LCM + SP_ENABLE, SP_MAGIC), "SP_ENABLE refused")
        software_reset(q)
        assert q.read32(LCM + FATAL_ERR) == 0
        assert read_words(q, OTP + HUK, 32) == KEYS[0]


# ---- life of a part

def test_whole_life_over_resets():
    with machine_on(bytes(OTP_BYTES)) as q:
        assert q.read32(LCM + LCS_VALUE) == LCS["CM"]
        q.write32(OTP + TP_MODE_CONFIG, TP_WORD["TCI"])
        assert q.read32(LCM + TP_MODE) == TP_REGISTER["virgin"]     # latched at reset
        software_reset(q)
        assert q.read32(LCM + TP_MODE) == TP_REGISTER["TCI"]

        enter_sp(q)
        for key in (0, 1, 2, 3, 6):
            write_words(q, OTP + 0x20 * key, KEYS[key])
        q.write32(OTP + CM_CONFIG_1, TRUE)
        q.write32(OTP + CM_CONFIG_2, config_words()[1])
        assert q.read32(LCM + LCS_VALUE) == LCS["CM"]
        software_reset(q)
        assert q.read32(LCM + LCS_VALUE) == LCS["DM"]
        assert q.read32(LCM + SP_ENABLE) == 0

        enter_sp(q)
        write_words(q, OTP + KP_DM, KEYS[4] + KEYS[5])
        q.write32(OTP + DM_CONFIG, TRUE)
        assert q.read32(OTP + DM_CONFIG) == 0
        software_reset(q)
        assert q.read32(LCM + LCS_VALUE) == LCS["SE"]
        assert q.read32(LCM + KEY_ERR) == 0
        with open(q.otp_path, "rb") as f:
            assert f.read() == bytes(otp_image("SE"))

        q.write32(OTP + CM_RMA_FLAG, TRUE)
        q.write32(OTP + DM_RMA_FLAG, TRUE)
        assert q.read32(LCM + LCS_VALUE) == LCS["SE"]
        q.reset()
        assert q.read32(LCM + LCS_VALUE) == LCS["RMA"]


def kmu_slot_is_loaded(q, slot):
    q.write32(KMU + 0x00C, ALL)
    q.write32(KMU + 0x030 + 4 * slot, 1 << 24)
    return bool(q.read32(KMU + 0x030 + 4 * slot) & 1 << 25)


@pytest.mark.parametrize("state, tp, sp, slots", [
    ("CM", "virgin", False, set()), ("CM", "TCI", True, {0}), ("CM", "PCI", False, set()), ("CM", "PCI", True, {0}),
    ("DM", "TCI", False, {0, 1, 2, 3, 4}), ("DM", "PCI", False, {1, 2, 3, 4}),
    ("SE", "TCI", False, {0, 1, 2, 3, 4, 5, 6}), ("SE", "PCI", False, {1, 2, 3, 4, 5, 6}),
    ("SE", "PCI", True, {0, 1, 2, 3, 4, 5, 6}), ("RMA", "TCI", False, set()), ("RMA", "PCI", False, set()),
])
def test_hardware_slots_loaded(state, tp, sp, slots):
    with machine_on(otp_image(state, tp)) as q:
        if sp:
            enter_sp(q)
        assert {slot for slot in range(8) if kmu_slot_is_loaded(q, slot)} == slots


def test_key_with_wrong_count_is_not_loaded():
    image = otp_image("SE")
    image[GUK] |= ~image[GUK] & (image[GUK] + 1)
    with machine_on(image) as q:
        assert q.read32(LCM + KEY_ERR) == 1 << 1
        assert {slot for slot in range(8) if kmu_slot_is_loaded(q, slot)} == {0, 1, 3, 4, 5, 6}


def test_fatal_error_drops_the_hardware_slots():
    with machine_on(otp_image("SE")) as q:
        q.write32(LCM + FATAL_ERR, FATAL_MAGIC)
        assert not any(kmu_slot_is_loaded(q, slot) for slot in range(8))


# ---- persistence and the file

def test_programmed_words_survive_a_killed_process_and_every_reset():
    with otp_path(bytes(OTP_BYTES)) as path:
        options = ["-M", f"rss-tc,otp={path}"]
        with Qtest(options) as q:
            q.write32(OTP + USER, MARK)
            os.kill(q.process.pid, signal.SIGKILL)
            q.process.wait(60)
        with Qtest(options) as q:
            assert q.read32(OTP + USER) == MARK
            q.write32(OTP + OTP_BYTES - 4, 0x80000001)
            software_reset(q)
            assert q.read32(OTP + OTP_BYTES - 4) == 0x80000001
            q.reset()
            assert (q.read32(OTP + USER), q.read32(OTP + OTP_BYTES - 4)) == (MARK, 0x80000001)


def run_refused(path, *options):
    done = subprocess.run([os.environ["RSS_QEMU"], "-M", f"rss-tc,otp={path}" if path else "rss-tc", "-display", "none",
                           "-nodefaults", "-accel", "qtest", *options], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


@pytest.mark.parametrize("size", [0, 1, OTP_BYTES - 1, OTP_BYTES + 1, 2 * OTP_BYTES])
def test_wrong_file_size(size):
    with otp_path(bytes(size)) as path:
        message = run_refused(path)
        assert f"has {size} bytes" in message and f"exactly {OTP_BYTES}" in message
        assert os.path.getsize(path) == size


def test_missing_file(tmp_path):
    assert "No such file" in run_refused(tmp_path / "absent.bin")


def test_no_file():
    assert f"set 'otp' to a file of {OTP_BYTES} bytes" in run_refused(None)


def test_directory_is_refused(tmp_path):
    assert "directory" in run_refused(tmp_path)


def test_file_in_use():
    with machine_on(bytes(OTP_BYTES)) as q:
        q.read32(LCM)                   # answered: the first machine is up and holds the file
        assert "in use by another machine" in run_refused(q.otp_path)
