# SPDX-License-Identifier: BSD-3-Clause
"""tools/summary.py counts cases once, and never calls a failed or missing run good."""
import pytest

import summary

SUITE = '<?xml version="1.0"?><testsuite>{}</testsuite>'
PASSED, FAILED, SKIPPED = "", "<failure message='x'/>", "<skipped/>"


def case(name, inside="", status="run"):
    return f'<testcase name="{name}" status="{status}">{inside}</testcase>'


@pytest.fixture
def build(tmp_path):
    (tmp_path / "test").mkdir()

    def write(**files):
        for name, cases in files.items():
            (tmp_path / f"test/{name}.xml").write_text(SUITE.format("".join(cases)))
        return tmp_path
    return write


def result(folder, capsys):
    code = summary.main(["--build", str(folder)])
    return code, capsys.readouterr().out.splitlines()[-1]


def test_cases_inside_are_counted_once(build, capsys):
    folder = build(ctest=[case("build.unit"), case("unit"), case("vp"), case("tools.regcheck"), case("lint.format")],
                   unit=[case("unit.lms", "<system-out>[  PASSED  ] 5 test(s).</system-out>"), case("unit.kdf")],
                   vp=[case("a"), case("b", SKIPPED)])
    assert result(folder, capsys) == (0, "tests: 9 passed, 0 failed, 1 skipped")


def test_failure_inside_fails(build, capsys):
    folder = build(ctest=[case("vp", FAILED, "fail")], vp=[case("a"), case("b", FAILED)])
    assert result(folder, capsys) == (1, "tests: 1 passed, 1 failed")


def test_crash_of_a_layer_fails_though_its_cases_passed(build, capsys):
    folder = build(ctest=[case("vp", FAILED, "fail")], vp=[case("a")])
    assert result(folder, capsys) == (1, "tests: 1 passed, 1 failed")


def test_crash_without_cases_fails(build, capsys):
    folder = build(ctest=[case("scenarios", FAILED, "fail"), case("tools.size")])
    assert result(folder, capsys) == (1, "tests: 1 passed, 1 failed")


def test_a_layer_may_have_several_files(build, capsys):
    folder = build(**{"ctest": [case("vp.lcm"), case("vp.kmu", FAILED, "fail")], "vp.lcm": [case("a"), case("b")],
                      "vp.kmu": [case("c", FAILED)]})
    assert result(folder, capsys) == (1, "tests: 2 passed, 1 failed")


def test_build_step_that_fails_is_counted(build, capsys):
    folder = build(ctest=[case("build.unit", FAILED, "fail"), case("unit", SKIPPED, "notrun"), case("tools.size")])
    assert result(folder, capsys) == (1, "tests: 1 passed, 2 failed")


def test_failed_cmocka_cases_are_counted(build, capsys):
    folder = build(ctest=[case("unit", FAILED, "fail")], unit=[case(
        "unit.x", FAILED + "<system-out>[  PASSED  ] 3 test(s).\n[  FAILED  ] 2 test(s), listed below</system-out>", "fail")])
    assert result(folder, capsys) == (1, "tests: 3 passed, 2 failed")


def test_nothing_run_is_not_good(build, capsys):
    assert result(build(ctest=[]), capsys)[0] == 1
