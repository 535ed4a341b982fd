# SPDX-License-Identifier: BSD-3-Clause
"""System watchdogs of the RSS: registers, refresh, first and second period (hardware.md 14.5)."""
import pytest

from registers import ALL, ID_OFFSETS, Register, check_reads_zero_ignores_writes, check_resets, expect_log
from registers import guest_console, irq_levels, reset_syndrome, rss_machine, watch_irqs

SECURE, NONSECURE = 0x58040000, 0x48040000
REFRESH = 0x1000
WCS, WOR, WOR_HI, WCV, WCV_HI, W_IIDR, WRR = 0x000, 0x008, 0x00C, 0x010, 0x014, 0xFCC, 0x000
EN, WS0, WS1 = 1, 2, 4
COUNTER_CNTCR = 0x5015A000
IRQ_NS_RESET_REQUEST, IRQ_NS_WATCHDOG = 0, 1
MS, TICKS_PER_MS = 1_000_000, 32_000

TABLE = [Register("WCS", WCS), Register("WOR", WOR), Register("WOR_HI", WOR_HI), Register("WCV", WCV),
         Register("WCV_HI", WCV_HI), Register("W_IIDR", W_IIDR)]


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


@pytest.fixture(params=[SECURE, NONSECURE], ids=["secure", "non-secure"])
def base(request):
    return request.param


def start(q, base, period_ms=2):
    q.write32(COUNTER_CNTCR, 1)
    q.write32(base + WOR, period_ms * TICKS_PER_MS)
    q.write32(base + WCS, EN)


def step_past(q, ms):
    """The watchdog fires when the count exceeds the compare value: one tick later."""
    q.step_ns(ms * MS + 32)


def test_registers(q, base):
    check_resets(q, base, TABLE)
    for offset, mask in ((WOR, ALL), (WOR_HI, 0xFFFF), (WCV, ALL), (WCV_HI, ALL)):
        q.write32(base + offset, ALL)
        assert q.read32(base + offset) == mask
        q.write32(base + offset, 0)
        assert q.read32(base + offset) == 0
    q.write32(base + WCS, ALL & ~EN)
    assert q.read32(base + WCS) == 0, "WS0 and WS1 cannot be written"
    check_reads_zero_ignores_writes(q, [base + o for o in ID_OFFSETS] + [base + W_IIDR])
    check_reads_zero_ignores_writes(q, [base + REFRESH + o for o in (WRR, W_IIDR, 0xFE0)])


def test_refused_writes_are_logged(q, base):
    for offset in (0x004, 0x018, W_IIDR):
        expect_log(q, lambda: q.write32(base + offset, ALL), "rss-syswdog: bad or read-only control-frame write")
    for offset in (0x004, W_IIDR):
        expect_log(q, lambda: q.write32(base + REFRESH + offset, ALL), "rss-syswdog: bad or read-only refresh-frame")


def test_the_two_are_separate_and_have_one_alias_each(q):
    q.write32(SECURE + WOR, 5)
    assert q.read32(NONSECURE + WOR) == 0


def test_off_until_enabled(q, base):
    q.write32(COUNTER_CNTCR, 1)
    q.write32(base + WOR, 10)
    step_past(q, 5)
    assert q.read32(base + WCS) == 0


def test_first_period_raises_ws0(q, base):
    watch_irqs(q)
    start(q, base)
    assert q.read32(base + WCV) == 2 * TICKS_PER_MS
    q.step_ns(2 * MS)
    assert q.read32(base + WCS) == EN
    q.step_ns(32)
    assert q.read32(base + WCS) == EN | WS0
    assert q.read32(base + WCV) == 4 * TICKS_PER_MS + 1
    assert reset_syndrome(q) & 6 == 0
    if base == NONSECURE:
        assert irq_levels(q) == {IRQ_NS_WATCHDOG: True}


