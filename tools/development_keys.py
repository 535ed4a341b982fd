#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Know the development keys by their value: the list that a production ROM and the tools refuse.

    tools/development_keys.py --values platforms/tc/provisioning/development.yaml bl2/ext/mcuboot/*.pem /tmp/development_keys.h

Makes a C header with the SHA-256, cut to 4 bytes (a new key is refused by chance once in 360 million), of each secret
and host ROTPK of the values and of each key hash that a BL2 ROTPK of the PEM files would be. An LMS development key
is known by the marker in its identifier instead (lms_key.py).
"""
import argparse
import hashlib
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import lms_key
import provisioning_values

VALUE_FIELDS = ("bl2_encryption_key", "guk", "huk", "host_rotpk_s", "host_rotpk_ns", "host_rotpk_cca")
IDENTITY_BYTES = 4
TOP = Path(__file__).resolve().parents[1]
VALUES = TOP / "platforms/tc/provisioning/development.yaml"


def identity(value):
    return hashlib.sha256(value).digest()[:IDENTITY_BYTES]


def rotpk_hash(path):
    """SHA-256 of the public key as MCUboot's PUBKEY TLV holds it: PKCS#1 for RSA, SubjectPublicKeyInfo for others."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None).public_key()
    except ValueError:
        raise provisioning_values.ValuesError(f"{path}: not a PEM private key") from None
    form = serialization.PublicFormat.PKCS1 if isinstance(key, rsa.RSAPublicKey) else serialization.PublicFormat.SubjectPublicKeyInfo
    return hashlib.sha256(key.public_bytes(serialization.Encoding.DER, form)).digest()


def collect(values_path, pem_paths):
    """identity -> name of each development key."""
    values = provisioning_values.load(values_path)
    keys = {identity(values[name]): name for name in VALUE_FIELDS}
    for path in pem_paths:
        keys[identity(rotpk_hash(path))] = Path(path).name
    return keys


def collect_of_tree():
    return collect(VALUES, sorted((TOP / "bl2/ext/mcuboot").glob("*.pem")))


def find(values, keys):
    """Name of the first field of a bundle that holds a development key, or None."""
    for name, value in values.items():
        if identity(value) in keys or (name == "bl1_rotpk_0" and lms_key.is_development(value)):
            return name
    return None


def c_bytes(data):
    return "{ " + ", ".join(f"0x{byte:02x}" for byte in data) + " }"


def header(keys):
    rows = "".join(f"    {c_bytes(key)}, /* {name} */\n" for key, name in sorted(keys.items(), key=lambda item: item[1]))
    return f"""/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/development_keys.py. */
#include <stdint.h>

#define DEVELOPMENT_KEY_COUNT {len(keys)}u
#define LMS_DEVELOPMENT_MARKER {c_bytes(lms_key.DEVELOPMENT_MARKER)}
static const uint8_t development_keys[DEVELOPMENT_KEY_COUNT][{IDENTITY_BYTES}] = {{
{rows}}};
"""


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--values", type=Path, required=True, help="provisioning values (YAML)")
    parser.add_argument("pem", type=Path, nargs="+", help="development keys that sign MCUboot images")
    parser.add_argument("output", type=Path)
    options = parser.parse_args(argv)
    try:
        options.output.write_text(header(collect(options.values, options.pem)), encoding="ascii")
    except (provisioning_values.ValuesError, OSError) as error:
        print(f"development_keys: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
