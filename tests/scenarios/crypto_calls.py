# SPDX-License-Identifier: BSD-3-Clause
"""Calls of the Crypto service as bytes, typed from services.md 3.2 on purpose: the wire format is the test's own.

host/ap_calls plays the list from the application processor and prints each status and output.
"""
import re
import struct

import images
from scenario import Scenario

CALLS_OFFSET, CALLS_ROOM = 0x7000, 0x16000       # behind the image's code, from its first byte
NO_CALL = 0xFFFF
(RANDOM, KEY, HASH, MAC, CIPHER, AEAD, SIGN, CRYPT, DERIVE) = range(9)
GET_ATTRIBUTES, IMPORT, DESTROY, EXPORT, EXPORT_PUBLIC = 0, 4, 5, 6, 7
AES, HMAC, CHACHA20, DERIVE_KEY = 0x2400, 0x1100, 0x2004, 0x1200
ECC_PAIR, ECC_PUBLIC, X25519_PAIR, RSA_PAIR = 0x7112, 0x4112, 0x7141, 0x7001
USAGE_EXPORT, USAGE_ENCRYPT, USAGE_DECRYPT, USAGE_SIGN, USAGE_VERIFY, USAGE_DERIVE = 0x1, 0x100, 0x200, 0x1400, 0x2800, 0x4000
SHA = {"sha224": 0x02000008, "sha256": 0x02000009, "sha384": 0x0200000A, "sha512": 0x0200000B, "sha3_256": 0x02000011,
       "sha3_384": 0x02000012, "sha3_512": 0x02000013}


class Answer:
    def __init__(self, status, outputs):
        self.status, self.outputs = status, outputs


class Calls:
    """A list of calls; each method appends one and returns its number."""

    def __init__(self):
        self.records = []

    def call(self, group, function, inputs=(), outputs=(), key=0, alg=0, key_of=NO_CALL, handle_of=NO_CALL, step=0, nonce=b"",
             capacity=0, ad=0, text=0):
        pack = struct.pack("<6I16sIHH", key, alg, 0, capacity, ad, text, nonce, len(nonce), function << 8 | group, step)
        inputs, outputs = [*inputs, b"", b""][:2], [*outputs, 0, 0, 0][:3]
        record = pack + struct.pack("<8H", key_of, handle_of, *map(len, inputs), *outputs, 0)
        self.records.append(record + b"".join(data + bytes(-len(data) % 4) for data in inputs))
        return len(self.records) - 1

    def import_key(self, key_type, usage, alg, data):
        attributes = struct.pack("<HHIIII", key_type, 0, 0, 0, usage, alg)
        return self.call(KEY, IMPORT, [attributes, data], [4])

    def with_key(self, key_type, usage, alg, data, group, function, inputs, outputs, nonce=b""):
        """One call with a key of its own, which is destroyed afterwards; the call's number."""
        key = self.import_key(key_type, usage, alg, data)
        number = self.call(group, function, inputs, outputs, alg=alg, key_of=key, nonce=nonce)
        self.call(KEY, DESTROY, key_of=key)
        return number

    def encode(self):
        self.records[-1] = self.records[-1][:62] + b"\x01\0" + self.records[-1][64:]
        data = b"".join(self.records)
        assert len(data) <= CALLS_ROOM, "more calls than the image has room for"
        return data


def play(runner, build, calls, name, runtime="tfm_s_full"):
    """The answers, in the order of the calls."""
    ap, data = (build / "ap_calls_signed.bin").read_bytes()[:images.SLOT_BYTES], calls.encode()

    def behind(image):
        image.payload = image.payload.ljust(CALLS_OFFSET, b"\0") + data

    def change(flash):
        for slot in (0, 1):
            images.write_slot(flash, images.AP, slot, ap)
            images.resign(flash, images.AP, slot, behind)
            if runtime:
                images.write_slot(flash, images.S, slot, (build / f"{runtime}_signed.bin").read_bytes()[:images.SLOT_BYTES])
    answers = []
    with runner.machine(runner.prepare(Scenario(name, None, flash=change)), run_limit_ms=0) as machine:
        while True:
            match = machine.wait_for(r"call (\d+) (-?\d+)( .*)?$|PASS calls=(\d+)|FAIL", console="ap")
            if match[1] is None:
                break
            answers.append(Answer(int(match[2]), [bytes.fromhex(h) for h in re.findall(r"([0-9a-f]*)\.", match[3] or "")]))
    assert len(answers) == len(calls.records)
    return answers
