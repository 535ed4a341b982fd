# SPDX-License-Identifier: BSD-3-Clause
"""No key of an earlier stage in RAM or registers where the next one begins, nor where a failed boot ends.

The device is provisioned with known values, so every key is known: those of OTP, and what the boot stages derive; keys of
encrypted images are unwrapped here, and the tag of the device's RMA request is one of its secrets. All RAM of
the RSS (ITCM, DTCM, VM0, VM1) is saved at a breakpoint and searched for each 16-byte half of each key, in four byte orders.
"""
import contextlib
import hashlib
import struct
import threading

import bl2_image
import image_kek
import images
import provisioning_values
import pytest
import rma_request
from debug import LR, PC, registers, set_register, symbol
from gdb_remote import GdbRemote, Stub
from scenario import Scenario
from signing import encrypted, image_key, kek

RAM = {"ITCM": (0x10000000, 0x8000), "DTCM": (0x30000000, 0x8000), "VM0": (0x31000000, 0x800000), "VM1": (0x31800000, 0x800000)}
PLANT_ADDRESS = 0x31FFF000              # at the end of VM1, which nothing uses
BL2_SLOTS, AP_SLOTS = (0x00000, 0x20000), (0x240000, 0x340000)
VALUES = images.TOP / "platforms/tc/provisioning/development.yaml"
SECURED, BL2_COUNTER = 3, 1
STOP_SECONDS = 600                      # only ever reached by a machine that hangs
HALF_BYTES = 16


def device_keys(otp):
    """Name -> 32 bytes: what must not be left over."""
    values = provisioning_values.load(VALUES)
    offset, size = images.OTP["bl1_2_image"]
    context = hashlib.sha256(otp[offset:offset + size]).digest()
    keys = {name: values[name] for name in ("guk", "huk", "bl2_encryption_key")}
    keys["bl2_decryption_key"] = bl2_image.derive_key(keys["bl2_encryption_key"], bl2_image.KEY_LABEL, struct.pack("<I", BL2_COUNTER))
    for name, base, label, lifecycle in (("vhuk", "huk", b"BL1_VHUK_DERIVATION\0", 0),
                                         ("cpak_seed", "guk", b"BL1_CPAK_SEED_DERIVATION\0", SECURED),
                                         ("dak_seed", "guk", b"BL1_DAK_SEED_DERIVATION\0", SECURED)):
        keys[name] = bl2_image.derive_key(keys[base], label, context + struct.pack("<II", lifecycle, 0))
    for name, number in image_kek.IMAGES.items():
        for bits in (128, 256):
            keys[f"kek_{name}_{bits}"] = bl2_image.derive_key(keys["bl2_encryption_key"], image_kek.LABEL, struct.pack("<II", number, bits))
    keys["rma_tag"] = bl2_image.derive_key(values["guk"], rma_request.LABEL, values["boot_seed"])
    return keys


def swap_words(data):
    """The bytes of each 32-bit word in the other order."""
    return b"".join(data[i:i + 4][::-1] for i in range(0, len(data), 4))


def patterns(key):
    for start in range(0, len(key), HALF_BYTES):
        half = key[start:start + HALF_BYTES]
        yield from {half, half[::-1], swap_words(half), swap_words(half)[::-1]}


def search(memories, keys):
    """'key in memory at offset' for everything that is found."""
    return [f"{name} in {memory} at {data.find(pattern):#x}" for memory, data in memories.items() for name, key in keys.items()
            for pattern in patterns(key) if pattern in data]


