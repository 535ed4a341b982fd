# SPDX-License-Identifier: BSD-3-Clause
"""SYSCTRL: registers, reset requests and what survives them (hardware.md 6.1 to 6.3)."""
import pytest

from registers import ALL, ID_OFFSETS, Register, check_reads_zero_ignores_writes, check_registers, expect_log, rss_machine
from registers import software_reset

SYSCTRL = 0x58021000
SECDBGSTAT, SECDBGSET, SECDBGCLR, CLK_CFG1 = 0x000, 0x004, 0x008, 0x014
RESET_SYNDROME, RESET_MASK, SWRESET, GRETREG, INITSVTOR0, GRETEXREG = 0x100, 0x104, 0x108, 0x10C, 0x110, 0x250
POWER_ON, SWRESET_CAUSE = 1 << 0, 1 << 5
VM0, VM1, ITCM, DTCM = 0x31000000, 0x31800000, 0x10000000, 0x30000000

TABLE = [
    Register("SECDBGSTAT", SECDBGSTAT),
    Register("SCSECCTRL", 0x00C, writable=ALL), Register("CLK_CFG0", 0x010, writable=ALL),
    Register("CLOCK_FORCE", 0x018, writable=ALL), Register("CLK_CFG2", 0x01C, writable=ALL),
    Register("RESET_MASK", RESET_MASK, writable=ALL),
    Register("INITSVTOR0", INITSVTOR0, reset=0x11000000, writable=ALL),
    Register("CPUWAIT", 0x120, writable=ALL), Register("NMI_ENABLE", 0x124, writable=ALL),
    Register("PPUINTSTAT", 0x128, writable=ALL), Register("PWRCTRL", 0x1FC, writable=ALL),
    Register("PDCM_PD_SYS_SENSE", 0x200, writable=ALL), Register("PDCM_PD_CPU0_SENSE", 0x204),
    Register("PDCM_PD_VMR0_SENSE", 0x214, writable=ALL), Register("PDCM_PD_VMR1_SENSE", 0x218, writable=ALL),
    Register("PDCM_PD_MGMT_SENSE", 0x24C, writable=ALL), Register("GRETEXREG", GRETEXREG, writable=ALL),
    Register("DMA_BOOT_EN", 0x254, writable=ALL), Register("DMA_BOOT_ADDR", 0x258, writable=ALL),
    Register("LCM_DCU_FORCE_DIS", 0x25C, writable=ALL),
]


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


def read(q, offset):
    return q.read32(SYSCTRL + offset)


def write(q, offset, value):
    q.write32(SYSCTRL + offset, value)


def test_registers(q):
    check_registers(q, SYSCTRL, TABLE)
    check_reads_zero_ignores_writes(q, [SYSCTRL + o for o in ID_OFFSETS])


def test_secure_debug_set_and_clear(q):
    write(q, SECDBGSET, 0x0F)
    write(q, SECDBGSET, 0xFFFFFF30)
    assert read(q, SECDBGSTAT) == read(q, SECDBGSET) == 0x3F, "eight bits, set ORs"
    write(q, SECDBGCLR, 0x0F)
    assert read(q, SECDBGSTAT) == 0x30
    expect_log(q, lambda: read(q, SECDBGCLR), "write-only")


def test_clock_status_follows_the_configuration(q):
    write(q, CLK_CFG1, 0x00000021)
    assert read(q, CLK_CFG1) == 0x00210021
    write(q, CLK_CFG1, 0xFFFF0000)
    assert read(q, CLK_CFG1) == 0


def test_power_on(q):
    assert read(q, RESET_SYNDROME) == POWER_ON
    assert read(q, GRETREG) == read(q, GRETEXREG) == 0


def test_syndrome_bits_clear_by_writing_zero(q):
    write(q, RESET_SYNDROME, ALL)
    assert read(q, RESET_SYNDROME) == POWER_ON, "writing one sets nothing"
    write(q, RESET_SYNDROME, ~POWER_ON & ALL)
    assert read(q, RESET_SYNDROME) == 0


def test_software_reset_keeps_retention_registers_and_sram(q):
    for address in (VM0, VM1, ITCM, DTCM):
        q.write32(address, 0xA5A50000 | address >> 24)
    write(q, GRETREG, 0x1234)
    write(q, GRETEXREG, 0x5678)
    write(q, RESET_MASK, 0x100)
    write(q, INITSVTOR0, 0x22000000)
    software_reset(q)
    assert read(q, RESET_SYNDROME) == POWER_ON | SWRESET_CAUSE, "causes add up until software clears them"
    assert (read(q, GRETREG), read(q, GRETEXREG)) == (0x1234, 0x5678)
    assert (read(q, RESET_MASK), read(q, INITSVTOR0)) == (0, 0x11000000)
    for address in (VM0, VM1, ITCM, DTCM):
        assert q.read32(address) == 0xA5A50000 | address >> 24


def test_software_reset_needs_its_bit(q):
    write(q, RESET_MASK, 0x100)
    write(q, SWRESET, ~SWRESET_CAUSE & ALL)
    assert read(q, RESET_MASK) == 0x100
    assert read(q, RESET_SYNDROME) == POWER_ON


def test_software_syndrome(q):
    write(q, SWRESET, SWRESET_CAUSE | 0x81000000)
    assert read(q, RESET_SYNDROME) == POWER_ON | SWRESET_CAUSE | 0x81000000


def test_power_on_clears_retention_registers_and_sram(q):
    software_reset(q)
    for address in (VM0, VM1, ITCM, DTCM):
        q.write32(address, ALL)
    write(q, GRETREG, ALL)
    write(q, GRETEXREG, ALL)
    q.reset()
    assert read(q, RESET_SYNDROME) == POWER_ON
    assert read(q, GRETREG) == read(q, GRETEXREG) == 0
    for address in (VM0, VM1, ITCM, DTCM):
        assert q.read32(address) == 0


@pytest.mark.parametrize("offset", [0x020, 0x0FC, 0x10A & ~3 | 0x200, 0x260, 0xF00])
def test_holes_are_logged(q, offset):
    expect_log(q, lambda: read(q, offset), "rss-sysctrl: bad read")
    expect_log(q, lambda: write(q, offset, 1), "rss-sysctrl: bad write")


def test_read_only_is_logged(q):
    expect_log(q, lambda: write(q, SECDBGSTAT, 1), "rss-sysctrl: write to read-only")
