#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Judge every slot of a flash image as BL1_2 and BL2 would, and say whether the device would boot.

    tools/flash_check.py --otp build/run/otp.bin build/flash.bin
    tools/flash_check.py build/flash.bin                            without the OTP: what can be said without its secrets
    tools/flash_check.py --json --otp build/run/otp.bin build/flash.bin
    tools/flash_check.py --signature EC-P256 build/flash.bin        a device whose BL2 was built for another scheme

Each slot gets OK or the refusal code that the machine would print, with its reason; a slot that the machine would not come
to look at is judged all the same. Exit status: 0 would boot; 3 would not; 1 a file cannot be read.
The rules are those of boot.md 4, 6 and 7 and of lib/image/README.md, in the firmware's order: the first broken one decides.
"""
import argparse
import functools
import hashlib
import json
import struct
import sys
from collections import namedtuple
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import bl2_image
import image_kek
import lms_key
import otp_dump
import status_codes

EXIT_BOOTS, EXIT_UNREADABLE, EXIT_REFUSED = 0, 1, 3

# Flash and platform (boot.md 2.3, 2.4) -----------------------------------------------------------------------------
FLASH_BYTES = 0x440000
FLASH_FILE_LIMIT_BYTES = 0x800000           # VM0, into which the file is loaded
BL2_SLOTS = (0x00000, 0x20000)
SLOT_BYTES = 0x80000
# kek: name of the image for tools/image_kek.py; None: may not be encrypted
Place = namedtuple("Place", "name slots load_address window_bytes kek")
PLACES = (Place("RSS S", (0x040000, 0x140000), 0x31800000, 0x80000, "s"),
          Place("RSS NS", (0x0C0000, 0x1C0000), 0x31880000, 0x80000, "ns"),
          Place("AP BL1", (0x240000, 0x340000), 0x70000000, 0x20000, None),
          Place("SCP BL1", (0x2C0000, 0x3C0000), 0x70100000, 0x10000, None))
COUNTER_MAX = 128                           # what a counter in OTP can reach
BL2_COUNTER_BOUND = 1024

# MCUboot image (boot.md 6) -----------------------------------------------------------------------------------------
MAGIC = 0x96F3B83D
FLAG_RAM_LOAD = 0x20
KEY_BYTES_OF_FLAG = {0x0: 0, 0x4: 16, 0x8: 32}
ENCRYPTION_FLAGS = 0xC
WRAPPING_BYTES = 8
HEADER = struct.Struct("<IIHHIIBBHII")
Header = namedtuple("Header", "magic load_address header_bytes protected_bytes payload_bytes flags major minor revision build "
                              "pad")
PAYLOAD_LEAST_BYTES = 8
INFO_UNPROTECTED, INFO_PROTECTED = 0x6907, 0x6908
PROTECTED_LIMIT_BYTES, UNPROTECTED_LIMIT_BYTES = 256, 1536
KEYHASH, PUBKEY, ENC_KW = 0x01, 0x02, 0x31
DEPENDENCY, SEC_CNT, BOOT_RECORD = 0x40, 0x50, 0x60
ANY_BYTES = 0xFFFF
CURVES = {"EC-P256": ec.SECP256R1(), "EC-P384": ec.SECP384R1()}


class Scheme(namedtuple("Scheme", "name hash_name hash_tlv key_bytes signature_tlv signature_bytes")):
    """How a build of BL2 takes images to be signed; signature_bytes (least, most)."""

    def hash(self, data):
        return hashlib.new(self.hash_name, data).digest()

    @property
    def hash_bytes(self):
        return hashlib.new(self.hash_name).digest_size

    def protected_types(self):
        """type -> (least bytes, most bytes, how often it may stand); a boot record has two hashes."""
        return {SEC_CNT: (4, 4, 1), BOOT_RECORD: (1, 36 + 2 * self.hash_bytes, 1), DEPENDENCY: (12, 12, len(PLACES))}

    def unprotected_types(self):
        return {self.hash_tlv: (self.hash_bytes, self.hash_bytes, 1), PUBKEY: (self.key_bytes, self.key_bytes, 1),
                self.signature_tlv: (*self.signature_bytes, 1), KEYHASH: (0, ANY_BYTES, 1), ENC_KW: (0, ANY_BYTES, 1)}


SCHEMES = {s.name: s for s in (Scheme("RSA-3072", "sha256", 0x10, 398, 0x23, (384, 384)),
                               Scheme("EC-P256", "sha256", 0x10, 91, 0x22, (8, 72)),
                               Scheme("EC-P384", "sha384", 0x11, 120, 0x22, (8, 104)))}
RSA_3072 = SCHEMES["RSA-3072"]

# The last three are None without an OTP; kek_of(bits) is None too where images may not be encrypted
Rules = namedtuple("Rules", "scheme load_address limit_bytes may_be_encrypted counter key_hash kek_of")
Candidate = namedtuple("Candidate", "header key_bytes counter depends_on boot_record total_bytes")
Unprotected = namedtuple("Unprotected", "hash key signature wrapped_key")


class CheckError(Exception):
    """One line for the user."""


class Refused(Exception):
    """A rule is broken; code as the machine prints it."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def require(condition, code):
    if not condition:
        raise Refused(code)


