#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Bring an RSS out of recovery, as a host does: recognise it, load a good boot flash, reset it.

    tools/recover.py --connect build/run/gdb flash.bin       from a machine whose debug stub serves that socket

Recovery shows in bit 1 of SYSCTRL.GRETREG, which is a signal to the host; SYSCTRL.GRETEXREG has the reason. The flash image
goes to VM0, the boot flash of this platform, and SYSCTRL.SWRESET starts a boot with fresh retries (docs/adr/0005-failure-record.md).
The address is the path of a Unix socket, or [host:]port.
"""
import argparse
import sys
from pathlib import Path

import gdb_remote

FLASH_ADDRESS, FLASH_BYTES = 0x31000000, 0x440000
SWRESET, GRETREG, GRETEXREG = 0x58021108, 0x5802110C, 0x58021250
SWRESET_REQUEST = 1 << 5
IN_RECOVERY = 1 << 1
READ_TRIES, RUN_ON_SECONDS = 100, 0.01
STAGES = {1: "BL1_1", 2: "BL1_2", 3: "BL2", 4: "RSS runtime"}


class RecoverError(Exception):
    """One line for the user."""


def read_word(gdb, address):
    """A core that was halted in the non-secure state, or in an unprivileged partition, does not show it: on it goes, and again."""
    for _ in range(READ_TRIES):
        try:
            return int.from_bytes(gdb.read(address, 4), "little")
        except gdb_remote.GdbError:
            gdb.go()
            if gdb.wait_stop(RUN_ON_SECONDS) is None:
                gdb.halt()
    return int.from_bytes(gdb.read(address, 4), "little")


def write_word(gdb, address, value):
    gdb.write(address, value.to_bytes(4, "little"))


def describe(record):
    """'BL2 IM17, 3 in a row' of a failure record, 'none' of 0."""
    if record == 0:
        return "none"
    letters = record.to_bytes(4, "big")[:2].decode("latin-1")
    stage = STAGES.get(record >> 4 & 0xF, "unknown stage")
    return f"{stage} {letters}{record >> 8 & 0xFF:02}, {record & 0xF} in a row"


def recover(gdb, flash):
    """Text of the failure that the part was in recovery for. The machine is reset when it goes on."""
    if not 0 < len(flash) <= FLASH_BYTES:
        raise RecoverError(f"flash: {len(flash)} bytes, must be 1 to {FLASH_BYTES}")
    signals = read_word(gdb, GRETREG)
    if not signals & IN_RECOVERY:
        raise RecoverError(f"the RSS is not in recovery: GRETREG is {signals:#x}, bit 1 is not set")
    reason = describe(read_word(gdb, GRETEXREG))
    gdb.write(FLASH_ADDRESS, flash)
    write_word(gdb, SWRESET, SWRESET_REQUEST)
    return reason


def main(argv):
    parser = argparse.ArgumentParser(prog="recover.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connect", required=True, metavar="SOCKET", help="debug stub of the machine")
    parser.add_argument("flash", type=Path, help="good flash image")
    options = parser.parse_args(argv)
    try:
        flash = options.flash.read_bytes()
        with gdb_remote.GdbRemote(options.connect) as gdb:
            print(f"recovered from: {recover(gdb, flash)}")
    except (RecoverError, gdb_remote.GdbError, OSError) as error:
        print(f"recover: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
