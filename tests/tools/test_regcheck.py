# SPDX-License-Identifier: BSD-3-Clause
"""tools/regcheck.py finds a difference, a missing register and an unknown block, and passes what agrees."""
import pytest

import regcheck

MODEL = "REG32(LCS, 0x000)\nREG32(SP_ENABLE, 0x014)\n    FIELD(SP_ENABLE, X, 0, 1)\n"


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "drivers/lcm").mkdir(parents=True)
    (tmp_path / "vp/hw/arm/rss").mkdir(parents=True)
    (tmp_path / "vp/hw/arm/rss/rss_lcm.c").write_text(MODEL)

    def with_driver(text, block="lcm"):
        (tmp_path / f"drivers/lcm/{block}_regs.h").write_text(text)
        return regcheck.check(tmp_path)
    return with_driver


def test_equal_maps_pass(tree):
    complaints, report = tree("#define LCM_SP_ENABLE_OFFSET 0x014u /* RW */\n#define LCM_LCS_OFFSET 0x0u\n")
    assert complaints == [] and report == ["drivers/lcm/lcm_regs.h: 2 registers, 0 complaints"]


def test_difference_is_found(tree):
    complaints, _ = tree("#define LCM_SP_ENABLE_OFFSET 0x018u\n")
    assert complaints == ["drivers/lcm/lcm_regs.h: SP_ENABLE: driver 0x018, model 0x014"]


def test_register_that_the_model_lacks_is_found(tree):
    complaints, _ = tree("#define LCM_FATAL_ERR_OFFSET 0x00cu\n")
    assert complaints == ["drivers/lcm/lcm_regs.h: FATAL_ERR 0x00c: the model has no such register"]


def test_header_without_registers_is_found(tree):
    complaints, _ = tree("#define LCM_SP_ENABLE 0x014u\n")
    assert complaints == ["drivers/lcm/lcm_regs.h: no register offsets found"]


def test_unknown_block_is_found(tree):
    complaints, _ = tree("#define NEWBLOCK_Y_OFFSET 0x0u\n", block="newblock")
    assert complaints == ["drivers/lcm/newblock_regs.h: NEWBLOCK_Y: no model known for it, add its block to BLOCKS"]


def test_missing_model_is_found(tree):
    complaints, _ = tree("#define KMU_KMUKSC_OFFSET 0x030u\n", block="kmu")
    assert complaints == ["drivers/lcm/kmu_regs.h: KMU_KMUKSC: no file vp/hw/arm/rss/rss_kmu* has registers"]


def test_what_is_not_compared_is_reported(tree):
    complaints, report = tree("#define UART_DR_OFFSET 0x0u\n#define LCM_LCS_OFFSET 0x0u\n#define LCM_OTP_WINDOW_OFFSET 0x1000u\n")
    assert complaints == [] and report[0].startswith("drivers/lcm/lcm_regs.h: 1 registers, 0 complaints; LCM_OTP_WINDOW not")


def test_longest_prefix_names_the_block():
    assert regcheck.block_of("MHU_SENDER_CH_ST") == ("MHU_SENDER", "CH_ST")
    assert regcheck.block_of("MHU_CFG") == ("MHU", "CFG")


def test_two_blocks_in_one_model_file():
    assert regcheck.compare("CTRL", 8, {"TIMER_CTRL": {0x0}, "CTRL": {0x8}}) is None
    assert regcheck.compare("VALUE", 4, {"TIMER_VALUE": {4}}) is None
    assert regcheck.compare("VALUE", 8, {"TIMER_VALUE": {4}}) == "VALUE: driver 0x008, model 0x004"
