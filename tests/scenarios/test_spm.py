# SPDX-License-Identifier: BSD-3-Clause
"""The partition manager on the target, at both isolation levels: partitions/spm_tests runs its table, and says what became of each.

A case either passes, or has to end the system with its code: the runtime that boots next finds it in the failure record.
"""
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import images
import pytest
from scenario import Scenario

LEVELS = (1, 2)
TOP = Path(__file__).parents[2]
TABLE = TOP / "partitions/spm_tests/test_cases.h"


AP_SLEEPS = struct.pack("<II", 0xD503207F, 0x17FFFFFF)       # wfi; b .-4: the AP has no part in this, and a poll takes time


def cases():
    """(name, outcome at level 1, outcome at level 2) of the table in C; 0: it passes."""
    rows = re.findall(r"^ +X\((\w+), +(PASSES|\d+), +(PASSES|\d+)\)", TABLE.read_text(), re.M)
    return [(name, *(0 if code == "PASSES" else int(code) for code in codes)) for name, *codes in rows]


def ns_cases():
    return re.findall(r'^    \{ "(ns_\w+)", \w+ \},', (TOP / "ns_app/tests.c").read_text(), re.M)


def run_level(runner, build, level):
    """{name: (good, what became of it)}, of the secure suite and, after it, of the non-secure one"""
    data = (build / f"spm_tests_l{level}_signed.bin").read_bytes()
    ns_data = (build / "ns_tests_signed.bin").read_bytes()

    def change(flash):
        for slot in (0, 1):
            images.write_slot(flash, images.S, slot, data)
            images.write_slot(flash, images.NS, slot, ns_data)
            images.resign(flash, images.AP, slot, lambda image: setattr(image, "payload", AP_SLEEPS))
    scenario = Scenario(f"spm-level-{level}", None, flash=change)
    with runner.machine(runner.prepare(scenario), run_limit_ms=0) as machine:
        machine.wait_for(r"# non-secure: \d+ cases", console="rss")
        lines = [line.text for line in machine.lines if line.console == "rss"]
    results = [re.match(r"(not ok|ok) \d+ - (\w+) # (.*)", text) for text in lines]
    return {m[2]: (m[1] == "ok", m[3]) for m in results if m}


@pytest.fixture(scope="module")
def suites(runner, build):
    with ThreadPoolExecutor(len(LEVELS)) as pool:
        results = dict(zip(LEVELS, pool.map(lambda level: run_level(runner, build, level), LEVELS)))
    print(f"\n{'case':<36}{'level 1':>12}{'level 2':>12}")
    for name, *_ in cases():
        print(f"{name:<36}" + "".join(f"{results[level].get(name, (0, 'missing'))[1]:>12}" for level in LEVELS))
    return results


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name, codes", [(name, codes) for name, *codes in cases()], ids=[c[0] for c in cases()])
def test_case(suites, level, name, codes):
    code = codes[level - 1]
    assert suites[level].get(name) == (True, f"SP{code:02}" if code else "came back")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ns_cases())
def test_non_secure_case(suites, level, name):
    assert suites[level].get(name) == (True, "line 0")


def test_every_case_ran_once(suites):
    for level in LEVELS:
        assert list(suites[level]) == [c[0] for c in cases()] + ns_cases()


VENEER, SPM_CODE, SPM_DATA, SPM_DATA_NS, LCM = 0x31801200, 0x31802000, 0x31500400, 0x21500400, 0x500A0000
NS_CODE, NS_STACK = 0x21881000, 0x21700000
JUMP, READ, WRITE = bytes.fromhex("8047"), bytes.fromhex("0168"), bytes.fromhex("0160")        # blx r0; ldr r1, [r0]; str r1, [r0]
HOSTILE = [("middle-of-a-veneer", JUMP, VENEER + 4 + 1), ("behind-the-last-veneer", JUMP, VENEER + 0xa0 + 1),
           ("secure-code", JUMP, SPM_CODE + 1), ("reads-secure-data", READ, SPM_DATA), ("writes-secure-data", WRITE, SPM_DATA),
           ("reads-by-the-other-alias", READ, SPM_DATA_NS), ("reads-the-lcm", READ, LCM), ("undefined", bytes.fromhex("00de"), 0)]


STOPPED, PASSED = r"\[WRN\] non-secure image stopped: fault ", r"\[AP\] PASS"


def hostile_payload(instruction, address):
    code = bytes.fromhex("0148") + instruction + bytes.fromhex("fee7 00bf") + struct.pack("<I", address)    # ldr r0, =; ...; b .
    return struct.pack("<II", NS_STACK, NS_CODE + 64 + 1).ljust(64, b"\0") + code


def hostile_scenario(name, instruction, address, ap=None):
    payload = hostile_payload(instruction, address)

    def change(flash):
        for slot in (0, 1):
            images.resign(flash, images.NS, slot, lambda image: setattr(image, "payload", payload))
            if ap:
                images.write_slot(flash, images.AP, slot, ap)
    return Scenario(f"hostile-ns-{name}", None, flash=change)


@pytest.mark.parametrize("name, instruction, address", HOSTILE, ids=[h[0] for h in HOSTILE])
def test_hostile_non_secure_image(runner, name, instruction, address):
    """An image of the non-secure state that tries one thing: it is stopped, nobody else is."""
    scenario = hostile_scenario(name, instruction, address)
    with runner.machine(runner.prepare(scenario)) as machine:
        for pattern in (STOPPED, PASSED):
            if not any(re.search(pattern, line.text) for line in machine.lines):
                machine.wait_for(pattern)
        assert not [line.text for line in machine.lines if line.text.startswith("[ERR]")]
    runner.forget(scenario)


def test_runtime_goes_on_without_the_non_secure_image(runner, build):
    """Stopped early in the AP's long test of hostile messages, each of which still gets its answer."""
    ap = (build / "ap_test_signed.bin").read_bytes()[:images.SLOT_BYTES]
    outcome = runner.run(hostile_scenario("and-hostile-ap", *HOSTILE[0][1:], ap=ap))
    assert outcome.code == 0, outcome.reason
    stopped, passed = (next(n for n, line in enumerate(outcome.lines) if re.search(p, line.text)) for p in (STOPPED, PASSED))
    assert stopped < passed - 40
