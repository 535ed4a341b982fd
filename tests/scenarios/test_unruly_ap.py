# SPDX-License-Identifier: BSD-3-Clause
"""An application processor that leaves messages unfinished, floods the RSS, and takes no replies (host/ap_unruly): every case has
its outcome, and the calls that the SCP makes at the same time take no longer than they do beside an AP that sleeps."""
import re
import struct

import pytest

import images
from scenario import Scenario

AP_SLEEPS = struct.pack("<II", 0xD503207F, 0x17FFFFFF)       # wfi; b .-4
SCP_CALLS = 500
TICKS = r"\[SCP\] load done, slowest call (\d+) ticks"
CASES = {"cut": 1, "flood": 4, "same-sequence-number": 2}
CHANGES = 100


def unruly(build, flash, slot):
    images.write_slot(flash, images.AP, slot, (build / "ap_unruly_signed.bin").read_bytes()[:images.SLOT_BYTES])


@pytest.fixture(scope="module")
def outcome(runner, build):
    scenario = Scenario("unruly-ap", None, flash=lambda flash: [unruly(build, flash, slot) for slot in (0, 1)])
    return runner.run(scenario)


def test_every_case_ends_as_it_should(outcome):
    assert outcome.code == 0, outcome.reason
    counts = dict(re.findall(r"\[AP\] case (\S+): (\d+)", "\n".join(line.text for line in outcome.lines if line.console == "ap")))
    good = int(counts.pop("changing-input"))
    assert {name: int(count) for name, count in counts.items()} == CASES
    codes = [m[1] for line in outcome.lines if line.console == "rss" and (m := re.match(r"\[WRN\] comms \S+: (\w+)", line.text))]
    assert codes[:2] == ["CO07", "MH02"]                     # the request that was too many, the message that was cut
    assert codes[2:] == ["CO06"] * (CHANGES - good)          # each input either way, as it was when it was fetched
    assert 0 < good < CHANGES


def slowest_call(runner, build, name, change_ap):
    """Of the SCP, in ticks of 10 ns, beside an AP."""
    import load

    def change(flash):
        for slot in (0, 1):
            images.write_slot(flash, images.S, slot, (build / "spm_bench_l2_signed.bin").read_bytes()[:images.SLOT_BYTES])
            images.write_slot(flash, images.SCP, slot, (build / "scp_load_signed.bin").read_bytes()[:images.SLOT_BYTES])
            images.resign(flash, images.SCP, slot, lambda image: load.set_parameters(image, SCP_CALLS, 1))
            change_ap(flash, slot)
    scenario = Scenario(name, None, flash=change)
    with runner.machine(runner.prepare(scenario)) as machine:
        found = machine.wait_for(TICKS, console="scp")
        ap = [line.text for line in machine.lines if line.console == "ap"]
    runner.forget(scenario)
    return int(found[1]), ap


def test_scp_does_not_wait_for_the_ap(runner, build):
    """Without a reply taken, and with a message unfinished: less than half a millisecond, where a bounded wait took tens."""
    alone, _ = slowest_call(runner, build, "scp-beside-a-sleeping-ap", lambda flash, slot: images.resign(
        flash, images.AP, slot, lambda image: setattr(image, "payload", AP_SLEEPS)))
    beside, ap = slowest_call(runner, build, "scp-beside-an-unruly-ap", lambda flash, slot: unruly(build, flash, slot))
    print(f"slowest of {SCP_CALLS} calls: {alone / 100} us alone, {beside / 100} us beside an unruly AP")
    assert "[AP] case flood: 4" in ap                        # all the time of it was among the calls
    assert beside < 50000 and beside < 4 * alone
