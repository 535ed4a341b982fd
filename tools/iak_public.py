#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compute the public initial attestation key (IAK) of a device from what it is provisioned with, without the device.

    tools/iak_public.py --values platforms/tc/provisioning/development.yaml --bl1-2 build/bl1_2.bin /tmp/iak_public.pem

As BL1_1 and the Crypto service derive it: GUK, SHA-256 of BL1_2 and life cycle give the seed, the seed gives the key on P-384, or on
P-256 in a build with -DRSS_IAK_CURVE_BITS=256. A verifier gets the PEM file from the device's manufacturer; it holds no secret.
"""
import argparse
import hashlib
import struct
import sys
from collections import namedtuple
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

import bl2_image
import provisioning_bundle
import provisioning_values

SEED_LABEL = b"BL1_CPAK_SEED_DERIVATION\0"
LIFECYCLES = {"psa-rot-provisioning": 1, "secured": 3, "decommissioned": 7}
Curve = namedtuple("Curve", "curve order bytes")
CURVES = {
    "P-256": Curve(ec.SECP256R1(), 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551, 32),
    "P-384": Curve(ec.SECP384R1(), 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973, 48),
}
P_384 = CURVES["P-384"]


def derive_seed(guk, bl1_2_hash, lifecycle):
    """services.md 6.1, 6.2: AES-256 counter KDF; no bit of reprovisioning is set."""
    return bl2_image.derive_key(guk, SEED_LABEL, bl1_2_hash + struct.pack("<II", lifecycle, 0))


def derive_private(seed, info=b"", curve=P_384):
    """services.md 6.5: the first bytes of the HKDF output, as many as the order has, that are at most n - 2, plus 1."""
    for take in range(1, 17):
        stream = HKDF(hashes.SHA256(), curve.bytes * take, None, info).derive(seed)
        value = int.from_bytes(stream[-curve.bytes:], "big")
        if value <= curve.order - 2:
            return value + 1
    raise ValueError("no key within 16 tries")      # each has a chance of 2^-32 or less to fail


def derive(guk, bl1_2, lifecycle, curve=P_384):
    """Public key object."""
    bl1_2_hash = hashlib.sha256(provisioning_bundle.pad_bl1_2(bl1_2)).digest()
    private = derive_private(derive_seed(guk, bl1_2_hash, LIFECYCLES[lifecycle]), curve=curve)
    return ec.derive_private_key(private, curve.curve).public_key()


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--values", type=Path, required=True, help="the device's provisioning values (YAML)")
    parser.add_argument("--bl1-2", type=Path, required=True, help="BL1_2 as provisioned")
    parser.add_argument("--lifecycle", choices=LIFECYCLES, default="secured", help="state that the key is for (default: secured)")
    parser.add_argument("--curve", choices=CURVES, default="P-384", help="of the IAK (default: P-384)")
    parser.add_argument("output", type=Path, help="PEM file")
    options = parser.parse_args(argv)
    try:
        guk = provisioning_values.load(options.values)["guk"]
        key = derive(guk, options.bl1_2.read_bytes(), options.lifecycle, CURVES[options.curve])
        options.output.write_bytes(key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    except (provisioning_values.ValuesError, provisioning_bundle.BundleError, OSError) as error:
        print(f"iak_public: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
