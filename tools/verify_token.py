#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Verify an attestation token of the RSS and print its claims.

    tools/verify_token.py --iak build/iak_public.pem --nonce 00...00 --reference build/reference_values.json token.cbor

The token is a PSA token, a CCA platform token, or a CCA bundle of platform and realm token; as bytes, or as hexadecimal text.
The kind follows from its profile claim and its tag. --iak is the public key of the device's IAK and --reference what its claims have
to be: tools/reference_values.py makes both from provisioning output, without the device. --nonce is the verifier's challenge in
hexadecimal: of the realm token in a bundle, else of the token itself. With --delegated-key (public key, hexadecimal point) the
platform token must name that key instead. --era 2.2 takes the profile names, labels and key hash of TF-M 2.2 in place of 1.7's.

Exit status 0 and a table; or 1 and one line that names the claim, or "encoding", "signature", "key", "binding".
"""
import argparse
import hashlib
import json
import string
import sys
from collections import namedtuple
from collections.abc import Mapping
from pathlib import Path

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

TOKEN_BYTES_MAX = 0x4000
TAG_SIGN1, TAG_BUNDLE, TAG_BUNDLE_CMW, CMW_TOKEN = 18, 399, 907, 263
PLATFORM_TOKEN, REALM_TOKEN = 44234, 44241

Algorithm = namedtuple("Algorithm", "name curve hash number_bytes")
ALGORITHMS = {-7: Algorithm("ES256", ec.SECP256R1, hashes.SHA256, 32), -35: Algorithm("ES384", ec.SECP384R1, hashes.SHA384, 48),
              -36: Algorithm("ES512", ec.SECP521R1, hashes.SHA512, 66)}
CURVES = {65: ec.SECP256R1, 97: ec.SECP384R1, 133: ec.SECP521R1}    # by bytes of an uncompressed point
COSE_CURVES = {"secp256r1": 1, "secp384r1": 2, "secp521r1": 3}
HASHES = {"sha-256": hashlib.sha256, "sha-384": hashlib.sha384, "sha-512": hashlib.sha512}
HASH_BYTES = (32, 48, 64)
LIFECYCLES = ("unknown", "assembly-and-test", "psa-rot-provisioning", "secured", "non-psa-rot-debug", "recoverable-psa-rot-debug",
              "decommissioned")

# What differs between the years of TF-M: names of profiles, the label of the boot seed, how a key is hashed
Era = namedtuple("Era", "cca psa realms boot_seed cose_key")
ERAS = {"1.7": Era("http://arm.com/CCA-SSD/1.0.0", "http://arm.com/psa/2.0.0", (None,), 2397, False),
        "2.2": Era("tag:arm.com,2023:cca_platform#1.0.0", "tag:psacertified.org,2023:psa#tfm",
                   ("tag:arm.com,2024:realm#2.0.0", "tag:arm.com,2023:realm#1.0.0"), 268, True)}


class Refused(Exception):
    """The token is not to be believed: the name of what is wrong, and why."""

    def __init__(self, name, reason):
        super().__init__(f"{name}: {reason}")
        self.name = name


# Checks of one claim's value: None when it is good, else the reason

def octets(*sizes):
    def check(value):
        if not isinstance(value, bytes):
            return "is not a byte string"
        return None if len(value) in sizes else f"has {len(value)} bytes, not {' or '.join(map(str, sizes))}"
    return check


def text(limit, least=0):
    def check(value):
        if not isinstance(value, str):
            return "is not a text"
        return None if least <= len(value) <= limit else f"has {len(value)} characters, not {least} to {limit}"
    return check


def check_instance(value):
    return octets(33)(value) or (None if value[0] == 1 else f"has type {value[0]:02x}, not 01")


def check_lifecycle(value):
    if not is_int(value):
        return "is not a number"
    return None if 0 <= value <= 0x60FF and value & 0xF00 == 0 else f"{value:#06x} is no PSA state"


def check_number(value):
    return None if is_int(value) and -(1 << 31) <= value < 1 << 31 else "is not a 32-bit number"


def check_certification(value):
    good = isinstance(value, str) and len(value) == 19 and value[13] == "-" and (value[:13] + value[14:]).isdecimal()
    return None if good else "is not 13 digits, '-' and 5 digits"


def check_hash_name(value):
    return None if isinstance(value, str) and value in HASHES else f"{shorten(value)} is no hash of {', '.join(HASHES)}"


def check_components(value):
    if not isinstance(value, list) or not value:
        return "is not a list of at least one component"
    for at, component in enumerate(value):
        if not isinstance(component, dict):
            return f"component {at} is not a map"
        if not {2, 5} <= component.keys():
            return f"component {at} lacks its measurement or signer"
        for key, part in component.items():
            name, check = COMPONENT.get(key, (f"key {key}", lambda _: "is not known"))
            if reason := check(part):
                return f"component {at}: {name} {reason}"
        if list(component) != [key for key in COMPONENT if key in component]:
            return f"component {at} is not in the order of its keys"
    return None


def check_config(value):
    return None if isinstance(value, bytes) and value else "is not a byte string of at least one byte"


def is_int(value):
    return isinstance(value, int) and not isinstance(value, bool)


# Keys of a software component, in the order in which they are sent
COMPONENT = {5: ("signer", octets(*HASH_BYTES)), 4: ("version", text(14)), 1: ("type", text(32)), 6: ("hash", check_hash_name),
             2: ("measurement", octets(*HASH_BYTES))}

Claim = namedtuple("Claim", "label name check")
NONCE = Claim(10, "nonce", octets(*HASH_BYTES))
INSTANCE = Claim(256, "instance id", check_instance)
PROFILE = Claim(265, "profile", text(64, 1))
CLIENT = Claim(2394, "client id", check_number)
LIFECYCLE = Claim(2395, "lifecycle", check_lifecycle)
IMPLEMENTATION = Claim(2396, "implementation id", octets(32))
CERTIFICATION = Claim(2398, "certification reference", check_certification)
COMPONENTS = Claim(2399, "software components", check_components)
VERIFICATION = Claim(2400, "verification service", text(32, 1))
CONFIG = Claim(2401, "platform config", check_config)
HASH_NAME = Claim(2402, "hash algorithm", check_hash_name)
REALM = (NONCE._replace(check=octets(64)), PROFILE, Claim(44235, "personalization value", octets(64)),
         Claim(44238, "initial measurement", octets(*HASH_BYTES)), Claim(44239, "extensible measurements", lambda value: None if
               isinstance(value, list) and len(value) == 4 and not any(map(octets(*HASH_BYTES), value)) else "is not four hashes"),
         Claim(44236, "measurement hash", check_hash_name), Claim(44237, "realm key", check_config),
         Claim(44240, "key hash", check_hash_name))


def platform_profiles(era):
    """Profile name -> its claims in the order of the token."""
    seed = Claim(era.boot_seed, "boot seed", octets(32))
    return {era.cca: (NONCE, INSTANCE, IMPLEMENTATION, LIFECYCLE, COMPONENTS, PROFILE, HASH_NAME, CONFIG, VERIFICATION),
            era.psa: (NONCE, seed, INSTANCE, IMPLEMENTATION, CLIENT, LIFECYCLE, COMPONENTS, PROFILE, VERIFICATION, CERTIFICATION)}


OPTIONAL = {VERIFICATION.label, CERTIFICATION.label}


# Encoding

def decode(data, what):
    """The value of bytes that are the one deterministic encoding of it: shortest numbers, known lengths, no key twice, no rest."""
    try:
        value = cbor2.loads(data)
        again = cbor2.dumps(value)
    except Exception:       # whatever hostile bytes can do to the library
        raise Refused("encoding", f"{what} is not CBOR") from None
    if again != data:
        raise Refused("encoding", f"{what} is not deterministic CBOR")
    return value


def open_sign1(item, what):
    """(algorithm, claims, what was signed, signature) of a COSE_Sign1."""
    if not isinstance(item, cbor2.CBORTag) or item.tag != TAG_SIGN1:
        raise Refused("encoding", f"{what} is no COSE_Sign1 (tag 18)")
    parts = item.value
    if not isinstance(parts, (list, tuple)) or len(parts) != 4 or parts[1] != {} or \
            any(not isinstance(parts[i], bytes) for i in (0, 2, 3)):
        raise Refused("encoding", f"{what} is not [protected, {{}}, payload, signature]")
    header = decode(parts[0], f"protected header of the {what}")
    if not isinstance(header, dict) or list(header) != [1] or not is_int(header[1]) or header[1] not in ALGORITHMS:
        raise Refused("algorithm", f"{what} has the header {shorten(header)}, not {{1: n}} with n of {', '.join(map(str, ALGORITHMS))}")
    claims = decode(parts[2], f"payload of the {what}")
    if not isinstance(claims, dict):
        raise Refused("encoding", f"payload of the {what} is not a map")
    return ALGORITHMS[header[1]], claims, cbor2.dumps(["Signature1", parts[0], b"", parts[2]]), parts[3]


# Keys

def point_of(key):
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def key_of(point):
    """Public key of an uncompressed point; ValueError."""
    if len(point) not in CURVES:
        raise ValueError(f"{len(point)} bytes are no point")
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVES[len(point)](), point)


def hashed_form(key, era):
    """The bytes of a public key that identifiers and bindings are hashes of."""
    point = point_of(key)
    if not era.cose_key:
        return point
    half = len(point) // 2
    return cbor2.dumps({1: 2, -1: COSE_CURVES[key.curve.name], -2: point[1:half + 1], -3: point[half + 1:]})


def realm_key(value, era):
    """The key in a realm token's claim; ValueError."""
    if not era.cose_key:
        return key_of(value)
    fields = cbor2.loads(value)
    if not isinstance(fields, dict) or fields.get(1) != 2 or not all(isinstance(fields.get(k), bytes) for k in (-2, -3)):
        raise ValueError("it is no COSE_Key of an elliptic curve")
    return key_of(b"\x04" + fields[-2] + fields[-3])


