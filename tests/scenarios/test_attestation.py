# SPDX-License-Identifier: BSD-3-Clause
"""Tokens of the machine itself: verified with what provisioning output says of the device, and refused by name once something is changed."""
import base64
import json
import os
import shutil
import subprocess
from pathlib import Path

import cbor2
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import attest
import flash_check
import iak_public
import images
import provisioning_values
import run
import verify_token
from scenario import Scenario
from variants import variant_runner

TOP = Path(__file__).resolve().parents[2]
VALUES = TOP / "platforms/tc/provisioning/development.yaml"
NONCE = bytes(range(64))
PLATFORM, REALM = 44234, 44241
LABELS = {claim.label: claim.name for rows in verify_token.platform_profiles(attest.ERA).values() for claim in rows}


class Device:
    """One boot of a flash image with the attesting AP: its tokens, and what a verifier knows of it."""

    def __init__(self, runner, build, name, change=lambda flash: None, nonce=NONCE, curve=iak_public.P_384):
        flash = bytearray(attest.make_flash(build))
        change(flash)
        self.scenario = Scenario(name, None, flash=bytes(flash))
        folder = runner.prepare(self.scenario)
        self.key, reference = attest.expect(build, VALUES, bytes(flash), flash_check.RSA_3072, curve)
        self.file = folder / "reference_values.json"
        self.file.write_text(json.dumps(reference))
        self.expected = verify_token.load_expected(self.file, attest.ERA)
        with runner.machine(folder, deterministic=False, run_limit_ms=0, arguments=run.COUNTED_TIME) as machine:
            self.tokens = attest.ask(machine, nonce)
        self.folder = folder

    def verify(self, tokens=None, nonce=NONCE, key=None, expected=None):
        return attest.verify({**self.tokens, **(tokens or {})}, nonce, key or self.key, expected or self.expected)

    def refusal(self, **options):
        with pytest.raises(verify_token.Refused) as caught:
            self.verify(**options)
        return str(caught.value)


@pytest.fixture(scope="module")
def device(runner, build):
    return Device(runner, build, "attestation")


def longer(image):
    image.payload += bytes(8)


def changed_ns(flash):
    for slot in (0, 1):
        images.resign(flash, images.NS, slot, longer)


@pytest.fixture(scope="module")
def other(runner, build):
    """The same device with another NS image."""
    return Device(runner, build, "attestation-other", changed_ns)


def test_verified(device):
    parts = device.verify()
    assert [(title, len(claims)) for title, claims, _ in parts] == [("CCA platform token", 9), ("realm token", 7), ("PSA token", 10)]
    types = [component[1] for component in parts[0][1][2399]]
    assert types == ["BL1_2", "BL2", "RT_0", "RT_1", "RT_2", "RT_3"]


def test_command_line(device, capsys):
    """The verifier's own command, with files, as somebody else would run it."""
    pem = device.key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (device.folder / "iak.pem").write_bytes(pem)
    (device.folder / "bundle").write_bytes(device.tokens["bundle"])
    arguments = ["--iak", str(device.folder / "iak.pem"), "--reference", str(device.file), str(device.folder / "bundle")]
    assert verify_token.main(["--nonce", NONCE.hex(), *arguments]) == 0
    assert "secured (0x3000)" in capsys.readouterr().out
    assert verify_token.main(["--nonce", "00" * 64, *arguments]) == 1
    assert capsys.readouterr().err.startswith("verify_token: refused: realm nonce: is 00010203")


def test_key_on_p256(build, device):
    """The other curve, by a build: ES256 in both tokens, and the instance ID of the smaller key."""
    runner = variant_runner(build, "iak-p256", ["-DRSS_IAK_CURVE_BITS=256"], ["ap_attest_signed.bin"])
    small = Device(runner, runner.build, "attestation", curve=iak_public.CURVES["P-256"])
    assert [title for title, _, _ in small.verify()] == ["CCA platform token", "realm token", "PSA token"]
    assert cbor2.loads(cbor2.loads(small.tokens["psa"]).value[0]) == {1: -7}
    assert small.refusal(key=device.key).startswith("key: token is signed with ES256, the key is on secp384r1")


def test_nonce(device):
    assert device.refusal(nonce=bytes(64)).startswith("realm nonce: ")


def test_key_of_another_bl1_2(device, build):
    """Same GUK, another BL1_2: another key."""
    guk = provisioning_values.load(VALUES)["guk"]
    key = iak_public.derive(guk, (build / "bl1_2.bin").read_bytes()[:-1] + b"\1", "secured")
    assert device.refusal(key=key).startswith("key: token names another device's key")


