#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Boot the machine, have its AP attest it to a fresh challenge, verify the tokens and print their claims.

    tools/attest.py --build build                     exit 0 and tables, or 1 and one line of reason
    tools/attest.py --build build --nonce $(printf '%0128d' 7)

The verifier is tools/verify_token.py. It gets the device's public key and expected values as a real one would, from provisioning
output and the images (tools/iak_public.py, tools/reference_values.py), and sends a nonce of 64 random bytes to the AP's console. The AP
(host/ap_attest) answers with a CCA bundle: platform token, delegated key, realm token signed with it; and with a PSA token. All
of it is kept in BUILD/attest.
"""
import argparse
import hashlib
import json
import os
import re
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization

import bl2_image
import flash_check
import iak_public
import lms_key
import provisioning_bundle
import provisioning_values
import reference_values
import run
import verify_token

TOP = Path(__file__).resolve().parent.parent
AP_PLACE = 2
NONCE_BYTES = 64
RUN_LIMIT_MS = 120000
AP_CLIENT_ID = -1           # of the only client on the AP
ERA = verify_token.ERAS["1.7"]


def make_flash(build):
    """The built flash image with the attesting AP in both slots."""
    flash = bytearray((build / "flash.bin").read_bytes())
    ap = (build / "ap_attest_signed.bin").read_bytes()[:flash_check.SLOT_BYTES].ljust(flash_check.SLOT_BYTES, b"\xff")
    for start in flash_check.PLACES[AP_PLACE].slots:
        flash[start:start + flash_check.SLOT_BYTES] = ap
    return bytes(flash)


def expect(build, values, flash, scheme, curve=iak_public.P_384):
    """(public key, JSON of the expected values)"""
    bl1_2 = (build / "bl1_2.bin").read_bytes()
    reference = reference_values.make(provisioning_values.load(values), bl1_2, lms_key.read_public(build / "lms_bl2.pub"), flash, scheme)
    return iak_public.derive(provisioning_values.load(values)["guk"], bl1_2, "secured", curve), reference


def ask(machine, nonce):
    """{"bundle": bytes, "psa": bytes} from the AP."""
    tokens = {}
    machine.wait_for(r"\[AP\] challenge\?", console="ap")
    machine.type("ap", nonce.hex())
    while True:
        text = machine.wait_for(r"\[AP\] .*", console="ap")[0]
        if match := re.fullmatch(r"\[AP\] (bundle|psa) ([0-9a-f]+)", text):
            tokens[match[1]] = bytes.fromhex(match[2])
        elif not text.startswith("[AP] PASS"):
            raise run.MachineError(f"the AP says: {text}")
        else:
            return tokens


def verify(tokens, nonce, key, expected):
    """Both tables; verify_token.Refused."""
    psa = {**expected, verify_token.PROFILE.label: ERA.psa, verify_token.CLIENT.label: AP_CLIENT_ID}
    return (verify_token.verify(tokens["bundle"], key, nonce, expected) +
            verify_token.verify(tokens["psa"], key, hashlib.sha256(nonce).digest(), psa))


def parse(argv):
    parser = argparse.ArgumentParser(prog="attest.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"), help="build folder (default: build)")
    parser.add_argument("--values", type=Path, default=TOP / "platforms/tc/provisioning/development.yaml",
                        help="what the device is provisioned with")
    parser.add_argument("--scheme", choices=flash_check.SCHEMES, default="RSA-3072", help="signatures of the images")
    parser.add_argument("--iak-curve", choices=iak_public.CURVES, default="P-384", help="of the build's attestation key")
    parser.add_argument("--nonce", type=verify_token.hex_argument, default=os.urandom(NONCE_BYTES), help="instead of a random one")
    options = parser.parse_args(argv)
    if len(options.nonce) != NONCE_BYTES:
        parser.error(f"--nonce: {len(options.nonce)} bytes, must be {NONCE_BYTES}")
    return options


def write(folder, flash, key, reference):
    """What the verifier starts from, and a virgin device."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "flash.bin").write_bytes(flash)
    (folder / "reference_values.json").write_text(json.dumps(reference, indent=1) + "\n", encoding="ascii")
    (folder / "iak_public.pem").write_bytes(key.public_bytes(serialization.Encoding.PEM,
                                                             serialization.PublicFormat.SubjectPublicKeyInfo))
    run.new_otp(folder / "otp.bin")


def main(argv=None):
    options = parse(argv)
    folder = options.build / "attest"
    try:
        flash = make_flash(options.build)
        key, reference = expect(options.build, options.values, flash, flash_check.SCHEMES[options.scheme],
                                iak_public.CURVES[options.iak_curve])
        write(folder, flash, key, reference)
        with run.Machine(options.build / "vp/qemu-system-aarch64", options.build / "rom.bin", folder / "flash.bin", folder / "otp.bin",
                         log_dir=folder, run_limit_ms=RUN_LIMIT_MS, arguments=run.COUNTED_TIME) as machine:
            tokens = ask(machine, options.nonce)
        for name, token in tokens.items():
            (folder / f"{name}.cbor").write_bytes(token)
        expected = verify_token.load_expected(folder / "reference_values.json", ERA)
        print(verify_token.table(verify(tokens, options.nonce, key, expected)))
    except verify_token.Refused as refused:
        print(f"attest: refused: {refused}", file=sys.stderr)
        return 1
    except (run.MachineError, reference_values.ValueMissing, provisioning_values.ValuesError, provisioning_bundle.BundleError,
            bl2_image.ImageError, lms_key.LmsError, OSError) as error:
        print(f"attest: {error}", file=sys.stderr)
        return 1
    print(f"verified: {folder}/bundle.cbor and psa.cbor, nonce {options.nonce.hex()[:16]}...")
    return 0


if __name__ == "__main__":
    sys.exit(main())
