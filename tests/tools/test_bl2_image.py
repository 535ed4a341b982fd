# SPDX-License-Identifier: BSD-3-Clause
import hashlib

import pytest
from conftest import KEY_ID, RANDOMIZER, SEED, TOP

import bl2_image
import lms_key
import provisioning_values

VALUES = TOP / "platforms/tc/provisioning/development.yaml"
BASE_KEY = bytes(range(32))
EMPTY = hashlib.sha256(b"").digest()


# boot.md 12.1
@pytest.mark.parametrize("label, context, out", [
    ("BL2_DECRYPTION_KEY", bytes([1, 0, 0, 0]), "311afc41e8d466ff4b868ead33a3b0192a8aae59a87a607ee8d05529a13a8887"),
    ("BL2_DECRYPTION_KEY", bytes([10, 0, 0, 0]), "66cc327e7021bf5b780600d6f8baee742737d93b844d889d814c0367616ebc37"),
    ("BL1_VHUK_DERIVATION", EMPTY + bytes(8), "a76e92f99cce68e15f03645830b3a68f5eef085c6e85410274e67c2312dd643e"),
    ("BL1_CPAK_SEED_DERIVATION", EMPTY + bytes([3] + [0] * 7),
     "a263f1568725ba936c59b583ffd29ff21d0070a078f7023e7a9a6fefb15dde27"),
    ("BL1_DAK_SEED_DERIVATION", EMPTY + bytes([3] + [0] * 7),
     "9f315de561b349888269d9ca44006cd9a1b8b2af3d3f417baeaee0a4e468c4ee"),
])
def test_kdf_vectors(label, context, out):
    assert bl2_image.derive_key(BASE_KEY, label.encode() + b"\0", context).hex() == out


@pytest.fixture(scope="module")
def sample(lms_nodes):
    """The complete image of boot.md 12.3: (image, hash, signature)."""
    signatures = []

    def sign(message):
        signatures.append(lms_key.sign(KEY_ID, SEED, 5, lms_nodes, message, RANDOMIZER))
        return signatures[0]
    code = bytes(i % 256 for i in range(1000))
    image, digest = bl2_image.pack(code, bl2_image.parse_version("1.9.0+0"), 1, BASE_KEY, bytes(range(0xA0, 0xAC)), sign)
    return image, digest, signatures[0]


def test_complete_image(sample):
    image, digest, signature = sample
    assert digest.hex() == "1d4ef07a6ea9ab960efb8fe0a29c000c11d6566744fed48e59b149759b9ef891"
    assert hashlib.sha256(signature).hexdigest() == "44a2c1fb12ed8e5327fdb7d0704f20bb4564075edd05349152784dee537c9bfe"
    assert image[0x5C8:0x5D8].hex() == "2933d10da2a640750ddbe335d53e1f98"
    assert image[0x800:0x810].hex() == "0ec78478c2bd452a1a6723cd3046dfaa"
    assert hashlib.sha256(image).hexdigest() == "c832aa7dd3878f8ff79aa61f0c3c7eea67bd800841a76caabf7df23c0b1a555c"


@pytest.mark.parametrize("offset", [0x000, 0x010, 0x014, 0x5BC, 0x5C8, 0x5CC, 0x800, 0x1FFFF])
def test_check_refuses_a_changed_byte(sample, lms_nodes, offset):
    image, digest, _ = sample
    public = lms_key.public_key(KEY_ID, lms_nodes)
    assert bl2_image.check(image, BASE_KEY, public) == digest
    changed = bytearray(image)
    changed[offset] ^= 1
    with pytest.raises(bl2_image.ImageError):
        bl2_image.check(bytes(changed), BASE_KEY, public)


def test_command(lms_name, tmp_path, capsys):
    (tmp_path / "in").write_bytes(b"code")
    assert bl2_image.main(["sign", "--values", str(VALUES), "--key", str(lms_name), "--version", "1.2.3+4",
                           "--counter", "10", str(tmp_path / "in"), str(tmp_path / "out")]) == 0
    assert bl2_image.main(["check", "--values", str(VALUES), "--public-key", str(lms_name) + ".pub",
                           str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.startswith("version 1.2.3+4, security counter 10, LMS leaf 0, image hash ")


@pytest.mark.parametrize("arguments, message", [
    (["--version", "1.9"], "version 1.9: not major.minor.revision+build in decimal"),
    (["--version", "1.256.0"], "version 1.256.0: minor 256 is above 255"),
    (["--counter", "129"], "counter 129: not in 0 to 128, the capacity of a counter in OTP"),
    (["--counter", "-1"], "counter -1: not in 0 to 128, the capacity of a counter in OTP"),
    (["--counter", "ten"], "counter ten: not a number"),
    (["--key", "/none"], "/none.prv: No such file or directory"),
])
def test_refused_arguments_take_no_leaf(lms_name, tmp_path, capsys, arguments, message):
    (tmp_path / "in").write_bytes(b"code")
    good = ["sign", "--values", str(VALUES), "--key", str(lms_name), "--version", "1.2.3+4", "--counter", "1"]
    assert bl2_image.main(good + arguments + [str(tmp_path / "in"), str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == f"bl2_image: {message}\n"
    assert lms_key.read_private(lms_name)[2] == 0
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("size, result", [(0x1F800, 0), (0x1F801, 1)])
def test_largest_input(lms_name, tmp_path, capsys, size, result):
    (tmp_path / "in").write_bytes(bytes(size))
    assert bl2_image.main(["sign", "--values", str(VALUES), "--key", str(lms_name), "--version", "1.2.3+4",
                           "--counter", "1", str(tmp_path / "in"), str(tmp_path / "out")]) == result
    assert ("input: 129025 bytes, the slot takes 129024" in capsys.readouterr().err) == bool(result)


# The values file

def values_with(replace, by):
    text = VALUES.read_text(encoding="ascii")
    assert replace in text
    return text.replace(replace, by)


def test_development_values():
    values = provisioning_values.load(VALUES)
    assert values["huk"] == bytes(range(16)) * 2
    assert values["cca_system_properties"] == bytes.fromhex("efbeadde")
    assert values["cert_ref"] == b"0604565272829-10010".ljust(32, b"\0")


@pytest.mark.parametrize("replace, by, message", [
    ("boot_seed: a0", "boot_seed: ", "boot_seed: 31 bytes, must be 32"),
    ("boot_seed: a0", "boot_seed: zz", "boot_seed: not hexadecimal"),
    ("boot_seed:", "boot_sed:", "boot_seed: missing"),
    ("# From here", "extra: 1\n# From here", "extra: no such field"),
    ("0xdeadbeef", "0", "cca_system_properties: not a number from 1 to 0xFFFFFFFF"),
    ("0604565272829-10010", "x" * 33, "cert_ref: not 1 to 32 printable ASCII characters"),
    ("a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf", '"' + "00" * 32 + '"',
     "boot_seed: all bits equal; the ROM refuses it"),
])
def test_bad_values(replace, by, message):
    with pytest.raises(provisioning_values.ValuesError) as error:
        provisioning_values.parse(values_with(replace, by))
    assert str(error.value) == message
