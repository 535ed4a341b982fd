# SPDX-License-Identifier: BSD-3-Clause
"""The generated table of slots and versions: every pair of slot states of every image, BL2 included.

    RSS_BUILD=build python -m pytest tests/scenarios/test_slots.py
    make slot-table                                     the whole table

make test boots every pair that has a valid slot, and of the others one pair for each two kinds (absent, bad-header, ...) in
this order; their ages rotate so that every state stands in both slots and all nine pairs of ages occur.

A slot is absent, or one of {older, equal, newer} x {valid, and each way of being bad}. For every pair (primary, secondary)
the expected result is computed here from design.md 4 and boot.md 4.1 and 7: which slots are refused with which code, in
which order, and which slot is chosen. Pairs that boot are put four images and BL2 to a boot, as images are independent of
each other; a pair that does not boot has a boot of its own.
"""
import hashlib
import itertools
import os
import random
import struct
from collections import namedtuple

import pytest

import images
import quick as quick_boots
from images import AP, NS, S, SCP, STRANGER, TLV_BOOT_RECORD, TLV_DEPENDENCY, TLV_PUBKEY, TLV_RSA3072, TLV_SEC_CNT
from quick import ERASED, IMAGES

NAMES = {S.id: "s", NS.id: "ns", AP.id: "ap", SCP.id: "scp", None: "bl2"}
WHOLE_TABLE = os.environ.get("RSS_SLOT_TABLE") == "whole"
AGES = {"older": 1, "equal": 2, "newer": 3}     # major versions

# When a bad slot is refused: as its header and TLVs are read, when it is chosen but its dependencies are not met, or
# when it was chosen and loaded. A valid slot has no code.
READ, CHOICE, LOAD = "read", "choice", "load"
State = namedtuple("State", "name version code when")


# MCUboot images ----------------------------------------------------------------------------------------------------
def set_version(image, major):
    """Of header and boot record, which imgtool makes equal."""
    h = image.header
    old = f"{h.major}.{h.minor}.{h.revision}".encode()
    new = f"{major}.0.0".encode()
    assert len(old) == len(new), "the boot record keeps its length"
    image.protected = [(t, v.replace(old, new) if t == TLV_BOOT_RECORD else v) for t, v in image.protected]
    image.set_header(major=major, minor=0, revision=0)


def signed(image, change=lambda data: None, key=None, **encode):
    """bad(good, age): sign a changed copy."""
    def make(good, age):
        data = images.Image(good)
        change(data)
        return data.encode(key or image.key, **encode)
    return make


def header(**fields):
    return lambda data: data.set_header(**fields)


def cut(part, byte=0):
    """End the stored image at a byte of one of its parts."""
    def make(good, age):
        return good[:images.Image(good).at[part] + byte]
    return make


def flip(part, byte):
    def make(good, age):
        data = bytearray(good)
        images.flip(data, images.Image(good).at[part] + byte)
        return bytes(data)
    return make


def needs(image_id, *version):
    value = struct.pack("<B3xBBHI", image_id, *version)
    return lambda data: data.protected.append((TLV_DEPENDENCY, value))


def without_old_dependencies(change):
    def apply(data):
        data.protected = [(t, v) for t, v in data.protected if t != TLV_DEPENDENCY]
        change(data)
    return apply


def counter(value):
    return lambda data: data.replace_tlv(TLV_SEC_CNT, struct.pack("<I", value))


def no_counter(data):
    data.protected = [(t, v) for t, v in data.protected if t != TLV_SEC_CNT]


def signature_of_other_image(image):
    def change(entries):
        private, _ = images.load_key(image.key)
        other = images.sign_pss(private, hashlib.sha256(b"another image").digest())
        return [(t, other if t == TLV_RSA3072 else v) for t, v in entries]
    return change


def bad_images(image):
    """kind -> age -> (maker, code, when). Each age breaks the rule in another way."""
    others = [i for i in IMAGES if i is not image]
    keep = {"keep_sizes": True}
    depend = lambda *what: signed(image, without_old_dependencies(needs(*what)))
    at = lambda address: signed(image, header(load_address=address))
    window = {S.id: 0x80000, NS.id: 0x80000, AP.id: 0x20000, SCP.id: 0x10000}[image.id]
    return {
        "bad-header": {"older": (signed(image, header(magic=0x96F3B83C)), "IM01", READ),
                       "equal": (signed(image, header(flags=0x30)), "IM02", READ),
                       "newer": (signed(image, header(header_bytes=30), **keep), "IM02", READ)},
        "bad-hash": {"older": (flip("payload", 0), "IM10", LOAD), "equal": (flip("header", 0x20), "IM10", LOAD),
                     "newer": (flip(images.TLV_SHA256, 31), "IM10", LOAD)},
        "bad-signature": {"older": (flip(TLV_RSA3072, 0), "IM12", LOAD),
                          "equal": (signed(image, key=STRANGER), "IM11", LOAD),
                          "newer": (signed(image, unprotected=signature_of_other_image(image)), "IM12", LOAD)},
        "bad-counter": {"older": (signed(image, counter(0)), "IM13", READ),
                        "equal": (signed(image, counter(129)), "IM13", READ),
                        "newer": (signed(image, no_counter), "IM09", READ)},
        "bad-dependency": {"older": (depend(others[0].id, 255, 0, 0, 0), "IM14", CHOICE),
                           "equal": (depend(image.id, AGES["newer"], 0, 1, 0), "IM14", CHOICE),
                           "newer": (depend(9, 0, 0, 0, 0), "IM14", READ)},
        "truncated": {"older": (cut("payload", 8), "IM05", READ), "equal": (cut(TLV_SEC_CNT, 4), "IM06", READ),
                      "newer": (cut(TLV_RSA3072, 300), "IM12", LOAD)},
        "load-out-of-range": {"older": (at(0), "IM04", READ), "equal": (at(image.load_address + window), "IM04", READ),
                              "newer": (at(image.load_address + 4), "IM04", READ)},
        "load-overlaps-other": {"older": (at(others[0].load_address), "IM04", READ),
                                "equal": (at(others[1].load_address - 0x1000), "IM04", READ),
                                "newer": (at(others[2].load_address + 0x1000), "IM04", READ)},
    }


