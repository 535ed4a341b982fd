# SPDX-License-Identifier: BSD-3-Clause
"""tools/provision.py and tools/gdb_remote.py against a stub of the test: a device that is memory and a few reactions."""
import socket
import threading

import pytest

import gdb_remote
import provision

CM, DM, SE, RMA = 0xCCCC3C3C, 0xDDDD5A5A, 0xEEEEA5A5, 0xFFFFC3C3
AT, PSA, REQUEST = 0x31A00000, 0x31A04000, 0x31A08000
AT_MAGIC, PSA_MAGIC, RMA_MAGIC = 0xC0DEFEED, 0xBEEFFEED, 0xDEC0DE1D


class FakeStub:
    """Speaks the protocol on a Unix socket; running lets react(memory) change memory."""

    def __init__(self, path, state, react):
        self.memory = {0x500A0000: state.to_bytes(4, "little")}
        self.react = react
        self.packets = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(1)
        threading.Thread(target=self.serve, daemon=True).start()

    def word(self, address):
        return int.from_bytes(self.read(address, 4), "little")

    def set_word(self, address, value):
        self.write(address, value.to_bytes(4, "little"))

    def read(self, address, size):
        return b"".join(self.memory.get(base, bytes(4)) for base in range(address, address + size, 4))[:size]

    def write(self, address, data):
        for i in range(0, len(data), 4):
            self.memory[address + i] = data[i:i + 4].ljust(4, b"\0")

    def answer(self, packet):
        name, _, rest = packet.partition(b",")
        if packet.startswith((b"qSupported", b"Hg")) or packet[:1] in (b"D", b"Z", b"z"):
            return b"OK"
        if packet.startswith(b"vAttach"):
            return b"T05thread:p02.02;"
        if packet.startswith(b"qRcmd"):
            return b"OK"
        if packet[:1] == b"m":
            address = int(name[1:], 16)
            return b"E14" if address == 0xBAD else self.read(address, int(rest, 16)).hex().encode()
        if packet[:1] == b"M":
            _, _, data = rest.partition(b":")
            self.write(int(name[1:], 16), bytes.fromhex(data.decode()))
            return b"OK"
        return b""

    def serve(self):
        connection, _ = self.listener.accept()
        buffer = b""
        while data := connection.recv(65536):
            buffer += data
            while buffer:
                if buffer[:1] == b"\x03":
                    buffer = buffer[1:]
                    connection.sendall(gdb_remote.pack(b"T02thread:p01.01;"))
                elif buffer[:1] == b"$" and b"#" in buffer and len(buffer) >= buffer.index(b"#") + 3:
                    end = buffer.index(b"#")
                    packet, buffer = buffer[1:end], buffer[end + 3:]
                    self.packets.append(packet)
                    if packet == b"c":
                        self.react(self)
                    else:
                        connection.sendall(gdb_remote.pack(self.answer(packet)))
                elif buffer[:1] == b"+":
                    buffer = buffer[1:]
                else:
                    break


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setattr(provision, "STEP_SECONDS", 0.01)
    monkeypatch.setattr(provision, "LIMIT_SECONDS", 0.2)
    for name, magic, size in (("at", AT_MAGIC, 8572), ("psa", PSA_MAGIC, 488), ("rma", RMA_MAGIC, 68)):
        (tmp_path / name).write_bytes(magic.to_bytes(4, "little") + bytes(size - 4))
    return tmp_path


def good_device(stub):
    """Takes everything; the answer and the state change in different steps, as on the machine."""
    for address, magic, state, after in ((AT, AT_MAGIC, CM, DM), (PSA, PSA_MAGIC, DM, SE), (REQUEST, RMA_MAGIC, SE, RMA)):
        if stub.word(0x500A0000) == state:
            if stub.word(address) == magic:
                stub.set_word(address, 0x5AC3A53C)
            elif stub.word(address) == 0x5AC3A53C:
                stub.set_word(0x500A0000, after)
            return


def refusing_device(stub):
    for address, magic in ((AT, AT_MAGIC), (PSA, PSA_MAGIC), (REQUEST, RMA_MAGIC)):
        if stub.word(address) == magic:
            stub.set_word(address, 0x50520011)


def run(files, state, react, *options, names=("at", "psa")):
    stub = FakeStub(files / "stub", state, react)
    arguments = [word for name in names for word in (f"--{name}", str(files / name))]
    return provision.main(["--connect", str(files / "stub"), *arguments, *options]), stub


