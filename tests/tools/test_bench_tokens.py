# SPDX-License-Identifier: BSD-3-Clause
"""tools/bench_tokens.py: whose the time between two records is."""
from array import array

import pytest

import bench_tokens

FUNCTIONS = {"bench_tokens_lap_token_cca": (0x10, 0x12), "bench_tokens_lap_token_psa": (0x12, 0x14), "bench_tokens_lap_delegated_key": (0x14, 0x16),
             "bench_tokens_lap_sign_hash_p256": (0x18, 0x1A), "bench_tokens_lap_verify_hash_p256": (0x1A, 0x1C),
             "bench_tokens_lap_end": (0x16, 0x18), "memcpy": (0x300, 0x320), "mpi": (0x200, 0x240), "spm": (0x100, 0x140)}
MAP = """
 .text.spm      0x00000100       0x40 spm/CMakeFiles/x.dir/client.c.obj
 .text.mbedtls_a_long_name
                0x00000200       0x40 spm/CMakeFiles/x_mbedtls.dir/cache/src/mbedtls/library/bignum.c.obj
 .text.memcpy   0x00000300       0x20 /lib/libc.a(memcpy.o)
"""


def words(*records):
    return array("I", [word for record in records for word in record])


def test_loops_that_were_not_recorded_belong_to_who_ran_them():
    ranges = bench_tokens.owners(MAP, FUNCTIONS)
    trace = words((0, 0x10), (1, 0x100), (11, 0x200), (500, 0x300), (700, 0x210), (900, 0x120), (905, 0x300), (915, 0x120), (920, 0x12))
    assert bench_tokens.crypto_time(trace, 0, 8, ranges) == 900 - 11


def test_laps():
    trace = words((0, 0x10), (5, 0x100), (9, 0x12), (12, 0x14), (20, 0x10), (22, 0x16))
    assert bench_tokens.laps(trace, FUNCTIONS) == [("token_cca", 0, 2), ("token_psa", 2, 3), ("delegated_key", 3, 4), ("token_cca", 4, 5)]
    with pytest.raises(bench_tokens.BenchError, match="did not come to its end"):
        bench_tokens.laps(trace[:-2], FUNCTIONS)
    with pytest.raises(bench_tokens.BenchError, match="lap functions are token_cca"):
        bench_tokens.laps(trace, {"bench_tokens_lap_token_cca": (0x10, 0x12)})


def test_limit():
    assert bench_tokens.over_limit({"service.token_cca.other_percent": 10, "service.token_cca.instructions": 99}) == []
    assert bench_tokens.over_limit({"service.token_psa.other_percent": 10.01}) == ["service.token_psa.other_percent is 10.01, the limit 10"]
