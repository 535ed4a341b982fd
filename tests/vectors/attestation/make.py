#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write what the encoder has to produce, made with cbor2 from services.md 4, as a C header.

    ${RSS_VENV}/bin/python3 tests/vectors/attestation/make.py /tmp/attest_vectors.h

The unit tests' build runs it. Values are those that lib/attest/claims_test.c fills in.
"""
import sys
from pathlib import Path

import cbor2

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import token_builder as build

NONCES = {32: bytes(range(32)), 48: bytes(range(48)), 64: bytes(range(64))}
INSTANCE = b"\x01" + bytes([0x22]) * 32


def component(at, version, name, description, size):
    return {5: bytes([0x50 + at]) * 32, 4: version, 1: name, 6: description, 2: bytes([0xA0 + at]) * size}


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


def main(argv):
    vectors = {"components": cbor2.dumps(COMPONENTS)}
    for size in NONCES:
        vectors[f"cca_{size}"], vectors[f"psa_{size}"] = cbor2.dumps(cca(size)), cbor2.dumps(psa(size))
    vectors["signed_384"], vectors["token_384"] = sign1(vectors["cca_64"], -35, 96)
    vectors["signed_256"], vectors["token_256"] = sign1(vectors["psa_32"], -7, 64)
    vectors["signed_short"], vectors["token_short"] = sign1(cbor2.dumps(5), -35, 96)
    lines = ["/* Made by tests/vectors/attestation/make.py */", "#include <stdint.h>"]
    for name, data in vectors.items():
        lines.append(f"static const uint8_t {name}_vector[] = {{ {', '.join(f'0x{byte:02x}' for byte in data)} }};")
    Path(argv[0]).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
