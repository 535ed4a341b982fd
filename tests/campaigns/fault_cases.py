# SPDX-License-Identifier: BSD-3-Clause
"""Devices that must not boot: what is wrong, in which stage it has to be noticed, and what must not run then."""
import sys
from collections import namedtuple
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/scenarios"))
import images  # noqa: E402
from images import AP, NS, S, SCP  # noqa: E402

# stage: the one whose instructions are hit. boot_ms: longer than two refused boots take, virtual.
Case = namedtuple("Case", "name stage code boot_ms forbidden otp flash")

ANYWHERE = "0x0 0xffffffffffffffff"
RUNTIME = "rss 0x31800000 0x318fffff"
BL2_AND_RUNTIME = ["rss 0x31902000 0x31921fff", RUNTIME, f"scp {ANYWHERE}", f"ap {ANYWHERE}"]
BL1_2_AND_LATER = ["rss 0x31800000 0x31ffffff", f"scp {ANYWHERE}", f"ap {ANYWHERE}"]
AP_AND_RUNTIME = [RUNTIME, f"ap {ANYWHERE}"]
SCP_AND_LATER = [RUNTIME, f"scp {ANYWHERE}", f"ap {ANYWHERE}"]


def nothing(data):
    pass


def otp(function, *arguments):
    return lambda data: function(data, *arguments)


def swap_lms_root(data):
    """Another LMS public key with the same number of zero bits."""
    offset, size = images.OTP["bl1_rotpk_0"]
    start = offset + size - 32
    other = next(i for i in range(start + 1, offset + size) if data[i] != data[start])
    data[start], data[other] = data[other], data[start]


def bl2_slot_0(change):
    """Slot 1 is erased, so that a refused boot ends soon."""
    def apply(flash):
        images.fill(flash, images.BL2_SLOTS[1], b"\xff" * images.BL2_SLOT_BYTES)
        change(flash)
    return apply


def only_slot_0(image, change):
    def apply(flash):
        images.fill(flash, image.slots[1], b"\xff" * images.SLOT_BYTES)
        change(flash)
    return apply


def bad_part(image, part):
    return only_slot_0(image, lambda flash: images.flip_part(flash, image, 0, part))


CASES = (
    Case("bl1_1-hash", "BL1_1", "BA01", 6, BL1_2_AND_LATER, otp(images.otp_flip, "bl1_2_image", 100), nothing),
    Case("bl1_1-zero-count", "BL1_1", "OT02", 6, BL1_2_AND_LATER, otp(images.otp_flip, "bl2_rotpk_2"), nothing),
    Case("bl1_1-key-error", "BL1_1", "LC09", 6, BL1_2_AND_LATER, otp(images.otp_flip, "huk"), nothing),
    Case("bl1_2-signature", "BL1_2", "BB05", 100, BL2_AND_RUNTIME, nothing,
         bl2_slot_0(lambda flash: images.flip(flash, images.BL2_SIGNATURE + 40))),
    Case("bl1_2-hash", "BL1_2", "BB05", 100, BL2_AND_RUNTIME, nothing,
         bl2_slot_0(lambda flash: images.flip(flash, images.BL2_CODE + 0x123))),
    Case("bl1_2-rollback", "BL1_2", "BB05", 100, BL2_AND_RUNTIME, otp(images.otp_set_counter, "bl1_nv_counter", 2),
         bl2_slot_0(nothing)),
    Case("bl1_2-key", "BL1_2", "BB05", 100, BL2_AND_RUNTIME, swap_lms_root, bl2_slot_0(nothing)),
    Case("bl2-s-signature", "BL2", "IM17", 160, AP_AND_RUNTIME, nothing, bad_part(S, images.TLV_RSA3072)),
    Case("bl2-s-hash", "BL2", "IM17", 160, AP_AND_RUNTIME, nothing, bad_part(S, "payload")),
    Case("bl2-s-rollback", "BL2", "IM17", 160, AP_AND_RUNTIME, otp(images.otp_set_counter, "bl2_nv_counter_0", 2),
         only_slot_0(S, nothing)),
    Case("bl2-s-key", "BL2", "IM17", 160, AP_AND_RUNTIME, otp(images.otp_swap, "bl2_rotpk_0"), only_slot_0(S, nothing)),
    Case("bl2-ns-signature", "BL2", "IM17", 160, AP_AND_RUNTIME, nothing, bad_part(NS, images.TLV_RSA3072)),
    Case("bl2-ap-signature", "BL2", "IM17", 160, AP_AND_RUNTIME, nothing, bad_part(AP, images.TLV_RSA3072)),
    Case("bl2-scp-signature", "BL2", "IM17", 160, SCP_AND_LATER, nothing, bad_part(SCP, images.TLV_RSA3072)),
)
STAGE_RANGES = {"BL1_1": (0x11000000, 0x1100E000), "BL1_2": (0x31900000, 0x31902000), "BL2": (0x31902800, 0x31922000)}

# Where the control is struck: the functions in which it decides, as far as they are functions of their own.
DECISIONS = {
    "BL1_1": {"bl1_2_image_load", "bytes_equal", "hal_lifecycle_check", "require", "stage_main"},
    "BL1_2": {"bl2_image_load", "bytes_equal", "hal_otp_counter_read", "lms_verify", "require", "stage_main"},
    "BL2": {"bytes_equal", "choice_make", "image_check_counter", "image_read_candidate", "image_validate", "loader_load_images",
            "rsa_pss_verify", "stage_main", "validate_all"},
}

# What campaigns have found, and where: all faults in these functions are tried in each run, sampled or not. The story of each
# is in docs/security/fault-injection.md. cases: the names that start so.
Found = namedtuple("Found", "name cases functions")
FOUND = (
    Found("start-up-copies-bundle", "bl1_1", ("stage_start",)),
    Found("host-released", "bl1_1", ("sysctrl_clear_host_signals",)),
    Found("rma-flag", "bl1_1", ("hal_lifecycle_resume", "finish_to_rma", "count_rma_flag", "count_towards_rma")),
    Found("return-into-rma", "bl1_1", ("strlen", "write_text", "log_print")),
    Found("comparison-of-nothing", "bl1_1-hash", ("bytes_equal",)),
    Found("both-wiped", "bl1_1-hash", ("sha256_finish",)),
    Found("comparison-skipped", "bl1_1-hash", ("bl1_2_image_load",)),
    Found("zero-count-forgotten", "bl1_1-zero-count", ("check_zero_count", "hal_lifecycle_check")),
    Found("ap-started-early", "bl2-s", ("start_early", "check_early_start", "load_chosen")),
    Found("return-into-loaded-code", "bl1", ("require", "boot_data_clear", "hal_platform_enter")),
)
