#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Strike the boot stages with faults while they refuse devices that must not boot, and count what gets through.

    tests/campaigns/fault_campaign.py --build build --control build/control --sample 2000
    tests/campaigns/fault_campaign.py --build build --control build/control --shard 3/16 --json shard-3.json
    tests/campaigns/fault_campaign.py --merge shard-*.json --write docs/security/fault-campaign.md

The first boot of each case runs whole, the boot after it is struck (vp/include/hw/arm/rss/rss_fault.h). Of each
instruction the first FIRST executions in a boot are struck, then every EVERY-th; --sample takes about as many faults of
each case, evenly. The control is the same firmware built without hardening (tests/campaigns/unhardened): skipped
instructions must get through there, or the campaign fails. Exit 0: no win and a sound oracle; 1: a win; 2: no campaign.
"""
import argparse
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fault_cases
import fault_plan

sys.path.insert(0, str(fault_cases.TOP / "tools"))
import run  # noqa: E402

FIRST, EVERY = 4, 499
LIMIT_NS = 200_000_000          # after a strike: more than any stage needs to its end
PROVISION_MS = 3000
PROBES = 40                     # instructions around the expected start of the second boot
HOST_START = ("hal_image_start", "sysctrl_set_host_signals")   # caller, and the function that lets the SCP run
STEPS = 200000                  # from there on: the SCP sleeps again, and code runs that has not run before
RUN = 20                        # instructions in a row that are enough to find a place again
TRIES = 3                       # a machine that is not where the trace is: rare, when the computer is very busy
CONTROL_SAMPLE, CONTROL_KINDS = 250, fault_plan.KINDS[:2]       # skipped instructions, of each case
WINS = ("forbidden", "lifecycle", "counter", "key")
COLUMNS = ("ignored", "refused", "recovered", "crashed", *WINS)
SCANNED = "0x31500000 0x10000"  # data and stacks of the boot stages
KEYS = ("huk", "guk", "bl2_encryption_key")
FAULT_DETECTED, CPU_FAULT = "FI01", "FI02"


class CampaignError(Exception):
    """One line for the user."""


def find(run, addresses):
    """Where the run [(time, address)] stands in addresses, one a nanosecond, or None."""
    start_ns, first = run[0]
    for i in range(len(addresses) - run[-1][0] + start_ns):
        if addresses[i] == first and all(addresses[i + time_ns - start_ns] == address for time_ns, address in run):
            return i
    return None


def walked(addresses, start_ns):
    """[(time, address)]: an address that stays waits while another core runs."""
    return [(start_ns + i, address) for i, address in enumerate(addresses) if i == 0 or address != addresses[i - 1]]


def sampled(trace):
    """As the tracer samples."""
    executions = Counter()
    result = []
    for time_ns, address in trace:
        executions[address] += 1
        if executions[address] <= FIRST or executions[address] % EVERY == 0:
            result.append((time_ns, address))
    return result


class Device:
    """What a build folder boots, provisioned."""

    def __init__(self, build, qemu, folder):
        self.build, self.qemu, self.folder = build.resolve(), qemu.resolve(), folder
        self.code = fault_plan.Code([self.build / f"{name}.elf" for name in ("bl1_1", "bl1_2", "bl2")])
        self.rom, self.flash = self.build / "rom.bin", (self.build / "flash.bin").read_bytes()
        self.otp = self._provision()
        self.reset_address = struct.unpack_from("<I", self.rom.read_bytes(), 4)[0] & ~1

    def command(self, otp, flash, **options):
        options = {"rom": self.rom, "flash": flash, "otp": otp, **options}
        machine = ",".join(["rss-tc"] + [f"{name}={value}" for name, value in options.items()])
        return [str(self.qemu), "-M", machine, "-nodefaults", "-display", "none", "-no-user-config", "-serial", "null",
                "-serial", "null", "-serial", "null", "-icount", "shift=0,sleep=off", "-seed", "1"]

    def _provision(self):
        """OTP of a device that has booted the good flash up to the AP: the oracle's other half."""
        otp = self.folder / "provisioned.bin"
        run.new_otp(otp)
        with run.Machine(self.qemu, self.rom, self.build / "flash.bin", otp, deterministic=True,
                         run_limit_ms=PROVISION_MS) as machine:
            code, reason = run.run_to_verdict(machine)
        if code:
            raise CampaignError(f"{self.build}: the good image does not boot: {reason}")
        return otp.read_bytes()


