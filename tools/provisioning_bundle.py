#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make the provisioning data that BL1_1 writes into OTP: the file at ROM offset 0xE000.

    tools/provisioning_bundle.py --values platforms/tc/provisioning/development.yaml \\
        --bl1-2 build/bl1_2.bin --bl2 build/bl2_signed.bin --lms-public-key build/lms_bl2.pub \\
        --bl2-rotpk bl2/ext/mcuboot/root-RSA-3072.pem --bl2-rotpk bl2/ext/mcuboot/root-RSA-3072_1.pem \\
        --bl2-rotpk bl2/ext/mcuboot/root-RSA-3072.pem --bl2-rotpk bl2/ext/mcuboot/root-RSA-3072.pem \\
        /tmp/bl1_provisioning_bundle.bin

Two bundles, each with a SHA-256 of all its bytes at its end: assembly and test (written in life-cycle state CM) at 0,
PSA root of trust (written in DM) at 0x2400. Or one file each, for a production ROM, which takes them from RAM: --at FILE and
--psa FILE instead of the output; --production then refuses development keys, as that ROM would (PR17). --bl2-rotpk is given once for each MCUboot image: S, NS, AP, SCP.
The files hold secrets in the clear. Same input, same bytes out.
"""
import argparse
import hashlib
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

import bl2_image
import development_keys
import lms_key
import provisioning_values

AT_MAGIC = 0xC0DEFEED
PSA_MAGIC = 0xBEEFFEED
BL1_2_BYTES = 0x2000
PSA_OFFSET = 0x2400
DIGEST_BYTES = 32
IMAGE_COUNT = 4

# Fields behind the magic word, in order, with their sizes.
AT_FIELDS = (
    ("bl2_encryption_key", 32),
    ("guk", 32),
    ("bl1_2_image_hash", 32),
    ("bl2_image_hash", 32),
    ("bl1_2_image", BL1_2_BYTES),
    ("bl1_rotpk_0", 56),
    ("bl2_rotpk_0", 32),
    ("bl2_rotpk_1", 32),
    ("bl2_rotpk_2", 32),
    ("bl2_rotpk_3", 32),
    ("huk", 32),
)
PSA_FIELDS = (
    ("host_rotpk_s", 96),
    ("host_rotpk_ns", 96),
    ("host_rotpk_cca", 96),
    ("boot_seed", 32),
    ("implementation_id", 32),
    ("cert_ref", 32),
    ("verification_service_url", 32),
    ("profile_definition", 32),
    ("cca_system_properties", 4),
)


class BundleError(Exception):
    """One line for the user."""


def pack(magic, fields, values):
    """One bundle: magic, fields, digest. values may hold more names than the bundle has."""
    data = magic.to_bytes(4, "little")
    for name, size in fields:
        if len(values[name]) != size:
            raise BundleError(f"{name}: {len(values[name])} bytes, must be {size}")
        data += values[name]
    return data + hashlib.sha256(data).digest()


def pack_file(values):
    """Both bundles at their offsets."""
    return pack(AT_MAGIC, AT_FIELDS, values).ljust(PSA_OFFSET, b"\0") + pack(PSA_MAGIC, PSA_FIELDS, values)


def pad_bl1_2(code):
    if not 0 < len(code) <= BL1_2_BYTES:
        raise BundleError(f"bl1_2: {len(code)} bytes, OTP takes 1 to {BL1_2_BYTES}")
    return code.ljust(BL1_2_BYTES, b"\0")


def rotpk_hash(pem, name):
    """SHA-256 of what MCUboot's PUBKEY TLV holds: RSAPublicKey of RSA-3072, SubjectPublicKeyInfo of P-256 and P-384."""
    try:
        if b"PRIVATE" in pem:
            key = serialization.load_pem_private_key(pem, None).public_key()
        else:
            key = serialization.load_pem_public_key(pem)
    except ValueError:
        raise BundleError(f"{name}: not a PEM key") from None
    if isinstance(key, rsa.RSAPublicKey) and key.key_size == 3072:
        form = serialization.PublicFormat.PKCS1
    elif isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in ("secp256r1", "secp384r1"):
        form = serialization.PublicFormat.SubjectPublicKeyInfo
    else:
        raise BundleError(f"{name}: neither RSA-3072 nor P-256 nor P-384")
    return hashlib.sha256(key.public_bytes(serialization.Encoding.DER, form)).digest()


def collect(options):
    """Field name -> bytes for both bundles."""
    values = provisioning_values.load(options.values)
    values["bl1_2_image"] = pad_bl1_2(options.bl1_2.read_bytes())
    values["bl1_2_image_hash"] = hashlib.sha256(values["bl1_2_image"]).digest()
    values["bl1_rotpk_0"] = lms_key.read_public(options.lms_public_key)
    values["bl2_image_hash"] = bl2_image.check(options.bl2.read_bytes(), values["bl2_encryption_key"],
                                               values["bl1_rotpk_0"])
    if len(options.bl2_rotpk) != IMAGE_COUNT:
        raise BundleError(f"--bl2-rotpk: given {len(options.bl2_rotpk)} times, must be {IMAGE_COUNT} (S, NS, AP, SCP)")
    for index, path in enumerate(options.bl2_rotpk):
        values[f"bl2_rotpk_{index}"] = rotpk_hash(path.read_bytes(), path)
    refused = development_keys.find(values, development_keys.collect_of_tree()) if options.production else None
    if refused:
        raise BundleError(f"{refused}: a development key; a production ROM refuses it (PR17)")
    return values


def write(options, values):
    for path, data in ((options.at, pack(AT_MAGIC, AT_FIELDS, values)), (options.psa, pack(PSA_MAGIC, PSA_FIELDS, values)),
                       (options.output, pack_file(values))):
        if path:
            path.write_bytes(data)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--values", type=Path, required=True, help="provisioning values (YAML)")
    parser.add_argument("--bl1-2", type=Path, required=True, help=f"BL1_2, at most {BL1_2_BYTES} bytes")
    parser.add_argument("--bl2", type=Path, required=True, help="signed BL2; must verify with the LMS key")
    parser.add_argument("--lms-public-key", type=Path, required=True, help=".pub file of the LMS key")
    parser.add_argument("--bl2-rotpk", type=Path, action="append", default=[], metavar="PEM",
                        help="key of an MCUboot image; four times")
    parser.add_argument("--production", action="store_true", help="refuse development keys")
    parser.add_argument("--at", type=Path, help="write the assembly-and-test bundle alone")
    parser.add_argument("--psa", type=Path, help="write the PSA root-of-trust bundle alone")
    parser.add_argument("output", type=Path, nargs="?", help="both bundles, as the ROM image holds them")
    options = parser.parse_args(argv)
    if not (options.at or options.psa or options.output):
        parser.error("nothing to write: output, --at or --psa")
    try:
        write(options, collect(options))
    except (BundleError, bl2_image.ImageError, lms_key.LmsError, provisioning_values.ValuesError, OSError) as error:
        print(f"provisioning_bundle: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
