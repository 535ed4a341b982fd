# SPDX-License-Identifier: BSD-3-Clause
"""SLOWCLK watchdog and timer: registers, lock, time-outs, the firmware's reset (hardware.md 14.3, 14.4)."""
import pytest

from registers import ALL, ID_OFFSETS, Register, check_registers, check_reads_zero_ignores_writes, check_resets
from registers import expect_log, guest_console, irq_levels, reset_syndrome, rss_machine, watch_irqs

WATCHDOG, TIMER = 0x5802E000, 0x5802F000
LOAD, VALUE, CTRL, INTCLR, RIS, MIS, LOCK, ITCR, ITOP = 0, 4, 8, 0xC, 0x10, 0x14, 0xC00, 0xF00, 0xF04
INTEN, RESEN = 1, 2
UNLOCK = 0x1ACCE551
SLOW_CLOCK_HZ = 32768
SYNDROME_SLOWCLK = 1 << 3
GRETREG = 0x5802110C
IRQ_TIMER = 2

WATCHDOG_TABLE = [
    Register("LOAD", LOAD, reset=ALL, writable=ALL), Register("VALUE", VALUE, reset=ALL), Register("CTRL", CTRL),
    Register("RIS", RIS), Register("MIS", MIS), Register("LOCK", LOCK), Register("ITCR", ITCR),
]

T_CTRL, T_VALUE, T_RELOAD, T_INTSTATUS = 0, 4, 8, 0xC
T_EN, T_IRQEN = 1, 8
TIMER_TABLE = [
    Register("CTRL", T_CTRL, writable=0xF), Register("VALUE", T_VALUE, writable=ALL),
    Register("RELOAD", T_RELOAD, writable=ALL), Register("INTSTATUS", T_INTSTATUS),
]


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


