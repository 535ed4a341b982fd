# SPDX-License-Identifier: BSD-3-Clause
"""MPC: registers, which alias passes per block, violation report, lock-down, index handling (hardware.md 5)."""
import pytest

from registers import ALL, ID_OFFSETS, Register, check_registers, check_reads_zero_ignores_writes, expect_log
from registers import guest_console, irq_levels, rss_machine, software_reset, watch_irqs

CTRL, BLK_MAX, BLK_CFG, BLK_IDX, BLK_LUT = 0x000, 0x010, 0x014, 0x018, 0x01C
INT_STAT, INT_CLEAR, INT_EN, INT_INFO1, INT_INFO2, INT_SET = 0x020, 0x024, 0x028, 0x02C, 0x030, 0x034
PIDR0 = 0xFE0
AUTOINCREMENT, LOCK = 1 << 8, 1 << 31
BLOCK = 0x10000
NONSEC, CFG_NS = 1 << 16, 1 << 17
IRQ_MPC = 9
SECMPCINTSTAT = 0x5008001C

# (name, registers, first byte on the NS side)
MPCS = [("VM0", 0x50083000, 0x21000000, 0), ("VM1", 0x50084000, 0x21800000, 1)]
SECURE = 0x10000000

TABLE = [
    Register("CTRL", CTRL, writable=1 << 8 | 1 << 16),
    Register("BLK_MAX", BLK_MAX, reset=3),                  # 8 MiB in 64 KiB blocks: 128 bits
    Register("BLK_CFG", BLK_CFG, reset=11),
    Register("BLK_IDX", BLK_IDX, writable=3),
    Register("BLK_LUT", BLK_LUT, writable=ALL),
    Register("INT_STAT", INT_STAT),
    Register("INT_EN", INT_EN, writable=1),
    Register("INT_INFO1", INT_INFO1),
    Register("INT_INFO2", INT_INFO2),
    Register("PIDR0", PIDR0, reset=0x65),
]


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


@pytest.fixture(params=MPCS, ids=[m[0] for m in MPCS])
def mpc(request):
    return request.param


def set_lut(q, base, word, value):
    q.write32(base + BLK_IDX, word)
    q.write32(base + BLK_LUT, value)


def test_registers(q, mpc):
    _, base, _, _ = mpc
    # CTRL bit 31 has a test of its own: it makes CTRL read-only
    for r in TABLE:
        if r.name == "CTRL":
            q.write32(base + r.offset, ALL & ~LOCK)
            assert q.read32(base + r.offset) == r.writable
            q.write32(base + r.offset, 0)
    check_registers(q, base, [r for r in TABLE if r.name != "CTRL"])
    check_reads_zero_ignores_writes(q, [base + o for o in ID_OFFSETS if o != PIDR0])


def test_everything_is_secure_after_reset(q, mpc):
    _, base, ns, _ = mpc
    for offset in (0, BLOCK, 0x7FFFFC):
        q.write32(ns + SECURE + offset, 0xA5A50000 | offset & 0xFFFF)
        assert q.read32(ns + SECURE + offset) == 0xA5A50000 | offset & 0xFFFF
        assert q.read32(base + INT_STAT) == 0
        q.write32(ns + offset, 0)
        assert q.read32(ns + SECURE + offset) == 0xA5A50000 | offset & 0xFFFF, "the blocked write had an effect"
        assert q.read32(ns + offset) == 0, "the blocked read returned data"
        assert q.read32(base + INT_STAT) == 1
        q.write32(base + INT_CLEAR, 1)


