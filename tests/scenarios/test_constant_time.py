# SPDX-License-Identifier: BSD-3-Clause
"""What looks at secrets takes the same path whatever they are, in the shipped images: each instruction is stepped.

The machine stands in a stage; the test calls a function of the image with the debugger and writes down where each executed
instruction stood. Two secrets must give the same list, which is more than the same count.
"""
import re
import subprocess

import pytest
from debug import LR, PC, registers, set_register, step, symbol
from gdb_remote import GdbRemote, Stub
from scenario import Scenario

LEFT, RIGHT = 0x31FFE000, 0x31FFF000    # at the end of VM1, which nothing uses
R0, R1, R2 = 0, 1, 2
SECRET_BYTES = (16, 32, 96)
STEPS_LIMIT = 20000
STOP_SECONDS = 600                      # only ever reached by a machine that hangs
RSS_OK, RSS_ERR_ARGUMENT = 0x5AC3A53C, 0x47450001


class Core:
    """The RSS core, stopped at the start of a stage."""

    def __init__(self, gdb, build, image):
        self.gdb, self.build, self.image = gdb, build, image
        self.home = symbol(build, image, "stage_main")
        gdb.set_breakpoint(self.home)
        gdb.go()
        assert gdb.wait_stop(STOP_SECONDS)
        gdb.clear_breakpoint(self.home)

    def call(self, name, *arguments):
        """(addresses of the executed instructions, result)"""
        set_register(self.gdb, LR, self.home | 1)
        for number, value in zip((R0, R1, R2), arguments):
            set_register(self.gdb, number, value)
        set_register(self.gdb, PC, symbol(self.build, self.image, name))
        path = []
        while (at := registers(self.gdb)[PC]) != self.home:
            path.append(at)
            assert len(path) < STEPS_LIMIT, f"{name} does not return"
            step(self.gdb)
        return path, registers(self.gdb)[R0]


@pytest.fixture(params=["bl1_1", "bl2"])
def core(runner, build, request):
    scenario = Scenario(f"steps-{request.param}", None)
    folder = runner.prepare(scenario)
    with Stub() as stub, runner.machine(folder, deterministic=False, run_limit_ms=0, arguments=stub.arguments,
                                        pass_fds=stub.pass_fds) as machine:
        with GdbRemote(stub.address) as gdb:
            yield Core(gdb, build, request.param)
        machine.end()
    runner.forget(scenario)


def test_comparison_does_not_tell_where_the_difference_is(core):
    """Equal secrets are decided twice, so the path differs at its end, by the same number of instructions for any size."""
    longer = set()
    for size in SECRET_BYTES:
        secret = bytes(range(1, size + 1))
        others = {"first byte": bytes([secret[0] ^ 1]) + secret[1:], "last byte": secret[:-1] + bytes([secret[-1] ^ 0x80]),
                  "middle byte": secret[:size // 2] + b"\xff" + secret[size // 2 + 1:], "every byte": bytes(b ^ 0xFF for b in secret)}
        core.gdb.write(LEFT, secret)
        core.gdb.write(RIGHT, secret)
        equal, result = core.call("bytes_equal", LEFT, RIGHT, size)
        assert result == RSS_OK
        paths = {}
        for name, other in others.items():
            core.gdb.write(RIGHT, other)
            paths[name], result = core.call("bytes_equal", LEFT, RIGHT, size)
            assert result == RSS_ERR_ARGUMENT
        assert all(path == paths["first byte"] for path in paths.values()), {n: len(p) for n, p in paths.items()}
        longer.add(len(equal) - len(paths["first byte"]))
        print(f"{core.image} bytes_equal of {size} bytes: {len(equal)} equal, {len(paths['first byte'])} different")
    assert len(longer) == 1


@pytest.mark.parametrize("core", ["bl2"], indirect=True)     # the only one with memcmp, for public data
def test_control_an_early_exit_is_seen(core):
    """The C library's comparison is what the method has to be able to catch."""
    core.gdb.write(LEFT, bytes(range(32)))
    paths = []
    for other in (b"\xff" + bytes(range(1, 32)), bytes(range(31)) + b"\xff"):
        core.gdb.write(RIGHT, other)
        paths.append(core.call("memcmp", LEFT, RIGHT, 32)[0])
    assert paths[0] != paths[1]


@pytest.mark.parametrize("core", ["bl1_1"], indirect=True)
@pytest.mark.parametrize("function", ["bytes_not_blank", "bytes_count_zero_bits"])
def test_key_rules_take_the_same_path_for_any_key(core, function):
    paths = []
    for key in (bytes(range(1, 33)), bytes(range(0x80, 0xA0)), b"\xff" * 31 + b"\0", b"\0" * 31 + b"\xff"):
        core.gdb.write(LEFT, key)
        paths.append(core.call(function, LEFT, 32)[0])
    assert all(path == paths[0] for path in paths), [len(path) for path in paths]


def test_wipe_writes_every_byte(core):
    for size in SECRET_BYTES:
        core.gdb.write(LEFT, b"\xa5" * (size + 1))
        core.call("bytes_wipe", LEFT, size)
        assert core.gdb.read(LEFT, size + 1) == bytes(size) + b"\xa5"


def test_wipes_of_keys_are_in_the_image(build):
    """They survive the optimiser: the ROM's functions that hold a key, or what they were inlined into, call bytes_wipe."""
    code = subprocess.run(["arm-none-eabi-objdump", "-d", build / "bl1_1.elf"], capture_output=True, text=True, check=True).stdout
    callers = set(re.findall(r"^[0-9a-f]+ <([^>+]+)>:(?:(?!^[0-9a-f]+ <).)*?<bytes_wipe>", code, re.M | re.S))
    assert callers >= {"encrypt_block", "kdf_derive", "hal_key_store", "run_aes", "bl1_2_image_load", "rma_request_take"}
