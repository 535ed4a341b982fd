# SPDX-License-Identifier: BSD-3-Clause
"""The RSS core under the debugger, for scenarios: symbols of the images, registers."""
import re
import struct
import subprocess

LR, PC = 14, 15
REGISTERS = 16


def symbol(build, image, name):
    """Address of a symbol in BUILD/<image>.elf."""
    text = subprocess.run(["arm-none-eabi-nm", build / f"{image}.elf"], capture_output=True, text=True, check=True).stdout
    return int(re.search(rf"^(\w+) \w {name}$", text, re.M)[1], 16)


def registers(gdb):
    """r0 to r15 of the selected core."""
    return struct.unpack(f"<{REGISTERS}I", bytes.fromhex(gdb._command(b"g").decode()[:8 * REGISTERS]))


def set_register(gdb, number, value):
    gdb._check(b"P%x=%s" % (number, struct.pack("<I", value).hex().encode()), f"register {number}")


def step(gdb):
    """One instruction of the RSS core; the others stand."""
    gdb._command(b"vCont;s:p1.1")
