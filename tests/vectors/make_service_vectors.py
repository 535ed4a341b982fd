#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Vectors of the services' regression suite, computed by Python's cryptography, which shares no code with the firmware.

    tests/vectors/make_service_vectors.py > partitions/service_tests/tests_vectors.h      (python of tools/setup)

Keys and messages are SHA-256 of their names, so the same bytes come out each time; the RSA key, which is for tests only, is in
tests/vectors/service_rsa2048.pem, and signatures with a random part are verified by the firmware, not compared.
"""
import argparse
import hashlib
import hmac
import sys
from pathlib import Path

from cryptography.hazmat.decrepit.ciphers.modes import CFB, OFB
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.ciphers import Cipher, aead, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.cmac import CMAC

RSA_KEY = Path(__file__).with_name("service_rsa2048.pem")
HASHES = {"sha224": hashes.SHA224(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512(),
          "sha3_256": hashes.SHA3_256()}


def named(name, count):
    data = b""
    while len(data) < count:
        data += hashlib.sha256(f"{name} {len(data)}".encode()).digest()
    return data[:count]


def encrypted(key, mode, text):
    encryptor = Cipher(algorithms.AES(key), mode).encryptor()
    return encryptor.update(text) + encryptor.finalize()


def padded(text):
    count = 16 - len(text) % 16
    return text + bytes([count]) * count


def tls12_prf(secret, seed, count, algorithm="sha256"):
    """RFC 5246, section 5; seed: label and seed."""
    output, a = b"", seed
    while len(output) < count:
        a = hmac.digest(secret, a, algorithm)
        output += hmac.digest(secret, a + seed, algorithm)
    return output[:count]


def private_key(curve, name, count):
    return ec.derive_private_key(int.from_bytes(named(name, count), "big") % (1 << (8 * count - 8)), curve)


def point(key):
    return key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def raw_signature(der, count):
    r, s = utils.decode_dss_signature(der)
    return r.to_bytes(count, "big") + s.to_bytes(count, "big")


def symmetric_vectors():
    key16, key32, iv, text = named("aes 128", 16), named("aes 256", 32), named("iv", 16), named("text", 64)
    ad, nonce = named("additional data", 20), named("nonce", 12)
    yield from {"key16": key16, "key32": key32, "iv": iv, "text": text, "ad": ad, "nonce": nonce}.items()
    yield "aes128_cbc", encrypted(key16, modes.CBC(iv), text)
    yield "aes128_ctr", encrypted(key16, modes.CTR(iv), text)
    yield "aes256_ctr", encrypted(key32, modes.CTR(iv), text)
    yield "aes128_ecb", encrypted(key16, modes.ECB(), text)
    yield "aes128_cfb", encrypted(key16, CFB(iv), text)
    yield "aes128_ofb", encrypted(key16, OFB(iv), text)
    for count in (12, 16, 20):
        yield f"aes128_cbc_pkcs7_{count}", encrypted(key16, modes.CBC(iv), padded(text[:count]))
    yield "aes128_gcm", aead.AESGCM(key16).encrypt(nonce, text, ad)
    yield "aes128_ccm", aead.AESCCM(key16, 16).encrypt(nonce, text, ad)
    yield "aes128_ccm8", aead.AESCCM(key16, 8).encrypt(nonce, text, ad)
    yield "chacha20_poly1305", aead.ChaCha20Poly1305(key32).encrypt(nonce, text, ad)
    stream = Cipher(algorithms.ChaCha20(key32, bytes(4) + nonce), None).encryptor()
    yield "chacha20", stream.update(text)
    mac = CMAC(algorithms.AES(key16))
    mac.update(text)
    yield "aes128_cmac", mac.finalize()


def hash_vectors():
    text = named("text", 64)
    for name, algorithm in HASHES.items():
        digest = hashes.Hash(algorithm)
        digest.update(text)
        yield name, digest.finalize()
        if name != "sha3_256":
            yield f"hmac_{name}", hmac.digest(named("aes 256", 32), text, name)


def derivation_vectors():
    secret, seed = named("secret", 32), named("seed", 32)
    yield "secret", secret
    yield "seed", seed
    yield "hkdf", HKDF(hashes.SHA256(), 42, salt=seed, info=b"info").derive(secret)
    yield "tls12_prf", tls12_prf(secret, b"label" + seed, 42)
    count = len(secret)                                      # RFC 4279: other secret of zeros, then the PSK, each with its length
    premaster = count.to_bytes(2, "big") + bytes(count) + count.to_bytes(2, "big") + secret
    yield "tls12_psk_to_ms", tls12_prf(premaster, b"label" + seed, 48)


def asymmetric_vectors():
    for name, curve, count in (("p256", ec.SECP256R1(), 32), ("p384", ec.SECP384R1(), 48), ("p521", ec.SECP521R1(), 66)):
        ours, theirs = private_key(curve, f"{name} ours", count), private_key(curve, f"{name} theirs", count)
        yield f"{name}_private", ours.private_numbers().private_value.to_bytes(count, "big")
        yield f"{name}_public", point(ours)
        yield f"{name}_peer", point(theirs)
        yield f"{name}_ecdh", ours.exchange(ec.ECDH(), theirs.public_key())
        algorithm = {32: hashes.SHA256(), 48: hashes.SHA384(), 66: hashes.SHA512()}[count]
        signature = ours.sign(named("text", 64), ec.ECDSA(algorithm, deterministic_signing=True))
        yield f"{name}_deterministic", raw_signature(signature, count)


def rsa_vectors():
    key, text = serialization.load_pem_private_key(RSA_KEY.read_bytes(), None), named("text", 64)
    yield "rsa_private", key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL,
                                           serialization.NoEncryption())
    yield "rsa_pkcs1v15_signature", key.sign(text, padding.PKCS1v15(), hashes.SHA256())


def rows(data):
    for start in range(0, len(data), 16):
        yield "    " + " ".join(f"0x{byte:02x}," for byte in data[start:start + 16])


def header(vectors):
    yield "/* SPDX-License-Identifier: BSD-3-Clause */"
    yield "/* Made by tests/vectors/make_service_vectors.py. Do not edit. */"
    yield "#ifndef PARTITIONS_SERVICE_TESTS_TESTS_VECTORS_H"
    yield "#define PARTITIONS_SERVICE_TESTS_TESTS_VECTORS_H"
    yield "\n#include <stdint.h>\n"
    yield "/* clang-format off */"
    for name, data in vectors:
        yield f"static const uint8_t vector_{name}[{len(data)}] = {{"
        yield from rows(data)
        yield "};"
    yield "/* clang-format on */"
    yield "\n#endif /* PARTITIONS_SERVICE_TESTS_TESTS_VECTORS_H */"


def main(argv):
    argparse.ArgumentParser(prog="make_service_vectors.py", description=__doc__,
                            formatter_class=argparse.RawDescriptionHelpFormatter).parse_args(argv)
    if not RSA_KEY.exists():
        key = rsa.generate_private_key(65537, 2048)
        RSA_KEY.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
                                              serialization.NoEncryption()))
    print("\n".join(header([*symmetric_vectors(), *hash_vectors(), *derivation_vectors(), *asymmetric_vectors(), *rsa_vectors()])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
