#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write what the encoder has to produce, made with cbor2 from services.md 4, as a C header.

    ${RSS_VENV}/bin/python3 tests/vectors/attestation/make.py /tmp/attest_vectors.h

The unit tests' build runs it. Values are those that lib/attest/claims_test.c and
partitions/delegated_attestation/delegated_attestation_test.c fill in.
"""
import hashlib
import sys
from pathlib import Path

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import token_builder as build

NONCES = {32: bytes(range(32)), 48: bytes(range(48)), 64: bytes(range(64))}
INSTANCE = b"\x01" + bytes([0x22]) * 32


def component(at, version, name, description, size):
    return {5: bytes([0x50 + at]) * 32, 4: version, 1: name, 6: description, 2: bytes([0xA0 + at]) * size}


DAK_SEED = bytes.fromhex("bc320e23b05889fa86ab7406a72198be8d5b3acec9e5eca4d1395adabe2f049c")    # services.md, annex A
CURVES = {256: (ec.SECP256R1, 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551),
          384: (ec.SECP384R1, 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973),
          521: (ec.SECP521R1, int("1" + "f" * 65 + "a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409", 16))}

COMPONENTS = [component(1, "1.9.0+0", "BL2", "sha-256", 32), component(2, "255.255.65535+", "RT_0", "sha-384", 48),
              component(31, "", "", "sha-512", 64)]


def cca(size):
    return {10: NONCES[size], 256: INSTANCE, 2396: b"\x33" * 32, 2395: 0x3000, 2399: COMPONENTS, 265: build.CCA, 2402: "sha-256",
            2401: b"\xef\xbe\xad\xde", 2400: "www.trustedfirmware.org"}


def psa(size):
    return {10: NONCES[size], 2397: b"\x44" * 32, 256: INSTANCE, 2396: b"\x33" * 32, 2394: -249, 2395: 0x3000, 2399: COMPONENTS,
            265: build.PSA, 2400: "www.trustedfirmware.org", 2398: "0" * 32}


def sign1(payload, algorithm, size):
    """(what is to be signed, token with a signature of 0x5a)"""
    protected = cbor2.dumps({1: algorithm})
    return (cbor2.dumps(["Signature1", protected, b"", payload]),
            cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, b"\x5a" * size])))


def delegated(bits):
    """(private key, hash of its public point with SHA-256) by services.md 3.5 and 6.5"""
    curve, order = CURVES[bits]
    size, at = (bits + 7) // 8, 0
    stream = HKDF(hashes.SHA256(), size * 8, None, cbor2.dumps(COMPONENTS)).derive(DAK_SEED)
    while True:
        value = int.from_bytes(stream[at:at + size], "big") & ((1 << bits) - 1)
        if value <= order - 2:
            break
        at += size
    key = ec.derive_private_key(value + 1, curve())
    return (value + 1).to_bytes(size, "big"), hashlib.sha256(build.point(key)).digest()


def main(argv):
    vectors = {"components": cbor2.dumps(COMPONENTS)}
    for size in NONCES:
        vectors[f"cca_{size}"], vectors[f"psa_{size}"] = cbor2.dumps(cca(size)), cbor2.dumps(psa(size))
    vectors["signed_384"], vectors["token_384"] = sign1(vectors["cca_64"], -35, 96)
    vectors["signed_256"], vectors["token_256"] = sign1(vectors["psa_32"], -7, 64)
    vectors["signed_short"], vectors["token_short"] = sign1(cbor2.dumps(5), -35, 96)
    vectors["dak_seed"] = DAK_SEED
    for bits in CURVES:
        vectors[f"dak_{bits}"], vectors[f"dak_hash_{bits}"] = delegated(bits)
    lines = ["/* Made by tests/vectors/attestation/make.py */", "#include <stdint.h>"]
    for name, data in vectors.items():
        lines.append(f"static const uint8_t {name}_vector[] __attribute__((unused)) = {{ {', '.join(f'0x{byte:02x}' for byte in data)} }};")
    Path(argv[0]).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
