#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compute the public initial attestation key (IAK) of a device from what it is provisioned with, without the device.

    tools/iak_public.py --values platforms/tc/provisioning/development.yaml --bl1-2 build/bl1_2.bin /tmp/iak_public.pem

As BL1_1 and the Crypto service derive it: GUK, SHA-256 of BL1_2 and life cycle give the seed, the seed gives the key on P-384. A
verifier gets the PEM file from the device's manufacturer; it holds no secret.
"""
import argparse
import hashlib
import struct
import sys
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

import bl2_image
import provisioning_bundle
import provisioning_values

SEED_LABEL = b"BL1_CPAK_SEED_DERIVATION\0"
LIFECYCLES = {"psa-rot-provisioning": 1, "secured": 3, "decommissioned": 7}
P384_ORDER = 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973
P384_BYTES = 48


def derive_seed(guk, bl1_2_hash, lifecycle):
    """services.md 6.1, 6.2: AES-256 counter KDF; no bit of reprovisioning is set."""
    return bl2_image.derive_key(guk, SEED_LABEL, bl1_2_hash + struct.pack("<II", lifecycle, 0))


def derive_private(seed, info=b""):
    """services.md 6.5: the first 48 bytes of the HKDF output that are at most n - 2, plus 1."""
    for take in range(1, 17):
        stream = HKDF(hashes.SHA256(), P384_BYTES * take, None, info).derive(seed)
        value = int.from_bytes(stream[-P384_BYTES:], "big")
        if value <= P384_ORDER - 2:
            return value + 1
    raise ValueError("no key within 16 tries")      # each has a chance of 2^-190 to fail


def derive(guk, bl1_2, lifecycle):
    """Public key object."""
    bl1_2_hash = hashlib.sha256(provisioning_bundle.pad_bl1_2(bl1_2)).digest()
    private = derive_private(derive_seed(guk, bl1_2_hash, LIFECYCLES[lifecycle]))
    return ec.derive_private_key(private, ec.SECP384R1()).public_key()


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--values", type=Path, required=True, help="the device's provisioning values (YAML)")
    parser.add_argument("--bl1-2", type=Path, required=True, help="BL1_2 as provisioned")
    parser.add_argument("--lifecycle", choices=LIFECYCLES, default="secured", help="state that the key is for (default: secured)")
    parser.add_argument("output", type=Path, help="PEM file")
    options = parser.parse_args(argv)
    try:
        guk = provisioning_values.load(options.values)["guk"]
        key = derive(guk, options.bl1_2.read_bytes(), options.lifecycle)
        options.output.write_bytes(key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    except (provisioning_values.ValuesError, provisioning_bundle.BundleError, OSError) as error:
        print(f"iak_public: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
