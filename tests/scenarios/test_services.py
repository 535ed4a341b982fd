# SPDX-License-Identifier: BSD-3-Clause
"""The services on the target, at both isolation levels: partitions/service_tests as an unprivileged partition, as the non-secure image, from the AP."""
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import images
import pytest
import test_measurements
from scenario import Scenario

RUNTIMES = ("l1", "l2", "full")         # isolation level, in the profile of the build; profile full at level 2
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


def run_suites(runner, runtime):
    """({name: (good, line of what is not so)}, {slot: (register, signer ID) in hex, as the AP reads them}, flash)"""
    build = runner.build
    data = (build / f"service_tests_{runtime}_signed.bin").read_bytes()
    ns_data = (build / "ns_services_signed.bin").read_bytes()
    ap_data = (build / "ap_services_signed.bin").read_bytes()[:images.SLOT_BYTES]

    def change(flash):
        for slot in (0, 1):
            images.write_slot(flash, images.S, slot, data)
            images.write_slot(flash, images.NS, slot, ns_data)
            images.write_slot(flash, images.AP, slot, ap_data)
    scenario = Scenario(f"services-{runtime}", None, flash=change)
    folder = runner.prepare(scenario)
    with runner.machine(folder, deterministic=False, run_limit_ms=0) as machine:
        while not all(sum(end.match(line.text) is not None for line in machine.lines) >= n for end, n in ENDS.items()):
            line = machine.next_line()
            assert line and not line.text.startswith("[ERR]"), [line.text for line in machine.lines[-5:]]
        lines = [line.text for line in machine.lines]
    results = [re.match(r"(not ok|ok) \d+ - (\w+) # (.*)", text) for text in lines]
    registers = [re.match(r"register (\d+) (\w+) signer (\w+)", text) for text in lines]
    return {m[2]: (m[1] == "ok", m[3]) for m in results if m}, {int(m[1]): (m[2], m[3]) for m in registers if m}, (folder / "flash.bin").read_bytes()


@pytest.fixture(scope="module")
def suites(runner):
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(RUNTIMES, pool.map(lambda runtime: run_suites(runner, runtime), RUNTIMES)))


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("name", cases())
def test_case(suites, runtime, name):
    assert suites[runtime][0].get(name) == (True, "line 0")


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_every_case_ran_once(suites, runtime):
    assert sorted(suites[runtime][0]) == sorted(cases())


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_registers_of_the_boot_stages(runner, suites, runtime):
    """Slots 0 to 5 hold what the files say, extended once: the register is H(0 || hash of the image)."""
    _, registers, flash = suites[runtime]
    want = [(hashlib.sha256(bytes(32) + m.value).hexdigest(), (m.signer or bytes(32)).hex())
            for m in test_measurements.expected(runner.base["rom"], flash)]
    assert [registers[slot] for slot in range(len(want))] == want