# One MCUboot image -------------------------------------------------------------------------------------------------
def version_key(version):
    """The build number is no part of the order of versions."""
    return tuple(version)[:3]


def parse_header(data, rules):
    """(header, bytes of the image key)"""
    header = Header(*HEADER.unpack_from(data))
    require(header.magic == MAGIC, "IM01")
    require(header.flags & ~ENCRYPTION_FLAGS == FLAG_RAM_LOAD and header.pad == 0, "IM02")
    require(header.header_bytes >= HEADER.size and header.header_bytes % 4 == 0, "IM02")
    key_bytes = KEY_BYTES_OF_FLAG.get(header.flags & ENCRYPTION_FLAGS)
    require(key_bytes is not None, "IM23")
    require(key_bytes == 0 or rules.may_be_encrypted, "IM24")
    require(header.load_address == rules.load_address, "IM04")
    require(header.payload_bytes >= PAYLOAD_LEAST_BYTES, "IM03")
    require(header.header_bytes + header.payload_bytes + header.protected_bytes + 4 <= rules.limit_bytes, "IM03")
    return header, key_bytes


def split_area(area, magic, types):
    """[(type, value)] of a TLV area in their order, every entry one that may stand there."""
    require(len(area) >= 4 and struct.unpack_from("<HH", area) == (magic, len(area)), "IM05")
    entries, offset, count = [], 4, dict.fromkeys(types, 0)
    while offset < len(area):
        require(len(area) - offset >= 4, "IM06")
        type_, size = struct.unpack_from("<HH", area, offset)
        value = area[offset + 4:offset + 4 + size]
        require(len(value) == size, "IM06")
        require(type_ in types, "IM07")
        least, most, times = types[type_]
        require(least <= size <= most, "IM06")
        require(count[type_] < times, "IM08")
        count[type_] += 1
        entries.append((type_, value))
        offset += 4 + size
    return entries


def parse_dependencies(values):
    """image ID -> least version"""
    needs = {}
    for value in values:
        image_id, *version = struct.unpack("<B3xBBHI", value)
        require(value[1:4] == bytes(3), "IM06")
        require(image_id < len(PLACES), "IM14")
        require(image_id not in needs, "IM08")
        needs[image_id] = version
    return needs


def read_candidate(slot, rules):
    """What a choice needs of a stored image: header, protected area, total size."""
    header, key_bytes = parse_header(slot, rules)
    offset = header.header_bytes + header.payload_bytes
    require(header.protected_bytes != 0, "IM09")
    require(header.protected_bytes <= PROTECTED_LIMIT_BYTES, "IM05")
    entries = split_area(slot[offset:offset + header.protected_bytes], INFO_PROTECTED, rules.scheme.protected_types())
    found = dict(entries)
    require(SEC_CNT in found, "IM09")
    depends_on = parse_dependencies([value for type_, value in entries if type_ == DEPENDENCY])
    counter, = struct.unpack("<I", found[SEC_CNT])
    require(counter <= COUNTER_MAX and counter >= (rules.counter or 0), "IM13")
    offset += header.protected_bytes
    magic, area_bytes = struct.unpack_from("<HH", slot, offset)
    require(magic == INFO_UNPROTECTED and 4 <= area_bytes <= UNPROTECTED_LIMIT_BYTES, "IM05")
    require(area_bytes <= rules.limit_bytes - offset, "IM03")
    return Candidate(header, key_bytes, counter, depends_on, found.get(BOOT_RECORD), offset + area_bytes)


