# SPDX-License-Identifier: BSD-3-Clause
"""The fault device: plans that are refused, each kind of strike on a guest of known instructions, and no trace of it without a plan."""
import os
import subprocess

import pytest

import guest
from registers import OTP_BYTES

ICOUNT = ["-icount", "shift=0,sleep=off", "-seed", "1"]
GOOD = ["out {out}", "limit 100000000", "strike 1000 none"]

BAD_LINES = {
    "unknown directive": "strike 1000 skip 1 now", "unknown word": "hit 1000 skip 1", "no time": "strike skip 1",
    "time zero": "strike 0 none", "negative time": "strike -5 none", "kind": "strike 2000 jump 4", "register 15": "strike 2000 reg 15 0 0",
    "mask too wide": "strike 2000 reg 1 0x100000000 0", "time falls": "strike 999 none", "no limit": "limit 0", "core": "forbid gpu 0 1",
    "range": "forbid rss 0", "empty scan": "scan 0x31500000 0", "short key": "key 00", "key digits": "key " + "zz" * 32,
    "second out": "out /dev/null", "steps fall": "step 20 10", "step zero": "step 0 10",
}


@pytest.fixture
def otp(tmp_path):
    path = tmp_path / "otp.bin"
    path.write_bytes(bytes(OTP_BYTES))
    return path


def strike(tmp_path, otp, rom, lines, options=ICOUNT):
    """(exit code, message, results) of a plan."""
    plan, out = tmp_path / "plan", tmp_path / "out"
    plan.write_text("\n".join(line.format(out=out) for line in lines) + "\n")
    done = subprocess.run([os.environ["RSS_QEMU"], "-M", f"rss-tc,rom={rom},otp={otp},fault-plan={plan}", "-display", "none", "-nodefaults",
                           *options], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=guest.SAFETY_SECONDS, check=False)
    return done.returncode, done.stderr.strip(), out.read_text().split("\n")[:-1] if out.exists() else []


@pytest.fixture
def spinning(tmp_path):
    return guest.assemble(guest.rss_rom("1: b 1b\n"), tmp_path)


@pytest.mark.parametrize("name", BAD_LINES)
def test_plan_refused(tmp_path, otp, spinning, name):
    code, message, results = strike(tmp_path, otp, spinning, [*GOOD, BAD_LINES[name]])
    assert (code, results) == (1, [])
    assert message.endswith(f"line 4 is not valid: {BAD_LINES[name]}") and len(message.splitlines()) == 1


@pytest.mark.parametrize("missing", range(3))
def test_plan_incomplete(tmp_path, otp, spinning, missing):
    code, message, _ = strike(tmp_path, otp, spinning, GOOD[:missing] + GOOD[missing + 1:])
    assert code == 1 and message.endswith("lacks out, limit or a strike")


