# SPDX-License-Identifier: BSD-3-Clause
"""Host images whose first C function faults: the core says so, and the RSS goes on or stops as it should."""
from elftools.elf.elffile import ELFFile

import images
from scenario import Scenario

A64_UDF, THUMB_UDF = b"\0\0\0\0", b"\0\xde"


def boot(runner, build, image, elf, base, function, undefined):
    """Boot with an undefined instruction at the start of function, both slots signed again."""
    with (build / elf).open("rb") as stream:
        symbol = ELFFile(stream).get_section_by_name(".symtab").get_symbol_by_name(function)[0]
    at = (symbol["st_value"] & ~1) - base

    def break_function(data):
        data.payload = data.payload[:at] + undefined + data.payload[at + len(undefined):]

    return runner.run(Scenario(f"fault-{function}", None, flash=lambda flash: [
        images.resign(flash, image, slot, break_function) for slot in (0, 1)]))


def texts(outcome, console):
    return [line.text for line in outcome.lines if line.console == console]


def test_ap_that_faults_says_so(runner, build):
    outcome = boot(runner, build, images.AP, "ap_bl1.elf", 0x1000, "ap_main", A64_UDF)
    assert outcome.code != 0
    assert texts(outcome, "ap")[-1].startswith("[AP] FAIL exception")
    assert not [text for text in texts(outcome, "rss") if text.startswith("[ERR]")]


def test_scp_that_faults_is_a_boot_failure(runner, build):
    outcome = boot(runner, build, images.SCP, "scp_bl1.elf", 0, "scp_main", THUMB_UDF)
    assert outcome.reason == "RSS boot failed with HO01 and stays in recovery"
    assert texts(outcome, "scp")[-1].startswith("[SCP] FAIL exception")
    assert not texts(outcome, "ap"), "the AP ran"
