# SPDX-License-Identifier: BSD-3-Clause
"""The fuzzers with a fixed seed and a fixed number of inputs: the same run each time. And that they can find something."""
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import fuzz  # noqa: E402
import plant  # noqa: E402

SAFETY_SECONDS = 600
SAME_ADDRESSES = ("setarch", "-R")      # libFuzzer compares pointers that the program compares, too
PROGRAMS = Path(os.environ.get("RSS_BUILD", "build")).resolve() / "fuzz"
PLANTED = sorted(path.name.removeprefix("fuzz_").split(".") for path in PROGRAMS.glob("fuzz_*.*"))
DONE = re.compile(r"DONE +(cov: \d+ ft: \d+ corp: \d+)")
FINDING = re.compile(r"AddressSanitizer|runtime error|deadly signal|timeout")


def run(target, folder, runs, program=None):
    """(exit code, output) of a fixed number of inputs. The command is the same wherever folder is: its length moves the stack."""
    corpus, found = Path("corpus"), Path("found")
    for path in (corpus, found):
        (folder / path).mkdir()
    command = fuzz.command(PROGRAMS, target, corpus, found, "-seed=1", "-reload=0", f"-runs={runs}", program=program)
    result = subprocess.run([*SAME_ADDRESSES, *command], cwd=folder, capture_output=True, text=True, timeout=SAFETY_SECONDS)
    return result.returncode, result.stdout + result.stderr


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_nothing_is_found(target, tmp_path):
    code, output = run(target, tmp_path, fuzz.TARGETS[target].runs)
    kept = [path for path in (tmp_path / "found").iterdir()]
    assert code == 0, f"repeat with {PROGRAMS}/fuzz_{target} {kept}\n{output[-3000:]}"
    print(f"{target}: {fuzz.TARGETS[target].runs} inputs, {DONE.search(output)[1]}")


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_every_seed_alone(target):
    """Each committed input as it stands, the ones that once failed included."""
    files = [str(path) for folder in fuzz.seed_folders(target) for path in sorted(folder.iterdir())]
    assert files
    subprocess.run([PROGRAMS / f"fuzz_{target}", *files], check=True, capture_output=True, timeout=SAFETY_SECONDS)


def test_every_plant_is_built():
    assert sorted(name for _, name in PLANTED) == sorted(plant.PLANTS)
    assert {target for target, _ in PLANTED} == set(fuzz.TARGETS)


@pytest.mark.parametrize("target, bug", PLANTED)
def test_planted_bug_is_found(target, bug, tmp_path):
    """A check less in the parser, and the same budget is enough to see it."""
    code, output = run(target, tmp_path, fuzz.TARGETS[target].runs, program=f"{target}.{bug}")
    assert code != 0 and FINDING.search(output), "not found: this fuzzer shows nothing"


def test_same_run_each_time(tmp_path):
    results = []
    for name in ("first", "another-with-a-longer-path"):
        folder = tmp_path / name
        folder.mkdir()
        results.append(DONE.search(run("image_repaired", folder, 20000)[1])[1])
    assert results[0] == results[1]
