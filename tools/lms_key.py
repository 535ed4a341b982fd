#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make and use a stateful LMS key (RFC 8554, LMS_SHA256_M32_H10 with LMOTS_SHA256_N32_W8, one level).

    tools/lms_key.py genkey /tmp/dev          # /tmp/dev.prv (secret, with state), /tmp/dev.pub, /tmp/dev.tree (cache)
    tools/lms_key.py sign /tmp/dev README.md /tmp/readme.sig
    tools/lms_key.py verify /tmp/dev README.md /tmp/readme.sig
    tools/lms_key.py info /tmp/dev
    tools/lms_key.py genkey --development /tmp/dev    # a key that a production ROM refuses: marked in its identifier

.prv and .pub are the files of the hsslms command of pyhsslms 2.0.0, which reads and continues them. That tool computes
the whole tree anew at every signature, so the tree is kept beside the key here (it holds public nodes only).
A leaf signs once: the next leaf number is on disk before a signature leaves this program. 1024 signatures a key.
"""
import argparse
import contextlib
import fcntl
import hashlib
import os
import secrets
import struct
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

LMS_TYPE, OTS_TYPE = 6, 4
HEIGHT, LEAVES = 10, 1 << 10
DIGITS, DIGIT_MAX = 34, 255
NODE_BYTES = 32
SIGNATURE_BYTES = 1452
PUBLIC_KEY_BYTES = 56
PRIVATE_FILE_BYTES = 72
PADDING_V2 = bytes.fromhex("11111111")  # pyhsslms 2.x: "new layout follows"
DEVELOPMENT_MARKER = b"RSS-DEV\0"        # first bytes of the identifier I of a development key, and of no other
KEY_ID_BYTES = 16
U8 = [bytes([j]) for j in range(256)]


class LmsError(Exception):
    """One line for the user."""


def sha256(data):
    return hashlib.sha256(data).digest()


def chain(prefix, start, stop, value):
    """Winternitz chain: value as after step start-1, result as after step stop-1."""
    for j in range(start, stop):
        value = sha256(prefix + U8[j] + value)
    return value


def private_element(key_id, seed, q, i):
    """RFC 8554, Appendix A."""
    return sha256(key_id + struct.pack(">IHB", q, i, 0xFF) + seed)


def leaf_node(arguments):
    """Node LEAVES + q of the tree: hash of the one-time public key."""
    key_id, seed, q = arguments
    prefixes = [key_id + struct.pack(">IH", q, i) for i in range(DIGITS)]
    ends = (chain(prefix, 0, DIGIT_MAX, private_element(key_id, seed, q, i)) for i, prefix in enumerate(prefixes))
    public = sha256(key_id + struct.pack(">IH", q, 0x8080) + b"".join(ends))
    return sha256(key_id + struct.pack(">IH", LEAVES + q, 0x8282) + public)


def inner_node(key_id, number, left, right):
    return sha256(key_id + struct.pack(">IH", number, 0x8383) + left + right)


def compute_tree(key_id, seed, processes=2):
    """All nodes; element r is node r of the RFC (1 is the root, 0 is unused)."""
    nodes = [bytes(NODE_BYTES)] * (2 * LEAVES)
    with ProcessPoolExecutor(processes) as pool:
        nodes[LEAVES:] = pool.map(leaf_node, [(key_id, seed, q) for q in range(LEAVES)], chunksize=32)
    for r in reversed(range(1, LEAVES)):
        nodes[r] = inner_node(key_id, r, nodes[2 * r], nodes[2 * r + 1])
    return nodes


def message_digits(key_id, q, randomizer, message):
    digest = sha256(key_id + struct.pack(">IH", q, 0x8181) + randomizer + message)
    return digest + struct.pack(">H", sum(DIGIT_MAX - d for d in digest))


def public_key(key_id, nodes):
    return struct.pack(">II", LMS_TYPE, OTS_TYPE) + key_id + nodes[1]


def sign(key_id, seed, q, nodes, message, randomizer):
    """The 1452-byte signature of one leaf. The caller owns the state: a leaf must never sign twice."""
    digits = message_digits(key_id, q, randomizer, message)
    elements = (chain(key_id + struct.pack(">IH", q, i), 0, digits[i], private_element(key_id, seed, q, i))
                for i in range(DIGITS))
    path = (nodes[((LEAVES + q) >> level) ^ 1] for level in range(HEIGHT))
    return (struct.pack(">II", q, OTS_TYPE) + randomizer + b"".join(elements) +
            struct.pack(">I", LMS_TYPE) + b"".join(path))


def verify(public, message, signature):
    """True when the signature is this public key's (56 bytes, without the HSS level) for the message."""
    if len(public) != PUBLIC_KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    q, ots_type = struct.unpack_from(">II", signature)
    lms_type, = struct.unpack_from(">I", signature, 1128)
    if struct.unpack_from(">II", public) != (LMS_TYPE, OTS_TYPE) or (lms_type, ots_type) != (LMS_TYPE, OTS_TYPE) \
            or q >= LEAVES:
        return False
    key_id = public[8:24]
    digits = message_digits(key_id, q, signature[8:40], message)
    ends = (chain(key_id + struct.pack(">IH", q, i), digits[i], DIGIT_MAX, signature[40 + 32 * i:72 + 32 * i])
            for i in range(DIGITS))
    node = sha256(key_id + struct.pack(">IH", q, 0x8080) + b"".join(ends))
    number = LEAVES + q
    node = sha256(key_id + struct.pack(">IH", number, 0x8282) + node)
    for level in range(HEIGHT):
        sibling = signature[1132 + 32 * level:1164 + 32 * level]
        node = inner_node(key_id, number // 2, *((sibling, node) if number & 1 else (node, sibling)))
        number //= 2
    return node == public[24:]


# Files

def file_of(name, suffix):
    return Path(f"{name}{suffix}")


def read_bytes(path, size, what):
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LmsError(f"{path}: {error.strerror}") from None
    if len(data) != size:
        raise LmsError(f"{path}: {len(data)} bytes, {what} has {size}")
    return data


def write_durably(path, data, mode=0o644):
    """Replace the file in one step; when this returns, the new contents survive a power cut."""
    temporary = path.with_name(path.name + ".new")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


@contextlib.contextmanager
def locked(name):
    """One process at a time: two signers would use one leaf."""
    with open(file_of(name, ".lock"), "w", encoding="ascii") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def pack_private(key_id, seed, q):
    key = struct.pack(">II", LMS_TYPE, OTS_TYPE) + seed + key_id + struct.pack(">I", q)
    return struct.pack(">I", 1) + PADDING_V2 + struct.pack(">I", len(key)) + key


def read_private(name):
    """(key_id, seed, next q)"""
    path = file_of(name, ".prv")
    data = read_bytes(path, PRIVATE_FILE_BYTES, "a one-level private key of pyhsslms 2.x")
    levels, padding, size, lms_type, ots_type = struct.unpack_from(">I4sIII", data)
    if (levels, padding, size, lms_type, ots_type) != (1, PADDING_V2, 60, LMS_TYPE, OTS_TYPE):
        raise LmsError(f"{path}: not a one-level LMS_SHA256_M32_H10 / LMOTS_SHA256_N32_W8 key of pyhsslms 2.x")
    return data[52:68], data[20:52], struct.unpack_from(">I", data, 68)[0]


def read_public(path):
    """The 56-byte public key of a .pub file (the level count in front is dropped)."""
    data = read_bytes(Path(path), 4 + PUBLIC_KEY_BYTES, "a one-level public key file")
    if struct.unpack_from(">III", data) != (1, LMS_TYPE, OTS_TYPE):
        raise LmsError(f"{path}: not a one-level LMS_SHA256_M32_H10 / LMOTS_SHA256_N32_W8 public key")
    return data[4:]


def write_public(name, key_id, nodes):
    write_durably(file_of(name, ".tree"), b"".join(nodes))
    write_durably(file_of(name, ".pub"), struct.pack(">I", 1) + public_key(key_id, nodes))


def is_development(public):
    return public[8:].startswith(DEVELOPMENT_MARKER)


def new_key_id(development):
    marker = DEVELOPMENT_MARKER if development else b""
    key_id = marker + secrets.token_bytes(KEY_ID_BYTES - len(marker))
    return key_id if development or not key_id.startswith(DEVELOPMENT_MARKER) else new_key_id(development)


def generate(name, development=False):
    """Make a key. An existing private key is kept, with its state: only what follows from it is written again."""
    with locked(name):
        if file_of(name, ".prv").exists():
            key_id, seed, _ = read_private(name)
        else:
            key_id, seed = new_key_id(development), secrets.token_bytes(32)
            write_durably(file_of(name, ".prv"), pack_private(key_id, seed, 0), 0o600)
        write_public(name, key_id, compute_tree(key_id, seed))


def read_tree(name, key_id, seed, public):
    """The kept tree if it belongs to the public key, a new one otherwise."""
    path = file_of(name, ".tree")
    data = path.read_bytes() if path.exists() else b""
    nodes = [data[i:i + NODE_BYTES] for i in range(0, len(data), NODE_BYTES)]
    if len(nodes) == 2 * LEAVES and public_key(key_id, nodes) == public:
        return nodes
    nodes = compute_tree(key_id, seed)
    if public_key(key_id, nodes) != public:
        raise LmsError(f"{file_of(name, '.pub')}: not the public key of {file_of(name, '.prv')}")
    write_durably(path, b"".join(nodes))
    return nodes


def sign_next(name, message):
    """Sign with the next leaf, which is marked as used on disk first; the result is checked against the .pub file."""
    with locked(name):
        key_id, seed, q = read_private(name)
        if q >= LEAVES:
            raise LmsError(f"{file_of(name, '.prv')}: all {LEAVES} signatures are used, make a new key")
        public = read_public(file_of(name, ".pub"))
        nodes = read_tree(name, key_id, seed, public)
        write_durably(file_of(name, ".prv"), pack_private(key_id, seed, q + 1), 0o600)
    signature = sign(key_id, seed, q, nodes, message, secrets.token_bytes(32))
    if not verify(public, message, signature):
        raise LmsError(f"{name}: signature of leaf {q} does not verify with {file_of(name, '.pub')}")
    return signature


def run(options):
    if options.command == "genkey":
        generate(options.name, options.development)
    elif options.command == "info":
        print(f"leaves used {read_private(options.name)[2]} of {LEAVES}, "
              f"public key {read_public(file_of(options.name, '.pub')).hex()}")
    elif options.command == "sign":
        Path(options.signature).write_bytes(sign_next(options.name, Path(options.file).read_bytes()))
    elif not verify(read_public(file_of(options.name, ".pub")), Path(options.file).read_bytes(),
                    Path(options.signature).read_bytes()):
        raise LmsError(f"{options.signature}: not a signature of {options.file} by {options.name}")


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for command, purpose in (("genkey", "make NAME.prv, NAME.pub"), ("info", "leaves used, public key"),
                             ("sign", "sign FILE"), ("verify", "check a signature of FILE")):
        sub = commands.add_parser(command, help=purpose)
        sub.add_argument("name", help="key files without suffix")
        if command == "genkey":
            sub.add_argument("--development", action="store_true", help="mark it; a production ROM refuses it")
        if command in ("sign", "verify"):
            sub.add_argument("file")
            sub.add_argument("signature", help=f"{SIGNATURE_BYTES}-byte LMS signature, without HSS prefix")
    try:
        run(parser.parse_args(argv))
    except (LmsError, OSError) as error:
        print(f"lms_key: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
