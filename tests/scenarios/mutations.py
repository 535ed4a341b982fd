# SPDX-License-Identifier: BSD-3-Clause
"""Structured mutations of signed images, each of which must be refused; the same ones in every run.

What is left out, because it is rightly accepted: bytes behind the image's last TLV (nothing reads them), another order of
the unprotected TLVs that keeps the key before the signature, and a new signature by the right key. Everything else in an
image is under its hash or has one valid form, so that any change has to be refused.
"""
import hashlib
import random
import struct
from collections import namedtuple

from cryptography.hazmat.primitives.keywrap import aes_key_wrap

import encrypt_image
import image_kek
import images
from images import (AP, INFO_PROTECTED, INFO_UNPROTECTED, KEY_NS, KEY_S, NS, S, SCP, STRANGER, TLV_BOOT_RECORD, TLV_DEPENDENCY,
                    TLV_KEYHASH, TLV_PUBKEY, TLV_RSA3072, TLV_SEC_CNT, TLV_SHA256)

TLV_ENC_KW = 0x31
HEADER_BYTES = 32
FIELD_AT = {"magic": (0, 4), "load_address": (4, 4), "header_bytes": (8, 2), "protected_bytes": (10, 2),
            "payload_bytes": (12, 4), "flags": (16, 4), "pad": (28, 4)}
OTHER_TYPES = (0x0000, 0x0003, TLV_KEYHASH, TLV_PUBKEY, TLV_SHA256, 0x11, 0x22, TLV_RSA3072, 0x30, TLV_ENC_KW, 0x32,
               TLV_DEPENDENCY, TLV_SEC_CNT, TLV_BOOT_RECORD, 0x70, 0x00A0, 0xFFFF)
EARLY = {"IM01", "IM02", "IM03", "IM04", "IM05", "IM06", "IM07", "IM08", "IM09", "IM13", "IM14"}
# Codes that a kind of mutation may end in; which of them is compared with tools/flash_check.py
CODES = {
    "header": EARLY | {"IM10", "IM20", "IM23", "IM24"},
    "padding": {"IM10"}, "payload": {"IM10"}, "record-bits": {"IM10"} | EARLY, "dependency-bits": {"IM10", "IM06", "IM14"},
    "counter-bits": {"IM10", "IM13"}, "hash-bits": {"IM10"}, "key-bits": {"IM11"}, "signature-bits": {"IM12"},
    "protected": EARLY | {"IM10"}, "unprotected": EARLY | {"IM10", "IM11", "IM12", "IM18", "IM20", "IM21", "IM22"},
    "key": {"IM11", "IM12"}, "record": {"IM15"}, "truncated": EARLY | {"IM10", "IM11", "IM12", "IM20"},
    "spliced": EARLY | {"IM10"}, "cipher": {"IM10"}, "wrapped": {"IM19"}, "wrapped-form": {"IM08", "IM10", "IM20", "IM21", "IM22"},
    "flags": {"IM02", "IM10", "IM20", "IM21", "IM22", "IM23"},
    "bl2-iv": {"BB02"}, "bl2-signature": {"BB03"}, "bl2-version": {"BB03"}, "bl2-counter": {"BB01", "BB02"},
    "bl2-magic": {"BB02"}, "bl2-code": {"BB03"}, "bl2-truncated": {"BB01", "BB02", "BB03"}, "bl2-signed": {"BB02", "BB03"},
    "bl2-rollback": {"BB04", "OT04"},
}

Mutation = namedtuple("Mutation", "kind name data")


def put(data, offset, value):
    return data[:offset] + value + data[offset + len(value):]


def flip(data, offset, bit):
    return put(data, offset, bytes([data[offset] ^ 1 << bit]))


