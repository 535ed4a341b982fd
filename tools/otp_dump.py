#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Print an OTP file field by field, and say what in it does not fit together.

    tools/otp_dump.py build/run/otp.bin
    tools/otp_dump.py --json build/run/otp.bin
    tools/otp_dump.py --secrets build/run/otp.bin       shows keys too

Exit status: 0 everything fits; 1 the file cannot be read; 3 something is tampered with or inconsistent, each point in a
line of its own. The layout is that of boot.md 3.2, typed here on its own: firmware and tool can disagree and be caught.
"""
import argparse
import hashlib
import json
import struct
import sys
from collections import namedtuple
from pathlib import Path

OTP_BYTES = 0x4000
USED_BYTES = 0x344C
ALL_ONES = 0xFFFFFFFF
COUNTER_WORD = 0x3333CAFE
COUNTER_LIMIT = 128
EXIT_FITS, EXIT_UNREADABLE, EXIT_INCONSISTENT = 0, 1, 3

# kind: secret, bytes, text, word, image. zc: offset of the zero-count word. checked: BL1_1 compares it in SE.
Field = namedtuple("Field", "name offset size kind zc checked")


def hardware(name, offset, kind="secret"):
    return Field(name, offset, 32, kind, None, False)


def word(name, offset):
    return Field(name, offset, 4, "word", None, False)


def counted(name, offset, size, zc, kind="bytes", checked=True):
    return Field(name, offset, size, kind, zc, checked)


FIELDS = (
    hardware("huk", 0x000), hardware("guk", 0x020), hardware("kp_cm", 0x040), hardware("kce_cm", 0x060),
    hardware("kp_dm", 0x080), hardware("kce_dm", 0x0A0), hardware("rotpk", 0x0C0, "bytes"),
    word("tp_mode_config", 0x0E0), word("cm_config_1", 0x0E4), word("cm_config_2", 0x0E8), word("dm_config", 0x0EC),
    word("cm_rma_flag", 0x0F0), word("dm_rma_flag", 0x0F4),
    counted("iak_len", 0x148, 4, 0x10C, "word", checked=False),
    counted("iak_type", 0x14C, 4, 0x110, "word", checked=False),
    Field("at_bundle_digest", 0x150, 32, "bytes", None, False),         # TF-M: iak_id
    counted("boot_seed", 0x170, 32, 0x0F8), counted("implementation_id", 0x190, 32, 0x0FC),
    counted("cert_ref", 0x1B0, 32, 0x100, "text"), counted("verification_service_url", 0x1D0, 32, 0x104, "text"),
    counted("profile_definition", 0x1F0, 32, 0x108, "text"),
    counted("bl2_rotpk_1", 0x210, 32, 0x118), counted("bl2_rotpk_2", 0x230, 32, 0x11C),
    counted("bl2_rotpk_3", 0x250, 32, 0x120),
    counted("bl2_encryption_key", 0xA70, 32, 0x124, "secret"), counted("bl1_2_image_hash", 0xA90, 32, 0x128),
    counted("bl2_image_hash", 0xAB0, 32, 0x12C), counted("secure_debug_pk", 0xCD0, 32, 0x134, checked=False),
    counted("bl1_rotpk_0", 0x12F0, 56, 0x130), counted("host_rotpk_s", 0x1328, 96, 0x138),
    counted("host_rotpk_ns", 0x1388, 96, 0x13C), counted("host_rotpk_cca", 0x13E8, 96, 0x140),
    counted("cca_system_properties", 0x1448, 4, 0x144, "word"),
    Field("bl1_2_image", 0x144C, 0x2000, "image", None, False),
)
BY_NAME = {field.name: field for field in FIELDS}
COUNTERS = {"bl2_nv_counter_0": 0x270, "bl2_nv_counter_1": 0x470, "bl2_nv_counter_2": 0x670, "bl2_nv_counter_3": 0x870,
            "bl1_nv_counter": 0xAD0, "host_nv_counter_0": 0xCF0, "host_nv_counter_1": 0xEF0,
            "host_nv_counter_2": 0x10F0}
# Commit word -> the keys whose zero counts are its bytes, lowest byte first.
COMMITS = {"cm_config_1": ("huk", "guk", "kp_cm", "kce_cm"), "dm_config": ("kp_dm", "kce_dm")}
TP_MODES = {0: "virgin", 0x0000FFFF: "TCI", 0xFFFF0000: "PCI"}


class OtpError(Exception):
    """One line for the user."""


def read(path):
    """The bytes of an OTP file."""
    data = Path(path).read_bytes()
    if len(data) != OTP_BYTES:
        raise OtpError(f"{path}: {len(data)} bytes, an OTP file has {OTP_BYTES}")
    return data


def value(otp, name):
    field = BY_NAME[name]
    return otp[field.offset:field.offset + field.size]


def word_at(otp, offset):
    return struct.unpack_from("<I", otp, offset)[0]


def word_value(otp, name):
    return word_at(otp, BY_NAME[name].offset)


def zero_bits(data):
    return 8 * len(data) - int.from_bytes(data, "little").bit_count()


def lifecycle(otp):
    """CM, DM, SE, RMA or invalid, by the rule of the life-cycle manager (hardware.md 7.2)."""
    cm_1, cm_2, dm = (word_value(otp, name) != 0 for name in ("cm_config_1", "cm_config_2", "dm_config"))
    if word_value(otp, "cm_rma_flag") == word_value(otp, "dm_rma_flag") == ALL_ONES:
        return "RMA"
    if cm_1 != cm_2 or (dm and not cm_1):
        return "invalid"
    return ("SE" if dm else "DM") if cm_1 else "CM"


def tp_mode(otp):
    return TP_MODES.get(word_value(otp, "tp_mode_config"), "invalid")


def counter(otp, name):
    """(value, None), or (None, what is wrong): leading magic words, then zeros to the end."""
    words = struct.unpack_from(f"<{COUNTER_LIMIT}I", otp, COUNTERS[name])
    count = next((i for i, w in enumerate(words) if w != COUNTER_WORD), COUNTER_LIMIT)
    for i in range(count, COUNTER_LIMIT):
        if words[i]:
            gap = "after a gap" if words[i] == COUNTER_WORD else f"neither 0 nor {COUNTER_WORD:#010x}"
            return None, f"word {i} is {words[i]:#010x}, {gap}"
    return count, None


def commit_count_errors(otp, name):
    """Keys of a commit word whose zero bits are not the committed number of them."""
    committed = value(otp, name)
    return [key for i, key in enumerate(COMMITS[name]) if zero_bits(value(otp, key)) != committed[i]]


def key_errors(otp):
    """The hardware's KEY_ERR: keys that it compares in this state, and that differ."""
    words = {"DM": ("cm_config_1",), "SE": ("cm_config_1", "dm_config")}.get(lifecycle(otp), ())
    return [key for name in words for key in commit_count_errors(otp, name)]


