#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Size of each image against its limit, and the deepest stack that its call graph allows.

    tools/size.py --build build        (python of tools/setup: needs pyelftools)

Writes BUILD/size.json. "image" is what is stored: code, constants and initial values of data. The stack figure is the
deepest path from an entry point through the call graph that GCC writes with -fcallgraph-info=su. What that graph can't
tell is listed under the table, never guessed: calls through pointers come from tools/stack_calls.txt, assembly and
library functions too, and what is in neither is named as open. Exit status 1 when an image is over its limit.

Of the runtime: code and constants of the partition manager (spm/, without the tables made from manifests), and the deepest
stack of each partition beside its manifest's size: call path, two words of seal, one exception frame, and that of a first-level
interrupt handler with what it calls. Code and RAM of the whole runtime in each profile of the Crypto service, and of the
build's by component; medium has limits. "handlers" is the main stack: supervisor call, switch, interrupt, fault.
"""
import argparse
import json
import re
import sys
from collections import defaultdict, namedtuple
from pathlib import Path

from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile

import manifest

TOP = Path(__file__).resolve().parent.parent
KIB = 1024
# limit: three quarters of the peer for the boot stages, what fits (boot.md 2.2) for the rest; peer: TF-M 1.7.0, same platform,
# software crypto, -Os; it has no production ROM of its own
Image = namedtuple("Image", "limit_bytes peer_bytes")
IMAGES = {
    "bl1_1": Image(14000, 18772),
    "bl1_1_production": Image(14000, 18772),
    "bl1_2": Image(3450, 4620),
    "bl2": Image(19400, 25932),                     # with RSA
    "tfm_s": Image(0x80000, 129056),
}
BL2_SLOT_BYTES = 0x20000 - 0x800                    # less BL1's header: the limit with another signature scheme
CALLS_INTO = {"bl1_2": "bl1_1"}                     # functions of another image that is in memory with it
STACK_SECTION = re.compile(r"stack")
INDIRECT = "__indirect_call"
SPM_LIMIT_BYTES = 6800
SPM_OBJECT = re.compile(r"spm/CMakeFiles/tfm_s\.dir/(?!__|.*/site-packages/)")
ANY_LINE = re.compile(r"^ (\.(?:text|rodata|data|bss|shared|veneers|vectors)\S*)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S+)$", re.M)
MAP_LINE = re.compile(r"^ (\.(?:text|rodata)\S*)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S+)$", re.M)
HANDLERS = ("arch_svc", "arch_switch", "spm_irq_entry", "report_fault")
FRAME_BYTES = 36                                    # eight words and one for alignment
SEAL_BYTES = 8

Graph = namedtuple("Graph", "frames calls")         # function -> bytes; function -> set of called functions


def elf_sizes(path):
    """image, data (initialised), bss and reserved stack bytes of an ELF file, and its function symbols."""
    sizes = {"image": 0, "data": 0, "bss": 0, "stack": 0}
    with open(path, "rb") as f:
        elf = ELFFile(f)
        for section in elf.iter_sections():
            flags, bytes_ = section["sh_flags"], section["sh_size"]
            if not flags & SH_FLAGS.SHF_ALLOC:
                continue
            if section["sh_type"] != "SHT_NOBITS":
                sizes["image"] += bytes_
                sizes["data"] += bytes_ if flags & SH_FLAGS.SHF_WRITE else 0
            elif STACK_SECTION.search(section.name):
                sizes["stack"] += bytes_
            else:
                sizes["bss"] += bytes_
        table = elf.get_section_by_name(".symtab")
        functions = {s.name.split(".")[0] for s in table.iter_symbols() if s["st_info"]["type"] == "STT_FUNC"} if table else set()
    return sizes, functions


NODE = re.compile(r'node: \{ title: "([^"]+)" label: "([^"]*)"')
EDGE = re.compile(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"')
FRAME = re.compile(r"\\n(\d+) bytes \(([^)]+)\)")


def read_graph(texts):
    """Join GCC's call graph files. Static functions are named "file:function" there; dynamic frames are refused."""
    frames, calls, dynamic = {}, defaultdict(set), set()
    for text in texts:
        for title, label in NODE.findall(text):
            frame = FRAME.search(label)
            if frame:
                frames[title] = max(frames.get(title, 0), int(frame[1]))
                if frame[2] == "dynamic":           # "dynamic,bounded" is a bound; plain "dynamic" is not
                    dynamic.add(title)
        for source, target in EDGE.findall(text):
            calls[source].add(target)
    return Graph(frames, calls), dynamic


