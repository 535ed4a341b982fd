# SPDX-License-Identifier: BSD-3-Clause
"""ATU: registers, the translation formula, misses, overlaps, remapping (hardware.md 10)."""
import pytest

import guest
from guest import CONSOLE
from registers import ALL, ID_OFFSETS, OTP_BYTES, Register, check_reads_zero_ignores_writes, check_registers, expect_log
from registers import guest_console, irq_levels, rss_machine, watch_irqs

ATU = 0x50150000
ATUBC, ATUC, ATUIS, ATUIE, ATUIC, ATUMA = 0x000, 0x004, 0x008, 0x00C, 0x010, 0x014
RSLA, RELA, RAV_L, RAV_M, ROBA, RGP = 0x020, 0x0A0, 0x120, 0x1A0, 0x220, 0x2A0
REGIONS, PAGE_SHIFT, PAGE = 32, 13, 0x2000
AP_SRAM, TRUSTED_SRAM, NS_SRAM, DRAM = 0x0, 0x04000000, 0x06000000, 0x80000000
IRQ_ATU = 39

TABLE = [
    Register("ATUBC", ATUBC, reset=0xD5), Register("ATUC", ATUC, writable=ALL), Register("ATUIS", ATUIS),
    Register("ATUIE", ATUIE, writable=1), Register("ATUMA", ATUMA),
    *[Register(f"{name}[{n}]", base + 4 * n, writable=writable)
      for name, base, writable in (("ATURSLA", RSLA, ALL), ("ATURELA", RELA, ALL), ("ATURAV_L", RAV_L, ALL),
                                   ("ATURAV_M", RAV_M, ALL), ("ATUROBA", ROBA, ALL), ("ATURGP", RGP, 0xFF))
      for n in range(REGIONS)],
]


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


def set_region(q, n, logical, physical, size, enable=True):
    """The driver's arithmetic: the difference as an unsigned 64-bit number, shifted right by the page size."""
    add = ((physical - logical) % 2**64) >> PAGE_SHIFT
    q.write32(ATU + RSLA + 4 * n, logical >> PAGE_SHIFT)
    q.write32(ATU + RELA + 4 * n, (logical + size - 1) >> PAGE_SHIFT)
    q.write32(ATU + RAV_L + 4 * n, add & ALL)
    q.write32(ATU + RAV_M + 4 * n, add >> 32)
    if enable:
        q.write32(ATU + ATUC, q.read32(ATU + ATUC) | 1 << n)


def missed(q):
    """Whether the last access missed; clears the record."""
    was = q.read32(ATU + ATUIS)
    q.write32(ATU + ATUIC, 1)
    return bool(was)


def test_registers(q):
    check_registers(q, ATU, TABLE)
    check_reads_zero_ignores_writes(q, [ATU + o for o in ID_OFFSETS] + [ATU + ATUIC])


@pytest.mark.parametrize("offset", [0x018, 0x01C, 0x320, 0xFBC])
def test_holes_are_logged(q, offset):
    expect_log(q, lambda: q.read32(ATU + offset), "rss-atu: bad read")
    expect_log(q, lambda: q.write32(ATU + offset, 1), "rss-atu: bad write")


@pytest.mark.parametrize("offset", [ATUBC, ATUIS, ATUMA])
def test_read_only_is_logged(q, offset):
    expect_log(q, lambda: q.write32(ATU + offset, 1), "rss-atu: write to read-only")


def test_everything_misses_after_reset(q):
    for address in (0x60000000, 0x6FFFFFFC, 0x70000000, 0x7FFFFFFC):
        q.read32(address)
        assert q.read32(ATU + ATUMA) == address
        assert missed(q)


@pytest.mark.parametrize("n", [0, 15, 31])
@pytest.mark.parametrize("logical", [0x60000000, 0x6FF00000, 0x70000000, 0x7FFFE000])
@pytest.mark.parametrize("physical", [AP_SRAM, TRUSTED_SRAM, 0x0407E000, DRAM, 0xFFFFE000])
def test_translation(q, n, logical, physical):
    set_region(q, n, logical, physical, PAGE)
    mark = 0xC0000000 | n << 16 | physical >> 16
    q.write32(logical + 0x1FFC, mark)
    assert not missed(q)
    other = 0x78000000
    set_region(q, (n + 1) % REGIONS, other, physical & ~0xFFFF, 0x10000)
    assert q.read32(other + (physical & 0xFFFF) + 0x1FFC) == mark, "the same place through another region"


