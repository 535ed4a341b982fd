# SPDX-License-Identifier: BSD-3-Clause
"""What bad input gets: a table of boots, each with the exact refusal code, and nothing later may run.

    RSS_BUILD=build python -m pytest tests/scenarios -k ap-body
"""
import struct

import pytest

import images
from images import AP, AT, NS, PSA, S, SCP, STRANGER, TLV_BOOT_RECORD, TLV_DEPENDENCY, TLV_PUBKEY, TLV_RSA3072, \
    TLV_SEC_CNT, TLV_SHA256
from scenario import Boots, Fails, Scenario

NAMES = {"s": S, "ns": NS, "ap": AP, "scp": SCP}
ZEROS, ONES = b"\x00", b"\xff"


def refused(image, slot, code):
    return f"BL2 image {image.id} slot {slot} refused: {code}"


def bl2_refused(slot, code):
    return f"BL1_2 BL2 slot {slot} refused: {code}"


def both(change):
    """The same change in primary and secondary slot."""
    def apply(data):
        change(data, 0)
        change(data, 1)
    return apply


def in_slot(change, slot):
    return lambda data: change(data, slot)


# One bit of each of the four images --------------------------------------------------------------------------------
# name, part of the image, byte in it, bit, code, and whether the header alone gives it away (then no image is loaded)
FLIPS = [
    ("header-magic", "header", 0, 0, "IM01", True),
    ("header-flags", "header", 16, 0, "IM02", True),
    ("header-load-address", "header", 6, 0, "IM04", True),
    ("header-version", "header", 20, 7, "IM10", False),             # major version: this slot is chosen first
    ("body", "payload", 100, 3, "IM10", False),
    ("protected-tlv-value", TLV_SEC_CNT, 0, 1, "IM10", False),      # counter 3 instead of 1: not a rollback
    ("protected-tlv-type", TLV_SEC_CNT, -4, 0, "IM07", True),
    ("hash-tlv", TLV_SHA256, 31, 7, "IM10", False),
    ("key", TLV_PUBKEY, 200, 0, "IM11", False),
    ("signature", TLV_RSA3072, 383, 0, "IM12", False),
]
IN_BOTH = {"header-magic", "body", "protected-tlv-value", "key", "signature"}


def bit_flips():
    for image_name, image in NAMES.items():
        for name, part, byte, bit, code, early in FLIPS:
            def change(flash, slot, image=image, part=part, byte=byte, bit=bit):
                images.flip_part(flash, image, slot, part, byte, bit)
            yield Scenario(f"{image_name}-{name}", Boots(refused(image, 0, code)), flash=in_slot(change, 0))
            if name in IN_BOTH:
                yield Scenario(f"{image_name}-{name}-both",
                               Fails("BL2", "IM17", refused(image, 0, code), refused(image, 1, code),
                                     scp=not early and image is not SCP), flash=both(change))


# Images that carry a good signature and break another rule -----------------------------------------------------------
def resigned(image, change, **encode):
    return lambda flash, slot: images.resign(flash, image, slot, change, **encode)


def nothing(_):
    pass


def set_counter(value):
    return lambda i: i.replace_tlv(TLV_SEC_CNT, struct.pack("<I", value))


def add_protected(type_, value):
    return lambda i: i.protected.append((type_, value))


def depends_on(image_id, *version):
    return add_protected(TLV_DEPENDENCY, struct.pack("<B3xBBHI", image_id, *version))


def drop_counter(image):
    image.protected = [(t, v) for t, v in image.protected if t != TLV_SEC_CNT]


def grow(size_bytes):
    def apply(image):
        image.payload = image.payload.ljust(size_bytes, b"\0")
    return apply


def boot_record_of_other_version(image):
    record = next(v for t, v in image.protected if t == TLV_BOOT_RECORD)
    image.replace_tlv(TLV_BOOT_RECORD, record.replace(b"0.0.1", b"0.0.2"))