def stored_zero_count(otp, field):
    """(stored, true), or None for a field that has no count of software's."""
    true = zero_bits(otp[field.offset:field.offset + field.size])
    if field.name == "rotpk":
        return word_value(otp, "cm_config_2") & 0xFF, true
    return (word_at(otp, field.zc), true) if field.zc else None


def count_verdict(otp, field):
    """ok, wrong, none (not counted yet) or unused, as it matters in the part's state."""
    stored, true = stored_zero_count(otp, field)
    state, blank = lifecycle(otp), not any(otp[field.offset:field.offset + field.size])
    if state == "RMA" or (field.name == "rotpk" and state == "CM" and stored == 0):
        return "none"
    must_be_counted = state == "SE" and (field.checked or field.name == "rotpk")
    if stored == true:
        return "ok"
    if stored == 0 and not must_be_counted:
        return "unused" if blank else "none"
    return "wrong"


def zero_count_errors(otp):
    """Names of the fields whose count differs and that BL1_1 compares in SE."""
    return [f.name for f in FIELDS if (f.checked or f.name == "rotpk") and count_verdict(otp, f) == "wrong"]


def findings(otp):
    """What does not fit together, one line each, naming the field."""
    state, found = lifecycle(otp), []
    if state == "invalid":
        found.append("cm_config_1, cm_config_2, dm_config: set in a combination that is no life-cycle state")
    if tp_mode(otp) == "invalid":
        found.append(f"tp_mode_config: {word_value(otp, 'tp_mode_config'):#010x} is no TP mode")
    for name in ("cm_rma_flag", "dm_rma_flag"):
        if word_value(otp, name) not in (0, ALL_ONES):
            found.append(f"{name}: {word_value(otp, name):#010x} is neither 0 nor all ones")
    if (word_value(otp, "cm_rma_flag") == ALL_ONES) != (word_value(otp, "dm_rma_flag") == ALL_ONES):
        found.append("cm_rma_flag, dm_rma_flag: only one of them is set")
    if state != "RMA":
        for name in COMMITS:
            for key in commit_count_errors(otp, name) if word_value(otp, name) else ():
                found.append(f"{key}: {zero_bits(value(otp, key))} zero bits, {name} has another number")
    for field in FIELDS:
        if stored_zero_count(otp, field) and count_verdict(otp, field) == "wrong":
            stored, true = stored_zero_count(otp, field)
            found.append(f"{field.name}: {true} zero bits, the count says {stored}")
    for name in COUNTERS:
        problem = counter(otp, name)[1]
        if problem:
            found.append(f"{name}: {problem}")
    if any(value(otp, "bl1_2_image_hash")) and any(value(otp, "bl1_2_image")) and \
            hashlib.sha256(value(otp, "bl1_2_image")).digest() != value(otp, "bl1_2_image_hash"):
        found.append("bl1_2_image: SHA-256 is not bl1_2_image_hash")
    if any(otp[USED_BYTES:]):
        first = next(i for i in range(USED_BYTES, OTP_BYTES) if otp[i])
        found.append(f"unused: not blank, first at {first:#06x}")
    return found


