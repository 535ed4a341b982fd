# SPDX-License-Identifier: BSD-3-Clause
"""The images of a device as test cases change them: flash, ROM bundle, OTP, MCUboot images.

Layouts are typed from boot.md (2.3, 3.2, 3.4, 4.2, 6), on purpose not shared with firmware or tools.
"""
import hashlib
import struct
from collections import namedtuple
from pathlib import Path

from cryptography.hazmat.primitives import serialization

TOP = Path(__file__).resolve().parents[2]
KEY_S = TOP / "bl2/ext/mcuboot/root-RSA-3072.pem"
KEY_NS = TOP / "bl2/ext/mcuboot/root-RSA-3072_1.pem"
STRANGER = TOP / "tests/vectors/stranger_rsa3072.pem"       # no device knows it

# Flash ------------------------------------------------------------------------------------------------------------
BL2_SLOT_BYTES = 0x20000
BL2_SLOTS = (0x00000, 0x20000)
SLOT_BYTES = 0x80000
FLASH_BYTES = 0x440000
FlashImage = namedtuple("FlashImage", "id slots load_address key")
S = FlashImage(0, (0x040000, 0x140000), 0x31800000, KEY_S)
NS = FlashImage(1, (0x0C0000, 0x1C0000), 0x31880000, KEY_NS)
AP = FlashImage(2, (0x240000, 0x340000), 0x70000000, KEY_S)
SCP = FlashImage(3, (0x2C0000, 0x3C0000), 0x70100000, KEY_S)

# BL2 image ---------------------------------------------------------------------------------------------------------
BL2_IV, BL2_SIGNATURE, BL2_VERSION, BL2_COUNTER, BL2_ENCRYPTED, BL2_CODE = 0x000, 0x010, 0x5BC, 0x5C4, 0x5C8, 0x800

# MCUboot image -----------------------------------------------------------------------------------------------------
MAGIC = 0x96F3B83D
FLAG_RAM_LOAD = 0x20
HEADER = struct.Struct("<IIHHIIBBHII")
HEADER_FIELDS = "magic load_address header_bytes protected_bytes payload_bytes flags major minor revision build pad"
Header = namedtuple("Header", HEADER_FIELDS)
INFO_UNPROTECTED, INFO_PROTECTED = 0x6907, 0x6908
TLV_KEYHASH, TLV_PUBKEY, TLV_SHA256, TLV_RSA3072 = 0x01, 0x02, 0x10, 0x23
TLV_DEPENDENCY, TLV_SEC_CNT, TLV_BOOT_RECORD = 0x40, 0x50, 0x60

# Provisioning bundles in ROM, and OTP ------------------------------------------------------------------------------
ROM_BUNDLE = 0xE000
AT = {"magic": (0x0000, 4), "bl2_encryption_key": (0x0004, 32), "guk": (0x0024, 32), "bl1_2_image_hash": (0x0044, 32),
      "bl2_image_hash": (0x0064, 32), "bl1_2_image": (0x0084, 0x2000), "bl1_rotpk_0": (0x2084, 56),
      "bl2_rotpk_0": (0x20BC, 32), "bl2_rotpk_1": (0x20DC, 32), "bl2_rotpk_2": (0x20FC, 32),
      "bl2_rotpk_3": (0x211C, 32), "huk": (0x213C, 32), "digest": (0x215C, 32)}
PSA_BASE = 0x2400
PSA = {"magic": (0x000, 4), "host_rotpk_s": (0x004, 96), "host_rotpk_ns": (0x064, 96), "host_rotpk_cca": (0x0C4, 96),
       "boot_seed": (0x124, 32), "implementation_id": (0x144, 32), "cert_ref": (0x164, 32),
       "verification_service_url": (0x184, 32), "profile_definition": (0x1A4, 32),
       "cca_system_properties": (0x1C4, 4), "digest": (0x1C8, 32)}
