# SPDX-License-Identifier: BSD-3-Clause
"""SACFG, NSACFG and the PPC gates: registers, decision by alias, violation report (hardware.md 4)."""
import pytest

from registers import ALL, ID_OFFSETS, Register, check_registers, check_reads_zero_ignores_writes, expect_log
from registers import guest_console, irq_levels, rss_machine, software_reset, watch_irqs

SACFG, NSACFG = 0x50080000, 0x40080000
SECRESPCFG, NSCCFG, SECMPCINTSTAT = 0x010, 0x014, 0x01C
SECPPCINTSTAT, SECPPCINTCLR, SECPPCINTEN = 0x020, 0x024, 0x028
PERIPHNSPPC0 = 0x070
IRQ_PPC = 10
SECURE = 0x10000000
PPC_BITS = 1 << 0 | 1 << 1 | 0xF << 4 | 1 << 16 | 0xF << 20


def storage(name, first, count=1):
    return [Register(f"{name}{n if count > 1 else ''}", first + 4 * n, writable=ALL) for n in range(count)]


SACFG_TABLE = [
    *storage("SPCSECCTRL", 0x000), *storage("BUSWAIT", 0x004),
    Register("SECRESPCFG", SECRESPCFG, writable=1), Register("NSCCFG", NSCCFG, writable=3),
    Register("SECMPCINTSTAT", SECMPCINTSTAT), Register("SECPPCINTSTAT", SECPPCINTSTAT),
    Register("SECPPCINTCLR", SECPPCINTCLR), Register("SECPPCINTEN", SECPPCINTEN, writable=PPC_BITS),
    Register("SECMSCINTSTAT", 0x030), Register("SECMSCINTCLR", 0x034), *storage("SECMSCINTEN", 0x038),
    Register("BRGINTSTAT", 0x040), Register("BRGINTCLR", 0x044), *storage("BRGINTEN", 0x048),
    *storage("MAINNSPPC0", 0x050), *storage("MAINNSPPCEXP", 0x060, 4),
    *storage("PERIPHNSPPC", 0x070, 2), *storage("NPUSPPORSL", 0x078), *storage("PERIPHNSPPCEXP", 0x080, 4),
    *storage("MAINSPPPC0", 0x090), *storage("MAINSPPPCEXP", 0x0A0, 4),
    *storage("PERIPHSPPPC", 0x0B0, 2), *storage("NPUSPPORPL", 0x0B8), *storage("NS_NPU0PORPL", 0x0BC),
    *storage("PERIPHSPPPCEXP", 0x0C0, 4), *storage("NSMSCEXP", 0x0D0),
]
NSACFG_TABLE = [
    *storage("MAINNSPPPC0", 0x090), *storage("MAINNSPPPCEXP", 0x0A0, 4), *storage("PERIPHNSPPPC", 0x0B0, 2),
    *storage("NPUNSPORPL", 0x0B8), *storage("PERIPHNSPPPCEXP", 0x0C0, 4),
]

# (device, NS base, a register that holds what is written, its bits, NS-access register, bit, interrupt bit)
GATES = [
    ("SYSTIMER0", 0x48000000, 0x010, ALL, 0x070, 0, 0),
    ("SYSTIMER1", 0x48001000, 0x010, ALL, 0x070, 1, 0),
    ("SYSTIMER2", 0x48002000, 0x010, ALL, 0x070, 2, 0),
    ("SYSTIMER3", 0x48003000, 0x010, ALL, 0x070, 5, 0),
    ("SLOWCLK timer", 0x4802F000, 0x008, ALL, 0x074, 0, 1),
    ("GPIO0", 0x40100000, None, 0, 0x080, 0, 4),
    ("GPIO1", 0x40101000, None, 0, 0x080, 1, 4),
]


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


@pytest.fixture(params=GATES, ids=[g[0] for g in GATES])
def gate(request):
    return request.param


def ppc_status(q):
    return q.read32(SACFG + SECPPCINTSTAT)


