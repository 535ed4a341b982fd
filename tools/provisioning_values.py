#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Read the values that a device is provisioned with from a YAML file, each checked for its size.

    tools/provisioning_values.py platforms/tc/provisioning/development.yaml

Numbers are little-endian words, byte strings are hexadecimal text (spaces allowed), texts stand as they are.
"""
import argparse
import sys
from pathlib import Path

import yaml

# Name, kind, size in bytes. The order is that of the file's documentation, not of the bundles.
FIELDS = (
    ("bl2_encryption_key", "secret", 32),
    ("guk", "secret", 32),
    ("huk", "secret", 32),
    ("host_rotpk_s", "bytes", 96),
    ("host_rotpk_ns", "bytes", 96),
    ("host_rotpk_cca", "bytes", 96),
    ("boot_seed", "bytes", 32),
    ("implementation_id", "bytes", 32),
    ("cert_ref", "text", 32),
    ("verification_service_url", "text", 32),
    ("profile_definition", "text", 32),
    ("cca_system_properties", "word", 4),
)


class ValuesError(Exception):
    """One line for the user."""


def convert(name, kind, size, value):
    """The bytes of one field, exactly size of them."""
    if kind == "word":
        if not isinstance(value, int) or not 0 < value < 1 << 32:
            raise ValuesError(f"{name}: not a number from 1 to 0xFFFFFFFF")
        return value.to_bytes(4, "little")
    if not isinstance(value, str):
        raise ValuesError(f"{name}: not a text; put it in quotes")
    if kind == "text":
        data = value.encode("ascii", "replace")
        if not data or len(data) > size or not value.isascii() or not value.isprintable():
            raise ValuesError(f"{name}: not 1 to {size} printable ASCII characters")
        return data.ljust(size, b"\0")
    try:
        data = bytes.fromhex(value)
    except ValueError:
        raise ValuesError(f"{name}: not hexadecimal") from None
    if len(data) != size:
        raise ValuesError(f"{name}: {len(data)} bytes, must be {size}")
    if set(data) <= {0x00} or set(data) <= {0xFF}:
        raise ValuesError(f"{name}: all bits equal; the ROM refuses it")
    return data


def parse(text):
    """Field name -> bytes, for every field of FIELDS."""
    try:
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValuesError(str(error).replace("\n", " ")) from None
    if not isinstance(values, dict):
        raise ValuesError("not a list of name: value lines")
    known = {name for name, _, _ in FIELDS}
    for name in sorted(known - values.keys()):
        raise ValuesError(f"{name}: missing")
    for name in values.keys() - known:
        raise ValuesError(f"{name}: no such field")
    return {name: convert(name, kind, size, values[name]) for name, kind, size in FIELDS}


def load(path):
    try:
        return parse(Path(path).read_text(encoding="ascii"))
    except UnicodeDecodeError:
        raise ValuesError(f"{path}: not ASCII") from None
    except ValuesError as error:
        raise ValuesError(f"{path}: {error}") from None


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("values", help="provisioning values (YAML)")
    options = parser.parse_args(argv)
    try:
        values = load(options.values)
    except (ValuesError, OSError) as error:
        print(f"provisioning_values: {error}", file=sys.stderr)
        return 1
    for name, kind, _ in FIELDS:
        print(f"{name:<26} {'(secret)' if kind == 'secret' else values[name].hex()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
