# SPDX-License-Identifier: BSD-3-Clause
"""Runs scenarios on the machine: two at a time, each on its own copies of ROM, flash and OTP."""
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "load")]

import quick as quick_boots  # noqa: E402
from scenario import Runner  # noqa: E402

AT_A_TIME = 2


@pytest.fixture(scope="session")
def runner(build):
    return Runner(build)


@pytest.fixture(scope="session")
def quick(runner):
    return quick_boots.Quick(runner)


def pytest_terminal_summary(terminalreporter):
    for line in quick_boots.COUNTS:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def outcomes(runner, request):
    """scenario name -> future of its outcome, for all selected tests that are one scenario."""
    scenarios = [item.callspec.params["scenario"] for item in request.session.items
                 if getattr(item, "callspec", None) and "scenario" in item.callspec.params]
    pool = ThreadPoolExecutor(AT_A_TIME)
    yield {s.name: pool.submit(runner.run, s) for s in scenarios}
    pool.shutdown(cancel_futures=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Under a failed scenario: its logs, and the command that repeats it."""
    report = (yield).get_result()
    if report.when == "call" and report.failed:
        build = os.environ.get("RSS_BUILD", "build")
        report.sections.append(("repeat", f"RSS_BUILD={build} {sys.executable} -m pytest '{item.nodeid}'"))
        callspec = getattr(item, "callspec", None)
        if callspec and "scenario" in callspec.params:
            folder = Path(build).resolve() / "test/scenarios" / callspec.params["scenario"].name
            log = folder / "rss.log"
            tail = log.read_text(errors="replace").splitlines()[-15:] if log.exists() else []
            report.sections.append(("logs", "\n".join([f"{folder}/*.log", *tail])))
