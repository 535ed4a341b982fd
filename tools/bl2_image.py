#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Encrypt and sign BL2 in the format that BL1_2 loads, and look into such an image.

    tools/lms_key.py genkey /tmp/dev
    head -c 1000 /dev/urandom > /tmp/bl2.bin
    tools/bl2_image.py sign --values platforms/tc/provisioning/development.yaml --key /tmp/dev \\
        --version 1.9.0+0 --counter 1 /tmp/bl2.bin /tmp/bl2_signed.bin
    tools/bl2_image.py check --values platforms/tc/provisioning/development.yaml --public-key /tmp/dev.pub \\
        /tmp/bl2_signed.bin

Layout (little-endian): IV 16, LMS signature 1452, then signed: version 8, security counter 4, and encrypted (AES-256-CTR,
key derived from the counter): magic 0xDEADBEEF, zeros to 0x800, code, zeros to 0x20000. `sign` takes the next leaf of the
LMS key: one of 1024.
"""
import argparse
import hashlib
import re
import secrets
import struct
import sys
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import lms_key
import provisioning_values

IMAGE_BYTES = 0x20000
HEADER_BYTES = 0x800
CODE_BYTES_MAX = IMAGE_BYTES - HEADER_BYTES
IV_RANDOM_BYTES = 12
SIGNATURE_OFFSET = 0x010
SIGNED_OFFSET = 0x5BC
ENCRYPTED_OFFSET = 0x5C8
DECRYPT_MAGIC = 0xDEADBEEF
COUNTER_MAX = 128  # words of a counter in OTP; BL1_2 itself stops at 1023
KEY_LABEL = b"BL2_DECRYPTION_KEY\0"


class ImageError(Exception):
    """One line for the user."""


def derive_key(base_key, label, context, out_bytes=32):
    """The KDF of the boot stages: AES-256-ECB under the base key of SHA-256 of counter, label, zero, context, length."""
    out = b""
    for i in range(1, (out_bytes + 31) // 32 + 1):
        state = struct.pack("<I", i) + label + b"\0" + context + struct.pack("<I", out_bytes)
        encryptor = Cipher(algorithms.AES(base_key), modes.ECB()).encryptor()
        out += encryptor.update(hashlib.sha256(state).digest()) + encryptor.finalize()
    return out[:out_bytes]


def crypt(base_key, counter, iv, data):
    """AES-256-CTR with the key of this security counter; encrypts and decrypts."""
    key = derive_key(base_key, KEY_LABEL, struct.pack("<I", counter))
    cipher = Cipher(algorithms.AES(key), modes.CTR(iv)).encryptor()
    return cipher.update(data) + cipher.finalize()


def parse_version(text):
    """'major.minor.revision+build' as its 8 bytes; the build number may be left out."""
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)(?:\+(\d+))?", text)
    if not match:
        raise ImageError(f"version {text}: not major.minor.revision+build in decimal")
    numbers = [int(number or 0) for number in match.groups()]
    for name, number, limit in zip(("major", "minor", "revision", "build"), numbers, (255, 255, 65535, 2**32 - 1)):
        if number > limit:
            raise ImageError(f"version {text}: {name} {number} is above {limit}")
    return struct.pack("<BBHI", *numbers)


def parse_counter(text):
    """Security counter as decimal or 0x number; one value serves header and key."""
    try:
        counter = int(text, 0)
    except ValueError:
        raise ImageError(f"counter {text}: not a number") from None
    if not 0 <= counter <= COUNTER_MAX:
        raise ImageError(f"counter {counter}: not in 0 to {COUNTER_MAX}, the capacity of a counter in OTP")
    return counter


def protect(code, version, counter):
    """Plaintext of the signed part: version, counter, magic, padding, code, padding."""
    if len(code) > CODE_BYTES_MAX:
        raise ImageError(f"input: {len(code)} bytes, the slot takes {CODE_BYTES_MAX}")
    head = version + struct.pack("<II", counter, DECRYPT_MAGIC)
    return head.ljust(HEADER_BYTES - SIGNED_OFFSET, b"\0") + code.ljust(CODE_BYTES_MAX, b"\0")


def pack(code, version, counter, base_key, iv_random, sign):
    """(image, SHA-256 of its signed part). sign(message) gives the LMS signature."""
    protected = protect(code, version, counter)
    iv = iv_random + bytes(16 - IV_RANDOM_BYTES)
    split = ENCRYPTED_OFFSET - SIGNED_OFFSET
    ciphertext = crypt(base_key, counter, iv, protected[split:])
    image = iv + sign(protected) + protected[:split] + ciphertext
    assert len(image) == IMAGE_BYTES
    return image, hashlib.sha256(protected).digest()


def unpack(image, base_key):
    """(signature, plaintext of the signed part) of an image; the signature is not checked."""
    if len(image) != IMAGE_BYTES:
        raise ImageError(f"image: {len(image)} bytes, not {IMAGE_BYTES}")
    counter, = struct.unpack_from("<I", image, SIGNED_OFFSET + 8)
    plaintext = crypt(base_key, counter, image[:16], image[ENCRYPTED_OFFSET:])
    if struct.unpack_from("<I", plaintext)[0] != DECRYPT_MAGIC:
        raise ImageError("image: decrypt magic wrong, other key or not a BL2 image")
    return image[SIGNATURE_OFFSET:SIGNED_OFFSET], image[SIGNED_OFFSET:ENCRYPTED_OFFSET] + plaintext


def check(image, base_key, public_key):
    """SHA-256 of the signed part of an image that BL1_2 would take with this key."""
    signature, protected = unpack(image, base_key)
    if not lms_key.verify(public_key, protected, signature):
        raise ImageError("image: LMS signature is not this key's")
    return hashlib.sha256(protected).digest()


def sign_command(options):
    values = provisioning_values.load(options.values)
    image, _ = pack(options.input.read_bytes(), parse_version(options.version), parse_counter(options.counter),
                    values["bl2_encryption_key"], secrets.token_bytes(IV_RANDOM_BYTES),
                    lambda message: lms_key.sign_next(options.key, message))
    options.output.write_bytes(image)


def check_command(options):
    values = provisioning_values.load(options.values)
    image = options.image.read_bytes()
    digest = check(image, values["bl2_encryption_key"], lms_key.read_public(options.public_key))
    version = struct.unpack_from("<BBHI", image, SIGNED_OFFSET)
    counter, = struct.unpack_from("<I", image, SIGNED_OFFSET + 8)
    leaf, = struct.unpack_from(">I", image, SIGNATURE_OFFSET)
    print("version {}.{}.{}+{}, security counter {}, LMS leaf {}, image hash {}".format(
        *version, counter, leaf, digest.hex()))


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    sub = commands.add_parser("sign", help="encrypt and sign BL2")
    sub.add_argument("--values", type=Path, required=True, help="provisioning values (YAML) with bl2_encryption_key")
    sub.add_argument("--key", required=True, help="LMS key files without suffix")
    sub.add_argument("--version", required=True, help="major.minor.revision+build")
    sub.add_argument("--counter", required=True, help=f"security counter, 0 to {COUNTER_MAX}")
    sub.add_argument("input", type=Path, help=f"BL2, linked at 0x31902800, at most {CODE_BYTES_MAX} bytes")
    sub.add_argument("output", type=Path, help=f"image of {IMAGE_BYTES} bytes")
    sub.set_defaults(run=sign_command)
    sub = commands.add_parser("check", help="decrypt, verify, and print what is in an image")
    sub.add_argument("--values", type=Path, required=True, help="provisioning values (YAML) with bl2_encryption_key")
    sub.add_argument("--public-key", type=Path, required=True, help=".pub file of the LMS key")
    sub.add_argument("image", type=Path)
    sub.set_defaults(run=check_command)
    options = parser.parse_args(argv)
    try:
        options.run(options)
    except (ImageError, lms_key.LmsError, provisioning_values.ValuesError, OSError) as error:
        print(f"bl2_image: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
