#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Instructions per boot stage, by what they are spent on, and wall time to the AP's banner, on a provisioned device.

    tools/bench.py --build build                      table, BUILD/bench.json, ratio to tests/bench_baseline.json
    tools/bench.py --build build --functions 10       and the ten costliest functions of each stage
    tools/bench.py --build build --counts-only        without wall time
    tools/bench.py --build build --update-baseline    make this run the baseline (make bench BASELINE=1)

Python of tools/setup: needs pyelftools. Counts come from the plugin vp/plugins/rss_stages.c in deterministic mode; the
same boot is run twice and any difference is an error. boot.total is what the RSS executes from reset until the AP's
first instruction; the groups of boot.total are the sums over the three stages, each to its end.

Groups (table GROUPS, by the symbols of the ELF files):
  hashing    SHA-2 and what feeds it
  signature  LMS, RSA-PSS, ECDSA and their arithmetic, without the hashes in them
  copying    moving and clearing bytes: memcpy and its like, flash, reading OTP words, waiting for the AES engine
  waiting    for the SCP, which powers the host
  other      everything else; OTHER_LIMIT_PERCENT of a stage or of the boot is an error
memcpy, memset and their like count for the group that calls them, and as copying when that is other.

BL1_2's count depends on the digits of BL2's LMS signature, which is another for each build. The number of hash chain
steps is measured, and so is the cost of one (instructions from one call of psa_hash_setup to the next). The lines with
".normal." have them at the expected number of steps: they are what is compared with the baseline. A ratio that is more
than CHANGE_PERCENT off is marked. hashed_bytes counts the blocks of 64 bytes that SHA-256 compressed; data_bytes is
what the stage has to hash: BL1_2, BL2's signed part, the signed parts of the images. data_passes is how often it did:
blocks, less one for each message (its padding, or a short message), over the blocks of the data.

call.<caller>.<what>.<level>.instructions: what the RSS executes for one call to a service that does nothing, from lap to lap, the
best of eight laps. partition: a client of the Application RoT to a service of the Application RoT (partitions/spm_bench). ns: the
image of the core's non-secure state to the same service (ns_app/bench.c). ap_embed, ap_pointer: the AP (host/ap_bench), from the first
instruction of the request's interrupt to the reply's last word in the MHU; .beyond_service. is what is left of it without the service's
function and what the partition manager does for it. 4 KiB do not fit an embedded message, and RSS comms has no connections.
call.interrupt.<flih|slih>: from an interrupt's first instruction to the first one of its handler, or behind psa_wait of the partition
that waits for it. service.*: tools/bench_services.py, bench_tokens.py.
"""
import argparse
import bisect
import json
import re
import statistics
import struct
import sys
import tempfile
from array import array
from pathlib import Path

from elftools.elf.elffile import ELFFile

import bench_services
import bench_tokens
import bl2_image
import run

TOP = Path(__file__).resolve().parent.parent
BASELINE = TOP / "tests/bench_baseline.json"
WALL_BOOTS = 5
RUN_LIMIT_MS = 1000         # virtual: the boots end here, with all cores asleep, so that no last slice of one is counted or not
STAGES = ("bl1_1", "bl1_2", "bl2")
CHANGE_PERCENT = 1
OTHER_LIMIT_PERCENT = 5
LEVELS = (1, 2)
CALL_LIMITS = {**{f"call.{caller}.empty.l{level}.instructions": limit for caller in ("partition", "ns") for level, limit in ((1, 1000), (2, 1300))},
               **{f"call.{caller}.empty.l{level}.beyond_service.instructions": 4000 for caller in ("ap_embed", "ap_pointer") for level in LEVELS}}
LAP = re.compile(r"(bench|ns)_lap_(?!service_)(\w+)")
CALLERS = {"bench": "partition", "ns": "ns"}
AP_CALLS = ("ap_embed.empty", "ap_pointer.empty", "ap_pointer.4x1k")      # in the order of host/ap_bench
AP_LAPS = 8
TRACE_LIMIT = 30000         # executions of an instruction that are traced: more than any has in the runtime
SEND = ("mhu_send", "mhu_send_next", "put_round", "next_word")            # the reply goes out in these
S_SLOTS, SLOT_BYTES, AP_OFFSET = (0x40000, 0x140000), 0x80000, 0x200000     # NS is behind S

# (group, counts for, function): the first that matches the whole name.
GROUPS = [(group, counts_for, re.compile(pattern)) for group, counts_for, pattern in (
    ("hashing", "own", r"(mbedtls_(internal_)?)?sha(256|384|512)_\w+|psa_hash_\w+"),
    ("signature", "own", r"lms_\w+|mbedtls_lmots_\w+|psa_(generic_)?status_to_mbedtls|rsa_\w+|pss_\w+|mbedtls_(mpi|ct|ecp|ecdsa)_\w+|"
                         r"(ecdsa|ecp|ec|p256|p384|mpi)_\w+"),
    ("copying", "caller", r"mem(cpy|move|set|cmp)|__aeabi_mem\w+|bytes_wipe|mbedtls_platform_zeroize"),
    ("copying", "own", r"hal_flash_read|hal_otp_read|lcm_read_otp|in_range|hal_aes256_ctr|cc3xx_aes_run"),
    ("waiting", "own", r"mhu_wait_signal"),
)]
OTHER = "other"
GROUP_NAMES = (*dict.fromkeys(group for group, _, _ in GROUPS), OTHER)
COMPRESS = "mbedtls_internal_sha256_process"
HASH_START, HASH_FINISH = "psa_hash_setup", "mbedtls_sha256_finish"
BLOCK_BYTES = 64

# LM-OTS with w = 8: 32 digits and two of the checksum, mean of 255 - digit steps for each (RFC 8554, 4.4 and 4.6).
EXPECTED_CHAIN_STEPS = 4447
CHAIN_OTHER_HASHES = 2      # of the message, of the chains' ends
BL1_2_BYTES = 0x2000
IMAGE_HEADER = struct.Struct("<IIHHI")      # MCUboot: magic, load address, header bytes, protected TLV bytes, image bytes


def machine(build, otp, **options):
    return run.Machine(build / "vp/qemu-system-aarch64", build / "rom.bin", build / "flash.bin", otp, **options)


def boot_to_verdict(build, otp):
    """Seconds to the AP's first line in free-running mode."""
    with machine(build, otp) as m:
        code, reason = run.run_to_verdict(m)
        if code:
            raise run.MachineError(reason)
        return next(line.seconds for line in m.lines if line.console == "ap")