def without(type_):
    return lambda entries: [(t, v) for t, v in entries if t != type_]


def twice(type_):
    return lambda entries: entries + [e for e in entries if e[0] == type_]


def with_own_key_of(image):
    """The device's key in the key TLV, under a signature of another key."""
    der = images.load_key(image.key)[1]
    return lambda entries: [(t, der if t == TLV_PUBKEY else v) for t, v in entries]


def signed_with_other_rules():
    """name, image, change of slot 0, code; slot 1 is good and boots."""
    header = lambda **fields: (lambda i: i.set_header(**fields))
    sizes = {"keep_sizes": True}
    yield "ap-wrong-key", AP, resigned(AP, nothing, key=STRANGER), "IM11"
    yield "scp-wrong-key", SCP, resigned(SCP, nothing, key=STRANGER), "IM11"
    yield "s-wrong-key", S, resigned(S, nothing, key=STRANGER), "IM11"
    yield "ns-wrong-key", NS, resigned(NS, nothing, key=STRANGER), "IM11"
    yield "ns-key-of-s", NS, resigned(NS, nothing, key=images.KEY_S), "IM11"
    yield "ap-wrong-key-named-right", AP, resigned(AP, nothing, key=STRANGER, unprotected=with_own_key_of(AP)), "IM12"
    yield "ap-no-ram-load", AP, resigned(AP, header(flags=0)), "IM02"
    yield "ap-encrypted-flag", AP, resigned(AP, header(flags=0x24)), "IM24"
    yield "ap-pad-word", AP, resigned(AP, header(pad=1)), "IM02"
    yield "ap-header-size-0", AP, resigned(AP, header(header_bytes=0), **sizes), "IM02"
    yield "ap-payload-size-wraps", AP, resigned(AP, header(payload_bytes=0xFFFFF000), **sizes), "IM03"
    yield "ap-above-window", AP, resigned(AP, grow(0x20000)), "IM03"
    yield "scp-above-window", SCP, resigned(SCP, grow(0xFF00)), "IM03"
    yield "ap-at-scp-address", AP, resigned(AP, header(load_address=SCP.load_address)), "IM04"
    yield "s-at-ns-address", S, resigned(S, header(load_address=NS.load_address)), "IM04"
    yield "ap-protected-size-0", AP, resigned(AP, header(protected_bytes=0), **sizes), "IM09"
    yield "ap-protected-size-off", AP, resigned(AP, header(protected_bytes=8), **sizes), "IM05"
    yield "ap-no-counter", AP, resigned(AP, drop_counter), "IM09"
    yield "ap-counter-2-bytes", AP, resigned(AP, lambda i: i.replace_tlv(TLV_SEC_CNT, b"\1\0")), "IM06"
    yield "ap-counter-twice", AP, resigned(AP, add_protected(TLV_SEC_CNT, struct.pack("<I", 1))), "IM08"
    yield "ap-counter-0", AP, resigned(AP, set_counter(0)), "IM13"
    yield "ap-counter-129", AP, resigned(AP, set_counter(129)), "IM13"
    yield "ap-custom-tlv", AP, resigned(AP, add_protected(0x00A0, b"x")), "IM07"
    yield "ap-depends-on-newer-s", AP, resigned(AP, depends_on(0, 255, 0, 0, 0)), "IM14"
    yield "ap-depends-on-image-9", AP, resigned(AP, depends_on(9, 0, 0, 0, 0)), "IM14"
    yield "ap-boot-record-version", AP, resigned(AP, boot_record_of_other_version), "IM15"
    yield "ap-no-hash", AP, resigned(AP, nothing, unprotected=without(TLV_SHA256)), "IM09"
    yield "ap-no-key", AP, resigned(AP, nothing, unprotected=without(TLV_PUBKEY)), "IM09"
    yield "ap-no-signature", AP, resigned(AP, nothing, unprotected=without(TLV_RSA3072)), "IM09"
    yield "ap-two-signatures", AP, resigned(AP, nothing, unprotected=twice(TLV_RSA3072)), "IM08"