def test_key_of_another_life_cycle_state(device, build):
    guk = provisioning_values.load(VALUES)["guk"]
    key = iak_public.derive(guk, (build / "bl1_2.bin").read_bytes(), "psa-rot-provisioning")
    assert device.refusal(key=key).startswith("key: token names another device's key")


def test_stale_measurement(device, other):
    """Each is good for its own flash image; the other's has one component that it should not run."""
    other.verify()
    reason = other.refusal(expected=device.expected)
    assert reason.startswith("software components: component 3 (RT_1): stale measurement "), reason
    assert device.refusal(expected=other.expected).startswith("software components: component 3 (RT_1): stale measurement ")


def reassemble(token, claims):
    """The token with other claims and the signature that it had."""
    parts = cbor2.loads(token).value
    return cbor2.dumps(cbor2.CBORTag(18, [parts[0], {}, cbor2.dumps(claims), parts[3]]))


def claims_of(token):
    return cbor2.loads(cbor2.loads(token).value[2])


def spoiled(value):
    """Another value of the same form."""
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if isinstance(value, int):
        return 0x2000 if value == 0x3000 else value + 1
    if isinstance(value, list):
        return [*value[:-1], {**value[-1], 2: spoiled(value[-1][2])}]
    return value[:-1] + chr(ord(value[-1]) ^ 1)


PSA_LABELS = (10, 256, 2396, 2394, 2395, 2399, 2400, 2398)
CCA_LABELS = (256, 2396, 2395, 2399, 2402, 2401, 2400)


@pytest.mark.parametrize("label", PSA_LABELS)
def test_changed_claim_of_the_psa_token(device, label):
    claims = claims_of(device.tokens["psa"])
    claims[label] = spoiled(claims[label])
    reason = device.refusal(tokens={"psa": reassemble(device.tokens["psa"], claims)})
    assert LABELS[label] in reason and reason.split(":")[0] in ("signature", "key", LABELS[label]), reason


@pytest.mark.parametrize("label", CCA_LABELS)
def test_changed_claim_of_the_platform_token(device, label):
    bundle = dict(cbor2.loads(device.tokens["bundle"]).value)
    claims = claims_of(bundle[PLATFORM])
    claims[label] = spoiled(claims[label]) if label != 2402 else "sha-384"
    bundle[PLATFORM] = reassemble(bundle[PLATFORM], claims)
    reason = device.refusal(tokens={"bundle": cbor2.dumps(cbor2.CBORTag(399, bundle))})
    assert LABELS[label] in reason and reason.split(":")[0] in ("signature", "key"), reason


def test_boot_seed_changed(device):
    claims = claims_of(device.tokens["psa"])
    claims[2397] = spoiled(claims[2397])
    assert device.refusal(tokens={"psa": reassemble(device.tokens["psa"], claims)}).endswith("; not known: boot seed")


def test_token_of_another_boot_in_the_bundle(device, other):
    """Both are signed by the device, but the platform token names another delegated key: the derivation has all measurements in it."""
    mixed = cbor2.dumps(cbor2.CBORTag(399, {PLATFORM: cbor2.loads(other.tokens["bundle"]).value[PLATFORM],
                                            REALM: cbor2.loads(device.tokens["bundle"]).value[REALM]}))
    expected = {label: value for label, value in device.expected.items() if label != 2399}
    assert device.refusal(tokens={"bundle": mixed}, expected=expected).startswith("binding: ")


def test_realm_token_signed_by_somebody_else(device):
    bundle = dict(cbor2.loads(device.tokens["bundle"]).value)
    claims = claims_of(bundle[REALM])
    claims[44237] = ec.generate_private_key(ec.SECP384R1()).public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    bundle[REALM] = reassemble(bundle[REALM], claims)
    assert device.refusal(tokens={"bundle": cbor2.dumps(cbor2.CBORTag(399, bundle))}).startswith("realm signature: ")


def test_what_is_new_at_each_boot(device, runner, build):
    """The boot seed is, the delegated key is not."""
    again = Device(runner, build, "attestation-again", nonce=bytes(64))
    again.verify(nonce=bytes(64))
    seeds = {claims_of(d.tokens["psa"])[2397] for d in (device, again)}
    keys = {claims_of(cbor2.loads(d.tokens["bundle"]).value[REALM])[44237] for d in (device, again)}
    assert len(seeds) == 2 and len(keys) == 1
    runner.forget(again.scenario)