def image_states(flash, image):
    """State -> contents of a slot."""
    states = {State("absent", None, "IM01", READ): ERASED}
    for age, major in AGES.items():
        data = images.read_slot(flash, image, 0)
        set_version(data, major)
        good = data.encode(image.key)
        version = (major, 0, 0)
        states[State(f"{age}-valid", version, None, None)] = good
        for kind, ways in bad_images(image).items():
            make, code, when = ways[age]
            states[State(f"{age}-{kind}", version, code, when)] = make(good, age)
    return states


def expect_image(image_id, pair):
    """(refusals, chosen slot or None): bad headers first, then the highest version, primary when equal, until one holds."""
    refusals = [f"BL2 image {image_id} slot {slot} refused: {s.code}" for slot, s in enumerate(pair) if s.when == READ]
    left = [slot for slot, s in enumerate(pair) if s.when != READ]
    for slot in sorted(left, key=lambda slot: pair[slot].version, reverse=True):
        if pair[slot].code is None:
            return refusals, slot
        refusals.append(f"BL2 image {image_id} slot {slot} refused: {pair[slot].code}")
    return refusals, None


# BL2 ---------------------------------------------------------------------------------------------------------------
def bl2_states(maker):
    """Of its format: no load address, no dependency, and no hash beside the signature."""
    def patched(offset, value):
        return lambda good, make: good[:offset] + value + good[offset + len(value):]

    def flipped(offset):
        return lambda good, make: patched(offset, bytes([good[offset] ^ 1]))(good, make)

    def made(**values):
        return lambda good, make: make(**values)

    def ends(size_bytes):
        return lambda good, make: good[:size_bytes]

    ways = {
        "bad-header": {"older": (patched(images.BL2_COUNTER, struct.pack("<I", 1024)), "BB01"),
                       "equal": (flipped(images.BL2_IV), "BB02"), "newer": (made(magic=0), "BB02")},
        "bad-code": {"older": (flipped(images.BL2_CODE), "BB03"), "equal": (flipped(images.BL2_CODE + 0x10000), "BB03"),
                     "newer": (flipped(images.BL2_SLOT_BYTES - 1), "BB03")},
        "bad-signature": {"older": (flipped(images.BL2_SIGNATURE + 3), "BB03"),
                          "equal": (flipped(images.BL2_SIGNATURE + 700), "BB03"),
                          "newer": (flipped(images.BL2_SIGNATURE + 1451), "BB03")},
        "bad-counter": {"older": (made(counter=0), "BB04"), "equal": (made(counter=129), "OT04"),
                        "newer": (patched(images.BL2_COUNTER, struct.pack("<I", 2)), "BB02")},
        "truncated": {"older": (ends(0x100), "BB01"), "equal": (ends(0x10000), "BB03"), "newer": (ends(0x1FFFF), "BB03")},
    }
    states = {State("absent", None, "BB01", READ): ERASED}
    for age, major in AGES.items():
        version = (major, 0, 0, 0)
        make = lambda version=version, **values: maker.make(version=version, **values)
        good = make()
        states[State(f"{age}-valid", version, None, None)] = good
        for kind, by_age in ways.items():
            change, code = by_age[age]
            states[State(f"{age}-{kind}", version, code, LOAD)] = change(good, make)
    return states


def expect_bl2(pair):
    """Primary, then secondary; versions are not compared."""
    refusals = []
    for slot, state in enumerate(pair):
        if state.code is None:
            return refusals, slot
        refusals.append(f"BL1_2 BL2 slot {slot} refused: {state.code}")
    return refusals, None