def signed_images():
    for name, image, change, code in signed_with_other_rules():
        yield Scenario(name, Boots(refused(image, 0, code)), flash=in_slot(change, 0))
    for name, image in NAMES.items():
        yield Scenario(f"{name}-wrong-key-both",
                       Fails("BL2", "IM17", refused(image, 0, "IM11"), refused(image, 1, "IM11"), scp=image is not SCP),
                       flash=both(resigned(image, nothing, key=STRANGER)))
    newer = lambda i: i.set_header(major=200)
    yield Scenario("ap-newer-but-broken", Boots(refused(AP, 1, "IM11")),
                   flash=in_slot(resigned(AP, newer, key=STRANGER), 1))


# BL2 -----------------------------------------------------------------------------------------------------------------
# name, offset in the image, bytes written there (None: flip a bit), code
BL2_CHANGES = [
    ("iv", images.BL2_IV, None, "BB02"),
    ("signature", images.BL2_SIGNATURE + 600, None, "BB03"),
    ("signature-leaf", images.BL2_SIGNATURE + 3, None, "BB03"),
    ("signature-leaf-1024", images.BL2_SIGNATURE, struct.pack(">I", 1024), "BB03"),
    ("version", images.BL2_VERSION, None, "BB03"),
    ("counter-other", images.BL2_COUNTER, struct.pack("<I", 2), "BB02"),     # another key: the magic does not come out
    ("counter-1024", images.BL2_COUNTER, struct.pack("<I", 1024), "BB01"),
    ("magic", images.BL2_ENCRYPTED, None, "BB02"),
    ("first-code-byte", images.BL2_CODE, None, "BB03"),
    ("last-byte", images.BL2_SLOT_BYTES - 1, None, "BB03"),
]


def bl2_images():
    for name, offset, value, code in BL2_CHANGES:
        def change(flash, slot, offset=offset, value=value):
            at = images.BL2_SLOTS[slot] + offset
            if value is None:
                images.flip(flash, at)
            else:
                images.fill(flash, at, value)
        yield Scenario(f"bl2-{name}", Boots(bl2_refused(0, code)), flash=in_slot(change, 0))
        if name in ("signature", "counter-1024", "magic", "last-byte"):
            yield Scenario(f"bl2-{name}-both", Fails("BL1_2", "BB05", bl2_refused(0, code), bl2_refused(1, code)),
                           flash=both(change))


# Flash as a whole ----------------------------------------------------------------------------------------------------
def cut(size_bytes):
    def apply(flash):
        del flash[size_bytes:]
    return apply


def all_refused(slots, code):
    return [refused(image, slot, code) for image in NAMES.values() for slot in slots]


def whole_flash():
    bl2_both = [bl2_refused(0, "BB02"), bl2_refused(1, "BB02")]
    yield Scenario("flash-empty-file", Fails("BL1_2", "BB05", *bl2_both), flash=b"")
    yield Scenario("flash-zeros", Fails("BL1_2", "BB05", *bl2_both), flash=bytes(images.FLASH_BYTES))
    yield Scenario("flash-erased", Fails("BL1_2", "BB05", bl2_refused(0, "BB01"), bl2_refused(1, "BB01")),
                   flash=b"\xff" * images.FLASH_BYTES)
    yield Scenario("flash-ends-in-bl2", Fails("BL1_2", "BB05", bl2_refused(0, "BB03"), bl2_refused(1, "BB02")),
                   flash=cut(0x10000))
    yield Scenario("flash-ends-behind-bl2", Fails("BL2", "IM17", *all_refused((0, 1), "IM01")), flash=cut(0x40000))
    yield Scenario("flash-ends-in-secondary-ap", Boots(refused(AP, 1, "IM05"), refused(SCP, 1, "IM01")),
                   flash=cut(AP.slots[1] + 0x1004))
    yield Scenario("flash-ends-in-primary-scp",
                   Fails("BL2", "IM17", refused(SCP, 0, "IM05"), refused(AP, 1, "IM01"), refused(SCP, 1, "IM01")),
                   flash=cut(SCP.slots[0] + 0x1004))


