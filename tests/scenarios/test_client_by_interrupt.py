# SPDX-License-Identifier: BSD-3-Clause
"""The AP's client library by interrupt: MHU receiver, GICv3, FIQ in EL3 (host/ap_irq; the SCP hands the messages on)."""
import re

import images
from scenario import Scenario

CALLS = 16


def test_every_reply_is_taken_by_interrupt(runner, build):
    def change(flash):
        for slot in (0, 1):
            for image, name in ((images.AP, "ap_irq"), (images.SCP, "scp_relay")):
                images.write_slot(flash, image, slot, (build / f"{name}_signed.bin").read_bytes()[:images.SLOT_BYTES])
    scenario = Scenario("client-by-interrupt", None, flash=change)
    outcome = runner.run(scenario)
    assert outcome.code == 0, outcome.reason
    calls, interrupts = map(int, re.search(r"PASS calls=(\d+) interrupts=(\d+)", outcome.reason).groups())
    assert calls == CALLS
    assert interrupts == CALLS              # one for each reply: the AP slept, and was woken for nothing else
    runner.forget(scenario)
