# SPDX-License-Identifier: BSD-3-Clause
import hashlib

import pytest
from conftest import TOP

import bl2_image
import lms_key
import provisioning_bundle
import provisioning_values

VALUES = TOP / "platforms/tc/provisioning/development.yaml"
KEY_S = TOP / "bl2/ext/mcuboot/root-RSA-3072.pem"
KEY_NS = TOP / "bl2/ext/mcuboot/root-RSA-3072_1.pem"


@pytest.fixture
def inputs(lms_name, tmp_path):
    (tmp_path / "bl1_2.bin").write_bytes(b"\x01\x02\x03\x04" * 500)
    values = provisioning_values.load(VALUES)
    image, _ = bl2_image.pack(b"BL2", bytes(8), 1, values["bl2_encryption_key"], bytes(12),
                              lambda message: lms_key.sign_next(lms_name, message))
    (tmp_path / "bl2.bin").write_bytes(image)
    return tmp_path


def arguments(folder, rotpks=(KEY_S, KEY_NS, KEY_S, KEY_S)):
    return (["--values", str(VALUES), "--bl1-2", str(folder / "bl1_2.bin"), "--bl2", str(folder / "bl2.bin"),
             "--lms-public-key", str(folder / "key.pub")] +
            [word for key in rotpks for word in ("--bl2-rotpk", str(key))] + [str(folder / "bundle.bin")])


def test_layout(inputs):
    """Offsets of boot.md 3.4 and of boot/bl1_1/provisioning.h, typed again here."""
    assert provisioning_bundle.main(arguments(inputs)) == 0
    bundle = (inputs / "bundle.bin").read_bytes()
    values = provisioning_values.load(VALUES)
    assert len(bundle) == 0x25E8
    assert bundle[:4] == bytes.fromhex("edfedec0")
    assert bundle[0x04:0x24] == values["bl2_encryption_key"]
    assert bundle[0x24:0x44] == values["guk"]
    padded = (b"\x01\x02\x03\x04" * 500).ljust(0x2000, b"\0")
    assert bundle[0x44:0x64] == hashlib.sha256(padded).digest()
    assert bundle[0x84:0x2084] == padded
    assert bundle[0x2084:0x20BC] == (inputs / "key.pub").read_bytes()[4:]
    # The certificate-free fingerprints of the keys, as imgtool's PUBKEY TLV has them
    assert bundle[0x20BC:0x20DC] == bundle[0x20FC:0x211C] == bundle[0x211C:0x213C] != bundle[0x20DC:0x20FC]
    assert bundle[0x213C:0x215C] == values["huk"]
    assert bundle[0x215C:0x217C] == hashlib.sha256(bundle[:0x215C]).digest()
    assert not any(bundle[0x217C:0x2400])
    psa = bundle[0x2400:]
    assert psa[:4] == bytes.fromhex("edfeefbe")
    assert psa[0x004:0x064] == values["host_rotpk_s"]
    assert psa[0x064:0x0C4] == values["host_rotpk_ns"]
    assert psa[0x0C4:0x124] == values["host_rotpk_cca"]
    assert psa[0x124:0x144] == values["boot_seed"]
    assert psa[0x144:0x164] == values["implementation_id"]
    assert psa[0x164:0x184] == values["cert_ref"]
    assert psa[0x184:0x1A4] == values["verification_service_url"]
    assert psa[0x1A4:0x1C4] == values["profile_definition"]
    assert psa[0x1C4:0x1C8] == values["cca_system_properties"]
    assert psa[0x1C8:] == hashlib.sha256(psa[:0x1C8]).digest()


def test_same_input_same_bytes(inputs):
    assert provisioning_bundle.main(arguments(inputs)) == 0
    first = (inputs / "bundle.bin").read_bytes()
    assert provisioning_bundle.main(arguments(inputs)) == 0
    assert (inputs / "bundle.bin").read_bytes() == first


def test_rotpk_is_the_hash_of_imgtools_public_key_tlv():
    from imgtool import keys
    public = keys.load(str(KEY_S)).get_public_bytes()
    assert provisioning_bundle.rotpk_hash(KEY_S.read_bytes(), "key") == hashlib.sha256(public).digest()


@pytest.mark.parametrize("change, message", [
    (lambda folder: (folder / "bl1_2.bin").write_bytes(bytes(0x2001)), "bl1_2: 8193 bytes, OTP takes 1 to 8192"),
    (lambda folder: (folder / "bl1_2.bin").write_bytes(b""), "bl1_2: 0 bytes, OTP takes 1 to 8192"),
    (lambda folder: (folder / "bl2.bin").write_bytes(bytes(0x20000)),
     "image: decrypt magic wrong, other key or not a BL2 image"),
    (lambda folder: (folder / "bl2.bin").write_bytes(b"x"), "image: 1 bytes, not 131072"),
    (lambda folder: (folder / "bl2.bin").unlink(), "No such file"),
    (lambda folder: (folder / "key.pub").write_bytes(bytes(60)), "not a one-level LMS"),
])
def test_bad_inputs(inputs, capsys, change, message):
    change(inputs)
    assert provisioning_bundle.main(arguments(inputs)) == 1
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1
    assert not (inputs / "bundle.bin").exists()


@pytest.mark.parametrize("rotpks, message", [
    ((KEY_S,), "--bl2-rotpk: given 1 times, must be 4 (S, NS, AP, SCP)"),
    ((VALUES, KEY_S, KEY_S, KEY_S), "not a PEM key"),
])
def test_bad_keys(inputs, capsys, rotpks, message):
    assert provisioning_bundle.main(arguments(inputs, rotpks)) == 1
    assert message in capsys.readouterr().err
