# SPDX-License-Identifier: BSD-3-Clause
"""Losses of power that once left a brick, one case each, and what must not be taken for one (docs/adr/0006).

tests/campaigns/power_cut.py cuts everywhere; these are the places where the design had to change.
"""
import struct

import pytest

import images
from scenario import Boots, Fails, Scenario

CUT_EXIT_CODE = 75
TP_MODE, CM_CONFIG_1, CM_CONFIG_2, DM_CONFIG, KP_CM, KP_DM = 0x0E0, 0x0E4, 0x0E8, 0x0EC, 0x040, 0x080
BETWEEN, HALF, LOW = 0, 0x0F0F0F0F, 0x0000FFFF       # of the word's bits: none, about half, the low ones

# OTP word in whose programming power goes, what reaches the array
CUTS = {
    "torn-tp-mode": (TP_MODE, HALF),
    "torn-key": (images.OTP["huk"][0] + 4, LOW),
    "torn-field": (images.OTP["bl2_rotpk_2"][0] + 28, HALF),
    "torn-zero-count": (0x0F8, HALF),
    "torn-bl1_2": (images.OTP["bl1_2_image"][0] + 40, HALF),
    "torn-dummy-key": (KP_CM + 8, LOW),
    "torn-cm-config-2": (CM_CONFIG_2, 0x10),
    "between-the-cm-words": (CM_CONFIG_1, BETWEEN),
    "torn-cm-config-1": (CM_CONFIG_1, HALF),
    "one-count-of-cm-config-1": (CM_CONFIG_1, 0x00FF0000),
    "torn-dm-config": (DM_CONFIG, HALF),
    "one-count-of-dm-config": (DM_CONFIG, 0x000000FF),
    "torn-bl2-counter": (images.OTP["bl1_nv_counter"][0], HALF),
    "torn-image-counter": (images.OTP["bl2_nv_counter_3"][0], HALF),
}


@pytest.fixture(scope="module")
def write_numbers(runner):
    """OTP offset -> number of the write that programs it, in the provisioning of a virgin device."""
    folder = runner.prepare(Scenario("write-log", None, virgin=True))
    outcome = runner.boot(folder, arguments=["-global", f"rss-lcm.write-log={folder / 'writes'}"])
    assert outcome.code == 0, outcome.reason
    rows = [line.split() for line in (folder / "writes").read_text().splitlines()]
    return {int(offset, 16): int(number) for number, _, offset, *_ in rows}


@pytest.mark.parametrize("name", CUTS)
def test_provisioning_goes_on(runner, write_numbers, name):
    offset, mask = CUTS[name]
    scenario = Scenario(f"power-{name}", Boots(), virgin=True)
    folder = runner.prepare(scenario)
    cut = runner.boot(folder, arguments=["-global", f"rss-lcm.cut-write={write_numbers[offset]}",
                                         "-global", f"rss-lcm.cut-mask={mask}"])
    assert cut.exit_code == CUT_EXIT_CODE
    whole, left = (struct.unpack_from("<I", otp, offset)[0] for otp in (runner.base["otp"], (folder / "otp.bin").read_bytes()))
    assert left == whole & mask and left != whole
    scenario.expect.check(runner.boot(folder))
    assert (folder / "otp.bin").read_bytes() == runner.base["otp"]
    runner.forget(scenario)


def put(offset, value):
    return lambda otp: struct.pack_into("<I", otp, offset, value)


def blank(*offsets):
    return lambda otp: [struct.pack_into("<I", otp, offset, 0) for offset in offsets]


def add_bit(offset):
    def change(otp):
        word, = struct.unpack_from("<I", otp, offset)
        struct.pack_into("<I", otp, offset, word | (~word & (word + 1)))
    return change


def in_upstream_order(otp):
    """CM to DM as TF-M does it, cut between the words: CM_CONFIG_1 whole, CM_CONFIG_2 and all that follows blank."""
    blank(CM_CONFIG_2, DM_CONFIG)(otp)


CONTENTS = [
    Scenario("power-upstream-order", Boots(), otp=in_upstream_order),
    Scenario("power-tampered-kp-dm", Fails("BL1_1", "LC09"), otp=add_bit(KP_DM)),
    Scenario("power-tampered-dm-config", Fails("BL1_1", "LC09"), otp=add_bit(DM_CONFIG)),
    Scenario("power-tampered-cm-config-1", Fails("BL1_1", "LC09"), otp=add_bit(CM_CONFIG_1)),
    Scenario("power-no-state", Fails("BL1_1", "LC06"), otp=blank(CM_CONFIG_1)),
    Scenario("power-cm-config-2-of-another-key", Fails("BL1_1", "LC06"),
             otp=lambda otp: [blank(CM_CONFIG_1, DM_CONFIG)(otp), add_bit(CM_CONFIG_2)(otp)]),
    Scenario("power-tp-mode-in-se", Fails("BL1_1", "LC06"), otp=put(TP_MODE, 0xFF)),
    Scenario("power-counter-word-too-much", Fails("BL2", "OT03"),
             otp=lambda otp: images.otp_put(otp, "bl2_nv_counter_0", 1, images.COUNTER_WORD | 1)),
    Scenario("power-counter-two-parts", Fails("BL2", "OT03"),
             otp=lambda otp: [images.otp_put(otp, "bl2_nv_counter_0", i, 0x3333) for i in (1, 2)]),
]


@pytest.mark.parametrize("scenario", CONTENTS, ids=lambda scenario: scenario.name)
def test_contents(scenario, runner):
    scenario.expect.check(runner.run(scenario))
    runner.forget(scenario)
