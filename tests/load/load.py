#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""AP, SCP and non-secure state call a service with state at once; every answer must be one that some serial order of all calls explains.

    tests/load/load.py --build build                        make load: ten runs of 4,000 calls
    tests/load/load.py --build build --calls 200 --runs 1   a short one

Each run is another sequence of calls (by its seed), the same each time: the machine counts instructions. The history comes from a
trace of the register writes of all cores (wire.py), the checker is linearizable.py. Python of tools/setup: needs cryptography.
"""
import argparse
import struct
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tools"), str(TOP / "tests/scenarios"), str(Path(__file__).parent)]

import images  # noqa: E402
import linearizable  # noqa: E402
import run  # noqa: E402
import wire  # noqa: E402

MAGIC = b"RSS-LOAD"
CLIENTS = {"ap": (images.AP, 0.5), "scp": (images.SCP, 0.25), "ns": (images.NS, 0.25)}     # and its part of the calls
LEVEL = 2


class LoadError(Exception):
    """A run that ended otherwise than it should. One line of text."""


def set_parameters(image, calls, seed):
    at = bytes(image.payload).index(MAGIC) + len(MAGIC)
    payload = bytearray(image.payload)
    payload[at:at + 8] = struct.pack("<II", calls, seed)
    image.payload = bytes(payload)


def shares(calls):
    return {client: int(calls * part) for client, (_, part) in CLIENTS.items()}


def make_flash(build, calls, seed, level):
    """The flash image of a run: the runtime with the registers, and three clients."""
    flash = bytearray((build / "flash.bin").read_bytes())
    for slot in (0, 1):
        images.write_slot(flash, images.S, slot, (build / f"spm_bench_l{level}_signed.bin").read_bytes()[:images.SLOT_BYTES])
        for n, (client, (image, _)) in enumerate(CLIENTS.items()):
            images.write_slot(flash, image, slot, (build / f"{client}_load_signed.bin").read_bytes()[:images.SLOT_BYTES])
            images.resign(flash, image, slot, lambda i, c=client, n=n: set_parameters(i, shares(calls)[c], 1000 * seed + n + 1))
    return flash


def history_of(machine, trace):
    """Calls of a run to its end."""
    with machine as m:
        code, reason = run.run_to_verdict(m)
    if code:
        raise LoadError(reason)
    with open(trace) as f:
        return wire.history(f)


def check(calls, total):
    """Complaints about a history."""
    for client, share in shares(total).items():
        made = sum(c.client == client for c in calls)
        if made <= share:               # one more to say that it is done
            yield f"{client} made {made} calls, not {share} and the one at its end"
    if linearizable.most_under_way([c for c in calls if c.client == "ap"]) < 3:
        yield "the AP never had three calls under way"
    if len(linearizable.pairs_that_met(calls)) < 3:
        yield "not every two of the clients were at it at the same time"
    for bad in linearizable.check(calls):
        yield f"no serial order explains {bad}"


def run_once(build, otp, calls, seed, folder, level=LEVEL):
    """(history, complaints about it)"""
    flash, trace = folder / "flash.bin", folder / "trace.txt"
    flash.write_bytes(make_flash(build, calls, seed, level))
    machine = run.Machine(build / "vp/qemu-system-aarch64", build / "rom.bin", flash, otp, deterministic=True,
                          arguments=["-trace", f"enable={wire.TRACE},file={trace}"])
    done = history_of(machine, trace)
    return done, list(check(done, calls))


def summary(calls):
    made = ", ".join(f"{client} {sum(c.client == client for c in calls)}" for client in CLIENTS)
    return f"{made} calls, {linearizable.most_under_way(calls)} under way at most"


def main(argv):
    parser = argparse.ArgumentParser(prog="load.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--calls", type=int, default=4000, help="of a run, all clients together (default 4000)")
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args(argv)
    if options.calls < 40:
        parser.error("--calls: at least 40")
    failed = 0
    with tempfile.TemporaryDirectory(prefix="rss-load-") as name:
        for seed in range(1, options.runs + 1):
            try:
                calls, complaints = run_once(options.build.resolve(), Path(name) / "otp.bin", options.calls, seed, Path(name))
            except (LoadError, wire.WireError, run.MachineError) as error:
                calls, complaints = [], [str(error)]
            print(f"seed {seed}: {summary(calls)}: {'; '.join(complaints) or 'every answer explained'}", flush=True)
            failed += bool(complaints)
    print(f"{options.runs} runs of {options.calls} calls, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