def rsa_pss_is_valid(key, digest, signature):
    """RSA-3072, exponent 65537, PSS with SHA-256 and 32 bytes of salt. key: PKCS#1 RSAPublicKey."""
    try:
        public = serialization.load_der_public_key(key)
        if not isinstance(public, rsa.RSAPublicKey) or public.key_size != 3072 or public.public_numbers().e != 65537:
            return False
        if key != public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1):
            return False
        public.verify(signature, digest, padding.PSS(padding.MGF1(hashes.SHA256()), 32), utils.Prehashed(hashes.SHA256()))
        return True
    except (ValueError, UnsupportedAlgorithm, InvalidSignature):
        return False


def ecdsa_is_valid(curve, key, digest, signature):
    """key: the DER form of an uncompressed point of this curve; signature: DER in its one canonical form."""
    try:
        public = serialization.load_der_public_key(key)
        if not isinstance(public, ec.EllipticCurvePublicKey) or public.curve.name != curve.name:
            return False
        if key != public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo):
            return False
        if utils.encode_dss_signature(*utils.decode_dss_signature(signature)) != signature:
            return False
        hash_ = hashes.SHA256() if len(digest) == 32 else hashes.SHA384()
        public.verify(signature, digest, ec.ECDSA(utils.Prehashed(hash_)))
        return True
    except (ValueError, UnsupportedAlgorithm, InvalidSignature):
        return False


def signature_is_valid(scheme, key, digest, signature):
    if scheme.name in CURVES:
        return ecdsa_is_valid(CURVES[scheme.name], key, digest, signature)
    return rsa_pss_is_valid(key, digest, signature)


def check_boot_record(record, header, scheme, signer):
    """Byte for byte what imgtool writes, with any software type of at most 12 bytes. signer: the key's hash of the scheme."""
    type_bytes = record[2] ^ 0x60 if len(record) > 2 else 0
    version = f"{header.major}.{header.minor}.{header.revision}".encode("ascii")
    expected = b"\xa5\x01" + record[2:3 + type_bytes] + b"\x04" + bytes([0x60 | len(version)]) + version + \
        b"\x05\x58" + bytes([scheme.hash_bytes]) + signer + b"\x06\x66" + scheme.hash_name.upper().encode("ascii") + \
        b"\x02\x58" + bytes([scheme.hash_bytes]) + bytes(scheme.hash_bytes)
    require(type_bytes <= 12 and record == expected, "IM15")


def parse_unprotected(area, scheme):
    entries = split_area(area, INFO_UNPROTECTED, scheme.unprotected_types())
    found, order = dict(entries), [type_ for type_, _ in entries]
    require(KEYHASH not in found, "IM18")
    require(all(type_ in found for type_ in (scheme.hash_tlv, PUBKEY, scheme.signature_tlv)), "IM09")
    require(order.index(PUBKEY) < order.index(scheme.signature_tlv), "IM09")
    return Unprotected(found[scheme.hash_tlv], found[PUBKEY], found[scheme.signature_tlv], found.get(ENC_KW))


def check_encryption(key_bytes, wrapped_key):
    if key_bytes == 0:
        require(wrapped_key is None, "IM21")
        return
    require(wrapped_key is not None, "IM20")
    require(len(wrapped_key) == key_bytes + WRAPPING_BYTES, "IM22")


def decrypt(payload, wrapped_key, kek):
    try:
        key = keywrap.aes_key_unwrap(kek, wrapped_key)
    except keywrap.InvalidUnwrap:
        raise Refused("IM19") from None
    return Cipher(algorithms.AES(key), modes.CTR(bytes(16))).decryptor().update(payload)


def validate(slot, candidate, rules):
    """The checks on the loaded copy; the signer ID when it passes, None when nothing can be said without the OTP."""
    header, scheme = candidate.header, rules.scheme
    body = header.header_bytes + header.payload_bytes
    front = body + header.protected_bytes
    tlvs = parse_unprotected(slot[front:candidate.total_bytes], scheme)
    check_encryption(candidate.key_bytes, tlvs.wrapped_key)
    plain = slot[:front]
    if candidate.key_bytes:
        if rules.kek_of is None:
            return None
        payload = decrypt(slot[header.header_bytes:body], tlvs.wrapped_key, rules.kek_of(8 * candidate.key_bytes))
        plain = slot[:header.header_bytes] + payload + slot[body:front]
    digest = scheme.hash(plain)
    require(digest == tlvs.hash, "IM10")
    signer_id = hashlib.sha256(tlvs.key).digest()
    require(rules.key_hash in (None, signer_id), "IM11")
    require(signature_is_valid(scheme, tlvs.key, digest, tlvs.signature), "IM12")
    if candidate.boot_record is not None:
        check_boot_record(candidate.boot_record, header, scheme, scheme.hash(tlvs.key))
    return signer_id


