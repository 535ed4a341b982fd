#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Instructions per boot stage and core, and wall time to the AP's banner, on a provisioned device.

    tools/bench.py --build build                      table, BUILD/bench.json, ratio to tests/bench_baseline.json
    tools/bench.py --build build --counts-only        without wall time
    tools/bench.py --build build --update-baseline    make this run the baseline

Counts come from the plugin vp/plugins/rss_stages.c in deterministic mode; the same boot is run twice and any difference
is an error. boot.total is what the RSS executes from reset until the AP's first instruction. The count of BL1_2 depends on
the digits of BL2's LMS signature, which is another for each build: by about 6 % (one standard deviation). Wall time is from
the start of QEMU, free-running, median of several boots: compare it only on one machine.
"""
import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

import run

TOP = Path(__file__).resolve().parent.parent
BASELINE = TOP / "tests/bench_baseline.json"
WALL_BOOTS = 5
RUN_LIMIT_MS = 500          # virtual: the boots end here, long after the AP's result, so that all counts are comparable
STAGES = ("bl1_1", "bl1_2", "bl2")


def machine(build, otp, **options):
    return run.Machine(build / "vp/qemu-system-aarch64", build / "rom.bin", build / "flash.bin", otp, **options)


def boot_to_verdict(build, otp):
    """Seconds to the AP's first line in free-running mode."""
    with machine(build, otp) as m:
        code, reason = run.run_to_verdict(m)
        if code:
            raise run.MachineError(reason)
        return next(line.seconds for line in m.lines if line.console == "ap")


def count(build, otp, out):
    """The plugin's report of one deterministic boot that runs up to the run limit."""
    plugin = ["-plugin", f"{build / 'vp/librss_stages.so'},out={out}"]
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
    first, second = (count(build, otp, folder / f"{n}.json") for n in (1, 2))
    if first != second:
        raise run.MachineError(f"two equal boots differ: {json.dumps(first)} and {json.dumps(second)}")
    return first


def figures_of(report):
    boot = report["boots"][0]
    figures = {f"boot.{stage}.instructions": boot[stage] for stage in STAGES}
    figures["boot.total.instructions"] = boot["ap_release"]
    return figures


def table(figures, cores, baseline):
    yield f"{'':<28}{'now':>14}{'baseline':>14}{'ratio':>8}"
    for name, value in figures.items():
        old = baseline.get(name)
        yield f"{name:<28}{value:>14,}" + (f"{old:>14,}{value / old:>8.3f}" if old else "")
    yield "cores up to the run limit: " + ", ".join(f"{core} {n:,}" for core, n in cores.items())


def main(argv):
    parser = argparse.ArgumentParser(prog="bench.py", description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--counts-only", action="store_true")
    parser.add_argument("--update-baseline", action="store_true")
    options = parser.parse_args(argv)
    build = options.build.resolve()
    try:
        with tempfile.TemporaryDirectory(prefix="rss-bench-") as name:
            folder = Path(name)
            otp = folder / "otp.bin"
            boot_to_verdict(build, otp)                         # provisions
            report = measure_counts(build, otp, folder)
            figures = figures_of(report)
            if not options.counts_only:
                times = [boot_to_verdict(build, otp) for _ in range(WALL_BOOTS)]
                figures["boot.wall_ms"] = round(1000 * statistics.median(times))
    except (run.MachineError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    print("\n".join(table(figures, report["cores"], baseline)))
    if not options.counts_only:
        (build / "bench.json").write_text(json.dumps(figures, indent=2) + "\n")
    if options.update_baseline:
        BASELINE.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
