# SPDX-License-Identifier: BSD-3-Clause
import hashlib

import pyhsslms
import pytest
from conftest import KEY_ID, RANDOMIZER, SEED, TOP

import lms_key

# boot.md 12.2
PUBLIC = "0000000600000004000102030405060708090a0b0c0d0e0f13e7de3aa7b5c390ff6b417996a1dcf44cc0d53c117a68b81d4318202a7d9288"
VECTORS = (
    (0, b"", "ff4890e8e2683abae6cc418a604f436b2421d69ef2404e73129b21338967cda4"),
    (5, b"RSS BL2 test message", "d1552a2d1c17c0b967ad91c682c1cf080c0d83549da252f6463f0d123b68d45f"),
    (1023, bytes(1000), "e7dce40dfac3d77c6eb1be3f1c9c1e347ad2ec5b54789aff43174c3f0591c907"),
)


def test_public_key(lms_nodes):
    assert lms_key.public_key(KEY_ID, lms_nodes).hex() == PUBLIC


@pytest.mark.parametrize("q, message, digest", VECTORS)
def test_signature_vectors(lms_nodes, q, message, digest):
    signature = lms_key.sign(KEY_ID, SEED, q, lms_nodes, message, RANDOMIZER)
    assert hashlib.sha256(signature).hexdigest() == digest
    assert (TOP / f"tests/vectors/lms/q{q}.sig").read_bytes() == signature
    assert lms_key.verify(bytes.fromhex(PUBLIC), message, signature)
    assert not lms_key.verify(bytes.fromhex(PUBLIC), message + b"x", signature)


def test_pyhsslms_accepts_our_signature_and_files(lms_name):
    signature = lms_key.sign_next(lms_name, b"message")
    public = pyhsslms.HssLmsPublicKey(str(lms_name))
    assert public.verify(b"message", bytes(4) + signature)
    assert not public.verify(b"messagf", bytes(4) + signature)
    key = object.__new__(pyhsslms.pyhsslms.LmsPrivateKey)  # its constructor computes the tree, which takes it half a minute
    key.lms_type, key.lmots_type = bytes([0, 0, 0, 6]), bytes([0, 0, 0, 4])
    key.SEED, key.I, key.q = SEED, KEY_ID, 1
    hss = object.__new__(pyhsslms.pyhsslms.HssPrivateKey)
    hss.levels, hss.prv, hss.sig = 1, [key], []
    assert hss.serialize() == lms_key.file_of(lms_name, ".prv").read_bytes()


def test_each_signature_takes_the_next_leaf(lms_name):
    assert [lms_key.sign_next(lms_name, b"x")[:4] for _ in range(3)] == [bytes([0, 0, 0, q]) for q in range(3)]
    assert lms_key.read_private(lms_name)[2] == 3


def test_leaf_is_used_up_before_the_signature_exists(lms_name, monkeypatch):
    def fails(*_):
        raise KeyboardInterrupt
    monkeypatch.setattr(lms_key, "sign", fails)
    with pytest.raises(KeyboardInterrupt):
        lms_key.sign_next(lms_name, b"x")
    assert lms_key.read_private(lms_name)[2] == 1


def test_last_leaf_then_exhausted(lms_name, capsys):
    lms_key.write_durably(lms_key.file_of(lms_name, ".prv"), lms_key.pack_private(KEY_ID, SEED, 1023))
    assert lms_key.sign_next(lms_name, b"x")[:4] == bytes([0, 0, 3, 255])
    assert lms_key.main(["sign", str(lms_name), __file__, str(lms_name) + ".sig"]) == 1
    assert "all 1024 signatures are used" in capsys.readouterr().err


def test_wrong_public_key_gives_no_signature(lms_name, capsys):
    path = lms_key.file_of(lms_name, ".pub")
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert lms_key.main(["sign", str(lms_name), __file__, str(lms_name) + ".sig"]) == 1
    assert "not the public key of" in capsys.readouterr().err
    assert not lms_key.file_of(lms_name, ".sig").exists()


def test_genkey_keeps_an_existing_key_and_its_state(lms_name):
    lms_key.sign_next(lms_name, b"x")
    before = lms_key.file_of(lms_name, ".prv").read_bytes()
    lms_key.file_of(lms_name, ".pub").unlink()
    assert lms_key.main(["genkey", str(lms_name)]) == 0
    assert lms_key.file_of(lms_name, ".prv").read_bytes() == before
    assert lms_key.read_public(lms_key.file_of(lms_name, ".pub")).hex() == PUBLIC


def test_damaged_tree_is_made_again(lms_name):
    lms_key.file_of(lms_name, ".tree").write_bytes(b"rubbish")
    assert lms_key.verify(bytes.fromhex(PUBLIC), b"x", lms_key.sign_next(lms_name, b"x"))


@pytest.mark.parametrize("offset, value", [(3, 2), (7, 0), (11, 61), (15, 5), (19, 3)])
def test_foreign_private_key_is_refused(lms_name, offset, value, capsys):
    path = lms_key.file_of(lms_name, ".prv")
    data = bytearray(path.read_bytes())
    data[offset] = value
    path.write_bytes(data)
    assert lms_key.main(["info", str(lms_name)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_missing_file_is_one_line(tmp_path, capsys):
    assert lms_key.main(["info", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err == f"lms_key: {tmp_path}/none.prv: No such file or directory\n"
