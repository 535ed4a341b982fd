# SPDX-License-Identifier: BSD-3-Clause
"""System counter: registers, counting, scaling, what may be written when (hardware.md 14.1)."""
import pytest

from registers import ALL, ID_OFFSETS, Register, check_registers, check_reads_zero_ignores_writes, expect_log
from registers import rss_machine, software_reset

CONTROL, READ = 0x5015A000, 0x5015B000
CNTCR, CNTSR, CNTCV, CNTCV_HI, CNTSCR, CNTID = 0x000, 0x004, 0x008, 0x00C, 0x010, 0x01C
CNTSCR0, CNTSCR1 = 0x0D0, 0x0D4
EN, SCEN = 1, 1 << 2
ONE = 0x01000000
MS = 1_000_000
TICKS_PER_MS = 32_000

TABLE = [
    Register("CNTCR", CNTCR, writable=0x1E),        # EN apart: it makes others read-only
    Register("CNTSR", CNTSR),
    Register("CNTCV", CNTCV, writable=ALL),
    Register("CNTCV_HI", CNTCV_HI, writable=ALL),
    Register("CNTSCR", CNTSCR, reset=ONE, writable=ALL),
    Register("CNTID", CNTID, reset=0x00020001),
    Register("CNTSCR0", CNTSCR0, reset=ONE, writable=ALL),
    Register("CNTSCR1", CNTSCR1, reset=ONE, writable=ALL),
]


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


def count(q, frame=CONTROL + CNTCV):
    return q.read32(frame) | q.read32(frame + 4) << 32


def test_registers(q):
    for register in TABLE:
        assert q.read32(CONTROL + register.offset) == register.reset, register.name
    check_registers(q, CONTROL, TABLE[1:])
    for value in (0x1E, 0xFFFFFFFE):
        q.write32(CONTROL + CNTCR, value)
        assert q.read32(CONTROL + CNTCR) == 0x1E
    check_reads_zero_ignores_writes(q, [CONTROL + o for o in ID_OFFSETS] + [READ + o for o in ID_OFFSETS])


def test_stands_still_until_enabled(q):
    q.step_ns(5 * MS)
    assert count(q) == 0


def test_counts_at_32_mhz(q):
    q.write32(CONTROL + CNTCR, EN)
    assert count(q) == 0
    q.step_ns(MS)
    assert count(q) == TICKS_PER_MS
    assert count(q, READ) == TICKS_PER_MS
    q.step_ns(31)                       # less than a tick
    assert count(q) == TICKS_PER_MS
    q.step_ns(1)
    assert count(q) == TICKS_PER_MS + 1


def test_stops_and_goes_on(q):
    q.write32(CONTROL + CNTCR, EN)
    q.step_ns(MS)
    q.write32(CONTROL + CNTCR, 0)
    q.step_ns(7 * MS)
    assert count(q) == TICKS_PER_MS
    q.write32(CONTROL + CNTCR, EN)
    q.step_ns(MS)
    assert count(q) == 2 * TICKS_PER_MS


def test_starts_from_a_written_value_and_carries(q):
    q.write32(CONTROL + CNTCV, ALL)
    q.write32(CONTROL + CNTCV_HI, 0x12)
    q.write32(CONTROL + CNTCR, EN)
    q.step_ns(MS)
    assert count(q) == 0x12_FFFFFFFF + TICKS_PER_MS


@pytest.mark.parametrize("offset", [CNTCV, CNTCV_HI, CNTSCR, CNTSCR0, CNTSCR1])
def test_no_write_while_running(q, offset):
    q.write32(CONTROL + CNTCR, EN)
    before = q.read32(CONTROL + offset)
    expect_log(q, lambda: q.write32(CONTROL + offset, 0x777), "write while the counter runs")
    assert q.read32(CONTROL + offset) == before


@pytest.mark.parametrize("scale, factor", [(ONE // 2, 0.5), (ONE, 1), (ONE * 3, 3), (0, 0), (0xFF000000, 255)])
def test_scale(q, scale, factor):
    q.write32(CONTROL + CNTSCR0, scale)
    assert q.read32(CONTROL + CNTSCR) == scale, "CNTSCR is CNTSCR0"
    q.write32(CONTROL + CNTCR, EN)
    q.step_ns(MS)
    assert count(q) == TICKS_PER_MS, "SCEN is off"
    q.write32(CONTROL + CNTCR, EN | SCEN)
    q.step_ns(MS)
    assert count(q) == TICKS_PER_MS + int(TICKS_PER_MS * factor)


def test_read_frame_is_read_only(q):
    for offset in (0, 4):
        expect_log(q, lambda: q.write32(READ + offset, ALL), "write to read frame")
    assert count(q) == 0


def test_reset(q):
    q.write32(CONTROL + CNTSCR0, 5)
    q.write32(CONTROL + CNTCR, EN | SCEN)
    q.step_ns(MS)
    software_reset(q)
    assert count(q) == 0 and q.read32(CONTROL + CNTCR) == 0 and q.read32(CONTROL + CNTSCR) == ONE
    q.step_ns(MS)
    assert count(q) == 0


def test_no_non_secure_alias(q):
    q.write32(CONTROL - 0x10000000 + CNTCV, 5)
    assert count(q) == 0