@pytest.mark.parametrize("how", ["WRR", "WOR", "WOR_HI", "WCS"])
def test_refresh_starts_again(q, base, how):
    watch_irqs(q)
    start(q, base)
    for _ in range(4):
        step_past(q, 2)
        assert q.read32(base + WCS) == EN | WS0
        if how == "WRR":
            q.write32(base + REFRESH + WRR, 0x1234)
        elif how == "WOR":
            q.write32(base + WOR, 2 * TICKS_PER_MS)
        elif how == "WOR_HI":
            q.write32(base + WOR_HI, 0)
        else:
            q.write32(base + WCS, EN)
        assert q.read32(base + WCS) == EN
        if base == NONSECURE:
            assert irq_levels(q)[IRQ_NS_WATCHDOG] is False
    assert reset_syndrome(q) & 6 == 0


def test_secure_second_period_resets(q):
    q.write32(0x5802110C, 0x77)                     # GRETREG survives
    start(q, SECURE)
    step_past(q, 2)
    q.step_ns(2 * MS)
    assert q.read32(SECURE + WCS) == EN | WS0
    q.step_ns(64)
    assert q.read32(SECURE + WCS) == 0 and q.read32(SECURE + WOR) == 0
    assert reset_syndrome(q) & 1 << 2
    assert q.read32(0x5802110C) == 0x77


def test_non_secure_second_period_asks_the_secure_side(q):
    watch_irqs(q)
    start(q, NONSECURE)
    step_past(q, 2)
    step_past(q, 2)
    assert q.read32(NONSECURE + WCS) == EN | WS0 | WS1
    assert irq_levels(q) == {IRQ_NS_WATCHDOG: True, IRQ_NS_RESET_REQUEST: True}
    assert reset_syndrome(q) & 1 << 1 == 0
    q.write32(NONSECURE + REFRESH + WRR, 0)
    assert q.read32(NONSECURE + WCS) == EN
    assert irq_levels(q) == {IRQ_NS_WATCHDOG: False, IRQ_NS_RESET_REQUEST: False}


def test_disable(q, base):
    start(q, base)
    q.write32(base + WCS, 0)
    step_past(q, 20)
    assert q.read32(base + WCS) == 0 and reset_syndrome(q) & 6 == 0


def test_counts_the_system_counter(q, base):
    start(q, base)
    q.write32(COUNTER_CNTCR, 0)
    q.step_ns(20 * MS)
    assert q.read32(base + WCS) == EN, "a stopped counter stops the watchdog"
    q.write32(COUNTER_CNTCR, 1)
    step_past(q, 2)
    assert q.read32(base + WCS) == EN | WS0


def test_compare_value_can_be_moved(q, base):
    start(q, base)
    q.write32(base + WCV, 5 * TICKS_PER_MS)
    step_past(q, 4)
    assert q.read32(base + WCS) == EN
    step_past(q, 1)
    assert q.read32(base + WCS) == EN | WS0


def test_48_bit_offset(q, base):
    q.write32(COUNTER_CNTCR, 1)
    q.write32(base + WOR_HI, 0xFFFF)
    q.write32(base + WOR, ALL)
    q.write32(base + WCS, EN)
    assert q.read32(base + WCV) == ALL and q.read32(base + WCV_HI) == 0xFFFF
    step_past(q, 100)
    assert q.read32(base + WCS) == EN


def test_a_guest_that_hangs_is_reset(tmp_path):
    """No refresh: NMI at the first period, whose handler does nothing, then the reset with cause bit 2."""
    body = """
    ldr r4, =0x58021000
    ldr r5, [r4, #0x100]
    mov r0, r5
    bl puthex
    tst r5, #4
    bne done
    ldr r4, =0x5015A000
    movs r0, #1
    str r0, [r4]
    ldr r4, =0x58040000
    ldr r0, =3200
    str r0, [r4, #8]
    movs r0, #1
    str r0, [r4]
hang:
    b hang
done:
"""
    vectors = """
    .thumb_func
nmi:
    push {r4, lr}
    movs r0, #78
    bl putc
    pop {r4, lr}
9:  b 9b
"""
    assert guest_console(body, tmp_path, vectors) == "00000001" "N" "00000005"
