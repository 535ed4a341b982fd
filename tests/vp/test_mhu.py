# SPDX-License-Identifier: BSD-3-Clause
"""MHUv2.1: both frames, channels, interrupts, pending bits, every frame of the memory map (hardware.md 11, host-tc.md 5.9)."""
import contextlib
import os

import pytest

from qtest import Qtest
from registers import ALL, ID_OFFSETS, OTP_BYTES, Register, check_reads_zero_ignores_writes, check_registers, expect_log
from registers import host_address, irq_levels, rss_machine, watch_irqs

SENDER = [0x50160000 + n * 0x20000 for n in range(9)]
RECEIVER = [0x50170000 + n * 0x20000 for n in range(9)]
AP_SENDER, AP_RECEIVER = 0x2A840000, 0x2A850000
CHANNELS = 31

CH_ST, CH_ST_MSK, CH_CLR, CH_SET = 0x00, 0x04, 0x08, 0x0C
CH_INT_ST, CH_INT_CLR, CH_INT_EN = 0x10, 0x14, 0x18
CH_MSK_ST, CH_MSK_SET, CH_MSK_CLR = 0x10, 0x14, 0x18
MHU_CFG, RESP_CFG, ACCESS_REQUEST, ACCESS_READY = 0xF80, 0xF84, 0xF88, 0xF8C
INT_ST, INT_CLR, INT_EN, CHCOMB_INT_ST, IIDR, AIDR = 0xF90, 0xF94, 0xF98, 0xFA0, 0xFC8, 0xFCC
NR2R, R2NR, CHCOMB = 1, 2, 4

SENDER_TABLE = [
    Register("MHU_CFG", MHU_CFG, reset=CHANNELS), Register("RESP_CFG", RESP_CFG, writable=ALL),
    Register("INT_ST", INT_ST), Register("INT_EN", INT_EN, writable=7),
    *[Register(f"CHCOMB_INT_ST[{n}]", CHCOMB_INT_ST + 4 * n) for n in range(4)],
    Register("IIDR", IIDR, reset=0x43B), Register("AIDR", AIDR, reset=0x11),
    *[Register(f"{name} of channel {c}", c * 0x20 + offset, writable=writable)
      for c in (0, 1, CHANNELS - 1) for name, offset, writable in (("CH_ST", CH_ST, 0), ("CH_INT_ST", CH_INT_ST, 0),
                                                                  ("CH_INT_EN", CH_INT_EN, 1))],
]
RECEIVER_TABLE = [
    Register("MHU_CFG", MHU_CFG, reset=CHANNELS), Register("INT_ST", INT_ST), Register("INT_EN", INT_EN, writable=CHCOMB),
    *[Register(f"CHCOMB_INT_ST[{n}]", CHCOMB_INT_ST + 4 * n) for n in range(4)],
    Register("IIDR", IIDR, reset=0x43B), Register("AIDR", AIDR, reset=0x11),
    *[Register(f"{name} of channel {c}", c * 0x20 + offset)
      for c in (0, 1, CHANNELS - 1) for name, offset in (("CH_ST", CH_ST), ("CH_ST_MSK", CH_ST_MSK), ("CH_MSK_ST", CH_MSK_ST))],
]


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


@contextlib.contextmanager
def machine_with_channels(directory, count):
    otp = os.path.join(str(directory), "otp.bin")
    with open(otp, "wb") as f:
        f.write(bytes(OTP_BYTES))
    with Qtest(["-M", f"rss-tc,otp={otp},mhu-channels={count}"]) as q:
        yield q


@pytest.fixture
def ap_to_rss(q):
    """Sender frame of the AP (through the ATU) and the RSS's receiver frame of the same MHU."""
    return host_address(q, AP_SENDER), RECEIVER[0]


def test_sender_registers(q):
    check_registers(q, SENDER[0], SENDER_TABLE)
    check_reads_zero_ignores_writes(q, [SENDER[0] + o for o in ID_OFFSETS] + [SENDER[0] + INT_CLR])


def test_receiver_registers(q):
    check_registers(q, RECEIVER[0], RECEIVER_TABLE)
    check_reads_zero_ignores_writes(q, [RECEIVER[0] + o for o in ID_OFFSETS] + [RECEIVER[0] + INT_CLR])


@pytest.mark.parametrize("n", range(9))
def test_every_frame_at_both_aliases(q, n):
    for base in (SENDER[n], RECEIVER[n]):
        assert q.read32(base + AIDR) == q.read32(base - 0x10000000 + AIDR) == 0x11
    q.write32(SENDER[n] - 0x10000000 + CH_SET, 5)
    assert q.read32(SENDER[n] + CH_ST) == 5, "one device behind both aliases"
    others = [m for m in range(9) if m != n]
    assert all(q.read32(SENDER[m] + CH_ST) == 0 for m in others)
    assert q.read32(RECEIVER[n] + CH_ST) == 0, "the receiver frame is of the other direction"


@pytest.mark.parametrize("count", [3, 5, 31, 124])
def test_channel_count(tmp_path, count):
    with machine_with_channels(tmp_path, count) as q:
        for base in (SENDER[0], RECEIVER[2], host_address(q, AP_SENDER)):
            assert q.read32(base + MHU_CFG) == count
        last = SENDER[0] + (count - 1) * 0x20
        q.write32(last + CH_SET, 0x80000001)
        assert q.read32(last + CH_ST) == 0x80000001
        if count < 124:
            expect_log(q, lambda: q.write32(last + 0x20 + CH_SET, 1), "rss-mhu: sender frame: bad write")


