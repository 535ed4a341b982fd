# SPDX-License-Identifier: BSD-3-Clause
"""The history of the load test, from QEMU's trace of register writes: it has those of all cores in one order.

AP and SCP: what they write into their MHU sender is the request, what the RSS writes into its own is the reply; a call begins when
the request is rung and ends when its client has cleared the channels of the reply. Non-secure state of the RSS: ns_app/load.c writes
begin and end to SYST_RVR.
"""
import re
import struct

from linearizable import Call

TRACE = "memory_region_ops_write"
WRITE = re.compile(r"memory_region_ops_write cpu \d+ mr \S+ addr 0x(\w+) value 0x(\w+)")
CHANNEL_BYTES, CH_CLR, CH_SET = 0x20, 0x08, 0x0C
LAST_CHANNEL = 30                       # the hand-shake's, of the 31 that the machine has when not told otherwise
LOAD_HANDLE = 0x4000011B                # interface/load/registers.h
OP_SHIFT, KEY_SHIFT = 13, 11
SYST_RVR, END, WRONG = 0xE000E014, 0x800000, 0xFFFFFF

# client: sender and receiver frame as it sees them, sender frame of the RSS to it
MAILBOXES = {"ap": (0x2A840000, 0x2A850000, 0x50160000), "scp": (0x45430000, 0x45440000, 0x501A0000)}


class WireError(Exception):
    """What was written is no exchange of the load test. One line of text."""


class Sender:
    """Words in the channels of one sender frame; the load's messages take one round."""

    def __init__(self):
        self.words = {}

    def set(self, channel, value):
        """The message, when this write rings; else None."""
        if channel != LAST_CHANNEL:
            self.words[channel] = value
            return None
        size = self.words.pop(0)
        words = [self.words.get(n, 0) for n in range(1, (size + 3) // 4 + 1)]
        self.words = {}
        return struct.pack(f"<{len(words)}I", *words)[:size]


class Mailbox:
    """Calls of one client, by sequence number."""

    def __init__(self, client):
        self.client, self.request, self.reply = client, Sender(), Sender()
        self.invoked = {}               # sequence number -> (place, type)
        self.answer = None              # (sequence number, status) of the reply that is in the channels

    def sent(self, place, channel, value):
        message = self.request.set(channel, value)
        if message is None:
            return
        _, sequence, _, handle, ctrl = struct.unpack_from("<BBHII", message)
        if handle == LOAD_HANDLE:
            if sequence in self.invoked:
                raise WireError(f"{self.client}: sequence number {sequence} is under way twice")
            self.invoked[sequence] = (place, ctrl >> 16)

    def replied(self, channel, value):
        message = self.reply.set(channel, value)
        if message is not None:
            _, sequence, _, status = struct.unpack_from("<BBHi", message)
            self.answer = (sequence, status)

    def taken(self, place, channel):
        """The call whose reply the client has cleared, or None."""
        if self.answer is None or channel != LAST_CHANNEL or self.answer[0] not in self.invoked:
            return None
        (sequence, status), self.answer = self.answer, None
        invoked, type_ = self.invoked.pop(sequence)
        return call(self.client, type_, status, invoked, place)


def call(client, type_, answer, invoked, answered):
    if answer < 0:
        raise WireError(f"{client}: call {type_:#x} was answered {answer}")
    return Call(client, type_ >> OP_SHIFT, type_ >> KEY_SHIFT & 3, type_ & ((1 << KEY_SHIFT) - 1), answer, invoked, answered)


def history(lines):
    """Every complete call, in the order of the answers."""
    mailboxes = {client: Mailbox(client) for client in MAILBOXES}
    frames = {frame: (client, kind) for client, bases in MAILBOXES.items() for kind, frame in enumerate(bases)}
    calls, ns_begin = [], None
    for place, line in enumerate(lines):
        found = WRITE.match(line)
        if not found:
            continue
        address, value = int(found[1], 16), int(found[2], 16)
        if address == SYST_RVR and value == WRONG:
            raise WireError("ns: wrong answer")
        if address == SYST_RVR and value & END:
            calls.append(call("ns", ns_begin[1], value & ~END, ns_begin[0], place))
        elif address == SYST_RVR:
            ns_begin = (place, value)
        if address & ~0xFFF not in frames:
            continue
        client, kind = frames[address & ~0xFFF]
        channel, register = divmod(address & 0xFFF, CHANNEL_BYTES)
        if kind == 0 and register == CH_SET:
            mailboxes[client].sent(place, channel, value)
        elif kind == 1 and register == CH_CLR:
            done = mailboxes[client].taken(place, channel)
            calls += [done] if done else []
        elif kind == 2 and register == CH_SET:
            mailboxes[client].replied(channel, value)
    left = [c for c, m in mailboxes.items() if m.invoked]
    if left:
        raise WireError(f"{', '.join(left)}: calls without an answer")
    return calls
