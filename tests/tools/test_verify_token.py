# SPDX-License-Identifier: BSD-3-Clause
"""tools/verify_token.py on tokens that are good, and on tokens with each thing changed: signed anew or not."""
import copy
import hashlib
import json

import cbor2
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import token_builder as build
import verify_token

IAK, OTHER, RAK = (ec.derive_private_key(number, ec.SECP384R1()) for number in (0x1234, 0x5678, 0x9ABC))
P256 = ec.derive_private_key(0x4321, ec.SECP256R1())
CHALLENGE = bytes(range(64))
KINDS = {"cca": build.cca_claims, "psa": build.psa_claims}
EXPECTED = {"cca": {2396: b"\xaa" * 32, 2395: 0x3000, 2399: build.components(), 2402: "sha-256", 2401: b"\xef\xbe\xad\xde",
                    2400: "www.trustedfirmware.org", 265: build.CCA},
            "psa": {2396: b"\xaa" * 32, 2395: 0x3000, 2399: build.components(), 2400: "www.trustedfirmware.org",
                    2398: "0604565272829-10010", 2394: -1, 265: build.PSA}}


def verify(data, key=IAK, nonce=build.NONCE, kind="cca", **options):
    return verify_token.verify(data, key.public_key(), nonce, EXPECTED[kind], **options)


def refusal(data, **options):
    with pytest.raises(verify_token.Refused) as caught:
        verify(data, **options)
    return str(caught.value)


def changed(kind, label, value):
    claims = KINDS[kind](IAK)
    claims[label] = value
    return claims


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", (32, 48, 64))
def test_good(kind, size):
    nonce = bytes(range(size))
    [(heading, claims, rows)] = verify(build.token(KINDS[kind](IAK, nonce), IAK), nonce=nonce, kind=kind)
    assert claims[10] == nonce and [row.label for row in rows] == list(claims)
    assert hashlib.sha256(build.point(IAK)).hexdigest() in verify_token.table([(heading, claims, rows)])


def test_good_on_p256():
    verify(build.token(build.psa_claims(P256), P256, algorithm=-7), key=P256, kind="psa")


@pytest.mark.parametrize("kind", KINDS)
def test_optional_claims_may_be_missing(kind):
    claims = {label: value for label, value in KINDS[kind](IAK).items() if label not in (2398, 2400)}
    verify(build.token(claims, IAK), kind=kind)


# Each claim: label, another good value, the name that the refusal gives it
OTHER_VALUES = (
    ("cca", 10, bytes(32), "nonce"), ("cca", 256, b"\x01" + bytes(32), "instance id"), ("cca", 2396, bytes(32), "implementation id"),
    ("cca", 2395, 0x6000, "lifecycle"), ("cca", 2402, "sha-512", "hash algorithm"),
    ("cca", 2401, b"\x01\x02\x03\x04", "platform config"), ("cca", 2400, "www.example.com", "verification service"),
    ("psa", 10, bytes(32), "nonce"), ("psa", 256, b"\x01" + bytes(32), "instance id"), ("psa", 2396, bytes(32), "implementation id"),
    ("psa", 2394, 5, "client id"), ("psa", 2395, 0x1000, "lifecycle"), ("psa", 2400, "www.example.com", "verification service"),
    ("psa", 2398, "1234567890123-12345", "certification reference"))


@pytest.mark.parametrize("kind, label, value, name", OTHER_VALUES)
def test_other_value_signed_by_the_device(kind, label, value, name):
    assert refusal(build.token(changed(kind, label, value), IAK), kind=kind).startswith(f"{name}: ")


def resealed(claims, original):
    """The signature of another payload."""
    parts = list(cbor2.loads(original).value)
    parts[2] = cbor2.dumps(claims)
    return cbor2.dumps(cbor2.CBORTag(18, parts))


@pytest.mark.parametrize("kind, label, value, name", [row for row in OTHER_VALUES if row[1] != 256])
def test_claim_changed_without_the_key(kind, label, value, name):
    reason = refusal(resealed(changed(kind, label, value), build.token(KINDS[kind](IAK), IAK)), kind=kind)
    assert reason.startswith(f"signature: does not fit, and these claims are not as expected: {name} (")


def test_unknown_values_are_named_by_elimination():
    """Nobody knows the boot seed beforehand: what is left after all that is known."""
    good = build.token(build.psa_claims(IAK), IAK)
    reason = refusal(resealed(changed("psa", 2397, bytes(32)), good), kind="psa")
    assert reason == "signature: does not fit, though every claim with a known value is as expected; not known: boot seed"


def test_signature_changed():
    token = bytearray(build.token(build.cca_claims(IAK), IAK))
    token[-1] ^= 1
    assert refusal(bytes(token)) == "signature: does not fit, though every claim with a known value is as expected"


