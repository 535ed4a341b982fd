# SPDX-License-Identifier: BSD-3-Clause
"""A hostile application processor: host/ap_test sends its table of malformed messages to the RSS.

The image checks on its own side that each message gets its answer, or none, and that the RSS still answers good calls.
Here: that the RSS named the right code for each, in the same order, and nothing else.
"""
import re

import pytest

import behaviours
import images
from scenario import Scenario

LEAST_CASES = 40
CHANNELS = (3, 5, 31, 124)      # fewest that carry a message, two in between, all that the block can have


@pytest.fixture(scope="module", params=CHANNELS, ids=lambda channels: f"{channels}-channels")
def outcome(runner, build, request):
    hostile = (build / "ap_test_signed.bin").read_bytes()
    scenario = Scenario(f"hostile-ap-{request.param}", None, flash=lambda flash: [
        images.write_slot(flash, images.AP, slot, hostile[:images.SLOT_BYTES]) for slot in (0, 1)])
    return runner.run(scenario, machine_options={"mhu-channels": request.param})


def test_every_message_got_what_it_should(outcome):
    assert outcome.code == 0, outcome.reason


def test_behaviours_that_the_page_names(outcome):
    ran = {m[1] for line in outcome.lines if (m := re.match(r"\[AP\] case (\S+): ", line.text))}
    assert {name for row in behaviours.rows() for name in row["AP"]} <= ran


def test_rss_named_each_code(outcome):
    cases = [m.groups() for line in outcome.lines if line.console == "ap"
             and (m := re.match(r"\[AP\] case (\S+): .*?(?:\((\w+)\))?$", line.text))]
    assert len(cases) >= LEAST_CASES
    expected = [code for _, code in cases if code]
    runtime = [line.text for line in outcome.lines if line.console == "rss"]
    start = next(i for i, text in enumerate(runtime) if text.startswith("[INF] RSS runtime"))
    named = [m[1] for text in runtime[start:] if (m := re.match(r"\[WRN\] .*?\b([A-Z]{2}\d{2,})\b", text))]
    assert named == expected


def test_hostile_scp(runner, build):
    """The other way round: the AP's memory and services are not the SCP's."""
    scenario = Scenario("hostile-scp", None, flash=lambda flash: [images.write_slot(
        flash, images.SCP, slot, (build / "scp_hostile_signed.bin").read_bytes()[:images.SLOT_BYTES]) for slot in (0, 1)])
    with runner.machine(runner.prepare(scenario)) as machine:
        assert machine.wait_for(r"\[SCP\] (PASS|FAIL .*)")[1] == "PASS"
        codes = [m[1] for line in machine.lines if line.console == "rss" and (m := re.match(r"\[WRN\] comms refused: (\w+)", line.text))]
    assert codes == ["CO05", "CO05", "CO06"]
    runner.forget(scenario)