def is_signed(algorithm, key, signed, signature):
    if not isinstance(key.curve, algorithm.curve):
        raise Refused("key", f"token is signed with {algorithm.name}, the key is on {key.curve.name}")
    if len(signature) != 2 * algorithm.number_bytes:
        raise Refused("signature", f"has {len(signature)} bytes, not {2 * algorithm.number_bytes}")
    r, s = (int.from_bytes(half, "big") for half in (signature[:algorithm.number_bytes], signature[algorithm.number_bytes:]))
    try:
        key.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(algorithm.hash()))
    except InvalidSignature:
        return False
    return True


# Claims

def check_shape(claims, rows):
    """Every mandatory claim there, none unknown, in order, each of the right type and size."""
    known = {claim.label: claim for claim in rows}
    for label in claims:
        if label not in known:
            raise Refused(f"claim {shorten(label)}", "does not belong to the profile")
    for claim in rows:
        if claim.label not in claims:
            if claim.label in OPTIONAL:
                continue
            raise Refused(claim.name, "is missing")
        if reason := claim.check(claims[claim.label]):
            raise Refused(claim.name, reason)


def component_difference(at, got, want):
    for key, (name, _) in COMPONENT.items():
        if key in want and got.get(key) != want[key]:
            known = f"{name} {shorten(got.get(key))}, expected {shorten(want[key])}"
            return f"component {at} ({got.get(1) or 'no type'}): " + ("stale " if key == 2 else "") + known
    return None


