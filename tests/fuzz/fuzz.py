#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Run the coverage-guided fuzzers without an end; what they find is kept, and what they learn too.

    tests/fuzz/fuzz.py --build build/fuzz                             every target in turn, a minute each, for ever
    tests/fuzz/fuzz.py --build build/fuzz --target comms --time 600   one target for ten minutes

BUILD/corpus/<target> grows from run to run. An input that fails stops the program; it is kept in BUILD/found, and the last
line is the command that repeats it. Once the bug is fixed, the file belongs into tests/fuzz/regressions/<target>.
"""
import argparse
import itertools
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

HERE = Path(__file__).resolve().parent
SLICE_SECONDS = 60
INPUT_SECONDS = 20                      # one input that takes longer is a hang: a finding

# seeds: folder of the corpus; runs: inputs in the tests, each about the same share of a minute; longest_bytes of an input
Target = namedtuple("Target", "seeds runs longest_bytes")
TARGETS = {
    "image": Target("image", 40000, 2048),
    "image_repaired": Target("image", 500000, 2048),
    "image_encrypted": Target("image_encrypted", 40000, 2048),
    "image_p256": Target("image_p256", 6000, 1024),
    "image_p384": Target("image_p384", 2500, 1024),
    "signature_p256": Target("signature_p256", 600, 80),
    "signature_p384": Target("signature_p384", 400, 112),
    "image_areas": Target("image_areas", 1500000, 1600),
    "bl2_image": Target("bl2_image", 1500, 2112),
    "bl2_image_repaired": Target("bl2_image", 12000, 2112),
    "provisioning": Target("provisioning", 50000, 8572),
    "provisioning_repaired": Target("provisioning", 30000, 8572),
    "bundle_ram": Target("bundle_ram", 5000, 8572),
    "rma_request": Target("rma_request", 300000, 69),
    "boot_data": Target("boot_data", 1500000, 1028),
    "measured_boot": Target("measured_boot", 150000, 2048),
    "crypto": Target("crypto", 40000, 1024),
    "comms": Target("comms", 400000, 4096),
}


def seed_folders(target):
    """Committed inputs of a target: its seeds, and what once failed."""
    folders = [HERE / "seeds" / TARGETS[target].seeds, HERE / "regressions" / target]
    return [folder for folder in folders if folder.is_dir()]


def command(build, target, corpus, found, *options, program=None):
    """libFuzzer's command line: new inputs go to corpus, an input that fails goes to found."""
    return [str(build / f"fuzz_{program or target}"), f"-max_len={TARGETS[target].longest_bytes}", f"-timeout={INPUT_SECONDS}",
            f"-artifact_prefix={found}/", *options, str(corpus), *map(str, seed_folders(target))]


def fuzz(build, target, seconds):
    """Exit code of libFuzzer after so many seconds; 0 when nothing was found."""
    corpus, found = build / "corpus" / target, build / "found" / target
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    print(f"{target}: {seconds} s", flush=True)
    code = subprocess.run(command(build, target, corpus, found, f"-max_total_time={seconds}", "-print_final_stats=1"),
                          check=False).returncode
    if code:
        newest = max(found.iterdir(), key=lambda path: path.stat().st_mtime, default=None)
        print(f"found: {build}/fuzz_{target} {newest}")
    return code


def main(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True, help="folder of the fuzz project")
    parser.add_argument("--target", choices=sorted(TARGETS), help="one target only")
    parser.add_argument("--time", type=int, default=0, help="seconds for each target; default: without an end")
    options = parser.parse_args(argv)
    targets = [options.target] if options.target else list(TARGETS)
    try:
        for target in targets if options.time else itertools.cycle(targets):
            if code := fuzz(options.build, target, options.time or SLICE_SECONDS):
                return code
    except OSError as error:
        print(f"fuzz: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("ended", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
