# SPDX-License-Identifier: BSD-3-Clause
"""tests/campaigns/fault_*.py: the faults of an instruction, sampling, places found again, columns, shards and their merge."""
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "campaigns"))
import fault_campaign as campaign  # noqa: E402
from fault_plan import BULK_EVERY, Code, Strike, make_strikes, strikes_at  # noqa: E402

BASE = 0x31900000
#            ldr r0, [r1, #4]   pop {r4, pc}   str r2, [r3]   adds r5, r6, r7   mov.w r8, r9   ldrd r0, r1, [r2]
CODE = bytes.fromhex("4868" "10bd" "1a60" "f519" "4fea0908" "d2e90001")


@pytest.fixture
def code():
    result = Code([])
    result.sections.append((BASE, CODE))
    result.functions = [(BASE, BASE + 4, "first"), (BASE + 4, BASE + 8, "memcpy")]
    return result


@pytest.mark.parametrize("offset, read, loaded", [(0, (1,), (0,)), (2, (13,), (4,)), (4, (2, 3), ()), (6, (6, 7), ()), (8, (9,), ()),
                                                  (12, (2,), (0, 1))])
def test_registers(code, offset, read, loaded):
    assert code.registers(BASE + offset) == (read, loaded)


def test_registers_of_no_code(code):
    assert code.registers(BASE + 0x1000) == ((), ())


def test_functions(code):
    assert code.place(BASE + 2) == "first+0x2"
    assert code.place(BASE + 8) == f"{BASE + 8:#010x}" and code.place(0) == "0x00000000"
    assert code.is_bulk(BASE + 6) and not code.is_bulk(BASE) and not code.is_bulk(0)


def test_faults_of_an_instruction(code):
    assert [(s.time, s.kind, s.action) for s in strikes_at(code, 100, BASE, 1)] == [
        (100, "skip 1", "skip 1"), (100, "skip 2", "skip 2"), (100, "register 0", "reg 1 0 0"),
        (100, "register ones", "reg 1 0 0xffffffff"), (100, "register bit", "reg 1 0xffffffff 0x100"), (101, "load 0", "reg 0 0 0")]


def test_each_bit_has_its_turn(code):
    bits = {next(s.action for s in strikes_at(code, 100, BASE, n) if s.kind == "register bit") for n in range(32)}
    assert len(bits) == 32


def test_strikes_rise_and_bulk_is_thinned(code):
    trace = [(t, BASE) for t in range(10)] + [(t, BASE + 6) for t in range(10, 10 + BULK_EVERY)]
    strikes = make_strikes(code, trace)
    assert [s.time for s in strikes] == sorted(s.time for s in strikes)
    assert sum(s.address == BASE for s in strikes) == 10 * 6
    assert sum(s.address == BASE + 6 for s in strikes) == 8        # two skips and three for each of two registers


def test_sampling():
    trace = [(t, BASE) for t in range(1, 2 * campaign.EVERY + 1)]
    assert [t for t, _ in campaign.sampled(trace)] == [*range(1, campaign.FIRST + 1), campaign.EVERY, 2 * campaign.EVERY]


def test_a_place_is_found_again():
    assert campaign.find([(7, 3), (8, 4), (10, 6)], [1, 2, 3, 4, 5, 6]) == 2
    assert campaign.find([(7, 3), (8, 5)], [1, 2, 3, 4, 5]) is None
    assert campaign.find([(7, 5), (8, 6)], [3, 4, 5]) is None
    assert campaign.walked([7, 7, 8, 7], 100) == [(100, 7), (102, 8), (103, 7)]


REFERENCE = (None, "end", 0x42410101, 1000)


@pytest.mark.parametrize("outcome, record, elapsed, column", [
    ("end", 0x42410101, 1001, "ignored"), ("end", 0x42410101, 1003, "refused"), ("end", 0x42410201, 1000, "refused"),
    ("end", 0x46490101, 1000, "recovered"), ("end", 0, 1000, "recovered"), ("end", 0x46490201, 1000, "crashed"),
    ("idle", 0x42410101, 1000, "crashed"), ("killed", 6, 1000, "crashed"), ("timeout", 0x42410101, 1000, "crashed"),
    ("forbidden", 0x42410101, 1000, "forbidden"), ("key", 0x42410101, 1000, "key"), ("counter", 0, 1, "counter"),
    ("lifecycle", 0, 1, "lifecycle"),
])
def test_columns(outcome, record, elapsed, column):
    assert campaign.classify((None, outcome, record, elapsed), REFERENCE) == column


