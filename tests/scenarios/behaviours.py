# SPDX-License-Identifier: BSD-3-Clause
"""docs/design/spm-tests.md: which case shows which behaviour. Its rows, and the ids that have to be there, once each."""
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/design/spm-tests.md"
COLUMNS = ("Id", "Behaviour", "Secure", "Non-secure", "AP", "Host", "Where not")
CALLERS = ("Secure", "Non-secure", "AP", "Host")
IDS = [*(f"i{n:03}" for n in range(1, 91)), *(f"IPC_{n}" for n in range(1001, 1016) if n != 1005), *(f"SFN_{n}" for n in range(1001, 1008)),
       "SLIH_1001", "FLIH_1101", "FLIH_1102", *(f"FPU_S_{n}" for n in range(1001, 1004)), *(f"FPU_NS_{n}" for n in range(1001, 1005)),
       *(f"psa_{name}" for name in (
           "framework_version version connect call close wait get set_rhandle read skip write reply notify clear panic rot_lifecycle_state "
           "irq_enable irq_disable eoi reset_signal map_invec unmap_invec map_outvec unmap_outvec").split())]


def rows():
    """A dictionary each: names of cases are lists, the rest is text."""
    out = []
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] != "Id" and not cells[0].startswith("---"):
            assert len(cells) == len(COLUMNS), line
            row = dict(zip(COLUMNS, cells))
            out.append({**row, **{caller: re.findall(r"`([^`]+)`", row[caller]) for caller in CALLERS}})
    return out