# Provisioning bundle -------------------------------------------------------------------------------------------------
def bundle(which, field, value, redo_digest=True):
    return lambda rom: images.bundle_set(rom, which, field, value, redo_digest)


def bundle_flip(which, field):
    def apply(rom):
        value = bytearray(images.bundle_get(rom, which, field))
        value[-1] ^= 1
        images.bundle_set(rom, which, field, bytes(value), redo_digest=False)
    return apply


AT_BLANK = {"bl2_encryption_key": "PR04", "guk": "PR05", "huk": "PR06", "bl2_rotpk_0": "PR08", "bl2_rotpk_1": "PR08",
            "bl2_rotpk_2": "PR08", "bl2_rotpk_3": "PR08", "bl2_image_hash": "PR09"}
PSA_BLANK = {"host_rotpk_s": "PR10", "host_rotpk_ns": "PR10", "host_rotpk_cca": "PR10", "boot_seed": "PR11",
             "implementation_id": "PR12", "cert_ref": "PR13", "verification_service_url": "PR14",
             "profile_definition": "PR15", "cca_system_properties": "PR16"}


def bundles():
    def case(name, code, rom):
        return Scenario(f"provisioning-{name}", Fails("BL1_1", code), rom=rom, virgin=True)

    yield case("missing", "PR01", cut(images.ROM_BUNDLE))
    yield case("erased", "PR01", lambda rom: images.fill(rom, images.ROM_BUNDLE, b"\xff" * (len(rom) - images.ROM_BUNDLE)))
    for which, blank, fields in (("at", AT_BLANK, AT), ("psa", PSA_BLANK, PSA)):
        yield case(f"{which}-magic", "PR01", bundle(which, "magic", bytes(4)))
        for field in fields:
            if field != "magic":
                yield case(f"{which}-{field}-flipped", "PR02", bundle_flip(which, field))
        for field, code in blank.items():
            size = fields[field][1]
            yield case(f"{which}-{field}-zero", code, bundle(which, field, ZEROS * size))
            if code != "PR16":
                yield case(f"{which}-{field}-ones", code, bundle(which, field, ONES * size))
    yield case("at-bl1_2_image-other", "PR03", bundle("at", "bl1_2_image", b"\x5a" * 0x2000))
    yield case("at-bl1_2_hash-other", "PR03", bundle("at", "bl1_2_image_hash", b"\x5a" * 32))
    yield case("at-bl1_rotpk-lms-type", "PR07", bundle("at", "bl1_rotpk_0", struct.pack(">II", 5, 4) + bytes(48)))
    yield case("at-bl1_rotpk-ots-type", "PR07", bundle("at", "bl1_rotpk_0", struct.pack(">II", 6, 3) + bytes(48)))
    yield case("psa-cert_ref-gap", "PR13", bundle("psa", "cert_ref", b"0604\x00565272829".ljust(32, b"\0")))
    yield case("psa-url-not-text", "PR14", bundle("psa", "verification_service_url", b"www\x1f".ljust(32, b"\0")))


# OTP -----------------------------------------------------------------------------------------------------------------
def otp(function, *arguments):
    return lambda data: function(data, *arguments)


