#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compare the register offsets of drivers with those of the device models.

    tools/regcheck.py            in the root of the repository

Both sides type offsets from the reference on their own: `#define LCM_SP_ENABLE_OFFSET 0x014u` in a *_regs.h of drivers/
or host/, `REG32(SP_ENABLE, 0x014)` in vp/hw/arm/rss/rss_lcm*. A difference, or a register that the model does not have, is
an error, and so is a block that BLOCKS does not know.
"""
import argparse
import re
import sys
from pathlib import Path

# Prefix of a driver's macros -> file names of the model, without suffix; the longest prefix that fits counts.
BLOCKS = {
    "LCM": "rss_lcm", "KMU": "rss_kmu", "CC3XX": "rss_cc3xx", "ATU": "rss_atu", "MPC": "rss_mpc", "SACFG": "rss_sacfg",
    "MHU": "rss_mhu", "MHU_SENDER": "rss_mhu", "MHU_RECEIVER": "rss_mhu", "SYSCTRL": "rss_sysctrl",
    "WATCHDOG": "rss_slowclk", "SLOWCLK": "rss_slowclk", "SYSTIMER": "rss_systimer", "SYSCOUNTER": "rss_syscounter",
    "SYSWDOG": "rss_syswdog", "DMA350": "rss_dma350", "PPU": "rss_ppu", "COUNTER": "rss_hostcounter",
}
NOT_COMPARED = {
    "UART": "PL011 is QEMU's own model",
    "LCM_OTP_WINDOW": "where the OTP starts, behind the registers",
    "SCMI": "shared memory", "AP_CONTEXT": "shared memory", "SDS": "shared memory",
}

DRIVER = re.compile(r"^#define\s+([A-Z0-9_]+)_OFFSET\s+(0x[0-9a-fA-F]+|\d+)[uU]?\b", re.M)
MODEL = re.compile(r"^\s*REG32\((\w+),\s*(0x[0-9a-fA-F]+|\d+)\)", re.M)


def block_of(macro):
    """(block, register name) of LCM_SP_ENABLE, or (None, macro)."""
    prefixes = [b for b in (*BLOCKS, *NOT_COMPARED) if macro == b or macro.startswith(f"{b}_")]
    block = max(prefixes, key=len, default=None)
    return block, macro[len(block) + 1:] if block else macro


def model_registers(texts):
    """{name: set of offsets} of a model; it may hold several blocks that use a name twice."""
    registers = {}
    for text in texts:
        for name, value in MODEL.findall(text):
            registers.setdefault(name, set()).add(int(value, 0))
    return registers


def compare(name, offset, model):
    """Complaint about one register of a driver, or None. In a model of two blocks it may have a prefix: TIMER_CTRL."""
    offsets = model.get(name) or {o for key, found in model.items() if key.endswith(f"_{name}") for o in found}
    if not offsets:
        return f"{name} 0x{offset:03x}: the model has no such register"
    if offset not in offsets:
        return f"{name}: driver 0x{offset:03x}, model {', '.join(f'0x{o:03x}' for o in sorted(offsets))}"
    return None


def check_header(header, models):
    """(registers compared, complaints, blocks left out) of one header; models: block -> its registers."""
    compared, complaints, left_out = 0, [], set()
    macros = DRIVER.findall(header)
    if not macros:
        complaints.append("no register offsets found")
    for macro, value in macros:
        block, name = block_of(macro)
        if block in NOT_COMPARED:
            left_out.add(block)
        elif block is None:
            complaints.append(f"{macro}: no model known for it, add its block to BLOCKS")
        elif not models(block):
            complaints.append(f"{macro}: no file vp/hw/arm/rss/{BLOCKS[block]}* has registers")
        else:
            compared += 1
            complaint = compare(name, int(value, 0), models(block))
            complaints += [complaint] if complaint else []
    return compared, complaints, left_out


def check(top):
    """(lines of complaint, lines of report) for the tree at top."""
    def models(block):
        return model_registers(p.read_text() for p in sorted(top.glob(f"vp/hw/arm/rss/{BLOCKS[block]}*.[ch]")))

    complaints, report = [], []
    headers = sorted([*top.glob("drivers/*/*_regs.h"), *top.glob("host/*/*_regs.h")])
    if not headers:
        complaints.append("drivers/*/*_regs.h: no driver headers found")
    for path in headers:
        where = path.relative_to(top)
        compared, found, left_out = check_header(path.read_text(), models)
        complaints += [f"{where}: {line}" for line in found]
        notes = "".join(f"; {block} not compared: {NOT_COMPARED[block]}" for block in sorted(left_out))
        report.append(f"{where}: {compared} registers, {len(found)} complaints{notes}")
    return complaints, report


def main(argv):
    parser = argparse.ArgumentParser(prog="regcheck.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--top", type=Path, default=Path(__file__).resolve().parent.parent)
    options = parser.parse_args(argv)
    complaints, report = check(options.top)
    print("\n".join(report))
    for line in complaints:
        print(f"error: {line}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