def step_clocks(q, clocks):
    """Move the time by whole slow clocks, rounded up to the nanosecond."""
    if clocks:
        q.step_ns((clocks * 1_000_000_000 + SLOW_CLOCK_HZ - 1) // SLOW_CLOCK_HZ)


def start_watchdog(q, load, ctrl=INTEN | RESEN):
    q.write32(WATCHDOG + LOAD, load)
    q.write32(WATCHDOG + CTRL, ctrl)


def test_watchdog_registers(q):
    check_resets(q, WATCHDOG, WATCHDOG_TABLE)
    for value in (5, 0, ALL):
        q.write32(WATCHDOG + LOAD, value)
        assert q.read32(WATCHDOG + LOAD) == value
    for offset in (VALUE, RIS, MIS, 0x100):
        expect_log(q, lambda: q.write32(WATCHDOG + offset, 1), "rss-slowclk-watchdog: bad or read-only write")
    for value in (RESEN, ALL & ~INTEN, 0):
        q.write32(WATCHDOG + CTRL, value)
        assert q.read32(WATCHDOG + CTRL) == value & RESEN
    for offset in (INTCLR, ITOP):
        expect_log(q, lambda: q.read32(WATCHDOG + offset), "read of write-only")
    check_resets(q, WATCHDOG, WATCHDOG_TABLE)
    check_reads_zero_ignores_writes(q, [WATCHDOG + o for o in ID_OFFSETS])


def test_watchdog_has_no_non_secure_alias(q):
    q.write32(WATCHDOG - 0x10000000 + LOAD, 5)
    assert q.read32(WATCHDOG + LOAD) == ALL


def test_watchdog_lock(q):
    q.write32(WATCHDOG + LOCK, 1)
    assert q.read32(WATCHDOG + LOCK) == 1
    for offset, value in ((LOAD, 5), (CTRL, RESEN), (INTCLR, 1), (ITCR, 1)):
        before = q.read32(WATCHDOG + LOAD), q.read32(WATCHDOG + CTRL), q.read32(WATCHDOG + ITCR)
        expect_log(q, lambda: q.write32(WATCHDOG + offset, value), "write while locked")
        assert (q.read32(WATCHDOG + LOAD), q.read32(WATCHDOG + CTRL), q.read32(WATCHDOG + ITCR)) == before
    q.write32(WATCHDOG + LOCK, UNLOCK - 1)
    assert q.read32(WATCHDOG + LOCK) == 1
    q.write32(WATCHDOG + LOCK, UNLOCK)
    assert q.read32(WATCHDOG + LOCK) == 0
    q.write32(WATCHDOG + LOAD, 5)
    assert q.read32(WATCHDOG + LOAD) == 5


def test_watchdog_counts_down_on_inten(q):
    q.write32(WATCHDOG + LOAD, 1000)
    assert q.read32(WATCHDOG + VALUE) == 1000
    step_clocks(q, 100)
    assert q.read32(WATCHDOG + VALUE) == 1000, "stopped while INTEN is 0"
    q.write32(WATCHDOG + CTRL, INTEN)
    step_clocks(q, 100)
    assert q.read32(WATCHDOG + VALUE) in (900, 901)
    q.write32(WATCHDOG + CTRL, 0)
    stopped = q.read32(WATCHDOG + VALUE)
    step_clocks(q, 100)
    assert q.read32(WATCHDOG + VALUE) == stopped
    q.write32(WATCHDOG + CTRL, INTEN)
    assert q.read32(WATCHDOG + VALUE) in (999, 1000), "enabling reloads"
    step_clocks(q, 500)
    q.write32(WATCHDOG + LOAD, 2000)
    assert q.read32(WATCHDOG + VALUE) in (1999, 2000), "writing LOAD restarts the count"


def test_watchdog_first_timeout_is_an_interrupt(q):
    start_watchdog(q, 100)
    step_clocks(q, 99)
    assert q.read32(WATCHDOG + RIS) == 0
    step_clocks(q, 2)
    assert q.read32(WATCHDOG + RIS) == 1 and q.read32(WATCHDOG + MIS) == 1
    q.write32(WATCHDOG + CTRL, RESEN)
    assert q.read32(WATCHDOG + RIS) == 1 and q.read32(WATCHDOG + MIS) == 0
    q.write32(WATCHDOG + INTCLR, ALL)
    assert q.read32(WATCHDOG + RIS) == 0 and q.read32(WATCHDOG + VALUE) == 100


def test_watchdog_served_in_time_never_resets(q):
    start_watchdog(q, 100)
    for _ in range(10):
        step_clocks(q, 150)
        assert q.read32(WATCHDOG + RIS) == 1
        q.write32(WATCHDOG + INTCLR, 1)
    assert reset_syndrome(q) & SYNDROME_SLOWCLK == 0
    assert q.read32(WATCHDOG + LOAD) == 100, "no reset happened"


def test_watchdog_without_resen_never_resets(q):
    start_watchdog(q, 100, INTEN)
    step_clocks(q, 1000)
    assert q.read32(WATCHDOG + RIS) == 1 and q.read32(WATCHDOG + LOAD) == 100
    assert reset_syndrome(q) & SYNDROME_SLOWCLK == 0


@pytest.mark.parametrize("load", [0, 1, 16, 500])
def test_watchdog_second_timeout_resets_the_machine(q, load):
    """The firmware's way to restart after a failed boot."""
    q.write32(GRETREG, 0xB007FA11)
    q.write32(0x31000100, 0x5A11)                   # VM0 survives
    start_watchdog(q, load)
    step_clocks(q, max(load - 1, 0))
    assert reset_syndrome(q) & SYNDROME_SLOWCLK == 0
    step_clocks(q, load + 4)
    assert q.read32(WATCHDOG + CTRL) == 0 and q.read32(WATCHDOG + LOAD) == ALL and q.read32(WATCHDOG + RIS) == 0
    assert reset_syndrome(q) & SYNDROME_SLOWCLK
    assert q.read32(GRETREG) == 0xB007FA11 and q.read32(0x31000100) == 0x5A11
    step_clocks(q, 10 * load + 10)
    assert q.read32(WATCHDOG + RIS) == 0, "stopped after the reset"


def test_watchdog_locked_still_resets(q):
    start_watchdog(q, 50)
    q.write32(WATCHDOG + LOCK, 0)
    step_clocks(q, 110)
    assert reset_syndrome(q) & SYNDROME_SLOWCLK
    assert q.read32(WATCHDOG + LOCK) == 0


def test_watchdog_integration_test_outputs(q):
    q.write32(WATCHDOG + ITOP, 1)
    assert reset_syndrome(q) & SYNDROME_SLOWCLK == 0, "ITOP alone does nothing"
    q.write32(WATCHDOG + ITOP, 0)
    q.write32(WATCHDOG + ITCR, ALL)
    assert q.read32(WATCHDOG + ITCR) == 1
    q.write32(WATCHDOG + ITOP, 1)
    assert reset_syndrome(q) & SYNDROME_SLOWCLK
    assert q.read32(WATCHDOG + ITCR) == 0


def test_timer_registers(q):
    check_registers(q, TIMER, TIMER_TABLE)
    check_reads_zero_ignores_writes(q, [TIMER + o for o in ID_OFFSETS])
    expect_log(q, lambda: q.write32(TIMER + 0x100, 1), "rss-slowclk-timer: bad write")


def test_timer_period_and_interrupt(q):
    watch_irqs(q)
    q.write32(TIMER + T_RELOAD, 99)
    q.write32(TIMER + T_VALUE, 49)
    q.write32(TIMER + T_CTRL, T_EN | T_IRQEN)
    step_clocks(q, 48)
    assert q.read32(TIMER + T_INTSTATUS) == 0
    step_clocks(q, 2)
    assert q.read32(TIMER + T_INTSTATUS) == 1 and irq_levels(q)[IRQ_TIMER] is True
    q.write32(TIMER + T_INTSTATUS, 0)
    assert q.read32(TIMER + T_INTSTATUS) == 1
    q.write32(TIMER + T_INTSTATUS, 1)
    assert q.read32(TIMER + T_INTSTATUS) == 0 and irq_levels(q)[IRQ_TIMER] is False
    step_clocks(q, 97)
    assert q.read32(TIMER + T_INTSTATUS) == 0
    step_clocks(q, 4)
    assert irq_levels(q)[IRQ_TIMER] is True


def test_timer_without_irq_enable(q):
    q.write32(TIMER + T_RELOAD, 10)
    q.write32(TIMER + T_VALUE, 10)
    q.write32(TIMER + T_CTRL, T_EN)
    step_clocks(q, 100)
    assert q.read32(TIMER + T_INTSTATUS) == 0


def test_timer_with_no_reload_runs_once(q):
    q.write32(TIMER + T_VALUE, 10)
    q.write32(TIMER + T_CTRL, T_EN | T_IRQEN)
    step_clocks(q, 12)
    assert q.read32(TIMER + T_INTSTATUS) == 1 and q.read32(TIMER + T_VALUE) == 0
    q.write32(TIMER + T_INTSTATUS, 1)
    step_clocks(q, 100)
    assert q.read32(TIMER + T_INTSTATUS) == 0


def test_timer_enabled_with_nothing_to_count(q):
    q.write32(TIMER + T_CTRL, T_EN | T_IRQEN)
    step_clocks(q, 100)
    assert q.read32(TIMER + T_VALUE) == 0 and q.read32(TIMER + T_INTSTATUS) == 0


def test_a_guest_restarts_itself(tmp_path):
    """What a failed boot does: load a few cycles, INTEN and RESEN, wait; the next start finds cause and code."""
    body = """
    ldr r4, =0x58021000
    ldr r0, [r4, #0x100]
    mov r5, r0
    bl puthex
    ldr r0, [r4, #0x10C]
    bl puthex
    tst r5, #8
    bne done
    movs r0, #0x42
    str r0, [r4, #0x10C]
    ldr r4, =0x5802E000
    movs r0, #16
    str r0, [r4]
    movs r0, #3
    str r0, [r4, #8]
wait:
    wfi
    b wait
done:
"""
    assert guest_console(body, tmp_path) == "00000001" "00000000" "00000009" "00000042"