def otp_contents():
    bl2_no_slot = lambda code: Fails("BL1_2", "BB05", bl2_refused(0, code), bl2_refused(1, code))
    swap, flip, put, count = images.otp_swap, images.otp_flip, images.otp_put, images.otp_set_counter
    yield Scenario("otp-bl1_2-hash-wrong", Fails("BL1_1", "BA01"), otp=otp(swap, "bl1_2_image_hash"))
    yield Scenario("otp-bl1_2-first-bit", Fails("BL1_1", "BA01"), otp=otp(flip, "bl1_2_image", 0))
    yield Scenario("otp-bl1_2-last-bit", Fails("BL1_1", "BA01"), otp=otp(flip, "bl1_2_image", 0x1FFF))
    yield Scenario("otp-bl1_2-hash-zero-count", Fails("BL1_1", "OT02"), otp=otp(flip, "bl1_2_image_hash"))
    yield Scenario("otp-rotpk-zero-count", Fails("BL1_1", "OT02"), otp=otp(flip, "bl2_rotpk_2"))
    yield Scenario("otp-implementation-id-zero-count", Fails("BL1_1", "OT02"), otp=otp(flip, "implementation_id"))
    yield Scenario("otp-huk-zero-count", Fails("BL1_1", "LC09"), otp=otp(flip, "huk"))
    yield Scenario("otp-bl2-key-other", bl2_no_slot("BB02"), otp=otp(swap, "bl2_encryption_key"))
    yield Scenario("otp-bl1-rotpk-other", bl2_no_slot("BB03"), otp=otp(swap_tail, "bl1_rotpk_0"))
    yield Scenario("otp-bl1-counter-raised", bl2_no_slot("BB04"), otp=otp(count, "bl1_nv_counter", 2))
    yield Scenario("otp-bl1-counter-corrupt", bl2_no_slot("OT03"), otp=otp(put, "bl1_nv_counter", 1, 0x3333CAFF))
    for index, image in enumerate(NAMES.values()):
        rotpk = f"bl2_rotpk_{index}"
        yield Scenario(f"otp-{rotpk}-other",
                       Fails("BL2", "IM17", refused(image, 0, "IM11"), refused(image, 1, "IM11"), scp=image is not SCP),
                       otp=otp(swap, rotpk))
        yield Scenario(f"otp-counter-{index}-raised",
                       Fails("BL2", "IM17", refused(image, 0, "IM13"), refused(image, 1, "IM13")),
                       otp=otp(count, f"bl2_nv_counter_{index}", 2))
        yield Scenario(f"otp-counter-{index}-corrupt", Fails("BL2", "OT03"),
                       otp=otp(put, f"bl2_nv_counter_{index}", 0, 1))


def swap_tail(data, field):
    """As otp_swap, in the last 32 bytes: the tree's root, not the type codes."""
    offset, size = images.OTP[field]
    start = offset + size - 32
    other = next(i for i in range(start + 1, offset + size) if data[i] != data[start])
    data[start], data[other] = data[other], data[start]


# A host that does not play its part ----------------------------------------------------------------------------------
def host_images():
    """An SCP image with a good signature that never reports to the RSS: the wait is bounded and the AP stays off."""
    def never_reports(image):
        image.payload = struct.pack("<III", 0x10008000, 0x9, 0xE7FEE7FE)        # stack, reset handler, b .
    yield Scenario("scp-silent", Fails("BL2", "HO01"), flash=both(resigned(SCP, never_reports)))


SCENARIOS = [*bit_flips(), *signed_images(), *bl2_images(), *whole_flash(), *bundles(), *otp_contents(),
             *host_images()]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)
def test_refusal(scenario, outcomes, runner):
    scenario.expect.check(outcomes[scenario.name].result())
    runner.forget(scenario)


def test_names_are_unique():
    assert len({s.name for s in SCENARIOS}) == len(SCENARIOS)


@pytest.mark.parametrize("size_bytes", [0, 16383, 16385, 32768])
def test_otp_file_of_wrong_size(runner, size_bytes):
    """The machine refuses such a file in one line and leaves it alone."""
    scenario = Scenario(f"otp-size-{size_bytes}", None, otp=bytes(size_bytes))
    outcome = runner.run(scenario)
    assert outcome.exit_code not in (0, None) and not outcome.lines
    message = outcome.qemu_messages.strip()
    assert len(message.splitlines()) == 1 and "16384" in message, message
    assert (runner.folder / scenario.name / "otp.bin").stat().st_size == size_bytes
    runner.forget(scenario)
