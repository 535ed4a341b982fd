# SPDX-License-Identifier: BSD-3-Clause
"""OTP files in any life-cycle state, and the machine running on one.

    with machine_on(otp_image("SE")) as q:
        assert q.read32(LCM) == LCS["SE"]
        words = stored_words(q)
"""
import contextlib
import os
import struct
import tempfile

from qtest import Qtest

OTP_BYTES = 16384
LCM, OTP = 0x500A0000, 0x500A1000
KMU, CC = 0x5009E000, 0x50154000
SWRESET, SWRESETREQ = 0x58021108, 1 << 5
TRUE = 0xFFFFFFFF

LCS_VALUE, KEY_ERR, TP_MODE, FATAL_ERR, DM_RMA_LOCK, SP_ENABLE = 0x000, 0x004, 0x008, 0x00C, 0x010, 0x014
SP_MAGIC, FATAL_MAGIC = 0x5EC10E1E, 0xFA7A1EEE
LCS = {"CM": 0xCCCC3C3C, "DM": 0xDDDD5A5A, "SE": 0xEEEEA5A5, "RMA": 0xFFFFC3C3, "invalid": 0xDEADBEEF}
TP_REGISTER = {"virgin": 0x000033CC, "TCI": 0x111155AA, "PCI": 0x2222AA55, "invalid": 0xDEADBEEF}
TP_WORD = {"virgin": 0, "TCI": 0x0000FFFF, "PCI": 0xFFFF0000, "invalid": 0x00FF00FF}

# Offsets in the OTP, hardware.md 8.1
HUK, GUK, KP_CM, KCE_CM, KP_DM, KCE_DM, ROTPK = range(0, 0xE0, 0x20)
TP_MODE_CONFIG, CM_CONFIG_1, CM_CONFIG_2, DM_CONFIG, CM_RMA_FLAG, DM_RMA_FLAG, USER = range(0xE0, 0xFC, 4)
KEY_OFFSETS = [HUK, GUK, KP_CM, KCE_CM, KP_DM, KCE_DM]

# Six keys and a ROTPK without pattern between them; each has zero bits and one bits.
KEYS = [bytes((37 * key + 11 * i + 5) & 0xFF for i in range(32)) for key in range(7)]
GPPC = 0x1234


def zero_count(data):
    return sum(8 - bin(byte).count("1") for byte in data)


def config_words(keys=KEYS, gppc=GPPC):
    """(CM_CONFIG_1, CM_CONFIG_2, DM_CONFIG) for these keys."""
    counts = [zero_count(key) for key in keys]
    return (counts[0] | counts[1] << 8 | counts[2] << 16 | counts[3] << 24,
            counts[6] & 0xFF | gppc << 8,
            counts[4] | counts[5] << 8)


def otp_image(state, tp="TCI", keys=KEYS):
    """A part of the given state as a correct provisioning leaves it; CM holds its keys, not yet committed."""
    cm_1, cm_2, dm = config_words(keys)
    programmed = 7 if state in ("SE", "RMA") else 4
    image = bytearray(OTP_BYTES)
    if tp != "virgin":
        for key, offset in enumerate(KEY_OFFSETS[:programmed]):
            image[offset:offset + 32] = keys[key]
        image[ROTPK:ROTPK + 32] = keys[6]
    put_word(image, TP_MODE_CONFIG, TP_WORD[tp])
    if state != "CM":
        put_word(image, CM_CONFIG_1, cm_1)
        put_word(image, CM_CONFIG_2, cm_2)
    if state in ("SE", "RMA"):
        put_word(image, DM_CONFIG, dm)
    if state == "RMA":
        put_word(image, CM_RMA_FLAG, TRUE)
        put_word(image, DM_RMA_FLAG, TRUE)
    return image


def put_word(image, offset, value):
    struct.pack_into("<I", image, offset, value)


def get_word(image, offset):
    return struct.unpack_from("<I", image, offset)[0]


@contextlib.contextmanager
def otp_path(image):
    with tempfile.TemporaryDirectory(prefix="rss-otp-") as directory:
        path = os.path.join(directory, "otp.bin")
        with open(path, "wb") as f:
            f.write(image)
        yield path


@contextlib.contextmanager
def machine_on(image, *options, machine=""):
    """The machine on a new OTP file with these contents; q.otp_path is the file. machine: more machine properties."""
    with otp_path(image) as path, Qtest(["-M", f"rss-tc,otp={path}{machine}", *options]) as q:
        q.otp_path = path
        yield q


def stored_word(q, offset):
    """A word of the OTP file as it is now, while the machine runs."""
    with open(q.otp_path, "rb") as f:
        f.seek(offset)
        return struct.unpack("<I", f.read(4))[0]


def software_reset(q):
    q.write32(SWRESET, SWRESETREQ)


def enter_sp(q):
    q.write32(LCM + SP_ENABLE, SP_MAGIC)
    assert q.read32(LCM + SP_ENABLE) == TRUE


def write_words(q, address, data):
    for i in range(0, len(data), 4):
        q.write32(address + i, struct.unpack_from("<I", data, i)[0])


def read_words(q, address, size):
    return b"".join(struct.pack("<I", q.read32(address + i)) for i in range(0, size, 4))
