#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Provision a device with a production ROM from the host: load each bundle into its RAM and say what became of it.

    tools/provision.py --at at.bin --psa psa.bin --rom rom.bin --flash flash.bin --otp otp.bin   start the machine
    tools/provision.py --connect /tmp/gdb --at at.bin --psa psa.bin                              one that runs already
    tools/provision.py --rma rma.bin --rom rom.bin --flash flash.bin --otp otp.bin               end a device's life

Bundles are made by tools/provisioning_bundle.py --production --at --psa, a request by tools/rma_request.py. --connect takes
what tools/gdb_remote.py does: a GDB stub (qemu -gdb). Exit code 0: the device is in state SE (RMA with --rma), 1: it is not,
and the one line of reason holds the device's refusal code.

Only the mailbox in RAM and the state register are used (docs/design/provisioning.md), no console: a file goes to its address
with the magic word last, BL1_1 clears it and puts a status in the place of that word.
"""
import argparse
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import gdb_remote
import rma_request
import run

AT_ADDRESS, PSA_ADDRESS = 0x31A00000, 0x31A04000    # boot/shared/stage_layout.h
AT_BYTES, PSA_BYTES, RMA_BYTES = 8572, 488, 68
STATE_REGISTER = 0x500A0000
STATES = {0xCCCC3C3C: "CM", 0xDDDD5A5A: "DM", 0xEEEEA5A5: "SE", 0xFFFFC3C3: "RMA"}
STATUS_OK = 0x5AC3A53C
WORD_BYTES = 4
STEP_SECONDS = 0.2              # between looks at the device; a look stops it for a moment
LIMIT_SECONDS = 300


class ProvisionError(Exception):
    """One line for the user."""


def code_of(status):
    """A status word of the firmware as it is printed: letters and number."""
    letters = bytes([status >> 24, status >> 16 & 0xFF])
    return f"{letters.decode()}{status & 0xFFFF:02d}" if letters.isalpha() else f"status {status:#010x}"


class Device:
    """A machine behind a GDB stub, seen through its mailbox."""

    def __init__(self, gdb):
        self.gdb = gdb

    def look(self, address):
        return int.from_bytes(self.gdb.read(address, WORD_BYTES), "little")

    def state(self):
        """CM, DM, SE, RMA, or the register's value where there is none."""
        value = self.look(STATE_REGISTER)
        return STATES.get(value, f"{value:#010x}")

    def load(self, address, data):
        self.gdb.write(address + WORD_BYTES, data[WORD_BYTES:])
        self.gdb.write(address, data[:WORD_BYTES])

    def run_for(self, seconds):
        self.gdb.go()
        if self.gdb.wait_stop(seconds) is None:
            self.gdb.halt()

    def wait(self, reached):
        """Let the device run until reached() says so."""
        for _ in range(int(LIMIT_SECONDS / STEP_SECONDS)):
            if reached():
                return
            self.run_for(STEP_SECONDS)
        raise ProvisionError(f"the device is in state {self.state()} and does not go on")

    def send(self, address, data, state, say):
        """Load a message, and follow it until it is answered or the device is in this state."""
        self.load(address, data)
        pending = (0, int.from_bytes(data[:WORD_BYTES], "little"), STATUS_OK)      # not taken yet, being read, done
        before = self.state()
        self.wait(lambda: self.state() == state or self.look(address) not in pending)
        if self.state() != state:
            raise ProvisionError(f"refused in state {before}: {code_of(self.look(address))}")
        say(f"{before} -> {state}")


def read_message(path, name, size):
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProvisionError(f"{name}: {path}: {error.strerror}") from None
    if len(data) != size:
        raise ProvisionError(f"{name}: {len(data)} bytes, must be {size}")
    return data


def read_messages(options):
    """Option name -> contents of the files that are needed; all are looked at before a device is touched."""
    if options.rma:
        return {"rma": read_message(options.rma, "--rma", RMA_BYTES)}
    return {name: read_message(getattr(options, name), f"--{name}", size) for name, size in
            (("at", AT_BYTES), ("psa", PSA_BYTES)) if getattr(options, name)}


def provision(device, messages, say):
    """Bring a device of any earlier state to SE."""
    device.wait(lambda: device.state() in STATES.values())
    for name, address, state, after in (("at", AT_ADDRESS, "CM", "DM"), ("psa", PSA_ADDRESS, "DM", "SE")):
        if device.state() == state:
            if name not in messages:
                raise ProvisionError(f"the device is in state {state} and needs --{name}")
            device.send(address, messages[name], after, say)
    if device.state() != "SE":
        raise ProvisionError(f"the device is in state {device.state()}")
    say("state SE")


def decommission(device, messages, say):
    """Send an RMA request to a device in SE; it is taken at the device's next start, which is made here."""
    if device.state() != "SE":
        raise ProvisionError(f"the device is in state {device.state()}, a request is taken in SE only")
    device.gdb.reset()
    device.send(rma_request.RAM_ADDRESS, messages["rma"], "RMA", say)


def start_machine(stack, options):
    """A machine of our own, stopped at reset: the address of its stub. Its consoles are read by a thread."""
    stub = stack.enter_context(gdb_remote.Stub())
    machine = run.Machine(options.qemu or options.build / "vp/qemu-system-aarch64", options.rom, options.flash, options.otp,
                          log_dir=options.log, arguments=stub.arguments, pass_fds=stub.pass_fds)
    stack.enter_context(machine)
    printer = run.Printer(sys.stdout)

    def follow():
        while (line := machine.next_line(timeout=float("inf"))) is not None:
            printer(line)

    reader = threading.Thread(target=follow, daemon=True)
    reader.start()
    stack.callback(reader.join)
    stack.callback(machine.end)
    return stub.address


def parse(argv):
    parser = argparse.ArgumentParser(prog="provision.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--at", type=Path, help="assembly-and-test bundle, for a device in state CM")
    parser.add_argument("--psa", type=Path, help="PSA root-of-trust bundle, for a device in state DM")
    parser.add_argument("--rma", type=Path, help="RMA request instead, for a device in state SE")
    parser.add_argument("--connect", metavar="SOCKET", help="GDB stub of a running machine: Unix socket, or [host:]port")
    for name in ("rom", "flash", "otp"):
        parser.add_argument(f"--{name}", type=Path, help="of the machine to start")
    parser.add_argument("--build", type=Path, default=Path("build"), help="build folder with QEMU (default: build)")
    parser.add_argument("--qemu", type=Path, help="instead of the build folder's QEMU")
    parser.add_argument("--log", type=Path, help="folder for console logs")
    options = parser.parse_args(argv)
    if options.rma and (options.at or options.psa):
        parser.error("--rma stands alone")
    if not (options.rma or options.at or options.psa):
        parser.error("nothing to load: --at and --psa, or --rma")
    if not options.connect and not (options.rom and options.flash and options.otp):
        parser.error("--connect, or --rom, --flash and --otp")
    return options


def main(argv=None):
    options = parse(argv)

    def say(text):
        print(f"provision: {text}", flush=True)

    try:
        messages = read_messages(options)
        with ExitStack() as stack:
            address = options.connect or start_machine(stack, options)
            device = Device(stack.enter_context(gdb_remote.GdbRemote(address)))
            (decommission if options.rma else provision)(device, messages, say)
    except (ProvisionError, gdb_remote.GdbError, run.MachineError, OSError) as error:
        print(f"provision: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
