#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make the ECDSA vectors of one curve: signatures of imgtool's own key class, and damaged ones, put to OpenSSL.

    ${RSS_VENV}/bin/python3 tests/vectors/ecdsa/make.py bl2/ext/mcuboot/root-EC-P256.pem > tests/vectors/ecdsa/p256.txt

Genuine signatures are made by imgtool's key class over whole messages, as `imgtool sign` makes those of an image; their
nonces are random. Numbers that no signer makes are computed here. OpenSSL takes BER forms that are not canonical:
these lines ("form") are refused by us and may be accepted there; for all others its verdict must be ours.
"""
import hashlib
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from imgtool import keys

ORDERS = {"secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
          "secp384r1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973}
HASHES = {"secp256r1": (hashlib.sha256, hashes.SHA256()), "secp384r1": (hashlib.sha384, hashes.SHA384())}


def integer(value, size=None):
    """DER INTEGER; size: bytes of content, more than needed."""
    content = value.to_bytes(size or value.bit_length() // 8 + 1, "big")
    return bytes([2, len(content)]) + content


def sequence(content):
    return bytes([0x30, len(content)]) + content


def openssl_accepts(public, digest, signature, algorithm):
    try:
        public.verify(signature, digest, ec.ECDSA(utils.Prehashed(algorithm)))
    except (InvalidSignature, ValueError):
        return False
    return True


def short_signature(key, wanted):
    """(message, signature) whose r or s is wanted bytes long."""
    for number in range(1 << 16):
        message = b"RSS image %d" % number
        signature = key.sign(message)
        r, s = utils.decode_dss_signature(signature)
        if wanted in ((r.bit_length() + 7) // 8, (s.bit_length() + 7) // 8):
            return message, signature
    raise ValueError("no short signature")


def cases(key, other, n, size):
    """(kind, message, signature, comment); kind accept, refuse or form."""
    message = b"RSS image"
    good = key.sign(message)
    r, s = utils.decode_dss_signature(good)
    yield "accept", message, good, "imgtool's signature"
    for number in range(7):
        yield "accept", message, key.sign(message), f"imgtool's signature {number}"
    yield "accept", *short_signature(key, size - 1), "a number one byte shorter"
    yield "accept", message, sequence(integer(r) + integer(n - s)), "the other s of the same point"
    yield "refuse", b"RSS imagf", good, "another message"
    yield "refuse", message, other.sign(message), "another key"
    for value, name in ((0, "0"), (n, "n"), (n + 1, "n + 1"), ((1 << 8 * size) - 1, "all ones")):
        yield "refuse", message, sequence(integer(value) + integer(s)), f"r = {name}"
        yield "refuse", message, sequence(integer(r) + integer(value)), f"s = {name}"
    yield "refuse", message, sequence(integer(0) + integer(0)), "r = s = 0"
    yield "refuse", message, sequence(integer(s) + integer(r)), "r and s exchanged"
    yield "refuse", message, sequence(integer(r) + integer((s + 1) % n)), "s + 1"
    yield "refuse", message, sequence(integer(r ^ 1) + integer(s)), "r, one bit"
    yield "refuse", message, sequence(integer(r - n if r > n else r + n) + integer(s)), "r + n: not reduced"
    yield "refuse", message, bytes([0x31]) + good[1:], "a SET"
    yield "refuse", message, good[:2] + b"\3" + good[3:], "r a BIT STRING"
    yield "refuse", message, good[:1] + bytes([good[1] + 1]) + good[2:], "sequence one byte longer than it is"
    yield "refuse", message, good[:1] + bytes([good[1] - 1]) + good[2:], "sequence one byte shorter than it is"
    yield "refuse", message, good[:-1], "last byte missing"
    yield "refuse", message, sequence((integer(r) + integer(s))[:-1]), "s one byte short of its length"
    yield "refuse", message, sequence(integer(r)), "no s"
    yield "refuse", message, sequence(b""), "empty sequence"
    yield "form", message, sequence(b"\2\0" + integer(s)), "r without content"
    yield "form", message, good + b"\0", "a byte behind"
    yield "form", message, sequence(integer(r) + integer(s) + b"\0"), "a byte behind s"
    yield "form", message, sequence(integer(r) + integer(s) + integer(1)), "a third number"
    yield "form", message, sequence(integer(r, size + 2) + integer(s)), "r with a needless zero byte"
    yield "form", message, sequence(integer(r) + integer(s, size + 2)), "s with a needless zero byte"
    yield "form", message, sequence(b"\2" + bytes([size]) + (r | 1 << 8 * size - 1).to_bytes(size, "big") + integer(s)), \
        "r negative"
    yield "form", message, b"\x30\x81" + good[1:], "long form of the sequence's length"
    yield "form", message, b"\x30\x80" + good[2:] + b"\0\0", "indefinite length"
    yield "form", message, sequence(b"\2\x81" + integer(r)[1:] + integer(s)), "long form of r's length"


def main(argv):
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    key, other = keys.load(argv[1]), keys.load(argv[1].replace(".pem", "_1.pem"))
    public = key.key.public_key()
    digest, algorithm = HASHES[public.curve.name]
    print("# made by make.py; key, then: verdict, message hash, signature, what it is")
    print("key", public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo).hex())
    for kind, message, signature, comment in cases(key, other, ORDERS[public.curve.name], public.key_size // 8):
        message_hash = digest(message).digest()
        accepted = openssl_accepts(public, message_hash, signature, algorithm)
        if kind != "form" and accepted != (kind == "accept"):
            print(f"make.py: OpenSSL {'accepts' if accepted else 'refuses'} '{comment}'", file=sys.stderr)
            return 1
        print("accept" if kind == "accept" else "refuse", message_hash.hex(), signature.hex(), comment)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
