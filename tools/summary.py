#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""One summary of a test run, with counts of cases per layer.

    tools/summary.py --build build

Reads BUILD/test/*.xml: ctest.xml (one entry per ctest test), and for layers that have cases inside, LAYER*.xml as
pytest and the unit project's ctest write them. Exit status 1 when anything failed, or a test left no result.
"""
import argparse
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path

LAYERS = ("unit", "fuzz", "vp", "tools", "scenarios", "lint")
FAILURES_SHOWN = 20
# A cmocka program is one ctest entry; what it prints says how many cases it had.
CMOCKA_PASSED = re.compile(r"\[  PASSED  \] (\d+) test")
CMOCKA_FAILED = re.compile(r"\[  FAILED  \] (\d+) test")


def cases(path):
    """(name, passed count, failed count, skipped count) of each entry of a JUnit file."""
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        output = "".join(case.itertext())
        name = case.get("name")
        bad = case.find("failure") is not None or case.find("error") is not None or case.get("status") in ("fail", "notrun")
        skipped = not bad and (case.find("skipped") is not None or case.get("status") == "disabled")
        passed_inside, failed_inside = (sum(map(int, e.findall(output))) for e in (CMOCKA_PASSED, CMOCKA_FAILED))
        if skipped:
            yield name, 0, 0, 1
        elif bad:
            yield name, passed_inside, max(failed_inside, 1), 0
        else:
            yield name, max(passed_inside, 1), 0, 0


def layer_of(name):
    """ctest tests and result files are called LAYER, LAYER.something, or build.LAYER for a step before it."""
    return name.removeprefix("build.").split(".")[0]


def collect(folder):
    """layer -> [passed, failed, skipped], and the names of what failed."""
    counts, failures = defaultdict(lambda: [0, 0, 0]), []
    inside = {p.stem for p in folder.glob("*.xml")} - {"ctest"}
    for path in sorted(folder.glob("*.xml")):
        for name, *result in cases(path):
            if path.stem == "ctest":
                if (name in inside or name.startswith("build.")) and not result[1]:
                    continue                    # counted case by case in its own file; not a test
                if name in inside and any(r[2] for r in cases(folder / f"{name}.xml")):
                    continue                    # its failure is named case by case
            layer = layer_of(name if path.stem == "ctest" else path.stem)
            for i in range(3):
                counts[layer][i] += result[i]
            if result[1]:
                failures.append(f"{layer}: {name}")
    return counts, failures


def main(argv):
    parser = argparse.ArgumentParser(prog="summary.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"))
    options = parser.parse_args(argv)
    folder = options.build / "test"
    if not (folder / "ctest.xml").exists():
        print("error: no test results, run ctest first", file=sys.stderr)
        return 1
    counts, failures = collect(folder)
    total = [sum(c[i] for c in counts.values()) for i in range(3)]
    print(f"\n{'layer':<12}{'passed':>8}{'failed':>8}{'skipped':>9}")
    for layer in LAYERS:
        if layer in counts:
            print(f"{layer:<12}{counts[layer][0]:>8}{counts[layer][1]:>8}{counts[layer][2]:>9}")
    for failure in failures[:FAILURES_SHOWN]:
        print(f"failed: {failure}")
    if len(failures) > FAILURES_SHOWN:
        print(f"failed: and {len(failures) - FAILURES_SHOWN} more, see {folder}/*.xml")
    skipped = f", {total[2]} skipped" if total[2] else ""
    print(f"tests: {total[0]} passed, {total[1]} failed{skipped}")
    return 1 if total[1] or not total[0] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