def difference(claim, got, want):
    """Why a claim's value is not the expected one, None when it is."""
    if claim is not COMPONENTS:
        brief = show_lifecycle if claim is LIFECYCLE else shorten
        return None if got == want else f"is {brief(got)}, expected {brief(want)}"
    if len(got) < len(want):
        return f"{len(got)} components, expected {len(want)}"
    return next(filter(None, (component_difference(at, *pair) for at, pair in enumerate(zip(got, want)))), None)


def differences(claims, rows, expected):
    """[(claim, reason)] of the claims that are not as expected."""
    found = ((claim, difference(claim, claims[claim.label], expected[claim.label]))
             for claim in rows if claim.label in claims and claim.label in expected)
    return [(claim, reason) for claim, reason in found if reason]


def refuse_unsigned(wrong, claims, rows, expected):
    """The signature does not fit: say by the claims what was done to the token."""
    names = [claim.name for claim, _ in wrong]
    if names == [INSTANCE.name]:
        raise Refused("key", "token names another device's key, and is not signed with the expected one (instance id)")
    if names:
        raise Refused("signature", f"does not fit, and these claims are not as expected: {', '.join(names)} ({wrong[0][1]})")
    rest = [claim.name for claim in rows if claim.label in claims and claim.label not in expected]
    raise Refused("signature", "does not fit, though every claim with a known value is as expected" +
                  (f"; not known: {', '.join(rest)}" if rest else ""))


