#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make the request that ends the life of one device: BL1_1 takes it from RAM at 0x31A08000 and destroys the device's keys.

    tools/rma_request.py --values platforms/tc/provisioning/development.yaml /tmp/rma.bin

Needs the GUK and the boot seed that the device was provisioned with, so it can be made by its manufacturer only, and fits
devices with that pair only. tools/provision.py --rma sends it. Same input, same bytes out.
"""
import argparse
import hashlib
import sys
from pathlib import Path

import bl2_image
import provisioning_values

MAGIC = 0xDEC0DE1D
LABEL = b"RSS_RMA_REQUEST\0"
RAM_ADDRESS = 0x31A08000


def make(guk, boot_seed):
    data = MAGIC.to_bytes(4, "little") + bl2_image.derive_key(guk, LABEL, boot_seed)
    return data + hashlib.sha256(data).digest()


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--values", type=Path, required=True, help="the device's provisioning values (YAML)")
    parser.add_argument("output", type=Path)
    options = parser.parse_args(argv)
    try:
        values = provisioning_values.load(options.values)
        options.output.write_bytes(make(values["guk"], values["boot_seed"]))
    except (provisioning_values.ValuesError, OSError) as error:
        print(f"rma_request: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
