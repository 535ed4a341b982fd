# SPDX-License-Identifier: BSD-3-Clause
"""Where the tests find what was built: RSS_BUILD is the build folder (default build/)."""
import os
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tools"))


@pytest.fixture(scope="session")
def build():
    """The build folder, complete."""
    folder = Path(os.environ.get("RSS_BUILD", TOP / "build")).resolve()
    for name in ("vp/qemu-system-aarch64", "rom.bin", "flash.bin"):
        assert (folder / name).is_file(), f"{folder / name} is not there, run cmake --build {folder}"
    return folder