def judge_image(slot, rules):
    """Facts of one stored image: what is known of it, early code (None: it is a candidate), late code (None: it is valid)."""
    facts = {"early": None, "late": None, "candidate": None}
    header = Header(*HEADER.unpack_from(slot))
    if header.magic == MAGIC:
        facts["version"] = f"{header.major}.{header.minor}.{header.revision}+{header.build}"
        facts["load_address"], facts["header_bytes"] = header.load_address, header.header_bytes
        facts["payload_bytes"] = header.payload_bytes
        facts["encrypted_bits"] = 8 * KEY_BYTES_OF_FLAG.get(header.flags & ENCRYPTION_FLAGS, 0)
    try:
        candidate = read_candidate(slot, rules)
        facts.update(candidate=candidate, counter=candidate.counter, total_bytes=candidate.total_bytes,
                     depends_on={i: "{}.{}.{}+{}".format(*v) for i, v in candidate.depends_on.items()})
    except Refused as refused:
        facts["early"] = refused.code
        return facts
    try:
        signer_id = validate(slot, candidate, rules)
        facts["signer"] = signer_id.hex() if signer_id else None
    except Refused as refused:
        facts["late"] = refused.code
    return facts


# BL2 ---------------------------------------------------------------------------------------------------------------
@functools.lru_cache(64)                    # LMS is slow in Python, and tests judge the same BL2 in many flash images
def judge_bl2(image, key, public_key, otp_counter):
    """Facts of one BL2 slot. key, public_key, otp_counter are None without an OTP; otp_counter "OT03" when corrupt."""
    version = struct.unpack_from("<BBHI", image, bl2_image.SIGNED_OFFSET)
    counter, = struct.unpack_from("<I", image, bl2_image.SIGNED_OFFSET + 8)
    leaf, = struct.unpack_from(">I", image, bl2_image.SIGNATURE_OFFSET)
    facts = {"version": "{}.{}.{}+{}".format(*version), "counter": counter, "leaf": leaf, "code": None,
             "total_bytes": bl2_image.IMAGE_BYTES}
    try:
        require(counter < BL2_COUNTER_BOUND, "BB01")
        if key is None:
            return facts
        cut = bl2_image.ENCRYPTED_OFFSET
        plain = bl2_image.crypt(key, counter, image[:16], image[cut:])
        require(struct.unpack_from("<I", plain)[0] == bl2_image.DECRYPT_MAGIC, "BB02")
        require(lms_key.verify(public_key, image[bl2_image.SIGNED_OFFSET:cut] + plain,
                               image[bl2_image.SIGNATURE_OFFSET:bl2_image.SIGNED_OFFSET]), "BB03")
        require(otp_counter != "OT03", "OT03")
        require(counter <= COUNTER_MAX, "OT04")
        require(counter >= otp_counter, "BB04")
        facts["signer"] = hashlib.sha256(public_key).hexdigest()
    except Refused as refused:
        facts["code"] = refused.code
    return facts


# The device --------------------------------------------------------------------------------------------------------
Stop = namedtuple("Stop", "stage code")     # the boot ends here