def plain_name(symbol):
    """Name of the function behind what GCC (.part.0) and the linker (__f_veneer) make of it, and behind a ROM entry."""
    name = symbol.split(".")[0]
    veneer = re.fullmatch(r"__(\w+)_veneer", name)
    return veneer[1] if veneer else name.removeprefix("rom_api_")


def group_of(symbol):
    """(group, own or caller) of a function."""
    name = plain_name(symbol)
    return next(((group, counts_for) for group, counts_for, pattern in GROUPS if pattern.fullmatch(name)), (OTHER, "own"))


def function_ranges(symbols):
    """(first, end, name) of (address, size, name): one for each address; without a size up to the next symbol."""
    by_address = {}
    for address, size, name in symbols:
        by_address.setdefault(address, (size, name))
    ordered = sorted(by_address.items())
    for n, (first, (size, name)) in enumerate(ordered):
        following = ordered[n + 1][0] if n + 1 < len(ordered) else first + size
        end = min(first + size, following) if size else following
        if end > first:
            yield first, end, name


def elf_functions(path):
    with open(path, "rb") as f:
        table = ELFFile(f).get_section_by_name(".symtab")
        for symbol in table.iter_symbols():
            if symbol["st_info"]["type"] == "STT_FUNC" and symbol["st_shndx"] != "SHN_ABS":     # not the ROM's in BL1_2
                yield symbol["st_value"] & ~1, symbol["st_size"], symbol.name


def function_file(ranges):
    """What the plugin reads."""
    return "".join(f"{first:x} {end:x} {' '.join(group_of(name))} {name}\n" for first, end, name in ranges)


def count(build, otp, out, functions):
    """The plugin's report of one deterministic boot that runs up to the run limit."""
    plugin = ["-plugin", f"{build / 'vp/librss_stages.so'},out={out},functions={functions}"]
    with machine(build, otp, deterministic=True, run_limit_ms=RUN_LIMIT_MS, arguments=plugin) as m:
        passed = False
        while (line := m.next_line()) is not None:
            result = run.verdict(line)
            if result and result[0]:
                raise run.MachineError(result[1])
            passed = passed or result is not None
        if not passed or m.exit_code != run.RUN_LIMIT_EXIT_CODE:
            raise run.MachineError(m.end_reason())
    report = json.loads(Path(out).read_text())
    if len(report["boots"]) != 1 or not report["boots"][0]["ap_release"]:
        raise run.MachineError("the counted run is not one boot up to the AP")
    return report


