#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Derive the key that wraps the image keys of one encrypted image, as BL2 derives it on the device.

    tools/image_kek.py --values platforms/tc/provisioning/development.yaml --image s --bits 256 /tmp/s.kek

KEK = boot KDF under the BL2 encryption key, label "RSS_IMAGE_KEK" and a zero byte, context image ID and bits of the key
(two little-endian words). The file holds it in base64, for tools/encrypt_image.py. It is a secret. Same input, same bytes out.
"""
import argparse
import base64
import os
import struct
import sys
from pathlib import Path

import bl2_image
import provisioning_values

IMAGES = {"s": 0, "ns": 1}
LABEL = b"RSS_IMAGE_KEK\0"


def derive(bl2_encryption_key, image, bits):
    context = struct.pack("<II", IMAGES[image], bits)
    return bl2_image.derive_key(bl2_encryption_key, LABEL, context)[:bits // 8]


def write_secret(path, data):
    """A file that only its owner reads, also when it was there before."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--values", type=Path, required=True, help="provisioning values (YAML)")
    parser.add_argument("--image", choices=sorted(IMAGES), required=True, help="s or ns")
    parser.add_argument("--bits", type=int, choices=(128, 256), default=256, help="length of the image key, and of this one")
    parser.add_argument("output", type=Path)
    options = parser.parse_args(argv)
    try:
        values = provisioning_values.load(options.values)
        write_secret(options.output, base64.b64encode(derive(values["bl2_encryption_key"], options.image, options.bits)) + b"\n")
    except (provisioning_values.ValuesError, OSError) as error:
        print(f"image_kek: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