def test_sacfg_registers(q):
    check_registers(q, SACFG, SACFG_TABLE)
    check_reads_zero_ignores_writes(q, [SACFG + o for o in ID_OFFSETS])


def test_nsacfg_registers(q):
    check_registers(q, NSACFG, NSACFG_TABLE)
    check_reads_zero_ignores_writes(q, [NSACFG + o for o in ID_OFFSETS])


def test_frames_are_separate(q):
    """The privilege words of both frames have the same offsets but are different registers."""
    q.write32(SACFG + 0x0B0, 0x11)
    assert q.read32(NSACFG + 0x0B0) == 0
    q.write32(NSACFG + 0x0B0, 0x22)
    assert q.read32(SACFG + 0x0B0) == 0x11


def test_each_frame_has_one_alias(q):
    q.write32(SACFG - SECURE, ALL)                  # 0x4008_0000 is NSACFG, where 0x000 does not exist
    assert q.read32(SACFG) == 0
    q.write32(NSACFG + SECURE + 0x0B0, 0x33)        # and 0x5008_00B0 is SACFG's
    assert q.read32(NSACFG + 0x0B0) == 0


@pytest.mark.parametrize("offset", [SECMPCINTSTAT, SECPPCINTSTAT, 0x030, 0x040, 0x00C, 0xFE0])
def test_refused_writes_are_logged(q, offset):
    expect_log(q, lambda: q.write32(SACFG + offset, ALL), "rss-sacfg: bad or read-only write")


def test_secure_only_after_reset(q, gate):
    name, ns, offset, mask, _, _, status = gate
    assert q.read32(ns + SECURE + 0xFD0) == 0
    assert ppc_status(q) == 0, "the secure alias passes"
    q.read32(ns + 0xFD0)
    assert ppc_status(q) == 1 << status, "the non-secure alias is refused"
    if offset is not None:
        q.write32(ns + SECURE + offset, 0x1234)
        q.write32(ns + offset, 0x4321)
        assert q.read32(ns + offset) == 0
        assert q.read32(ns + SECURE + offset) == 0x1234 & mask


def test_ns_bit_moves_the_device(q, gate):
    name, ns, offset, mask, nsppc, bit, status = gate
    q.write32(SACFG + nsppc, 1 << bit)
    q.read32(ns + 0xFD0)
    assert ppc_status(q) == 0, "the non-secure alias passes"
    q.read32(ns + SECURE + 0xFD0)
    assert ppc_status(q) == 1 << status, "the secure alias is refused"
    if offset is not None:
        q.write32(ns + offset, 0x4321)
        q.write32(ns + SECURE + offset, 0x1234)
        assert q.read32(ns + SECURE + offset) == 0
        assert q.read32(ns + offset) == 0x4321 & mask


def test_other_bits_do_not_move_the_device(q, gate):
    _, ns, _, _, nsppc, bit, _ = gate
    q.write32(SACFG + nsppc, ALL & ~(1 << bit))
    q.read32(ns + SECURE + 0xFD0)
    assert ppc_status(q) == 0


def test_interrupt(q, gate):
    _, ns, _, _, _, _, status = gate
    watch_irqs(q)
    q.write32(SACFG + SECPPCINTEN, PPC_BITS & ~(1 << status))
    q.write32(ns, 1)
    assert ppc_status(q) == 1 << status and IRQ_PPC not in irq_levels(q)
    q.write32(SACFG + SECPPCINTEN, 1 << status)
    assert irq_levels(q)[IRQ_PPC] is True
    q.write32(SACFG + SECPPCINTCLR, PPC_BITS & ~(1 << status))
    assert ppc_status(q) == 1 << status, "only the bank's own bit clears it"
    q.write32(SACFG + SECPPCINTCLR, 1 << status)
    assert ppc_status(q) == 0 and irq_levels(q)[IRQ_PPC] is False


