# SPDX-License-Identifier: BSD-3-Clause
"""The tools are imported as modules; keys of tests are the fixed ones of boot.md 12.2."""
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tools"))

KEY_ID, SEED, RANDOMIZER = bytes(range(16)), bytes(range(32)), bytes(range(0x40, 0x60))


@pytest.fixture(scope="session")
def lms_nodes():
    import lms_key
    return lms_key.compute_tree(KEY_ID, SEED)


@pytest.fixture(scope="session")
def lms_template(tmp_path_factory, lms_nodes):
    """Files of the fixed key, to be copied: a key is not made for each test."""
    import lms_key
    name = tmp_path_factory.mktemp("lms") / "key"
    lms_key.write_durably(lms_key.file_of(name, ".prv"), lms_key.pack_private(KEY_ID, SEED, 0))
    lms_key.write_public(name, KEY_ID, lms_nodes)
    return name


@pytest.fixture
def lms_name(tmp_path, lms_template):
    """A key of the test's own at leaf 0."""
    for suffix in (".prv", ".pub", ".tree"):
        (tmp_path / f"key{suffix}").write_bytes(lms_template.with_name("key" + suffix).read_bytes())
    return tmp_path / "key"
