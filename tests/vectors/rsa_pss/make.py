#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make the RSA-3072 PSS vectors: each encoding is built here, raised to d, and put to OpenSSL for its verdict.

    ${RSS_VENV}/bin/python3 tests/vectors/rsa_pss/make.py bl2/ext/mcuboot/root-RSA-3072.pem > tests/vectors/rsa_pss/vectors.txt

Salts are fixed, so the same key gives the same file.
"""
import hashlib
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, utils

BYTES = 384
HASH_BYTES = 32


def mgf1(seed, size, name="sha256"):
    out = b""
    while len(out) < size:
        out += hashlib.new(name, seed + (len(out) // hashlib.new(name).digest_size).to_bytes(4, "big")).digest()
    return out[:size]


def encode(message_hash, salt, *, pad=0, one=1, trailer=0xBC, top=0, mgf="sha256", prefix=bytes(8)):
    """EMSA-PSS (RFC 8017, 9.1.1), with every fixed field open to damage."""
    h = hashlib.sha256(prefix + message_hash + salt).digest()
    db_bytes = BYTES - HASH_BYTES - 1
    db = bytearray(db_bytes)
    db[-len(salt) - 1 if salt else -1] = one
    if salt:
        db[-len(salt):] = salt
    if pad:
        db[pad] = 0x40
    masked = bytearray(a ^ b for a, b in zip(db, mgf1(h, db_bytes, mgf)))
    masked[0] = (masked[0] & 0x7F) | top
    return int.from_bytes(bytes(masked) + h + bytes([trailer]), "big")


def openssl_accepts(key, message_hash, signature):
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    try:
        key.public_key().verify(signature, message_hash, scheme, utils.Prehashed(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def cases(n):
    """(comment, encoding) for one message; an encoding >= n cannot be signed and is left out."""
    message_hash = hashlib.sha256(b"RSS image").digest()
    salt = bytes(range(32))
    yield "valid", message_hash, encode(message_hash, salt)
    yield "valid, zero salt", message_hash, encode(message_hash, bytes(32))
    yield "valid, zero hash", bytes(32), encode(bytes(32), salt)
    yield "valid, all ones", b"\xff" * 32, encode(b"\xff" * 32, b"\xff" * 32)
    yield "another message", message_hash, encode(hashlib.sha256(b"RSS imagf").digest(), salt)
    yield "no salt", message_hash, encode(message_hash, b"")
    yield "salt of 20 bytes", message_hash, encode(message_hash, salt[:20])
    yield "salt of 33 bytes", message_hash, encode(message_hash, salt + b"\0")
    yield "salt of the largest size", message_hash, encode(message_hash, bytes(BYTES - HASH_BYTES - 2))
    yield "padding not zero at its start", message_hash, encode(message_hash, salt, pad=1)
    yield "padding not zero at its end", message_hash, encode(message_hash, salt, pad=317)
    yield "padding ends in 2", message_hash, encode(message_hash, salt, one=2)
    yield "padding ends in 0", message_hash, encode(message_hash, salt, one=0)
    yield "trailer 0xcc", message_hash, encode(message_hash, salt, trailer=0xCC)
    yield "trailer 0x00", message_hash, encode(message_hash, salt, trailer=0x00)
    yield "MGF1 with SHA-1", message_hash, encode(message_hash, salt, mgf="sha1")
    yield "first eight bytes not zero", message_hash, encode(message_hash, salt, prefix=b"\1" + bytes(7))
    yield "PKCS#1 v1.5", message_hash, int.from_bytes(
        b"\0\1" + b"\xff" * (BYTES - 54) + b"\0" + bytes.fromhex("3031300d060960864801650304020105000420") + message_hash,
        "big")
    for number in range(64):  # the unused top bit set: wanted is one that is still below n
        top = encode(message_hash, bytes([number] * 32), top=0x80)
        if top < n:
            yield "unused top bit set", message_hash, top
            break


def main(argv):
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    key = serialization.load_pem_private_key(open(argv[1], "rb").read(), None)
    numbers = key.private_numbers()
    n, d = numbers.public_numbers.n, numbers.d
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    lines = []
    for comment, message_hash, em in cases(n):
        signature = pow(em, d, n).to_bytes(BYTES, "big")
        lines.append((comment, message_hash, signature))
    message_hash = hashlib.sha256(b"RSS image").digest()
    for number in range(4096):  # s + n, where it still fits, is the same number modulo n
        em = encode(message_hash, hashlib.sha256(bytes([number >> 8, number & 255])).digest())
        s = pow(em, d, n)
        if s + n < 1 << (8 * BYTES):
            lines.append(("signature not reduced", message_hash, (s + n).to_bytes(BYTES, "big")))
            break
    for comment, value in ("signature 0", 0), ("signature 1", 1), ("signature n - 1", n - 1), ("signature n", n):
        lines.append((comment, message_hash, value.to_bytes(BYTES, "big")))
    print("# made by make.py; key, then: verdict of OpenSSL, message hash, signature, what it is")
    print("key", der.hex())
    for comment, message_hash, signature in lines:
        accepted = openssl_accepts(key, message_hash, signature)
        if accepted != comment.startswith("valid"):
            print(f"make.py: OpenSSL {'accepts' if accepted else 'refuses'} '{comment}'", file=sys.stderr)
            return 1
        print("accept" if accepted else "refuse", message_hash.hex(), signature.hex(), comment)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
