#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A small client of the GDB remote protocol, for QEMU's stub: read and write memory of the RSS core, run, stop.

    tools/gdb_remote.py --connect build/run/gdb read 0x31A00000 16      hex dump of what the RSS core sees there
    tools/gdb_remote.py --connect localhost:1234 write 0x31A00000 at.bin

The address is the path of a Unix socket, or [host:]port. The machine stands while the client is connected and runs on
when it leaves. As a module:

    with Stub() as stub:                                          # a socket that QEMU is to serve
        machine = run.Machine(..., arguments=stub.arguments, pass_fds=stub.pass_fds)
        machine.start()
        with GdbRemote(stub.address) as gdb:                      # connected: the machine is stopped (stub: at reset)
            gdb.set_breakpoint(address)
            gdb.go()
            stop = gdb.wait_stop(60)                              # Stop(signal, core), None on timeout
            gdb.write(0x31A00000, data)

QEMU's process n is the n-th core of the machine: RSS 1, SCP 2, AP 3 (thread p1.1 is the RSS core). All are attached, so a
breakpoint fires on each of them. Addresses are those that the RSS core sees in its present state. Read the consoles while
the machine runs (Machine.next_line, in a thread): it stands, and does not even stop, when nobody takes its output.
"""
import argparse
import select
import socket
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

RSS, SCP, AP = 1, 2, 3
CORES = (RSS, SCP, AP)
CHUNK_BYTES = 0x400                 # of memory in one packet; QEMU takes 4096 characters
REPLY_SECONDS = 60                  # only ever reached by a stub that hangs
INTERRUPT = b"\x03"

Stop = namedtuple("Stop", "signal core")        # core: RSS, SCP or AP


class GdbError(Exception):
    """The stub is not there, has gone, or refused a request. One line of text."""


def checksum(payload):
    return sum(payload) & 0xFF


def pack(payload):
    """One packet of the protocol; nothing that this client sends needs escapes."""
    return b"$" + payload + b"#%02x" % checksum(payload)


def unescape(payload):
    out, escaped = bytearray(), False
    for byte in payload:
        if escaped:
            out.append(byte ^ 0x20)
        elif byte != 0x7D:
            out.append(byte)
        escaped = byte == 0x7D and not escaped
    return bytes(out)


def parse_stop(payload):
    """Stop of a reply T.. or S..; None for any other packet. GdbError when the machine has ended (W.., X..)."""
    if payload[:1] in (b"W", b"X"):
        raise GdbError("the machine has ended")
    if payload[:1] not in (b"T", b"S"):
        return None
    core = RSS
    for field in payload[3:].split(b";"):
        name, _, value = field.partition(b":")
        if name == b"thread" and value.startswith(b"p"):
            core = int(value[1:].partition(b".")[0], 16)
    return Stop(int(payload[1:3], 16), core)


class Stub:
    """A listening socket for QEMU to serve, so that a client can't come too early.

    arguments, pass_fds  for run.Machine; the machine then starts stopped at reset
    address              for GdbRemote
    """

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="rss-gdb-")
        self.address = f"{self._folder.name}/gdb"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.address)
        self._listener.listen(1)
        self.pass_fds = [self._listener.fileno()]
        self.arguments = ["-S", "-gdb", "chardev:gdb", "-chardev",
                          f"socket,id=gdb,fd={self._listener.fileno()},server=on,wait=off"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._listener.close()
        self._folder.cleanup()


class GdbRemote:
    """A connection to the stub. Any method but go() and wait_stop() needs the machine stopped."""

    def __init__(self, address):
        """address: path of a Unix socket, or [host:]port. Stops the machine. GdbError."""
        self._buffer = b""
        self._acknowledge = True
        try:
            self._socket = self._connect(str(address))
        except OSError as error:
            raise GdbError(f"no stub at {address}: {error.strerror}") from error
        self._running = False
        try:
            self._command(b"qSupported:multiprocess+;vContSupported+")
            if self._command(b"QStartNoAckMode") == b"OK":
                self._acknowledge = False
            self._attached = [RSS] + [core for core in CORES[1:] if parse_stop(self._command(b"vAttach;%x" % core))]
            self.select(RSS)
        except GdbError:
            self._socket.close()
            raise

    @staticmethod
    def _connect(address):
        if Path(address).is_socket():
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(address)
            return connection
        host, _, port = address.rpartition(":")
        if not port.isdecimal():
            raise GdbError(f"no stub at {address}: not a socket, nor [host:]port")
        return socket.create_connection((host or "localhost", int(port)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Leave the machine running; breakpoints are removed by the stub."""
        try:
            if self._running:
                self.halt()
            for core in self._attached:
                self._command(b"D;%x" % core)
        except (GdbError, OSError):
            pass                                            # it has ended already
        self._socket.close()

    def _send(self, payload):
        try:
            self._socket.sendall(pack(payload))
        except OSError as error:
            raise GdbError("the stub has gone") from error

    def _receive(self, timeout_s):
        """The next packet, or None when none has come in time."""
        deadline = time.monotonic() + timeout_s
        while True:
            start = self._buffer.find(b"$")
            end = self._buffer.find(b"#", start)
            if start >= 0 and 0 <= end <= len(self._buffer) - 3:
                payload, given = self._buffer[start + 1:end], self._buffer[end + 1:end + 3]
                self._buffer = self._buffer[end + 3:]
                if int(given, 16) != checksum(payload):
                    raise GdbError("packet with a bad checksum")
                if self._acknowledge:
                    self._socket.sendall(b"+")
                return unescape(payload)
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._socket], [], [], left)[0]:
                return None
            try:
                data = self._socket.recv(65536)
            except OSError:
                data = b""
            if not data:
                raise GdbError("the stub has gone")
            self._buffer += data

    def _reply(self):
        reply = self._receive(REPLY_SECONDS)
        if reply is None:
            raise GdbError(f"no reply within {REPLY_SECONDS} s")
        return reply

    def _command(self, payload):
        if self._running:
            raise GdbError("the machine runs; halt() first")
        self._send(payload)
        return self._reply()

    def _check(self, payload, what):
        reply = self._command(payload)
        if reply != b"OK":
            raise GdbError(f"{what} refused: {reply.decode(errors='replace') or 'unknown to the stub'}")

    def select(self, core):
        """The core that read(), write() and registers belong to, whichever stops: RSS (at the start), SCP or AP."""
        self._check(b"Hgp%x.%x" % (core, core), f"core {core}")
        self._core = core

    def read(self, address, size):
        """size bytes from address. GdbError when some of it can't be read."""
        out = b""
        while len(out) < size:
            count = min(CHUNK_BYTES, size - len(out))
            reply = self._command(b"m%x,%x" % (address + len(out), count))
            if len(reply) != 2 * count:
                raise GdbError(f"{count} bytes at {address + len(out):#x} can't be read ({reply.decode(errors='replace')})")
            out += bytes.fromhex(reply.decode())
        return out

    def write(self, address, data):
        """Write bytes. GdbError when some of it can't be written; what comes before it is then written."""
        for start in range(0, len(data), CHUNK_BYTES):
            part = data[start:start + CHUNK_BYTES]
            self._check(b"M%x,%x:%s" % (address + start, len(part), bytes(part).hex().encode()),
                        f"writing {len(part)} bytes at {address + start:#x}")

    def set_breakpoint(self, address):
        """A hardware breakpoint: memory is not changed, and code may be loaded there later."""
        self._check(b"Z1,%x,2" % address, f"breakpoint at {address:#x}")

    def clear_breakpoint(self, address):
        self._check(b"z1,%x,2" % address, f"no breakpoint at {address:#x}:")

    def program_counter(self):
        """Of the selected core, an M-profile one (register 15)."""
        reply = self._command(b"pf")
        if len(reply) != 8:
            raise GdbError("the program counter can't be read")
        return int.from_bytes(bytes.fromhex(reply.decode()), "little")

    def monitor(self, command):
        """Text that QEMU's monitor prints for a command."""
        self._send(b"qRcmd," + command.encode().hex().encode())
        text = b""
        while (reply := self._reply()) != b"OK":
            if not reply.startswith(b"O"):
                raise GdbError(f"monitor refused '{command}'")
            text += bytes.fromhex(reply[1:].decode())
        return text.decode(errors="replace")

    def reset(self):
        """Reset the machine as its power switch does; it stands at the reset vector afterwards."""
        self.monitor("system_reset")

    def go(self):
        """Let all cores run; wait_stop() or halt() next."""
        if self._running:
            raise GdbError("the machine runs already")
        self._send(b"c")
        self._running = True

    def wait_stop(self, timeout_s):
        """Stop of the running machine, or None when it still runs after timeout_s. GdbError when it has ended."""
        deadline = time.monotonic() + timeout_s
        while self._running:
            packet = self._receive(max(0, deadline - time.monotonic()))
            if packet is None:
                return None
            stop = parse_stop(packet)
            if stop:
                self._running = False
                self.select(self._core)                     # the stub turns to the core that stopped
                return stop
        raise GdbError("the machine does not run; go() first")

    def halt(self):
        """Stop the running machine; the Stop."""
        self._socket.sendall(INTERRUPT)
        stop = self.wait_stop(REPLY_SECONDS)
        if stop is None:
            raise GdbError(f"the machine did not stop within {REPLY_SECONDS} s")
        return stop


def number(text):
    return int(text, 0)


def dump(address, data):
    return "\n".join(f"{address + i:08x}  {data[i:i + 16].hex(' ')}" for i in range(0, len(data), 16))


def main(argv):
    parser = argparse.ArgumentParser(prog="gdb_remote.py", description=__doc__.split("\n\nThe address")[0],
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connect", required=True, metavar="SOCKET", help="path of a Unix socket, or [host:]port")
    commands = parser.add_subparsers(dest="command", required=True)
    read = commands.add_parser("read", help="hex dump of memory")
    read.add_argument("address", type=number)
    read.add_argument("size", type=number)
    write = commands.add_parser("write", help="write a file to memory")
    write.add_argument("address", type=number)
    write.add_argument("file", type=Path)
    options = parser.parse_args(argv)
    try:
        with GdbRemote(options.connect) as gdb:
            if options.command == "read":
                print(dump(options.address, gdb.read(options.address, options.size)))
            else:
                gdb.write(options.address, options.file.read_bytes())
    except (GdbError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
