# SPDX-License-Identifier: BSD-3-Clause
"""Tokens made from services.md 4 with cbor2 and cryptography, for tests: nothing of it is taken from the tool or the firmware."""
import hashlib

import cbor2
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

SIGN = {-7: (hashes.SHA256, 32), -35: (hashes.SHA384, 48), -36: (hashes.SHA512, 66)}
NONCE = bytes(range(0x40, 0x60))
CCA, PSA = "http://arm.com/CCA-SSD/1.0.0", "http://arm.com/psa/2.0.0"


def point(key):
    return key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def cose_key(key):
    xy = point(key)[1:]
    half = len(xy) // 2
    return cbor2.dumps({1: 2, -1: 2, -2: xy[:half], -3: xy[half:]})


def sign1(payload, key, algorithm=-35, protected=None, unprotected=None, tag=18):
    protected = cbor2.dumps({1: algorithm}) if protected is None else protected
    hash_, size = SIGN[algorithm]
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    r, s = utils.decode_dss_signature(key.sign(signed, ec.ECDSA(hash_())))
    return cbor2.CBORTag(tag, [protected, unprotected or {}, payload, r.to_bytes(size, "big") + s.to_bytes(size, "big")])


def component(name, fill, version="1.2.3+0"):
    return {5: bytes([fill]) * 32, 4: version, 1: name, 6: "sha-256", 2: bytes([fill + 1]) * 32}


def components():
    return [component("BL2", 0x10), component("RT_0", 0x20), component("SECURE_RT_EL3", 0x30, "")]


def instance(key):
    return b"\x01" + hashlib.sha256(point(key)).digest()


def cca_claims(key, nonce=NONCE):
    return {10: nonce, 256: instance(key), 2396: b"\xaa" * 32, 2395: 0x3000, 2399: components(), 265: CCA,
            2402: "sha-256", 2401: b"\xef\xbe\xad\xde", 2400: "www.trustedfirmware.org"}


def psa_claims(key, nonce=NONCE, seed_label=2397):
    return {10: nonce, seed_label: b"\xa0" * 32, 256: instance(key), 2396: b"\xaa" * 32, 2394: -1, 2395: 0x3000,
            2399: components(), 265: PSA, 2400: "www.trustedfirmware.org", 2398: "0604565272829-10010"}


def realm_claims(key, challenge=bytes(64), realm_point=None):
    return {10: challenge, 44235: bytes(64), 44238: b"\x51" * 32, 44239: [bytes(32)] * 4, 44236: "sha-256",
            44237: realm_point or point(key), 44240: "sha-256"}


def token(claims, key, **options):
    return cbor2.dumps(sign1(cbor2.dumps(claims), key, **options))


def bundle(platform, realm, tag=399):
    return cbor2.dumps(cbor2.CBORTag(tag, {44234: platform, 44241: realm}))
