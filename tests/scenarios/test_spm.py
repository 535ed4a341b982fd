# SPDX-License-Identifier: BSD-3-Clause
"""The partition manager on the target, at both isolation levels: partitions/spm_tests runs its table, and says what became of each.

A case either passes, or has to end the system with its code: the runtime that boots next finds it in the failure record.
"""
import re
import struct
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import behaviours as page
import images
import pytest
from debug import symbol
from scenario import Scenario

LEVELS = (1, 2)
TOP = Path(__file__).parents[2]
TABLES = ("interface/psa/spm_tests.h", "partitions/spm_tests/test_cases.h")
ORDER = ("COMMON_CASES", "CLIENT_CASES", "RULES", "RUNNER_CASES")
AP_SLEEPS = struct.pack("<II", 0xD503207F, 0x17FFFFFF)       # wfi; b .-4: the AP has no part in this, and a poll takes time
STOPPED = "[WRN] non-secure image stopped: fault "
HELD = {"ns_wall_handler_stays", "ns_wall_masks_all", "ns_wall_sleeps_deeply"}      # no faults: they only keep the core
Result = namedtuple("Result", "good ending faults")          # of the non-secure image, before the line


def tables():
    """name of the table in C -> [(case, outcome at level 1, outcome at level 2)]; 0: it passes."""
    text = "".join((TOP / path).read_text() for path in TABLES)
    found = re.findall(r"^#define TEST_(\w+)\(X\) .*\n((?: .*\n)+)", text, re.M)
    return {name: [(case, *(0 if code == "PASSES" else int(code) for code in codes))
                   for case, *codes in re.findall(r"^ +X\((\w+), +(PASSES|\d+), +(PASSES|\d+)\)", rows, re.M)] for name, rows in found}


def cases():
    """As the runner has them."""
    return [row for name in ORDER for row in tables()[name]]


def ns_cases():
    """name -> what its line ends in: the suite that every client has, its own, and the walls that it ends at."""
    own = re.findall(r"\bROW\((\w+)\),", (TOP / "ns_app/tests.c").read_text())
    walls = re.findall(r"^    X\((\w+), .*\)", (TOP / "ns_app/walls.c").read_text(), re.M)
    return {**{f"ns_{name}": "line 0" for name in [row[0] for row in tables()["COMMON_CASES"]] + own},
            **{f"ns_wall_{name}": "stopped 0" for name in walls}}


def run_level(runner, build, level):
    """name -> Result, of the secure suite and, after it, of the non-secure one"""
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
    results, faults = {}, 0
    for text in lines:
        faults += text.startswith(STOPPED)
        if m := re.match(r"(not ok|ok) \d+ - (\w+) # (.*)", text):
            results[m[2]] = Result(m[1] == "ok", m[3], faults)
            faults = 0
    return results


@pytest.fixture(scope="module")
def suites(runner, build):
    with ThreadPoolExecutor(len(LEVELS)) as pool:
        results = dict(zip(LEVELS, pool.map(lambda level: run_level(runner, build, level), LEVELS)))
    names = [row[0] for row in cases()] + list(ns_cases())
    rows = [("case", *(f"level {level}" for level in LEVELS))]
    rows += [(name, *(results[level][name].ending if name in results[level] else "missing" for level in LEVELS)) for name in names]
    table = "".join(f"{name:<42}{first:>10}{second:>12}\n" for name, first, second in rows)
    (build / "test/spm.txt").write_text(table)
    print(f"\n{table}")
    return results


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name, codes", [(name, codes) for name, *codes in cases()], ids=[c[0] for c in cases()])
def test_case(suites, level, name, codes):
    code = codes[level - 1]
    assert suites[level][name] == (True, f"SP{code:02}" if code else "came back", 0)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name, ending", ns_cases().items())
def test_non_secure_case(suites, level, name, ending):
    is_fault = name.startswith("ns_wall_") and name not in HELD
    assert suites[level][name] == (True, ending, 1 if is_fault else 0)


def test_every_case_ran_once(suites):
    for level in LEVELS:
        assert list(suites[level]) == [c[0] for c in cases()] + list(ns_cases())


def test_page_of_behaviours(suites):
    """docs/design/spm-tests.md: every name is a case that ran, at both levels; no case is left out, and no behaviour."""
    rows = page.rows()
    for column, ran in (("Secure", [row[0] for row in cases()]), ("Non-secure", list(ns_cases()))):
        named = {name for row in rows for name in row[column]}
        assert named == set(ran)
        assert all(name in suites[level] for level in LEVELS for name in named)
    unit = re.findall(r"cmocka_unit_test\w*\((\w+)", (TOP / "spm/spm_test.c").read_text())
    assert {name for row in rows for name in row["Host"]} <= set(unit)
    assert [row["Id"] for row in rows if not any(row[c] for c in page.CALLERS) and not row["Where not"]] == []
    ids = [name for row in rows for name in re.split(", | (?=\\()", row["Id"])]
    assert [i for i in page.IDS if ids.count(i) != 1] == []


VENEERS, VENEER_BYTES, VENEER_COUNT = 0x200, 32, 5          # in tfm_s.bin; interface/psa/veneers.h
SG = bytes.fromhex("7fe9 7fe9")


def test_veneers_are_the_only_gates(build):
    """What the SAU lets the non-secure state enter holds SG where a veneer begins, and nowhere else."""
    start, end = (symbol(build, "tfm_s", f"spm_veneers_{edge}") for edge in ("start", "end"))
    code = (build / "tfm_s.bin").read_bytes()[VENEERS:VENEERS + end - start]
    assert [at for at in range(0, len(code), 2) if code[at:at + 4] == SG] == [n * VENEER_BYTES for n in range(VENEER_COUNT)]


NS_CODE, NS_STACK = 0x21881000, 0x21700000
MIDDLE_OF_A_VENEER = 0x31801200 + 4 + 1
PASSED = r"\[AP\] PASS"


def hostile_scenario(ap):
    """The product, with an image of the non-secure state that runs into one wall and an AP of its own."""
    code = bytes.fromhex("0148 8047 fee7 00bf") + struct.pack("<I", MIDDLE_OF_A_VENEER)     # ldr r0, =; blx r0; b .
    payload = struct.pack("<II", NS_STACK, NS_CODE + 64 + 1).ljust(64, b"\0") + code

    def change(flash):
        for slot in (0, 1):
            images.resign(flash, images.NS, slot, lambda image: setattr(image, "payload", payload))
            images.write_slot(flash, images.AP, slot, ap)
    return Scenario("hostile-ns-and-hostile-ap", None, flash=change)


def test_runtime_goes_on_without_the_non_secure_image(runner, build):
    """Stopped early in the AP's long test of hostile messages, each of which still gets its answer."""
    outcome = runner.run(hostile_scenario((build / "ap_test_signed.bin").read_bytes()[:images.SLOT_BYTES]))
    assert outcome.code == 0, outcome.reason
    texts = [line.text for line in outcome.lines]
    stopped, passed = (next(n for n, text in enumerate(texts) if re.match(p, text)) for p in (re.escape(STOPPED), PASSED))
    assert stopped < passed - 40