def measure_counts(build, otp, folder):
    functions = folder / "functions.txt"
    functions.write_text("".join(function_file(function_ranges(elf_functions(build / f"{s}.elf"))) for s in STAGES))
    first, second = (count(build, otp, folder / f"{n}.json", functions) for n in (1, 2))
    if first != second:
        raise run.MachineError(f"two equal boots differ: {json.dumps(first['boots'])} and {json.dumps(second['boots'])}")
    return first


class Trace:
    """Addresses of the instructions that the RSS executed, as rss_trace.so wrote them, from the runtime's start."""

    def __init__(self, addresses, ranges):
        self.functions = {name: (first, end) for first, end, name in ranges}
        self.addresses = addresses[addresses.index(self.functions["stage_reset"][0]):]

    @classmethod
    def of_file(cls, path, ranges):
        words = array("I", path.read_bytes())
        return cls(words[1::2], ranges)

    def calls(self, function):
        """Places of the function's first instruction."""
        first, place, places = self.functions[function][0], -1, []
        while True:
            try:
                place = self.addresses.index(first, place + 1)
            except ValueError:
                return places
            places.append(place)

    def leaves(self, place, functions):
        """First place from this on that is outside of these functions."""
        ranges = [self.functions[name] for name in functions if name in self.functions]
        while any(first <= self.addresses[place] < end for first, end in ranges):
            place += 1
        return place

    def comes_to(self, place, function):
        first, end = self.functions[function]
        while not first <= self.addresses[place] < end:
            place += 1
        return place


def latest(places, before):
    return places[bisect.bisect(places, before) - 1]


def next_of(places, after):
    return places[bisect.bisect(places, after)]


def ap_counts(trace):
    """{caller and what: (instructions, of them beyond the service)}: the least of the laps of each kind."""
    interrupts, begins, sends, serves = (trace.calls(f) for f in ("spm_irq_entry", "ns_mailbox_begin", "mhu_send", "bench_stateless_sfn"))
    laps = []
    for begin in begins[-AP_LAPS * len(AP_CALLS):]:
        start, served = latest(interrupts, begin), next_of(serves, begin)
        whole = trace.leaves(next_of(sends, begin), SEND) - start
        laps.append((whole, whole - (trace.comes_to(served, "psa_sfn_run") - served)))
    return {what: min(laps[n * AP_LAPS:(n + 1) * AP_LAPS]) for n, what in enumerate(AP_CALLS)}


def interrupt_counts(trace):
    interrupts = trace.calls("spm_irq_entry")
    return {kind: min(place - latest(interrupts, place) for place in trace.calls(function))
            for kind, function in (("flih", "bench_flih_flih"), ("slih", "bench_signal_seen"))}


def call_counts(build, otp, folder, level):
    """Figures of calls: {name: n}. The runtime with spm_bench's partitions, and its clients beside it."""
    name = f"spm_bench_l{level}"
    flash, out, functions, traced = (folder / f"{name}.{suffix}" for suffix in ("flash", "json", "txt", "trace"))
    data = bytearray((build / "flash.bin").read_bytes())
    for start in S_SLOTS:
        for offset, image in ((start, name), (start + SLOT_BYTES, "ns_bench"), (start + AP_OFFSET, "ap_bench")):
            data[offset:offset + SLOT_BYTES] = (build / f"{image}_signed.bin").read_bytes()[:SLOT_BYTES]
    flash.write_bytes(data)
    ranges = list(function_ranges(elf_functions(build / f"{name}.elf")))
    functions.write_text(function_file(function_ranges(elf_functions(build / "ns_bench.elf"))) + function_file(ranges))
    plugins = ["-plugin", f"{build / 'vp/librss_stages.so'},out={out},functions={functions}",
               "-plugin", f"{build / 'vp/librss_trace.so'},out={traced},first={TRACE_LIMIT},every={1 << 40}"]
    with run.Machine(build / "vp/qemu-system-aarch64", build / "rom.bin", flash, otp, deterministic=True,
                     run_limit_ms=RUN_LIMIT_MS, arguments=plugins) as m:
        passed = any(run.verdict(line) == (0, "[AP] PASS bench") for line in iter(m.next_line, None))
        while m.next_line() is not None:
            pass
        if not passed or m.exit_code != run.RUN_LIMIT_EXIT_CODE:
            raise run.MachineError(m.end_reason())
    report = json.loads(out.read_text())
    laps = [(f, LAP.fullmatch(f["function"])) for f in report["functions"] if f["stage"] == "runtime"]
    found = {f"{CALLERS[m[1]]}.{m[2]}": f["shortest"] for f, m in laps if m}
    if len(found) % len(CALLERS) or not found or not all(found.values()):
        raise run.MachineError(f"{name}: no laps were counted")
    trace = Trace.of_file(traced, ranges)
    traced.unlink()
    if len(trace.addresses) != report["boots"][0]["runtime"]:
        raise run.MachineError(f"{name}: {len(trace.addresses)} of {report['boots'][0]['runtime']} instructions are in the trace")
    services = bench_services.service_figures(trace, (build / f"{name}.map").read_text()) if level == LEVELS[-1] else {}
    calls = {**{f"{what}.l{level}": n for what, n in sorted(found.items())},
            **{f"{what}.l{level}{part}": n for what, counts in ap_counts(trace).items() for part, n in zip(("", ".beyond_service"), counts)},
            **{f"interrupt.{kind}.l{level}": n for kind, n in interrupt_counts(trace).items()}}
    return {**{f"call.{what}.instructions": n for what, n in calls.items()}, **services}


