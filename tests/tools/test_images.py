# SPDX-License-Identifier: BSD-3-Clause
"""The scenarios' image helpers, against imgtool: what they sign verifies, and a case changes only what it means to."""
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/scenarios"))

import images  # noqa: E402

IMGTOOL = Path(sys.executable).with_name("imgtool")


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("images")
    (folder / "in.bin").write_bytes(bytes(i % 256 for i in range(5000)))
    subprocess.run([IMGTOOL, "sign", "-k", images.KEY_S, "--public-key-format", "full", "--max-align", "8", "--align", "1",
                    "-v", "0.0.1", "-s", "1", "-H", "0x1000", "--pad-header", "-S", "0x80000", "--pad",
                    "--boot-record", "HOST", "-L", "0x70000000", folder / "in.bin", folder / "out.bin"], check=True)
    return bytes((folder / "out.bin").read_bytes())


def verify(path, key=images.KEY_S):
    result = subprocess.run([IMGTOOL, "verify", "-k", key, path], capture_output=True, text=True)
    return result.returncode == 0


def test_parts_are_where_the_reference_says(signed):
    image = images.Image(signed)                                            # boot.md 12.4
    assert image.at["protected"] == 0x2388 and image.at["unprotected"] == 0x23F4
    assert image.at[images.TLV_PUBKEY] == 0x23F4 + 0x28 + 4 and image.at[images.TLV_RSA3072] == 0x23F4 + 0x1BA + 4
    assert [t for t, _ in image.protected] == [images.TLV_SEC_CNT, images.TLV_BOOT_RECORD]


def test_resigned_image_differs_in_its_signature_only(signed, tmp_path):
    image = images.Image(signed)
    data = image.encode(images.KEY_S)
    at = image.at[images.TLV_RSA3072]
    assert data[:at] == signed[:at] and data[at:] != signed[at:image.end]
    (tmp_path / "again.bin").write_bytes(data)
    assert verify(tmp_path / "again.bin")


def test_changed_and_resigned_image_verifies(signed, tmp_path):
    image = images.Image(signed)
    image.set_header(major=200)
    image.replace_tlv(images.TLV_SEC_CNT, b"\2\0\0\0")
    (tmp_path / "changed.bin").write_bytes(image.encode(images.KEY_S))
    assert verify(tmp_path / "changed.bin")
    (tmp_path / "stranger.bin").write_bytes(image.encode(images.STRANGER))
    assert not verify(tmp_path / "stranger.bin")


def test_flip_changes_one_bit(signed):
    flash = bytearray(images.FLASH_BYTES)
    images.write_slot(flash, images.AP, 1, signed)
    before = bytes(flash)
    images.flip_part(flash, images.AP, 1, images.TLV_SHA256, 31, 7)
    changed = [i for i in range(len(flash)) if flash[i] != before[i]]
    assert changed == [images.AP.slots[1] + 0x23F4 + 4 + 4 + 31]


def test_otp_swap_keeps_the_zero_count():
    otp = bytearray(images.OTP_BYTES)
    offset, size = images.OTP["bl1_2_image_hash"]
    otp[offset:offset + size] = bytes(range(size))
    before = bytes(otp)
    images.otp_swap(otp, "bl1_2_image_hash")
    assert otp != before and sum(map(int.bit_count, otp)) == sum(map(int.bit_count, before))
