# SPDX-License-Identifier: BSD-3-Clause
"""flash_check.py on images made by imgtool. That it says what the machine says is for tests/scenarios (quick.py)."""
import json
import struct
import subprocess
import sys

import pytest
from conftest import TOP

sys.path.insert(0, str(TOP / "tests/scenarios"))

import encrypt_image  # noqa: E402
import flash_check  # noqa: E402
import image_kek  # noqa: E402
import images  # noqa: E402
from images import AP, NS, SCP, S  # noqa: E402

IMGTOOL = flash_check.Path(sys.executable).with_name("imgtool")
KEYS = {"RSA-3072": images.KEY_S, "EC-P256": TOP / "bl2/ext/mcuboot/root-EC-P256.pem",
        "EC-P384": TOP / "bl2/ext/mcuboot/root-EC-P384.pem"}
BL2_KEY = bytes(range(100, 132))
TLV_ENC_KW, SIGNATURE = 0x31, {"RSA-3072": 0x23, "EC-P256": 0x22, "EC-P384": 0x22}


def imgtool_sign(folder, image, key, *options, key_format="full"):
    source, out = folder / "in.bin", folder / "out.bin"
    source.write_bytes(bytes(i % 251 for i in range(5000)))
    subprocess.run([str(word) for word in (
        IMGTOOL, "sign", "-k", key, "--public-key-format", key_format, "--max-align", 8, "--align", 1, "-v", "1.2.3+4", "-s", 1,
        "-H", 0x1000, "--pad-header", "-S", images.SLOT_BYTES, "--pad", "--boot-record", "TEST",
        "-L", hex(image.load_address), *options, source, out)], check=True, capture_output=True)
    return out.read_bytes()


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("signed")
    return {name: imgtool_sign(folder, AP, key) for name, key in KEYS.items()}


def rules(image, scheme="RSA-3072", may_be_encrypted=False, with_otp=False):
    kek = (lambda bits: image_kek.derive(BL2_KEY, "ns", bits)) if with_otp else None
    return flash_check.Rules(flash_check.SCHEMES[scheme], image.load_address, 0x10000, may_be_encrypted, None, None, kek)


def code(slot, *args, **options):
    facts = flash_check.judge_image(bytes(slot), rules(*args, **options))
    return facts["early"] or facts["late"]


def flipped(data, offset, bit=0):
    data = bytearray(data)
    images.flip(data, offset, bit)
    return data


# Signature schemes ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("scheme", KEYS)
def test_scheme(signed, scheme):
    data = signed[scheme]
    at = images.Image(data).at
    assert code(data, AP, scheme) is None
    assert code(flipped(data, 0x1100), AP, scheme) == "IM10"
    assert code(flipped(data, at[SIGNATURE[scheme]] + 20), AP, scheme) == "IM12"
    assert code(flipped(data, at[images.TLV_PUBKEY] + 40), AP, scheme) == "IM12"     # no OTP: IM11 is not known


@pytest.mark.parametrize("image_scheme, bl2_scheme, want", [
    ("RSA-3072", "EC-P256", "IM06"), ("RSA-3072", "EC-P384", "IM07"), ("EC-P256", "RSA-3072", "IM06"),
    ("EC-P256", "EC-P384", "IM07"), ("EC-P384", "RSA-3072", "IM06"), ("EC-P384", "EC-P256", "IM06")])
def test_scheme_of_another_build(signed, image_scheme, bl2_scheme, want):
    """Hash of another type: IM07; key of another length, or P-384's boot record with its longer hashes: IM06."""
    assert code(signed[image_scheme], AP, bl2_scheme) == want


@pytest.mark.parametrize("scheme", ["EC-P256", "EC-P384"])
def test_ecdsa_takes_one_form(signed, scheme):
    """A length in the long form, and a needless zero byte: the same numbers, other bytes."""
    image = images.Image(signed[scheme])
    signature = dict(image.unprotected)[0x22]
    size = signature[3]
    longer = bytes([0x30, len(signature) - 1, 2, size + 1, 0]) + signature[4:]
    for other in (b"\x30\x81" + signature[1:], longer, signature + b"\0"):
        entries = [(t, other if t == 0x22 else v) for t, v in image.unprotected]
        data = signed[scheme][:image.at["unprotected"]] + images.tlv_area(images.INFO_UNPROTECTED, entries)
        want = "IM12" if len(other) <= flash_check.SCHEMES[scheme].signature_bytes[1] else "IM06"
        assert code(data.ljust(images.SLOT_BYTES, b"\xff"), AP, scheme) == want


def test_key_hash_only(tmp_path):
    assert code(imgtool_sign(tmp_path, AP, images.KEY_S, key_format="hash"), AP) == "IM18"


