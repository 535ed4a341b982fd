# SPDX-License-Identifier: BSD-3-Clause
"""The shared data that the runtime finds, read from RAM at its first instruction of C, against what the files say."""
import hashlib
import struct
from collections import namedtuple

import images
from scenario import Scenario
from test_gdb import gdb

AREA, AREA_BYTES = 0x31500000, 0x400
MAGIC, SHA256 = 0x2016, 0x02000009
METADATA = struct.Struct("<I64sI10s14s")
STAGES_TO_RUNTIME = 4               # BL1_1, BL1_2, BL2, runtime: each has a stage_main

Measured = namedtuple("Measured", "type value signer sw_type version")


def entries(area):
    magic, total = struct.unpack_from("<HH", area)
    assert magic == MAGIC and total <= AREA_BYTES
    found, at = {}, 4
    while at < total:
        type_, size = struct.unpack_from("<HH", area, at)
        assert type_ not in found, "an entry twice"
        found[type_] = area[at + 4:at + 4 + size]
        at += 4 + size
    assert at == total and not any(area[total:]), "bytes that belong to no entry"
    return found


def measured(found, slot):
    """One measurement, its texts and unused bytes checked for their padding."""
    type_, signer, signer_bytes, sw_type, version = METADATA.unpack(found.pop(0x3000 | slot << 6 | 0x0A))
    assert not any(signer[signer_bytes:])
    texts = [text.rstrip(b"\0") for text in (sw_type, version)]
    assert all(b"\0" not in text for text in texts)
    return Measured(type_, found.pop(0x3000 | slot << 6 | 0x08), signer[:signer_bytes], *(t.decode() for t in texts))


def expected(rom, flash):
    """What must be there: boot.md 4.7 and 5.6, from ROM bundle and flash image."""
    get = lambda field: images.bundle_get(rom, "at", field)
    yield Measured(SHA256, hashlib.sha256(get("bl1_2_image")).digest(), b"", "BL1_2", "0.1.0+0")
    major, minor, revision, build = struct.unpack_from("<BBHI", flash, images.BL2_VERSION)
    yield Measured(SHA256, get("bl2_image_hash"), hashlib.sha256(get("bl1_rotpk_0")).digest(), "BL2",
                   f"{major}.{minor}.{revision}+{build}")
    for image in (images.S, images.NS, images.AP, images.SCP):
        read = images.read_slot(flash, image, 0)
        start = image.slots[0]
        digest = hashlib.sha256(flash[start:start + read.at["unprotected"]]).digest()
        signer = hashlib.sha256(images.load_key(image.key)[1]).digest()
        assert signer == get(f"bl2_rotpk_{image.id}")
        h = read.header
        yield Measured(SHA256, digest, signer, f"RT_{image.id}", f"{h.major}.{h.minor}.{h.revision}+{h.build}")


def test_runtime_finds_six_measurements(runner, build):
    def other_version(flash):       # no field of a version is zero
        for slot in (0, 1):
            images.resign(flash, images.AP, slot, lambda i: (i.set_header(major=3, minor=5, revision=7, build=11), setattr(
                i, "protected", [(t, v) for t, v in i.protected if t != images.TLV_BOOT_RECORD])))
    scenario = Scenario("measurements", None, flash=other_version)
    folder = runner.prepare(scenario)
    dump = folder / "shared.bin"
    gdb(build, folder, "hbreak stage_main", *["continue"] * STAGES_TO_RUNTIME,
        f"dump binary memory {dump} {AREA:#x} {AREA + AREA_BYTES:#x}")
    found = entries(dump.read_bytes())
    want = list(expected(runner.base["rom"], (folder / "flash.bin").read_bytes()))
    assert [measured(found, slot) for slot in range(len(want))] == want
    assert found == {0x0001: struct.pack("<I", 1)}, "BL2's security counter is the only other entry"
    runner.forget(scenario)
