# SPDX-License-Identifier: BSD-3-Clause
"""tools/bench.py: the table of groups, ranges of symbols, figures of a report; the plugin on bad files of functions."""
import os
import subprocess
from pathlib import Path

import pytest

import bench


@pytest.mark.parametrize("symbol, group", [
    ("mbedtls_internal_sha256_process", ("hashing", "own")), ("mbedtls_sha256_update", ("hashing", "own")),
    ("sha256_compute", ("hashing", "own")), ("__sha256_start_veneer", ("hashing", "own")), ("rom_api_sha256_start", ("hashing", "own")),
    ("lms_hash_node", ("signature", "own")), ("mbedtls_lmots_calculate_public_key_candidate", ("signature", "own")),
    ("mbedtls_mpi_core_mla", ("signature", "own")), ("rsa_pss_verify", ("signature", "own")),
    ("memcpy", ("copying", "caller")), ("__memset_veneer", ("copying", "caller")), ("bytes_wipe.constprop.0", ("copying", "caller")),
    ("lcm_read_otp", ("copying", "own")), ("hal_flash_read", ("copying", "own")), ("mhu_wait_signal", ("waiting", "own")),
    ("memcpy_checked", ("other", "own")), ("stage_main", ("other", "own")), ("bytes_equal", ("other", "own")),
])
def test_groups(symbol, group):
    assert bench.group_of(symbol) == group


def test_ranges_do_not_overlap():
    symbols = [(0x100, 0, "entry"), (0x104, 0x10, "f"), (0x104, 0x10, "alias"), (0x110, 8, "inside_f"), (0x200, 0, "last")]
    assert list(bench.function_ranges(symbols)) == [(0x100, 0x104, "entry"), (0x104, 0x110, "f"), (0x110, 0x118, "inside_f")]


def function(name, calls, shortest=0, stage="bl1_2"):
    return {"stage": stage, "function": name, "group": "hashing", "instructions": 1, "calls": calls, "shortest": shortest}


def report():
    groups = {"other": 10, "hashing": 70, "copying": 20}
    boot = {"bl1_1": 100, "bl1_2": 100, "bl2": 100, "ap_release": 290, "groups": {s: dict(groups) for s in bench.STAGES}}
    functions = [function("mbedtls_internal_sha256_process", 30), function("mbedtls_sha256_finish", 10),
                 function("psa_hash_setup", bench.EXPECTED_CHAIN_STEPS + 2 + 100, 7)]
    return {"boots": [boot], "functions": functions, "cores": {}}


def test_figures():
    figures = bench.figures_of(report(), {"bl1_1": 64, "bl1_2": 640, "bl2": 64})
    assert figures["boot.bl1_2.hashing.instructions"] == 70 and figures["boot.bl1_2.signature.instructions"] == 0
    assert figures["boot.total.copying.instructions"] == 60 and figures["boot.total.other_percent"] == 10
    assert figures["boot.bl1_2.hashed_bytes"] == 30 * 64 and figures["boot.bl1_2.data_passes"] == 2
    assert figures["boot.bl1_2.chain_steps"] == bench.EXPECTED_CHAIN_STEPS + 100
    assert figures["boot.total.normal.instructions"] == 290 - 100 * 7


def test_groups_must_add_up():
    wrong = report()
    wrong["boots"][0]["groups"]["bl2"]["other"] -= 1
    with pytest.raises(bench.run.MachineError, match="bl2 add up to 99, not 100"):
        bench.figures_of(wrong, {})


@pytest.mark.parametrize("name, value, mark", [
    ("boot.bl2.instructions", 1009, "1.009"), ("boot.bl2.instructions", 1011, "more"), ("boot.bl2.instructions", 989, "less"),
    ("boot.bl1_2.normal.instructions", 1100, "more"), ("boot.bl1_2.instructions", 1100, "1,000"),
    ("boot.total.hashing.instructions", 1100, "1,000"), ("boot.bl1_2.other.instructions", 1100, "more"), ("boot.wall_ms", 2000, "1,000"),
])
def test_noise_is_not_marked(name, value, mark):
    assert bench.comparison(name, value, {name: 1000}).endswith(mark)


@pytest.mark.parametrize("text, problem", [
    ("100 200 hashing own\n", "line 1: not FIRST END GROUP own|caller NAME"), ("# c\n\n100 100 hashing own f\n", "line 3: addresses"),
    ("100 2x0 hashing own f\n", "line 1: addresses"), ("100 200 hashing mine f\n", "line 1: neither own nor caller"),
    ("100 200 hashing own f\"\n", "line 1: name"), ("100 200 a own f\n180 280 a own g\n", "f and g overlap"),
    ("".join(f"{n:x}0 {n:x}8 g{n} own f\n" for n in range(1, 9)), "line 8: more than 8 groups"),
])
def test_plugin_refuses_bad_files(tmp_path, text, problem):
    functions = tmp_path / "functions.txt"
    functions.write_text(text)
    qemu = Path(os.environ["RSS_QEMU"])
    plugin = f"{qemu.parent / 'librss_stages.so'},out={tmp_path / 'out.json'},functions={functions}"
    result = subprocess.run([qemu, "-M", "none", "-display", "none", "-plugin", plugin], capture_output=True, text=True, timeout=60)
    assert result.returncode != 0 and problem in result.stderr


FUNCTIONS = {"stage_reset": 0x10, "spm_irq_entry": 0x20, "ns_mailbox_begin": 0x30, "bench_stateless_sfn": 0x40, "psa_sfn_run": 0x50,
             "mhu_send": 0x60, "mhu_send_next": 0x70, "bench_flih_flih": 0x80, "bench_signal_seen": 0x90}
RANGES = [(first, first + 8, name) for name, first in FUNCTIONS.items()]


def ap_lap(service=3, before=()):
    """A call: interrupt, agent, service, reply in two functions, the way back."""
    return [*before, 0x20, 0x22, 0x30, 0x32, *[0x40 + 2 * n for n in range(service)], 0x52, 0x60, 0x62, 0x70, 0x72, 0x64, 0x34]


def test_laps_of_the_ap():
    laps = [ap_lap(service=2 + n // bench.AP_LAPS, before=[0x20] if n % bench.AP_LAPS == 3 else []) for n in range(3 * bench.AP_LAPS)]
    boot, warm_up = [0x200, 0x60], ap_lap(service=1)
    trace = bench.Trace(bench.array("I", [*boot, 0x10, *warm_up, *[place for lap in laps for place in lap]]), RANGES)
    assert trace.addresses[0] == 0x10
    assert bench.ap_counts(trace) == {"ap_embed.empty": (12, 10), "ap_pointer.empty": (13, 10), "ap_pointer.4x1k": (14, 10)}


def test_interrupts():
    trace = bench.Trace(bench.array("I", [0x10, 0x20, 0x22, 0x24, 0x80, 0x20, 0x80, 0x82, 0x20, 0x90, 0x20, 0x22, 0x90]), RANGES)
    assert bench.interrupt_counts(trace) == {"flih": 1, "slih": 1}
