# SPDX-License-Identifier: BSD-3-Clause
"""tools/bench_services.py: whose code an instruction is, and the laps of a trace."""
import bench
import bench_services

MAP = """\
 .text.short    0x00000100       0x10 spm/CMakeFiles/spm_bench_l2.dir/client.c.obj
 .text.a_function_with_a_long_name
                0x00000110       0x20 spm/CMakeFiles/rss_crypto.dir/cache/src/mbedtls/library/sha256.c.obj
 .text.stub     0x00000130       0x10 spm/CMakeFiles/spm_bench_l2.dir/__/interface/client/psa_crypto.c.obj
 .text.gone     0x00000000       0x10 spm/CMakeFiles/spm_bench_l2.dir/client.c.obj
 .rodata.data   0x00000200       0x10 spm/CMakeFiles/spm_bench_l2.dir/client.c.obj
"""
MOVER = (0x140, 0x150)


def test_owners_by_object_file():
    assert bench_services.owned_ranges(MAP) == [(0x100, 0x110, "spm"), (0x110, 0x130, "crypto")]


def test_movers_count_for_whom_they_were_entered_from():
    owned = bench_services.owned_ranges(MAP)
    path = [0x130, 0x140, 0x142, 0x130, 0x100, 0x140, 0x10E, 0x112, 0x140, 0x14E, 0x12E, 0x160]
    assert bench_services.count_by_owner(path, owned, [MOVER]) == {"other": 5, "spm": 3, "crypto": 4}


def test_lap_with_the_fewest_instructions_counts():
    ranges = [(0x10, 0x12, "stage_reset"), (0x20, 0x22, "bench_lap_empty"), (0x30, 0x32, "bench_lap_service_read"), *[(*MOVER, "memcpy")]]
    path = [0x10, 0x20, 0x30, 0x100, 0x102, 0x112, 0x160, 0x30, 0x100, 0x112, 0x140, 0x20, 0x100]
    trace = bench.Trace(bench.array("I", path), ranges)
    figures = bench_services.service_figures(trace, MAP)
    assert {name.removeprefix("service.read."): n for name, n in figures.items()} == {
        "instructions": 4, "crypto_instructions": 2, "spm_instructions": 1, "other_instructions": 1, "wire_bytes": 211, "pointer_wire_bytes": 84}


def test_limit():
    limit = bench_services.OTHER_LIMIT
    assert bench_services.over_limit({"service.read.other_instructions": limit, "service.read.instructions": limit + 1}) == []
    assert bench_services.over_limit({"service.read.other_instructions": limit + 1}) == [f"service.read.other_instructions is {limit + 1}, the limit {limit}"]
