# SPDX-License-Identifier: BSD-3-Clause
"""The documented debugger command: all three cores, and the symbols of every stage, on a real boot."""
import re
import subprocess
import sys

import images
from scenario import Scenario

STAGES = ("bl1_1", "bl1_2", "bl2")
SAFETY_SECONDS = 600


def gdb(build, folder, *commands):
    arguments = [word for command in commands for word in ("-ex", command)]
    result = subprocess.run(
        [sys.executable, images.TOP / "tools/gdb", "--build", build, *(f"--{n}={folder / n}.bin" for n in ("rom", "flash", "otp")),
         "--", "-batch", *arguments], capture_output=True, text=True, timeout=SAFETY_SECONDS, cwd=images.TOP)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_every_stage_has_symbols_and_every_core_is_there(runner, build):
    scenario = Scenario("gdb", None)
    folder = runner.prepare(scenario)
    to_next_stage = ["continue", "info symbol $pc"] * len(STAGES)
    out = gdb(build, folder, "hbreak stage_main", *to_next_stage, "info line ns_mailbox_entry", "info inferiors", "delete",
              "inferior 2", "info line scp_main", "inferior 3", "hbreak ap_main", "continue", "backtrace 1")
    assert re.findall(r"^stage_main .*in section .* of .*/(\w+)\.elf$", out, re.M) == list(STAGES)
    for function in ("ns_mailbox_entry", "scp_main"):
        assert re.search(rf"^Line \d+ of .* <{function}>", out, re.M), function
    assert len(re.findall(r"^[* ]+\d +process \d", out, re.M)) == 3
    assert re.search(r"#0 +ap_main \(\) at ", out)
    runner.forget(scenario)