def read_annotations(text):
    """Lines "caller -> callee callee ..." for calls through pointers, "function = bytes" for frames GCC did not make.

    A caller may be "image:caller" when images differ, and may have several lines. Comments start with #.
    """
    targets, frames = {}, {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split("#")[0].strip()
        if not line:
            continue
        if "->" in line:
            caller, _, callees = line.partition("->")
            targets.setdefault(caller.strip(), []).extend(callees.split())
        elif "=" in line:
            function, _, size = line.partition("=")
            frames[function.strip()] = int(size)
        else:
            raise ValueError(f"line {number}: neither 'caller -> callees' nor 'function = bytes'")
    return targets, frames


def plain(title):
    """Function name of a call graph node, without what GCC adds to clones (.part.0, .constprop.1)."""
    return title.rpartition(":")[2].split(".")[0]


def worst_stack(graph, dynamic, entries, targets, extra_frames):
    """Deepest path from any of entries.

    Returns (bytes, path, problems); problems maps a kind to the names it concerns: "indirect" (a call through a
    pointer without annotation), "unmeasured" (no frame known, counted as 0), "recursive", "dynamic".
    """
    problems = defaultdict(set)
    done, active = {}, []
    by_name = defaultdict(set)
    for title in graph.frames:
        by_name[plain(title)].add(title)

    def resolve(name):
        return [name] if name in graph.frames else sorted(by_name.get(name, [])) or [name]

    def visit(title):
        if title in done:
            return done[title]
        if title in active:
            problems["recursive"].add(" -> ".join(map(plain, active[active.index(title):] + [title])))
            return 0, []
        active.append(title)
        frame = graph.frames.get(title, extra_frames.get(plain(title)))
        if frame is None:
            problems["unmeasured"].add(plain(title))
            frame = 0
        if title in dynamic:
            problems["dynamic"].add(plain(title))
        callees = set()
        for callee in graph.calls.get(title, ()):
            if callee != INDIRECT:
                callees.add(callee)
            elif plain(title) in targets:
                callees.update(t for name in targets[plain(title)] for t in resolve(name))
            else:
                problems["indirect"].add(plain(title))
        if title not in graph.calls and plain(title) in targets:        # assembly that calls C
            callees.update(t for name in targets[plain(title)] for t in resolve(name))
        deepest = max((visit(callee) for callee in sorted(callees)), key=lambda r: r[0], default=(0, []))
        active.pop()
        done[title] = frame + deepest[0], [plain(title)] + deepest[1]
        return done[title]

    best = max((visit(t) for entry in entries for t in resolve(entry)), key=lambda r: r[0], default=(0, []))
    return best[0], best[1], problems


def crypto_profile(build):
    return re.search(r"^RSS_CRYPTO_PROFILE:\w+=(\w+)$", (build / "CMakeCache.txt").read_text(), re.M)[1]


def call_graph_files(build, name):
    """The .ci files of a firmware target and of its copy of Mbed TLS; tests keep other builds beside the two folders."""
    targets = [name, f"{name}_mbedtls"]
    if name.startswith("tfm_s"):
        profile = crypto_profile(build)
        targets += [f"crypto_{profile}", f"crypto_{profile}_mbedtls"]
    return sorted(p for folder in ("boot", "spm") for target in targets
                  for p in build.glob(f"{folder}/**/CMakeFiles/{target}.dir/**/*.ci"))


def linked_graph(build, name, functions):
    graph, dynamic = read_graph(p.read_text() for p in call_graph_files(build, name))
    return Graph({t: b for t, b in graph.frames.items() if plain(t) in functions}, graph.calls), dynamic


def spm_code_bytes(map_text):
    """Bytes of the partition manager's own objects in the map of the runtime; what the linker dropped is at address 0."""
    joined = re.sub(r"^( \.\S+)\n +", r"\1 ", map_text, flags=re.M)
    return sum(int(size, 16) for _, address, size, path in MAP_LINE.findall(joined) if int(address, 16) and SPM_OBJECT.search(path))


def partition_stacks(build, annotations):
    """{partition or "handlers": (worst bytes, problems, entry)}; the manifest's size is the reader's to compare."""
    functions = elf_sizes(build / "tfm_s.elf")[1]
    linked, dynamic = linked_graph(build, "tfm_s", functions)
    targets, frames = annotations
    targets = {k: v for k, v in targets.items() if k in functions}
    stacks = {"handlers": worst_stack(linked, dynamic, HANDLERS, targets, frames)}
    for p in partitions():
        own = {**targets, "psa_sfn_run": [f for f in (p["entry_init"], *(f"{s['name'].lower()}_sfn" for s in p["services"])) if f]}
        entry = p["entry_point"] or f"{p['stem']}_thread"
        worst, path, problems = worst_stack(linked, dynamic, [entry], own, frames)
        flih = [f"{q['name'].lower()}_flih" for q in p["irqs"] if q["handling"] == "FLIH"]
        extra = FRAME_BYTES + worst_stack(linked, dynamic, flih, own, frames)[0] if flih else 0
        stacks[p["stem"]] = (worst + SEAL_BYTES + FRAME_BYTES + extra, path, problems)
    return stacks


PROFILES = ("small", "medium", "full")
RUNTIME_LIMITS = {"medium": (96800, 54700)}         # code and RAM: three quarters of TF-M 1.7.0 with software crypto
COMPONENTS = (                                      # first that fits the object's path in the map
    ("partition manager", r"spm/CMakeFiles/tfm_s\.dir/(?!__)|spm_tables"), ("crypto library", r"_mbedtls\.dir"),
    ("crypto service", r"crypto_\w+\.dir"), ("client calls", r"interface/client/"), ("attestation", r"attest|/cbor/|/cose/"),
    ("measured boot", r"measured_boot|/measure/"), ("platform service", r"partitions/platform/"),
    ("callers: mailbox, NS", r"partitions/ns_"), ("platform, drivers", r"__/platforms/|__/drivers/"),
    ("library, boot data", r"__/lib/|__/boot/|\.a\("))


def runtime_memory(build, name):
    """(code, RAM) of a runtime: what is stored, and what is kept in memory."""
    sizes = elf_sizes(build / f"{name}.elf")[0]
    return sizes["image"], sizes["data"] + sizes["bss"] + sizes["stack"]


def components(map_text):
    """{component: [code bytes, RAM bytes]} of a map; what the linker dropped is at address 0."""
    joined = re.sub(r"^( \.\S+)\n +", r"\1 ", map_text, flags=re.M)
    found = defaultdict(lambda: [0, 0])
    for section, address, size, path in ANY_LINE.findall(joined):
        if int(address, 16):
            name = next((name for name, pattern in COMPONENTS if re.search(pattern, path)), "others")
            found[name][0] += int(size, 16) if not section.startswith(".bss") else 0
            found[name][1] += int(size, 16) if not section.startswith((".text", ".rodata")) else 0
    return dict(found)


def profile_table(build):
    """Lines, and what is over its limit."""
    lines, over = [f"{'crypto profile':<22}{'code':>16}{'RAM':>16}"], []
    for profile in PROFILES:
        used, limits_ = runtime_memory(build, f"tfm_s_{profile}"), RUNTIME_LIMITS.get(profile, (0, 0))
        lines.append(f"{profile:<22}" + "".join(f"{f'{n:,}/{limit:,}' if limit else f'{n:,}':>16}" for n, limit in zip(used, limits_)))
        over += [f"profile {profile}: {n:,} bytes of {what}, the limit is {limit:,}"
                 for n, limit, what in zip(used, limits_, ("code", "RAM")) if limit and n > limit]
    found = components((build / "tfm_s.map").read_text())
    lines += [f"{'component':<22}{'code':>16}{'RAM':>16}"]
    lines += [f"{name:<22}{code:>16,}{ram:>16,}" for name, (code, ram) in sorted(found.items(), key=lambda c: -c[1][0])]
    return lines, over


def partitions():
    devices = manifest.read_devices(TOP / "platforms/rss/devices.yaml")
    return manifest.read_all(TOP / "partitions/manifest_list.yaml", devices, 1, ())[1]


def runtime_table(spm_bytes, stacks, sizes):
    yield f"partition manager: {spm_bytes:,}/{SPM_LIMIT_BYTES:,} bytes of code and constants"
    yield f"{'stack of':<14}{'worst/size':>16}"
    for name, (worst, path, problems) in stacks.items():
        yield f"{name:<14}{f'{worst:,}/{sizes[name]:,}':>16}   {' > '.join(path[:6])}{' > ...' if len(path) > 6 else ''}"
        for kind in ("indirect", "unmeasured", "dynamic"):
            if problems.get(kind):
                yield f"{'':<14}open: {kind}: {', '.join(sorted(problems[kind]))}"


def measure(build, name, annotations):
    sizes, functions = elf_sizes(build / f"{name}.elf")
    graph, dynamic = read_graph(p.read_text() for p in call_graph_files(build, name))
    if name in CALLS_INTO:                      # its own functions first
        library, library_dynamic = read_graph(p.read_text() for p in call_graph_files(build, CALLS_INTO[name]))
        functions |= elf_sizes(build / f"{CALLS_INTO[name]}.elf")[1]
        graph = Graph({**library.frames, **graph.frames}, {**library.calls, **graph.calls})
        dynamic |= library_dynamic
    targets, frames = annotations
    own = {k.partition(":")[2]: v for k, v in targets.items() if k.startswith(f"{name}:")}
    targets = {k: v for k, v in {**targets, **own}.items() if k in functions}
    linked = Graph({t: b for t, b in graph.frames.items() if plain(t) in functions}, graph.calls)
    worst, path, problems = worst_stack(linked, dynamic, ["stage_main"], targets, frames)
    return {**sizes, "worst": worst, "path": path, "problems": problems}


def limits(build):
    """Image -> bytes that it may have in this build."""
    cache = (build / "CMakeCache.txt").read_text()
    scheme = re.search(r"^MCUBOOT_SIGNATURE_TYPE:\w+=(\w+)$", cache, re.M)
    others = {"bl2": BL2_SLOT_BYTES} if scheme and scheme[1] != "RSA" else {}
    return {name: image.limit_bytes for name, image in IMAGES.items()} | others


def table(results, limit_of):
    yield f"{'image':<16}{'image/limit':>18}{'':>7}{'TF-M 1.7.0':>12}{'data':>7}{'bss':>8}{'stack':>7}{'worst':>7}"
    for name, r in results.items():
        limit, peer = limit_of[name], IMAGES[name].peer_bytes
        used = f"{r['image']:,}/{limit:,}"
        yield (f"{name:<16}{used:>18}{100 * r['image'] / limit:>6.1f}%{peer:>12,}{r['data']:>7,}{r['bss']:>8,}"
               f"{r['stack']:>7,}{r['worst']:>7,}")
    yield "bytes; worst = deepest call path from stage_main (exception frames not included)"
    for name, r in results.items():
        yield f"{name} deepest: {' > '.join(r['path'][:12])}{' > ...' if len(r['path']) > 12 else ''}"
    words = {"indirect": "calls through pointers without a list of targets", "recursive": "recursion, counted once",
             "unmeasured": "assembly and library functions, frames counted as 0", "dynamic": "frames of unbounded size"}
    for name, r in results.items():
        for kind, names in sorted(r["problems"].items()):
            yield f"{name} open: {words[kind]}: {', '.join(sorted(names))}"


def main(argv):
    parser = argparse.ArgumentParser(prog="size.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--calls", type=Path, default=Path(__file__).with_name("stack_calls.txt"))
    options = parser.parse_args(argv)
    try:
        annotations = read_annotations(options.calls.read_text())
        limit_of = limits(options.build)
        results = {name: measure(options.build, name, annotations) for name in IMAGES}
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    spm_bytes, stacks = spm_code_bytes((options.build / "tfm_s.map").read_text()), partition_stacks(options.build, annotations)
    sizes = {"handlers": results["tfm_s"]["stack"], **{p["stem"]: p["stack_size"] for p in partitions()}}
    profile_lines, over_profile = profile_table(options.build)
    print("\n".join((*table(results, limit_of), *runtime_table(spm_bytes, stacks, sizes), *profile_lines)))
    figures = {f"size.{name}": r["image"] for name, r in results.items()}
    figures.update({f"stack.{name}": r["worst"] for name, r in results.items()})
    figures["size.spm"] = spm_bytes
    figures.update({f"stack.tfm_s.{name}": worst for name, (worst, *_) in stacks.items()})
    for profile in PROFILES:
        figures[f"size.tfm_s.{profile}"], figures[f"ram.tfm_s.{profile}"] = runtime_memory(options.build, f"tfm_s_{profile}")
    figures["ram.tfm_s"] = sum(results["tfm_s"][k] for k in ("data", "bss", "stack"))
    (options.build / "size.json").write_text(json.dumps(figures, indent=2) + "\n")
    over = [name for name, r in results.items() if r["image"] > limit_of[name]]
    over += [f"{name} stack" for name, r in results.items() if r["stack"] and r["worst"] > r["stack"]]
    over += [f"stack of {name}" for name, (worst, *_) in stacks.items() if worst > sizes[name]]
    over += over_profile
    over += ["the partition manager"] if spm_bytes > SPM_LIMIT_BYTES else []
    if over:
        print(f"error: over the limit: {', '.join(over)}", file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