def test_set_and_clear(q, ap_to_rss):
    sender, receiver = ap_to_rss
    q.write32(sender + CH_SET, 0x11)
    q.write32(sender + CH_SET, 0x22)
    assert q.read32(sender + CH_ST) == q.read32(receiver + CH_ST) == 0x33, "set ORs"
    assert q.read32(sender + CH_SET) == 0
    q.write32(receiver + CH_CLR, 0x11)
    assert q.read32(sender + CH_ST) == q.read32(receiver + CH_ST) == 0x22, "the clear shows at once at the sender"
    assert q.read32(receiver + 0x20 + CH_ST) == 0


def test_receiver_frame_cannot_set_nor_sender_clear(q, ap_to_rss):
    sender, receiver = ap_to_rss
    q.write32(sender + CH_SET, 1)
    expect_log(q, lambda: q.write32(receiver + CH_SET, 2), "rss-mhu: receiver frame: bad channel write")
    expect_log(q, lambda: q.write32(sender + CH_CLR, 1), "rss-mhu: sender frame: bad channel write")
    assert q.read32(receiver + CH_ST) == 1


def test_rss_to_ap(q):
    receiver = host_address(q, AP_RECEIVER)
    q.write32(SENDER[0] + 0x40 + CH_SET, 0xABCD)
    assert q.read32(receiver + 0x40 + CH_ST) == 0xABCD
    q.write32(receiver + 0x40 + CH_CLR, ALL)
    assert q.read32(SENDER[0] + 0x40 + CH_ST) == 0


def test_mask(q, ap_to_rss):
    sender, receiver = ap_to_rss
    q.write32(sender + CH_SET, 0xFF)
    q.write32(receiver + CH_MSK_SET, 0x0F)
    assert q.read32(receiver + CH_MSK_ST) == 0x0F
    assert q.read32(receiver + CH_ST) == 0xFF
    assert q.read32(receiver + CH_ST_MSK) == 0xF0
    q.write32(receiver + CH_MSK_CLR, 0x03)
    assert q.read32(receiver + CH_ST_MSK) == 0xF3


def test_access_request(q):
    assert q.read32(SENDER[0] + ACCESS_READY) == 0
    q.write32(SENDER[0] + ACCESS_REQUEST, 1)
    assert q.read32(SENDER[0] + ACCESS_READY) == 1
    assert q.read32(SENDER[0] + INT_ST) == NR2R
    q.write32(SENDER[0] + ACCESS_REQUEST, 0)
    assert q.read32(SENDER[0] + ACCESS_READY) == 0
    assert q.read32(SENDER[0] + INT_ST) == NR2R | R2NR
    q.write32(SENDER[0] + INT_CLR, NR2R)
    assert q.read32(SENDER[0] + INT_ST) == R2NR


def test_receiver_interrupt_needs_chcomb(q, ap_to_rss):
    sender, receiver = ap_to_rss
    watch_irqs(q)
    q.write32(sender + 0x20 + CH_SET, 1)
    assert not irq_levels(q).get(41)
    q.write32(receiver + INT_EN, CHCOMB)
    assert irq_levels(q)[41], "a bit that came before the enable fires at once"
    assert q.read32(receiver + INT_ST) == CHCOMB
    assert q.read32(receiver + CHCOMB_INT_ST) == 2
    q.write32(receiver + 0x20 + CH_MSK_SET, 1)
    assert not irq_levels(q)[41]
    q.write32(receiver + 0x20 + CH_MSK_CLR, 1)
    assert irq_levels(q)[41]
    q.write32(receiver + 0x20 + CH_CLR, 1)
    assert not irq_levels(q)[41]


def test_acknowledge_interrupt(q):
    receiver = host_address(q, AP_RECEIVER)
    watch_irqs(q)
    q.write32(SENDER[0] + INT_EN, CHCOMB)
    q.write32(SENDER[0] + CH_INT_EN, 1)
    q.write32(SENDER[0] + CH_SET, 3)
    q.write32(receiver + CH_CLR, 1)
    assert not irq_levels(q).get(40), "part of the channel is still set"
    q.write32(receiver + CH_CLR, 2)
    assert irq_levels(q)[40]
    assert q.read32(SENDER[0] + CH_INT_ST) == 1
    assert q.read32(SENDER[0] + INT_ST) == CHCOMB
    assert q.read32(SENDER[0] + CHCOMB_INT_ST) == 1
    q.write32(SENDER[0] + CH_INT_CLR, 1)
    assert not irq_levels(q)[40]
    assert q.read32(SENDER[0] + CH_INT_ST) == 0


def test_access_interrupts(q):
    watch_irqs(q)
    q.write32(SENDER[3] + INT_EN, NR2R)
    q.write32(SENDER[3] + ACCESS_REQUEST, 1)
    assert irq_levels(q)[46]
    q.write32(SENDER[3] + INT_CLR, NR2R)
    assert not irq_levels(q)[46]


@pytest.mark.parametrize("n", range(9))
def test_sender_lines(q, n):
    watch_irqs(q)
    q.write32(SENDER[n] + INT_EN, NR2R)
    q.write32(SENDER[n] + ACCESS_REQUEST, 1)
    assert [line for line, level in irq_levels(q).items() if level] == [40 + 2 * n]


def test_reset_clears_channels_and_masks(q, ap_to_rss):
    sender, receiver = ap_to_rss
    q.write32(sender + CH_SET, ALL)
    q.write32(receiver + CH_MSK_SET, ALL)
    q.write32(receiver + INT_EN, CHCOMB)
    q.write32(0x58021108, 1 << 5)
    assert q.read32(receiver + CH_ST) == q.read32(receiver + CH_MSK_ST) == q.read32(receiver + INT_EN) == 0
