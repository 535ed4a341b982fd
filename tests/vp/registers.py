# SPDX-License-Identifier: BSD-3-Clause
"""Register tables for the device tests: one row per register, one check for all of them.

    TABLE = [Register("CNTCR", 0x000, writable=0x1F), ...]
    check_registers(q, 0x5015A000, TABLE)
"""
import contextlib
import os
import tempfile
from dataclasses import dataclass

import guest
from qtest import Qtest

ALL = 0xFFFFFFFF
ID_OFFSETS = range(0xFD0, 0x1000, 4)
ARMV7M = "/machine/rss/cluster/armv7m"

OTP_BYTES = 16384


@contextlib.contextmanager
def rss_machine():
    """The machine with a virgin OTP of its own, driven through qtest."""
    with tempfile.TemporaryDirectory(prefix="rss-otp-") as directory:
        otp = os.path.join(directory, "otp.bin")
        with open(otp, "wb") as f:
            f.write(bytes(OTP_BYTES))
        with Qtest(["-M", f"rss-tc,otp={otp}"]) as q:
            yield q


def guest_console(body, directory, vectors="", options=()):
    """Run instructions as a virgin device's ROM until they print "."; return what the console showed before.

    A fault prints F, CFSR and BFAR. Time is deterministic (icount).
    """
    otp = os.path.join(str(directory), "otp.bin")
    with open(otp, "wb") as f:
        f.write(bytes(OTP_BYTES))
    rom = guest.assemble(guest.rss_rom(body, vectors), directory)
    _, consoles, error = guest.run({"rom": rom, "otp": otp}, "-icount", "shift=0", *options, until=".")
    assert "." in consoles[0], (consoles, error)
    return consoles[0].split(".")[0].strip()


@dataclass(frozen=True)
class Register:
    name: str
    offset: int
    reset: int = 0
    writable: int = 0           # bits that hold what is written; the others keep their reset value


def check_resets(q, base, table):
    for r in table:
        assert q.read32(base + r.offset) == r.reset, f"{r.name} after reset"


def check_access(q, base, table):
    """Each row's register holds its writable bits, nothing else, and leaves the other rows alone."""
    for r in table:
        for value in (ALL, 0x5A5A5A5A, 0):
            q.write32(base + r.offset, value)
            expected = (r.reset & ~r.writable) | (value & r.writable)
            assert q.read32(base + r.offset) == expected, f"{r.name} after writing {value:#x}"
        q.write32(base + r.offset, r.reset)
    check_resets(q, base, table)


def check_registers(q, base, table):
    check_resets(q, base, table)
    check_access(q, base, table)


def check_reads_zero_ignores_writes(q, addresses):
    for address in addresses:
        q.write32(address, ALL)
        assert q.read32(address) == 0, f"{address:#x}"


def expect_log(q, action, text):
    """The action leaves a line with this text in QEMU's log."""
    before = q.output().count(text)
    action()
    assert q.output().count(text) > before, f"no {text!r} in the log"


def irq_levels(q):
    """Levels of the RSS core's interrupt lines as reported since watch_irqs()."""
    levels = {}
    for word, line in q.events:
        levels[line] = word == "raise"
    return levels


def watch_irqs(q):
    q.command(f"irq_intercept_in {ARMV7M}")


def host_address(q, physical):
    """Map the 32 MiB around a host physical address at 0x70000000 through ATU region 0; return the RSS address."""
    atu, window, size = 0x50150000, 0x70000000, 0x02000000
    start = physical & ~(size - 1)
    add = (start - window) >> 13
    q.write32(atu + 0x020, window >> 13)
    q.write32(atu + 0x0A0, (window + size - 1) >> 13)
    q.write32(atu + 0x120, add & ALL)
    q.write32(atu + 0x1A0, (add >> 32) & ALL)
    q.write32(atu + 0x004, q.read32(atu + 0x004) | 1)
    return window + (physical - start)


def software_reset(q):
    """SYSCTRL.SWRESET.SWRESETREQ; QEMU carries it out before it takes the next command."""
    q.write32(0x58021108, 1 << 5)


def reset_syndrome(q):
    return q.read32(0x58021100)