def test_other_device():
    assert refusal(build.token(build.cca_claims(OTHER), OTHER)).startswith("key: token names another device's key")


def test_other_key_for_this_device():
    assert refusal(build.token(build.cca_claims(IAK), OTHER)).startswith("signature: does not fit")


def test_key_of_another_curve():
    assert refusal(build.token(build.cca_claims(IAK), IAK), key=P256) == \
        "key: token is signed with ES384, the key is on secp256r1"


def with_component(at, key, value):
    claims = build.cca_claims(IAK)
    claims[2399] = copy.deepcopy(claims[2399])
    claims[2399][at][key] = value
    return claims


@pytest.mark.parametrize("key, value, name", ((2, bytes(32), "stale measurement"), (5, bytes(32), "signer"), (4, "9.9.9+9", "version"),
                                              (1, "RT_9", "type"), (6, "sha-384", "hash")))
def test_component(key, value, name):
    claims = with_component(1, key, value)
    reason = refusal(build.token(claims, IAK))
    assert reason.startswith(f"software components: component 1 ({claims[2399][1][1]}): {name} "), reason
    unsigned = refusal(resealed(claims, build.token(build.cca_claims(IAK), IAK)))
    assert "not as expected: software components (component 1 " in unsigned and name in unsigned


def test_components_missing_and_more():
    fewer = changed("cca", 2399, build.components()[:2])
    assert refusal(build.token(fewer, IAK)) == "software components: 2 components, expected 3"
    verify(build.token(changed("cca", 2399, build.components() + [build.component("RMM", 0x60)]), IAK))     # not in the reference


SHAPES = (
    (10, bytes(31), "nonce: has 31 bytes"), (10, bytes(65), "nonce: has 65 bytes"), (10, "text", "nonce: is not a byte string"),
    (256, b"\x02" + bytes(32), "instance id: has type 02"), (256, bytes(32), "instance id: has 32 bytes"),
    (2396, bytes(33), "implementation id: has 33 bytes"), (2395, 0x7000, "lifecycle: 0x7000 is no PSA state"),
    (2395, 0x3100, "lifecycle: 0x3100"), (2395, -1, "lifecycle: "), (2395, True, "lifecycle: is not a number"), (2399, [], "software components: is not"),
    (2399, {}, "software components: is not"), (2399, [5], "software components: component 0 is not a map"),
    (2399, [{2: bytes(32)}], "software components: component 0 lacks"), (2399, [{2: bytes(32), 5: bytes(31)}], "software components: component 0: signer has 31"),
    (2399, [{2: bytes(20), 5: bytes(32)}], "software components: component 0: measurement has 20"),
    (2399, [{2: bytes(32), 5: bytes(32), 9: 1}], "software components: component 0: key 9 is not known"),
    (2399, [{2: bytes(32), 5: bytes(32)}], "software components: component 0 is not in the order"),
    (2402, "md5", "hash algorithm: "), (2402, [], "hash algorithm: "), (2401, b"", "platform config: "), (2400, "", "verification service: "),
    (2400, "x" * 33, "verification service: has 33"))


@pytest.mark.parametrize("label, value, reason", SHAPES)
def test_shape(label, value, reason):
    assert refusal(build.token(changed("cca", label, value), IAK)).startswith(reason)


@pytest.mark.parametrize("kind", KINDS)
def test_mandatory_claims(kind):
    names = {claim.label: claim.name for rows in verify_token.platform_profiles(verify_token.ERAS["1.7"]).values() for claim in rows}
    for label in KINDS[kind](IAK):
        claims = KINDS[kind](IAK)
        del claims[label]
        if label not in (2398, 2400):
            want = "profile: is None" if label == 265 else f"{names[label]}: is missing"
            assert refusal(build.token(claims, IAK), kind=kind).startswith(want)


def test_claims_of_no_profile():
    assert refusal(build.token(changed("cca", 2394, 1), IAK)) == "claim 2394: does not belong to the profile"
    assert refusal(build.token(changed("cca", 9999, 1), IAK)) == "claim 9999: does not belong to the profile"
    assert refusal(build.token(changed("cca", "x\n" * 200, 1), IAK)).startswith('claim "x?x?')


@pytest.mark.parametrize("profile", ("http://arm.com/CCA-SSD/1.0.1", "", 5, [], "tag:arm.com,2023:cca_platform#1.0.0"))
def test_profile(profile):
    assert refusal(build.token(changed("cca", 265, profile), IAK)).startswith("profile: is ")


def test_order_of_claims():
    claims = build.cca_claims(IAK)
    claims[10] = claims.pop(10)
    assert refusal(build.token(claims, IAK)) == "encoding: claims are not in the order of the profile"