def call_figures(build, otp, folder):
    return {name: n for level in LEVELS for name, n in call_counts(build, otp, folder, level).items()}


def signed_bytes(image):
    """What an MCUboot image's signature covers: header, image, protected TLVs."""
    _, _, header_bytes, protected_bytes, image_bytes = IMAGE_HEADER.unpack_from(image)
    return header_bytes + image_bytes + protected_bytes


def data_bytes(build):
    """Bytes that each stage has to hash."""
    images = ("tfm_s_signed.bin", "tfm_ns_signed.bin", "ap_bl1_signed.bin", "scp_bl1_signed.bin")
    return {"bl1_1": BL1_2_BYTES, "bl1_2": bl2_image.IMAGE_BYTES - bl2_image.SIGNED_OFFSET,
            "bl2": sum(signed_bytes((build / name).read_bytes()) for name in images)}


def split_figures(boot):
    figures = {}
    for stage in STAGES:
        counts = boot["groups"][stage]
        if sum(counts.values()) != boot[stage]:
            raise run.MachineError(f"groups of {stage} add up to {sum(counts.values())}, not {boot[stage]}")
        figures.update({f"boot.{stage}.{group}.instructions": counts.get(group, 0) for group in GROUP_NAMES})
        figures[f"boot.{stage}.other_percent"] = percent(counts[OTHER], boot[stage])
    for group in GROUP_NAMES:
        figures[f"boot.total.{group}.instructions"] = sum(boot["groups"][stage].get(group, 0) for stage in STAGES)
    figures["boot.total.other_percent"] = percent(figures[f"boot.total.{OTHER}.instructions"], sum(boot[s] for s in STAGES))
    return figures


def percent(part, whole):
    return round(100 * part / whole, 2)


def calls_of(report, stage, function, key="calls"):
    return next((f[key] for f in report["functions"] if (f["stage"], f["function"]) == (stage, function)), 0)


def hash_figures(report, sizes):
    figures = {}
    for stage in STAGES:
        blocks = calls_of(report, stage, COMPRESS)
        figures[f"boot.{stage}.hashed_bytes"] = BLOCK_BYTES * blocks
        figures[f"boot.{stage}.data_bytes"] = sizes[stage]
        bulk = blocks - calls_of(report, stage, HASH_FINISH)
        figures[f"boot.{stage}.data_passes"] = round(BLOCK_BYTES * bulk / sizes[stage], 2)
    return figures


def normal_figures(report):
    """BL1_2 and the total with the expected number of hash chain steps."""
    boot = report["boots"][0]
    steps = calls_of(report, "bl1_2", HASH_START) - CHAIN_OTHER_HASHES
    step_instructions = calls_of(report, "bl1_2", HASH_START, "shortest")
    correction = (EXPECTED_CHAIN_STEPS - steps) * step_instructions
    return {"boot.bl1_2.chain_steps": steps, "boot.bl1_2.chain_step.instructions": step_instructions,
            "boot.bl1_2.normal.instructions": boot["bl1_2"] + correction,
            "boot.total.normal.instructions": boot["ap_release"] + correction}


def figures_of(report, sizes):
    boot = report["boots"][0]
    figures = {f"boot.{stage}.instructions": boot[stage] for stage in STAGES}
    figures["boot.total.instructions"] = boot["ap_release"]
    return {**figures, **split_figures(boot), **hash_figures(report, sizes), **normal_figures(report)}


