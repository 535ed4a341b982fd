# SPDX-License-Identifier: BSD-3-Clause
"""What a scenario is, what may come out of it, and how it is run on the machine."""
import re
import shutil
from collections import namedtuple

import run

RUN_LIMIT_MS = 60000        # virtual; a boot takes far less, three failed boots and their resets too

Outcome = namedtuple("Outcome", "code reason lines exit_code qemu_messages")


class Scenario:
    """What one boot starts from and has to do.

    rom, flash, otp   functions that change a bytearray in place, or bytes to use instead; None for what was built
    virgin            start from an empty OTP instead of the provisioned device
    expect            Boots or Fails
    """

    def __init__(self, name, expect, rom=None, flash=None, otp=None, virgin=False):
        self.name, self.expect = name, expect
        self.changes = {"rom": rom, "flash": flash, "otp": otp}
        self.virgin = virgin


class Boots:
    """The AP passes; refused: the slots that were passed over, as "BL2 image 2 slot 0 refused: IM10"."""

    def __init__(self, *refused):
        self.refused = set(refused)

    def check(self, outcome):
        assert outcome.code == 0, outcome.reason
        rss = [line.text for line in outcome.lines if line.console == "rss"]
        assert refusals(rss) == self.refused
        assert not [text for text in rss if text.startswith("[ERR]")]


class Fails:
    """The boot ends in recovery with this code, failed in this stage every time, and no later stage ever spoke.

    scp  whether the SCP, which starts as soon as its own image is verified, may have been started
    """

    STAGES = ("BL1_1", "BL1_2", "BL2")
    SPOKE = {"BL1_2": r"\[INF\] BL1_2 \d", "BL2": r"\[INF\] BL2 \d", "runtime": r"\[INF\] RSS runtime"}

    def __init__(self, stage, code, *refused, scp=False):
        self.stage, self.code, self.refused, self.scp = stage, code, set(refused), scp

    def check(self, outcome):
        rss = [line.text for line in outcome.lines if line.console == "rss"]
        failed = [m.groups() for text in rss if (m := re.match(r"\[ERR\] (\S+) failed: (\S+)", text))]
        assert set(failed) == {(self.stage, self.code)}
        assert outcome.reason == f"RSS boot failed with {self.code} and stays in recovery"
        assert refusals(rss) == self.refused
        later = [s for s in self.SPOKE if s not in self.STAGES[:self.STAGES.index(self.stage) + 1]]
        for stage in later:
            assert not [text for text in rss if re.match(self.SPOKE[stage], text)], f"{stage} ran"
        assert not [line.text for line in outcome.lines if line.console == "ap"], "the AP ran"
        if not self.scp:
            assert not [line.text for line in outcome.lines if line.console == "scp"], "the SCP ran"


def refusals(rss):
    """Every slot refused, once each, without "[WRN] "."""
    return {text.removeprefix("[WRN] ") for text in rss if re.match(r"\[WRN\] .* refused: ", text)}


class Runner:
    """Prepares and runs scenarios; keeps the folder of one that fails."""

    def __init__(self, build):
        self.build, self.folder = build, build / "test/scenarios"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.base = {name: (build / f"{name}.bin").read_bytes() for name in ("rom", "flash")}
        self.base["otp"] = self._provision()

    def machine(self, folder, **options):
        settings = {"deterministic": True, "run_limit_ms": RUN_LIMIT_MS, **options}
        return run.Machine(self.build / "vp/qemu-system-aarch64", folder / "rom.bin", folder / "flash.bin",
                           folder / "otp.bin", log_dir=folder, **settings)

    def prepare(self, scenario):
        folder = self.folder / scenario.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, change in scenario.changes.items():
            data = bytearray(run.OTP_BYTES) if name == "otp" and scenario.virgin else bytearray(self.base[name])
            if isinstance(change, bytes):
                data = change
            elif change is not None:
                change(data)
            (folder / f"{name}.bin").write_bytes(data)
        return folder

    def boot(self, folder, **options):
        with self.machine(folder, **options) as machine:
            code, reason = run.run_to_verdict(machine)
            return Outcome(code, reason, machine.lines, machine.exit_code, machine.qemu_messages())

    def run(self, scenario, **options):
        return self.boot(self.prepare(scenario), **options)

    def _provision(self):
        """OTP of a device that BL1_1 has provisioned, by really doing it."""
        self.base["otp"] = bytes(run.OTP_BYTES)
        outcome = self.run(Scenario("provisioned", None, virgin=True))
        assert outcome.code == 0, f"provisioning boot: {outcome.reason}"
        return (self.folder / "provisioned/otp.bin").read_bytes()

    def forget(self, scenario):
        shutil.rmtree(self.folder / scenario.name, ignore_errors=True)