def indefinite(payload):
    return b"\xbf" + payload[1:] + b"\xff"


def long_number(payload):
    return payload.replace(b"\x0a\x58\x20", b"\x18\x0a\x58\x20", 1)


def long_length(payload):
    return payload.replace(b"\x0a\x58\x20", b"\x0a\x59\x00\x20", 1)


def twice(payload):
    return bytes([payload[0] + 1]) + payload[1:] + b"\x0a\x58\x20" + build.NONCE


def trailing(payload):
    return payload + b"\x00"


@pytest.mark.parametrize("change", (indefinite, long_number, long_length, twice, trailing))
def test_other_encodings_of_the_same_claims(change):
    payload = change(cbor2.dumps(build.cca_claims(IAK)))
    token = cbor2.dumps(build.sign1(payload, IAK))
    assert refusal(token) == "encoding: payload of the platform token is not deterministic CBOR"


@pytest.mark.parametrize("data, reason", (
    (b"", "token is not CBOR"), (b"\xd2\x84", "token is not CBOR"), (b"\x00", "platform token is no COSE_Sign1"), (b"\x81" * 9000 + b"\x00", "token is not CBOR"),
    (cbor2.dumps(cbor2.CBORTag(17, [b"", {}, b"", b""])), "platform token is no COSE_Sign1"),
    (cbor2.dumps(cbor2.CBORTag(18, [b"", {}, b""])), "platform token is not [protected"),
    (cbor2.dumps(cbor2.CBORTag(18, 4)), "platform token is not [protected"), (bytes(0x4001), "16385 bytes, more than 16384")))
def test_not_a_token(data, reason):
    assert refusal(data).startswith(f"encoding: {reason}")


def test_envelope():
    payload = cbor2.dumps(build.cca_claims(IAK))
    sign1 = lambda **options: cbor2.dumps(build.sign1(payload, IAK, **options))
    assert refusal(sign1() + b"\x00") == "encoding: token is not deterministic CBOR"
    assert refusal(sign1(unprotected={4: b"kid"})).startswith("encoding: platform token is not [protected, {}")
    assert refusal(sign1(protected=cbor2.dumps({1: -37}))).startswith("algorithm: ")
    assert refusal(sign1(protected=cbor2.dumps({1: -35, 4: b"x"}))).startswith("algorithm: ")
    assert refusal(sign1(protected=b"\xa1\x01\x39\x00\x22")).startswith("encoding: protected header of the platform token is not det")
    assert refusal(cbor2.dumps(build.sign1(cbor2.dumps([1]), IAK))) == "encoding: payload of the platform token is not a map"
    parts = cbor2.loads(sign1()).value
    assert refusal(cbor2.dumps(cbor2.CBORTag(18, [*parts[:3], parts[3][:95]]))) == "signature: has 95 bytes, not 96"


# Delegated key and bundle

def platform_for(key, iak=IAK, form=build.point, hash_name="sha256", **options):
    claims = build.cca_claims(iak, hashlib.new(hash_name, form(key)).digest())
    claims.update(options.pop("claims", {}))
    return build.token(claims, iak, **options)


def realm(key=RAK, signer=RAK, **claims):
    values = build.realm_claims(key, CHALLENGE)
    values.update({int(label.strip("_")): value for label, value in claims.items()})
    return build.token(values, signer)


def in_bundle(platform=None, realm_token=None, **options):
    return build.bundle(platform or platform_for(RAK), realm_token or realm(), **options)


@pytest.mark.parametrize("hash_name", ("sha256", "sha384", "sha512"))
def test_delegated_key(hash_name):
    token = platform_for(RAK, hash_name=hash_name)
    verify(token, nonce=None, delegated_key=RAK.public_key())
    assert refusal(token, nonce=None, delegated_key=OTHER.public_key()).startswith("binding: nonce of the platform token is not the sha-")


def test_bundle():
    parts = verify(in_bundle(), nonce=CHALLENGE)
    assert [heading for heading, *_ in parts] == ["CCA platform token", "realm token"]
    assert "realm token: 7 claims, signature good" in verify_token.table(parts)


