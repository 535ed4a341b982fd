# SPDX-License-Identifier: BSD-3-Clause
"""Small blocks: the host's counter, timer control, TZC-400, fuses, watchdog (host-tc.md 5), the RSS's ID blocks."""
import pytest

from registers import ALL, ID_OFFSETS, Register, check_access, check_reads_zero_ignores_writes, check_registers
from registers import expect_log, host_address, reset_syndrome, rss_machine, software_reset

MS = 1_000_000
HOST_COUNTER, HOST_COUNTER_READ = 0x2A430000, 0x2A800000
HOST_TIMER_CONTROL, HOST_WATCHDOG = 0x2A810000, 0x2A480000
TZCS = [0x25000000 + n * 0x1000000 for n in range(4)]
NV_COUNTERS, KEY_HASH = 0x7FE70000, 0x7FE80000


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


# --- host counter ---

def test_host_counter_registers(q):
    base = host_address(q, HOST_COUNTER)
    check_registers(q, base, [
        Register("CNTSR", 0x04), Register("CNTCV", 0x08, writable=ALL), Register("CNTCV_HI", 0x0C, writable=ALL),
        Register("CNTFID0", 0x20, reset=100_000_000, writable=ALL), Register("CNTFID1", 0x24)])
    q.write32(base, ALL & ~1)
    assert q.read32(base) == 0x3FF02
    assert q.read32(base + 4) == 0x3FF00, "the status follows the request"


def test_host_counter_counts(q):
    base = host_address(q, HOST_COUNTER)
    q.step_ns(MS)
    assert q.read32(base + 8) == 0
    q.write32(base, 0x101)
    q.step_ns(MS)
    assert q.read32(base + 8) == 100_000
    q.write32(base + 0x20, 1)
    q.step_ns(MS)
    assert q.read32(base + 8) == 200_000, "CNTFID0 states a rate, it does not set it"
    read_frame = host_address(q, HOST_COUNTER_READ)
    assert q.read32(read_frame) == 200_000 and q.read32(read_frame + 4) == 0
    expect_log(q, lambda: q.write32(read_frame, 1), "write to read frame")
    base = host_address(q, HOST_COUNTER)
    q.write32(base, 0)
    q.step_ns(MS)
    assert q.read32(base + 8) == 200_000


# --- timer control, TZC-400, fuses, RAZ/WI ---

def test_host_timer_control(q):
    base = host_address(q, HOST_TIMER_CONTROL)
    check_registers(q, base, [
        Register("CNTFRQ", 0x00, writable=ALL), Register("CNTNSAR", 0x04, writable=0xFF), Register("CNTTIDR", 0x08),
        *[Register(f"CNTACR{n}", 0x40 + 4 * n, writable=0x3F) for n in range(8)]])


def tzc_table():
    region_words = ((0x00, 0xFFFFF000, 0), (0x04, 0xFFFF, 0), (0x08, 0xFFFFF000, 0xFFF), (0x0C, 0xFFFF, 0),
                    (0x10, 0xC000000F, 0), (0x14, ALL, 0))
    table = [Register("BUILD_CONFIG", 0x000, reset=0x03002F08), Register("ACTION", 0x004, writable=3),
             Register("SPECULATION_CTRL", 0x00C, writable=3), Register("INT_STATUS", 0x010),
             Register("PID0", 0xFE0, reset=0x60), Register("PID1", 0xFE4, reset=0xB4),
             Register("region 0 base low", 0x100), Register("region 0 base high", 0x104),
             Register("region 0 top low", 0x108, reset=ALL), Register("region 0 top high", 0x10C, reset=0xFFFF),
             Register("region 0 attributes", 0x110, writable=0xC000000F), Register("region 0 id", 0x114, writable=ALL)]
    for region in range(1, 9):
        for offset, writable, reset in region_words:
            table.append(Register(f"region {region} + {offset:#x}", 0x100 + 0x20 * region + offset, reset, writable))
    return table


@pytest.mark.parametrize("physical", TZCS, ids=[hex(t) for t in TZCS])
def test_tzc400(q, physical):
    base = host_address(q, physical)
    check_registers(q, base, tzc_table())
    assert q.read32(base + 0xFE0) | (q.read32(base + 0xFE4) & 0xF) << 8 == 0x460, "what TF-A asks for"
    for request in (1, 0xF, 0, ALL):
        q.write32(base + 0x008, request)
        assert q.read32(base + 0x008) == (request & 0xF) | (request & 0xF) << 16
    for offset in (0x000, 0x010, 0x220, 0xFE0, 0x100, 0x10C):
        expect_log(q, lambda: q.write32(base + offset, 1), "rss-tzc400: bad or read-only")
    software_reset(q)
    base = host_address(q, physical)
    assert q.read32(base + 0x008) == 0


