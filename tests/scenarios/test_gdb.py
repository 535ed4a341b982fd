# SPDX-License-Identifier: BSD-3-Clause
"""The documented debugger command: all three cores, and the symbols of every stage, on a real boot."""
import re
import subprocess
import sys

import images
from scenario import Scenario

STAGE_SOURCES = ["boot/bl1_1/main.c", "boot/bl1_2/main.c", "boot/bl2/main.c", "spm/main.c"]
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
    out = gdb(build, folder, "hbreak stage_main", *["continue"] * len(STAGE_SOURCES), "info inferiors",
              "inferior 2", "info line scp_main", "inferior 3", "delete", "hbreak ap_main", "continue", "backtrace 1")
    stops = re.findall(r"stage_main \(\) at (?:\S*?/)?((?:boot|spm)/\S+):\d+", out)
    assert list(dict.fromkeys(stops)) == STAGE_SOURCES
    assert len(re.findall(r"^[* ]+\d +process \d", out, re.M)) == 3
    assert re.search(r"#0 +ap_main \(\) at ", out)
    runner.forget(scenario)
