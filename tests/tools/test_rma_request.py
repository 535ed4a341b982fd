# SPDX-License-Identifier: BSD-3-Clause
import hashlib
import struct

from conftest import TOP
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import provisioning_values
import rma_request

VALUES = TOP / "platforms/tc/provisioning/development.yaml"


def test_layout(tmp_path):
    """docs/design/provisioning.md, computed again from the KDF's definition (boot.md 3.8)."""
    out = tmp_path / "rma.bin"
    assert rma_request.main(["--values", str(VALUES), str(out)]) == 0
    values = provisioning_values.load(VALUES)
    state = struct.pack("<I", 1) + b"RSS_RMA_REQUEST\0" + b"\0" + values["boot_seed"] + struct.pack("<I", 32)
    encryptor = Cipher(algorithms.AES(values["guk"]), modes.ECB()).encryptor()
    body = bytes.fromhex("1ddec0de") + encryptor.update(hashlib.sha256(state).digest())
    assert out.read_bytes() == body + hashlib.sha256(body).digest()


def test_missing_values(tmp_path, capsys):
    assert rma_request.main(["--values", str(tmp_path / "none"), str(tmp_path / "rma.bin")]) == 1
    assert capsys.readouterr().err.startswith("rma_request: ")
    assert not (tmp_path / "rma.bin").exists()