def test_blocks_change_world_one_by_one(q, mpc):
    _, base, ns, _ = mpc
    pattern = 0xB6D5A5C3
    for word in range(4):
        for block in range(32):
            offset = (word * 32 + block) * BLOCK
            q.write32(ns + SECURE + offset, 0x1000 + offset // BLOCK)
            q.write32(ns + SECURE + offset + BLOCK - 4, 0x2000 + offset // BLOCK)
        set_lut(q, base, word, pattern)
    for block in range(128):
        is_ns = pattern >> block % 32 & 1
        for offset, value in ((block * BLOCK, 0x1000 + block), (block * BLOCK + BLOCK - 4, 0x2000 + block)):
            assert q.read32(ns + offset) == (value if is_ns else 0), f"block {block}, non-secure alias"
            assert q.read32(ns + SECURE + offset) == (0 if is_ns else value), f"block {block}, secure alias"
    for word in range(4):
        set_lut(q, base, word, 0)
    assert q.read32(ns + SECURE + 127 * BLOCK) == 0x107F
    q.write32(base + INT_CLEAR, 1)
    for block in range(128):
        q.read32(ns + SECURE + block * BLOCK)
    assert q.read32(base + INT_STAT) == 0


def test_byte_accesses_and_block_edges(q, mpc):
    _, base, ns, _ = mpc
    set_lut(q, base, 0, 2)
    q.write(ns + BLOCK, bytes(range(16)))
    assert q.read(ns + BLOCK, 16) == bytes(range(16))
    assert q.read32(base + INT_STAT) == 0
    q.command(f"readb {ns + BLOCK - 1:#x}")
    assert q.read32(base + INT_INFO1) == ns + BLOCK - 1
    q.write32(base + INT_CLEAR, 1)
    q.command(f"readb {ns + 2 * BLOCK:#x}")
    assert q.read32(base + INT_INFO1) == ns + 2 * BLOCK


@pytest.mark.parametrize("secure_alias", [False, True])
@pytest.mark.parametrize("write", [False, True])
def test_violation_report(q, mpc, secure_alias, write):
    _, base, ns, index = mpc
    watch_irqs(q)
    alias = ns + SECURE if secure_alias else ns
    set_lut(q, base, 2, 1 << 5 if secure_alias else 0)
    address = alias + (64 + 5) * BLOCK + 0x124
    if write:
        q.write32(address, 1)
    else:
        q.read32(address)
    assert q.read32(base + INT_STAT) == 1
    assert q.read32(base + INT_INFO1) == address
    assert q.read32(base + INT_INFO2) & ~0xFFFF == (CFG_NS if secure_alias else NONSEC)
    assert q.read32(SECMPCINTSTAT) == 0 and IRQ_MPC not in irq_levels(q), "not enabled yet"
    q.write32(base + INT_EN, 1)
    assert q.read32(SECMPCINTSTAT) == 1 << index
    assert irq_levels(q)[IRQ_MPC] is True
    q.read32(alias)                                 # the first report is kept until it is cleared
    assert q.read32(base + INT_INFO1) == address
    q.write32(base + INT_CLEAR, 0)
    assert q.read32(base + INT_STAT) == 1
    q.write32(base + INT_CLEAR, 1)
    assert q.read32(base + INT_STAT) == 0
    assert q.read32(SECMPCINTSTAT) == 0
    assert irq_levels(q)[IRQ_MPC] is False


def test_int_set_raises_the_line(q, mpc):
    _, base, _, index = mpc
    q.write32(base + INT_EN, 1)
    q.write32(base + INT_SET, 0)
    assert q.read32(base + INT_STAT) == 0
    q.write32(base + INT_SET, ALL)
    assert q.read32(base + INT_STAT) == 1
    assert q.read32(SECMPCINTSTAT) == 1 << index
    assert q.read32(base + INT_SET) == 0 and q.read32(base + INT_CLEAR) == 0


def test_both_mpcs_share_the_combined_line(q):
    watch_irqs(q)
    for _, base, ns, _ in MPCS:
        q.write32(base + INT_EN, 1)
        q.read32(ns)
    assert q.read32(SECMPCINTSTAT) == 3
    q.write32(MPCS[0][1] + INT_CLEAR, 1)
    assert q.read32(SECMPCINTSTAT) == 2 and irq_levels(q)[IRQ_MPC] is True
    q.write32(MPCS[1][1] + INT_CLEAR, 1)
    assert q.read32(SECMPCINTSTAT) == 0 and irq_levels(q)[IRQ_MPC] is False


def test_autoincrement(q, mpc):
    _, base, _, _ = mpc
    q.write32(base + BLK_LUT, 0x11)
    assert q.read32(base + BLK_IDX) == 0, "no increment unless asked"
    q.write32(base + CTRL, AUTOINCREMENT)
    for word in range(4):
        assert q.read32(base + BLK_IDX) == word
        q.write32(base + BLK_LUT, 0x100 + word)
    assert q.read32(base + BLK_IDX) == 0, "wraps after BLK_MAX"
    assert [q.read32(base + BLK_LUT) for _ in range(4)] == [0x100, 0x101, 0x102, 0x103]
    assert q.read32(base + BLK_IDX) == 0


def test_index_beyond_the_table(q, mpc):
    _, base, _, _ = mpc
    expect_log(q, lambda: q.write32(base + BLK_IDX, 4), "index beyond BLK_MAX")
    assert q.read32(base + BLK_IDX) <= 3


def test_lock_down_until_reset(q, mpc):
    _, base, ns, _ = mpc
    set_lut(q, base, 0, 1)
    q.write32(base + INT_EN, 1)
    q.write32(base + CTRL, AUTOINCREMENT | LOCK)
    for offset, kept in ((CTRL, AUTOINCREMENT | LOCK), (INT_EN, 1)):
        expect_log(q, lambda: q.write32(base + offset, 0), "write while locked down")
        assert q.read32(base + offset) == kept
    q.write32(base + BLK_IDX, 0)
    q.write32(base + BLK_LUT, ALL)
    q.write32(base + BLK_IDX, 0)
    assert q.read32(base + BLK_LUT) == 1
    q.write32(ns, 0x600D)
    assert q.read32(ns) == 0x600D and q.read32(ns + BLOCK) == 0
    assert q.read32(base + INT_STAT) == 1, "a locked MPC still reports"
    q.write32(base + INT_CLEAR, 1)
    assert q.read32(base + INT_STAT) == 0
    software_reset(q)
    assert q.read32(base + CTRL) == 0 and q.read32(base + INT_EN) == 0
    assert q.read32(base + BLK_LUT) == 0
    q.read32(ns)
    assert q.read32(base + INT_STAT) == 1, "secure again after reset"


@pytest.mark.parametrize("offset", [BLK_MAX, BLK_CFG, INT_STAT, INT_INFO1, INT_INFO2, PIDR0, 0x100])
def test_refused_writes_are_logged(q, mpc, offset):
    expect_log(q, lambda: q.write32(mpc[1] + offset, ALL), "rss-mpc: bad or read-only write")


@pytest.mark.parametrize("kind", ["readb", "readw", "writeb", "writew"])
def test_registers_are_words(q, mpc, kind):
    _, base, _, _ = mpc
    q.command(f"{kind} {base + BLK_LUT:#x}" + (" 0xff" if kind.startswith("write") else ""))
    assert q.read32(base + BLK_LUT) == 0


# --- a real core: faults, instruction fetch, native speed ---

PRECISE_BUS_FAULT, FETCH_BUS_FAULT = 0x8200, 0x0100
SET_LUT_WORD0 = """
    ldr r4, =0x50083000
    movs r0, #0
    str r0, [r4, #0x18]
    ldr r0, ={lut:#x}
    str r0, [r4, #0x1C]
    dsb
    isb
"""
PROBES = [
    ("load, non-secure alias of a secure block", 0, "ldr r0, =0x21000040; ldr r0, [r0]",
     PRECISE_BUS_FAULT, 0x21000040),
    ("store, non-secure alias of a secure block", 0, "ldr r0, =0x21000044; str r0, [r0]",
     PRECISE_BUS_FAULT, 0x21000044),
    ("load, secure alias of a non-secure block", 1, "ldr r0, =0x31000048; ldr r0, [r0]",
     PRECISE_BUS_FAULT, 0x31000048),
    ("store, secure alias of a non-secure block", 1, "ldr r0, =0x3100FFFC; str r0, [r0]",
     PRECISE_BUS_FAULT, 0x3100FFFC),
    ("byte load", 0, "ldr r0, =0x21000041; ldrb r0, [r0]", PRECISE_BUS_FAULT, 0x21000041),
    ("fetch, secure alias of a non-secure block", 1, "ldr r0, =0x31000001; bx r0", FETCH_BUS_FAULT, None),
]


@pytest.mark.parametrize("lut, access, cfsr, bfar", [p[1:] for p in PROBES], ids=[p[0] for p in PROBES])
def test_a_blocked_access_faults(tmp_path, lut, access, cfsr, bfar):
    body = SET_LUT_WORD0.format(lut=lut) + "\n".join(access.split("; ")) + "\n movs r0, #78\n bl putc\n"
    shown = guest_console(body, tmp_path)
    assert shown.startswith(f"F{cfsr:08X}"), shown
    if bfar is not None:
        assert shown == f"F{cfsr:08X}{bfar:08X}"


def test_code_runs_from_the_block_that_moved(tmp_path):
    """Code written through the secure alias runs there, then, with the block non-secure, through the other."""
    body = """
    ldr r4, =0x31000000
    ldr r0, =0x47703001         /* adds r0, #1; bx lr */
    str r0, [r4]
    dsb
    isb
    movs r0, #64
    blx_to 0x31000001
    bl putc
""" + SET_LUT_WORD0.format(lut=1) + """
    movs r0, #65
    blx_to 0x21000001
    bl putc
""" + SET_LUT_WORD0.format(lut=0) + """
    movs r0, #66
    blx_to 0x31000001
    bl putc
"""
    body = ".macro blx_to address\n ldr r1, =\\address\n blx r1\n.endm\n" + body
    assert guest_console(body, tmp_path) == "ABC"
