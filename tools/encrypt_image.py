#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Encrypt an image that imgtool signed for encryption: AES-CTR over its payload, the key wrapped with AES-KW (TLV 0x31).

    imgtool sign -k KEY.pem -E KEY.pem --clear --encrypt-keylen 256 ... tfm_s.bin tfm_s_clear.bin
    tools/encrypt_image.py --kek s.kek tfm_s_clear.bin tfm_s_signed.bin

imgtool makes no AES-KW, only wrappings for RSA and EC keys. With -E and --clear it sets the header's flag, pads, hashes and
signs as for any encrypted image (hash and signature are over the plain text) and leaves the payload plain; -E has to name a
key of the signing key's type, and what it wraps is replaced here. The unprotected area is not signed, so no key is needed
but the KEK (tools/image_kek.py), which has the image key's length. The image key is random: two runs differ.
"""
import argparse
import base64
import binascii
import os
import struct
import sys
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

MAGIC = 0x96F3B83D
HEADER = struct.Struct("<IIHHII")               # up to the flags
KEY_BYTES_OF_FLAG = {0x4: 16, 0x8: 32}
INFO_UNPROTECTED = 0x6907
TLV_ENC_KW = 0x31
TLV_WRAPPED_KEYS = (0x30, 0x31, 0x32, 0x33, 0x34)
TRAILER_MAGIC = bytes.fromhex("77c295f360d2ef7f3552500f2cb67980")


class EncryptError(Exception):
    """One line for the user."""


def read_entries(data, offset):
    """Entries of the unprotected area and its end."""
    if offset + 4 > len(data):
        raise EncryptError("image: ends before its unprotected TLV area")
    magic, total = struct.unpack_from("<HH", data, offset)
    end = offset + total
    if magic != INFO_UNPROTECTED or end > len(data):
        raise EncryptError("image: no unprotected TLV area behind the payload")
    entries, offset = [], offset + 4
    while offset + 4 <= end:
        type_, size = struct.unpack_from("<HH", data, offset)
        entries.append((type_, data[offset + 4:offset + 4 + size]))
        offset += 4 + size
    if offset != end:
        raise EncryptError("image: TLV entries do not fill their area")
    return entries, end


def encrypt(image, kek, key):
    """The image with its payload encrypted under key, and key wrapped under kek as its last TLV."""
    if len(image) < 32:
        raise EncryptError(f"image: {len(image)} bytes, a header has 32")
    magic, _, header_bytes, protected_bytes, payload_bytes, flags = HEADER.unpack_from(image)
    if magic != MAGIC:
        raise EncryptError("image: not an MCUboot image")
    if KEY_BYTES_OF_FLAG.get(flags & 0xC) != len(key):
        raise EncryptError(f"image: flags 0x{flags:x} do not announce a key of {8 * len(key)} bits, the length of --kek; "
                           "sign with imgtool -E, --clear and --encrypt-keylen")
    front = header_bytes + payload_bytes
    entries, end = read_entries(image, front + protected_bytes)
    entries = [e for e in entries if e[0] not in TLV_WRAPPED_KEYS] + [(TLV_ENC_KW, aes_key_wrap(kek, key))]
    area = b"".join(struct.pack("<HH", t, len(v)) + v for t, v in entries)
    area = struct.pack("<HH", INFO_UNPROTECTED, 4 + len(area)) + area
    cipher = Cipher(algorithms.AES(key), modes.CTR(bytes(16))).encryptor()
    body = image[:header_bytes] + cipher.update(image[header_bytes:front]) + image[front:front + protected_bytes] + area
    if image[-16:] != TRAILER_MAGIC:
        return body + image[end:]
    fill = len(image) - len(body) - len(TRAILER_MAGIC)      # a slot: its size and trailer stay
    if fill < 0:
        raise EncryptError(f"image: {-fill} bytes too long for its slot")
    return body + image[-17:-16] * fill + TRAILER_MAGIC


def read_kek(path):
    try:
        kek = base64.b64decode(path.read_bytes().strip(), validate=True)
    except binascii.Error:
        raise EncryptError(f"{path}: not base64") from None
    if len(kek) not in (16, 32):
        raise EncryptError(f"{path}: {len(kek)} bytes, must be 16 or 32")
    return kek


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kek", type=Path, required=True, help="key encryption key, base64 (tools/image_kek.py)")
    parser.add_argument("input", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args(argv)
    try:
        kek = read_kek(options.kek)
        options.output.write_bytes(encrypt(options.input.read_bytes(), kek, os.urandom(len(kek))))
    except (EncryptError, OSError) as error:
        print(f"encrypt_image: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
