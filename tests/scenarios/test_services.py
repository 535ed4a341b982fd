# SPDX-License-Identifier: BSD-3-Clause
"""The services on the target, at both isolation levels: partitions/service_tests as an unprivileged partition, then as the non-secure image."""
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import images
import pytest
from scenario import Scenario

RUNTIMES = ("l1", "l2", "full")         # isolation level, in the profile of the build; profile full at level 2
SUITES = Path(__file__).parents[2] / "partitions/service_tests"
ROW = re.compile(r'^    \{ "(\w+)", \w+, SERVICE_TESTS_(SECURE|NON_SECURE|BOTH) \},', re.M)
AP_SLEEPS = struct.pack("<II", 0xD503207F, 0x17FFFFFF)       # wfi; b .-4


def cases():
    """Names as they are printed, secure ones first, of the lists in C."""
    rows = [row for path in sorted(SUITES.glob("tests_*.c")) for row in ROW.findall(path.read_text())]
    return [f"s_{name}" for name, side in rows if side != "NON_SECURE"] + [f"ns_{name}" for name, side in rows if side != "SECURE"]


def run_suites(runner, build, runtime):
    """{name: (good, line of what is not so)}"""
    data = (build / f"service_tests_{runtime}_signed.bin").read_bytes()
    ns_data = (build / "ns_services_signed.bin").read_bytes()

    def change(flash):
        for slot in (0, 1):
            images.write_slot(flash, images.S, slot, data)
            images.write_slot(flash, images.NS, slot, ns_data)
            images.resign(flash, images.AP, slot, lambda image: setattr(image, "payload", AP_SLEEPS))
    scenario = Scenario(f"services-{runtime}", None, flash=change)
    with runner.machine(runner.prepare(scenario), run_limit_ms=0) as machine:
        for _ in range(2):                                   # the secure suite's end, and the other's
            machine.wait_for(r"# non-secure: \d+ cases", console="rss")
        lines = [line.text for line in machine.lines if line.console == "rss"]
    results = [re.match(r"(not ok|ok) \d+ - (\w+) # (.*)", text) for text in lines]
    return {m[2]: (m[1] == "ok", m[3]) for m in results if m}


@pytest.fixture(scope="module")
def suites(runner, build):
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(RUNTIMES, pool.map(lambda runtime: run_suites(runner, build, runtime), RUNTIMES)))


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("name", cases())
def test_case(suites, runtime, name):
    assert suites[runtime].get(name) == (True, "line 0")


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_every_case_ran_once(suites, runtime):
    assert sorted(suites[runtime]) == sorted(cases())