def test_demo_of_the_ap(runner):
    """After its result the AP gets a token and uses the key that it names."""
    scenario = Scenario("attestation-demo", None)
    with runner.machine(runner.prepare(scenario), deterministic=False, run_limit_ms=0, arguments=run.COUNTED_TIME) as machine:
        machine.wait_for(r"^\[AP\] measured BL_2 [0-9a-f]{64} slot 8 [0-9a-f]{64} locked", console="ap")
        machine.wait_for(r"^\[AP\] PASS", console="ap")
        machine.wait_for(r"^\[AP\] platform token of \d+ bytes names key [0-9a-f]{64}$", console="ap")
        machine.wait_for(r"^\[AP\] signature of that key verified: ", console="ap")
    runner.forget(scenario)


@pytest.fixture(scope="module")
def veraison(build):
    """Veraison's modules, from the Go module proxy: verifiers that share nothing with ours. Where there is no Go they are left out."""
    source, program = TOP / "tests/veraison", build / "test/veraison"
    if shutil.which("go") is None:
        pytest.skip("no Go toolchain")
    go = lambda *words: subprocess.run(["go", *words], cwd=source, capture_output=True, text=True, env={**os.environ, "GOFLAGS": "-mod=readonly"})
    fetched = go("mod", "download")
    if fetched.returncode:
        pytest.skip(f"go mod download: {fetched.stderr.strip().splitlines()[-1]}")
    made = go("build", "-o", str(program), ".")
    assert made.returncode == 0, made.stderr

    def verify(kind, key, token):
        """(claims or None, line of reason)"""
        (program.parent / "key.pem").write_bytes(key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
        (program.parent / "token").write_bytes(token)
        done = subprocess.run([program, kind, program.parent / "key.pem", program.parent / "token"], capture_output=True, text=True)
        assert done.returncode == (1 if done.stderr else 0)
        return json.loads(done.stdout or "null"), done.stderr
    return verify


def realm_key_of(bundle):
    return verify_token.key_of(claims_of(bundle[REALM])[44237])


def flipped(token, place=200):
    return token[:place] + bytes([token[place] ^ 1]) + token[place + 1:]


def test_go_cose(device, veraison):
    """It takes each of the three tokens with the right key, sees the same claims, and refuses other bytes and other keys."""
    bundle = cbor2.loads(device.tokens["bundle"]).value
    realm_key = realm_key_of(bundle)
    for token, key, stranger in ((device.tokens["psa"], device.key, realm_key), (bundle[PLATFORM], device.key, realm_key),
                                 (bundle[REALM], realm_key, device.key)):
        seen, _ = veraison("cose", key, token)
        assert seen == {"algorithm": "ES384", "claims": json.loads(json.dumps(claims_of(token), default=bytes.hex))}
        assert veraison("cose", key, flipped(token)) == (None, "veraison: verification error\n")
        assert veraison("cose", stranger, token) == (None, "veraison: verification error\n")


def hexadecimal(text):
    return base64.b64decode(text).hex()


def test_ccatoken(device, other, veraison):
    """Veraison's CCA verifier takes the bundle as the AP sends it: profile, both tokens, their binding."""
    seen, _ = veraison("cca", device.key, device.tokens["bundle"])
    platform, realm = seen["cca-platform-token"], seen["cca-realm-delegated-token"]
    assert platform["cca-platform-profile"] == attest.ERA.cca and platform["cca-platform-lifecycle"] == 0x3000
    assert [(c["measurement-type"], hexadecimal(c["measurement-value"])) for c in platform["cca-platform-sw-components"]] == [
        (component[1], component[2].hex()) for component in device.verify()[0][1][2399]]
    assert hexadecimal(realm["cca-realm-challenge"]) == NONCE.hex()
    mine, others = (cbor2.loads(d.tokens["bundle"]).value for d in (device, other))
    mixed = cbor2.dumps(cbor2.CBORTag(399, {PLATFORM: mine[PLATFORM], REALM: others[REALM]}))
    for key, token, reason in ((realm_key_of(mine), device.tokens["bundle"], "unable to verify platform token: "),
                               (device.key, mixed, "binding verification failed: ")):
        nothing, refusal = veraison("cca", key, token)
        assert nothing is None and refusal.startswith(f"veraison: {reason}"), refusal


def test_psatoken(device, veraison):
    token = device.tokens["psa"]
    seen, _ = veraison("psa", device.key, token)
    assert seen["eat-profile"] == attest.ERA.psa and seen["psa-client-id"] == attest.AP_CLIENT_ID
    assert len(seen["psa-software-components"]) == 6
    nothing, refusal = veraison("psa", device.key, flipped(token, len(token) - 1))
    assert nothing is None and "verification error" in refusal, refusal
