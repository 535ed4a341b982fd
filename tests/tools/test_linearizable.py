# SPDX-License-Identifier: BSD-3-Clause
"""The checker of the load test refuses what no serial order explains, and the trace is read as what it says."""
import itertools
import random
import struct
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "load"))

import linearizable  # noqa: E402
import wire  # noqa: E402
from linearizable import ADD, GET, PUT, SWAP, Call  # noqa: E402


def made(*rows, key=0):
    """Calls of (op, value, answer, invoked, answered), each of a client of its own."""
    return [Call(f"c{n}", op, key, value, answer, invoked, answered) for n, (op, value, answer, invoked, answered) in enumerate(rows)]


GOOD = {
    "one after another": made((PUT, 5, 0, 0, 1), (GET, 0, 5, 2, 3), (ADD, 2, 5, 4, 5), (SWAP, 9, 7, 6, 7), (GET, 0, 9, 8, 9)),
    "read before a write that began earlier": made((PUT, 5, 0, 0, 3), (GET, 0, 0, 1, 2)),
    "answered in another order than done": made((ADD, 1, 1, 0, 9), (ADD, 1, 0, 1, 8), (GET, 0, 2, 10, 11)),
    "sum wraps": made((PUT, 0x7FF, 0, 0, 1), (ADD, 2, 0x7FF, 2, 3), (GET, 0, 1, 4, 5)),
}
WRONG = {
    "old value after a write has ended": made((PUT, 5, 0, 0, 1), (GET, 0, 0, 2, 3)),
    "update that is lost": made((ADD, 1, 0, 0, 3), (ADD, 1, 0, 1, 2)),
    "value from the future": made((GET, 0, 5, 0, 1), (PUT, 5, 0, 2, 3)),
    "value of nobody": made((PUT, 5, 0, 0, 3), (GET, 0, 6, 1, 2)),
    "two readers see two writes in two orders": made((PUT, 1, 0, 0, 9), (PUT, 2, 0, 1, 9.5), (GET, 0, 1, 2, 3), (GET, 0, 2, 4, 5), (GET, 0, 1, 6, 7)),
    "a write that answers": made((PUT, 5, 1, 0, 1)),
}


@pytest.mark.parametrize("calls", GOOD.values(), ids=GOOD)
def test_explained(calls):
    assert linearizable.check(calls) == []


@pytest.mark.parametrize("calls", WRONG.values(), ids=WRONG)
def test_refused(calls):
    assert len(linearizable.check(calls)) == 1


def test_registers_are_apart():
    wrong = WRONG["update that is lost"]
    assert linearizable.check(GOOD["sum wraps"] + [c._replace(key=1) for c in wrong]) != []
    assert linearizable.check([c._replace(key=n) for n, c in enumerate(wrong)]) == []


def any_order_explains(calls):
    """The definition, tried out: every order that keeps what came after an answer behind it."""
    for order in itertools.permutations(calls):
        if any(b.answered < a.invoked for i, a in enumerate(order) for b in order[i + 1:]):
            continue
        state, good = 0, True
        for c in order:
            answer, state = linearizable.step(state, c)
            good = good and answer == c.answer
        if good:
            return True
    return False


def random_history(chance):
    """Five calls whose answers come from a register, and of which every second time one is changed."""
    state, moment, calls = 0, 0, []
    for n in range(5):
        moment += 10
        c = Call(f"c{n}", chance.randrange(4), 0, chance.randrange(3), 0, moment - chance.randrange(30) - n / 10, moment + chance.randrange(30) + n / 10)
        answer, state = linearizable.step(state, c)
        calls.append(c._replace(answer=answer))
    if chance.random() < 0.5:
        n = chance.randrange(5)
        calls[n] = calls[n]._replace(answer=chance.randrange(4))
    return calls


def test_agrees_with_the_definition():
    chance = random.Random(4)
    verdicts = []
    for _ in range(400):
        calls = random_history(chance)
        verdicts.append(any_order_explains(calls))
        assert (linearizable.check(calls) == []) == verdicts[-1], calls
    assert 50 < sum(verdicts) < 350


def test_who_met():
    calls = [c._replace(client=client) for c, client in zip(GOOD["answered in another order than done"], ("ap", "scp", "ns"))]
    assert linearizable.most_under_way(calls) == 2
    assert linearizable.pairs_that_met(calls) == {("ap", "scp")}


def write(address, value):
    return f"memory_region_ops_write cpu 1 mr 0x55 addr 0x{address:x} value 0x{value:x} size 4 name 'rss-mhu-sender'"


def message_lines(frame, data):
    words = (len(data), *struct.unpack(f"<{len(data) // 4}I", data))
    return [write(frame + 0x20 * n + 0x0C, word) for n, word in enumerate(words)] + [write(frame + 0x20 * 30 + 0x0C, 1234)]


def exchange(client, sequence, type_, answer, handle=wire.LOAD_HANDLE):
    """(request, reply, reply taken) as a trace has them."""
    sender, receiver, rss_sender = wire.MAILBOXES[client]
    request = message_lines(sender, struct.pack("<BBHIII", 0, sequence, 1, handle, type_ << 16 | 0x101, 4))
    reply = message_lines(rss_sender, struct.pack("<BBHiI", 0, sequence, 1, answer, 4))
    return request, reply, [write(receiver + 0x20 * n + 0x08, 0xFFFFFFFF) for n in range(31)]


def test_trace_is_read():
    ap = exchange("ap", 7, ADD << 13 | 2 << 11 | 0x123, 0x45)
    scp = exchange("scp", 7, GET << 13, 3)
    ns = [write(wire.SYST_RVR, PUT << 13 | 9)], [write(wire.SYST_RVR, wire.END)]
    lines = [*ap[0], *scp[0], *ns[0], *scp[1], *ns[1], "something else", *scp[2], *ap[1], *ap[2]]
    calls = wire.history(lines)
    assert [c[:5] for c in calls] == [("ns", PUT, 0, 9, 0), ("scp", GET, 0, 0, 3), ("ap", ADD, 2, 0x123, 0x45)]
    assert [(c.invoked, c.answered) for c in calls if c.client == "ap"] == [(len(ap[0]) - 1, len(lines) - 1)]


def test_other_calls_are_left_out():
    assert wire.history([line for part in exchange("ap", 1, GET << 13, 0, handle=0x40000105) for line in part]) == []


@pytest.mark.parametrize("lines, text", [
    (exchange("ap", 1, GET << 13, 0)[0], "ap: calls without an answer"),
    (2 * exchange("ap", 1, GET << 13, 0)[0], "ap: sequence number 1 is under way twice"),
    ([line for part in exchange("scp", 1, GET << 13, -131) for line in part], "scp: call 0x0 was answered -131"),
    ([write(wire.SYST_RVR, GET << 13), write(wire.SYST_RVR, wire.WRONG)], "ns: wrong answer"),
])
def test_what_is_no_exchange(lines, text):
    with pytest.raises(wire.WireError, match=text):
        wire.history(lines)