class Experiment:
    """One case on one device: its trace, and strikes on it."""

    def __init__(self, device, case):
        self.device, self.case = device, case
        self.folder = device.folder / case.name
        self.folder.mkdir()
        self.step = None                # times between which the machine stops at every instruction
        self.otp, self.flash = self._make("otp", device.otp, case.otp), self._make("flash", device.flash, case.flash)

    def _make(self, name, data, change):
        data = bytearray(data)
        change(data)
        path = self.folder / f"{name}.bin"
        path.write_bytes(data)
        return path

    def _run(self, command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]

    def trace(self):
        """[(time, address)] of the stage's part of the second boot, with times as they are without the tracer."""
        path = self.folder / "trace.bin"
        plugin = self.device.qemu.parent / "librss_trace.so"
        command = self.device.command(self.otp, self.flash, **{"run-limit-ms": self.case.boot_ms})
        self._run([*command, "-plugin", f"{plugin},out={path},first={FIRST},every={EVERY}"])
        boots = fault_plan.boots(fault_plan.read_trace(path), self.device.reset_address)
        path.unlink()
        if len(boots) < 2:
            raise CampaignError(f"{self.case.name}: no second boot within {self.case.boot_ms} ms")
        boot = self._align_host_start(self._align(boots[1]))
        first, end = fault_cases.STAGE_RANGES[self.case.stage]
        return boot[next(i for i, (_, address) in enumerate(boot) if first <= address < end):]

    def _look(self, start_ns, count):
        """Addresses of the RSS core's next instruction at so many times in a row."""
        looks = [fault_plan.Strike(start_ns + i, "look", "look", 0) for i in range(count)]
        return [int(line[4], 16) for line in self._strike_raw(looks, "look")]

    def _align(self, boot):
        """The tracer may move a reset by some instructions: the same trace, moved.

        The first instruction is left out: it may share its nanosecond with the last one before the reset.
        """
        first_ns = boot[1][0]
        seen = self._look(first_ns - PROBES, 2 * PROBES)
        shift = find(boot[1:1 + PROBES // 2], seen)
        if shift is None:
            raise CampaignError(f"{self.case.name}: the second boot does not start near {first_ns} ns")
        return [(time + shift - PROBES, address) for time, address in boot[1:]]

    def _align_host_start(self, boot):
        """While the SCP runs, how the cores' instructions mix depends on where the machine stops: it stops everywhere then."""
        names = [(self.device.code.function(address) or ("",))[0] for _, address in boot]
        cut = next((i for i in range(1, len(boot)) if tuple(names[i - 1:i + 1]) == HOST_START), None)
        if cut is None:
            return boot
        start_ns = boot[cut][0]
        self.step = (start_ns, start_ns + STEPS - 1)
        seen = self._look(start_ns, STEPS)
        for i in range(cut + 1, len(boot) - RUN):
            run = boot[i:i + RUN]
            offset = find(run, seen) if run[-1][0] - run[0][0] == RUN - 1 else None
            if offset is not None:
                shift = start_ns + offset - boot[i][0]
                return boot[:cut] + sampled(walked(seen[:offset], start_ns)) + [(t + shift, a) for t, a in boot[i:]]
        raise CampaignError(f"{self.case.name}: after the host's start at {start_ns} ns the trace is lost")

    def _strike_raw(self, strikes, name):
        """The machine's result lines, as fields, for a list of strikes."""
        plan, out = self.folder / f"{name}.plan", self.folder / f"{name}.out"
        otp = self.device.otp
        keys = [otp[start:start + size].hex() for start, size in (fault_cases.images.OTP[key] for key in KEYS)]
        plan.write_text("\n".join([f"out {out}", f"limit {LIMIT_NS}", *(f"forbid {f}" for f in self.case.forbidden),
                                   f"scan {SCANNED}", *(f"key {key}" for key in keys),
                                   *([f"step {self.step[0]} {self.step[1]}"] if self.step else []),
                                   *(f"strike {s.time} {s.action}" for s in strikes)]) + "\n")
        # every process has a file of its own: the machine locks it
        own_otp = self.folder / f"{name}.otp"
        own_otp.write_bytes(self.otp.read_bytes())
        code, message = self._run(self.device.command(own_otp, self.flash, **{"fault-plan": plan}))
        if code != 0:
            raise CampaignError(f"{self.case.name}: the machine ended with {code}: {message}")
        results = [line.split() for line in out.read_text().splitlines()]
        for path in (plan, out, own_otp):
            path.unlink()
        return results

    def strike(self, strikes, name):
        """Results in the order of the strikes, and before them the one without a fault: (strike, outcome, record, elapsed)."""
        strikes = [strikes[0]._replace(action="none"), *strikes]
        for _ in range(TRIES - 1):
            try:
                return self._match(strikes, self._strike_raw(strikes, name))
            except CampaignError as error:
                print(f"again: {error}", file=sys.stderr)
        return self._match(strikes, self._strike_raw(strikes, name))

    def _match(self, strikes, results):
        if len(results) != len(strikes):
            raise CampaignError(f"{self.case.name}: {len(results)} results for {len(strikes)} strikes")
        matched = []
        for strike, (_, outcome, record, elapsed, address) in zip(strikes, results):
            if int(address, 16) != strike.address and not strike.kind.startswith("load"):
                raise CampaignError(f"{self.case.name}: at {strike.time} ns {address} instead of {strike.address:08x}")
            matched.append((strike, outcome, int(record, 16), int(elapsed)))
        reference = matched[0]
        if reference[1] != "end" or code_of(reference[2]) != self.case.code:
            raise CampaignError(f"{self.case.name}: without a fault {reference[1]} {code_of(reference[2])}, "
                                f"expected a refusal with {self.case.code}")
        return matched


def code_of(record):
    """The failure record's status code as it is printed."""
    letters = chr(record >> 24) + chr(record >> 16 & 0xFF)
    return f"{letters}{record >> 8 & 0xFF:02}" if letters.isalpha() else "none"


def classify(result, reference):
    """The column of a result; reference is what happens without a fault, from the same instruction on."""
    _, outcome, record, elapsed = result
    if outcome in WINS:
        return outcome
    if outcome != "end" or code_of(record) == CPU_FAULT:
        return "crashed"
    if code_of(record) in (FAULT_DETECTED, "none"):
        return "recovered"
    return "ignored" if record == reference[2] and abs(elapsed - reference[3]) <= 2 else "refused"


def evenly(items, count):
    """About count of the items, spread over all of them."""
    return items if count is None or len(items) <= count else [items[i * len(items) // count] for i in range(count)]


def choose(code, case, strikes, sample):
    """About sample of the strikes, and all in the functions where something was found before."""
    functions = {function for found in fault_cases.FOUND if case.name.startswith(found.cases) for function in found.functions}
    always = {s for s in strikes if (code.function(s.address) or ("",))[0] in functions}
    return sorted(always | set(evenly(strikes, sample)))


def choose_control(code, case, strikes):
    """Skipped instructions where the case is decided."""
    return evenly([s for s in strikes if s.kind in CONTROL_KINDS
                   and (code.function(s.address) or ("",))[0] in fault_cases.DECISIONS[case.stage]], CONTROL_SAMPLE)


def run_case(device, case, options, is_control):
    """(table {kind: {column: count}}, [win])"""
    experiment = Experiment(device, case)
    strikes = fault_plan.make_strikes(device.code, experiment.trace())
    chosen = choose_control(device.code, case, strikes) if is_control else choose(device.code, case, strikes, options.sample)
    strikes = chosen[options.shard[0]::options.shard[1]]
    jobs = [strikes[i::options.jobs] for i in range(options.jobs)]
    with ThreadPoolExecutor(options.jobs) as pool:
        matched = list(pool.map(lambda job: experiment.strike(job[1], f"job{job[0]}"), enumerate(filter(None, jobs))))
    table, wins = {kind: Counter() for kind in (CONTROL_KINDS if is_control else fault_plan.KINDS)}, []
    for results in matched:
        reference_end = results[0][0].time + results[0][3]
        for result in results[1:]:
            strike = result[0]
            column = classify(result, (*results[0][:3], reference_end - strike.time))
            table[strike.kind][column] += 1
            if column in WINS:
                wins.append({"case": case.name, "time": strike.time, "fault": strike.action, "outcome": column,
                             "at": device.code.place(strike.address), "address": f"{strike.address:08x}"})
    return table, wins


def run_campaign(options, build, is_control=False):
    results = {"cases": {}, "wins": []}
    with tempfile.TemporaryDirectory(prefix="rss-fault-") as folder:
        device = Device(build, options.qemu or options.build / "vp/qemu-system-aarch64", Path(folder))
        for case in fault_cases.CASES:
            if options.case and not case.name.startswith(options.case):
                continue
            started = time.monotonic()
            table, wins = run_case(device, case, options, is_control)
            seconds = round(time.monotonic() - started, 1)
            results["cases"][case.name] = {"table": table, "seconds": seconds}
            results["wins"] += wins
            count = sum(sum(row.values()) for row in table.values())
            print(f"[{build.name}] {case.name}: {count} experiments, {len(wins)} wins, {seconds} s", flush=True)
            for win in wins if build == options.build else ():
                print(f"win: {win_text(win)}", flush=True)
    return results


def experiments(results):
    return sum(n for case in results["cases"].values() for row in case["table"].values() for n in row.values())


def merge(parts):
    """One result of several shards."""
    total = {"cases": {}, "wins": []}
    for part in parts:
        total["wins"] += part["wins"]
        for name, case in part["cases"].items():
            into = total["cases"].setdefault(name, {"table": {}, "seconds": 0.0})
            into["seconds"] = round(into["seconds"] + case["seconds"], 1)
            for kind, row in case["table"].items():
                into["table"][kind] = dict(Counter(into["table"].get(kind, {})) + Counter(row))
    return total


def win_text(win):
    return f"{win['case']}: {win['fault']} before {win['at']} ({win['address']}) at {win['time']} ns: {win['outcome']}"


def table_lines(results, by):
    """Markdown rows: by "case" or by "kind"."""
    rows = {}
    for name, case in results["cases"].items():
        for kind, row in case["table"].items():
            key = name if by == "case" else kind
            rows[key] = rows.get(key, Counter()) + Counter(row)
    lines = [f"| {by} | experiments | " + " | ".join(COLUMNS) + " |", "|---|" + "---|" * (len(COLUMNS) + 1)]
    for key, row in rows.items():
        lines.append(f"| {key} | {sum(row.values()):,} | " + " | ".join(f"{row.get(c, 0):,}" for c in COLUMNS) + " |")
    return lines


def document(report):
    results, control = report["hardened"], report["control"]
    lines = ["# Fault campaign", "",
             "Written by `tests/campaigns/fault_campaign.py --write`; what the columns mean and how it works is in",
             "[fault-injection.md](fault-injection.md).", "",
             f"{report['last_line']}", "",
             f"Sampling: the first {FIRST} executions of each instruction in a boot, then every {EVERY}th; of the faults in bulk "
             f"loops one of {fault_plan.BULK_EVERY}; {report['sample']}. A child had {report['limit_ms']} ms of virtual time after its "
             f"strike. Wall time of all jobs and shards: {sum(c['seconds'] for c in results['cases'].values()):,.0f} s.",
             "", *table_lines(results, "case"), "", *table_lines(results, "kind"), "", "## Wins", ""]
    lines += [f"- {win_text(win)}" for win in results["wins"]] or ["None."]
    lines += ["", "## Control: the same firmware without hardening", "", *table_lines(control, "case")]
    return "\n".join(lines) + "\n"


def finish(report, options):
    wins, control_wins = len(report["hardened"]["wins"]), len(report["control"]["wins"])
    report["last_line"] = f"experiments={experiments(report['hardened'])} wins={wins} control_wins={control_wins}"
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    if options.write:
        options.write.write_text(document(report))
    stages = {case.stage for case in fault_cases.CASES if case.name in report["control"]["cases"]}
    won = {case.stage for case in fault_cases.CASES if any(w["case"] == case.name for w in report["control"]["wins"])}
    print(report["last_line"])
    if options.shard[1] == 1 and stages - won:
        raise CampaignError(f"the control shows no win in {', '.join(sorted(stages - won))}: the oracle is blind")
    return 1 if wins else 0


def parse_shard(text):
    index, _, count = text.partition("/")
    if not (index.isdigit() and count.isdigit() and 1 <= int(index) <= int(count)):
        raise argparse.ArgumentTypeError(f"{text} is not i/n with 1 <= i <= n")
    return int(index) - 1, int(count)


def parse(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"), help="build folder (default: build)")
    parser.add_argument("--control", type=Path, help="build folder of the firmware without hardening")
    parser.add_argument("--qemu", type=Path, help="instead of the build folder's QEMU")
    parser.add_argument("--case", default="", help="only cases whose name starts so")
    parser.add_argument("--sample", type=int, help="about so many faults of each case; without: all")
    parser.add_argument("--shard", type=parse_shard, default=(0, 1), help="i/n: the i-th of n parts")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (default: one a processor)")
    parser.add_argument("--json", type=Path, help="write the result here")
    parser.add_argument("--merge", type=Path, nargs="+", help="merge these results instead of running")
    parser.add_argument("--write", type=Path, help="write the table as a document")
    return parser.parse_args(argv)


def main(argv=None):
    options = parse(argv)
    try:
        if options.merge:
            parts = [json.loads(path.read_text()) for path in options.merge]
            report = {"sample": parts[0]["sample"], "limit_ms": min(part["limit_ms"] for part in parts)} | {
                name: merge([part[name] for part in parts]) for name in ("hardened", "control")}
        else:
            if not options.control:
                raise CampaignError("--control is missing: a campaign proves its oracle")
            report = {"sample": f"about {options.sample} faults of each case" if options.sample else "all of these",
                      "limit_ms": LIMIT_NS // 1_000_000,
                      "control": run_campaign(options, options.control, is_control=True),
                      "hardened": run_campaign(options, options.build)}
        return finish(report, options)
    except (CampaignError, run.MachineError, OSError, ValueError, KeyError) as error:
        print(f"fault_campaign: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
