# SPDX-License-Identifier: BSD-3-Clause
"""The machine as a whole: memory map, faults, reset, all three cores, repeatable runs (hardware.md 1 to 3, host-tc.md)."""
import json
import os
import subprocess

import pytest

import chain
import guest
from registers import OTP_BYTES, guest_console, host_address, rss_machine

ICOUNT = ("-icount", "shift=0,sleep=off")
MODES = pytest.mark.parametrize("options", [(), ICOUNT], ids=["free-running", "icount"])


@pytest.fixture
def otp(tmp_path):
    path = tmp_path / "otp.bin"
    path.write_bytes(bytes(OTP_BYTES))
    return str(path)


@pytest.fixture
def q():
    with rss_machine() as machine:
        yield machine


# --- memory map ---

@pytest.mark.parametrize("secure, nonsecure, size", [
    (0x10000000, 0x00000000, 0x8000),               # ITCM
    (0x30000000, 0x20000000, 0x8000),               # DTCM
    (0x10000000, 0x1A000000, 0x8000),               # ITCM as other masters see it
    (0x30000000, 0x34000000, 0x8000),               # DTCM as other masters see it
])
def test_two_views_of_one_memory(q, secure, nonsecure, size):
    for offset in (0, size - 4):
        q.write32(secure + offset, 0x1000 | offset)
        assert q.read32(nonsecure + offset) == 0x1000 | offset


@pytest.mark.parametrize("base", [0x31000000, 0x31800000])
def test_vm_is_8_mib_secure_at_reset(q, base):
    for offset in (0, 0x7FFFFC):
        q.write32(base + offset, 0x12340000 | offset & 0xFFFF)
        assert q.read32(base + offset) == 0x12340000 | offset & 0xFFFF


@pytest.mark.parametrize("base", [0x00000000, 0x04000000, 0x05000000, 0x06000000, 0x40000000])
def test_host_sram(q, base):
    address = host_address(q, base)
    for offset in (0, 0x7FFFC):
        q.write32(address + offset, 0x55AA0000 | offset & 0xFFFF)
        assert q.read32(address + offset) == 0x55AA0000 | offset & 0xFFFF


@pytest.mark.parametrize("base", [0x2A400000, 0x7FF70000, 0x7FF80000])
def test_uarts(q, base):
    assert q.read32(host_address(q, base) + 0xFE0) == 0x11


def test_gic(q):
    assert q.read32(host_address(q, 0x3000FFE8)) >> 4 & 0xF == 3
    assert q.read32(host_address(q, 0x3008000C)) == 0, "GICR_TYPER affinity of core 0"
    typer = q.read32(host_address(q, 0x30000004))
    assert 32 * ((typer & 0x1F) + 1) >= 512


def test_interconnect_root(q):
    base = host_address(q, 0x51410000)
    assert (q.read32(base), q.read32(base + 0x80)) == (2, 0)


# --- the core and its faults ---

PRINT_WORD = "ldr r0, ={address:#x}\n ldr r0, [r0]\n bl puthex\n"


@pytest.mark.parametrize("address", [
    0x10008000, 0x11020000, 0x30008000, 0x32000000,         # behind the memories
    0x12000000, 0x50014000,                                 # blocks that later subsystems have: SIC window, its registers
    0x50000000, 0x50081000, 0x50151000, 0x5009F000, 0x50290000, 0x58010000, 0x58024000, 0x58050000,
    0x80000000,
])
def test_holes_fault(tmp_path, address):
    assert guest_console(PRINT_WORD.format(address=address), tmp_path) == f"F00008200{address:08X}"


@pytest.mark.parametrize("address", [0x58021000, 0x500A0000, 0x5009E000, 0x50150000, 0x50154000, 0x5015A000, 0x50083000])
def test_secure_only_blocks_have_no_other_alias(tmp_path, address):
    address -= 0x10000000
    assert guest_console(PRINT_WORD.format(address=address), tmp_path) == f"F00008200{address:08X}"


def test_rom_is_read_only(tmp_path):
    shown = guest_console("""
        ldr r4, =0x11000000
        ldr r5, [r4]
        mvn r6, r5
        str r6, [r4]
        ldr r6, [r4]
        cmp r5, r6
        ite eq
        moveq r0, #61
        movne r0, #33
        bl putc
    """, tmp_path)
    assert shown == "="