@pytest.mark.parametrize("kind", ["readb", "readw", "readq"])
def test_refusal_does_not_depend_on_width(q, kind):
    q.command(f"{kind} 0x48000010")
    assert ppc_status(q) == 1


def test_reset_closes_the_gates(q):
    q.write32(SACFG + PERIPHNSPPC0, 0x27)
    q.write32(SACFG + SECRESPCFG, 1)
    q.write32(SACFG + SECPPCINTEN, PPC_BITS)
    q.read32(0x58000000)
    software_reset(q)
    for register in SACFG_TABLE:
        assert q.read32(SACFG + register.offset) == 0, register.name
    q.read32(0x58000000)
    assert ppc_status(q) == 0


# --- a real core: bus errors, privilege ---

PRECISE_BUS_FAULT = 0x8200
# The MPU is off: the default map lets unprivileged code at the peripherals, the gate has the say.
DROP_PRIVILEGE = """
    movs r0, #1
    msr control, r0
    isb
"""


def probe(secrespcfg, setup, access):
    """Set SACFG up, make one access, print what it read."""
    writes = "".join(f"    ldr r0, ={address:#x}\n    ldr r1, ={value:#x}\n    str r1, [r0]\n"
                     for address, value in setup)
    return f"""
    ldr r0, ={SACFG + SECRESPCFG:#x}
    movs r1, #{secrespcfg}
    str r1, [r0]
{writes}
    dsb
{access}
    mov r6, r0
"""


PRINT_R6 = """
    mov r0, r6
    bl puthex
"""
LOAD = "    ldr r0, ={:#x}\n    ldr r0, [r0]\n"
STORE = "    ldr r0, ={:#x}\n    str r0, [r0]\n"


@pytest.mark.parametrize("access", [LOAD, STORE], ids=["load", "store"])
@pytest.mark.parametrize("alias, nsppc", [(0x48000010, 0), (0x58000010, 1)],
                         ids=["non-secure alias", "secure alias"])
def test_violation_is_a_bus_error_when_asked_for(tmp_path, access, alias, nsppc):
    body = probe(1, [(SACFG + PERIPHNSPPC0, nsppc)], access.format(alias)) + PRINT_R6
    assert guest_console(body, tmp_path) == f"F{PRECISE_BUS_FAULT:08X}{alias:08X}"


def test_violation_reads_zero_otherwise(tmp_path):
    body = probe(0, [(0x58000010, 0x1234)], LOAD.format(0x48000010)) + PRINT_R6
    assert guest_console(body, tmp_path) == "00000000"


@pytest.mark.parametrize("alias, nsppc, unprivileged_word",
                         [(0x58000010, 0, SACFG + 0x0B0), (0x48000010, 1, NSACFG + 0x0B0)],
                         ids=["secure", "non-secure"])
@pytest.mark.parametrize("allowed", [0, 1])
def test_unprivileged_access_needs_its_bit(tmp_path, alias, nsppc, unprivileged_word, allowed):
    """CONTROL.nPRIV set: the access passes by the word of the device's world, and only by that one."""
    other_word = NSACFG + 0x0B0 if unprivileged_word == SACFG + 0x0B0 else SACFG + 0x0B0
    setup = [(SACFG + PERIPHNSPPC0, nsppc), (alias, 0x1234), (unprivileged_word, allowed), (other_word, 1 - allowed)]
    body = probe(1, setup, DROP_PRIVILEGE + LOAD.format(alias)) + PRINT_R6
    shown = guest_console(body, tmp_path)
    assert shown == ("00001234" if allowed else f"F{PRECISE_BUS_FAULT:08X}{alias:08X}")


def test_a_wrong_width_is_a_bus_error_of_the_device(tmp_path):
    """The gate passes it, the device behind it refuses bytes."""
    body = probe(0, [], "    ldr r0, =0x58000010\n    ldrb r0, [r0]\n") + PRINT_R6
    assert guest_console(body, tmp_path) == f"F{PRECISE_BUS_FAULT:08X}58000010"
