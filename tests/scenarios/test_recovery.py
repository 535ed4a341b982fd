# SPDX-License-Identifier: BSD-3-Clause
"""The failure record outlives resets and says what was printed; recovery is left by a good flash and a reset, by nothing else."""
import contextlib
import re
import threading

import images
import pytest
import recover
from debug import PC, set_register, symbol
from gdb_remote import GdbRemote, Stub
from scenario import Scenario

STAGE_NUMBERS = {"BL1_1": 1, "BL1_2": 2, "BL2": 3}
BL2_SLOTS = (0x00000, 0x20000)
AP_SLOTS = (0x240000, 0x340000)
WATCHDOG = 0x5802E000                   # on the slow clock; hardware.md 14.3
STOP_SECONDS = 600                      # only ever reached by a machine that hangs


def erase(offsets):
    def change(flash):
        for offset in offsets:
            flash[offset:offset + 0x1000] = bytes(0x1000)
    return change


def tamper(otp):
    offset, _ = images.OTP["bl2_rotpk_0"]
    otp[offset] |= 0x01 << next(bit for bit in range(8) if not otp[offset] >> bit & 1)


# stage that fails, code, flash, OTP
FAILURES = [("BL1_1", "OT02", None, tamper), ("BL1_2", "BB05", erase(BL2_SLOTS), None), ("BL2", "IM17", erase(AP_SLOTS), None)]


def record(stage, code, count):
    number = int(code[2:])
    return int.from_bytes(code[:2].encode(), "big") << 16 | number << 8 | STAGE_NUMBERS[stage] << 4 | count


@contextlib.contextmanager
def machine_with_stub(runner, scenario, stopped=False):
    """(machine, address of its debug stub). Virtual time does not jump: a CPU that waits for ever is not the end of it."""
    folder = runner.prepare(scenario)
    with Stub() as stub:
        arguments = stub.arguments if stopped else [a for a in stub.arguments if a != "-S"]
        with runner.machine(folder, deterministic=False, run_limit_ms=0, arguments=arguments, pass_fds=stub.pass_fds) as machine:
            yield machine, stub.address
    runner.forget(scenario)


def rss_texts(machine):
    return [line.text for line in machine.lines if line.console == "rss"]


@pytest.mark.parametrize("stage, code, flash, otp", FAILURES, ids=[f[0] for f in FAILURES])
def test_record_is_what_was_printed(runner, stage, code, flash, otp):
    """After each boot that fails, the next one says so; at the end the host sees recovery, and the record has it all."""
    with machine_with_stub(runner, Scenario(f"record-{code}", None, flash=flash, otp=otp)) as (machine, stub):
        machine.wait_for(rf"\[ERR\] recovery: {code}")
        last = [m[1] for text in rss_texts(machine) if (m := re.match(r"\[INF\] BL1_1 last failure: (.*)", text))]
        assert last == [f"{stage} {code}, 1 in a row", f"{stage} {code}, 2 in a row"]
        assert sum(text == f"[ERR] {stage} failed: {code}" for text in rss_texts(machine)) == 3
        with GdbRemote(stub) as gdb:
            assert recover.read_word(gdb, recover.GRETEXREG) == record(stage, code, 3)
            assert recover.read_word(gdb, recover.GRETREG) == recover.IN_RECOVERY


def test_good_flash_ends_recovery(runner, build, capsys):
    """Bad flash, recovery, good flash, reset: boots without a power cycle, and the reason can still be read."""
    with machine_with_stub(runner, Scenario("recovered", None, flash=erase(AP_SLOTS))) as (machine, stub):
        machine.wait_for(r"\[ERR\] recovery: IM17")
        assert recover.main(["--connect", stub, str(build / "flash.bin")]) == 0
        assert capsys.readouterr().out == "recovered from: BL2 IM17, 3 in a row\n"
        machine.wait_for(r"\[AP\] PASS")
        assert "[INF] BL1_1 last failure: BL2 IM17, 3 in a row" in rss_texts(machine)
        assert "[AP] last failed boot: BL2 IM17" in [line.text for line in machine.lines if line.console == "ap"]
        assert recover.main(["--connect", stub, str(build / "flash.bin")]) == 1
        assert "not in recovery: GRETREG is 0x1" in capsys.readouterr().err
        with GdbRemote(stub) as gdb:
            assert recover.read_word(gdb, recover.GRETEXREG) == record("BL2", "IM17", 0)


def test_bad_flash_again_has_fresh_retries(runner):
    with machine_with_stub(runner, Scenario("recovery-again", None, flash=erase(AP_SLOTS))) as (machine, stub):
        machine.wait_for(r"\[ERR\] recovery: IM17")
        with GdbRemote(stub) as gdb:
            recover.write_word(gdb, recover.SWRESET, recover.SWRESET_REQUEST)
        machine.wait_for(r"\[ERR\] recovery: IM17")
        assert sum(text == "[ERR] BL2 failed: IM17" for text in rss_texts(machine)) == 6


def test_watchdog_does_not_end_recovery(runner):
    """A reset that nobody asked for gives no further try: BL1_1 goes back to recovery before it looks at anything."""
    with machine_with_stub(runner, Scenario("recovery-watchdog", None, flash=erase(AP_SLOTS))) as (machine, stub):
        machine.wait_for(r"\[ERR\] recovery: IM17")
        for _ in range(2):
            before = len(machine.lines)
            with GdbRemote(stub) as gdb:
                for offset, value in ((0xC00, 0x1ACCE551), (0x008, 0), (0x000, 8), (0x008, 3)):
                    recover.write_word(gdb, WATCHDOG + offset, value)
            machine.wait_for(r"\[ERR\] recovery: IM17")
            assert [line.text for line in machine.lines[before:] if line.console == "rss"] == \
                ["[INF] BL1_1 last failure: BL2 IM17, 3 in a row", "[ERR] recovery: IM17"]
            with GdbRemote(stub) as gdb:
                assert recover.read_word(gdb, recover.GRETREG) == recover.IN_RECOVERY


def test_panic_in_the_rom_is_put_down_to_its_caller(runner, build):
    """BL1_2 runs on the ROM's functions: what they detect is a failure of BL1_2. The next boot is good and clears the count."""
    with machine_with_stub(runner, Scenario("rom-panic", None), stopped=True) as (machine, stub):
        lines = threading.Thread(target=lambda: machine.wait_for(r"\[AP\] PASS"))
        lines.start()
        with GdbRemote(stub) as gdb:
            gdb.set_breakpoint(symbol(build, "bl1_2", "bl2_image_load"))
            gdb.go()
            assert gdb.wait_stop(STOP_SECONDS)
            gdb.clear_breakpoint(symbol(build, "bl1_2", "bl2_image_load"))
            set_register(gdb, PC, symbol(build, "bl1_1", "fih_panic"))
        lines.join()
        texts = rss_texts(machine)
        assert [t for t in texts if t.startswith("[ERR]")] == ["[ERR] BL1_2 failed: FI01"]
        assert "[INF] BL1_1 last failure: BL1_2 FI01, 1 in a row" in texts
        with GdbRemote(stub) as gdb:
            assert recover.read_word(gdb, recover.GRETEXREG) == record("BL1_2", "FI01", 0)