def test_core_identity(tmp_path):
    """CPUID: Arm, part 0xD22 (Cortex-M55). MPU_TYPE: 16 regions. SAU_TYPE: 8 regions. VTOR: the ROM."""
    words = ["0xE000ED00", "0xE000ED90", "0xE000EDD4", "0xE000ED08"]
    shown = guest_console("".join(f"ldr r0, ={w}\n ldr r0, [r0]\n bl puthex\n" for w in words), tmp_path)
    cpuid, mpu_type, sau_type, vtor = (int(shown[n:n + 8], 16) for n in range(0, 32, 8))
    assert cpuid >> 24 == 0x41 and cpuid >> 4 & 0xFFF == 0xD22
    assert (mpu_type, sau_type, vtor) == (0x1000, 8, 0x11000000)


@pytest.mark.parametrize("address, secure", [(0x10000000, True), (0x00000000, False), (0x30000000, True), (0x20000000, False),
                                            (0x58021000, True), (0x48000000, False), (0x70000000, True), (0x60000000, False)])
def test_idau(tmp_path, address, secure):
    """TT with the SAU set to all-non-secure: bit 28 decides."""
    shown = guest_console(f"""
        ldr r0, =0xE000EDD0
        movs r1, #2
        str r1, [r0]
        dsb
        isb
        ldr r0, ={address:#x}
        tt r0, r0
        lsr r0, #22
        and r0, #1
        add r0, #48
        bl putc
    """, tmp_path)
    assert shown == ("1" if secure else "0")


@pytest.mark.parametrize("bit, address", [(0, 0x10000000), (1, 0x30000000)])
def test_nsccfg_does_not_move_the_idau_region(tmp_path, bit, address):
    """NSCCFG changes whether the region is callable, not its number, which TT shows."""
    shown = guest_console(f"""
        ldr r4, =0x50080014
        movs r5, #{1 << bit}
        str r5, [r4]
        ldr r0, [r4]
        bl puthex
        ldr r0, ={address:#x}
        tt r0, r0
        ubfx r0, r0, #24, #8
        bl puthex
    """, tmp_path)
    assert shown == f"{1 << bit:08X}{address >> 28:08X}"


@MODES
def test_code_sees_an_mpc_change_at_once(tmp_path, otp, options):
    """Block 0 of VM0 turns non-secure in the middle of straight code: from there only the other alias passes."""
    rom = guest.assemble(guest.rss_rom("""
        ldr r4, =0x50083000
        ldr r6, =0x31000000
        ldr r7, =0x21000000
        movs r5, #65
        str r5, [r6]
        movs r3, #0
        str r3, [r4, #0x18]
        movs r3, #1
        str r3, [r4, #0x1C]
        ldr r0, [r7]
        bl putc
        ldr r0, [r6]
        bl putc
    """), tmp_path)
    _, (shown, *_), error = guest.run({"rom": rom, "otp": otp}, *options, until=".")
    assert shown == "AF0000820031000000.\n", error


# --- images ---

def test_flash_image_is_in_vm0(tmp_path, otp):
    flash = tmp_path / "flash.bin"
    flash.write_bytes(b"\x44\x33\x22\x11" + bytes(0x7FFFF8) + b"\x88\x77\x66\x55")
    rom = guest.assemble(guest.rss_rom(PRINT_WORD.format(address=0x31000000) + PRINT_WORD.format(address=0x317FFFFC)), tmp_path)
    _, (console,), _ = guest.run({"rom": rom, "flash": str(flash), "otp": otp}, until=".")
    assert console == "1122334455667788.\n"