def verify_platform(item, key, expected, era):
    """Claims of a PSA or CCA platform token and their rows; expected: label -> value."""
    algorithm, claims, signed, signature = open_sign1(item, "platform token")
    profiles = platform_profiles(era)
    rows = profiles.get(claims.get(PROFILE.label)) if isinstance(claims.get(PROFILE.label), str) else None
    if rows is None:
        raise Refused("profile", f"is {shorten(claims.get(PROFILE.label))}, not one of {', '.join(profiles)}")
    check_shape(claims, rows)
    instance = b"\x01" + hashlib.sha256(hashed_form(key, era)).digest()
    expected = {INSTANCE.label: instance, **expected}
    wrong = differences(claims, rows, expected)
    if not is_signed(algorithm, key, signed, signature):
        refuse_unsigned(wrong, claims, rows, expected)
    if wrong:
        raise Refused(wrong[0][0].name, wrong[0][1])
    if list(claims) != [claim.label for claim in rows if claim.label in claims]:
        raise Refused("encoding", "claims are not in the order of the profile")
    return claims, rows


def verify_realm(item, expected, era):
    """Claims of a realm token, their rows, and its key, with which it is signed."""
    algorithm, claims, signed, signature = open_sign1(item, "realm token")
    rows = tuple(claim for claim in REALM if claim is not PROFILE or era.realms != (None,))
    check_shape(claims, rows)
    if claims.get(PROFILE.label) not in era.realms:
        raise Refused("realm profile", f"is {shorten(claims.get(PROFILE.label))}")
    try:
        key = realm_key(claims[44237], era)
    except Exception as error:      # whatever hostile bytes can do to the libraries
        raise Refused("realm key", f"{error}".splitlines()[0]) from None
    wrong = differences(claims, rows, expected)
    if not is_signed(algorithm, key, signed, signature):
        raise Refused("realm signature", "realm token is not signed with the realm key that it names")
    if wrong:
        raise Refused(f"realm {wrong[0][0].name}", wrong[0][1])
    return claims, rows, key


def open_bundle(item, era):
    """Platform and realm token of a bundle."""
    wanted = TAG_BUNDLE_CMW if era.cose_key else TAG_BUNDLE
    if item.tag != wanted:
        raise Refused("encoding", f"tag {item.tag} is no bundle of this era ({wanted})")
    if not isinstance(item.value, Mapping) or item.value.keys() != {PLATFORM_TOKEN, REALM_TOKEN}:
        raise Refused("encoding", f"bundle is not a map of {PLATFORM_TOKEN} and {REALM_TOKEN}")
    tokens = []
    for label, what in ((PLATFORM_TOKEN, "platform token"), (REALM_TOKEN, "realm token")):
        value = item.value[label]
        if era.cose_key and isinstance(value, (list, tuple)) and len(value) == 2 and value[0] == CMW_TOKEN:
            value = value[1]
        if not isinstance(value, bytes):
            raise Refused("encoding", f"{what} in the bundle is not a byte string")
        tokens.append(decode(value, what))
    return tokens


def check_binding(platform_claims, key, hash_name, era):
    if platform_claims[NONCE.label] != HASHES[hash_name](hashed_form(key, era)).digest():
        raise Refused("binding", f"nonce of the platform token is not the {hash_name} of the delegated key")


def heading(claims, era):
    return "CCA platform token" if claims[PROFILE.label] == era.cca else "PSA token"


def verify(data, key, nonce=None, expected=None, era=ERAS["1.7"], delegated_key=None):
    """[(heading, claims, rows)] of the tokens; Refused. expected: label -> value."""
    expected = dict(expected or {})
    if len(data) > TOKEN_BYTES_MAX:
        raise Refused("encoding", f"{len(data)} bytes, more than {TOKEN_BYTES_MAX}")
    item = decode(data, "token")
    if isinstance(item, cbor2.CBORTag) and item.tag in (TAG_BUNDLE, TAG_BUNDLE_CMW):
        platform, realm = open_bundle(item, era)
        claims, rows = verify_platform(platform, key, expected, era)
        realm_claims, realm_rows, rak = verify_realm(realm, {} if nonce is None else {NONCE.label: nonce}, era)
        check_binding(claims, rak, realm_claims[44240], era)
        return [(heading(claims, era), claims, rows), ("realm token", realm_claims, realm_rows)]
    if nonce is not None and delegated_key is None:
        expected[NONCE.label] = nonce
    claims, rows = verify_platform(item, key, expected, era)
    if delegated_key is not None:
        name = {32: "sha-256", 48: "sha-384", 64: "sha-512"}[len(claims[NONCE.label])]
        check_binding(claims, delegated_key, name, era)
    return [(heading(claims, era), claims, rows)]


# Text

