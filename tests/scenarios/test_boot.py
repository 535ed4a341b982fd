# SPDX-License-Identifier: BSD-3-Clause
"""Boots that must succeed: a virgin device, a provisioned one, the choice of slots, and that two runs are equal."""
import re

import pytest

import images
import run
from images import AP, NS, S, SCP
from scenario import Boots, Scenario

RANDOM_BYTES = 32


def rss_lines(outcome):
    return [line.text for line in outcome.lines if line.console == "rss"]


def lifecycles(outcome):
    """States at the starts of BL1_1, repetitions taken out: entering secure provisioning is a reset too."""
    states = [m[1] for text in rss_lines(outcome) if (m := re.match(r"\[INF\] BL1_1 \S+ lifecycle=(\S+)", text))]
    return list(dict.fromkeys(states))


def random_bytes(outcome):
    """The bytes that the AP says it got from the RSS."""
    found = next((m for line in outcome.lines if line.console == "ap" and (m := re.match(r"\[AP\] random ([0-9a-f]{64})$", line.text))), None)
    assert found, "the AP printed no 32 random bytes"
    return bytes.fromhex(found[1])


def test_virgin_device_is_provisioned(runner):
    scenario = Scenario("virgin", Boots(), virgin=True)
    folder = runner.prepare(scenario)
    outcome = runner.boot(folder)
    scenario.expect.check(outcome)
    assert lifecycles(outcome) == ["assembly-and-test", "psa-rot-provisioning", "secured"]
    otp = (folder / "otp.bin").read_bytes()
    rom = runner.base["rom"]
    for field in ("guk", "huk", "bl2_rotpk_0", "bl2_rotpk_1", "bl2_rotpk_2", "bl2_rotpk_3", "bl2_encryption_key",
                  "bl1_2_image_hash", "bl1_2_image", "bl1_rotpk_0"):
        offset, size = images.OTP[field]
        assert otp[offset:offset + size] == images.bundle_get(rom, "at", field), field
    for counter in ("bl1_nv_counter", *(f"bl2_nv_counter_{i}" for i in range(4))):
        want = bytearray(images.OTP_BYTES)
        images.otp_set_counter(want, counter, 1)
        offset, size = images.OTP[counter]
        assert otp[offset:offset + size] == want[offset:offset + size], counter
    runner.forget(scenario)


def test_second_boot_is_secured_at_once_and_leaves_otp_alone(runner):
    scenario = Scenario("second-boot", Boots())
    folder = runner.prepare(scenario)
    outcome = runner.boot(folder)
    scenario.expect.check(outcome)
    assert lifecycles(outcome) == ["secured"]
    assert (folder / "otp.bin").read_bytes() == runner.base["otp"]
    runner.forget(scenario)


def test_two_runs_are_equal(runner):
    """Same files, same seed: every console line, in its place, the random bytes included."""
    scenario = Scenario("equal-runs", Boots())
    first, second = runner.run(scenario), runner.run(scenario)
    for console in run.CONSOLES:
        assert [i.text for i in first.lines if i.console == console] == \
            [i.text for i in second.lines if i.console == console]
    assert len(set(random_bytes(first))) > RANDOM_BYTES // 4
    runner.forget(scenario)


def test_random_bytes_differ_with_the_entropy(runner):
    scenario = Scenario("other-entropy", Boots())
    first = runner.run(scenario)
    second = runner.run(scenario, deterministic=False)
    assert random_bytes(first) != random_bytes(second)
    runner.forget(scenario)


def at_version(image, slot, major):
    return lambda flash: images.resign(flash, image, slot, lambda i: (i.set_header(major=major), drop_boot_record(i)))


def drop_boot_record(image):
    """It names the version too, and may be left out."""
    image.protected = [(t, v) for t, v in image.protected if t != images.TLV_BOOT_RECORD]


@pytest.mark.parametrize("slot", [0, 1])
@pytest.mark.parametrize("image", [S, NS, AP, SCP], ids=["s", "ns", "ap", "scp"])
def test_higher_version_is_chosen(runner, image, slot):
    scenario = Scenario(f"newer-image-{image.id}-slot-{slot}", Boots(), flash=at_version(image, slot, 200))
    outcome = runner.run(scenario)
    scenario.expect.check(outcome)
    verified = dict(re.findall(r"BL2 image (\d) slot (\d) verified", "\n".join(rss_lines(outcome))))
    assert verified == {str(i): str(slot if i == image.id else 0) for i in range(4)}
    runner.forget(scenario)


def test_raised_security_counter_bars_the_old_image(runner):
    """A new image in both slots raises the counter in OTP; the old image is then refused."""
    update = Scenario("counter-raised", Boots(), flash=lambda flash: [
        images.resign(flash, AP, slot, lambda i: i.replace_tlv(images.TLV_SEC_CNT, b"\2\0\0\0")) for slot in (0, 1)])
    folder = runner.prepare(update)
    update.expect.check(runner.boot(folder))
    (folder / "flash.bin").write_bytes(runner.base["flash"])
    outcome = runner.boot(folder)
    assert outcome.reason == "RSS boot failed with IM17 and stays in recovery"
    assert {t for t in rss_lines(outcome) if "refused" in t} == {f"[WRN] BL2 image 2 slot {i} refused: IM13" for i in (0, 1)}
    runner.forget(update)