REFUSED = {
    "no rom": ({}, "give the machine property rom=FILE"),
    "rom missing": ({"rom": "/nonexistent"}, "rom image: Failed to open file"),
    "rom too large": ({"rom": 0x20001}, "has 131073 bytes, the limit is 131072"),
    "flash too large": ({"rom": 16, "flash": 0x800001}, "has 8388609 bytes, the limit is 8388608"),
    "flash missing": ({"rom": 16, "flash": "/nonexistent"}, "flash image: Failed to open file"),
    "no core": ({"rom": 16, "ap-cores": "0"}, "the AP has 1 to 8 cores"),
    "nine cores": ({"rom": 16, "ap-cores": "9"}, "the AP has 1 to 8 cores"),
    "two channels": ({"rom": 16, "mhu-channels": "2"}, "an MHU has 3 to 124 channels"),
    "125 channels": ({"rom": 16, "mhu-channels": "125"}, "an MHU has 3 to 124 channels"),
    "nor missing": ({"rom": 16, "nor": "/nonexistent"}, "nor image: Failed to open file"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(tmp_path, otp, case):
    properties, message = REFUSED[case]
    machine = ["rss-tc", f"otp={otp}"]
    for name, value in properties.items():
        if isinstance(value, int):
            path = tmp_path / name
            path.write_bytes(bytes(value))
            value = path
        machine.append(f"{name}={value}")
    done = subprocess.run([os.environ["RSS_QEMU"], "-M", ",".join(machine), "-display", "none", "-nodefaults"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=guest.SAFETY_SECONDS)
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_run_limit(tmp_path, otp):
    rom = guest.assemble(guest.rss_rom("1: b 1b\n"), tmp_path)
    code, _, _ = guest.run({"rom": rom, "otp": otp, "run-limit-ms": 5}, *ICOUNT)
    assert code == 124


# --- resets ---

COUNT_BOOTS = """
    ldr r4, =0x30000000
    ldr r5, [r4]
    add r5, #1
    str r5, [r4]
    mov r0, r5
    bl puthex
    ldr r6, =0x58021000
    ldr r0, [r6, #0x100]
    bl puthex
    bl newline
    cmp r5, #3
    beq 1f
    {reset}
2:  b 2b
1:
"""
SYSRESETREQ = "ldr r0, =0xE000ED0C\n ldr r1, =0x05FA0004\n str r1, [r0]\n dsb\n"


@pytest.mark.parametrize("name, reset, syndrome", [
    ("software reset", "movs r0, #32\n str r0, [r6, #0x108]\n", 1 << 5),
    ("core's request", "ldr r0, =0x100\n str r0, [r6, #0x104]\n" + SYSRESETREQ, 1 << 8),
])
def test_reset_keeps_sram_and_tells_its_cause(tmp_path, name, reset, syndrome):
    shown = guest_console(COUNT_BOOTS.format(reset=reset), tmp_path)
    assert shown.split() == ["0000000100000001", f"00000002{1 | syndrome:08X}", f"00000003{1 | syndrome:08X}"]


@MODES
@pytest.mark.parametrize("wait", ["2: b 2b", "2: wfi\n b 2b"], ids=["spinning", "asleep"])
def test_watchdog_reset(tmp_path, otp, options, wait):
    """The SLOWCLK watchdog, 3 ticks of 32 kHz, twice; then the third boot stops."""
    reset = f"""
        ldr r0, =0x5802E000
        movs r1, #3
        str r1, [r0]
        str r1, [r0, #8]
    {wait}
    """
    rom = guest.assemble(guest.rss_rom(COUNT_BOOTS.format(reset=reset)), tmp_path)
    _, (shown, *_), error = guest.run({"rom": rom, "otp": otp}, *options, until=".")
    assert shown.split() == ["0000000100000001", "0000000200000009", "0000000300000009", "."], error


def test_no_reboot(tmp_path, otp):
    """A guest reset ends QEMU when the user asked for that, also while it is made repeatable."""
    rom = guest.assemble(guest.rss_rom(COUNT_BOOTS.format(reset="movs r0, #32\n str r0, [r6, #0x108]\n")), tmp_path)
    code, (shown, *_), _ = guest.run({"rom": rom, "otp": otp}, *ICOUNT, "-no-reboot")
    assert (code, shown) == (0, "0000000100000001\n")


def test_masked_request_of_the_core_is_ignored(tmp_path):
    assert guest_console(SYSRESETREQ + "movs r0, #75\n bl putc\n", tmp_path) == "K"


# --- three cores ---

RSS_RESET_TWICE = """
    ldr r4, =0x30000000
    ldr r5, [r4]
    add r5, #1
    str r5, [r4]
    cmp r5, #3
    beq 9f
    ldr r6, =0x58021000
    movs r0, #32
    str r0, [r6, #0x108]
8:  b 8b
9:
"""
# The SCP resets the machine twice and rings the RSS in its third life; its RAM outlives that.
SCP_RESET_TWICE = """
    ldr r0, =0x10000000
    ldr r1, [r0]
    add r1, #1
    str r1, [r0]
    cmp r1, #3
    beq 9f
    ldr r0, =0xE000ED0C
    ldr r1, =0x05FA0004
    str r1, [r0]
    dsb
8:  b 8b
9:  ldr r0, =0x45430000
    movs r1, #1
    str r1, [r0, #0x0C]
"""
RSS_WAIT_AND_SHOW_SYNDROME = """
    ldr r0, =0x501B0000
7:  ldr r1, [r0]
    cmp r1, #0
    beq 7b
    ldr r4, =0x58021000
    ldr r0, [r4, #0x100]
    bl puthex
"""
HOST_RESET = 1 << 7


def run_chain(tmp_path, otp, *options, until=".", properties=None, **code):
    images = chain.build(tmp_path, **code) | {"otp": otp} | (properties or {})
    return guest.run(images, *options, until=until, consoles=3)


@MODES
def test_chain(tmp_path, otp, options):
    """RSS releases SCP, SCP powers AP, AP (MT bit set, EL3) rings the RSS."""
    _, consoles, error = run_chain(tmp_path, otp, *options)
    assert consoles == ["RA.\n", "SP\n", "A13\n"], error


FULL_RSS = chain.RSS_LOAD + chain.RSS_RELEASE + chain.RSS_HANDSHAKE


@MODES
def test_chain_starts_over_after_software_reset(tmp_path, otp, options):
    """GRETREG keeps its 1 over the reset; writing it again releases the SCP again."""
    _, consoles, error = run_chain(tmp_path, otp, *options, rss=FULL_RSS + RSS_RESET_TWICE)
    assert consoles == ["RA" * 3 + ".\n", "SP\n" * 3, "A13\n" * 3], error


@MODES
def test_scp_reset_is_a_reset_of_the_whole_machine(tmp_path, otp, options):
    rss = chain.RSS_LOAD + chain.RSS_RELEASE + RSS_WAIT_AND_SHOW_SYNDROME
    _, consoles, error = run_chain(tmp_path, otp, *options, rss=rss, scp=SCP_RESET_TWICE)
    assert consoles[0] == f"{1 | HOST_RESET:08X}.\n", (consoles, error)


def test_scp_stays_held_without_release(tmp_path, otp):
    code, consoles, _ = run_chain(tmp_path, otp, *ICOUNT, until=None, rss=chain.RSS_LOAD, properties={"run-limit-ms": 50})
    assert code == 124
    assert consoles == [".\n", "", ""]


def test_ap_stays_off_without_power(tmp_path, otp):
    code, consoles, _ = run_chain(tmp_path, otp, *ICOUNT, until=None, rss=chain.RSS_LOAD + chain.RSS_RELEASE,
                                  scp="movs r0, #83\n bl putc\n", properties={"run-limit-ms": 50})
    assert code == 124
    assert consoles == [".\n", "S", ""]


def stage_counts(tmp_path, otp, name, **code):
    out = tmp_path / name
    plugin = os.path.join(os.path.dirname(os.environ["RSS_QEMU"]), "librss_stages.so")
    assert os.path.exists(plugin), "the instruction counter plugin is not built beside RSS_QEMU"
    run_chain(tmp_path, otp, *ICOUNT, "-plugin", f"{plugin},out={out}", **code)
    return json.loads(out.read_text())


def test_runs_repeat_to_the_instruction(tmp_path, otp):
    """Three boots with resets while all cores run: the same counts per core and boot, every time."""
    first, *others = [stage_counts(tmp_path, otp, f"counts{n}", rss=FULL_RSS + RSS_RESET_TWICE) for n in range(4)]
    assert len(first["boots"]) == 3
    assert all(boot["ap_release"] for boot in first["boots"])
    assert sum(boot["total"] for boot in first["boots"]) == first["cores"]["rss"]
    assert all(other == first for other in others)