def part(ignored, wins):
    table = {"skip 1": {"ignored": ignored, "forbidden": len(wins)}}
    return {"cases": {"bl1_1-hash": {"table": table, "seconds": 1.5}}, "wins": [{"case": "bl1_1-hash", "time": t, "fault": "skip 1",
            "outcome": "forbidden", "at": "f+0x2", "address": "11000002"} for t in wins]}


def report(hardened, control, limit_ms=200):
    return {"sample": "all of these", "limit_ms": limit_ms, "hardened": hardened, "control": control}


def test_shards_become_one(tmp_path, capsys):
    for name, wins, limit_ms in (("a", [], 200), ("b", [5], 60)):
        (tmp_path / name).write_text(json.dumps(report(part(3, wins), part(1, [7]), limit_ms)))
    page = tmp_path / "page.md"
    assert campaign.main(["--merge", str(tmp_path / "a"), str(tmp_path / "b"), "--write", str(page)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "experiments=7 wins=1 control_wins=2"
    assert "| bl1_1-hash | 7 | 6 | 0 | 0 | 0 | 1 | 0 | 0 | 0 |" in page.read_text()
    assert "A child had 60 ms of virtual time" in page.read_text()
    assert "bl1_1-hash: skip 1 before f+0x2 (11000002) at 5 ns: forbidden" in page.read_text()


def test_blind_control_fails(tmp_path, capsys):
    (tmp_path / "a").write_text(json.dumps(report(part(3, []), part(1, []))))
    assert campaign.main(["--merge", str(tmp_path / "a")]) == 2
    assert "the control shows no win in BL1_1" in capsys.readouterr().err


@pytest.mark.parametrize("arguments, message", [
    (["--shard", "3"], "3 is not i/n with 1 <= i <= n"), (["--shard", "0/2"], "0/2 is not"), (["--shard", "3/2"], "3/2 is not"),
    ([], "--control is missing"), (["--merge", "/nonexistent"], "No such file"),
    (["--control", "/nonexistent", "--build", "/nonexistent"], "No such file"),
])
def test_wrong_use(capsys, arguments, message):
    try:
        code = campaign.main(arguments)
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert message in capsys.readouterr().err


def test_named_cases_are_always_tried(code):
    strikes = make_strikes(code, [(t, BASE) for t in range(10)] + [(20, BASE + 4)])
    code.functions[0] = (BASE, BASE + 4, "stage_start")
    case = next(case for case in campaign.fault_cases.CASES if case.name == "bl1_1-hash")
    other = next(case for case in campaign.fault_cases.CASES if case.name == "bl2-s-key")
    assert len([s for s in campaign.choose(code, case, strikes, 1) if s.address == BASE]) == 60
    assert len(campaign.choose(code, other, strikes, 1)) == 1
    assert campaign.choose(code, other, strikes, None) == sorted(strikes)


def test_a_job_may_begin_with_a_loaded_value(monkeypatch):
    """Its fault comes an instruction later than the one that it is named for."""
    experiment = object.__new__(campaign.Experiment)
    experiment.case = next(case for case in campaign.fault_cases.CASES if case.name == "bl2-s-key")
    load = Strike(5, "load 0", "reg 1 0 0", BASE)
    record = int.from_bytes(experiment.case.code[:2].encode(), "big") << 16 | int(experiment.case.code[2:]) << 8
    monkeypatch.setattr(experiment, "_strike_raw", lambda strikes, name: [
        [str(i), "end", f"{record:08x}", "7", f"{BASE + 2:x}"] for i, _ in enumerate(strikes)])
    assert [m[0].action for m in experiment.strike([load], "x")] == ["none", "reg 1 0 0"]
