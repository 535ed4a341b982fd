# SPDX-License-Identifier: BSD-3-Clause
"""Drive the machine's registers with no guest, through QEMU's qtest protocol.

    with Qtest(["-M", "rss-tc,rom=...,flash=...,otp=..."]) as q:
        assert q.read32(0x500A0000) == 0xCCCC3C3C

Addresses are those of the RSS core (the machine's first CPU). Set RSS_QEMU to the binary.
"""
import json
import os
import socket
import subprocess
import tempfile


class Qtest:
    def __init__(self, args, binary=None):
        self.binary = binary or os.environ["RSS_QEMU"]
        self.args = args
        self.events = []

    def __enter__(self):
        self.dir = tempfile.TemporaryDirectory(prefix="rss-qtest-")
        path = os.path.join(self.dir.name, "qtest.sock")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(1)
        listener.settimeout(60)
        monitor = os.path.join(self.dir.name, "qmp.sock")
        self.monitor = None
        self.log = open(os.path.join(self.dir.name, "log"), "w+")
        self.process = subprocess.Popen(
            [self.binary, "-display", "none", "-nodefaults", "-accel", "qtest", "-qtest", f"unix:{path}",
             "-qmp", f"unix:{monitor},server=on,wait=off",
             "-d", "guest_errors,unimp", *self.args],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        while True:
            try:
                listener.settimeout(1)
                self.sock, _ = listener.accept()
                break
            except TimeoutError:
                if self.process.poll() is not None:
                    raise RuntimeError("QEMU ended: " + self.output()) from None
        listener.close()
        self.sock.settimeout(60)
        self.replies = self.sock.makefile("r", newline="\n")     # read only: a text stream drops what it has read on a write
        return self

    def __exit__(self, *_):
        self.sock.close()
        if self.monitor is not None:
            self.monitor.close()
        self.process.terminate()
        self.process.wait(60)
        self.log.close()
        self.dir.cleanup()

    def output(self):
        """What QEMU has logged so far (guest errors, unimplemented accesses, its own errors)."""
        self.log.flush()
        with open(self.log.name) as f:
            return f.read()

    def command(self, text):
        """Send one qtest command, return the words after OK; IRQ reports are collected in self.events."""
        self.sock.sendall(text.encode() + b"\n")
        while True:
            line = self.replies.readline()
            if not line:
                self.process.wait(60)
                raise RuntimeError("QEMU ended: " + self.output())
            words = line.split()
            if words[0] == "IRQ":
                self.events.append((words[1], int(words[2])))
            elif words[0] == "OK":
                return words[1:]
            else:
                raise RuntimeError(f"qtest {text!r}: {line.strip()}")

    def read32(self, address):
        return int(self.command(f"readl {address:#x}")[0], 0) & 0xFFFFFFFF

    def write32(self, address, value):
        self.command(f"writel {address:#x} {value:#x}")

    def read(self, address, size):
        return bytes.fromhex(self.command(f"read {address:#x} {size:#x}")[0][2:])

    def write(self, address, data):
        self.command(f"write {address:#x} {len(data):#x} 0x{data.hex()}")

    def step_ns(self, ns):
        """Move the virtual clock."""
        self.command(f"clock_step {ns}")

    def intercept_out(self, qom_path):
        """Report the named device's outgoing IRQ lines in self.events."""
        self.command(f"irq_intercept_out {qom_path}")

    def open_monitor(self):
        self.monitor = socket.socket(socket.AF_UNIX)
        self.monitor.settimeout(60)
        self.monitor.connect(os.path.join(self.dir.name, "qmp.sock"))
        self.monitor_replies = self.monitor.makefile("r", newline="\n")
        self.monitor_replies.readline()
        self.qmp("qmp_capabilities", lambda message: "return" in message)

    def qmp(self, command, is_last, **arguments):
        """Run a QMP command; return the first message for which is_last(message) holds."""
        if self.monitor is None:
            self.open_monitor()
        self.monitor.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while True:
            message = json.loads(self.monitor_replies.readline())
            if "error" in message:
                raise RuntimeError(f"QMP {command}: {message['error']['desc']}")
            if is_last(message):
                return message

    def debugger_read(self, address):
        """Read a word as a debugger does, through the RSS core; return the monitor's text."""
        reply = self.qmp("human-monitor-command", lambda message: "return" in message,
                         **{"command-line": f"x /1xw {address:#x}"})
        return reply["return"]

    def reset(self):
        """Power-on reset of the machine, as by its reset button; returns when it is done."""
        self.qmp("system_reset", lambda m: m.get("event") == "RESET" and m["data"]["reason"] == "host-qmp-system-reset")