class Check:
    """What a device with this flash, OTP and signature scheme of BL2 does, up to the entry of the runtime.

    refusals   lines as the machine prints them, in its order, without "[WRN] "
    chosen     image ID -> slot; bl2_slot
    stop       Stop, or None when everything verifies
    slots      facts of all ten slots, as JSON has them
    """

    def __init__(self, flash, otp=None, scheme=RSA_3072):
        if len(flash) > FLASH_FILE_LIMIT_BYTES:
            raise CheckError(f"flash: {len(flash)} bytes, the limit is {FLASH_FILE_LIMIT_BYTES}")
        self.flash, self.otp, self.scheme = bytes(flash).ljust(FLASH_BYTES, b"\0"), otp, scheme
        self.refusals, self.chosen, self.bl2_slot, self.stop = [], {}, None, None
        self.slots = []
        self._judge_bl2_slots()
        self._judge_images()
        try:
            if otp is not None:
                self._bl1_1()
            self._bl1_2()
            self._bl2()
        except Refused as stopped:
            self.stop = Stop(self.stage, stopped.code)
            self.chosen = {}

    def _judge_bl2_slots(self):
        key = public_key = counter = None
        if self.otp is not None:
            key, public_key = (otp_dump.value(self.otp, name) for name in ("bl2_encryption_key", "bl1_rotpk_0"))
            counter = self._otp_counter("bl1_nv_counter")
        self.bl2 = [judge_bl2(self.flash[start:start + bl2_image.IMAGE_BYTES], key, public_key, counter)
                    for start in BL2_SLOTS]

    def _judge_images(self):
        self.images = []
        for image_id, place in enumerate(PLACES):
            rules = Rules(self.scheme, place.load_address, min(place.window_bytes, SLOT_BYTES), place.kek is not None,
                          None, None, None)
            if self.otp is not None:
                counter = self._otp_counter(f"bl2_nv_counter_{image_id}")
                key_hash = otp_dump.value(self.otp, "rotpk" if image_id == 0 else f"bl2_rotpk_{image_id}")
                rules = rules._replace(counter=None if counter == "OT03" else counter, key_hash=key_hash,
                                       kek_of=functools.partial(self._kek, place.kek))
            self.images.append([judge_image(self.flash[start:start + SLOT_BYTES], rules) for start in place.slots])

    def _otp_counter(self, name):
        value, problem = otp_dump.counter(self.otp, name)
        return "OT03" if problem else value

    def _kek(self, image, bits):
        return image_kek.derive(otp_dump.value(self.otp, "bl2_encryption_key"), image, bits)

    def _bl1_1(self):
        """Life cycle, tamper check, BL1_2; a part that is not in SE yet would first be provisioned from its ROM."""
        self.stage = "BL1_1"
        state = otp_dump.lifecycle(self.otp)
        require(state in ("CM", "DM", "SE", "RMA"), "LC06")
        require(not otp_dump.key_errors(self.otp), "LC09")
        require(otp_dump.tp_mode(self.otp) != "invalid", "LC06")
        require(state == "SE", "LC06" if state == "RMA" else None)
        require(not otp_dump.zero_count_errors(self.otp), "OT02")
        bl1_2 = otp_dump.value(self.otp, "bl1_2_image")
        require(hashlib.sha256(bl1_2).digest() == otp_dump.value(self.otp, "bl1_2_image_hash"), "BA01")

    def _bl1_2(self):
        self.stage = "BL1_2"
        for slot, facts in enumerate(self.bl2):
            if facts["code"] is None:
                self.bl2_slot = slot
                require(len(facts["version"]) <= 13, "SD03")    # no room for it in the measurement
                return
            self.refusals.append(f"BL1_2 BL2 slot {slot} refused: {facts['code']}")
        raise Refused("BB05")

    def _bl2(self):
        self.stage = "BL2"
        self.available = {}
        for image_id, slots in enumerate(self.images):
            if self.otp is not None:
                require(self._otp_counter(f"bl2_nv_counter_{image_id}") != "OT03", "OT03")
            for slot, facts in enumerate(slots):
                self.available[image_id, slot] = True
                if facts["early"]:
                    self._refuse(image_id, slot, facts["early"])
        loaded = {}
        while loaded != self.chosen or not loaded:
            self._choose()
            for image_id in reversed(range(len(PLACES))):
                slot = self.chosen[image_id]
                if loaded.get(image_id) == slot:
                    continue
                loaded.pop(image_id, None)
                if self.images[image_id][slot]["late"]:
                    self._refuse(image_id, slot, self.images[image_id][slot]["late"])
                    break
                loaded[image_id] = slot

    def _refuse(self, image_id, slot, code):
        self.available[image_id, slot] = False
        self.refusals.append(f"BL2 image {image_id} slot {slot} refused: {code}")

    def _version(self, image_id, slot):
        header = self.images[image_id][slot]["candidate"].header
        return header.major, header.minor, header.revision

    def _choose(self):
        """The highest versions whose dependencies the whole choice meets; slots whose are not are refused on the way."""
        while True:
            self.chosen = {}
            for image_id in range(len(PLACES)):
                slots = [slot for slot in (0, 1) if self.available[image_id, slot]]
                require(slots, "IM17")
                self.chosen[image_id] = max(slots, key=lambda slot: (self._version(image_id, slot), -slot))
            unmet = self._first_unmet()
            if unmet is None:
                return
            self._refuse(*unmet, "IM14")

    def _first_unmet(self):
        for image_id, slot in self.chosen.items():
            for other, least in sorted(self.images[image_id][slot]["candidate"].depends_on.items()):
                if self._version(other, self.chosen[other]) < version_key(least):
                    return image_id, slot
        return None

    # What is shown

    def _printed(self, prefix):
        return next((line.split(": ")[1] for line in self.refusals if line.startswith(prefix)), None)

    def rows(self):
        """One dict per slot: what it is and its verdict."""
        for slot, facts in enumerate(self.bl2):
            yield {"image": "BL2", "slot": slot, **{k: v for k, v in facts.items() if k != "code"},
                   "verdict": facts["code"] or "OK", "chosen": self.bl2_slot == slot}
        for image_id, place in enumerate(PLACES):
            for slot, facts in enumerate(self.images[image_id]):
                code = self._printed(f"BL2 image {image_id} slot {slot} refused") or facts["early"] or facts["late"]
                yield {"image": place.name, "image_id": image_id, "slot": slot, "verdict": code or "OK",
                       "chosen": self.chosen.get(image_id) == slot,
                       **{k: v for k, v in facts.items() if k not in ("early", "late", "candidate")}}

    def conclusion(self, reasons):
        if self.stop is None:
            return "would boot" if self.otp is not None else "nothing found that would stop the boot"
        if self.stop.code is None:
            return f"would not boot as it is: the part is in state {otp_dump.lifecycle(self.otp)}, BL1_1 provisions it first"
        return f"would not boot: {self.stop.stage} fails with {self.stop.code}, {reasons[self.stop.code].reason}"


