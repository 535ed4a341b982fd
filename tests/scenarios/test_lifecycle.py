# SPDX-License-Identifier: BSD-3-Clause
"""States and modes that a part may be found in: tampering with each protected field, TP modes, states that there are not.

OTP bits only go from 0 to 1, so tampering is a bit more: in a field, or in the word that holds its count.
"""
import struct

import pytest

import images
from scenario import Boots, Fails, Scenario

# field: offset, bytes, offset of its count word (boot.md 3.2)
COUNTED = {
    "boot_seed": (0x170, 32, 0x0F8), "implementation_id": (0x190, 32, 0x0FC), "cert_ref": (0x1B0, 32, 0x100),
    "verification_service_url": (0x1D0, 32, 0x104), "profile_definition": (0x1F0, 32, 0x108),
    "bl2_rotpk_1": (0x210, 32, 0x118), "bl2_rotpk_2": (0x230, 32, 0x11C), "bl2_rotpk_3": (0x250, 32, 0x120),
    "bl2_encryption_key": (0xA70, 32, 0x124), "bl1_2_image_hash": (0xA90, 32, 0x128),
    "bl2_image_hash": (0xAB0, 32, 0x12C), "bl1_rotpk_0": (0x12F0, 56, 0x130), "host_rotpk_s": (0x1328, 96, 0x138),
    "host_rotpk_ns": (0x1388, 96, 0x13C), "host_rotpk_cca": (0x13E8, 96, 0x140), "cca_system_properties": (0x1448, 4, 0x144),
    "bl2_rotpk_0": (0x0C0, 32, 0x0E8),          # counted in CM_CONFIG_2
}
# hardware key: offset, byte that holds its count
KEYS = {"huk": (0x00, 0xE4), "guk": (0x20, 0xE5), "kp_cm": (0x40, 0xE6), "kce_cm": (0x60, 0xE7), "kp_dm": (0x80, 0xEC),
        "kce_dm": (0xA0, 0xED)}
TP_MODE, CM_CONFIG_1, CM_CONFIG_2, DM_CONFIG, CM_RMA_FLAG, DM_RMA_FLAG = 0xE0, 0xE4, 0xE8, 0xEC, 0xF0, 0xF4
TCI, PCI = 0x0000FFFF, 0xFFFF0000
ONES = 0xFFFFFFFF


def add_bit(offset, size):
    """Program the first bit of these bytes that is still 0."""
    def apply(otp):
        value = int.from_bytes(otp[offset:offset + size], "little")
        assert value != (1 << 8 * size) - 1, "nothing left to program"
        value |= ~value & (value + 1)
        otp[offset:offset + size] = value.to_bytes(size, "little")
    return apply


def words(**values):
    def apply(otp):
        for name, value in values.items():
            struct.pack_into("<I", otp, globals()[name], value)
    return apply


def tampering():
    for name, (offset, size, count) in COUNTED.items():
        count_bytes = 1 if name == "bl2_rotpk_0" else 4
        yield Scenario(f"tamper-{name}", Fails("BL1_1", "OT02"), otp=add_bit(offset, size))
        yield Scenario(f"tamper-{name}-count", Fails("BL1_1", "OT02"), otp=add_bit(count, count_bytes))
    for name, (offset, count) in KEYS.items():
        yield Scenario(f"tamper-{name}", Fails("BL1_1", "LC09"), otp=add_bit(offset, 32))
        yield Scenario(f"tamper-{name}-count", Fails("BL1_1", "LC09"), otp=add_bit(count, 1))
    yield Scenario("tamper-bl1_2_image", Fails("BL1_1", "BA01"), otp=add_bit(0x144C, 0x2000))
    for name, offset in (("bl1", 0xAD0), ("bl2_0", 0x270)):         # a counter is no counted field: a step up, or no step
        stage, code = ("BL1_2", "BB05") if name == "bl1" else ("BL2", "OT03")
        refused = [f"BL1_2 BL2 slot {slot} refused: OT03" for slot in (0, 1)] if name == "bl1" else []
        yield Scenario(f"tamper-{name}-counter", Fails(stage, code, *refused), otp=add_bit(offset, 4))


def modes():
    """A part of any TP mode in state CM, then a provisioned one."""
    yield Scenario("tp-virgin-chosen-tci", Boots(), otp=words(TP_MODE=TCI), virgin=True)
    yield Scenario("tp-virgin-chosen-pci", Boots(), otp=words(TP_MODE=PCI), virgin=True)
    yield Scenario("tp-invalid-in-cm", Fails("BL1_1", "LC03"), otp=words(TP_MODE=0x12345678), virgin=True)
    yield Scenario("tp-invalid-in-se", Fails("BL1_1", "LC06"), otp=words(TP_MODE=0x0001FFFF))
    yield Scenario("tp-virgin-in-se", Fails("BL1_1", "LC04"), otp=words(TP_MODE=0))


def states():
    """OTP that no sequence of firmware leaves: no state, or RMA, whatever else there is."""
    yield Scenario("state-dm-config-alone", Fails("BL1_1", "LC06"), otp=words(DM_CONFIG=0x0101), virgin=True)
    yield Scenario("state-without-cm-config-1", Fails("BL1_1", "LC06"), otp=words(CM_CONFIG_1=0))
    yield Scenario("state-without-cm-config-2", Fails("BL1_1", "LC06"), otp=words(CM_CONFIG_2=0))
    yield Scenario("state-cm-config-1-alone", Fails("BL1_1", "LC06"), otp=words(CM_CONFIG_1=0x01010101, TP_MODE=TCI), virgin=True)
    yield Scenario("state-rma", Fails("BL1_1", "LC12"), otp=words(CM_RMA_FLAG=ONES, DM_RMA_FLAG=ONES))
    yield Scenario("state-rma-from-virgin", Fails("BL1_1", "LC12"), otp=words(CM_RMA_FLAG=ONES, DM_RMA_FLAG=ONES, TP_MODE=TCI),
                   virgin=True)
    yield Scenario("state-dm-rma-flag-alone", Boots(), otp=words(DM_RMA_FLAG=ONES))     # no decision: still in SE
    yield Scenario("state-cm-rma-flag-torn", Boots(), otp=words(CM_RMA_FLAG=0x7FFFFFFF))


SCENARIOS = [*tampering(), *modes(), *states()]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)
def test_lifecycle(scenario, outcomes, runner):
    scenario.expect.check(outcomes[scenario.name].result())
    runner.forget(scenario)


def test_every_field_of_the_provisioned_device_is_tried():
    assert {*COUNTED, *KEYS} >= {name for name in images.OTP if "counter" not in name and name not in ("cm_config_2", "bl1_2_image")}
