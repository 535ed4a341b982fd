# SPDX-License-Identifier: BSD-3-Clause
"""Is there a serial order that explains a history of calls to registers?

A call takes effect at one moment between its invocation and its response. The history is explained when such moments can be chosen
so that every answer is the one that a register gives when the calls are made one after another in that order.

Events are looked at in order, with every set of calls that may have taken effect so far, and what the register then holds: when a
call's response comes, it must have taken effect (G. Lowe, "Testing for linearizability", 2016: just-in-time linearization). Each
register is looked at alone: a history is linearizable when that of each object is (Herlihy and Wing, 1990).
"""
from collections import namedtuple

GET, PUT, SWAP, ADD = range(4)          # interface/load/registers.h
VALUE_MASK = 0x7FF

# invoked, answered: places in the order of all events; no two are equal
Call = namedtuple("Call", "client op key value answer invoked answered")


def step(state, call):
    """(answer, new state) of a register that is called."""
    if call.op == GET:
        return state, state
    if call.op == PUT:
        return 0, call.value
    if call.op == SWAP:
        return state, call.value
    return state, (state + call.value) & VALUE_MASK


def effects(configurations, pending, calls, wanted):
    """Configurations (state, calls without response that took effect) in which the call `wanted` took effect."""
    done, seen, todo = set(), set(configurations), list(configurations)
    while todo:
        state, effective = todo.pop()
        if wanted in effective:
            done.add((state, effective - {wanted}))
            continue
        for n in pending - effective:
            answer, after = step(state, calls[n])
            following = (after, effective | {n})
            if answer == calls[n].answer and following not in seen:
                seen.add(following)
                todo.append(following)
    return done


def unexplained(calls, start=0):
    """None, or the first call of one register whose answer no serial order explains."""
    events = sorted([(c.invoked, n, False) for n, c in enumerate(calls)] + [(c.answered, n, True) for n, c in enumerate(calls)])
    configurations, pending = {(start, frozenset())}, frozenset()
    for _, n, is_answer in events:
        if not is_answer:
            pending |= {n}
            continue
        configurations = effects(configurations, pending, calls, n)
        pending -= {n}
        if not configurations:
            return calls[n]
    return None


def check(calls):
    """The first unexplained call of each register that has one."""
    keys = sorted({c.key for c in calls})
    return [bad for key in keys if (bad := unexplained([c for c in calls if c.key == key]))]


def most_under_way(calls):
    """How many calls were under way at the same time at most."""
    changes = sorted([(c.invoked, 1) for c in calls] + [(c.answered, -1) for c in calls])
    most = now = 0
    for _, change in changes:
        now += change
        most = max(most, now)
    return most


def pairs_that_met(calls):
    """Pairs of clients of which each had a call under way while the other had."""
    met, under_way = set(), {}
    events = sorted([(c.invoked, 1, c.client) for c in calls] + [(c.answered, -1, c.client) for c in calls])
    for _, change, client in events:
        under_way[client] = under_way.get(client, 0) + change
        if change > 0:
            met |= {tuple(sorted((client, other))) for other, n in under_way.items() if n and other != client}
    return met
