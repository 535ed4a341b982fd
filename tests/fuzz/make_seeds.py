#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make the seed corpus of the fuzzers, tests/fuzz/seeds/<target>/, from images and bundles of the project's own tools.

    tests/fuzz/make_seeds.py /tmp/seeds

The committed corpus is what this wrote; images are signed with the development key and a random salt, so they differ from
run to run, everything else is the same bytes again. genuine_* are accepted as they are.
"""
import argparse
import hashlib
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tools"))

from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402

import bl2_image  # noqa: E402
import encrypt_image  # noqa: E402
import lms_key  # noqa: E402
import provisioning_bundle  # noqa: E402
import provisioning_values  # noqa: E402
import rma_request  # noqa: E402

KEYS = TOP / "bl2/ext/mcuboot"
RSA_KEY = KEYS / "root-RSA-3072.pem"
CURVES = {"p256": (KEYS / "root-EC-P256.pem", hashes.SHA256()), "p384": (KEYS / "root-EC-P384.pem", hashes.SHA384())}
VALUES = TOP / "platforms/tc/provisioning/development.yaml"
LMS_KEY_ID, LMS_SEED, LMS_RANDOMIZER = bytes(range(16)), bytes(range(32)), bytes(range(0x40, 0x60))
ROM_API_WORD = 0xFEEDF00D               # of the harness
BL1_2_ROM_API_OFFSET = 0x40
FLAGS_OFFSET, RAM_LOAD, AES256 = 16, 0x20, 0x8

IMAGES = {
    "record": ("--boot-record", "HOST", "-v", "0.0.1", "-s", "1", "-H", "0x20"),
    "dependency": ("--boot-record", "SPE", "-v", "3.2.1+7", "-s", "2", "-H", "0x40", "-d", "(1,1.2.3+4),(2,0.0.300+0)"),
    "plain": ("-v", "255.255.65535+1", "-s", "128", "-H", "0x20"),
}


def sign_image(arguments, key=RSA_KEY):
    with tempfile.TemporaryDirectory() as folder:
        source, signed = Path(folder) / "in.bin", Path(folder) / "out.bin"
        source.write_bytes(b"*" * 64)
        subprocess.run([Path(sys.executable).with_name("imgtool"), "sign", "-k", key, "--public-key-format", "full",
                        "--align", "1", "--pad-header", "-S", "0x80000", "-L", "0x70000000", *arguments, source, signed],
                       check=True, capture_output=True)
        return signed.read_bytes()


def split(image):
    """(version, protected area, unprotected area, boot record or None)"""
    header, protected = struct.unpack_from("<HH", image, 8)
    payload, = struct.unpack_from("<I", image, 12)
    start = header + payload
    area = image[start:start + protected]
    record, at = None, 4
    while at < len(area):
        kind, size = struct.unpack_from("<HH", area, at)
        record = area[at + 4:at + 4 + size] if kind == 0x60 else record
        at += 4 + size
    return image[20:28], area, image[start + protected:], record


def images():
    """Image seeds, and what the area parsers get of them."""
    for name, arguments in IMAGES.items():
        image = sign_image(arguments)
        version, protected, unprotected, record = split(image)
        yield f"image/genuine_{name}.bin", image
        yield f"image_areas/protected_{name}.bin", b"\0" + protected
        yield f"image_areas/unprotected_{name}.bin", b"\1" + unprotected
        if record:
            signer = record.split(b"\x05\x58\x20")[1][:32]
            yield f"image_areas/record_{name}.bin", b"\2" + version + signer + record


def encrypted_images():
    """Wrapped under 00, 01, 02, ... as the entry's hal_key_derive says."""
    for name, bits in (("128", 128), ("256", 256)):
        clear = sign_image((*IMAGES["record"], "-E", RSA_KEY, "--clear", "--encrypt-keylen", str(bits)))
        yield f"image_encrypted/genuine_{name}.bin", encrypt_image.encrypt(clear, bytes(range(bits // 8)), bytes(range(0x80, 0x80 + bits // 8)))
    yield "image_encrypted/genuine_plain.bin", sign_image(IMAGES["record"])
    short = bytearray(encrypt_image.encrypt(sign_image((*IMAGES["plain"], "-E", RSA_KEY, "--clear")), bytes(range(16)), bytes(16)))
    short[FLAGS_OFFSET] = RAM_LOAD | AES256
    yield "image_encrypted/other_length.bin", bytes(short)


def ec_images():
    """Images of both curves, and a key, a hash and its signature."""
    for curve, (path, algorithm) in CURVES.items():
        for name in ("record", "dependency"):
            yield f"image_{curve}/genuine_{name}.bin", sign_image(IMAGES[name], path)
        yield f"image_{curve}/other_key.bin", sign_image(IMAGES["plain"], path.with_stem(path.stem + "_1"))
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        signature = key.sign(b"*" * 64, ec.ECDSA(algorithm))
        digest = hashes.Hash(algorithm)
        digest.update(b"*" * 64)
        yield f"signature_{curve}/genuine_all.bin", public + digest.finalize() + signature
        yield f"signature_{curve}/signature.bin", signature
        long = bytes([2, algorithm.digest_size + 1]) + b"\x7f" * (algorithm.digest_size + 1) + b"\x02\x01\x01"
        yield f"signature_{curve}/long_integer.bin", bytes([0x30, len(long)]) + long


def bl2_images():
    """BL2 slots in the clear, cut where only zeros follow. Counter 1, version 1.9.0+0; and one with a long version."""
    nodes = lms_key.compute_tree(LMS_KEY_ID, LMS_SEED)
    for leaf, (name, version, counter) in enumerate((("first", "1.9.0+0", 1), ("last", "255.255.65535+4294967295", 128))):
        protected = bl2_image.protect(bytes(range(64)), bl2_image.parse_version(version), counter)
        signature = lms_key.sign(LMS_KEY_ID, LMS_SEED, leaf, nodes, protected, LMS_RANDOMIZER)
        yield f"bl2_image/genuine_{name}.bin", (bytes(range(12)) + bytes(4) + signature + protected).rstrip(b"\0")


def bundle_values(values):
    """With what a bundle holds beside the device's values."""
    image = bytearray(provisioning_bundle.BL1_2_BYTES)
    struct.pack_into("<I", image, BL1_2_ROM_API_OFFSET, ROM_API_WORD)
    values["bl1_2_image"] = bytes(image)
    values["bl1_2_image_hash"] = hashlib.sha256(image).digest()
    values["bl2_image_hash"] = bytes(range(32))
    values["bl1_rotpk_0"] = (TOP / "tests/vectors/lms/public_key.bin").read_bytes()
    for index in range(provisioning_bundle.IMAGE_COUNT):
        values[f"bl2_rotpk_{index}"] = hashlib.sha256(bytes([index])).digest()
    return values


def bundles():
    """With the development values, for a ROM that takes them; and with others, for one that does not."""
    development = bundle_values(provisioning_values.load(VALUES))
    yield from pack_bundles("provisioning/genuine", development)
    own = dict(development)
    for name, _, size in provisioning_values.FIELDS:
        if name.startswith(("bl2_enc", "guk", "huk", "host_rotpk")):
            own[name] = hashlib.shake_256(name.encode()).digest(size)
    yield from pack_bundles("bundle_ram/genuine", own)
    yield from pack_bundles("bundle_ram/development_values", development)
    own["bl1_rotpk_0"] = own["bl1_rotpk_0"][:8] + b"RSS-DEV\0" + own["bl1_rotpk_0"][16:]
    yield from list(pack_bundles("bundle_ram/development_lms", own))[:1]


def rma_requests():
    """The tag is 00, 01, 02, ... as the entry's hal_key_derive says. First byte: whether the digest is put right."""
    data = rma_request.MAGIC.to_bytes(4, "little") + bytes(range(32))
    yield "rma_request/genuine.bin", b"\0" + data + hashlib.sha256(data).digest()
    yield "rma_request/tag.bin", b"\1" + data[:35] + b"\0"


def pack_bundles(name, values):
    for kind, magic, fields in (("at", provisioning_bundle.AT_MAGIC, provisioning_bundle.AT_FIELDS),
                                ("psa", provisioning_bundle.PSA_MAGIC, provisioning_bundle.PSA_FIELDS)):
        yield f"{name}_{kind}.bin", provisioning_bundle.pack(magic, fields, values)


def boot_data_areas():
    """The area as BL1_1 leaves it, and with measurements."""
    def entry(kind, value):
        return struct.pack("<HH", kind, len(value)) + value

    def area(*entries):
        body = b"".join(entries)
        return struct.pack("<HH", 0x2016, 4 + len(body)) + body
    metadata = struct.pack("<I64sI10s14s", 0x02000009, bytes(range(32)), 32, b"BL2", b"1.9.0+0")
    full = area(entry(0x304A, metadata), entry(0x3048, bytes(32)), entry(1, b"\1\0\0\0"))
    for name, kind, size, content in (("empty", 1, 4, area()), ("get", 1, 4, full), ("add", 2, 40, full),
                                      ("get_measurement", 0x3048, 32, full), ("large", 2, 0x400, area())):
        yield f"boot_data/{name}.bin", struct.pack("<HH", kind, size) + content


def measured_boot():
    """Two measurements of the boot stages; then the AP extends slot 6, locks it, tries again, and reads it."""
    def entry(kind, value):
        return struct.pack("<HH", kind, len(value)) + value

    def extend(lock, value):
        request = struct.pack("<BBxxI20sB3x", 6, lock, 0x02000009, b"FW_CONFIG", 9)
        return bytes((1, 0, 32, 32, 0, 32, 0, 0, 0)) + request + bytes(range(32)) + value * 32

    metadata = struct.pack("<I64sI10s14s", 0x02000009, bytes(range(32)), 32, b"BL2", b"1.9.0+0")
    body = b"".join(entry(0x300A | slot << 6, metadata) + entry(0x3008 | slot << 6, b"\1" * 32) for slot in (1, 2))
    area = struct.pack("<HH", 0x2016, 4 + len(body)) + body
    read = bytes((0, 0, 3, 0, 0, 0, 44, 64, 64)) + bytes((6, 20, 14))
    yield "measured_boot/tf_a.bin", struct.pack("<H", len(area)) + area + extend(0, b"\1") + extend(1, b"\2") + extend(0, b"\3") + read
    yield "measured_boot/empty.bin", struct.pack("<H", 4) + struct.pack("<HH", 0x2016, 4) + read


def messages():
    """generate-random in both encodings (services.md 2.4, 2.5), and with four vectors."""
    yield "comms/embed.bin", struct.pack("<BBHiI4H48s", 0, 1, 1, 0x40000100, 0x101, 48, 32, 0, 0, b"")
    yield "comms/pointer.bin", struct.pack("<BBHiI4I4Q", 1, 1, 1, 0x40000100, 0x101, 48, 32, 0, 0, 0x4073000, 0x4074000, 0, 0)
    yield "comms/embed_three.bin", struct.pack("<BBHiI4H24s", 0, 2, 1, 0x40000100, 0x103, 8, 8, 8, 8, b"")


def crypto_calls():
    """Rows of calls: client, sizes of inputs and outputs, count of inputs, structure, inputs (crypto_fuzz.c)."""
    def call(client, inputs, outputs, count, number, data=b"", **fields):
        names = ("key_id", "alg", "op_handle", "capacity", "ad_length", "plaintext_length")
        pack = struct.pack("<6I16sIHH", *(fields.get(n, 0) for n in names), bytes(16), fields.get("nonce", 0), number, fields.get("step", 0))
        return bytes((client, inputs[0] | inputs[1] << 3, outputs[0] | outputs[1] << 3, count - 1)) + pack + data
    first, sha256, hkdf, ctr = 0x40000000, 0x02000009, 0x08000109, 0x04C01000
    attributes = struct.pack("<HHIIII", 0x2400, 0, 0, 0, 0x0303, ctr)
    make = call(0, (1, 3), (1, 0), 3, 0x0401, attributes + bytes(16))
    yield "crypto/key.bin", make + call(0, (0, 0), (2, 0), 1, 0x0001, key_id=first) + call(1, (0, 0), (2, 0), 1, 0x0001, key_id=first)
    yield "crypto/cipher.bin", (make + call(0, (0, 0), (1, 0), 1, 0x0204, key_id=first, alg=ctr) + call(0, (3, 0), (0, 0), 2, 0x0504, bytes(16), op_handle=1)
                                + call(0, (4, 0), (4, 0), 2, 0x0604, bytes(32), op_handle=1) + call(0, (0, 0), (1, 4), 1, 0x0704, op_handle=1))
    yield "crypto/hash.bin", (call(3, (0, 0), (1, 0), 1, 0x0202, alg=sha256) + call(3, (4, 0), (0, 0), 2, 0x0302, bytes(32), op_handle=1)
                              + call(3, (2, 0), (1, 0), 2, 0x0402, bytes(4), op_handle=1) + call(3, (0, 0), (1, 3), 1, 0x0502, op_handle=1))
    yield "crypto/derive.bin", (call(2, (0, 0), (1, 0), 1, 0x0108, alg=hkdf) + call(2, (0, 0), (0, 0), 1, 0x0508, key_id=0x7FFF815E, op_handle=1, step=0x0101)
                                + call(2, (3, 0), (0, 0), 2, 0x0408, bytes(16), op_handle=1, step=0x0203) + call(2, (0, 0), (3, 0), 1, 0x0708, op_handle=1))
    yield "crypto/random.bin", call(4, (0, 0), (7, 0), 1, 0) + call(4, (4, 0), (3, 0), 2, 0x0002, bytes(32), alg=sha256)


def main(argv):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=f"Works: {__doc__.splitlines()[2].strip()}")
    parser.add_argument("folder", type=Path, help="written; tests/fuzz/seeds to renew the committed corpus")
    options = parser.parse_args(argv)
    try:
        for make in (images, encrypted_images, ec_images, bl2_images, bundles, rma_requests, boot_data_areas, measured_boot, crypto_calls, messages):
            for name, data in make():
                path = options.folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    except OSError as error:
        print(f"make_seeds: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
