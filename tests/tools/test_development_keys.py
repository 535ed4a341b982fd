# SPDX-License-Identifier: BSD-3-Clause
"""Development keys are known by value: in the C table, and by the bundle tool."""
import hashlib
import re

import pytest
from conftest import TOP

import development_keys
import lms_key
import provisioning_bundle
import provisioning_values

VALUES = TOP / "platforms/tc/provisioning/development.yaml"
PEM = sorted((TOP / "bl2/ext/mcuboot").glob("*.pem"))


def test_header_lists_every_key(tmp_path):
    out = tmp_path / "development_keys.h"
    assert development_keys.main(["--values", str(VALUES), *map(str, PEM), str(out)]) == 0
    text = out.read_text()
    rows = {bytes(int(byte, 16) for byte in re.findall("0x([0-9a-f]{2})", row))
            for row in re.findall(r"^    \{(.*)\}, /\*", text, re.M)}
    values = provisioning_values.load(VALUES)
    known = [values[name] for name in ("bl2_encryption_key", "guk", "huk", "host_rotpk_s", "host_rotpk_ns", "host_rotpk_cca")]
    known += [development_keys.rotpk_hash(path) for path in PEM]
    assert rows == {hashlib.sha256(value).digest()[:development_keys.IDENTITY_BYTES] for value in known}
    assert f"DEVELOPMENT_KEY_COUNT {len(known)}u" in text
    assert "LMS_DEVELOPMENT_MARKER { 0x52, 0x53, 0x53, 0x2d, 0x44, 0x45, 0x56, 0x00 }" in text


def test_hash_of_a_key_is_the_bundles():
    for path in PEM:
        if "RSA" in path.name:
            assert development_keys.rotpk_hash(path) == provisioning_bundle.rotpk_hash(path.read_bytes(), path)


def test_find():
    keys = development_keys.collect(VALUES, PEM)
    values = provisioning_values.load(VALUES)
    assert development_keys.find({"huk": bytes(range(32))}, keys) is None
    assert development_keys.find({"guk": values["huk"]}, keys) == "guk"            # whatever it is used for
    assert development_keys.find({"bl1_rotpk_0": bytes(8) + b"RSS-DEV\0" + bytes(40)}, keys) == "bl1_rotpk_0"
    assert development_keys.find({"bl1_rotpk_0": bytes(8) + b"RSS-DEW\0" + bytes(40)}, keys) is None


def test_not_a_key(tmp_path, capsys):
    bad = tmp_path / "bad.pem"
    bad.write_text("no key")
    assert development_keys.main(["--values", str(VALUES), str(bad), str(tmp_path / "out.h")]) == 1
    assert capsys.readouterr().err == f"development_keys: {bad}: not a PEM private key\n"


def test_identifier_of_a_new_key():
    for _ in range(50):
        assert lms_key.new_key_id(True).startswith(b"RSS-DEV\0")
        assert not lms_key.new_key_id(False).startswith(b"RSS-DEV\0")
        assert len(lms_key.new_key_id(True)) == len(lms_key.new_key_id(False)) == 16


def test_a_random_identifier_with_the_marker_is_not_taken(monkeypatch):
    draws = iter([b"RSS-DEV\0" + bytes(8), bytes(range(16))])
    monkeypatch.setattr(lms_key.secrets, "token_bytes", lambda size: next(draws))
    assert lms_key.new_key_id(False) == bytes(range(16))


@pytest.mark.parametrize("development", [True, False])
def test_genkey_option(tmp_path, monkeypatch, development):
    monkeypatch.setattr(lms_key, "compute_tree", lambda key_id, seed: [bytes(32)] * (2 * lms_key.LEAVES))
    assert lms_key.main(["genkey", *(["--development"] if development else []), str(tmp_path / "k")]) == 0
    assert lms_key.is_development(lms_key.read_public(tmp_path / "k.pub")) is development
