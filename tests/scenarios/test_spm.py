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
TABLE = Path(__file__).parents[2] / "partitions/spm_tests/test_cases.h"


AP_SLEEPS = struct.pack("<II", 0xD503207F, 0x17FFFFFF)       # wfi; b .-4: the AP has no part in this, and a poll takes time


def cases():
    """(name, outcome at level 1, outcome at level 2) of the table in C; 0: it passes."""
    rows = re.findall(r"^ +X\((\w+), +(PASSES|\d+), +(PASSES|\d+)\)", TABLE.read_text(), re.M)
    return [(name, *(0 if code == "PASSES" else int(code) for code in codes)) for name, *codes in rows]


def run_level(runner, build, level):
    """{name: (good, what became of it)}"""
    data = (build / f"spm_tests_l{level}_signed.bin").read_bytes()

    def change(flash):
        for slot in (0, 1):
            images.write_slot(flash, images.S, slot, data)
            images.resign(flash, images.AP, slot, lambda image: setattr(image, "payload", AP_SLEEPS))
    scenario = Scenario(f"spm-level-{level}", None, flash=change)
    with runner.machine(runner.prepare(scenario), run_limit_ms=0) as machine:
        machine.wait_for(r"# level \d: \d+ cases", console="rss")
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


def test_every_case_ran_once(suites):
    for level in LEVELS:
        assert list(suites[level]) == [c[0] for c in cases()]