def test_bounds_are_inclusive_pages(q):
    set_region(q, 0, 0x70002000, TRUSTED_SRAM, 2 * PAGE)
    for address, hit in ((0x70001FFC, False), (0x70002000, True), (0x70005FFC, True), (0x70006000, False)):
        q.read32(address)
        assert missed(q) != hit, hex(address)


def test_last_page_before_first_never_hits(q):
    set_region(q, 0, 0x70000000, TRUSTED_SRAM, PAGE)
    q.write32(ATU + RSLA, (0x70000000 >> PAGE_SHIFT) + 1)
    for address in (0x70000000, 0x70002000):
        q.read32(address)
        assert missed(q)


def test_region_outside_the_window_changes_nothing(q):
    set_region(q, 0, 0x31000000, TRUSTED_SRAM, PAGE)
    q.write32(0x31000000, 0x11223344)
    assert q.read32(0x31000000) == 0x11223344
    set_region(q, 1, 0x70000000, TRUSTED_SRAM, PAGE)
    assert q.read32(0x70000000) == 0


def test_region_reaching_into_the_window_is_cut(q):
    q.write32(ATU + RSLA, 0)
    q.write32(ATU + RELA, ALL)
    q.write32(ATU + RAV_L, (TRUSTED_SRAM - 0x70000000) >> PAGE_SHIFT & ALL)
    q.write32(ATU + RAV_M, ((TRUSTED_SRAM - 0x70000000) % 2**64 >> PAGE_SHIFT) >> 32)
    q.write32(ATU + ATUC, 1)
    q.write32(0x70000100, 0x1234)
    set_region(q, 1, 0x31000000, 0, PAGE)
    q.write32(ATU + ATUC, 0)
    set_region(q, 2, 0x60000000, TRUSTED_SRAM, PAGE)
    assert q.read32(0x60000100) == 0x1234


def test_overlap_lowest_region_wins(q):
    set_region(q, 3, 0x70000000, TRUSTED_SRAM, 2 * PAGE)
    set_region(q, 5, 0x70000000, NS_SRAM, 2 * PAGE)
    q.write32(0x70000000, 0x33)
    q.write32(ATU + ATUC, 1 << 5)
    assert q.read32(0x70000000) == 0
    q.write32(0x70000000, 0x55)
    q.write32(ATU + ATUC, 1 << 3 | 1 << 5)
    assert q.read32(0x70000000) == 0x33


def test_two_windows_on_one_place(q):
    set_region(q, 0, 0x70000000, TRUSTED_SRAM, 0x10000)
    set_region(q, 1, 0x70010000, TRUSTED_SRAM + PAGE, 0x10000)
    q.write32(0x70002004, 0xFEED)
    assert q.read32(0x70010004) == 0xFEED


def test_window_past_the_end_of_memory(q):
    set_region(q, 0, 0x70000000, TRUSTED_SRAM + 0x7C000, 0x10000)
    q.write32(0x70003FFC, 0x77)
    assert q.read32(0x70003FFC) == 0x77
    q.read32(0x70004000)
    assert not missed(q), "the ATU hits, the host has nothing there"


def test_enabled_region_moves_at_once(q):
    set_region(q, 0, 0x70000000, TRUSTED_SRAM, PAGE)
    q.write32(0x70000000, 1)
    add = (NS_SRAM - 0x70000000) % 2**64 >> PAGE_SHIFT
    q.write32(ATU + RAV_L, add & ALL)
    assert q.read32(0x70000000) == 0
    q.write32(ATU + RELA, (0x70000000 >> PAGE_SHIFT) + 1)
    q.read32(0x70002000)
    assert not missed(q)


def test_disabled_region_is_configured_silently(q):
    set_region(q, 0, 0x70000000, TRUSTED_SRAM, PAGE, enable=False)
    q.read32(0x70000000)
    assert missed(q)


def test_reset_unmaps(q):
    set_region(q, 0, 0x70000000, TRUSTED_SRAM, PAGE)
    q.write32(0x58021108, 1 << 5)
    assert q.read32(ATU + ATUC) == 0
    q.read32(0x70000000)
    assert missed(q)


