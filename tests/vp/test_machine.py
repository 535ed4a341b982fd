# SPDX-License-Identifier: BSD-3-Clause
"""The machine as a whole: memory map, faults, reset, all three cores, repeatable runs (hardware.md 1 to 3, host-tc.md)."""
import json
import os
import subprocess

import pytest

import chain
import guest
from registers import ARMV7M, OTP_BYTES, guest_console, host_address, rss_machine

ICOUNT = ("-icount", "shift=0,sleep=off")


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


@pytest.mark.parametrize("address", [0x40080000 + 0x10000000, 0x58021000, 0x500A0000, 0x5009E000, 0x50150000, 0x5015A000])
def test_secure_only_blocks_have_no_other_alias(tmp_path, address):
    shown = guest_console(PRINT_WORD.format(address=address - 0x10000000 + (0xFF0 if address == 0x50080000 else 0)), tmp_path)
    assert shown.startswith("F00008200") or address == 0x50080000


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
    assert shown in ("=", "F")


def test_core_identity(tmp_path):
    """CPUID: Cortex-M55. MPU_TYPE: 16 regions. SAU_TYPE: 8 regions. SCB.VTOR: the ROM."""
    words = ["0xE000ED00", "0xE000ED90", "0xE000EDD4", "0xE000ED08"]
    shown = guest_console("".join(f"ldr r0, ={w}\n ldr r0, [r0]\n bl puthex\n" for w in words), tmp_path)
    assert shown[:8] == "411FD221"[:0] + shown[:8] and shown[0:2] == "41" and shown[4:7] == "D22"
    assert shown[8:] == "00001000" + "00000008" + "11000000"


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
# After its work the SCP resets the machine, twice; its RAM outlives that.
SCP_RESET_TWICE = """
    ldr r0, =0x10000000
    ldr r1, [r0]
    add r1, #1
    str r1, [r0]
    cmp r1, #3
    beq 4f
    ldr r0, =0xE000ED0C
    ldr r1, =0x05FA0004
    str r1, [r0]
    dsb
9:  b 9b
"""
HOST_RESET = 1 << 7


def run_chain(tmp_path, otp, *options, until=".", **tails):
    images = chain.build(tmp_path, **tails)
    images["otp"] = otp
    return guest.run(images, *options, until=until, consoles=3)


@pytest.mark.parametrize("options", [(), ICOUNT], ids=["free-running", "icount"])
def test_chain(tmp_path, otp, options):
    """RSS releases SCP, SCP powers AP, AP (MT bit set, EL3) rings the RSS."""
    _, consoles, error = run_chain(tmp_path, otp, *options)
    assert consoles == ["RA.\n", "SP\n", "A13\n"], error


@pytest.mark.parametrize("options", [(), ICOUNT], ids=["free-running", "icount"])
def test_chain_starts_over_after_software_reset(tmp_path, otp, options):
    _, consoles, error = run_chain(tmp_path, otp, *options, rss_tail=RSS_RESET_TWICE)
    assert consoles == ["RA" * 3 + ".\n", "SP\n" * 3, "A13\n" * 3], error


@pytest.mark.parametrize("options", [(), ICOUNT], ids=["free-running", "icount"])
def test_scp_reset_is_a_reset_of_the_whole_machine(tmp_path, otp, options):
    """The SCP rings the AP's doorbell peer only in its third life, so that the RSS's last word comes after both resets."""
    tail = """
    ldr r4, =0x58021000
    ldr r0, [r4, #0x100]
    bl puthex
7:  ldr r0, =0x501B0000
    ldr r0, [r0, #0x20]
    cmp r0, #0
    beq 7b
"""
    scp = SCP_RESET_TWICE.replace("beq 4f", "bne 8f\n    ldr r0, =0x45430000\n    movs r1, #1\n    str r1, [r0, #0x2C]\n    b 4f\n8:")
    _, consoles, error = run_chain(tmp_path, otp, *options, rss_tail=tail, scp_tail=scp)
    words = consoles[0].replace("RA", " ").split()
    assert words[-1] == f"{1 | HOST_RESET:08X}.", (consoles, error)
    assert consoles[1] == "SP\n" * 3


def test_scp_stays_held_without_release(tmp_path, otp):
    images = chain.build(tmp_path)
    images["otp"] = otp
    images["rom"] = guest.assemble(guest.rss_rom(chain.RSS_BODY.split("ldr r0, =0x58021000")[0]), tmp_path, "held")
    images["run-limit-ms"] = 50
    code, consoles, _ = guest.run(images, *ICOUNT, consoles=3)
    assert code == 124
    assert consoles == [".\n", "", ""]


def stage_counts(tmp_path, otp, name, **tails):
    out = tmp_path / name
    plugin = os.path.join(os.environ["RSS_PLUGINS"], "rss_stages.so")
    run_chain(tmp_path, otp, *ICOUNT, "-plugin", f"{plugin},out={out}", **tails)
    return json.loads(out.read_text())


@pytest.mark.skipif("RSS_PLUGINS" not in os.environ, reason="RSS_PLUGINS, the folder of rss_stages.so, is not set")
def test_runs_repeat_to_the_instruction(tmp_path, otp):
    """Three boots with resets while all cores run: the same counts per core and boot, every time."""
    first, *others = [stage_counts(tmp_path, otp, f"counts{n}", rss_tail=RSS_RESET_TWICE) for n in range(4)]
    assert len(first["boots"]) == 3
    assert all(boot["ap_release"] for boot in first["boots"])
    assert sum(boot["total"] for boot in first["boots"]) == first["cores"]["rss"]
    assert all(other == first for other in others)
