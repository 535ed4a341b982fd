# SPDX-License-Identifier: BSD-3-Clause
"""Images as imgtool signs them for other schemes: ECDSA builds, key hash only, encrypted payloads. Codes are exact."""
import struct

import pytest

import flash_check
import images
from images import AP, NS, S
from scenario import Boots, Fails, Scenario
from signing import encrypted, imgtool_sign
from variants import variant_runner

TLV_ENC_KW, ENTRY_BYTES = 0x31, 4


# Encryption ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("bits", [128, 256])
def test_encrypted_images_boot(runner, build, tmp_path, bits):
    s, ns = (encrypted(build, tmp_path, name, bits) for name in ("S", "NS"))
    plain = (build / "tfm_s.bin").read_bytes()
    assert plain[:64] in runner.base["flash"] and plain[:64] not in s and len(s) == images.SLOT_BYTES

    def change(flash):          # S in both slots, NS in one: the other one is plain
        for slot in (0, 1):
            images.write_slot(flash, S, slot, s)
        images.write_slot(flash, NS, 0, ns)
    scenario = Scenario(f"encrypted-{bits}", Boots(), flash=change, virgin=True)
    scenario.expect.check(runner.run(scenario))
    runner.forget(scenario)


def edit(data, flags=None, drop=False, flip=None):
    """Change the flags, drop the wrapped key or flip a bit of it, in the unsigned parts of an encrypted image."""
    image = images.Image(data)
    data = bytearray(data)
    if flags is not None:
        struct.pack_into("<I", data, 16, flags)
    if drop:
        size = len(dict(image.unprotected)[TLV_ENC_KW]) + ENTRY_BYTES
        struct.pack_into("<H", data, image.at["unprotected"] + 2, image.end - image.at["unprotected"] - size)
    if flip is not None:
        images.flip(data, image.at[TLV_ENC_KW] + flip)
    return bytes(data)


# name, changes, code
REFUSED = [
    ("wrapped-key-first-byte", {"flip": 0}, "IM19"),
    ("wrapped-key-last-byte", {"flip": 39}, "IM19"),
    ("no-wrapped-key", {"drop": True}, "IM20"),
    ("called-plain", {"flags": 0x20}, "IM21"),
    ("called-128", {"flags": 0x24}, "IM22"),
    ("both-lengths", {"flags": 0x2C}, "IM23"),
]


@pytest.mark.parametrize("name, changes, code", REFUSED, ids=[r[0] for r in REFUSED])
def test_encrypted_image_refused(runner, build, tmp_path, name, changes, code):
    data = edit(encrypted(build, tmp_path, "NS", 256), **changes)
    scenario = Scenario(f"encrypted-{name}", Boots(f"BL2 image 1 slot 0 refused: {code}"),
                        flash=lambda flash: images.write_slot(flash, NS, 0, data))
    scenario.expect.check(runner.run(scenario))
    runner.forget(scenario)


def test_key_of_the_other_image(runner, build, tmp_path):
    data = encrypted(build, tmp_path, "S", 256, wrap_for="NS")
    refused = [f"BL2 image 0 slot {slot} refused: IM19" for slot in (0, 1)]
    scenario = Scenario("encrypted-for-the-other", Fails("BL2", "IM17", *refused, scp=True),
                        flash=lambda flash: [images.write_slot(flash, S, slot, data) for slot in (0, 1)])
    scenario.expect.check(runner.run(scenario))
    runner.forget(scenario)


def test_encrypted_host_image(runner, build, tmp_path):
    data = imgtool_sign(AP, AP.key, "0.0.1", build / "ap_bl1.bin", tmp_path / "ap.bin", "-E", AP.key, "--clear")
    scenario = Scenario("encrypted-ap", Boots("BL2 image 2 slot 0 refused: IM24"),
                        flash=lambda flash: images.write_slot(flash, AP, 0, data))
    scenario.expect.check(runner.run(scenario))
    runner.forget(scenario)


# Key hash only -------------------------------------------------------------------------------------------------------
def test_key_hash_only(runner, build, tmp_path):
    data = imgtool_sign(AP, AP.key, "0.0.1", build / "ap_bl1.bin", tmp_path / "ap.bin", key_format="hash")
    scenario = Scenario("key-hash-only", Boots("BL2 image 2 slot 0 refused: IM18"),
                        flash=lambda flash: images.write_slot(flash, AP, 0, data))
    scenario.expect.check(runner.run(scenario))
    runner.forget(scenario)


# Other signature schemes ---------------------------------------------------------------------------------------------
@pytest.fixture(scope="module", params=[256, 384])
def ec_runner(request, build):
    return variant_runner(build, f"ec-p{request.param}",
                          ["-DMCUBOOT_SIGNATURE_TYPE=EC", f"-DMCUBOOT_SIGNATURE_KEY_LEN={request.param}"])


def run_and_judge(runner, scenario):
    """Run it, and compare what the machine printed with what tools/flash_check.py says of the same files."""
    folder = runner.prepare(scenario)
    flash, otp = ((folder / f"{name}.bin").read_bytes() for name in ("flash", "otp"))
    outcome = runner.boot(folder)
    scenario.expect.check(outcome)
    curve = {"ec-p256": "EC-P256", "ec-p384": "EC-P384"}[runner.build.name]
    check = flash_check.Check(flash, otp, flash_check.SCHEMES[curve])
    printed = [line.text.removeprefix("[WRN] ") for line in outcome.lines if " refused: " in line.text and line.console == "rss"]
    assert (check.refusals, check.stop) == (printed, None)
    runner.forget(scenario)


def test_ec_build_boots_and_refuses(ec_runner):
    signature = images.read_slot(ec_runner.base["flash"], AP, 0).at[0x22]
    cases = {"body": (0x1100, "IM10"), "signature": (signature + 12, "IM12"), "signature-form": (signature, "IM12")}
    for name, (offset, code) in cases.items():
        scenario = Scenario(f"ap-{name}", Boots(f"BL2 image 2 slot 0 refused: {code}"),
                            flash=lambda flash, offset=offset: images.flip(flash, AP.slots[0] + offset))
        run_and_judge(ec_runner, scenario)


def test_ec_build_refuses_the_rsa_images(ec_runner, runner):
    scenario = Scenario("rsa-images", Boots("BL2 image 2 slot 0 refused: IM06"), flash=lambda flash: images.fill(
        flash, AP.slots[0], runner.base["flash"][AP.slots[0]:AP.slots[0] + images.SLOT_BYTES]))
    if images.read_slot(ec_runner.base["flash"], AP, 0).unprotected[0][0] != images.TLV_SHA256:
        scenario.expect = Boots("BL2 image 2 slot 0 refused: IM07")     # P-384: already the hash has another type
    run_and_judge(ec_runner, scenario)
