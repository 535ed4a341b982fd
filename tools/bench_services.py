# SPDX-License-Identifier: BSD-3-Clause
"""What a small call of a service costs, from the trace that tools/bench.py has of a boot with spm_bench's partitions.

service.<name>.instructions         from lap to lap of a client of the Application RoT at level 2: partition switches, all nested calls
service.<name>.crypto_instructions  of these, in Mbed TLS's code
service.<name>.spm_instructions     in the partition manager: each call and each vector that is read or written
service.<name>.other_instructions   the rest, the services and the client's stub; OTHER_LIMIT is an error
Moving and clearing bytes (memcpy and its like) counts for the code that asked for it.
service.<name>.wire_bytes           of request and reply between AP and RSS: embed, and pointer_wire_bytes by pointer access (the data then
                                    stays in the AP's memory); from the message formats in interface/comms/

The laps are partitions/spm_bench/bench_client.c's bench_lap_service_<name>; of eight, the one with the fewest instructions counts.
"""
import re
from bisect import bisect_right

LAP = re.compile(r"bench_lap_service_(\w+)")
OTHER_LIMIT = 2000
# whose code it is, by the object file
OWNERS = {"crypto": re.compile(r"/mbedtls/library/"), "spm": re.compile(r"^spm/CMakeFiles/(?:tfm_s|\w+_l\d)\.dir/(?!__|.*/site-packages/)")}
MOVERS = re.compile(r"mem(cpy|move|set|cmp)|__aeabi_mem\w+")    # count for the code that entered them
SECTION = re.compile(r"^ (\.text\S*)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S+)$", re.M)
EMBED_REQUEST, EMBED_REPLY, POINTER_REQUEST, POINTER_REPLY = 20, 16, 60, 24
PACK = 48                                           # in[0] of a crypto call
# name: (inputs, outputs) in bytes, as the AP sends them
VECTORS = {
    "extend": ((32, 32, 0, 32), ()), "read": ((3,), (44, 64, 64)), "random_32": ((PACK,), (32,)), "hash_64": ((PACK, 64), (32,)),
    "mac_64": ((PACK, 64), (32,)), "aead_64": ((PACK, 64, 16), (80,)),
}


def owned_ranges(map_text):
    """[(first, end, owner)], ordered, of the code of OWNERS, from the linker's map."""
    text = re.sub(r"^ (\.text\S+)\n\s+0x", r" \1 0x", map_text, flags=re.M)
    found = ((int(m[2], 16), int(m[3], 16), owner) for m in SECTION.finditer(text) for owner, of in OWNERS.items() if of.search(m[4]))
    return sorted((first, first + size, owner) for first, size, owner in found if first and size)


def count_by_owner(addresses, owned, movers):
    """{owner or "other": instructions}; movers count for whom they were entered from."""
    ranges = sorted([*owned, *((first, end, "") for first, end in movers)])
    starts = [first for first, _, _ in ranges]
    counts, owner = {**dict.fromkeys(OWNERS, 0), "other": 0}, "other"
    for address in addresses:
        place = bisect_right(starts, address) - 1
        here = ranges[place][2] if place >= 0 and address < ranges[place][1] else "other"
        owner = here or owner
        counts[owner] += 1
    return counts


def laps_of(trace):
    """{name: [instructions of one lap, ...]}: from a lap function to the next one, whichever it is."""
    starts = sorted((place, m[1] if (m := LAP.fullmatch(name)) else None)
                    for name in trace.functions if name.startswith("bench_lap_") for place in trace.calls(name))
    laps = {}
    for (place, name), (following, _) in zip(starts, starts[1:]):
        if name:
            laps.setdefault(name, []).append(trace.addresses[place:following])
    return laps


def wire_figures(name, inputs, outputs):
    return {f"service.{name}.wire_bytes": EMBED_REQUEST + sum(inputs) + EMBED_REPLY + sum(outputs),
            f"service.{name}.pointer_wire_bytes": POINTER_REQUEST + POINTER_REPLY}


def service_figures(trace, map_text):
    owned = owned_ranges(map_text)
    movers = [bounds for name, bounds in trace.functions.items() if MOVERS.fullmatch(name.split(".")[0])]
    figures = {}
    for name, laps in sorted(laps_of(trace).items()):
        lap = min(laps, key=len)
        counts = count_by_owner(lap, owned, movers)
        figures.update({f"service.{name}.instructions": len(lap), **{f"service.{name}.{owner}_instructions": n for owner, n in counts.items()},
                        **wire_figures(name, *VECTORS[name])})
    return figures


def over_limit(figures):
    return [f"{name} is {n}, the limit {OTHER_LIMIT}" for name, n in figures.items() if name.startswith("service.")
            and name.endswith(".other_instructions") and n > OTHER_LIMIT]