class Device:
    """A machine under the debugger, at breakpoints."""

    def __init__(self, build, gdb, folder, keys):
        self.build, self.gdb, self.folder, self.keys = build, gdb, folder, keys

    def run_to(self, image, name):
        address = symbol(self.build, image, name)
        self.gdb.set_breakpoint(address)
        self.gdb.go()
        assert self.gdb.wait_stop(STOP_SECONDS), f"{image} {name} was never reached"
        self.gdb.clear_breakpoint(address)
        assert self.gdb.program_counter() == address

    def run_to_return(self):
        """From a function's first instruction to its return."""
        address = registers(self.gdb)[LR] & ~1
        self.gdb.set_breakpoint(address)
        self.gdb.go()
        assert self.gdb.wait_stop(STOP_SECONDS) and self.gdb.program_counter() == address
        self.gdb.clear_breakpoint(address)

    def holds(self, name):
        return any(found.startswith(f"{name} in ") for found in self.remnants())

    def jump(self, image, name):
        set_register(self.gdb, PC, symbol(self.build, image, name))

    def remnants(self):
        """What is found in RAM and registers."""
        memories = {}
        for name, (address, size) in RAM.items():
            path = self.folder / f"{name}.ram"
            reply = self.gdb.monitor(f"memsave {address:#x} {size:#x} \"{path}\"")
            memories[name] = path.read_bytes() if path.exists() else b""
            assert len(memories[name]) == size, f"{name}: {reply}"
            path.unlink()
        words = {word for key in self.keys.values() for order in "<>" for word, in struct.iter_unpack(f"{order}I", key)}
        held = [f"word of a key in r{n}" for n, value in enumerate(registers(self.gdb)) if value in words]
        return search(memories, self.keys) + held


@contextlib.contextmanager
def device(runner, build, name, flash=None, otp=None):
    scenario = Scenario(name, None, flash=flash, otp=otp)
    folder = runner.prepare(scenario)
    keys = device_keys((folder / "otp.bin").read_bytes())
    with Stub() as stub:
        with runner.machine(folder, deterministic=False, run_limit_ms=0, arguments=stub.arguments, pass_fds=stub.pass_fds) as machine:
            reader = threading.Thread(target=lambda: [None for _ in iter(lambda: machine.next_line(float("inf")), None)])
            reader.start()
            try:
                with GdbRemote(stub.address) as gdb:
                    yield Device(build, gdb, folder, keys)
            finally:
                machine.end()
                reader.join()
    runner.forget(scenario)


def erase(offsets):
    def change(flash):
        for offset in offsets:
            flash[offset:offset + 0x1000] = bytes(0x1000)
    return change


def tamper(otp):
    """A bit more in a counted field: BL1_1 refuses the device."""
    offset, _ = images.OTP["bl2_rotpk_1"]
    otp[offset] |= 1 << next(bit for bit in range(8) if not otp[offset] >> bit & 1)


def test_nothing_at_any_hand_over(runner, build):
    """And the controls: keys are what we think they are, one that is in use is found, and one that is planted."""
    with device(runner, build, "hand-over") as d:
        for name in ("vhuk", "cpak_seed", "dak_seed"):
            d.run_to("bl1_1", "hal_key_derive")
            d.run_to("bl1_1", "hal_key_store")
            pointer = registers(d.gdb)[1]
            assert d.gdb.read(pointer, 32) == d.keys[name]
            assert any(found.startswith(f"{name} in ") for found in d.remnants())
        d.run_to("bl1_2", "stage_reset")
        assert d.remnants() == []
        d.run_to("bl1_1", "hal_aes256_ctr")
        assert any(found.startswith("bl2_decryption_key in VM0") for found in d.remnants())
        d.run_to("bl2", "stage_reset")
        assert d.remnants() == []
        d.gdb.write(PLANT_ADDRESS, b"".join(swap_words(key[HALF_BYTES:]) for key in d.keys.values()))
        assert {f"{name} in VM1 at {PLANT_ADDRESS + i * HALF_BYTES - RAM['VM1'][0]:#x}"
                for i, name in enumerate(d.keys)} <= set(d.remnants())
        d.gdb.write(PLANT_ADDRESS, bytes(len(d.keys) * HALF_BYTES))
        d.run_to("tfm_s", "stage_reset")
        assert d.remnants() == []


@pytest.mark.parametrize("image, flash, otp", [("bl1_1", None, tamper), ("bl1_1", erase(BL2_SLOTS), None), ("bl2", erase(AP_SLOTS), None)],
                         ids=["BL1_1", "BL1_2", "BL2"])