def shorten(value):
    """One value for a line of text: hexadecimal bytes, printable text, not longer than a line."""
    if isinstance(value, bytes):
        return value.hex() if len(value) <= 33 else value[:24].hex() + f"... ({len(value)} bytes)"
    shown = repr(value) if not isinstance(value, str) else f'"{value}"'
    shown = "".join(c if c in string.printable and c not in "\n\r\t\v\f" else "?" for c in shown)
    return shown if len(shown) <= 70 else shown[:67] + "..."


def show_lifecycle(value):
    return f"{LIFECYCLES[value >> 12]} ({value:#06x})"


def show(claim, value):
    """Lines of a claim's value."""
    if claim is LIFECYCLE:
        return [show_lifecycle(value)]
    if claim is COMPONENTS:
        return [f'{at:2} {component.get(1, ""):<14.14} {component.get(4, "") or "-":<10} {component.get(6, ""):<7} '
                f"{component[2].hex()} signer {component[5].hex()[:16]}..." for at, component in enumerate(value)]
    if isinstance(value, list):
        return [f"{at:2} {shorten(part)}" for at, part in enumerate(value)]
    if isinstance(value, bytes):
        return [value[at:at + 48].hex() for at in range(0, len(value), 48)]
    return [str(value) if is_int(value) else value]


def table(parts):
    lines = []
    for title, claims, rows in parts:
        lines.append(f"{title}: {len(claims)} claims, signature good")
        for claim in rows:
            if claim.label in claims:
                first, *more = show(claim, claims[claim.label])
                lines.append(f"  {claim.label:>5}  {claim.name:<24} {first}")
                lines += [" " * 34 + line for line in more]
    return "\n".join(lines)


# Files

def read_token(path):
    """Bytes of a token file, which may be hexadecimal text."""
    data = Path(path).read_bytes()
    try:
        return bytes.fromhex(data.decode("ascii"))
    except ValueError:
        return data


def load_key(path):
    data = Path(path).read_bytes()
    try:
        key = serialization.load_pem_public_key(data)
    except ValueError:
        raise ValueError(f"{path}: not a public key in PEM") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in COSE_CURVES:
        raise ValueError(f"{path}: not a key on P-256, P-384 or P-521")
    return key


def load_expected(path, era):
    """label -> value of a file of tools/reference_values.py: claim names with _, byte strings in hexadecimal."""
    claims = {claim.name.replace(" ", "_"): claim for rows in platform_profiles(era).values() for claim in rows}
    try:
        values = json.loads(Path(path).read_text(encoding="utf-8"))
        return {claims[name].label: convert(claims[name], value) for name, value in values.items()}
    except KeyError as error:
        raise ValueError(f"{path}: {error.args[0]}: no such claim") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: not reference values: {error}") from None


def convert(claim, value):
    if claim is COMPONENTS:
        keys = {name: key for key, (name, _) in COMPONENT.items()}
        return [{keys[name]: bytes.fromhex(part) if name in ("signer", "measurement") else part
                 for name, part in component.items()} for component in value]
    return bytes.fromhex(value) if claim in (NONCE, INSTANCE, IMPLEMENTATION, CONFIG) or claim.name == "boot seed" else value


def hex_argument(value):
    try:
        return bytes.fromhex(value)
    except ValueError:
        raise argparse.ArgumentTypeError("not hexadecimal") from None


def main(argv=None):
    parser = argparse.ArgumentParser(prog="verify_token.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("token", type=Path)
    parser.add_argument("--iak", type=Path, required=True, help="public key of the device's IAK (PEM)")
    parser.add_argument("--nonce", type=hex_argument, help="the verifier's challenge: 32, 48 or 64 bytes in hexadecimal")
    parser.add_argument("--reference", type=Path, help="expected values (JSON)")
    parser.add_argument("--delegated-key", type=hex_argument, help="point of the key that a platform token has to name")
    parser.add_argument("--era", choices=ERAS, default="1.7", help="TF-M whose names and labels the token has (default: 1.7)")
    options = parser.parse_args(argv)
    era = ERAS[options.era]
    try:
        delegated_key = key_of(options.delegated_key) if options.delegated_key is not None else None
        expected = load_expected(options.reference, era) if options.reference else {}
        parts = verify(read_token(options.token), load_key(options.iak), options.nonce, expected, era, delegated_key)
    except (Refused, ValueError, OSError) as error:
        kind = "refused: " if isinstance(error, Refused) else ""
        print(f"verify_token: {kind}{error}", file=sys.stderr)
        return 1
    print(table(parts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
