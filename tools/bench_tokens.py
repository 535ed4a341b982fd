#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Count the instructions of the long calls, and how many of them are Mbed TLS's.

    tools/bench_tokens.py --build build       table

service.<name>.instructions             one call of a client of the Application RoT, isolation level 2: partition switches, nested calls
service.<name>.crypto_instructions      of these, in Mbed TLS's code and what it calls to move and clear bytes
service.<name>.other_percent            the rest; OTHER_LIMIT_PERCENT is an error
service.<name>.wire_bytes               of request and reply between AP and RSS: embed; pointer_wire_bytes: by pointer access
Names: token_cca, token_psa (challenge of 32 bytes, the six measurements of the boot), delegated_key (P-384), sign_hash_p256,
verify_hash_p256 (ECDSA by the Crypto service with a volatile key).

partitions/spm_bench/bench_tokens.c makes the calls. The trace has each instruction's first executions only, and when each of them
ran: what ran between two records belongs to the first one's code. Code that is not Mbed TLS's runs far less often than RECORDED, so it is
recorded whole. Of several laps the shortest counts, in which the other cores sleep. make bench includes the figures.
"""
import argparse
import re
import sys
import tempfile
from array import array
from bisect import bisect_right
from pathlib import Path

from elftools.elf.elffile import ELFFile

import bench_services
import run

NAME = "spm_bench_tokens"
LAP = "bench_tokens_lap_"
CALLS = {                                           # inputs and outputs in bytes, as the AP sends them
    "token_cca": ((32, 4), (0x800,)), "token_psa": ((32, 4), (0x800,)), "delegated_key": ((1, 4, 4), (48,)),
    "sign_hash_p256": ((bench_services.PACK, 32), (64,)), "verify_hash_p256": ((bench_services.PACK, 32, 64), ()),
}
OTHER_LIMIT_PERCENT = 10
RECORDED = 4000
RUN_LIMIT_MS = 1000
S_SLOTS, SLOT_BYTES, AP_OFFSET = (0x40000, 0x140000), 0x80000, 0x200000
MBEDTLS = re.compile(r"/mbedtls/library/")
MOVERS = re.compile(r"mem(cpy|move|set|cmp)|__aeabi_mem\w+|__aeabi_u?l?div\w*|__udivmoddi4|mbedtls_platform_zeroize")
SECTION = re.compile(r"^ (\.text\S*)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S+)$", re.M)


class BenchError(Exception):
    """One line for the user."""


def symbols(elf):
    """{name: (first, end)} of the functions."""
    with open(elf, "rb") as f:
        table = ELFFile(f).get_section_by_name(".symtab")
        return {s.name: (s["st_value"] & ~1, (s["st_value"] & ~1) + s["st_size"]) for s in table.iter_symbols()
                if s["st_info"]["type"] == "STT_FUNC" and s["st_size"]}


def owners(map_text, functions):
    """Ordered [(first, end, owner)]: "crypto" is Mbed TLS, "" belongs to whoever runs it; all else is "other"."""
    text = re.sub(r"^ (\.text\S+)\n\s+0x", r" \1 0x", map_text, flags=re.M)
    found = [(int(m[2], 16), int(m[2], 16) + int(m[3], 16), "crypto") for m in SECTION.finditer(text) if MBEDTLS.search(m[4])]
    movers = [(first, end, "") for name, (first, end) in functions.items() if MOVERS.fullmatch(name)]
    return sorted([r for r in found if not any(first <= r[0] < end for first, end, _ in movers)] + movers)


def laps(words, functions):
    """(name, first record, record behind) of every lap; words are times and addresses by turns."""
    marks = {bounds[0]: name.removeprefix(LAP) for name, bounds in functions.items() if name.startswith(LAP)}
    if len(marks) != len(CALLS) + 1:
        raise BenchError(f"{NAME}: lap functions are {', '.join(marks.values()) or 'not there'}")
    at = [(n, marks[address]) for n, address in enumerate(words[1::2]) if address in marks]
    if not at or at[-1][1] != "end":
        raise BenchError(f"{NAME}: did not come to its end")
    return [(name, start, behind) for (start, name), (behind, _) in zip(at, at[1:])]


def crypto_time(words, start, behind, ranges):
    """Instructions of the lap that are "crypto": times between records, for the owner of the first."""
    starts = [first for first, _, _ in ranges]
    known, owner, total = {}, "other", 0
    for n in range(start, behind):
        address = words[2 * n + 1]
        if address not in known:
            place = bisect_right(starts, address) - 1
            known[address] = ranges[place][2] if place >= 0 and address < ranges[place][1] else "other"
        owner = known[address] or owner
        if owner == "crypto":
            total += words[2 * n + 2] - words[2 * n]
    return total


def measure(build, otp, folder):
    """{name: (instructions, of them crypto)} of one boot."""
    flash, traced = folder / "flash", folder / "trace"
    data = bytearray((build / "flash.bin").read_bytes())
    for start in S_SLOTS:
        for offset, image in ((start, NAME), (start + AP_OFFSET, "ap_bench")):      # which finds no service and sleeps
            data[offset:offset + SLOT_BYTES] = (build / f"{image}_signed.bin").read_bytes()[:SLOT_BYTES]
    flash.write_bytes(data)
    plugin = ["-plugin", f"{build / 'vp/librss_trace.so'},out={traced},first={RECORDED},every={1 << 40}"]
    with run.Machine(build / "vp/qemu-system-aarch64", build / "rom.bin", flash, otp, deterministic=True,
                     run_limit_ms=RUN_LIMIT_MS, arguments=plugin) as machine:
        while machine.next_line() is not None:
            pass
        if machine.exit_code != run.RUN_LIMIT_EXIT_CODE:
            raise BenchError(machine.end_reason())
    words = array("I", traced.read_bytes())
    functions = symbols(build / f"{NAME}.elf")
    found = {}
    for name, start, behind in laps(words, functions):
        found.setdefault(name, []).append((words[2 * behind] - words[2 * start], start, behind))
    ranges = owners((build / f"{NAME}.map").read_text(), functions)
    best = {name: min(found[name]) for name in CALLS}
    return {name: (count, crypto_time(words, start, behind, ranges)) for name, (count, start, behind) in best.items()}


def figures(build, otp, folder):
    """Name of a figure -> number."""
    result = {}
    for name, (whole, crypto) in measure(build, otp, folder).items():
        result.update({f"service.{name}.instructions": whole, f"service.{name}.crypto_instructions": crypto,
                       f"service.{name}.other_percent": round(100 * (whole - crypto) / whole, 2),
                       **bench_services.wire_figures(name, *CALLS[name])})
    return result


def over_limit(values):
    """One line for each call in which too much is not crypto."""
    return [f"{name} is {n}, the limit {OTHER_LIMIT_PERCENT}" for name, n in values.items()
            if re.fullmatch(r"service\.\w+\.other_percent", name) and n > OTHER_LIMIT_PERCENT]


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"), help="build folder (default: build)")
    build = parser.parse_args(argv).build
    try:
        with tempfile.TemporaryDirectory(prefix="rss-bench-") as name:
            otp = Path(name) / "otp.bin"
            run.new_otp(otp)
            values = figures(build.resolve(), otp, Path(name))
    except (BenchError, run.MachineError, OSError) as error:
        print(f"bench_tokens: {error}", file=sys.stderr)
        return 1
    for key, value in values.items():
        print(f"{key:<52}{value:>14,}")
    for line in over_limit(values):
        print(f"bench_tokens: {line}", file=sys.stderr)
    return 1 if over_limit(values) else 0


if __name__ == "__main__":
    sys.exit(main())
