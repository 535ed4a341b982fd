# SPDX-License-Identifier: BSD-3-Clause
"""The services on the target, at both isolation levels: partitions/service_tests as an unprivileged partition, as the non-secure image, from the AP."""
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import images
import pytest
from scenario import Scenario

LEVELS = (1, 2)
# how often each comes: the secure suite and the non-secure image's end in the same line
ENDS = {re.compile(r"# non-secure: \d+ cases"): 2, re.compile(r"\[AP\] (PASS|FAIL)"): 1}
SUITES = Path(__file__).parents[2] / "partitions/service_tests"
ROW = re.compile(r'^    \{ "(\w+)", \w+, SERVICE_TESTS_(SECURE|NON_SECURE|BOTH|AP|ALL) \},', re.M)
# side -> prefixes of the printed names; the AP runs each case in both encodings
PREFIXES = {"SECURE": ["s"], "NON_SECURE": ["ns"], "BOTH": ["s", "ns"], "AP": ["ap", "ap_pointer"], "ALL": ["s", "ns", "ap", "ap_pointer"]}


def cases():
    """Names as they are printed, of the lists in C."""
    rows = [row for path in sorted(SUITES.glob("tests_*.c")) for row in ROW.findall(path.read_text())]
    return [f"{prefix}_{name}" for name, side in rows for prefix in PREFIXES[side]]


def run_level(runner, build, level):
    """{name: (good, line of what is not so)}"""
    data = (build / f"service_tests_l{level}_signed.bin").read_bytes()
    ns_data = (build / "ns_services_signed.bin").read_bytes()
    ap_data = (build / "ap_services_signed.bin").read_bytes()[:images.SLOT_BYTES]

    def change(flash):
        for slot in (0, 1):
            images.write_slot(flash, images.S, slot, data)
            images.write_slot(flash, images.NS, slot, ns_data)
            images.write_slot(flash, images.AP, slot, ap_data)
    scenario = Scenario(f"services-level-{level}", None, flash=change)
    with runner.machine(runner.prepare(scenario), run_limit_ms=0) as machine:
        while not all(sum(end.match(line.text) is not None for line in machine.lines) >= n for end, n in ENDS.items()):
            line = machine.next_line()
            assert line and not line.text.startswith("[ERR]"), [line.text for line in machine.lines[-5:]]
        lines = [line.text for line in machine.lines]
    results = [re.match(r"(not ok|ok) \d+ - (\w+) # (.*)", text) for text in lines]
    return {m[2]: (m[1] == "ok", m[3]) for m in results if m}


@pytest.fixture(scope="module")
def suites(runner, build):
    with ThreadPoolExecutor(len(LEVELS)) as pool:
        return dict(zip(LEVELS, pool.map(lambda level: run_level(runner, build, level), LEVELS)))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", cases())
def test_case(suites, level, name):
    assert suites[level].get(name) == (True, "line 0")


@pytest.mark.parametrize("level", LEVELS)
def test_every_case_ran_once(suites, level):
    assert sorted(suites[level]) == sorted(cases())
