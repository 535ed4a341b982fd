# SPDX-License-Identifier: BSD-3-Clause
"""At least 1,000 structured mutations of signed images through the shipped BL1_2 and BL2: none accepted, none hangs.

    RSS_BUILD=build python -m pytest tests/scenarios/test_mutations.py

A boot has one mutated image in the primary slot of each image and of BL2, and good ones in the secondary slots. Those have
version 0.0.0, the least: whatever a mutation makes of the version, the mutated slot is looked at first. Each has to be
refused with a code of its kind, which is the code that tools/flash_check.py says, and every secondary slot has to boot.
"""
import re
from collections import Counter

import pytest

import images
import mutations
import quick as quick_boots
from images import AP, NS, S, SCP

LEAST_COUNT = 1000
GOOD_BL2, MUTATED_BL2 = (1, 0, 0, 7), (9, 9, 9, 0)


def signed_as(quick, image, version):
    """As the build's image, at a version of its own in header and boot record."""
    data = images.read_slot(quick.flash, image, 0)
    h, new = data.header, ".".join(str(n) for n in version).encode()
    old = f"{h.major}.{h.minor}.{h.revision}".encode()
    data.protected = [(t, v.replace(old, new) if t == images.TLV_BOOT_RECORD else v) for t, v in data.protected]
    data.set_header(major=version[0], minor=version[1], revision=version[2])
    return data.encode(image.key)


class Set:
    """What is mutated, the good slots, and all mutations: image ID or None for BL2 -> list."""

    def __init__(self, quick):
        self.bases = {i.id: mutations.Base(i, signed_as(quick, i, (5, 6, 7))) for i in (S, NS, AP, SCP)}
        self.bl2 = quick.bl2.make(MUTATED_BL2)
        self.bl2_key = quick.bl2.key
        self.good = {(i.id, 1): signed_as(quick, i, (0, 0, 0)) for i in (S, NS, AP, SCP)}
        self.good[None, 1] = quick.bl2.make(GOOD_BL2)
        self.lists = {i: mutations.of_image(base, self.bases.values(), self.bl2_key) for i, base in self.bases.items()}
        self.lists[None] = mutations.of_bl2(self.bl2, quick.bl2, quick_boots.lms_sign(b"another message"))

    def rows(self):
        """{image: mutation}, one of each as long as there are some; the image without is good."""
        for i in range(max(len(found) for found in self.lists.values())):
            yield {key: found[i] for key, found in self.lists.items() if i < len(found)}

    def contents(self, row):
        primary = {(i, 0): base.data for i, base in self.bases.items()} | {(None, 0): self.bl2}
        return {**self.good, **primary, **{(key, 0): mutation.data for key, mutation in row.items()}}


@pytest.fixture(scope="module")
def mutated(quick):
    return Set(quick)


def expected_slots(row):
    return {image_id: int(image_id in row) for image_id in range(4)}


def complaints(row, boot, codes):
    if boot.stop is not None or boot.verified != expected_slots(row):
        yield f"ends with {boot.stop}, verified {boot.verified}"
    if boot.bl2_version != "{}.{}.{}+{}".format(*(GOOD_BL2 if None in row else MUTATED_BL2)):
        yield f"BL2 {boot.bl2_version} was entered"
    if len(boot.refusals) != len(row):
        yield f"{len(row)} mutations, refused {boot.refusals}"
    for key, mutation in row.items():
        prefix = re.escape("BL1_2 BL2 slot 0" if key is None else f"BL2 image {key} slot 0")
        found = [m[1] for line in boot.refusals if (m := re.fullmatch(prefix + r" refused: (\S+)", line))]
        if len(found) != 1 or found[0] not in mutations.CODES[mutation.kind]:
            yield f"image {key}, {mutation.kind} {mutation.name}: refused {found}"
        codes.update(found)


def test_unmutated_are_accepted(quick, mutated):
    """The control: the same images as they are, plain and encrypted with both key lengths."""
    cases = [("control", mutated.contents({}))]
    for key_bytes in (16, 32):
        encrypted = {(i, 0): mutations.encrypt(mutated.bases[i], mutated.bl2_key, key_bytes) for i in mutations.NAMES}
        cases.append((f"control-{8 * key_bytes}", mutated.contents({}) | encrypted))
    quick.run_all(cases, lambda name, boot: complaints({}, boot, Counter()))


def test_every_mutation_is_refused(quick, mutated):
    rows = {f"mutations-{i}": row for i, row in enumerate(mutated.rows())}
    total = sum(len(row) for row in rows.values())
    assert total >= LEAST_COUNT
    codes = Counter()
    seconds = quick.run_all([(name, mutated.contents(row)) for name, row in rows.items()],
                            lambda name, boot: complaints(rows[name], boot, codes))
    counted = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
    quick_boots.COUNTS.append(f"mutations: {total} in {len(rows)} boots, 0 accepted, 0 hang, {seconds:.0f} s")
    quick_boots.COUNTS.append(f"mutations by code: {counted}")
