# SPDX-License-Identifier: BSD-3-Clause
"""Images signed by imgtool and encrypted by the project's tools, for scenarios."""
import base64
import subprocess
import sys

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

import images
from images import NS, S

IMGTOOL = str(images.Path(sys.executable).parent / "imgtool")
VALUES = images.TOP / "platforms/tc/provisioning/development.yaml"
TLV_ENC_KW = 0x31
PLAIN = {"S": (S, "tfm_s.bin", "SPE", "0.1.0", "(1,0.0.0+0)"), "NS": (NS, "tfm_ns.bin", "NSPE", "0.0.0", "(0,0.0.0+0)")}


def call(*command):
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def imgtool_sign(image, key, version, source, out, *options, key_format="full"):
    call(IMGTOOL, "sign", "-k", key, "--public-key-format", key_format, "--max-align", 8, "--align", 1, "-v", version, "-s", 1,
         "-H", 0x1000, "--pad-header", "-S", images.SLOT_BYTES, "--pad", "-L", hex(image.load_address), *options, source, out)
    return out.read_bytes()


def kek(tmp_path, name, bits):
    path = tmp_path / f"{name}-{bits}.kek"
    call(sys.executable, images.TOP / "tools/image_kek.py", "--values", VALUES, "--image", name.lower(), "--bits", bits, path)
    return path


def encrypted(build, tmp_path, name, bits, wrap_for=None):
    """A slot with the runtime image, encrypted; wrap_for: the image whose KEK is used."""
    image, source, sw_type, version, dependency = PLAIN[name]
    clear, out = tmp_path / f"{name}-{bits}.clear", tmp_path / f"{name}-{bits}.bin"
    imgtool_sign(image, image.key, version, build / source, clear, "--boot-record", sw_type, "-d", dependency,
                 "-E", image.key, "--clear", "--encrypt-keylen", bits)
    call(sys.executable, images.TOP / "tools/encrypt_image.py", "--kek", kek(tmp_path, wrap_for or name, bits), clear, out)
    return out.read_bytes()


def image_key(data, kek_path):
    """The key that an encrypted image's payload is encrypted with."""
    return aes_key_unwrap(base64.b64decode(kek_path.read_bytes()), dict(images.Image(data).unprotected)[TLV_ENC_KW])