OTP_BYTES = 16384
OTP = {"huk": (0x000, 32), "guk": (0x020, 32), "bl2_rotpk_0": (0x0C0, 32), "cm_config_2": (0x0E8, 4),
       "implementation_id": (0x190, 32), "bl2_rotpk_1": (0x210, 32), "bl2_rotpk_2": (0x230, 32),
       "bl2_rotpk_3": (0x250, 32), "bl2_nv_counter_0": (0x270, 512), "bl2_nv_counter_1": (0x470, 512),
       "bl2_nv_counter_2": (0x670, 512), "bl2_nv_counter_3": (0x870, 512), "bl2_encryption_key": (0xA70, 32),
       "bl1_2_image_hash": (0xA90, 32), "bl1_nv_counter": (0xAD0, 512), "bl1_rotpk_0": (0x12F0, 56),
       "bl1_2_image": (0x144C, 0x2000)}
COUNTER_WORD = 0x3333CAFE


def flip(data, offset, bit=0):
    """Invert one bit in place."""
    data[offset] ^= 1 << bit


def fill(data, offset, value):
    """Overwrite in place."""
    assert offset + len(value) <= len(data), "beyond the end of the file"
    data[offset:offset + len(value)] = value


# OTP ---------------------------------------------------------------------------------------------------------------
def otp_swap(otp, field):
    """Change a field but not the number of its zero bits: exchange its first byte with one that differs."""
    offset, size = OTP[field]
    other = next(i for i in range(offset + 1, offset + size) if otp[i] != otp[offset])
    otp[offset], otp[other] = otp[other], otp[offset]


def otp_flip(otp, field, byte=0):
    flip(otp, OTP[field][0] + byte)


def otp_set_counter(otp, field, value):
    offset, size = OTP[field]
    fill(otp, offset, (struct.pack("<I", COUNTER_WORD) * value).ljust(size, b"\0"))


def otp_put(otp, field, word_idx, value):
    fill(otp, OTP[field][0] + 4 * word_idx, struct.pack("<I", value))


# Provisioning bundles ----------------------------------------------------------------------------------------------
def bundle_set(rom, bundle, field, value, redo_digest=True):
    """Set a field of bundle "at" or "psa" and, by default, make the digest right again."""
    base, fields = (ROM_BUNDLE, AT) if bundle == "at" else (ROM_BUNDLE + PSA_BASE, PSA)
    offset, size = fields[field]
    assert len(value) == size, f"{field} has {size} bytes"
    fill(rom, base + offset, value)
    if redo_digest:
        end = base + fields["digest"][0]
        fill(rom, end, hashlib.sha256(rom[base:end]).digest())


def bundle_get(rom, bundle, field):
    base, fields = (ROM_BUNDLE, AT) if bundle == "at" else (ROM_BUNDLE + PSA_BASE, PSA)
    offset, size = fields[field]
    return bytes(rom[base + offset:base + offset + size])