# The table -----------------------------------------------------------------------------------------------------------
class Table:
    """image ID or None for BL2 -> states; pairs that boot and pairs that do not."""

    def __init__(self, quick):
        self.states = {image.id: image_states(quick.flash, image) for image in IMAGES}
        self.states[None] = bl2_states(quick.bl2)
        self.good = {key: next(s for s in states if s.name == "equal-valid") for key, states in self.states.items()}
        self.booting, self.failing = {}, {}
        for key, states in self.states.items():
            pairs = list(itertools.product(states, repeat=2))
            self.booting[key] = [pair for pair in pairs if self.expect(key, pair)[1] is not None]
            self.failing[key] = [pair for pair in pairs if self.expect(key, pair)[1] is None]

    def sample(self, key):
        """One failing pair for each two kinds. Slot 0 has age i + j, slot 1 age i + 2j (mod 3) for kinds i and j."""
        by_kind = {}
        for state in self.states[key]:
            if state.code:
                by_kind.setdefault(state.name.split("-", 1)[-1], []).append(state)
        rows = list(enumerate(by_kind.values()))
        return [(first[(i + j) % len(first)], second[(i + 2 * j) % len(second)])
                for (i, first), (j, second) in itertools.product(rows, repeat=2)]

    def expect(self, key, pair):
        return expect_bl2(pair) if key is None else expect_image(key, pair)

    def contents(self, pairs):
        """Slots for {key: pair}; images that are not named are good in both."""
        pairs = {key: pairs.get(key, (good, good)) for key, good in self.good.items()}
        return {(key, slot): self.states[key][pair[slot]] for key, pair in pairs.items() for slot in (0, 1)}

    def complaints(self, pairs, boot):
        """What of a boot is not as expected."""
        stopped, want = None, {}
        for key, pair in pairs.items():
            refusals, chosen = self.expect(key, pair)
            prefix = "BL1_2 BL2" if key is None else f"BL2 image {key}"
            got = [line for line in boot.refusals if line.startswith(prefix)]
            if got != refusals:
                yield f"{NAMES[key]}: refusals {got}, expected {refusals}"
            if chosen is None:
                stopped = ("BL1_2", "BB05") if key is None else ("BL2", "IM17")
            elif key is None and boot.bl2_version != "{}.{}.{}+{}".format(*pair[chosen].version):
                yield f"BL2 {boot.bl2_version} was entered, expected slot {chosen}"
            elif key is not None:
                want[key] = chosen
        if boot.stop != stopped:
            yield f"ends with {boot.stop}, expected {stopped}"
        if boot.stop is None and any(boot.verified.get(key) != slot for key, slot in want.items()):
            yield f"verified {boot.verified}, expected {want}"
        if len(boot.refusals) != sum(len(self.expect(key, pair)[0]) for key, pair in pairs.items()):
            yield f"refusals {boot.refusals}: of slots that are good"


@pytest.fixture(scope="session")
def table(quick):
    return Table(quick)


def run_pairs(quick, table, rows):
    """Boot {key: pair} rows."""
    named = {"_".join(f"{NAMES[k]}_{p[0].name}_{p[1].name}" for k, p in list(row.items())[:1]) + f"_{i}": row
             for i, row in enumerate(rows)}
    return quick.run_all([(name, table.contents(row)) for name, row in named.items()],
                         lambda name, boot: table.complaints(named[name], boot))


def count(table, what, pairs, boots, seconds):
    quick_boots.COUNTS.append(f"slot table, {what}: {pairs} pairs in {boots} boots, {seconds:.0f} s")


def test_every_pair_that_boots(quick, table):
    shuffled = {key: random.Random(f"{key}").sample(pairs, len(pairs)) for key, pairs in table.booting.items()}
    boots = max(len(pairs) for pairs in shuffled.values())
    rows = [{key: pairs[i % len(pairs)] for key, pairs in shuffled.items()} for i in range(boots)]
    seconds = run_pairs(quick, table, rows)
    count(table, "boots", sum(len(pairs) for pairs in table.booting.values()), boots, seconds)


@pytest.mark.parametrize("key", [None, 0, 1, 2, 3], ids=lambda key: NAMES[key])
def test_pairs_that_must_not_boot(quick, table, key):
    """All of them in make slot-table, else one for each pair of kinds."""
    pairs = table.failing[key] if WHOLE_TABLE else table.sample(key)
    seconds = run_pairs(quick, table, [{key: pair} for pair in pairs])
    count(table, f"{NAMES[key]} must not boot", f"{len(pairs)} of {len(table.failing[key])}", len(pairs), seconds)


def test_table_is_whole(table):
    """What issue and design name is in it, in every age and in both slots."""
    kinds = {"valid", "bad-header", "bad-hash", "bad-signature", "bad-counter", "bad-dependency", "truncated",
             "load-out-of-range", "load-overlaps-other"}
    for image in IMAGES:
        names = {state.name for state in table.states[image.id]}
        assert names == {"absent"} | {f"{age}-{kind}" for age in AGES for kind in kinds}
        assert len(table.booting[image.id]) + len(table.failing[image.id]) == 28 * 28
    assert len(table.booting[None]) + len(table.failing[None]) == 19 * 19
    for key, states in table.states.items():
        bad = {state for state in states if state.code}
        assert all({pair[slot] for pair in table.sample(key)} == bad for slot in (0, 1))
