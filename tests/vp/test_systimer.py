# SPDX-License-Identifier: BSD-3-Clause
"""System timers: registers, compare, down view, auto-increment, interrupts (hardware.md 14.2)."""
import pytest

from registers import ALL, ID_OFFSETS, Register, check_registers, check_reads_zero_ignores_writes, expect_log
from registers import irq_levels, rss_machine, software_reset, watch_irqs

# (name, base of the secure alias, NVIC line)
TIMERS = [("SYSTIMER0", 0x58000000, 3), ("SYSTIMER1", 0x58001000, 4), ("SYSTIMER2", 0x58002000, 5),
          ("SYSTIMER3", 0x58003000, 27)]
COUNTER_CNTCR, COUNTER_CNTCV = 0x5015A000, 0x5015A008
CNTPCT, CNTPCT_HI, CNTFRQ = 0x000, 0x004, 0x010
CVAL, CVAL_HI, TVAL, CTL = 0x020, 0x024, 0x028, 0x02C
AIVAL, AIVAL_HI, RELOAD, AIVAL_CTL, CFG = 0x040, 0x044, 0x048, 0x04C, 0x050
EN, IMASK, ISTATUS = 1, 2, 4
AI_EN, IRQ_CLR = 1, 2
MS, TICKS_PER_MS = 1_000_000, 32_000

TABLE = [
    Register("CNTPCT", CNTPCT), Register("CNTPCT_HI", CNTPCT_HI),       # the counter is stopped
    Register("CNTFRQ", CNTFRQ, writable=ALL),
    Register("CNTP_CVAL", CVAL, writable=ALL), Register("CNTP_CVAL_HI", CVAL_HI, writable=ALL),
    Register("CNTP_AIVAL", AIVAL), Register("CNTP_AIVAL_HI", AIVAL_HI),
    Register("CNTP_CFG", CFG, reset=1),
]


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


@pytest.fixture(params=TIMERS, ids=[t[0] for t in TIMERS])
def timer(request):
    return request.param


def start_counter(q, at=0):
    q.write32(COUNTER_CNTCV, at & ALL)
    q.write32(COUNTER_CNTCV + 4, at >> 32)
    q.write32(COUNTER_CNTCR, 1)


def write64(q, address, value):
    q.write32(address, value & ALL)
    q.write32(address + 4, value >> 32)


def read64(q, address):
    return q.read32(address) | q.read32(address + 4) << 32


def test_registers(q, timer):
    _, base, _ = timer
    check_registers(q, base, TABLE)
    q.write32(base + RELOAD, 0x12345678)
    assert q.read32(base + RELOAD) == 0x12345678
    for value, expected in ((ALL & ~EN, IMASK), (0, 0)):
        q.write32(base + CTL, value)
        assert q.read32(base + CTL) == expected, "ISTATUS is read-only"
    q.write32(base + AIVAL_CTL, ALL & ~AI_EN)
    assert q.read32(base + AIVAL_CTL) == 0, "IRQ_CLR cannot be set by writing 1"
    check_reads_zero_ignores_writes(q, [base + o for o in ID_OFFSETS])


def test_refused_writes_are_logged(q, timer):
    for offset in (CNTPCT, CNTPCT_HI, AIVAL, AIVAL_HI, CFG, 0x100):
        expect_log(q, lambda: q.write32(timer[1] + offset, ALL), "rss-systimer: bad or read-only write")


def test_shows_the_system_counter(q, timer):
    start_counter(q, 0x5_00000000)
    q.step_ns(MS)
    assert read64(q, timer[1] + CNTPCT) == 0x5_00000000 + TICKS_PER_MS


def test_compare(q, timer):
    _, base, irq = timer
    watch_irqs(q)
    start_counter(q)
    write64(q, base + CVAL, 2 * TICKS_PER_MS)
    q.write32(base + CTL, EN)
    assert q.read32(base + CTL) == EN
    q.step_ns(2 * MS - 1)
    assert q.read32(base + CTL) == EN and irq not in irq_levels(q)
    q.step_ns(1)
    assert q.read32(base + CTL) == EN | ISTATUS
    assert irq_levels(q)[irq] is True
    q.write32(base + CTL, EN | IMASK)
    assert irq_levels(q)[irq] is False and q.read32(base + CTL) == EN | IMASK | ISTATUS
    q.write32(base + CTL, EN)
    assert irq_levels(q)[irq] is True
    write64(q, base + CVAL, 4 * TICKS_PER_MS)
    assert irq_levels(q)[irq] is False and q.read32(base + CTL) == EN
    q.step_ns(2 * MS)
    assert irq_levels(q)[irq] is True
    q.write32(base + CTL, 0)
    assert irq_levels(q)[irq] is False and q.read32(base + CTL) == 0


def test_only_its_own_line(q, timer):
    _, base, irq = timer
    watch_irqs(q)
    start_counter(q)
    q.write32(base + CTL, EN)
    q.step_ns(MS)
    assert irq_levels(q) == {irq: True}


