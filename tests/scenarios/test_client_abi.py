# SPDX-License-Identifier: BSD-3-Clause
"""Builds for later clients (interface/client_abi.h): their wire formats on both sides, and a client of another generation."""
import images
import pytest
import test_services
from scenario import Scenario
from variants import variant_runner

LATEST = "2.12"
SUITE_IMAGES = ("service_tests_l2_signed.bin", "ns_services_signed.bin", "ap_services_signed.bin")


@pytest.fixture(scope="module")
def later(request, build):
    return variant_runner(build, f"client-abi-{request.param}", [f"-DRSS_CLIENT_ABI={request.param}"],
                          SUITE_IMAGES if request.param == LATEST else ())


@pytest.mark.parametrize("later", ["2.11", LATEST], indirect=True)
def test_client_of_another_generation_is_refused(later, build):
    """The AP image of the default build, as good as any to BL2: its first request has a control word that means nothing now."""
    old = (build / "ap_bl1_signed.bin").read_bytes()[:images.SLOT_BYTES]

    def change(flash):
        for slot in (0, 1):
            images.write_slot(flash, images.AP, slot, old)
    outcome = later.run(Scenario("old-client", None, flash=change))
    assert outcome.code != 0 and outcome.reason.startswith("[AP] FAIL")
    assert any(line.console == "rss" and ": CO04" in line.text for line in outcome.lines)


@pytest.mark.parametrize("later", [LATEST], indirect=True)
def test_suites(later):
    """All callers and services, in the numbers and structures of TF-M 2.1."""
    results, _, _ = test_services.run_suites(later, "l2")
    assert {name: result for name, result in results.items() if result != (True, "line 0")} == {}
    assert sorted(results) == sorted(test_services.cases())