def shown(otp, field, secrets):
    """The value of a field as text."""
    data = otp[field.offset:field.offset + field.size]
    if field.kind == "word":
        return f"{struct.unpack('<I', data)[0]:#010x}"
    if not any(data):
        return "blank"
    if field.kind == "image":
        return f"sha256 {hashlib.sha256(data).hexdigest()}"
    if field.kind == "secret" and not secrets:
        return "erased" if set(data) == {0xFF} else "set"
    text = data.rstrip(b"\0")
    if field.kind == "text" and text.isascii() and text.decode("ascii").isprintable():
        return f'"{text.decode("ascii")}"'
    return data.hex()


def report(otp, secrets=False):
    """All of it as plain data, in the order of the OTP."""
    fields = []
    for field in FIELDS:
        row = {"name": field.name, "offset": field.offset, "size": field.size, "value": shown(otp, field, secrets)}
        if stored_zero_count(otp, field):
            stored, true = stored_zero_count(otp, field)
            row["zero_count"] = {"stored": stored, "true": true, "verdict": count_verdict(otp, field)}
        if field.name in COMMITS:
            row["counts"] = {key: {"committed": value(otp, field.name)[i], "true": zero_bits(value(otp, key))}
                             for i, key in enumerate(COMMITS[field.name])}
        fields.append(row)
    for name, offset in COUNTERS.items():
        count, problem = counter(otp, name)
        fields.append({"name": name, "offset": offset, "size": 4 * COUNTER_LIMIT,
                       "value": problem or count, "limit": COUNTER_LIMIT})
    fields.append({"name": "unused", "offset": USED_BYTES, "size": OTP_BYTES - USED_BYTES,
                   "value": "not blank" if any(otp[USED_BYTES:]) else "blank"})
    return {"lifecycle": lifecycle(otp), "tp_mode": tp_mode(otp), "gppc": word_value(otp, "cm_config_2") >> 8 & 0xFFFF,
            "fields": sorted(fields, key=lambda row: row["offset"]), "findings": findings(otp)}


def lines(result):
    """The report as text."""
    yield f"life cycle {result['lifecycle']}, TP mode {result['tp_mode']}, GPPC {result['gppc']:#06x}"
    yield f"{'offset':<8}{'field':<26}{'zero bits':<22}value"
    for row in result["fields"]:
        count, text = row.get("zero_count"), row["value"]
        counted_text = f"{count['true']}, stored {count['stored']}: {count['verdict']}" if count else ""
        if "limit" in row:
            text = f"{text} of {row['limit']}" if isinstance(text, int) else f"CORRUPT, {text}"
        for key, counts in row.get("counts", {}).items():
            text += f"  {key} {counts['committed']}/{counts['true']}"
        yield f"0x{row['offset']:04x}  {row['name']:<26}{counted_text:<22}{text}"
    for finding in result["findings"]:
        yield f"INCONSISTENT {finding}"
    yield f"{len(result['findings'])} points do not fit" if result["findings"] else "everything fits"


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--secrets", action="store_true", help="print keys instead of 'set'")
    parser.add_argument("--json", action="store_true", help="the same as JSON")
    parser.add_argument("file", type=Path, help=f"OTP file of {OTP_BYTES} bytes")
    options = parser.parse_args(argv)
    try:
        result = report(read(options.file), options.secrets)
    except OtpError as error:
        print(f"otp_dump: {error}", file=sys.stderr)
        return EXIT_UNREADABLE
    except OSError as error:
        print(f"otp_dump: {options.file}: {error.strerror}", file=sys.stderr)
        return EXIT_UNREADABLE
    print(json.dumps(result, indent=2) if options.json else "\n".join(lines(result)))
    return EXIT_INCONSISTENT if result["findings"] else EXIT_FITS


if __name__ == "__main__":
    sys.exit(main())
