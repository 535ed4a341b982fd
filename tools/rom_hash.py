#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compare the built ROM code with the frozen one, whose hash is in boot/bl1_1/rom.sha256.

    tools/rom_hash.py --build build              compare; exit code 1 and the reason when they differ
    tools/rom_hash.py --build build --update     freeze what was built: write the file

Frozen is the code, bl1_1.bin and bl1_1_production.bin. rom.bin of a development build has the development bundle behind it,
which holds the build folder's own LMS key (docs/adr/0002). The code is the same bit for bit wherever it is built, with the
compiler and libraries that the file names.
"""
import argparse
import hashlib
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
FROZEN = TOP / "boot/bl1_1/rom.sha256"
IMAGES = {"development": "bl1_1.bin", "production": "bl1_1_production.bin"}
PARTS = ("compiler", "picolibc", "mbedtls")
COMPILER = "arm-none-eabi-gcc"
HEADER = """\
# SPDX-License-Identifier: BSD-3-Clause
# The ROM code, frozen: SHA-256 of bl1_1.bin (development) and bl1_1_production.bin, and what they were built with.
# A change of the ROM is a new mask. If it is meant: tools/rom_hash.py --build build --update
"""


class RomError(Exception):
    """One line for the user."""


def run(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, input="").stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise RomError(f"{command[0]}: {error}") from None


def find(pattern, text, what):
    match = re.search(pattern, text, re.M)
    if not match:
        raise RomError(f"{what}: no version found")
    return match[1]


def mbedtls_folder(build):
    cache = (build / "CMakeCache.txt").read_text(encoding="utf-8")
    match = re.search(r"^MBEDTLS_DIR:\w+=(.*)$", cache, re.M)
    if match:
        return Path(match[1])
    return Path(find(r"^MBEDTLS_DIR=(.*)$", run(TOP / "tools/setup", "paths"), "MBEDTLS_DIR"))


def measure(build):
    """What there is now: name -> value for PARTS and IMAGES."""
    macros = run(COMPILER, "--specs=picolibc.specs", "-dM", "-E", "-include", "picolibc.h", "-x", "c", "-")
    info = (mbedtls_folder(build) / "include/mbedtls/build_info.h").read_text(encoding="utf-8")
    values = {"compiler": run(COMPILER, "--version").splitlines()[0],
              "picolibc": find(r'^#define _PICOLIBC_VERSION "?([\w.-]+)', macros, "picolibc"),
              "mbedtls": find(r'^#define MBEDTLS_VERSION_STRING\s+"(.*)"', info, "mbedtls")}
    for name, image in IMAGES.items():
        values[name] = hashlib.sha256((build / image).read_bytes()).hexdigest()
    return values


def parse(text):
    values = dict(line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#"))
    if values.keys() != {*PARTS, *IMAGES}:
        raise RomError(f"{FROZEN.name}: must have exactly the lines {', '.join((*PARTS, *IMAGES))}")
    return values


def render(values):
    return HEADER + "".join(f"{name:<12} {values[name]}\n" for name in (*PARTS, *IMAGES))


def explain(frozen, now):
    """None when the ROM is the frozen one, else one line on what differs and what to do."""
    changed = [name for name in IMAGES if frozen[name] != now[name]]
    if not changed:
        return None
    other = [f"{'compiler' if name == 'compiler' else 'library'} ({name} {now[name]} instead of {frozen[name]})"
             for name in PARTS if frozen[name] != now[name]]
    reason = " and ".join(other) + " differ, so it may not be the source" if other else "the source differs: compiler and libraries do not"
    return (f"the {' and '.join(changed)} ROM is not the frozen one: {reason}; if it is meant, "
            "tools/rom_hash.py --build BUILD --update")


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"), help="build folder (default: build)")
    parser.add_argument("--update", action="store_true", help="freeze what was built")
    options = parser.parse_args(argv)
    try:
        now = measure(options.build)
        if options.update:
            FROZEN.write_text(render(now), encoding="utf-8")
        difference = explain(parse(FROZEN.read_text(encoding="utf-8")), now)
    except (RomError, OSError) as error:
        difference = str(error)
    if difference:
        print(f"rom_hash: {difference}", file=sys.stderr)
        return 1
    print("".join(f"{name:<12} {now[name]}\n" for name in (*PARTS, *IMAGES)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