@pytest.mark.parametrize("data, reason", (
    (in_bundle(realm_token=realm(_10=bytes(64))), "realm nonce: is 00"),
    (in_bundle(realm_token=realm(signer=OTHER)), "realm signature: "),
    (in_bundle(realm_token=realm(_44237=build.point(OTHER))), "realm signature: "),
    (in_bundle(realm_token=realm(key=OTHER, signer=OTHER)), "binding: "),
    (in_bundle(platform=platform_for(OTHER)), "binding: "),
    (in_bundle(platform=platform_for(RAK, hash_name="sha512")), "binding: "),
    (in_bundle(realm_token=realm(_44237=bytes(97))), "realm key: "), (in_bundle(realm_token=realm(_44237=b"1")), "realm key: 1 bytes"),
    (in_bundle(realm_token=realm(_44239=[bytes(32)] * 3)), "extensible measurements: "),
    (in_bundle(realm_token=realm(_44240="sha-1")), "key hash: "), (in_bundle(realm_token=realm(_44240=[])), "key hash: "),
    (in_bundle(platform=platform_for(RAK, claims={2395: 0x2000})), "lifecycle: is psa-rot-provisioning (0x2000), expected secured (0x3000)"),
    (in_bundle(tag=907), "encoding: tag 907 is no bundle of this era"),
    (build.bundle(platform_for(RAK), 5), "encoding: realm token in the bundle is not a byte string"),
    (cbor2.dumps(cbor2.CBORTag(399, {44234: b""})), "encoding: bundle is not a map of 44234 and 44241")))
def test_bundle_refused(data, reason):
    assert refusal(data, nonce=CHALLENGE).startswith(reason)


def newer_bundle():
    claims = build.cca_claims(IAK, hashlib.sha256(build.cose_key(RAK)).digest())
    claims.update({256: b"\x01" + hashlib.sha256(build.cose_key(IAK)).digest(), 265: "tag:arm.com,2023:cca_platform#1.0.0"})
    realm_claims = build.realm_claims(RAK, CHALLENGE, build.cose_key(RAK))
    realm_claims = {10: realm_claims.pop(10), 265: "tag:arm.com,2024:realm#2.0.0", **realm_claims}
    return build.bundle([263, build.token(claims, IAK)], [263, build.token(realm_claims, RAK)], tag=907)


def test_names_of_later_years():
    era = verify_token.ERAS["2.2"]
    verify_token.verify(newer_bundle(), IAK.public_key(), CHALLENGE, {}, era)
    with pytest.raises(verify_token.Refused, match="encoding: tag 907"):
        verify_token.verify(newer_bundle(), IAK.public_key(), CHALLENGE, {})
    with pytest.raises(verify_token.Refused, match="profile: is"):
        verify_token.verify(build.token(build.cca_claims(IAK), IAK), IAK.public_key(), build.NONCE, {}, era)


def test_any_bit():
    """No single bit of a token can be turned without a refusal."""
    token = build.token(build.cca_claims(IAK), IAK)
    for bit in range(0, len(token) * 8, 7):
        broken = bytearray(token)
        broken[bit // 8] ^= 1 << bit % 8
        with pytest.raises(verify_token.Refused):
            verify_token.verify(bytes(broken), IAK.public_key())


# Command line

@pytest.fixture
def files(tmp_path):
    pem = IAK.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "iak.pem").write_bytes(pem)
    (tmp_path / "token").write_text(build.token(build.cca_claims(IAK), IAK).hex() + "\n")
    reference = {"implementation_id": "aa" * 32, "lifecycle": 0x3000, "software_components": [
        {"type": "BL2", "measurement": "11" * 32}, {"type": "RT_0", "measurement": "21" * 32, "signer": "20" * 32}]}
    (tmp_path / "reference").write_text(json.dumps(reference))
    return lambda *more: [*map(str, ("--iak", tmp_path / "iak.pem", "--reference", tmp_path / "reference", *more, tmp_path / "token"))]


def test_command_line(files, tmp_path, capsys):
    assert verify_token.main(files("--nonce", build.NONCE.hex())) == 0
    assert "lifecycle                secured (0x3000)" in capsys.readouterr().out
    assert verify_token.main(files("--nonce", "00" * 32)) == 1
    assert capsys.readouterr().err == f"verify_token: refused: nonce: is {build.NONCE.hex()}, expected {'00' * 32}\n"
    (tmp_path / "reference").write_text('{"software_components": [{"type": "BL2", "measurement": "22"}]}')
    assert verify_token.main(files()) == 1
    assert "component 0 (BL2): stale measurement 11" in capsys.readouterr().err


@pytest.mark.parametrize("name, data, reason", (
    ("iak.pem", b"none", "not a public key in PEM"), ("reference", b"[]", "not reference values"), ("reference", b'{"x": 1}', "x: no such claim"),
    ("reference", b'{"implementation_id": 5}', "not reference values"), ("reference", b"\xff", "not reference values")))
def test_wrong_files(files, tmp_path, capsys, name, data, reason):
    (tmp_path / name).write_bytes(data)
    assert verify_token.main(files()) == 1
    error = capsys.readouterr().err
    assert reason in error and error.count("\n") == 1
