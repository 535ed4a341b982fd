# SPDX-License-Identifier: BSD-3-Clause
"""AP, SCP and non-secure state call a service with state at once: every answer fits one serial order (tests/load; make load is the long run)."""
import linearizable
import load
import pytest

CALLS = 600
LEVELS = (1, 2)


@pytest.fixture(scope="module", params=LEVELS, ids=lambda level: f"level-{level}")
def history(runner, build, tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("load")
    (folder / "otp.bin").write_bytes(runner.base["otp"])
    return load.run_once(build, folder / "otp.bin", CALLS, request.param, folder, level=request.param)


def test_every_answer_fits_a_serial_order(history):
    calls, complaints = history
    assert complaints == []
    assert len(calls) > CALLS


def test_another_answer_would_not(history):
    """Of every 29th call that tells a value: another value is refused, so the history leaves little to choose."""
    calls, _ = history
    refused = [bool(linearizable.check([c if n != changed else c._replace(answer=c.answer ^ 1) for n, c in enumerate(calls)]))
               for changed in range(0, len(calls), 29) if calls[changed].op != linearizable.PUT]
    assert len(refused) > 10 and all(refused)
