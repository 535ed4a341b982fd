# SPDX-License-Identifier: BSD-3-Clause
"""DMA-350 stub: identification, configuration, channel storage; a transfer ends as an error (hardware.md 13)."""
import pytest

from registers import ALL, ID_OFFSETS, Register, check_reads_zero_ignores_writes, check_registers, expect_log
from registers import rss_machine, software_reset

BASE = 0x50002000
CHSEC0, SECCFG_CTRL = 0x000, 0x040
CONTROL = [0x100, 0x200]                            # secure, non-secure
CHINTRSTATUS0, C_STATUS, C_CTRL, CHPTR, CHCFG = 0x00, 0x08, 0x0C, 0x14, 0x18
CMD, STATUS, INTREN = 0x00, 0x04, 0x08
STAT_ERR, INTR_ERR = 1 << 17, 1 << 1

FRAME_TABLE = [
    Register("CHSEC0", CHSEC0, writable=0xF), Register("TRIGINSEC0", 0x008, writable=ALL),
    Register("TRIGOUTSEC0", 0x028, writable=ALL), Register("INTRSTATUS", 0x044),
    *[Register(f"{name} of {control:#x}", control + offset, writable=writable)
      for control in CONTROL
      for name, offset, writable in (("CHINTRSTATUS0", 0x00, 0), ("STATUS", 0x08, 0), ("CTRL", 0x0C, 1),
                                     ("STATUSPTR", 0xF0, ALL), ("STATUSVAL", 0xF4, ALL),
                                     ("SIGNALPTR", 0xF8, ALL), ("SIGNALVAL", 0xFC, ALL))],
    Register("BUILDCFG0", 0xFB0, reset=4 << 4 | 32 << 10), Register("BUILDCFG1", 0xFB4), Register("BUILDCFG2", 0xFB8),
    Register("IIDR", 0xFC8, reset=0x3A00043B), Register("AIDR", 0xFCC),
]
STORED = [0x10, 0x14, 0x18, 0x1C, 0x20, 0x24, 0x30, 0x34, 0x38, 0x3C, 0x40, 0x44, 0x48, 0x4C, 0x50, 0x54, 0x58, 0x60,
          0x70, 0x74, 0x78, 0x7C, 0x88]
CHANNEL_TABLE = [
    Register("STATUS", STATUS), Register("INTREN", INTREN, writable=0x70F),
    Register("CTRL", 0x0C, reset=0x00200200, writable=ALL),
    Register("SRCTRANSCFG", 0x28, reset=0x000F0400, writable=ALL),
    Register("DESTRANSCFG", 0x2C, reset=0x000F0400, writable=ALL),
    *[Register(f"word {offset:#x}", offset, writable=ALL) for offset in STORED],
    *[Register(f"word {offset:#x}", offset) for offset in (0x80, 0x8C, 0x90, 0xCC, 0xE8, 0xF8, 0xFC)],
    Register("IIDR", 0xC8, reset=0x3A00043B),
]


def channel_base(n):
    return BASE + 0x1000 + 0x100 * n


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


@pytest.fixture(params=range(4))
def channel(request):
    return request.param


def test_frame_registers(q):
    check_registers(q, BASE, FRAME_TABLE)
    check_reads_zero_ignores_writes(q, [BASE + o for o in ID_OFFSETS])


def test_channel_registers(q, channel):
    check_registers(q, channel_base(channel), CHANNEL_TABLE)


def test_channels_are_separate(q):
    for n in range(4):
        q.write32(channel_base(n) + 0x10, 0x100 + n)
    assert [q.read32(channel_base(n) + 0x10) for n in range(4)] == [0x100, 0x101, 0x102, 0x103]


def test_there_are_four_channels(q):
    expect_log(q, lambda: q.write32(channel_base(4) + 0x10, ALL), "rss-dma350: bad or read-only write")
    assert q.read32(channel_base(4) + 0x10) == 0


def test_a_transfer_is_refused_loudly(q, channel):
    base = channel_base(channel)
    q.write32(base + INTREN, 0xF)
    expect_log(q, lambda: q.write32(base + CMD, 1), f"transfer on channel {channel} is not implemented")
    assert q.read32(base + CMD) == 0
    assert q.read32(base + STATUS) == STAT_ERR | INTR_ERR
    assert q.read32(BASE + CONTROL[0] + CHINTRSTATUS0) == 1 << channel
    assert q.read32(BASE + CONTROL[1] + CHINTRSTATUS0) == 0
    assert q.read32(BASE + CONTROL[0] + C_STATUS) == 0
    q.write32(BASE + CONTROL[0] + C_CTRL, 1)
    assert q.read32(BASE + CONTROL[0] + C_STATUS) == 1
    q.write32(base + STATUS, ALL & ~STAT_ERR)
    assert q.read32(base + STATUS) == STAT_ERR | INTR_ERR
    q.write32(base + STATUS, STAT_ERR)
    assert q.read32(base + STATUS) == 0


def test_clear_command(q, channel):
    base = channel_base(channel)
    q.write32(base + 0x0C, 0)
    q.write32(base + 0x10, 5)
    q.write32(base + CMD, 2)
    assert q.read32(base + 0x0C) == 0x00200200 and q.read32(base + 0x10) == 0 and q.read32(base + CMD) == 0


def test_channel_configuration_belongs_to_the_channels_world(q, channel):
    secure, nonsecure = (BASE + c for c in CONTROL)
    for control in (secure, nonsecure):
        q.write32(control + CHPTR, channel)
        assert q.read32(control + CHPTR) == channel
    q.write32(secure + CHCFG, 0x00030000 | channel)
    assert q.read32(secure + CHCFG) == 0x00030000 | channel
    expect_log(q, lambda: q.write32(nonsecure + CHCFG, 0), "channel of the other world")
    assert q.read32(secure + CHCFG) == 0x00030000 | channel
    q.write32(BASE + CHSEC0, 1 << channel)
    q.write32(nonsecure + CHCFG, ALL)
    assert q.read32(nonsecure + CHCFG) == 0x0003FFFF


def test_lock(q):
    q.write32(BASE + SECCFG_CTRL, 3)
    assert q.read32(BASE + SECCFG_CTRL) == 3
    q.write32(BASE + SECCFG_CTRL, 1 << 31 | 2)
    for offset in (CHSEC0, 0x008, 0x028, SECCFG_CTRL):
        expect_log(q, lambda: q.write32(BASE + offset, 1), "write while locked")
    assert q.read32(BASE + CHSEC0) == 0 and q.read32(BASE + SECCFG_CTRL) == 1 << 31 | 2
    software_reset(q)
    assert q.read32(BASE + SECCFG_CTRL) == 0