# Encryption ----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module", params=[128, 256])
def encrypted(request, tmp_path_factory):
    bits = request.param
    clear = imgtool_sign(tmp_path_factory.mktemp("encrypted"), NS, images.KEY_NS, "-E", images.KEY_NS, "--clear", "--encrypt-keylen",
                         bits)
    return encrypt_image.encrypt(clear, image_kek.derive(BL2_KEY, "ns", bits), bytes(range(bits // 8)))


def set_flags(data, flags):
    return data[:16] + struct.pack("<I", flags) + data[20:]


def set_wrapped(data, value):
    image = images.Image(data)
    entries = [e for e in image.unprotected if e[0] != TLV_ENC_KW] + ([(TLV_ENC_KW, value)] if value is not None else [])
    area = images.tlv_area(images.INFO_UNPROTECTED, entries)
    return (data[:image.at["unprotected"]] + area).ljust(images.SLOT_BYTES, b"\xff")


def test_encrypted(encrypted):
    image = images.Image(encrypted)
    ns = {"may_be_encrypted": True, "with_otp": True}
    wrapped = dict(image.unprotected)[TLV_ENC_KW]
    other_flag = {0x24: 0x28, 0x28: 0x24}[image.header.flags]
    cases = [(encrypted, None), (flipped(encrypted, 0x1100), "IM10"), (flipped(encrypted, image.at[TLV_ENC_KW]), "IM19"),
             (set_wrapped(encrypted, None), "IM20"), (set_flags(encrypted, 0x20), "IM21"),
             (set_flags(encrypted, other_flag), "IM22"), (set_wrapped(encrypted, wrapped[:-1]), "IM22"),
             (set_flags(encrypted, 0x2C), "IM23")]
    assert [code(data, NS, **ns) for data, _ in cases] == [want for _, want in cases]
    assert code(encrypted, NS) == "IM24"


def test_encrypted_without_the_otp(encrypted):
    """Nothing is said of hash and signature; the form is judged all the same."""
    facts = flash_check.judge_image(encrypted, rules(NS, may_be_encrypted=True))
    assert facts["late"] is None and facts["signer"] is None and facts["encrypted_bits"] in (128, 256)
    assert code(set_wrapped(encrypted, None), NS, may_be_encrypted=True) == "IM20"


# Command line --------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def flash_path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flash")
    flash = bytearray(images.FLASH_BYTES)
    for image in (S, NS, AP, SCP):
        images.fill(flash, image.slots[0], imgtool_sign(folder, image, image.key))
    path = folder / "flash.bin"
    path.write_bytes(flash)
    return path


def test_json(flash_path, capsys):
    assert flash_check.main(["--json", str(flash_path)]) == 0
    result = json.loads(capsys.readouterr().out)
    verdicts = {(row["image"], row["slot"]): (row["verdict"], row["chosen"]) for row in result["slots"]}
    for name in ("RSS S", "RSS NS", "AP BL1", "SCP BL1"):
        assert verdicts[name, 0] == ("OK", True) and verdicts[name, 1] == ("IM01", False)
    assert result["boots"] and not result["complete"] and len(verdicts) == 10


def test_text_and_status(flash_path, tmp_path, capsys):
    data = flipped(flash_path.read_bytes(), AP.slots[0])
    (tmp_path / "bad.bin").write_bytes(data)
    assert flash_check.main([str(tmp_path / "bad.bin")]) == 3
    out = capsys.readouterr().out
    assert "    IM01 " in out and "would not boot: BL2 fails with IM17" in out.splitlines()[-1]


def test_other_signature(flash_path, capsys):
    assert flash_check.main(["--signature", "EC-P384", str(flash_path)]) == 3
    assert "    IM07 " in capsys.readouterr().out


@pytest.mark.parametrize("arguments, error", [
    (["{}/none.bin"], "none.bin: No such file"), (["{}/long.bin"], "flash: 8388609 bytes, the limit is 8388608"),
    (["--otp", "{}/short.bin", "{}/short.bin"], "short.bin: 1 bytes, an OTP file has 16384")])
def test_errors_in_one_line(tmp_path, capsys, arguments, error):
    (tmp_path / "long.bin").write_bytes(bytes(0x800001))
    (tmp_path / "short.bin").write_bytes(b"\0")
    assert flash_check.main([text.format(tmp_path) for text in arguments]) == 1
    message = capsys.readouterr().err
    assert message.startswith("flash_check: ") and error in message and message.count("\n") == 1


def test_help_has_a_command_that_works(flash_path):
    text = subprocess.run([sys.executable, TOP / "tools/flash_check.py", "--help"], capture_output=True, text=True, check=True).stdout
    command = next(line.split("  without")[0].split() for line in text.splitlines() if "without the OTP: what" in line)
    command = [str(flash_path) if word == "build/flash.bin" else word for word in command]
    assert subprocess.run([sys.executable, *command], cwd=TOP, capture_output=True).returncode == 0
