#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Boot the rss-tc machine and show its three consoles, labelled, in one terminal.

    tools/run.py --build build                  run until Ctrl-C or until the machine ends
    tools/run.py --build build --once           exit 0 at the AP's PASS line, else 1 with one line of reason
    tools/run.py --build build --fresh          start from a virgin OTP
    tools/run.py --build build --flash my.bin   boot another flash image (--rom, --otp likewise)

Console logs are BUILD/run/rss.log, scp.log and ap.log, QEMU's own messages BUILD/run/qemu.log. The OTP file
BUILD/run/otp.bin persists from run to run. Class Machine is what the tests and benchmarks drive the machine with.
"""
import argparse
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

CONSOLES = ("rss", "scp", "ap")             # in the order of the machine's serial ports
OTP_BYTES = 16384
OTP_BL1_2_HASH = slice(0xA90, 0xAB0)        # boot.md 3.2
ROM_BL1_2_HASH = slice(0xE044, 0xE064)      # bundle at 0xE000, boot.md 3.4 A
RUN_LIMIT_EXIT_CODE = 124
SAFETY_SECONDS = 600                        # only ever reached by a machine that hangs; waits end on console lines
SAFETY_SECONDS_TO_END = 30
ONCE_LIMIT_MS = 300000
COUNTED_TIME = ("-icount", "shift=0,sleep=off")   # a busy host is not seen as a core that stopped; entropy stays real
END_WITH_PARENT = ("setpriv", "--pdeathsig", "TERM")
COLOURS = {"rss": "\033[36m", "scp": "\033[33m", "ap": "\033[32m"}

Line = namedtuple("Line", "console text seconds")     # seconds since the machine was started, wall clock


class MachineError(Exception):
    """The machine could not be started, or ended or hung where a line was expected. One line of text."""


def new_otp(path):
    """Make a virgin OTP file at path."""
    Path(path).write_bytes(bytes(OTP_BYTES))


class Machine:
    """One QEMU process with three consoles.

    qemu, rom, flash, otp  paths; a missing OTP file is created virgin
    log_dir                folder for console logs and qemu.log, None for no logs
    deterministic          virtual time counts instructions (1 ns each) and entropy is seeded: two runs are equal
    run_limit_ms           virtual time at which the machine ends by itself with exit code 124, 0 for never
    machine_options        dict of further properties of the machine
    arguments, pass_fds    further QEMU arguments, and file descriptors that they name
    """

    def __init__(self, qemu, rom, flash, otp, log_dir=None, deterministic=False, run_limit_ms=0,
                 machine_options=None, arguments=(), pass_fds=()):
        self.qemu, self.rom, self.flash, self.otp = (Path(p).resolve() for p in (qemu, rom, flash, otp))
        self.log_dir = Path(log_dir) if log_dir else None
        self.deterministic = deterministic
        self.options = dict(machine_options or {})
        if run_limit_ms:
            self.options["run-limit-ms"] = run_limit_ms
        self.arguments, self.pass_fds = list(arguments), tuple(pass_fds)
        self.lines = []                     # every line so far
        self.exit_code = None
        self._pending = {}                  # console -> bytes of an unfinished line
        self._connections = {}
        self._queue = []
        self._logs = {}
        self._process = None

    def command(self, serials):
        """QEMU's command line; serials are the three values of -serial."""
        options = {"rom": self.rom, "flash": self.flash, "otp": self.otp, **self.options}
        machine = ",".join(["rss-tc"] + [f"{k}={str(v).replace(',', ',,')}" for k, v in options.items()])
        command = [str(self.qemu), "-M", machine, "-nodefaults", "-display", "none", "-no-user-config"]
        for serial in serials:
            command += ["-serial", serial]
        if self.deterministic:
            command += [*COUNTED_TIME, "-seed", "1"]
        return command + self.arguments

    def start(self):
        for path in (self.qemu, self.rom, self.flash):
            if not path.is_file():
                raise MachineError(f"{path} is not there")
        if not self.otp.exists():
            self.otp.parent.mkdir(parents=True, exist_ok=True)
            new_otp(self.otp)
        self._folder = tempfile.TemporaryDirectory(prefix="rss-")
        self._selector = selectors.DefaultSelector()
        serials, chardevs = [], []
        for name in CONSOLES:
            path = f"{self._folder.name}/{name}"
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(path)
            listener.listen(1)
            self._selector.register(listener, selectors.EVENT_READ, ("listen", name))
            chardevs += ["-chardev", f"socket,id={name},path={path}"]
            serials.append(f"chardev:{name}")
            self._pending[name] = b""
        if self.log_dir:
            self.log_dir.mkdir(parents=True, exist_ok=True)
            self._logs = {name: open(self.log_dir / f"{name}.log", "wb", buffering=0) for name in CONSOLES}
            self._errors = open(self.log_dir / "qemu.log", "w+b")
        else:
            self._errors = tempfile.TemporaryFile()
        self._started = time.monotonic()
        command = self.command(serials)
        # A group of its own: Ctrl-C reaches this program, which then ends QEMU. If this program is killed, QEMU ends too.
        self._process = subprocess.Popen([*END_WITH_PARENT, *command[:1], *chardevs, *command[1:]], stdin=subprocess.DEVNULL,
                                         stdout=self._errors, stderr=self._errors, start_new_session=True,
                                         pass_fds=self.pass_fds)
        return self

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def end(self):
        """End QEMU, orderly if it can; what it has printed can still be read."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(SAFETY_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def stop(self):
        """End QEMU and release everything; safe to call twice."""
        if self._process is None:
            return
        self.end()
        self.exit_code = self._process.wait()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()
        self._selector.close()
        for log in self._logs.values():
            log.close()
        self._errors.close()
        self._folder.cleanup()
        self._process = None

    def qemu_messages(self):
        """Everything that QEMU itself has said so far."""
        self._errors.flush()
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace")
        self._errors.seek(0, os.SEEK_END)
        return text

    def end_reason(self):
        """One line on why the machine ended; call after next_line() has returned None."""
        if self.exit_code == RUN_LIMIT_EXIT_CODE:
            return "run limit reached"
        lines = self.qemu_messages().strip().splitlines() or [""]
        last = next((text for text in lines if "fatal" in text), lines[-1])     # a register dump may follow
        return f"QEMU ended with code {self.exit_code}" + (f": {last}" if last else "")

    def _add(self, name, data):
        *whole, self._pending[name] = (self._pending[name] + data).split(b"\n")
        for text in whole:
            self._queue.append(Line(name, text.decode(errors="replace").rstrip("\r"),
                                    time.monotonic() - self._started))

    def _receive(self, key):
        kind, name = key.data
        if kind == "listen":
            connection, _ = key.fileobj.accept()
            self._selector.unregister(key.fileobj)
            key.fileobj.close()
            self._selector.register(connection, selectors.EVENT_READ, ("data", name))
            self._connections[name] = connection
            return
        try:
            data = key.fileobj.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            self._selector.unregister(key.fileobj)
            key.fileobj.close()
            if self._pending[name]:
                self._add(name, b"\n")
            return
        if name in self._logs:
            self._logs[name].write(data)
        self._add(name, data)

    def next_line(self, timeout=SAFETY_SECONDS):
        """The next console line, or None once the machine has ended and all is read (exit_code is then set)."""
        deadline = time.monotonic() + timeout
        while not self._queue:
            ready = self._selector.select(0.2)
            for key, _ in ready:
                self._receive(key)
            if self._process.poll() is not None and not ready:
                if not any(k.data[0] == "data" for k in self._selector.get_map().values()):
                    self.exit_code = self._process.returncode
                    return None
            if time.monotonic() > deadline:
                raise MachineError(f"no console line within {timeout} s")
        line = self._queue.pop(0)
        self.lines.append(line)
        return line

    def type(self, console, text):
        """Send text to a console that has shown a line."""
        self._connections[console].sendall(text.encode("ascii"))

    def wait_for(self, pattern, console=None, timeout=SAFETY_SECONDS):
        """The match of the first further line that pattern (a regular expression) fits. MachineError if none comes."""
        expression = re.compile(pattern)
        while True:
            line = self.next_line(timeout)
            if line is None:
                raise MachineError(f"'{pattern}' never came: {self.end_reason()}")
            match = expression.search(line.text)
            if match and console in (None, line.console):
                return match

    def text(self, console=None):
        """What the consoles have shown so far, one console or all interleaved."""
        return "\n".join(line.text for line in self.lines if console in (None, line.console))


def verdict(line):
    """(exit code, reason) when this console line decides a run, else None."""
    if line.console == "ap" and line.text.startswith("[AP] PASS"):
        return 0, line.text
    if line.console == "ap" and line.text.startswith("[AP] FAIL"):
        return 1, line.text
    match = re.match(r"\[ERR\] recovery: (\S+)", line.text) if line.console == "rss" else None
    return (1, f"RSS boot failed with {match.group(1)} and stays in recovery") if match else None


def run_to_verdict(machine, on_line=lambda line: None):
    """Follow a started machine up to its verdict: (0, PASS line) or (1, one line of reason)."""
    while (line := machine.next_line()) is not None:
        on_line(line)
        result = verdict(line)
        if result:
            return result
    return 1, machine.end_reason()


class Printer:
    """Writes console lines to a stream, labelled; in colour when the stream is a terminal."""

    def __init__(self, stream):
        self.stream, self.colour = stream, stream.isatty() and "NO_COLOR" not in os.environ

    def __call__(self, line):
        label = f"[{line.console:<3}]"
        if self.colour:
            label = f"{COLOURS[line.console]}{label}\033[0m"
        print(f"{label} {line.text}", file=self.stream, flush=True)


def note_other_bl1_2(rom, otp):
    """A provisioned device keeps its BL1_2; say so when the ROM file would provision another one."""
    provisioned, offered = otp.read_bytes()[OTP_BL1_2_HASH], rom.read_bytes()[ROM_BL1_2_HASH]
    if any(provisioned) and len(offered) == 32 and provisioned != offered:
        return f"{otp} was provisioned with another BL1_2 than {rom} carries; FRESH=1 starts from a virgin device"
    return None


def parse(argv):
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"), help="build folder (default: build)")
    parser.add_argument("--once", action="store_true", help="end at the AP's result")
    parser.add_argument("--fresh", action="store_true", help="start from a virgin OTP file in the build folder")
    for name in ("rom", "flash", "otp"):
        parser.add_argument(f"--{name}", type=Path, help=f"instead of the build folder's {name}.bin")
    parser.add_argument("--deterministic", action="store_true", help="virtual time counts instructions")
    parser.add_argument("--qemu", type=Path, help="instead of the build folder's QEMU")
    parser.add_argument("rest", nargs="*", help="further QEMU arguments, after --")
    options = parser.parse_args(argv)
    if options.fresh and options.otp:
        parser.error(f"--fresh would erase {options.otp}; name a file that does not exist yet instead")
    return options


def main(argv):
    options = parse(argv)
    run = options.build / "run"
    otp = options.otp or run / "otp.bin"
    if options.fresh:
        otp.unlink(missing_ok=True)
    machine = Machine(options.qemu or options.build / "vp/qemu-system-aarch64",
                      options.rom or options.build / "rom.bin", options.flash or options.build / "flash.bin", otp,
                      log_dir=run, deterministic=options.deterministic,
                      run_limit_ms=ONCE_LIMIT_MS if options.once else 0, arguments=options.rest)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    code, reason = 1, ""
    try:
        with machine:
            note = note_other_bl1_2(machine.rom, machine.otp)
            if note:
                print(f"note: {note}", file=sys.stderr)
            printer = Printer(sys.stdout)
            if options.once:
                code, reason = run_to_verdict(machine, printer)
            else:
                while (line := machine.next_line(timeout=float("inf"))) is not None:
                    printer(line)
                code, reason = (0, "") if machine.exit_code == 0 else (1, machine.end_reason())
    except KeyboardInterrupt:
        print("\nended", file=sys.stderr)
        return 0 if not options.once else 1
    except (MachineError, OSError) as error:
        code, reason = 1, str(error)
    if code and reason:
        print(f"error: {reason}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
