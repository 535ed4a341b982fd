# SPDX-License-Identifier: BSD-3-Clause
"""A manufacturer for the tests: random keys, and bundles and images made with them by the project's own tools."""
import secrets
import subprocess
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

import images
import provisioning_values

TOOLS = images.TOP / "tools"
SAFETY_SECONDS = 300
IMAGES = (("tfm_s", images.S, "SPE", "0x31800000"), ("tfm_ns", images.NS, "NSPE", "0x31880000"),
          ("ap_bl1", images.AP, "HOST", "0x70000000"), ("scp_bl1", images.SCP, "HOST", "0x70100000"))


def tool(name, *arguments):
    return subprocess.run([sys.executable, TOOLS / name, *map(str, arguments)], capture_output=True, text=True,
                          timeout=SAFETY_SECONDS)


def done(result):
    """What a tool printed; RuntimeError if it failed."""
    if result.returncode:
        raise RuntimeError(result.stdout + result.stderr)
    return result.stdout


def new_rsa_key(path):
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                       serialization.NoEncryption()))
    return path


def new_point():
    numbers = ec.generate_private_key(ec.SECP384R1()).public_key().public_numbers()
    return (numbers.x.to_bytes(48, "big") + numbers.y.to_bytes(48, "big")).hex()


def new_values(path):
    """Values of one device: every key random."""
    lines = [f"{name}: {secrets.token_hex(size)}" for name, _, size in provisioning_values.FIELDS
             if name in ("bl2_encryption_key", "guk", "huk", "boot_seed", "implementation_id")]
    lines += [f"{name}: {new_point()}" for name in ("host_rotpk_s", "host_rotpk_ns", "host_rotpk_cca")]
    lines += ['cert_ref: "1234567890123-12345"', 'verification_service_url: "www.example.com"',
              'profile_definition: "http://arm.com/CCA-SSD/1.0.0"', "cca_system_properties: 1"]
    path.write_text("".join(f"'{line.partition(': ')[0]}': {quoted(line.partition(': ')[2])}\n" for line in lines))
    return path


def quoted(value):
    return value if value.startswith('"') or value == "1" else f'"{value}"'


class Product:
    """Keys, bundles and images of a manufacturer, in a folder that make() fills."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.values, self.key, self.key_ns = folder / "values.yaml", folder / "key.pem", folder / "key_ns.pem"
        self.at, self.psa, self.flash = folder / "at.bin", folder / "psa.bin", folder / "flash.bin"
        self.rom = build / "bl1_1_production.bin"

    def make(self):
        """New keys, and all that is made with them. Itself."""
        folder, build = self.folder, self.build
        new_values(self.values)
        new_rsa_key(self.key)
        new_rsa_key(self.key_ns)
        done(tool("lms_key.py", "genkey", folder / "lms"))
        done(tool("bl2_image.py", "sign", "--values", self.values, "--key", folder / "lms", "--version", "1.9.0+0", "--counter", 1,
                  build / "bl2.bin", folder / "bl2.bin"))
        done(self.bundle("--at", self.at, "--psa", self.psa))
        self.flash.write_bytes(self.signed_flash())
        return self

    def bundle(self, *options, values=None, rotpk=None, lms=None, bl2=None):
        keys = rotpk or (self.key, self.key_ns, self.key, self.key)
        return tool("provisioning_bundle.py", "--production", "--values", values or self.values, "--bl1-2", self.build / "bl1_2.bin",
                    "--bl2", bl2 or self.folder / "bl2.bin", "--lms-public-key", lms or self.folder / "lms.pub",
                    *(word for key in keys for word in ("--bl2-rotpk", key)), *options)

    def signed_flash(self):
        """The built flash with every image signed by this manufacturer."""
        flash = bytearray((self.build / "flash.bin").read_bytes())
        bl2 = (self.folder / "bl2.bin").read_bytes()
        for offset in (0, len(bl2)):
            images.fill(flash, offset, bl2)
        for name, image, kind, load in IMAGES:
            key = self.key_ns if image is images.NS else self.key
            signed = self.folder / f"{name}.bin"
            done(subprocess.run([Path(sys.executable).with_name("imgtool"), "sign", "-k", key, "--public-key-format", "full",
                                 "--max-align", "8", "--align", "1", "-v", "0.1.0", "-s", "1", "-H", "0x1000", "--pad-header",
                                 "-S", "0x80000", "--pad", "--boot-record", kind, "-L", load, self.build / f"{name}.bin",
                                 signed], capture_output=True, text=True, timeout=SAFETY_SECONDS))
            for slot in (0, 1):
                images.write_slot(flash, image, slot, signed.read_bytes())
        return flash

    def provision(self, otp, *options):
        return tool("provision.py", "--build", self.build, "--rom", self.rom, "--flash", self.flash, "--otp", otp, *options)