def test_nothing_in_recovery(runner, build, image, flash, otp, request):
    with device(runner, build, f"recovery-{request.node.callspec.id}", flash=flash, otp=otp) as d:
        d.run_to(image, "rss_recovery_loop")
        assert d.remnants() == []


@pytest.mark.parametrize("use", ["hal_key_store", "hal_aes256_ctr"])
def test_nothing_after_a_panic_with_a_key_in_hand(runner, build, use):
    """A stage that stops between the making of a key and its wipe: the RAM outlives the reset."""
    with device(runner, build, f"panic-{use}") as d:
        d.run_to("bl1_1", use)
        assert d.remnants() != []
        d.jump("bl1_1", "fih_panic")
        d.run_to("bl1_1", "reset_or_recover")
        assert d.remnants() == []


@contextlib.contextmanager
def device_with_encrypted_images(runner, build, name, bits, tmp_path):
    slots = {image: encrypted(build, tmp_path, image, bits) for image in ("S", "NS")}

    def change(flash):
        for number, image in ((0, "S"), (1, "NS")):
            for slot in (0, 1):
                images.write_slot(flash, (images.S, images.NS)[number], slot, slots[image])
    with device(runner, build, name, flash=change) as d:
        d.keys |= {f"image_key_{image.lower()}": image_key(data, kek(tmp_path, image, bits)) for image, data in slots.items()}
        yield d


@pytest.mark.parametrize("bits", [128, 256])
def test_nothing_of_encrypted_images(runner, build, tmp_path, bits):
    """BL2's own keys: each is seen in use, the wrapping key is gone when the image's is used, both when the runtime starts."""
    with device_with_encrypted_images(runner, build, f"encrypted-{bits}", bits, tmp_path) as d:
        for image in ("ns", "s"):
            d.run_to("bl2", "aes_kw_unwrap")
            assert d.holds(f"kek_{image}_{bits}")
            d.run_to("bl2", "hal_aes_ctr")
            assert d.holds(f"image_key_{image}") and not d.holds(f"kek_{image}_{bits}")
        d.run_to("tfm_s", "stage_reset")
        assert d.remnants() == []


@pytest.mark.parametrize("use", ["aes_kw_unwrap", "hal_aes_ctr"])
def test_nothing_after_a_panic_of_bl2_with_a_key_in_hand(runner, build, tmp_path, use):
    with device_with_encrypted_images(runner, build, f"panic-{use}", 256, tmp_path) as d:
        d.run_to("bl2", use)
        assert d.remnants() != []
        d.jump("bl2", "fih_panic")
        d.run_to("bl2", "reset_or_recover")
        assert d.remnants() == []


def rma_message(tag, whole):
    data = rma_request.MAGIC.to_bytes(4, "little") + tag
    digest = hashlib.sha256(data).digest()
    return data + (digest if whole else bytes(32))


@pytest.mark.parametrize("own, whole", [(False, True), (True, False)], ids=["other", "torn"])
def test_nothing_of_a_refused_rma_request(runner, build, own, whole):
    """The tag would end the device: neither the one in the message nor the one it is compared with stays."""
    with device(runner, build, f"rma-{own}-{whole}") as d:
        d.gdb.write(rma_request.RAM_ADDRESS, rma_message(d.keys["rma_tag"] if own else bytes(range(32)), whole))
        d.run_to("bl1_1", "rma_request_take")
        assert d.holds("rma_tag") == own
        if whole:
            d.run_to("bl1_1", "hal_key_derive")
            d.run_to_return()
            assert d.holds("rma_tag")
        d.run_to("bl1_2", "stage_reset")
        assert d.remnants() == []


def test_nothing_after_an_accepted_rma_request(runner, build):
    with device(runner, build, "rma") as d:
        d.gdb.write(rma_request.RAM_ADDRESS, rma_message(d.keys["rma_tag"], True))
        d.run_to("bl1_1", "hal_reset_system")
        assert d.remnants() == []
        d.run_to("bl1_1", "rss_recovery_loop")
        assert d.remnants() == []