def test_follows_the_device_to_secured(files, capsys):
    code, stub = run(files, CM, good_device)
    assert code == 0
    assert capsys.readouterr().out == "provision: CM -> DM\nprovision: DM -> SE\nprovision: state SE\n"
    writes = [packet for packet in stub.packets if packet.startswith(b"M31a0000")]
    assert writes[-1].startswith(b"M31a00000,4:edfedec0")           # the magic word comes last


def test_goes_on_from_where_the_device_is(files, capsys):
    assert run(files, DM, good_device)[0] == 0
    assert capsys.readouterr().out == "provision: DM -> SE\nprovision: state SE\n"


def test_a_secured_device_is_left_alone(files, capsys):
    code, stub = run(files, SE, good_device)
    assert code == 0 and not [packet for packet in stub.packets if packet.startswith(b"M")]


@pytest.mark.parametrize("state, react, names, reason", [
    (CM, refusing_device, ("at", "psa"), "refused in state CM: PR17"),
    (DM, refusing_device, ("psa",), "refused in state DM: PR17"),
    (DM, good_device, ("at",), "the device is in state DM and needs --psa"),
    (RMA, good_device, ("at", "psa"), "the device is in state RMA"),
    (CM, lambda stub: None, ("at", "psa"), "the device is in state CM and does not go on"),
    (0xDEADBEEF, lambda stub: None, ("at",), "the device is in state 0xdeadbeef and does not go on"),
    (SE, refusing_device, ("rma",), "refused in state SE: PR17"),
    (DM, good_device, ("rma",), "the device is in state DM, a request is taken in SE only"),
])
def test_says_what_happened(files, capsys, state, react, names, reason):
    assert run(files, state, react, names=names)[0] == 1
    assert capsys.readouterr().err == f"provision: {reason}\n"


def test_rma(files, capsys):
    assert run(files, SE, good_device, names=("rma",))[0] == 0
    assert capsys.readouterr().out == "provision: SE -> RMA\n"


@pytest.mark.parametrize("name, size", [("at", 8571), ("psa", 489), ("rma", 0)])
def test_size_of_a_file(files, capsys, name, size):
    (files / name).write_bytes(bytes(size))
    assert provision.main(["--connect", "nowhere", f"--{name}", str(files / name)]) == 1
    assert f"provision: --{name}: {size} bytes, must be " in capsys.readouterr().err


def test_no_stub(files, capsys):
    assert provision.main(["--connect", str(files / "none"), "--at", str(files / "at")]) == 1
    assert capsys.readouterr().err == f"provision: no stub at {files / 'none'}: not a socket, nor [host:]port\n"


def test_gdb_remote_reads_and_writes(files, capsys):
    stub = FakeStub(files / "stub", CM, lambda stub: None)
    with gdb_remote.GdbRemote(files / "stub") as gdb:
        data = bytes(range(256)) * 9
        gdb.write(0x1000, data)
        assert gdb.read(0x1000, len(data)) == data
        with pytest.raises(gdb_remote.GdbError, match="4 bytes at 0xbad can't be read"):
            gdb.read(0xBAD, 4)
        gdb.go()
        with pytest.raises(gdb_remote.GdbError, match="halt"):
            gdb.read(0x1000, 4)
        assert gdb.wait_stop(0.01) is None
        assert gdb.halt() == gdb_remote.Stop(2, gdb_remote.RSS)
        gdb.set_breakpoint(0x11000100)
        gdb.clear_breakpoint(0x11000100)
    assert b"Z1,11000100,2" in stub.packets and b"z1,11000100,2" in stub.packets


@pytest.mark.parametrize("packet, stop", [(b"T05thread:p03.03;", gdb_remote.Stop(5, gdb_remote.AP)),
                                          (b"S02", gdb_remote.Stop(2, gdb_remote.RSS)), (b"OK", None), (b"", None)])
def test_stop_replies(packet, stop):
    assert gdb_remote.parse_stop(packet) == stop


def test_machine_that_ended():
    with pytest.raises(gdb_remote.GdbError, match="ended"):
        gdb_remote.parse_stop(b"W00")


def test_escapes():
    assert gdb_remote.unescape(b"a}\x03b}]") == b"a#b}"
