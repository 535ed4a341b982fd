#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Cut power at every OTP write and between them, boot on, and look for bricks and rollbacks.

    tests/campaigns/power_cut.py --build build                  all of it; one line of figures at the end
    tests/campaigns/power_cut.py --build build --sample         under two minutes
    tests/campaigns/power_cut.py --build build --shard 1/4      a quarter; the last shard to end merges the four
    tests/campaigns/power_cut.py --build build --write          and write docs/security/power-cut-campaign.md

Runs: provisioning of a virgin device up to its first boot; an update that raises five security counters; provisioning of a
production chip, whose bundles the debug port leaves in RAM while the device stands at reset (again at each power-on); and
the end of a test chip's and of a production chip's life by an RMA request that comes the same way. A cut is made before, inside (bits by mask) and after each OTP write, and at instructions in between; then the device is powered on
again. What a cut leaves is kept by its contents: power-on clears everything but the OTP, so two cuts that leave the same
OTP are the same case from there on, exactly. A case of provisioning is followed to its last write and compared with the
OTP of a run without a cut; the boot from there to the AP's PASS line is again one case.

brick: the device does not get to where a run without a cut gets (the AP's PASS line; after RMA, LC12 with all secrets
destroyed), or ends with other OTP contents than such a run. rollback: a counter is lower than before; the old flash boots
although a counter of the new one has its value; or a device boots, without the request being sent again, although its
first RMA flag is whole. Before that it has to boot, and none of its secrets may be gone. The campaign first shows itself that it sees both: parts and firmware that are bricks, and a rollback.
"""
import argparse
import hashlib
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, namedtuple
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tools"), str(TOP / "tests/scenarios")]

import bl2_image  # noqa: E402
import gdb_remote  # noqa: E402
import images  # noqa: E402
import lms_key  # noqa: E402
import product  # noqa: E402
import provision  # noqa: E402
import provisioning_values  # noqa: E402
import rma_request  # noqa: E402
import run  # noqa: E402

DOCUMENT = TOP / "docs/security/power-cut-campaign.md"
VALUES = TOP / "platforms/tc/provisioning/development.yaml"
CUT_EXIT_CODE = 75
RUN_LIMIT_MS = 5000             # virtual: three failed boots take less than one second, a whole provisioning some milliseconds
SAFETY_SECONDS = 300
ONES = 0xFFFFFFFF
AT_A_TIME = 2

# OTP (hardware.md 8.1, boot.md 3.2)
TP_MODE, CM_CONFIG_1, CM_CONFIG_2, DM_CONFIG, CM_RMA_FLAG, DM_RMA_FLAG = 0x0E0, 0x0E4, 0x0E8, 0x0EC, 0x0F0, 0x0F4
CM_KEYS, DM_KEYS = range(0x00, 0x80), range(0x80, 0xC0)    # HUK, GUK, KP_CM, KCE_CM; KP_DM, KCE_DM
BL1_2_IMAGE = images.OTP["bl1_2_image"][0]
COUNTERS = {"BL2": 0xAD0, "S": 0x270, "NS": 0x470, "AP": 0x670, "SCP": 0x870}
COUNTER_WORDS = 128
TRANSITIONS = {CM_CONFIG_1: "CM to DM", CM_CONFIG_2: "CM to DM", DM_CONFIG: "DM to SE", CM_RMA_FLAG: "SE to RMA",
               DM_RMA_FLAG: "SE to RMA"}
DECOMMISSIONED = "RSS boot failed with LC12 and stays in recovery"
NEW_COUNTERS = {"BL2": 3, "S": 2, "NS": 3, "AP": 2, "SCP": 2}       # the flash as built has 1 everywhere

# How much of what is tried: every n-th.
FULL = {"writes": 1, "bits": 1, "instants": 40, "doubles": 3, "special_doubles": 1, "boots": 16}
SAMPLE = {"writes": 37, "bits": 9, "instants": 4, "doubles": 6, "special_doubles": 6, "boots": 16}

Write = namedtuple("Write", "number ns offset gained word phase")
Case = namedtuple("Case", "run phase kind write mask ns double")
Result = namedtuple("Result", "phase kind outcome brick rollback detail seconds")


class CampaignError(Exception):
    """The campaign itself cannot be trusted or run. One line."""


class Memo:
    """Computes each key once, whoever asks first; the others wait."""

    def __init__(self):
        self.lock, self.entries = threading.Lock(), {}

    def get(self, key, compute):
        with self.lock:
            entry = self.entries.setdefault(key, [threading.Lock(), None])
        with entry[0]:
            if entry[1] is None:
                entry[1] = (compute(),)
            return entry[1][0]


def counter_values(otp):
    """The counters as this program reads them: leading whole magic words."""
    magic = struct.pack("<I", images.COUNTER_WORD)
    values = {}
    for name, offset in COUNTERS.items():
        words = [otp[i:i + 4] == magic for i in range(offset, offset + 4 * COUNTER_WORDS, 4)]
        values[name] = (words + [False]).index(False)
    return values


def differing_words(a, b):
    return sum(a[i:i + 4] != b[i:i + 4] for i in range(0, len(a), 4))


def writes_left(r, contents):
    """Writes up to the contents at which a case is followed no further. A production chip, which does not show its keys,
    writes once more what is already there of the keys of its state."""
    left = differing_words(contents, r.followed)
    if r.name == "production":
        keys = DM_KEYS if any(contents[CM_CONFIG_2:CM_CONFIG_2 + 4]) else CM_KEYS
        left += len(keys) // 4 - differing_words(contents[keys.start:keys.stop], r.followed[keys.start:keys.stop])
    return left


def read_log(path):
    """[(number, ns, offset, gained, word)] of a write log."""
    lines = [line.split() for line in path.read_text().splitlines()]
    return [(int(n), int(ns), int(offset, 16), int(gained, 16), int(word, 16)) for n, ns, offset, gained, word in lines]


class Bench:
    """Runs the machine on OTP contents; flash, ROM, and messages for the device's RAM by name."""

    def __init__(self, build, folder):
        self.qemu, self.folder = build / "vp/qemu-system-aarch64", folder
        self.numbers, self.lock = 0, threading.Lock()
        self.machines = 0
        self.messages = {}              # name -> [(address, bytes)]

    def new_otp(self, contents):
        with self.lock:
            self.numbers += 1
            path = self.folder / f"otp-{self.numbers}.bin"
        path.write_bytes(contents)
        return path

    def add(self, name, data):
        (self.folder / f"{name}.bin").write_bytes(data)

    def path(self, name):
        return self.folder / f"{name}.bin"

    def machine(self, otp, rom, flash, properties, stub=None):
        self.machines += 1
        arguments = [text for name, value in properties.items()
                     for text in ("-global", f"rss-lcm.{name.replace('_', '-')}={value}")]
        if stub:
            arguments += stub.arguments
        return run.Machine(self.qemu, self.path(rom), self.path(flash), otp, deterministic=True, run_limit_ms=RUN_LIMIT_MS,
                           arguments=arguments, pass_fds=stub.pass_fds if stub else ())

    def send(self, stub, name):
        """Load messages into a machine that stands at reset, and let it run: no instruction knows of it."""
        with gdb_remote.GdbRemote(stub.address) as gdb:
            for address, data in self.messages[name]:
                gdb.write(address, data)

    def cut(self, contents, rom, flash, messages=None, **properties):
        """(exit code, OTP) of a run that ends by itself: at a cut, or at the run limit."""
        path = self.new_otp(contents)
        with ExitStack() as stack:
            stub = stack.enter_context(gdb_remote.Stub()) if messages else None
            machine = self.machine(path, rom, flash, properties, stub)
            process = stack.enter_context(subprocess.Popen(
                [*run.END_WITH_PARENT, *machine.command(["null"] * 3)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, text=True, pass_fds=machine.pass_fds))
            stack.callback(process.kill)
            if messages:
                self.send(stub, messages)
            try:
                errors = process.communicate(timeout=SAFETY_SECONDS)[1]
            except subprocess.TimeoutExpired:
                raise CampaignError(f"a cut run did not end within {SAFETY_SECONDS} s: {properties}") from None
        if process.returncode not in (CUT_EXIT_CODE, run.RUN_LIMIT_EXIT_CODE):
            raise CampaignError(f"QEMU ended with code {process.returncode}: {(errors.splitlines() or [''])[-1]}")
        data = path.read_bytes()
        path.unlink()
        return process.returncode, data

    def boot(self, contents, rom, flash, messages=None, log=None):
        """(PASS, reason, OTP) of a boot to its verdict."""
        path = self.new_otp(contents)
        with ExitStack() as stack:
            stub = stack.enter_context(gdb_remote.Stub()) if messages else None
            machine = stack.enter_context(self.machine(path, rom, flash, {"write_log": log} if log else {}, stub))
            if messages:
                self.send(stub, messages)
            code, reason = run.run_to_verdict(machine)
        data = path.read_bytes()
        path.unlink()
        return code == 0, reason, data


class Run:
    """One undisturbed run whose writes are cut: where it starts, with which flash, and where it has to end.

    phase_of(rows, i)  name of the phase that a write belongs to
    messages           name of what is in RAM at each power-on, or None
    old_flash          the flash that came before, for the boots afterwards
    is_rma             the run ends a life: it has to end in recovery with LC12
    followed           contents up to which a case is followed by writes alone, or None to boot each
    """

    def __init__(self, name, start, flash, rom="rom", phase_of=None, old_flash=None, messages=None, is_rma=False):
        self.name, self.start, self.flash, self.rom, self.phase_of, self.old_flash = name, start, flash, rom, phase_of, old_flash
        self.messages, self.is_rma, self.followed = messages, is_rma, None

    def arrived(self, passed, reason):
        return reason == DECOMMISSIONED if self.is_rma else passed

    def record(self, bench):
        log = bench.folder / f"{self.name}.log"
        passed, reason, self.end = bench.boot(self.start, self.rom, self.flash, self.messages, log)
        if not self.arrived(passed, reason):
            raise CampaignError(f"{self.name}: the run without a cut does not get to its end: {reason}")
        rows = read_log(log)
        self.writes = [Write(*row, self.phase_of(rows, i)) for i, row in enumerate(rows)]
        self.contents = [bytes(self.start)]                     # after each number of writes
        for write in self.writes:
            otp = bytearray(self.contents[-1])
            struct.pack_into("<I", otp, write.offset, write.word)
            self.contents.append(bytes(otp))
        if self.contents[-1] != self.end:
            raise CampaignError(f"{self.name}: the write log is not what the OTP holds")
        commit = [w.number for w in self.writes if w.offset == DM_CONFIG]
        self.followed = self.contents[commit[0]] if commit else None


def provisioning_phase(rows, i):
    offset, offsets = rows[i][2], [row[2] for row in rows]
    if offset in TRANSITIONS:
        return TRANSITIONS[offset]
    if i > offsets.index(DM_CONFIG):
        return "first counters"
    return "provisioning, CM" if i < offsets.index(CM_CONFIG_2) else "provisioning, DM"


def update_phase(rows, i):
    return "counter update"


def rma_phase(rows, i):
    return TRANSITIONS.get(rows[i][2], "RMA, secrets")


def of_production(phase_of):
    return lambda rows, i: f"production: {phase_of(rows, i)}"


def is_decided(contents):
    """The first RMA flag is whole."""
    return contents[CM_RMA_FLAG:DM_RMA_FLAG] == struct.pack("<I", ONES)


def new_flash(build, flash):
    """The flash with higher security counters in all images, BL2's both slots included. Signing takes one LMS leaf a BL2."""
    flash = bytearray(flash)
    for image, name in ((images.S, "S"), (images.NS, "NS"), (images.AP, "AP"), (images.SCP, "SCP")):
        for slot in (0, 1):
            images.resign(flash, image, slot,
                          lambda i, name=name: i.replace_tlv(images.TLV_SEC_CNT, struct.pack("<I", NEW_COUNTERS[name])))
    for start in images.BL2_SLOTS:
        images.fill(flash, start, new_bl2(build))
    return bytes(flash)


def new_bl2(build):
    code, public = (build / "bl2.bin").read_bytes(), (build / "lms_bl2.pub").read_bytes()
    key = hashlib.sha256(code + public + VALUES.read_bytes()).hexdigest()[:16]
    kept = build / f"power-cut/bl2-counter-{NEW_COUNTERS['BL2']}-{key}.bin"
    if not kept.exists():
        values = provisioning_values.load(VALUES)
        image, _ = bl2_image.pack(code, bl2_image.parse_version("1.9.0+1"), NEW_COUNTERS["BL2"],
                                  values["bl2_encryption_key"], bytes(bl2_image.IV_RANDOM_BYTES),
                                  lambda message: lms_key.sign_next(build / "lms_bl2", message))
        kept.write_bytes(image)
    return kept.read_bytes()


PRODUCT_IMAGES = ("bl1_1_production", "bl1_2", "bl2", "flash")


def kept_product(build):
    """A manufacturer's keys, bundles and flash for this build's images, made once in the build folder."""
    key = hashlib.sha256(b"".join((build / f"{name}.bin").read_bytes() for name in PRODUCT_IMAGES)).hexdigest()[:16]
    folder = build / f"power-cut/product-{key}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=folder.parent) as name:
            made = Path(name) / "product"
            made.mkdir()
            product.Product(build, made).make()
            made.rename(folder)
    return product.Product(build, folder)


def request_for(values):
    return [(rma_request.RAM_ADDRESS, rma_request.make(values["guk"], values["boot_seed"]))]


class Campaign:
    def __init__(self, build, folder):
        self.bench = Bench(build, folder)
        self.boots, self.follows = Memo(), Memo()
        chip = kept_product(build)
        for name, path in (("rom", build / "rom.bin"), ("flash", build / "flash.bin"), ("production rom", chip.rom),
                           ("production flash", chip.flash)):
            self.bench.add(name, path.read_bytes())
        self.bench.add("new", new_flash(build, (build / "flash.bin").read_bytes()))
        self.bench.messages = {
            "bundles": [(provision.AT_ADDRESS, chip.at.read_bytes()), (provision.PSA_ADDRESS, chip.psa.read_bytes())],
            "request": request_for(provisioning_values.load(VALUES)),
            "production request": request_for(provisioning_values.load(chip.values)),
        }
        self.runs = {}
        virgin = bytes(run.OTP_BYTES)
        # Another transition is one more row: start contents, flash, phases.
        provisioning = self.record("provisioning", virgin, "flash", phase_of=provisioning_phase)
        self.record("update", provisioning.end, "new", phase_of=update_phase, old_flash="flash")
        production = self.record("production", virgin, "production flash", "production rom",
                                 of_production(provisioning_phase), messages="bundles")
        self.record("rma", provisioning.end, "flash", phase_of=rma_phase, messages="request", is_rma=True)
        self.record("production rma", production.end, "production flash", "production rom", of_production(rma_phase),
                    messages="production request", is_rma=True)

    def record(self, *arguments, **named):
        r = Run(*arguments, **named)
        r.record(self.bench)
        self.runs[r.name] = r
        return r

    # ---- verdicts on contents

    def boot(self, contents, rom, flash, messages=None):
        key = hashlib.sha256(contents).digest(), rom, flash, messages
        return self.boots.get(key, lambda: self.bench.boot(contents, rom, flash, messages))

    def follow(self, r, contents, whole_boot=False):
        """(outcome, brick, rollback, detail) of powering on with these contents."""
        before = counter_values(contents)
        if r.followed and not whole_boot and differing_words(contents, r.followed) and not any(before.values()):
            key = hashlib.sha256(contents).digest(), r.name
            code, reached = self.follows.get(key, lambda: self.bench.cut(
                contents, r.rom, r.flash, r.messages, cut_write=writes_left(r, contents), cut_mask=ONES))
            if code == CUT_EXIT_CODE and reached == r.followed:
                contents = reached                              # and the boot from here is one case for all
        passed, reason, end = self.boot(contents, r.rom, r.flash, r.messages)
        after = counter_values(end)
        if any(after[name] < before[name] for name in before):
            return "counter lower", False, True, f"{before} became {after}"
        if not r.arrived(passed, reason):
            return "brick", True, False, reason
        if end != r.end:
            return "brick", True, False, "OTP contents are not those of a run without a cut"
        return "completed", False, False, ""

    def follow_alone(self, r, contents):
        """Power on without the RMA request: in SE as before up to the decision, destroyed after it."""
        passed, reason, end = self.boot(contents, r.rom, r.flash)
        if not is_decided(contents):
            if passed and end == contents:
                return "still in SE", False, False, ""
            return "brick", True, False, "OTP contents changed" if passed else f"not decided, but {reason}"
        if r.arrived(passed, reason) and end == r.end:
            return "goes on to RMA", False, False, ""
        return ("SE again" if passed else "brick"), not passed, passed, reason

    def follow_old(self, r, contents):
        """The same with the flash that came before: it has to boot while no counter has a new value, and never after."""
        before = counter_values(contents)
        raised = [name for name, value in before.items() if value > counter_values(r.start)[name]]
        passed, reason, end = self.boot(contents, r.rom, r.old_flash)
        if any(value < before[name] for name, value in counter_values(end).items()):
            return "counter lower", False, True, f"old flash: {before} became {counter_values(end)}"
        if passed and raised:
            return "old flash boots", False, True, f"counters of {', '.join(raised)} are above the old flash's"
        if not passed and not raised:
            return "brick", True, False, f"old flash: {reason}"
        return ("old flash boots" if passed else "old flash refused"), False, False, ""

    # ---- cases

    def cases(self, rules):
        chosen, number = [], 0
        for r in self.runs.values():
            for write in r.writes:
                number += 1
                special = write.offset in TRANSITIONS or write.offset == TP_MODE or write.phase in ("first counters", "counter update")
                if special or write.number % rules["writes"] == 0:
                    chosen += self.cases_of(r, write, special, rules)
            chosen += instants(r, rules)
        return chosen

    def cases_of(self, r, write, special, rules):
        rng = random.Random(f"{r.name}/{write.number}")
        masks = torn_masks(write, rng, rules["bits"] if write.offset in TRANSITIONS or write.offset == TP_MODE else 0)
        if write.offset >= BL1_2_IMAGE:                         # 2048 words of one write call: one mask a word in turn
            masks = [masks[write.number % len(masks)]] if masks else []
        kinds = [("before", 0), *[("torn", mask) for mask in masks], ("after", ONES)]
        cases = [Case(r.name, write.phase, kind, write.number, mask, None, None) for kind, mask in kinds]
        for i, case in enumerate(list(cases)):
            if (write.number + i) % rules["special_doubles" if special else "doubles"] == 0:
                second = rng.choice(("first", "any"))
                cases.append(case._replace(kind="double", double=(second, rng.getrandbits(32))))
        return cases

    def first_cut(self, case):
        r = self.runs[case.run]
        if case.ns is not None:
            code, contents = self.bench.cut(r.start, r.rom, r.flash, r.messages, cut_ns=case.ns)
            expected = r.contents[sum(write.ns < case.ns for write in r.writes)]
            if code != CUT_EXIT_CODE or contents != expected:
                raise CampaignError(f"{r.name}: a cut at {case.ns} ns leaves other contents than the write log says")
            return contents
        code, contents = self.bench.cut(r.start, r.rom, r.flash, r.messages, cut_write=case.write, cut_mask=case.mask)
        if code != CUT_EXIT_CODE:
            raise CampaignError(f"{r.name}: write {case.write} did not come")
        return contents

    def second_cut(self, r, case, contents):
        """Cut again in the boot that follows: inside its first write, or in or around any that is left."""
        left = differing_words(contents, r.end)
        rng = random.Random(str(case))
        which = 1 if case.double[0] == "first" or left < 2 else rng.randint(1, left)
        return self.bench.cut(contents, r.rom, r.flash, r.messages, cut_write=which,
                              cut_mask=case.double[1] & rng.choice((ONES, 0)))[1]

    def judge(self, case, rules):
        """Results of one cut: one for each flash that is booted afterwards."""
        started, r = time.monotonic(), self.runs[case.run]
        contents = self.first_cut(case)
        if case.double:
            contents = self.second_cut(r, case, contents)
        whole = case.write is not None and case.write % rules["boots"] == 0
        verdicts = [self.follow(r, contents, whole)]
        if r.old_flash:
            verdicts.append(self.follow_old(r, contents))
        if r.is_rma:
            verdicts.append(self.follow_alone(r, contents))
        seconds = (time.monotonic() - started) / len(verdicts)
        return [Result(case.phase, case.kind, *verdict[:3], f"{case}: {verdict[3]}" if verdict[3] else "", seconds)
                for verdict in verdicts]

    # ---- controls

    def control(self, build):
        """The judge sees bricks and rollbacks: parts that are some, and a ROM that does not resume. [(name, seen)]"""
        provisioning, update = self.runs["provisioning"], self.runs["update"]
        seen = []

        def brick(name, r, contents):
            outcome = self.follow(r, contents)
            seen.append((name, outcome[0] == "brick" and outcome[1], outcome[3]))

        invalid = bytearray(provisioning.followed)
        struct.pack_into("<I", invalid, CM_CONFIG_1, 0)
        brick("a state that no interruption leaves", provisioning, bytes(invalid))
        corrupt = bytearray(update.start)
        struct.pack_into("<I", corrupt, COUNTERS["AP"] + 4, images.COUNTER_WORD ^ 1)
        brick("a corrupt counter", update, bytes(corrupt))
        self.bench.add("rom-without-resume", without_resume(build))
        old = Run("without resume", provisioning.start, "flash", rom="rom-without-resume")
        old.end, old.followed = provisioning.end, provisioning.followed
        for write in provisioning.writes:
            if write.offset in TRANSITIONS:
                mask = write.gained & -write.gained
                _, contents = self.bench.cut(old.start, "rom", "flash", cut_write=write.number, cut_mask=mask)
                brick(f"firmware without resume, OTP word {write.offset:#x} torn", old, contents)
        rollback = Run("planted", update.start, "new", old_flash="new")         # the new flash, passed off as the old one
        outcome = self.follow_old(rollback, update.end)
        seen.append(("an old flash that boots", outcome[0] == "old flash boots" and outcome[2], outcome[3]))
        self.control_rma(seen)
        return seen

    def control_rma(self, seen):
        rma, production = self.runs["rma"], self.runs["production rma"]
        decided = bytearray(rma.start)
        struct.pack_into("<I", decided, CM_RMA_FLAG, ONES)
        forgetful = Run("forgetful", rma.start, "flash", rom="rom-without-resume", is_rma=True)
        outcome = self.follow_alone(forgetful, bytes(decided))
        seen.append(("firmware without resume, RMA decided and SE again", outcome[0] == "SE again" and outcome[2], outcome[3]))
        wiped = bytearray(production.start)
        struct.pack_into("<I", wiped, images.OTP["bl2_encryption_key"][0], ONES)
        outcome = self.follow_alone(production, bytes(wiped))
        seen.append(("a secret that is gone before the decision", outcome[0] == "brick" and outcome[1], outcome[3]))


def without_resume(build):
    """The ROM whose hal_lifecycle_resume finds nothing to do: it returns RSS_OK at once."""
    symbols = subprocess.run(["arm-none-eabi-nm", build / "bl1_1.elf"], capture_output=True, text=True, check=True).stdout
    address = [int(line.split()[0], 16) for line in symbols.splitlines() if line.endswith(" hal_lifecycle_resume")]
    if not address:
        raise CampaignError("bl1_1.elf has no hal_lifecycle_resume")
    rom = bytearray((build / "rom.bin").read_bytes())
    images.fill(rom, address[0] - 0x11000000, thumb_mov(0, 0xA53C, 0xF240) + thumb_mov(0, 0x5AC3, 0xF2C0) + b"\x70\x47")
    return rom


def thumb_mov(register, value, opcode):
    """MOVW (0xF240) or MOVT (0xF2C0) of a 16-bit value."""
    first = opcode | (value >> 11 & 1) << 10 | value >> 12
    return struct.pack("<HH", first, (value >> 8 & 7) << 12 | register << 8 | value & 0xFF)


def torn_masks(write, rng, bit_step):
    """Masks that leave the word neither as it was nor whole. bit_step: of each bit and its complement, every n-th; 0: none."""
    lowest = write.gained & -write.gained
    masks = [0x0000FFFF, 0xFFFF0000, lowest, ONES & ~lowest, rng.getrandbits(32), rng.getrandbits(32) & rng.getrandbits(32)]
    if bit_step:
        bits = [1 << bit for bit in range(0, 32, bit_step)]
        masks += [*bits, *[ONES & ~bit for bit in bits]]
    effects = {}
    for mask in masks:
        if write.gained & mask not in (0, write.gained):
            effects.setdefault(write.gained & mask, mask)
    return list(effects.values())


def instants(r, rules):
    """Cuts at instructions, evenly over the stretches in which a phase writes and in which nothing is written."""
    cases, start = [], 0
    for phase in dict.fromkeys(write.phase for write in r.writes):
        end = [write.ns for write in r.writes if write.phase == phase][-1] + 1000
        for i in range(rules["instants"]):
            ns = start + 1 + (end - start - 1) * i // rules["instants"]
            cases.append(Case(r.name, phase, "instant", None, None, ns, None))
        start = end
    return cases


def in_shard(case, shard, shards):
    return (case.write or case.ns) % shards == shard - 1


def summarize(results):
    """{phase: {kind: {"cuts", "outcomes", "bricks", "rollbacks", "seconds"}}}"""
    table = {}
    for result in results:
        row = table.setdefault(result.phase, {}).setdefault(
            result.kind, {"boots": 0, "outcomes": Counter(), "bricks": 0, "rollbacks": 0, "seconds": 0.0})
        row["boots"] += 1
        row["outcomes"][result.outcome] += 1
        row["bricks"] += result.brick
        row["rollbacks"] += result.rollback
        row["seconds"] += result.seconds
    return table


def merge(parts):
    """One report of several shards' reports."""
    whole = {"table": {}, "details": [], "cuts": 0, "machines": 0, "seconds": 0.0, "control": parts[0]["control"],
             "otp_contents": 0, "shards": len(parts)}
    for part in parts:
        for field in ("cuts", "machines", "otp_contents"):
            whole[field] += part[field]
        whole["seconds"] += part["seconds"]
        whole["details"] += part["details"]
        for phase, kinds in part["table"].items():
            for kind, row in kinds.items():
                into = whole["table"].setdefault(phase, {}).setdefault(
                    kind, {"boots": 0, "outcomes": {}, "bricks": 0, "rollbacks": 0, "seconds": 0.0})
                for field in ("boots", "bricks", "rollbacks", "seconds"):
                    into[field] += row[field]
                for outcome, count in row["outcomes"].items():
                    into["outcomes"][outcome] = into["outcomes"].get(outcome, 0) + count
    return whole


def total(report, field):
    return sum(row[field] for kinds in report["table"].values() for row in kinds.values())


def last_line(report):
    return f"cuts={report['cuts']} bricks={total(report, 'bricks')} rollbacks={total(report, 'rollbacks')}"


def table_lines(report):
    lines = ["| Phase | Cut | Boots afterwards | Result | Bricks | Rollbacks | Seconds |", "|---|---|---|---|---|---|---|"]
    for phase, kinds in report["table"].items():
        for kind, row in kinds.items():
            outcomes = ", ".join(f"{count} {name}" for name, count in sorted(row["outcomes"].items()))
            lines.append(f"| {phase} | {kind} | {row['boots']} | {outcomes} | {row['bricks']} | {row['rollbacks']} | "
                         f"{row['seconds']:.0f} |")
    return lines


def document(report):
    controls = [f"- {name}: seen" for name, seen, _ in report["control"] if seen]
    return "\n".join([
        "# Power cut campaign",
        "",
        "Written by `make power-cut-campaign WRITE=1`; do not edit. What is cut, and why contents stand for a case, is in the head of",
        "`tests/campaigns/power_cut.py`; the rules of hardware and firmware that it tests are in [adr 0006](../adr/0006-interrupted-otp-writes.md).",
        "",
        f"`{last_line(report)}`: {report['machines']:,} runs of the machine, {report['otp_contents']:,} different OTP contents booted, "
        f"{report['seconds'] / 60:.0f} minutes",
        f"({report['shards']} shard{'s' if report['shards'] > 1 else ''}, {AT_A_TIME} machines at a time).",
        "",
        *table_lines(report),
        "",
        "*before*, *torn*, *after*: at each OTP write of the phase; torn with the low and the high half of the bits, one bit, all but one, and two",
        "pseudo-random masks, at transitions and TP mode each single bit and each all but one as well, in BL1_2's image one of the six in turn.",
        f"*instant*: {FULL['instants']} instructions of each phase, evenly. *double*: a second cut in the boot that follows, at its first write or at a",
        f"pseudo-random one, nothing or a pseudo-random part of the word programmed: after each first cut at transitions, TP mode and counters, after every {FULL['doubles']}rd elsewhere.",
        "An update is booted on with the new flash and with the old one; after a cut in RMA the device starts with the request and without it. Seconds are of wall time, summed over both machines.",
        "",
        "Controls, each of which has to be reported for the campaign to count:",
        "",
        *controls,
        "",
    ])


def run_shard(build, shard, shards, rules, progress):
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rss-power-") as name:
        campaign = Campaign(build, Path(name))
        control = campaign.control(build)
        missed = [name for name, seen, _ in control if not seen]
        if missed:
            raise CampaignError(f"the judge does not see: {'; '.join(missed)}")
        cases = [case for case in campaign.cases(rules) if in_shard(case, shard, shards)]
        results = []
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            for done, found in enumerate(pool.map(lambda case: campaign.judge(case, rules), cases), 1):
                results += found
                if progress and done % 200 == 0:
                    print(f"{done}/{len(cases)} cuts, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
        return {"table": summarize(results), "details": [r.detail for r in results if r.brick or r.rollback],
                "cuts": len(cases) + sum(case.kind == "double" for case in cases), "control": control,
                "machines": campaign.bench.machines, "otp_contents": len(campaign.boots.entries) + len(campaign.follows.entries),
                "seconds": time.monotonic() - started, "shards": 1}


def parse_shard(text):
    shard, _, shards = text.partition("/")
    if not (shard.isdigit() and shards.isdigit() and 1 <= int(shard) <= int(shards)):
        raise argparse.ArgumentTypeError(f"{text}: not i/n with 1 <= i <= n")
    return int(shard), int(shards)


def parse(argv):
    parser = argparse.ArgumentParser(prog="power_cut.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"), help="build folder (default: build)")
    parser.add_argument("--shard", type=parse_shard, default=(1, 1), metavar="i/n", help="the i-th of n parts")
    parser.add_argument("--sample", action="store_true", help="under two minutes: every transition and counter, a part of the rest")
    parser.add_argument("--write", action="store_true", help=f"write {DOCUMENT.relative_to(TOP)} once all shards are there")
    return parser.parse_args(argv)


def main(argv):
    options = parse(argv)
    shard, shards = options.shard
    build, reports = options.build.resolve(), options.build.resolve() / "power-cut"
    kind = "sample" if options.sample else "full"
    os.nice(10)
    try:
        if not (build / "rom.bin").is_file():
            raise CampaignError(f"{build} is no build folder: it has no rom.bin")
        reports.mkdir(exist_ok=True)
        report = run_shard(build, shard, shards, SAMPLE if options.sample else FULL, sys.stderr.isatty() or shards == 1)
        (reports / f"{kind}-{shard}-of-{shards}.json").write_text(json.dumps(report))
        paths = [reports / f"{kind}-{i}-of-{shards}.json" for i in range(1, shards + 1)]
        if all(path.exists() for path in paths):
            report = merge([json.loads(path.read_text()) for path in paths])
            if options.write:
                DOCUMENT.write_text(document(report))
    except (CampaignError, run.MachineError, bl2_image.ImageError, lms_key.LmsError, provisioning_values.ValuesError,
            subprocess.CalledProcessError, gdb_remote.GdbError, RuntimeError, OSError) as error:
        print(f"power_cut: {error}", file=sys.stderr)
        return 2
    print("\n".join(table_lines(report) + report["details"][:50]))
    print(last_line(report))
    return 1 if total(report, "bricks") or total(report, "rollbacks") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