def test_down_view(q, timer):
    _, base, irq = timer
    watch_irqs(q)
    start_counter(q, 0x1_00000000)
    q.write32(base + TVAL, 1000)
    assert read64(q, base + CVAL) == 0x1_00000000 + 1000
    q.step_ns(MS)
    assert q.read32(base + TVAL) == (1000 - TICKS_PER_MS) & ALL
    q.write32(base + TVAL, -5 & ALL)
    assert read64(q, base + CVAL) == 0x1_00000000 + TICKS_PER_MS - 5
    q.write32(base + CTL, EN)
    assert q.read32(base + CTL) == EN | ISTATUS
    q.write32(base + TVAL, TICKS_PER_MS)
    assert q.read32(base + CTL) == EN
    q.step_ns(MS)
    assert irq_levels(q)[irq] is True


def test_a_stopped_counter_stops_the_timer(q, timer):
    _, base, irq = timer
    watch_irqs(q)
    start_counter(q)
    write64(q, base + CVAL, TICKS_PER_MS)
    q.write32(base + CTL, EN)
    q.write32(COUNTER_CNTCR, 0)
    q.step_ns(10 * MS)
    assert irq not in irq_levels(q)
    write64(q, COUNTER_CNTCV, TICKS_PER_MS)         # set beyond the compare value while stopped
    assert q.read32(base + CTL) == EN | ISTATUS and irq_levels(q)[irq] is True


def test_scaling_moves_the_compare(q, timer):
    _, base, irq = timer
    watch_irqs(q)
    q.write32(0x5015A0D0, 0x04000000)               # four counts a tick
    write64(q, base + CVAL, 4 * TICKS_PER_MS)
    q.write32(base + CTL, EN)
    q.write32(COUNTER_CNTCR, 1 | 1 << 2)
    q.step_ns(MS - 1)
    assert irq not in irq_levels(q)
    q.step_ns(1)
    assert irq_levels(q)[irq] is True


def test_auto_increment(q, timer):
    """What the seed's regression test does: 1 ms period, interrupt cleared through AIVAL_CTL."""
    _, base, irq = timer
    watch_irqs(q)
    start_counter(q)
    q.step_ns(MS)
    q.write32(base + RELOAD, TICKS_PER_MS)
    q.write32(base + AIVAL_CTL, AI_EN)
    q.write32(base + CTL, EN)
    assert read64(q, base + AIVAL) == 2 * TICKS_PER_MS
    for period in range(2, 5):
        q.step_ns(MS - 1)
        assert not irq_levels(q).get(irq)
        q.step_ns(1)
        assert irq_levels(q)[irq] is True
        assert q.read32(base + AIVAL_CTL) == AI_EN | IRQ_CLR
        assert q.read32(base + CTL) == EN | ISTATUS
        assert read64(q, base + AIVAL) == (period + 1) * TICKS_PER_MS
        q.write32(base + AIVAL_CTL, AI_EN | IRQ_CLR)
        assert irq_levels(q)[irq] is True, "writing 1 does not clear"
        q.write32(base + AIVAL_CTL, AI_EN)
        assert irq_levels(q)[irq] is False and q.read32(base + AIVAL_CTL) == AI_EN


def test_missed_periods_are_one_interrupt(q, timer):
    _, base, irq = timer
    watch_irqs(q)
    start_counter(q)
    q.write32(base + RELOAD, TICKS_PER_MS)
    q.write32(base + AIVAL_CTL, AI_EN)
    q.write32(base + CTL, EN)
    q.step_ns(10 * MS + MS // 2)
    assert read64(q, base + AIVAL) == 11 * TICKS_PER_MS
    q.write32(base + AIVAL_CTL, AI_EN)
    assert irq_levels(q)[irq] is False
    q.step_ns(MS // 2)
    assert irq_levels(q)[irq] is True


def test_auto_increment_ignores_cval(q, timer):
    _, base, irq = timer
    watch_irqs(q)
    start_counter(q)
    q.write32(base + RELOAD, 5 * TICKS_PER_MS)
    q.write32(base + AIVAL_CTL, AI_EN)
    q.write32(base + CTL, EN)
    q.step_ns(2 * MS)
    assert q.read32(base + CTL) == EN and irq not in irq_levels(q)


def test_reload_of_zero_does_not_hang(q, timer):
    _, base, irq = timer
    watch_irqs(q)
    start_counter(q)
    q.write32(base + AIVAL_CTL, AI_EN)
    q.write32(base + CTL, EN)
    q.step_ns(MS)
    assert irq_levels(q)[irq] is True


def test_far_compare_values(q, timer):
    """Values near the ends of 64 bits: no early match, no hang."""
    _, base, _ = timer
    start_counter(q)
    for value in (ALL << 32 | ALL, 1 << 63, 1 << 40):
        write64(q, base + CVAL, value)
        q.write32(base + CTL, EN)
        q.step_ns(MS)
        assert q.read32(base + CTL) == EN, hex(value)
        q.write32(base + CTL, 0)


def test_reset(q, timer):
    _, base, irq = timer
    watch_irqs(q)
    start_counter(q)
    q.write32(base + CTL, EN)
    q.step_ns(1)
    assert irq_levels(q)[irq] is True
    software_reset(q)
    assert q.read32(base + CTL) == 0
    assert irq_levels(q)[irq] is False