def varies(name):
    """Whether a figure is another for each build (signature digits) or machine, so that a ratio says nothing."""
    of_bl1_2 = re.match(r"boot\.(bl1_2|total)\.", name) and not re.search(r"\.(normal|chain_step|copying|waiting|other|data)", name)
    return bool(of_bl1_2) or name.endswith("_percent") or name == "boot.wall_ms"


def comparison(name, value, baseline):
    """Baseline, ratio and mark of a figure, as text."""
    old = baseline.get(name)
    if old is None:
        return ""
    if varies(name) or not old:
        return f"{old:>14,}"
    ratio = value / old
    mark = "" if abs(ratio - 1) * 100 <= CHANGE_PERCENT else "  more" if ratio > 1 else "  less"
    return f"{old:>14,}{ratio:>8.3f}{mark}"


def table(figures, baseline):
    yield f"{'':<52}{'now':>14}{'baseline':>14}{'ratio':>8}"
    for name, value in figures.items():
        yield f"{name:<52}{value:>14,}{comparison(name, value, baseline)}".rstrip()


def split_table(figures):
    """The groups side by side."""
    yield f"{'instructions':<14}{'all':>14}" + "".join(f"{group:>14}" for group in GROUP_NAMES) + f"{'other %':>10}"
    for stage in (*STAGES, "total"):
        counts = [figures[f"boot.{stage}.{group}.instructions"] for group in GROUP_NAMES]
        yield (f"{stage:<14}{sum(counts):>14,}" + "".join(f"{n:>14,}" for n in counts)
               + f"{figures[f'boot.{stage}.other_percent']:>10.2f}")


def function_table(functions, length):
    """The costliest functions of each stage."""
    for stage in STAGES:
        costly = sorted((f for f in functions if f["stage"] == stage), key=lambda f: (-f["instructions"], f["function"]))
        yield f"{stage:<48}{'group':<12}{'instructions':>14}{'calls':>9}"
        for f in costly[:length]:
            yield f"  {f['function']:<46}{f['group']:<12}{f['instructions']:>14,}{f['calls']:>9,}"


def main(argv):
    parser = argparse.ArgumentParser(prog="bench.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--counts-only", action="store_true")
    parser.add_argument("--functions", type=int, default=0, metavar="N")
    parser.add_argument("--update-baseline", action="store_true")
    options = parser.parse_args(argv)
    build = options.build.resolve()
    try:
        with tempfile.TemporaryDirectory(prefix="rss-bench-") as name:
            folder = Path(name)
            otp = folder / "otp.bin"
            boot_to_verdict(build, otp)                         # provisions
            report = measure_counts(build, otp, folder)
            figures = {**figures_of(report, data_bytes(build)), **call_figures(build, otp, folder),
                       **bench_tokens.figures(build, otp, folder)}
            if not options.counts_only:
                times = [boot_to_verdict(build, otp) for _ in range(WALL_BOOTS)]
                figures["boot.wall_ms"] = round(1000 * statistics.median(times))
    except (run.MachineError, bench_tokens.BenchError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    lines = [*table(figures, baseline), "", *split_table(figures)]
    if options.functions:
        lines += ["", *function_table(report["functions"], options.functions)]
    missing = [name for name in figures if name not in baseline]
    if missing:
        lines += ["", f"the baseline lacks {len(missing)} of {len(figures)} figures: make bench BASELINE=1"]
    lines += ["", "cores up to the run limit: " + ", ".join(f"{core} {n:,}" for core, n in report["cores"].items())]
    print("\n".join(lines))
    if not options.counts_only:
        (build / "bench.json").write_text(json.dumps(figures, indent=2) + "\n")
    if options.update_baseline:
        BASELINE.write_text(json.dumps(figures, indent=2) + "\n")
    over = [f"{name} {value}" for name, value in figures.items() if name.endswith(".other_percent") and value >= OTHER_LIMIT_PERCENT]
    if over:
        print(f"error: {', '.join(over)}: the limit is {OTHER_LIMIT_PERCENT}", file=sys.stderr)
        return 1
    over = [f"{name} is {figures[name]}, the limit {limit}" for name, limit in CALL_LIMITS.items() if figures[name] > limit]
    over += bench_services.over_limit(figures) + bench_tokens.over_limit(figures)
    for reason in over:
        print(f"error: {reason}", file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
