# SPDX-License-Identifier: BSD-3-Clause
"""Many boots in little time: flash images put together from ten slots, each boot followed only to its decision, and every
one compared with what tools/flash_check.py says of the same files.

BL2 images are signed with the public test key of boot.md 12.2, which the OTP of these boots has in place of the build's: a
leaf of it may sign any number of messages, one of the build's key may not.
"""
import re
import struct
import tempfile
import time
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bl2_image
import flash_check
import images
import lms_key
import run
from images import AP, NS, S, SCP

AT_A_TIME = 2
RUN_LIMIT_MS = 60000
IMAGES = (S, NS, AP, SCP)
VECTORS = images.TOP / "tests/vectors/lms"
LEAF, KEY_ID, SEED, RANDOMIZER = 5, bytes(range(16)), bytes(range(32)), bytes(range(0x40, 0x60))
OTP_BL1_ROTPK, OTP_BL1_ROTPK_ZERO_COUNT = images.OTP["bl1_rotpk_0"], 0x130
ERASED = b""                                # contents of an absent slot, before padding
# Every slot by its offset: (image ID or None for BL2, slot, size)
LAYOUT = sorted([(images.BL2_SLOTS[slot], None, slot, images.BL2_SLOT_BYTES) for slot in (0, 1)] +
                [(image.slots[slot], image.id, slot, images.SLOT_BYTES) for image in IMAGES for slot in (0, 1)])

COUNTS = []                                 # lines for the end of the run (conftest.py)

# refusals: in their order, without "[WRN] "; verified: image ID -> slot; stop: (stage, code) or None
Boot = namedtuple("Boot", "refusals bl2_version verified stop lines")


def use_test_key(otp):
    """The OTP with the public key of the LMS test key."""
    otp = bytearray(otp)
    public = (VECTORS / "public_key.bin").read_bytes()
    images.fill(otp, OTP_BL1_ROTPK[0], public)
    images.fill(otp, OTP_BL1_ROTPK_ZERO_COUNT, struct.pack("<I", sum(8 - byte.bit_count() for byte in public)))
    return bytes(otp)


def lms_sign(message):
    """By the test key; the way up its tree is that of the vector of the same leaf."""
    path = (VECTORS / f"q{LEAF}.sig").read_bytes()[1132:]
    nodes = {((lms_key.LEAVES + LEAF) >> level) ^ 1: path[32 * level:32 * level + 32] for level in range(lms_key.HEIGHT)}
    return lms_key.sign(KEY_ID, SEED, LEAF, nodes, message, RANDOMIZER)


class Bl2Maker:
    """Signs variants of the BL2 in a flash image for the device of an OTP."""

    def __init__(self, flash, otp):
        self.key = bytes(otp[0xA70:0xA90])
        image = flash[:images.BL2_SLOT_BYTES]
        counter, = struct.unpack_from("<I", image, images.BL2_COUNTER)
        cut = images.BL2_ENCRYPTED
        plain = bl2_image.crypt(self.key, counter, image[:16], image[cut:])
        self.code = plain[images.BL2_CODE - cut:]

    def make(self, version=(1, 9, 0, 0), counter=1, magic=0xDEADBEEF):
        head = struct.pack("<BBHIII", *version, counter, magic)
        signed = head.ljust(images.BL2_CODE - images.BL2_VERSION, b"\0") + self.code
        iv = bytes(range(12)) + bytes(4)
        plain = images.BL2_ENCRYPTED - images.BL2_VERSION
        return iv + lms_sign(signed) + signed[:plain] + bl2_image.crypt(self.key, counter, iv, signed[plain:])


def put_together(contents):
    """Flash of {(image ID or None, slot): bytes}; what is missing or short is erased flash."""
    return b"".join(contents.get((image_id, slot), ERASED).ljust(size, b"\xff") for _, image_id, slot, size in LAYOUT)


def follow(machine):
    """Lines up to the boot's first decision: the runtime is entered, or a stage has failed."""
    lines = []
    while (line := machine.next_line()) is not None:
        if line.console == "rss":
            lines.append(line.text)
            if re.match(r"\[INF\] BL2 entering the runtime|\[ERR\] \S+ failed: ", line.text):
                return lines
    return lines + [f"no decision: {machine.end_reason()}"]


def understand(lines):
    text = "\n".join(lines)
    stop = re.search(r"^\[ERR\] (\S+) failed: (\S+)", text, re.M)
    if not stop and "BL2 entering the runtime" not in lines[-1]:
        stop = [None, "hangs", lines[-1]]
    version = re.search(r"^\[INF\] BL1_2 entering BL2 (\S+)", text, re.M)
    verified = {int(i): int(slot) for i, slot in re.findall(r"^\[INF\] BL2 image (\d) slot (\d) verified", text, re.M)}
    return Boot([m for m in re.findall(r"^\[WRN\] (.* refused: \S+)", text, re.M)], version and version[1],
                {} if stop else verified, stop and (stop[1], stop[2]), lines)


class Quick:
    """Boots flash images on the provisioned device."""

    def __init__(self, runner):
        self.build, self.rom = runner.build, runner.build / "rom.bin"
        self.otp = use_test_key(runner.base["otp"])
        self.flash = runner.base["flash"]
        self.bl2 = Bl2Maker(self.flash, self.otp)
        self.kept = runner.folder / "quick"

    def boot(self, flash):
        with tempfile.TemporaryDirectory(prefix="rss-quick-") as name:
            folder = Path(name)
            (folder / "flash.bin").write_bytes(flash)
            (folder / "otp.bin").write_bytes(self.otp)
            with run.Machine(self.build / "vp/qemu-system-aarch64", self.rom, folder / "flash.bin", folder / "otp.bin",
                             deterministic=True, run_limit_ms=RUN_LIMIT_MS) as machine:
                return understand(follow(machine))

    def judge(self, flash, boot):
        """Complaints when flash_check.py says anything else than the machine."""
        check = flash_check.Check(flash, self.otp)
        said = (check.refusals, check.chosen, check.stop and tuple(check.stop))
        did = (boot.refusals, boot.verified, boot.stop)
        return [] if said == did else [f"machine {did}, flash_check.py {said}"]

    def run_all(self, cases, expect):
        """Boot every case, (name, contents), two at a time; expect(name, boot) gives complaints. Fails on any."""
        started = time.monotonic()

        def one(case):
            name, contents = case
            flash = put_together(contents)
            boot = self.boot(flash)
            return name, flash, [*expect(name, boot), *self.judge(flash, boot)]

        bad = []
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            for name, flash, complaints in pool.map(one, cases):
                if complaints:
                    bad.append(f"{self.keep(name, flash)}: {'; '.join(complaints)}")
        assert not bad, "\n".join([f"{len(bad)} of {len(cases)} boots", *bad[:20]])
        return time.monotonic() - started

    def keep(self, name, flash):
        """Leave the files of a case that went wrong; the command that repeats it."""
        self.kept.mkdir(parents=True, exist_ok=True)
        flash_path, otp_path = (self.kept / f"{name}-{what}.bin" for what in ("flash", "otp"))
        flash_path.write_bytes(flash)
        otp_path.write_bytes(self.otp)
        return f"{name} (tools/run.py --build {self.build} --once --deterministic --flash {flash_path} --otp {otp_path})"