class Base:
    """A signed image to be mutated: its bytes, and the same taken apart."""

    def __init__(self, image, data):
        self.image, self.data, self.parts = image, data, images.Image(data)
        self.end = self.parts.end
        assert self.end == len(data)
        self.random = random.Random(f"mutations of {image.id}")

    def signed(self, change=lambda parts: None, key=None, **encode):
        parts = images.Image(self.data)
        change(parts)
        return parts.encode(key or self.image.key, **encode)

    def bits(self, kind, start, size, count):
        """Single bits, the first and the last byte's among them."""
        places = [0, 8 * size - 1, *self.random.sample(range(1, 8 * size - 1), count - 2)]
        for place in places:
            yield Mutation(kind, f"{place // 8:#x}.{place % 8}", flip(self.data, start + place // 8, place % 8))

    def tlv(self, type_):
        """(offset of the value, its bytes)"""
        return self.parts.at[type_], dict(self.parts.protected + self.parts.unprotected)[type_]


# Plain images ------------------------------------------------------------------------------------------------------
def header(base):
    """A quarter of the header's bits for each image, together all of them, and the values at every limit."""
    for bit in range(base.image.id, 8 * HEADER_BYTES, 4):
        yield "header", f"bit-{bit}", flip(base.data, bit // 8, bit % 8)
    h, limit = base.parts.header, images.SLOT_BYTES
    others = [i.load_address for i in (S, NS, AP, SCP) if i is not base.image]
    values = {
        "magic": (0, 0xFFFFFFFF, h.magic + 1), "flags": (0, 0x24, 0x28, 0x2C, 0x30, 0xFFFFFFFF), "pad": (1, 0xFFFFFFFF),
        "load_address": (0, h.load_address + 4, h.load_address - 0x1000, 0xFFFFFFFC, *others),
        "header_bytes": (0, 4, 28, 32, 34, h.header_bytes + 4, h.header_bytes - 4, 0xFFFC, 0xFFFF),
        "protected_bytes": (0, 3, 4, 256, 257, h.protected_bytes - 4, h.protected_bytes + 4, 0xFFFF),
        "payload_bytes": (0, 7, 8, h.payload_bytes - 1, h.payload_bytes + 1, limit, 0x7FFFFFFF, 0xFFFFF000, 0xFFFFFFFF),
    }
    for field, field_values in values.items():
        offset, size = FIELD_AT[field]
        for value in field_values:
            yield "header", f"{field}-{value:#x}", put(base.data, offset, value.to_bytes(size, "little"))
    yield "padding", "first", flip(base.data, HEADER_BYTES, 0)
    yield "padding", "last", flip(base.data, h.header_bytes - 1, 7)


def contents(base):
    h, at = base.parts.header, base.parts.at
    yield from base.bits("payload", h.header_bytes, h.payload_bytes, 10)
    yield from base.bits("counter-bits", *place(base, TLV_SEC_CNT), 6)
    yield from base.bits("record-bits", *place(base, TLV_BOOT_RECORD), 8)
    yield from base.bits("hash-bits", *place(base, TLV_SHA256), 4)
    yield from base.bits("key-bits", *place(base, TLV_PUBKEY), 8)
    yield from base.bits("signature-bits", *place(base, TLV_RSA3072), 8)
    if TLV_DEPENDENCY in at:
        yield from base.bits("dependency-bits", *place(base, TLV_DEPENDENCY), 6)


def place(base, type_):
    offset, value = base.tlv(type_)
    return offset, len(value)


def area_header(base, kind, start, total):
    for magic in (0, INFO_PROTECTED ^ INFO_UNPROTECTED ^ struct.unpack_from("<H", base.data, start)[0], 0xFFFF):
        yield kind, f"magic-{magic:#x}", put(base.data, start, struct.pack("<H", magic))
    for value in (0, 3, 4, total - 1, total + 1, total - 4, 0xFFFF):
        yield kind, f"total-{value}", put(base.data, start + 2, struct.pack("<H", value))


def entry_fields(base, kind, entries):
    for type_, value in entries:
        offset = base.parts.at[type_] - 4
        wrong = [t for t in OTHER_TYPES if t != type_]
        for other in base.random.sample(wrong, 4):
            yield kind, f"{type_:#x}-type-{other:#x}", put(base.data, offset, struct.pack("<H", other))
        for size in (0, len(value) - 1, len(value) + 1, 0xFFFF):
            yield kind, f"{type_:#x}-size-{size}", put(base.data, offset + 2, struct.pack("<H", size))


def protected(base):
    """Fields as they stand, then areas made anew: whole, but not what was signed."""
    p, entries = base.parts, base.parts.protected
    start, total = p.at["protected"], p.header.protected_bytes
    yield from area_header(base, "protected", start, total)
    yield from entry_fields(base, "protected", entries)
    tail, extra = base.data[start + total:], (0x70, b"\0\0\0\0")
    versions = {"swapped": entries[::-1], "unknown": [*entries, extra], "empty": []}
    for i, entry in enumerate(entries):
        versions[f"without-{entry[0]:#x}"] = entries[:i] + entries[i + 1:]
        versions[f"twice-{entry[0]:#x}"] = [*entries, entry]
    for name, changed in versions.items():
        area = images.tlv_area(INFO_PROTECTED, changed)
        head = put(base.data[:start], FIELD_AT["protected_bytes"][0], struct.pack("<H", len(area)))
        yield "protected", name, head + area + tail


def unprotected(base):
    entries, start = base.parts.unprotected, base.parts.at["unprotected"]
    yield from area_header(base, "unprotected", start, base.end - start)
    yield from entry_fields(base, "unprotected", entries)
    by_type = dict(entries)
    key, signature = (TLV_PUBKEY, by_type[TLV_PUBKEY]), (TLV_RSA3072, by_type[TLV_RSA3072])
    hash_ = (TLV_SHA256, by_type[TLV_SHA256])
    counter = (TLV_SEC_CNT, struct.pack("<I", 1))
    versions = {
        "signature-first": [hash_, signature, key], "empty": [], "counter": [*entries, counter], "unknown": [*entries, (0x70, b"")],
        "key-hash": [hash_, (TLV_KEYHASH, hashlib.sha256(key[1]).digest()), signature],
        "key-hash-too": [*entries, (TLV_KEYHASH, hashlib.sha256(key[1]).digest())],
        "wrapped-key": [*entries, (TLV_ENC_KW, bytes(40))], "sha-384": [(0x11, bytes(48)), key, signature],
        "ecdsa": [hash_, key, (0x22, signature[1][:72])],
    }
    for i, entry in enumerate(entries):
        versions[f"without-{entry[0]:#x}"] = entries[:i] + entries[i + 1:]
        versions[f"twice-{entry[0]:#x}"] = [*entries, entry]
        versions[f"longer-{entry[0]:#x}"] = [*entries[:i], (entry[0], entry[1] + b"\0"), *entries[i + 1:]]
        versions[f"zeros-{entry[0]:#x}"] = [*entries[:i], (entry[0], bytes(len(entry[1]))), *entries[i + 1:]]
    for name, changed in versions.items():
        yield "unprotected", name, base.data[:start] + images.tlv_area(INFO_UNPROTECTED, changed)


def keys(base):
    """Signed well by a key that is not this image's, and signatures that are numbers with a story."""
    other = KEY_NS if base.image.key == KEY_S else KEY_S
    public = images.load_key(base.image.key)[0].public_key().public_numbers()
    signature = int.from_bytes(base.tlv(TLV_RSA3072)[1], "big")

    def replaced(value):
        return put(base.data, base.tlv(TLV_RSA3072)[0], value.to_bytes(384, "big"))

    def own_key(entries):
        return [(t, base.tlv(TLV_PUBKEY)[1] if t == TLV_PUBKEY else v) for t, v in entries]

    yield "key", "stranger", base.signed(key=STRANGER)
    yield "key", "other-image", base.signed(key=other)
    yield "key", "stranger-under-own-name", base.signed(key=STRANGER, unprotected=own_key)
    yield "key", "other-image-under-own-name", base.signed(key=other, unprotected=own_key)
    for name, value in {"one": 1, "n": public.n, "n-1": public.n - 1, "negative": public.n - signature,
                        "plus-n": (signature + public.n) % (1 << 3072), "ones": (1 << 3072) - 1}.items():
        yield "key", f"signature-{name}", replaced(value)


def records(base):
    """Boot records that are signed, and wrong."""
    good = base.tlv(TLV_BOOT_RECORD)[1]
    signer = hashlib.sha256(base.tlv(TLV_PUBKEY)[1]).digest()
    wrong = {
        "signer": good.replace(signer, bytes(32)), "measured": good[:-32] + signer, "algorithm": good.replace(b"SHA256", b"SHA512"),
        "map": b"\xa4" + good[1:], "short": good[:-1], "long": good + b"\0", "one-byte": good[:1], "no-type": good[:2],
        "type": good[:2] + b"\x6d" + good[3:],
    }
    for name, value in wrong.items():
        yield "record", name, base.signed(lambda parts, value=value: parts.replace_tlv(TLV_BOOT_RECORD, value))


def truncated(base):
    at = base.parts.at
    cuts = {"nothing": 0, "magic": 4, "header": HEADER_BYTES, "payload": at["payload"], "info": at["unprotected"],
            "info-4": at["unprotected"] + 4, "protected": at["protected"], "protected+4": at["protected"] + 4,
            "half": base.end // 2, "hash": at[TLV_SHA256] + 16, "key": at[TLV_PUBKEY] + 200,
            "signature": at[TLV_RSA3072], "signature+1": at[TLV_RSA3072] + 1, "end": base.end - 4}
    for name, cut in cuts.items():
        yield "truncated", name, base.data[:cut].ljust(base.end, b"\xff")
    yield "truncated", "missing-words", base.data[:at["payload"]] + base.data[at["payload"] + 4:] + b"\xff" * 4
    yield "truncated", "inserted-word", base.data[:at["payload"]] + bytes(4) + base.data[at["payload"]:]


def spliced(base, others):
    for other in others:
        if other.image is base.image:
            continue
        yield "spliced", f"header-of-{other.image.id}", other.data[:HEADER_BYTES] + base.data[HEADER_BYTES:]
        yield "spliced", f"body-of-{other.image.id}", base.data[:HEADER_BYTES] + other.data[HEADER_BYTES:]
        yield "spliced", f"all-of-{other.image.id}", other.data


# Encrypted images --------------------------------------------------------------------------------------------------
KEY = {16: bytes(range(16)), 32: bytes(range(32))}
NAMES = {S.id: "s", NS.id: "ns"}


def encrypt(base, bl2_key, key_bytes, name=None):
    clear = base.signed(lambda parts: parts.set_header(flags=0x24 if key_bytes == 16 else 0x28))
    kek = image_kek.derive(bl2_key, name or NAMES[base.image.id], 8 * key_bytes)
    return encrypt_image.encrypt(clear, kek, KEY[key_bytes])


def encrypted(base, bl2_key):
    """Of the runtime images, one with each key length; base is the plain one."""
    key_bytes = 32 if base.image is S else 16
    e = Base(base.image, encrypt(base, bl2_key, key_bytes))
    h, start = e.parts.header, e.parts.at["unprotected"]
    rest = [entry for entry in e.parts.unprotected if entry[0] != TLV_ENC_KW]
    offset, wrapped = e.tlv(TLV_ENC_KW)

    def area(entries):
        return e.data[:start] + images.tlv_area(INFO_UNPROTECTED, entries)

    yield from e.bits("cipher", h.header_bytes, h.payload_bytes, 6)
    yield from e.bits("wrapped", offset, len(wrapped), 6)
    yield "wrapped", "zeros", put(e.data, offset, bytes(len(wrapped)))
    other = "ns" if base.image is S else "s"
    yield "wrapped", "for-other-image", put(e.data, offset, Base(base.image, encrypt(base, bl2_key, key_bytes, other)).tlv(
        TLV_ENC_KW)[1])
    kek = image_kek.derive(bl2_key, NAMES[base.image.id], 8 * key_bytes)
    yield "cipher", "another-key", put(e.data, offset, aes_key_wrap(kek, bytes(key_bytes)))
    yield "cipher", "plain-payload", put(e.data, h.header_bytes, base.parts.payload)
    yield "wrapped-form", "missing", area(rest)
    yield "wrapped-form", "twice", area([*e.parts.unprotected, (TLV_ENC_KW, wrapped)])
    for size in (0, 8, 16, len(wrapped) - 8, len(wrapped) + 8, 64):
        yield "wrapped-form", f"size-{size}", area([*rest, (TLV_ENC_KW, bytes(size))])
    for flags in (0x20, 0x24 if key_bytes == 32 else 0x28, 0x2C, 0x08, 0x2A):
        yield "flags", f"{flags:#x}", put(e.data, FIELD_AT["flags"][0], struct.pack("<I", flags))


def of_image(base, all_bases, bl2_key):
    """Every mutation of one image."""
    groups = [header(base), contents(base), protected(base), unprotected(base), keys(base), records(base), truncated(base),
              spliced(base, all_bases)]
    if base.image.id in NAMES:
        groups.append(encrypted(base, bl2_key))
    return unlike(base.data, groups)


def unlike(good, groups):
    """No two of them alike, none like the good image with whatever stands behind it."""
    seen, found = {hashlib.sha256(good).digest()}, []
    for mutation in (Mutation(*m) for group in groups for m in group):
        digest = hashlib.sha256(mutation.data).digest()
        if digest not in seen and not mutation.data.startswith(good):
            seen.add(digest)
            found.append(mutation)
    return found


# BL2 ---------------------------------------------------------------------------------------------------------------
def of_bl2(good, maker, other_signature):
    """maker: quick.Bl2Maker; other_signature: a valid one by the same key, of another message."""
    return unlike(good, [bl2_fields(good), bl2_signature(good, other_signature), bl2_made(good, maker)])


def bl2_fields(good):
    chosen = random.Random("mutations of BL2")
    for byte in range(16):
        yield "bl2-iv", f"{byte}", flip(good, byte, chosen.randrange(8))
    for byte in range(8):
        yield "bl2-version", f"{byte}", flip(good, images.BL2_VERSION + byte, chosen.randrange(8))
    for bit in range(32):
        yield "bl2-counter", f"{bit}", flip(good, images.BL2_COUNTER + bit // 8, bit % 8)
    for bit in range(32):
        yield "bl2-magic", f"{bit}", flip(good, images.BL2_ENCRYPTED + bit // 8, bit % 8)
    last = images.BL2_SLOT_BYTES - 1
    for offset in (images.BL2_ENCRYPTED + 4, images.BL2_CODE - 1, images.BL2_CODE, last,
                   *chosen.sample(range(images.BL2_CODE, last), 20)):
        yield "bl2-code", f"{offset:#x}", flip(good, offset, chosen.randrange(8))
    for cut in (0, 16, 0x400, images.BL2_VERSION, images.BL2_COUNTER, images.BL2_ENCRYPTED, images.BL2_ENCRYPTED + 4,
                images.BL2_CODE, 0x10000, last - 15):
        yield "bl2-truncated", f"{cut:#x}", good[:cut].ljust(len(good), b"\xff")
        yield "bl2-truncated", f"zeros-{cut:#x}", good[:cut].ljust(len(good), b"\0")
    yield "bl2-truncated", "shifted", good[16:] + bytes(16)
    yield "bl2-code", "blocks-swapped", good[:0x2000] + good[0x3000:0x4000] + good[0x2000:0x3000] + good[0x4000:]


def bl2_signature(good, other):
    """u32 q, u32 type, C[32], y[34][32], u32 type, path[10][32]."""
    chosen, start = random.Random("mutations of BL2's signature"), images.BL2_SIGNATURE
    words = {"q": 0, "ots-type": 4, "type": 8 + 32 + 34 * 32}
    for name, offset in words.items():
        for value in (0, 1, 4, 5, 6, 1023, 1024, 0xFFFFFFFF):
            yield "bl2-signature", f"{name}-{value}", put(good, start + offset, struct.pack(">I", value))
    for i in range(1 + 34):
        yield "bl2-signature", f"y-{i}", flip(good, start + 8 + 32 * i + chosen.randrange(32), chosen.randrange(8))
    path = start + words["type"] + 4
    for i in range(10):
        yield "bl2-signature", f"path-{i}", flip(good, path + 32 * i + chosen.randrange(32), chosen.randrange(8))
    yield "bl2-signature", "path-swapped", put(good, path, good[path + 32:path + 64] + good[path:path + 32])
    y = start + 40
    for i in (0, 1, 16, 32):
        yield "bl2-signature", f"y-swapped-{i}", put(good, y + 32 * i, good[y + 32 * i + 32:y + 32 * i + 64] +
                                                      good[y + 32 * i:y + 32 * i + 32])
    for i in range(34):                         # one step further in a chain: the digit is then one too high
        yield "bl2-signature", f"y-hashed-{i}", put(good, y + 32 * i, hashlib.sha256(good[y + 32 * i:y + 32 * i + 32]).digest())
    yield "bl2-signature", "zeros", put(good, start, bytes(len(other)))
    yield "bl2-signature", "of-another-message", put(good, start, other)


def bl2_made(good, maker):
    """Signed by the right key and yet not to be taken; and parts of two such images."""
    newer = maker.make((9, 9, 9, 1))
    cut = images.BL2_VERSION
    yield "bl2-signed", "magic-0", maker.make(magic=0)
    yield "bl2-signed", "magic-reversed", maker.make(magic=0xEFBEADDE)
    yield "bl2-signed", "other-signature", newer[:cut] + good[cut:]
    yield "bl2-signed", "other-version", put(good, cut, newer[cut:cut + 8])
    yield "bl2-rollback", "counter-0", maker.make(counter=0)
    yield "bl2-rollback", "counter-129", maker.make(counter=129)
    yield "bl2-rollback", "counter-1023", maker.make(counter=1023)
