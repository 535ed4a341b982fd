# SPDX-License-Identifier: BSD-3-Clause
"""Known answers through the mailbox: random inputs, other ones in each run, answers compared with Python's cryptography.

RSS_CRYPTO_SEED=n repeats a run; the seed stands in the name of each case that fails.
"""
import hashlib
import hmac
import os
import random
import struct

import crypto_calls as cc
import pytest
import test_key_remnants
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.decrepit.ciphers.modes import CFB, OFB
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils, x25519
from cryptography.hazmat.primitives.ciphers import Cipher, aead, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SEED = int(os.environ.get("RSS_CRYPTO_SEED", random.SystemRandom().getrandbits(32)))
ROUNDS = 2
HASHES = {"sha224": hashes.SHA224(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512(),
          "sha3_256": hashes.SHA3_256(), "sha3_384": hashes.SHA3_384(), "sha3_512": hashes.SHA3_512()}
CURVES = {"p256": (ec.SECP256R1(), 32, "sha256"), "p384": (ec.SECP384R1(), 48, "sha384"), "p521": (ec.SECP521R1(), 66, "sha512")}
ECDSA, DETERMINISTIC, ECDH, HKDF_ALG, HMAC_ALG = 0x06000600, 0x06000700, 0x09020000, 0x08000100, 0x03800000
PSS, PKCS1, OAEP = 0x06000300, 0x06000200, 0x07000300
CBC, CBC_PKCS7, CTR, ECB, CFB_ALG, OFB_ALG, STREAM = 0x04404000, 0x04404100, 0x04C01000, 0x04404400, 0x04C01100, 0x04C01200, 0x04800100
CMAC_ALG, CCM, GCM, CHACHAPOLY = 0x03C00200, 0x05500100, 0x05500200, 0x05100500
SUCCESS, INVALID_SIGNATURE, INVALID_HANDLE = 0, -149, -136
IAK, HOST_S_ROTPK = 0x7FFF815D, 0x7FFF816C
P384_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973


class Cases:
    """Calls, and what each answer has to be: a function of the answer, True when it is right."""

    def __init__(self, seed):
        self.random, self.calls, self.checks = random.Random(seed), cc.Calls(), []

    def bytes(self, least, most=None):
        return self.random.randbytes(self.random.randint(least, most or least))

    def expect(self, name, number, check):
        self.checks.append((name, number, check))

    def equal(self, name, number, want):
        self.expect(name, number, lambda answer: answer.status == SUCCESS and answer.outputs[0] == want)

    def status(self, name, number, want):
        self.expect(name, number, lambda answer: answer.status == want)


def add_hashes(c):
    for name, algorithm in HASHES.items():
        text = c.bytes(1, 300)
        digest = hashes.Hash(algorithm)
        digest.update(text)
        want = digest.finalize()
        c.equal(f"{name}", c.calls.call(cc.HASH, 0, [text], [64], alg=cc.SHA[name]), want)
        setup = c.calls.call(cc.HASH, 2, outputs=[4], alg=cc.SHA[name])
        c.calls.call(cc.HASH, 3, [text[:7]], handle_of=setup)
        c.calls.call(cc.HASH, 3, [text[7:]], handle_of=setup)
        number = c.calls.call(cc.HASH, 5, [], [4, 64], handle_of=setup)
        c.expect(f"{name}-parts", number, lambda answer, want=want: answer.outputs[:2] == [bytes(4), want])


def add_macs(c):
    for name in ("sha224", "sha256", "sha384", "sha512"):
        key, text = c.bytes(1, 140), c.bytes(1, 300)
        alg = HMAC_ALG | cc.SHA[name] & 0xFF
        c.equal(f"hmac-{name}", c.calls.with_key(cc.HMAC, cc.USAGE_SIGN, alg, key, cc.MAC, 0, [text], [64]), hmac.digest(key, text, name))
    key, text = c.bytes(16), c.bytes(1, 80)
    mac = CMAC(algorithms.AES(key))
    mac.update(text)
    c.equal("cmac", c.calls.with_key(cc.AES, cc.USAGE_SIGN, CMAC_ALG, key, cc.MAC, 0, [text], [16]), mac.finalize())


def add_ciphers(c):
    """The service decrypts what Python encrypted: the one-shot call takes the IV in front of the text."""
    def pad(text):
        return text + bytes([16 - len(text) % 16]) * (16 - len(text) % 16)
    for name, alg, mode, blocks, prepare in (
            ("cbc", CBC, modes.CBC, True, bytes), ("cbc-pkcs7", CBC_PKCS7, modes.CBC, False, pad), ("ctr", CTR, modes.CTR, False, bytes),
            ("ecb", ECB, lambda iv: modes.ECB(), True, bytes), ("cfb", CFB_ALG, CFB, False, bytes), ("ofb", OFB_ALG, OFB, False, bytes)):
        for key_bytes in (16, 24, 32):
            key, iv, text = c.bytes(key_bytes), c.bytes(16), c.bytes(16 * c.random.randint(1, 9) if blocks else c.random.randint(1, 150))
            encryptor = Cipher(algorithms.AES(key), mode(iv)).encryptor()
            data = (b"" if name == "ecb" else iv) + encryptor.update(prepare(text)) + encryptor.finalize()
            number = c.calls.with_key(cc.AES, cc.USAGE_DECRYPT, alg, key, cc.CIPHER, 1, [data], [len(data)])
            c.equal(f"aes{8 * key_bytes}-{name}", number, text)
    key, nonce, text = c.bytes(32), c.bytes(12), c.bytes(1, 200)
    stream = Cipher(algorithms.ChaCha20(key, bytes(4) + nonce), None).encryptor().update(text)
    c.equal("chacha20", c.calls.with_key(cc.CHACHA20, cc.USAGE_DECRYPT, STREAM, key, cc.CIPHER, 1, [nonce + stream], [300]), text)


def add_aeads(c):
    for name, alg, make, key_type, sizes in (("gcm", GCM, aead.AESGCM, cc.AES, (16, 24, 32)), ("ccm", CCM, aead.AESCCM, cc.AES, (16, 24, 32)),
                                             ("chacha20-poly1305", CHACHAPOLY, aead.ChaCha20Poly1305, cc.CHACHA20, (32,))):
        for key_bytes in sizes:
            key, nonce, ad, text = c.bytes(key_bytes), c.bytes(12), c.bytes(1, 60), c.bytes(1, 200)
            want = make(key).encrypt(nonce, text, ad)
            case = f"{name}-{8 * key_bytes}"
            c.equal(case, c.calls.with_key(key_type, cc.USAGE_ENCRYPT, alg, key, cc.AEAD, 0, [text, ad], [len(want)], nonce), want)
            c.equal(f"{case}-decrypt", c.calls.with_key(key_type, cc.USAGE_DECRYPT, alg, key, cc.AEAD, 1, [want, ad], [len(text)], nonce), text)
            at = c.random.randrange(len(want))
            changed = want[:at] + bytes([want[at] ^ 1 << c.random.randrange(8)]) + want[at + 1:]
            c.status(f"{case}-changed", c.calls.with_key(key_type, cc.USAGE_DECRYPT, alg, key, cc.AEAD, 1, [changed, ad], [len(text)], nonce),
                     INVALID_SIGNATURE)


def point(key):
    return key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def raw(der, count):
    return b"".join(n.to_bytes(count, "big") for n in utils.decode_dss_signature(der))


def verifies(key, signature, text, algorithm, count):
    der = utils.encode_dss_signature(int.from_bytes(signature[:count], "big"), int.from_bytes(signature[count:], "big"))
    try:
        key.public_key().verify(der, text, ec.ECDSA(algorithm))
    except InvalidSignature:
        return False
    return True


def add_curves(c):
    for name, (curve, count, digest) in CURVES.items():
        algorithm, text = HASHES[digest], c.bytes(1, 200)
        order = {32: 256, 48: 384, 66: 520}[count]
        key, peer = (ec.derive_private_key(c.random.getrandbits(order - 1) + 1, curve) for _ in range(2))
        data = key.private_numbers().private_value.to_bytes(count, "big")
        alg = DETERMINISTIC | cc.SHA[digest] & 0xFF
        number = c.calls.with_key(cc.ECC_PAIR, cc.USAGE_SIGN, alg, data, cc.SIGN, 0, [text], [2 * count])
        c.equal(f"ecdsa-deterministic-{name}", number, raw(key.sign(text, ec.ECDSA(algorithm, deterministic_signing=True)), count))
        alg = ECDSA | cc.SHA[digest] & 0xFF
        number = c.calls.with_key(cc.ECC_PAIR, cc.USAGE_SIGN, alg, data, cc.SIGN, 0, [text], [2 * count])
        c.expect(f"ecdsa-{name}", number, lambda a, key=key, text=text, algorithm=algorithm, count=count:
                 a.status == SUCCESS and verifies(key, a.outputs[0], text, algorithm, count))
        signature = raw(key.sign(text, ec.ECDSA(algorithm)), count)
        changed = signature[:-1] + bytes([signature[-1] ^ 1])
        for case, value, want in (("verify", signature, SUCCESS), ("verify-changed", changed, INVALID_SIGNATURE),
                                  ("verify-zero", bytes(2 * count), INVALID_SIGNATURE)):
            c.status(f"ecdsa-{case}-{name}", c.calls.with_key(cc.ECC_PUBLIC, cc.USAGE_VERIFY, alg, point(key), cc.SIGN, 1, [text, value], []), want)
        c.equal(f"ecdh-{name}", c.calls.with_key(cc.ECC_PAIR, cc.USAGE_DERIVE, ECDH, data, cc.DERIVE, 0, [point(peer)], [count]),
                key.exchange(ec.ECDH(), peer.public_key()))
    ours, theirs = (x25519.X25519PrivateKey.from_private_bytes(c.bytes(32)) for _ in range(2))
    number = c.calls.with_key(cc.X25519_PAIR, cc.USAGE_DERIVE, ECDH, ours.private_bytes_raw(), cc.DERIVE, 0,
                              [theirs.public_key().public_bytes_raw()], [32])
    c.equal("x25519", number, ours.exchange(theirs.public_key()))


def add_derivation(c):
    for digest in ("sha256", "sha384", "sha512"):
        secret, salt, info, count = c.bytes(1, 64), c.bytes(1, 64), c.bytes(1, 80), c.random.randint(1, 200)
        alg = HKDF_ALG | cc.SHA[digest] & 0xFF
        key = c.calls.import_key(cc.DERIVE_KEY, cc.USAGE_DERIVE, alg, secret)
        setup = c.calls.call(cc.DERIVE, 1, outputs=[4], alg=alg)
        c.calls.call(cc.DERIVE, 4, [salt], handle_of=setup, step=0x0202)
        c.calls.call(cc.DERIVE, 5, key_of=key, handle_of=setup, step=0x0101)
        c.calls.call(cc.DERIVE, 4, [info], handle_of=setup, step=0x0203)
        number = c.calls.call(cc.DERIVE, 7, outputs=[count], handle_of=setup)
        c.calls.call(cc.DERIVE, 9, outputs=[4], handle_of=setup)
        c.calls.call(cc.KEY, cc.DESTROY, key_of=key)
        c.equal(f"hkdf-{digest}", number, HKDF(HASHES[digest], count, salt, info).derive(secret))


def add_rsa(c):
    key = rsa.generate_private_key(65537, 2048)
    data = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    text, digest = c.bytes(1, 100), HASHES["sha256"]

    def accepts(answer, scheme):
        try:
            key.public_key().verify(answer.outputs[0], text, scheme, digest)
        except InvalidSignature:
            return False
        return True
    number = c.calls.with_key(cc.RSA_PAIR, cc.USAGE_SIGN, PKCS1 | 9, data, cc.SIGN, 0, [text], [256])
    c.equal("rsa-pkcs1v15", number, key.sign(text, padding.PKCS1v15(), digest))
    number = c.calls.with_key(cc.RSA_PAIR, cc.USAGE_SIGN, PSS | 9, data, cc.SIGN, 0, [text], [256])
    c.expect("rsa-pss", number, lambda answer: accepts(answer, padding.PSS(padding.MGF1(digest), 32)))
    signature = key.sign(text, padding.PSS(padding.MGF1(digest), 32), digest)
    c.status("rsa-pss-verify", c.calls.with_key(cc.RSA_PAIR, cc.USAGE_VERIFY, PSS | 9, data, cc.SIGN, 1, [text, signature], []), SUCCESS)
    encrypted = key.public_key().encrypt(text, padding.OAEP(padding.MGF1(digest), digest, None))
    c.equal("rsa-oaep", c.calls.with_key(cc.RSA_PAIR, cc.USAGE_DECRYPT, OAEP | 9, data, cc.CRYPT, 1, [encrypted], [256]), text)


def iak(otp):
    """The IAK as its manufacturer computes it: GUK, BL1_2's hash, life cycle (services.md 6.1, 6.2, 6.5)."""
    seed = test_key_remnants.device_keys(otp)["cpak_seed"]
    stream = HKDF(hashes.SHA256(), 255 * 32, None, b"").derive(seed)
    for start in range(0, len(stream) - 48, 48):
        value = int.from_bytes(stream[start:start + 48], "big")
        if value <= P384_ORDER - 2:
            return ec.derive_private_key(value + 1, ec.SECP384R1())
    raise AssertionError("no key")


@pytest.fixture(scope="module")
def played(runner, build):
    cases = Cases(SEED)
    for _ in range(ROUNDS):
        for add in (add_hashes, add_macs, add_ciphers, add_aeads, add_derivation):
            add(cases)
    for add in (add_curves, add_rsa):
        add(cases)
    return cases, cc.play(runner, build, cases.calls, "crypto-vectors")


def test_every_answer_is_right(played):
    cases, answers = played
    wrong = [f"{name} (call {number}, status {answers[number].status})" for name, number, check in cases.checks if not check(answers[number])]
    assert not wrong, f"RSS_CRYPTO_SEED={SEED}: {', '.join(wrong)}"
    print(f"{len(cases.checks)} vectors, {len(answers)} calls, seed {SEED}")


def test_every_algorithm_had_its_vectors(played):
    names = {name for name, *_ in played[0].checks}
    assert {"sha384", "hmac-sha512", "cmac", "aes192-ofb", "gcm-256", "ccm-128-changed", "ecdsa-p521", "ecdh-p384", "x25519", "hkdf-sha384",
            "rsa-oaep"} <= names and len(names) >= 70


def test_public_keys(runner, build):
    """What the application processor may ask for in the product: the manufacturer's IAK, and the host's keys as OTP has them."""
    calls = cc.Calls()
    numbers = [calls.call(cc.KEY, cc.EXPORT_PUBLIC, outputs=[128], key=key) for key in (IAK, HOST_S_ROTPK, HOST_S_ROTPK + 1, HOST_S_ROTPK + 2)]
    answers = cc.play(runner, build, calls, "crypto-public-keys", runtime=None)
    values = test_key_remnants.provisioning_values.load(test_key_remnants.VALUES)
    otp = bytes((runner.prepare(cc.Scenario("crypto-otp", None)) / "otp.bin").read_bytes())
    want = [point(iak(otp)), values["host_rotpk_s"], values["host_rotpk_ns"], values["host_rotpk_cca"]]
    assert [answers[n].outputs[0] for n in numbers] == want