WITHOUT_OTP = ("cannot say without the OTP: decryption and signature of BL2, hash and signature of an encrypted image,",
               "whether a key is the device's, rollback")


def lines(check, reasons):
    for row in check.rows():
        facts = [f"{row['image']:<8}slot {row['slot']}"]
        if "version" in row and row["verdict"] not in ("IM01", "BB01"):
            facts.append(f"version {row['version']}")
            facts += [f"counter {row['counter']}"] if "counter" in row else []
            facts += [f"at {row['load_address']:#010x}"] if "load_address" in row else []
            facts += [f"{row['total_bytes']} bytes"] if "total_bytes" in row else []
            facts += [f"needs image {i} {v}" for i, v in row.get("depends_on", {}).items()]
            facts += [f"encrypted with {row['encrypted_bits']} bits"] if row.get("encrypted_bits") else []
            facts += [f"signer {row['signer'][:16]}..."] if row.get("signer") else []
        yield ", ".join(facts)
        verdict = "OK" if row["verdict"] == "OK" else f"{row['verdict']} {reasons[row['verdict']].reason}"
        yield f"    {verdict}{', chosen' if row['chosen'] else ''}"
    if check.otp is None:
        yield from WITHOUT_OTP
    yield check.conclusion(reasons)


def as_json(check, reasons):
    slots = [{**row, "reason": reasons[row["verdict"]].reason if row["verdict"] != "OK" else None} for row in check.rows()]
    return {"slots": slots, "refusals": check.refusals, "stop": check.stop._asdict() if check.stop else None,
            "boots": check.stop is None, "complete": check.otp is not None, "conclusion": check.conclusion(reasons)}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--otp", type=Path, help="OTP file of the device: its keys, key hashes and counters")
    parser.add_argument("--signature", choices=SCHEMES, default=RSA_3072.name,
                        help="scheme that the device's BL2 was built for (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="the same as JSON")
    parser.add_argument("flash", type=Path, help=f"flash image, at most {FLASH_FILE_LIMIT_BYTES} bytes; a short one is padded")
    options = parser.parse_args(argv)
    try:
        reasons = status_codes.load()
        otp = otp_dump.read(options.otp) if options.otp else None
        check = Check(options.flash.read_bytes(), otp, SCHEMES[options.signature])
    except (CheckError, otp_dump.OtpError, status_codes.StatusError) as error:
        print(f"flash_check: {error}", file=sys.stderr)
        return EXIT_UNREADABLE
    except OSError as error:
        print(f"flash_check: {error.filename}: {error.strerror}", file=sys.stderr)
        return EXIT_UNREADABLE
    print(json.dumps(as_json(check, reasons), indent=2) if options.json else "\n".join(lines(check, reasons)))
    return EXIT_BOOTS if check.stop is None else EXIT_REFUSED


if __name__ == "__main__":
    sys.exit(main())