def test_mismatch_keeps_the_first_address_until_cleared(q):
    q.read32(0x70000010)
    q.write32(0x60000020, 0)
    assert q.read32(ATU + ATUMA) == 0x70000010
    q.write32(ATU + ATUIC, 0)
    assert q.read32(ATU + ATUIS) == 1, "zero clears nothing"
    q.write32(ATU + ATUIC, 1)
    assert q.read32(ATU + ATUIS) == 0
    q.write32(0x60000020, 0)
    assert q.read32(ATU + ATUMA) == 0x60000020


def test_debugger_leaves_no_mismatch(q):
    q.debugger_read(0x60012344)
    assert (q.read32(ATU + ATUIS), q.read32(ATU + ATUMA)) == (0, 0)
    q.read32(0x60012344)
    assert (q.read32(ATU + ATUIS), q.read32(ATU + ATUMA)) == (1, 0x60012344), "the core's own access is recorded"


def test_interrupt(q):
    watch_irqs(q)
    q.read32(0x70000000)
    assert not irq_levels(q).get(IRQ_ATU)
    q.write32(ATU + ATUIE, 1)
    assert irq_levels(q)[IRQ_ATU]
    q.write32(ATU + ATUIC, 1)
    assert not irq_levels(q)[IRQ_ATU]


def test_device_behind_the_window(q):
    set_region(q, 31, CONSOLE, 0x2A400000, PAGE)
    assert q.read32(CONSOLE + 0x18) & 0x90 == 0x90, "the PL011's flags: both FIFOs empty"
    assert q.read32(CONSOLE + 0xFE0) == 0x11


def test_address_wraps_at_the_top_of_the_host(q):
    """A negative difference wraps modulo 2^64, and a region may run over the end of the address space."""
    set_region(q, 0, 0x70000000, -PAGE, 2 * PAGE)
    q.write32(0x70002000, 0x99)
    assert not missed(q)
    set_region(q, 1, 0x70010000, 0, PAGE)
    assert q.read32(0x70010000) == 0x99


REGION0_TO = """
    ldr r1, =0x70000000 >> 13
    str r1, [r0, #0x20]
    str r1, [r0, #0xA0]
    ldr r1, =((0x04000000 - 0x70000000) >> 13) & 0x7FFFF | 0xFFF80000
    str r1, [r0, #0x120]
    ldr r1, =0x0007FFFF
    str r1, [r0, #0x1A0]
    ldr r1, =0x80000001
    str r1, [r0, #4]
"""


def test_miss_is_a_bus_fault(tmp_path):
    assert guest_console("ldr r0, =0x70001230\n ldr r0, [r0]\n", tmp_path) == "F0000820070001230"


@pytest.mark.parametrize("options", [(), ("-icount", "shift=0")], ids=["free-running", "icount"])
def test_code_sees_a_remap_at_once(tmp_path, options):
    """No barrier or branch between the register write and the access; the console is behind the same ATU."""
    otp = tmp_path / "otp.bin"
    otp.write_bytes(bytes(OTP_BYTES))
    rom = guest.assemble(guest.rss_rom(f"""
        ldr r0, =0x50150000
        ldr r4, =0x70000000
        {REGION0_TO}
        movs r5, #65
        str r5, [r4]
        ldr r2, =((0x06000000 - 0x70000000) >> 13) & 0x7FFFF | 0xFFF80000
        ldr r3, =((0x04000000 - 0x70000000) >> 13) & 0x7FFFF | 0xFFF80000
        movs r6, #66
        str r2, [r0, #0x120]
        str r6, [r4]
        str r3, [r0, #0x120]
        ldr r7, [r4]
        str r2, [r0, #0x120]
        ldr r8, [r4]
        mov r0, r7
        bl putc
        mov r0, r8
        bl putc
    """), tmp_path)
    _, (shown,), error = guest.run({"rom": rom, "otp": otp}, *options, until=".")
    assert shown == "AB.\n", error


def test_code_runs_through_the_window(tmp_path):
    shown = guest_console(f"""
        ldr r0, =0x50150000
        ldr r4, =0x70000000
        {REGION0_TO}
        ldr r1, =0x47702043     /* movs r0, #67; bx lr */
        str r1, [r4]
        dsb
        isb
        orr r4, #1
        blx r4
        bl putc
    """, tmp_path)
    assert shown == "C"