# MCUboot images ----------------------------------------------------------------------------------------------------
class Image:
    """A signed image taken apart. encode() signs it again, so that only what a case changed is wrong."""

    def __init__(self, data):
        self.header = Header(*HEADER.unpack_from(data))
        assert self.header.magic == MAGIC, "not an MCUboot image"
        h = self.header
        self.header_padding = bytes(data[HEADER.size:h.header_bytes])
        self.payload = bytes(data[h.header_bytes:h.header_bytes + h.payload_bytes])
        self.at = {"header": 0, "payload": h.header_bytes}          # offsets of parts, for flips
        offset = h.header_bytes + h.payload_bytes
        self.at["protected"] = offset
        self.protected = self._entries(data, offset, INFO_PROTECTED, h.protected_bytes) if h.protected_bytes else []
        offset += h.protected_bytes
        self.at["unprotected"] = offset
        magic, total = struct.unpack_from("<HH", data, offset)
        self.unprotected = self._entries(data, offset, INFO_UNPROTECTED, total)
        self.end = offset + total

    def _entries(self, data, offset, want_magic, want_total):
        magic, total = struct.unpack_from("<HH", data, offset)
        assert (magic, total) == (want_magic, want_total), "TLV area"
        entries, end = [], offset + total
        offset += 4
        while offset < end:
            type_, size = struct.unpack_from("<HH", data, offset)
            self.at[type_] = offset + 4                             # value; its header is 4 bytes before
            entries.append((type_, bytes(data[offset + 4:offset + 4 + size])))
            offset += 4 + size
        return entries

    def set_header(self, **fields):
        self.header = self.header._replace(**fields)

    def replace_tlv(self, type_, value):
        self.protected = [(t, value if t == type_ else v) for t, v in self.protected]

    def encode(self, key, unprotected=None, keep_sizes=False):
        """Image bytes signed with the key file. unprotected(hash, der, signature) may give other entries; with
        keep_sizes the header's size fields stay as they are."""
        area = tlv_area(INFO_PROTECTED, self.protected) if self.protected else b""
        if not keep_sizes:
            self.set_header(payload_bytes=len(self.payload), protected_bytes=len(area))
        signed = HEADER.pack(*self.header) + self.header_padding + self.payload + area
        digest = hashlib.sha256(signed).digest()
        private, der = load_key(key)
        entries = [(TLV_SHA256, digest), (TLV_PUBKEY, der), (TLV_RSA3072, sign_pss(private, digest))]
        if unprotected:
            entries = unprotected(entries)
        return signed + tlv_area(INFO_UNPROTECTED, entries)


def sign_pss(private, digest):
    """RSA-3072 PSS with SHA-256 (RFC 8017, 8.1.1) and a salt that depends on the hash only: same input, same bytes out."""
    numbers = private.private_numbers()
    salt = hashlib.sha256(b"salt" + digest).digest()
    h = hashlib.sha256(bytes(8) + digest + salt).digest()
    db = b"\1".rjust(384 - 32 - 32 - 1, b"\0") + salt
    mask = b"".join(hashlib.sha256(h + struct.pack(">I", i)).digest() for i in range(11))[:len(db)]
    em = bytearray(x ^ y for x, y in zip(db, mask)) + h + b"\xbc"
    em[0] &= 0x7F
    m = int.from_bytes(em, "big")
    m_q = pow(m, numbers.dmq1, numbers.q)
    m_p = pow(m, numbers.dmp1, numbers.p)
    return (m_q + numbers.q * ((m_p - m_q) * numbers.iqmp % numbers.p)).to_bytes(384, "big")


def tlv_area(magic, entries):
    body = b"".join(struct.pack("<HH", type_, len(value)) + value for type_, value in entries)
    return struct.pack("<HH", magic, 4 + len(body)) + body


_keys = {}


def load_key(path):
    """(private key, PKCS#1 DER of the public key) of a PEM file."""
    if path not in _keys:
        private = serialization.load_pem_private_key(path.read_bytes(), None)
        der = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
        _keys[path] = private, der
    return _keys[path]


def read_slot(flash, image, slot):
    start = image.slots[slot]
    return Image(flash[start:start + SLOT_BYTES])


def write_slot(flash, image, slot, data):
    assert len(data) <= SLOT_BYTES, "larger than the slot"
    fill(flash, image.slots[slot], data.ljust(SLOT_BYTES, b"\xff"))


def flip_part(flash, image, slot, part, byte=0, bit=0):
    """Invert one bit of a part (a key of Image.at) of the image in a slot."""
    flip(flash, image.slots[slot] + read_slot(flash, image, slot).at[part] + byte, bit)


def resign(flash, image, slot, change, key=None, **encode):
    """Change the image in a slot by change(Image) and sign it again, by default with its own key."""
    data = read_slot(flash, image, slot)
    change(data)
    write_slot(flash, image, slot, data.encode(key or image.key, **encode))