def test_nv_counters_and_key_hash(q):
    base = host_address(q, NV_COUNTERS)
    assert q.read32(base) == 31 and q.read32(base + 4) == 223
    expect_log(q, lambda: q.write32(base, 5), "rss-nvcounters: write to read-only")
    assert q.read32(base) == 31
    base = host_address(q, KEY_HASH)
    words = [q.read32(base + 4 * i) for i in range(8)]
    assert words[0] == 0xDA9A22D8 and words[7] == 0x0982F3B0
    digest = b"".join(w.to_bytes(4, "little") for w in reversed(words))
    assert digest.hex() == "b0f382091297d83a377a72471bec3273e99232e24959f65e8b4a4a46d8229ada"
    q.write32(base, 0)
    assert q.read32(base) == 0xDA9A22D8


@pytest.mark.parametrize("physical", [0x7FD00008, 0x7FD0001C, 0x7FFE00E0, 0x7FF23000, 0x1C010008],
                         ids=["NIC-400 first", "NIC-400 last", "platform id", "PCIe control", "V2M LED"])
def test_raz_wi_words(q, physical):
    check_reads_zero_ignores_writes(q, [host_address(q, physical)])
    assert "not decoded" not in q.output() and "unassigned" not in q.output().lower()


# --- the AP's watchdog ---

def test_host_watchdog_runs_on_its_own_clock(q):
    """100 ms at 100 MHz as TF-A programs it; no RSS counter needed."""
    base = host_address(q, HOST_WATCHDOG)
    q.write32(base + 0x00C, 0)
    q.write32(base + 0x008, 0x00989680)
    q.write32(base + 0x000, 1)
    q.step_ns(100 * MS)
    assert q.read32(base) == 1
    q.step_ns(10)
    assert q.read32(base) == 3
    q.write32(base, 0)
    q.step_ns(500 * MS)
    assert q.read32(base) == 0


# --- blocks of the RSS without function ---

SYSINFO = [Register(n, o) for n, o in (("SOC_IDENTITY", 0), ("SYS_CONFIG0", 4), ("SYS_CONFIG1", 8), ("SYS_CONFIG2", 12),
                                       ("IIDR", 0xFC8))]
PPU_RW = [0x000, 0x004, 0x01C, 0x020, 0x024, 0x030, 0x034, 0x040, 0x044, 0x050,
          0x054, 0x058, 0x160, 0x164, 0x170, 0x174]
PPU_RO = [0x008, 0x010, 0x014, 0x018, 0x038, 0x03C, 0xFB0, 0xFB4, 0xFC8, 0xFCC]
PPU = [Register(f"{o:#x}", o, writable=ALL) for o in PPU_RW] + [Register(f"{o:#x}", o) for o in PPU_RO]
BLOCKS = [
    ("SYSINFO S", 0x58020000, SYSINFO), ("SYSINFO NS", 0x48020000, SYSINFO),
    ("CPU0_PWRCTRL S", 0x50012000, [Register("CPUPWRCFG", 0, writable=ALL)]),
    ("CPU0_PWRCTRL NS", 0x40012000, [Register("CPUPWRCFG", 0, writable=ALL)]),
    ("CPU0_IDENTITY", 0x5001F000, []), ("SYS PPU", 0x58022000, PPU), ("CPU0 PPU", 0x58023000, PPU),
    ("MGMT PPU", 0x58028000, PPU), ("DBG PPU", 0x58029000, PPU), ("GPIO0", 0x50100000, []), ("GPIO1", 0x50101000, []),
]


@pytest.mark.parametrize("base, table", [b[1:] for b in BLOCKS], ids=[b[0] for b in BLOCKS])
def test_plain_blocks(q, base, table):
    check_registers(q, base, table)
    check_reads_zero_ignores_writes(q, [base + o for o in ID_OFFSETS])
    check_reads_zero_ignores_writes(q, [base + 0xA00])


def test_cpu_security_locks_are_sticky_until_reset(q):
    base = 0x50011000
    q.write32(base, 0x05)
    assert q.read32(base) == 0x05
    q.write32(base, ALL & ~0x05)
    assert q.read32(base) == 0x3F
    q.write32(base, 0)
    assert q.read32(base) == 0x3F
    software_reset(q)
    assert q.read32(base) == 0