def test_plan_missing(tmp_path, otp, spinning):
    done = subprocess.run([os.environ["RSS_QEMU"], "-M", f"rss-tc,rom={spinning},otp={otp},fault-plan=/nonexistent", "-display", "none",
                           *ICOUNT], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "rss-fault: plan: " in done.stderr


def test_needs_deterministic_mode(tmp_path, otp, spinning):
    code, message, _ = strike(tmp_path, otp, spinning, GOOD, options=())
    assert code == 1 and message.endswith("rss-fault: needs -icount shift=0,sleep=off")


# Counts r5 up in a loop of four instructions with two loads, then requests a reset whose record is what the loop gave.
COUNTING = """
    ldr r6, =0x58021000
    ldr r7, =word
    movs r5, #0
    movs r4, #0
loop:
    add r5, #1
    ldr r0, [r7]
    add r4, r0
    cmp r5, #100
    blo loop
    str r4, [r6, #0x250]
    movs r0, #0x20
    str r0, [r6, #0x108]
1:  b 1b
    .align 2
word: .word 3
    .ltorg
"""
ADD, LOAD, SUM = 0, 1, 2                    # instructions of the loop


@pytest.fixture
def counting(tmp_path):
    return guest.assemble(guest.rss_rom(COUNTING), tmp_path)


@pytest.fixture
def loop_ns(tmp_path, otp, counting):
    """Time of the loop's tenth round: its instructions come every nanosecond, five a round."""
    code, message, results = strike(tmp_path, otp, counting, GOOD[:2] + [f"strike {t} look" for t in range(1, 400)])
    assert code == 0, message
    addresses = [int(line.split()[4], 16) for line in results]
    symbols = subprocess.run(["arm-none-eabi-nm", tmp_path / "guest.elf"], capture_output=True, text=True, check=True).stdout
    loop = next(int(line.split()[0], 16) for line in symbols.splitlines() if line.endswith(" loop"))
    return [i for i, address in enumerate(addresses) if address == loop][9] + 1


STRIKES = {
    "none": ("none", ADD, 300), "skip the sum": ("skip 1", SUM, 297), "skip load and sum": ("skip 2", LOAD, 297),
    "count again": ("reg 5 0 0", ADD, 330 - 3), "sum to zero": ("reg 4 0 0", SUM, 300 - 27), "a bit": ("reg 4 0xffffffff 0x100", SUM, 300 + 256),
    "load of zero": ("reg 0 0 0", SUM, 297),
}


@pytest.mark.parametrize("name", STRIKES)
def test_strike(tmp_path, otp, counting, loop_ns, name):
    action, instruction, record = STRIKES[name]
    code, message, results = strike(tmp_path, otp, counting, [*GOOD[:2], f"strike {loop_ns + instruction} {action}"])
    assert code == 0, message
    assert results[0].split()[:3] == ["0", "end", f"{record:08x}"]


def test_children_do_not_touch_each_other(tmp_path, otp, counting, loop_ns):
    strikes = [f"strike {loop_ns + SUM} {action}" for action in ("skip 1", "reg 4 0 0", "none")]
    _, _, results = strike(tmp_path, otp, counting, [*GOOD[:2], *strikes])
    assert [int(line.split()[2], 16) for line in results] == [297, 273, 300]


def test_forbidden_code_is_seen(tmp_path, otp, counting, loop_ns):
    """A jump to where there is memory but no code that may run."""
    _, _, results = strike(tmp_path, otp, counting, [*GOOD[:2], "forbid rss 0x31000000 0x317fffff",
                                                     f"strike {loop_ns + LOAD} none", f"strike {loop_ns + LOAD} reg 7 0 0xfffffffc"])
    assert [line.split()[1] for line in results][0] == "end"
    rom = guest.assemble(guest.rss_rom("  ldr r0, =0x31000001\n  ldr r1, =0\n  cmp r1, #0\n1: beq 1b\n  bx r0\n  .ltorg\n"), tmp_path)
    _, _, results = strike(tmp_path, otp, rom, [*GOOD[:2], "forbid rss 0x31000000 0x317fffff", "strike 5000 skip 1", "strike 5000 none"])
    assert [line.split()[1] for line in results] == ["forbidden", "timeout"]


def test_sleep_is_told_from_the_end(tmp_path, otp):
    rom = guest.assemble(guest.rss_rom("  cpsid i\n1: b 1b\n  wfi\n"), tmp_path)
    _, _, results = strike(tmp_path, otp, rom, [*GOOD[:2], "strike 5000 skip 1"])
    assert results[0].split()[1] == "idle"


def test_key_in_ram_is_seen(tmp_path, otp):
    key = bytes(range(1, 33))
    words = "\n".join(f"  ldr r0, ={int.from_bytes(key[i:i + 4], 'little'):#x}\n  str r0, [r1, #{i}]" for i in range(16, 32, 4))
    rom = guest.assemble(guest.rss_rom(f"  ldr r1, =0x31500100\n1: b 1b\n{words}\n{COUNTING}"), tmp_path)
    plan = [*GOOD[:2], "scan 0x31500000 0x1000", f"key {key.hex()}", "strike 5000 skip 1"]
    assert strike(tmp_path, otp, rom, plan)[2][0].split()[1] == "key"
    other = [line.replace(key.hex(), key[::-1].hex()) for line in plan]
    assert strike(tmp_path, otp, rom, other)[2][0].split()[1] == "end"
