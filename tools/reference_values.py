#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write what the claims of a device's attestation token have to be, from its provisioning values and the images it boots.

    tools/reference_values.py --values platforms/tc/provisioning/development.yaml --bl1-2 build/bl1_2.bin \\
        --lms-public-key build/lms_bl2.pub build/flash.bin /tmp/reference_values.json

For tools/verify_token.py --reference. Components are those of the primary slots: BL1_2, BL2, RT_0 to RT_3 in the measurement slots
0 to 5, each as the Measured Boot service extends it, SHA-256 of 32 zero bytes and the image's hash. Nonce, instance ID (it follows from the
key), client ID and the boot seed, which is new at each boot, are not in the file.
"""
import argparse
import hashlib
import json
import sys
from pathlib import Path

import bl2_image
import flash_check
import lms_key
import provisioning_bundle
import provisioning_values


class ValueMissing(Exception):
    """One line for the user."""


def register(digest):
    """A measurement register that was extended once."""
    return hashlib.sha256(bytes(32) + digest).hexdigest()


def measure_image(place, area, scheme):
    """Component of an MCUboot image in its primary slot."""
    rules = flash_check.Rules(scheme, place.load_address, min(place.window_bytes, flash_check.SLOT_BYTES),
                              place.kek is not None, None, None, None)
    try:
        candidate = flash_check.read_candidate(area, rules)
        header = candidate.header
        front = header.header_bytes + header.payload_bytes + header.protected_bytes
        tlvs = flash_check.parse_unprotected(area[front:candidate.total_bytes], scheme)
    except flash_check.Refused as refused:
        raise ValueMissing(f"{place.name}: primary slot would be refused: {refused.code}") from None
    return {"version": f"{header.major}.{header.minor}.{header.revision}+{header.build}", "measurement": register(tlvs.hash),
            "hash": scheme.hash_name.replace("sha", "sha-"), "signer": hashlib.sha256(tlvs.key).hexdigest()}


def measure(values, bl1_2, public_key, flash, scheme):
    """Components in the order of their slots."""
    bl2 = flash[:bl2_image.IMAGE_BYTES]
    bl2_facts = flash_check.judge_bl2(bl2, None, None, None)
    components = [{"type": "BL1_2", "hash": "sha-256",
                   "measurement": register(hashlib.sha256(provisioning_bundle.pad_bl1_2(bl1_2)).digest())},
                  {"type": "BL2", "hash": "sha-256", "version": bl2_facts["version"],
                   "signer": hashlib.sha256(public_key).hexdigest(),
                   "measurement": register(bl2_image.check(bl2, values["bl2_encryption_key"], public_key))}]
    for index, place in enumerate(flash_check.PLACES):
        start = place.slots[0]
        components.append({"type": f"RT_{index}", **measure_image(place, flash[start:start + flash_check.SLOT_BYTES], scheme)})
    return components


def text(value):
    return value.rstrip(b"\0").decode("ascii")


def make(values, bl1_2, public_key, flash, scheme):
    """Claim name -> value, for JSON."""
    return {"implementation_id": values["implementation_id"].hex(), "lifecycle": 0x3000,
            "profile": text(values["profile_definition"]), "hash_algorithm": "sha-256",
            "platform_config": values["cca_system_properties"].hex(),
            "verification_service": text(values["verification_service_url"]), "certification_reference": text(values["cert_ref"]),
            "software_components": measure(values, bl1_2, public_key, flash, scheme)}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--values", type=Path, required=True, help="the device's provisioning values (YAML)")
    parser.add_argument("--bl1-2", type=Path, required=True, help="BL1_2 as provisioned")
    parser.add_argument("--lms-public-key", type=Path, required=True, help=".pub file of BL2's key")
    parser.add_argument("--scheme", choices=flash_check.SCHEMES, default="RSA-3072", help="signatures of the images (default: RSA-3072)")
    parser.add_argument("flash", type=Path, help="flash image that the device boots")
    parser.add_argument("output", type=Path, help="JSON file")
    options = parser.parse_args(argv)
    try:
        flash = options.flash.read_bytes().ljust(flash_check.FLASH_BYTES, b"\xff")
        reference = make(provisioning_values.load(options.values), options.bl1_2.read_bytes(),
                         lms_key.read_public(options.lms_public_key), flash, flash_check.SCHEMES[options.scheme])
        options.output.write_text(json.dumps(reference, indent=1) + "\n", encoding="ascii")
    except (ValueMissing, provisioning_values.ValuesError, provisioning_bundle.BundleError, bl2_image.ImageError,
            lms_key.LmsError, OSError) as error:
        print(f"reference_values: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
